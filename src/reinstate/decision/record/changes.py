"""Two judgements of one unit side by side: whether the decision differs, and by which findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reinstate.checks.framework import Gravity, Result
from reinstate.decision.record.supersedes import EarlierFinding, EarlierRecord

_RESULTS = (Result.FAIL, Result.INCONCLUSIVE, Result.NOT_APPLICABLE, Result.PASS)
_GRAVITIES = (Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a unit; ``reason`` is the deciding check."""

    verdict: str
    disposition: str
    reason: str

    @classmethod
    def of(cls, record: EarlierRecord) -> Decided:
        """The decision that a record states."""
        return cls(record.verdict, record.disposition, record.reason)


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One check's answer about one subject, before and after, as ``fail (blocker, hold)``; "" where there was none."""

    check: str
    subject: str
    before: str
    after: str
    message: str


def finding_changes(before: EarlierRecord, after: EarlierRecord) -> tuple[FindingChange, ...]:
    """Findings whose result or weight differs, those that stand in the way first."""
    was, now = _by_subject(before.findings), _by_subject(after.findings)
    changes = []
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key), now.get(key)
        shown = new or old
        if shown is not None and _state(old) != _state(new):
            weighs = (new is not None and new.weighed, old is not None and old.weighed)
            changes.append((weighs, FindingChange(*key, _state(old), _state(new), shown.message)))
    return tuple(change for _, change in sorted(changes, key=lambda one: one[0], reverse=True))


def _by_subject(findings: Iterable[EarlierFinding]) -> dict[tuple[str, str], EarlierFinding]:
    """The gravest finding of each check and subject."""
    found: dict[tuple[str, str], EarlierFinding] = {}
    for one in sorted(findings, key=_grave):
        found.setdefault((one.check, one.subject), one)
    return found


def _grave(one: EarlierFinding) -> tuple[bool, int, bool, int, str]:
    return not one.weighed, _RESULTS.index(one.result), not one.hold, _GRAVITIES.index(one.gravity), one.message


def _state(one: EarlierFinding | None) -> str:
    """Result and weight in a few words."""
    if one is None:
        return ""
    if one.result not in (Result.FAIL, Result.INCONCLUSIVE):
        return str(one.result)
    marks = [str(one.gravity)] + [name for name in ("hold", "noted") if getattr(one, name)]
    return f"{one.result} ({', '.join(marks + (['waived'] if one.waived else []))})"
