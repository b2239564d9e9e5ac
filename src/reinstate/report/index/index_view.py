"""All that the index shows of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reinstate.report.index.charts import (
    MOST,
    MOST_REASONS,
    ModelFees,
    Order,
    Reason,
    SupportEnds,
    by_order,
    fees_by_model,
    reasons,
    support_ends,
)
from reinstate.report.index.first_things import Thing, first_things
from reinstate.report.index.gaps import Gaps, gaps
from reinstate.report.index.groups import Group, counted, groups_of, totals
from reinstate.report.index.headline import headline
from reinstate.report.index.racks import Overview, Rack, overview, racks
from reinstate.report.index.rows import COLUMNS, FACETS, OrderRows, order_rows, table_data
from reinstate.report.index.since import Since, since
from reinstate.report.views.unit_view import UnitView

MOST_PLAIN = 2_000  # rows of a table that the page itself has; more are drawn by the script
MOST_BOXES = 400  # chassis that the racks draw; more are lines of a table
_PER_PAGE = 1_000


@dataclass(frozen=True)
class IndexView:
    """A batch as its buyer reads it.

    Attributes:
        rows_of: every record's unit; a chassis at two addresses has two.
        summary: what ``summary.json`` says.
    """

    rows_of: Sequence[UnitView]
    summary: Mapping[str, Any]
    columns = COLUMNS
    facets = FACETS
    most = MOST
    most_reasons = MOST_REASONS

    @cached_property
    def units(self) -> Sequence[UnitView]:
        """The units that count."""
        return counted(self.rows_of)

    @cached_property
    def groups(self) -> Sequence[Group]:
        """The seven groups."""
        return groups_of(self.units)

    @cached_property
    def totals(self) -> Mapping[str, Any]:
        """The money of all units."""
        return totals(self.units)

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return headline(self.groups, self.summary)

    @property
    def since(self) -> Since | None:
        """What changed since the earlier records."""
        return since(self.units)

    @property
    def gaps(self) -> Gaps:
        """What is not in the figures."""
        return gaps(self.units, self.summary)

    @property
    def things(self) -> Sequence[Thing]:
        """The first five things to do."""
        return first_things(self.groups)

    @cached_property
    def racks(self) -> Sequence[Rack]:
        """Where the rows' chassis stand."""
        return racks(self.rows_of)

    @property
    def overview(self) -> Overview:
        """The racks as one picture, where they are too many to draw every chassis."""
        return overview(self.racks)

    @property
    def boxes(self) -> bool:
        """Whether the racks are few enough to draw every chassis."""
        return len(self.rows_of) <= MOST_BOXES

    @cached_property
    def by_order(self) -> Sequence[Order]:
        """Dispositions by order."""
        return by_order(self.units)

    @cached_property
    def support(self) -> SupportEnds | None:
        """When support ends."""
        return support_ends(self.units)

    @cached_property
    def fees(self) -> Sequence[ModelFees]:
        """Cost by model against what reinstatement adds."""
        return fees_by_model(self.units)

    @cached_property
    def reasons(self) -> Sequence[Reason]:
        """What decides, ranked."""
        return reasons(self.units)

    @property
    def drawn(self) -> bool:
        """Whether the script draws the table's rows from data, because they are too many for a plain table."""
        return len(self.rows_of) > MOST_PLAIN

    @cached_property
    def orders(self) -> Sequence[OrderRows]:
        """The table's rows by order."""
        return order_rows(self.rows_of, largest_first=self.drawn)

    @property
    def data(self) -> Mapping[str, Any]:
        """The table for the script."""
        return table_data(self.orders, whole=self.drawn)

    @cached_property
    def pages(self) -> Sequence[Sequence[OrderRows]]:
        """Where the script draws the rows: the same rows on plain pages, to print and for browsers without a script."""
        pieces = [OrderRows(one.name, one.rows[at : at + _PER_PAGE]) for one in self.orders for at in _starts(one)]
        found: list[list[OrderRows]] = [[]]
        for piece in pieces if self.drawn else ():
            if sum(len(one.rows) for one in found[-1]) + len(piece.rows) > _PER_PAGE:
                found.append([])
            found[-1].append(piece)
        return [page for page in found if page]


def _starts(order: OrderRows) -> range:
    return range(0, len(order.rows), _PER_PAGE)
