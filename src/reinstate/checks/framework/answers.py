"""What a check returns: results, gravities, findings, and what a finding lacked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

# What is stated as ``actual`` where nothing was found or provided, and where an item was outside the plan.
NONE: Final = "none"
NOT_REQUESTED: Final = "not requested"


class Gravity(StrEnum):
    """What a failure means: the product is not eligible, can be corrected first, or it is informational."""

    BLOCKER = "blocker"
    CONDITION = "condition"
    ADVICE = "advice"

    def graver_than(self, other: Gravity) -> bool:
        """Whether a failure of this gravity means more than one of the other."""
        return GRAVITIES.index(self) < GRAVITIES.index(other)


class Result(StrEnum):
    """One check's result for one subject."""

    PASS = "pass"  # noqa: S105 - a result, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"


# Places in the evidence that one finding names, at most.
MOST_PLACES = 20
PREVENTING = frozenset({Result.FAIL, Result.INCONCLUSIVE})
GRAVITIES = (Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE)
RESULTS = (Result.FAIL, Result.INCONCLUSIVE, Result.PASS, Result.NOT_APPLICABLE)


class Action(StrEnum):
    """What a person does about a finding: the kind of its next step. Cheap and harmless ones come first."""

    NONE = ""
    DECLARE = "declare"  # state in policy or claim what is known already
    LOOK_UP = "look-up"  # ask Juniper's pages or tools; once per model or serial number
    ASK = "ask"  # ask the partner, the seller, or Juniper
    LOOK = "look"  # a technician examines the unit or the module
    WAIT = "wait"  # until the settle time has passed, then collect evidence again
    COLLECT = "collect"  # collect evidence again, with the right login or at a better time
    REMOVE = "remove"  # take a module or a license key out
    CONFIGURE = "configure"  # delete configuration or files; zeroizing resolves it too
    ZEROIZE = "zeroize"
    INSTALL = "install"  # a supported release from clean media; resolves what zeroizing does as well
    REPLACE = "replace"  # a part
    STOP = "stop"  # give the product up
    REPORT = "report"  # keep, isolate and report it


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a person does about a finding.

    Attributes:
        action: what kind of step it is.
        text: the step itself, in words.
        about: what the step is about, as kind and name (``model EX4400-48P``, ``release 23.4R2``, ``license ...``,
            ``hosts ...``), or what a collection has to differ in (``login``, ``time``). Findings with one action about
            one thing are resolved together; "" where the step serves this subject alone.
    """

    action: Action = Action.NONE
    text: str = ""
    about: str = ""

    def concerning(self, about: str) -> Remedy:
        """The same step, about that."""
        return replace(self, about=about)

    def after(self, first: str) -> Remedy:
        """The same step, with something to do before it."""
        return replace(self, text=f"{first}; {self.text}")


NO_REMEDY = Remedy()


@dataclass(frozen=True, slots=True)
class Severity:
    """How a check's findings count.

    Attributes:
        gravity: what a failure means, unless the finding says otherwise.
        worst: the worst possible gravity, which an inconclusive finding carries; ``gravity`` if None.
        hold: every failure puts the unit on hold.
        may_hold: some failures do; an unknown then counts as one of them.
        unknown_counts: whether "inconclusive" counts toward the verdict, or is an open item alone. Unless stated,
            it counts where a failure is more than advice.
    """

    gravity: Gravity
    worst: Gravity | None = None
    hold: bool = False
    may_hold: bool = False
    unknown_counts: bool | None = None

    @property
    def ceiling(self) -> Gravity:
        """The worst possible gravity of a finding of the check."""
        return self.worst or self.gravity

    @property
    def can_hold(self) -> bool:
        """Whether a failure can put the unit on hold."""
        return self.hold or self.may_hold

    @property
    def unknown_is_noted(self) -> bool:
        """Whether an inconclusive finding is an open item, and does not count."""
        return self.gravity is Gravity.ADVICE if self.unknown_counts is None else not self.unknown_counts


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """The basis of a finding: evidence item id, and the place in the stored reply (local names)."""

    item: str
    xpath: str = ""


def evidence_at(item: str, xpath: str = "") -> tuple[EvidenceRef, ...]:
    """The one place that a finding is based on."""
    return (EvidenceRef(item, xpath),)


class LackKind(StrEnum):
    """What kind of fact a finding lacked: the reference set for the row, or what else would resolve it."""

    LIFECYCLE = "hardware-lifecycle"
    CONFIRMATION = "lifecycle-confirmation"  # a partner's, in writing
    RELEASE = "junos-releases"
    PART_NUMBER = "part-numbers"
    LICENSE = "license-skus"
    FEATURE = "license-features"
    PROFILE = "platform-profiles"
    REFERENCE_SET = "reference-set"  # the whole set is missing, unpinned, or out of date


@dataclass(frozen=True, slots=True)
class Lack:
    """One fact that would resolve a finding, for the list of everything unknown in a run.

    Attributes:
        name: the name to enter it under: a SKU, a release train, a part number, a set.
    """

    kind: LackKind
    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result for one subject.

    Attributes:
        check: the check's id.
        subject: the unit's name, or a FRU's place in it.
        hold: a failure puts the unit on hold (stolen, counterfeit, cloned, swapped, or tampered).
        what: the fact, as a clause that is complete without subject, expected, and actual.
        next_step: what to do about it; "" where nothing.
        action: what kind of step that is.
        about: what the step is about, as kind and name (``model EX4400-48P``, ``release 23.4R2``, ``license ...``,
            ``hosts ...``), or what a collection has to differ in (``login``, ``time``). Findings with one action about
            one thing are resolved together; "" where the step serves this subject alone.
        noted: an inconclusive finding that is an open item and does not count toward the verdict.
        lacks: the facts that would resolve it, by reference set and name; a bounded number of them.
    """

    check: str
    subject: str
    result: Result
    gravity: Gravity
    what: str
    expected: str = ""
    actual: str = ""
    hold: bool = False
    noted: bool = False
    evidence: tuple[EvidenceRef, ...] = ()
    next_step: str = ""
    action: Action = Action.NONE
    about: str = ""
    lacks: tuple[Lack, ...] = ()

    @property
    def message(self) -> str:
        """``Subject: what - Expected: x Actual: y``; where it prevents nothing, only what is stated of the two."""
        if not self.expected and not self.actual:
            return f"{self.subject}: {self.what}"
        prevents = self.result in PREVENTING
        stated = [f"Expected: {self.expected or 'nothing'}"] if self.expected or prevents else []
        stated += [f"Actual: {self.actual or 'nothing'}"] if self.actual or prevents else []
        return f"{self.subject}: {self.what} - {' '.join(stated)}"
