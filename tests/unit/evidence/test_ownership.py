"""A run of which a part is a link, or another user's: refused before a byte of it is read, written, or removed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.ownership import own_path, require_own
from reinstate.evidence.run_folder import find_run

PARTS = (
    ".",
    "evidence",
    "evidence/shelf-1",
    "evidence/shelf-1/evidence.json",
    "records",
    "report",
    "declared",
    "declared/files",
    "policy",
    "run.json",
    "summary.json",
    "judgements",
    "judgements/1",
    "judgements/1/records",
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run with everything that a run can have."""
    folder = tmp_path / "runs" / "r1"
    for part in PARTS:
        path = folder / part
        (path.parent if path.suffix else path).mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.write_text("{}")
    (folder.parent / "latest").symlink_to("r1")
    return folder


def test_a_run_of_one_s_own_is_fine(run: Path) -> None:
    require_own(run)
    assert find_run(run.parent / "latest").path == run


@pytest.mark.parametrize("fresh", ["runs", "runs/r9"], ids=["no runs", "no such run"])
def test_what_is_not_there_is_fine(tmp_path: Path, fresh: str) -> None:
    (tmp_path / fresh).parent.mkdir(exist_ok=True)
    require_own(tmp_path / fresh / "r1" if fresh == "runs" else tmp_path / fresh)


def _remove(path: Path) -> None:
    path.unlink() if path.is_file() else shutil.rmtree(path)


TARGETS: dict[str, Callable[[Path], str]] = {
    "another folder": str,
    "nothing": lambda outside: str(outside / "absent"),
    "a folder of the run": lambda outside: "policy",
    "its own kind": lambda outside: "../r1",
}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@pytest.mark.parametrize("part", [*PARTS, ".."])
def test_a_link_is_refused(run: Path, tmp_path: Path, part: str, target: Callable[[Path], str]) -> None:
    (tmp_path / "outside").mkdir()
    path = Path(os.path.normpath(run / part))
    _remove(path)
    path.symlink_to(target(tmp_path / "outside"))
    with pytest.raises(EvidenceError, match="a link instead of") as caught:
        require_own(run)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("part", [part for part in PARTS if part not in (".", "run.json")])
def test_who_only_reads_a_run_follows_no_link_either(run: Path, tmp_path: Path, part: str) -> None:
    _remove(run / part)
    (run / part).symlink_to(tmp_path)
    with pytest.raises(EvidenceError, match="a link instead of"):
        find_run(run)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("part", [*PARTS, "..", "../latest"])
def test_what_belongs_to_another_is_refused(run: Path, part: str) -> None:
    path = Path(os.path.normpath(run / part))
    os.chown(path, 12345, -1, follow_symlinks=False)
    with pytest.raises(EvidenceError, match=r"belongs to another user.*got: a file of user 12345"):
        require_own(run)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("records", "judgements/1/records"),
        ("summary.json", "judgements/1/summary.json"),
        ("records", "judgements/../records"),
        ("records", "judgements/1/../../../outside"),
        ("records", "/judgements/1/records"),
        ("policy", "judgements/1/policy"),
        ("evidence/shelf-1", "judgements/1/records"),
    ],
)
def test_a_link_into_the_run_itself_is_refused(run: Path, name: str, target: str) -> None:
    _remove(run / name)
    (run / name).symlink_to(target)
    with pytest.raises(EvidenceError, match="a link instead of"):
        require_own(run)


@pytest.mark.parametrize("target", ["/tmp", "../outside/r1", "r1/evidence", "..", ".", "latest"])
def test_latest_leads_to_a_run_next_to_it(run: Path, target: str) -> None:
    (run.parent / "latest").unlink()
    (run.parent / "latest").symlink_to(target)
    with pytest.raises(EvidenceError, match="a link that leads elsewhere"):
        require_own(run)
    with pytest.raises(ReinstateError, match="a link that leads elsewhere"):
        find_run(run.parent / "latest")


def test_the_last_name_of_a_path_is_not_followed(run: Path, tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to(tmp_path)
    (tmp_path / "linked").symlink_to("runs")
    assert own_path(tmp_path / "way" / "linked") == tmp_path / "linked"
    assert own_path(run / "..") == tmp_path / "runs"
