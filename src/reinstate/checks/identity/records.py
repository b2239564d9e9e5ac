"""What serial lists and Juniper's entitlement records contain about the unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Result,
    Severity,
    listed,
)
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT, MAKERS_RECORDS
from reinstate.checks.framework.inputs import SerialLists
from reinstate.checks.frus.modules import Module, modules_of, or_passed, serial_ref
from reinstate.checks.identity.entitlement_answers import counting_answer, is_in_time
from reinstate.checks.identity.serial_numbers import no_serial_number
from reinstate.declared.kinds import Entitlement as Answer
from reinstate.declared.kinds import EntitlementAnswer
from reinstate.device.model import FruKind
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc


class Listed(Check):
    """The unit and its modules are on no list of stolen, counterfeit, or rejected goods.

    Lost, stolen, or counterfeit goods are not eligible, and possession of them can be a crime.

    The check looks up the serial numbers of the unit and of its modules in the lists that the policy names, also while
    one of the lists cannot be used. The policy can state instead that none are held. A serial number that differs from
    a listed one by a look-alike, a dash, or one letter can be the listed one, so the finding is inconclusive.
    """

    id = "identity.listed"
    clauses = ("P5", "P26")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        lists, serial = case.inputs.lists, case.unit.serial_number
        of_unit = self._of_unit(case, lists, serial)
        if of_unit.result is Result.PASS:
            yield from or_passed(self._of_modules(case), of_unit)
        else:
            yield of_unit
            yield from self._of_modules(case)

    def _of_unit(self, case: Case, lists: SerialLists, serial: str) -> Finding:
        name = case.unit.name
        if own_serial(serial) and (entry := lists.listed.get(serial.upper())):
            return self.on_a_list(name, serial, entry, serial_ref(case))
        if lists.broken or not lists.configured:
            return self.without_lists(name, lists)
        if not own_serial(serial):
            return no_serial_number(self, case)
        if near := lists.near(serial):
            return self.near_a_list(name, serial, near, lists, evidence=serial_ref(case))
        return self._clear(case)

    def without_lists(self, subject: str, lists: SerialLists) -> Finding:
        """The finding where no list can be used, for a unit that was inspected or only claimed."""
        return self.unknown(
            subject,
            lists.broken or "no serial list is configured, and the policy does not state none_held: true",
            expected="a list of serial numbers, or none_held: true",
            actual="an unusable list" if lists.broken else "none",
            remedy=Remedy(
                Action.DECLARE,
                "correct the list that the policy names"
                if lists.broken
                else "name the lists in the policy, or state that none are held",
                "lists",
            ),
        )

    def on_a_list(self, subject: str, serial: str, entry: str, evidence: tuple[EvidenceRef, ...] = ()) -> Finding:
        """The finding where a list contains the unit's serial number, of a unit that was inspected or only claimed."""
        return self.failed(
            subject,
            "the serial number is on a list",
            expected="on no list",
            actual=f"{serial}: {entry}",
            evidence=evidence,
        )

    def near_a_list(
        self,
        subject: str,
        serial: str,
        near: Sequence[str],
        lists: SerialLists,
        *,
        gravity: Gravity | None = None,
        evidence: tuple[EvidenceRef, ...] = (),
    ) -> Finding:
        """The finding where a listed serial number can be that one, written down wrongly."""
        return self.unknown(
            subject,
            "a list contains a similar serial number: a near match, not the same",
            expected="no similar serial number on a list",
            actual=f"{serial}, listed is {listed(f'{one} ({lists.listed[one]})' for one in near)}",
            gravity=gravity,
            evidence=evidence,
            remedy=Remedy(
                Action.LOOK,
                "compare the label with the source of the list; correct the row, "
                "or enter exact: yes in it if it is another serial number",
            ),
        )

    def _clear(self, case: Case) -> Finding:
        none_held = case.inputs.lists.none_held
        what = (
            "no lists are held, according to the policy" if none_held else "the serial numbers are on none of the lists"
        )
        return self.passed(case.unit.name, what, actual=case.unit.serial_number, evidence=serial_ref(case))

    def _of_modules(self, case: Case) -> Iterator[Finding]:
        lists, of_unit = case.inputs.lists, case.unit.serial_number
        for module in modules_of(case) if lists.listed else ():
            serial = module.fru.serial_number
            if serial == of_unit or not own_serial(serial):
                continue
            if entry := lists.listed.get(serial.upper()):
                yield self._module_on_a_list(module, entry)
            elif module.fru.kind not in _OTHERS_NUMBERS and (near := lists.near(serial)):
                where = module.evidence
                yield self.near_a_list(module.subject, serial, near, lists, gravity=Gravity.CONDITION, evidence=where)

    def _module_on_a_list(self, module: Module, entry: str) -> Finding:
        return self.failed(
            module.subject,
            "the serial number of this module is on a list",
            expected="on no list",
            actual=f"{module.fru.serial_number}: {entry}",
            evidence=module.evidence,
            gravity=Gravity.CONDITION,
        )


# Their manufacturers number them in short and similar ways, so that a similar serial number is none of a listed part.
_OTHERS_NUMBERS = frozenset({FruKind.TRANSCEIVER, FruKind.STORAGE, FruKind.MEMORY})
_LOOK_UP_DAYS = timedelta(days=90)
_ASK_RECORDS = (
    "look up the serial number in Juniper's entitlement tool, or ask the partner (no charge); "
    "provide the answer with -e entitlement=FILE"
)


_IN_RECORDS = {
    EntitlementAnswer.ANOTHER: "registered to another owner",
    EntitlementAnswer.UNKNOWN: "not in Juniper's entitlement records",
    EntitlementAnswer.RETURNED: "of a product that Juniper took back or replaced",
    EntitlementAnswer.STOLEN: "reported stolen in Juniper's records",
}
_NOT_REGISTRABLE = Remedy(Action.STOP, "do not pay any fee: the serial number cannot be registered again")


class Entitlement(Check):
    """Juniper's entitlement records show the serial number as registered to us.

    A serial number that Juniper's records do not list, or list as registered to another owner, returned, replaced, or
    stolen, cannot be registered again. Only Juniper's own records show this. The lookup is free and comes before any
    fee.

    The check uses the answers that a person or a partner found in Juniper's records. Of several answers the newest
    counts; of answers of one day, the most severe. It ignores an answer more than 90 days older than the evaluation
    date, and a favorable answer dated more than 90 days after it. A product that Juniper took back or replaced is
    rejected; the other unfavorable answers are holds.
    """

    id = "identity.entitlement"
    clauses = ("P2", "P5", "P25", "P26")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(declared=("entitlement",))
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        entitlement, serial, name = case.inputs.declared.entitlement, case.unit.serial_number, case.unit.name
        if not entitlement.declared:
            yield self.not_looked_up(name)
            return
        if not own_serial(serial):
            yield no_serial_number(self, case)
            return
        day = case.as_of.date()
        answer = counting_answer(entitlement.of(serial), day)
        if answer is None or not is_in_time(answer, day):
            yield self.unknown(
                name,
                "no entitlement answer within 90 days of the evaluation date",
                expected=f"a dated answer for {serial}",
                actual=f"{answer.answer} on {answer.on}" if answer else "none",
                remedy=Remedy(Action.LOOK_UP, _ASK_RECORDS, MAKERS_RECORDS),
            )
            return
        yield self.answered(name, answer, serial_ref(case))

    def not_looked_up(self, subject: str, next_step: str = _ASK_RECORDS) -> Finding:
        """The finding where no answer is provided, for a unit that was inspected or only claimed."""
        return self.unknown(
            subject,
            "not looked up: entitlement of this serial number",
            expected="a dated answer",
            actual="none",
            noted=True,
            remedy=Remedy(Action.LOOK_UP, next_step, MAKERS_RECORDS),
        )

    def answered(self, subject: str, answer: Answer, evidence: tuple[EvidenceRef, ...] = ()) -> Finding:
        """The finding that an answer about a serial number leads to, for a unit that was inspected or only claimed."""
        stated = (
            f"{answer.answer} on {answer.on}, asked by {answer.asked_by}{f': {answer.note}' if answer.note else ''}"
        )
        if answer.answer is EntitlementAnswer.OURS:
            return self.passed(subject, "the serial number is registered to us", actual=stated, evidence=evidence)
        returned = answer.answer is EntitlementAnswer.RETURNED
        return self.failed(
            subject,
            f"the serial number is {_IN_RECORDS[answer.answer]}",
            expected="registered to us",
            actual=stated,
            evidence=evidence,
            hold=not returned,
            remedy=_NOT_REGISTRABLE if returned else None,
        )
