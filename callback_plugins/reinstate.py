"""Ansible's default output, with a rack's inspection on short lines."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ansible import constants as C  # noqa: N812 - its name everywhere
from ansible.executor.task_result import CallbackTaskResult
from ansible.plugins.callback.default import CallbackModule as Default
from ansible.utils.display import Display

from reinstate.errors import ReinstateError
from reinstate.evidence.locks import release_run
from reinstate.evidence.run_folder import find_run
from reinstate.report.console import totals_line
from reinstate.report.interrupted import interrupted_lines
from reinstate.report.labels import DISPOSITION_WORDS
from reinstate.report.text import inert, visible

DOCUMENTATION = r"""
name: reinstate
type: stdout
short_description: Ansible's default output, with a rack's inspection on short lines
version_added: "0.1.0"
description:
  - While evidence is collected, shows one line per host as it ends - how many hosts have ended, the outcome,
    the evidence items by status, and the duration in seconds.
  - After an interrupt, shows what is kept and the command that resumes the run.
  - After the evaluation, shows one line per unit - verdict, disposition, deciding finding - and the totals.
  - In check mode, shows the first requests to each host.
  - A failure of an inspection's own tasks is one line. Tasks that only prepare or record something are not shown unless
    they fail.
  - Everything else is as the default callback shows it, and with C(-v) this too.
  - Device text is shown with its control characters made visible.
extends_documentation_fragment:
  - default_callback
  - result_format_callback
requirements:
  - set as stdout in configuration
author:
  - Reinstate maintainers
"""

_COLORS = {
    DISPOSITION_WORDS["reinstate"]: "COLOR_OK",
    DISPOSITION_WORDS["remediate"]: "COLOR_CHANGED",
    DISPOSITION_WORDS["investigate"]: "COLOR_SKIP",
    DISPOSITION_WORDS["reject"]: "COLOR_ERROR",
    DISPOSITION_WORDS["hold"]: "COLOR_ERROR",
}
_DETAIL_WIDTH = 90
# Their messages are complete: the position of the task in the playbook does not help the user.
_COMPLETE_MESSAGES = {"fail", "inspection_run", "inspection_decision", "inspection_report"}
_BOOKKEEPING = {"validate_argument_spec", "add_host"}


class CallbackModule(Default):
    """The default callback with three results of its own kind."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "reinstate"

    def __init__(self) -> None:
        super().__init__()
        self._plain_display = self._display
        self._display = _InertDisplay.of(self._display)
        self._hosts: tuple[str, ...] = ()
        self._ended = 0
        self._unfinished: Path | None = None
        self._process: int | None = None

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """Count the play's hosts, for the progress."""
        self._handle_interrupts()
        super().v2_playbook_on_play_start(play)
        variables = play.get_variable_manager().get_vars(play=play, include_hostvars=False)
        self._hosts = tuple(variables.get("ansible_play_hosts_all", ()))
        self._ended = 0

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """A task that collects counts from the start."""
        self._ended = 0
        super().v2_playbook_on_task_start(task, is_conditional)

    def _task_start(self, task: Any, prefix: str | None = None) -> None:
        """Hold back the banner of bookkeeping, as the default does where it filters by result."""
        if not self._is_quiet(task):
            super()._task_start(task, prefix)
            return
        self._task_type_cache[task._uuid] = prefix or "TASK"
        self._last_task_name = task.get_name().strip()

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Ansible's recap, which has colors of its own and no device text. The playbook gives up its run."""
        if self._unfinished is not None:
            with suppress(ReinstateError):  # a lock that stays is taken over
                release_run(self._unfinished)
        self._unfinished = None
        inert_display, self._display = self._display, self._plain_display
        try:
            super().v2_playbook_on_stats(stats)
        finally:
            self._display = inert_display

    def v2_runner_on_ok(self, result: CallbackTaskResult) -> None:
        """Show an inspection's result on short lines, any other as the default does."""
        if self._is_quiet(result.task):
            self._handle_warnings_and_exception(result)
            return
        show = {
            "inspection_run": self._show_run,
            "junos_evidence": self._show_collected,
            "inspection_decision": self._show_decided,
            "inspection_report": self._show_report,
        }.get(_action(result.task))
        if show is None or not show(result) or self._run_is_verbose(result):
            super().v2_runner_on_ok(result)

    def v2_runner_item_on_ok(self, result: CallbackTaskResult) -> None:
        """As the default does, but for bookkeeping."""
        if not self._is_quiet(result.task):
            super().v2_runner_item_on_ok(result)

    def v2_runner_on_skipped(self, result: CallbackTaskResult) -> None:
        """As the default does, but for bookkeeping."""
        if not self._is_quiet(result.task):
            super().v2_runner_on_skipped(result)

    def v2_runner_item_on_skipped(self, result: CallbackTaskResult) -> None:
        """As the default does, but for bookkeeping."""
        if not self._is_quiet(result.task):
            super().v2_runner_item_on_skipped(result)

    def v2_runner_on_failed(self, result: CallbackTaskResult, ignore_errors: bool = False) -> None:
        """One line where the message is complete, without Ansible's excerpt of the playbook."""
        message = result.result.get("msg")
        if _action(result.task) not in _COMPLETE_MESSAGES or not isinstance(message, str) or self._display.verbosity:
            super().v2_runner_on_failed(result, ignore_errors)
            return
        if self._last_task_banner != result.task._uuid:
            self._print_task_banner(result.task)
        self._handle_warnings(result.result)
        self._display.display(
            f"fatal: [{visible(self.host_label(result))}]: {message}",
            color=C.COLOR_ERROR,
            stderr=self.get_option("display_failed_stderr"),
        )
        if ignore_errors:
            self._display.display("...ignoring", color=C.COLOR_SKIP)

    def _is_quiet(self, task: Any) -> bool:
        return _action(task) in _BOOKKEEPING and not self._display.verbosity

    def _show_run(self, result: CallbackTaskResult) -> bool:
        run_id, policy = result.result.get("run_id"), result.result.get("policy")
        if not run_id or not policy:
            return False
        self._before(result)
        self._show_notices(result.result.get("notices", ()))
        self._display.display(f"Run {visible(str(run_id))}, policy {visible(str(policy))}")
        path = result.result.get("path")
        self._unfinished = Path(str(path)) if path else None
        return True

    def _handle_interrupts(self) -> None:
        """Ansible calls no callback after an interrupt and can hang in its cleanup: this handles the signal."""
        if self._process is not None:
            return
        self._process = os.getpid()
        before = signal.getsignal(signal.SIGINT)

        def interrupted(number: int, frame: Any) -> None:
            signal.signal(signal.SIGINT, before)
            try:
                self._say_what_is_kept()
            finally:
                if callable(before):
                    before(number, frame)

        signal.signal(signal.SIGINT, interrupted)

    def _say_what_is_kept(self) -> None:
        if self._unfinished is None or os.getpid() != self._process:
            return
        try:
            lines = interrupted_lines(find_run(self._unfinished), sys.argv)
        except ReinstateError as error:
            lines = (str(error),)
        # Not through the display: its lock can be held when the signal arrives.
        os.write(1, "".join(f"\n{inert(line)}" for line in lines).encode() + b"\n")

    def _show_collected(self, result: CallbackTaskResult) -> bool:
        if "plan" in result.result:
            return self._show_plan(result)
        outcome = result.result.get("outcome")
        if not isinstance(outcome, dict):
            return False
        self._before(result)
        self._ended += 1
        complete = outcome.get("status") == "complete"
        self._display.display(
            self._collected_line(result, outcome, complete), color=C.COLOR_OK if complete else C.COLOR_WARN
        )
        return True

    def _show_plan(self, result: CallbackTaskResult) -> bool:
        self._before(result)
        said = result.result
        requests = ", ".join(str(request).strip("<>/") for request in said["plan"])
        asked = (
            f"first requests to {said.get('address')} port {said.get('port')}: {requests}; then those of its platform"
        )
        self._display.display(f"{self._name(result)}  {visible(asked)}")
        return True

    def _collected_line(self, result: CallbackTaskResult, outcome: dict[str, Any], complete: bool) -> str:
        total = str(max(len(self._hosts), self._ended))
        parts = [
            f"{self._ended:>{len(total)}}/{total}",
            self._name(result),
            f"{visible(str(outcome.get('status', 'not known'))):<14}",
            f"{float(result.result.get('seconds') or 0):6.1f} s",
            "already collected" if result.result.get("kept") else _counts(result.result.get("items") or {}),
        ]
        if not complete:
            stage, detail = outcome.get("stage", ""), visible(str(outcome.get("detail", "")))
            parts.append(f"at {visible(str(stage))}: {_cut(detail)}" if detail else f"at {visible(str(stage))}")
        return "  ".join(part for part in parts if part)

    def _name(self, result: CallbackTaskResult) -> str:
        """The host's name, as wide as those of the play."""
        width = min(max(map(len, self._hosts), default=0), 32)
        return visible(result.host.get_name()).ljust(width)

    def _show_decided(self, result: CallbackTaskResult) -> bool:
        lines, summary = result.result.get("lines"), result.result.get("summary")
        if not lines or not isinstance(summary, dict):
            return False
        self._before(result)
        for line in lines:
            shown = inert(str(line))
            self._display.display(shown, color=_color(shown))
        self._display.display("")
        self._display.display(visible(totals_line(summary)))
        self._show_notices(summary.get("notices", ()))
        return True

    def _show_notices(self, notices: Iterable[Any]) -> None:
        for notice in notices:
            self._display.display(visible(str(notice)), color=C.COLOR_WARN)

    def _show_report(self, result: CallbackTaskResult) -> bool:
        index = result.result.get("index")
        if not index:
            return False
        self._before(result)
        self._display.display(f"Report: {visible(str(index))}", color=C.COLOR_OK)
        return True

    def _before(self, result: CallbackTaskResult) -> None:
        """What the default does before it shows a result: the banner that was held back, and warnings."""
        if self._last_task_banner != result.task._uuid:
            self._print_task_banner(result.task)
        self._handle_warnings_and_exception(result)


class _InertDisplay(Display):
    """The display in use, with its state, that shows text without anything that drives a terminal.

    Every message of a task passes here, whether Ansible shows it as a result, an error, or a warning.
    """

    @classmethod
    def of(cls, display: Display) -> _InertDisplay:
        """A second face of that display: both share their state."""
        face = cls.__new__(cls)
        face.__dict__ = display.__dict__
        return face

    def display(self, msg: str, *arguments: Any, **named: Any) -> None:
        """Show the message, line by line inert; colors are put around it afterwards."""
        super().display("\n".join(map(inert, msg.split("\n"))), *arguments, **named)


def _action(task: Any) -> str:
    """The action's name without its collection."""
    return str(task.action).rpartition(".")[2]


def _counts(items: dict[str, Any]) -> str:
    """``12 ok, 1 denied``: the good first, the rest by number."""
    ordered = sorted(items.items(), key=lambda one: (one[0] != "ok", -int(one[1]), one[0]))
    return ", ".join(f"{number} {visible(str(status))}" for status, number in ordered if number) or "no items"


def _cut(text: str) -> str:
    return text if len(text) <= _DETAIL_WIDTH else f"{text[: _DETAIL_WIDTH - 1].rstrip()}…"


def _color(line: str) -> str | None:
    """The color of a unit's line, by its disposition."""
    words = line.split()[1:3]
    return next((getattr(C, _COLORS[word]) for word in words if word in _COLORS), None)
