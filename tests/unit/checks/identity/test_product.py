"""Which product the unit is."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.identity.product import IsHardware, ModelAgrees
from reinstate.device.model import FruKind
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    a_case,
    a_fru,
    a_profile,
    a_unit,
    assert_row,
    named,
    row,
    software,
)

SOFTWARE = {Rpc.SOFTWARE: software("23.4R2-S3.9")}
IS_HARDWARE = (
    row("a switch of a known family", IsHardware, a_case(SOFTWARE), Said(PASS, text="ex4400-48p, profile ex4400")),
    row(
        "a virtual firewall by its product model",
        IsHardware,
        a_case(
            {Rpc.SOFTWARE: software("23.4R2", model="vsrx")},
            unit=a_unit(model="vsrx", description="VSRX", serial_number="785714CF696C"),
            profile=a_profile("vsrx", virtual=True),
        ),
        Said(FAIL, BLOCKER, hold=False, text="product model vsrx"),
    ),
    row(
        "virtual by its description alone, whatever it calls its model",
        IsHardware,
        a_case(SOFTWARE, unit=a_unit(description="FIREFLY-PERIMETER")),
        Said(FAIL, BLOCKER, text="FIREFLY-PERIMETER"),
    ),
    row(
        "virtual by its serial, under the model of a real chassis",
        IsHardware,
        a_case(SOFTWARE, unit=a_unit(model="ex9214", description="EX9214", serial_number="VM63A1B2C3D4")),
        Said(FAIL, BLOCKER, text="serial number VM63A1B2C3D4"),
    ),
    row(
        "virtual, and nothing else of it is known",
        IsHardware,
        a_case({Rpc.SOFTWARE: "timeout", Rpc.INVENTORY: "unsupported"}, unit=a_unit(model="vmx"), profile=None),
        Said(FAIL, BLOCKER),
    ),
    row(
        "a serial that begins with VM and goes on in digits may be a product code",
        IsHardware,
        a_case(SOFTWARE, unit=a_unit(serial_number="VM0226010001")),
        PASS,
    ),
    row(
        "emulated disks are those of a VM host",
        IsHardware,
        a_case(SOFTWARE, unit=a_unit(a_fru(FruKind.STORAGE, "Routing Engine 0 / vtbd0", description="QEMU HARDDISK"))),
        PASS,
    ),
    row(
        "a family without a profile",
        IsHardware,
        a_case(SOFTWARE, unit=a_unit(model="zx9"), profile=None),
        Said(INCONCLUSIVE, BLOCKER, text="no platform profile matches this product"),
    ),
    row("software unknown", IsHardware, a_case({Rpc.SOFTWARE: "timeout"}), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "inventory damaged",
        IsHardware,
        a_case({**SOFTWARE, Rpc.INVENTORY: "damaged"}),
        Said(INCONCLUSIVE, BLOCKER, text="damaged"),
    ),
)


def names(model: str, description: str, model_number: str = "") -> Case:
    return a_case(
        {Rpc.SOFTWARE: software("23.4R2", model=model)},
        unit=a_unit(model=model, description=description, model_number=model_number),
    )


MODEL_AGREES = (
    row("one product by three names", ModelAgrees, names("mx204", "JNP204 [MX204]", "JNP204-CHAS"), PASS),
    row("two names of one switch", ModelAgrees, names("ex4200-48t", "EX4200-48T, 8 POE"), PASS),
    row(
        "order number of another series",
        ModelAgrees,
        names("ex4300-48t", "EX4300-48T", "EX3300-48T"),
        Said(FAIL, CONDITION, hold=True, text="FRU model number EX3300-48T"),
    ),
    row("a chassis that is sold as EX and as QFX", ModelAgrees, names("ex4650-48y-8c", "JNP48Y8C-CHAS"), PASS),
    row("another number of ports", ModelAgrees, names("ex4200-24t", "EX4200-48T"), Said(FAIL, CONDITION, hold=True)),
    row("one name alone", ModelAgrees, names("ex4400-48p", ""), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("a description that names no product", ModelAgrees, names("ex4200-48t", "Virtual Chassis"), INCONCLUSIVE),
    row("software unknown", ModelAgrees, a_case({Rpc.SOFTWARE: "denied"}), Said(INCONCLUSIVE, CONDITION, hold=True)),
)
TABLE: tuple[Row, ...] = (*IS_HARDWARE, *MODEL_AGREES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_product(one: Row) -> None:
    assert_row(one)
