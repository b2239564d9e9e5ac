"""The stdout callback over a play whose modules give canned results: what a person sees, and how it is colored."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

ACTION = """
from ansible.plugins.action import ActionBase

RESULTS = {
    "ex-1": {"outcome": {"status": "complete", "stage": "done", "detail": "", "attempts": 1},
             "items": {"ok": 18, "unsupported": 1}, "seconds": 3.21},
    "mx-2": {"outcome": {"status": "unreachable", "stage": "connect", "detail": "no\\x1b[2J route", "attempts": 2},
             "items": {}, "seconds": 20.0},
    "srx-3": {"outcome": {"status": "complete", "stage": "done", "detail": "", "attempts": 1}, "kept": True,
              "items": {"ok": 18}, "seconds": 3.0},
}


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        if self._task.check_mode:
            return {"changed": False, "plan": ["<get-a/>", "<get-b/>"], "address": "192.0.2.1", "port": 830}
        return {"changed": True, **RESULTS[self._task.args["host"]]}
"""
BATCH = """
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    BYPASS_HOST_LOOP = True
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        return {result}
"""
OPENED = """{"changed": True, "run_id": "r1", "path": "/runs/r1", "hosts": 3, "policy": "bench\\x1b 2",
    "notices": ["mind\\x1b this"]}"""
DECIDED = """{
    "lines": ["ex-1   pass          reinstate    every check passed",
              "mx-2   inconclusive  investigate  no route\\x1b[2J",
              "srx-3  fail          hold         two units carry one serial"],
    "summary": {"hosts": 3, "units": 3, "pass": 1, "fail": 1, "inconclusive": 1, "unreachable": 1,
                "dispositions": {"reinstate": 1, "investigate": 1, "hold": 1},
                "notices": ["Table old\\x1b supports no pass"]},
}"""
REPORTED = '{"index": "/runs/1/report/index.html", "files": 9, "changed": True}'
MODULE = '#!/usr/bin/python\nDOCUMENTATION = "module: {name}"\n'
PLAY = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Open
      inspection_run: {}
      run_once: true
    - name: Note the hosts
      ansible.builtin.add_host: {name: "{{ item }}", groups: noted}
      loop: [ex-1, mx-2]
      when: item == 'ex-1'
    - name: Collect
      junos_evidence: {host: "{{ inventory_hostname }}"}
    - name: Decide
      inspection_decision: {}
      run_once: true
    - name: Report
      inspection_report: {}
      run_once: true
    - name: Fail one
      ansible.builtin.fail:
        msg: "rejected \\u202e\\x9b31m"
      when: inventory_hostname == 'mx-2'
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "action_plugins").mkdir()
    (tmp_path / "library").mkdir()
    actions = {
        "inspection_run": BATCH.replace("{result}", OPENED),
        "junos_evidence": ACTION,
        "inspection_decision": BATCH.replace("{result}", DECIDED),
        "inspection_report": BATCH.replace("{result}", REPORTED),
    }
    for name, code in actions.items():
        (tmp_path / "action_plugins" / f"{name}.py").write_text(code)
        (tmp_path / "library" / f"{name}.py").write_text(MODULE.format(name=name))
    (tmp_path / "play.yml").write_text(PLAY)
    (tmp_path / "ansible.cfg").write_text(
        "[defaults]\nlibrary = library\naction_plugins = action_plugins\nstdout_callback = reinstate\n"
        f"callback_plugins = {ROOT / 'callback_plugins'}\ninventory = localhost,\n"
    )
    return tmp_path


def _play(folder: Path, *arguments: str, **environment: str) -> str:
    command = [sys.executable, "-m", "ansible", "playbook", "-i", "ex-1,mx-2,srx-3", "-c", "local", "-f1", "play.yml"]
    settings = {
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "COLUMNS": "80",
    }
    ended = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8", "ANSIBLE_DEPRECATION_WARNINGS": "true", **settings, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert "DEPRECATION" not in ended.stdout + ended.stderr
    assert not ended.stderr.replace("[ERROR]: Task failed: Action failed", "").count("ERROR")
    return ended.stdout


def test_progress_verdicts_and_report_are_short_lines(folder: Path) -> None:
    lines = _play(folder).splitlines()
    assert lines[: lines.index("skipping: [ex-1]")] == [
        "",
        "PLAY [all] " + "*" * 69,
        "",
        "TASK [Open] " + "*" * 68,
        "mind[U+001B] this",
        "Run r1, policy bench[U+001B] 2",
        "",
        "TASK [Collect] " + "*" * 65,
        "1/3  ex-1   complete           3.2 s  18 ok, 1 unsupported",
        "2/3  mx-2   unreachable       20.0 s  no items  at connect: no[U+001B][2J route",
        "3/3  srx-3  complete           3.0 s  already collected",
        "",
        "TASK [Decide] " + "*" * 66,
        "ex-1   pass          reinstate    every check passed",
        "mx-2   inconclusive  investigate  no route[U+001B][2J",
        "srx-3  fail          hold         two units carry one serial",
        "",
        "3 units on 3 hosts: 1 pass, 1 fail, 1 inconclusive (1 reinstate, 1 investigate, 1 hold). "
        "No evidence from 1 host.",
        "Table old[U+001B] supports no pass",
        "",
        "TASK [Report] " + "*" * 66,
        "Report: /runs/1/report/index.html",
        "",
        "TASK [Fail one] " + "*" * 64,
    ]
    assert "fatal: [mx-2]: rejected [U+202E][U+009B]31m" in lines
    assert all(line.isprintable() for line in lines)


def test_check_mode_shows_what_each_host_would_be_asked(folder: Path) -> None:
    shown = _play(folder, "--check")
    assert "mx-2   first requests to 192.0.2.1 port 830: get-a, get-b; then those of its platform" in shown


def test_verbose_adds_the_default_lines_and_colors_follow_the_disposition(folder: Path) -> None:
    shown = _play(folder, "-v", ANSIBLE_FORCE_COLOR="1")
    assert "1/3  ex-1" in shown
    assert "changed: [ex-1] => {" in shown
    assert "TASK [Note the hosts]" in shown
    assert 'FAILED! => {"changed": false, "msg": "rejected' in shown
    assert "\x1b[0;32mex-1   pass          reinstate" in shown
    assert "\x1b[0;31msrx-3  fail          hold" in shown
    assert "\x1b[2J" not in shown
    assert "\x9b" not in shown
