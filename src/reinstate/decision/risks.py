"""Risks of gray-market products: found, possible, or applying to every gray-market product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reinstate.checks.framework import Check, Finding, Result
from reinstate.decision.open_points import ENTITLEMENT_CHECK
from reinstate.decision.record import RiskPart, RiskState
from reinstate.decision.verdict import Judged, counts


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk of every gray-market product.

    Attributes:
        shown_by: clauses whose checks show whether the risk applies to this unit; none where no check can.
        settled_by: the check that must pass; until then the risk stays open, whatever the others show.
    """

    clause: str
    text: str
    shown_by: tuple[str, ...] = ()
    settled_by: str = ""


RISKS = (
    Risk(
        "P1", "The product came through a channel that Juniper does not authorize, regardless of how it was advertised."
    ),
    Risk(
        "P2",
        "Its source, quality, and security are not guaranteed; it comes without a warranty and a support contract.",
    ),
    Risk("P20", "Juniper's original warranty does not cover the new owner."),
    Risk("P21", "The product may be damaged or defective, and then cannot be returned or resold.", ("P4", "P21")),
    Risk("P22", "The product may have been tampered with or contain harmful code.", ("P22",)),
    Risk(
        "P23", "Licenses that came with the sale were not transferred: using them carries a litigation risk.", ("P23",)
    ),
    Risk("P24", "The fees are high and nonrefundable, whatever Juniper's inspection finds."),
    Risk(
        "P25",
        "The product may be counterfeit, or have a serial number that cannot be registered again.",
        ("P25",),
        ENTITLEMENT_CHECK,
    ),
    Risk("P26", "The product may be lost or stolen goods.", ("P26",), ENTITLEMENT_CHECK),
    Risk(
        "P27", "Modules at unusually low prices may be counterfeit and void the warranty of other products.", ("P27",)
    ),
    Risk("P28", "Gray-market modules may fail and void the support contract of the chassis.", ("P28",)),
)


def risks(findings: Iterable[Judged], checks: Mapping[str, Check]) -> tuple[RiskPart, ...]:
    """Every risk with what this inspection shows about it.

    A waiver does not reduce a risk, so waived failures count as found. An informational failure is an indication.
    """
    said: dict[str, _Said] = {}
    for one in findings:
        finding = one.finding
        state = _says(finding)
        for clause in checks[finding.check].clauses if finding.check in checks else ():
            said.setdefault(clause, {}).setdefault(state, {})[finding.check] = None
    return tuple(_risk(risk, [said[clause] for clause in risk.shown_by if clause in said]) for risk in RISKS)


# What the findings of a clause show: the checks by risk state, in the order of the findings.
_Said = dict[RiskState, dict[str, None]]
_WORST_FIRST = (RiskState.FOUND, RiskState.OPEN, RiskState.HINT)


def _says(finding: Finding) -> RiskState:
    if finding.result is Result.FAIL:
        return RiskState.FOUND if counts(finding) else RiskState.HINT
    return RiskState.OPEN if finding.result is Result.INCONCLUSIVE else _SILENT[finding.result]


_SILENT = {Result.PASS: RiskState.NOT_FOUND, Result.NOT_APPLICABLE: RiskState.ALWAYS}


def _risk(risk: Risk, shown: Sequence[_Said]) -> RiskPart:
    state = _risk_state(risk, shown)
    named = sorted(_of(shown, state)) if state in _WORST_FIRST else ()
    return RiskPart(clause=risk.clause, text=risk.text, state=state, checks=tuple(named))


def _risk_state(risk: Risk, shown: Sequence[_Said]) -> RiskState:
    """The worst state that is shown. Without a passed check, the risk is open."""
    if not risk.shown_by:
        return RiskState.ALWAYS
    passed = _of(shown, RiskState.NOT_FOUND)
    settled = passed and (not risk.settled_by or risk.settled_by in passed)
    said = [state for state in _WORST_FIRST if any(state in of_clause for of_clause in shown)]
    if RiskState.FOUND in said or settled:
        return said[0] if said else RiskState.NOT_FOUND
    return RiskState.OPEN


def _of(shown: Sequence[_Said], state: RiskState) -> set[str]:
    """The checks that show that state for any of the clauses."""
    return {check for of_clause in shown for check in of_clause.get(state, ())}
