"""What the reference data say of one product: who says what, with dates, what counts, and what it means together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

from reinstate.errors import InputError
from reinstate.plain_text import counted, joined, printable, shown_value
from reinstate.reference.library import LifecycleAnswer, LifecycleState, Reference
from reinstate.reference.lifecycle import Hardware, LifecycleRow
from reinstate.reference.row_values import fold
from reinstate.reference.spelling import Spellings
from reinstate.tables.columns import folded, near

_IN_THE_FIRST_LINE = frozenset({"sku", "confidence", "source", "table"})
_NAME, _TEXT, _REASON = 64, 400, 1600
_ANY_SKU = "ROW"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One name, folded, and the day for which it is looked up."""

    name: str
    reference: Reference
    on: date

    @property
    def hardware(self) -> Hardware:
        return self.reference.hardware

    def variants(self) -> tuple[str, ...]:
        """The SKUs that the name stands for through an alias."""
        return self.hardware.aliases.get(self.name, ())

    def rows(self) -> tuple[LifecycleRow, ...]:
        """Every row that matches the name or a SKU that it stands for, whether it counts or not."""
        skus = dict.fromkeys((self.name, *self.variants()))
        exact = [row for sku in skus for row in self.hardware.by_sku.get(sku, ())]
        globs = [row for pattern, row in self.hardware.globs if any(pattern.match(sku) for sku in skus)]
        return tuple(dict.fromkeys([*exact, *globs]))


def product_details(reference: Reference, name: str, on: date) -> str:
    """The answer of the lifecycle tables for a product, SKU, or FRU model number, with every row behind it.

    Raises:
        InputError: nothing has that name, and it is similar to the name of a set.
    """
    asked = _Asked(fold(name), reference, on)
    answer, rows = reference.lifecycle([name], on), asked.rows()
    if not rows and not asked.variants():
        _refuse_mistyped(reference, name)
    blocks = (_summary(asked, answer, rows), *(_row_lines(asked, row, answer) for row in rows))
    return "\n\n".join("\n".join(lines) for lines in blocks)


def rows_of_product(reference: Reference, name: str, on: date) -> tuple[LifecycleRow, ...]:
    """Every row that matches the name or a SKU that it stands for, whether it counts or not."""
    return _Asked(fold(name), reference, on).rows()


def _refuse_mistyped(reference: Reference, name: str) -> None:
    """A name that is nearly that of a set is a mistake, not a product."""
    if guess := near(name, {folded(known): known for known in reference.sets}):
        raise InputError(
            f"{printable(name, _NAME)}: no such reference set or product",
            expected=f"one of {', '.join(sorted(reference.sets))}, or a product, SKU, or FRU model number",
            actual=printable(name, _NAME),
            remedy=guess,
        )


def _summary(asked: _Asked, answer: LifecycleAnswer, rows: tuple[LifecycleRow, ...]) -> Iterator[str]:
    until = f", end of support {answer.supportable_until}" if answer.supportable_until else ""
    tables = joined(sorted({printable(row.table, _NAME) for row in rows}))
    stated = [
        ("product", shown_value(asked.name)),
        ("answer", f"{answer.state} on {asked.on}{until}"),
        ("reason", printable(answer.reason, _REASON)),
        *(("alias", line) for line in _aliases(asked)),
        ("rows", f"{counted(len(rows), 'row')} in {tables}" if rows else "none"),
    ]
    proposal = Spellings.of(asked.hardware.by_sku).proposal(asked.name)
    if proposal and answer.state is LifecycleState.UNKNOWN:
        stated.append(
            ("proposal", f"{proposal}; not used until a person enters the SKU in alias_of and imports the row")
        )
    return (f"{key + ':':10}{text}" for key, text in stated)


def _aliases(asked: _Asked) -> Iterator[str]:
    """The SKUs that the name stands for, and which of them have no row."""
    variants = asked.variants()
    if variants:
        skus = joined([shown_value(sku) for sku in variants], "or")
        yield f"{shown_value(asked.name)} stands for {skus}"
    for row in asked.hardware.confirmed:
        if row.sku == asked.name:
            by = f"{printable(row.table, _NAME)}: {printable(row.source, _TEXT)}"
            yield f"{shown_value(row.alias_of)} was confirmed on {row.looked_up} ({by})"
    if without := [shown_value(sku) for sku in variants if sku not in asked.hardware.by_sku]:
        yield f"no exact row for {joined(without)}"


def _row_lines(asked: _Asked, row: LifecycleRow, answer: LifecycleAnswer) -> Iterator[str]:
    """One row: who says it, what it states, and whether it counts."""
    said_by = f"{printable(row.table, _NAME)}, confidence {row.confidence}: {printable(row.source, _TEXT)}"
    yield f"{shown_value(row.sku)} in {said_by}"
    yield f"  {', '.join(_dates(row)) or 'no dates'}"
    yield from (f"  {key}: {text}" for key, text in _texts(row))
    yield f"  {_counts(asked, row, answer)}"


def _dates(row: LifecycleRow) -> list[str]:
    """Every date that the row states, the earliest first."""
    days = [(value, one.name) for one in fields(row) if isinstance(value := getattr(row, one.name), date)]
    return [f"{name.replace('_', ' ')} {day}" for day, name in sorted(days)]


def _texts(row: LifecycleRow) -> Iterator[tuple[str, str]]:
    """What else the row has: its note, and the kept page that it was read from."""
    for one in fields(row):
        value = getattr(row, one.name)
        if isinstance(value, str) and value and one.name not in _IN_THE_FIRST_LINE:
            yield one.name, printable(value, _TEXT)


def _counts(asked: _Asked, row: LifecycleRow, answer: LifecycleAnswer) -> str:
    """Whether the row counts on that day, and why not."""
    alone = _alone(row, asked.on)
    if alone.state is LifecycleState.UNKNOWN:
        return f"does not count: {printable(alone.reason.removeprefix(f'{_ANY_SKU}: '), _TEXT)}"
    if row not in answer.rows:
        return f"does not count: {_why_replaced(answer)}"
    weakness = asked.reference.weakness(row.table, asked.on)
    return f"counts, as {alone.state}" + (f"; cannot support a pass: {row.table} {weakness}" if weakness else "")


def _alone(row: LifecycleRow, on: date) -> LifecycleAnswer:
    """What the row means by itself, whatever its SKU or glob."""
    return Hardware().extended([replace(row, sku=_ANY_SKU)]).answer([_ANY_SKU], on)


def _why_replaced(answer: LifecycleAnswer) -> str:
    if bulletins := [printable(row.overrides, _TEXT) for row in answer.rows if row.overrides]:
        return f"replaced by the row of {joined(bulletins)}"
    return "replaced by a row of your own that states an end of support with a higher confidence"
