"""What an import changes in a table that was made of saved pages, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.plain_text import counted, printable
from reinstate.reference.pages.lifecycle_page import DATES

_COMPARED = (*DATES, "confidence", "overrides", "doubt", "item", "unlisted_since", "read_by")
_MOST_DIFFERENCES, _LONGEST_VALUE = 12, 100
_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a page changes in a table, by the names of its rows.

    Attributes:
        changed: with what they state differently, before and now.
        unlisted: what it lists no more; the rows are kept, flagged.
        read: names of rows whose notes a person has read.
        contradicted: what a person confirmed not to be listed, and which it names; the rows are removed.
        unreadable: what it lists in a way that cannot be read; the rows are kept, as not certain.
    """

    slug: str
    added: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    unlisted: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    read: frozenset[str] = frozenset()
    before: int = 0

    @property
    def shrinks(self) -> bool:
        """Whether the page lost more than single rows: then it may be another page, or a part of it."""
        return len(self.unlisted) > max(2, self.before // 10)


def changes_of(slug: str, before: Sequence[_Row], rows: Sequence[_Row], gone: Sequence[_Row]) -> Changes:
    """What a page changes: its rows before and now, and those that it lists no more."""
    old, new = _by_name(before), _by_name(rows)
    both = [name for name in new if name in old]
    changed = [(name, text) for name in both if (text := _difference(old[name], new[name]))]
    return Changes(
        slug,
        added=tuple(name for name in new if name not in old),
        changed=tuple(changed),
        unlisted=tuple(dict.fromkeys(row_name(row) for row in gone)),
        read=frozenset(row_name(row) for row in rows if "read_by" in row),
        before=len({row_name(row) for row in before if "unlisted_since" not in row}),
    )


def _by_name(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row_name(row), []).append(row)
    return found


def _difference(before: Sequence[_Row], now: Sequence[_Row]) -> str:
    """What the rows of one name state differently, in whatever order; "" if they state the same."""
    old, new = Counter(map(_compared, before)), Counter(map(_compared, now))
    found = list(_differences(_ordered(old - new), _ordered(new - old)))
    more = len(found) - _MOST_DIFFERENCES
    return "; ".join(found[:_MOST_DIFFERENCES]) + (f"; {counted(more, 'more difference')}" if more > 0 else "")


def _compared(row: _Row) -> tuple[str, ...]:
    return tuple(printable(str(row.get(key) or ""), _LONGEST_VALUE) for key in _COMPARED)


def _ordered(rows: Counter[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Those that replace others last, so that a row is compared with its like."""
    return sorted(rows.elements(), key=lambda row: (bool(row[_COMPARED.index("overrides")]), row))


def _differences(before: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Each as "end of support 2029-03-31 -> 2030-03-31", and rows of which there are more or fewer than before."""
    for old, new in zip(before, now, strict=False):
        yield from (_changed(*both) for both in zip(_COMPARED, old, new, strict=True) if both[1] != both[2])
    yield from (f"a row less: {_in_words(row)}" for row in before[len(now) :])
    yield from (f"a row more: {_in_words(row)}" for row in now[len(before) :])


def _changed(key: str, old: str, new: str) -> str:
    if key == "unlisted_since":
        return "listed again"
    return f"{key.replace('_', ' ')} {old or 'not stated'} -> {new or 'not stated'}"


def _in_words(row: Sequence[str]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in zip(_COMPARED, row, strict=True) if value)


def row_name(row: _Row) -> str:
    """The SKU, or the release train."""
    return str(row.get("sku") or f"{row.get('release')}{'-EVO' if row.get('evolved') else ''}")
