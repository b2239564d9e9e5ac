"""Which answer of Juniper's entitlement records counts for a serial number, and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from reinstate.declared.kinds import Entitlement as Answer
from reinstate.declared.kinds import EntitlementAnswer

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


_BY_SEVERITY = {EntitlementAnswer.OURS: 0, EntitlementAnswer.ANOTHER: 1, EntitlementAnswer.UNKNOWN: 2}
