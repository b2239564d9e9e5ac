"""A JSON file of another party, read within bounds, and typed access to its parts with their place in every error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

from reinstate.errors import InputError
from reinstate.plain_text import shown_value
from reinstate.tables import cells

_TIME_ZONES = timedelta(days=1)  # a record of today can be dated a day ahead of UTC


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a JSON file.

    Attributes:
        where: keys and indexes that lead to it, ``containers.cna.affected[2]``; "" is the whole file.
    """

    path: Path
    value: Any
    where: str = ""

    def fail(self, expected: str) -> InputError:
        """The error to raise about this value."""
        missing = self.value is None
        kind = "a mapping" if isinstance(self.value, dict) else "a list" if isinstance(self.value, list) else ""
        return InputError(
            f"{self.path}, {self.where or 'the file'}: {'missing' if missing else 'not usable'}",
            expected=expected,
            actual=kind or shown_value(self.value),
            remedy="download the record again, or correct it; nothing of this file was imported",
        )

    def get(self, key: str) -> Part:
        """The value of a key, None if it is missing; InputError if this is not a mapping."""
        if not isinstance(self.value, dict):
            raise self.fail("a mapping")
        return Part(self.path, self.value.get(key), f"{self.where}.{shown_value(key, 40)}".lstrip("."))

    def at(self, *keys: str) -> Part:
        """The value below several keys; None where one of them is missing."""
        part = self
        for key in keys:
            part = part.get(key)
            if part.value is None:
                break
        return part

    def items(self) -> Iterator[Part]:
        """The items of a list; none if it is missing."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.fail("a list")
        for index, one in enumerate(self.value):
            yield Part(self.path, one, f"{self.where}[{index}]")

    def text(self, default: str | None = None) -> str:
        """The text, stripped; ``default`` if it is missing."""
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, str):
            raise self.fail("text")
        return self.value.strip()

    def texts(self) -> tuple[str, ...]:
        """The texts of a list; empty if it is missing."""
        return tuple(item.text() for item in self.items())

    def day(self, today: date) -> date | None:
        """The day of a date or time; None if it is missing. A later day than today is refused: nobody can know it."""
        if self.value is None:
            return None
        try:
            day = cells.day(self.text()[:10])
        except cells.CellError as error:
            raise self.fail("a date or time such as 2025-03-12T14:00:00Z") from error
        if day > today + _TIME_ZONES:
            raise self.fail(f"a date up to today ({today})")
        return day


def json_of(path: Path, data: bytes) -> Part:
    """The content of a JSON file; InputError if it is not JSON, or nested deeper than its reader can follow."""
    try:
        return Part(path, orjson.loads(data))
    except orjson.JSONDecodeError as error:
        raise InputError(
            f"{path}, line {error.lineno}: not JSON",
            expected="a CVE record or a CSAF document",
            actual=shown_value(error.msg),
            remedy="download the file again; the web page of an advisory is not its record",
        ) from error
