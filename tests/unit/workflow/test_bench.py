"""The configuration to paste is the bench's own to the last statement: nothing of it is judged as somebody's."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinstate.checks.framework.run import run_check
from reinstate.checks.integrity.access import Accounts
from reinstate.checks.sanitization import FormerConfiguration
from reinstate.decision.policy import Policy, load_policy
from reinstate.device.model import Configuration, Statement
from reinstate.errors import InputError
from reinstate.plan.requests import Rpc
from reinstate.reference.loading import load_shipped
from reinstate.workflow.bench import BenchOrder, bench_commands, bench_text
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
            _, port, _, unit, _, family, _, address = text.split()
            text = f"interfaces interface[{port}] unit[{unit}] family {family} address[{address}]"
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
    assert len(configuration.statements) == 6
    case = a_case({Rpc.CONFIGURATION: configuration}, unit=a_unit(), profile=profile, inputs=bench.inputs)
    for check in (FormerConfiguration(), Accounts()):
        findings = run_check(check, case)
        assert [one.result for one in findings] == [PASS], [one.message for one in findings]


def test_it_tells_of_the_bench_network_and_when_to_begin(bench: Policy) -> None:
    fixed = bench_text(BenchOrder(bench, load_shipped(), "ex4400-48p"))
    modular = bench_text(BenchOrder(bench, load_shipped(), "mx480"))
    assert "without a way to the internet" in fixed
    assert "10 minutes after power-on" in fixed
    assert "20 minutes after power-on" in modular
    assert "set interfaces me0 unit 0 family inet address 192.0.2.10/24" in fixed
    assert "set interfaces fxp0 " in modular


REFUSED = {
    "no login": ("baseline: {management_prefixes: [192.0.2.0/24]}\n", {}, "names no login"),
    "only root": ("baseline: {logins: [root]}\n", {}, "names no login"),
    "a login that could be a command": ('baseline: {logins: ["x; request system zeroize"]}\n', {}, "names no login"),
    "no networks": ("baseline: {logins: [a]}\n", {}, "none of the bench's"),
    "an address elsewhere": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"address": "198.51.100.1/24"},
        "none of the bench's",
    ),
    "no address": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"address": "x"},
        "can't be used",
    ),
    "an unknown model": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"model": "box"},
        "no platform profile",
    ),
    "a foreign key": (
        "baseline: {logins: [a], management_prefixes: [192.0.2.0/24]}\n",
        {"key_file": KEY},
        "isn't the bench's",
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
