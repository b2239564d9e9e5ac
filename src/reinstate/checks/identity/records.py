"""What lists of serials and the maker's records say of the unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from reinstate.checks.framework import Action, Case, Check, Evidence, EvidenceRef, Finding, Gravity, Remedy, Severity
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT, MAKERS_RECORDS
from reinstate.checks.frus.modules import modules_of, or_passed, serial_ref
from reinstate.declared.kinds import Entitlement as Answer
from reinstate.declared.kinds import EntitlementAnswer
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc


class Listed(Check):
    """Neither the unit nor a module of it is on a list of stolen, counterfeit or rejected goods.

    Lost, stolen or counterfeit goods are not eligible, and having them can be a crime.

    The policy names the lists in use, or states that none are held. Modules are looked up as well.
    """

    id = "identity.listed"
    clauses = ("P5", "P26")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        lists, serial = case.inputs.lists, case.unit.serial_number
        if lists.broken or not lists.configured:
            yield self.unknown(
                case.unit.name,
                lists.broken or "no list was given, and the policy doesn't state that none is held",
                expected="a list of serials, or none_held: true",
                actual="an unusable list" if lists.broken else "nothing",
                remedy=Remedy(
                    Action.DECLARE,
                    "mend the list in the policy" if lists.broken else "name the lists in the policy",
                    "lists",
                ),
            )
            return
        if not own_serial(serial):
            yield self.unknown(case.unit.name, "no serial to look up", expected="a serial number", actual=serial)
            return
        yield from or_passed(self._listed(case), self._clear(case))

    def _clear(self, case: Case) -> Finding:
        what = "no lists are held, as the policy states" if case.inputs.lists.none_held else "on none of the lists"
        return self.passed(case.unit.name, what, actual=case.unit.serial_number, evidence=serial_ref(case))

    def _listed(self, case: Case) -> Iterator[Finding]:
        listed = case.inputs.lists.listed
        serial = case.unit.serial_number
        if said := listed.get(serial.upper()):
            yield self.failed(
                case.unit.name,
                "its serial is listed",
                expected="on no list",
                actual=f"{serial}: {said}",
                evidence=serial_ref(case),
            )
        for module in modules_of(case):
            of_module = module.fru.serial_number
            if of_module != serial and own_serial(of_module) and (said := listed.get(of_module.upper())):
                yield self.failed(
                    module.subject,
                    "the serial of this module is listed",
                    expected="on no list",
                    actual=f"{of_module}: {said}",
                    evidence=module.evidence,
                    gravity=Gravity.CONDITION,
                )


_LOOK_UP_DAYS = timedelta(days=90)


class Entitlement(Check):
    """The maker's records know its serial, and nobody else holds it.

    A serial that the maker doesn't know, or that another owner holds, can't be registered anew. Only the maker's own
    records tell, and asking them is free: it comes before any fee.

    What a person or partner found in the maker's records. Of several answers the newest counts, of one day the graver;
    one that is older than ninety days at the inspection no longer does, and a good one that is dated more than ninety
    days after it doesn't either.
    """

    id = "identity.entitlement"
    clauses = ("P2", "P5", "P25", "P26")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(declared=("entitlement",))
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        entitlement, serial, name = case.inputs.declared.entitlement, case.unit.serial_number, case.unit.name
        if not entitlement.declared:
            yield self.unknown(
                name,
                "the maker's records weren't asked for its serial",
                expected="a dated answer",
                actual="none",
                noted=True,
                remedy=Remedy(Action.LOOK_UP, _ASK_RECORDS, MAKERS_RECORDS),
            )
            return
        if not own_serial(serial):
            yield self.unknown(name, "no serial to look up", expected="a serial number", actual=serial)
            return
        day = case.as_of.date()
        answer = counting_answer(entitlement.of(serial), day)
        if answer is None or answer.on < day - _LOOK_UP_DAYS or _is_premature(answer, day):
            yield self.unknown(
                name,
                "no answer within ninety days of the day of judgement stands among the look-ups",
                expected=f"a dated answer for {serial}",
                actual=f"{answer.answer} on {answer.on}" if answer else "none",
                remedy=Remedy(Action.LOOK_UP, _ASK_RECORDS, MAKERS_RECORDS),
            )
            return
        yield self.answered(name, answer, serial_ref(case))

    def answered(self, subject: str, answer: Answer, evidence: tuple[EvidenceRef, ...] = ()) -> Finding:
        """What an answer says of a serial, of a unit that was seen or only claimed."""
        told = f"{answer.answer} on {answer.on}, asked by {answer.asked_by}{f': {answer.note}' if answer.note else ''}"
        if answer.answer is EntitlementAnswer.OURS:
            return self.passed(subject, "it is registered to us", actual=told, evidence=evidence)
        what = "the maker doesn't know" if answer.answer is EntitlementAnswer.UNKNOWN else "another owner holds"
        return self.failed(subject, f"{what} its serial", expected="registered to us", actual=told, evidence=evidence)


def counting_answer(answers: Iterable[Answer], as_of: date) -> Answer | None:
    """The answer of one serial that counts: the newest, of one day the graver; None where there is none. A good one
    of a day that hasn't come displaces no other."""
    return max(
        answers, key=lambda one: (not _is_premature(one, as_of), one.on, _GRAVER_ANSWER[one.answer]), default=None
    )


def _is_premature(one: Answer, as_of: date) -> bool:
    """A run is judged by its own day, and answers come some days later. A bad answer counts whenever it is dated."""
    return one.answer is EntitlementAnswer.OURS and one.on > as_of + _LOOK_UP_DAYS


_ASK_RECORDS = (
    "look its serial up in the maker's entitlement tool, or let the partner do it; "
    "hand in the answer (-e entitlement=FILE)"
)
_GRAVER_ANSWER = {EntitlementAnswer.OURS: 0, EntitlementAnswer.ANOTHER: 1, EntitlementAnswer.UNKNOWN: 2}
