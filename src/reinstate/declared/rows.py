"""The form of a declared row: its columns, their types, and nothing else. Files and inventory variables share it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from reinstate.declared.kinds import (
    Attestation,
    AttestationKind,
    BenchPart,
    Claim,
    ClaimedModule,
    Entitlement,
    EntitlementAnswer,
    ExchangeRate,
    HoldEnd,
    HoldEnding,
    ModelValues,
    Money,
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


def _amounts(value: Any) -> Any:
    """``300``, or ``300-500`` and ``300 to 500`` for a range: the lowest and the highest amount."""
    if isinstance(value, int) and not isinstance(value, bool):
        return (value, value)
    if not isinstance(value, str) or not value.strip():
        return _none_if_empty(value)
    ends = [cells.dollars(end) for end in re.split(r"\s*(?:-|\N{EN DASH}|\bto\b)\s*", value.strip(), maxsplit=1)]
    return (ends[0], ends[-1])


def _lowest_first(ends: tuple[int, int] | None) -> tuple[int, int] | None:
    if ends is not None and ends[0] > ends[1]:
        raise cells.CellError("the lowest amount first", "exchange the two amounts")
    return ends


def _rate(value: Any) -> Any:
    """``1,0852`` is a rate as well; a comma before three digits can also group thousands, and is refused."""
    one_comma = isinstance(value, str) and re.fullmatch(r"\s*\d+,(\d{1,2}|\d{4,8})\s*", value)
    return value.replace(",", ".") if one_comma else value


def _currency(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


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
Dollars = Annotated[int | None, BeforeValidator(_dollars), Field(ge=0, le=cells.HIGHEST)]
Amounts = Annotated[
    tuple[Annotated[int, Field(ge=0, le=cells.HIGHEST)], Annotated[int, Field(ge=0, le=cells.HIGHEST)]] | None,
    BeforeValidator(_amounts),
    AfterValidator(_lowest_first),
]
Currency = Annotated[str, BeforeValidator(_currency), Field(pattern="^[A-Z]{3}$")]
OptionalCurrency = Annotated[str, BeforeValidator(_currency), Field(pattern="^([A-Z]{3})?$")]


class DeclaredRow(BaseModel):
    """One row, as a person writes it."""

    # Most runs have no more than one kind of table: what reads the others is not built.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    # Other headings of its columns, as people write them.
    headings: ClassVar[Mapping[str, str]] = MappingProxyType({})
    # Columns of dates on which something was observed or looked up.
    in_the_past: ClassVar[tuple[str, ...]] = ()


class MoneyRow(DeclaredRow):
    """The columns of values and costs, in whole units of one currency."""

    value: Dollars = Field(default=None, description="declared value; the value supported, if that is not stated")
    value_as_is: Dollars = Field(default=None, description="what the unit is worth today")
    value_supported: Dollars = Field(default=None, description="what it is worth once Juniper supports it")
    replacement_value: Dollars = Field(
        default=None, description="price of the cheapest alternative, certified pre-owned or new"
    )
    repair_cost: Amounts = Field(default=None, description="300, or 300-500")
    freight: Amounts = Field(default=None, description="300, or 300-500")
    currency: OptionalCurrency = Field(default="", description="of the amounts in the row, such as EUR; else USD")

    def money(self) -> Money:
        """The values and costs of the row."""
        stated = {one.name: getattr(self, one.name, None) for one in fields(Money)}
        return Money(**{name: value for name, value in stated.items() if value not in (None, "")})


class ClaimRow(MoneyRow):
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
    purchase_price: Dollars = Field(default=None, description="what the seller asks")
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
            money=self.money(),
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
        Literal[
            "registered-to-us",
            "registered-to-another",
            "unknown-to-the-maker",
            "returned-or-replaced",
            "reported-stolen",
        ],
        BeforeValidator(_hyphened),
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


class ModelValuesRow(MoneyRow):
    """Values and costs of every unit of one model."""

    headings = MappingProxyType({"product": "model", "sku": "model"})
    in_the_past = ("on",)

    model: Needed
    on: Annotated[date | None, BeforeValidator(_day)] = Field(default=None, description="date of the figures")
    says: Text = Field(default="", description="who states them, or where they come from")

    def model_values(self, source: str) -> ModelValues:
        """The values and costs."""
        return ModelValues(" ".join(self.model.split()).upper(), self.value, self.money(), self.on, self.says, source)


class ExchangeRateRow(DeclaredRow):
    """What one unit of a currency is worth in US dollars."""

    headings = MappingProxyType({"rate": "usd", "date": "on"})
    in_the_past = ("on",)

    currency: Currency
    usd: Annotated[Decimal, BeforeValidator(_rate), Field(gt=0, max_digits=12, decimal_places=8)] = Field(
        description="US dollars for one unit of the currency"
    )
    on: Day = Field(description="date of the rate, YYYY-MM-DD")
    says: Needed = Field(description="who states the rate")

    def exchange_rate(self, source: str) -> ExchangeRate:
        """The rate."""
        return ExchangeRate(self.currency, self.usd, self.on, self.says, source)
