"""Which lifecycle pages are needed, and which to fetch. Documentation: library/lifecycle_pages_needed.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from reinstate.errors import ReinstateError
from reinstate.workflow.arguments import PagesArguments, parse
from reinstate.workflow.page_fetching import wanted_pages


class ActionModule(ActionBase):
    """Adapter: arguments in, engine call, result out."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """List the pages; nothing is written."""
        super().run(tmp, task_vars)
        try:
            pages = wanted_pages(parse(PagesArguments, self._task.args, where="lifecycle_pages_needed"))
        except ReinstateError as error:
            raise AnsibleActionFail(str(error)) from None
        return {"changed": False, "pages": [asdict(page) for page in pages]}
