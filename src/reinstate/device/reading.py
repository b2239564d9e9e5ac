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
    """Why an evidence item says nothing that can be relied on.

    Attributes:
        item: id of the evidence item.
        status: its item status (``denied``, ``timeout``, ...), ``damaged`` where the stored bytes don't fit
            their hash, ``unreadable`` where the parser refused them, or ``not-asked``.
        reason: one sentence for a person.
    """

    item: str
    status: str
    reason: str


Reading = Known[T_co] | Unknown
