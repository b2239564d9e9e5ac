"""The tables of all checks, found wherever a test module of this package states one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from reinstate.checks.catalog import CHECK_CLASSES
from tests.unit.checks.builders import Row

_HERE = Path(__file__).parent
_STATES_ONE = re.compile(r"^TABLE\b", re.M)


def all_rows() -> tuple[Row, ...]:
    """Every row of every table of a check; AssertionError where a check of the catalog has none."""
    stating = sorted(path for path in _HERE.rglob("test_*.py") if _STATES_ONE.search(path.read_text("utf-8")))
    rows = tuple(row for path in stating for row in _rows(path) if row.check in CHECK_CLASSES)
    without = {check.id for check in CHECK_CLASSES} - {row.check.id for row in rows}
    assert not without, f"no table has a row of {', '.join(sorted(without))}"
    return rows


def _rows(path: Path) -> Iterator[Row]:
    name = ".".join((__package__, *path.relative_to(_HERE).with_suffix("").parts))
    return (one for one in import_module(name).TABLE if isinstance(one, Row))
