"""Checks of what only a person can see: each needs the dated statement of a named one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from reinstate.checks.framework import Action, Case, Check, Evidence, Finding, Gravity, Remedy, Severity, listed
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.frus.modules import serial_ref
from reinstate.declared.kinds import Attestation, AttestationKind
from reinstate.device.units import own_serial

_LATER = timedelta(days=90)  # a run is judged by its own day, and people look at the box some days later


class _Attested(Check):
    """The newest statement counts; of several on one day, the graver. Without any it stays an open point, which a
    strict policy requires."""

    kind: ClassVar[AttestationKind]
    asks: ClassVar[str]
    severity = Severity(Gravity.BLOCKER, unknown_counts=False)
    evidence = Evidence(declared=("attestations",))
    remedy = Remedy(Action.STOP, "don't request an inspection for it: damaged products aren't eligible")

    def judge(self, case: Case) -> Iterator[Finding]:
        name, told = case.unit.name, newest(case, self.kind)
        if told is None:
            yield self.unknown(
                name,
                f"nobody has attested it: {self.asks}",
                expected="a dated statement of a named person",
                actual="none",
                remedy=Remedy(
                    Action.LOOK, f"let a person look: {self.asks}; hand the statement in (-e attestations=FILE)"
                ),
            )
        elif told.damage:
            yield self.unknown(
                name,
                "what was attached to the statement can't be relied on any more",
                expected=listed(file.name for file in told.files),
                actual=told.damage,
                noted=False,
                remedy=Remedy(Action.DECLARE, "restore the run's folder from a copy, or hand the statement in again"),
            )
        else:
            yield self.judged(case, told)

    def judged(self, case: Case, told: Attestation) -> Finding:
        """The answer to a statement that can be relied on."""
        if told.holds:
            return self.passed(case.unit.name, f"attested: {self.asks}", actual=said(told))
        return self.failed(case.unit.name, "attested that it isn't so", expected=self.asks, actual=said(told))


def newest(case: Case, kind: AttestationKind) -> Attestation | None:
    """The statement of that kind about the unit's serial that counts; None where there is none.

    A good one of a day long after the inspection counts as none: a date that hasn't come would outlast every other.
    """
    latest = case.as_of.date() + _LATER
    stated = [
        one
        for one in case.inputs.declared.attestations.of(case.unit.serial_number)
        if one.kind is kind and not (one.holds and one.on > latest)
    ]
    return max(stated, key=lambda one: (one.on, not one.holds, bool(one.damage)), default=None)


def said(told: Attestation) -> str:
    """Who says what, when, and with which files, by their hashes."""
    named = listed(f"{file.name} (sha256 {file.sha256})" for file in told.files)
    files = f", with {named}" if told.files else ""
    return f"{told.by} on {told.on}{f': {told.says}' if told.says else ''}{files}"


class Condition(_Attested):
    """A person saw no damage on it.

    Damaged products aren't eligible, and no reply tells of a bent case, a missing seal or burnt ports.

    Case, connectors, seals and bays, seen by a person.
    """

    id = "attested.condition"
    clauses = ("P4", "P21")
    kind = AttestationKind.CONDITION
    asks = "case, connectors, bays and seals are whole"


class Label(_Attested):
    """The label shows the serial that the unit reports.

    A label that doesn't fit the electronic serial is the plainest mark of a swapped or cloned identity.

    What a person read off the label is compared with the serial that the unit reports.
    """

    id = "attested.label"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.BLOCKER, hold=True, unknown_counts=False)
    remedy = KEEP_AND_REPORT
    kind = AttestationKind.LABEL
    asks = "the serial on the label is the one that the unit reports"

    def judged(self, case: Case, told: Attestation) -> Finding:
        serial = case.unit.serial_number
        if not own_serial(serial):
            return self.unknown(case.unit.name, "no serial to compare", expected=told.reads, actual=serial, noted=False)
        if told.holds and told.reads == serial.upper():
            return self.passed(case.unit.name, f"attested: {self.asks}", actual=said(told), evidence=serial_ref(case))
        return self.failed(
            case.unit.name,
            "the label shows another serial, or isn't sound",
            expected=serial,
            actual=f"{told.reads} ({said(told)})",
            evidence=serial_ref(case),
        )


class Ports(_Attested):
    """A person tried its ports.

    Non-functioning products aren't eligible, and an idle port tells nothing of itself.

    No request proves that a port works.
    """

    id = "attested.ports"
    clauses = ("P4",)
    kind = AttestationKind.PORTS
    asks = "its ports were tried and work"


class Post(_Attested):
    """A person saw its power-on self test pass.

    The self test reports memory, bus and switch faults on the console, where no request reaches.

    Results of the power-on self test stand on the console alone.
    """

    id = "attested.post"
    clauses = ("P4",)
    kind = AttestationKind.POST
    asks = "its self test passed on the console"


CHECKS: tuple[type[Check], ...] = (Condition, Label, Ports, Post)
