"""``reinstate doctor`` as an operator calls it: with a host of the rack, and with an installation that is broken."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reinstate.cli.main import main
from reinstate.lab.rack import RunningRack
from reinstate.plan.requests import FIRST_WAVE
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT
from tests.integration.conftest import Controller, places

HOSTS = {
    "a sound login": (
        "ex4400-clean",
        0,
        [
            ("ok", "login", "a NETCONF session as inspector, class super-user"),
            ("ok", "permissions", "maintenance"),
            ("ok", "requests", "the first 5 requests are permitted and answered"),
            ("ok", "clock", "agrees with this machine's"),
            ("ok", "platform profiles", "profile ex4400"),
        ],
    ),
    "a login that sees too little": (
        "ex4400-leftover-restricted",
        1,
        [
            ("ok", "login", "as auditor, class read-only"),
            ("problem", "permissions", "lacks the permissions secret and maintenance"),
            ("warning", "login", "policy lab does not declare auditor as a bench login"),
        ],
    ),
    "a wrong password": ("ex4400-password", 1, [("problem", "login", "the login failed")]),
    "a device that is off": ("ex4400-off", 1, [("problem", "login", "the device refused the connection")]),
}


@pytest.fixture
def doctor(
    rack: RunningRack, controller: Controller, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Calls the command with the rack's inventory and a folder of runs; gives status and what it printed as JSON."""
    controller.write_inventory(places(rack))
    monkeypatch.setenv("ANSIBLE_CONFIG", str(ROOT / "ansible.cfg"))
    monkeypatch.setenv("ANSIBLE_LOCAL_TEMP", str(controller.folder / "tmp"))

    def call(*arguments: str) -> tuple[int, dict[str, Any]]:
        stated = ["--policy", str(LAB_POLICY), "--runs", str(controller.runs), "--as-of", AS_OF.date().isoformat()]
        capsys.readouterr()
        status = main(["doctor", "--json", *stated, *arguments])
        return status, json.loads(capsys.readouterr().out)

    return call


@pytest.mark.parametrize(("host", "status", "lines"), HOSTS.values(), ids=HOSTS)
def test_a_host(
    doctor: Any, controller: Controller, rack: RunningRack, host: str, status: int, lines: Sequence[tuple[str, ...]]
) -> None:
    before = len(rack.requests(host))
    code, told = doctor("-i", str(controller.inventory), "--host", host)
    assert code == status, told["to_do"]
    assert told["sound"] is (status == 0)
    about = [(one["state"], one["topic"], one["what"]) for one in told["checks"] if one["what"].startswith(f"{host}: ")]
    for state, topic, what in lines:
        assert [one for one in about if one[:2] == (state, topic) and what in one[2]], about
    assert all(one["to_do"] for one in told["checks"] if one["state"] != "ok")
    assert not controller.runs.exists(), "nothing is left of the session"
    sent = [one["rpc"] for one in rack.requests(host)[before:]]
    first = [request.rpc for request in FIRST_WAVE]
    assert sent in ([], [*first], [*first, "close-session"])
    assert bool(sent) is any(one[1] == "requests" for one in about)


def test_a_host_that_is_not_in_the_inventory(doctor: Any, controller: Controller) -> None:
    code, told = doctor("-i", str(controller.inventory), "--host", "no-such-host")
    assert code == 1
    [line] = [one for one in told["checks"] if one["state"] == "problem"]
    assert line["what"].startswith(f"{controller.inventory}: no host no-such-host in this inventory")


def test_variables_that_cannot_be_used_are_named(doctor: Any, controller: Controller, rack: RunningRack) -> None:
    """What ends the play before a session is shown as Ansible states it, and the other looks are there."""
    hosts = places(rack, "ex4400-clean")
    hosts["ex4400-clean"]["ansible_port"] = "many"
    controller.write_inventory(hosts)
    code, told = doctor("-i", str(controller.inventory), "--host", "ex4400-clean")
    assert code == 1
    [line] = [one for one in told["checks"] if one["state"] in ("problem", "not determined")]
    assert line["topic"] == "login"
    assert "port" in line["what"]
    assert len(told["checks"]) > 8


def test_a_broken_installation_is_told_whole(
    doctor: Any, controller: Controller, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A policy that is no YAML, no Ansible, and a run that cannot be read: each is a line, and none hides another."""
    broken, programs = tmp_path / "broken.yml", tmp_path / "bin"
    broken.write_text("{")
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr("sys.executable", str(programs / "python3"))
    code, told = doctor("--policy", str(broken), "--run", str(tmp_path / "no-run"), "--runs", str(broken / "runs"))
    assert code == 1
    bad = {one["topic"]: one["state"] for one in told["checks"] if one["state"] in ("problem", "not determined")}
    assert bad == {
        "Ansible": "problem",
        "runs folder": "problem",
        "policy": "problem",
        "platform profiles": "not determined",
    }
    topics = {one["topic"] for one in told["checks"]}
    assert topics >= {"Python", "packages", "locks", "clock", "pins", "age of data"}
    steps = told["to_do"]
    assert steps[0] == "install ansible-core"
    assert steps[-1] not in {one["to_do"] for one in told["checks"] if one["state"] == "problem"}


def test_the_text_ends_with_the_steps(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    late = ["--as-of", "2060-01-01"]
    assert main(["doctor", "--policy", str(LAB_POLICY), "--runs", str(tmp_path), *late]) == 1
    lines = capsys.readouterr().out.splitlines()
    steps = lines[lines.index("To do, in this order:") + 1 :]
    assert [step.partition(". ")[0] for step in steps] == [str(number + 1) for number in range(len(steps))]
    assert [step for step in steps if step.endswith(". update the package")]
    assert any(line.startswith("problem      age of data: Reference set advisories has") for line in lines)


@pytest.mark.parametrize("given", [["--host", "a"], ["-i", "hosts.yml"]])
def test_host_and_inventory_go_together(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", *given]) == 2
    assert "go together" in capsys.readouterr().err
