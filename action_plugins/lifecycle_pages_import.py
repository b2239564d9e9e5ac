"""Keep fetched lifecycle pages, and import those that are there. Documentation: library/lifecycle_pages_import.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from reinstate.errors import ReinstateError
from reinstate.workflow.arguments import PageImportArguments, parse
from reinstate.workflow.page_fetching import bring_pages


class ActionModule(ActionBase):
    """Adapter: arguments in, engine call, result out."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Keep the pages and write the table."""
        super().run(tmp, task_vars)
        if self._task.check_mode:
            return {"changed": False, "skipped": True}
        try:
            brought = bring_pages(parse(PageImportArguments, self._task.args, where="lifecycle_pages_import"))
        except ReinstateError as error:
            raise AnsibleActionFail(str(error)) from None
        lists = {"missing": list(brought.missing), "wrong": list(brought.wrong), "report": brought.report.splitlines()}
        return {**asdict(brought), **lists}
