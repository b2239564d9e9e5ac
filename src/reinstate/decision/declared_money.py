"""Declared values and costs of one unit in whole US dollars: of its claim first, then of its model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from reinstate.decision.record import AmountPart, ValuePart
from reinstate.declared.kinds import Claim, Declared, ExchangeRate, ModelValues, Money

USD = "USD"
NOTHING = AmountPart(low=0, high=0, source="")
_RATE_DAYS = timedelta(days=90)
_TIME_ZONES = timedelta(days=1)  # the calendar of who states a rate may be a day ahead of UTC
ValueName = Literal["value", "value_as_is", "value_supported", "replacement_value", "purchase_price"]
CostName = Literal["repair_cost", "freight"]
# What a place states as the value supported: the column of that name, else its one value.
SUPPORTED: Sequence[ValueName] = ("value_supported", "value")


@dataclass(frozen=True, slots=True)
class Lost:
    """A declaration that is there and cannot be used, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class _Stated:
    """One place where values are declared."""

    value: int | None
    money: Money
    source: str

    def stated(self, name: ValueName) -> int | None:
        """The value of that name, in the currency of the place."""
        amount: int | None = self.value if name == "value" else getattr(self.money, name)
        return amount


@dataclass(frozen=True, slots=True)
class DeclaredMoney:
    """What is declared of one unit's values and costs.

    Attributes:
        places: where values are declared, the one that counts first.
        rates: the exchange rates, by currency.
        on: the day of the evaluation.
        broken: why a table of declarations cannot be used; "" where all can. What is not declared is unknown then.
    """

    places: tuple[_Stated, ...]
    rates: tuple[ExchangeRate, ...]
    on: date
    broken: str = ""

    @classmethod
    def of(cls, claim: Claim | None, names: Iterable[str], declared: Declared, on: date) -> DeclaredMoney:
        """What is declared of the unit with that claim, for the product with these names."""
        places = [] if claim is None else [_Stated(claim.value, claim.money, claim.source)]
        places += [_Stated(row.value, row.money, _said(row)) for row in _of_model(names, declared)]
        broken = "; ".join(filter(None, (declared.claims.broken, declared.model_values.broken)))
        return cls(tuple(places), declared.exchange_rates.rows, on, broken)

    def value(self, *names: ValueName) -> ValuePart | Lost | None:
        """A declared value, rounded down, by the first of its names that a place states; None where none does."""
        found = self._first(names)
        if found is None:
            return Lost(self.broken) if self.broken else None
        place, name = found
        rate = self._rate(place.money.currency)
        if isinstance(rate, Lost):
            return rate
        return ValuePart(usd=_whole(place.stated(name) or 0, rate, ROUND_FLOOR), source=_with_rate(place, rate))

    @property
    def takes_one_value(self) -> bool:
        """Whether the value supported is the one value that is declared."""
        found = self._first(SUPPORTED)
        return found is not None and found[1] == "value"

    def _first(self, names: Sequence[ValueName]) -> tuple[_Stated, ValueName] | None:
        return next(((place, name) for place in self.places for name in names if place.stated(name) is not None), None)

    def cost(self, name: CostName) -> AmountPart | Lost | None:
        """A declared cost, rounded up; None where it is not declared."""
        for place in self.places:
            if (amounts := getattr(place.money, name)) is not None:
                rate = self._rate(place.money.currency)
                if isinstance(rate, Lost):
                    return rate
                low, high = (_whole(amount, rate, ROUND_CEILING) for amount in amounts)
                return AmountPart(low=low, high=high, source=_with_rate(place, rate))
        return Lost(self.broken) if self.broken else None

    def _rate(self, currency: str) -> ExchangeRate | Lost | None:
        """The rate that counts; None for US dollars, which need none."""
        return None if currency == USD else rate_of(currency, self.rates, self.on)


def rate_of(currency: str, rates: Iterable[ExchangeRate], on: date) -> ExchangeRate | Lost:
    """The newest rate of a currency that is not older than 90 days, nor from the future."""
    known = [one for one in rates if one.currency == currency and one.on <= on + _TIME_ZONES]
    newest = max(known, key=lambda one: one.on, default=None)
    if newest is None:
        return Lost(f"no exchange rate for {currency}")
    if newest.on < on - _RATE_DAYS:
        return Lost(f"the exchange rate for {currency} of {newest.on} is out of date")
    return newest


def in_usd(amount: int, rate: ExchangeRate) -> int:
    """A cost in whole US dollars, rounded up."""
    return _whole(amount, rate, ROUND_CEILING)


def _whole(amount: int, rate: ExchangeRate | None, rounding: str) -> int:
    return amount if rate is None else int((Decimal(amount) * rate.usd).to_integral_value(rounding))


def _with_rate(place: _Stated, rate: ExchangeRate | None) -> str:
    return place.source if rate is None else f"{place.source}; {told(rate)}"


def told(rate: ExchangeRate) -> str:
    """A rate in words, with its source."""
    return f"1 {rate.currency} = USD {rate.usd} on {rate.on} ({rate.says})"


def _of_model(names: Iterable[str], declared: Declared) -> Iterator[ModelValues]:
    """The rows of the first name that has one: product model, then SKU."""
    for name in names:
        if name and (rows := declared.model_values.of(" ".join(name.split()))):
            yield from rows
            return


def _said(row: ModelValues) -> str:
    by: Sequence[str] = [row.says, str(row.on) if row.on else ""]
    told_by = ", ".join(filter(None, by))
    return f"{row.source} ({told_by})" if told_by else row.source
