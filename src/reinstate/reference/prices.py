"""Prices: the published fees, and the figures of an operator's price lists while they are current."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fnmatch import translate
from types import MappingProxyType
from typing import Any

from reinstate.reference.row_values import fold, is_glob, require_narrow
from reinstate.reference.set_files import Record, Table
from reinstate.reference.set_info import SetInfo
from reinstate.tables import cells
from reinstate.tables.columns import Columns

PRICES_KIND = "price-list"
PRICE_COLUMNS = ("product", "clause", "sku", "usd", "amount", "currency", "as_of", "source", "note")
PRICES = Columns(PRICE_COLUMNS, needed=("product", "clause"))
USD = "USD"
_CURRENCY = re.compile("[A-Z]{3}")
# The columns of a sheet with a line for each product, and the fee that each states.
FEE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"inspection": "P11", "reinstatement": "P12", "registration": "P13", "license": "P14"}
)
_SHEET_CELL = re.compile(r"(?P<sku>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9.+/]+)+)?\s*(?P<amount>.*)", re.DOTALL)
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
    """One row of an operator's price list: the figure of a fee, or the fee's SKU, whose figure another row states.

    Attributes:
        product: product model or SKU, upper case, or a glob over these; for ``P14`` the license's SKU; or the fee's own
            SKU, such as ``SVC-INSPECT-2``.
        clause: ``P11`` to ``P14``.
        sku: the fee's own SKU, upper case; "" if the list states none.
        amount: the figure in whole units of ``currency``; None if the row states the SKU alone.
        as_of: the date of the figure.
        table: name of the price list.
        max_age_days: how long the figure counts as current.
    """

    product: str
    clause: str
    sku: str
    amount: int | None
    as_of: date
    source: str
    table: str
    max_age_days: int
    currency: str = USD

    @property
    def usd(self) -> int | None:
        """The figure, if it is in US dollars."""
        return self.amount if self.currency == USD else None

    def prices(self, sku: str) -> bool:
        """Whether the row states the figure of a fee's SKU."""
        return self.amount is not None and sku in (self.product, self.sku)

    def by(self, tier: PriceRow) -> PriceRow:
        """This figure for the product whose fee has this SKU by another row."""
        source = f"{self.source}; {tier.product} is {tier.sku} by {tier.source}"
        return replace(self, product=tier.product, sku=tier.sku, source=source)

    def current(self, on: date) -> bool:
        """Whether the figure is not older than its maximum age, and not from the future."""
        return self.as_of <= on + _SAME_DAY and (on - self.as_of).days <= self.max_age_days


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """The figures for one product and clause: those that are current, and those that no longer are.

    Attributes:
        unpriced: the SKUs that rows state for the product, of which no current figure is stated; none where a row
            states the figure for the product itself.
    """

    current: tuple[PriceRow, ...] = ()
    past: tuple[PriceRow, ...] = ()
    unpriced: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[int, ...]:
        """The distinct current figures in US dollars, lowest first."""
        return tuple(sorted({row.usd for row in self.current if row.usd is not None}))


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
        """The rows for a product with these names: those that name it exactly take precedence over globs.

        A row without a figure states the fee's SKU; rows that state the figure of that SKU answer for it.
        """
        folded = {fold(name[:_LONGEST]) for name in names} - {""}
        fitting = [row for row in self.rows if row.clause == clause and self._fits(row, folded)]
        exact = [row for row in fitting if not is_glob(row.product)]
        counting = exact or fitting
        direct = [row for row in counting if row.amount is not None]
        tiers = [row for row in counting if row.amount is None]
        learned = [row.by(tier) for tier in tiers if tier.current(on) for row in self._of_sku(tier)]
        past = tuple(row for row in (*direct, *learned, *tiers) if not row.current(on))
        current = tuple(row for row in (*direct, *learned) if row.current(on))
        stated = any(row.current(on) for row in direct)
        return PriceAnswer(current, past, () if stated else _unpriced(tiers, current, on))

    def _of_sku(self, tier: PriceRow) -> list[PriceRow]:
        """The rows of the same clause that state the figure of that row's SKU."""
        return [row for row in self.rows if row.clause == tier.clause and row.prices(tier.sku)]

    def _fits(self, row: PriceRow, names: set[str]) -> bool:
        return (
            any(self._globs[row.product].match(name) for name in names)
            if is_glob(row.product)
            else (row.product in names)
        )


def sheet_rows(stated: Mapping[str, Any], product: str) -> dict[str, dict[str, Any]]:
    """The rows of a price list that one line of a sheet states, by the column that states it.

    A cell has an amount, the fee's SKU, or both: ``1,000``, ``SVC-INSPECT-2``, ``SVC-INSPECT-2 1,000``. The amounts of
    a line are in its currency, by default in US dollars.
    """
    common = {key: stated[key] for key in ("as_of", "source", "note") if stated.get(key)}
    currency = str(stated.get("currency") or "").strip().upper()
    rows: dict[str, dict[str, Any]] = {}
    for column, clause in FEE_COLUMNS.items():
        found = _SHEET_CELL.fullmatch(str(stated.get(column) or "").strip())
        if found is None or not found[0]:
            continue
        row = {"product": product, "clause": clause, "sku": found["sku"] or ""}
        if found["amount"]:
            row |= {"usd": found["amount"]} if currency in ("", USD) else {"amount": found["amount"]}
            row |= {} if currency in ("", USD) else {"currency": currency}
        rows[column] = {**row, **common}
    return rows


def _unpriced(tiers: Iterable[PriceRow], current: Iterable[PriceRow], on: date) -> tuple[str, ...]:
    """The SKUs of current rows without a current figure; of several SKUs each needs one."""
    priced = {row.sku for row in current}
    return tuple(dict.fromkeys(tier.sku for tier in tiers if tier.current(on) and tier.sku not in priced))


def price_row_of(record: Record, info: SetInfo) -> PriceRow:
    """One row of an operator's price list."""
    record.only(PRICE_COLUMNS)
    product, clause = fold(record.text("product")), record.text("clause")
    require_narrow(record, "product", product)
    if clause not in _FEE_CLAUSES:
        raise record.fail("clause", f"one of {', '.join(_FEE_CLAUSES)}", clause)
    sku = fold(record.text("sku", ""))
    amount, currency = _amount(record, sku)
    return PriceRow(
        product=product,
        clause=clause,
        sku=sku,
        amount=amount,
        as_of=record.day("as_of") or info.as_of,
        source=record.text("source", f"{info.name}: {info.source}"),
        table=info.name,
        max_age_days=info.max_age_days,
        currency=currency,
    )


def _amount(record: Record, sku: str) -> tuple[int | None, str]:
    """The figure and its currency: ``usd``, or ``amount`` in ``currency``; none in a row that states a SKU."""
    usd, amount = record.dollars("usd"), record.dollars("amount")
    currency = record.text("currency", "").strip().upper()
    if amount is None and currency not in ("", USD):
        raise record.fail("amount", f"a whole number of {currency}", None)
    if usd is not None and amount is not None:
        raise record.fail("amount", "usd, or amount and currency, not both", amount)
    if amount is not None and not _CURRENCY.fullmatch(currency):
        raise record.fail("currency", "a currency of 3 letters, such as EUR", currency)
    if usd is None and amount is None and not sku:
        raise record.fail("usd", cells.WHOLE_DOLLARS, None)
    return (usd, USD) if amount is None else (amount, currency)


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
