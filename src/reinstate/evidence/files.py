"""Atomic writes: a reader sees the whole file or none of it."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from reinstate.errors import EvidenceError, StorageError


def write_atomic(path: Path, content: bytes) -> None:
    """Write through a temporary file in the same folder, fsync, rename; StorageError where the disk refuses."""
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise storage_error(path, error) from error


def storage_error(path: Path, error: OSError) -> StorageError:
    """The sentence for a disk that refuses."""
    remedy = {
        errno.ENOSPC: "free some space, then run again with resume=true: what was stored is kept",
        errno.EDQUOT: "raise the quota, then run again with resume=true: what was stored is kept",
        errno.EACCES: "give the user that runs Ansible the right to write there",
        errno.EROFS: "choose a folder that can be written (reinstate_runs_dir)",
    }.get(error.errno or 0, "choose another folder (reinstate_runs_dir)")
    return StorageError(
        f"{path.name} could not be written to {path.parent}", actual=error.strerror or str(error), remedy=remedy
    )


def json_bytes(value: Any) -> bytes:
    """Canonical JSON: sorted keys, two spaces, UTF-8, a final newline; the same value gives the same bytes."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def read_json(path: Path) -> Any:
    """The JSON in a file; EvidenceError where it is missing or isn't JSON."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise EvidenceError(f"{path.name} is missing in {path.parent}", expected="a file", actual="none") from error
    except (OSError, ValueError) as error:
        raise EvidenceError(
            f"{path} can't be read", expected="JSON", actual=f"{type(error).__name__}: {error}"
        ) from error
