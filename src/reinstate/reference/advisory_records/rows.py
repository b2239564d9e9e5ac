"""The rows of advisories for what a record states about one vulnerability."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from reinstate.device.version import JunosVersion
from reinstate.plain_text import printable
from reinstate.reference.advisories import Advisory, place_of
from reinstate.reference.advisory_records.issues import Issue, Product
from reinstate.reference.advisory_records.platforms import models_of
from reinstate.reference.advisory_records.readings import reading_of
from reinstate.reference.advisory_records.solutions import Limited, Solution, solution_of

_LONGEST_NOTE = 240
_MOST = 2_000  # statements of one record; each is compared with those of its product
_LIMITED = "these platforms are fixed in some of the releases only"
_UNREAD_LIMITED = "the record fixes some platforms in other releases, which could not be read: see its solution"


@dataclass(frozen=True, slots=True)
class IssueRows:
    """The rows of one vulnerability, and what of its record is in none.

    Attributes:
        skipped: what is of no interest, with the reason.
        refused: what could not be read, with the reason; the rows answer unknown for it.
    """

    rows: tuple[Advisory, ...]
    skipped: tuple[str, ...]
    refused: tuple[str, ...]


def rows_of(issue: Issue) -> IssueRows:
    """The rows of an issue: for each system and its platforms, and for platforms that are fixed in other releases."""
    skipped = [f"{issue.id}: {one}" for one in issue.left_out]
    if not issue.exploitation.counts:
        return IssueRows((), (*skipped, f"{issue.id}: {issue.exploitation.reason}"), ())
    solution = solution_of(issue.solution)
    rows: list[Advisory] = []
    products = tuple(_merged(issue.products))
    refused = [] if products or issue.left_out else [f"{issue.id}: the record names no affected product"]
    most = _MOST if sum(len(one.statements) for one in products) <= _MOST else 0
    for product in products:
        reading = reading_of(product, solution, most)
        system = "Junos OS Evolved" if product.evolved else "Junos OS"
        refused += [f"{issue.id}, {system}: {one}" for one in reading.refused]
        if reading.row is None:
            skipped.append(f"{issue.id}, {system}: the record states no affected release")
        else:
            rows += _named(issue, product, reading.row, solution)
    if rows and solution.limited is None:
        refused.append(f"{issue.id}: {_UNREAD_LIMITED}")
    return IssueRows(tuple(rows), tuple(skipped), tuple(refused))


def _merged(products: Iterable[Product]) -> Iterator[Product]:
    """One product for each system, platforms, and default: a record can state each train for itself."""
    merged: dict[tuple[bool, frozenset[str], str], Product] = {}
    for product in products:
        key = (product.evolved, frozenset(product.platforms), product.default)
        known = merged.get(key)
        statements = (*(known.statements if known else ()), *product.statements)
        merged[key] = replace(product, statements=statements)
    yield from merged.values()


def _named(issue: Issue, product: Product, row: Advisory, solution: Solution) -> Iterator[Advisory]:
    """The row with what it is about, and one for each line of platforms that are fixed in other releases."""
    models, doubt = models_of(product.platforms)
    notes = (issue.exploitation.note, issue.note, doubt)
    whole = replace(
        row,
        id=issue.id,
        title=issue.title,
        published=issue.published,
        exploited=issue.exploitation.since,
        models=models,
        source=issue.source,
        confidence=issue.confidence,
        note=_note(notes),
    )
    if solution.limited is None:  # which platforms is not known, so no release is known to be fixed
        yield replace(whole, unreadable=whole.unreadable | _trains(whole), note=_note((*notes, _UNREAD_LIMITED)))
        return
    yield whole
    for one in solution.limited:
        if any(fix.evolved is whole.evolved for fix in one.fixed):
            yield _of_limited(whole, one, notes)


def _of_limited(whole: Advisory, limited: Limited, notes: Iterable[str]) -> Advisory:
    """A row for platforms that only the releases of their line fix; other trains are unknown unless affected."""
    fixed = tuple(fix for fix in limited.fixed if fix.evolved is whole.evolved) if limited.exact else ()
    trains = _trains(whole) - {fix.train for fix in fixed}
    note = _note((*notes, _LIMITED))
    unreadable = whole.unreadable | trains
    return replace(
        whole, models=limited.models, fixed=fixed, unreadable=unreadable, note=note, since=_since(whole, fixed)
    )


def _since(whole: Advisory, fixed: tuple[JunosVersion, ...]) -> str:
    """The first affected train, as long as the platforms have a fixed release that trains are ordered by."""
    return whole.since if fixed else ""


def _trains(row: Advisory) -> frozenset[str]:
    return frozenset(fix.train for fix in row.fixed)


def _note(parts: Iterable[str]) -> str:
    return printable("; ".join(filter(None, parts)), _LONGEST_NOTE)


def stated(row: Advisory) -> dict[str, Any]:
    """A row as it is written in a table."""
    values = {
        "id": row.id,
        "title": row.title,
        "published": row.published,
        "exploited": row.exploited,
        "evolved": row.evolved,
        "models": list(row.models),
        "since": row.since,
        "fixed": [fix.text for fix in row.fixed],
        "unfixed": sorted(row.unfixed, key=place_of),
        "unreadable": sorted(row.unreadable),
        "confidence": row.confidence,
        "source": row.source,
        "note": row.note,
    }
    return {key: value for key, value in values.items() if value}
