"""Claim against inspection, for each seller and order: one file to send for each, and an internal one with all.

A file for a seller names no other unit, seller, or person, and neither the buyer's price nor the end customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reinstate.checks.framework import shown
from reinstate.evidence.names import file_name
from reinstate.report.claim_comparison import Comparison
from reinstate.report.documents.document import Batch, Document, SeparateFile
from reinstate.report.documents.fee_totals import added_up
from reinstate.report.labels import SELLER_DISPOSITIONS, WITHOUT_FEES, Agreement
from reinstate.report.views.document_view import DocumentView
from reinstate.report.views.findings import Json, findings_that_prevent_a_pass

# Domains whose findings are about the unit itself. Others can name people, other units, lists, and locations.
_OF_THE_UNIT = ("frus", "health", "licenses", "lifecycle", "software")
_LICENSE = "P14"
_WORDS = re.compile(r"\w[\w.~-]*\w|\w")


@dataclass(frozen=True)
class Delivered:
    """One unit that was claimed and received."""

    unit: DocumentView
    names: Names

    @property
    def disposition(self) -> str:
        """Its disposition, in words that accuse nobody."""
        return SELLER_DISPOSITIONS[self.unit.disposition]

    @property
    def compared(self) -> Sequence[Comparison]:
        """Claim against inspection, point by point."""
        return self.unit.compared

    @property
    def differences(self) -> int:
        """How many points do not match."""
        return sum(one.is_mismatch for one in self.compared)

    @property
    def unknown(self) -> int:
        """How many points are unknown."""
        return sum(one.agreement is Agreement.UNKNOWN for one in self.compared)

    @property
    def without_fees(self) -> str:
        """Why no fee is due for it; "" where one may be."""
        return WITHOUT_FEES.get(self.unit.disposition, "")

    @property
    def fees(self) -> tuple[int, int | None]:
        """Its fees from and to, by what was claimed of it alone; None where there is no known upper limit.

        A license to buy counts where the claim includes it: what former owners left installed is no fault of a seller.
        """
        fees, claim = self.unit.record["fees"], self.unit.record["claim"] or {}
        claimed = {str(one).strip().upper() for one in claim.get("licenses", ())}
        lines = [one for one in fees["lines"] if one["clause"] != _LICENSE or one["sku"].upper() in claimed]
        others = [one for one in fees["lines"] if one not in lines]
        low = fees["low"] - sum(one["low"] or 0 for one in others)
        if fees["high"] is not None:
            return low, fees["high"] - sum(one["high"] for one in others)
        unlisted = [name for name in fees["open"] if not name.startswith(_LICENSE)]
        highs = [one["high"] for one in lines]
        return low, None if unlisted or None in highs else sum(highs)

    @property
    def found(self) -> Sequence[Json]:
        """The other failures that prevent a pass, as far as they are about this unit alone."""
        return [one for one in self._failed if self._own(one)]

    @property
    def others(self) -> int:
        """How many other failures prevent a pass that this report does not name."""
        return len(self._failed) - len(self.found)

    @cached_property
    def _failed(self) -> Sequence[Json]:
        own = [one for one in findings_that_prevent_a_pass(self.unit.record) if one["result"] == "fail"]
        elsewhere = [self._as_own(other.name, finding) for other, finding in self.unit.failed_elsewhere]
        return [one for one in (*own, *elsewhere) if not one["check"].startswith("claims.")]

    def _as_own(self, address: str, finding: Json) -> Json:
        """A failure that another address of the unit reports: a seller knows neither of the addresses."""
        return {**finding, "subject": self.unit.name} if finding["subject"] == address else finding

    def _own(self, finding: Json) -> bool:
        texts = (finding["subject"], self.unit.about(finding), finding["expected"], finding["actual"])
        return finding["check"].partition(".")[0] in _OF_THE_UNIT and not self.names.in_any(texts[1:])


@dataclass(frozen=True, slots=True)
class NotFound:
    """A claim without a unit of the batch, or with several units of which one is meant.

    Attributes:
        instead: the unit that reports a different serial number in its place; None where that is unknown.
        unread: how many units reported no serial number, so that it can be one of them.
        several: how many units report its serial number; 0 where none does.
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
    not_found: tuple[NotFound, ...]
    missing_known: bool

    @property
    def file(self) -> str:
        """Stem of its files, unique whatever the names of seller, order, or unit are."""
        return file_name(f"seller-report\0{self.seller}\0{self.order}")

    @property
    def claimed(self) -> int:
        """How many units were claimed, as far as it is known which were not found."""
        return len(self.delivered) + len(self.not_found)

    @property
    def differing(self) -> int:
        """How many units differ from the claim in at least one point."""
        return sum(bool(one.differences) for one in self.delivered)

    @property
    def payable(self) -> Sequence[Delivered]:
        """The units for which fees may be due."""
        return [one for one in self.delivered if not one.without_fees]

    @property
    def fees(self) -> tuple[int, int | None]:
        """Their total from and to; None where there is no known upper limit."""
        fees = [one.fees for one in self.payable]
        highs = [high for _, high in fees]
        return sum(low for low, _ in fees), None if None in highs else sum(high or 0 for high in highs)


class Names:
    """Names and serial numbers of the batch's units, to find out whether a text names one of them."""

    def __init__(self, units: Iterable[DocumentView]) -> None:
        names = {
            name.casefold()
            for unit in units
            for record in (unit.record, *unit.repeats.others)
            for name in (record["unit"]["name"], record["unit"]["host"], record["unit"]["serial_number"])
            if name
        }
        self._words = frozenset(name for name in names if _WORDS.fullmatch(name))
        self._others = tuple(names - self._words)

    def in_any(self, texts: Iterable[str]) -> bool:
        """Whether one of the texts names a unit, its host, or its serial number."""
        folded = [text.casefold() for text in texts]
        if any(self._words.intersection(_WORDS.findall(text)) for text in folded):
            return True
        return any(name in text for name in self._others for text in folded)


class SellerReports(Document):
    """Its own file is internal: it contains data of several sellers. Each separate file can be sent as it is."""

    name = "seller-reports"
    title = "Seller reports"
    purpose = "Claim against inspection, for each seller and order, with one file for each to send"

    def values(self, batch: Batch) -> Mapping[str, Any] | None:
        """Every order; None without claims."""
        account = batch.summary.get("claims")
        claimed = [unit for unit in batch.units if unit.record["claim"]]
        broken = _broken(batch, account)
        if not claimed and not broken and not account:
            return None
        by_name = {unit.name: unit for unit in batch.units}
        unclaimed = (account or {}).get("not_claimed", ())
        joined = _joined(claimed)
        orders = tuple(_orders(batch, joined, account, broken))
        return {
            "orders": orders,
            "fees": added_up(order.fees for order in orders),
            "broken": broken,
            "not_claimed": [by_name[name] for name in unclaimed if name in by_name],
            "doubtful": [unit for unit in claimed if unit not in joined.mine],
        }

    def parts(self, values: Mapping[str, Any]) -> Iterable[SeparateFile]:
        """A file for each order with a named seller: without a name it has no recipient."""
        for order in values["orders"]:
            if order.seller:
                yield SeparateFile(order.file, "seller-report", {"order": order, "complete": not values["broken"]})


def _broken(batch: Batch, account: Json | None) -> str:
    """Why the claims cannot be used; "" where they can."""
    if account and account.get("broken"):
        return str(account["broken"])
    stated = (one for unit in batch.units for one in unit.record["declared"] if one["kind"] == "claims")
    return next((str(one["broken"]) for one in stated if one["broken"]), "")


@dataclass(frozen=True, slots=True)
class _Joined:
    """Units that belong to their claim for certain, and claims whose serial number several units report."""

    mine: tuple[DocumentView, ...]
    shared: tuple[tuple[Json, int], ...]


def _joined(claimed: Sequence[DocumentView]) -> _Joined:
    """Of several units with one serial number, the claim belongs to the one at its own host."""
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


def _orders(batch: Batch, joined: _Joined, account: Json | None, broken: str) -> Iterator[Order]:
    names = Names(batch.units)
    found: dict[tuple[str, str], tuple[list[DocumentView], list[NotFound]]] = {}
    for unit in joined.mine:
        found.setdefault(_key(unit.record["claim"]), ([], []))[0].append(unit)
    absent = [_not_found(claim, batch.units) for claim in (account or {}).get("not_presented", ())]
    for one in (*absent, *(NotFound(claim, several=number) for claim, number in joined.shared)):
        found.setdefault(_key(one.claim), ([], []))[1].append(one)
    for (seller, order), (units, missing) in sorted(found.items(), key=lambda one: (not one[0][0], one[0])):
        yield Order(
            seller,
            order,
            tuple(Delivered(unit, names) for unit in sorted(units, key=_by_serial)),
            tuple(sorted(missing, key=lambda one: one.claim["serial"])),
            missing_known=account is not None and not broken,
        )


def _key(claim: Json) -> tuple[str, str]:
    return claim["seller"], claim["order"]


def _by_serial(unit: DocumentView) -> tuple[str, str]:
    return unit.record["unit"]["serial_number"], unit.name


def _not_found(claim: Json, units: Sequence[DocumentView]) -> NotFound:
    instead = [unit for unit in units if claim["host"] and unit.host == claim["host"] and _expected(unit, claim)]
    unread = sum(not unit.record["unit"]["serial_number"] for unit in units)
    return NotFound(claim, instead[0] if len(instead) == 1 else None, 0 if instead else unread)


def _expected(unit: DocumentView, claim: Json) -> bool:
    """Whether that unit reports a different serial number than this claim alone states for its host.

    A unit with a claim of its own belongs to another order, which this seller must not see.
    """
    return unit.record["claim"] is None and any(
        one["check"] == "claims.serial-agrees"
        and one["result"] == "fail"
        and one["hold"]
        and one["expected"] == shown(claim["serial"])
        for one in unit.record["findings"]
    )
