"""The parts of an inspection record, as they are published."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reinstate.checks.framework import Action, Gravity, LackKind, Result
from reinstate.decision.policy.waivers import WaiverState
from reinstate.decision.verdict import Disposition, Verdict
from reinstate.declared.kinds import Stage
from reinstate.reference.facts import LicenseClass

TEXT_LIMIT = 1000
MESSAGE_LIMIT = 4 * TEXT_LIMIT


def _cut(text: str, limit: int) -> str:
    return f"{text[: limit - 40]}\N{HORIZONTAL ELLIPSIS} ({len(text)} characters)"


def _bounded(value: object) -> object:
    return _cut(value, TEXT_LIMIT) if isinstance(value, str) and len(value) > TEXT_LIMIT else value


def _bounded_message(value: object) -> object:
    return _cut(value, MESSAGE_LIMIT) if isinstance(value, str) and len(value) > MESSAGE_LIMIT else value


# The limit holds by cutting; stated as a constraint as well, it would be counted a second time for every text.
Bounded = Annotated[str, BeforeValidator(_bounded), Field(json_schema_extra={"maxLength": TEXT_LIMIT})]
Message = Annotated[str, BeforeValidator(_bounded_message), Field(json_schema_extra={"maxLength": MESSAGE_LIMIT})]
# Of findings, which are bounded when they are made: cutting them once more would be the dearest part of a record.
Plain = Annotated[str, Field(max_length=TEXT_LIMIT)]
PlainMessage = Annotated[str, Field(max_length=MESSAGE_LIMIT)]
Digest = Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
Usd = Annotated[int, Field(ge=0)]


class RecordPart(BaseModel):
    """A part of a record: frozen, with no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitPart(RecordPart):
    """Which product was judged. "" where the evidence doesn't tell."""

    host: Bounded
    name: Bounded
    member: Bounded
    serial_number: Bounded
    model: Bounded
    description: Bounded
    part_number: Bounded
    model_number: Bounded
    clei_code: Bounded
    present: bool
    profile: str = Field(description="platform profile by which it was judged; empty where none fits")


class EvidencePart(RecordPart):
    """A place in the evidence: item id, and the XPath in its stored reply by local names."""

    item: str
    xpath: Bounded


class WaiverPart(RecordPart):
    """A waiver beside the finding that it names, also where it is void."""

    state: WaiverState
    owner: str
    reason: str
    expires: date
    unit: str
    serial: str
    subject: str


class LackPart(RecordPart):
    """A fact that would have settled a finding: which reference set lacks it, and under which name to enter it."""

    kind: LackKind
    name: Bounded


class FindingPart(RecordPart):
    """One check's answer about one subject."""

    check: str
    title: str
    clauses: tuple[str, ...]
    subject: Plain
    result: Result
    gravity: Gravity
    hold: bool = Field(description="a failure puts the unit on hold; beside inconclusive: it might have")
    noted: bool = Field(description="an open point that doesn't weigh in the verdict")
    what: Plain
    expected: Plain
    actual: Plain
    message: PlainMessage
    evidence: tuple[EvidencePart, ...]
    next_step: str
    action: Action = Field(description="what kind of step that is; empty where there is none")
    about: Plain = Field(
        description="what that step is about, as kind and name; empty where it serves this subject alone"
    )
    lacks: tuple[LackPart, ...] = Field(description="the facts that would resolve the finding")
    cause: str = Field(
        description="id of the check whose inconclusive finding is the cause of this one; empty where none is"
    )
    waiver: WaiverPart | None


class ReasonPart(RecordPart):
    """A finding that the decision names."""

    check: str
    subject: Bounded
    result: Result
    gravity: Gravity
    hold: bool
    message: Message


class CountsPart(RecordPart):
    """Findings by result."""

    passed: int = Field(alias="pass")
    failed: int = Field(alias="fail")
    inconclusive: int
    not_applicable: int
    waived: int
    noted: int


class ModulePart(RecordPart):
    """One module of the unit."""

    place: Bounded
    kind: str
    description: Bounded
    version: Bounded
    part_number: Bounded
    serial_number: Bounded
    model_number: Bounded
    clei_code: Bounded


class SoftwarePart(RecordPart):
    """The release of one engine as it prints it."""

    engine: Bounded
    version: Bounded


class FeePart(RecordPart):
    """One fee in whole US dollars; null where no figure is public or stated."""

    clause: str
    title: str
    sku: str
    low: Usd | None
    high: Usd | None
    stated: bool = Field(description="a figure stated for this product, not a range")
    basis: str
    source: str
    as_of: date | None


class FeesPart(RecordPart):
    """All fees. ``low`` is what is known to be due at least; ``high`` is null as long as one end is open."""

    currency: Literal["USD"]
    refundable: Literal[False]
    lines: tuple[FeePart, ...]
    low: Usd
    high: Usd | None
    open: tuple[str, ...] = Field(description="fees without a known high end")


class EconomyPart(RecordPart):
    """Whether the fees exceed the unit's declared value; null where that can't be told."""

    declared_value: Usd | None
    uneconomic: bool | None
    reason: str


class ClaimedPart(RecordPart):
    """A module that was claimed; ``serial`` is empty where none was stated."""

    name: Bounded
    serial: Bounded
    count: int


class ClaimPart(RecordPart):
    """What seller, label and papers say of the unit. Empty and null where nothing is claimed."""

    serial: Bounded
    host: Bounded
    further_serials: tuple[Bounded, ...]
    seller: Bounded
    order: Bounded
    lot: Bounded
    model: Bounded
    condition: Bounded
    modules: tuple[ClaimedPart, ...]
    licenses: tuple[Bounded, ...]
    value: Usd | None
    fed_supplies: int | None
    stage: Stage | None
    ownership: Bounded
    jcpo: Bounded
    rack: Bounded
    position: Bounded
    end_customer: Bounded
    installed_at: Bounded
    contract_level: Bounded
    source: Bounded


class DeclaredPart(RecordPart):
    """One kind of declared input of the batch: ``claims``, ``entitlement`` or ``attestations``."""

    kind: str
    files: tuple[Bounded, ...]
    sha256: Digest
    rows: int
    broken: Bounded


LicenseSubject = Literal["hardware", "key", "feature", "claim"]


class LicensePart(RecordPart):
    """One license and what becomes of it."""

    of: LicenseSubject = Field(
        description="what it is told by: the product, an installed key, a feature in use, a claim"
    )
    name: Bounded
    sku: Bounded
    license_class: LicenseClass
    action: str
    clause: str
    buy: bool = Field(description="to be bought new where it is wanted: a fee line speaks of it")
    evidence: EvidencePart | None


class LicensePlanPart(RecordPart):
    """What to do with every license; ``complete`` is false where the evidence doesn't tell all keys and their use."""

    complete: bool
    reason: Bounded
    licenses: tuple[LicensePart, ...]


class SupportPart(RecordPart):
    """Until when the unit can be supported, by the lifecycle rows that are known."""

    until: date | None
    limited_by: Bounded
    open: tuple[Bounded, ...] = Field(description="parts whose lifecycle isn't known")


class PointPart(RecordPart):
    """Something that this inspection did not settle."""

    check: str = Field(description="the check that noted it; empty where only a person can see it")
    clause: str
    text: Message


class SubjectPart(RecordPart):
    """A finding by its check and subject."""

    check: str
    subject: Bounded


class StepPart(RecordPart):
    """One step, in order."""

    text: Message
    clause: str
    action: Action = Field(description="what kind of step it is; empty where it belongs to the disposition itself")
    about: Bounded = Field(
        description="what it is about, as kind and name; empty where it is about the unit or one part"
    )
    settles: tuple[SubjectPart, ...] = Field(description="the findings that a good answer settles")
    destroys: bool = Field(description="evidence is gone afterwards")
    if_bad: Disposition | None = Field(description="what the worst answer leads to; null where it only puts right")
    outlook: str = Field(description="what the answers could lead to")


class ShortestPathPart(RecordPart):
    """The least set of steps to a decision, in the order in which to do them. There is no other list of steps."""

    state: Literal["open", "settled", "nothing-needed"]
    summary: Message
    steps: tuple[StepPart, ...]
    soonest: int | None = Field(
        description="number of the cheapest step whose bad answer ends it, from 1; null if none"
    )
    least: bool = Field(
        description="no smaller set of the steps on offer does; false where there were too many to tell"
    )
    unknown: tuple[SubjectPart, ...] = Field(description="what stays unknown beside a decision that is settled")


class StagePart(RecordPart):
    """One state on the way to reinstatement."""

    name: str
    state: Literal["next", "waits", "unsure", "later", "closed"]
    why: str = Field(description="where this unit stands with it; empty where an earlier state tells")
    fees: tuple[str, ...] = Field(description="clauses of the fees that fall due with it")


class ContactPart(RecordPart):
    """Whom to turn to."""

    topic: str
    channel: str
    clause: str


class RiskState(StrEnum):
    """What an inspection says about a risk of gray-market products."""

    FOUND = "found"
    OPEN = "open"  # a check could not tell, or none was asked
    HINT = "hint"  # mere advice
    NOT_FOUND = "not-found"
    ALWAYS = "always"  # of every gray-market product; no check can tell


class RiskPart(RecordPart):
    """What a buyer has to know of every gray-market product, and how this unit stands."""

    clause: str
    text: str
    state: RiskState
    checks: tuple[str, ...] = Field(description="the checks that say so, of whatever was found or is open")


class OutcomePart(RecordPart):
    """How the session went; all empty where the manifest can't be read."""

    status: str
    stage: str
    detail: Bounded
    attempts: int


class ItemPart(RecordPart):
    """One evidence item as it was found when judging: ``damaged`` where its bytes no longer fit their hash."""

    id: str
    status: str
    file: str
    sha256: Digest
    bytes: int
    redacted: int


class BundlePart(RecordPart):
    """The evidence that this record rests on."""

    manifest_sha256: Digest
    damage: Bounded
    started: str
    finished: str
    collector: str
    outcome: OutcomePart
    items: tuple[ItemPart, ...]


class SetPart(RecordPart):
    """One reference set."""

    name: str
    as_of: date
    digest: str
    source: str
    max_age_days: int
    stale: bool
    pinned: bool = Field(description="the policy names it with this digest; without, it carries no pass")


class ListPart(RecordPart):
    """One list of serials."""

    name: str
    sha256: Digest


class ListsPart(RecordPart):
    """Lists of lost, stolen, counterfeit and rejected serials."""

    none_held: bool
    broken: str
    files: tuple[ListPart, ...]


class DisabledPart(RecordPart):
    """A check that the policy leaves out."""

    check: str
    reason: str


class PolicyPart(RecordPart):
    """The policy, and what it declares for this unit."""

    name: str
    version: int
    digest: Digest
    stage: str
    fed_supplies: int
    lists: ListsPart
    disabled: tuple[DisabledPart, ...]


class CatalogPart(RecordPart):
    """The checks that were applied."""

    checks: int
    digest: Digest


class ChangePart(RecordPart):
    """One obstacle of the earlier record or of this one, and what became of it."""

    check: str
    subject: Bounded
    then: Literal["", "fail", "inconclusive"] = Field(description="empty where it didn't stand in the way")
    now: Literal["pass", "gone", "fail", "inconclusive", "not_applicable", "waived", "not-judged"] = Field(
        description="gone: its check answered, and knows that subject no more"
    )
    message: Message


class SupersedesPart(RecordPart):
    """The newest record that an earlier run holds of the same serial, and what changed since."""

    run_id: str
    unit: Bounded
    digest: Digest = Field(description="sha256 of the earlier record's bytes; empty where there are none")
    problem: Bounded = Field(description="why the earlier record can't be relied on; empty where it can")
    as_of: Bounded
    verdict: Verdict | None
    disposition: Disposition | None
    remedied: tuple[ChangePart, ...]
    remains: tuple[ChangePart, ...]
    new: tuple[ChangePart, ...]


class UnreadRunPart(RecordPart):
    """An earlier run that can't be looked into; it may hold a newer record of this serial."""

    run_id: Bounded
    problem: Bounded


class ToolPart(RecordPart):
    """What judged."""

    name: Literal["reinstate"]
    version: str
