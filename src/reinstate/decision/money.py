"""Fees, licences and the end of support of one unit: ranges with their source, never a guess shown as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from reinstate.checks.framework import Case
from reinstate.checks.modules import Module, modules_of
from reinstate.decision.record import (
    EconomyPart,
    EvidencePart,
    FeePart,
    FeesPart,
    LicensePart,
    LicensePlanPart,
    SupportPart,
)
from reinstate.declared.model import Claim
from reinstate.device.model import FruKind, InstalledLicense, Licenses
from reinstate.device.reading import Unknown
from reinstate.device.slices import licenses_of
from reinstate.plan.requests import Rpc
from reinstate.reference.library import FeeLine, LicenseClass, LifecycleAnswer, LifecycleState, Reference

_ADDITIONAL_LICENSE = "P14"
_FEES = "fees"


@dataclass(frozen=True, slots=True)
class _Rule:
    action: str
    clause: str


_RULES = MappingProxyType(
    {
        LicenseClass.EMBEDDED: _Rule("re-register it with the hardware", "P16"),
        LicenseClass.PERPETUAL: _Rule("remove the key; buy it new if the feature is wanted", "P17"),
        LicenseClass.SUBSCRIPTION: _Rule("remove the key; buy it new if the feature is wanted", "P18"),
        LicenseClass.TRIAL: _Rule("remove the key", "P19"),
        LicenseClass.FACTORY_GIVEN: _Rule("nothing: it belongs to the software", "P16"),
        LicenseClass.UNKNOWN: _Rule("ask the partner for its class before any fee is paid", "P19"),
    }
)
_BOUGHT_NEW = frozenset({LicenseClass.PERPETUAL, LicenseClass.SUBSCRIPTION})


# Of what is no product: nothing is licensed, paid or supported.
NO_LICENSES = LicensePlanPart(complete=True, reason="", licenses=())
NO_FEES = FeesPart(currency="USD", refundable=False, lines=(), low=0, high=0, open=())
NO_SUPPORT = SupportPart(until=None, limited_by="", open=())


def license_plan(case: Case) -> LicensePlanPart:
    """Every installed key with its class and what to do, the embedded Junos licence first."""
    embedded = _license(LicenseClass.EMBEDDED, "Junos", "", None)
    reading = case.reading(Rpc.LICENSES)
    if isinstance(reading, Unknown):
        return LicensePlanPart(complete=False, reason=reading.reason, licenses=(embedded,))
    installed = licenses_of(case.unit, reading.value).installed if isinstance(reading.value, Licenses) else None
    if installed is None:
        reason = f"{Rpc.LICENSES} doesn't speak of installed keys"
        return LicensePlanPart(complete=False, reason=reason, licenses=(embedded,))
    keys = tuple(_key(key, case.reference) for key in installed)
    return LicensePlanPart(complete=True, reason="", licenses=(embedded, *keys))


def _license(what: LicenseClass, name: str, sku: str, evidence: EvidencePart | None) -> LicensePart:
    rule = _RULES[what]
    return LicensePart(
        name=name, sku=sku, license_class=what, action=rule.action, clause=rule.clause, evidence=evidence
    )


def _key(key: InstalledLicense, reference: Reference) -> LicensePart:
    kinds = {feature.validity for feature in key.features}
    what = reference.license_class(
        sku=key.sku,
        order_type=key.order_type,
        license_type=key.license_type,
        name=key.name,
        validity=kinds.pop() if len(kinds) == 1 else "",
        dated=any(feature.end_date for feature in key.features),
    )
    return _license(what, key.name, key.sku, EvidencePart(item=Rpc.LICENSES, xpath=key.xpath))


@dataclass(frozen=True, slots=True)
class _Book:
    """What is known of prices on one day.

    Attributes:
        names: what the product goes by.
    """

    reference: Reference
    on: date
    names: tuple[str, ...]

    @property
    def lines(self) -> tuple[FeeLine, ...]:
        """The reference set's lines for the product."""
        return self.reference.fees(self.names[0])

    @property
    def weakness(self) -> str:
        """Why the reference set of fees can't be relied on; "" where it can."""
        return self.reference.weakness(_FEES, self.on)


def fees(case: Case, plan: LicensePlanPart) -> FeesPart:
    """The fees of one product: P11 to P13, and one P14 line for every licence to be bought new."""
    book = _Book(case.reference, case.as_of.date(), (case.unit.model, case.unit.model_number))
    wanted = [one for one in plan.licenses if one.license_class in _BOUGHT_NEW]
    untold = () if plan.complete else (f"{_ADDITIONAL_LICENSE} the installed licences aren't known",)
    return _together(book, wanted, untold)


def claimed_fees(claim: Claim, reference: Reference, on: date) -> FeesPart:
    """The fees of a product that nobody has seen yet, by its stated model and the licences that are claimed with it."""
    wanted = [_license(LicenseClass.UNKNOWN, sku, sku, None) for sku in claim.licenses]
    return _together(_Book(reference, on, (claim.model,)), wanted, ())


def _together(book: _Book, wanted: Sequence[LicensePart], untold: Sequence[str]) -> FeesPart:
    additional = next((line for line in book.lines if line.clause == _ADDITIONAL_LICENSE), None)
    parts = [_fee(line, book) for line in book.lines if line is not additional]
    parts += [_bought(one, additional, book) for one in wanted]
    missing = [f"{part.clause} {part.title}" for part in parts if part.high is None]
    missing += [] if book.lines else ["no fee is known: the reference set of fees is missing"]
    missing += [f"the reference set {_FEES} {book.weakness}"] if book.lines and book.weakness else []
    missing += untold
    return FeesPart(
        currency="USD",
        refundable=False,
        lines=tuple(parts),
        low=sum(part.low or 0 for part in parts),
        high=None if missing else sum(part.high or 0 for part in parts),
        open=tuple(missing),
    )


def economy(claim: Claim | None, cost: FeesPart) -> EconomyPart:
    """Whether the fees exceed what the unit is declared to be worth: by their high end, or already by their low one."""
    if claim is None or claim.value is None:
        return EconomyPart(declared_value=None, uneconomic=None, reason="no value is declared for the unit")
    value = claim.value
    if cost.low > value:
        reason = f"the fees are {cost.low:,} USD at least, above the declared value of {value:,} USD"
        return EconomyPart(declared_value=value, uneconomic=True, reason=reason)
    if cost.high is None:
        reason = f"the fees are {cost.low:,} USD at least and have no known upper end"
        return EconomyPart(declared_value=value, uneconomic=None, reason=reason)
    above = cost.high > value
    reason = (
        f"the fees are {cost.high:,} USD at most, {'above' if above else 'within'} the declared value of {value:,} USD"
    )
    return EconomyPart(declared_value=value, uneconomic=above, reason=reason)


def _fee(line: FeeLine, book: _Book) -> FeePart:
    """A fee by the operator's price list, else as the reference set has it, in which no weak set states a figure."""
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
    """A licence to be bought new, by its SKU in the operator's price list."""
    unpriced = FeePart(
        clause=_ADDITIONAL_LICENSE,
        title=f"licence {license_.sku or license_.name}, bought new if wanted"[:300],
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
    """The fee with the figure of the operator's price list, as long as that is current; else what is published."""
    told = book.reference.price(published.clause, names, book.on)
    if not told.current:
        past = [f"the price list {row.table} of {row.as_of} is too old to count" for row in told.past]
        return published.model_copy(update={"basis": "; ".join(dict.fromkeys(filter(None, [published.basis, *past])))})
    low, high = told.figures[0], told.figures[-1]
    newest = max(told.current, key=lambda row: (row.as_of, row.table))
    return published.model_copy(
        update={
            "sku": newest.sku or published.sku,
            "low": low,
            "high": high,
            "stated": low == high,
            "basis": published.basis if low == high else f"{published.basis}; the price lists state several figures",
            "source": newest.source,
            "as_of": newest.as_of,
        }
    )


# What P3 is asked of beside the chassis; supplies, fans, optics and cables count with it.
_OF_ITS_OWN = (
    FruKind.ROUTING_ENGINE,
    FruKind.CONTROL_BOARD,
    FruKind.FABRIC_BOARD,
    FruKind.LINE_CARD,
    FruKind.MIC,
    FruKind.PIC,
)
_TOLD = frozenset({LifecycleState.SUPPORTED, LifecycleState.END_OF_LIFE, LifecycleState.ENDED})


def supportable(case: Case) -> SupportPart:
    """The earliest end of support that the lifecycle rows state of the chassis and of boards with a life of their own.

    Rows that are doubtful, contradict each other or are missing state nothing: their products are named as open.
    """
    answers = _lifecycles(case)
    ends = sorted((end, place) for place, answer in answers if (end := _end(answer)) is not None)
    until, limited_by = ends[0] if ends else (None, "")
    missing = tuple(f"{place}: {answer.reason}" for place, answer in answers if answer.state not in _TOLD)
    return SupportPart(until=until, limited_by=limited_by, open=missing)


def _end(answer: LifecycleAnswer) -> date | None:
    return answer.supportable_until if answer.state in _TOLD else None


def _lifecycles(case: Case) -> list[tuple[str, LifecycleAnswer]]:
    """Place and lifecycle, the chassis first; the boards of a fixed box live and end with it."""
    on, unit = case.as_of.date(), case.unit
    names = [name for name in (unit.model_number, unit.model) if name]
    answers = [("chassis", case.reference.lifecycle(names, on))]
    if case.profile is not None and case.profile.modular:
        boards = [module for module in modules_of(case, *_OF_ITS_OWN) if module.has_identity]
        answers += [(module.subject, case.reference.lifecycle(_names(module), on)) for module in boards]
    return answers


def _names(module: Module) -> tuple[str, ...]:
    return (module.model_number,) if module.model_number else (module.fru.description,)
