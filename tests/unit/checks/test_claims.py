"""The claim against what was found; and before suspicion, whether labels or cables were merely exchanged."""

from __future__ import annotations

import pytest

from reinstate.checks.claim_matching import claim_of
from reinstate.checks.claims import ModelAgrees, Modules, SerialAgrees
from reinstate.checks.framework import Case
from reinstate.checks.framework.inputs import Inputs, SerialLists
from reinstate.checks.framework.population import Population
from reinstate.declared.kinds import Claim, ClaimedModule, Declared, DeclaredSet
from reinstate.device.model import FruKind
from reinstate.device.sightings import Sighting
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    SERIAL,
    Row,
    Said,
    a_case,
    a_fru,
    a_unit,
    assert_row,
    named,
    row,
    software,
)

OPEN_POINT = Said(INCONCLUSIVE, BLOCKER, hold=True, noted=True)
OTHER = "XX0226010002"
THIRD = "XX0226010003"


def seen(*units: tuple[str, str], unseen: tuple[str, ...] = (), damaged: tuple[str, ...] = ()) -> Population:
    """Hosts and the serials of their units."""
    names = [host for host, _ in units]
    sightings = tuple(
        Sighting(host if names.count(host) == 1 else f"{host}.fpc{place}", host, serial)
        for place, (host, serial) in enumerate(units)
    )
    return Population(sightings, damaged, unseen)


def claimed(*claims: Claim, in_file: bool = True, broken: str = "", **fields: object) -> Case:
    """A sound EX4400 at sw1 under these claims."""
    unit = fields.pop("unit", a_unit())
    rows = DeclaredSet(in_file, () if broken else claims, broken)
    inputs = Inputs(SerialLists(none_held=True), declared=Declared(claims=rows), claim=claim_of(unit, rows))  # type: ignore[arg-type]
    population = fields.pop("population", seen(("sw1", SERIAL)))
    return a_case({Rpc.SOFTWARE: software("23.4R2")}, unit=unit, inputs=inputs, population=population, **fields)  # type: ignore[arg-type]


HERE = Claim(SERIAL, "sw1", source="claims.csv, line 2")
ANYWHERE = Claim(SERIAL, source="claims.csv, line 2")
STRAY = Claim(SERIAL, source="claims.csv, line 3", unknown_host="shelf-33")
OTHER_HERE = Claim(OTHER, "sw1", source="claims.csv, line 3")

SERIALS = (
    row("nothing is claimed", SerialAgrees, claimed(in_file=False), OPEN_POINT),
    row("claimed for this host", SerialAgrees, claimed(HERE), PASS),
    row("claimed for no host", SerialAgrees, claimed(ANYWHERE), PASS),
    row("by a further serial", SerialAgrees, claimed(Claim(OTHER, "sw1", (SERIAL,))), PASS),
    row("in the inventory alone", SerialAgrees, claimed(HERE, in_file=False), PASS),
    row("seen and not claimed", SerialAgrees, claimed(Claim(OTHER)), Said(INCONCLUSIVE, BLOCKER, noted=False)),
    row(
        "the label says another serial",
        SerialAgrees,
        claimed(OTHER_HERE),
        Said(FAIL, BLOCKER, hold=True, text=f"Expected: {OTHER} Actual: {SERIAL}"),
    ),
    row(
        "a zero that was read as the letter O: on hold all the same, but told as what it may be",
        SerialAgrees,
        claimed(Claim(SERIAL[:-1] + "O", "sw1")),
        Said(FAIL, BLOCKER, hold=True, text="1 character differs, which can be a typing error"),
    ),
    row(
        "the box of its label answers elsewhere, and it isn't claimed itself",
        SerialAgrees,
        claimed(OTHER_HERE, population=seen(("sw1", SERIAL), ("sw2", OTHER))),
        Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False, text="answers at sw2"),
    ),
    row(
        "of two boxes claimed for its place one is nowhere else",
        SerialAgrees,
        claimed(OTHER_HERE, Claim(THIRD, "sw1"), population=seen(("sw1", SERIAL), ("sw2", OTHER))),
        Said(FAIL, BLOCKER, hold=True),
    ),
    row(
        "the label says another serial, and the unit's own is claimed elsewhere, where a third box answers",
        SerialAgrees,
        claimed(OTHER_HERE, Claim(SERIAL, "sw2"), population=seen(("sw1", SERIAL), ("sw2", THIRD))),
        Said(FAIL, BLOCKER, hold=True),
    ),
    row(
        "each answers at the other's place",
        SerialAgrees,
        claimed(OTHER_HERE, Claim(SERIAL, "sw2"), population=seen(("sw1", SERIAL), ("sw2", OTHER))),
        Said(FAIL, CONDITION, hold=False, text="labels or cables of sw1, sw2 are swapped"),
    ),
    row(
        "three went round in a ring",
        SerialAgrees,
        claimed(
            OTHER_HERE,
            Claim(THIRD, "sw2"),
            Claim(SERIAL, "sw3"),
            population=seen(("sw1", SERIAL), ("sw2", OTHER), ("sw3", THIRD)),
        ),
        Said(FAIL, CONDITION, hold=False, text="swapped"),
    ),
    row(
        "the other place told nothing",
        SerialAgrees,
        claimed(OTHER_HERE, Claim(SERIAL, "sw2"), population=seen(("sw1", SERIAL), unseen=("sw2",))),
        Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False, text="may be swapped"),
    ),
    row(
        "cabled at another host than claimed",
        SerialAgrees,
        claimed(Claim(SERIAL, "sw2")),
        Said(FAIL, CONDITION, hold=False, text="not sw2 as claimed"),
    ),
    row(
        "claimed for a host that the inventory doesn't have",
        SerialAgrees,
        claimed(STRAY),
        Said(PASS, text="whose host shelf-33 is not in the inventory"),
    ),
    row(
        "the same, while another box is claimed for its place: nobody can tell an exchange from a slip",
        SerialAgrees,
        claimed(OTHER_HERE, STRAY, population=seen(("sw1", SERIAL), ("sw2", OTHER))),
        Said(INCONCLUSIVE, BLOCKER, noted=False, text="(claims.csv, line 3) is not in the inventory"),
    ),
    row(
        "a claim of another box for a host that the inventory doesn't have says nothing of this one",
        SerialAgrees,
        claimed(HERE, Claim(OTHER, unknown_host="shelf-33")),
        PASS,
    ),
    row(
        "one box by two addresses, claimed for the other",
        SerialAgrees,
        claimed(Claim(SERIAL, "sw2"), population=seen(("sw1", SERIAL), ("sw2", SERIAL))),
        PASS,
    ),
    row(
        "a member of a virtual chassis that is claimed",
        SerialAgrees,
        claimed(
            HERE,
            OTHER_HERE,
            unit=a_unit(name="sw1.fpc0"),
            population=seen(("sw1", SERIAL), ("sw1", OTHER)),
        ),
        PASS,
    ),
    row(
        "a member that isn't, beside one that is",
        SerialAgrees,
        claimed(OTHER_HERE, population=seen(("sw1", SERIAL), ("sw1", OTHER))),
        Said(INCONCLUSIVE, BLOCKER, noted=False, text="no row of the claims file has this serial number"),
    ),
    row("no serial", SerialAgrees, claimed(HERE, unit=a_unit(serial_number="")), INCONCLUSIVE),
    row("the claims are lost", SerialAgrees, claimed(HERE, broken="gone"), Said(INCONCLUSIVE, BLOCKER, noted=False)),
    row("no inventory", SerialAgrees, a_case({Rpc.INVENTORY: "timeout"}), Said(INCONCLUSIVE, BLOCKER, noted=False)),
)


def model(text: str, **unit: object) -> Case:
    return claimed(Claim(SERIAL, model=text), unit=a_unit(**unit))


MODELS = (
    row("nothing is claimed", ModelAgrees, claimed(in_file=False), Said(INCONCLUSIVE, noted=True)),
    row("no model is claimed", ModelAgrees, claimed(HERE), Said(INCONCLUSIVE, noted=True)),
    row("the same name", ModelAgrees, model("ex4400-48p"), PASS),
    row("an order number of it", ModelAgrees, model("EX4400-48P-AFI"), PASS),
    row("fewer ports", ModelAgrees, model("EX4400-24P"), Said(FAIL, CONDITION, hold=True)),
    row("another series", ModelAgrees, model("EX4100-48P"), Said(FAIL, CONDITION, hold=True)),
    row("no name of a product", ModelAgrees, model("switch"), Said(INCONCLUSIVE, CONDITION, noted=False)),
    row(
        "the claims are lost", ModelAgrees, claimed(broken="cut"), Said(INCONCLUSIVE, CONDITION, hold=True, noted=False)
    ),
)

SUPPLIES = tuple(
    a_fru(FruKind.POWER_SUPPLY, f"PSM {n}", description="JPSU-550W", part_number="740-099999", serial_number=f"PS{n}")
    for n in (0, 1)
)
CARD = a_fru(FruKind.MIC, "MIC 0", description="EX4400-EM-4Y", part_number="750-099999", serial_number="CK1234")


def modules(*stated: ClaimedModule) -> Case:
    return claimed(Claim(SERIAL, modules=stated), unit=a_unit(*SUPPLIES, CARD))


ALL = (ClaimedModule("JPSU-550W", count=2), ClaimedModule("EX4400-EM-4Y", "CK1234"))
MODULES = (
    row("none claimed", Modules, claimed(HERE), Said(INCONCLUSIVE, noted=True)),
    row("all there", Modules, modules(*ALL), PASS),
    row("by part number", Modules, modules(ALL[0], ClaimedModule("750-099999")), PASS),
    row(
        "one too few", Modules, modules(ClaimedModule("JPSU-550W", count=3), ALL[1]), Said(FAIL, CONDITION, hold=False)
    ),
    row(
        "one missing",
        Modules,
        modules(*ALL, ClaimedModule("QFX-EM-4Q", "AB1234")),
        Said(FAIL, CONDITION, hold=False, text="QFX-EM-4Q with serial number AB1234"),
    ),
    row(
        "swapped",
        Modules,
        modules(ALL[0], ClaimedModule("EX4400-EM-4Y", "CK9999")),
        Said(FAIL, CONDITION, subject="MIC 0", hold=True, text="Actual: CK1234"),
    ),
    row("one more than claimed", Modules, modules(ALL[0]), Said(FAIL, ADVICE, text="EX4400-EM-4Y in MIC 0"), PASS),
    row("the claims are lost", Modules, claimed(broken="cut"), Said(INCONCLUSIVE, CONDITION, hold=True, noted=False)),
)

TABLE: tuple[Row, ...] = (*SERIALS, *MODELS, *MODULES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_claims(one: Row) -> None:
    assert_row(one)


@pytest.mark.parametrize(
    ("case", "step"),
    [
        (claimed(HERE), "to the row of this unit in the claims file"),
        (claimed(in_file=False), "add the label serial number of this unit to the claims file"),
    ],
    ids=["a row without modules", "no row"],
)
def test_what_is_not_claimed_is_filled_in_where_it_belongs(case: Case, step: str) -> None:
    """A unit that is in the claims file needs no new row."""
    (said,) = Modules().judge(case)
    assert step in said.next_step
