"""Checks of what only a person can see: each needs a dated statement by a named person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from reinstate.checks.framework import Action, Case, Check, Evidence, Finding, Gravity, Remedy, Severity, listed
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.frus.modules import serial_ref
from reinstate.checks.identity.serial_numbers import no_serial_number
from reinstate.declared.kinds import Attestation, AttestationKind
from reinstate.device.units import own_serial

_LATER = timedelta(days=90)  # a run is evaluated on its own day, and people examine the unit days later


class _Attested(Check):
    """The newest attestation counts; of several on one day, the most severe. Without any, the finding is an open item,
    which a strict policy requires.

    Attributes:
        statement: what the person attests, as a clause.
        task: what a technician does for it.
        failure: what a person attested otherwise, as a clause.
    """

    kind: ClassVar[AttestationKind]
    statement: ClassVar[str]
    task: ClassVar[str]
    failure: ClassVar[str]
    severity = Severity(Gravity.BLOCKER, unknown_counts=False)
    evidence = Evidence(declared=("attestations",))
    remedy = Remedy(Action.STOP, "do not request a product inspection; damaged products are not eligible")

    def judge(self, case: Case) -> Iterator[Finding]:
        name, attestation = case.unit.name, newest(case, self.kind)
        if attestation is None:
            yield self.unknown(
                name,
                f"not attested: {self.statement}",
                expected="a dated statement by a named person",
                actual="none",
                remedy=Remedy(
                    Action.LOOK,
                    f"have a technician {self.task}; provide the attestation with -e attestations=FILE",
                ),
            )
        elif attestation.damage:
            yield self.unknown(
                name,
                "files attached to the attestation cannot be used",
                expected=listed(file.name for file in attestation.files),
                actual=attestation.damage,
                noted=False,
                remedy=Remedy(Action.DECLARE, "restore the run folder from a copy, or provide the attestation again"),
            )
        else:
            yield self.evaluated(case, attestation)

    def evaluated(self, case: Case, attestation: Attestation) -> Finding:
        """The finding from an attestation whose files are undamaged."""
        if attestation.holds:
            return self.passed(case.unit.name, f"attested: {self.statement}", actual=cited(attestation))
        return self.failed(case.unit.name, self.failure, expected=self.statement, actual=cited(attestation))


def newest(case: Case, kind: AttestationKind) -> Attestation | None:
    """The attestation of that kind for the unit's serial number that counts; None where there is none.

    A favorable one that is dated long after the inspection is ignored: otherwise it would outlast every other.
    """
    latest = case.as_of.date() + _LATER
    stated = [
        one
        for one in case.inputs.declared.attestations.of(case.unit.serial_number)
        if one.kind is kind and not (one.holds and one.on > latest)
    ]
    return max(stated, key=lambda one: (one.on, not one.holds, bool(one.damage)), default=None)


def cited(attestation: Attestation) -> str:
    """Who attests, when, in which words, and with which files, by their hashes."""
    named = listed(f"{file.name} (sha256 {file.sha256})" for file in attestation.files)
    files = f", with {named}" if attestation.files else ""
    words = f": {attestation.says}" if attestation.says else ""
    return f"{attestation.by}, {attestation.on}{words}{files}"


class Condition(_Attested):
    """A named person attested no damage to the unit.

    Damaged products are not eligible, and no reply reports a bent case, a missing seal, or burnt ports.

    The check uses the attestation of a person who examined case, connectors, seals, and bays.
    """

    id = "attested.condition"
    clauses = ("P4", "P21")
    kind = AttestationKind.CONDITION
    statement = "case, connectors, bays, and seals are intact"
    task = "examine case, connectors, bays, and seals"
    failure = "the unit is not intact, according to the attestation"


class Label(_Attested):
    """A named person read the reported serial number on the label.

    A label that differs from the reported serial number is the clearest sign of a swapped or cloned identity.

    The check compares the serial number that a person read on the label with the one that the unit reports.
    """

    id = "attested.label"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.BLOCKER, hold=True, unknown_counts=False)
    remedy = KEEP_AND_REPORT
    kind = AttestationKind.LABEL
    statement = "the label shows the reported serial number"
    task = "read the label"
    failure = "the label shows a different serial number, or is not sound"

    def evaluated(self, case: Case, attestation: Attestation) -> Finding:
        name, serial, evidence = case.unit.name, case.unit.serial_number, serial_ref(case)
        if not own_serial(serial):
            return no_serial_number(self, case, expected=attestation.reads, noted=False)
        if attestation.holds and attestation.reads == serial.upper():
            return self.passed(name, f"attested: {self.statement}", actual=cited(attestation), evidence=evidence)
        actual = f"{attestation.reads} ({cited(attestation)})"
        return self.failed(name, self.failure, expected=serial, actual=actual, evidence=evidence)


class Ports(_Attested):
    """A named person attested that the ports were tested and work.

    Products that do not function are not eligible, and an idle port reports nothing about its function.

    The check uses an attestation because no request proves that a port works.
    """

    id = "attested.ports"
    clauses = ("P4",)
    kind = AttestationKind.PORTS
    statement = "the ports were tested and work"
    task = "test the ports"
    failure = "the ports did not all pass, according to the attestation"


class Post(_Attested):
    """A named person attested that the power-on self-test passed.

    The power-on self-test reports memory, bus, and switch faults.

    The check uses an attestation because the test prints its results on the console only, which no request reads.
    """

    id = "attested.post"
    clauses = ("P4",)
    kind = AttestationKind.POST
    statement = "the power-on self-test passed on the console"
    task = "watch the console at power-on"
    failure = "the power-on self-test did not pass, according to the attestation"


CHECKS: tuple[type[Check], ...] = (Condition, Label, Ports, Post)
