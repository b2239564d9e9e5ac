"""A bundle is read back exactly, or its damage is a value."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reinstate.evidence.bundle import DAMAGED, manifest_digest, read_bundle, store_reply, write_manifest
from reinstate.evidence.manifest import MANIFEST_NAME, Manifest
from reinstate.plan.requests import CATALOG, Rpc
from reinstate.session.transcript import Outcome, Reply, ReplyStatus, SessionStage, SessionStatus, Transport

RAW = "<rpc-reply><software-information><host-name>Zürich</host-name></software-information></rpc-reply>".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    item = store_reply(tmp_path, Reply(CATALOG[Rpc.SOFTWARE], ReplyStatus.ANSWERED, RAW, datetime.now(UTC), 0.25))
    silent = store_reply(tmp_path, Reply(CATALOG[Rpc.INVENTORY], ReplyStatus.TIMEOUT, b"", datetime.now(UTC), 60.0))
    outcome = Outcome(SessionStatus.INCOMPLETE, SessionStage.DONE, "one request timed out")
    transport = Transport(host_key="SHA256:abc", algorithms={"kex": "curve25519-sha256"}, capabilities=("a", "b"))
    write_manifest(tmp_path, Manifest("ex-1", outcome, transport, items=(item, silent)))
    return tmp_path


def test_what_was_stored_is_read_back(folder: Path) -> None:
    bundle = read_bundle(folder, "ex-1")
    assert not bundle.damage
    assert bundle.manifest is not None
    assert bundle.manifest.transport.host_key == "SHA256:abc"
    assert bundle.items[Rpc.SOFTWARE].raw == RAW
    assert bundle.items[Rpc.SOFTWARE].status == "ok"
    assert bundle.items[Rpc.INVENTORY].status == "timeout"
    assert Manifest.from_json(bundle.manifest.to_json()) == bundle.manifest


def test_changed_bytes_are_damage(folder: Path) -> None:
    (folder / "software-information.xml").write_bytes(RAW.replace(b"h", b"H"))
    item = read_bundle(folder, "ex-1").items[Rpc.SOFTWARE]
    assert (item.status, item.raw) == (DAMAGED, None)


def test_a_removed_reply_is_damage(folder: Path) -> None:
    (folder / "software-information.xml").unlink()
    assert read_bundle(folder, "ex-1").items[Rpc.SOFTWARE].status == DAMAGED


def test_a_pipe_in_a_file_s_place_is_damage(folder: Path) -> None:
    for name, damaged in (("software-information.xml", False), (MANIFEST_NAME, True)):
        (folder / name).unlink()
        os.mkfifo(folder / name)
        bundle = read_bundle(folder, "ex-1")
        assert bool(bundle.damage) is damaged
        assert damaged or bundle.items[Rpc.SOFTWARE].status == DAMAGED
    assert manifest_digest(folder) == ""


def test_a_manifest_that_names_another_file_is_damage(folder: Path) -> None:
    stated = json.loads((folder / MANIFEST_NAME).read_text())
    stated["items"][0]["file"] = "../../etc/passwd"
    (folder / MANIFEST_NAME).write_text(json.dumps(stated))
    assert read_bundle(folder, "ex-1").items[Rpc.SOFTWARE].status == DAMAGED


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"host": "ex-1"}', b"\xff\xfe", b"null"])
def test_an_unreadable_manifest_is_damage_of_the_whole(folder: Path, content: bytes) -> None:
    (folder / MANIFEST_NAME).write_bytes(content)
    bundle = read_bundle(folder, "ex-1")
    assert bundle.damage
    assert not bundle.items


OTHER_TYPES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a fingerprint": lambda stated: stated["host_key"].update(fingerprint={"a": 1}),
    "a moment": lambda stated: stated.update(started=7),
    "a claim": lambda stated: stated.update(claim="x"),
    "an item's hash": lambda stated: stated["items"][0].update(sha256=None),
    "an item's size": lambda stated: stated["items"][0].update(bytes="many"),
    "a capability": lambda stated: stated["ssh"].update(capabilities=[{}]),
}


@pytest.mark.parametrize("edit", OTHER_TYPES.values(), ids=OTHER_TYPES)
def test_a_manifest_with_other_types_is_damage(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    stated = json.loads((folder / MANIFEST_NAME).read_text())
    edit(stated)
    (folder / MANIFEST_NAME).write_text(json.dumps(stated))
    assert (
        "of another type" in read_bundle(folder, "ex-1").damage or "not a mapping" in read_bundle(folder, "ex-1").damage
    )


def test_a_manifest_that_is_not_the_sealed_one_is_damage(folder: Path) -> None:
    digest = read_bundle(folder, "ex-1").sha256
    assert not read_bundle(folder, "ex-1", digest).damage
    assert "recorded when collection ended" in read_bundle(folder, "ex-1", "0" * 64).damage


def test_another_host_s_manifest_is_damage(folder: Path) -> None:
    assert read_bundle(folder, "ex-2").damage


def test_no_secret_of_a_fault_or_a_banner_is_stored(folder: Path) -> None:
    """Nor in what is kept in memory, for results and pages show it."""
    url = "ftp://u:SECRETvalue@host/b"
    fault = (
        f"<rpc-reply><rpc-error><error-message>cannot copy {'x' * 400} {url}</error-message></rpc-error></rpc-reply>"
    )
    item = store_reply(folder, Reply(CATALOG[Rpc.POWER], ReplyStatus.ANSWERED, fault.encode(), None, 0.1))
    late = store_reply(folder, Reply(CATALOG[Rpc.UPTIME], ReplyStatus.TIMEOUT, b"", None, 0.1, f"waited for {url}"))
    manifest = Manifest(
        "h",
        Outcome(SessionStatus.CLOSED, SessionStage.CONNECT, f"the banner says {url}"),
        Transport(server_version=f"SSH-2.0-{url}", capabilities=(url,)),
        items=(item, late),
    )
    write_manifest(folder, manifest)
    assert "SECRETval" not in repr(manifest)
    assert not [path for path in folder.iterdir() if b"SECRETval" in path.read_bytes()]
