"""One chassis with several records: which one counts, and what failed at its other addresses alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reinstate.report.views.findings import Json, counts


@dataclass(frozen=True, slots=True)
class Repeats:
    """The other records of the same chassis.

    Attributes:
        counting: the record that counts; None where it is this one, or is not at hand.
        others: where this one counts, those that do not.
    """

    counting: Json | None = None
    others: tuple[Json, ...] = ()


NO_REPEATS = Repeats()


def repeats_of(records: Iterable[Json]) -> Mapping[str, Repeats]:
    """By the name of the unit; units with one record are left out."""
    by_name = {_name(record): record for record in records}
    others: dict[str, list[Json]] = {}
    for record in by_name.values():
        if record["same_as"] in by_name:
            others.setdefault(record["same_as"], []).append(record)
    counted = {name: Repeats(others=tuple(found)) for name, found in others.items()}
    return counted | {
        _name(record): Repeats(counting=by_name[name]) for name, found in others.items() for record in found
    }


def failed_elsewhere(record: Json, others: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Each failure that counts and that only another address reports, with that address's record; each once."""
    known = {_key(record, one) for one in _failures(record)}
    for other in others:
        for finding in _failures(other):
            if (key := _key(other, finding)) not in known:
                known.add(key)
                yield other, finding


def _failures(record: Json) -> Iterator[Json]:
    return (one for one in record["findings"] if one["result"] == "fail" and counts(one))


def _key(record: Json, finding: Json) -> tuple[str, str]:
    """What a finding is about, whichever address it was found at."""
    subject = str(finding["subject"])
    return finding["check"], "" if subject == _name(record) else subject


def _name(record: Json) -> str:
    return str(record["unit"]["name"])
