"""Inventories and Ansible settings as they are found at users: nothing breaks, and the accounts hold."""

from __future__ import annotations

import pytest

from reinstate.lab.rack import RunningRack
from tests.integration.conftest import AS_OF, Controller, places
from tests.openssh import closed_port

pytestmark = [pytest.mark.ansible, pytest.mark.long]

NAMES = (
    "shelf 3 left",
    "müller-☃",
    "a/b/c",
    "../../evil",
    "..",
    "-rf",
    "{{ 1+1 }}",
    "UPPER.case",
    "upper.case",
    "con",
    "latest",
    "2001:db8::13",
    "x" * 200,
)


def test_any_host_name_has_an_evidence_folder_and_a_place_in_the_accounts(
    rack: RunningRack, controller: Controller
) -> None:
    off = {"ansible_host": "127.0.0.1", "ansible_port": closed_port()}
    live, dark = NAMES[0::2], NAMES[1::2]
    place = places(rack, "ex4400-clean")["ex4400-clean"]
    controller.write_inventory(dict.fromkeys(live, place) | dict.fromkeys(dark, off))
    played = controller.play("inspect.yml", "-e", f"as_of={AS_OF}")
    assert played.code == 2
    verdicts = {name: record["verdict"] for name, record in played.records.items()}
    assert verdicts == dict.fromkeys(live, "pass") | dict.fromkeys(dark, "inconclusive")
    assert {name for name, record in played.records.items() if record["unit"]["host"] == name} == set(NAMES)
    # All that answer are one device: it is counted once, and its other addresses are counted as such.
    assert played.summary["hosts"] == len(NAMES) == played.summary["units"] + played.summary["repeated"]
    folders = [path.parent for path in played.runs.rglob("evidence.json")]
    assert len(folders) == len(NAMES)
    assert {folder.parent for folder in folders} == {played.run / "evidence"}
    assert {path.name for path in controller.folder.iterdir()} <= {"inventory", "runs", "tmp", ".ansible"}
    for name in live:
        assert _recap(played.output, name) == "failed=0"
    for name in dark:
        assert _recap(played.output, name) == "failed=1"


def _recap(output: str, name: str) -> str:
    """What the recap says of a host's failed tasks."""
    line = next(line for line in output.rpartition("PLAY RECAP")[2].splitlines() if line.startswith(f"{name} "))
    return next(word for word in line.split() if word.startswith("failed="))


SETTINGS = {
    "the free strategy": {"ANSIBLE_STRATEGY": "free", "ANSIBLE_FORKS": "20"},
    "facts by default, pipelining, any error fatal": {
        "ANSIBLE_GATHERING": "implicit",
        "ANSIBLE_PIPELINING": "true",
        "ANSIBLE_ANY_ERRORS_FATAL": "true",
    },
    "become by default": {"ANSIBLE_BECOME": "true", "ANSIBLE_BECOME_METHOD": "no_such_method"},
}
# The plays name their strategy, so that any other is one path; a full disk is met with one fork.
SAME_PATH = {
    "one fork": {"ANSIBLE_FORKS": "1"},
    "the host_pinned strategy": {"ANSIBLE_STRATEGY": "host_pinned"},
}


@pytest.mark.parametrize(
    "environment",
    [
        *(pytest.param(stated, id=name) for name, stated in SETTINGS.items()),
        *(pytest.param(stated, id=name, marks=pytest.mark.slow) for name, stated in SAME_PATH.items()),
    ],
)
def test_settings_of_the_users_environment(
    rack: RunningRack, controller: Controller, environment: dict[str, str]
) -> None:
    off = {"ansible_host": "127.0.0.1", "ansible_port": closed_port()}
    controller.write_inventory({**places(rack, "ex4400-clean", "mx204-clean"), "a-dark-one": off})
    played = controller.play("inspect.yml", "-e", f"as_of={AS_OF}", "-e", "fail_on=never", **environment)
    assert played.code == 0, played.output
    verdicts = {name: record["verdict"] for name, record in played.records.items()}
    assert verdicts == {"ex4400-clean": "pass", "mx204-clean": "pass", "a-dark-one": "inconclusive"}
    assert "[WARNING]" not in played.output


# With ``never``, the play that fails hosts has none: what is left of the run is in the other one too.
@pytest.mark.parametrize("fail_on", [pytest.param("never", marks=pytest.mark.slow), "inconclusive"])
def test_become_in_the_inventory_is_for_other_playbooks(
    rack: RunningRack, controller: Controller, fail_on: str
) -> None:
    off = {"ansible_host": "127.0.0.1", "ansible_port": closed_port()}
    controller.write_inventory(
        {**places(rack, "ex4400-clean"), "off": off},
        ansible_become=True,
        ansible_become_method="enable",
        ansible_connection="network_cli",
    )
    played = controller.play("inspect.yml", "-e", f"as_of={AS_OF}", "-e", f"fail_on={fail_on}")
    assert played.code == (0 if fail_on == "never" else 2)
    assert played.records["ex4400-clean"]["verdict"] == "pass", played.output
    assert _recap(played.output, "off") == ("failed=0" if fail_on == "never" else "failed=1")
    again = controller.play("decide.yml", "-e", f"run={played.run}", "-e", "fail_on=never")
    assert again.code == 0, again.output


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(
            "all:\n  hosts:\n    good: {ansible_host: 127.0.0.1}\n    bad[: {ansible_host: 127.0.0.1}\n",
            id="a range that isn't one",
        ),
        # Ansible refuses a file that it can't parse for whatever reason: one setting of ansible.cfg, one path.
        pytest.param(
            "all:\n  hosts:\n    good: {ansible_host: 127.0.0.1}\n   bad: {\n", id="not YAML", marks=pytest.mark.slow
        ),
        pytest.param("all:\n  hosts: [good, bad]\n", id="a list of hosts", marks=pytest.mark.slow),
    ],
)
def test_an_inventory_that_is_readable_in_part_is_refused_whole(controller: Controller, broken: str) -> None:
    controller.write_inventory({})
    (controller.inventory / "hosts.yml").write_text(broken)
    played = controller.play("inspect.yml", "-e", "fail_on=never")
    assert played.code != 0
    assert "hosts.yml" in played.output
    assert not controller.runs.exists()
