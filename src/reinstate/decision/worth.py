"""Whether reinstatement is worth its cost: what it costs against what it adds, and against the cheapest alternative."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reinstate.decision.declared_money import NOTHING, SUPPORTED, CostName, DeclaredMoney, Lost
from reinstate.decision.record import AmountPart, CostPart, EconomyPart, FeesPart, SupportPart, ValuePart, Worth
from reinstate.plain_text import listed

_LICENSES = "P14"
_INSPECTION = "P11"
_CONTRACT = "P12"
_DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Deal:
    """What the answer rests on.

    Attributes:
        fees: all fees, licenses to buy among them.
        money: declared values and costs.
        support: until when the unit can be supported.
        on: the day of the evaluation.
        repairs: the failed parts to replace, in words; their cost is unknown unless it is declared.
        barred: why no fee may be paid for the unit; "" where one may.
        lookup: why no current answer of Juniper's records is there; "" where one is.
        undecided: why it is not known whether the unit is eligible; "" where that is decided.
        has_serial: its serial number is known, so that it can be looked up.
        before_purchase: it is not bought yet: the purchase price counts, and the value as it is does not.
    """

    fees: FeesPart
    money: DeclaredMoney
    support: SupportPart
    on: date
    repairs: tuple[str, ...] = ()
    barred: str = ""
    lookup: str = ""
    undecided: str = ""
    has_serial: bool = True
    before_purchase: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the cost."""

    name: str
    amount: AmountPart

    @property
    def settled(self) -> bool:
        """Whether it is one figure."""
        return self.amount.low == self.amount.high


@dataclass(frozen=True, slots=True)
class _Adds:
    """What reinstatement adds, and the alternative.

    Attributes:
        most: what it adds, or at most adds where the value as it is cannot be used; None where nothing says it.
        gain: what it adds; None where that is not known.
        unknown: why a declared value cannot be used; "" where all can.
        taken: what is taken for a value that is not declared.
        name: what it is called.
    """

    as_is: ValuePart | None
    supported: ValuePart | None
    replacement: ValuePart | None
    most: int | None
    gain: int | None
    unknown: str
    taken: tuple[str, ...]
    name: str

    @property
    def bounds(self) -> tuple[tuple[int, str], ...]:
        """What the cost must be below, each with its name."""
        alternative = self.replacement
        return tuple(
            (amount, name)
            for amount, name in (
                (self.most, self.name if self.most == self.gain else f"{self.name} at most"),
                (alternative.usd if alternative else None, "the cheapest alternative costs"),
            )
            if amount is not None
        )


def economy(deal: Deal) -> EconomyPart:
    """Whether reinstatement is worth its cost, with the figures."""
    lines, adds = _lines(deal), _adds(deal)
    cost = _cost(lines)
    figures, said, up_to = _by_figures(cost.total, adds, lines)
    worth, reason = _held_back(figures, said, deal)
    return EconomyPart(
        currency="USD",
        worth=worth,
        by_figures=figures,
        reason=reason,
        up_to=up_to if worth is figures else None,
        open=tuple(line.name for line in lines if not line.settled),
        lookup_first=bool(deal.lookup) and deal.has_serial and not deal.barred,
        lookup_reason="" if deal.barred else deal.lookup,
        pay_nothing=bool(deal.barred),
        cost=cost,
        declared_value=_declared(deal.money),
        value_as_is=adds.as_is,
        value_supported=adds.supported,
        replacement_value=adds.replacement,
        gain=adds.gain,
        bound=_bound(adds),
        taken=adds.taken,
        at_risk_now=NOTHING if deal.barred else _fee(deal.fees, _INSPECTION),
        contract_per_year=contract_per_year(deal.fees),
        support_years_left=_years_left(deal.support, deal.on),
    )


def _held_back(figures: Worth, said: str, deal: Deal) -> tuple[Worth, str]:
    """The answer where something comes before the figures: a disposition that bars all fees, or an open question."""
    if figures is Worth.UNSTATED:
        return figures, said
    if deal.barred:
        return Worth.NO, f"{deal.barred}: pay no fee"
    first = "look up the serial number first (no charge)" if deal.lookup and deal.has_serial else deal.lookup
    questions = "; ".join(filter(None, (first, deal.undecided)))
    if questions and figures is Worth.YES:
        return Worth.DEPENDS, f"{questions}; by its figures it is worth it: {said}"
    return figures, said


def _by_figures(total: AmountPart, adds: _Adds, lines: Sequence[_Line]) -> tuple[Worth, str, int | None]:
    """The answer by cost and value alone, the figures in words, and the highest total of the open lines."""
    against = "; ".join(f"{name} USD {amount:,}" for amount, name in adds.bounds)
    said = f"the cost is {in_words(total)}; {against or adds.unknown}"
    if any(total.low >= amount for amount, _ in adds.bounds):
        return Worth.NO, said, None
    if adds.unknown:
        return Worth.DEPENDS, f"{said}; {adds.unknown}" if against else said, None
    if adds.gain is None:
        return Worth.UNSTATED, "no value is declared for this unit", None
    bound = min(amount for amount, _ in adds.bounds)
    if total.high is not None and total.high < bound:
        return Worth.YES, said, None
    up_to = bound - 1 - sum(line.amount.low for line in lines if line.settled)
    open_lines = listed((line.name for line in lines if not line.settled), 4)
    return Worth.DEPENDS, f"{said}; worth it if {open_lines} come to USD {up_to:,} or less in all", up_to


def in_words(amount: AmountPart) -> str:
    """``USD 3,437``, ``USD 1,000 to 2,500``, ``USD 1,000 or more``."""
    if amount.high == amount.low:
        return f"USD {amount.low:,}"
    return f"USD {amount.low:,} or more" if amount.high is None else f"USD {amount.low:,} to {amount.high:,}"


# --- what it costs ----------------------------------------------------------------------------------------------------


def _lines(deal: Deal) -> tuple[_Line, ...]:
    """Every line of the cost, repairs, freight, and purchase last; a fee that is not listed is an open line too."""
    listed = [
        _Line(f"{one.clause} {one.title}", AmountPart(low=one.low or 0, high=one.high, source=one.source))
        for one in deal.fees.lines
    ]
    names = {line.name for line in listed}
    unlisted = [_Line(name, _UNKNOWN) for name in deal.fees.open if name not in names]
    others = (
        _Line("repairs", _repairs(deal)),
        _Line("freight", _declared_cost(deal.money, "freight") or NOTHING),
        _Line("purchase", _purchase(deal)),
    )
    return (*listed, *unlisted, *others)


_UNKNOWN = AmountPart(low=0, high=None, source="")


def _cost(lines: Sequence[_Line]) -> CostPart:
    *due, repairs, freight, purchase = lines
    fees = total_of(line.amount for line in due if not line.name.startswith(_LICENSES))
    licenses = total_of(line.amount for line in due if line.name.startswith(_LICENSES))
    parts = {"fees": fees, "licenses": licenses}
    parts |= {line.name: line.amount for line in (repairs, freight, purchase)}
    return CostPart(**parts, total=total_of(parts.values()))


def total_of(amounts: Iterable[AmountPart]) -> AmountPart:
    """The sum of amounts, with each of their sources once."""
    known = tuple(amounts)
    highs = [one.high for one in known if one.high is not None]
    return AmountPart(
        low=sum(one.low for one in known),
        high=sum(highs) if len(highs) == len(known) else None,
        source="; ".join(dict.fromkeys(one.source for one in known if one.source)),
    )


def _repairs(deal: Deal) -> AmountPart:
    """What is declared; else unknown where a part has to be replaced."""
    declared = _declared_cost(deal.money, "repair_cost")
    if declared is not None:
        return declared
    if not deal.repairs:
        return NOTHING
    return AmountPart(low=0, high=None, source=f"not declared: {', '.join(deal.repairs)}")


def _declared_cost(money: DeclaredMoney, name: CostName) -> AmountPart | None:
    stated = money.cost(name)
    return AmountPart(low=0, high=None, source=stated.why) if isinstance(stated, Lost) else stated


def _purchase(deal: Deal) -> AmountPart:
    stated = deal.money.value("purchase_price") if deal.before_purchase else None
    if isinstance(stated, Lost):
        return AmountPart(low=0, high=None, source=stated.why)
    return NOTHING if stated is None else AmountPart(low=stated.usd, high=stated.usd, source=stated.source)


def _fee(fees: FeesPart, clause: str) -> AmountPart:
    lines = [one for one in fees.lines if one.clause == clause]
    if not lines and fees.high is None:
        return _UNKNOWN
    return total_of(AmountPart(low=one.low or 0, high=one.high, source=one.source) for one in lines)


def contract_per_year(fees: FeesPart) -> AmountPart | None:
    """A year of the contract costs what its reinstatement does, where a price of it is known."""
    amount = _fee(fees, _CONTRACT)
    return amount if amount.high and amount.low else None


def _years_left(support: SupportPart, on: date) -> float | None:
    """Rounded down to a tenth of a year; 0 where the support has ended."""
    if support.until is None:
        return None
    return int(max((support.until - on).days, 0) / _DAYS_OF_A_YEAR * 10) / 10


# --- what it adds -----------------------------------------------------------------------------------------------------


def _adds(deal: Deal) -> _Adds:
    money = deal.money
    supported = money.value(*SUPPORTED)
    as_is, replacement = money.value("value_as_is"), money.value("replacement_value")
    taken = ["the declared value is taken as the value supported"] if money.takes_one_value else []
    before = deal.before_purchase and money.value("purchase_price") is not None
    if before:
        as_is = None
        taken.append("before the purchase, the purchase price counts instead of the value as it is")
    elif as_is is None and isinstance(supported, ValuePart):
        taken.append("no value as it is is declared: taken as USD 0")
    unknown = "; ".join(dict.fromkeys(one.why for one in (supported, as_is, replacement) if isinstance(one, Lost)))
    most = _most(_known(supported), _known(as_is))
    return _Adds(
        as_is=_known(as_is),
        supported=_known(supported),
        replacement=_known(replacement),
        most=most,
        gain=None if isinstance(as_is, Lost) else most,
        unknown=unknown,
        taken=tuple(taken),
        name="supported, it is worth" if before else "reinstatement adds",
    )


def _known(stated: ValuePart | Lost | None) -> ValuePart | None:
    return stated if isinstance(stated, ValuePart) else None


def _most(supported: ValuePart | None, as_is: ValuePart | None) -> int | None:
    return None if supported is None else supported.usd - (as_is.usd if as_is else 0)


def _bound(adds: _Adds) -> int | None:
    return None if adds.gain is None or adds.unknown else min(amount for amount, _ in adds.bounds)


def _declared(money: DeclaredMoney) -> int | None:
    """The value that counts as the unit's worth in totals: the one value, else the value supported."""
    stated = money.value("value", "value_supported")
    return stated.usd if isinstance(stated, ValuePart) else None
