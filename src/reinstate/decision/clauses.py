"""The clauses of Juniper's gray-market policy, and where each is implemented: collected from the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from reinstate.checks.framework import Check
from reinstate.decision import next_steps
from reinstate.decision.fees import CLAIMED_RULES, EXPIRED_RULE, LICENSE_RULES, UNLICENSED_RULES, LicenseRule
from reinstate.decision.open_points import ENTITLEMENT, LIMIT_CLAUSES, NO_OWNERSHIP, NO_PAPERS, PAPERS
from reinstate.decision.risks import RISKS
from reinstate.reference.library import FeeLine, LicenseClass, Reference


class Kind(StrEnum):
    """What a clause is about."""

    PRODUCT = "what the product is"
    ELIGIBILITY = "eligibility"
    INSPECTION = "inspection"
    ORDER = "process"
    FEE = "fees"
    LICENSE = "licenses"
    RISK = "risk"
    INSTEAD = "alternative"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the policy, in our own words."""

    id: str
    kind: Kind
    statement: str


class PlaceKind(StrEnum):
    """The part of the product that implements a clause."""

    CHECK = "check"
    FEE = "fee line"
    LICENSE = "license rule"
    RISK = "risk"
    LIMIT = "limit"
    OPEN_POINT = "open item"
    STEP = "next step"
    CONTACT = "contact"
    PART = "record part"


@dataclass(frozen=True, slots=True)
class ClausePlace:
    """Where a clause is implemented; ``name`` is what a record shows: a check's id, a fee's title, the text itself."""

    clause: str
    kind: PlaceKind
    name: str


CLAUSES = (
    Clause("P1", Kind.PRODUCT, "A product traded outside Juniper's authorized channels is a gray-market product."),
    Clause(
        "P2",
        Kind.PRODUCT,
        "Nothing guarantees its source or quality; warranty and contracts stay with the original purchaser.",
    ),
    Clause("P3", Kind.ELIGIBILITY, "Products past the end of their life or service are not reinstated."),
    Clause("P4", Kind.ELIGIBILITY, "Damaged or defective products are not reinstated."),
    Clause("P5", Kind.ELIGIBILITY, "Lost, stolen, and counterfeit products are not reinstated."),
    Clause("P6", Kind.ELIGIBILITY, "Any other product must first pass Juniper's inspection."),
    Clause("P7", Kind.INSPECTION, "The product was maintained according to its technical documentation."),
    Clause("P8", Kind.INSPECTION, "The installed software is a currently supported release."),
    Clause("P9", Kind.ORDER, "An authorized partner submits the request, which passes through fixed states in order."),
    Clause("P10", Kind.ORDER, "Fees are nonrefundable, so the result should be known before payment."),
    Clause("P11", Kind.FEE, "A fee for the product inspection."),
    Clause("P12", Kind.FEE, "A fee for the reinstatement of support."),
    Clause("P13", Kind.FEE, "A fee for registering Junos again."),
    Clause("P14", Kind.FEE, "The list price of every additional license."),
    Clause("P15", Kind.FEE, "The published example, an ACX2200, totals USD 3,437."),
    Clause("P16", Kind.LICENSE, "The Junos license that came with the hardware can be registered again."),
    Clause("P17", Kind.LICENSE, "Software sold separately from the hardware must be bought new."),
    Clause("P18", Kind.LICENSE, "Every subscription must be bought new."),
    Clause("P19", Kind.LICENSE, "A gray-market sale transfers no license, and unauthorized use may be unlawful."),
    Clause("P20", Kind.RISK, "There is no original warranty."),
    Clause("P21", Kind.RISK, "The product may be damaged or defective, and then cannot be returned or resold."),
    Clause("P22", Kind.RISK, "The product may have been tampered with or contain harmful code."),
    Clause("P23", Kind.RISK, "Illegally transferred licenses carry a litigation risk."),
    Clause("P24", Kind.RISK, "The fees are high and nonrefundable."),
    Clause(
        "P25", Kind.RISK, "The product may be counterfeit, or have a serial number that cannot be registered again."
    ),
    Clause("P26", Kind.RISK, "The product may be lost or stolen goods."),
    Clause(
        "P27", Kind.RISK, "Modules at unusually low prices may be counterfeit and void the warranty of other products."
    ),
    Clause("P28", Kind.RISK, "Gray-market modules may fail and void the support contract of the chassis."),
    Clause("P29", Kind.INSTEAD, "Certified Pre-Owned products have a warranty and contracts, without a special fee."),
    Clause("P30", Kind.INSTEAD, "Contacts for reinstatement, fees, and concerns."),
)
WORKED_EXAMPLE = "ACX2200"
# Parts of a record that implement a clause as a whole, by their key.
_PARTS = (("P3", "supportable"), ("P9", "path"), ("P10", "fees"))
_STEPS = (
    *next_steps.HOLD_STEPS,
    next_steps.COMPARE,
    *next_steps.REJECT_STEPS,
    *next_steps.REINSTATE_STEPS,
    next_steps.RESOLVE_THE_REST,
    next_steps.REQUEST,
    next_steps.CONFIRM_PAPERS,
)
_POINTS = (ENTITLEMENT, NO_OWNERSHIP, NO_PAPERS, PAPERS)


def clause_places(checks: Iterable[type[Check] | Check], reference: Reference) -> tuple[ClausePlace, ...]:
    """Every place of every clause, in the order of the clauses.

    Args:
        checks: the catalog.
        reference: the reference data whose fee lines and contacts count.
    """
    found = [*_of_checks(checks), *_of_fees(reference), *_of_guidance(), *_of_contacts(reference)]
    found += [ClausePlace(rule.clause, PlaceKind.LICENSE, f"{kind}: {rule.action}") for kind, rule in _license_rules()]
    found += [ClausePlace(clause, PlaceKind.PART, name) for clause, name in _PARTS]
    order = {clause.id: number for number, clause in enumerate(CLAUSES)}
    return tuple(sorted(dict.fromkeys(found), key=lambda place: order.get(place.clause, len(order))))


def _of_checks(checks: Iterable[type[Check] | Check]) -> Iterator[ClausePlace]:
    for check in checks:
        yield from (ClausePlace(clause, PlaceKind.CHECK, check.id) for clause in check.clauses)


def _of_fees(reference: Reference) -> Iterator[ClausePlace]:
    for line in reference.fees(""):
        yield ClausePlace(line.clause, PlaceKind.FEE, line.title)
    if example := worked_example(reference):
        yield ClausePlace("P15", PlaceKind.FEE, example)


def worked_example(reference: Reference) -> str:
    """The published example by the reference data; "" where they state no figures for it."""
    lines = [line for line in reference.fees(WORKED_EXAMPLE) if line.stated]
    if not lines:
        return ""
    total = sum(line.low or 0 for line in lines)
    return f"{WORKED_EXAMPLE}: {' + '.join(map(_figure, lines))} = {total:,}"


def _figure(line: FeeLine) -> str:
    return f"{line.sku} {line.low or 0:,}"


def _of_guidance() -> Iterator[ClausePlace]:
    yield from (ClausePlace(risk.clause, PlaceKind.RISK, risk.text) for risk in RISKS)
    yield from (ClausePlace(clause, PlaceKind.LIMIT, text) for text, clause in LIMIT_CLAUSES.items())
    yield from (ClausePlace(point.clause, PlaceKind.OPEN_POINT, point.text) for point in _POINTS)
    yield from (ClausePlace(step.clause, PlaceKind.STEP, step.text) for step in _STEPS)


def _license_rules() -> Iterator[tuple[LicenseClass, LicenseRule]]:
    yield from LICENSE_RULES.items()
    yield from UNLICENSED_RULES.items()
    yield from CLAIMED_RULES.items()
    yield LicenseClass.SUBSCRIPTION, EXPIRED_RULE


def _of_contacts(reference: Reference) -> Iterator[ClausePlace]:
    yield from (ClausePlace(one.clause, PlaceKind.CONTACT, one.topic) for one in reference.contacts)
