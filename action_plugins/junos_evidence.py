"""Collect one host's evidence in this worker, or on a jump host by delegation (see library/junos_evidence.py).

The imports below happen in Ansible's parent process, before it forks its workers: they cost each host nothing.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import Any

from ansible import context
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase

import reinstate.session.netconf  # noqa: F401 - PyEZ, imported before the fork
from reinstate.errors import ReinstateError
from reinstate.evidence.locks import bundle_lock
from reinstate.evidence.manifest import Manifest
from reinstate.isolation import end_with_playbook
from reinstate.plan.requests import FIRST_WAVE
from reinstate.reference.loading import load_platforms
from reinstate.session.carriers import failure_of_carrier
from reinstate.session.transcript import SessionStage, SessionStatus
from reinstate.workflow.arguments import ENVIRONMENT, CollectArguments, parse
from reinstate.workflow.collect import CollectOrder, collect_host, kept, record_failure, result_of
from reinstate.workflow.delegate import archive_arguments, order_of, unpack_bundle
from reinstate.workflow.inventory_variables import connection_options

_NO_GROUP = (
    "jump_host is set, but its host is not in the group jump_hosts - "
    "expected: an inventory with the group jump_hosts - fix: add the jump host to the group jump_hosts"
)

# What Ansible adds to every task, whether the inventory says so or not.
_ADDED = frozenset(("ansible_connection", "ansible_timeout", "ansible_ssh_timeout", "ansible_pipelining"))

load_platforms()


class ActionModule(ActionBase):
    """Adapter: arguments in, engine call, result out. Never fails for what a device does."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Collect the host; in check mode return the first requests."""
        super().run(tmp, task_vars)
        end_with_playbook()
        host = str(self._task.args.get("host") or (task_vars or {}).get("inventory_hostname", ""))
        try:
            arguments = parse(CollectArguments, self._stated(task_vars or {}), where=f"Variables of {host}")
        except ReinstateError as error:
            return self._unusable(host, self._task.args, str(error))
        if self._task.check_mode:
            requests = [request.xml() for request in FIRST_WAVE]
            return {
                "changed": False,
                "host": host,
                "plan": requests,
                "address": arguments.address,
                "port": arguments.port,
            }
        return self._collect(arguments, task_vars or {})

    def _collect(self, arguments: CollectArguments, task_vars: dict[str, Any]) -> dict[str, Any]:
        order = order_of(arguments)
        return self._alone(order, lambda: self._collect_alone(arguments, order, task_vars))

    def _alone(self, order: CollectOrder, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Work on a bundle that nobody else works on. Where somebody does, nothing is written into it."""
        try:
            with bundle_lock(order.folder.parent.parent, order.host):
                return work()
        except ReinstateError as error:
            return self._unwritten_outcome(order, str(error))

    def _collect_alone(
        self, arguments: CollectArguments, order: CollectOrder, task_vars: dict[str, Any]
    ) -> dict[str, Any]:
        gc.freeze()  # this worker ends with its task: the collector need not touch, and so copy, its parent's pages
        if (manifest := kept(order)) is not None:  # of a run that is resumed
            return {"changed": False, "kept": True, **result_of(manifest)}
        delegated = self._task.delegate_to is not None
        if not delegated and task_vars.get("jump_host"):  # never directly from the controller by mistake
            return self._failed_outcome(order, _NO_GROUP)
        try:
            manifest = self._collect_delegated(arguments, order, task_vars) if delegated else collect_host(order)
        except AnsibleConnectionFailure as error:
            failure = failure_of_carrier(f"{self._task.delegate_to}: {' '.join(str(error).split())}")
            return self._failed_outcome(order, failure.detail, failure.status)
        except (AnsibleError, ReinstateError) as error:
            return self._failed_outcome(order, str(error))
        return {"changed": True, **result_of(manifest)}

    def _collect_delegated(
        self, arguments: CollectArguments, order: CollectOrder, task_vars: dict[str, Any]
    ) -> Manifest:
        """Run the library module on the jump host; unpack the bundle that it returns."""
        result = self._execute_module(
            module_name="junos_evidence", module_args=archive_arguments(arguments, order), task_vars=task_vars
        )
        return unpack_bundle(order, result)

    def _failed_outcome(
        self, order: CollectOrder, detail: str, status: SessionStatus = SessionStatus.COLLECTOR_DIED
    ) -> dict[str, Any]:
        try:
            manifest = record_failure(order, status, SessionStage.CONNECT, detail)
        except ReinstateError as error:
            return self._unwritten_outcome(order, str(error))
        return {"changed": True, **result_of(manifest)}

    @staticmethod
    def _unwritten_outcome(order: CollectOrder, detail: str) -> dict[str, Any]:
        outcome = {"status": "collector-died", "stage": "connect", "detail": detail, "attempts": 0}
        return {"changed": False, "host": order.host, "outcome": outcome, "items": {}, "seconds": 0.0}

    def _unusable(self, host: str, stated: dict[str, Any], detail: str) -> dict[str, Any]:
        """A host with unusable variables stays in the accounts, with the sentence that says why."""
        if self._task.check_mode or not stated.get("run"):
            return {"changed": False, "host": host, "msg": detail}
        usable = parse(
            CollectArguments, {"host": host, "address": host, "run": stated["run"]}, where=f"Variables of {host}"
        )
        order = order_of(usable)
        return self._alone(order, lambda: self._failed_outcome(order, detail))

    def _stated(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        """The task's arguments, over the inventory's variables, over the command line's login, over the environment.

        Only existing variables are templated: with a thousand hosts every one costs.
        """
        given = dict(self._task.args)
        given |= connection_options(self._of_device(task_vars), self._templar.template, given)
        login = self._command_line_login()
        environment = {option: os.environ.get(name) for option, name in ENVIRONMENT.items()}
        for option, name in (*login.items(), *environment.items()):
            given[option] = given.get(option) or name or ""
        given.setdefault("host", task_vars["inventory_hostname"])
        given.setdefault("address", given["host"])
        return given

    def _of_device(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        """The device's variables. Ansible adds connection variables: its defaults, and those of the jump host."""
        own = task_vars["hostvars"].raw_get(task_vars["inventory_hostname"])
        delegated = self._task.delegate_to is not None
        added = {name for name in task_vars if delegated and name.startswith("ansible_")} | _ADDED
        stated = {name: value for name, value in task_vars.items() if name in own or name not in added}
        if "ansible_connection" in own:  # the task's own is local
            stated["ansible_connection"] = own["ansible_connection"]
        return stated

    def _command_line_login(self) -> dict[str, Any]:
        """``-u``, ``--connection-password-file``, and ``--private-key``.

        Where the task is delegated the play context holds the jump host's login, which no device may be offered.
        """
        if self._task.delegate_to is not None:
            return {"user": context.CLIARGS.get("remote_user"), "password": None}
        return {
            "user": self._play_context.remote_user,
            "password": self._play_context.password,
            "private_key_file": context.CLIARGS.get("private_key_file"),
        }
