"""One chassis at several addresses: members or consoles of one host, or a host that the inventory lists twice.

Each address has a record, so that no host is lost. One of them counts, the least favorable; the others name it, and
state no path to reinstatement of their own. What failed at any address failed on the chassis, so a failed record counts
before an inconclusive one: another login could only not see the failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reinstate.checks.framework.population import Population
from reinstate.decision.record import Record, ShortestPathPart
from reinstate.decision.verdict import Disposition, Verdict
from reinstate.device.same_box import Answer, compare
from reinstate.device.sightings import Sighting
from reinstate.device.units import own_serial

_LEAST_FAVORABLE = Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS
_DISPOSITIONS = tuple(Disposition)


def counted_once(records: Sequence[Record], population: Population) -> tuple[Record, ...]:
    """The records, in their order; ``same_as`` of each that does not count names the unit whose record does."""
    by_unit = {record.unit.name: record for record in records}
    counting: dict[str, str] = {}
    for group in _groups(population):
        known = [by_unit[unit] for unit in group if unit in by_unit]
        if len(known) > 1:
            first = min(known, key=_order)
            counting |= {one.unit.name: first.unit.name for one in known if one is not first}
    return tuple(
        _not_counted(record, counting[record.unit.name]) if record.unit.name in counting else record
        for record in records
    )


def _not_counted(record: Record, counting: str) -> Record:
    """The record of an address that does not count: what it reports stays, but nothing is requested for it."""
    way = record.shortest_path
    if way.state != "settled":
        way = _without_request(way, counting)
    return record.model_copy(update={"same_as": counting, "path": (), "shortest_path": way})


def _without_request(way: ShortestPathPart, counting: str) -> ShortestPathPart:
    """The steps that resolve a finding of this address; whether the chassis then passes is not told by it alone."""
    summary = f"The record of {counting} counts for this chassis: follow its steps."
    steps = tuple(step for step in way.steps if step.settles)
    if steps:
        summary += " Steps for the findings of this address alone:"
    state = way.state if steps else "settled"
    return way.model_copy(update={"state": state, "summary": summary, "steps": steps, "soonest": None})


def _order(record: Record) -> tuple[int, int, str, str]:
    place = _LEAST_FAVORABLE.index(record.verdict), _DISPOSITIONS.index(record.disposition)
    return *place, record.unit.host, record.unit.name


def _groups(population: Population) -> Iterable[list[str]]:
    """The units of each chassis that has several."""
    serials = dict.fromkeys(one.serial_number.upper() for one in population.sightings if own_serial(one.serial_number))
    for serial in serials:
        yield from _same(population.with_serial(serial))


def _same(sightings: Sequence[Sighting]) -> list[list[str]]:
    """Sightings of one serial number, by chassis: each is compared with the first of every chassis so far."""
    boxes: list[list[Sighting]] = []
    for one in sightings:
        own = next((box for box in boxes if compare(box[0], one).answer is Answer.SAME), None)
        if own is None:
            boxes.append([one])
        else:
            own.append(one)
    return [[one.unit for one in box] for box in boxes if len(box) > 1]
