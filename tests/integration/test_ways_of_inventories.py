"""What Junos inventories say of the way to a device, as a playbook takes it, through a real OpenSSH server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from reinstate.lab.rack import RunningRack
from tests.integration.conftest import AS_OF, Controller, Played, places
from tests.openssh import NEEDS_OPENSSH, Bastion, running_sshd

pytestmark = [pytest.mark.ansible, pytest.mark.long, *NEEDS_OPENSSH]

HOST = "ex4400-clean"


@pytest.fixture(scope="module")
def bastion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bastion]:
    with running_sshd(tmp_path_factory.mktemp("bastion")) as running:
        yield running


def played(controller: Controller, rack: RunningRack, *arguments: str, **variables: Any) -> Played:
    place = places(rack, HOST)[HOST]
    controller.write_inventory({HOST: {**place, **variables}})
    return controller.play("inspect.yml", "-e", "fail_on=never", "-e", f"as_of={AS_OF}", *arguments)


def ssh(bastion: Bastion) -> str:
    options = f"-F none -i {bastion.key} -o UserKnownHostsFile={bastion.known_hosts} -o IdentitiesOnly=yes"
    return f"ssh {options} -p {bastion.port} -W %h:%p {bastion.user}@127.0.0.1"


WAYS = {
    "ProxyCommand in ansible_ssh_common_args": lambda bastion: {
        "ansible_ssh_common_args": f'-o ProxyCommand="{ssh(bastion)}" -o StrictHostKeyChecking=no'
    },
    "ansible_netconf_proxy_command": lambda bastion: {"ansible_netconf_proxy_command": ssh(bastion)},
    "ProxyJump in ansible_ssh_extra_args": lambda bastion: {
        "ansible_ssh_extra_args": f"-J {bastion.user}@127.0.0.1:{bastion.port}",
        "reinstate_ssh_jump_private_key_file": str(bastion.key),
        "reinstate_ssh_jump_known_hosts_file": str(bastion.known_hosts),
    },
    "two jump hosts": lambda bastion: {
        "ansible_ssh_common_args": "-o ProxyJump=" + ",".join([f"{bastion.user}@127.0.0.1:{bastion.port}"] * 2),
        "reinstate_ssh_jump_private_key_file": str(bastion.key),
        "reinstate_ssh_jump_known_hosts_file": str(bastion.known_hosts),
    },
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_way_through_a_jump_host_is_gone(rack: RunningRack, controller: Controller, bastion: Bastion, way) -> None:
    before = bastion.log().count("Accepted publickey")
    done = played(controller, rack, **way(bastion))
    assert done.code == 0, done.output
    manifest = done.manifest(HOST)
    assert (manifest["outcome"]["status"], manifest["transport"]) == ("complete", "ssh-jump")
    assert bastion.log().count("Accepted publickey") > before


def test_a_jump_host_that_fails_is_not_gone_around(rack: RunningRack, controller: Controller) -> None:
    asked = len(rack.requests(HOST))
    done = played(controller, rack, ansible_ssh_common_args='-o ProxyCommand="false %h %p"')
    assert done.manifest(HOST)["outcome"]["status"] != "complete"
    assert len(rack.requests(HOST)) == asked


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"ansible_ssh_common_args": "-o BindAddress=192.0.2.1"},
            "ansible_ssh_common_args: BindAddress cannot be used",
        ),
        ({"ansible_host_key_checking": True}, "reinstate_host_key: SHA256:"),
        ({"ansible_ssh_privat_key_file": "k"}, "ansible_ssh_privat_key_file: a session of Reinstate cannot"),
        ({"ansible_network_os": "cisco.ios.ios"}, "not a device that Reinstate inspects"),
    ],
)
def test_what_cannot_be_done_is_said_of_its_host_and_nothing_is_sent(
    rack: RunningRack, controller: Controller, variables: dict[str, Any], said: str
) -> None:
    asked = len(rack.requests(HOST))
    done = played(controller, rack, **variables)
    assert done.code == 0, done.output
    assert said in done.manifest(HOST)["outcome"]["detail"]
    assert done.records[HOST]["verdict"] == "inconclusive"
    assert len(rack.requests(HOST)) == asked


@pytest.mark.parametrize("given", ["variable", "command line", "text"])
def test_a_key_with_a_passphrase(rack: RunningRack, controller: Controller, given: str) -> None:
    """The rack's devices take no key: the password that follows is what lets in; the key must not keep it from that."""
    key = controller.folder / "bench_key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-a", "4", "-N", "geheim", "-f", str(key)], check=True)
    named: dict[str, Any] = {"ansible_ssh_private_key_passphrase": "geheim"}
    if given != "command line":
        kind, value = ("_file", str(key)) if given == "variable" else ("", key.read_text())
        named[f"ansible_ssh_private_key{kind}"] = value
    arguments = ("--private-key", str(key)) if given == "command line" else ()
    done = played(controller, rack, *arguments, ansible_password="wrong", **named)
    detail = done.manifest(HOST)["outcome"]["detail"]
    assert "cannot be used" not in detail
    assert "the key " in detail
    assert "geheim" not in done.output
