"""What a reference set is: dated rows with a source, a digest and a maximum age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SetInfo:
    """The head of one reference set.

    Attributes:
        name: e.g. ``junos-releases``.
        as_of: when its facts were last true.
        digest: sha256 of the set's bytes, hexadecimal.
        source: where the facts come from.
        max_age_days: older than this it can't carry a pass.
        rows: how many it holds.
        pinned: whether the policy names it with that digest; without, it can't carry a pass either.
        pin: the digest that the policy names; "" where it names none.
    """

    name: str
    as_of: date
    digest: str
    source: str
    max_age_days: int
    rows: int = 0
    pinned: bool = False
    pin: str = ""

    def stale(self, on: date) -> bool:
        """Whether the set is too old on that day."""
        return (on - self.as_of).days > self.max_age_days

    def weakness(self, on: date) -> str:
        """Why the set permits no pass on that day, as a predicate of it; "" where it does."""
        if not self.pinned and self.pin:
            return f"is not the one that the policy pins (sha256 begins with {self.digest[:12]}, not {self.pin[:12]})"
        if not self.pinned:
            return "is not pinned by the policy"
        if self.stale(on):
            return f"is {(on - self.as_of).days} days old (maximum age {self.max_age_days} days)"
        return ""
