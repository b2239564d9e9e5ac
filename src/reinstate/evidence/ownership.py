"""Whose a run folder is: created for the user alone or for a group, and refused where it is a link or another's.

What is stored in a run is read, overwritten, and removed by name. Behind a link, or in the folder of another user, that
would happen to files of others, or to evidence that others can exchange. So this is looked at first.
"""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

from reinstate.errors import EvidenceError, InputError
from reinstate.evidence.file_access import PRIVATE_FOLDER, SHARED_FOLDER, make_folder, storage_error

LATEST = "latest"


def own_path(path: Path) -> Path:
    """The absolute path, with the links on the way followed, and the last name as it is: it may be a link itself."""
    path = path.expanduser()
    return path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()


def require_own(run: Path) -> None:
    """Refuse a run of which any part is a link or belongs to another user, before anything of it is touched.

    Args:
        run: the folder of a run, in the folder of all runs; either may be missing.

    Raises:
        EvidenceError: names what is a link, or whose it is.
        StorageError: a folder cannot be read.
    """
    for path in (run.parent, run):
        _require_folder(path, run)
    _require_latest(run.parent / LATEST)
    try:
        for entry in _entries(run):
            _require_entry(entry)
    except OSError as error:
        raise storage_error(run, error) from error


def require_no_links(run: Path) -> None:
    """Refuse a run of which any part is a link, for whoever reads it: others can have shared it.

    Raises:
        EvidenceError: names the link.
        StorageError: a folder cannot be read.
    """
    try:
        for entry in _entries(run):
            _require_no_link(entry)
    except OSError as error:
        raise storage_error(run, error) from error


def links_in(run: Path) -> list[Path]:
    """Every link in a run's folder; StorageError where a folder cannot be read."""
    try:
        return sorted(Path(entry.path) for entry in _entries(run) if entry.is_symlink())
    except OSError as error:
        raise storage_error(run, error) from error


def require_latest(path: Path) -> None:
    """Refuse ``runs/latest`` where it does not lead to a run next to it; any other path is fine."""
    if path.name == LATEST:
        _require_latest(path)


def make_run_folder(run: Path, group: str | None = None) -> None:
    """Create a run's folder, and the folder of all runs, where they are missing.

    Args:
        run: the run's folder.
        group: the group that can read the run; None for the user alone. A run that exists keeps what it was
            created with.

    Raises:
        EvidenceError: as of `require_own`.
        InputError: there is no such group, the user is not in it, or it cannot enter the folder of all runs.
        StorageError: the disk refuses.
    """
    number = None if group is None else _group(group)
    require_own(run)
    try:
        for path in (run.parent, run):
            if not path.exists():
                make_folder(path)
                path.chmod(PRIVATE_FOLDER)
                if number is not None:
                    os.chown(path, -1, number)
                    path.chmod(SHARED_FOLDER)
    except OSError as error:
        raise storage_error(run, error) from error
    if number is not None:
        _require_way(run.parent, group or "", number)


def _group(name: str) -> int:
    try:
        number = grp.getgrnam(name).gr_gid
    except KeyError:
        actual = "no such group"
    else:
        if os.geteuid() == 0 or number in (*os.getgroups(), os.getegid()):
            return number
        actual = f"{_user(os.geteuid())} is not a member"
    raise InputError(
        f"run_group {name!r}: cannot be used",
        expected="a group of this system, with the user that runs Ansible as a member",
        actual=actual,
        remedy="name another group, or omit it: then only this user can read the run",
    )


def _require_way(runs: Path, group: str, number: int) -> None:
    """A run that its group cannot reach is not shared, whatever its own permissions are."""
    stated = runs.stat()
    others = stated.st_mode & stat.S_IXOTH
    if not others and not (stated.st_gid == number and stated.st_mode & stat.S_IXGRP):
        raise InputError(
            f"{runs}: the group {group} cannot enter this folder",
            expected="a folder that the group of the run can enter",
            actual=f"mode {stat.S_IMODE(stated.st_mode):04o}",
            remedy=f"chgrp {group} {runs}; chmod g+rxs {runs}",
        )


# --- what is refused ---


def _entries(folder: Path | os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder. Each folder is given before it is entered."""
    try:
        found = os.scandir(folder)
    except FileNotFoundError:
        return
    with found:
        for entry in found:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry)


def _require_entry(entry: os.DirEntry[str]) -> None:
    try:
        _require_no_link(entry)
        _require_owner(Path(entry.path), entry.stat(follow_symlinks=False).st_uid)
    except FileNotFoundError:
        return  # of the playbook that is at work there: it is not what was listed that is left to touch


def _require_no_link(entry: os.DirEntry[str]) -> None:
    if entry.is_symlink():
        raise _link(Path(entry.path))


def _require_folder(path: Path, run: Path) -> None:
    try:
        stated = path.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise storage_error(run, error) from error
    if stat.S_ISLNK(stated.st_mode):
        raise _link(path)
    _require_owner(path, stated.st_uid)


def _require_latest(path: Path) -> None:
    try:
        stated = path.lstat()
    except OSError:
        return
    if not stat.S_ISLNK(stated.st_mode):
        return  # no run is found through it, and none is linked over it
    target = str(path.readlink())
    if "/" in target or target in (".", "..", LATEST):
        raise EvidenceError(
            f"{path}: a link that leads elsewhere",
            expected="a link to a run next to it",
            actual=f"a link to {target}",
            remedy="remove the link; the next evaluation creates it again",
        )
    _require_owner(path, stated.st_uid)


def _require_owner(path: Path, owner: int) -> None:
    if owner != os.geteuid():
        raise EvidenceError(
            f"{path}: belongs to another user",
            expected=f"files of {_user(os.geteuid())}",
            actual=f"a file of {_user(owner)}",
            remedy=f"run Ansible as {_user(owner)}, or choose another folder (reinstate_runs_dir) or run_id",
        )


def _link(path: Path) -> EvidenceError:
    return EvidenceError(
        f"{path}: a link instead of a file or folder of the run",
        expected="a file or folder",
        actual=f"a link to {path.readlink()}",
        remedy="replace the link with what it leads to, or choose another folder (reinstate_runs_dir) or run_id",
    )


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
