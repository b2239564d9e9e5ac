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
from reinstate.reference.licenses import LicenseClass

TEXT_LIMIT = 1000
MESSAGE_LIMIT = 4 * TEXT_LIMIT


def _cut(text: str, limit: int) -> str:
    return f"{text[: limit - 40]}\N{HORIZONTAL ELLIPSIS} ({len(text)} characters)"


def _bounded(value: object) -> object:
    return _cut(value, TEXT_LIMIT) if isinstance(value, str) and len(value) > TEXT_LIMIT else value


def _bounded_message(value: object) -> object:
    return _cut(value, MESSAGE_LIMIT) if isinstance(value, str) and len(value) > MESSAGE_LIMIT else value


# Cutting keeps the limit; a constraint as well would count every text a second time.
Bounded = Annotated[str, BeforeValidator(_bounded), Field(json_schema_extra={"maxLength": TEXT_LIMIT})]
Message = Annotated[str, BeforeValidator(_bounded_message), Field(json_schema_extra={"maxLength": MESSAGE_LIMIT})]
# Texts of findings are bounded when they are created: cutting them again would be the slowest part of a record.
Plain = Annotated[str, Field(max_length=TEXT_LIMIT)]
PlainMessage = Annotated[str, Field(max_length=MESSAGE_LIMIT)]
Digest = Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
Usd = Annotated[int, Field(ge=0)]


class RecordPart(BaseModel):
    """A part of a record: frozen, with no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class UnitPart(RecordPart):
    """The unit that was inspected. "" where the evidence does not contain the value."""

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
    profile: str = Field(description="the platform profile; empty where none matches")


class EvidencePart(RecordPart):
    """A place in the evidence: item id, and the XPath in the stored reply, by local names."""

    item: str
    xpath: Bounded


class WaiverPart(RecordPart):
    """A waiver and the finding that it names, also where the waiver is not in effect."""

    state: WaiverState
    owner: str
    reason: str
    expires: date
    unit: str
    serial: str
    subject: str


class LackPart(RecordPart):
    """A fact that would resolve a finding: the reference set that lacks it, and the name to enter it under."""

    kind: LackKind
    name: Bounded


class FindingPart(RecordPart):
    """The result of one check for one subject."""

    check: str
    title: str
    clauses: tuple[str, ...]
    subject: Plain
    result: Result
    gravity: Gravity
    hold: bool = Field(description="a failure puts the unit on hold; an inconclusive finding is a possible hold")
    noted: bool = Field(description="an open item, which does not count toward the verdict")
    what: Plain
    expected: Plain
    actual: Plain
    message: PlainMessage
    evidence: tuple[EvidencePart, ...]
    next_step: str
    action: Action = Field(description="the kind of the next step; empty where there is none")
    about: Plain = Field(
        description="what the next step is about, as kind and name; empty where it serves this subject alone"
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
    """The release of one Routing Engine, as printed."""

    engine: Bounded
    version: Bounded


class FeePart(RecordPart):
    """One fee in whole US dollars; null where no amount is published or stated."""

    clause: str
    title: str
    sku: str
    low: Usd | None
    high: Usd | None
    stated: bool = Field(description="an amount that is stated for this product, not a range")
    basis: str
    source: str
    as_of: date | None


class FeesPart(RecordPart):
    """All fees. ``low`` is the known minimum; ``high`` is null while any fee has no known upper limit."""

    currency: Literal["USD"]
    refundable: Literal[False]
    lines: tuple[FeePart, ...]
    low: Usd
    high: Usd | None
    open: tuple[str, ...] = Field(description="fees without a known upper limit")


class ClaimedPart(RecordPart):
    """A claimed module; ``serial`` is empty where none is stated."""

    name: Bounded
    serial: Bounded
    count: int


class ClaimPart(RecordPart):
    """The statements of seller, label, and papers about the unit. Empty and null where nothing is claimed."""

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
    """One kind of declared input of the batch: ``claims``, ``entitlement``, ``hold_ends``, ..."""

    kind: str
    files: tuple[Bounded, ...]
    sha256: Digest
    rows: int
    broken: Bounded


LicenseSubject = Literal["hardware", "key", "feature", "claim"]


class LicensePart(RecordPart):
    """One license, and what to do with it."""

    of: LicenseSubject = Field(description="the source: the product, an installed key, a feature in use, or a claim")
    name: Bounded
    sku: Bounded
    license_class: LicenseClass
    action: str
    clause: str
    buy: bool = Field(description="to buy new if needed: the fees contain a line for it")
    evidence: EvidencePart | None


class LicensePlanPart(RecordPart):
    """What to do with each license; ``complete`` is false where keys or their usage are not completely known."""

    complete: bool
    reason: Bounded
    licenses: tuple[LicensePart, ...]


class SupportPart(RecordPart):
    """The date until which the unit can be supported, by the known lifecycle rows."""

    until: date | None
    limited_by: Bounded
    open: tuple[Bounded, ...] = Field(description="parts without lifecycle data")


class PointPart(RecordPart):
    """An open item that this inspection did not resolve."""

    check: str = Field(description="the check; empty where only a person can resolve it")
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
    action: Action = Field(description="the kind of the step; empty where the disposition itself requires it")
    about: Bounded = Field(
        description="what it is about, as kind and name; empty where it is about the unit or one part"
    )
    settles: tuple[SubjectPart, ...] = Field(description="the findings that a favorable result resolves")
    destroys: bool = Field(description="the step destroys evidence")
    if_bad: Disposition | None = Field(description="what the worst result leads to; null for a correction")
    outlook: str = Field(description="what the results can lead to")


class ShortestPathPart(RecordPart):
    """The smallest set of steps to a decision, in order. There is no other list of steps."""

    state: Literal["open", "settled", "nothing-needed"]
    summary: Message
    steps: tuple[StepPart, ...]
    soonest: int | None = Field(
        description="number of the earliest step that can end the evaluation, from 1; null if none"
    )
    least: bool = Field(
        description="no smaller set of the known steps resolves the findings; false where the search was cut short"
    )
    unknown: tuple[SubjectPart, ...] = Field(description="findings that are still unknown after these steps")


class StagePart(RecordPart):
    """One state on the path to reinstatement."""

    name: str
    state: Literal["next", "waits", "unsure", "later", "closed"]
    why: str = Field(description="the position of this unit; empty where an earlier state states it")
    fees: tuple[str, ...] = Field(description="clauses of the fees that are due with it")


class ContactPart(RecordPart):
    """One contact."""

    topic: str
    channel: str
    clause: str


class RiskState(StrEnum):
    """The result of an inspection about a risk of gray-market products."""

    FOUND = "found"
    OPEN = "open"  # a check is inconclusive, or none was applied
    HINT = "hint"  # an informational failure
    NOT_FOUND = "not-found"
    ALWAYS = "always"  # applies to every gray-market product; no check can show it


class RiskPart(RecordPart):
    """A risk of every gray-market product, and whether it applies to this unit."""

    clause: str
    text: str
    state: RiskState
    checks: tuple[str, ...] = Field(description="the checks that show the state, for found, open, and hint")


class OutcomePart(RecordPart):
    """The outcome of the session; all empty where the evidence manifest cannot be read."""

    status: str
    stage: str
    detail: Bounded
    attempts: int


class ItemPart(RecordPart):
    """One evidence item as found in the evaluation: ``damaged`` where its bytes do not match their digest."""

    id: str
    status: str
    file: str
    sha256: Digest
    bytes: int
    redacted: int


class BundlePart(RecordPart):
    """The evidence that this record is based on."""

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
    pinned: bool = Field(description="the policy pins this digest; a set without a pin permits no pass")


class ListPart(RecordPart):
    """One list of serial numbers."""

    name: str
    sha256: Digest


class ListsPart(RecordPart):
    """Lists of lost, stolen, counterfeit, and rejected serial numbers."""

    none_held: bool
    broken: str
    files: tuple[ListPart, ...]


class DisabledPart(RecordPart):
    """A check that the policy disables."""

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
    """One finding that prevented a pass in the earlier record or prevents it in this one, and its change."""

    check: str
    subject: Bounded
    then: Literal["", "fail", "inconclusive"] = Field(description="empty where it did not prevent a pass")
    now: Literal["pass", "gone", "fail", "inconclusive", "not_applicable", "waived", "not-judged"] = Field(
        description="gone: the check was applied, and the subject no longer exists"
    )
    message: Message


class SupersedesPart(RecordPart):
    """The newest record of an earlier run for the same serial number, and the changes since."""

    run_id: str
    unit: Bounded
    digest: Digest = Field(description="sha256 of the earlier record's bytes; empty where there are none")
    problem: Bounded = Field(description="why the earlier record cannot be used; empty where it can")
    as_of: Bounded
    verdict: Verdict | None
    disposition: Disposition | None
    remedied: tuple[ChangePart, ...]
    remains: tuple[ChangePart, ...]
    new: tuple[ChangePart, ...]


class UnreadRunPart(RecordPart):
    """An earlier run that cannot be read; it may contain a newer record of this serial number."""

    run_id: Bounded
    problem: Bounded


class ToolPart(RecordPart):
    """The software that evaluated the unit."""

    name: Literal["reinstate"]
    version: str
