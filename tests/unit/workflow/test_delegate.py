"""What a jump host returns is checked before a byte of it is stored."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework.evidence_plan import SiteNeeds
from reinstate.errors import EvidenceError, InputError
from reinstate.evidence.bundle import read_bundle
from reinstate.evidence.manifest import Item, ItemStatus, Manifest
from reinstate.evidence.run_folder import RunFolder
from reinstate.plan.requests import CATALOG, Rpc
from reinstate.reference.profiles import PlatformProfile
from reinstate.session.settings import ConnectionSettings
from reinstate.session.transcript import Outcome, SessionStage, SessionStatus
from reinstate.workflow import delegate
from reinstate.workflow.arguments import CollectArguments, parse
from reinstate.workflow.collect import CollectOrder
from reinstate.workflow.delegate import archive_arguments, armour, order_of, unarmour, unpack_bundle

REPLY = '<rpc-reply xmlns:junos="http://xml.juniper.net/junos/23.4R2/junos">§ \r\n</rpc-reply>'.encode()
Files = dict[str, Any]


def manifest(host: str = "ex1", name: str = "software-information.xml", reply: bytes = REPLY) -> bytes:
    request = CATALOG[Rpc.SOFTWARE]
    digest = hashlib.sha256(reply).hexdigest()
    item = Item("software-information", request.rpc, request.args(), ItemStatus.OK, name, "", digest, len(reply))
    stated = Manifest(host, Outcome(SessionStatus.COMPLETE, SessionStage.DONE, "", 1), items=(item,)).to_json()
    return json.dumps(stated).encode()


def files_as_text(files: Mapping[str, bytes]) -> Files:
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def archive_of(value: Any) -> str:
    return armour(zlib.compress(json.dumps(value).encode()), [])


SOUND = {"evidence.json": manifest(), "software-information.xml": REPLY}


def order(folder: Path) -> CollectOrder:
    return CollectOrder("ex1", folder / "run" / "evidence" / "ex1", ConnectionSettings("192.0.2.1"))


def unpacked(folder: Path, result: Mapping[str, Any]) -> Manifest:
    return unpack_bundle(order(folder), result)


def test_a_sound_bundle_arrives_byte_for_byte(tmp_path: Path) -> None:
    unpacked(tmp_path, {"archive": archive_of(files_as_text(SOUND))})
    bundle = read_bundle(order(tmp_path).folder, "ex1")
    assert bundle.items[Rpc.SOFTWARE].raw == REPLY


def test_what_an_earlier_attempt_left_goes(tmp_path: Path) -> None:
    order(tmp_path).folder.mkdir(parents=True)
    (order(tmp_path).folder / "system-storage.xml").write_bytes(b"<old/>")
    unpacked(tmp_path, {"archive": archive_of(files_as_text(SOUND))})
    assert {path.name for path in order(tmp_path).folder.iterdir()} == {"evidence.json", "software-information.xml"}


HOSTILE: dict[str, tuple[Callable[[], Any], str]] = {
    "a path outside": (
        lambda: archive_of(files_as_text({**SOUND, "../../../etc/evil": b"x"})),
        "the bundle contains ../",
    ),
    "an absolute path": (lambda: archive_of(files_as_text({**SOUND, "/tmp/evil": b"x"})), "the bundle contains /tmp"),
    "a hidden file": (lambda: archive_of(files_as_text({**SOUND, ".bashrc": b"x"})), "the bundle contains .bashrc"),
    "a manifest that names a path": (
        lambda: archive_of(files_as_text({"evidence.json": manifest(name="../x.xml"), "../x.xml": REPLY})),
        "the bundle contains ../x.xml",
    ),
    "a file that no item names": (
        lambda: archive_of(files_as_text({**SOUND, "system-storage.xml": b"x"})),
        "2 files for 1",
    ),
    "a file that is missing": (lambda: archive_of(files_as_text({"evidence.json": manifest()})), "0 files for 1"),
    "a file that was changed": (
        lambda: archive_of(files_as_text({**SOUND, "software-information.xml": b"<x/>"})),
        "its digest",
    ),
    "another host's bundle": (
        lambda: archive_of(files_as_text({**SOUND, "evidence.json": manifest(host="mx\x1b[2J")})),
        "the bundle is of host mx?[2J",
    ),
    "no manifest": (lambda: archive_of(files_as_text({"software-information.xml": REPLY})), "has no evidence.json"),
    "a manifest that isn't JSON": (
        lambda: archive_of(files_as_text({**SOUND, "evidence.json": b"{"})),
        "not an evidence manifest",
    ),
    "a manifest that is a list": (lambda: archive_of(files_as_text({**SOUND, "evidence.json": b"[]"})), "manifest"),
    "a manifest nested to death": (
        lambda: archive_of(files_as_text({**SOUND, "evidence.json": b"[" * 200_000})),
        "RecursionError",
    ),
    "nesting to death": (lambda: armour(zlib.compress(b"[" * 200_000), []), "RecursionError"),
    "a list of files": (lambda: archive_of(["evidence.json"]), "AttributeError"),
    "a number for content": (lambda: archive_of({"evidence.json": 7}), "TypeError"),
    "content that isn't base64": (lambda: archive_of({"evidence.json": "%%%"}), "is refused"),
    "no compression": (lambda: armour(b"{}", []), "error"),
    "truncated": (lambda: armour(zlib.compress(json.dumps(files_as_text(SOUND)).encode())[:-9], []), "truncated"),
    "plain base64": (lambda: base64.b64encode(zlib.compress(b"{}")).decode(), "not an alphabet"),
    "masked by Ansible": (lambda: archive_of(files_as_text(SOUND))[:90] + "********", "outside its alphabet"),
    "empty": (lambda: "", "not an alphabet"),
    "no text": (lambda: ["x"], "returned no evidence"),
}


@pytest.mark.parametrize(("archive", "says"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_archive_is_refused_and_leaves_nothing(tmp_path: Path, archive: Callable[[], Any], says: str) -> None:
    with pytest.raises(EvidenceError) as refused:
        unpacked(tmp_path, {"archive": archive()})
    assert says in str(refused.value)
    assert str(refused.value).isprintable()
    assert list(tmp_path.rglob("*")) == []


def test_a_bomb_is_not_inflated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delegate, "MAX_ARCHIVE_BYTES", 10_000)
    bomb = armour(zlib.compress(b'{"evidence.json": "' + b"A" * 50_000_000 + b'"}'), [])
    assert len(bomb) < 100_000
    with pytest.raises(EvidenceError, match="too large"):
        unpacked(tmp_path, {"archive": bomb})


@pytest.mark.parametrize(
    ("result", "says"),
    [
        ({"failed": True, "msg": "Failed to import the required Python library (reinstate)"}, "(reinstate)"),
        ({"failed": True, "module_stderr": "line 1\nline \x1b[2J2"}, "line 1 line"),
        ({}, "nothing"),
    ],
)
def test_no_archive_is_said_with_what_came_and_what_to_do(tmp_path: Path, result: dict[str, Any], says: str) -> None:
    with pytest.raises(EvidenceError, match="install reinstate on the jump host") as refused:
        unpacked(tmp_path, result)
    assert says in str(refused.value)
    assert str(refused.value).isprintable()


@given(content=st.binary(max_size=300), secrets=st.lists(st.text(min_size=1, max_size=3), max_size=2))
def test_no_secret_occurs_in_the_text_and_nothing_is_lost(content: bytes, secrets: list[str]) -> None:
    text = armour(content, secrets)
    assert not [secret for secret in secrets if secret in text]
    assert unarmour(text) == content


PROFILE = PlatformProfile(
    "jrr200", "", ("jrr200*",), evolved=True, expected=frozenset({Rpc.CONFIGURATION}), optional=frozenset({Rpc.TPM})
)
PLAN = {
    "disabled_checks": ["health.fans"],
    "switched_on": ["log-messages"],
    "site_needs": [
        {"needs": ["poe-controller-information"], "uses": ["power-usage-information"], "platforms": ["ex*"]}
    ],
    "profiles": [PROFILE.plan_json()],
}


def stated_run(folder: Path, plan: Mapping[str, Any]) -> CollectArguments:
    RunFolder(folder, "r1").write(
        {"hosts": ["ex1"], "started": "2026-11-23T00:00:00.000Z", "scope": "full", "plan": plan}
    )
    return CollectArguments(host="ex1", address="192.0.2.1", run=folder / "r1")


def test_the_plan_of_the_run_travels_to_the_jump_host(tmp_path: Path) -> None:
    """As module arguments, for there is no run folder there, and none of the site checks either."""
    arguments = stated_run(tmp_path, PLAN)
    here = order_of(arguments)
    stated = json.loads(json.dumps(archive_arguments(arguments, here)))
    there = order_of(parse(CollectArguments, stated, where="Arguments for ex1"))
    assert here.site_needs == (SiteNeeds((Rpc.POE,), (Rpc.POWER,), ("ex*",)),)
    assert here.profiles == (PROFILE,)
    for name in ("scope", "disabled_checks", "switched_on", "site_needs", "profiles"):
        assert getattr(there, name) == getattr(here, name), name


BROKEN_PLANS = {
    "without the site's needs": {key: value for key, value in PLAN.items() if key != "site_needs"},
    "an item that nobody knows": {**PLAN, "site_needs": [{"needs": ["get-all"], "uses": [], "platforms": []}]},
    "a part of a need": {**PLAN, "site_needs": [{"needs": []}]},
    "without profiles": {key: value for key, value in PLAN.items() if key != "profiles"},
    "a profile that expects what nobody knows": {
        **PLAN,
        "profiles": [{**PROFILE.plan_json(), "expected": ["get-all"]}],
    },
    "a profile with a word for a flag": {**PLAN, "profiles": [{**PROFILE.plan_json(), "eeprom": "no"}]},
    "a part of a profile": {**PLAN, "profiles": [{"name": "jrr200"}]},
    "another shape": {**PLAN, "site_needs": ["poe-controller-information"]},
}


@pytest.mark.parametrize("plan", BROKEN_PLANS.values(), ids=BROKEN_PLANS)
def test_a_plan_that_cannot_be_used_is_not_half_used(tmp_path: Path, plan: Mapping[str, Any]) -> None:
    with pytest.raises(InputError, match="the plan cannot be used"):
        order_of(stated_run(tmp_path, plan))
