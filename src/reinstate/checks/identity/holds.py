"""Holds that earlier runs put on a serial number, and what a named person decided about them."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Check, Finding, Gravity, Remedy, Severity
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.framework.holds import HoldBefore, HoldState, ending_for_good, marks_of
from reinstate.checks.identity.serial_numbers import no_serial_number
from reinstate.declared.kinds import DeclaredSet, HoldEnd, HoldEnding
from reinstate.device.units import own_serial
from reinstate.plain_text import listed

NEVER_GOOD = "a unit that is neither closed nor confirmed bad"


class Held(Check):
    """No hold from an earlier run is in effect for the unit.

    A copied or stolen unit looks sound when it is inspected alone, or on another day. Only a named person ends a hold,
    with evidence.

    A hold ends in one of three ways, each a row of ``hold_ends``. A release explains one hold; another one holds the
    unit again. A unit that is confirmed bad is rejected for good. A unit that is closed (returned, seized, destroyed)
    is on hold if it is inspected again. Rows have to be provided with each run. If an earlier record cannot be used,
    that is an open item.
    """

    id = "identity.held"
    clauses = ("P5", "P26")
    severity = Severity(Gravity.BLOCKER, hold=True)
    remedy = Remedy(
        KEEP_AND_REPORT.action,
        f"{KEEP_AND_REPORT.text}; only a named person ends a hold, with evidence (-e hold_ends=FILE)",
    )

    def judge(self, case: Case) -> Iterator[Finding]:
        name, serial, remembered = case.unit.name, case.unit.serial_number, case.remembered
        if not own_serial(serial):
            yield no_serial_number(self, case)
            return
        ends = case.inputs.declared.hold_ends
        marks = marks_of(case.population.of_unit(name))
        end = ending_for_good(serial, marks, ends)
        found = [] if end is None else [self._for_good(case, end)]
        found += [self._stands(case, one) for one in remembered.holds if not _is_of_a_twin(one, marks)]
        yield from found
        if not marks and (box := _any_box_for_good(serial, ends)):
            yield self._may_be_meant(case, box)
        elif ends.broken:
            yield self.unknown(name, ends.broken, expected="the input as it was declared", actual="damaged")
        elif not found and remembered.unusable:
            yield self._not_known(case)
        elif not found:
            yield self.passed(name, "no earlier run put this serial number on hold", actual=serial)

    def _for_good(self, case: Case, end: HoldEnd) -> Finding:
        closed = end.how is HoldEnding.CLOSED
        return self.failed(
            case.unit.name,
            "the unit was closed and is here" if closed else "the unit is confirmed bad",
            expected=NEVER_GOOD,
            actual=end.told,
            hold=closed,
        )

    def _may_be_meant(self, case: Case, end: HoldEnd) -> Finding:
        """A row about one of several chassis, and the unit shows nothing by which it could be told which it is."""
        return self.unknown(
            case.unit.name,
            "a chassis with this serial number is closed or confirmed bad; the replies do not show which",
            expected="a base MAC address or the serial number of a fixed board",
            actual=end.told,
            hold=end.how is HoldEnding.CLOSED,
            remedy=Remedy(Action.COLLECT, "collect evidence again, with all replies"),
        )

    def _stands(self, case: Case, hold: HoldBefore) -> Finding:
        expected, cause = "no hold, or its release by a named person", hold.cause
        if hold.state is HoldState.RELEASED:
            expected = f"the row that released it, provided again (-e hold_ends=FILE): {hold.ended}"
        elif hold.for_good:
            expected, cause = NEVER_GOOD, f"{hold.state}, see that run"
        return self.failed(
            hold.subject or case.unit.name,
            f"on hold since run {hold.since}: {cause}",
            expected=expected,
            actual=hold.shows,
            hold=hold.state is not HoldState.CONFIRMED_BAD,
        )

    def _not_known(self, case: Case) -> Finding:
        return self.unknown(
            case.unit.name,
            "not determined: whether an earlier run put this serial number on hold",
            expected="earlier records that can be used",
            actual=listed(case.remembered.unusable),
            hold=False,
            noted=True,
            remedy=Remedy(Action.LOOK_UP, "restore the earlier runs from a copy", "earlier runs"),
        )


def _any_box_for_good(serial: str, ends: DeclaredSet[HoldEnd]) -> HoldEnd | None:
    """A row that ends a hold for good for a single chassis of that serial number."""
    rows = [row for row in ends.of(serial) if row.how is not HoldEnding.RELEASED and row.box]
    return max(rows, key=lambda row: (row.how is HoldEnding.CLOSED, row.on), default=None)


def _is_of_a_twin(hold: HoldBefore, marks: frozenset[str]) -> bool:
    """Whether another chassis of this serial number was confirmed bad or closed; any other hold is of both."""
    return hold.for_good and bool(hold.marks and marks) and not hold.marks & marks
