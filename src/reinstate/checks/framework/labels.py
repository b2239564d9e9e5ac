"""The labels of severities and dispositions, for every text that uses one: checks, decision, pages, and console.

To call a hold something else, change ``DISPOSITION_LABELS``. Keys are stored values and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SEVERITY_LABELS: Final[Mapping[str, str]] = {
    "blocker": "blocker",
    "condition": "must-fix",
    "advice": "informational",
}
DISPOSITION_LABELS: Final[Mapping[str, str]] = {
    "reinstate": "reinstate",
    "remediate": "remediate",
    "investigate": "investigate",
    "reject": "reject",
    "hold": "hold",
}
HOLD: Final = DISPOSITION_LABELS["hold"]
REJECT: Final = DISPOSITION_LABELS["reject"]
BLOCKER: Final = SEVERITY_LABELS["blocker"]
MUST_FIX: Final = SEVERITY_LABELS["condition"]
