"""Site checks that a policy file states without Python: an item, an XPath, an expectation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from reinstate.checks.configuration import SEES_ALL
from reinstate.checks.framework import Action, Case, Check, EvidenceRef, Finding, listed
from reinstate.checks.site.expectations import Expectation
from reinstate.device.model import FoundPart, FoundValue, Search
from reinstate.plan.requests import FILE_LISTINGS, Rpc

_MOST_PLACES = 10
# What a login must hold to see all of an item: Junos leaves out what it lacks, and says nothing of it.
PERMISSIONS: Mapping[Rpc, tuple[str, ...]] = {
    Rpc.CONFIGURATION: SEES_ALL,
    **dict.fromkeys((*FILE_LISTINGS, Rpc.COMMITS, Rpc.CORE_DUMPS, Rpc.LOG_MESSAGES), ("maintenance",)),
}


class PolicyCheck(Check):
    """What a search finds is as the policy expects. Each engine of the unit is judged by its own part of the reply."""

    expectation: ClassVar[Expectation]

    def judge(self, case: Case) -> Iterator[Finding]:
        parts = case.found(self.searches[0])
        answers = [(part, self._answer(part)) for part in parts]
        failing = [part for part, answer in answers if answer is False]
        unknown = [part for part, answer in answers if answer is None]
        if failing:
            yield self.failed(
                case.unit.name,
                f"this doesn't hold: {self.title}",
                expected=str(self.expectation),
                actual=self._said(failing),
                evidence=self._places(failing),
            )
        if unknown:
            yield self._untold(case, unknown)
        if not failing and not unknown:
            yield self.passed(
                case.unit.name,
                self.title,
                expected=str(self.expectation),
                actual=_values(parts),
                evidence=self._places(parts),
            )

    def _answer(self, part: FoundPart) -> bool | None:
        if self.expectation.present is not None:
            return bool(part.values) is self.expectation.present
        if not part.values:
            return None
        return self.expectation.holds([self.expectation.fits(value) for value in part.values])

    def _untold(self, case: Case, parts: Sequence[FoundPart]) -> Finding:
        empty = not any(part.values for part in parts)
        return self.unknown(
            case.unit.name,
            f"nothing is found by {self.searches[0].xpath}" if empty else "what is found can't be compared",
            expected=str(self.expectation),
            actual=_values(parts),
            evidence=self._places(parts),
            next_step="look at the stored reply: correct the site check's XPath, or expect present: true or false"
            if empty
            else "look at the stored reply, and let the site check's XPath find what can be compared",
            action=Action.LOOK,
        )

    def _said(self, parts: Sequence[FoundPart]) -> str:
        """The values that don't fit, or all where no single one is at fault."""
        values = [value for part in parts for value in part.values]
        wrong = [value for value in values if self.expectation.fits(value) is False]
        return _texts(wrong if wrong and self.expectation.present is None else values)

    def _places(self, parts: Sequence[FoundPart]) -> tuple[EvidenceRef, ...]:
        item = self.searches[0].item
        values = [value for part in parts for value in part.values]
        wrong = [value for value in values if self.expectation.fits(value) is False]
        places = dict.fromkeys(value.xpath for value in [*wrong, *values])
        return tuple(EvidenceRef(item, place) for place in list(places)[:_MOST_PLACES]) or (EvidenceRef(item),)


def _values(parts: Sequence[FoundPart]) -> str:
    return _texts([value for part in parts for value in part.values])


def _texts(values: Sequence[FoundValue]) -> str:
    return listed(value.text or "an empty element" for value in values) or "nothing found"


def policy_check(
    *,
    search: Search,
    expectation: Expectation,
    stated: Mapping[str, object],
) -> Check:
    """The site check that a policy states.

    Args:
        search: its item and XPath.
        expectation: what it expects of what is found.
        stated: the other attributes of a check (``id``, ``title``, ``gravity``, ...).
    """
    attributes = {
        "__doc__": stated["title"],
        "expectation": expectation,
        "needs": (search.item,),
        "searches": (search,),
        "permissions": PERMISSIONS.get(search.item, ()),
        **stated,
    }
    made = type("StatedInPolicy", (PolicyCheck,), attributes)()
    assert isinstance(made, Check)
    return made
