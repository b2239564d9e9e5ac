"""What a check is, and how it is run. This is the door for authors of checks: all that a check needs is here."""

from __future__ import annotations

from reinstate.checks.framework.answers import (
    MOST_PLACES,
    Action,
    EvidenceRef,
    Finding,
    Gravity,
    Lack,
    LackKind,
    Result,
    evidence_at,
)
from reinstate.checks.framework.case import Case, EvidenceUnknownError, SessionFacts
from reinstate.checks.framework.check import Check
from reinstate.plain_text import counted, listed, shown

__all__ = [
    "MOST_PLACES",
    "Action",
    "Case",
    "Check",
    "EvidenceRef",
    "EvidenceUnknownError",
    "Finding",
    "Gravity",
    "Lack",
    "LackKind",
    "Result",
    "SessionFacts",
    "counted",
    "evidence_at",
    "listed",
    "shown",
]
