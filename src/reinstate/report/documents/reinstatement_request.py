"""The request for reinstatement: what an authorized partner needs of the units that pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.report.documents.document import Batch, Document
from reinstate.report.documents.serialized_modules import serialized
from reinstate.report.views.document_view import DocumentView
from reinstate.report.views.findings import Json

_ENTITLEMENT = "identity.entitlement"


@dataclass(frozen=True, slots=True)
class ToFillIn:
    """Something that the request needs and nobody stated yet.

    Attributes:
        what: what is missing.
        units: the units that it is missing for; empty where it is asked once for the request.
    """

    what: str
    units: tuple[DocumentView, ...] = ()


@dataclass(frozen=True)
class Requested:
    """One unit that reinstatement is requested for. Texts are "" where nobody stated them."""

    unit: DocumentView

    @property
    def sku(self) -> str:
        """Its order number as the unit tells it."""
        return str(self.unit.record["unit"]["model_number"])

    @property
    def modules(self) -> Sequence[Json] | None:
        """Its modules with a serial of their own; None where the inventory isn't known."""
        return serialized(self.unit.record)

    def claimed(self, what: str) -> str:
        """What the claim says of it."""
        claim = self.unit.record["claim"]
        return str(claim[what]) if claim else ""

    @property
    def entitlement(self) -> str:
        """What the maker's records answered, who asked and when; "" where nobody did."""
        found = (one for one in self.unit.record["findings"] if one["check"] == _ENTITLEMENT)
        return next((str(one["actual"]) for one in found if one["result"] == "pass"), "")

    @property
    def missing(self) -> Iterator[str]:
        """What the request needs of it and isn't known."""
        record = self.unit.record
        needed = (
            ("SKU (its order number; the unit tells none)", self.sku),
            ("serial number", record["unit"]["serial_number"]),
            ("installed release", self.unit.release),
            ("serials of its modules (its inventory isn't known)", self.modules is not None),
            ("licenses installed on it (not all of them are known)", record["licenses"]["complete"]),
            ("answer of the maker's records for its serial (free; before anything is paid)", self.entitlement),
            ("end customer", self.claimed("end_customer")),
            ("address where it is installed", self.claimed("installed_at")),
            ("contract level", self.claimed("contract_level")),
            ("papers of ownership", self.claimed("ownership")),
            # Neither the unit nor a claim can tell it: only the maker's or the partner's records do.
            ("lapse of support: since when no contract covers it", ""),
        )
        return (what for what, told in needed if not told)


class ReinstatementRequest(Document):
    """Holds nothing of what was paid, to whom, or what the unit is worth: that is no business of the partner's."""

    name = "reinstatement-request"
    title = "Request for reinstatement"
    purpose = "Units that pass, with all that an authorized partner needs, and what is still to be filled in"
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
        highs = [one.unit.record["fees"]["high"] for one in requested]
        return {
            "requested": requested,
            "to_fill_in": tuple(_to_fill_in(requested)),
            "low": sum(one.unit.record["fees"]["low"] for one in requested),
            "high": None if None in highs else sum(highs),
        }

    def rows(self, values: Mapping[str, Any]) -> Iterable[Sequence[object]]:
        """One row for each serial: the product first, then its modules. Fees stand at the product alone."""
        for one in values["requested"]:
            yield _product(one)
            yield from (_module(one, module) for module in one.modules or ())


def _to_fill_in(requested: Sequence[Requested]) -> Iterator[ToFillIn]:
    """Each gap once, with the units that have it."""
    yield ToFillIn("requester (company, person, telephone and mail address)")
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
    told = (
        one.unit.name,
        "module",
        module["model_number"],
        module["serial_number"],
        module["part_number"],
        module["description"],
        module["place"],
    )
    return (*told, *[""] * (len(ReinstatementRequest.columns) - len(told)))
