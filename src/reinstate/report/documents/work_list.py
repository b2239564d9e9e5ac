"""The work list: what to do at the rack and at the desk, each location and lookup once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.checks.framework.common_steps import MAKERS_RECORDS
from reinstate.report.documents.document import Batch, Document
from reinstate.report.documents.fee_totals import fees_of
from reinstate.report.labels import IF_UNFAVORABLE
from reinstate.report.views.document_view import DocumentView
from reinstate.report.views.findings import Json

# By the kind of step: where it is done. Steps of no kind, or of another kind than these, are done at the rack.
_LOOKED_UP = ("look-up",)
_ASKED = ("declare", "ask")
_COLLECTED = ("collect", "wait")
# Where the entitlement lookup is an open item only, it is no step to a decision.
_RECORDS: Json = {
    "action": "look-up",
    "about": MAKERS_RECORDS,
    "text": "look up the serial number in Juniper's entitlement tool, or ask the partner (no charge); "
    "provide the answers with -e entitlement=FILE",
    "if_bad": "hold",
    "settles": (),
}
_DIGITS = re.compile(r"(\d+)")
_WORST: Mapping[str | None, int] = {"hold": 0, "reject": 1, "remediate": 2, None: 3}


@dataclass(frozen=True, slots=True)
class RackPlace:
    """A location of units: the rack that claims state, else the host.

    Attributes:
        visits: each unit there with the steps to do at it, in order of position.
    """

    rack: str
    host: str
    visits: tuple[tuple[DocumentView, tuple[Json, ...]], ...]

    @property
    def name(self) -> str:
        """Its heading."""
        return f"Rack {self.rack}" if self.rack else self.host


@dataclass(frozen=True, slots=True)
class Question:
    """Something to do once for all units that need it.

    Attributes:
        about: model, release, license, or something else; "" where the text names it.
        if_bad: the worst disposition that an unfavorable result leads to for one of the units; None for no other one.
    """

    action: str
    text: str
    about: str
    if_bad: str | None
    units: tuple[DocumentView, ...]

    @property
    def if_unfavorable(self) -> str:
        """What an unfavorable result leads to, in words."""
        return IF_UNFAVORABLE[self.if_bad]


class WorkList(Document):
    """Sorted by where the work is done; units that must not be processed come first."""

    name = "work-list"
    title = "Work list"
    purpose = "What to do at the rack and at the desk, each task once for all units"
    columns = ("part", "rack", "position", "units", "serial_number", "model", "action", "about", "what", "at_stake")

    def values(self, batch: Batch) -> Mapping[str, Any] | None:
        """The parts of the list, in the order in which to work; None without units."""
        if not batch.units:
            return None
        submit = [unit for unit in batch.units if unit.disposition == "reinstate"]
        open_ones = [unit for unit in batch.units if unit.steps_to_a_decision["state"] == "open"]
        return {
            "stop": _stopped(batch.units),
            "look_up": _questions((*_entitlement(batch.units), *_asked(open_ones, _LOOKED_UP))),
            "ask": _questions(_asked(open_ones, _ASKED)),
            "collect": _questions(_asked(open_ones, _COLLECTED)),
            "fix": _places(open_ones),
            "submit": submit,
            "submit_fees": fees_of(submit),
        }

    def rows(self, values: Mapping[str, Any]) -> Iterable[Sequence[object]]:
        """One row for each line of the list; a step at the rack is a row of its own."""
        for unit in values["stop"]:
            yield _row("do not process", [unit], action=unit.disposition, what=unit.reason)
        for part, name in (("look up", "look_up"), ("declare or ask", "ask"), ("collect evidence again", "collect")):
            for one in values[name]:
                yield _row(part, one.units, action=one.action, about=one.about, what=one.text, stake=one.if_unfavorable)
        for place in values["fix"]:
            for unit, steps in place.visits:
                for step in steps:
                    cells = {"action": step["action"], "about": step["about"], "what": step["text"]}
                    yield _row("work at the rack", [unit], **cells, stake=IF_UNFAVORABLE[step["if_bad"]])
        for unit in values["submit"]:
            yield _row("ready to submit", [unit], action="request", what="request product inspection and reinstatement")


def _stopped(units: Iterable[DocumentView]) -> list[DocumentView]:
    """Units on hold, then rejected ones, each in the order of their location."""
    stopped = [unit for unit in units if unit.disposition in ("hold", "reject")]
    return sorted(stopped, key=lambda unit: (_WORST[unit.disposition], *map(_natural, (unit.rack, unit.position))))


def _row(
    part: str, units: Sequence[DocumentView], *, action: str, what: str, about: str = "", stake: str = ""
) -> Sequence[object]:
    one = units[0] if len(units) == 1 else None
    return (
        part,
        one.rack if one else "",
        one.position if one else "",
        ", ".join(unit.name for unit in units),
        one.record["unit"]["serial_number"] if one else "",
        one.record["unit"]["model"] if one else "",
        action,
        about,
        what,
        stake,
    )


def _steps(unit: DocumentView, wanted: Callable[[str], bool]) -> Iterator[Json]:
    """The unit's steps that resolve a finding, of the wanted kinds; also of what failed at another address alone."""
    own = [step for step in unit.steps_to_a_decision["steps"] if step["settles"]]
    return (step for step in (*own, *_further(unit, own)) if wanted(step["action"]))


def _further(unit: DocumentView, own: Sequence[Json]) -> Iterator[Json]:
    known = {_same_step(step) for step in own}
    for other, finding in unit.failed_elsewhere:
        for step in other.steps_to_a_decision["steps"]:
            corrects = any(_names(one, finding) for one in step["settles"])
            if corrects and _same_step(step) not in known:
                known.add(_same_step(step))
                yield step


def _same_step(step: Json) -> tuple[str, str, str]:
    return step["action"], step["about"], step["text"]


def _names(one: Json, finding: Json) -> bool:
    return bool(one["check"] == finding["check"] and one["subject"] == finding["subject"])


def _asked(units: Iterable[DocumentView], actions: Sequence[str]) -> Iterator[tuple[DocumentView, Json]]:
    for unit in units:
        yield from ((unit, step) for step in _steps(unit, actions.__contains__))


def _questions(asked: Iterable[tuple[DocumentView, Json]]) -> tuple[Question, ...]:
    """Each question once, with the units that need it; the one with the worst outcome first."""
    waiting: dict[tuple[str, str, str], list[tuple[DocumentView, Json]]] = {}
    for unit, step in asked:
        # Other units need the same in other words; the key is what it is about.
        key = (step["action"], step["about"], "" if step["about"] else step["text"])
        waiting.setdefault(key, []).append((unit, step))
    found = [_question(action, pairs) for (action, _, _), pairs in waiting.items()]
    return tuple(sorted(found, key=lambda one: (_WORST[one.if_bad], -len(one.units), one.about, one.text)))


def _question(action: str, asked: Sequence[tuple[DocumentView, Json]]) -> Question:
    steps = [step for _, step in asked]
    # The list names what a question is about before its text.
    texts = (str(step["text"]).removeprefix(f"{step['about']}: ") for step in steps)
    return Question(
        action=action,
        text="; ".join(dict.fromkeys(texts)),
        about=steps[0]["about"],
        if_bad=min((step["if_bad"] for step in steps), key=lambda bad: _WORST[bad]),
        units=tuple({unit.name: unit for unit, _ in asked}.values()),
    )


def _entitlement(units: Iterable[DocumentView]) -> Iterator[tuple[DocumentView, Json]]:
    """The free entitlement lookup of every serial number that can still be submitted: before you pay."""
    for unit in units:
        known = unit.record["unit"]["serial_number"]
        if known and unit.entitlement_open and unit.disposition not in ("hold", "reject"):
            yield unit, _RECORDS


def _places(units: Iterable[DocumentView]) -> tuple[RackPlace, ...]:
    """Units by rack, then by position; those without a declared location by host."""
    desk = (*_LOOKED_UP, *_ASKED, *_COLLECTED)
    found: dict[tuple[str, str], list[tuple[DocumentView, tuple[Json, ...]]]] = {}
    for unit in units:
        steps = tuple(_steps(unit, lambda action: action not in desk))
        if steps:
            found.setdefault((unit.rack, "" if unit.rack else unit.host), []).append((unit, steps))
    ordered = sorted(found.items(), key=lambda one: (not one[0][0], _natural(one[0][0]), _natural(one[0][1])))
    return tuple(
        RackPlace(rack, host, tuple(sorted(visits, key=lambda one: (_natural(one[0].position), _natural(one[0].name)))))
        for (rack, host), visits in ordered
    )


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """``U9`` before ``U10``, in the order of a rack."""
    parts = _DIGITS.split(text.casefold())
    return tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in parts if one)
