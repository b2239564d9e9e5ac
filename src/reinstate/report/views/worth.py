"""Whether reinstatement is worth its cost, as exports and documents read it of a record: the one place that does."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.report.labels import FEES_EXCEED_VALUE, FEES_MAY_EXCEED_VALUE, WITHOUT_FEES
from reinstate.report.views.findings import Json

YES, NO, DEPENDS, UNSTATED = "yes", "no", "depends", "unstated"


@dataclass(frozen=True, slots=True)
class Worth:
    """What a record says about it.

    Attributes:
        answer: ``yes``, ``no``, ``depends`` on what is not known yet, or ``unstated`` where no value is declared.
        declared_value: whole US dollars; None where none is declared.
        reason: the amounts that were compared, or why none were.
        note: what a page says beside the fees; "" where it says nothing, or no fee is due.
    """

    answer: str
    declared_value: int | None
    reason: str
    note: str


def worth_of(record: Json) -> Worth:
    """What this record says about it."""
    economy, answer = record["economy"], _answer(record)
    note = "" if record["disposition"] in WITHOUT_FEES or not economy["uneconomic"] else _NOTES[answer]
    return Worth(answer, economy["declared_value"], str(economy["reason"]), note)


_NOTES = {NO: FEES_EXCEED_VALUE, DEPENDS: FEES_MAY_EXCEED_VALUE}


def _answer(record: Json) -> str:
    economy = record["economy"]
    if economy["declared_value"] is None:
        return UNSTATED
    if economy["uneconomic"] is None:
        return DEPENDS
    if not economy["uneconomic"]:
        return YES
    return NO if record["fees"]["low"] > economy["declared_value"] else DEPENDS
