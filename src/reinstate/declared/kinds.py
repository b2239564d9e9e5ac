"""The declared inputs of a batch, checked and frozen. People state them; the evidence is separate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeVar


class Stage(StrEnum):
    """What was done to the device before the inspection."""

    AS_RECEIVED = "as-received"
    PREPARED = "prepared"
    REIMAGED = "reimaged"


class _Keyed(Protocol):
    @property
    def serial(self) -> str: ...


Row = TypeVar("Row", bound=_Keyed)


@dataclass(frozen=True, slots=True)
class ClaimedModule:
    """A module that should be in the unit: its name (SKU, model, or part number), how many, or its serial."""

    name: str
    serial: str = ""
    count: int = 1

    @property
    def wanted(self) -> str:
        """The claimed module in words."""
        return f"{self.name} with serial number {self.serial}" if self.serial else f"{self.name} x{self.count}"


@dataclass(frozen=True, slots=True)
class Money:
    """What somebody declared of values and costs, in whole units of ``currency``. None where nothing is declared.

    Attributes:
        value_as_is, value_supported: what the unit is worth today, and once Juniper supports it.
        replacement_value: the price of the cheapest alternative, certified pre-owned or new.
        repair_cost, freight: from and to.
        purchase_price: what the seller asks; it counts before the purchase only.
        currency: an ISO 4217 code.
    """

    value_as_is: int | None = None
    value_supported: int | None = None
    replacement_value: int | None = None
    repair_cost: tuple[int, int] | None = None
    freight: tuple[int, int] | None = None
    purchase_price: int | None = None
    currency: str = "USD"


NO_MONEY = Money()


@dataclass(frozen=True, slots=True)
class Claim:
    """The statements of seller, label, and papers about one unit. "" and None where nothing is claimed.

    Attributes:
        serial: the serial number on the label, upper case; the claim is joined to the unit that reports it.
        host: inventory name of the host to which the unit is cabled.
        further_serials: other serial numbers of the unit (of a second label, of a midplane), upper case.
        model: the claimed model.
        modules, licenses: what the seller includes, as stated.
        value: declared value, in whole units of the currency of ``money``; taken for the value supported where that is
            not stated.
        money: other declared values and costs.
        fed_supplies: number of power supplies with input power; None leaves it to the policy.
        stage: what was done to the device; None leaves it to the policy.
        ownership, jcpo: the proof of ownership; the Certified Pre-Owned papers.
        contract_level: the support level to buy.
        source: the origin of the claim, ``claims.csv, line 3`` or ``inventory of sw-1``.
        unknown_host: the stated host, where the inventory has none of that name; ``host`` is empty then.
    """

    serial: str
    host: str = ""
    further_serials: tuple[str, ...] = ()
    seller: str = ""
    order: str = ""
    lot: str = ""
    model: str = ""
    condition: str = ""
    modules: tuple[ClaimedModule, ...] = ()
    licenses: tuple[str, ...] = ()
    value: int | None = None
    money: Money = NO_MONEY
    fed_supplies: int | None = None
    stage: Stage | None = None
    ownership: str = ""
    jcpo: str = ""
    rack: str = ""
    position: str = ""
    end_customer: str = ""
    installed_at: str = ""
    contract_level: str = ""
    source: str = ""
    unknown_host: str = ""

    @property
    def stated_host(self) -> str:
        """The stated host, known or not."""
        return self.host or self.unknown_host

    @property
    def serials(self) -> tuple[str, ...]:
        """Every serial number that the unit can report."""
        return (self.serial, *self.further_serials)


class EntitlementAnswer(StrEnum):
    """The answer of Juniper's entitlement records about a serial number."""

    OURS = "registered-to-us"
    ANOTHER = "registered-to-another"
    UNKNOWN = "unknown-to-the-maker"
    RETURNED = "returned-or-replaced"  # Juniper took it back, or replaced it: it cannot be registered again
    STOLEN = "reported-stolen"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One dated lookup of a serial number, by a person or a partner."""

    serial: str
    answer: EntitlementAnswer
    on: date
    asked_by: str
    note: str = ""
    source: str = ""


class AttestationKind(StrEnum):
    """What a person attests."""

    CONDITION = "condition"  # no visible damage
    LABEL = "label"  # the serial number on the label, which ``reads`` states
    PORTS = "ports"  # the ports were tested
    POST = "post"  # the power-on self-test was watched on the console
    LIFECYCLE = "lifecycle-confirmation"  # a written confirmation that the product can be reinstated


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A photo, scan, or letter: its name, its sha256, and the damage of the run's copy, "" if it is intact."""

    name: str
    sha256: str
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """One statement of a named person.

    Attributes:
        holds: whether the statement of that kind is true.
        reads: for a label, the serial number that it shows.
        model: for a lifecycle confirmation, the model; it then applies to each unit of that model.
    """

    serial: str
    kind: AttestationKind
    by: str
    on: date
    holds: bool
    says: str = ""
    reads: str = ""
    model: str = ""
    files: tuple[AttachedFile, ...] = ()
    source: str = ""

    @property
    def damage(self) -> str:
        """Why the attestation cannot be used; "" where it can."""
        return "; ".join(f"{file.name}: {file.damage}" for file in self.files if file.damage)


class HoldEnding(StrEnum):
    """How a hold ends. There is no other way."""

    RELEASED = "released"  # one contradiction is explained; a new one holds again
    CONFIRMED_BAD = "confirmed-bad"  # rejected for good; its twin can be released by reference to it
    CLOSED = "closed"  # returned, seized, or destroyed: never good, and a hold if it is presented again


@dataclass(frozen=True, slots=True)
class HoldEnd:
    """One decision of a named person that ends a hold.

    Attributes:
        box: a base MAC address, or the serial number of a fixed board, of the chassis that is meant, where several
            report the serial number; "" is each of them.
        explains: what a release explains: the id of a hold, or the run that it is since.
        twin: the ``box`` of the chassis that is confirmed bad, on which a release rests.
        evidence: what the decision is based on, beside the files.
    """

    serial: str
    how: HoldEnding
    by: str
    on: date
    reason: str
    box: str = ""
    explains: str = ""
    twin: str = ""
    evidence: str = ""
    files: tuple[AttachedFile, ...] = ()
    source: str = ""

    @property
    def damage(self) -> str:
        """Why the files of the row cannot be used; "" where they can. A release without its evidence is none."""
        return "; ".join(f"{file.name}: {file.damage}" for file in self.files if file.damage)

    @property
    def told(self) -> str:
        """Who decided it, when, why, and on what evidence, on one line."""
        basis = "; ".join(filter(None, (self.evidence, *(file.name for file in self.files))))
        return f"{self.how} by {self.by} on {self.on}: {self.reason} (evidence: {basis})"


@dataclass(frozen=True, slots=True)
class BenchPart:
    """A part that the bench moves from chassis to chassis: it belongs to no unit."""

    part_number: str
    serial: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ModelValues:
    """Values and costs that are declared for every unit of a model; those of a unit's claim come first.

    Attributes:
        model: a model or SKU, upper case.
        value, money: as those of a claim.
        on: the date of the figures.
        says: who stated them, or where they come from.
    """

    model: str
    value: int | None
    money: Money
    on: date | None = None
    says: str = ""
    source: str = ""

    @property
    def serial(self) -> str:
        """The key of the row among those of its kind."""
        return self.model


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """What one unit of a currency was worth in US dollars on one day.

    Attributes:
        currency: an ISO 4217 code.
        says: who states the rate.
    """

    currency: str
    usd: Decimal
    on: date
    says: str
    source: str = ""

    @property
    def serial(self) -> str:
        """The key of the row among those of its kind."""
        return self.currency


@dataclass(frozen=True, slots=True)
class DeclaredSet(Generic[Row]):
    """The rows of one kind for a batch.

    Attributes:
        declared: whether a file was provided; without one, a missing row means nothing.
        rows: in the order of the file.
        broken: why the declared input cannot be used; "" where it can. No row of it then counts.
        digest: sha256 of what was declared, hexadecimal; "" where nothing was.
        sources: the names of the files that it was read from.
    """

    declared: bool = False
    rows: tuple[Row, ...] = ()
    broken: str = ""
    digest: str = ""
    sources: tuple[str, ...] = ()
    _by_serial: Mapping[str, tuple[Row, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _by_host: Mapping[str, tuple[Row, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        # Indexed: these tables can be large, and a batch looks up every unit.
        by_serial: dict[str, list[Row]] = {}
        by_host: dict[str, list[Row]] = {}
        for row in self.rows:
            by_host.setdefault(getattr(row, "host", ""), []).append(row)
            for serial in getattr(row, "serials", (row.serial,)):
                by_serial.setdefault(serial, []).append(row)
        object.__setattr__(self, "_by_serial", {serial: tuple(rows) for serial, rows in by_serial.items()})
        object.__setattr__(self, "_by_host", {host: tuple(rows) for host, rows in by_host.items()})

    def at(self, host: str) -> tuple[Row, ...]:
        """The rows that name that host; none for kinds without hosts."""
        return self._by_host.get(host, ()) if host else ()

    def of(self, serial: str) -> tuple[Row, ...]:
        """The rows of that serial number, or of the key that the kind has instead, in upper or lower case."""
        return self._by_serial.get(serial.strip().upper(), ())


@dataclass(frozen=True, slots=True)
class Declared:
    """Everything that was declared for the units of a batch."""

    claims: DeclaredSet[Claim] = field(default_factory=DeclaredSet)
    entitlement: DeclaredSet[Entitlement] = field(default_factory=DeclaredSet)
    attestations: DeclaredSet[Attestation] = field(default_factory=DeclaredSet)
    hold_ends: DeclaredSet[HoldEnd] = field(default_factory=DeclaredSet)
    bench_parts: DeclaredSet[BenchPart] = field(default_factory=DeclaredSet)
    model_values: DeclaredSet[ModelValues] = field(default_factory=DeclaredSet)
    exchange_rates: DeclaredSet[ExchangeRate] = field(default_factory=DeclaredSet)


NOTHING_DECLARED = Declared()
