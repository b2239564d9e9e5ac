"""What several checks ask of a unit and its modules: order numbers, places, whether a module is the box itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reinstate.checks.framework import Case, EvidenceRef, Finding, Gravity, Result
from reinstate.device.model import ChassisInventory, Eeprom, Fru, FruKind
from reinstate.device.slices import frus_of
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

# The two detailed forms of the inventory; a plan asks one of them.
DETAILED = (Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI)

_BOARDS = frozenset({FruKind.LINE_CARD, FruKind.ROUTING_ENGINE, FruKind.CONTROL_BOARD})


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the unit, with what the detailed inventory adds to the plain one.

    Attributes:
        model_number: FRU model number (order number); "" where neither form prints one.
        eeprom_at: the evidence item that the EEPROM's content comes from.
    """

    fru: Fru
    model_number: str
    clei_code: str
    eeprom: Eeprom | None
    evidence: tuple[EvidenceRef, ...]
    eeprom_at: Rpc = Rpc.INVENTORY_EXTENSIVE

    @property
    def subject(self) -> str:
        """The module's place in the unit."""
        return self.fru.place

    @property
    def named(self) -> str:
        """What a person calls it: order number, else description, else part number."""
        return self.model_number or self.fru.description or self.fru.part_number or "no name"

    @property
    def has_identity(self) -> bool:
        """Whether it says who it is: a part number or serial of its own."""
        return not self.fru.builtin and bool(self.fru.part_number or self.fru.serial_number)


def modules_of(case: Case, *kinds: FruKind) -> Iterator[Module]:
    """The unit's modules of these kinds (all where none is named), parents first."""
    for module in case.kept(_modules):
        if not kinds or module.fru.kind in kinds:
            yield module


def _modules(case: Case) -> tuple[Module, ...]:
    detailed = [(rpc, _by_path(case, rpc)) for rpc in DETAILED]
    return tuple(
        _module(fru, [(rpc, found[fru.path]) for rpc, found in detailed if fru.path in found])
        for fru in case.unit.walk()
    )


def _by_path(case: Case, rpc: Rpc) -> dict[tuple[str, ...], Fru]:
    inventory = case.known_or_none(rpc, ChassisInventory)
    if inventory is None:
        return {}
    return {fru.path: fru for top in frus_of(case.unit, inventory) for fru in top.walk()}


def _module(fru: Fru, detailed: Iterable[tuple[Rpc, Fru]]) -> Module:
    # A detailed form that shows another serial there speaks of another module; some print no serials.
    same = [(rpc, other) for rpc, other in detailed if other.serial_number in ("", fru.serial_number)]
    forms = [(Rpc.INVENTORY, fru), *same]
    eeprom_at, eeprom = next(
        ((rpc, one.eeprom) for rpc, one in forms if one.eeprom is not None), (Rpc.INVENTORY_EXTENSIVE, None)
    )
    return Module(
        fru,
        next((one.model_number for _, one in forms if one.model_number), ""),
        next((one.clei_code for _, one in forms if one.clei_code), ""),
        eeprom,
        tuple(EvidenceRef(rpc, one.xpath) for rpc, one in forms),
        eeprom_at,
    )


def is_the_box_itself(case: Case, fru: Fru) -> bool:
    """Whether a board of a fixed box is the box, so that its life and identity are the chassis' own."""
    if case.profile is None or case.profile.modular or fru.kind not in _BOARDS:
        return False
    same_model = case.unit.model_number and fru.model_number.upper() == case.unit.model_number.upper()
    same_serial = own_serial(fru.serial_number) and fru.serial_number == case.unit.serial_number
    return bool(fru.builtin or same_serial or same_model)


def serial_ref(case: Case) -> tuple[EvidenceRef, ...]:
    """Where the unit's serial stands; empty where it is unknown."""
    unit = case.unit
    return (EvidenceRef(unit.serial_item, unit.serial_xpath),) if unit.serial_item else ()


def or_passed(findings: Iterable[Finding], passed: Finding) -> Iterator[Finding]:
    """These findings, and the pass where none of them stands against it (open points and mere advice don't)."""
    clear = True
    for finding in findings:
        clear = clear and not _stands_against(finding, passed)
        yield finding
    if clear:
        yield passed


def _stands_against(finding: Finding, passed: Finding) -> bool:
    if finding.noted or finding.result is Result.PASS:
        return False
    return finding.gravity is passed.gravity or finding.gravity is not Gravity.ADVICE
