"""Files: atomic writes, of which a reader sees the whole or nothing, canonical JSON, and reading within bounds."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import threading
from pathlib import Path
from typing import Any

import orjson

from reinstate.errors import EvidenceError, InputError, StorageError

_CANONICAL = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE

_CHUNK = 1 << 16
MOST_BYTES = 256 * 1024 * 1024
# Folders of a run; files in them are 0600 and 0640. The set-group-id bit hands the group on, and marks a shared folder.
PRIVATE_FOLDER = 0o700
SHARED_FOLDER = 0o2750

_RESUME = "resume the run with -e resume=true, or evaluate it (decide.yml) if it was collected; evidence is kept"


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file of a run: temporary file in the same folder, fsync, rename; StorageError where the disk refuses.

    Whatever the umask, only the user can read it; where its folder is shared with a group, the group can read it too.
    A folder that is missing is created likewise. A link in the folder's place is not followed.
    """
    try:
        folder = _opened(path.parent)
        try:
            _replace(folder, path.name, content, _file_mode(folder))
        finally:
            os.close(folder)
    except OSError as error:
        raise storage_error(path, error) from error


def write_output(path: Path, content: bytes) -> None:
    """Write a file that a person asked for, outside a run: as `write_atomic`, with the permissions of the umask."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _replace(folder, path.name, content, None)
        finally:
            os.close(folder)
    except OSError as error:
        raise storage_error(path, error) from error


def make_folder(folder: Path) -> None:
    """Create a folder and those above it, for the user alone, or shared as the folder above is; OSError."""
    try:
        os.mkdir(folder, 0o700)  # noqa: PTH102 - its mode is what matters here
    except FileExistsError:
        if not folder.is_dir():
            raise
    except FileNotFoundError:
        make_folder(folder.parent)
        make_folder(folder)
    else:
        folder.chmod(SHARED_FOLDER if _is_shared(folder.parent.stat().st_mode) else PRIVATE_FOLDER)


def _is_shared(mode: int) -> bool:
    """Whether a folder of that mode is a group's. The kernel hands this bit on when it creates a folder, at once."""
    return bool(mode & stat.S_ISGID)


def _opened(folder: Path) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(folder, flags)
    except FileNotFoundError:
        make_folder(folder)
        return os.open(folder, flags)


def _file_mode(folder: int) -> int:
    return 0o640 if _is_shared(os.fstat(folder).st_mode) else 0o600


def _replace(folder: int, name: str, content: bytes, mode: int | None) -> None:
    """Put the content in the place of that name in an open folder; ``mode`` None leaves it to the umask."""
    temporary = f".{name}.{os.getpid()}.{threading.get_ident()}"
    descriptor = _create(temporary, folder, 0o666 if mode is None else mode)
    try:
        try:
            if mode is not None:
                os.fchmod(descriptor, mode)
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


def _create(temporary: str, folder: int, mode: int) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(temporary, flags, mode, dir_fd=folder)
    except FileExistsError:  # of a process that was killed, with the same number; or somebody else's
        os.unlink(temporary, dir_fd=folder)
        return os.open(temporary, flags, mode, dir_fd=folder)


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def storage_error(path: Path, error: OSError) -> StorageError:
    """The error for a disk that refuses."""
    remedy = {
        errno.ENOSPC: f"free disk space; {_RESUME}",
        errno.EDQUOT: f"raise the disk quota; {_RESUME}",
        errno.EFBIG: f"raise the limit on file sizes (ulimit -f); {_RESUME}",
        errno.EACCES: "give the user that runs Ansible write permission for the folder",
        errno.EPERM: "choose a folder of your own, on a file system that keeps permissions (reinstate_runs_dir)",
        errno.EROFS: "choose a writable folder (reinstate_runs_dir)",
        errno.EISDIR: "move the folder of that name away",
    }.get(error.errno or 0, "choose another folder (reinstate_runs_dir)")
    return StorageError(
        f"{path.name} could not be written to {path.parent}", actual=error.strerror or str(error), remedy=remedy
    )


def json_text(value: Any) -> str:
    """Canonical JSON: sorted keys, two spaces, a final newline; the same value gives the same text."""
    try:
        return orjson.dumps(value, option=_CANONICAL).decode()
    except orjson.JSONEncodeError:
        # A lone surrogate, in a name that people chose: no reply contains one. The same form, more slowly.
        return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def json_bytes(value: Any) -> bytes:
    """Canonical JSON as UTF-8; the same value gives the same bytes."""
    return json_text(value).encode("utf-8", "replace")


def read_bounded(path: Path, most: int, what: str) -> bytes:
    """A file that a person provides, of at most ``most`` bytes; ``what`` it should be, for the error.

    Raises:
        InputError: it cannot be read, is not a regular file, or is larger.
    """
    try:
        return read_file(path, most)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise InputError(f"{path}: too large", expected=f"at most {most} bytes", actual="more") from error
        raise InputError(
            f"{path}: cannot be read",
            expected=what,
            actual=error.strerror or str(error),
            remedy="correct the path or its permissions",
        ) from error


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a stored file; OSError where there is none, or where it would never end.

    Others may write where a run is stored: a pipe in a file's place would keep its reader waiting for ever, and a name
    out of a stored text may be none at all.
    """
    try:
        # Without O_NONBLOCK already the opening of a pipe waits.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except ValueError as error:
        raise OSError(errno.EINVAL, "not the name of a file") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        content = _read_to_end(descriptor, status.st_size, most)
    finally:
        os.close(descriptor)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"larger than {most} bytes")
    return content


def _read_to_end(descriptor: int, size: int, most: int) -> bytes:
    """The bytes of a file of that size, which can have grown since; more than ``most`` where it is larger.

    A stream would reserve ``most`` bytes for each file.
    """
    parts = [os.read(descriptor, min(size, most) + 1)]
    left = most + 1 - len(parts[0])
    while left > 0 and (more := os.read(descriptor, min(left, _CHUNK))):
        parts.append(more)
        left -= len(more)
    return b"".join(parts)


def json_of(content: bytes, path: Path) -> Any:
    """The JSON in a file's bytes; EvidenceError where they are not JSON."""
    try:
        return orjson.loads(content)
    except ValueError as error:
        raise EvidenceError(
            f"{path}: cannot be read", expected="JSON", actual=f"{type(error).__name__}: {error}"
        ) from error


def read_json(path: Path) -> Any:
    """The JSON in a file; EvidenceError where it is missing or not JSON."""
    try:
        return json_of(read_file(path), path)
    except FileNotFoundError as error:
        raise EvidenceError(f"{path.name} is missing in {path.parent}", expected="a file", actual="none") from error
    except OSError as error:
        raise EvidenceError(
            f"{path}: cannot be read", expected="JSON", actual=f"{type(error).__name__}: {error}"
        ) from error
