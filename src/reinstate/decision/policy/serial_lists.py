"""Lists of serial numbers that must not be reinstated, read from CSV files that the policy pins."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from reinstate.checks.framework.inputs import SerialLists
from reinstate.errors import InputError
from reinstate.tables import reader
from reinstate.tables.cells import CellError, flag, serial
from reinstate.tables.columns import Columns
from reinstate.tables.mistakes import Mistake, Mistakes, quoted

_ALIASES = MappingProxyType({**dict.fromkeys(("serial number", "serial no", "S/N"), "serial"), "reason": "says"})
_COLUMNS = Columns(("serial", "says", "exact"), ("serial", "says"), _ALIASES, others=True, one_line=True)

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class PinnedList:
    """One list as the policy names it: the name as written there, where it is, and the digest that it must have."""

    name: str
    path: Path
    sha256: str


def read_lists(pinned: Iterable[PinnedList]) -> SerialLists:
    """Read every list. One that is missing, changed, or malformed makes the whole ``broken``, never silently shorter.

    A list is a table with the columns ``serial`` and ``says`` (the reason), and optionally ``exact`` (yes where the
    serial number was compared with its source); other columns are ignored. A cell that is no serial number would never
    match, and makes the list ``broken`` as well. So does a list without rows: an export that failed looks like that,
    and a policy without lists says ``none_held``. The rows of a ``broken`` list that can be read still count.
    """
    listed: dict[str, str] = {}
    exact: set[str] = set()
    broken: list[str] = []
    for one in pinned:
        rows, reason = _read(one)
        for row in rows:
            listed[row.serial] = f"{listed[row.serial]}; {row.says}" if row.serial in listed else row.says
        exact |= {row.serial for row in rows if row.exact}
        broken += [f"{one.name}: {reason}"] if reason else []
    return SerialLists(listed=listed, broken="; ".join(broken), exact=frozenset(exact))


class _Listed(NamedTuple):
    serial: str
    says: str
    exact: bool


def _read(pinned: PinnedList) -> tuple[list[_Listed], str]:
    try:
        raw = reader.read_bytes(pinned.path)
    except InputError as error:
        return [], f"cannot be read ({error.actual}; expected {error.expected})"
    digest = hashlib.sha256(raw).hexdigest()
    changed = (
        f"does not match its digest (sha256 {digest}, in the policy {pinned.sha256})" if digest != pinned.sha256 else ""
    )
    rows, malformed = _rows(raw)
    return rows, changed or malformed


def _rows(raw: bytes) -> tuple[list[_Listed], str]:
    """The rows, and the mistakes: the first of them, and how many more there are."""
    mistakes = Mistakes()
    rows = [_listed(row, mistakes) for row in reader.rows_of(raw, _COLUMNS, mistakes)]
    if not rows and not mistakes.number:
        mistakes.add(Mistake(1, "", "at least one row", "only the header", "export the list again"))
    return rows, mistakes.brief() if mistakes.number else ""


def _listed(row: reader.Row, mistakes: Mistakes) -> _Listed:
    listed, says = _serial(row, mistakes), row.cells["says"]
    if not says:
        mistakes.add(Mistake(row.line, "says", "the reason why the serial number is listed", "", "enter the reason"))
    return _Listed(listed, says, _exact(row, mistakes))


def _exact(row: reader.Row, mistakes: Mistakes) -> bool:
    cell = row.cells.get("exact", "")
    try:
        return bool(cell) and flag(cell)
    except CellError as error:
        mistakes.add(Mistake(row.line, "exact", error.expected, quoted(cell), error.fix or "correct the cell"))
        return False


def _serial(row: reader.Row, mistakes: Mistakes) -> str:
    """The serial number of a row. A word, such as ``none``, matches no device, and so hides what should be listed."""
    cell = row.cells["serial"]
    try:
        listed = serial(cell)
    except CellError as error:
        mistakes.add(
            Mistake(row.line, "serial", error.expected, quoted(cell), error.fix or "correct the serial number")
        )
        return cell.upper()
    if not _DIGIT.search(listed):
        expected = "a serial number, which has at least one digit"
        mistakes.add(Mistake(row.line, "serial", expected, quoted(cell), "correct the serial number"))
    return listed
