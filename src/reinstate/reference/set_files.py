"""Reading the files of reference sets: a head and rows, with errors that name file, line and key.

A set is one YAML file with a head (``name``, ``as_of``, ``source``, ``max_age_days``, ...) and ``rows``, or a YAML
head without ``rows`` and a CSV file of the same stem that has them. An operator's CSV file needs no head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import yaml

from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded
from reinstate.plain_text import shown_value
from reinstate.reference.nesting import refuse_deep
from reinstate.reference.set_info import SetInfo
from reinstate.tables import cells, reader
from reinstate.tables.columns import Columns, near
from reinstate.tables.mistakes import Mistakes

_LARGEST = 16 * 1024 * 1024
# The reader of a table knows its columns: the shipped sets, and each kind of an operator's table, have their own.
_ANY_COLUMNS = Columns(others=True)
_TABLES = frozenset({".csv", ".tsv", ".txt"})
_SET_KEYS = "name, as_of, source, max_age_days, and rows"
_DEEPEST = 100  # the C reader of YAML recurses, and its stack is limited
V = TypeVar("V")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Record:
    """One row or head, with typed access to its values; a value of another type raises InputError.

    Attributes:
        number: the line in a CSV file, the index in a list of a YAML file, None for a head.
        within: the key of that list.
        headings: the column of the file that states a value, where its heading is another one.
    """

    path: Path
    number: int | None
    values: Mapping[str, Any]
    within: str = "rows"
    headings: Mapping[str, str] = field(default_factory=dict)

    @property
    def _column_or_key(self) -> str:
        return "column" if is_table(self.path) else "key"

    def fail(self, key: str, expected: str, actual: object, fix: str = "", *, what: str = "") -> InputError:
        """The error to raise about one value; ``what`` is wrong with it: by default it is missing or not usable."""
        missing, named = actual is None or actual == "", shown_value(self.headings.get(key, key), 40)
        return InputError(
            f"{self.path}, line {_line_of(self, key)}, {self._column_or_key} {named}: "
            f"{what or ('missing' if missing else 'not usable')}",
            expected=expected,
            actual=shown_value(actual),
            remedy=fix or (f"enter a value for {named}" if missing else "correct the value"),
        )

    def unknown_key(self, key: str, known: Iterable[str], guess: str = "") -> InputError:
        """The error to raise about a key or column that no reader uses; ``guess`` is what may be meant."""
        names = tuple(known)
        fix = (
            guess or near(key, Columns(names).known()) or f"correct the name of the {self._column_or_key}, or remove it"
        )
        return self.fail(key, f"one of {', '.join(names)}", key, fix, what=f"unknown {self._column_or_key}")

    def only(self, keys: Iterable[str]) -> None:
        """Refuse keys that no reader uses: they are mistyped."""
        known = tuple(keys)
        for key in self.values:
            if key not in known:
                raise self.unknown_key(str(key), known)

    def text(self, key: str, default: str | None = None) -> str:
        """A text, stripped; ``default`` if it is missing or empty, an error without one."""
        value = self.values.get(key)
        if value is None or value == "":
            if default is None:
                raise self.fail(key, "text", value)
            return default
        if not isinstance(value, str):
            raise self.fail(key, "text, in quotes if it looks like a number", value)
        return value.strip()

    def day(self, key: str) -> date | None:
        """A date; None if it is missing or empty."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        if type(value) is date:
            return value
        if not isinstance(value, str):
            raise self.fail(key, cells.A_DATE, value)
        return self._as(_day, key, value)

    def required_day(self, key: str) -> date:
        """A date that is required."""
        value = self.day(key)
        if value is None:
            raise self.fail(key, cells.A_DATE, None)
        return value

    def whole(self, key: str, default: int | None = None) -> int | None:
        """A whole number, 0 or more; ``default`` if it is missing."""
        value = self.values.get(key)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.isdecimal() and len(value) <= len(str(cells.HIGHEST)):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= cells.HIGHEST:
            raise self.fail(key, f"a whole number from 0 to {cells.HIGHEST:,}", value)
        return value

    def dollars(self, key: str) -> int | None:
        """An amount in whole USD; None if it is missing or empty."""
        value = self.values.get(key)
        return self._as(cells.dollars, key, value) if isinstance(value, str) and value else self.whole(key)

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false; ``default`` if it is missing. A CSV file can state it only as text."""
        value = self.values.get(key)
        if value is None or value == "":
            return default
        if isinstance(value, str):
            return self._as(cells.flag, key, value)
        if not isinstance(value, bool):
            raise self.fail(key, "true or false", value)
        return value

    def _as(self, read: Callable[[str], V], key: str, value: str) -> V:
        try:
            return read(value)
        except cells.CellError as error:
            raise self.fail(key, error.expected, value, error.fix) from error

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty if it is missing."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(key, "a list of text values", value)
        return tuple(value)

    def records(self, key: str) -> Iterator[Record]:
        """The mappings of a list; none if it is missing."""
        value = self.values.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.fail(key, "a list", value)
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                raise Record(self.path, index, {}, key).fail(key, "a mapping of keys to values", item)
            yield Record(self.path, index, item, key)


@dataclass(frozen=True, slots=True)
class Table:
    """One set, read: its head, and its rows in the order of the file."""

    info: SetInfo
    head: Record
    rows: tuple[Record, ...]


# The shipped sets state the same few days in thousands of cells.
_day = lru_cache(maxsize=4096)(cells.day)


def is_table(path: Path) -> bool:
    """Whether a file is a CSV table, and not YAML, by its name."""
    return path.suffix.lower() in _TABLES


def read_shipped(folder: Path, name: str) -> Table:
    """The set of that name in a folder: ``<name>.yml``, with ``<name>.csv`` if the head has no rows."""
    path = folder / f"{name}.yml"
    data = _bytes_of(path)
    return _table(path, data, _mapping_of(path, data))


def read_table(path: Path) -> Table:
    """A set in YAML that a person wrote, with its rows in it or in the CSV file of the same stem.

    Raises:
        InputError: the file is missing, is not YAML, or its head is incomplete.
    """
    data = _bytes_of(path)
    return _table(path, data, _shallow_mapping_of(path, data))


def read_keys(path: Path, keys: str) -> Record:
    """A YAML file of keys that a person wrote, such as ``keys`` names them for the error.

    Raises:
        InputError: the file is missing, is not YAML, or is no mapping; or a key is repeated.
    """
    head = Record(path, None, _shallow_mapping_of(path, _bytes_of(path), keys))
    refuse_repeated_keys(path)
    return head


def _table(path: Path, data: bytes, content: Mapping[str, Any]) -> Table:
    head = Record(path, None, content)
    if "rows" in head.values:
        stated = tuple(head.records("rows"))
        return Table(_info_of(head, data, len(stated)), head, stated)
    body = path.with_suffix(".csv")
    body_data = _bytes_of(body)
    rows = _csv_rows(body, body_data)
    return Table(_info_of(head, data + body_data, len(rows)), head, rows)


def refuse_repeated_keys(path: Path) -> None:
    """Refuse a YAML file in which a mapping has a key twice: YAML readers silently keep the last one."""
    nodes = [yaml.compose(_text_of(path, _bytes_of(path)), Loader=_Loader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for name, value in node.value:
                if str(name.value) in seen:
                    line = name.start_mark.line + 1
                    raise InputError(
                        f"{path}, line {line}, key {shown_value(name.value)}: repeated",
                        expected="each key once",
                        actual="a second value",
                        remedy="keep one of them",
                    )
                seen.add(str(name.value))
                nodes.append(value)
        elif isinstance(node, yaml.SequenceNode):
            nodes += reversed(node.value)


def read_bare_csv(path: Path, columns: Columns) -> tuple[tuple[Record, ...], str]:
    """The rows of a CSV file without a head, and the sha256 of its bytes; InputError with all its mistakes."""
    data = reader.read_bytes(path)
    return _csv_rows(path, data, columns), sha256(data).hexdigest()


def read_forgivingly(path: Path, columns: Columns) -> tuple[Record, tuple[Record, ...], tuple[InputError, ...]]:
    """Head, readable rows and every complaint about the others; InputError only if no rows can be read.

    The head of a CSV file is empty; its columns are those of ``columns``.
    """
    if is_table(path):
        mistakes = Mistakes()
        rows = _records(path, reader.read_bytes(path), columns, mistakes)
        if mistakes.number > len(mistakes.kept):  # too many to list each
            raise mistakes.error(str(path))
        return Record(path, None, {}), rows, tuple(mistake.error(str(path)) for mistake in mistakes.kept)
    head = Record(path, None, _shallow_mapping_of(path, _bytes_of(path)))
    refuse_repeated_keys(path)
    stated = head.values.get("rows")
    if not isinstance(stated, list):
        raise head.fail("rows", "a list", stated)
    rows = tuple(Record(path, index, one) for index, one in enumerate(stated) if isinstance(one, dict))
    wrong = [(index, one) for index, one in enumerate(stated) if not isinstance(one, dict)]
    return (
        head,
        rows,
        tuple(Record(path, index, {}).fail("rows", "a mapping of keys to values", one) for index, one in wrong),
    )


def _csv_rows(path: Path, data: bytes, columns: Columns = _ANY_COLUMNS) -> tuple[Record, ...]:
    mistakes = Mistakes()
    rows = _records(path, data, columns, mistakes)
    if mistakes.number:
        raise mistakes.error(str(path))
    return rows


def _records(path: Path, data: bytes, columns: Columns, mistakes: Mistakes) -> tuple[Record, ...]:
    return tuple(Record(path, row.line, row.cells) for row in reader.rows_of(data, columns, mistakes))


def _info_of(head: Record, data: bytes, rows: int) -> SetInfo:
    days = head.whole("max_age_days")
    if not days:
        raise head.fail("max_age_days", "a number of days, 1 or more", head.values.get("max_age_days"))
    return SetInfo(
        head.text("name"), head.required_day("as_of"), sha256(data).hexdigest(), head.text("source"), days, rows
    )


def _bytes_of(path: Path) -> bytes:
    return read_bounded(path, _LARGEST, "a reference set in YAML or CSV")


def _text_of(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path}, line {line}: not UTF-8",
            expected="UTF-8 text",
            actual=error.reason,
            remedy="save the file as UTF-8",
        ) from error


def _mapping_of(path: Path, data: bytes, keys: str = _SET_KEYS) -> dict[str, Any]:
    try:
        content = yaml.load(_text_of(path, data), Loader=_Loader)  # noqa: S506 - the safe loader, in C where there is one
    except (yaml.YAMLError, ValueError) as error:
        raise _no_yaml(path, error) from error
    if not isinstance(content, dict):
        raise InputError(
            f"{path}, line 1: not a {'reference set' if keys == _SET_KEYS else 'mapping of keys'}",
            expected=f"a mapping with {keys}",
            actual=shown_value(content),
            remedy="add these keys",
        )
    return content


def _shallow_mapping_of(path: Path, data: bytes, keys: str = _SET_KEYS) -> dict[str, Any]:
    """The same for a file that a person wrote, whose structure can be more than a YAML reader can handle."""
    try:
        refuse_deep(path, _text_of(path, data), _DEEPEST, _Loader, allow_aliases=False)
    except yaml.YAMLError as error:
        raise _no_yaml(path, error) from error
    return _mapping_of(path, data, keys)


def _no_yaml(path: Path, error: Exception) -> InputError:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    problem = getattr(error, "problem", None) or str(error)
    return InputError(
        f"{path}, line {line}: not YAML", expected="valid YAML", actual=problem, remedy="correct the YAML syntax"
    )


def _line_of(record: Record, key: str) -> int:
    """The line of a value. Only errors need it, so only errors pay for a YAML reading that keeps places."""
    if is_table(record.path):
        return record.number or 1
    root = yaml.compose(_bytes_of(record.path).decode("utf-8-sig"), Loader=_Loader)
    node = root if record.number is None else _item_at(_value_of(root, record.within), record.number)
    for name in _names_of(node):
        if name.value == key:
            return int(name.start_mark.line) + 1
    return int(node.start_mark.line) + 1 if node is not None else 1


def _names_of(node: yaml.Node | None) -> tuple[yaml.Node, ...]:
    return tuple(name for name, _ in node.value) if isinstance(node, yaml.MappingNode) else ()


def _value_of(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _item_at(node: yaml.Node | None, index: int) -> yaml.Node | None:
    return node.value[index] if isinstance(node, yaml.SequenceNode) and index < len(node.value) else None
