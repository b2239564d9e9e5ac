"""What reference data that cannot be relied on leave of a check's findings.

A pass, and an open item that does not count, rest on all sets of the check. A set that is only too old can still carry
nothing, and still contradicts: its rows are compared like all others. Where a check passes by rows alone, a pass that
rows of other sets (an operator's own table) carry without it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reinstate.checks.framework.answers import Action, Finding, Lack, LackKind, Result
from reinstate.checks.framework.case import Case
from reinstate.checks.framework.check import Check
from reinstate.reference.library import Reference, reliable_rows

_PROFILES = "platform-profiles"
_UPDATE = "update the reference set, or pin the intended one in the policy"
_UPDATE_OR_IMPORT = (
    "update the package, or import your own lookups; reinstate reference unknown RUN lists what to look up"
)


def carried_by_data(check: Check, case: Case, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Let no pass and no mere open item depend on a reference set that is missing, unpinned, or out of date."""
    on = case.as_of.date()
    sets = (_set_asked(name, case) for name in check.evidence.reference)
    weak = {name: why for name in sets if (why := case.reference.weakness(name, on))}
    if not weak or not any(map(_needs_data, findings)):
        return findings
    if not check.evidence.by_rows or not all(_only_aged(case.reference, name) for name in weak):
        return tuple(_weakened(check, one, weak, _UPDATE, ()) if _needs_data(one) else one for one in findings)
    without = tuple(check.judge(case.kept(_case_without_weak_rows)))
    return tuple(_by_rows(check, one, weak, without) if _needs_data(one) else one for one in findings)


def _needs_data(finding: Finding) -> bool:
    return finding.result is Result.PASS or finding.noted


def _only_aged(reference: Reference, name: str) -> bool:
    """Whether a set is all there, as the policy pins it: rows that are gone could have contradicted."""
    return name in reference.sets and reference.sets[name].pinned


def _by_rows(check: Check, finding: Finding, weak: Mapping[str, str], without: Iterable[Finding]) -> Finding:
    """The finding as it is, where it passes without the weak sets as well; else weakened, with the rows it lacks."""
    others = [one for one in without if one.subject == finding.subject]
    results = {one.result for one in others}
    if finding.result is Result.PASS and Result.PASS in results and Result.INCONCLUSIVE not in results:
        return finding
    return _weakened(check, finding, weak, _UPDATE_OR_IMPORT, [lack for one in others for lack in one.lacks])


def _weakened(
    check: Check, finding: Finding, weak: Mapping[str, str], next_step: str, further: Iterable[Lack]
) -> Finding:
    weaknesses = "; ".join(f"{name} {why}" for name, why in weak.items())
    lacks = (*finding.lacks, *further, *(Lack(LackKind.REFERENCE_SET, name) for name in weak))
    return replace(
        finding,
        result=Result.INCONCLUSIVE,
        gravity=check.severity.ceiling,
        hold=check.severity.can_hold,
        noted=False,
        # One cause, one wording: what the unusable data would say is the actual value, and no more than that.
        what=f"not determined: the reference data cannot be used ({', '.join(weak)})",
        expected="reference sets that are pinned by the policy and not out of date",
        actual=f"{weaknesses}; without them: {finding.what}{f' ({finding.actual})' if finding.actual else ''}",
        next_step=next_step,
        action=Action.LOOK_UP,
        about=f"reference set {', '.join(weak)}",
        lacks=tuple(dict.fromkeys(lacks)),
    )


def _case_without_weak_rows(case: Case) -> Case:
    """The unit where only the rows are loaded that can be relied on."""
    return replace(case, reference=reliable_rows(case.reference, case.as_of.date()))


def _set_asked(name: str, case: Case) -> str:
    """The set that answers in the place of a shipped one: a profile of the operator's own is as good as its table."""
    return case.profile.table if name == _PROFILES and case.profile and case.profile.table else name
