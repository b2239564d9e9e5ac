"""Hardware lifecycle: which dated rows speak of a product, and what they say on one day.

A row matches by exact SKU, through the curated alias table, or by a glob of an operator's own table; never by
prefix and never by family. Rows that say different things are conflicting, and no row is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import translate
from functools import lru_cache

from reinstate.plain_text import shown_value
from reinstate.reference.facts import LifecycleAnswer, LifecycleRow, LifecycleState

_WILDCARDS = re.compile(r"[*?\[]")
_MOST_ANSWERS = 2048
_LONGEST = 256  # no product goes by a longer name; a device may claim one
_SAME_DAY = timedelta(days=1)  # the operator's calendar may be a day ahead of UTC


def fold(name: str) -> str:
    """A product name as it is compared: upper case, white space folded."""
    return " ".join(name.split()).upper()


def is_glob(sku: str) -> bool:
    """Whether a SKU of an operator's table is a glob."""
    return bool(_WILDCARDS.search(sku))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One SKU that the names may stand for, with its rows; ``sure`` False where it is one variant of several."""

    sku: str
    rows: tuple[LifecycleRow, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Hardware:
    """Lifecycle rows by SKU, an operator's globs, and aliases from names to the SKUs that they may stand for."""

    by_sku: Mapping[str, tuple[LifecycleRow, ...]] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    globs: tuple[tuple[re.Pattern[str], LifecycleRow], ...] = ()
    _remembered: Callable[[tuple[str, ...], date], LifecycleAnswer] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A batch asks for the same few models again and again.
        object.__setattr__(self, "_remembered", lru_cache(maxsize=_MOST_ANSWERS)(self._looked_up))

    def extended(self, rows: Iterable[LifecycleRow]) -> Hardware:
        """These rows added: globs to the globs, the others by SKU."""
        added = tuple(rows)
        exact = _by_sku(row for row in added if not is_glob(row.sku))
        merged = {**self.by_sku, **{sku: self.by_sku.get(sku, ()) + more for sku, more in exact.items()}}
        globs = tuple((re.compile(translate(row.sku)), row) for row in added if is_glob(row.sku))
        return Hardware(merged, self.aliases, self.globs + globs)

    def answer(self, names: Sequence[str], on: date) -> LifecycleAnswer:
        """What the rows that match these names say on that day."""
        return self._remembered(tuple(dict.fromkeys(name for raw in names if (name := fold(raw[:_LONGEST])))), on)

    def _looked_up(self, folded: tuple[str, ...], on: date) -> LifecycleAnswer:
        candidates = self._candidates(folded)
        if not any(candidate.rows for candidate in candidates):
            return LifecycleAnswer(LifecycleState.UNKNOWN, _no_row(folded))
        return _combined([_answer(candidate, on) for candidate in candidates if candidate.rows], candidates)

    def _candidates(self, names: tuple[str, ...]) -> list[Candidate]:
        """The SKUs that the names stand for: exact ones, and the variants of a name that names no single SKU."""
        exact = {name for name in names if name in self.by_sku}
        skus: dict[str, bool] = dict.fromkeys(sorted(exact), True)
        for name in names:
            variants = self.aliases.get(name, ())
            if not exact.intersection(variants):
                skus |= {sku: len(variants) == 1 for sku in variants if sku not in skus}
        if not skus and (globbed := self._globbed(names)):
            return [Candidate(names[0], globbed, True)]
        return [Candidate(sku, self._rows(sku, names), sure) for sku, sure in skus.items()]

    def _rows(self, sku: str, names: tuple[str, ...]) -> tuple[LifecycleRow, ...]:
        """Rows of one SKU: its own, and globs that fit it or a name that the product goes by."""
        return _ranked(self.by_sku.get(sku, ()) + self._globbed((sku, *names)))

    def _globbed(self, names: tuple[str, ...]) -> tuple[LifecycleRow, ...]:
        return tuple(row for pattern, row in self.globs if any(pattern.match(name) for name in names))


def _by_sku(rows: Iterable[LifecycleRow]) -> dict[str, tuple[LifecycleRow, ...]]:
    found: dict[str, tuple[LifecycleRow, ...]] = {}
    for row in rows:
        found[row.sku] = (*found.get(row.sku, ()), row)
    return found


def _ranked(rows: tuple[LifecycleRow, ...]) -> tuple[LifecycleRow, ...]:
    """An operator's dated row settles what only a weak source had said."""
    settled = any(row.looked_up and row.end_of_support and row.confidence != "C" for row in rows)
    return tuple(row for row in rows if row.looked_up or row.confidence != "C") if settled else rows


def _no_row(names: tuple[str, ...]) -> str:
    if not names:
        return "the model isn't known, so no lifecycle row can be found"
    named = ", ".join(shown_value(name) for name in names[:5])
    return f"no lifecycle row for {named}; the tables are incomplete"


def _answer(candidate: Candidate, on: date) -> LifecycleAnswer:
    """What one SKU's rows say together. A row that no longer holds says nothing, but its reason is kept."""
    said = [(row, *_row_says(row, on)) for row in candidate.rows]
    states: set[LifecycleState] = {state for _, state, _ in said} - {LifecycleState.UNKNOWN}
    ends = {row.end_of_support for row, state, _ in said if row.end_of_support and state is not LifecycleState.UNKNOWN}
    disagree = len(ends) > 1 or (LifecycleState.SUPPORTED in states and len(states) > 1)
    state = LifecycleState.CONFLICTING if disagree else _worst(states)
    reason = "; ".join(dict.fromkeys(reason for _, _, reason in said))
    return LifecycleAnswer(state, reason, candidate.rows, candidate.sku)


def _row_says(row: LifecycleRow, on: date) -> tuple[LifecycleState, str]:
    if not row.dated:
        return _look_up_says(row, on)
    if row.end_of_support and on > row.end_of_support:
        if row.confidence == "C":
            return LifecycleState.DOUBTFUL, f"end of support {row.end_of_support} by a weak source ({row.source})"
        return LifecycleState.ENDED, f"end of support was {row.end_of_support} ({row.source})"
    if row.announced and on < row.announced:
        return LifecycleState.SUPPORTED, f"end of life is announced on {row.announced} ({row.source})"
    stated = [
        f"{what} {day}"
        for what, day in (
            ("announced", row.announced),
            ("last order", row.last_order),
            ("end of support", row.end_of_support),
        )
        if day
    ]
    return LifecycleState.END_OF_LIFE, f"end of life: {', '.join(stated)} ({row.source})"


def _look_up_says(row: LifecycleRow, on: date) -> tuple[LifecycleState, str]:
    day = row.looked_up
    if day is None or day > on + _SAME_DAY:
        return LifecycleState.UNKNOWN, f"looked up on {day}, after the day of judgement ({row.source})"
    if (on - day).days > row.max_age_days:
        return (
            LifecycleState.UNKNOWN,
            f"looked up on {day}, which holds for {row.max_age_days} days: look it up again ({row.source})",
        )
    return LifecycleState.SUPPORTED, f"looked up on {day}: no end of life announced ({row.source})"


_GRAVEST_FIRST = (
    LifecycleState.CONFLICTING,
    LifecycleState.ENDED,
    LifecycleState.DOUBTFUL,
    LifecycleState.END_OF_LIFE,
    LifecycleState.SUPPORTED,
)


def _worst(states: set[LifecycleState]) -> LifecycleState:
    return next((state for state in _GRAVEST_FIRST if state in states), LifecycleState.UNKNOWN)


def _combined(answers: Sequence[LifecycleAnswer], candidates: Sequence[Candidate]) -> LifecycleAnswer:
    """One answer for all SKUs that the names may stand for."""
    state = _state_of_all(answers, candidates)
    reason = " / ".join(_reasons(answers))
    without = [candidate.sku for candidate in candidates if not candidate.rows]
    if without:
        reason += f" / no row for {', '.join(without)}, which it may be as well"
    rows = tuple(dict.fromkeys(row for answer in answers for row in answer.rows))
    ends = [row.end_of_support for row in rows if row.end_of_support]
    return LifecycleAnswer(
        state, reason, rows, ", ".join(dict.fromkeys(row.sku for row in rows)), min(ends, default=None)
    )


def _reasons(answers: Sequence[LifecycleAnswer]) -> Iterator[str]:
    """Each reason once, after the SKUs that it holds for."""
    for reason in dict.fromkeys(answer.reason for answer in answers):
        skus = ", ".join(answer.matched for answer in answers if answer.reason == reason)
        yield f"{skus}: {reason}"


def _state_of_all(answers: Sequence[LifecycleAnswer], candidates: Sequence[Candidate]) -> LifecycleState:
    """The state on which all variants agree, weakened where it isn't sure for each of them."""
    states = {answer.state for answer in answers}
    told = states - {LifecycleState.UNKNOWN}
    gap = LifecycleState.UNKNOWN in states or any(not candidate.rows for candidate in candidates)
    past = {LifecycleState.ENDED, LifecycleState.DOUBTFUL}
    if len(told) == 1 and not gap:
        return next(iter(told))
    if told and told <= past:
        sure = all(candidate.sure for candidate in candidates)
        return LifecycleState.ENDED if LifecycleState.ENDED in told and sure else LifecycleState.DOUBTFUL
    if told <= {LifecycleState.SUPPORTED}:
        return LifecycleState.UNKNOWN
    return LifecycleState.END_OF_LIFE if told == {LifecycleState.END_OF_LIFE} else LifecycleState.CONFLICTING
