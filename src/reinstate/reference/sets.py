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
    """

    name: str
    as_of: date
    digest: str
    source: str
    max_age_days: int

    def stale(self, on: date) -> bool:
        """Whether the set is too old on that day."""
        return (on - self.as_of).days > self.max_age_days
