"""Signed runs: what is signed at the seal and with each judgement, and what a reader with a trusted key is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.verify import verify_run
from reinstate.workflow.write_report import report_run
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected
from tests.integration.test_law_runs import ATTESTED, interrupted

TEMPLATES = ROOT / "roles" / "report" / "templates"
HOSTS = ("ex4400-clean", "ex4400-twin-a", "ex4400-twin-b")


def a_key(folder: Path, name: str = "key") -> Path:
    """A private key of its own in that folder, and its public key beside it."""
    key = Ed25519PrivateKey.generate()
    path = folder / name
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    path.touch(0o600)
    path.write_bytes(private)
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    path.with_name(f"{name}.pub").write_bytes(public + b" bench\n")
    return path


def a_run(collected: Collected, run: Path, key: Path | None, started: str = "2026-11-23T00:00:00.000Z") -> Path:
    """A signed, judged, and reported run of a few hosts."""
    (run.parents[1] / "attested.csv").write_text(ATTESTED)
    unsealed = {name: value for name, value in collected.stated.items() if name != "inventory_claims"}
    stated = {**unsealed, "hosts": sorted(HOSTS), "inventory": sorted(HOSTS), "sealed": None, "finished": None}
    interrupted(run, collected.folder.path, {**stated, "started": started})
    decide_run(DecideArguments(run=run, policy=LAB_POLICY, as_of=AS_OF.date(), fail_on="never", signing_key=key))
    report_run(ReportArguments(run=run, own_templates=TEMPLATES, signing_key=key))
    return run


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def signed(collected: Collected, key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two signed runs, ``one`` and ``two``; copied by those who change it."""
    runs = tmp_path_factory.mktemp("signed") / "runs"
    for name in ("one", "two"):
        a_run(collected, runs / name, key)
    return runs


@pytest.fixture
def runs(signed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(signed, tmp_path / "runs", symlinks=True))


def public(key: Path) -> Path:
    return key.with_suffix(".pub")


def test_a_signed_run_is_sound_for_who_trusts_the_key(signed: Path, key: Path) -> None:
    for name, chain in (("one", "the first signed run of its folder"), ("two", "leads to 1 predecessor")):
        found = verify_run(signed / name, public(key))
        assert found.status == 0
        signatures = [one.split(" by ")[0] for one in found.checked if one.startswith("signature")]
        parts = ("the evidence", "judgement 1", "the report of judgement 1")
        assert signatures == [f"signature of {part}" for part in parts]
        assert f"chain of runs: {chain}" in found.checked


def test_without_a_trusted_key_the_signatures_are_not_verified(signed: Path) -> None:
    found = verify_run(signed / "one")
    assert found.status == 2
    (said,) = found.not_checked
    assert said.startswith("3 signatures by SHA256:")
    assert "--trusted FILE" in said


def test_another_key_is_not_trusted(signed: Path, tmp_path: Path) -> None:
    found = verify_run(signed / "one", public(a_key(tmp_path)))
    assert found.status == 1
    assert found.changed == []
    assert [one.partition(" was ")[0] for one in found.untrusted] == [
        "the evidence",
        "judgement 1",
        "the report of judgement 1",
    ]


def test_a_run_that_is_removed_shows_in_the_next_one(runs: Path, key: Path) -> None:
    shutil.rmtree(runs / "one")
    found = verify_run(runs / "two", public(key))
    assert found.status == 1
    assert any("run one" in one and "is not beside it" in one for one in found.changed)


def test_a_run_that_was_copied_elsewhere_says_what_it_cannot_show(runs: Path, tmp_path: Path, key: Path) -> None:
    alone = Path(shutil.copytree(runs / "two", tmp_path / "elsewhere" / "two"))
    found = verify_run(alone, public(key))
    assert found.status == 2
    assert [one for one in found.not_checked if "run one" in one and "is not beside it" in one]
