"""The states from request to contract, and the position of a unit among them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from reinstate.decision.record import ShortestPathPart, StagePart
from reinstate.decision.verdict import Disposition

PATH = (
    "requested",
    "inspection fee agreed",
    "inspected",
    "reinstatement fee agreed",
    "software re-registered",
    "purchase order submitted",
    "reinstated in the new owner's name",
)
# The fees that are due with a state.
_DUE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"inspection fee agreed": ("P11",), "reinstatement fee agreed": ("P12",), "software re-registered": ("P13", "P14")}
)
CERTIFIED_PATH = ("papers confirmed by Juniper", "support contract ordered", "support in the new owner's name")


def path(disposition: Disposition, way: ShortestPathPart, *, certified: bool = False) -> tuple[StagePart, ...]:
    """The states on the path to support, and why the unit is before the first of them.

    Certified Pre-Owned papers lead to a path of their own. It begins with the papers, whatever this inspection found,
    unless the unit is on hold.
    """
    state, why = _certified(disposition) if certified else _standing(disposition, way)
    first, *others = CERTIFIED_PATH if certified else PATH
    rest: Literal["closed", "later"] = "closed" if state == "closed" else "later"
    return (
        StagePart(name=first, state=state, why=why, fees=()),
        *(StagePart(name=name, state=rest, why="", fees=_DUE.get(name, ())) for name in others),
    )


def _certified(disposition: Disposition) -> tuple[_State, str]:
    if disposition is Disposition.HOLD:
        return "closed", _KEPT
    return "next", "Not requested yet: the papers are declared, and Juniper or a partner has not confirmed them yet."


def _standing(disposition: Disposition, way: ShortestPathPart) -> tuple[_State, str]:
    todo = sum(bool(step.settles) for step in way.steps)
    steps = f"{todo} {'correction ' if disposition is Disposition.REMEDIATE else ''}step{'' if todo == 1 else 's'}"
    match disposition:
        case Disposition.HOLD:
            return "closed", _KEPT
        case Disposition.REJECT:
            return "closed", "Do not request: the product is not eligible as it is, and fees are nonrefundable."
        case Disposition.INVESTIGATE:
            why = f"Not requested yet: eligibility is unknown; {steps} to a decision."
            return "unsure", why
        case Disposition.REMEDIATE:
            why = f"Not requested yet: {steps}, then a new inspection."
            return "waits", why
    return "next", "Ready to request: no finding prevents it."


_KEPT = "Do not request: keep the unit and report it."
_State = Literal["next", "waits", "unsure", "closed"]
