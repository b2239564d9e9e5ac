"""Write a run's report, once per batch. Documentation: library/inspection_report.py."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from reinstate.errors import ReinstateError
from reinstate.isolation import end_with_playbook
from reinstate.workflow.arguments import ReportArguments, parse
from reinstate.workflow.write_report import report_run


class ActionModule(ActionBase):
    """Adapter: arguments in, engine call, result out."""

    BYPASS_HOST_LOOP = True
    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Write the report's files from the run's records."""
        super().run(tmp, task_vars)
        end_with_playbook()
        if self._task.check_mode:
            return {"changed": False, "files": [], "index": ""}
        try:
            warnings: list[str] = []
            files = report_run(parse(ReportArguments, self._task.args, where="inspection_report"), warnings.append)
        except ReinstateError as error:
            raise AnsibleActionFail(str(error)) from None
        return {
            "changed": True,
            "warnings": warnings,
            "files": len(files),
            "index": str(next(path for path in files if path.name == "index.html")),
        }
