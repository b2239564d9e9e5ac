"""What a reader of a run must know first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_POLICY_NOT_NAMED = (
    "No policy was named: the shipped default policy applies. It declares no bench login, so the account of this "
    "inspection counts as a previous owner's. To declare it, copy policies/example.yml, set baseline.logins, and name "
    "the copy with -e policy=FILE."
)


def policy_notice(run: Mapping[str, Any], evaluated_under: Mapping[str, Any] | None) -> str:
    """What it means that no policy was named; "" where one was named.

    Args:
        run: what ``run.json`` says.
        evaluated_under: the policy of the evaluation, as ``summary.json`` says; None where it is not known yet.
    """
    opened = run.get("policy") or {}
    digest = (evaluated_under or opened).get("digest")
    return _POLICY_NOT_NAMED if run.get("policy_named") is False and digest == opened.get("digest") else ""
