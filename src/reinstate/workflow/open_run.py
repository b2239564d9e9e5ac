"""Open a run before first contact: its id, its host list, and its policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from reinstate import __version__
from reinstate.checks.framework.evidence_plan import site_needs
from reinstate.decision.policy import Policy, keep_policy, policy_facts, policy_named, reference_for
from reinstate.declared.hosts import unknown_host_notices
from reinstate.declared.store import checked, declare
from reinstate.errors import InputError
from reinstate.evidence.bundle import utc
from reinstate.evidence.locks import COLLECTING, run_lock
from reinstate.evidence.names import file_name
from reinstate.evidence.ownership import make_run_folder, own_path
from reinstate.evidence.run_folder import RUN_FILE, RunFolder, inventory_of, new_run_id, open_run, require_run_id
from reinstate.evidence.sign_run import SIGNER, require_signer
from reinstate.report.notices import policy_notice
from reinstate.workflow.arguments import OpenArguments
from reinstate.workflow.collect import COLLECTOR


def open_inspection(
    arguments: OpenArguments, on_notice: Callable[[str], object] = lambda notice: None
) -> tuple[RunFolder, dict[str, Any]]:
    """Check policy and reference data, then create the run folder; InputError before anything was contacted.

    The playbook has the run to itself from here on, until it has evaluated it or ends; RunInUseError where another one
    has it. ``on_notice`` gets a sentence where that one has ended.
    """
    _require_whole_batch(arguments)
    policy, key = policy_named(arguments.policy), arguments.key()
    folder, stated = _planned(arguments, policy)
    make_run_folder(folder.path, arguments.run_group)
    with run_lock(folder.path, COLLECTING, on_notice, keep=True):
        handed = arguments.handed()
        if arguments.resume and (folder.path / RUN_FILE).exists():
            require_signer(folder.read(), key)
        opened = open_run(
            folder, stated, resume=arguments.resume, declare=lambda before: declare(folder.path, before, handed)
        )
        keep_policy(policy, folder.policy)
        for notice in _not_kept_notices(opened):
            on_notice(notice)
        return folder, opened


def _not_kept_notices(run: Mapping[str, Any]) -> Iterator[str]:
    """The hosts whose evidence was not kept now that the run was resumed, a sentence each."""
    now = (run.get("resumed") or [""])[-1]
    for one in run.get("not_kept", ()):
        if one["at"] == now:
            yield f"{one['host']}: evidence is not kept and is collected again: {one['reason']}"


def opening_notices(arguments: OpenArguments, run: Mapping[str, Any]) -> tuple[str, ...]:
    """What to know first of a run that was opened with these arguments, a sentence each."""
    policy, known = policy_notice(run, None), inventory_of(run)
    claims = () if known is None else unknown_host_notices(checked(arguments.handed()), known)
    return (*([policy] if policy else ()), *claims)


def planned_run(arguments: OpenArguments) -> tuple[RunFolder, dict[str, Any]]:
    """The run that these arguments would open: its folder and its ``run.json``. Writes nothing."""
    return _planned(arguments, policy_named(arguments.policy))


def _planned(arguments: OpenArguments, policy: Policy) -> tuple[RunFolder, dict[str, Any]]:
    reference = reference_for(policy)
    now = datetime.now(UTC)
    if arguments.resume and not arguments.run_id:
        raise InputError(
            "resume: run_id is missing",
            expected="the id of the run to resume",
            actual="no run_id",
            remedy="add -e run_id=RUN -e resume=true",
        )
    run_id = require_run_id(arguments.run_id) if arguments.run_id else new_run_id(now)
    _require_distinct(arguments.hosts)
    _require_devices(arguments)
    checked(arguments.handed())
    stated = {
        "schema_version": 1,
        "run_id": run_id,
        "started": utc(now),
        "finished": None,
        "hosts": sorted(arguments.hosts),
        "inventory": None if arguments.inventory is None else sorted(arguments.inventory),
        "scope": arguments.scope,
        "versions": {"reinstate": __version__, "collector": COLLECTOR},
        "policy": policy_facts(policy),
        "policy_named": arguments.policy is not None,
        "reference": reference.digests(),
        "plan": {
            "disabled_checks": sorted(policy.disabled_checks),
            "switched_on": sorted(map(str, policy.switched_on)),
            "site_needs": [needs.to_json() for needs in site_needs(policy.enabled_checks)],
            "profiles": [profile.plan_json() for profile in reference.own_profiles],
        },
        "declared": {},
        "sealed": None,
    }
    if (key := arguments.key()) is not None:
        stated[SIGNER] = key.public.fingerprint
    return RunFolder(own_path(arguments.runs_dir), run_id), stated


def _require_whole_batch(arguments: OpenArguments) -> None:
    if set(arguments.batch) != set(arguments.hosts):
        raise InputError(
            "the play runs on only some of its hosts",
            expected="all hosts in one batch, because clones are searched for across the whole batch",
            actual=f"{len(arguments.batch)} of {len(arguments.hosts)} hosts",
            remedy="remove serial from the play",
        )


def _require_distinct(hosts: list[str]) -> None:
    shared = [name for name, count in Counter(map(file_name, hosts)).items() if count > 1]
    if shared:
        raise InputError("several hosts have the same name", expected="each host once", actual=", ".join(shared))


def _require_devices(arguments: OpenArguments) -> None:
    among = sorted(set(arguments.hosts) & set(arguments.jump_hosts))
    if among or (arguments.jump_hosts and not arguments.jump_hosts_grouped):
        raise InputError(
            "jump hosts are not in the group jump_hosts",
            expected="every host that is named as jump_host is in the group jump_hosts, which is not inspected",
            actual=", ".join((among or arguments.jump_hosts)[:10]),
            remedy="move them to the group jump_hosts",
        )
