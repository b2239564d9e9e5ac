"""Claim against found, for each seller and order: one file to send for each, and all of them together for the house.

What a seller is sent names no other unit, seller or person, and neither price nor customer of the buyer's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reinstate.checks.framework import shown
from reinstate.evidence.names import file_name
from reinstate.report.claim_comparison import Agreement, Comparison
from reinstate.report.documents.document import Batch, Document, SeparateFile
from reinstate.report.views.document_view import DocumentView
from reinstate.report.views.findings import Json, standing

# Domains whose findings speak of the unit itself. The others' may name people, other boxes, lists and places.
_OF_THE_UNIT = ("frus", "health", "licenses", "lifecycle", "software")
_WORDS = re.compile(r"\w[\w.~-]*\w|\w")
_DISPOSITIONS: Mapping[str, str] = {
    "reinstate": "Passes the inspection as it stands",
    "remediate": "Doesn't pass as it stands, and can be put right",
    "investigate": "Can't be told yet",
    "reject": "Not eligible for reinstatement under the maker's policy",
    "hold": "Set aside as it is until open questions are settled",
}


@dataclass(frozen=True)
class Delivered:
    """One unit that was claimed and presented."""

    unit: DocumentView
    names: Names

    @property
    def disposition(self) -> str:
        """What comes of it, in words that accuse nobody."""
        return _DISPOSITIONS[self.unit.disposition]

    @property
    def compared(self) -> Sequence[Comparison]:
        """Claim against found, point by point."""
        return self.unit.compared

    @property
    def differences(self) -> int:
        """How many points don't agree."""
        apart = (Agreement.DIFFERS, Agreement.MISSING, Agreement.UNEXPECTED)
        return sum(one.agreement in apart for one in self.compared)

    @property
    def untold(self) -> int:
        """How many points can't be told."""
        return sum(one.agreement is Agreement.UNKNOWN for one in self.compared)

    @property
    def found(self) -> Sequence[Json]:
        """What else stands in the way, as far as it speaks of this unit alone."""
        return [one for one in self._failed if self._own(one)]

    @property
    def others(self) -> int:
        """How many further points stand in the way that this report doesn't speak of."""
        return len(self._failed) - len(self.found)

    @cached_property
    def _failed(self) -> Sequence[Json]:
        return [
            one
            for one in standing(self.unit.record)
            if one["result"] == "fail" and not one["check"].startswith("claims.")
        ]

    def _own(self, finding: Json) -> bool:
        texts = (finding["subject"], self.unit.about(finding), finding["expected"], finding["actual"])
        return finding["check"].partition(".")[0] in _OF_THE_UNIT and not self.names.in_any(texts[1:])


@dataclass(frozen=True, slots=True)
class NotPresented:
    """A claim that no unit answers to, or several of which it can't be told which one is meant.

    Attributes:
        instead: the unit that reports another serial in its place; None where that can't be told.
        unread: boxes that told no serial, so that it may be one of them.
        several: how many units report its serial; 0 where none does.
    """

    claim: Json
    instead: DocumentView | None = None
    unread: int = 0
    several: int = 0


@dataclass(frozen=True)
class Order:
    """What one seller sent under one order."""

    seller: str
    order: str
    delivered: tuple[Delivered, ...]
    not_presented: tuple[NotPresented, ...]
    missing_known: bool

    @property
    def file(self) -> str:
        """Stem of its files; no name of seller, order or unit makes it another's."""
        return file_name(f"seller-report\0{self.seller}\0{self.order}")

    @property
    def differing(self) -> int:
        """Units of which a point doesn't agree."""
        return sum(bool(one.differences) for one in self.delivered)

    @property
    def fees(self) -> tuple[int, int | None]:
        """Together from and to, None where one end is open."""
        fees = [one.unit.record["fees"] for one in self.delivered]
        highs = [one["high"] for one in fees]
        return sum(one["low"] for one in fees), None if None in highs else sum(highs)


class Names:
    """Names and serials of the batch's units, to find out whether a text speaks of one of them."""

    def __init__(self, units: Iterable[DocumentView]) -> None:
        told = {
            name.casefold()
            for unit in units
            for name in (unit.name, unit.host, unit.record["unit"]["serial_number"])
            if name
        }
        self._words = frozenset(name for name in told if _WORDS.fullmatch(name))
        self._others = tuple(told - self._words)

    def in_any(self, texts: Iterable[str]) -> bool:
        """Whether one of the texts names a unit, its host or its serial."""
        folded = [text.casefold() for text in texts]
        if any(self._words.intersection(_WORDS.findall(text)) for text in folded):
            return True
        return any(name in text for name in self._others for text in folded)


class SellerReports(Document):
    """Its own file is for the house: it holds the data of several sellers. Each of its parts can be sent as it is."""

    name = "seller-reports"
    title = "Seller reports"
    purpose = "Claim against found, for each seller and order; each has a file of its own to send"

    def values(self, batch: Batch) -> Mapping[str, Any] | None:
        """Every order; None where nothing was claimed."""
        told = batch.summary.get("claims")
        claimed = [unit for unit in batch.units if unit.record["claim"]]
        broken = _broken(batch, told)
        if not claimed and not broken and not told:
            return None
        by_name = {unit.name: unit for unit in batch.units}
        strangers = (told or {}).get("not_claimed", ())
        joined = _joined(claimed)
        return {
            "orders": tuple(_orders(batch, joined, told, broken)),
            "broken": broken,
            "not_claimed": [by_name[name] for name in strangers if name in by_name],
            "doubtful": [unit for unit in claimed if unit not in joined.mine],
        }

    def parts(self, values: Mapping[str, Any]) -> Iterable[SeparateFile]:
        """A file for each order whose seller is named: without a name there is nobody to send it to."""
        for order in values["orders"]:
            if order.seller:
                yield SeparateFile(order.file, "seller-report", {"order": order, "complete": not values["broken"]})


def _broken(batch: Batch, told: Json | None) -> str:
    """Why the claims can't be relied on; "" where they can."""
    if told and told.get("broken"):
        return str(told["broken"])
    stated = (one for unit in batch.units for one in unit.record["declared"] if one["kind"] == "claims")
    return next((str(one["broken"]) for one in stated if one["broken"]), "")


@dataclass(frozen=True, slots=True)
class _Joined:
    """Units that are those of their claim beyond doubt, and claims that several units answer to, with their number."""

    mine: tuple[DocumentView, ...]
    shared: tuple[tuple[Json, int], ...]


def _joined(claimed: Sequence[DocumentView]) -> _Joined:
    """A serial on two boxes makes one of them somebody else's: the one at the claim's own place is the claim's."""
    by_serial: dict[str, list[DocumentView]] = {}
    for unit in claimed:
        by_serial.setdefault(unit.record["claim"]["serial"], []).append(unit)
    mine: list[DocumentView] = []
    shared: list[tuple[Json, int]] = []
    for units in by_serial.values():
        claim = units[0].record["claim"]
        here = [unit for unit in units if unit.host == claim["host"]] if len(units) > 1 else units
        if len(here) == 1:
            mine += here
        else:
            shared.append((claim, len(units)))
    return _Joined(tuple(mine), tuple(shared))


def _orders(batch: Batch, joined: _Joined, told: Json | None, broken: str) -> Iterator[Order]:
    names = Names(batch.units)
    found: dict[tuple[str, str], tuple[list[DocumentView], list[NotPresented]]] = {}
    for unit in joined.mine:
        found.setdefault(_key(unit.record["claim"]), ([], []))[0].append(unit)
    absent = [_not_presented(claim, batch.units) for claim in (told or {}).get("not_presented", ())]
    for one in (*absent, *(NotPresented(claim, several=number) for claim, number in joined.shared)):
        found.setdefault(_key(one.claim), ([], []))[1].append(one)
    for (seller, order), (units, lost) in sorted(found.items(), key=lambda one: (not one[0][0], one[0])):
        yield Order(
            seller,
            order,
            tuple(Delivered(unit, names) for unit in sorted(units, key=_by_serial)),
            tuple(sorted(lost, key=lambda one: one.claim["serial"])),
            missing_known=told is not None and not broken,
        )


def _key(claim: Json) -> tuple[str, str]:
    return claim["seller"], claim["order"]


def _by_serial(unit: DocumentView) -> tuple[str, str]:
    return unit.record["unit"]["serial_number"], unit.name


def _not_presented(claim: Json, units: Sequence[DocumentView]) -> NotPresented:
    instead = [unit for unit in units if claim["host"] and unit.host == claim["host"] and _expected(unit, claim)]
    unread = sum(not unit.record["unit"]["serial_number"] for unit in units)
    return NotPresented(claim, instead[0] if len(instead) == 1 else None, 0 if instead else unread)


def _expected(unit: DocumentView, claim: Json) -> bool:
    """Whether that unit reports another serial than this claim, and no other, says of its place. One that is claimed
    itself belongs to another order, which is nobody else's to read of."""
    return unit.record["claim"] is None and any(
        one["check"] == "claims.serial-agrees"
        and one["result"] == "fail"
        and one["hold"]
        and one["expected"] == shown(claim["serial"])
        for one in unit.record["findings"]
    )
