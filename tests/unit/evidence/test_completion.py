"""The digest of a bundle that is complete, apart from the bundle."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reinstate.errors import EvidenceError
from reinstate.evidence.completion import forget_completed, is_as_noted, note_completed, note_of, noted_digest
from reinstate.evidence.run_folder import RunFolder, bundle_of, seal


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "one" / "evidence" / "ex-1"
    folder.mkdir(parents=True)
    (folder / "evidence.json").write_text('{"host": "ex-1"}\n')
    note_completed(folder)
    return folder


def test_sha256sum_can_verify_what_was_noted(bundle: Path) -> None:
    run = bundle.parents[1]
    command = ["sha256sum", "--check", "--strict", "collected/ex-1.sha256"]
    assert subprocess.run(command, cwd=run, capture_output=True, check=False).returncode == 0
    (bundle / "evidence.json").write_text("{}")
    assert subprocess.run(command, cwd=run, capture_output=True, check=False).returncode == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "manifest changed": lambda bundle: (bundle / "evidence.json").write_text("{}"),
    "manifest removed": lambda bundle: (bundle / "evidence.json").unlink(),
    "note removed": lambda bundle: note_of(bundle).unlink(),
    "note emptied": lambda bundle: note_of(bundle).write_text(""),
    "note of another": lambda bundle: note_of(bundle).write_text(f"{'0' * 64}  evidence/ex-1/evidence.json\n"),
    "two notes": lambda bundle: note_of(bundle).write_text(note_of(bundle).read_text() * 2),
    "note forgotten": lambda bundle: forget_completed(bundle, "ex-1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_bundle_that_does_not_fit_its_note_is_not_complete(bundle: Path, change: str) -> None:
    assert is_as_noted(bundle)
    CHANGES[change](bundle)
    assert not is_as_noted(bundle)


def test_no_note_and_no_bundle_are_not_equal(tmp_path: Path) -> None:
    nothing = tmp_path / "one" / "evidence" / "ex-2"
    assert noted_digest(nothing) == ""
    assert not is_as_noted(nothing)


@pytest.mark.parametrize("change", CHANGES)
def test_what_does_not_fit_its_note_is_sealed_as_damage(bundle: Path, change: str) -> None:
    run = RunFolder(bundle.parents[2], "one")
    run.write({"hosts": ["ex-1"], "started": "2026-11-01T00:00:00Z", "sealed": None})
    CHANGES[change](bundle)
    gone = not (bundle / "evidence.json").exists()
    stated = seal(run, datetime(2026, 11, 1, tzinfo=UTC))
    found = bundle_of(run, "ex-1", stated["sealed"])
    assert found.manifest is None
    assert found.damage
    assert ("is missing" in found.damage) == gone
    assert stated["claims_lost"] == ["ex-1"]
    assert seal(run, datetime(2026, 11, 2, tzinfo=UTC)) == stated  # once


def test_a_run_without_a_host_that_was_collected_is_refused(bundle: Path) -> None:
    run = RunFolder(bundle.parents[2], "one")
    run.write({"hosts": ["ex-2"], "started": "2026-11-01T00:00:00Z", "sealed": None})
    with pytest.raises(EvidenceError, match=r"run\.json: does not name every host that was collected .* with ex-1"):
        seal(run, datetime(2026, 11, 1, tzinfo=UTC))
