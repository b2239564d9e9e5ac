"""The form of ``summary.json``, as it is published: a JSON Schema made from the types below."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from reinstate.decision.record import Worth
from reinstate.decision.record.parts import Digest, Usd
from reinstate.decision.verdict import Disposition

SUMMARY_SCHEMA_ID: Final = "urn:reinstate:summary:1"
_FILE = "summary.schema.json"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SumPart(_Part):
    """A sum in whole US dollars; ``high`` is null where an amount has no known upper limit."""

    low: Usd
    high: Usd | None


class TotalsPart(_Part):
    """Counts and sums of a group of units."""

    units: int
    worth: dict[Worth, int] = Field(description="units by whether reinstatement is worth its cost")
    lookup_first: int = Field(description="units to look up in Juniper's records before anything is paid")
    pay_nothing: int = Field(description="units for which no fee may be paid")
    declared_value: Usd
    gain: int = Field(description="what reinstatement adds, of units for which a fee may be paid, where it is known")
    cost: SumPart = Field(description="the whole cost, of units for which a fee may be paid")
    cost_known: Usd = Field(description="the sum of those costs that are one figure")
    cost_open: int = Field(description="how many of those costs are not")
    at_risk_now: SumPart = Field(description="fees of product inspections, of units for which a fee may be paid")
    saved: SumPart = Field(description="costs that are not paid: of units rejected, on hold, or not worth it")


class EconomicsPart(TotalsPart):
    """The money of the batch, and of its groups by name; "" is the group of units for which none is stated."""

    currency: str
    ready: TotalsPart = Field(description="units that pass and are worth it")
    by_order: dict[str, TotalsPart]
    by_seller: dict[str, TotalsPart]
    by_model: dict[str, TotalsPart]
    by_disposition: dict[str, TotalsPart]
    by_worth: dict[str, TotalsPart]


class ListedPart(_Part):
    """A record of the run."""

    serial: str
    sha256: Digest
    held: bool


class SummaryPart(_Part):
    """The accounts of a run: what ``summary.json`` states."""

    run_id: str
    hosts: int
    units: int
    passed: int = Field(alias="pass")
    failed: int = Field(alias="fail")
    inconclusive: int
    unreachable: int = Field(description="hosts without evidence")
    repeated: int = Field(description="further addresses of units that are counted elsewhere")
    waived: int
    economics: EconomicsPart
    dispositions: dict[Disposition, int]
    outcomes: dict[str, int] = Field(description="hosts by how their session ended")
    claims: dict[str, Any] = Field(default={}, description="claims and units that do not match")
    notices: list[str] = Field(
        default=[], description="data that is out of date, or soon will be, and declared values of no unit"
    )
    judged: dict[str, Any] = Field(default={}, description="date, policy, and reference data of the evaluation")
    records: dict[str, ListedPart] = Field(default={}, description="the records, by unit")
    judgement: int = 0
    basis_sha256: Digest = ""


def summary_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of ``summary.json``, as it ships with the package."""
    text = (resources.files("reinstate.decision") / _FILE).read_text("utf-8")
    published: dict[str, Any] = json.loads(text)
    return published


def summary_schema_bytes() -> bytes:
    """The published file's content, made from the types above."""
    stated = SummaryPart.model_json_schema(by_alias=True)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SUMMARY_SCHEMA_ID, **stated}
    return (json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
