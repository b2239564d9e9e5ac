"""Two evaluations of one unit compared: whether the decision differs, and by which findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reinstate.checks.framework import Gravity, Result
from reinstate.decision.record.supersedes import EarlierFinding, EarlierRecord

_RESULTS = (Result.FAIL, Result.INCONCLUSIVE, Result.NOT_APPLICABLE, Result.PASS)
_GRAVITIES = (Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision about a unit; ``reason`` is the deciding check."""

    verdict: str
    disposition: str
    reason: str

    @classmethod
    def of(cls, record: EarlierRecord) -> Decided:
        """The decision that a record states."""
        return cls(record.verdict, record.disposition, record.reason)


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One check's result for one subject, before and after, as ``fail (blocker, hold)``; "" where there was none."""

    check: str
    subject: str
    before: str
    after: str
    message: str


def finding_changes(before: EarlierRecord, after: EarlierRecord) -> tuple[FindingChange, ...]:
    """Findings whose result or severity differs, those that prevent a pass first."""
    was, now = _by_subject(before.findings), _by_subject(after.findings)
    changes = []
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key), now.get(key)
        shown = new or old
        if shown is not None and _state(old) != _state(new):
            counted = (new is not None and new.counted, old is not None and old.counted)
            changes.append((counted, FindingChange(*key, _state(old), _state(new), shown.message)))
    return tuple(change for _, change in sorted(changes, key=lambda one: one[0], reverse=True))


def _by_subject(findings: Iterable[EarlierFinding]) -> dict[tuple[str, str], EarlierFinding]:
    """The most severe finding of each check and subject."""
    found: dict[tuple[str, str], EarlierFinding] = {}
    for one in sorted(findings, key=_severity):
        found.setdefault((one.check, one.subject), one)
    return found


def _severity(one: EarlierFinding) -> tuple[bool, int, bool, int, str]:
    return not one.counted, _RESULTS.index(one.result), not one.hold, _GRAVITIES.index(one.gravity), one.message


def _state(one: EarlierFinding | None) -> str:
    """Result and severity in a few words."""
    if one is None:
        return ""
    if one.result not in (Result.FAIL, Result.INCONCLUSIVE):
        return str(one.result)
    marks = [str(one.gravity)] + [name for name in ("hold", "noted") if getattr(one, name)]
    return f"{one.result} ({', '.join(marks + (['waived'] if one.waived else []))})"
