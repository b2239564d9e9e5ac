"""What a reader must know before anything else of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_POLICY_NOT_NAMED = (
    "No policy was named: the shipped default policy applies. It declares no bench login, so the account of this "
    "inspection counts as a previous owner's. To declare it, copy policies/example.yml, set baseline.logins, and name "
    "the copy with -e policy=FILE."
)


def policy_notice(run: Mapping[str, Any], judged: Mapping[str, Any] | None) -> str:
    """What it means that nobody named a policy; "" where one was named.

    Args:
        run: what ``run.json`` says.
        judged: the policy that judged, as ``summary.json`` says; None where that isn't known yet.
    """
    opened = run.get("policy") or {}
    digest = (judged or opened).get("digest")
    return _POLICY_NOT_NAMED if run.get("policy_named") is False and digest == opened.get("digest") else ""
