"""Running one check: its findings with everything settled that a check need not care about."""

from __future__ import annotations

from dataclasses import replace

from reinstate.checks.framework.answers import (
    GRAVITIES,
    IN_THE_WAY,
    RESULTS,
    Action,
    Finding,
    Gravity,
    Lack,
    LackKind,
    Remedy,
    Result,
)
from reinstate.checks.framework.beforehand import before_judging, evidence_missing
from reinstate.checks.framework.case import Case, EvidenceUnknownError
from reinstate.checks.framework.check import Check
from reinstate.checks.framework.device_text import shown

_LONGEST_TEXT = 400
_LONGEST_NAME = 128
MOST_FINDINGS = 5_000  # of one check for one unit; the fullest chassis has some 2,500 modules
_MOST_LACKS = 500
_PROFILES = "platform-profiles"
_DEVICE_TEXTS = ("subject", "what", "expected", "actual", "about")  # of a finding


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
        if settled := before_judging(check, case):
            return settled
        findings = tuple(check.judge(case))
    except EvidenceUnknownError as missed:
        return (evidence_missing(check, case, missed.unknown),)
    except Exception as error:  # noqa: BLE001 - a defect of one check must cost that answer, not the batch, and never be a pass
        return (
            check.unknown(
                subject,
                "the check itself failed",
                expected="an answer",
                actual=f"{type(error).__name__}: {error}"[:300],
                noted=False,
                remedy=Remedy(Action.ASK, "report this defect with the evidence bundle"),
            ),
        )
    if not findings:
        return (
            check.unknown(
                subject,
                "the check gave no answer",
                noted=False,
                remedy=Remedy(Action.ASK, "report this defect"),
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
    grave = [one for one in left if one.result in IN_THE_WAY]
    rest = check.unknown(
        subject,
        "it gives more answers than a record holds",
        expected=f"at most {MOST_FINDINGS}",
        actual=f"{len(findings)}, of which {len(left)} are left out",
        gravity=min((one.gravity for one in grave), key=GRAVITIES.index, default=Gravity.ADVICE),
        hold=any(one.hold for one in grave),
        noted=all(one.noted for one in grave),
        remedy=Remedy(Action.LOOK, "look at the stored reply: no sound device prints so much"),
    )
    return (*ordered[:MOST_FINDINGS], rest)


def _lightness(one: Finding) -> tuple[bool, bool, int, bool, int]:
    """What decides first comes first: what failed before what is unknown, then what puts a unit on hold, by gravity."""
    return (
        one.result not in IN_THE_WAY,
        one.noted,
        RESULTS.index(one.result),
        not one.hold,
        GRAVITIES.index(one.gravity),
    )


def _carried_by_data(check: Check, case: Case, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Let no pass and no mere open point rest on a reference set that is missing, unpinned or too old."""
    on = case.as_of.date()
    sets = (_set_asked(name, case) for name in check.evidence.reference)
    weak = {name: why for name in sets if (why := case.reference.weakness(name, on))}
    if not weak:
        return findings
    told = " and ".join(f"the reference set {name} {why}" for name, why in weak.items())
    return tuple(
        replace(
            finding,
            result=Result.INCONCLUSIVE,
            gravity=check.severity.ceiling,
            hold=check.severity.can_hold,
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


def _set_asked(name: str, case: Case) -> str:
    """The set that answers in the place of a shipped one: a profile of the operator's own is as good as its table."""
    return case.profile.table if name == _PROFILES and case.profile and case.profile.table else name
