"""Real clients against the emulated rack: PyEZ, NAPALM, ncclient with paramiko, JSNAPy, and OpenSSH."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncssh
import napalm
import pytest
from jnpr.junos import Device
from jnpr.junos.exception import ConnectAuthError, ConnectClosedError, ConnectError, ConnectRefusedError, RpcError
from lxml import etree
from ncclient import manager

from reinstate.lab import RunningRack, start_rack
from reinstate.lab.netconf_server import END_1_0

BOX = {"template": "ex4400-24t"}
KEYED = {"class": "super-user", "permissions": ["all"], "password": "only-by-key-or-this"}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "id"
    private = asyncssh.generate_private_key("ssh-ed25519")
    private.write_private_key(str(path))
    private.write_public_key(f"{path}.pub")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def rack(key: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRack]:
    public = Path(f"{key}.pub").read_text(encoding="ascii").strip()
    inline: list[dict[str, Any]] = [
        {"name": "keyed", **BOX, "logins": {"inspector": {**KEYED, "keys": [public]}}},
        {"name": "old-keyed", "template": "ex4200-48t", "logins": {"inspector": {**KEYED, "keys": [public]}}},
        {"name": "drops-once", **BOX, "faults": [{"fault": "drop-connection", "times": 1}]},
        {"name": "exotic", **BOX, "faults": [{"fault": "no-common-algorithm"}]},
        {"name": "cut", **BOX, "faults": [{"fault": "close-mid-reply", "rpc": "get-chassis-inventory"}]},
        {"name": "slow", **BOX, "delays": {"get-alarm-information": 400}},
    ]
    shipped = ["ex4400-clean", "ex4400-off", "ex4400-password", "ex4200-eos", "qfx5120-rfc", "srx345-multibyte"]
    with start_rack([*shipped, *inline], state=tmp_path_factory.mktemp("state")) as running:
        yield running


def pyez(rack: RunningRack, name: str, **options: Any) -> Device:
    host = rack.hosts[name]
    settings = {"user": host.user, "password": host.password, "look_for_keys": False, "allow_agent": False, **options}
    return Device(host=host.address, port=host.port, gather_facts=False, ssh_config="/dev/null", **settings)


def ncclient(rack: RunningRack, name: str) -> Any:
    host = rack.hosts[name]
    return manager.connect_ssh(
        host=host.address,
        port=host.port,
        username=host.user,
        password=host.password,
        hostkey_verify=False,
        look_for_keys=False,
        allow_agent=False,
        device_params={"name": "junos"},
    )


@pytest.mark.parametrize("name", ["ex4400-clean", "ex4200-eos", "qfx5120-rfc"])
def test_pyez_opens_asks_and_closes(rack: RunningRack, name: str) -> None:
    with pyez(rack, name) as device:
        model = device.rpc.get_software_information().findtext(".//product-model")
        with pytest.raises(RpcError, match="syntax error"):
            device.rpc.get_no_such_information()
    assert str(model).startswith(name.split("-", maxsplit=1)[0])
    assert rack.requests(name)[-1]["rpc"] == "close-session"


def test_a_key_opens_the_door(rack: RunningRack, key: Path) -> None:
    with pyez(rack, "keyed", password=None, ssh_private_key_file=str(key)) as device:
        user = device.rpc.get_authorization_information().findtext(".//user")
    assert user == "inspector"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("ex4400-off", ConnectRefusedError),
        ("ex4400-password", ConnectAuthError),
        ("exotic", ConnectRefusedError),  # what PyEZ calls every failure of SSH within three seconds
    ],
)
def test_pyez_is_turned_away(rack: RunningRack, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        pyez(rack, name).open()


def test_the_first_connection_may_be_dropped_and_the_second_not(rack: RunningRack) -> None:
    with pytest.raises(ConnectError):
        pyez(rack, "drops-once").open()
    with pyez(rack, "drops-once") as device:
        assert device.connected


def test_a_connection_cut_in_a_reply(rack: RunningRack) -> None:
    device = pyez(rack, "cut")
    device.open()
    with pytest.raises(ConnectClosedError):
        device.rpc.get_chassis_inventory()


def test_device_time_is_the_devices(rack: RunningRack) -> None:
    with pyez(rack, "slow") as device:
        began = time.monotonic()
        device.rpc.get_alarm_information()
        slow = time.monotonic() - began
        began = time.monotonic()
        device.rpc.get_system_alarm_information()
        assert 0.4 <= slow < 1.5
        assert time.monotonic() - began < 0.4


@pytest.mark.parametrize(("name", "base"), [("ex4400-clean", "1.0"), ("qfx5120-rfc", "1.1")])
def test_ncclient_agrees_on_the_framing(rack: RunningRack, name: str, base: str) -> None:
    with ncclient(rack, name) as session:
        offered = list(session.server_capabilities)
        reply = session.rpc(etree.Element("get-chassis-inventory"))
    assert (f"urn:ietf:params:netconf:base:{base}" in offered) is True
    assert ("urn:ietf:params:netconf:base:1.1" in offered) is (base == "1.1")
    assert "JPSU-" in str(reply)


def test_ncclient_trips_over_split_characters(rack: RunningRack) -> None:
    """Why the multi-byte host is in the rack: the reader as installed loses the session there."""
    session = ncclient(rack, "srx345-multibyte")
    with pytest.raises(Exception, match=r"utf-8|[Ss]ession"):
        session.rpc(etree.Element("get-commit-information"))


HELLO = (
    b'<hello xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"><capabilities>'
    b"<capability>urn:ietf:params:netconf:base:1.0</capability></capabilities></hello>]]>]]>"
)
MODERN: list[str] = []
LEGACY = [
    "-oHostKeyAlgorithms=+ssh-rsa",
    "-oPubkeyAcceptedAlgorithms=+ssh-rsa",
    "-oKexAlgorithms=+diffie-hellman-group14-sha1",
    "-oCiphers=+aes128-cbc",
    "-oMACs=+hmac-sha1",
]


def openssh(
    rack: RunningRack, name: str, key: Path, options: list[str], sent: bytes
) -> subprocess.CompletedProcess[bytes]:
    host = rack.hosts[name]
    return subprocess.run(
        [
            "ssh",
            "-F/dev/null",
            "-oBatchMode=yes",
            "-oStrictHostKeyChecking=no",
            "-oUserKnownHostsFile=/dev/null",
            "-oIdentitiesOnly=yes",
            "-oIdentityAgent=none",
            "-oLogLevel=ERROR",
            *options,
            f"-i{key}",
            f"-p{host.port}",
            f"{host.user}@{host.address}",
            "-s",
            "netconf",
        ],
        input=sent,
        capture_output=True,
        timeout=30,
        check=False,
    )


@pytest.mark.skipif(shutil.which("ssh") is None, reason="no OpenSSH client here")
@pytest.mark.parametrize(("name", "options"), [("keyed", MODERN), ("old-keyed", LEGACY)])
def test_openssh_speaks_the_netconf_subsystem(rack: RunningRack, key: Path, name: str, options: list[str]) -> None:
    requests = [b'<rpc message-id="1"><get-chassis-inventory/></rpc>', b'<rpc message-id="2"><close-session/></rpc>']
    done = openssh(rack, name, key, options, HELLO + b"".join(request + END_1_0 for request in requests))
    greeting, inventory, closed, end = done.stdout.split(END_1_0)
    assert done.returncode == 0, done.stderr
    assert greeting.startswith(b"<!-- session start at ")
    assert b"<!-- user inspector, class super-user -->" in greeting
    assert b'message-id="1"' in inventory
    assert b"<serial-number>" in inventory
    assert b"<ok/>" in closed
    assert end.strip().startswith(b"<!-- session end at ")


@pytest.mark.skipif(shutil.which("ssh") is None, reason="no OpenSSH client here")
def test_the_legacy_box_offers_nothing_that_a_modern_client_takes(rack: RunningRack, key: Path) -> None:
    done = openssh(rack, "old-keyed", key, MODERN, HELLO)
    assert done.returncode == 255
    assert b"<hello" not in done.stdout


@pytest.mark.skipif(shutil.which("ssh") is None, reason="no OpenSSH client here")
def test_pipelined_requests_are_answered_in_their_order(rack: RunningRack, key: Path) -> None:
    sent = b"".join(b'<rpc message-id="%d"><get-alarm-information/></rpc>]]>]]>' % number for number in range(40))
    done = openssh(rack, "keyed", key, MODERN, HELLO + sent + b"<rpc><close-session/></rpc>]]>]]>")
    ids = [etree.fromstring(reply).get("message-id") for reply in done.stdout.split(END_1_0)[1:41]]
    assert ids == [str(number) for number in range(40)]


def test_every_host_has_a_key_of_its_own_and_keeps_it(rack: RunningRack, tmp_path: Path) -> None:
    def fingerprints(running: RunningRack, names: list[str]) -> list[str]:
        found = []
        for name in names:
            with ncclient(running, name) as session:
                found.append(session._session.transport.get_remote_server_key().fingerprint)
        return found

    names = ["ex4400-clean", "qfx5120-rfc"]
    first = fingerprints(rack, names)
    assert len(set(first)) == len(names) == 2
    with start_rack(names, state=tmp_path / "again") as again:
        assert fingerprints(again, names) == first


# --- other people's clients -------------------------------------------------------------------------------------------

KINDS = (
    "mx204-clean",
    "mx480-mixed",
    "ex4400-clean",
    "ex4400-vc",
    "srx345-cluster",
    "qfx5120-rfc",
    "acx7100-evolved",
    "ex4200-eos",
)


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRack]:
    """One device of each kind of platform."""
    with start_rack(KINDS, state=tmp_path_factory.mktemp("kinds")) as running:
        yield running


@pytest.mark.parametrize("name", KINDS)
def test_pyez_knows_every_fact(kinds: RunningRack, name: str) -> None:
    with pyez(kinds, name) as device:
        facts = {fact: device.facts[fact] for fact in device.facts}
        version = device.rpc.get_software_information().findtext(".//junos-version")
    told = (facts["hostname"], facts["version"], facts["virtual"], facts["2RE"])
    assert told == (name, version, False, name in ("mx480-mixed", "ex4400-vc", "srx345-cluster"))
    assert facts["model"].lower().startswith(name.split("-", maxsplit=1)[0])
    assert facts["serialnumber"]
    assert facts["RE0"] is not None or name in ("ex4400-vc", "srx345-cluster")
    assert facts["current_re"]


@pytest.mark.parametrize("name", KINDS)
def test_napalm_gets_what_it_asks_for(kinds: RunningRack, name: str) -> None:
    host = kinds.hosts[name]
    options = {"port": host.port, "look_for_keys": False, "allow_agent": False, "ssh_config_file": "/dev/null"}
    driver = napalm.get_network_driver("junos")
    with driver(host.address, host.user, host.password, optional_args={**options, "config_lock": False}) as device:
        facts, environment = device.get_facts(), device.get_environment()
        interfaces, configuration = device.get_interfaces(), device.get_config()
    assert (facts["hostname"], facts["vendor"]) == (name, "Juniper")
    assert facts["uptime"] > 0
    assert set(facts["interface_list"]) <= set(interfaces)
    assert "lo0" in interfaces
    assert environment["fans" if name == "srx345-cluster" else "temperature"]
    assert f"host-name {name};" in configuration["running"]


def test_ncclient_gets_configuration_and_commands(kinds: RunningRack) -> None:
    with ncclient(kinds, "mx204-clean") as session:
        running = session.get_config(source="running").data_xml
        wanted = session.get_config("running", filter=("subtree", "<configuration><system/></configuration>")).data_xml
        hardware = str(session.command("show chassis hardware", format="xml"))
        version = str(session.command("show version", format="text"))
        plain = str(session.rpc("<command>show system uptime</command>"))
    assert "<interfaces>" in running
    assert "<host-name>mx204-clean</host-name>" in wanted
    assert "<interfaces>" not in wanted
    assert "<serial-number>DK417</serial-number>" in hardware
    assert "Junos: 23.4R2-S4.11" in version
    assert "<system-booted-time>" in plain


def test_jsnapy_snaps(kinds: RunningRack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = Path(next(iter(find_spec("jnpr.jsnapy").submodule_search_locations)))
    settings = (package / "jsnapy.cfg").read_text()
    (tmp_path / "jsnapy.cfg").write_text(re.sub(r"(?m)^(\w+_path) *=.*$", rf"\1 = {tmp_path}", settings))
    (tmp_path / "logging.yml").write_text("version: 1\ndisable_existing_loggers: false\n")
    monkeypatch.setenv("JSNAPY_HOME", str(tmp_path))
    from jnpr.jsnapy import SnapAdmin

    (tmp_path / "hardware.yml").write_text(
        "tests_include: [serial, uptime]\n"
        "serial:\n  - command: show chassis hardware\n"
        "uptime:\n  - rpc: get-system-uptime-information\n"
    )
    host = kinds.hosts["mx204-clean"]
    place = f"{{device: {host.address}, username: {host.user}, passwd: {host.password}, port: {host.port}}}"
    with pyez(kinds, "mx204-clean") as device:
        SnapAdmin().snap(f"hosts:\n  - {place}\ntests:\n  - {tmp_path}/hardware.yml\n", "before", dev=device)
    snapped = {path.name: path.read_text() for path in tmp_path.glob("*before*.xml")}
    assert len(snapped) == 2
    assert "<serial-number>DK417</serial-number>" in "".join(snapped.values())
    assert "<system-booted-time>" in "".join(snapped.values())


def test_the_configuration_comes_as_xml_text_and_commands(kinds: RunningRack) -> None:
    with pyez(kinds, "mx204-clean") as device:
        tree = device.rpc.get_config()
        text = device.rpc.get_config(options={"format": "text"}).text
        commands = device.rpc.get_config(options={"format": "set"}).text
        name = device.rpc.get_config(filter_xml="<system><host-name/></system>")
    assert tree.findtext("system/host-name") == "mx204-clean"
    assert "    fxp0 {\n        unit 0 {\n            family inet {\n                address 192.0.2." in text
    assert "set interfaces fxp0 unit 0 family inet address 192.0.2." in commands
    assert "set system login user inspector class super-user" in commands
    assert [one.tag for one in name] == ["version", "system"]


# What is asked, and what Junos says of what it does not have.
REFUSED = {
    "a command that is not emulated": ("<command>show bgp summary</command>", "syntax error"),
    "a text that is not emulated": ('<command format="text">show chassis hardware</command>', "syntax error"),
    "a request that is not emulated": ("<get-bgp-summary-information/>", "syntax error"),
    "JSON": ('<get-configuration format="json"/>', "syntax error"),
    "another file": ("<file-show><filename>/etc/passwd</filename></file-show>", "syntax error"),
    "another data store": ("<get-config><source><startup/></source></get-config>", "syntax error"),
    "a lock": ("<lock><target><candidate/></target></lock>", "syntax error"),
    "an edit": ("<edit-config><target><candidate/></target></edit-config>", "syntax error"),
    "a commit": ("<commit/>", "syntax error"),
}


@pytest.mark.parametrize(("asked", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_emulated_is_refused_as_junos_refuses_it(kinds: RunningRack, asked: str, said: str) -> None:
    with pyez(kinds, "mx204-clean") as device, pytest.raises(RpcError, match=said):
        device.execute(asked)


def test_the_hello_offers_what_is_answered_and_nothing_else(kinds: RunningRack) -> None:
    with ncclient(kinds, "mx204-clean") as session:
        offered = list(session.server_capabilities)
    for refused in ("candidate", "confirmed-commit", "validate", "url", "startup", "xpath"):
        assert [one for one in offered if refused in one] == []


def test_times_stand_still_with_respect_to_boot(kinds: RunningRack) -> None:
    with pyez(kinds, "mx204-clean") as device:
        first = device.rpc.get_system_uptime_information()
        time.sleep(1.1)
        second = device.rpc.get_system_uptime_information()
    for place in ("system-booted-time", "last-configured-time"):
        assert first.findtext(f"{place}/date-time") == second.findtext(f"{place}/date-time")
    assert first.findtext("current-time/date-time") != second.findtext("current-time/date-time")


async def _typed(rack: RunningRack, name: str, *lines: str) -> str:
    host = rack.hosts[name]
    options = {"username": host.user, "password": host.password, "client_keys": None, "config": None}
    async with asyncssh.connect(host.address, host.port, known_hosts=None, **options) as connection:
        process = await connection.create_process(term_type="vt100")
        process.stdin.write("".join(f"{line}\n" for line in (*lines, "exit")))
        return str(await asyncio.wait_for(process.stdout.read(), 10))


def test_a_terminal_shows_a_prompt_and_the_commands_that_are_emulated(kinds: RunningRack) -> None:
    said = asyncio.run(
        _typed(kinds, "mx204-clean", "set cli screen-length 0", "show version", "show configuration", "show bgp")
    )
    assert "inspector@mx204-clean> " in said
    assert "Model: mx204\r\nJunos: 23.4R2-S4.11\r\n" in said
    assert "    host-name mx204-clean;\r\n" in said
    assert "unknown command.\r\n" in said
