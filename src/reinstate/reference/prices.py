"""An operator's price lists: stated figures for a product or license, as long as they are current."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import translate

from reinstate.reference.hardware import fold, is_glob

_LONGEST = 256  # no product goes by a longer name; a device may claim one
_SAME_DAY = timedelta(days=1)  # the operator's calendar may be a day ahead of UTC


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One figure of an operator's price list, in whole USD.

    Attributes:
        product: product model or SKU, upper case, or a glob over these; for ``P14`` the license's SKU.
        clause: ``P11`` to ``P14``.
        sku: the fee's own order number; "" where the list gives none.
        as_of: the day of which the figure is.
        table: name of the price list.
        max_age_days: how long the figure counts as current.
    """

    product: str
    clause: str
    sku: str
    usd: int
    as_of: date
    source: str
    table: str
    max_age_days: int

    def current(self, on: date) -> bool:
        """Whether the figure may be shown as today's."""
        return self.as_of <= on + _SAME_DAY and (on - self.as_of).days <= self.max_age_days


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """The figures that fit one product and clause: those that are current, and those that no longer are."""

    current: tuple[PriceRow, ...] = ()
    past: tuple[PriceRow, ...] = ()

    @property
    def figures(self) -> tuple[int, ...]:
        """The distinct current figures, lowest first."""
        return tuple(sorted({row.usd for row in self.current}))


@dataclass(frozen=True, slots=True)
class Prices:
    """All rows of an operator's price lists."""

    rows: tuple[PriceRow, ...] = ()
    _globs: dict[str, re.Pattern[str]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._globs.update({row.product: re.compile(translate(row.product)) for row in self.rows})

    def extended(self, rows: Iterable[PriceRow]) -> Prices:
        """These rows added."""
        return Prices((*self.rows, *rows))

    def answer(self, clause: str, names: Sequence[str], on: date) -> PriceAnswer:
        """The rows for a product of these names: those that name it exactly go before globs."""
        folded = {fold(name[:_LONGEST]) for name in names} - {""}
        fitting = [row for row in self.rows if row.clause == clause and self._fits(row, folded)]
        exact = [row for row in fitting if not is_glob(row.product)]
        counting = exact or fitting
        return PriceAnswer(
            tuple(row for row in counting if row.current(on)), tuple(row for row in counting if not row.current(on))
        )

    def _fits(self, row: PriceRow, names: set[str]) -> bool:
        return (
            any(self._globs[row.product].match(name) for name in names)
            if is_glob(row.product)
            else (row.product in names)
        )
