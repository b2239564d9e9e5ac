"""What pages, documents, console, explain, and exports show for a value of a record.

The labels of dispositions and severities, such as ``hold`` and ``must-fix``, come from ``checks/framework/labels.py``,
because checks and decisions use them too. Prose that explains a term ("units on hold") is no label; it is written where
it is shown. Keys are the record's own values and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from reinstate.checks.framework.labels import DISPOSITION_LABELS, SEVERITY_LABELS

# The word for each verdict and disposition, and below what it means. CSV, JSON, and JUnit files keep the values.
VERDICT_WORDS: Final[Mapping[str, str]] = {
    "pass": "pass",
    "fail": "fail",
    "inconclusive": "inconclusive",
}
DISPOSITION_WORDS: Final = DISPOSITION_LABELS
VERDICTS: Final[Mapping[str, str]] = {
    "pass": "could pass the product inspection",
    "fail": "could not pass the product inspection",
    "inconclusive": "not yet determined",
}
DISPOSITIONS: Final[Mapping[str, str]] = {
    "reinstate": "passes as it is",
    "remediate": "can be corrected before the product inspection",
    "investigate": "a deciding fact is unknown",
    "reject": "not eligible under the policy",
    "hold": "keep and isolate the unit; do not wipe, return, or resell it; report it",
}
ALL_PASSED: Final = "All checks that count toward the verdict passed"

# The same for a seller, in words that accuse nobody.
SELLER_DISPOSITIONS: Final[Mapping[str, str]] = {
    "reinstate": "Passes the inspection as it is",
    "remediate": "Does not pass as it is, and can be corrected",
    "investigate": "Not yet determined",
    "reject": "Not eligible for reinstatement under Juniper's policy",
    "hold": "On hold until open questions are resolved",
}

RESULTS: Final[Mapping[str, str]] = {
    "pass": "passed",
    "fail": "failed",
    "inconclusive": "inconclusive",
    "not_applicable": "not applicable",
}
SEVERITIES: Final = SEVERITY_LABELS
HOLD: Final = DISPOSITION_WORDS["hold"]
REJECT: Final = DISPOSITION_WORDS["reject"]
POSSIBLE_HOLD: Final = f"possible {HOLD}"
OPEN_ITEM: Final = "open item"
WAIVERS: Final[Mapping[str, str]] = {
    "applied": "Waived",
    "expired": "Waiver expired, not in effect",
    "not-a-condition": "Waiver not allowed, not in effect",
}

# The results that a finding of the earlier record can have now.
CHANGES: Final[Mapping[str, str]] = {
    **RESULTS,
    "gone": "part removed",
    "waived": "waived",
    "not-judged": "not evaluated",
}

HOLD_STATES: Final[Mapping[str, str]] = {
    "stands": "in effect",
    "released": "released",
    "confirmed-bad": "confirmed bad",
    "closed": "closed",
}
# Why an earlier record with the serial number is not superseded.
SAME_CHASSIS: Final[Mapping[str, str]] = {
    "another": "it is of another chassis",
    "cannot-tell": "whether it is of this chassis is not determined",
    "same": "it is of this chassis",
}

DOMAINS: Final[Mapping[str, str]] = {
    "frus": "Modules (FRUs)",
    "attested": "Attestations",
}
RISK_STATES: Final[Mapping[str, str]] = {
    "found": "found",
    "not-found": "not found",
    "hint": "indication",
    "open": "unknown",
    "always": "applies to every gray-market product",
}
LICENSE_SOURCES: Final[Mapping[str, str]] = {
    "hardware": "included with the hardware",
    "key": "installed key",
    "feature": "feature in use",
    "claim": "claimed by the seller",
}
PATH_STATES: Final[Mapping[str, str]] = {
    "next": "next",
    "waits": "waiting for corrections",
    "unsure": "waiting for a decision",
}
# What a step is worth doing for: the worst that its result can lead to.
IF_UNFAVORABLE: Final[Mapping[str | None, str]] = {
    "hold": HOLD,
    "reject": REJECT,
    "remediate": "more work",
    None: "no pass",
}
# Dispositions for which no product inspection is requested, so that no fee is due.
# For each, the reason in the words of a seller report.
WITHOUT_FEES: Final[Mapping[str, str]] = {
    "reject": "Fees: none, because no product inspection is requested for an ineligible product.",
    "hold": "Fees: none, because no product inspection is requested until open questions are resolved.",
}
NO_FEE_IS_DUE: Final = "none is due, because no product inspection is requested"
WORTH: Final[Mapping[str, str]] = {
    "yes": "worth it",
    "no": "not worth it",
    "depends": "depends on the quote",
    "unstated": "no value stated",
}
# The same, where something else comes before the figures.
ANSWERS: Final[Mapping[str, str]] = {
    **WORTH,
    "lookup-first": "look up first, free",
    "needs-answer": "needs an answer first",
    "pay-nothing": "pay nothing",
}


class Agreement(StrEnum):
    """How one point of a claim compares with the inspection."""

    AGREES = "matches"
    DIFFERS = "differs"
    MISSING = "missing"
    UNEXPECTED = "not claimed"
    UNKNOWN = "unknown"
    BY_EYE = "compare by eye"


def domain(name: str) -> str:
    """A domain of checks, as a heading."""
    return DOMAINS.get(name, name.capitalize())


def severity(finding: Mapping[str, Any]) -> str:
    """``blocker``, ``must-fix``, ``informational``, or ``open item`` for what does not count toward the verdict."""
    return OPEN_ITEM if finding["result"] == "inconclusive" and finding["noted"] else SEVERITIES[finding["gravity"]]


def hold(finding: Mapping[str, Any]) -> str:
    """``hold``, ``possible hold``, or "" where the finding cannot put the unit on hold."""
    return {"fail": HOLD, "inconclusive": POSSIBLE_HOLD}.get(finding["result"], "") if finding["hold"] else ""


def badge(finding: Mapping[str, Any]) -> str:
    """Severity, result, and hold in one line: ``Must-fix: failed``; ``Blocker: inconclusive, possible hold``."""
    parts = [RESULTS[finding["result"]], hold(finding)]
    return f"{SEVERITIES[finding['gravity']].capitalize()}: {', '.join(filter(None, parts))}"


def badge_class(finding: Mapping[str, Any]) -> str:
    """The disposition whose color the finding's badge has; "" for one that does not count."""
    if finding["result"] == "inconclusive":
        return "investigate"
    if finding["result"] != "fail":
        return ""
    return "hold" if finding["hold"] else {"blocker": "reject", "condition": "remediate"}.get(finding["gravity"], "")
