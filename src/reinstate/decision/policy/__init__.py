"""The policy: how it is read, what it says, and what a run keeps of it."""

from __future__ import annotations

from reinstate.decision.policy.kept_copy import (
    keep_policy,
    kept_policy_path,
    kept_problems,
    policy_facts,
    stated_facts,
    wrong_with,
)
from reinstate.decision.policy.load import (
    DEFAULT,
    KeptPythonError,
    load_policy,
    policy_named,
    policy_of_run,
    reference_for,
    shipped_pins,
    shipped_policy,
)
from reinstate.decision.policy.policy import Policy

__all__ = [
    "DEFAULT",
    "KeptPythonError",
    "Policy",
    "keep_policy",
    "kept_policy_path",
    "kept_problems",
    "load_policy",
    "policy_facts",
    "policy_named",
    "policy_of_run",
    "reference_for",
    "shipped_pins",
    "shipped_policy",
    "stated_facts",
    "wrong_with",
]
