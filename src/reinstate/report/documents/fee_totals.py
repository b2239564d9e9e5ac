"""Fees added up: from, and to as far as there is a known upper limit."""

from __future__ import annotations

from collections.abc import Iterable

from reinstate.report.views.document_view import DocumentView

Range = tuple[int, int | None]


def added_up(fees: Iterable[Range]) -> Range:
    """The total from and to, whole US dollars; to is None where one of them has no known upper limit."""
    stated = tuple(fees)
    highs = [high for _, high in stated]
    return sum(low for low, _ in stated), None if None in highs else sum(high or 0 for high in highs)


def fees_of(units: Iterable[DocumentView]) -> Range:
    """The total of these units."""
    return added_up((unit.record["fees"]["low"], unit.record["fees"]["high"]) for unit in units)
