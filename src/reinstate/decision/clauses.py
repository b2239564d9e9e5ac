"""The clauses of the gray-market policy, and where each of them lives: collected from what the code says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a clause speaks of."""

    PRODUCT = "what the product is"
    ELIGIBILITY = "eligibility"
    INSPECTION = "inspection"
    ORDER = "order of things"
    FEE = "fees"
    LICENCE = "licences"
    RISK = "risk"
    INSTEAD = "what to do instead"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the policy, in our own words."""

    id: str
    kind: Kind
    statement: str


CLAUSES = (
    Clause(
        "P1", Kind.PRODUCT, "A product that was traded outside the maker's authorized channels is a gray-market one."
    ),
    Clause("P2", Kind.PRODUCT, "Nothing vouches for it; warranty and contracts stay with the original purchaser."),
    Clause("P3", Kind.ELIGIBILITY, "Products at the end of their life or service are not reinstated."),
    Clause("P4", Kind.ELIGIBILITY, "Damaged or defective products are not reinstated."),
    Clause("P5", Kind.ELIGIBILITY, "Lost, stolen and counterfeit products are not reinstated."),
    Clause("P6", Kind.ELIGIBILITY, "Any other product must pass the maker's inspection first."),
    Clause("P7", Kind.INSPECTION, "It was maintained as its technical documentation says."),
    Clause("P8", Kind.INSPECTION, "Its installed software is a release that is supported today."),
    Clause("P9", Kind.ORDER, "An authorized partner makes the request, which passes through fixed states in order."),
    Clause("P10", Kind.ORDER, "No fee is paid back, so the answer should be known before paying."),
    Clause("P11", Kind.FEE, "A fee for the inspection."),
    Clause("P12", Kind.FEE, "A fee for the reinstatement of support."),
    Clause("P13", Kind.FEE, "A fee for registering Junos again."),
    Clause("P14", Kind.FEE, "The list price of every additional licence."),
    Clause("P15", Kind.FEE, "The published example, an ACX2200, comes to USD 3,437."),
    Clause("P16", Kind.LICENCE, "The Junos licence that came with the hardware can be registered again."),
    Clause("P17", Kind.LICENCE, "Software sold apart from the hardware must be bought new."),
    Clause("P18", Kind.LICENCE, "Every subscription must be bought new."),
    Clause(
        "P19", Kind.LICENCE, "A gray-market sale transfers no licence, and unauthorized use may be against the law."
    ),
    Clause("P20", Kind.RISK, "There is no original warranty."),
    Clause("P21", Kind.RISK, "It may be damaged or defective, and neither be returned nor resold."),
    Clause("P22", Kind.RISK, "It may have been tampered with or carry harmful code."),
    Clause("P23", Kind.RISK, "Illegally transferred licences may lead to a lawsuit."),
    Clause("P24", Kind.RISK, "The fees are high and not paid back."),
    Clause("P25", Kind.RISK, "It may be counterfeit, or its serial one that can't be registered again."),
    Clause("P26", Kind.RISK, "It may be lost or stolen goods."),
    Clause("P27", Kind.RISK, "Modules sold far too cheap may be counterfeit and cost other products their warranty."),
    Clause("P28", Kind.RISK, "Gray-market modules may fail and cost the chassis its support contract."),
    Clause("P29", Kind.INSTEAD, "Certified Pre-Owned products have warranty and contracts, at no special fee."),
    Clause("P30", Kind.INSTEAD, "Whom to ask about reinstatement and fees, and whom to tell of concerns."),
)
