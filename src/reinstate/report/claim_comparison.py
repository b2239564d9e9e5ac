"""What was claimed of a unit against what was found, point by point, by the answers of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reinstate.checks.framework import NONE, shown
from reinstate.declared.kinds import ClaimedModule

Json = Mapping[str, Any]
_MODULES, _CONDITION, _LABEL = "claims.modules", "attested.condition", "attested.label"
_ENTITLEMENT = "identity.entitlement"


class Agreement(StrEnum):
    """How claim and finding stand to each other."""

    AGREES = "agrees"
    DIFFERS = "differs"
    MISSING = "missing"
    UNEXPECTED = "not claimed"
    UNKNOWN = "can't be told"
    BY_EYE = "to be compared by eye"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One point of a claim. "" where nothing was claimed, or found, of it."""

    what: str
    claimed: str
    found: str
    agreement: Agreement


_BY_RESULT: Mapping[str, Agreement] = {
    "pass": Agreement.AGREES,
    "fail": Agreement.DIFFERS,
    "inconclusive": Agreement.UNKNOWN,
    "not_applicable": Agreement.UNKNOWN,
}


def rests_on_people(finding: Json) -> bool:
    """Whether the answer rests on what a named person stated; what nobody stated is an open point instead."""
    told = finding["result"] != "not_applicable" and not finding["noted"]
    return told and (finding["check"].startswith("attested.") or finding["check"] == _ENTITLEMENT)


def compared(record: Json) -> tuple[Comparison, ...]:
    """Every point of the unit's claim; none where nothing is claimed of it.

    It never contains what speaks of other units, of the buyer's price or of the end customer: sellers get it.
    """
    claim = record["claim"]
    if claim is None:
        return ()
    return (
        *_serial(record, claim),
        *_label(record, claim),
        *_model(record, claim),
        *_modules(record, claim),
        *_licenses(record, claim),
        *_condition(record, claim),
    )


def _serial(record: Json, claim: Json) -> Iterator[Comparison]:
    claimed, found = (claim["serial"], *claim["further_serials"]), record["unit"]["serial_number"]
    agrees = found.upper() in {serial.upper() for serial in claimed}
    yield Comparison(
        "Serial number", ", ".join(claimed), found, Agreement.AGREES if agrees else Agreement.DIFFERS
    )  # a claim is joined by its serial; differing can't be, and would be worth seeing


def _label(record: Json, claim: Json) -> Iterator[Comparison]:
    """What a person read off the label, where one did."""
    for finding in _of(record, _LABEL):
        if rests_on_people(finding):
            agreement = _BY_RESULT[finding["result"]]
            found = {
                Agreement.AGREES: "the label shows it",
                Agreement.DIFFERS: "the label shows another serial, or isn't sound",
            }.get(agreement, "what the label shows can't be told")
            yield Comparison("Serial number on the label", claim["serial"], found, agreement)


def _model(record: Json, claim: Json) -> Iterator[Comparison]:
    if claim["model"]:
        unit = record["unit"]
        names = (unit["model"], unit["model_number"], unit["description"])
        found = ", ".join(dict.fromkeys(name for name in names if name))
        yield Comparison("Model", claim["model"], found, _agreement(record, "claims.model-agrees"))


def _agreement(record: Json, check: str) -> Agreement:
    """By the check's answer; without one nothing is known."""
    return next((_BY_RESULT[one["result"]] for one in _of(record, check)), Agreement.UNKNOWN)


def _of(record: Json, check: str) -> Sequence[Json]:
    return [one for one in record["findings"] if one["check"] == check]


def _modules(record: Json, claim: Json) -> Iterator[Comparison]:
    """One row for each claimed module, and one for what is fitted beyond them."""
    findings = _of(record, _MODULES)
    told = bool(findings) and all(one["result"] in ("pass", "fail") for one in findings)
    failed = [one for one in findings if one["result"] == "fail" and one["gravity"] != "advice"]
    rows = []
    # Of several like entries the last ones are those that nothing was left for.
    for one in reversed(claim["modules"]):
        wanted = ClaimedModule(one["name"], one["serial"], one["count"]).wanted
        finding = next((found for found in failed if found["expected"] == shown(wanted, len(wanted) + 1)), None)
        rows.append(_module(wanted, finding) if told else Comparison("Module", wanted, "", Agreement.UNKNOWN))
        failed = [found for found in failed if found is not finding]
    yield from reversed(rows)
    for one in findings:
        if one["result"] == "fail" and one["gravity"] == "advice":
            yield Comparison("Modules beyond the claim", "", one["actual"], Agreement.UNEXPECTED)


def _module(wanted: str, finding: Json | None) -> Comparison:
    if finding is None:
        return Comparison("Module", wanted, "fitted", Agreement.AGREES)
    if finding["hold"]:
        found = f"another of that name in {finding['subject']}: {finding['actual']}"
        return Comparison("Module", wanted, found, Agreement.DIFFERS)
    some = finding["actual"] not in ("0", NONE)
    return Comparison("Module", wanted, f"{finding['actual']} fitted" if some else "none fitted", Agreement.MISSING)


def _licenses(record: Json, claim: Json) -> Iterator[Comparison]:
    plan = record["licenses"]
    # What is claimed and not there stands in the plan as well, as what has to be bought.
    there = (one for one in plan["licenses"] if one["of"] in ("hardware", "key"))
    installed = {text.casefold() for one in there for text in (one["name"], one["sku"]) if text}
    for name in claim["licenses"]:
        if name.casefold() in installed:
            yield Comparison("License", name, "installed", Agreement.AGREES)
        elif plan["complete"]:
            yield Comparison("License", name, "not installed", Agreement.MISSING)
        else:
            yield Comparison("License", name, "", Agreement.UNKNOWN)


_SEEN: Mapping[str, tuple[str, Agreement]] = {
    "pass": ("a person saw no damage", Agreement.BY_EYE),
    "fail": ("a person saw damage", Agreement.BY_EYE),
}


def _condition(record: Json, claim: Json) -> Iterator[Comparison]:
    """A condition is claimed in free words: what a person saw stands beside it, and nobody pretends to compare them.

    Damage is told also where the seller said nothing of it.
    """
    results = [one["result"] for one in _of(record, _CONDITION)]
    if claim["condition"] or "fail" in results:
        found, agreement = next(
            (_SEEN[result] for result in results if result in _SEEN), ("nobody attested it", Agreement.UNKNOWN)
        )
        yield Comparison("Condition", claim["condition"], found, agreement)
