"""Which answer of Juniper's entitlement records counts for a serial number, and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from reinstate.declared.kinds import DeclaredSet, EntitlementAnswer
from reinstate.declared.kinds import Entitlement as Answer

_LOOK_UP_DAYS = timedelta(days=90)


def counting_answer(answers: Iterable[Answer], as_of: date) -> Answer | None:
    """The answer about one serial number that counts: the newest, of one day the most severe; None where there is none.
    A favorable one with a date too far ahead displaces no other."""
    return max(answers, key=lambda one: (not _is_premature(one, as_of), one.on, _BY_SEVERITY[one.answer]), default=None)


def is_in_time(answer: Answer, as_of: date) -> bool:
    """Whether an answer is neither too old for the evaluation date nor, if it is favorable, dated too far ahead."""
    return answer.on >= as_of - _LOOK_UP_DAYS and not _is_premature(answer, as_of)


def _is_premature(one: Answer, as_of: date) -> bool:
    """A run is evaluated on its own day, and answers come days later. An unfavorable one counts with any date."""
    return one.answer is EntitlementAnswer.OURS and one.on > as_of + _LOOK_UP_DAYS


def lookup_needed(entitlement: DeclaredSet[Answer], serial: str, as_of: date) -> str:
    """Why a serial number has to be looked up in Juniper's records; "" where a current answer is provided."""
    if entitlement.broken:
        return entitlement.broken
    answer = counting_answer(entitlement.of(serial), as_of)
    if answer is None:
        return "no answer of Juniper's records is provided for this serial number"
    if not is_in_time(answer, as_of):
        return f"the answer of Juniper's records of {answer.on} is not within 90 days of the evaluation date"
    return ""


_BY_SEVERITY = {
    EntitlementAnswer.OURS: 0,
    EntitlementAnswer.RETURNED: 1,  # a reject; the others are holds
    EntitlementAnswer.ANOTHER: 2,
    EntitlementAnswer.UNKNOWN: 3,
    EntitlementAnswer.STOLEN: 4,
}
