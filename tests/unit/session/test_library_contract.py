"""The private names of PyEZ, ncclient and paramiko that the session rests on.

A new version that changes one of them fails here, with a name, and not at a device.
"""

from __future__ import annotations

import inspect
import logging
import os
import subprocess
import sys
from pathlib import Path

import ncclient.manager
import ncclient.operations
import ncclient.transport
import ncclient.transport.session
import paramiko
import pytest
from jnpr.junos import Device
from ncclient.devices.junos import JunosDeviceHandler
from ncclient.transport.session import NetconfBase, Session, SessionListener
from ncclient.transport.ssh import SSHSession
from paramiko.auth_handler import AuthHandler
from paramiko.packet import Packetizer

from reinstate.session import netconf, ssh
from reinstate.session.netconf import EvidenceDevice, libraries_prepared
from reinstate.session.ssh import host_key_matches


def source(thing: object) -> str:
    return inspect.getsource(thing)  # type: ignore[arg-type]


def parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def test_ncclient_makes_its_session_and_transport_where_ours_are_put() -> None:
    assert "transport.SSHSession(device_handler)" in source(ncclient.manager.connect_ssh)
    assert "paramiko.Transport(sock)" in source(SSHSession.connect)
    assert sys.modules["ncclient.transport.ssh"].paramiko is paramiko
    assert "handler(device_params, ignore_errors)" in source(ncclient.manager.make_device_handler)


def test_ncclient_asks_about_the_host_key_before_it_logs_in() -> None:
    steps = [
        "start_client()",
        "self.load_known_hosts(",
        "unknown_host_cb(host, fingerprint)",
        "self._auth(",
        "self._post_connect(",
    ]
    text = source(SSHSession.connect)
    assert [step for step in steps if step not in text] == []
    order = [
        text.index(step) for step in ("start_client()", "unknown_host_cb(host", "self._auth(", "self._post_connect(")
    ]
    assert order == sorted(order)
    assert text.index("self._post_connect(") < text.index("get_xml_parser(self)")


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (SSHSession._auth, ["self", "username", "password", "key_filenames", "allow_agent", "look_for_keys"]),
        (Session._post_connect, ["self", "timeout"]),
        (SSHSession._transport_read, ["self"]),
        (SSHSession.close, ["self"]),
        (SSHSession._dispatch_message, ["self", "raw"]),
        (SSHSession.load_known_hosts, ["self", "filename"]),
        (SessionListener.errback, ["self", "ex"]),
        (SessionListener.callback, ["self", "root", "raw"]),
        (JunosDeviceHandler.get_xml_parser, ["self", "session"]),
        (JunosDeviceHandler.get_capabilities, ["self"]),
        (Device._sshconf_lkup, ["self"]),
        (Packetizer._read_timeout, ["self", "timeout"]),
        (Packetizer.start_handshake, ["self", "timeout"]),
        (Packetizer.read_all, ["self", "n", "check_rekey"]),
        (paramiko.Transport._parse_kex_init, ["self", "m"]),
        (paramiko.Transport._parse_disconnect, ["self", "m"]),
        (paramiko.Transport._send_message, ["self", "data"]),
        (paramiko.Transport.auth_none, ["self", "username"]),
        (paramiko.Transport.auth_interactive, ["self", "username", "handler", "submethods"]),
        (paramiko.Transport.auth_password, ["self", "username", "password", "event", "fallback"]),
        (AuthHandler._parse_service_accept, ["self", "m"]),
    ],
)
def test_methods_that_are_overridden_or_called(method: object, expected: list[str]) -> None:
    assert parameters(method) == expected


def test_ncclients_loop_reads_as_ours_expects() -> None:
    text = source(Session.run)
    for step in (
        "self._transport_read()",
        "self.parser.parse(data)",
        "self._dispatch_error(e)",
        "self._closing.is_set()",
    ):
        assert step in text
    assert "self._connected" in source(Session.connected.fget)
    assert (NetconfBase.BASE_10, NetconfBase.BASE_11) == (1, 2)
    assert "self._base = NetconfBase.BASE_11" in source(Session._post_connect)
    assert {"_channel", "_closing", "_transport", "_base", "_device_handler"} <= set(
        netconf._Session(_Handler()).__dict__  # type: ignore[arg-type]
    )


class _Handler(JunosDeviceHandler):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__({"name": "junos", "link": type("Link", (), {"session": None})()})


def test_paramiko_keeps_its_preferences_where_ours_are_put() -> None:
    for name in ("kex", "keys", "pubkeys", "ciphers", "macs"):
        theirs, ours = (getattr(kind, f"_preferred_{name}") for kind in (paramiko.Transport, ssh.BoundedTransport))
        assert set(ours) == set(theirs), f"{name}: an algorithm came or went"
    for name in ("banner_timeout", "auth_timeout", "channel_timeout"):
        assert f"self.{name} = " in source(paramiko.Transport.__init__)
    assert "packetizer_class" in parameters(paramiko.Transport.__init__)


def test_paramiko_keeps_what_logging_in_looks_at() -> None:
    assert "self.local_kex_init = self._latest_kex_init = m.asbytes()" in source(paramiko.Transport._send_kex_init)
    assert "self.server_extensions = {}" in source(paramiko.Transport.__init__)
    text = source(AuthHandler._finalize_pubkey_algorithm)
    assert "self.transport._agreed_pubkey_algorithm = pubkey_algo" in text
    assert 'server_extensions.get("server-sig-algs"' in text
    assert "self.disabled_algorithms = " in source(paramiko.Transport.__init__)


def test_weak_algorithms_come_after_all_strong_ones() -> None:
    for name in ("kex", "keys", "pubkeys", "ciphers", "macs"):
        weak = [algorithm in ssh.WEAK_ALGORITHMS for algorithm in getattr(ssh.BoundedTransport, f"_preferred_{name}")]
        assert weak == sorted(weak), name
        assert any(weak), f"{name}: old Junos offers nothing else"


def test_mac_comparison_is_looked_up_where_ours_is_put() -> None:
    assert source(Packetizer.read_message).count("util.constant_time_bytes_eq(my_mac, mac)") == 2
    assert parameters(paramiko.util.constant_time_bytes_eq) == ["a", "b"]


def test_preparing_the_libraries_is_undone() -> None:
    def state() -> list[object]:
        loggers = [logging.getLogger(name) for name in ("paramiko", "ncclient", "jnpr")]
        kept = [(logger.propagate, logger.level, list(logger.handlers)) for logger in loggers]
        return [paramiko.Transport, ncclient.transport.SSHSession, ncclient.transport.session.TICK, kept]

    before = state()
    with libraries_prepared():
        during = state()
        assert logging.getLogger("paramiko.transport").getEffectiveLevel() >= logging.CRITICAL
    assert during != before
    assert state() == before


def test_the_device_is_pyez_own_and_reads_no_ssh_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "config").write_text("Host *\n  Port 1\n  User mallory\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    from reinstate.session.dial import Line
    from reinstate.session.settings import ConnectionSettings

    settings = ConnectionSettings("2001:db8::1", 23, "inspector")
    device = EvidenceDevice(settings, Line(None), expected_host_key=None, on_transport=lambda seen: None, tried={})  # type: ignore[arg-type]
    assert isinstance(device, Device)
    assert type(device) is EvidenceDevice, "PyEZ makes a console of port 23"
    assert (device.hostname, device.port, device.user) == ("2001:db8::1", 23, "inspector")
    assert device._conn is None


@pytest.mark.parametrize("module", ["settings", "transcript", "framing", "dial", "carriers", "greeting"])
def test_light_modules_import_no_pyez(module: str) -> None:
    code = f"import sys, reinstate.session.{module}; print('jnpr.junos' in sys.modules, 'paramiko' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONWARNINGS": ""},
    )
    assert found.stdout == "False False\n"


@pytest.mark.parametrize(
    ("expected", "matches"),
    [
        ("SHA256:abc", True),
        ("abc", True),
        ("SHA256:abc=", True),
        (" SHA256:abc\n", True),
        ("SHA256:ABC", False),
        ("SHA256:abcd", False),
        ("", False),
    ],
)
def test_fingerprints(expected: str, matches: bool) -> None:
    assert host_key_matches("SHA256:abc", expected) is matches
