"""The stages from inspection to a contract, and where a unit stands among them."""

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
# The fees that fall due with a state.
_DUE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"inspection fee agreed": ("P11",), "reinstatement fee agreed": ("P12",), "software re-registered": ("P13", "P14")}
)
CERTIFIED_PATH = ("papers confirmed by the maker", "support contract ordered", "support in the new owner's name")


def path(disposition: Disposition, way: ShortestPathPart, *, certified: bool = False) -> tuple[StagePart, ...]:
    """The states on the way to support, and where the unit stands: before the first of them, and why.

    With Certified Pre-Owned papers the way is another one, and it opens with them: nothing that this inspection finds
    stands before it but a reason to keep the box as it is.
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
    return "next", "Before the request: the papers are declared, and the maker or a partner has yet to confirm them."


def _standing(disposition: Disposition, way: ShortestPathPart) -> tuple[_State, str]:
    todo = sum(bool(step.settles) for step in way.steps)
    steps = f"{todo} step{'' if todo == 1 else 's'}"
    match disposition:
        case Disposition.HOLD:
            return "closed", _KEPT
        case Disposition.REJECT:
            return "closed", "Not requested, and not to be: it isn't eligible as it stands, and fees aren't refunded."
        case Disposition.INVESTIGATE:
            why = f"Before the request, which waits until it is known whether it may be made: {steps} to a decision."
            return "unsure", why
        case Disposition.REMEDIATE:
            why = f"Before the request, which waits until it is put right: {steps}, then it is inspected again."
            return "waits", why
    return "next", "Before the request, which can be made now: nothing that was looked at stands in its way."


_KEPT = "Not requested, and not to be: it is kept and reported instead."
_State = Literal["next", "waits", "unsure", "closed"]
