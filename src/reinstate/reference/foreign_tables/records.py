"""The records of an export: rows of CSV, or objects of JSON, and what a column of one holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from reinstate.errors import InputError
from reinstate.plain_text import counted, printable, shown_value
from reinstate.reference.foreign_tables.mapping import ForeignMapping, Form
from reinstate.tables import reader
from reinstate.tables.columns import Columns, folded
from reinstate.tables.mistakes import Mistakes

_ANY_COLUMNS = Columns(others=True)
_MOST_RECORDS = 1_000_000
_COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04")
_SHOWN = 60
_NO_VALUE = frozenset(
    map(folded, ("tbd", "tba", "n/a", "none", "null", "nil", "not announced", "not applicable", "unknown", "never"))
)
_folded = lru_cache(maxsize=4096)(folded)  # the records of an export have the same few keys


@dataclass(frozen=True, slots=True)
class ForeignRecord:
    """One record of an export.

    Attributes:
        place: where it is, such as ``export.csv, line 3``.
        values: by folded heading, or a JSON object.
    """

    place: str
    values: Mapping[str, Any]

    def first(self, columns: Iterable[str]) -> tuple[str, object]:
        """The first of these columns that has a value, and the value; ("", None) if none has."""
        for column in columns:
            value = value_at(self.values, column)
            if not (value is None or (isinstance(value, str) and _says_nothing(value))):
                return column, value
        return "", None

    def refused(self, column: str, expected: str, value: object, fix: str = "") -> InputError:
        """The error about one value of it."""
        return InputError(
            f"{self.place}, column {printable(column, _SHOWN)}: not usable",
            expected=expected,
            actual=shown_value(value),
            remedy=fix or "correct it in the source, or leave the row out",
        )


def _says_nothing(text: str) -> bool:
    """Whether a text stands for no value: empty, without a letter or digit, ``n/a``, ``TBD``."""
    name = folded(text)
    return not name or name in _NO_VALUE


@dataclass(frozen=True, slots=True)
class Export:
    """One file, read.

    Attributes:
        form: the form of the mapping that fits it.
        refused: rows that could not be read at all.
        notices: what the file itself says is missing from it.
        as_of: the value at the form's path for the day of the export; None if it has none.
    """

    form: Form
    records: tuple[ForeignRecord, ...]
    refused: tuple[InputError, ...] = ()
    notices: tuple[str, ...] = ()
    as_of: object = None


def value_at(values: Any, path: str) -> object:
    """The value at a dotted path of an object, whatever its keys' case and punctuation; None if it has none.

    A row of CSV has its headings folded, and no depth.
    """
    if not isinstance(values, Mapping):
        return None
    if (key := _key(values, path)) is not None:
        return values[key]
    first, dot, rest = path.partition(".")
    key = _key(values, first) if dot else None
    return None if key is None else value_at(values[key], rest)


def _key(values: Mapping[str, Any], name: str) -> str | None:
    if name in values:
        return name
    wanted = _folded(name)
    return next((key for key in values if _folded(key) == wanted), None) if wanted else None


def export_of(path: Path, mapping: ForeignMapping) -> Export:
    """A file of the mapping's forms.

    Raises:
        InputError: it cannot be read, is of no form of the mapping, or has no records.
    """
    data = reader.read_bytes(path)
    if data.startswith(_COMPRESSED):
        raise InputError(
            f"{path}: compressed, or a workbook",
            expected="CSV or JSON text",
            actual="a compressed file",
            remedy="decompress it, or save the sheet as CSV",
        )
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    forms = [form for form in mapping.forms if form.is_json == is_json]
    found = _of_json(path, data, forms) if is_json else _of_csv(path, data, forms)
    if found is None:
        raise _no_form(path, mapping, "JSON" if is_json else "CSV")
    return found


def _no_form(path: Path, mapping: ForeignMapping, seen: str) -> InputError:
    skus = dict.fromkeys(name for form in mapping.forms for name in form.columns["sku"])
    return InputError(
        f"{path}: not an export that the mapping {printable(mapping.name, _SHOWN)} describes",
        expected=f"records with an SKU in {' or '.join(printable(name, _SHOWN) for name in skus)}, and with dates",
        actual=f"{seen} without such records",
        remedy="choose another mapping, or write one of your own",
    )


def _fits(form: Form, records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether records have an SKU and a milestone under the form's names, even an empty one."""
    names = [form.columns["sku"], [name for key, paths in form.columns.items() if key != "sku" for name in paths]]
    return all(any(_has(one, path) for one in records for path in paths) for paths in names)


def _has(values: Mapping[str, Any], path: str) -> bool:
    parent, _, last = path.rpartition(".")
    if _key(values, path) is not None:
        return True
    within = value_at(values, parent) if parent else None
    return isinstance(within, Mapping) and _key(within, last) is not None


def _of_csv(path: Path, data: bytes, forms: Sequence[Form]) -> Export | None:
    mistakes = Mistakes()
    rows = list(reader.rows_of(data, _ANY_COLUMNS, mistakes))
    if not rows:
        raise mistakes.error(str(path)) if mistakes.number else _empty(path)
    headings = {folded(name): "" for name in rows[0].cells}
    form = next((form for form in forms if _fits(form, [headings])), None)
    if form is None:
        return None
    records = tuple(
        ForeignRecord(f"{path.name}, line {row.line}", {_folded(name): cell for name, cell in row.cells.items()})
        for row in rows
    )
    lost = mistakes.number - len(mistakes.kept)
    notices = (f"{path.name}: {counted(lost, 'further row')} could not be read",) if lost else ()
    return Export(form, records, tuple(mistake.error(path.name) for mistake in mistakes.kept), notices)


def _of_json(path: Path, data: bytes, forms: Sequence[Form]) -> Export | None:
    document = _document(path, data)
    for form in forms:
        for listed in form.lists:
            found = document if listed == "" else value_at(document, listed)
            values = [found] if isinstance(found, Mapping) else found if isinstance(found, list) else []
            if _fits(form, [value for value in values if isinstance(value, Mapping)]):
                return _listed(path, values, form, document)
    if document in ({}, []):
        raise _empty(path)
    return None


def _listed(path: Path, values: Sequence[object], form: Form, document: Any) -> Export:
    """The objects of a list; what else is in it is refused."""
    if len(values) > _MOST_RECORDS:
        raise InputError(
            f"{path}: too many records", expected=f"at most {_MOST_RECORDS:,}", actual="more", remedy="split the file"
        )
    placed = [(f"{path.name}, record {number}", value) for number, value in enumerate(values, 1)]
    return Export(
        form,
        tuple(ForeignRecord(place, value) for place, value in placed if isinstance(value, Mapping)),
        tuple(_no_record(place, value) for place, value in placed if not isinstance(value, Mapping)),
        tuple(_notices(path, document)),
        next((day for at in form.as_of if (day := value_at(document, at))), None),
    )


def _no_record(place: str, value: object) -> InputError:
    return InputError(f"{place}: not a record", expected="an object of keys and values", actual=shown_value(value))


def _document(path: Path, data: bytes) -> Any:
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise InputError(
            f"{path}: not JSON", expected="valid JSON", actual=printable(str(error)), remedy="export it again"
        ) from error


def _notices(path: Path, document: Any) -> Iterator[str]:
    """A page of a longer list names the next one."""
    if isinstance(document, Mapping) and document.get("next"):
        total = shown_value(document.get("count"), 20)
        yield f"{path.name}: one page of a longer list ({total} in all); export the other pages, too"


def _empty(path: Path) -> InputError:
    return InputError(f"{path}: no records", expected="at least one record", actual="none", remedy="export it again")
