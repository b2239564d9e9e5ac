"""The claim for a unit against its inspection, point by point, by the findings of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.checks.framework import NONE, shown
from reinstate.declared.kinds import ClaimedModule
from reinstate.report.labels import Agreement

Json = Mapping[str, Any]
_MODULES, _CONDITION, _LABEL = "claims.modules", "attested.condition", "attested.label"
_ENTITLEMENT = "identity.entitlement"


MISMATCHES = (Agreement.DIFFERS, Agreement.MISSING, Agreement.UNEXPECTED)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One point of a claim. ``claimed`` or ``found`` is "" where there is none."""

    what: str
    claimed: str
    found: str
    agreement: Agreement

    @property
    def is_mismatch(self) -> bool:
        """Whether claim and inspection do not match."""
        return self.agreement in MISMATCHES


_BY_RESULT: Mapping[str, Agreement] = {
    "pass": Agreement.AGREES,
    "fail": Agreement.DIFFERS,
    "inconclusive": Agreement.UNKNOWN,
    "not_applicable": Agreement.UNKNOWN,
}


def is_attestation(finding: Json) -> bool:
    """Whether the finding comes from what a named person stated; without a statement it is an open item instead."""
    stated = finding["result"] != "not_applicable" and not finding["noted"]
    return stated and (finding["check"].startswith("attested.") or finding["check"] == _ENTITLEMENT)


def compared(record: Json) -> tuple[Comparison, ...]:
    """Every point of the unit's claim; none where there is no claim for its serial number.

    Sellers receive it: it never contains other units, the buyer's price, or the end customer.
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
    )  # a claim is joined by its serial number, so a difference here would be a defect


def _label(record: Json, claim: Json) -> Iterator[Comparison]:
    """What a named person read on the label, where one did."""
    for finding in _of(record, _LABEL):
        if is_attestation(finding):
            agreement = _BY_RESULT[finding["result"]]
            found = {
                Agreement.AGREES: "the label shows this serial number",
                Agreement.DIFFERS: "the label shows a different serial number, or is not sound",
            }.get(agreement, "not determined")
            yield Comparison("Serial number on the label", claim["serial"], found, agreement)


def _model(record: Json, claim: Json) -> Iterator[Comparison]:
    if claim["model"]:
        unit = record["unit"]
        names = (unit["model"], unit["model_number"], unit["description"])
        found = ", ".join(dict.fromkeys(name for name in names if name))
        yield Comparison("Model", claim["model"], found, _agreement(record, "claims.model-agrees"))


def _agreement(record: Json, check: str) -> Agreement:
    """By the finding of the check; unknown without one."""
    return next((_BY_RESULT[one["result"]] for one in _of(record, check)), Agreement.UNKNOWN)


def _of(record: Json, check: str) -> Sequence[Json]:
    return [one for one in record["findings"] if one["check"] == check]


def _modules(record: Json, claim: Json) -> Iterator[Comparison]:
    """One row for each claimed module, and one for the installed modules that are not claimed."""
    findings = _of(record, _MODULES)
    is_known = bool(findings) and all(one["result"] in ("pass", "fail") for one in findings)
    failed = [one for one in findings if one["result"] == "fail" and one["gravity"] != "advice"]
    rows = []
    # Of several equal entries the last ones are those without an installed module.
    for one in reversed(claim["modules"]):
        wanted = ClaimedModule(one["name"], one["serial"], one["count"]).wanted
        finding = next((found for found in failed if found["expected"] == shown(wanted, len(wanted) + 1)), None)
        rows.append(_module(wanted, finding) if is_known else Comparison("Module", wanted, "", Agreement.UNKNOWN))
        failed = [found for found in failed if found is not finding]
    yield from reversed(rows)
    for one in findings:
        if one["result"] == "fail" and one["gravity"] == "advice":
            yield Comparison("Modules not in the claim", "", one["actual"], Agreement.UNEXPECTED)


def _module(wanted: str, finding: Json | None) -> Comparison:
    if finding is None:
        return Comparison("Module", wanted, "installed", Agreement.AGREES)
    if finding["hold"]:
        found = f"a different module of this name in {finding['subject']}: {finding['actual']}"
        return Comparison("Module", wanted, found, Agreement.DIFFERS)
    some = finding["actual"] not in ("0", NONE)
    return Comparison(
        "Module", wanted, f"{finding['actual']} installed" if some else "none installed", Agreement.MISSING
    )


def _licenses(record: Json, claim: Json) -> Iterator[Comparison]:
    plan = record["licenses"]
    # The plan also names claimed licenses that are not installed, as licenses to buy.
    present = (one for one in plan["licenses"] if one["of"] in ("hardware", "key"))
    installed = {text.casefold() for one in present for text in (one["name"], one["sku"]) if text}
    for name in claim["licenses"]:
        if name.casefold() in installed:
            yield Comparison("License", name, "installed", Agreement.AGREES)
        elif plan["complete"]:
            yield Comparison("License", name, "not installed", Agreement.MISSING)
        else:
            yield Comparison("License", name, "", Agreement.UNKNOWN)


_ATTESTED: Mapping[str, tuple[str, Agreement]] = {
    "pass": ("no damage, according to the attestation", Agreement.BY_EYE),
    "fail": ("damage, according to the attestation", Agreement.BY_EYE),
}


def _condition(record: Json, claim: Json) -> Iterator[Comparison]:
    """A condition is claimed in free words: the attestation is shown next to it, to be compared by eye.

    Attested damage is shown also where the claim states no condition.
    """
    results = [one["result"] for one in _of(record, _CONDITION)]
    if claim["condition"] or "fail" in results:
        found, agreement = next(
            (_ATTESTED[result] for result in results if result in _ATTESTED),
            ("not attested", Agreement.UNKNOWN),
        )
        yield Comparison("Condition", claim["condition"], found, agreement)
