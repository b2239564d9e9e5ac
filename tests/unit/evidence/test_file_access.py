"""What is written for a run is the user's alone, or a group's where one was asked for, whatever the umask."""

from __future__ import annotations

import grp
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from reinstate.errors import InputError, StorageError
from reinstate.evidence.file_access import write_atomic, write_output
from reinstate.evidence.ownership import make_run_folder

GROUP = grp.getgrgid(os.getegid()).gr_name


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o137], ids=lambda umask: f"umask {umask:04o}")
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): f"{path.stat().st_mode & 0o7777:04o}" for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize(
    ("group", "folders", "files"), [(None, "0700", "0600"), (GROUP, "2750", "0640")], ids=["alone", "group"]
)
def test_a_run_has_these_permissions(tmp_path: Path, umask: int, group: str | None, folders: str, files: str) -> None:
    run = tmp_path / "runs" / "r1"
    make_run_folder(run, group)
    write_atomic(run / "run.json", b"{}")
    write_atomic(run / "evidence" / "shelf-1" / "a.xml", b"<a/>")
    write_atomic(run / "run.json", b"{again}")
    assert modes(tmp_path) == {
        "runs": folders,
        "runs/r1": folders,
        "runs/r1/run.json": files,
        "runs/r1/evidence": folders,
        "runs/r1/evidence/shelf-1": folders,
        "runs/r1/evidence/shelf-1/a.xml": files,
    }


def test_a_shared_folder_above_does_not_make_a_run_shared(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    make_run_folder(tmp_path / "runs" / "r1")
    write_atomic(tmp_path / "runs" / "r1" / "run.json", b"{}")
    assert modes(tmp_path) == {"runs": "0700", "runs/r1": "0700", "runs/r1/run.json": "0600"}


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir(mode=0o755)
    make_run_folder(tmp_path / "runs" / "r1")
    assert modes(tmp_path) == {"runs": "0755", "runs/r1": "0700"}


@pytest.mark.parametrize(
    ("group", "mode", "said"),
    [
        ("no-such-group", 0o755, "no such group"),
        (GROUP, 0o700, "chmod g+rxs"),
    ],
)
def test_a_group_that_could_not_read_the_run_is_refused(tmp_path: Path, group: str, mode: int, said: str) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs").chmod(mode)
    with pytest.raises(InputError, match=said.replace("+", r"\+")):
        make_run_folder(tmp_path / "runs" / "r1", group)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can leave its groups")
def test_a_group_without_the_user_is_refused(tmp_path: Path) -> None:
    other = next(one for one in grp.getgrall() if one.gr_gid not in (0, os.getegid()))
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setegid(65534)
            os.seteuid(65534)
            make_run_folder(tmp_path / "runs" / "r1", other.gr_name)
        except InputError as error:
            code = 0 if "is not a member" in str(error) else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_file_for_a_person_has_the_permissions_of_the_umask(tmp_path: Path, umask: int) -> None:
    write_output(tmp_path / "looked-up.yml", b"rows: []\n")
    assert modes(tmp_path) == {"looked-up.yml": f"{0o666 & ~umask:04o}"}


def test_a_link_in_the_folder_s_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "evidence").symlink_to("outside")
    with pytest.raises(StorageError):
        write_atomic(tmp_path / "evidence" / "a.xml", b"<a/>")
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_in_the_temporary_file_s_place_is_not_followed(tmp_path: Path) -> None:
    import threading

    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    (tmp_path / f".a.xml.{os.getpid()}.{threading.get_ident()}").symlink_to(mine)
    write_atomic(tmp_path / "a.xml", b"<a/>")
    assert (mine.read_bytes(), (tmp_path / "a.xml").read_bytes()) == (b"mine", b"<a/>")
    assert not (tmp_path / "a.xml").is_symlink()
