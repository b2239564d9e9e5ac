"""Site checks that a policy file states without Python: an item, an XPath, an expectation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from reinstate.checks.configuration import SEES_ALL
from reinstate.checks.framework import (
    ALL_PLATFORMS,
    NO_REMEDY,
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Platforms,
    Remedy,
    Severity,
    listed,
)
from reinstate.checks.site.expectations import Expectation
from reinstate.device.model import FoundPart, FoundValue, Search
from reinstate.plan.requests import FILE_LISTINGS, Rpc

_MOST_PLACES = 10
# What a login must hold to read all of an item: without it, Junos silently omits parts.
PERMISSIONS: Mapping[Rpc, tuple[str, ...]] = {
    Rpc.CONFIGURATION: SEES_ALL,
    **dict.fromkeys((*FILE_LISTINGS, Rpc.COMMITS, Rpc.CORE_DUMPS, Rpc.LOG_MESSAGES), ("maintenance",)),
}


class PolicyCheck(Check):
    """The values that a search finds match the policy, in the part of the reply of each engine of the unit."""

    expectation: ClassVar[Expectation]

    def judge(self, case: Case) -> Iterator[Finding]:
        search = self.evidence.searches[0]
        parts = case.found(search)
        results = [(part, self._matches(part)) for part in parts]
        failing = [part for part, matches in results if matches is False]
        unknown = [part for part, matches in results if matches is None]
        if failing:
            yield self.failed(
                case.unit.name,
                f"the reply to {search.item} does not match the policy at {search.xpath}",
                expected=str(self.expectation),
                actual=self._said(failing),
                evidence=self._places(failing),
            )
        if unknown:
            yield self._not_compared(case, unknown)
        if not failing and not unknown:
            yield self.passed(
                case.unit.name,
                f"the reply to {search.item} matches the policy",
                expected=str(self.expectation),
                actual=_values(parts),
                evidence=self._places(parts),
            )

    def _matches(self, part: FoundPart) -> bool | None:
        if self.expectation.present is not None:
            return bool(part.values) is self.expectation.present
        if not part.values:
            return None
        return self.expectation.holds([self.expectation.fits(value) for value in part.values])

    def _not_compared(self, case: Case, parts: Sequence[FoundPart]) -> Finding:
        empty = not any(part.values for part in parts)
        return self.unknown(
            case.unit.name,
            f"not compared: no match for {self.evidence.searches[0].xpath}"
            if empty
            else "not compared: a value is not comparable",
            expected=str(self.expectation),
            actual=_values(parts),
            evidence=self._places(parts),
            remedy=Remedy(
                Action.LOOK,
                "examine the stored reply; correct the XPath of the site check, or expect present: true or false"
                if empty
                else "examine the stored reply; correct the XPath of the site check so that it finds comparable values",
            ),
        )

    def _said(self, parts: Sequence[FoundPart]) -> str:
        """The values that do not match, or all where no single value is at fault."""
        values = [value for part in parts for value in part.values]
        wrong = [value for value in values if self.expectation.fits(value) is False]
        return _texts(wrong if wrong and self.expectation.present is None else values)

    def _places(self, parts: Sequence[FoundPart]) -> tuple[EvidenceRef, ...]:
        item = self.evidence.searches[0].item
        values = [value for part in parts for value in part.values]
        wrong = [value for value in values if self.expectation.fits(value) is False]
        places = dict.fromkeys(value.xpath for value in [*wrong, *values])
        return tuple(EvidenceRef(item, place) for place in list(places)[:_MOST_PLACES]) or (EvidenceRef(item),)


def _values(parts: Sequence[FoundPart]) -> str:
    return _texts([value for part in parts for value in part.values])


def _texts(values: Sequence[FoundValue]) -> str:
    return listed(value.text or "an empty element" for value in values) or "no match"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a policy states of a site check in addition to its search and expectation; fields as in ``Check``."""

    id: str
    title: str
    severity: Severity
    rationale: str = ""
    clauses: tuple[str, ...] = ()
    remedy: Remedy = NO_REMEDY
    applies_to: Platforms = ALL_PLATFORMS


def policy_check(search: Search, expectation: Expectation, stated: Stated) -> Check:
    """The site check that a policy states."""
    evidence = Evidence(needs=(search.item,), searches=(search,), permissions=PERMISSIONS.get(search.item, ()))
    attributes = {
        "__doc__": "\n\n".join(" ".join(text.split()) for text in (stated.title, stated.rationale)),
        "id": stated.id,
        "clauses": stated.clauses,
        "severity": stated.severity,
        "evidence": evidence,
        "remedy": stated.remedy,
        "applies_to": stated.applies_to,
        "expectation": expectation,
    }
    made = type("StatedInPolicy", (PolicyCheck,), attributes)()
    assert isinstance(made, Check)
    return made
