"""What several checks read of a unit and its modules: model numbers, places, whether a module is the chassis itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from reinstate.checks.framework import Case, EvidenceRef, Finding, Gravity, Result
from reinstate.device.model import ChassisInventory, Eeprom, Fru, FruKind
from reinstate.device.unit_rows import frus_of
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

# The two detailed forms of the inventory; a plan requests one of them.
DETAILED = (Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI)
_BOARDS = frozenset({FruKind.LINE_CARD, FruKind.ROUTING_ENGINE, FruKind.CONTROL_BOARD})


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the unit, with what the detailed inventory adds to the plain one.

    Attributes:
        model_number: FRU model number; "" where neither form prints one.
        forms: the module in every form of the inventory that shows it, the plain one first.
        eeprom_at: the evidence item that the EEPROM's content comes from.
    """

    fru: Fru
    model_number: str
    clei_code: str
    eeprom: Eeprom | None
    forms: tuple[tuple[Rpc, Fru], ...]
    eeprom_at: Rpc = Rpc.INVENTORY_EXTENSIVE

    @property
    def evidence(self) -> tuple[EvidenceRef, ...]:
        """The place of the module in the evidence."""
        return tuple(EvidenceRef(rpc, form.xpath) for rpc, form in self.forms)

    @property
    def subject(self) -> str:
        """The module's place in the unit."""
        return self.fru.place

    @property
    def named(self) -> str:
        """What a person calls it: FRU model number, else description, else part number."""
        return self.model_number or self.fru.description or self.fru.part_number or "no name"

    @property
    def has_identity(self) -> bool:
        """Whether the module reports an identity: a part number or serial number of its own."""
        return not self.fru.builtin and bool(self.fru.part_number or self.fru.serial_number)


def modules_of(case: Case, *kinds: FruKind) -> Iterator[Module]:
    """The unit's modules of these kinds (all where none is named), parents first."""
    modules = case.kept(_modules)
    return iter(modules) if not kinds else (module for module in modules if module.fru.kind in kinds)


def _modules(case: Case) -> tuple[Module, ...]:
    detailed = [(rpc, found) for rpc in DETAILED if (found := _by_path(case, rpc))]
    return tuple(_module(fru, detailed) for fru in case.unit.walk())


def _by_path(case: Case, rpc: Rpc) -> dict[tuple[str, ...], Fru]:
    inventory = case.known_or_none(rpc, ChassisInventory)
    if inventory is None:
        return {}
    return {fru.path: fru for top in frus_of(case.unit, inventory) for fru in top.walk()}


def _module(fru: Fru, detailed: list[tuple[Rpc, dict[tuple[str, ...], Fru]]]) -> Module:
    model_number, clei_code, eeprom, eeprom_at = fru.model_number, fru.clei_code, fru.eeprom, _EXTENSIVE
    forms = [(_PLAIN, fru)]
    for rpc, found in detailed:
        other = found.get(fru.path)
        # A detailed form with another serial number there is about another module; some print no serial numbers.
        if other is None or other.serial_number not in ("", fru.serial_number):
            continue
        forms.append((rpc, other))
        model_number, clei_code = model_number or other.model_number, clei_code or other.clei_code
        if eeprom is None and other.eeprom is not None:
            eeprom, eeprom_at = other.eeprom, rpc
    return Module(fru, model_number, clei_code, eeprom, tuple(forms), _PLAIN if fru.eeprom is not None else eeprom_at)


_PLAIN, _EXTENSIVE = Rpc.INVENTORY, Rpc.INVENTORY_EXTENSIVE


def is_the_box_itself(case: Case, fru: Fru) -> bool:
    """Whether a board of a fixed-configuration chassis is the chassis: its lifecycle and identity are the same."""
    if case.profile is None or case.profile.modular or fru.kind not in _BOARDS:
        return False
    same_model = case.unit.model_number and fru.model_number.upper() == case.unit.model_number.upper()
    same_serial = own_serial(fru.serial_number) and fru.serial_number == case.unit.serial_number
    return bool(fru.builtin or same_serial or same_model)


def is_odm(case: Case) -> bool:
    """Whether another manufacturer builds the product, so that power supplies and serial numbers are that one's."""
    globs = case.profile.odm if case.profile else ()
    return any(fnmatchcase(case.unit.model.lower(), glob) for glob in globs)


def serial_ref(case: Case) -> tuple[EvidenceRef, ...]:
    """The place of the unit's serial number in the evidence; empty where it is unknown."""
    unit = case.unit
    return (EvidenceRef(unit.serial_item, unit.serial_xpath),) if unit.serial_item else ()


def or_passed(findings: Iterable[Finding], passed: Finding) -> Iterator[Finding]:
    """These findings, and the pass unless one of them prevents it (open items and advice do not)."""
    clear = True
    for finding in findings:
        clear = clear and not _prevents(finding, passed)
        yield finding
    if clear:
        yield passed


def _prevents(finding: Finding, passed: Finding) -> bool:
    if finding.noted or finding.result is Result.PASS:
        return False
    return finding.gravity is passed.gravity or finding.gravity is not Gravity.ADVICE
