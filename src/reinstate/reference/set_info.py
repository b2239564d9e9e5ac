"""What a reference set is: dated rows with a source, a digest, and a maximum age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SetInfo:
    """The head of one reference set.

    Attributes:
        name: e.g. ``junos-releases``.
        as_of: the date on which its facts were last confirmed.
        digest: sha256 of the set's bytes, hexadecimal.
        source: where the facts come from.
        max_age_days: an older set does not permit a pass.
        rows: number of rows.
        pinned: whether the policy pins it with that digest; an unpinned set does not permit a pass either.
        pin: the digest that the policy pins; "" if it pins none.
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
        """Why the set does not permit a pass on that day, as a predicate of it; "" if it permits one."""
        if not self.pinned and self.pin:
            return (
                f"differs from the set that the policy pins (sha256 {self.digest[:12]}..., pinned {self.pin[:12]}...)"
            )
        if not self.pinned:
            return "is not pinned by the policy"
        if self.stale(on):
            return f"is {(on - self.as_of).days} days old (maximum age {self.max_age_days} days)"
        return ""
