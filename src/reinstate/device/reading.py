"""Known or unknown: what one piece of evidence gave. Unknown is a value, never a default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """What an evidence item says, parsed.

    Attributes:
        item: id of the evidence item.
        value: its typed content.
        warning: what came beside it (severity warning), printable and bounded.
    """

    item: str
    value: T_co
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why an evidence item cannot be used.

    Attributes:
        item: id of the evidence item.
        status: its item status (``denied``, ``timeout``, ...), ``damaged`` where the stored bytes do not
            match their digest, ``unreadable`` where the parser refused them, or ``not-asked``.
        reason: the cause, as a clause that names the item: ``the reply to storage is incomplete``.
    """

    item: str
    status: str
    reason: str


Reading = Known[T_co] | Unknown

_CAUSES = {
    "closed": "no reply to {item} before the session closed",
    "damaged": "the stored reply to {item} is damaged",
    "denied": "the login is not permitted to read {item}",
    "malformed": "the reply to {item} is malformed",
    "no-data": "the reply to {item} contains no data",
    "not-asked": "{item} was not requested",
    "not-collected": "{item} is missing from the evidence bundle",
    "not-modeled": "{item} is stored as evidence and not evaluated",
    "partial": "the reply to {item} is partial",
    "rpc-error": "{item} returned an error",
    "timeout": "no reply to {item} in time",
    "truncated": "the reply to {item} is incomplete",
    "unreadable": "the reply to {item} cannot be used",
    "unsupported": "the device does not support {item}",
}


def unknown_because(item: str, status: str, detail: str = "") -> Unknown:
    """An item that cannot be used, with its cause; ``detail`` is what was recorded beside the status, or the status."""
    cause = _CAUSES.get(status, f"{{item}} ended with {status}").format(item=item)
    detail = detail.removeprefix(f"{item}: ")
    return Unknown(item, status, f"{cause}: {detail}" if detail and detail != status else cause)
