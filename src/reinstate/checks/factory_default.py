"""The factory default of the unit of a case: what a source states for its family and release, and what it can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reinstate.checks.framework import Case
from reinstate.device.model import ChassisInventory, SoftwareInformation
from reinstate.device.unit_rows import software_of
from reinstate.plan.requests import Rpc
from reinstate.reference.factory_defaults import DefaultPart, Itself, StatementSet


@dataclass(frozen=True, slots=True)
class FactoryDefault:
    """Both sets of statements.

    Attributes:
        known: what a source states for this family and release.
        possible: what is recalled, or depends on a release, model, or serial number that is not known.
    """

    known: StatementSet
    possible: StatementSet

    def expected(self, path: str) -> tuple[str, ...]:
        """The server, address, or device that the default names in that place; empty if it names none."""
        return self.known.expected(path) or self.possible.expected(path)


def factory_default(case: Case) -> FactoryDefault:
    """That of the case's unit; empty if no platform profile matches."""
    return case.kept(_factory_default)


def _factory_default(case: Case) -> FactoryDefault:
    release = _release(case)
    parts = case.profile.defaults if case.profile else ()
    held = [(part, part.holds_for(release)) for part in parts]
    itself = Itself(tuple(_models(case)), tuple(_serials(case)))
    certain = [part for part, holds in held if holds and not part.recalled]
    guess = [part for part, holds in held if holds is None or (holds and part.recalled)]
    unsure = [] if itself.models and itself.serials else certain
    guessed = Itself(itself.models, itself.serials, guessed=True)
    return FactoryDefault(_of(certain, itself), _of([*guess, *unsure], guessed))


def _of(parts: list[DefaultPart], itself: Itself) -> StatementSet:
    return StatementSet(tuple(one for part in parts for one in part.statements), itself)


def _release(case: Case) -> str:
    """The release of the unit; "" if it is unknown, or if its engines do not run one."""
    software = case.known_or_none(Rpc.SOFTWARE, SoftwareInformation)
    rows = software_of(case.unit, software) if software else ()
    releases = {row.version.release if row.version else "" for row in rows}
    return releases.pop() if len(releases) == 1 else ""


def _models(case: Case) -> Iterator[str]:
    """Names of the unit's model, and of the other members of its host, whose configuration is the same."""
    software = case.known_or_none(Rpc.SOFTWARE, SoftwareInformation)
    named = [case.unit.model, *(row.model for row in software.engines)] if software else [case.unit.model]
    yield from dict.fromkeys(name.lower() for name in named if name)


def _serials(case: Case) -> Iterator[str]:
    """The serial numbers of the unit and of the other members of its host."""
    inventory = case.known_or_none(Rpc.INVENTORY, ChassisInventory)
    chassis = inventory.chassis if inventory else ()
    members = [fru.serial_number for one in chassis for fru in one.frus if fru.name.startswith("FPC ")]
    named = [case.unit.serial_number, *(one.serial_number for one in chassis), *members]
    yield from dict.fromkeys(name.lower() for name in named if name)
