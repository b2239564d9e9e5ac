"""The prices that runs lacked: a line for each model, and for each license to buy, to fill in and to import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reinstate.decision.record import FeePart, Record
from reinstate.reference.importing import is_plain_name
from reinstate.reference.prices import FEE_COLUMNS, PRICES_KIND

_LICENSE = "P14"
_MOST_NAMES = 3
_COLUMN_OF = {clause: column for column, clause in FEE_COLUMNS.items()}
_TO_DO = (
    "ask an authorized partner for the prices; in {columns}, fill in an amount, the SKU of the fee (SVC-INSPECT-2), or "
    "both; and currency, if not USD, as_of, and source; then import this file with --kind price-list"
)
_BY_HAND = "ask an authorized partner, and enter the price by hand: the device reports a name that is not an SKU"


@dataclass(slots=True)
class MissingPrices:
    """The prices of one product that were lacking, and the units that need them; it grows while records are read.

    Attributes:
        product: the model, or the SKU of a license.
        fees: the fees without a stated figure, by clause, as the first record states them.
    """

    product: str
    fees: dict[str, FeePart] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)

    def cells(self) -> Sequence[object]:
        """The line, as far as the list of unknowns fills it in: up to ``to_do``."""
        names, fees = sorted(self.units), [self.fees[clause] for clause in sorted(self.fees)]
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        columns = ", ".join(_COLUMN_OF[fee.clause] for fee in fees)
        return (
            PRICES_KIND,
            self.product,
            "",
            len(names),
            len(names),
            ", ".join(names[:_MOST_NAMES]) + more,
            f"no price: {'; '.join(map(_what, fees))}",
            _TO_DO.format(columns=columns) if is_plain_name(self.product) else _BY_HAND,
        )


@dataclass(slots=True)
class PriceSheet:
    """Every product with a fee that has no stated figure, of units for which one may be paid."""

    found: dict[str, MissingPrices] = field(default_factory=dict)

    def noting(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, each noted as it passes by: a batch is too large to be held."""
        for record in records:
            self._note(record)
            yield record

    def _note(self, record: Record) -> None:
        if record.same_as or record.economy.pay_nothing:
            return
        for fee in record.fees.lines:
            product = _product(record, fee)
            if product and not fee.stated and fee.clause in _COLUMN_OF:
                line = self.found.setdefault(product.upper(), MissingPrices(product))
                line.fees.setdefault(fee.clause, fee)
                line.units.add(record.unit.name)

    @property
    def lines(self) -> list[MissingPrices]:
        """Those of most units first."""
        return sorted(self.found.values(), key=lambda one: (-len(one.units), one.product))


def _product(record: Record, fee: FeePart) -> str:
    """By what a price list names the fee; "" where nothing names it."""
    return fee.sku if fee.clause == _LICENSE else record.unit.model or record.unit.model_number


def _what(fee: FeePart) -> str:
    """The fee, its SKU, and what is known of its amount."""
    sku = f" {fee.sku}" if fee.sku and fee.sku not in fee.title else ""
    if fee.low is None:
        return f"{fee.title}{sku}"
    known = f"USD {fee.low:,} or more" if fee.high is None else f"USD {fee.low:,} to {fee.high:,}"
    return f"{fee.title}{sku} ({known} by guidance)"
