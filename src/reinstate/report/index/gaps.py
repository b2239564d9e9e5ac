"""What the sums of a batch leave out, said beside them: hosts that were not read, claims that nothing answers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.decision.run_accounts import DAMAGED
from reinstate.report.views.unit_view import UnitView


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is not in the figures, or only in part.

    Attributes:
        unread: units of hosts that returned no evidence, or whose evidence is damaged.
        not_presented: claims that no unit answers to, as the summary states them.
        not_claimed: units that no claim names.
        unpriced: units whose cost has no upper limit; their sums say "or more".
    """

    unread: Sequence[UnitView]
    not_presented: Sequence[Mapping[str, Any]]
    not_claimed: Sequence[UnitView]
    unpriced: int

    def __bool__(self) -> bool:
        return bool(self.unread or self.not_presented or self.not_claimed or self.unpriced)


def gaps(units: Sequence[UnitView], summary: Mapping[str, Any]) -> Gaps:
    """The gaps of these units, which all count."""
    claims = summary.get("claims", {})
    named = set(claims.get("not_claimed", ()))
    payable = [unit.record["economy"] for unit in units if not unit.record["economy"]["pay_nothing"]]
    return Gaps(
        unread=[unit for unit in units if unread(unit)],
        not_presented=claims.get("not_presented", ()),
        not_claimed=[unit for unit in units if unit.name in named],
        unpriced=sum(one["cost"]["total"]["high"] is None for one in payable),
    )


def unread(unit: UnitView) -> bool:
    """Whether nothing that its host said can be used."""
    evidence = unit.record["evidence"]
    return bool(evidence["damage"]) or unit.outcome == DAMAGED or not any(item["file"] for item in evidence["items"])
