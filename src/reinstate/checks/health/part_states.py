"""The words in which Junos states the condition of a part, and what each of them says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a state word shows of the part."""

    WORKING = "working"
    EMPTY = "empty"
    IDLE = "idle"  # in reserve, by design
    STARTING = "starting"
    PRESENT = "present"  # there, and not started
    DOWN = "down"
    UNSUPPORTED = "unsupported"
    FAULT = "fault"
    UNSTATED = "unstated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PartState:
    """A state, and what it says, as the predicate of a sentence about the part ("is offline")."""

    kind: Kind
    says: str


# The states of Juniper's chassis MIB (jnxFruState), and those that devices print.
_STATES = {
    "ok": PartState(Kind.WORKING, "works"),
    "online": PartState(Kind.WORKING, "is online"),
    "empty": PartState(Kind.EMPTY, "is absent"),
    "absent": PartState(Kind.EMPTY, "is absent"),
    "standby": PartState(Kind.IDLE, "is on standby"),
    "spare": PartState(Kind.IDLE, "is a spare"),
    "testing": PartState(Kind.STARTING, "is running its tests"),
    "diagnostic": PartState(Kind.STARTING, "is running its diagnostics"),
    "diagnostics": PartState(Kind.STARTING, "is running its diagnostics"),
    "announceonline": PartState(Kind.STARTING, "is coming online"),
    "probed": PartState(Kind.STARTING, "is detected and not yet started"),
    "ready": PartState(Kind.STARTING, "is ready and not yet online"),
    "present": PartState(Kind.PRESENT, "is present and not started"),
    "offline": PartState(Kind.DOWN, "is offline"),
    "announceoffline": PartState(Kind.DOWN, "is going offline"),
    "unresponsive": PartState(Kind.FAULT, "does not respond"),
    "check": PartState(Kind.FAULT, "reports that it must be checked"),
    "notsupported": PartState(Kind.UNSUPPORTED, "is not supported here"),
    "unsupported": PartState(Kind.UNSUPPORTED, "is not supported here"),
    "": PartState(Kind.UNSTATED, "reports no state"),
    "unknown": PartState(Kind.UNKNOWN, "reports its state as unknown"),
}
_FAULT = re.compile(r"\bfail|\bfault|\berror|\bdead\b|\bbroken\b|\bbad\b|\bdefect|\bnot ok\b", re.IGNORECASE)


@lru_cache(maxsize=1024)
def state_of(word: str) -> PartState:
    """What a state as printed says, in any case and spacing; UNKNOWN for a word that is not recognized."""
    if known := _STATES.get("".join(word.casefold().replace("-", " ").replace("_", " ").split())):
        return known
    if _FAULT.search(word):
        return PartState(Kind.FAULT, "reports a fault")
    return PartState(Kind.UNKNOWN, "is in a state that is not recognized")
