"""The configuration to paste is the bench's own to the last statement: nothing of it is judged as somebody's."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from reinstate.checks.framework.run import run_check
from reinstate.checks.integrity.access import Accounts
from reinstate.checks.sanitization import FormerConfiguration
from reinstate.cli.main import main
from reinstate.decision.policy import Policy, load_policy
from reinstate.device.model import Configuration, Statement
from reinstate.errors import InputError
from reinstate.plan.requests import Rpc
from reinstate.reference.loading import load_shipped
from reinstate.workflow.bench import BenchOrder, BenchPlace, bench_commands, bench_text, counted_places
from reinstate.workflow.inventory_hosts import inventory_hosts
from tests.unit.checks.builders import PASS, a_case, a_unit

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBCbL9ocS2vLjtT7nFxkO2lVv2fMZmVXaBFYvE3MTOgT"
HEAD = "name: bench\nversion: 1\nstage: as-received\nfed_supplies: 1\nlists: {none_held: true}\n"
MODELS = sorted(profile.name for profile in load_shipped().profiles if profile.management_port and not profile.virtual)


def policy(folder: Path, text: str) -> Policy:
    path = folder / "policy.yml"
    path.write_text(HEAD + text)
    return load_policy(path)


@pytest.fixture
def bench(tmp_path: Path) -> Policy:
    return policy(
        tmp_path,
        "baseline:\n  logins: [inspector]\n  management_prefixes: [192.0.2.0/24, '2001:db8::/64']\n"
        f"  key_fingerprints: ['{fingerprint()}']\n",
    )


def fingerprint() -> str:
    import base64
    import hashlib

    digest = hashlib.sha256(base64.b64decode(KEY.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def statements(commands: tuple[str, ...]) -> Configuration:
    """What the device then holds, as its XML would state it."""
    found = []
    for command in commands:
        words = command.split(maxsplit=1)[1] if command.startswith("set ") else ""
        if not words:
            continue
        text = (
            words.replace("login user inspector ", "login user[inspector] ")
            .replace(" plain-text-password", " encrypted-password=$6$x")
            .replace("root-login deny", "root-login=deny")
            .replace("class super-user", "class=super-user")
            .replace(f'ssh-ed25519 "{KEY}"', f"ssh-ed25519[{KEY.replace(' ', chr(0))}]")
        )
        if text.startswith("interfaces "):
            _, port, _, unit, _, family, _, address, *_ = text.split()
            text = f"interfaces interface[{port}] unit[{unit}] family {family} address[{address}]"
        if text.startswith("security "):
            _, _, _, zone, _, port, _, _, service = text.split()
            within = f"security-zone[{zone}] interfaces[{port}] host-inbound-traffic"
            text = f"security zones {within} system-services[{service}]"
        path, _, value = text.partition("=")
        found.append(Statement(tuple(part.replace(chr(0), " ") for part in path.split()), value))
    return Configuration(tuple(found))


@pytest.mark.parametrize("address", ["", "2001:db8::7/64"])
@pytest.mark.parametrize("with_key", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_nothing_of_it_is_judged_as_a_former_owners(
    bench: Policy, tmp_path: Path, name: str, with_key: bool, address: str
) -> None:
    key = tmp_path / "bench.pub"
    key.write_text(f"{KEY} bench@controller\n")
    profile = next(one for one in load_shipped().profiles if one.name == name)
    order = BenchOrder(bench, load_shipped(), address=address, key_file=key if with_key else None)
    configuration = statements(bench_commands(order, profile))
    assert len(configuration.statements) >= 6
    case = a_case({Rpc.CONFIGURATION: configuration}, unit=a_unit(), profile=profile, inputs=bench.inputs)
    for check in (FormerConfiguration(), Accounts()):
        findings = run_check(check, case)
        assert [one.result for one in findings] == [PASS], [one.message for one in findings]


def test_it_tells_of_the_bench_network_and_when_to_begin(bench: Policy) -> None:
    fixed = bench_text(BenchOrder(bench, load_shipped(), "ex4400-48p"))
    modular = bench_text(BenchOrder(bench, load_shipped(), "mx480"))
    assert "without a connection to the internet" in fixed
    assert "10 minutes after power-on" in fixed
    assert "20 minutes after power-on" in modular
    assert "set interfaces vme unit 0 family inet address 192.0.2.10/24" in fixed
    assert "set interfaces fxp0 " in modular


WAYS_IN = {
    "ex2200-48t-4g": ["set interfaces vme unit 0 family inet address 192.0.2.10/24"],
    "ex3200-24t": ["set interfaces me0 unit 0 family inet address 192.0.2.10/24"],
    "qfx5120-48y-8c": ["set interfaces em0 unit 0 family inet address 192.0.2.10/24"],
    "mx204": ["set interfaces fxp0 unit 0 family inet address 192.0.2.10/24"],
    "mx480": ["set interfaces fxp0 unit 0 family inet address 192.0.2.10/24 master-only"],
    "acx7509": [
        "set interfaces re0:mgmt-0 unit 0 family inet address 192.0.2.10/24 master-only",
        "set interfaces re1:mgmt-0 unit 0 family inet address 192.0.2.10/24 master-only",
    ],
    "srx345": ["set interfaces fxp0 unit 0 family inet address 192.0.2.10/24"],
    "srx300": [
        "set interfaces ge-0/0/0 unit 0 family inet address 192.0.2.10/24",
        "set security zones security-zone untrust interfaces ge-0/0/0.0 host-inbound-traffic system-services ssh",
        "set security zones security-zone untrust interfaces ge-0/0/0.0 host-inbound-traffic system-services netconf",
    ],
    "srx100h2": [
        "set interfaces fe-0/0/0 unit 0 family inet address 192.0.2.10/24",
        "set security zones security-zone untrust interfaces fe-0/0/0.0 host-inbound-traffic system-services ssh",
        "set security zones security-zone untrust interfaces fe-0/0/0.0 host-inbound-traffic system-services netconf",
    ],
}


@pytest.mark.parametrize(("model", "way"), WAYS_IN.items(), ids=WAYS_IN.keys())
def test_each_family_has_its_own_way_in(bench: Policy, model: str, way: list[str]) -> None:
    order = BenchOrder(bench, load_shipped(), model)
    commands = bench_commands(order, load_shipped().profile_for(model, ""))
    assert [one for one in commands if one.startswith(("set interfaces", "set security"))] == way
    assert commands[0] == "set system root-authentication plain-text-password", "no commit goes without it"
    port = way[0].split()[2]
    assert commands.index(f"delete interfaces {port} unit 0") < commands.index(way[0]), "a DHCP client excludes it"


def test_two_devices_of_one_profile_have_their_own_ports(bench: Policy) -> None:
    places = [BenchPlace("a", "192.0.2.11", "srx300"), BenchPlace("b", "192.0.2.12", "srx345")]
    text = bench_text(BenchOrder(bench, load_shipped()), places)
    assert re.findall(r"^set interfaces (\S+) ", text, re.MULTILINE) == ["ge-0/0/0", "fxp0"]


ADDRESS = re.compile(r"address (\S+)(?: master-only)?$", re.MULTILINE)


def test_one_address_is_said_to_be_an_example(bench: Policy) -> None:
    assert "The address is an example" in bench_text(BenchOrder(bench, load_shipped()))
    assert "The address is an example" not in bench_text(BenchOrder(bench, load_shipped(), address="192.0.2.9/24"))


def test_the_port_of_an_unknown_model_is_to_be_entered(bench: Policy) -> None:
    assert "Replace MANAGEMENT-PORT" in bench_text(BenchOrder(bench, load_shipped()))
    assert "MANAGEMENT-PORT" not in bench_text(BenchOrder(bench, load_shipped(), "mx204"))


@pytest.mark.parametrize(
    ("first", "count", "addresses"),
    [
        ("192.0.2.11/24", 1, ["192.0.2.11/24"]),
        ("192.0.2.9/24", 3, ["192.0.2.9/24", "192.0.2.10/24", "192.0.2.11/24"]),
        ("2001:db8::ffff/64", 2, ["2001:db8::ffff/64", "2001:db8::1:0/64"]),
        ("192.0.2.215/24", 40, [f"192.0.2.{last}/24" for last in range(215, 255)]),
    ],
)
def test_addresses_count_up(bench: Policy, first: str, count: int, addresses: list[str]) -> None:
    text = bench_text(BenchOrder(bench, load_shipped(), "mx204"), counted_places(first, count))
    assert ADDRESS.findall(text) == addresses
    assert text.count("\ncommit\n") == count


@pytest.mark.parametrize(("first", "count"), [("192.0.2.216/24", 40), ("192.0.2.11/32", 2), ("192.0.2.11", 2)])
def test_addresses_stay_in_their_network(first: str, count: int) -> None:
    with pytest.raises(InputError, match="has no room"):
        counted_places(first, count)


INVENTORY = """
all:
  hosts:
    shelf-1: {ansible_host: 192.0.2.11, reinstate_claim: {serial: A1, model: mx204}}
    shelf-2: {ansible_host: "2001:db8::12", reinstate_claim: {serial: A2, model: some box}}
    192.0.2.13:
  children:
    jump_hosts: {hosts: {bastion: {ansible_host: 198.51.100.1}}}
"""


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.yml"
    path.write_text(INVENTORY)
    return path


def printed(policy: Policy, inventory: Path, *options: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    file = inventory.with_name("policy.yml")
    assert load_policy(file).digest == policy.digest
    code = main(["bench", "--policy", str(file), *options])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_each_host_of_an_inventory_has_its_own_address(
    bench: Policy, inventory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = printed(bench, inventory, "--inventory", str(inventory), "--model", "ex4400-48p", capsys=capsys)
    assert code == 0
    blocks = re.split(r"^# (?=shelf-1|shelf-2|192\.0\.2\.13)", told, flags=re.MULTILINE)[1:]
    assert [block.partition("\n")[0] for block in blocks] == ["shelf-1", "shelf-2", "192.0.2.13"]
    found = [(ADDRESS.findall(block), re.findall(r"^set interfaces (\S+) ", block, re.MULTILINE)) for block in blocks]
    assert found == [
        (["192.0.2.11/24"], ["fxp0"]),
        (["2001:db8::12/64"], ["vme"]),
        (["192.0.2.13/24"], ["vme"]),
    ]
    assert "bastion" not in told


def test_some_hosts_of_an_inventory(bench: Policy, inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--inventory", str(inventory), "--host", "shelf-2")
    code, told = printed(bench, inventory, *options, capsys=capsys)
    assert (code, ADDRESS.findall(told)) == (0, ["2001:db8::12/64"])


@pytest.mark.parametrize(
    ("hosts", "options", "said"),
    [
        ("x: {ansible_host: shelf.example.net}", [], "x: its address cannot be configured"),
        ("x: {ansible_host: 198.51.100.7}", [], "x: its address is in no bench network"),
        ("x: {ansible_host: 127.0.0.1, ansible_port: 2830}", [], "the emulated rack needs no bench configuration"),
        ("x: {ansible_host: '::1'}", [], "x has the address of this computer"),
        ("x: {ansible_host: localhost}", [], "x has the address of this computer"),
        ("x: {ansible_host: 192.0.2.1}, y: {ansible_host: 192.0.2.1}", [], "x and y have the same address"),
        (
            "x: {ansible_host: '2001:db8::1'}, y: {ansible_host: '2001:DB8:0::1'}",
            [],
            "x and y have the same address",
        ),
        ("x: {ansible_host: 192.0.2.1}", ["--host", "z"], "no host z in this inventory"),
        ("x: {ansible_host: 192.0.2.1}", ["--address", "192.0.2.1/24"], "--inventory states the addresses"),
        ('x: {ansible_host: "fe80::1%x\\nset system root-login"}', [], "x: its address cannot be configured"),
        ("[", [], "the inventory cannot be read"),
    ],
)
def test_an_inventory_that_gives_no_addresses_is_refused(
    bench: Policy, inventory: Path, capsys: pytest.CaptureFixture[str], hosts: str, options: list[str], said: str
) -> None:
    inventory.write_text(f"all: {{hosts: {{{hosts}}}}}\n")
    code, told = printed(bench, inventory, "--inventory", str(inventory), *options, capsys=capsys)
    assert code == 2
    assert said in told


@pytest.mark.parametrize("noise", [b"no JSON \x1b[8m", b"\xff\xfe", b"", b"[]"])
def test_what_is_no_list_of_hosts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inventory: Path, noise: bytes
) -> None:
    program = tmp_path / "ansible-inventory"
    (tmp_path / "noise").write_bytes(noise)
    program.write_text(f"#!/bin/sh\ncat '{tmp_path / 'noise'}'\n")
    program.chmod(0o755)
    monkeypatch.setattr("reinstate.workflow.inventory_hosts.ansible_program", lambda *named: str(program))
    with pytest.raises(InputError, match="the inventory cannot be read") as caught:
        inventory_hosts(inventory)
    assert "\x1b" not in str(caught.value)


@pytest.mark.timeout(10)
def test_a_pipe_is_no_key(tmp_path: Path, bench: Policy) -> None:
    os.mkfifo(tmp_path / "id.pub")
    with pytest.raises(InputError, match="not an SSH public key"):
        bench_text(BenchOrder(bench, load_shipped(), key_file=tmp_path / "id.pub"))


def test_the_name_of_a_policy_stays_on_its_line(tmp_path: Path) -> None:
    text = "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n"
    (tmp_path / "policy.yml").write_text(HEAD.replace("name: bench", 'name: "x\\ndelete system"') + text)
    told = bench_text(BenchOrder(load_policy(tmp_path / "policy.yml"), load_shipped()))
    assert re.search("^#.* x delete system", told, re.MULTILINE)
    assert not re.search("^ *delete system$", told, re.MULTILINE)


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--count", "3"], "--count counts up from an address"), (["--host", "x"], "--host names a host of an inventory")],
)
def test_options_that_need_another(
    bench: Policy, inventory: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    code, told = printed(bench, inventory, *options, capsys=capsys)
    assert code == 2
    assert said in told


REFUSED = {
    "no login": ("baseline: {management_prefixes: [192.0.2.0/24]}\n", {}, "declares no bench login"),
    "only root": ("baseline: {logins: [root]}\n", {}, "declares no bench login"),
    "a login that could be a command": (
        'baseline: {logins: ["x; request system zeroize"]}\n',
        {},
        "declares no bench login",
    ),
    "no networks": ("baseline: {logins: [a]}\n", {}, "in no bench network"),
    "an address elsewhere": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"address": "198.51.100.1/24"},
        "in no bench network",
    ),
    "no address": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"address": "x"},
        "cannot be used",
    ),
    "an unknown model": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"model": "box"},
        "no platform profile",
    ),
    "a foreign key": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"key_file": KEY},
        "not a bench key",
    ),
    "no key": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"key_file": "private"},
        "not an SSH public key",
    ),
}


@pytest.mark.parametrize(("text", "fields", "said"), REFUSED.values(), ids=list(REFUSED))
def test_what_would_not_be_the_benchs_is_refused(tmp_path: Path, text: str, fields: dict, said: str) -> None:  # type: ignore[type-arg]
    if "key_file" in fields:
        (tmp_path / "key").write_text(fields["key_file"])
        fields = {**fields, "key_file": tmp_path / "key"}
    with pytest.raises(InputError, match=said):
        bench_text(BenchOrder(policy(tmp_path, text), load_shipped(), **fields))
