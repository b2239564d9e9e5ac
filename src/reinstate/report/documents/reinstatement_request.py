"""The request for reinstatement: what an authorized partner needs to know of the units that pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.report.documents.document import Batch, Document
from reinstate.report.documents.fee_totals import fees_of
from reinstate.report.documents.serialized_modules import serialized
from reinstate.report.views.document_view import DocumentView
from reinstate.report.views.findings import Json

_ENTITLEMENT = "identity.entitlement"


@dataclass(frozen=True, slots=True)
class ToFillIn:
    """Something that the request needs and that is not known.

    Attributes:
        what: what is missing.
        units: the units that it is missing for; empty where it is needed once for the request.
    """

    what: str
    units: tuple[DocumentView, ...] = ()


@dataclass(frozen=True)
class Requested:
    """One unit for which reinstatement is requested. Texts are "" where they are not known."""

    unit: DocumentView

    @property
    def sku(self) -> str:
        """Its FRU model number as the unit reports it."""
        return str(self.unit.record["unit"]["model_number"])

    @property
    def modules(self) -> Sequence[Json] | None:
        """Its modules with a serial number of their own; None where the inventory is not known."""
        return serialized(self.unit.record)

    def claimed(self, what: str) -> str:
        """What the claim states."""
        claim = self.unit.record["claim"]
        return str(claim[what]) if claim else ""

    @property
    def entitlement(self) -> str:
        """The answer of Juniper's entitlement records, with date and person; "" without a lookup."""
        found = (one for one in self.unit.record["findings"] if one["check"] == _ENTITLEMENT)
        return next((str(one["actual"]) for one in found if one["result"] == "pass"), "")

    @property
    def missing(self) -> Iterator[str]:
        """What the request needs for it and is not known."""
        record = self.unit.record
        needed = (
            ("SKU (the unit reports no FRU model number)", self.sku),
            ("serial number", record["unit"]["serial_number"]),
            ("installed release", self.unit.release),
            ("serial numbers of its modules (the inventory is not known)", self.modules is not None),
            ("installed licenses (the list is incomplete)", record["licenses"]["complete"]),
            ("entitlement lookup of its serial number (free; do it before you pay)", self.entitlement),
            ("end customer", self.claimed("end_customer")),
            ("installation address", self.claimed("installed_at")),
            ("contract level", self.claimed("contract_level")),
            ("proof of ownership", self.claimed("ownership")),
            # Neither the unit nor a claim states it: only the records of Juniper or the partner do.
            ("date since which no support contract covers it", ""),
        )
        return (what for what, known in needed if not known)


class ReinstatementRequest(Document):
    """It omits the price, the seller, and the declared value, which do not concern the partner."""

    name = "reinstatement-request"
    title = "Request for reinstatement"
    purpose = "Units that pass, with the data that an authorized partner needs, and the gaps to fill in"
    columns = (
        "unit",
        "item",
        "sku",
        "serial_number",
        "part_number",
        "description",
        "place",
        "release",
        "end_customer",
        "installed_at",
        "contract_level",
        "lapse_of_support",
        "entitlement",
        "ownership",
        "jcpo",
        "licenses",
        "fee_low",
        "fee_high",
        "fees_open",
        "to_be_filled_in",
    )

    def values(self, batch: Batch) -> Mapping[str, Any] | None:
        """The units that pass; None where none does."""
        requested = [Requested(unit) for unit in batch.units if unit.disposition == "reinstate"]
        if not requested:
            return None
        low, high = fees_of(one.unit for one in requested)
        return {
            "requested": requested,
            "to_fill_in": tuple(_to_fill_in(requested)),
            "low": low,
            "high": high,
            "serials": len(requested) + sum(len(one.modules or ()) for one in requested),
        }

    def rows(self, values: Mapping[str, Any]) -> Iterable[Sequence[object]]:
        """One row for each serial: the product first, then its modules. Only the product has fees."""
        for one in values["requested"]:
            yield _product(one)
            yield from (_module(one, module) for module in one.modules or ())


def _to_fill_in(requested: Sequence[Requested]) -> Iterator[ToFillIn]:
    """Each gap once, with the units that have it."""
    yield ToFillIn("requester (company, person, telephone, and email address)")
    gaps: dict[str, list[DocumentView]] = {}
    for one in requested:
        for what in one.missing:
            gaps.setdefault(what, []).append(one.unit)
    yield from (ToFillIn(what, tuple(units)) for what, units in gaps.items())


def _product(one: Requested) -> Sequence[object]:
    record = one.unit.record
    unit, fees = record["unit"], record["fees"]
    licenses = "; ".join(f"{each['sku'] or each['name']}: {each['action']}" for each in record["licenses"]["licenses"])
    return (
        one.unit.name,
        "product",
        one.sku,
        unit["serial_number"],
        unit["part_number"],
        unit["description"] or unit["model"],
        "",
        one.unit.release,
        one.claimed("end_customer"),
        one.claimed("installed_at"),
        one.claimed("contract_level"),
        "",
        one.entitlement,
        one.claimed("ownership"),
        one.claimed("jcpo"),
        licenses,
        fees["low"],
        fees["high"],
        "; ".join(fees["open"]),
        "; ".join(one.missing),
    )


def _module(one: Requested, module: Json) -> Sequence[object]:
    cells = (
        one.unit.name,
        "module",
        module["model_number"],
        module["serial_number"],
        module["part_number"],
        module["description"],
        module["place"],
    )
    return (*cells, *[""] * (len(ReinstatementRequest.columns) - len(cells)))
