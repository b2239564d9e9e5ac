"""Disks that are full, read-only or in the way: a clear sentence, and nothing that was stored is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reinstate.errors import StorageError
from reinstate.evidence.bundle import read_bundle
from reinstate.evidence.file_access import write_atomic
from reinstate.evidence.run_folder import RunFolder, link_latest
from reinstate.lab.rack import RunningRack
from tests.integration.collected import opened_by_a_play
from tests.integration.conftest import AS_OF, BIN, Controller, places

pytestmark = pytest.mark.long

HOSTS = ("ex4400-clean", "mx204-clean")


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small file system, or mounts it again with other options."""
    folder = tmp_path / "small"
    folder.mkdir()

    def mount(options: str) -> Path:
        again = folder.is_mount()
        command = ["mount", "-t", "tmpfs", "-o", f"remount,{options}" if again else options, "none", str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("no mount here")
        if done.returncode != 0:
            pytest.skip(f"a file system can't be mounted here: {done.stderr.strip()}")
        return folder

    yield mount
    if folder.is_mount():
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.ansible
@pytest.mark.parametrize(
    ("size", "stored", "unwritten"),
    [("200k", HOSTS[:1], "evidence.json"), ("336k", HOSTS, "ex4400-clean.json")],
    ids=["while collecting", "while judging"],
)
def test_a_full_disk_loses_nothing_and_the_run_goes_on_when_there_is_room(
    rack: RunningRack,
    controller: Controller,
    mounted: Callable[[str], Path],
    size: str,
    stored: tuple[str, ...],
    unwritten: str,
) -> None:
    runs = mounted(f"size={size}") / "runs"
    controller.write_inventory(places(rack, *HOSTS), reinstate_runs_dir=str(runs))
    arguments = ("-e", "run_id=full", "-e", f"as_of={AS_OF}")
    full = controller.play("inspect.yml", *arguments, ANSIBLE_FORKS="1")
    assert full.code == 2, full.output
    for words in ("No space left on device", f"{unwritten} could not be written to {runs}/full", "resume=true"):
        assert words in full.output
    assert "Traceback" not in full.output
    kept = {host: (runs / "full/evidence" / host / "evidence.json").read_bytes() for host in stored}
    for host in stored:
        bundle = read_bundle(runs / "full/evidence" / host, host)
        assert not bundle.damage
        assert {item.status for item in bundle.items.values()} == {"ok"}

    mounted("size=20m")
    before = {host: len(rack.requests(host)) for host in stored}
    # What is sealed is not collected any further: it is evaluated.
    goes_on = ("decide.yml", "-e", f"run={runs}/full") if stored == HOSTS else ("inspect.yml", "-e", "resume=true")
    resumed = controller.play(*goes_on, *arguments)
    assert resumed.code == 0, resumed.output
    assert {path.name for path in (runs / "full/records").iterdir()} == {f"{host}.json" for host in HOSTS}
    assert {host: len(rack.requests(host)) for host in stored} == before
    assert {host: (runs / "full/evidence" / host / "evidence.json").read_bytes() for host in stored} == kept
    verified = subprocess.run([BIN / "reinstate", "verify", runs / "full"], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout
    assert not [path for path in runs.rglob(".*") if path.is_file()]


def test_a_read_only_folder_is_said_before_a_run_is_opened(mounted: Callable[[str], Path]) -> None:
    """What a play does with the sentence is the same as where a file is in the way: see below."""
    mounted("size=1m")
    runs = mounted("ro") / "runs"
    with pytest.raises(StorageError) as caught:
        opened_by_a_play(runs, ["ex4400-clean"])
    for words in (f"could not be written to {runs} ", "Read-only file system", "reinstate_runs_dir"):
        assert words in str(caught.value)
    assert not runs.exists()


@pytest.mark.ansible
def test_a_folder_without_permission_is_said_before_first_contact(rack: RunningRack, controller: Controller) -> None:
    (controller.folder / "file").write_text("no folder")
    controller.write_inventory(
        places(rack, "ex4400-clean"), reinstate_runs_dir=str(controller.folder / "file" / "runs")
    )
    before = len(rack.requests("ex4400-clean"))
    played = controller.play("inspect.yml")
    assert played.code == 2
    for words in ("could not be written to", "file/runs", "Not a directory", "reinstate_runs_dir"):
        assert words in played.output
    assert "Traceback" not in played.output
    assert len(rack.requests("ex4400-clean")) == before


LIMITED = """
import resource, sys
from pathlib import Path
from reinstate.evidence.file_access import write_atomic
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
write_atomic(Path(sys.argv[1]), b"x" * 10_000)
"""


def test_a_write_that_is_cut_short_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_atomic(path, b"old")
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=False)
    assert "StorageError: run.json could not be written to" in done.stderr
    assert "ulimit -f" in done.stderr
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


LINKING = """
import sys
from pathlib import Path
from reinstate.evidence.run_folder import RunFolder, link_latest
for _ in range(150):
    link_latest(RunFolder(Path(sys.argv[1]), sys.argv[2]))
"""


def test_latest_is_moved_by_many_at_once_and_is_never_missing(tmp_path: Path) -> None:
    names = {f"run-{number}" for number in range(4)}
    for name in names:
        (tmp_path / name).mkdir()
    link_latest(RunFolder(tmp_path, "run-0"))
    processes = [subprocess.Popen([sys.executable, "-c", LINKING, str(tmp_path), name]) for name in sorted(names)]
    seen = set()
    while any(process.poll() is None for process in processes):
        seen.add(str((tmp_path / "latest").readlink()))
        time.sleep(0.0002)
    assert {process.returncode for process in processes} == {0}
    assert seen <= names
    assert {path.name for path in tmp_path.iterdir()} == {*names, "latest"}


def test_a_folder_in_the_place_of_the_link_is_said(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(StorageError, match=r"latest could not be written.*move the folder of that name away"):
        link_latest(RunFolder(tmp_path, "run-1"))
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]
