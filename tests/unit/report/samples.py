"""Records to report on: each is checked against the record's own type, so that none shows what no judgement gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reinstate.decision.record import ClaimPart, Record
from reinstate.decision.run_accounts import summary

TEMPLATES = Path(__file__).parents[3] / "roles" / "report" / "templates"

RUN = {
    "schema_version": 1,
    "run_id": "20261123T040500.00Z",
    "started": "2026-11-23T04:05:00.000Z",
    "finished": "2026-11-23T04:06:10.000Z",
    "scope": "full",
    "hosts": [],
}


def finding(check: str, result: str = "pass", gravity: str = "condition", **told: Any) -> dict[str, Any]:
    """One finding; ``told`` replaces any of its fields."""
    fields = {
        "check": check,
        "title": f"The statement of {check} holds",
        "clauses": ["P4"],
        "subject": "ex-1",
        "result": result,
        "gravity": gravity,
        "hold": False,
        "noted": False,
        "what": "it is as it should be" if result == "pass" else "it is not as it should be",
        "expected": "this",
        "actual": "this" if result == "pass" else "that",
        "evidence": [{"item": "chassis-inventory", "xpath": "/rpc-reply/chassis-inventory/chassis[1]"}],
        "next_step": "" if result in ("pass", "not_applicable") else "put it right",
        "action": "" if result in ("pass", "not_applicable") else "look",
        "about": "",
        "lacks": [],
        "cause": "",
        "waiver": None,
        **told,
    }
    said = f"{fields['subject']}: {fields['what']} - Expected: {fields['expected']} Actual: {fields['actual']}"
    return {"message": said, **fields}


def waiver(state: str = "applied", **told: Any) -> dict[str, Any]:
    """A waiver beside a finding."""
    fields = {"owner": "A. Owner", "reason": "accepted until the spare comes", "expires": "2027-01-31"}
    return {"state": state, **fields, "unit": "ex-1", "serial": "", "subject": "*", **told}


def reason(told: dict[str, Any]) -> dict[str, Any]:
    """The finding as a decision names it."""
    return {key: told[key] for key in ("check", "subject", "result", "gravity", "hold", "message")}


def step(text: str, *settles: tuple[str, str], action: str = "", **told: Any) -> dict[str, Any]:
    """One step of a shortest path; ``settles`` names findings by check and subject."""
    named = [{"check": check, "subject": subject} for check, subject in settles]
    fields = {"clause": "", "about": "", "destroys": False, "if_bad": None, "outlook": ""}
    return {"text": text, "action": action, "settles": named, **fields, **told}


def way(*steps: dict[str, Any], state: str = "nothing-needed", **told: Any) -> dict[str, Any]:
    """The shortest path to a decision."""
    fields = {"summary": "Nothing is needed for a decision.", "soonest": None, "least": True, "unknown": []}
    return {"state": state, "steps": list(steps), **fields, **told}


def claim(**told: Any) -> dict[str, Any]:
    """What is claimed of a unit."""
    several: dict[str, Any] = {name: [] for name in ("further_serials", "modules", "licenses")}
    absent = dict.fromkeys(("value", "fed_supplies", "stage"))
    return {**dict.fromkeys(ClaimPart.model_fields, ""), **several, **absent, **told}


_COUNTED = {
    "result": ("pass", "fail", "inconclusive", "not_applicable"),
}


def _counts(findings: list[dict[str, Any]]) -> dict[str, int]:
    counts = {result: sum(one["result"] == result for one in findings) for result in _COUNTED["result"]}
    waived = sum(one["waiver"] is not None and one["waiver"]["state"] == "applied" for one in findings)
    return {**counts, "waived": waived, "noted": sum(one["noted"] for one in findings)}


def record(
    name: str = "ex-1",
    *findings: dict[str, Any],
    verdict: str = "pass",
    disposition: str = "reinstate",
    unit: dict[str, Any] | None = None,
    **told: Any,
) -> dict[str, Any]:
    """One record, checked. The first finding decides unless the verdict is pass; ``told`` replaces any part."""
    findings = findings or (finding("identity.chassis-serial", subject=name),)
    stated = {
        "schema_version": 2,
        "as_of": "2026-11-23T04:06:30Z",
        "unit": {**_unit(name), **(unit or {})},
        "verdict": verdict,
        "disposition": disposition,
        "reason": "all-passed" if verdict == "pass" else findings[0]["check"],
        "deciding": None if verdict == "pass" else reason(findings[0]),
        "beside": [],
        "counts": _counts(list(findings)),
        "findings": list(findings),
        **_parts(),
        **told,
    }
    return Record.model_validate(stated).to_json()


def economy(**told: Any) -> dict[str, Any]:
    """What a record says of money; ``told`` replaces any part."""
    none = {"low": 0, "high": 0, "source": ""}
    return {
        "currency": "USD",
        "worth": "unstated",
        "by_figures": "unstated",
        "reason": "no value is declared for this unit",
        "up_to": None,
        "open": [],
        "lookup_first": False,
        "lookup_reason": "",
        "pay_nothing": False,
        "cost": {**dict.fromkeys(("fees", "licenses", "repairs", "freight", "purchase", "total"), none)},
        "declared_value": None,
        "value_as_is": None,
        "value_supported": None,
        "replacement_value": None,
        "gain": None,
        "bound": None,
        "taken": [],
        "at_risk_now": none,
        "contract_per_year": None,
        "support_years_left": 4.6,
        **told,
    }


def superseded(*, problem: str = "", **changes: list[dict[str, Any]]) -> dict[str, Any]:
    """What a record says of the one before it."""
    judged = {"as_of": "", "verdict": None, "disposition": None}
    if not problem:
        judged = {"as_of": "2026-10-01T00:00:00Z", "verdict": "fail", "disposition": "remediate"}
    named = {"run_id": "20261001T000000.00Z", "unit": "ex-1", "digest": _DIGEST, "problem": problem}
    return {**named, **judged, **{kind: changes.get(kind, []) for kind in ("remedied", "remains", "new")}}


def change(then: str, now: str, check: str = "health.supplies", message: str = "PSU 1: it failed") -> dict[str, Any]:
    """What became of one obstacle."""
    return {"check": check, "subject": "PSU 1", "then": then, "now": now, "message": message}


def summary_of(records: list[dict[str, Any]]) -> dict[str, Any]:
    """The batch's summary, as the accounts give it."""
    typed = [Record.model_validate(one) for one in records]
    return summary(typed, {one.unit.host for one in typed})


def _unit(name: str) -> dict[str, Any]:
    return {
        "host": name.partition(".fpc")[0],
        "name": name,
        "member": name.partition(".")[2],
        "serial_number": "FA3720110123",
        "model": "EX4400-48T",
        "description": "EX4400-48T",
        "part_number": "650-112233",
        "model_number": "EX4400-48T",
        "clei_code": "",
        "present": True,
        "profile": "ex4400",
    }


_ITEMS = ("authorization", "software", "chassis-inventory", "chassis-alarms", "configuration")
_DIGEST = "5f2c9d6e" * 8


def _parts() -> dict[str, Any]:
    return {
        "software": [{"engine": "", "version": "23.4R2-S4.11"}],
        "modules": [_module("PSM 0", "power-supply", "JPSU 550W AC"), _module("FPC 0", "line-card", "EX4400-48T")],
        "licenses": _licenses(),
        "fees": _fees(),
        "economy": economy(),
        "claim": None,
        "declared": [],
        "supportable": {"until": "2031-06-30", "limited_by": "chassis", "open": []},
        "open_points": [{"check": "", "clause": "P25", "text": "Whether the serial is known to the maker."}],
        "shortest_path": way(step("Request the inspection through a partner.", clause="P9")),
        "path": [
            {"name": "requested", "state": "next", "why": "Before the request, which can be made now.", "fees": []},
            {"name": "inspection fee agreed", "state": "later", "why": "", "fees": ["P11"]},
            {"name": "inspected", "state": "later", "why": "", "fees": []},
        ],
        "contacts": [{"topic": "Gray-market concerns", "channel": "brandprotection@juniper.net", "clause": "P30"}],
        "risks": [
            {"clause": "P20", "text": "The original warranty is void.", "state": "always", "checks": []},
            {"clause": "P26", "text": "It may be stolen.", "state": "open", "checks": ["identity.listed"]},
            {"clause": "P28", "text": "Its modules may fail.", "state": "found", "checks": ["frus.empty-slots"]},
        ],
        "limits": ["It reads what the running software tells."],
        "supersedes": None,
        "earlier_unread": [],
        "evidence": _evidence(),
        "reference": [_set("junos-releases", stale=False), _set("hardware-lifecycle", stale=True)],
        "policy": _policy(),
        "catalog": {"checks": 40, "digest": _DIGEST},
        "tool": {"name": "reinstate", "version": "0.1.0"},
    }


def _module(place: str, kind: str, description: str) -> dict[str, Any]:
    return {
        "place": place,
        "kind": kind,
        "description": description,
        "version": "REV 05",
        "part_number": "740-053352",
        "serial_number": "1EDV1234567",
        "model_number": "",
        "clei_code": "",
    }


def _licenses() -> dict[str, Any]:
    embedded = {
        "of": "hardware",
        "name": "Junos",
        "sku": "",
        "license_class": "embedded",
        "action": "re-register it with the hardware",
        "clause": "P16",
        "buy": False,
        "evidence": None,
    }
    return {"complete": True, "reason": "", "licenses": [embedded]}


def _fees() -> dict[str, Any]:
    def line(clause: str, title: str, low: int | None, high: int | None) -> dict[str, Any]:
        source = {"stated": False, "basis": "by product", "source": "Gray Market FAQs", "as_of": "2019-01-01"}
        return {"clause": clause, "title": title, "sku": "", "low": low, "high": high, **source}

    lines = [
        line("P11", "product inspection", 500, 2500),
        line("P12", "reinstatement", None, None),
        line("P13", "Junos re-registration", 500, 10000),
    ]
    return {
        "currency": "USD",
        "refundable": False,
        "lines": lines,
        "low": 1000,
        "high": None,
        "open": ["P12 reinstatement"],
    }


def _evidence() -> dict[str, Any]:
    def item(name: str) -> dict[str, Any]:
        return {"id": name, "status": "ok", "file": f"{name}.xml", "sha256": _DIGEST, "bytes": 12345, "redacted": 0}

    return {
        "manifest_sha256": _DIGEST,
        "damage": "",
        "started": "2026-11-23T04:05:01.000Z",
        "finished": "2026-11-23T04:05:09.000Z",
        "collector": "reinstate 0.1.0 (junos-eznc 2.8.2)",
        "outcome": {"status": "complete", "stage": "done", "detail": "", "attempts": 1},
        "items": [item(name) for name in _ITEMS],
    }


def _set(name: str, *, stale: bool) -> dict[str, Any]:
    return {
        "name": name,
        "as_of": "2026-11-22",
        "digest": _DIGEST,
        "source": "Juniper's public table",
        "max_age_days": 90,
        "stale": stale,
        "pinned": True,
    }


def _policy() -> dict[str, Any]:
    return {
        "name": "default",
        "version": 1,
        "digest": _DIGEST,
        "stage": "as-received",
        "fed_supplies": 1,
        "lists": {"none_held": True, "broken": "", "files": []},
        "disabled": [],
    }
