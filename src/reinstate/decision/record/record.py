"""The inspection record of one unit: what is written to ``records/<unit>.json`` and published as a JSON Schema."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError, WithJsonSchema

from reinstate.decision.record.earlier_versions import in_this_form
from reinstate.decision.record.memory_parts import HoldPart, NotSupersededPart, SightingPart
from reinstate.decision.record.money_parts import EconomyPart
from reinstate.decision.record.parts import (
    BundlePart,
    CatalogPart,
    ClaimPart,
    ContactPart,
    CountsPart,
    DeclaredPart,
    FeesPart,
    FindingPart,
    LicensePlanPart,
    ModulePart,
    PointPart,
    PolicyPart,
    ReasonPart,
    RecordPart,
    RiskPart,
    SetPart,
    ShortestPathPart,
    SoftwarePart,
    StagePart,
    SupersedesPart,
    SupportPart,
    ToolPart,
    UnitPart,
    UnreadRunPart,
)
from reinstate.decision.verdict import Disposition, Verdict
from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import json_text

SCHEMA_VERSION: Final = 2
SCHEMA_ID = "urn:reinstate:record:2"
# Characters that JSON keeps and that can act on a terminal, a browser, or an editor: C1, direction marks, separators.
_UNRULY = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class Record(RecordPart):
    """The inspection record of one unit."""

    # A record of an earlier version that was read keeps its number; none is written.
    schema_version: Annotated[Literal[1, 2], WithJsonSchema({"const": SCHEMA_VERSION, "type": "integer"})]
    as_of: str = Field(description="evaluation time, ISO 8601 in UTC")
    unit: UnitPart
    verdict: Verdict
    disposition: Disposition
    reason: str = Field(description="id of the deciding check, session.outcome, not-a-product, or all-passed")
    deciding: ReasonPart | None
    beside: tuple[ReasonPart, ...] = Field(
        description="other holds and blockers that failed or are inconclusive; findings of one cause are listed once"
    )
    counts: CountsPart
    findings: tuple[FindingPart, ...]
    software: tuple[SoftwarePart, ...] | None = Field(description="null where unknown")
    modules: tuple[ModulePart, ...] | None = Field(description="null where the inventory is unknown")
    licenses: LicensePlanPart
    fees: FeesPart
    economy: EconomyPart
    claim: ClaimPart | None = Field(
        description="the claim with the serial number of the unit; null where there is none"
    )
    supportable: SupportPart
    open_points: tuple[PointPart, ...]
    shortest_path: ShortestPathPart
    path: tuple[StagePart, ...] = Field(description="the states of a reinstatement request, in order")
    contacts: tuple[ContactPart, ...]
    risks: tuple[RiskPart, ...] = Field(description="empty for a virtual device")
    limits: tuple[str, ...] = Field(description="the limits of this inspection")
    supersedes: SupersedesPart | None = Field(
        description="null where no earlier run is known to contain this serial number"
    )
    # A record of an earlier version does not have these, and can still be read.
    not_superseded: tuple[NotSupersededPart, ...] = Field(
        (), description="earlier records of this serial number that are, or may be, of another chassis"
    )
    earlier_unread: tuple[UnreadRunPart, ...]
    holds: tuple[HoldPart, ...] = Field((), description="the holds of the unit, also those that have ended")
    sighting: SightingPart | None = Field(None, description="what identified the chassis; null without evidence")
    known_as: tuple[SightingPart, ...] = Field(
        (), description="what identified the chassis with this serial number in earlier runs, where it differs"
    )
    same_as: str = Field(
        default="",
        description="the unit whose record counts for this chassis, which was collected at several addresses; empty "
        "where this one counts",
    )
    evidence: BundlePart
    reference: tuple[SetPart, ...]
    declared: tuple[DeclaredPart, ...]
    policy: PolicyPart
    catalog: CatalogPart
    tool: ToolPart

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON types."""
        return self.model_dump(mode="json", by_alias=True)

    def to_bytes(self) -> bytes:
        """Canonical JSON: sorted keys, two spaces, UTF-8, a final newline. The same record gives the same bytes."""
        return record_bytes(self.to_json())

    @property
    def digest(self) -> str:
        """sha256 of the canonical bytes, hexadecimal."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def record_bytes(stated: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a record in plain JSON types."""
    # These characters, and lone surrogates, are inside strings only, where JSON reads the escape as the character.
    text = json_text(stated)
    if not text.isascii() or "\x7f" in text:
        text = _UNRULY.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.encode("utf-8", "backslashreplace")


def read_record(content: bytes) -> Record:
    """The record in those bytes, of this version or an earlier one; EvidenceError where it is neither."""
    try:
        return Record.model_validate_json(content) if not _is_earlier(content) else _of_earlier(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EvidenceError(
            "inspection record: not in the format of this version",
            expected=f"schema_version {SCHEMA_VERSION} with all its fields",
            actual=": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"]))),
            remedy="re-evaluate the run (decide.yml)",
        ) from error


_EARLIER = re.compile(rb'"schema_version": 1\b')


def _is_earlier(content: bytes) -> bool:
    """Whether the bytes can be a record of an earlier version: to parse each one twice would cost too much."""
    return _EARLIER.search(content) is not None


def _of_earlier(content: bytes) -> Record:
    try:
        stated = json.loads(content)
    except ValueError:
        stated = None
    return Record.model_validate_json(content if stated is None else json.dumps(in_this_form(stated)))


def build_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record, made from the types above."""
    stated = Record.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **stated}


def schema() -> dict[str, Any]:
    """The published JSON Schema of a record, as it ships with the package."""
    text = (resources.files("reinstate.decision.record") / "record.schema.json").read_text("utf-8")
    published: dict[str, Any] = json.loads(text)
    return published


def schema_bytes() -> bytes:
    """The published file's content: ``build_schema`` as canonical JSON."""
    return (json.dumps(build_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
