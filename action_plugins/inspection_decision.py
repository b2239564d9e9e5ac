"""Evaluate a run's evidence, once per batch. Documentation: library/inspection_decision.py."""

from __future__ import annotations

import gc
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from reinstate.errors import ReinstateError
from reinstate.evidence.locks import run_lock
from reinstate.evidence.run_folder import find_run
from reinstate.isolation import end_with_playbook
from reinstate.workflow.arguments import DecideArguments, parse
from reinstate.workflow.collect import record_uncollected
from reinstate.workflow.judge_run import decide_run


class ActionModule(ActionBase):
    """Adapter: arguments in, engine call, result out."""

    BYPASS_HOST_LOOP = True
    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Write a record per unit and the summary; name the hosts that reach ``fail_on``."""
        super().run(tmp, task_vars)
        end_with_playbook()
        if self._task.check_mode:
            return {"changed": False, "failing_hosts": [], "failing": [], "lines": []}
        try:
            gc.freeze()  # this worker ends with its task: no need to search its parent's memory for garbage
            arguments, warnings = parse(DecideArguments, self._task.args, where="inspection_decision"), list[str]()
            with run_lock(find_run(arguments.run).path, "evaluating", warnings.append):
                record_uncollected(arguments.run, lambda host: _task_error(task_vars or {}, host))
                decided = decide_run(arguments, warnings.append)
        except ReinstateError as error:
            raise AnsibleActionFail(str(error)) from None
        return {
            "changed": True,
            "warnings": warnings,
            "run": str(decided.folder.path),
            "summary": decided.summary,
            "lines": list(decided.lines),
            "failing": list(decided.failing),
            "failing_hosts": decided.failing_hosts(),
        }


def _task_error(task_vars: dict[str, Any], host: str) -> str:
    """Why Ansible itself could not run a host's collecting task (its variables, its jump host); "" where it did."""
    hostvars = task_vars.get("hostvars", {})
    collected = hostvars[host].get("reinstate_collected", {}) if host in hostvars else {}
    return str(collected.get("msg", "")) if collected.get("failed") or collected.get("unreachable") else ""
