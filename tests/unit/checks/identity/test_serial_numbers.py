"""The unit's own serial number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.identity.serial_numbers import ChassisSerial, SerialStable
from reinstate.declared.kinds import Declared, DeclaredSet, Entitlement, EntitlementAnswer
from reinstate.device.model import FruKind, Unit, VirtualChassis, VirtualChassisMember
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    BLOCKER,
    FAIL,
    INCONCLUSIVE,
    PASS,
    SERIAL,
    TODAY,
    Row,
    Said,
    a_case,
    a_fru,
    a_unit,
    assert_row,
    inventory,
    named,
    row,
)
from tests.unit.checks.identity.evidence import CANT_TELL, HOLD

OURS = EntitlementAnswer.OURS
NO_FORM = Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False, text="a form that no known one has")


def looked_up(serial: str, answer: EntitlementAnswer, days: int, of_unit: str = "") -> Case:
    """A unit with a serial number of no known form, and an answer about one of that many days ago."""
    one = Entitlement(serial, answer, (TODAY - timedelta(days=days)).date(), "A. Asker")
    inputs = Inputs(declared=Declared(entitlement=DeclaredSet(declared=True, rows=(one,))))
    return a_case(unit=a_unit(serial_number=of_unit or serial), inputs=inputs)


CHASSIS_SERIAL = (
    row("a serial of its own", ChassisSerial, a_case(), Said(PASS, text=SERIAL)),
    row("no serial in a whole inventory", ChassisSerial, a_case(unit=a_unit(serial_number="", serial_item="")), HOLD),
    row("a placeholder", ChassisSerial, a_case(unit=a_unit(serial_number="0000000000")), HOLD),
    row("a dash, as some suppliers print", ChassisSerial, a_case(unit=a_unit(serial_number="F2031240000-2")), PASS),
    row("a look-alike letter", ChassisSerial, a_case(unit=a_unit(serial_number="D\u041a417")), HOLD),
    row("wide letters", ChassisSerial, a_case(unit=a_unit(serial_number="\uff24\uff2b417")), HOLD),
    row("a blank that counts as a letter", ChassisSerial, a_case(unit=a_unit(serial_number="DK417\u3164")), HOLD),
    row("a blank inside", ChassisSerial, a_case(unit=a_unit(serial_number="DK 417")), HOLD),
    row("markup", ChassisSerial, a_case(unit=a_unit(serial_number="<b>DK417</b>")), HOLD),
    row("endless", ChassisSerial, a_case(unit=a_unit(serial_number="DK" * 100)), HOLD),
    row("BUILTIN is no serial of a chassis", ChassisSerial, a_case(unit=a_unit(serial_number="BUILTIN")), HOLD),
    row("short and real", ChassisSerial, a_case(unit=a_unit(serial_number="BK378")), PASS),
    *(
        row(f"known form: {serial}", ChassisSerial, a_case(unit=a_unit(serial_number=serial)), PASS)
        for serial in (
            "BP0211240118",
            "AU0813AF0450",
            "JN12A0118AFB",
            "JN1ABCDEFAFB",
            "JN12A0118",
            "A0118",
            "50118",
            "MDW0118H00042",
            "AB12345678",
        )
    ),
    *(
        row(f"no known form: {serial}", ChassisSerial, a_case(unit=a_unit(serial_number=serial)), NO_FORM)
        for serial in (
            "mx204-clean",
            "mx204clean",
            "MX204-CLEAN",
            "MX204CLEAN",
            "bk378",
            "SPARE001",
            "switch_17",
            "LAB-1",
            "AB12",
            "ABCD",
            "AB" + "1" * 20,
        )
    ),
    row(
        "Juniper's records contain it",
        ChassisSerial,
        looked_up("NEW-FORM-1", OURS, days=1),
        Said(PASS, text="NEW-FORM-1"),
    ),
    row(
        "they contained it too long ago",
        ChassisSerial,
        looked_up("NEW-FORM-1", EntitlementAnswer.OURS, days=91),
        NO_FORM,
    ),
    row("they do not contain it", ChassisSerial, looked_up("NEW-FORM-1", EntitlementAnswer.UNKNOWN, days=1), NO_FORM),
    row(
        "they contain another", ChassisSerial, looked_up("NEW-FORM-2", EntitlementAnswer.OURS, 1, "NEW-FORM-1"), NO_FORM
    ),
    row("inventory unknown", ChassisSerial, a_case({Rpc.INVENTORY: "no-data"}), CANT_TELL),
)


def member(serial: str, slot: int = 0) -> VirtualChassisMember:
    return VirtualChassisMember(str(slot), "Prsnt", serial, "ex4400-48p", "Master*", (slot,), f"//member[{slot}]")


def listing(*members: VirtualChassisMember) -> dict[Rpc, object]:
    return {Rpc.VIRTUAL_CHASSIS: VirtualChassis(members)}


UNIT = a_unit()
QFX3500 = a_unit(a_fru(FruKind.LINE_CARD, "FPC 0", serial_number="XXFPC001"), serial_number="XXCHAS01")
STACKED = a_unit(
    a_fru(FruKind.LINE_CARD, "FPC 1", serial_number="XX02"),
    name="vc.fpc1",
    member="fpc1",
    serial_number="XX02",
    fpc_slots=frozenset({1}),
    engines=frozenset({"fpc1"}),
)
NOT_LISTED = Unit("vc", "vc.fpc9", "fpc9", serial_number="XX09", fpc_slots=frozenset({9}), engines=frozenset({"fpc9"}))
SERIAL_STABLE = (
    row("one reply", SerialStable, a_case(), PASS),
    row(
        "plain, detailed and membership agree",
        SerialStable,
        a_case({Rpc.INVENTORY_CLEI: inventory(UNIT), **listing(member(SERIAL))}),
        Said(PASS, text="chassis-inventory, chassis-inventory-clei-models, virtual-chassis-information"),
    ),
    row(
        "the detailed inventory shows another serial",
        SerialStable,
        a_case({Rpc.INVENTORY_EXTENSIVE: inventory(a_unit(serial_number="XX0226010002"))}),
        Said(FAIL, BLOCKER, hold=True, text="Actual: XX0226010002"),
    ),
    row("the membership shows another serial", SerialStable, a_case(listing(member("XX0226010002"))), HOLD),
    row(
        "a member is compared with its own line of the membership",
        SerialStable,
        a_case(
            {Rpc.INVENTORY: inventory(STACKED, serial_number="XX01"), **listing(member("XX01"), member("XX02", 1))},
            unit=STACKED,
        ),
        PASS,
    ),
    row(
        "chassis and FPC serial of a QFX3500 differ, and the membership has the FPC's",
        SerialStable,
        a_case(listing(member("XXFPC001")), unit=QFX3500),
        PASS,
    ),
    row(
        "an inventory with CLEI codes that prints no serials",
        SerialStable,
        a_case({Rpc.INVENTORY_CLEI: inventory(UNIT, serial_number="")}),
        PASS,
    ),
    row(
        "a member that its inventory doesn't list",
        SerialStable,
        a_case({Rpc.INVENTORY: inventory(STACKED)}, unit=NOT_LISTED),
        CANT_TELL,
    ),
    row("no serial to compare", SerialStable, a_case(unit=a_unit(serial_number="")), CANT_TELL),
    row(
        "the detailed inventory was asked and is missing",
        SerialStable,
        a_case({Rpc.INVENTORY_CLEI: "closed"}),
        CANT_TELL,
    ),
)
TABLE: tuple[Row, ...] = (*CHASSIS_SERIAL, *SERIAL_STABLE)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_serial_numbers(one: Row) -> None:
    assert_row(one)
