"""File names made of names that people and devices chose."""

from __future__ import annotations

import hashlib
import re

_SAFE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
# Device names, the report's own files and its documents.
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d|index|batch|summary|junit|latest"
    r"|work-list|reinstatement-request|brand-protection|seller-reports)(\..*)?"
)
_OTHER = re.compile(r"[^A-Za-z0-9._-]+")


def file_name(name: str) -> str:
    """A file name without suffix for that name: itself where it is safe, else a readable stem with a hash.

    Two names never share one, also where the file system folds case. No result is a path, hidden, or reserved.
    """
    if _SAFE.fullmatch(name) and not name.endswith(".") and not _RESERVED.fullmatch(name):
        return name
    stem = _OTHER.sub("_", name).strip("._-")[:60] or "unit"
    return f"{stem}~{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
