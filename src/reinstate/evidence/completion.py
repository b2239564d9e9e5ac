"""What was collected completely: a digest of each bundle's manifest, apart from it, written when the bundle is done.

``collected/<host>.sha256`` has the form of ``sha256sum``: ``sha256sum -c collected/*.sha256`` in the run's folder
verifies the manifests. A run that is resumed keeps only the bundles that still have that digest.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from reinstate.evidence.bundle import manifest_digest
from reinstate.evidence.file_access import read_file, storage_error, write_atomic
from reinstate.evidence.manifest import MANIFEST_NAME

FOLDER: Final = "collected"
_LINE = re.compile(r"([0-9a-f]{64})  \S.*\n")


def note_of(bundle: Path) -> Path:
    """Where a run notes the digest of the bundle in that folder (``<run>/evidence/<host>``)."""
    return bundle.parent.parent / FOLDER / f"{bundle.name}.sha256"


def note_completed(bundle: Path) -> None:
    """Note the digest of a bundle that is complete; StorageError where the disk refuses."""
    line = f"{manifest_digest(bundle)}  {bundle.parent.name}/{bundle.name}/{MANIFEST_NAME}\n"
    write_atomic(note_of(bundle), line.encode("utf-8", "surrogateescape"))


def noted_digest(bundle: Path) -> str:
    """The digest that was noted; "" where there is none that can be read."""
    try:
        found = _LINE.fullmatch(read_file(note_of(bundle)).decode("utf-8", "surrogateescape"))
    except OSError:
        return ""
    return found[1] if found else ""


def is_as_noted(bundle: Path) -> bool:
    """Whether the manifest in that folder is the one that was written when the bundle was completed."""
    noted = noted_digest(bundle)
    return noted != "" and noted == manifest_digest(bundle)


def forget_completed(bundle: Path) -> None:
    """Remove the note of a bundle that is collected anew; StorageError where the disk refuses."""
    try:
        note_of(bundle).unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(note_of(bundle), error) from error
