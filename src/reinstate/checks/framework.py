"""What a check is, what it sees, what it answers. Checks only judge; the framework collects and records."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from typing import ClassVar, TypedDict, TypeVar

from reinstate.checks.inputs import Inputs
from reinstate.checks.steps import COLLECT_AGAIN, COLLECT_SLOWLY, LOG_IN_TO_SEE_ALL
from reinstate.checks.wording import shown
from reinstate.device.model import Authorization, Device, FoundPart, Search, Unit
from reinstate.device.reading import Known, Reading, Unknown
from reinstate.device.slices import found_of
from reinstate.plan.requests import CATALOGUE, Need, Rpc
from reinstate.reference.library import Reference
from reinstate.reference.profiles import PlatformProfile

T = TypeVar("T")
_LONGEST_TEXT = 400
_LONGEST_NAME = 128
MOST_FINDINGS = 5_000  # of one check for one unit; the fullest chassis has some 2,500 modules
_MOST_LACKS = 500
_DEVICE_TEXTS = ("subject", "what", "expected", "actual", "about")  # of a finding
# The domain of checks that a policy brings along.
SITE = "site."


class Gravity(StrEnum):
    """What a failure means: the product is ineligible, can be put right first, or only worth knowing."""

    BLOCKER = "blocker"
    CONDITION = "condition"
    ADVICE = "advice"


class Result(StrEnum):
    """One check's answer about one subject."""

    PASS = "pass"  # noqa: S105 - a result, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"


_IN_THE_WAY = frozenset({Result.FAIL, Result.INCONCLUSIVE})
_GRAVITIES = (Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE)
_RESULTS = (Result.FAIL, Result.INCONCLUSIVE, Result.PASS, Result.NOT_APPLICABLE)


class Action(StrEnum):
    """What a person does about a finding: what its next step is a case of. Cheap and harmless ones come first."""

    NONE = ""
    DECLARE = "declare"  # say in policy or claim what is known already
    LOOK_UP = "look-up"  # ask the maker's pages or tools; once per model or serial
    ASK = "ask"  # ask the partner, the seller or the maker
    LOOK = "look"  # a person looks at the box or the module
    WAIT = "wait"  # until it has settled, then collect again
    COLLECT = "collect"  # collect again, with the right login or at a better time
    REMOVE = "remove"  # take a module or a licence key out
    CONFIGURE = "configure"  # delete configuration or files; zeroizing settles it too
    ZEROIZE = "zeroize"
    INSTALL = "install"  # a supported release from clean media; settles what zeroizing does as well
    REPLACE = "replace"  # a part
    STOP = "stop"  # give the product up
    REPORT = "report"  # keep, isolate and report it


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Where a finding rests: evidence item id, and the place in the stored reply (local names)."""

    item: str
    xpath: str = ""


class LackKind(StrEnum):
    """What sort of fact a finding lacked: the reference set that would hold the row, or what else would settle it."""

    LIFECYCLE = "hardware-lifecycle"
    CONFIRMATION = "lifecycle-confirmation"  # a partner's, in writing
    RELEASE = "junos-releases"
    PART_NUMBER = "part-numbers"
    LICENCE = "licence-skus"
    FEATURE = "licence-features"
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
        about: what the step is about, as kind and name (``model EX4400-48P``, ``release 23.4R2``, ``licence ...``,
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
        in_the_way = self.result in _IN_THE_WAY
        told = [f"Expected: {self.expected or 'nothing'}"] if self.expected or in_the_way else []
        told += [f"Actual: {self.actual or 'nothing'}"] if self.actual or in_the_way else []
        return f"{self.subject}: {self.what} - {' '.join(told)}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the population keeps of one unit. Two sightings of one box agree in base addresses and module serials.

    Attributes:
        serial_number: "" where unknown.
        base_macs: its base MAC addresses.
        fru_serials: serials of its modules that have one of their own.
        host_key: SHA256 fingerprint of its SSH host key.
        macs_known: False where its addresses were asked for and can't be relied on; nothing is unique beside them.
    """

    unit: str
    host: str
    serial_number: str
    base_macs: frozenset[str] = frozenset()
    fru_serials: frozenset[str] = frozenset()
    host_key: str = ""
    macs_known: bool = True


@dataclass(frozen=True, slots=True)
class Population:
    """Every unit of the batch.

    Attributes:
        sightings: the units that could be identified.
        damaged: hosts whose stored evidence no longer identifies their units; comparisons are then unknown.
        unseen: hosts that could not be reached, or told no serial, when collecting; noted, not damage.
    """

    sightings: tuple[Sighting, ...] = ()
    damaged: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    _by_mark: Mapping[str, tuple[Sighting, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        # Every unit is compared with all others: by index, so that a batch of a thousand costs ten times a hundred.
        by_mark: dict[str, list[Sighting]] = {}
        for one in self.sightings:
            for mark in _marks(one):
                by_mark.setdefault(mark, []).append(one)
        object.__setattr__(self, "_by_mark", {mark: tuple(found) for mark, found in by_mark.items()})

    def of_unit(self, unit: str) -> Sighting | None:
        """The sighting of that unit; None where the population has none."""
        return next(iter(self._by_mark.get(f"unit {unit}", ())), None)

    def of_host(self, host: str) -> tuple[Sighting, ...]:
        """The sightings of that host's units."""
        return self._by_mark.get(f"host {host}", ())

    def with_serial(self, serial: str) -> tuple[Sighting, ...]:
        """Units of that chassis serial (whatever its case)."""
        return self._by_mark.get(f"serial {serial.upper()}", ())

    def with_module(self, serial: str) -> tuple[Sighting, ...]:
        """Units in which a module has that serial (whatever its case)."""
        return self._by_mark.get(f"module {serial.upper()}", ())

    def with_base_mac(self, mac: str) -> tuple[Sighting, ...]:
        """Units with that base MAC address."""
        return self._by_mark.get(f"mac {mac}", ())

    def with_host_key(self, fingerprint: str) -> tuple[Sighting, ...]:
        """Units whose host presented that key."""
        return self._by_mark.get(f"key {fingerprint}", ())

    def without_macs(self) -> tuple[Sighting, ...]:
        """Units whose base MAC addresses were asked for and aren't known."""
        return self._by_mark.get("no macs", ())


def _marks(one: Sighting) -> Iterator[str]:
    yield f"unit {one.unit}"
    yield f"host {one.host}"
    yield f"serial {one.serial_number.upper()}"
    yield f"key {one.host_key}"
    yield from (f"module {serial.upper()}" for serial in one.fru_serials)
    yield from (f"mac {mac}" for mac in one.base_macs)
    if not one.macs_known:
        yield "no macs"


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the session itself showed: weak algorithms, host key, clock offset in seconds (device minus ours)."""

    weak_algorithms: tuple[str, ...] = ()
    host_key: str = ""
    clock_offset: float | None = None


class EvidenceUnknownError(Exception):
    """A check asked for evidence that isn't known; the framework turns it into an inconclusive finding."""

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown
        super().__init__(unknown.reason)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a check may look at. Frozen: a check can't change it."""

    unit: Unit
    device: Device
    profile: PlatformProfile | None
    reference: Reference
    inputs: Inputs
    population: Population
    session: SessionFacts
    as_of: datetime
    _kept: dict[Callable[[Case], object], object] = field(init=False, repr=False, compare=False, default_factory=dict)

    def kept(self, work_out: Callable[[Case], T]) -> T:
        """What several checks work out alike, worked out once; it must follow from the case alone."""
        if work_out not in self._kept:
            self._kept[work_out] = work_out(self)
        return self._kept[work_out]  # type: ignore[return-value]

    def reading(self, rpc: Rpc) -> Reading[object]:
        """What an item gave, known or not."""
        return self.device.reading(rpc)

    def known(self, rpc: Rpc, kind: type[T]) -> T:
        """The item's typed content; raises EvidenceUnknownError, which the framework records, where it isn't known."""
        reading = self.device.reading(rpc)
        if isinstance(reading, Unknown):
            raise EvidenceUnknownError(reading)
        if not isinstance(reading.value, kind):
            raise TypeError(f"{rpc} holds {type(reading.value).__name__}, the check expected {kind.__name__}")
        return reading.value

    def known_or_none(self, rpc: Rpc, kind: type[T]) -> T | None:
        """The item's typed content, or None. Only for what may add to an answer, never for what decides it."""
        reading = self.device.reading(rpc)
        return reading.value if isinstance(reading, Known) and isinstance(reading.value, kind) else None

    def found(self, search: Search) -> tuple[FoundPart, ...]:
        """What one of the check's searches found of this unit, by engine; EvidenceUnknownError where it isn't known."""
        reading = self.device.searched(search)
        if isinstance(reading, Unknown):
            raise EvidenceUnknownError(reading)
        parts = found_of(self.unit, reading.value)
        if not parts:
            raise EvidenceUnknownError(
                Unknown(search.item, "partial", f"no part of the reply {search.item} speaks of {self.unit.name}")
            )
        return parts


class Check(ABC):
    """One question about a unit.

    A subclass states the class attributes and writes ``judge``, which yields findings made by ``passed``,
    ``failed`` and ``unknown``. It must yield at least one finding for every case it is given.

    Attributes:
        id: ``domain.short-name``.
        title: the statement that holds when the check passes.
        rationale: why it matters, with what a reader can look up.
        clauses: policy clauses it serves (``P8``).
        gravity: what a failure means, unless the finding says otherwise.
        ceiling: the gravest thing it could have found; an inconclusive answer carries it. Defaults to ``gravity``.
        hold: failing puts the unit on hold; ``may_hold`` where only some failures do. Unknown then counts as grave.
        needs: evidence without which it can't answer.
        uses: evidence that it reads if it is asked for; asked for and missing, it is inconclusive as well.
        optional: it rests on what it ``uses``. Where policy and profile ask for none of that, the question stays
            open and doesn't weigh; where they ask, what is missing weighs as ever.
        by_hand: what a person can do where no reply tells it, of an optional check: then it is an open point on
            platforms that don't tell it too, and doesn't count as not applicable there.
        reads: evidence of the first wave that it can answer without, at times; it says itself what is unknown then.
        searches: what it looks for in replies where the model has no field for it; their items are in ``needs``.
        platforms: globs over the names of the platform profiles that it speaks of; empty is all.
        permissions: what the login must hold to see it all; without them the answer is unknown.
        rests_on: declared inputs that it judges by (``claims``, ``entitlement``, ``attestations``); where what was
            declared can't be relied on any more, the answer is unknown.
        data: names of the reference sets that it relies on; a stale or missing set can't carry a pass.
        judges_virtual: it has something to say of a platform that is no hardware; all other checks don't apply there.
        unknown_is_noted: "can't tell" stands among the open points and doesn't weigh in the verdict.
        next_step: what to do when it fails, unless the finding says otherwise.
        action: what kind of step that is.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    rationale: ClassVar[str] = ""
    clauses: ClassVar[tuple[str, ...]] = ()
    gravity: ClassVar[Gravity]
    ceiling: ClassVar[Gravity | None] = None
    hold: ClassVar[bool] = False
    may_hold: ClassVar[bool] = False
    needs: ClassVar[tuple[Rpc, ...]] = ()
    uses: ClassVar[tuple[Rpc, ...]] = ()
    optional: ClassVar[bool] = False
    by_hand: ClassVar[str] = ""
    reads: ClassVar[tuple[Rpc, ...]] = ()
    searches: ClassVar[tuple[Search, ...]] = ()
    platforms: ClassVar[tuple[str, ...]] = ()
    permissions: ClassVar[tuple[str, ...]] = ()
    rests_on: ClassVar[tuple[str, ...]] = ()
    data: ClassVar[tuple[str, ...]] = ()
    judges_virtual: ClassVar[bool] = False
    unknown_is_noted: ClassVar[bool] = False
    next_step: ClassVar[str] = ""
    action: ClassVar[Action] = Action.NONE

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        """Why the question doesn't arise on this platform or under this policy; "" where it does."""
        return ""

    @abstractmethod
    def judge(self, case: Case) -> Iterator[Finding]:
        """Yield at least one finding. Evidence in ``needs`` is known here."""

    def passed(
        self, subject: str, what: str, *, expected: str = "", actual: str = "", evidence: Iterable[EvidenceRef] = ()
    ) -> Finding:
        """The statement holds for that subject."""
        return Finding(self.id, subject, Result.PASS, self.gravity, what, expected, actual, evidence=tuple(evidence))

    def failed(
        self,
        subject: str,
        what: str,
        *,
        expected: str = "",
        actual: str = "",
        evidence: Iterable[EvidenceRef] = (),
        gravity: Gravity | None = None,
        hold: bool | None = None,
        next_step: str = "",
        action: Action | None = None,
        about: str = "",
        lacks: Iterable[Lack] = (),
    ) -> Finding:
        """The statement doesn't hold for that subject."""
        return Finding(
            self.id,
            subject,
            Result.FAIL,
            gravity or self.gravity,
            what,
            expected,
            actual,
            self.hold if hold is None else hold,
            evidence=tuple(evidence),
            next_step=next_step or self.next_step,
            action=self.action if action is None else action,
            about=about,
            lacks=tuple(lacks),
        )

    def advised(
        self,
        subject: str,
        what: str,
        *,
        expected: str = "",
        actual: str = "",
        evidence: Iterable[EvidenceRef] = (),
        next_step: str = "",
        action: Action | None = None,
        about: str = "",
    ) -> Finding:
        """Worth knowing, and no obstacle: a failure of gravity advice that never holds the unit."""
        return self.failed(
            subject,
            what,
            expected=expected,
            actual=actual,
            evidence=evidence,
            gravity=Gravity.ADVICE,
            hold=False,
            next_step=next_step,
            action=action,
            about=about,
        )

    def unknown(
        self,
        subject: str,
        what: str,
        *,
        expected: str = "",
        actual: str = "",
        evidence: Iterable[EvidenceRef] = (),
        gravity: Gravity | None = None,
        hold: bool | None = None,
        noted: bool | None = None,
        next_step: str = "",
        action: Action = Action.NONE,
        about: str = "",
        lacks: Iterable[Lack] = (),
    ) -> Finding:
        """It could not be told. Carries the ceiling, for the missing fact might have been the gravest.

        ``gravity`` and ``hold`` are stated only where that subject can't have been as grave as the ceiling.
        """
        return Finding(
            self.id,
            subject,
            Result.INCONCLUSIVE,
            gravity or self.ceiling or self.gravity,
            what,
            expected,
            actual,
            self.hold or self.may_hold if hold is None else hold,
            self.unknown_is_noted if noted is None else noted,
            tuple(evidence),
            next_step,
            action,
            about,
            tuple(lacks),
        )

    def family_unknown(self, case: Case, what: str) -> Finding:
        """The answer of a check that can't do without a platform profile."""
        named = case.unit.model or case.unit.description or "that states no model"
        return self.unknown(
            case.unit.name,
            what,
            expected="a product model that a platform profile fits",
            actual=named,
            next_step="add a platform profile for the family, or correct the product's name",
            action=Action.LOOK_UP,
            about=f"family {named}",
            lacks=[Lack(LackKind.PROFILE, case.unit.model or case.unit.description)],
        )


def is_site_check(check: Check | type[Check]) -> bool:
    """Whether a policy brought the check along. What it needs is asked wherever it applies, expected there or not."""
    return check.id.startswith(SITE)


def fits_platforms(platforms: tuple[str, ...], profile: PlatformProfile) -> bool:
    """Whether globs over profile names, if there are any, fit that profile."""
    return not platforms or any(fnmatchcase(profile.name, glob) for glob in platforms)


def run_check(check: Check, case: Case) -> tuple[Finding, ...]:
    """One check's findings about one unit, with everything that a check needn't care about settled here.

    Texts of findings hold what a device said: they come out on one line, bounded, without control characters.
    """
    return tuple(plain(_with_a_step(finding)) for finding in _findings(check, case))


def _with_a_step(finding: Finding) -> Finding:
    """Whatever stays unknown can be asked once more; a device that withholds it for good has told something too."""
    if finding.result is not Result.INCONCLUSIVE or finding.noted or finding.next_step:
        return finding
    return replace(
        finding,
        next_step="collect the host again; if it stays so, have somebody read it on the console",
        action=Action.COLLECT,
    )


def plain(finding: Finding) -> Finding:
    """The finding with its texts on one line, bounded, without control characters; the same one where they are so."""
    if not finding.lacks and _are_plain(finding):
        return finding
    changed: dict[str, object] = {}
    for name in _DEVICE_TEXTS:
        text = getattr(finding, name)
        if (plain := shown(text, _LONGEST_TEXT)) is not text:
            changed[name] = plain
    if finding.lacks:
        named = (Lack(one.kind, shown(one.name, _LONGEST_NAME)) for one in finding.lacks if one.name)
        changed["lacks"] = tuple(dict.fromkeys(named))[:_MOST_LACKS]
    return replace(finding, **changed) if changed else finding  # type: ignore[arg-type]


def _are_plain(finding: Finding) -> bool:
    """Whether no text of it has to be changed, looked at all at once: every finding of every unit comes by here."""
    texts = f"|{finding.subject}|{finding.what}|{finding.expected}|{finding.actual}|{finding.about}|"
    if not texts.isprintable() or "  " in texts or " |" in texts or "| " in texts:
        return False
    return len(texts) <= _LONGEST_TEXT or all(len(getattr(finding, name)) <= _LONGEST_TEXT for name in _DEVICE_TEXTS)


def _findings(check: Check, case: Case) -> tuple[Finding, ...]:
    subject = case.unit.name
    try:
        if settled := _before_judging(check, case):
            return settled
        findings = tuple(check.judge(case))
    except EvidenceUnknownError as missed:
        return (_evidence_missing(check, subject, missed.unknown),)
    except Exception as error:  # noqa: BLE001 - a defect of one check must cost that answer, not the batch, and never be a pass
        return (
            check.unknown(
                subject,
                "the check itself failed",
                expected="an answer",
                actual=f"{type(error).__name__}: {error}"[:300],
                noted=False,
                next_step="report this defect with the evidence bundle",
                action=Action.ASK,
            ),
        )
    if not findings:
        return (
            check.unknown(
                subject, "the check gave no answer", noted=False, next_step="report this defect", action=Action.ASK
            ),
        )
    return _bounded(check, subject, _carried_by_data(check, case, findings))


def _bounded(check: Check, subject: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """No more findings than a record can hold: a device may print a hundred thousand users. The gravest stay; what is
    left out stays unknown, as grave as the gravest of it, so that no waiver of the others speaks for it."""
    if len(findings) <= MOST_FINDINGS:
        return findings
    ordered = sorted(findings, key=_lightness)
    left = ordered[MOST_FINDINGS:]
    grave = [one for one in left if one.result in _IN_THE_WAY]
    rest = check.unknown(
        subject,
        "it gives more answers than a record holds",
        expected=f"at most {MOST_FINDINGS}",
        actual=f"{len(findings)}, of which {len(left)} are left out",
        gravity=min((one.gravity for one in grave), key=_GRAVITIES.index, default=Gravity.ADVICE),
        hold=any(one.hold for one in grave),
        noted=all(one.noted for one in grave),
        next_step="look at the stored reply: no sound device prints so much",
        action=Action.LOOK,
    )
    return (*ordered[:MOST_FINDINGS], rest)


def _lightness(one: Finding) -> tuple[bool, bool, int, bool, int]:
    """What decides first comes first: what failed before what is unknown, then what puts a unit on hold, by gravity."""
    return (
        one.result not in _IN_THE_WAY,
        one.noted,
        _RESULTS.index(one.result),
        not one.hold,
        _GRAVITIES.index(one.gravity),
    )


def _before_judging(check: Check, case: Case) -> tuple[Finding, ...]:
    """The answer where the question doesn't arise, or what it rests on is missing; empty where the check may judge."""
    subject = case.unit.name
    if beforehand := _settled_by_plan(check, case):
        return (beforehand,)
    if check.rests_on and (broken := _broken(check, case.inputs)):
        return (_undeclared(check, subject, broken),)
    return tuple(_evidence_missing(check, subject, unknown) for unknown in _missing(check, case))


def _missing(check: Check, case: Case) -> list[Unknown]:
    """Evidence without which the check can't be judged: what it needs, what it uses and was asked, what it may see."""
    known, settled = case.kept(_known_items)
    missing: list[Unknown] = []
    if not known.issuperset(check.needs):
        needed = map(case.reading, check.needs)
        missing += [one for one in needed if isinstance(one, Unknown) and not _can_be_searched(check, one)]
    if not settled.issuperset(check.uses):
        used = map(case.reading, check.uses)
        missing += [one for one in used if isinstance(one, Unknown) and not _was_not_asked(one)]
    if unseen := _unseen(check, case):
        # What was denied is explained by what the login may not see.
        missing = [reading for reading in missing if reading.status != "denied"] + unseen
    return missing


def _known_items(case: Case) -> tuple[frozenset[Rpc], frozenset[Rpc]]:
    """The items that are known, and these with the ones that nobody asked for: most checks miss nothing."""
    readings = {rpc: case.reading(rpc) for rpc in Rpc}
    known = frozenset(rpc for rpc, reading in readings.items() if isinstance(reading, Known))
    return known, known | {rpc for rpc, reading in readings.items() if _was_not_asked(reading)}


def _can_be_searched(check: Check, reading: Unknown) -> bool:
    """What the model has no parser for can still be searched."""
    return reading.status == "not-modelled" and any(search.item == reading.item for search in check.searches)


def _settled_by_plan(check: Check, case: Case) -> Finding | None:
    """What policy and profile settle before any reply: that the question doesn't arise, or that nobody asked it."""
    reason = _moot(check, case.profile, case.inputs) if case.profile is not None else ""
    if reason:
        return Finding(check.id, case.unit.name, Result.NOT_APPLICABLE, check.gravity, reason)
    if case.profile is None and check.platforms:
        return _platform_unknown(check, case.unit.name)
    if check.optional and all(_was_not_asked(case.reading(rpc)) for rpc in check.uses):
        return _left_open(check, case)
    return None


def _broken(check: Check, inputs: Inputs) -> str:
    sets = (getattr(inputs.declared, kind) for kind in check.rests_on)
    return "; ".join(one.broken for one in sets if one.broken)


def _undeclared(check: Check, subject: str, broken: str) -> Finding:
    """A declared input that was lost weighs as the worst that it could have said."""
    return check.unknown(
        subject,
        broken,
        expected="what was declared, as it was declared",
        noted=None if (check.ceiling or check.gravity) is Gravity.ADVICE else False,
        next_step="restore the run's folder from a copy, or hand in what was declared again",
        action=Action.DECLARE,
    )


def _moot(check: Check, profile: PlatformProfile, inputs: Inputs) -> str:
    if profile.virtual and not check.judges_virtual:
        return f"{profile.name} is no product"
    if check.platforms and not fits_platforms(check.platforms, profile):
        return f"it is asked of the platforms {', '.join(check.platforms)}, and this is {profile.name}"
    return check.not_applicable(profile, inputs) or _not_asked(check, profile)


def _not_asked(check: Check, profile: PlatformProfile) -> str:
    """Evidence that this platform isn't expected to give makes the question moot, by profile and not by reply."""
    if is_site_check(check):
        return ""
    only_expected = _only_expected(check.needs)
    if not profile.expected.issuperset(only_expected):
        moot = [rpc for rpc in only_expected if rpc not in profile.expected]
        return f"{', '.join(moot)} is not expected of {profile.name}"
    if check.optional and not check.by_hand and not _told_by(profile, check):
        return f"{profile.name} is not known to tell it"
    return ""


def _told_by(profile: PlatformProfile, check: Check) -> list[Rpc]:
    return [rpc for rpc in check.uses if rpc in profile.optional or rpc in profile.expected]


def _was_not_asked(reading: Reading[object]) -> bool:
    return isinstance(reading, Unknown) and reading.status == "not-asked"


def _left_open(check: Check, case: Case) -> Finding:
    """Nobody asked, and that was settled before the first reply: an open point, and no weight."""
    items = list(check.uses) if case.profile is None else _told_by(case.profile, check)
    ask = f"switch on {' or '.join(items)} in the policy (evidence.switch_on) and collect again" if items else ""
    return check.unknown(
        case.unit.name,
        f"{'nobody asked' if items else 'no reply of this platform tells'} whether this holds: {check.title}",
        expected=" or ".join(items) or "what a person sees",
        actual="not asked",
        gravity=check.gravity,
        hold=False,
        noted=True,
        next_step=ask or check.by_hand,
        action=Action.COLLECT if items else Action.LOOK,
    )


def _platform_unknown(check: Check, subject: str) -> Finding:
    """It may be one of the platforms that the check speaks of: what can't be told is no reason to leave it out."""
    return check.unknown(
        subject,
        "its platform isn't known, so whether this is asked of it can't be told",
        expected=f"one of the platforms {', '.join(check.platforms)}, or another that is known",
        actual="no platform profile",
        noted=None if (check.ceiling or check.gravity) is Gravity.ADVICE else False,
        next_step=COLLECT_AGAIN,
        action=Action.COLLECT,
    )


@cache
def _only_expected(needs: tuple[Rpc, ...]) -> tuple[Rpc, ...]:
    """Those among a check's needs that only some platforms are expected to give."""
    return tuple(rpc for rpc in needs if CATALOGUE[rpc].need is Need.EXPECTED)


def _unseen(check: Check, case: Case) -> list[Unknown]:
    if not check.permissions:
        return []
    reading = case.reading(Rpc.AUTHORIZATION)
    if isinstance(reading, Unknown):
        return [reading]
    authorization = case.known(Rpc.AUTHORIZATION, Authorization)
    lacking = [permission for permission in check.permissions if not authorization.may(permission)]
    if not lacking:
        return []
    permissions = f"permission{'s' if len(lacking) > 1 else ''} {' and '.join(lacking)}"
    reason = f"the login {authorization.user} lacks the {permissions} and can't see all of it"
    return [Unknown(Rpc.AUTHORIZATION, "denied", reason)]


class _Remedy(TypedDict):
    next_step: str
    action: Action
    about: str


def _evidence_missing(check: Check, subject: str, unknown: Unknown) -> Finding:
    """Evidence that was asked for and is missing weighs wherever a failure would; only missing facts may be noted."""
    return check.unknown(
        subject,
        f"could not be told: {unknown.reason}",
        expected=f"{unknown.item} as evidence",
        actual=unknown.status,
        evidence=(EvidenceRef(unknown.item),),
        noted=None if (check.ceiling or check.gravity) is Gravity.ADVICE else False,
        **_remedy(unknown),
    )


# What has to be otherwise when the host is collected again; for what isn't named, another try is all there is.
_LOGIN = (LOG_IN_TO_SEE_ALL, "login")
_SLOWLY = (COLLECT_SLOWLY, "time")
_HOW_TO_COLLECT = {"denied": _LOGIN, "timeout": _SLOWLY, "closed": _SLOWLY}


def _remedy(unknown: Unknown) -> _Remedy:
    if unknown.status == "unsupported":
        return {
            "next_step": "find out which release answers this; if none does, have the platform's profile corrected",
            "action": Action.ASK,
            "about": f"request {unknown.item}",
        }
    text, about = _HOW_TO_COLLECT.get(unknown.status, (COLLECT_AGAIN, ""))
    return {"next_step": text, "action": Action.COLLECT, "about": about}


def _carried_by_data(check: Check, case: Case, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Let no pass and no mere open point rest on a reference set that is missing, unpinned or too old."""
    on = case.as_of.date()
    weak = {name: why for name in check.data if (why := case.reference.weakness(name, on))}
    if not weak:
        return findings
    told = " and ".join(f"the reference set {name} {why}" for name, why in weak.items())
    return tuple(
        replace(
            finding,
            result=Result.INCONCLUSIVE,
            gravity=check.ceiling or check.gravity,
            hold=check.hold or check.may_hold,
            noted=False,
            what=f"{finding.what}, but {told}",
            next_step="update the reference set, or pin the one that is meant in the policy",
            action=Action.LOOK_UP,
            about=f"reference set {', '.join(weak)}",
            lacks=(*finding.lacks, *(Lack(LackKind.REFERENCE_SET, name) for name in weak)),
        )
        if finding.result is Result.PASS or finding.noted
        else finding
        for finding in findings
    )
