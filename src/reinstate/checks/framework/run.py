"""Running one check: its findings, with everything handled that is the same for all checks."""

from __future__ import annotations

from dataclasses import replace

from reinstate.checks.framework.aged_sets import carried_by_data
from reinstate.checks.framework.answers import (
    GRAVITIES,
    NONE,
    PREVENTING,
    RESULTS,
    Action,
    Finding,
    Gravity,
    Lack,
    Remedy,
    Result,
)
from reinstate.checks.framework.beforehand import before_evaluation, evidence_missing
from reinstate.checks.framework.case import Case, EvidenceUnknownError
from reinstate.checks.framework.check import Check
from reinstate.checks.framework.common_steps import COLLECT_OR_READ
from reinstate.plain_text import shown

LONGEST_TEXT = 400  # of one text of a finding
_LONGEST_NAME = 128
MOST_FINDINGS = 5_000  # of one check for one unit; the fullest chassis has some 2,500 modules
_MOST_LACKS = 500
_REPORT_DEFECT = Remedy(Action.ASK, "report this defect with the evidence bundle")
_DEVICE_TEXTS = ("subject", "what", "expected", "actual", "about")  # of a finding


def run_check(check: Check, case: Case) -> tuple[Finding, ...]:
    """One check's findings for one unit, with everything handled here that is the same for all checks.

    Texts of findings contain device text: they come out on one line, bounded, without control characters.
    """
    return tuple(plain(_with_a_step(finding)) for finding in _findings(check, case))


def _with_a_step(finding: Finding) -> Finding:
    """Whatever is unknown can be collected once more, and read on the console if the device does not report it."""
    if finding.result is not Result.INCONCLUSIVE or finding.noted or finding.next_step:
        return finding
    return replace(finding, next_step=COLLECT_OR_READ.text, action=COLLECT_OR_READ.action)


def plain(finding: Finding) -> Finding:
    """The finding with its texts on one line, bounded, without control characters; the same one where they are so."""
    if not finding.lacks and _are_plain(finding):
        return finding
    changed: dict[str, object] = {}
    for name in _DEVICE_TEXTS:
        text = getattr(finding, name)
        if (plain := shown(text, LONGEST_TEXT)) is not text:
            changed[name] = plain
    if finding.lacks:
        named = (Lack(one.kind, shown(one.name, _LONGEST_NAME)) for one in finding.lacks if one.name)
        changed["lacks"] = tuple(dict.fromkeys(named))[:_MOST_LACKS]
    return replace(finding, **changed) if changed else finding  # type: ignore[arg-type]


def _are_plain(finding: Finding) -> bool:
    """Whether no text of it has to be changed, tested all at once: every finding of every unit comes by here."""
    texts = f"|{finding.subject}|{finding.what}|{finding.expected}|{finding.actual}|{finding.about}|"
    if not texts.isprintable() or "  " in texts or " |" in texts or "| " in texts:
        return False
    return len(texts) <= LONGEST_TEXT or all(len(getattr(finding, name)) <= LONGEST_TEXT for name in _DEVICE_TEXTS)


def _findings(check: Check, case: Case) -> tuple[Finding, ...]:
    subject = case.unit.name
    try:
        if settled := before_evaluation(check, case):
            return settled
        findings = carried_by_data(check, case, tuple(check.judge(case)))
    except EvidenceUnknownError as missed:
        return (evidence_missing(check, case, missed.unknown),)
    except Exception as error:  # noqa: BLE001 - a defect of one check must cost that finding, not the batch, and never be a pass
        return (
            check.unknown(
                subject,
                "the check failed with an internal error",
                expected="a result",
                actual=f"{type(error).__name__}: {error}"[:300],
                noted=False,
                remedy=_REPORT_DEFECT,
            ),
        )
    if not findings:
        return (
            check.unknown(
                subject,
                "the check returned no finding",
                expected="at least 1 finding",
                actual=NONE,
                noted=False,
                remedy=_REPORT_DEFECT,
            ),
        )
    return _bounded(check, subject, findings)


def _bounded(check: Check, subject: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """No more findings than a record can hold: a device may print 100,000 users. The most severe stay. What is omitted
    is unknown, with the worst gravity of it, so that no waiver of the others covers it."""
    if len(findings) <= MOST_FINDINGS:
        return findings
    ordered = sorted(findings, key=_lightness)
    left = ordered[MOST_FINDINGS:]
    grave = [one for one in left if one.result in PREVENTING]
    rest = check.unknown(
        subject,
        "the check returned more findings than a record can hold",
        expected=f"at most {MOST_FINDINGS:,}",
        actual=f"{len(findings):,}, {len(left):,} omitted",
        gravity=min((one.gravity for one in grave), key=GRAVITIES.index, default=Gravity.ADVICE),
        hold=any(one.hold for one in grave),
        noted=all(one.noted for one in grave),
        remedy=Remedy(Action.LOOK, "examine the stored reply; no healthy device reports this many"),
    )
    return (*ordered[:MOST_FINDINGS], rest)


def _lightness(one: Finding) -> tuple[bool, bool, int, bool, int]:
    """What decides first comes first: what failed before what is unknown, then what puts a unit on hold, by gravity."""
    return (
        one.result not in PREVENTING,
        one.noted,
        RESULTS.index(one.result),
        not one.hold,
        GRAVITIES.index(one.gravity),
    )
