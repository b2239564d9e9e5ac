"""A host's whole evidence, and the units that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reinstate.device.model.inventory import Fru, walk
from reinstate.device.model.search import Found, Search
from reinstate.device.reading import Reading, Unknown, unknown_because
from reinstate.plan.requests import Rpc


@dataclass(frozen=True, slots=True)
class Device:
    """One host's evidence, read.

    Attributes:
        readings: one entry for every catalog id.
        found: what the policy's searches found; nothing where none was made.
    """

    host: str
    readings: Mapping[Rpc, Reading[object]] = field(default_factory=dict)
    found: Mapping[Search, Reading[Found]] = field(default_factory=dict)

    def reading(self, rpc: Rpc) -> Reading[object]:
        """What that item gave; Unknown with status ``not-asked`` where it is in no plan and no bundle."""
        return self.readings.get(rpc) or unknown_because(rpc, "not-asked")

    def searched(self, search: Search) -> Reading[Found]:
        """What that search found; Unknown where the item is, and where no search ran."""
        reading = self.reading(search.item)
        if search in self.found:
            return self.found[search]
        if isinstance(reading, Unknown):
            return reading
        return Unknown(search.item, "not-asked", f"the reply to {search.item} was not searched for {search.xpath}")


@dataclass(frozen=True, slots=True)
class Unit:
    """One product with one chassis serial number. What is evaluated.

    Attributes:
        name: ``<host>`` or ``<host>.<member>``.
        member: ``fpc2``, ``node1``, or "" where the host holds one unit.
        serial_number: "" where unknown.
        serial_item, serial_xpath: the place of the serial number in the evidence.
        model: product model as the software states it, lower case (``ex4400-48p``); "" where unknown.
        description: chassis description of the inventory.
        engines: ``engine`` names whose rows belong to this unit; None means all.
        fpc_slots: FPC slots that belong to this unit; None means all.
        frus: module trees that belong to this unit.
        present: False for a virtual-chassis member or node that is known but not there.
        bench_parts: module trees in the chassis that belong to the bench, and not to this unit.
    """

    host: str
    name: str
    member: str = ""
    serial_number: str = ""
    serial_item: str = ""
    serial_xpath: str = ""
    model: str = ""
    description: str = ""
    part_number: str = ""
    model_number: str = ""
    clei_code: str = ""
    engines: frozenset[str] | None = None
    fpc_slots: frozenset[int] | None = None
    frus: tuple[Fru, ...] = ()
    present: bool = True
    bench_parts: tuple[Fru, ...] = ()

    def walk(self) -> Iterator[Fru]:
        """Every module of the unit, parents first."""
        return walk(self.frus)

    def owns_engine(self, engine: str) -> bool:
        """Whether a row that came under that ``re-name`` is about this unit."""
        return self.engines is None or engine == "" or engine in self.engines
