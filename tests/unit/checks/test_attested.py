"""What only a person can see: open while it is not attested, and as severe as damage where it is attested otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from reinstate.checks.attested import CHECKS, Condition, Label, Ports, Post
from reinstate.checks.framework import Case
from reinstate.checks.framework.inputs import Inputs, SerialLists
from reinstate.checks.identity.records import Entitlement as EntitlementCheck
from reinstate.declared.kinds import (
    AttachedFile,
    Attestation,
    AttestationKind,
    Declared,
    DeclaredSet,
    Entitlement,
    EntitlementAnswer,
)
from tests.unit.checks.builders import (
    BLOCKER,
    FAIL,
    INCONCLUSIVE,
    PASS,
    SERIAL,
    Row,
    Said,
    a_case,
    a_unit,
    assert_row,
    named,
    row,
)

OPEN = Said(INCONCLUSIVE, BLOCKER, noted=True)
BLOCKS = Said(INCONCLUSIVE, BLOCKER, noted=False)
OF_KIND = {
    Condition: AttestationKind.CONDITION,
    Label: AttestationKind.LABEL,
    Ports: AttestationKind.PORTS,
    Post: AttestationKind.POST,
}
NOT_YET = date(2099, 1, 1)
PHOTO = AttachedFile("front.jpg", "0" * 64)


def by(kind: AttestationKind, holds: bool = True, day: int = 20, **fields: object) -> Attestation:
    stated = {"on": date(2026, 11, day), "reads": SERIAL, **fields}
    return Attestation(SERIAL, kind, "B. Bench", holds=holds, **stated)  # type: ignore[arg-type]


def attested(*stated: Attestation, broken: str = "", unit: object = None) -> Case:
    declared = Declared(attestations=DeclaredSet(bool(stated or broken), () if broken else stated, broken))
    return a_case(unit=unit or a_unit(), inputs=Inputs(SerialLists(none_held=True), declared=declared))  # type: ignore[arg-type]


def rows_of(check: type) -> tuple[Row, ...]:
    kind = OF_KIND[check]
    return (
        row("nobody said", check, attested(), OPEN),
        row("of another kind", check, attested(by(AttestationKind.LIFECYCLE)), OPEN),
        row("it is so", check, attested(by(kind)), PASS),
        row("it isn't so", check, attested(by(kind, False)), Said(FAIL, BLOCKER, text="B. Bench, 2026-11-20")),
        row("put right since", check, attested(by(kind, False), by(kind, day=21)), PASS),
        row("both on one day", check, attested(by(kind), by(kind, False)), Said(FAIL, BLOCKER)),
        row("of a day that hasn't come", check, attested(by(kind, on=NOT_YET)), OPEN),
        row("that day displaces no other", check, attested(by(kind, False), by(kind, on=NOT_YET)), Said(FAIL, BLOCKER)),
        row(
            "with a photo",
            check,
            attested(by(kind, files=(PHOTO,))),
            Said(PASS, text=f"(sha256 {PHOTO.sha256})"),
        ),
        row("the photo is gone", check, attested(by(kind, files=(AttachedFile("x.jpg", "", "gone"),))), BLOCKS),
        row("the statements are lost", check, attested(broken="cut"), BLOCKS),
    )


LABELS = (
    row("another serial", Label, attested(by(AttestationKind.LABEL, reads="ZZ1")), Said(FAIL, BLOCKER, hold=True)),
    row("no serial", Label, attested(by(AttestationKind.LABEL), unit=a_unit(serial_number="")), OPEN),
)
OURS, ANOTHER, STRANGE = EntitlementAnswer.OURS, EntitlementAnswer.ANOTHER, EntitlementAnswer.UNKNOWN


def asked(
    *answers: tuple[EntitlementAnswer, date], serial: str = SERIAL, broken: str = "", declared: bool = True
) -> Case:
    rows = tuple(Entitlement(serial, answer, on, "A. Partner") for answer, on in answers)
    inputs = Inputs(SerialLists(none_held=True), declared=Declared(entitlement=DeclaredSet(declared, rows, broken)))
    return a_case(inputs=inputs)


ON, LATER, LONG_AGO = date(2026, 11, 20), date(2026, 11, 21), date(2026, 8, 1)
HOLD = Said(FAIL, BLOCKER, hold=True)
ENTITLEMENTS = (
    row("nobody asked", EntitlementCheck, asked(declared=False), Said(INCONCLUSIVE, BLOCKER, hold=True, noted=True)),
    row("ours", EntitlementCheck, asked((OURS, ON)), PASS),
    row("another's", EntitlementCheck, asked((ANOTHER, ON)), HOLD),
    row("unknown to the maker", EntitlementCheck, asked((STRANGE, ON)), HOLD),
    row("reported stolen", EntitlementCheck, asked((EntitlementAnswer.STOLEN, ON)), HOLD),
    row("returned or replaced", EntitlementCheck, asked((EntitlementAnswer.RETURNED, ON)), Said(FAIL, BLOCKER)),
    row(
        "of one day, a hold before a reject",
        EntitlementCheck,
        asked((EntitlementAnswer.RETURNED, ON), (ANOTHER, ON)),
        HOLD,
    ),
    row("asked for others alone", EntitlementCheck, asked((OURS, ON), serial="ZZ1"), BLOCKS),
    row("asked too long ago", EntitlementCheck, asked((OURS, LONG_AGO)), BLOCKS),
    row("registered since", EntitlementCheck, asked((ANOTHER, ON), (OURS, LATER)), PASS),
    row("an answer of a day that hasn't come", EntitlementCheck, asked((OURS, NOT_YET)), BLOCKS),
    row("that day displaces no other", EntitlementCheck, asked((ANOTHER, ON), (OURS, NOT_YET)), HOLD),
    row("two answers on one day", EntitlementCheck, asked((OURS, ON), (ANOTHER, ON)), HOLD),
    row("the answers are lost", EntitlementCheck, asked(broken="cut"), BLOCKS),
)

TABLE: tuple[Row, ...] = (*(one for check in CHECKS for one in rows_of(check)), *LABELS, *ENTITLEMENTS)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_attested(one: Row) -> None:
    assert_row(one)
