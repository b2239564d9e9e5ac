"""What a run's evaluation rests on that is too old, or soon will be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from reinstate.checks.framework import Check
from reinstate.device.model import Unit
from reinstate.reference.ageing import Limit, lookup_limits, set_limits
from reinstate.reference.library import LifecycleRow, Reference
from reinstate.report.notices import age_notices


def notices_of_age(checks: Iterable[Check], reference: Reference, units: Iterable[Unit], on: date) -> tuple[str, ...]:
    """A line for each set and table that carries no pass on that day, or within 30 days will not.

    Of an operator's lookups, only those count that are about a product or module of the run.
    """
    lookups = lookup_limits(_rows_about(reference, units, on), on)
    return age_notices((*set_limits(reference, relied_on(checks), on), *lookups), on)


def relied_on(checks: Iterable[Check]) -> frozenset[str]:
    """The shipped sets that these checks rely on."""
    return frozenset(name for check in checks for name in check.evidence.reference)


def all_limits(checks: Iterable[Check], reference: Reference, on: date) -> tuple[Limit, ...]:
    """The limits of all sets on which these checks rely, of own tables, and of every lookup that is due."""
    return (*set_limits(reference, relied_on(checks), on), *lookup_limits(reference.hardware.rows, on))


def _rows_about(reference: Reference, units: Iterable[Unit], on: date) -> Iterator[LifecycleRow]:
    """The lifecycle rows that match a name of a unit or of a module in it."""
    for names in dict.fromkeys(names for unit in units for names in _names(unit, reference)):
        yield from reference.lifecycle(names, on).rows


def _names(unit: Unit, reference: Reference) -> Iterator[tuple[str, ...]]:
    """What the unit and its modules may be looked up by; more names than a check uses do no harm."""
    yield unit.model_number, unit.model
    for fru in unit.walk():
        yield (fru.model_number or fru.description,)
        yield tuple(part.model_number for part in reference.parts(fru.part_number))
