"""Lists of serials that must not be reinstated, read from CSV files that the policy pins."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reinstate.checks.framework.inputs import SerialLists

MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PinnedList:
    """One list as the policy names it: the name as written there, where it is, and the digest that it must have."""

    name: str
    path: Path
    sha256: str


def read_lists(pinned: Iterable[PinnedList]) -> SerialLists:
    """Read every list. One that is missing, changed or malformed makes the whole ``broken``, never silently shorter.

    A list is CSV in UTF-8 with the columns ``serial`` and ``says`` (why it is listed); other columns are left alone.
    """
    listed: dict[str, str] = {}
    broken: list[str] = []
    for one in pinned:
        rows, reason = _read(one)
        listed |= rows
        broken += [f"{one.name}: {reason}"] if reason else []
    return SerialLists(listed=listed, broken="; ".join(broken))


def _read(pinned: PinnedList) -> tuple[dict[str, str], str]:
    try:
        with pinned.path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return {}, f"can't be read ({error.strerror})"
    if len(raw) > MAX_BYTES:
        return {}, f"larger than {MAX_BYTES} bytes"
    digest = hashlib.sha256(raw).hexdigest()
    changed = f"its sha256 is {digest}, the policy expects {pinned.sha256}" if digest != pinned.sha256 else ""
    rows, malformed = _rows(raw)
    return rows, changed or malformed


def _rows(raw: bytes) -> tuple[dict[str, str], str]:
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        if not {"serial", "says"} <= set(reader.fieldnames or ()):
            return {}, "its first line must name the columns serial and says"
        rows: dict[str, str] = {}
        for row in reader:
            serial, says = (row["serial"] or "").strip().upper(), (row["says"] or "").strip()
            if not serial or not says:
                return rows, f"line {reader.line_num} lacks serial or says"
            rows[serial] = f"{rows[serial]}; {says}" if serial in rows else says
    except (UnicodeDecodeError, csv.Error) as error:
        return {}, f"not CSV in UTF-8 ({error})"
    return rows, ""
