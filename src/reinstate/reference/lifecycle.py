"""Hardware lifecycle: which dated rows match a product, and what they state on one day.

A row matches by exact SKU, through the curated alias table, or by a glob of an operator's own table; never by
prefix and never by family. Rows that differ are conflicting; without a row the state is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fnmatch import translate
from functools import lru_cache

from reinstate.plain_text import shown_value
from reinstate.reference.row_values import confidence_of, fold, is_glob, require_narrow
from reinstate.reference.set_files import Record, Table
from reinstate.reference.set_info import SetInfo
from reinstate.tables.columns import Columns

LIFECYCLE_KIND = "hardware-lifecycle"
ALIASES_SET = "hardware-aliases"
MILESTONES = (
    "announced",
    "last_order",
    "warranty_conversion",
    "same_day_support",
    "next_day_support",
    "end_of_support",
)
LIFECYCLE_COLUMNS = (
    "sku",
    *MILESTONES,
    "looked_up",
    "confidence",
    "overrides",
    "unlisted_since",
    "item",
    "page",
    "names",
    "read_by",
    "read",
    "alias_of",
    "note",
)
_OF_AN_ALIAS = frozenset({"sku", "alias_of", "looked_up", "confidence", "note"})
LIFECYCLES = Columns(LIFECYCLE_COLUMNS, needed=("sku",))
_MOST_ANSWERS = 2048
_LONGEST = 256  # no product has a longer name; a device can report one
_SAME_DAY = timedelta(days=1)  # the operator's calendar may be a day ahead of UTC


class LifecycleState(StrEnum):
    """What the lifecycle rows that match a product state on one day."""

    SUPPORTED = "supported"  # a row states that no end of life is announced, or the day is before it
    END_OF_LIFE = "end-of-life"  # announced or past last order, before end of support
    ENDED = "ended"  # past end of support, confidence A or B
    DOUBTFUL = "doubtful"  # past end of support, confidence C
    CONFLICTING = "conflicting"
    UNKNOWN = "unknown"  # no row: never "not EOL"


@dataclass(frozen=True, slots=True)
class LifecycleRow:
    """One dated row. ``sku`` may be a glob only in an operator's own table.

    Attributes:
        sku: upper case.
        announced: day of the end-of-life announcement; None if the source does not state it.
        last_order: last day of ordering.
        end_of_support: last day of support.
        warranty_conversion: last day on which a warranty can be converted to a service contract.
        same_day_support, next_day_support: last days of these services; the end of support can be later.
        confidence: ``A`` Juniper's own list or two sources that agree, ``B`` one good source, ``C`` one low-confidence
            source or a conflict. An operator's row is ``A`` unless it states another.
        looked_up: the day on which an operator looked the product up; None in shipped sets.
        table: name of the set that the row is in.
        max_age_days: how long a row without an end is valid after ``looked_up``.
        overrides: the bulletin or footnote by which it replaces other rows of the SKU; "" if it replaces none.
        unlisted_since: the day of the page on which the SKU was no longer listed.
        item: what the SKU is, as its name shows: ``bundle``, ``license``, ``accessory``; "" for a product or part.
        page: the saved page that the row is from, e.g. ``ex_series 2026-11-20``; several are joined by a comma.
        alias_of: the SKU that the name in ``sku`` stands for, as a person confirmed on ``looked_up``; such a row states
            nothing else.
    """

    sku: str
    announced: date | None
    last_order: date | None
    end_of_support: date | None
    confidence: str
    source: str
    looked_up: date | None = None
    fictional: bool = False
    note: str = ""
    table: str = ""
    max_age_days: int = 90
    warranty_conversion: date | None = None
    same_day_support: date | None = None
    next_day_support: date | None = None
    overrides: str = ""
    unlisted_since: date | None = None
    item: str = ""
    page: str = ""
    alias_of: str = ""

    @property
    def dated(self) -> bool:
        """Whether it states any end: then an end of life has been announced."""
        return any((self.announced, self.last_order, self.end_of_support))


@dataclass(frozen=True, slots=True)
class LifecycleAnswer:
    """What matched, and what it means on that day.

    Attributes:
        matched: the SKUs or globs of the rows, joined by a comma and a space.
        supportable_until: the earliest end of support that the rows state; None if they state none.
        convertible_until: the last day on which a warranty can be converted to a contract, for every SKU that is
            possible; None if the rows do not state it for each, or only a low-confidence source does.
    """

    state: LifecycleState
    reason: str
    rows: tuple[LifecycleRow, ...] = ()
    matched: str = ""
    supportable_until: date | None = None
    convertible_until: date | None = None

    @property
    def certain(self) -> bool:
        """Whether the end of support rests on more than low-confidence sources; true where none is stated."""
        ends = [row for row in self.rows if row.end_of_support]
        return not ends or any(row.confidence != "C" for row in ends)

    @property
    def unread(self) -> bool:
        """Whether a page that lists the product says something of it that nobody has read."""
        return any(row.page and row.confidence == "C" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One SKU that the names can stand for, with its rows; ``sure`` is False if it is one variant of several."""

    sku: str
    rows: tuple[LifecycleRow, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Hardware:
    """Lifecycle rows by SKU, an operator's globs, and aliases from names to the SKUs that they can stand for.

    Attributes:
        confirmed: the operator's rows that state an alias; the aliases themselves are in ``aliases``.
    """

    by_sku: Mapping[str, tuple[LifecycleRow, ...]] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    globs: tuple[tuple[re.Pattern[str], LifecycleRow], ...] = ()
    confirmed: tuple[LifecycleRow, ...] = ()
    _remembered: Callable[[tuple[str, ...], date], LifecycleAnswer] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A batch asks for the same few models again and again.
        object.__setattr__(self, "_remembered", lru_cache(maxsize=_MOST_ANSWERS)(self._looked_up))

    def extended(self, rows: Iterable[LifecycleRow]) -> Hardware:
        """These rows added: aliases to the aliases, globs to the globs, the others by SKU."""
        given = tuple(rows)
        added, named = (tuple(row for row in given if bool(row.alias_of) is alias) for alias in (False, True))
        exact = _by_sku(row for row in added if not is_glob(row.sku))
        merged = {**self.by_sku, **{sku: self.by_sku.get(sku, ()) + more for sku, more in exact.items()}}
        globs = tuple((re.compile(translate(row.sku)), row) for row in added if is_glob(row.sku))
        return Hardware(merged, self._named(named, merged), self.globs + globs, self.confirmed + named)

    def _named(
        self, rows: Iterable[LifecycleRow], by_sku: Mapping[str, tuple[LifecycleRow, ...]]
    ) -> Mapping[str, tuple[str, ...]]:
        """The aliases with those that a person confirmed added; an alias of an alias stands for the SKUs of that."""
        aliases = dict(self.aliases)
        for row in rows:
            meant = (row.alias_of,) if row.alias_of in by_sku else self.aliases.get(row.alias_of, (row.alias_of,))
            aliases[row.sku] = tuple(dict.fromkeys((*aliases.get(row.sku, ()), *meant)))
        return aliases

    def names_beside(self, name: str) -> tuple[str, ...]:
        """The names that stand beside a name in the alias table: what it stands for, and what stands for that."""
        own = {name, *self.aliases.get(name, ())}
        return tuple(sorted({other for other, skus in self.aliases.items() if own.intersection(skus)} | own - {name}))

    @property
    def rows(self) -> tuple[LifecycleRow, ...]:
        """Every row, globs last."""
        return (*(row for rows in self.by_sku.values() for row in rows), *(row for _, row in self.globs))

    @property
    def tables(self) -> frozenset[str]:
        """The sets that have rows here."""
        return frozenset(row.table for row in self.rows)

    def only(self, tables: Collection[str], *, aliases: bool) -> Hardware:
        """The rows of these sets alone, with or without the aliases."""
        kept = {sku: tuple(row for row in rows if row.table in tables) for sku, rows in self.by_sku.items()}
        globs = tuple((pattern, row) for pattern, row in self.globs if row.table in tables)
        return Hardware({sku: rows for sku, rows in kept.items() if rows}, self.aliases if aliases else {}, globs)

    def answer(self, names: Sequence[str], on: date) -> LifecycleAnswer:
        """What the rows that match these names state on that day."""
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
            if name in exact:  # its own rows answer for it; what it stands for can only contradict them
                variants = tuple(sku for sku in variants if sku in self.by_sku)
            if not exact.intersection(variants):
                skus |= {sku: len(variants) == 1 for sku in variants if sku not in skus}
        if not skus and (globbed := self._globbed(names)):
            return [Candidate(names[0], globbed, True)]
        return [Candidate(sku, self._rows(sku, names), sure) for sku, sure in skus.items()]

    def _rows(self, sku: str, names: tuple[str, ...]) -> tuple[LifecycleRow, ...]:
        """Rows of one SKU: its own, and globs that match it or another name of the product."""
        return _ranked(self.by_sku.get(sku, ()) + self._globbed((sku, *names)))

    def _globbed(self, names: tuple[str, ...]) -> tuple[LifecycleRow, ...]:
        return tuple(row for pattern, row in self.globs if any(pattern.match(name) for name in names))


def _by_sku(rows: Iterable[LifecycleRow]) -> dict[str, tuple[LifecycleRow, ...]]:
    found: dict[str, tuple[LifecycleRow, ...]] = {}
    for row in rows:
        found[row.sku] = (*found.get(row.sku, ()), row)
    return found


def _ranked(rows: tuple[LifecycleRow, ...]) -> tuple[LifecycleRow, ...]:
    """The rows that count: those that a bulletin makes replace the others, else without rows that better ones replace.

    An operator's dated row replaces low-confidence rows, and a row of a saved page also replaces those of one source.
    """
    own = [row for row in rows if row.looked_up]
    if not own:
        return rows
    if overriding := tuple(row for row in own if row.overrides and row.confidence != "C"):
        return overriding
    settling = {bool(row.page) for row in own if row.end_of_support and row.confidence != "C"}
    replaced = ("B", "C") if True in settling else ("C",) if settling else ()
    return tuple(row for row in rows if row.looked_up or row.confidence not in replaced)


def _no_row(names: tuple[str, ...]) -> str:
    if not names:
        return "the model is unknown, so no lifecycle row can be found"
    named = ", ".join(shown_value(name) for name in names[:5])
    return f"no row for {named} in the lifecycle tables, which are incomplete"


def _answer(candidate: Candidate, on: date) -> LifecycleAnswer:
    """What the rows of one SKU state together. A row that is no longer valid counts only with its reason."""
    stated = [(row, *_row_states(row, on)) for row in candidate.rows]
    states: set[LifecycleState] = {state for _, state, _ in stated} - {LifecycleState.UNKNOWN}
    ends = {
        row.end_of_support for row, state, _ in stated if row.end_of_support and state is not LifecycleState.UNKNOWN
    }
    disagree = len(ends) > 1 or (LifecycleState.SUPPORTED in states and len(states) > 1)
    state = LifecycleState.CONFLICTING if disagree else _worst(states)
    reason = "; ".join(dict.fromkeys(reason for _, _, reason in stated))
    return LifecycleAnswer(state, reason, candidate.rows, candidate.sku)


def _row_states(row: LifecycleRow, on: date) -> tuple[LifecycleState, str]:
    if not row.dated:
        return _lookup_states(row, on)
    if row.end_of_support and on > row.end_of_support:
        if row.confidence == "C":
            return (
                LifecycleState.DOUBTFUL,
                f"end of support was {row.end_of_support}, low-confidence source ({row.source})",
            )
        return LifecycleState.ENDED, f"end of support was {row.end_of_support} ({row.source})"
    if row.announced and on < row.announced:
        return LifecycleState.SUPPORTED, f"end of life is not announced before {row.announced} ({row.source})"
    stated = [
        f"{what} {day}"
        for what, day in (
            ("announced", row.announced),
            ("last order", row.last_order),
            ("warranty conversion until", row.warranty_conversion),
            ("end of support", row.end_of_support),
        )
        if day
    ]
    return LifecycleState.END_OF_LIFE, f"end of life: {', '.join(stated)} ({row.source})"


def _lookup_states(row: LifecycleRow, on: date) -> tuple[LifecycleState, str]:
    day = row.looked_up
    if day is None or day > on + _SAME_DAY:
        return LifecycleState.UNKNOWN, f"looked up on {day}, after the evaluation date ({row.source})"
    if (on - day).days > row.max_age_days:
        return (
            LifecycleState.UNKNOWN,
            f"the lookup of {day} has expired: it was valid for {row.max_age_days} days ({row.source})",
        )
    return LifecycleState.SUPPORTED, f"looked up on {day}: no end of life announced ({row.source})"


_WORST_FIRST = (
    LifecycleState.CONFLICTING,
    LifecycleState.ENDED,
    LifecycleState.DOUBTFUL,
    LifecycleState.END_OF_LIFE,
    LifecycleState.SUPPORTED,
)


def _worst(states: set[LifecycleState]) -> LifecycleState:
    return next((state for state in _WORST_FIRST if state in states), LifecycleState.UNKNOWN)


def _combined(answers: Sequence[LifecycleAnswer], candidates: Sequence[Candidate]) -> LifecycleAnswer:
    """One answer for all SKUs that the names can stand for."""
    state = _state_of_all(answers, candidates)
    reason = " / ".join(_reasons(answers))
    without = [candidate.sku for candidate in candidates if not candidate.rows]
    if without:
        reason += f" / no row for the possible variant{'s' if without[1:] else ''} {', '.join(without)}"
    rows = tuple(dict.fromkeys(row for answer in answers for row in answer.rows))
    ends = [row.end_of_support for row in rows if row.end_of_support]
    matched = ", ".join(dict.fromkeys(row.sku for row in rows))
    return LifecycleAnswer(state, reason, rows, matched, min(ends, default=None), _convertible_until(candidates))


def _convertible_until(candidates: Sequence[Candidate]) -> date | None:
    latest = [
        max(
            (row.warranty_conversion for row in one.rows if row.warranty_conversion and row.confidence != "C"),
            default=None,
        )
        for one in candidates
    ]
    return max(day for day in latest if day) if latest and all(latest) else None


def _reasons(answers: Sequence[LifecycleAnswer]) -> Iterator[str]:
    """Each reason once, after the SKUs that it applies to."""
    for reason in dict.fromkeys(answer.reason for answer in answers):
        skus = ", ".join(answer.matched for answer in answers if answer.reason == reason)
        yield f"{skus}: {reason}"


def _state_of_all(answers: Sequence[LifecycleAnswer], candidates: Sequence[Candidate]) -> LifecycleState:
    """The state on which all variants agree, weakened unless it is sure for each of them."""
    states = {answer.state for answer in answers}
    known = states - {LifecycleState.UNKNOWN}
    gap = LifecycleState.UNKNOWN in states or any(not candidate.rows for candidate in candidates)
    past = {LifecycleState.ENDED, LifecycleState.DOUBTFUL}
    if len(known) == 1 and not gap:
        return next(iter(known))
    if known and known <= past:
        sure = all(candidate.sure for candidate in candidates)
        return LifecycleState.ENDED if LifecycleState.ENDED in known and sure else LifecycleState.DOUBTFUL
    if known <= {LifecycleState.SUPPORTED}:
        return LifecycleState.UNKNOWN
    return LifecycleState.END_OF_LIFE if known == {LifecycleState.END_OF_LIFE} else LifecycleState.CONFLICTING


def lifecycle_row_of(record: Record, info: SetInfo) -> LifecycleRow:
    """One row of an operator's lifecycle table."""
    record.only(LIFECYCLE_COLUMNS)
    row = _lifecycle_row(record, info, "A")
    require_narrow(record, "sku", row.sku)
    looked_up = record.day("looked_up")
    if alias_of := fold(record.text("alias_of", "")):
        return replace(_alias(record, row, alias_of), looked_up=looked_up)
    if not row.dated and looked_up is None:
        raise record.fail("looked_up", "a date here, or in announced, last_order, or end_of_support", None)
    overrides = record.text("overrides", "")
    if overrides and not row.end_of_support:
        raise record.fail("end_of_support", "the end of support that the bulletin in overrides states", None)
    return replace(
        row,
        looked_up=looked_up or info.as_of,
        overrides=overrides,
        unlisted_since=record.day("unlisted_since"),
        item=record.text("item", ""),
        page=record.text("page", ""),
    )


def _alias(record: Record, row: LifecycleRow, alias_of: str) -> LifecycleRow:
    """A row by which a person confirms that a name stands for an SKU."""
    if is_glob(row.sku) or is_glob(alias_of) or alias_of == row.sku:
        raise record.fail("alias_of", "another SKU than the name in sku, both without wildcards", alias_of)
    for key in LIFECYCLE_COLUMNS:
        if key not in _OF_AN_ALIAS and record.values.get(key):
            raise record.fail(key, "nothing in a row with alias_of: the rows of that SKU state it", record.values[key])
    if record.day("looked_up") is None:
        raise record.fail("looked_up", "the day on which a person confirmed the alias", None)
    return replace(row, alias_of=alias_of)


def _lifecycle_row(record: Record, info: SetInfo, confidence: str | None = None) -> LifecycleRow:
    """The row without what only an operator's table has; ``confidence`` is the default if the row can omit it."""
    days = announced, last_order, end = record.day("announced"), record.day("last_order"), record.day("end_of_support")
    stated = [day for day in days if day]
    if stated != sorted(stated):
        raise record.fail("end_of_support", "announced, last_order, and end_of_support in chronological order", end)
    conversion = record.day("warranty_conversion")
    if conversion and announced and conversion < announced:
        raise record.fail("warranty_conversion", f"a day on or after {announced}", conversion)
    return LifecycleRow(
        sku=fold(record.text("sku")),
        announced=announced,
        last_order=last_order,
        end_of_support=end,
        confidence=confidence_of(record, confidence),
        source=record.text("source", info.source),
        note=record.text("note", ""),
        table=info.name,
        max_age_days=info.max_age_days,
        warranty_conversion=conversion,
        same_day_support=record.day("same_day_support"),
        next_day_support=record.day("next_day_support"),
    )


def hardware_of(lifecycle: Table, aliases: Table) -> Hardware:
    """The shipped rows, and the other names of products."""
    rows = [_lifecycle_row(record, lifecycle.info) for record in lifecycle.rows]
    names: dict[str, tuple[str, ...]] = {}
    for record in aliases.rows:
        skus = record.texts("skus")
        names |= {fold(name): tuple(fold(sku) for sku in skus) for name in record.texts("names")}
    return Hardware(aliases=names).extended(rows)
