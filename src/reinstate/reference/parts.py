"""Parts: the product behind a part number, or behind an assembly id in an EEPROM."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.reference.set_files import Table


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the part-number table; a part number can have several.

    Attributes:
        description: as devices print it; "" if only the SKU is known.
        model_number: FRU model number or SKU; "" if unknown.
        clei_code: "" if unknown.
    """

    part_number: str
    description: str
    model_number: str
    clei_code: str
    source: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """The product behind an EEPROM's assembly id. ``confidence`` C: the product name has no written source."""

    assembly_id: str
    model: str
    confidence: str
    source: str


def parts_of(table: Table) -> dict[str, tuple[Part, ...]]:
    """The shipped rows by part number."""
    found: dict[str, tuple[Part, ...]] = {}
    for record in table.rows:
        number = record.text("part_number")
        part = Part(
            number,
            record.text("description", ""),
            record.text("model_number", ""),
            record.text("clei_code", ""),
            record.text("source"),
        )
        found[number] = (*found.get(number, ()), part)
    return found


def assemblies_of(table: Table) -> dict[str, tuple[Assembly, ...]]:
    """The shipped rows by assembly id."""
    found: dict[str, tuple[Assembly, ...]] = {}
    for record in table.rows:
        key = record.text("assembly_id")
        row = Assembly(key, record.text("model"), record.text("confidence"), record.text("source"))
        found[key] = (*found.get(key, ()), row)
    return found
