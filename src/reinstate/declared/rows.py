"""The form of a declared row: its columns, their types, and nothing else. Files and inventory variables share it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from reinstate.declared.kinds import (
    Attestation,
    AttestationKind,
    BenchPart,
    Claim,
    ClaimedModule,
    Entitlement,
    EntitlementAnswer,
    HoldEnd,
    HoldEnding,
    Stage,
)
from reinstate.tables import cells

_MODULE = re.compile(r"(?P<name>[^=]+?)\s*(?:=\s*(?P<serial>[^=\s]+)|\sx\s?(?P<count>\d{1,3}))?", re.IGNORECASE)
_SERIAL_HEADINGS = MappingProxyType(dict.fromkeys(("serial number", "serial no", "S/N"), "serial"))
_MOST_MODULES = 3_000  # the fullest chassis has some 2,500
_MOST_LICENSES = 500


def _text(value: Any) -> Any:
    """YAML reads a serial number of digits as a number."""
    folded = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    return " ".join(folded.split()) if isinstance(folded, str) else folded


def _serial(value: Any) -> str:
    text = _text(value)
    if not isinstance(text, str):
        raise cells.CellError(cells.A_SERIAL)
    return cells.serial(text)


def _several(value: Any) -> Any:
    """A cell holds several entries with semicolons between them; YAML may give a list."""
    if value is None or value == "":
        return []
    return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else value


def _hyphened(value: Any) -> Any:
    """``Registered to us`` is what people write for ``registered-to-us``."""
    return "-".join(value.lower().split()) if isinstance(value, str) else value


def _none_if_empty(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _stage(value: Any) -> Any:
    return _hyphened(_none_if_empty(value))


def _dollars(value: Any) -> Any:
    """``$1,200.00`` and ``1200`` are whole dollars; a fraction is not."""
    return cells.dollars(value) if isinstance(value, str) and value.strip() else _none_if_empty(value)


def _flag(value: Any) -> Any:
    return cells.flag(value) if isinstance(value, str) else value


def _day(value: Any) -> Any:
    return cells.day(value) if isinstance(value, str) else value


def _module(value: Any) -> Any:
    """``NAME``, ``NAME=SERIAL`` or ``NAME x2``."""
    if isinstance(value, ClaimedModule):
        return value
    text = _text(value)
    match = _MODULE.fullmatch(text) if isinstance(text, str) else None
    if match is None or len(text) > 200:
        raise ValueError("a module as NAME, NAME=SERIAL or NAME x2")
    serial = _serial(match["serial"]) if match["serial"] else ""
    return ClaimedModule(match["name"].upper(), serial, int(match["count"] or 1))


Text = Annotated[str, BeforeValidator(_text), Field(max_length=500)]
Needed = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=500)]
Serial = Annotated[str, BeforeValidator(_serial)]
OptionalSerial = Annotated[str, BeforeValidator(lambda value: value if value in ("", None) else _serial(value))]
Day = Annotated[date, BeforeValidator(_day)]


class DeclaredRow(BaseModel):
    """One row, as a person writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    # Other headings of its columns, as people write them.
    headings: ClassVar[Mapping[str, str]] = MappingProxyType({})
    # Columns of dates on which something was observed or looked up.
    in_the_past: ClassVar[tuple[str, ...]] = ()


class ClaimRow(DeclaredRow):
    """One unit of a claims file, or the inventory variable ``reinstate_claim``."""

    headings = MappingProxyType(
        {
            **_SERIAL_HEADINGS,
            "further serial numbers": "further_serials",
            "order number": "order",
            "order no": "order",
            "declared value": "value",
            "value (USD)": "value",
            "licenses": "licenses",
        }
    )

    serial: Serial = Field(description="the serial number on the label")
    host: Text = Field(default="", description="inventory name of the host to which the unit is cabled")
    further_serials: Annotated[list[Serial], BeforeValidator(_several)] = Field(
        default_factory=list, max_length=100, description="other serial numbers of the unit"
    )
    seller: Text = ""
    order: Text = ""
    lot: Text = ""
    model: Text = ""
    condition: Text = ""
    modules: Annotated[list[Annotated[ClaimedModule, BeforeValidator(_module)]], BeforeValidator(_several)] = Field(
        default_factory=list,
        max_length=_MOST_MODULES,
        description="NAME, NAME=SERIAL or NAME x2, with semicolons between them",
    )
    licenses: Annotated[list[Needed], BeforeValidator(_several)] = Field(
        default_factory=list, max_length=_MOST_LICENSES, description="SKUs, with semicolons between them"
    )
    value: Annotated[
        int | None, BeforeValidator(_dollars), Field(ge=0, le=cells.HIGHEST, description="declared value, whole USD")
    ] = None
    fed_supplies: Annotated[int | None, BeforeValidator(_none_if_empty), Field(ge=0, le=32)] = None
    stage: Annotated[Literal["as-received", "prepared", "reimaged"] | None, BeforeValidator(_stage)] = None
    ownership: Text = ""
    jcpo: Text = ""
    rack: Text = ""
    position: Text = ""
    end_customer: Text = ""
    installed_at: Text = ""
    contract_level: Text = ""

    def claim(self, source: str) -> Claim:
        """The claim that the row makes."""
        return Claim(
            **{name: getattr(self, name) for name in _CLAIM_TEXTS},
            further_serials=tuple(self.further_serials),
            modules=tuple(self.modules),
            licenses=tuple(self.licenses),
            value=self.value,
            fed_supplies=self.fed_supplies,
            stage=None if self.stage is None else Stage(self.stage),
            source=source,
        )


_CLAIM_TEXTS = (
    "serial",
    "host",
    "seller",
    "order",
    "lot",
    "model",
    "condition",
    "ownership",
    "jcpo",
    "rack",
    "position",
    "end_customer",
    "installed_at",
    "contract_level",
)


class EntitlementRow(DeclaredRow):
    """One lookup of a serial number in Juniper's records."""

    headings = _SERIAL_HEADINGS
    in_the_past = ("on",)

    serial: Serial
    answer: Annotated[
        Literal["registered-to-us", "registered-to-another", "unknown-to-the-maker"], BeforeValidator(_hyphened)
    ]
    on: Day = Field(description="date of the lookup, YYYY-MM-DD")
    asked_by: Needed
    note: Text = ""

    def entitlement(self, source: str) -> Entitlement:
        """The answer in the row."""
        return Entitlement(self.serial, EntitlementAnswer(self.answer), self.on, self.asked_by, self.note, source)


class AttestationRow(DeclaredRow):
    """One statement of a named person."""

    headings = _SERIAL_HEADINGS
    in_the_past = ("on",)

    serial: OptionalSerial = ""
    model: Text = ""
    kind: Annotated[
        Literal["condition", "label", "ports", "post", "lifecycle-confirmation"], BeforeValidator(_hyphened)
    ]
    by: Needed
    on: Day
    holds: Annotated[bool, BeforeValidator(_flag)]
    says: Text = ""
    reads: OptionalSerial = ""
    files: Annotated[list[Needed], BeforeValidator(_several)] = Field(default_factory=list, max_length=100)

    @model_validator(mode="after")
    def _names_its_subject(self) -> AttestationRow:
        if self.kind != "lifecycle-confirmation" and not self.serial:
            raise ValueError(f"the serial number of the unit, for kind {self.kind}")
        if not self.serial and not self.model:
            raise ValueError("a serial number or a model")
        if self.kind == "label" and not self.reads:
            raise ValueError("in reads, the serial number that the label shows")
        return self

    def attestation(self, source: str) -> Attestation:
        """The statement, its files still to be attached."""
        return Attestation(
            self.serial,
            AttestationKind(self.kind),
            self.by,
            self.on,
            self.holds,
            self.says,
            self.reads,
            self.model.upper(),
            (),
            source,
        )


class HoldEndRow(DeclaredRow):
    """One decision of a named person that ends a hold."""

    headings = _SERIAL_HEADINGS
    in_the_past = ("on",)

    serial: Serial
    how: Annotated[Literal["released", "confirmed-bad", "closed"], BeforeValidator(_hyphened)]
    by: Needed = Field(description="the person who decided it")
    on: Day
    reason: Needed
    box: Text = Field(default="", description="a base MAC address or fixed-board serial number of the chassis meant")
    explains: Text = Field(
        default="", description="for a release: the id of the hold, or the earlier run in which it began"
    )
    twin: Text = Field(default="", description="for a release: the box of the chassis that is confirmed bad")
    evidence: Text = ""
    files: Annotated[list[Needed], BeforeValidator(_several)] = Field(default_factory=list, max_length=100)

    @model_validator(mode="after")
    def _is_founded(self) -> HoldEndRow:
        if not self.evidence and not self.files:
            raise ValueError("evidence, or files")
        if self.how == "released" and not self.explains and not self.twin:
            raise ValueError("for a release, what it explains: the id of the hold, the earlier run, or the twin")
        if self.how != "released" and (self.explains or self.twin):
            raise ValueError("explains and twin only for a release")
        return self

    def hold_end(self, source: str) -> HoldEnd:
        """The decision, its files still to be attached."""
        return HoldEnd(
            self.serial,
            HoldEnding(self.how),
            self.by,
            self.on,
            self.reason,
            self.box.lower(),
            self.explains,
            self.twin.lower(),
            self.evidence,
            source=source,
        )


class BenchPartRow(DeclaredRow):
    """One part of the bench."""

    headings = MappingProxyType({**_SERIAL_HEADINGS, "part": "part_number", "part no": "part_number"})

    part_number: Needed
    serial: Serial

    def bench_part(self, source: str) -> BenchPart:
        """The part."""
        return BenchPart(self.part_number.upper(), self.serial, source)
