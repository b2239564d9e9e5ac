"""The policy that a run keeps: the one by which it was judged, or opened with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reinstate.decision.kept import kept_policy_path, kept_problems, stated_facts
from reinstate.decision.policy import Policy, load_policy
from reinstate.errors import EvidenceError
from reinstate.evidence.run import RunFolder


def own_policy(folder: RunFolder, stated: Mapping[str, Any], summary: Mapping[str, Any]) -> Policy:
    """The policy by which the run was judged, or opened with, from the copy that the run keeps.

    Raises:
        EvidenceError: the run keeps none, or a part of it is lost; what is left of a policy judges more mildly.
    """
    judged = summary.get("judged")
    facts = stated_facts((judged.get("policy") if isinstance(judged, Mapping) else None) or stated.get("policy"))
    if facts is None:
        raise EvidenceError(
            f"{folder.run_id} keeps no copy of its policy",
            expected="what run.json and summary.json say of it",
            actual="nothing",
            remedy="name the policy to judge by with --policy",
        )
    problems = list(kept_problems(folder.policy, facts))
    if problems:
        raise EvidenceError(
            f"{folder.run_id} doesn't keep its policy as it was",
            expected="the files that it was judged by",
            actual="; ".join(problems),
            remedy="restore them from a copy of the run, or name the policy to judge by with --policy",
        )
    return load_policy(kept_policy_path(folder.policy, facts["digest"]), kept=folder.policy)
