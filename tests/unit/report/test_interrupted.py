"""After an interrupt: what is kept, and a command that can be pasted and shows no secret."""

from __future__ import annotations

import shlex

import pytest

from reinstate.report.interrupted import resume_command

START = ["/venv/bin/ansible-playbook", "-i", "inventory/my rack", "playbooks/inspect.yml"]


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], "ansible-playbook -i 'inventory/my rack' playbooks/inspect.yml -e run_id=r1 -e resume=true"),
        (
            ["-e", "run_id=r1", "-l", "ex*"],
            "ansible-playbook -i 'inventory/my rack' playbooks/inspect.yml -e run_id=r1 -l 'ex*' -e resume=true",
        ),
        (["-e", "ansible_password=Bench"], "ansible-playbook ... -e run_id=r1 -e resume=true"),
        (["-e", "snmp_community=Bench"], "ansible-playbook ... -e run_id=r1 -e resume=true"),
        (["-e", '{"bench_pw": "Bench"}'], "ansible-playbook ... -e run_id=r1 -e resume=true"),
        (["-e", "api_key=Bench"], "ansible-playbook ... -e run_id=r1 -e resume=true"),
        (["-l", "ex\x1b[8m"], "ansible-playbook ... -e run_id=r1 -e resume=true"),
        (["-e", "run_id=r1", "--vault-password-file", "x"], "ansible-playbook ... -e run_id=r1 -e resume=true"),
    ],
)
def test_the_command_that_goes_on(arguments: list[str], command: str) -> None:
    assert resume_command("r1", [*START, *arguments]) == command
    assert shlex.split(command)[0] == "ansible-playbook"
