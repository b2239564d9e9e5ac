"""Templates as Jinja compiled them, kept between runs: compiling them takes as long as rendering 30 units.

They lie in a folder of the user's own, below ``$XDG_CACHE_HOME`` or ``~/.cache``. What is there is code, so that a
folder that others may write to is not used. Without one, templates are compiled each time.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import jinja2
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """A folder of compiled templates. One that cannot be written to only costs time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one template; a full disk or a folder that is gone keeps none."""
        try:
            super().dump_bytecode(bucket)
        except OSError:
            return


def compiled_templates(made_by: Path) -> CompiledTemplates | None:
    """The folder for what this code compiles; None where there is none that only this user can write to.

    Args:
        made_by: the file whose code makes the environment: another version of it compiles other code.
    """
    version = hashlib.sha256(made_by.read_bytes() + jinja2.__version__.encode()).hexdigest()[:16]
    try:
        folder = _cache_folder() / f"templates-{version}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except (OSError, RuntimeError):  # of a user without a home
        return None
    own = found.st_uid == os.getuid() and stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o022
    return CompiledTemplates(str(folder)) if own else None


def _cache_folder() -> Path:
    stated = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (stated if stated.is_absolute() else Path("~/.cache").expanduser()) / "reinstate"
