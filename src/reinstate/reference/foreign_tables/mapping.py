"""A mapping: which columns of another program's export are which milestones, and what its source is worth.

A mapping is a small YAML file. Its ``forms`` are tried in their order; the first that fits a file reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reinstate.errors import InputError
from reinstate.plain_text import shown_value
from reinstate.reference.lifecycle import MILESTONES
from reinstate.reference.row_values import confidence_of
from reinstate.reference.set_files import Record, read_keys
from reinstate.tables.columns import folded

COLUMNS = ("sku", *MILESTONES, "looked_up", "note")
_FOLDER = Path(__file__).parent / "mappings"
_KEYS = (
    *("name", "source", "attribution", "confidence", "stated_by", "max_age_days", "dates", "months", "computed"),
    *("prefixes", "note", "forms"),
)
_FORM_KEYS = ("format", "lists", "as_of", "columns", "only")
_FORMATS = ("csv", "json")
_DEEPEST_PATH = 20


class DateOrder(StrEnum):
    """How dates with the year last are read: ``03/04/2026``."""

    UNAMBIGUOUS = "unambiguous"  # only where the numbers show which one is the day
    MONTH_FIRST = "month-first"
    DAY_FIRST = "day-first"


class Months(StrEnum):
    """How a month without a day is read: ``2027-10``."""

    REFUSE = "refuse"
    LAST_DAY = "last-day"  # and the first day for an announcement: a product must not look supported for longer


@dataclass(frozen=True, slots=True)
class Only:
    """A condition for a record: one of these columns has one of these values.

    Attributes:
        columns: the first one that the record has is compared.
        equals: the values, folded: case, blanks, and punctuation do not count.
        keep_missing: whether a record that has none of the columns is taken.
    """

    columns: tuple[str, ...]
    equals: frozenset[str]
    keep_missing: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a file.

    Attributes:
        is_json: JSON; otherwise CSV.
        lists: dotted paths to the list of records in JSON; "" is the whole document.
        as_of: dotted paths to the day of the export in JSON.
        columns: lifecycle columns to the headings, or dotted paths, that can hold them, best first.
        only: conditions that a record must meet.
    """

    is_json: bool
    lists: tuple[str, ...]
    as_of: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    only: tuple[Only, ...]


@dataclass(frozen=True, slots=True)
class ForeignMapping:
    """A whole mapping.

    Attributes:
        source: what the rows name as their source.
        attribution: what the license of the source requires to be named; "" if nothing.
        confidence: of every row; ``A`` only if ``stated_by`` names who answers for it.
        computed: how the source computes its ends of support; "" if it states them.
        prefixes: what can stand before the SKU in its cell.
        note: a note for every row.
    """

    name: str
    source: str
    confidence: str
    forms: tuple[Form, ...]
    attribution: str = ""
    stated_by: str = ""
    max_age_days: int = 0
    dates: DateOrder = DateOrder.UNAMBIGUOUS
    months: Months = Months.REFUSE
    computed: str = ""
    prefixes: tuple[str, ...] = ()
    note: str = ""


def shipped_mappings() -> tuple[str, ...]:
    """The names of the shipped mappings."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


def mapping_named(name: str) -> ForeignMapping:
    """The shipped mapping of that name, or the mapping in the file of that name.

    Raises:
        InputError: neither exists, or what is wrong in the file, with its line and key.
    """
    if name in shipped_mappings():
        return _mapping_in(_FOLDER / f"{name}.yml")
    if not name.endswith((".yml", ".yaml")):
        raise InputError(
            f"mapping {shown_value(name)}: not known",
            expected=f"one of {', '.join(shipped_mappings())}, or a file that ends in .yml",
            actual=shown_value(name),
            remedy="correct the name, or write a mapping of your own",
        )
    return _mapping_in(Path(name))


def _mapping_in(path: Path) -> ForeignMapping:
    head = read_keys(path, "name, source, confidence, and forms")
    head.only(_KEYS)
    forms = tuple(_form_of(record) for record in head.records("forms"))
    if not forms:
        raise head.fail("forms", "at least one form, with format and columns", head.values.get("forms"))
    return ForeignMapping(
        name=head.text("name"),
        source=head.text("source"),
        confidence=_confidence(head),
        forms=forms,
        attribution=head.text("attribution", ""),
        stated_by=head.text("stated_by", ""),
        max_age_days=head.whole("max_age_days", 0) or 0,
        dates=DateOrder(_one_of(head, "dates", tuple(DateOrder), DateOrder.UNAMBIGUOUS)),
        months=Months(_one_of(head, "months", tuple(Months), Months.REFUSE)),
        computed=head.text("computed", ""),
        prefixes=head.texts("prefixes"),
        note=head.text("note", ""),
    )


def _confidence(head: Record) -> str:
    """Its confidence: A needs a name, and what the source computed is never better than C."""
    confidence = confidence_of(head)
    if confidence == "A" and not head.text("stated_by", ""):
        raise head.fail(
            "stated_by", "who answers for confidence A", None, "name the person, or state confidence B or C"
        )
    if confidence != "C" and head.text("computed", ""):
        raise head.fail("confidence", "C for a source that computes its dates", confidence)
    return confidence


def _one_of(record: Record, key: str, known: tuple[str, ...], default: str) -> str:
    value = record.text(key, default)
    if value not in known:
        raise record.fail(key, f"one of {', '.join(known)}", value)
    return value


def _form_of(record: Record) -> Form:
    record.only(_FORM_KEYS)
    is_json = _one_of(record, "format", _FORMATS, "") == "json"
    for key in () if is_json else ("lists", "as_of"):
        if key in record.values:
            raise record.fail(key, "no such key in a form of CSV", record.values[key], "remove the key")
    return Form(
        is_json,
        _paths(record, "lists") or ("",),
        _paths(record, "as_of"),
        _columns_of(record),
        tuple(_conditions(record)),
    )


def _paths(record: Record, key: str) -> tuple[str, ...]:
    paths = record.texts(key)
    if any(path.count(".") >= _DEEPEST_PATH for path in paths):
        raise record.fail(key, f"dotted paths of at most {_DEEPEST_PATH} parts", record.values[key])
    return paths


def _columns_of(record: Record) -> Mapping[str, tuple[str, ...]]:
    stated = record.values.get("columns")
    if not isinstance(stated, dict):
        raise record.fail("columns", "a mapping of lifecycle columns to headings", stated)
    columns = {str(key): _names(record, "columns", value) for key, value in stated.items()}
    for key in columns:
        if key not in COLUMNS:
            raise record.fail("columns", f"columns among {', '.join(COLUMNS)}", key)
    if "sku" not in columns or not set(columns) & set(MILESTONES):
        raise record.fail("columns", "sku, and at least one milestone", ", ".join(columns))
    return columns


def _names(record: Record, key: str, value: object) -> tuple[str, ...]:
    """One heading or dotted path, or a list of them, each of at most 20 parts."""
    stated = value if isinstance(value, list) else [value]
    names = tuple(name.strip() for name in stated if isinstance(name, str))
    deep = any(name.count(".") >= _DEEPEST_PATH for name in names)
    if not names or not all(names) or len(names) != len(stated) or deep:
        raise record.fail(key, "a heading, or a list of headings", value)
    return names


def _conditions(record: Record) -> list[Only]:
    return [_condition(record, one.values) for one in record.records("only")]


def _condition(record: Record, stated: Mapping[str, object]) -> Only:
    missing = stated.get("missing", "skip")
    if set(stated) - {"columns", "equals", "missing"} or missing not in ("skip", "keep"):
        raise record.fail("only", "columns, equals, and missing: skip or keep", stated)
    equals = frozenset(map(folded, _names(record, "only", stated.get("equals"))))
    return Only(_names(record, "only", stated.get("columns")), equals, missing == "keep")
