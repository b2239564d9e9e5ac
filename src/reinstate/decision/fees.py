"""Fees, licenses, and end of support of one unit: ranges with their source, never a guess shown as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from reinstate.checks.framework import Case, EvidenceRef
from reinstate.checks.licenses import (
    ITEMS,
    FeatureInUse,
    InstalledKey,
    class_of,
    class_of_feature,
    has_expired,
    keys_for,
    told_of,
)
from reinstate.checks.lifecycle import DETERMINED, limiting, lives_of
from reinstate.decision.declared_money import Lost, in_usd, rate_of, told
from reinstate.decision.record import (
    EvidencePart,
    FeePart,
    FeesPart,
    LicensePart,
    LicensePlanPart,
    LicenseSubject,
    SupportPart,
)
from reinstate.declared.kinds import Claim, ExchangeRate
from reinstate.device.reading import Unknown
from reinstate.reference.library import FeeLine, LicenseClass, Reference
from reinstate.reference.prices import USD, PriceAnswer, PriceRow

_ADDITIONAL_LICENSE = "P14"
_FEES = "fees"


@dataclass(frozen=True, slots=True)
class LicenseRule:
    """What to do with a license of some type, and the clause that requires it.

    Attributes:
        buy: it costs its list price (P14) if it is needed.
    """

    action: str
    clause: str
    buy: bool = False


LICENSE_RULES = MappingProxyType(
    {
        LicenseClass.EMBEDDED: LicenseRule("re-register it with the hardware", "P16"),
        LicenseClass.PERPETUAL: LicenseRule(
            "remove the key; buy the license new if you need the feature", "P17", buy=True
        ),
        LicenseClass.SUBSCRIPTION: LicenseRule(
            "remove the key; buy the license new if you need the feature", "P18", buy=True
        ),
        LicenseClass.TRIAL: LicenseRule("remove the key", "P19"),
        LicenseClass.FACTORY_GIVEN: LicenseRule("no action: included with Junos", "P16"),
        LicenseClass.UNKNOWN: LicenseRule("ask the partner for the license type before you pay any fee", "P19"),
    }
)
# Use without a license: remaining configuration needs no license after it is deleted.
_UNLICENSED = "remove the configuration that uses the feature; buy the license new only if you need the feature"
UNLICENSED_RULES = MappingProxyType(
    {
        LicenseClass.PERPETUAL: LicenseRule(_UNLICENSED, "P17"),
        LicenseClass.SUBSCRIPTION: LicenseRule(_UNLICENSED, "P18"),
        LicenseClass.UNKNOWN: LicenseRule(
            "remove the configuration that uses the feature; if you need the feature, ask the partner how it is sold",
            "P19",
        ),
    }
)
# What a seller claims to include. A gray-market sale transfers none of it.
_CLAIMED = "not transferred with the sale: buy the license new if you need it"
CLAIMED_RULES = MappingProxyType(
    {
        LicenseClass.PERPETUAL: LicenseRule(_CLAIMED, "P17", buy=True),
        LicenseClass.SUBSCRIPTION: LicenseRule(_CLAIMED, "P18", buy=True),
        LicenseClass.UNKNOWN: LicenseRule(
            "not transferred with the sale: if you need it, ask the partner how it is sold", "P19", buy=True
        ),
    }
)
EXPIRED_RULE = LicenseRule("remove the key: the license has expired", "P18")
# Of a virtual device: nothing is licensed, paid, or supported.
NO_LICENSES = LicensePlanPart(complete=True, reason="", licenses=())
NO_FEES = FeesPart(currency="USD", refundable=False, lines=(), low=0, high=0, open=())
NO_SUPPORT = SupportPart(until=None, limited_by="", open=())


def license_plan(case: Case) -> LicensePlanPart:
    """The embedded Junos license, every key, every feature in use without a key, and every other claimed license.

    A claimed license is listed where no key has that SKU or identifier.
    """
    keys, usage = told_of(case)
    own = tuple(_of_key(case, key) for key in keys or ())
    in_use = [feature for feature in usage or () if feature.used or feature.lacking is None]
    features = tuple(
        _of_feature(case, one, keys) for one in in_use if one.lacking != 0 or not keys_for(one.row, keys or ())
    )
    installed = {text.upper() for key in keys or () for text in (key.key.sku, key.key.name)}
    stated = case.inputs.claim.licenses if case.inputs.claim else ()
    claimed = tuple(_of_claim(case.reference, one) for one in stated if one.strip().upper() not in installed)
    reasons = [reading.reason for item in ITEMS if isinstance(reading := case.reading(item), Unknown)]
    reasons += [] if reasons or keys is not None else ["no reply reports installed licenses"]
    reasons += [] if reasons or usage is not None else ["no reply reports license usage"]
    embedded = _license("hardware", LicenseClass.EMBEDDED, "Junos")
    return LicensePlanPart(
        complete=not reasons, reason="; ".join(dict.fromkeys(reasons)), licenses=(embedded, *own, *features, *claimed)
    )


def _license(
    of: LicenseSubject,
    what: LicenseClass,
    name: str,
    *,
    sku: str = "",
    evidence: EvidenceRef | None = None,
    rule: LicenseRule | None = None,
) -> LicensePart:
    rule = rule or LICENSE_RULES[what]
    return LicensePart(
        of=of,
        name=name,
        sku=sku,
        license_class=what,
        action=rule.action,
        clause=rule.clause,
        buy=rule.buy,
        evidence=EvidencePart(item=evidence.item, xpath=evidence.xpath) if evidence else None,
    )


def _of_key(case: Case, key: InstalledKey) -> LicensePart:
    what = class_of(case, key.key)
    rule = EXPIRED_RULE if LICENSE_RULES[what].buy and has_expired(case, key.key) else None
    return _license("key", what, key.key.name, sku=key.key.sku, evidence=key.evidence[0], rule=rule)


def _of_claim(reference: Reference, stated: str) -> LicensePart:
    what = reference.license_class(sku=stated, order_type="", license_type="", name="", validity="", dated=False)
    return _license("claim", what, stated, sku=stated, rule=CLAIMED_RULES.get(what))


def _of_feature(case: Case, feature: FeatureInUse, keys: tuple[InstalledKey, ...] | None) -> LicensePart:
    """A feature in use: without data on keys, its type is known only where licenses are missing."""
    lacking = feature.lacking
    known = keys is not None or (lacking or 0) > 0
    what = class_of_feature(case, feature, keys or ()) if known else LicenseClass.UNKNOWN
    rule = UNLICENSED_RULES.get(what) if lacking else None
    return _license("feature", what, feature.row.name, evidence=feature.evidence, rule=rule)


@dataclass(frozen=True, slots=True)
class _Book:
    """What is known of prices on one day.

    Attributes:
        names: the names of the product.
        rates: exchange rates, for prices in other currencies.
    """

    reference: Reference
    on: date
    names: tuple[str, ...]
    rates: tuple[ExchangeRate, ...] = ()

    @property
    def lines(self) -> tuple[FeeLine, ...]:
        """The reference set's lines for the product."""
        return self.reference.fees(self.names[0])

    @property
    def weakness(self) -> str:
        """Why the reference set of fees cannot be used; "" where it can."""
        return self.reference.weakness(_FEES, self.on)


def fees(case: Case, plan: LicensePlanPart) -> FeesPart:
    """The fees of one product: P11 to P13, and one P14 line for every license to buy new."""
    rates = case.inputs.declared.exchange_rates.rows
    book = _Book(case.reference, case.as_of.date(), (case.unit.model, case.unit.model_number), rates)
    wanted = [one for one in plan.licenses if one.buy]
    unknown = () if plan.complete else (f"{_ADDITIONAL_LICENSE} the list of licenses is incomplete",)
    return _total(book, wanted, unknown)


def claimed_fees(claim: Claim, reference: Reference, on: date, rates: tuple[ExchangeRate, ...] = ()) -> FeesPart:
    """The fees of a product that was not inspected, by its claimed model and licenses."""
    claimed = [_of_claim(reference, sku) for sku in claim.licenses]
    return _total(_Book(reference, on, (claim.model,), rates), [one for one in claimed if one.buy], ())


def _total(book: _Book, wanted: Sequence[LicensePart], unknown: Sequence[str]) -> FeesPart:
    additional = next((line for line in book.lines if line.clause == _ADDITIONAL_LICENSE), None)
    parts = [_fee(line, book) for line in book.lines if line is not additional]
    parts += [_bought(one, additional, book) for one in wanted]
    missing = [f"{part.clause} {part.title}" for part in parts if part.high is None]
    missing += [] if book.lines else ["no fees are known: the reference set of fees is missing"]
    missing += [f"the reference set {_FEES} {book.weakness}"] if book.lines and book.weakness else []
    missing += unknown
    return FeesPart(
        currency="USD",
        refundable=False,
        lines=tuple(parts),
        low=sum(part.low or 0 for part in parts),
        high=None if missing else sum(part.high or 0 for part in parts),
        open=tuple(missing),
    )


def _fee(line: FeeLine, book: _Book) -> FeePart:
    """A fee by the operator's price list, else by the reference set. A set that cannot be used states no figure."""
    published = FeePart(
        clause=line.clause,
        title=line.title,
        sku=line.sku,
        low=line.low,
        high=line.high,
        stated=line.stated and not book.weakness,
        basis=line.note,
        source=line.source,
        as_of=line.as_of,
    )
    return _priced(published, book.names, book)


def _bought(license_: LicensePart, rule: FeeLine | None, book: _Book) -> FeePart:
    """A license to buy new, by its SKU in the operator's price list."""
    unpriced = FeePart(
        clause=_ADDITIONAL_LICENSE,
        title=f"license {license_.sku or license_.name}, to buy new if needed"[:300],
        sku=license_.sku,
        low=None,
        high=None,
        stated=False,
        basis=rule.note if rule else "list price",
        source=rule.source if rule else "",
        as_of=rule.as_of if rule else None,
    )
    return _priced(unpriced, (license_.sku,), book)


def _priced(published: FeePart, names: tuple[str, ...], book: _Book) -> FeePart:
    """The fee with the figure of the operator's price list while that is current; else as published."""
    listed = book.reference.price(published.clause, names, book.on)
    prices = [_in_dollars(row, book) for row in listed.current]
    unusable = _unusable(listed, prices)
    if unusable or not prices:
        sku = listed.unpriced[0] if len(listed.unpriced) == 1 else published.sku
        return published.model_copy(update={"basis": _joined(published.basis, *unusable), "sku": sku})
    figures = sorted(price.usd for price in prices)
    newest = max(prices, key=lambda price: (price.row.as_of, price.row.table))
    several = ["the price lists state several figures"] if figures[0] != figures[-1] else []
    return published.model_copy(
        update={
            "sku": newest.row.sku or published.sku,
            "low": figures[0],
            "high": figures[-1],
            "stated": not several,
            "basis": _joined(published.basis, *several, *(price.by for price in prices)),
            "source": newest.row.source,
            "as_of": newest.row.as_of,
        }
    )


def _joined(*texts: str) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


@dataclass(frozen=True, slots=True)
class _Price:
    """A row of a price list in whole US dollars; ``by`` says by which rate, ``why`` why there is none."""

    row: PriceRow
    usd: int = 0
    by: str = ""
    why: str = ""


def _in_dollars(row: PriceRow, book: _Book) -> _Price:
    """A row with a figure in any currency; one whose rate is missing or out of date has no figure."""
    amount = row.amount or 0
    if row.currency == USD:
        return _Price(row, amount)
    rate = rate_of(row.currency, book.rates, book.on)
    if isinstance(rate, Lost):
        return _Price(row, why=f"the price is {row.currency} {amount:,}: {rate.why}")
    return _Price(row, in_usd(amount, rate), f"{row.currency} {amount:,} at {told(rate)}")


def _unusable(listed: PriceAnswer, prices: Sequence[_Price]) -> list[str]:
    """Why the price lists give no figure: one that cannot be used may be the highest, so none counts then."""
    found = [price.why for price in prices if price.why]
    found += [f"its SKU {sku} has no current price in the price lists" for sku in listed.unpriced]
    if not listed.current:
        found += [f"the price list {row.table} of {row.as_of} is out of date" for row in listed.past]
    return found


def supportable(case: Case) -> SupportPart:
    """The earliest end of support in the lifecycle rows of the chassis and of boards with a lifecycle of their own.

    Rows that are low-confidence, contradictory, or missing state nothing: their products are listed as open.
    """
    lives = lives_of(case)
    first = limiting(lives)
    missing = tuple(f"{one.place}: {one.answer.reason}" for one in lives if one.answer.state not in DETERMINED)
    return SupportPart(
        until=None if first is None else first.end, limited_by="" if first is None else first.place, open=missing
    )
