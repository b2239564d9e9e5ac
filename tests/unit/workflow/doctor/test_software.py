"""Python, packages, and Ansible, against what the package asks for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from reinstate.errors import InputError
from reinstate.workflow.ansible_programs import ansible_program, playbook_folder
from reinstate.workflow.doctor.lines import Line, State
from reinstate.workflow.doctor.software import ansible_lines, package_lines, python_lines

ROOT = Path(__file__).parents[4]


def stating(requires: list[str], python: str = ">=3.11") -> dict[str, object]:
    """What the metadata of the package state."""
    return {"requires": lambda name: requires, "metadata": lambda name: {"Requires-Python": python}}


REQUIRED: dict[str, tuple[list[str], list[tuple[State, str, str]]]] = {
    "all there": (["lxml>=1", "pyyaml"], [(State.OK, "2 packages installed as required", "")]),
    "too old": (
        ["lxml>=999", "pyyaml"],
        [(State.PROBLEM, f"lxml {metadata.version('lxml')} is installed; Reinstate needs >=999", "'lxml>=999'")],
    ),
    "too new": (["paramiko<2"], [(State.PROBLEM, "Reinstate needs <2", "pip install 'paramiko<2'")]),
    "not installed": (
        ["no-such-package>=2"],
        [(State.PROBLEM, "no-such-package is not installed", "pip install 'no-such-package>=2'")],
    ),
    "of another Python": (
        ["lxml>=999; python_version < '3'", "pyyaml"],
        [(State.OK, "1 package installed as required", "")],
    ),
    "of the playbooks": (
        ["no-such-ansible; extra == 'ansible'"],
        [(State.PROBLEM, "no-such-ansible is not installed", "pip install 'no-such-ansible'")],
    ),
    "of the tests": (["no-such-test; extra == 'test'"], [(State.OK, "0 packages installed as required", "")]),
}


@pytest.mark.parametrize(("requires", "lines"), REQUIRED.values(), ids=REQUIRED)
def test_packages(requires: list[str], lines: list[tuple[State, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in stating(requires).items():
        monkeypatch.setattr(metadata, name, value)
    told = list(package_lines())
    assert told[-1].what.endswith("can be imported")
    assert [line.state for line in told[:-1]] == [state for state, _, _ in lines]
    for line, (_, what, step) in zip(told[:-1], lines, strict=True):
        assert what in line.what
        assert step in line.to_do


def test_a_package_that_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ncclient.manager", None)
    [line] = [line for line in package_lines() if "ncclient" in line.what]
    assert (line.state, bool(line.to_do)) == (State.PROBLEM, True)
    assert "cannot be imported" in line.what


@pytest.mark.parametrize(("wanted", "state"), [(">=3.11", State.OK), (">=4", State.PROBLEM), ("<3.11", State.PROBLEM)])
def test_python(wanted: str, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "metadata", stating([], wanted)["metadata"])
    [line] = python_lines()
    assert line.state is state


def a_program(folder: Path, code: str) -> Callable[[str], str]:
    program = folder / "ansible-playbook"
    program.write_text(f"#!/bin/sh\n{code}\n")
    program.chmod(0o755)
    return lambda name: str(program)


CORE = metadata.version("ansible-core")
VERSION = f"echo 'ansible-playbook [core {CORE}]'; echo '  config file = {{config}}'"
STARTS: dict[str, tuple[str, list[tuple[State, str]]]] = {
    "as it should": (
        VERSION.format(config=ROOT / "ansible.cfg"),
        [(State.OK, f"[core {CORE}] starts"), (State.OK, f"reads {ROOT / 'ansible.cfg'}")],
    ),
    "another configuration": (
        VERSION.format(config="/etc/ansible/ansible.cfg"),
        [(State.OK, "starts"), (State.WARNING, "/etc/ansible/ansible.cfg")],
    ),
    "no configuration": (VERSION.format(config="None"), [(State.OK, "starts"), (State.WARNING, "None")]),
    "too old": (
        "echo 'ansible-playbook [core 2.9.27]'; echo '  config file = None'",
        [(State.PROBLEM, "[core 2.9.27]; Reinstate needs"), (State.WARNING, "None")],
    ),
    "no version": ("echo ansible", [(State.NOT_DETERMINED, "no version"), (State.WARNING, "no configuration file")]),
    "another Python": (
        VERSION.format(config=ROOT / "ansible.cfg") + "; echo '  python version = 3.12 (main) (/opt/bin/python3)'",
        [(State.OK, "starts"), (State.WARNING, "/opt/bin/python3"), (State.OK, "ansible.cfg")],
    ),
    "not with this locale": (
        "echo 'ERROR: Ansible requires the locale encoding to be UTF-8' >&2; exit 1",
        [(State.PROBLEM, "locale encoding")],
    ),
    "silent": ("exit 0", [(State.PROBLEM, "exit status 0")]),
}


@pytest.mark.parametrize(("code", "lines"), STARTS.values(), ids=STARTS)
def test_ansible(tmp_path: Path, code: str, lines: list[tuple[State, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_CONFIG", str(ROOT / "ansible.cfg"))
    monkeypatch.setattr("reinstate.workflow.doctor.software.ansible_program", a_program(tmp_path, code))
    told: list[Line] = list(ansible_lines())
    assert [line.state for line in told] == [state for state, _ in lines]
    for line, (_, what) in zip(told, lines, strict=True):
        assert what in line.what


def test_programs_and_playbooks_are_found_or_missed_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no-such-program is not installed"):
        ansible_program("no-such-program")
    monkeypatch.setenv("ANSIBLE_CONFIG", str(ROOT / "ansible.cfg"))
    assert (playbook_folder() / "doctor.yml").is_file()
    monkeypatch.setenv("ANSIBLE_CONFIG", str(tmp_path / "ansible.cfg"))
    assert playbook_folder() == ROOT / "playbooks", "of the checkout, where there are none beside that file"
