"""Values that are declared for models that no unit has: beside units without a value, perhaps a name spelled wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reinstate.decision.record import Record, Worth
from reinstate.declared.kinds import DeclaredSet, ModelValues
from reinstate.plain_text import counted, listed, printable


def notices_of_unused_values(values: DeclaredSet[ModelValues], records: Iterable[Record]) -> Iterator[str]:
    """A notice where units have no declared value, and rows of values have no unit; none where either is missing.

    A list of values may well be longer than a batch: that alone is no fault.
    """
    counting = [record for record in records if not record.same_as]
    known = {name.upper() for one in counting for name in (one.unit.model, one.unit.model_number)}
    unused = [row for row in values.rows if row.model not in known]
    without = dict.fromkeys(one.unit.model for one in counting if one.economy.worth is Worth.UNSTATED)
    if not (unused and without):
        return
    named = listed(f"{printable(row.model, 40)} ({row.source})" for row in unused)
    models = listed(printable(model, 40) or "unknown" for model in without)
    yield (
        f"{counted(len(unused), 'row')} of declared values with a model that no unit has: {named}. Models without a "
        f"declared value: {models}. Check how the models are spelled."
    )
