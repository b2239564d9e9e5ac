"""Third-party transceivers, power supplies and fans."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.frus.third_party import ThirdPartyOptics, ThirdPartySupplyOrFan
from reinstate.device.model import FruKind
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    a_case,
    a_fru,
    assert_row,
    named,
    row,
)
from tests.unit.checks.frus.evidence import BUILT_IN, fitted, supply


def optic(part_number: str, version: str = "REV 01", description: str = "SFP+-10G-SR") -> Case:
    module = a_fru(
        FruKind.TRANSCEIVER,
        "Xcvr 3",
        part_number=part_number,
        version=version,
        description=description,
        serial_number="A1",
    )
    return fitted(module)


FOREIGN_OPTIC = Said(FAIL, ADVICE, subject="Xcvr 3", hold=False, text="take it out")
OPTICS = (
    row("Juniper's", ThirdPartyOptics, optic("740-031980"), PASS),
    row("without a revision, as cables are", ThirdPartyOptics, optic("740-030658", ""), PASS),
    row("none fitted", ThirdPartyOptics, fitted(), PASS),
    row("NON-JNPR with garbage for a revision", ThirdPartyOptics, optic("NON-JNPR", "l*"), FOREIGN_OPTIC),
    row("UNSUPPORTED", ThirdPartyOptics, optic("740-031980", description="UNSUPPORTED"), FOREIGN_OPTIC),
    row("a bare REV", ThirdPartyOptics, optic("740-021309", "REV"), replace(FOREIGN_OPTIC, text="recoded")),
    row("unknown", ThirdPartyOptics, a_case({Rpc.INVENTORY: "closed"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
)
SUPPLIES = (
    row("Juniper's", ThirdPartySupplyOrFan, fitted(supply(), a_fru(FruKind.FAN, "Fan Tray 0")), PASS),
    row("a foreign supply", ThirdPartySupplyOrFan, fitted(supply(part_number="NON-JNPR")), Said(FAIL, CONDITION)),
    row(
        "a supply of unknown make",
        ThirdPartySupplyOrFan,
        fitted(supply(description="UNKNOWN")),
        Said(FAIL, CONDITION, text="replace it"),
    ),
    row(
        "a part number of no known form",
        ThirdPartySupplyOrFan,
        fitted(supply(part_number="PWR-1")),
        Said(INCONCLUSIVE, CONDITION, noted=False),
    ),
    row("built in", ThirdPartySupplyOrFan, fitted(supply(**BUILT_IN)), PASS),
    row("unknown", ThirdPartySupplyOrFan, a_case({Rpc.INVENTORY: "closed"}), INCONCLUSIVE),
)
TABLE: tuple[Row, ...] = (*OPTICS, *SUPPLIES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_third_party(one: Row) -> None:
    assert_row(one)
