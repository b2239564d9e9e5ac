"""What changed since the earlier records of these units, in one strip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from reinstate.report.views.findings import Json
from reinstate.report.views.unit_view import UnitView

# From best to worst.
_RANK: Mapping[str, int] = MappingProxyType(
    {name: rank for rank, name in enumerate(("reinstate", "remediate", "investigate", "reject", "hold"))}
)


@dataclass(frozen=True, slots=True)
class Since:
    """Units by what became of them.

    Attributes:
        when: dates of evaluation of the earlier records, from the first to the last; one where they are equal.
        better, worse, changed: a better or worse disposition; the same one for other findings.
        new: units without an earlier record.
        unread: units whose earlier record cannot be used.
        unchanged: how many units are as they were.
    """

    when: Sequence[str]
    better: Sequence[UnitView]
    worse: Sequence[UnitView]
    changed: Sequence[UnitView]
    new: Sequence[UnitView]
    unread: Sequence[UnitView]
    unchanged: int


def since(units: Iterable[UnitView]) -> Since | None:
    """What became of these units; None where none has an earlier record."""
    found: dict[str, list[UnitView]] = {"better": [], "worse": [], "changed": [], "new": [], "unread": [], "same": []}
    for unit in units:
        found[_became(unit)].append(unit)
    unchanged = len(found.pop("same"))
    dates = sorted({date for unit in units if (date := _date(unit.record["supersedes"]))})
    if not dates and not found["unread"]:
        return None
    return Since(when=dates[:1] + dates[1:][-1:], unchanged=unchanged, **found)


def _became(unit: UnitView) -> str:
    earlier = unit.record["supersedes"]
    if earlier is None:
        return "unread" if unit.record["earlier_unread"] else "new"
    if earlier["problem"] or earlier["disposition"] is None:
        return "unread"
    before, after = _RANK[earlier["disposition"]], _RANK[unit.disposition]
    if before != after:
        return "better" if after < before else "worse"
    return "changed" if earlier["remedied"] or earlier["new"] else "same"


def _date(earlier: Json | None) -> str:
    return str(earlier["as_of"])[:10] if earlier else ""
