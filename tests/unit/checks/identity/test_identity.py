"""Checks of identity, as a table of cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case, Check, SessionFacts
from reinstate.checks.framework.inputs import SerialLists
from reinstate.checks.framework.population import Population, Sighting
from reinstate.checks.frus.product_names import disagree
from reinstate.checks.identity.clones import BaseMac, Clone, HostKey
from reinstate.checks.identity.product import IsHardware, ModelAgrees
from reinstate.checks.identity.records import Listed
from reinstate.checks.identity.serial_numbers import ChassisSerial, SerialStable
from reinstate.device.model import FruKind, MacAddresses, Unit, VirtualChassis, VirtualChassisMember
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    SERIAL,
    Row,
    Said,
    a_case,
    a_fru,
    a_profile,
    a_unit,
    assert_row,
    inventory,
    named,
    row,
    software,
)

MAC = "02:00:00:00:00:01"
OTHER_MAC = "02:00:00:00:10:01"
SOFTWARE = {Rpc.SOFTWARE: software("23.4R2-S3.9")}
MACS = {Rpc.MAC_ADDRESSES: MacAddresses((("", MAC, 64),))}
HOLD = Said(FAIL, BLOCKER, hold=True)
CANT_TELL = Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False)


def seen(host: str = "sw1", serial: str = SERIAL, *, unit: str = "", **facts: object) -> Sighting:
    """A sighting with its own MAC, one module and one key, unless the facts say otherwise."""
    stated: dict[str, object] = {
        "base_macs": frozenset({MAC}),
        "fru_serials": frozenset({"XXPS0001"}),
        "host_key": "SHA256:bench",
        **facts,
    }
    return Sighting(unit or host, host, serial, **stated)  # type: ignore[arg-type]


ME = seen()
STRANGER = seen(
    "sw2", "XX0226019999", base_macs=frozenset({OTHER_MAC}), fru_serials=frozenset({"XXPS0009"}), host_key="SHA256:two"
)
TWIN = replace(STRANGER, serial_number=SERIAL)
SAME_BOX = seen("sw1-by-other-address")


def among(*others: Sighting, me: Sighting = ME, damaged: tuple[str, ...] = (), unseen: tuple[str, ...] = ()) -> Case:
    """This unit in a batch with those."""
    return a_case(MACS, population=Population((me, *others), damaged, unseen))


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

AGREEING = (
    ("mx204", "JNP204 [MX204]"),
    ("mx204", "JNP204-CHAS"),
    ("mx960", "CHAS-BP3-MX960-S"),
    ("mx10-t", "CHAS-MX80-S"),
    ("ptx10008", "JNP10008 [PTX10008]"),
    ("qfx5100-48s-6q", "QFX5100-48S-D-AFO"),
    ("ex2300-c-12p", "EX2300-C-12P"),
    ("srx5800", "SRX 5800"),
    ("srx345", "SRX345"),
    ("acx7020_ac", "ACX7020"),
    ("mx104-40g", "CHAS-MX104-S"),
    ("ex4400-48p", "Virtual Chassis"),
    ("ex4650-48y-8c", "JNP48Y8C-CHAS"),
    ("qfx5120-48y-8c", "JNP48Y8C-CHAS"),
    ("xre200", "EX-XRE200"),
    ("ocx1100-48sx", "OCX1100-48SX"),
)
DISAGREEING = (
    ("mx480", "MX240"),
    ("ex4200-48t", "EX4200-24T"),
    ("ex4300-48t", "qfx4300"),
    ("qfx10002-36q", "QFX10002-72Q"),
    ("srx340", "SRX3400"),
    ("mx204", "JNP10003-CHAS"),
    ("ex4300-48t", "JNP48Y8C-CHAS"),
    ("qfx5120-32c", "JNP48Y8C-CHAS"),
)


@pytest.mark.parametrize(("one", "other"), AGREEING)
def test_names_of_one_product_agree(one: str, other: str) -> None:
    assert not disagree(one, other)
    assert not disagree(other, one)


@pytest.mark.parametrize(("one", "other"), DISAGREEING)
def test_names_of_two_products_disagree(one: str, other: str) -> None:
    assert disagree(one, other)
    assert disagree(other, one)


def with_card(*others: Sighting) -> Case:
    """A unit with one supply and one cable, in a batch with those."""
    unit = a_unit(
        a_fru(FruKind.POWER_SUPPLY, "PSU 0", serial_number="XXPS0001", part_number="740-000001"),
        a_fru(FruKind.TRANSCEIVER, "Xcvr 0", serial_number="XXDAC001", part_number="740-030658"),
        a_fru(FruKind.ROUTING_ENGINE, "Routing Engine 0", serial_number="BUILTIN", part_number="BUILTIN"),
    )
    me = replace(ME, fru_serials=frozenset({"XXPS0001", "XXDAC001"}))
    return a_case(unit=unit, population=Population((me, *others)))


CLONE = (
    row("alone", Clone, among(), PASS),
    row("among strangers", Clone, among(STRANGER), PASS),
    row("another box with the same serial", Clone, among(TWIN), Said(FAIL, BLOCKER, hold=True, text="sw2")),
    row(
        "another box with the same serial and the same base address",
        Clone,
        among(replace(TWIN, base_macs=ME.base_macs)),
        HOLD,
    ),
    row(
        "the same serial in another spelling",
        Clone,
        among(replace(TWIN, serial_number=SERIAL.lower())),
        HOLD,
    ),
    row(
        "one box by two addresses",
        Clone,
        among(SAME_BOX),
        Said(FAIL, ADVICE, hold=False, text="same chassis was also collected as sw1-by-other-address"),
        PASS,
    ),
    row(
        "nothing known of addresses is no agreement",
        Clone,
        among(replace(SAME_BOX, base_macs=frozenset()), me=replace(ME, base_macs=frozenset())),
        HOLD,
    ),
    row(
        "two units of one host with one serial", Clone, among(seen("sw1", unit="sw1.fpc1", base_macs=frozenset())), HOLD
    ),
    row(
        "the serial is a module's in another box",
        Clone,
        among(replace(STRANGER, fru_serials=frozenset({SERIAL}))),
        HOLD,
    ),
    row("a host's evidence is damaged", Clone, among(STRANGER, damaged=("sw9",)), replace(CANT_TELL, text="sw9")),
    row("a clone stays one beside damaged evidence", Clone, among(TWIN, damaged=("sw9",)), HOLD),
    row(
        "hosts that were off",
        Clone,
        among(unseen=("sw8",)),
        Said(PASS, text="not compared (no serial number reported): sw8"),
    ),
    row("not in the batch", Clone, a_case(), CANT_TELL),
    row("serial unknown", Clone, among(me=replace(ME, serial_number="")), CANT_TELL),
    row("inventory unknown", Clone, a_case({Rpc.INVENTORY: "timeout"}), CANT_TELL),
    row(
        "a module with the serial of another box, in other letters",
        Clone,
        with_card(replace(STRANGER, serial_number="xxps0001")),
        PASS,
        Said(FAIL, CONDITION, subject="PSU 0", hold=True, text="the chassis sw2"),
    ),
    row(
        "a module with the serial of a module elsewhere",
        Clone,
        with_card(replace(STRANGER, fru_serials=frozenset({"XXPS0001"}))),
        PASS,
        Said(FAIL, CONDITION, subject="PSU 0", hold=True, text="a module of sw2"),
    ),
    row(
        "both ends of a cable, and BUILTIN",
        Clone,
        with_card(replace(STRANGER, fru_serials=frozenset({"XXDAC001", "BUILTIN"}))),
        PASS,
    ),
)

LISTED = (
    row("lists say nothing of it", Listed, a_case(lists=SerialLists(listed={"XX9": "stolen"})), PASS),
    row("none held", Listed, a_case(), Said(PASS, text="no lists are held")),
    row(
        "listed",
        Listed,
        a_case(lists=SerialLists(listed={SERIAL: "stolen (lot 14)"})),
        Said(FAIL, BLOCKER, hold=True, text=f"{SERIAL}: stolen (lot 14)"),
    ),
    row(
        "a module is listed",
        Listed,
        a_case(
            unit=a_unit(a_fru(FruKind.MIC, "FPC 0 / MIC 0", serial_number="abcd1234", part_number="750-028392")),
            lists=SerialLists(listed={"ABCD1234": "counterfeit"}),
        ),
        Said(FAIL, CONDITION, subject="FPC 0 / MIC 0", hold=True),
    ),
    row("no word about lists", Listed, a_case(lists=SerialLists()), CANT_TELL),
    row(
        "a broken list",
        Listed,
        a_case(lists=SerialLists(broken="stolen.csv: no column serial")),
        replace(CANT_TELL, text="stolen.csv"),
    ),
    row("serial unknown", Listed, a_case(unit=a_unit(serial_number="")), CANT_TELL),
)

UNTOLD_MAC = Said(INCONCLUSIVE, CONDITION, hold=True)
BASE_MAC = (
    row("its own", BaseMac, among(STRANGER), Said(PASS, text=MAC)),
    row(
        "shared with a stranger",
        BaseMac,
        among(replace(STRANGER, base_macs=ME.base_macs)),
        Said(FAIL, CONDITION, hold=True, text="sw2"),
    ),
    row("one box by two addresses", BaseMac, among(SAME_BOX), PASS),
    row("shared within one host", BaseMac, among(seen("sw1", "XX0226010002", unit="sw1.fpc1")), PASS),
    row("unknown of itself", BaseMac, among(me=replace(ME, base_macs=frozenset())), UNTOLD_MAC),
    row(
        "another that withholds them costs nobody else",
        BaseMac,
        among(replace(STRANGER, base_macs=frozenset(), macs_known=False)),
        Said(PASS, text="none reported by sw2"),
    ),
    row("another that has none to tell", BaseMac, among(replace(STRANGER, base_macs=frozenset())), PASS),
    row("a host's evidence is damaged", BaseMac, among(damaged=("sw9",)), UNTOLD_MAC),
    row("hosts that were off", BaseMac, among(unseen=("sw8",)), Said(PASS, text="sw8")),
    row("reply missing", BaseMac, a_case({Rpc.MAC_ADDRESSES: "timeout"}), UNTOLD_MAC),
    row("not expected of the platform", BaseMac, a_case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)

HOST_KEY = (
    row("its own", HostKey, among(STRANGER), PASS),
    row(
        "shared with a stranger",
        HostKey,
        among(replace(STRANGER, host_key="SHA256:bench")),
        Said(FAIL, ADVICE, hold=False),
    ),
    row("one box by two addresses", HostKey, among(SAME_BOX), PASS),
    row("units of one host", HostKey, among(seen("sw1", "XX0226010002", unit="sw1.fpc1")), PASS),
    row("none seen", HostKey, a_case(session=SessionFacts()), Said(INCONCLUSIVE, ADVICE, noted=True)),
)

TABLE = (*IS_HARDWARE, *CHASSIS_SERIAL, *SERIAL_STABLE, *MODEL_AGREES, *CLONE, *LISTED, *BASE_MAC, *HOST_KEY)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_identity(one: Row) -> None:
    assert_row(one)


@pytest.mark.parametrize("check", [Clone, BaseMac], ids=lambda check: check.id)
@pytest.mark.parametrize("other", [STRANGER, TWIN, SAME_BOX], ids=["stranger", "twin", "same box"])
def test_damage_elsewhere_never_makes_a_pass(check: type[Check], other: Sighting) -> None:
    """Whatever a batch held before, a host that no longer identifies its units takes the pass from its fellows."""
    case = among(other, damaged=("sw9",))
    results = {finding.result for finding in check().judge(case)}
    assert PASS not in results
