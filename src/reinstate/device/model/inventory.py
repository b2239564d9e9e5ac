"""The chassis and its field-replaceable units, as the inventory lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class FruKind(StrEnum):
    """What a module of the inventory is, by its name and place."""

    MIDPLANE = "midplane"
    ROUTING_ENGINE = "routing-engine"
    CONTROL_BOARD = "control-board"  # CB, SCB, FEB
    FABRIC_BOARD = "fabric-board"  # SFB, SIB
    LINE_CARD = "line-card"  # FPC, DPC, MPC, and the FPC of a fixed-configuration chassis
    MIC = "mic"
    PIC = "pic"
    POWER_SUPPLY = "power-supply"
    POWER_DISTRIBUTION = "power-distribution"  # PDM, PDU
    FAN = "fan"
    FRONT_PANEL = "front-panel"  # FPM, craft interface
    TRANSCEIVER = "transceiver"
    CPU = "cpu"
    STORAGE = "storage"  # disks and USB of a routing engine
    MEMORY = "memory"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Eeprom:
    """``i2c-information`` of a module, as printed by ``extensive``; "" where an element is missing.

    ``raw`` holds the i2c-data bytes in order (empty where none were printed); ``undecoded`` says that bytes were
    printed in a form that cannot be decoded.
    """

    jedec_code: str
    eeprom_version: str
    assembly_id: str
    assembly_version: str
    revision: str
    part_number: str
    serial_number: str
    assembly_flags: str
    manufacture_date: str
    board_information_record: str
    clei_code: str
    model_number: str
    raw: bytes = b""
    xpath: str = ""
    undecoded: bool = False


@dataclass(frozen=True, slots=True)
class Fru:
    """One module of the inventory tree.

    Attributes:
        path: names from the chassis down, e.g. ``("FPC 0", "PIC 1", "Xcvr 3")``.
        version: revision as printed (``REV 05``, ``Rev 11``, ``REV``, garbage of a third-party optic).
    """

    path: tuple[str, ...]
    kind: FruKind
    description: str = ""
    version: str = ""
    part_number: str = ""
    serial_number: str = ""
    model_number: str = ""
    clei_code: str = ""
    eeprom: Eeprom | None = None
    children: tuple[Fru, ...] = ()
    xpath: str = ""

    @property
    def name(self) -> str:
        """The module's own name, e.g. ``Xcvr 3``."""
        return self.path[-1]

    @property
    def place(self) -> str:
        """The whole path for people, e.g. ``FPC 0 / PIC 1 / Xcvr 3``."""
        return " / ".join(self.path)

    @property
    def builtin(self) -> bool:
        """Whether its identity lives in its parent."""
        return self.part_number == "BUILTIN" or self.serial_number == "BUILTIN"

    def walk(self) -> Iterator[Fru]:
        """The module and everything below it, parents first."""
        return walk((self,))


def walk(frus: tuple[Fru, ...]) -> Iterator[Fru]:
    """Every unit of these and below them, parents first."""
    found: list[Fru] = []
    waiting = list(reversed(frus))
    while waiting:  # a full chassis is walked by every check: a generator would be resumed for each of its modules
        fru = waiting.pop()
        found += (fru,)
        if fru.children:
            waiting += reversed(fru.children)
    return iter(found)


@dataclass(frozen=True, slots=True)
class Chassis:
    """One ``chassis`` of the inventory (a cluster has two, a virtual chassis one with members as FPCs)."""

    engine: str
    name: str
    description: str
    serial_number: str
    frus: tuple[Fru, ...]
    part_number: str = ""
    version: str = ""
    model_number: str = ""
    clei_code: str = ""
    eeprom: Eeprom | None = None
    xpath: str = ""

    def walk(self) -> Iterator[Fru]:
        """Every module, parents first."""
        return walk(self.frus)


@dataclass(frozen=True, slots=True)
class ChassisInventory:
    """``get-chassis-inventory`` in any of its forms."""

    chassis: tuple[Chassis, ...]


@dataclass(frozen=True, slots=True)
class MacAddresses:
    """``get-chassis-mac-addresses``: base addresses by engine or FPC, lower case with colons."""

    bases: tuple[tuple[str, str, int | None], ...]  # (engine or FPC name, base address, count)
