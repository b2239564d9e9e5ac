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

MOST_BYTES = 256 * 1024 * 1024

_RESUME = "resume the run with -e resume=true, or evaluate it (decide.yml) if it was collected; evidence is kept"


def write_atomic(path: Path, content: bytes) -> None:
    """Write through a temporary file in the same folder, fsync, rename; StorageError where the disk refuses."""
    target = str(path)
    temporary = f"{path.parent}/.{path.name}.{os.getpid()}.{threading.get_ident()}"
    try:
        descriptor = _create(temporary, path.parent)
        try:
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, target)  # noqa: PTH105 - this runs for every reply, and paths cost
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise storage_error(path, error) from error


def _create(temporary: str, folder: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(temporary, flags, 0o644)
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(temporary, flags, 0o644)


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
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            content = stream.read(most + 1)
    finally:
        os.close(descriptor)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"larger than {most} bytes")
    return content


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
