"""What a check answers: results, gravities, findings, and what a finding lacked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Gravity(StrEnum):
    """What a failure means: the product is ineligible, can be put right first, or only worth knowing."""

    BLOCKER = "blocker"
    CONDITION = "condition"
    ADVICE = "advice"

    def graver_than(self, other: Gravity) -> bool:
        """Whether a failure of this gravity means more than one of the other."""
        return GRAVITIES.index(self) < GRAVITIES.index(other)


class Result(StrEnum):
    """One check's answer about one subject."""

    PASS = "pass"  # noqa: S105 - a result, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"


# Places in the evidence that one finding names, at most.
MOST_PLACES = 20
IN_THE_WAY = frozenset({Result.FAIL, Result.INCONCLUSIVE})
GRAVITIES = (Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE)
RESULTS = (Result.FAIL, Result.INCONCLUSIVE, Result.PASS, Result.NOT_APPLICABLE)


class Action(StrEnum):
    """What a person does about a finding: what its next step is a case of. Cheap and harmless ones come first."""

    NONE = ""
    DECLARE = "declare"  # say in policy or claim what is known already
    LOOK_UP = "look-up"  # ask the maker's pages or tools; once per model or serial
    ASK = "ask"  # ask the partner, the seller or the maker
    LOOK = "look"  # a person looks at the box or the module
    WAIT = "wait"  # until it has settled, then collect again
    COLLECT = "collect"  # collect again, with the right login or at a better time
    REMOVE = "remove"  # take a module or a license key out
    CONFIGURE = "configure"  # delete configuration or files; zeroizing settles it too
    ZEROIZE = "zeroize"
    INSTALL = "install"  # a supported release from clean media; settles what zeroizing does as well
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
            one thing are settled together; "" where the step serves this subject alone.
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
    """What a check's answers weigh.

    Attributes:
        gravity: what a failure means, unless the finding says otherwise.
        worst: the gravest thing that it could have found, which an inconclusive answer carries; ``gravity`` if None.
        hold: every failure puts the unit on hold.
        may_hold: some failures do; an unknown then counts as one of them.
        unknown_counts: whether "inconclusive" counts toward the verdict, or is an open item alone. Unless it is said,
            it counts where failing is more than advice.
    """

    gravity: Gravity
    worst: Gravity | None = None
    hold: bool = False
    may_hold: bool = False
    unknown_counts: bool | None = None

    @property
    def ceiling(self) -> Gravity:
        """The gravest thing that the check could have found."""
        return self.worst or self.gravity

    @property
    def can_hold(self) -> bool:
        """Whether a failure can put the unit on hold."""
        return self.hold or self.may_hold

    @property
    def unknown_is_noted(self) -> bool:
        """Whether an inconclusive answer is an open item, and doesn't count."""
        return self.gravity is Gravity.ADVICE if self.unknown_counts is None else not self.unknown_counts


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Where a finding rests: evidence item id, and the place in the stored reply (local names)."""

    item: str
    xpath: str = ""


def evidence_at(item: str, xpath: str = "") -> tuple[EvidenceRef, ...]:
    """The one place that a finding rests on."""
    return (EvidenceRef(item, xpath),)


class LackKind(StrEnum):
    """What sort of fact a finding lacked: the reference set that would hold the row, or what else would settle it."""

    LIFECYCLE = "hardware-lifecycle"
    CONFIRMATION = "lifecycle-confirmation"  # a partner's, in writing
    RELEASE = "junos-releases"
    PART_NUMBER = "part-numbers"
    LICENSE = "license-skus"
    FEATURE = "license-features"
    PROFILE = "platform-profiles"
    REFERENCE_SET = "reference-set"  # the whole set is missing, unpinned or too old


@dataclass(frozen=True, slots=True)
class Lack:
    """One fact that would have settled a finding, for the list of everything that a run didn't know.

    Attributes:
        name: the name to enter it under: an order number, a release train, a part number, a set.
    """

    kind: LackKind
    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer about one subject.

    Attributes:
        check: the check's id.
        subject: the unit's name, or a FRU's place in it.
        hold: failing puts the unit on hold (stolen, counterfeit, cloned, swapped or tampered).
        what: what is the matter, without subject, expected and actual.
        next_step: what a person does about it; "" where nothing.
        action: what kind of step that is.
        about: what the step is about, as kind and name (``model EX4400-48P``, ``release 23.4R2``, ``license ...``,
            ``hosts ...``), or what a collection has to differ in (``login``, ``time``). Findings with one action about
            one thing are settled together; "" where the step serves this subject alone.
        noted: an inconclusive answer that stands among the open points and doesn't weigh in the verdict.
        lacks: the facts that would have settled it, by reference set and name; a bounded number of them.
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
        """``Subject: what - Expected: x Actual: y``; of what stands in nobody's way, only what is stated of the two."""
        if not self.expected and not self.actual:
            return f"{self.subject}: {self.what}"
        in_the_way = self.result in IN_THE_WAY
        told = [f"Expected: {self.expected or 'nothing'}"] if self.expected or in_the_way else []
        told += [f"Actual: {self.actual or 'nothing'}"] if self.actual or in_the_way else []
        return f"{self.subject}: {self.what} - {' '.join(told)}"
