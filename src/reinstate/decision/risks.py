"""Risks of gray-market products: which of them were found, may be, or hold for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reinstate.checks.framework import Check, Finding, Result
from reinstate.decision.open_points import ENTITLEMENT_CHECK
from reinstate.decision.record import RiskPart, RiskState
from reinstate.decision.verdict import Judged, weighs


@dataclass(frozen=True, slots=True)
class Risk:
    """What a buyer has to know of every gray-market product.

    Attributes:
        told_by: clauses whose checks say how this unit stands; none where no check can tell.
        settled_by: the check without whose pass it stays open, whatever the others say.
    """

    clause: str
    text: str
    told_by: tuple[str, ...] = ()
    settled_by: str = ""


RISKS = (
    Risk("P1", "It came through a channel that its maker doesn't authorize, whatever it was sold as."),
    Risk(
        "P2", "Nobody vouches for its source, quality and security; no warranty and no support contract came with it."
    ),
    Risk("P20", "The maker's original warranty doesn't cover its new owner."),
    Risk("P21", "It may be damaged or defective, and then neither be returned nor sold on.", ("P4", "P21")),
    Risk("P22", "It may have been tampered with, or carry harmful code.", ("P22",)),
    Risk("P23", "Licenses that came with the sale were not transferred: to use them invites a lawsuit.", ("P23",)),
    Risk("P24", "The fees are high and never paid back, whatever the maker's inspection finds."),
    Risk(
        "P25", "It may be counterfeit, or its serial one that can't be registered again.", ("P25",), ENTITLEMENT_CHECK
    ),
    Risk("P26", "It may be lost or stolen goods.", ("P26",), ENTITLEMENT_CHECK),
    Risk("P27", "Modules sold far too cheap may be counterfeit, and cost other products their warranty.", ("P27",)),
    Risk("P28", "Modules from the gray market may fail, and cost the chassis its support contract.", ("P28",)),
)


def risks(findings: Iterable[Judged], checks: Mapping[str, Check]) -> tuple[RiskPart, ...]:
    """Every risk with what this inspection says about it.

    A waiver doesn't make a risk smaller, so waived failures count as found; mere advice is no more than a hint.
    """
    said: dict[str, _Said] = {}
    for one in findings:
        finding = one.finding
        state = _says(finding)
        for clause in checks[finding.check].clauses if finding.check in checks else ():
            said.setdefault(clause, {}).setdefault(state, {})[finding.check] = None
    return tuple(_risk(risk, [said[clause] for clause in risk.told_by if clause in said]) for risk in RISKS)


# What a clause's findings say: the checks by what they say of it, in the order of the findings.
_Said = dict[RiskState, dict[str, None]]
_GRAVEST_FIRST = (RiskState.FOUND, RiskState.OPEN, RiskState.HINT)


def _says(finding: Finding) -> RiskState:
    if finding.result is Result.FAIL:
        return RiskState.FOUND if weighs(finding) else RiskState.HINT
    return RiskState.OPEN if finding.result is Result.INCONCLUSIVE else _SILENT[finding.result]


_SILENT = {Result.PASS: RiskState.NOT_FOUND, Result.NOT_APPLICABLE: RiskState.ALWAYS}


def _risk(risk: Risk, told: Sequence[_Said]) -> RiskPart:
    state = _risk_state(risk, told)
    named = sorted(_of(told, state)) if state in _GRAVEST_FIRST else ()
    return RiskPart(clause=risk.clause, text=risk.text, state=state, checks=tuple(named))


def _risk_state(risk: Risk, told: Sequence[_Said]) -> RiskState:
    """The gravest that is said. Silence is no good news: where nothing passed, the risk is open."""
    if not risk.told_by:
        return RiskState.ALWAYS
    passed = _of(told, RiskState.NOT_FOUND)
    settled = passed and (not risk.settled_by or risk.settled_by in passed)
    said = [state for state in _GRAVEST_FIRST if any(state in of_clause for of_clause in told)]
    if RiskState.FOUND in said or settled:
        return said[0] if said else RiskState.NOT_FOUND
    return RiskState.OPEN


def _of(told: Sequence[_Said], state: RiskState) -> set[str]:
    """The checks that say so of any of the clauses."""
    return {check for of_clause in told for check in of_clause.get(state, ())}
