"""Prices: the published fees, and the figures of an operator's price lists while they are current."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import translate

from reinstate.reference.row_values import fold, is_glob, require_narrow
from reinstate.reference.set_files import Record, Table
from reinstate.reference.set_info import SetInfo
from reinstate.tables import cells
from reinstate.tables.columns import Columns

PRICES_KIND = "price-list"
PRICE_COLUMNS = ("product", "clause", "sku", "usd", "as_of", "source", "note")
PRICES = Columns(PRICE_COLUMNS, needed=("product", "clause", "usd"))
_FEE_CLAUSES = ("P11", "P12", "P13", "P14")
_LONGEST = 256  # no product has a longer name; a device can report one
_SAME_DAY = timedelta(days=1)  # the operator's calendar may be a day ahead of UTC


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee of a product, in whole USD.

    Attributes:
        clause: policy clause, ``P11`` to ``P14``.
        sku: the fee's SKU; a type such as ``SVC-INSPECT-n`` if the SKU is unknown.
        low, high: range; equal if the source states a figure, None if it does not state that end.
        note: how the fee is set.
    """

    clause: str
    title: str
    sku: str
    low: int | None
    high: int | None
    source: str
    as_of: date
    note: str = ""

    @property
    def stated(self) -> bool:
        """Whether the source states one figure for that product instead of a range."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Fees:
    """Fee lines that apply to any product, and the ones stated for a model (lower case)."""

    general: tuple[FeeLine, ...] = ()
    of_model: Mapping[str, tuple[FeeLine, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One figure of an operator's price list, in whole USD.

    Attributes:
        product: product model or SKU, upper case, or a glob over these; for ``P14`` the license's SKU.
        clause: ``P11`` to ``P14``.
        sku: the fee's own SKU; "" if the list states none.
        as_of: the date of the figure.
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
        """Whether the figure is not older than its maximum age, and not from the future."""
        return self.as_of <= on + _SAME_DAY and (on - self.as_of).days <= self.max_age_days


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """The figures for one product and clause: those that are current, and those that no longer are."""

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
        """The rows for a product with these names: those that name it exactly take precedence over globs."""
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


def price_row_of(record: Record, info: SetInfo) -> PriceRow:
    """One row of an operator's price list."""
    record.only(PRICE_COLUMNS)
    product, clause = fold(record.text("product")), record.text("clause")
    require_narrow(record, "product", product)
    if clause not in _FEE_CLAUSES:
        raise record.fail("clause", f"one of {', '.join(_FEE_CLAUSES)}", clause)
    usd = record.dollars("usd")
    if usd is None:
        raise record.fail("usd", cells.WHOLE_DOLLARS, None)
    return PriceRow(
        product=product,
        clause=clause,
        sku=record.text("sku", ""),
        usd=usd,
        as_of=record.day("as_of") or info.as_of,
        source=record.text("source", f"{info.name}: {info.source}"),
        table=info.name,
        max_age_days=info.max_age_days,
    )


def fees_of(table: Table) -> Fees:
    """The shipped fees: those for any product, and the ones stated for a model."""
    of_model: dict[str, tuple[FeeLine, ...]] = {}
    general = tuple(_fee(record, table.info) for record in table.rows)
    for record in table.head.records("stated"):
        model = record.text("model").lower()
        of_model[model] = (*of_model.get(model, ()), _fee(record, table.info))
    add_on = tuple(line for line in general if line.clause == "P14")
    return Fees(general, {model: lines + add_on for model, lines in of_model.items()})


def _fee(record: Record, info: SetInfo) -> FeeLine:
    return FeeLine(
        record.text("clause"),
        record.text("title"),
        record.text("sku"),
        record.whole("low"),
        record.whole("high"),
        info.source,
        record.required_day("as_of"),
        record.text("note", ""),
    )
