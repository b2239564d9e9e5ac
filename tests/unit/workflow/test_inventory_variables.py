"""Variables that Junos inventories set: none is ignored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reinstate.errors import InputError
from reinstate.session.settings import ConnectionSettings
from reinstate.workflow.arguments import CollectArguments, parse
from reinstate.workflow.inventory_variables import (
    HOST_KEY_CHECKING,
    OF_PYEZ,
    REFUSED,
    SSH_ARGUMENTS,
    TAKEN_OVER,
    WITHOUT_MEANING,
    connection_options,
)
from reinstate.workflow.ssh_arguments import TAKEN_OVER as SSH_TAKEN_OVER
from reinstate.workflow.ssh_arguments import WITHOUT_MEANING as SSH_WITHOUT_MEANING

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "connections.md").read_text(encoding="utf-8")


def options(**variables: Any) -> dict[str, Any]:
    return connection_options(variables, lambda value: value, {})


def settings(**variables: Any) -> ConnectionSettings:
    stated = {"host": "shelf-1", "address": "192.0.2.11", **options(**variables)}
    return parse(CollectArguments, stated, where="Variables of shelf-1").settings()


# --- taken over ---

ONE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"ansible_host": "192.0.2.1"}, {"address": "192.0.2.1"}),
    ({"ansible_ssh_host": "192.0.2.1"}, {"address": "192.0.2.1"}),
    ({"ansible_ssh_port": 22}, {"port": 22}),
    ({"ansible_ssh_user": "bench"}, {"user": "bench"}),
    ({"ansible_netconf_password": "x"}, {"password": "x"}),
    ({"ansible_ssh_private_key_file": "a", "ansible_private_key_file": "b"}, {"private_key_file": "a"}),
    ({"ansible_ssh_private_key_passphrase": "x"}, {"private_key_passphrase": "x"}),
    ({"ansible_private_key_passphrase": "x"}, {"private_key_passphrase": "x"}),
    ({"ansible_ssh_private_key": "-----BEGIN"}, {"private_key": "-----BEGIN"}),
    ({"ansible_connect_timeout": 60}, {"connect_deadline": 60}),
    ({"ansible_timeout": 60}, {"connect_deadline": 60}),
    ({"ansible_command_timeout": 300}, {"reply_deadline": 300}),
    ({"ansible_ssh_retries": 2}, {"attempts": 3}),
    ({"ansible_network_cli_retries": 30}, {"attempts": 10}),
    ({"ansible_netconf_ssh_config": True}, {"ssh_config_file": "~/.ssh/config"}),
    ({"ansible_netconf_ssh_config": "bench.config"}, {"ssh_config_file": "bench.config"}),
    ({"ansible_netconf_ssh_config": False}, {}),
    ({"ansible_netconf_proxy_command": "nc %h %p"}, {"proxy_command": "nc %h %p"}),
    ({"ansible_paramiko_proxy_command": "nc %h %p"}, {"proxy_command": "nc %h %p"}),
    ({"reinstate_user": "a", "ansible_user": "b", "ansible_ssh_user": "c"}, {"user": "a"}),
    ({"ansible_host_key_checking": False, "ansible_network_os": "junos"}, {}),
    ({"ansible_network_os": "junipernetworks.junos.junos"}, {}),
    ({"ansible_network_os": "juniper.device"}, {}),
    ({"ansible_ssh_host_key_rsa_public": "AAAA", "ansible_ssh_host_key_rsa_public_keytype": "ssh-rsa"}, {}),
    ({"host": "192.0.2.1", "port": 22, "timeout": 9, "mode": "telnet"}, {}),
    (
        {"ansible_connection": "juniper.device.pyez", "host": "192.0.2.1", "port": 22, "passwd": "x", "timeout": 9},
        {"address": "192.0.2.1", "port": 22, "password": "x", "connect_deadline": 9},
    ),
    (
        {"ansible_connection": "juniper.device.pyez", "ansible_host": "192.0.2.2", "host": "192.0.2.1"},
        {"address": "192.0.2.2"},
    ),
]


@pytest.mark.parametrize(("variables", "expected"), ONE, ids=", ".join)
def test_what_a_variable_states(variables: dict[str, Any], expected: dict[str, Any]) -> None:
    assert options(**variables) == expected


def test_options_that_were_given_stay() -> None:
    assert connection_options({"ansible_host": "a", "ansible_user": "b"}, str, {"address": "c"}) == {"user": "b"}


SSH: list[tuple[str, dict[str, Any]]] = [
    ("-J bastion", {"ssh_jump": "bastion"}),
    ("-Jops@bastion:2222", {"ssh_jump": "ops@bastion:2222"}),
    ("-qJ a,b", {"ssh_jump": "a,b"}),
    ("-o ProxyJump=bastion", {"ssh_jump": "bastion"}),
    ("-oProxyJump=none", {}),
    ('-o ProxyCommand="ssh -W %h:%p -q ops@bastion"', {"proxy_command": "ssh -W %h:%p -q ops@bastion"}),
    ("-o 'ProxyCommand ssh -W %h:%p bastion'", {"proxy_command": "ssh -W %h:%p bastion"}),
    ("-o 'ProxyCommand = nc -x 192.0.2.9 %h %p'", {"proxy_command": "nc -x 192.0.2.9 %h %p"}),
    ("-i ~/.ssh/bench -l inspector -p 22", {"private_key_file": "~/.ssh/bench", "user": "inspector", "port": "22"}),
    ("-o ConnectTimeout=5 -o ConnectionAttempts=3", {"connect_deadline": "5", "attempts": "3"}),
    ("-F none", {}),
    ("-F bench.config", {"ssh_config_file": "bench.config", "ssh_jump_config_file": "bench.config"}),
    ("-C -o ControlMaster=auto -o ControlPersist=60s", {}),
    ("-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null", {}),
    ("-o KexAlgorithms=+diffie-hellman-group1-sha1 -o HostKeyAlgorithms=+ssh-rsa -c aes128-cbc -4", {}),
    ("-o proxyjump=a -o ProxyJump=b", {"ssh_jump": "a"}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "expected"), SSH, ids=[text for text, _ in SSH])
@pytest.mark.parametrize("variable", SSH_ARGUMENTS)
def test_what_arguments_of_ssh_state(variable: str, text: str, expected: dict[str, Any]) -> None:
    assert options(**{variable: text}) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"reinstate_ssh_jump": "own"}, {"ssh_jump": "own"}),
        ({"reinstate_ssh_jump": ""}, {"ssh_jump": ""}),
        ({"reinstate_proxy_command": "own"}, {"proxy_command": "own"}),
        ({"reinstate_ssh_jump": "own", "ansible_netconf_proxy_command": "nc %h %p"}, {"ssh_jump": "own"}),
    ],
)
def test_a_way_that_reinstate_is_told_takes_precedence(variables: dict[str, Any], expected: dict[str, Any]) -> None:
    assert options(ansible_ssh_common_args="-J bastion", **variables) == expected


def test_a_chain_of_jump_hosts_is_reached_in_its_order() -> None:
    jump = settings(ansible_ssh_common_args="-J ops@edge:2222,[2001:db8::1]:22,inner").jump_host
    assert jump is not None
    assert (jump.address, [(hop.address, hop.port, hop.user) for hop in jump.via]) == (
        "inner",
        [("2001:db8::1", 22, None), ("edge", 2222, "ops")],
    )


def test_a_key_file_comes_before_a_key() -> None:
    stated = settings(ansible_ssh_private_key_file="~/k", ansible_ssh_private_key="-----BEGIN")
    assert (stated.private_key_file, stated.private_key) == (Path("~/k").expanduser(), None)


# --- refused ---

NOT: list[tuple[dict[str, Any], str, str]] = [
    ({"ansible_ssh_pkcs11_provider": "/usr/lib/x.so"}, "ansible_ssh_pkcs11_provider", "reinstate_use_agent"),
    ({"ansible_pyez_console": "telnet"}, "ansible_pyez_console", "NETCONF over SSH"),
    ({"ansible_connection": "juniper.device.pyez", "mode": "telnet"}, "mode", "NETCONF over SSH"),
    ({"ansible_network_os": "cisco.ios.ios"}, "ansible_network_os", "leave the host out"),
    ({"provider": {"host": "a", "user": "b"}}, "provider", "ansible_user"),
    ({"ansible_ssh_privat_key_file": "k"}, "ansible_ssh_privat_key_file", "correct its name"),
    ({"ansible_netconf_something": "k"}, "ansible_netconf_something", "docs/reference/connections.md"),
    ({"ansible_host_key_checking": True}, "ansible_host_key_checking", "set reinstate_host_key"),
    ({"ansible_ssh_common_args": "-o StrictHostKeyChecking=yes"}, "ansible_ssh_common_args", "reinstate_host_key"),
    ({"ansible_ssh_common_args": "-o HostName=192.0.2.1"}, "HostName cannot be used", "set ansible_host"),
    ({"ansible_ssh_extra_args": "-b 192.0.2.9"}, "-b cannot be used", "reinstate_ssh_config_file"),
    ({"ansible_ssh_extra_args": "-o BindAddress=192.0.2.9"}, "BindAddress cannot be used", "reinstate_"),
    ({"ansible_ssh_extra_args": "-L 1:a:2"}, "-L cannot be used", "remove it"),
    ({"ansible_ssh_extra_args": "word"}, "word cannot be used", "remove it"),
    ({"ansible_ssh_common_args": "-o 'ProxyCommand=x"}, "ansible_ssh_common_args: cannot be read", "quotation marks"),
]


@pytest.mark.parametrize(("variables", "name", "instead"), NOT, ids=[str(row[0]) for row in NOT])
def test_what_a_session_cannot_do_is_refused_by_name(variables: dict[str, Any], name: str, instead: str) -> None:
    with pytest.raises(InputError) as caught:
        options(**variables)
    assert name in str(caught.value)
    assert instead in str(caught.value)


@pytest.mark.parametrize("name", [*HOST_KEY_CHECKING])
def test_host_key_checking_needs_a_host_key(name: str) -> None:
    with pytest.raises(InputError, match="reinstate_host_key"):
        options(**{name: "yes"})
    assert options(**{name: True, "reinstate_host_key": "SHA256:x"}) == {"host_key": "SHA256:x"}


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"reinstate_ssh_jump": "a", "reinstate_proxy_command": "b"}, "two ways to the device"),
        ({"reinstate_proxy_command": "nc %h %d"}, "the token %d is not known"),
        ({"reinstate_proxy_command": "nc %h", "ansible_host": "$(reboot)"}, "the value of %h cannot be put"),
        ({"reinstate_proxy_command": "nc %h", "ansible_host": "-oX"}, "the value of %h cannot be put"),
        ({"ansible_ssh_common_args": "-J bastion:port"}, "ssh_jump: not an address"),
        ({"ansible_ssh_common_args": "-J -oProxyCommand=x"}, "ssh_jump: not an address"),
        ({"ansible_ssh_common_args": "-J a,,b"}, "ssh_jump: not an address"),
        ({"ansible_ssh_private_key": {"a": "SECRET"}}, "private_key"),
    ],
)
def test_a_way_that_cannot_be_gone_is_refused_before_it_is_tried(variables: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        settings(**variables)
    assert said in str(caught.value)
    assert "SECRET" not in str(caught.value)


# --- all of them ---


def test_no_variable_is_in_two_tables() -> None:
    tables = [name for names in TAKEN_OVER.values() for name in names]
    tables += [*SSH_ARGUMENTS, *HOST_KEY_CHECKING, *WITHOUT_MEANING, *REFUSED]
    assert sorted(set(tables)) == sorted(tables)
    assert not set(SSH_TAKEN_OVER) & SSH_WITHOUT_MEANING


@pytest.mark.parametrize("name", sorted(WITHOUT_MEANING))
def test_what_has_no_meaning_changes_nothing(name: str) -> None:
    assert options(**{name: "x"}) == {}


def test_every_variable_is_on_the_page() -> None:
    names = [name for names in TAKEN_OVER.values() for name in names if not name.startswith("reinstate_")]
    names += [*SSH_ARGUMENTS, *HOST_KEY_CHECKING, *WITHOUT_MEANING, *REFUSED]
    names += [name for names in OF_PYEZ.values() for name in names]
    assert [name for name in names if f"`{name}`" not in PAGE] == []
    assert [name for name in (*SSH_TAKEN_OVER, *SSH_WITHOUT_MEANING) if f"`{name}`" not in PAGE.lower()] == []
