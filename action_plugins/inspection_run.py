"""Open an inspection run, once per batch, before first contact. Documentation: library/inspection_run.py."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from reinstate.errors import ReinstateError
from reinstate.isolation import end_with_playbook
from reinstate.workflow.arguments import OpenArguments, parse
from reinstate.workflow.open_run import open_inspection, opening_notices, planned_run


class ActionModule(ActionBase):
    """Adapter: arguments in, engine call, result out."""

    BYPASS_HOST_LOOP = True
    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Open the run; in check mode return only its facts."""
        super().run(tmp, task_vars)
        end_with_playbook()
        try:
            stated = {**_known_hosts(task_vars or {}), **_jump_hosts(task_vars or {}), **self._task.args}
            arguments = parse(OpenArguments, stated, where="inspection_run")
            if self._task.check_mode:
                _, planned = planned_run(arguments)
                return {"changed": False, "path": "", **_facts(arguments, planned)}
            warnings: list[str] = []
            folder, opened = open_inspection(arguments, warnings.append)
        except ReinstateError as error:
            raise AnsibleActionFail(str(error)) from None
        return {"changed": True, "path": str(folder.path), "warnings": warnings, **_facts(arguments, opened)}


def _facts(arguments: OpenArguments, run: dict[str, Any]) -> dict[str, Any]:
    policy = f"{run['policy']['name']} {run['policy']['version']}"
    notices = opening_notices(arguments, run)
    return {"run_id": run["run_id"], "hosts": len(run["hosts"]), "policy": policy, "notices": list(notices)}


def _known_hosts(task_vars: dict[str, Any]) -> dict[str, Any]:
    """Every host of the inventory, whatever ``-l`` leaves of it."""
    return {"inventory": [str(name) for name in task_vars.get("groups", {}).get("all", ())]}


def _jump_hosts(task_vars: dict[str, Any]) -> dict[str, Any]:
    """What the hosts of the play state as ``jump_host``. Templates are left alone: their mistakes are their host's."""
    hosts = task_vars.get("ansible_play_hosts_all", ())
    stated = {task_vars["hostvars"].raw_get(host).get("jump_host") for host in hosts}
    names = sorted(str(name) for name in stated if name)
    return {"jump_hosts": names, "jump_hosts_grouped": "jump_hosts" in task_vars.get("groups", {})}
