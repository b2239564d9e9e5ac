"""Which product the unit is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.identity.product import IsHardware, ModelAgrees
from reinstate.device.model import Fru, FruKind, RoutingEngine, RoutingEngines
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    MODULAR,
    PASS,
    SERIAL,
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
    *(
        row(
            f"a family without a profile, and its software is {status}",
            IsHardware,
            a_case({Rpc.SOFTWARE: status}, unit=a_unit(model="", description="JNP48Y8C-CHAS"), profile=None),
            Said(INCONCLUSIVE, BLOCKER, text="add a platform profile"),
        )
        for status in ("timeout", "not-collected")
    ),
    row(
        "no product is named, and its software is unknown",
        IsHardware,
        a_case({Rpc.SOFTWARE: "timeout"}, unit=a_unit(model="", description="Virtual Chassis"), profile=None),
        Said(INCONCLUSIVE, BLOCKER, text="no reply to software-information"),
    ),
    row("software unknown", IsHardware, a_case({Rpc.SOFTWARE: "timeout"}), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "inventory damaged",
        IsHardware,
        a_case({**SOFTWARE, Rpc.INVENTORY: "damaged"}),
        Said(INCONCLUSIVE, BLOCKER, text="damaged"),
    ),
)


def modular(*frus: Fru, model: str = "mx960", description: str = "MX960", serial: str = "JN12A0118AFA") -> Case:
    """A unit that calls itself a modular router, with these modules."""
    unit = a_unit(*frus, model=model, description=description, serial_number=serial)
    return a_case({Rpc.SOFTWARE: software("23.4R2", model=model)}, unit=unit, profile=MODULAR)


def engine(description: str, **fields: object) -> Fru:
    return a_fru(FruKind.ROUTING_ENGINE, "Routing Engine 0", description=description, **fields)


# What a module is called shows a virtual machine, whatever the product model is.
SIGNS = {
    "Routing Engine of a vMX": engine("RE-VMX"),
    "Routing Engine of a vPTX": engine("RE-VIRTUAL"),
    "Routing Engine of a vSRX": engine("VSRX-S"),
    "Routing Engine of a Firefly": engine("FIREFLY-PERIMETER RE"),
    "order number of a Routing Engine": engine("RE", model_number="RE-VMX"),
    "serial number from a UUID": engine("RE-S-1800x4", serial_number="1a2b3c4d-5e"),
    "control board": a_fru(FruKind.CONTROL_BOARD, "CB 0", description="VMX SCB"),
    "line card": a_fru(FruKind.LINE_CARD, "FPC 0", description="Virtual FPC"),
    "line card of a later image": a_fru(FruKind.LINE_CARD, "FPC 0", description="VMX EAGLE MPC"),
    "MIC": a_fru(FruKind.MIC, "FPC 0 / MIC 0", description="Virtual"),
    "PIC": a_fru(FruKind.PIC, "FPC 0 / PIC 0", description="Virtual GE"),
    "PIC of a vSRX": a_fru(FruKind.PIC, "FPC 0 / PIC 0", description="VSRX DPDK GE"),
    "CPU": a_fru(FruKind.CPU, "FPC 0 / CPU", version="Rev. 1.0", part_number="RIOT-LITE", serial_number="BUILTIN"),
    "serial number of a CPU": a_fru(FruKind.CPU, "FPC 0 / CPU", serial_number="123XYZ987"),
}
# Names and numbers of real hardware that resemble those of virtual machines.
NO_SIGNS = {
    "VM host": engine("RE-S-2X00x6", part_number="750-072923", serial_number="ABCD1234"),
    "disk of a VM host": a_fru(FruKind.STORAGE, "Routing Engine 0 / vtbd0", description="VMware Virtual IDE Har"),
    "serial number with a dash": engine("RE-DUO-2600", serial_number="90123456-01"),
    "Virtual Chassis": a_fru(FruKind.OTHER, "VCP 0", description="Virtual Chassis port"),
}
BY_MODULES = (
    *(
        row(f"virtual by its modules: {what}", IsHardware, modular(fru), Said(FAIL, BLOCKER, text="a virtual device"))
        for what, fru in SIGNS.items()
    ),
    *(row(f"real: {what}", IsHardware, modular(fru), PASS) for what, fru in NO_SIGNS.items()),
    row(
        "virtual by what its Routing Engine reports of itself",
        IsHardware,
        a_case({**SOFTWARE, Rpc.ROUTING_ENGINES: RoutingEngines((RoutingEngine("", "0", "OK", "master", "RE-VMX"),))}),
        Said(FAIL, BLOCKER, text="Routing Engine 0 RE-VMX"),
    ),
    row(
        "Junos is a guest on an NFX",
        IsHardware,
        modular(
            a_fru(FruKind.PIC, "FPC 1 / PIC 0", description="VSRX DPDK GE"),
            model="nfx150_c_s1",
            description="NFX150-C-S1",
            serial="DK0118AB0001",
        ),
        PASS,
    ),
    row(
        "an NFX by its name alone",
        IsHardware,
        modular(engine("RE-VMX"), model="nfx150_c_s1", description="NFX150-C-S1"),
        Said(FAIL, BLOCKER),
    ),
    row(
        "an appliance runs the image of the virtual route reflector",
        IsHardware,
        modular(engine("RE-VRR"), model="jrr200", description="JRR200"),
        PASS,
    ),
    row(
        "an appliance by its description, with the product model of the virtual route reflector",
        IsHardware,
        a_case(SOFTWARE, unit=a_unit(model="vrr", description="JRR200"), profile=a_profile("vrr", virtual=True)),
        Said(INCONCLUSIVE, BLOCKER, text="names of a physical route reflector"),
    ),
    row(
        "an appliance by its description, with modules of a vMX",
        IsHardware,
        modular(engine("RE-VMX"), model="vrr", description="JRR200"),
        Said(FAIL, BLOCKER),
    ),
    row(
        "a partition by the name of its engine",
        IsHardware,
        a_case({Rpc.SOFTWARE: software("gnf7-re0=23.4R2", "gnf7-re1=23.4R2", "bsys-re0=23.4R2", model="mx960")}),
        Said(INCONCLUSIVE, BLOCKER, hold=False, text="inspect the base system"),
    ),
    row("a partition by its Routing Engine", IsHardware, modular(engine("RE-GNF-2X00x6")), INCONCLUSIVE),
    row(
        "the base system of partitions",
        IsHardware,
        a_case({Rpc.SOFTWARE: software("bsys-re0=23.4R2", "gnf1-re0=23.4R2", model="mx2020")}),
        PASS,
    ),
)


OWN_MODULAR = a_profile("demo100", modular=True, table="own-profiles", models=("demo100",))
BOARD = {"part_number": "650-044932", "serial_number": SERIAL}
BUILT_IN = {"part_number": "BUILTIN", "serial_number": "BUILTIN"}
CARD = {"part_number": "750-045715", "serial_number": "ABCD1234"}


def fpc_0(**numbers: str) -> Fru:
    return a_fru(FruKind.LINE_CARD, "FPC 0", **numbers)


def re_0(**numbers: str) -> Fru:
    return a_fru(FruKind.ROUTING_ENGINE, "Routing Engine 0", **numbers)


def own_modular(*frus: Fru, **stated: bool) -> Case:
    """A unit whose profile of the operator's own calls it modular."""
    return a_case(SOFTWARE, unit=a_unit(*frus), profile=replace(OWN_MODULAR, **stated))


FIXED = Said(INCONCLUSIVE, BLOCKER, hold=False, noted=False, text="state modular: false")
# A profile of one's own that calls a fixed chassis modular would make the check of its forwarding board moot.
CALLED_MODULAR = (
    row("called modular, with the board of a switch", IsHardware, own_modular(fpc_0(**BOARD), re_0(**BUILT_IN)), FIXED),
    row("with a built-in board", IsHardware, own_modular(fpc_0(**BUILT_IN), re_0(**BUILT_IN)), FIXED),
    row("with a board that repeats the chassis", IsHardware, own_modular(fpc_0(**BOARD), re_0(**BOARD)), FIXED),
    row("with nothing at all", IsHardware, own_modular(), FIXED),
    row("with a line card", IsHardware, own_modular(fpc_0(**CARD), re_0(**BUILT_IN)), PASS),
    row("without line cards", IsHardware, own_modular(re_0(**CARD)), PASS),
    row(
        "with Routing Engines that can be replaced, beside built-in cards",
        IsHardware,
        own_modular(fpc_0(**BUILT_IN), re_0(**CARD), redundant_engines=True),
        PASS,
    ),
    row("called fixed", IsHardware, own_modular(fpc_0(**BOARD), modular=False), PASS),
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
    row("an appliance", ModelAgrees, names("jrr200", "JRR200"), PASS),
    row("a rugged firewall", ModelAgrees, names("ln2600", "LN2600"), PASS),
    row("an appliance by the name of another", ModelAgrees, names("jrr200", "MX204"), Said(FAIL, CONDITION, hold=True)),
    row("another number of ports", ModelAgrees, names("ex4200-24t", "EX4200-48T"), Said(FAIL, CONDITION, hold=True)),
    row("one name alone", ModelAgrees, names("ex4400-48p", ""), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("a description that names no product", ModelAgrees, names("ex4200-48t", "Virtual Chassis"), INCONCLUSIVE),
    row("software unknown", ModelAgrees, a_case({Rpc.SOFTWARE: "denied"}), Said(INCONCLUSIVE, CONDITION, hold=True)),
)
TABLE: tuple[Row, ...] = (*IS_HARDWARE, *BY_MODULES, *CALLED_MODULAR, *MODEL_AGREES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_product(one: Row) -> None:
    assert_row(one)
