"""The declared inputs of a batch, checked and frozen. Nobody but a person says any of this; the evidence is apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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
    """A module that should be in the unit: its name (order number, model or part number), how many, or its serial."""

    name: str
    serial: str = ""
    count: int = 1

    @property
    def wanted(self) -> str:
        """What must be in the unit, in words."""
        return f"{self.name} with serial {self.serial}" if self.serial else f"{self.name} x{self.count}"


@dataclass(frozen=True, slots=True)
class Claim:
    """What seller, label and papers say of one unit. "" and None where nothing is claimed.

    Attributes:
        serial: what the label on the box says, upper case; the claim is joined to the unit that reports it.
        host: inventory name of the host at which the box is cabled.
        further_serials: other serials that belong to it (of a second label, of a midplane), upper case.
        model: stated model.
        modules, licenses: what comes with it, as stated.
        value: declared value in whole USD.
        fed_supplies: how many of its supplies are plugged in; None leaves it to the policy.
        stage: what was done to it; None leaves it to the policy.
        ownership, jcpo: the paper that proves ownership; the paper of Juniper Certified Pre-Owned.
        contract_level: support level that is to be bought.
        source: where the claim was made, ``claims.csv, line 3`` or ``inventory of sw-1``.
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

    @property
    def serials(self) -> tuple[str, ...]:
        """Every serial by which the unit may report."""
        return (self.serial, *self.further_serials)


class EntitlementAnswer(StrEnum):
    """What the maker's records say of a serial."""

    OURS = "registered-to-us"
    ANOTHER = "registered-to-another"
    UNKNOWN = "unknown-to-the-maker"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One dated look-up of a serial, by a person or partner."""

    serial: str
    answer: EntitlementAnswer
    on: date
    asked_by: str
    note: str = ""
    source: str = ""


class AttestationKind(StrEnum):
    """What a person attests."""

    CONDITION = "condition"  # nothing on it is damaged, as far as the eye sees
    LABEL = "label"  # the serial on its label; ``reads`` says what stands there
    PORTS = "ports"  # its ports were tried
    POST = "post"  # its self test was seen on the console
    LIFECYCLE = "lifecycle-confirmation"  # the maker confirmed in writing that the product isn't end of life


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A photo, scan or letter: its name as given, its sha256; what is wrong with the run's copy of it, "" if sound."""

    name: str
    sha256: str
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """One statement of a named person.

    Attributes:
        holds: whether what the kind asks for is so.
        reads: for a label, the serial that it shows.
        model: for a confirmation of the maker's, the model that it speaks of; it then holds for each unit of it.
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
        """Why it can't be relied on; "" where it can."""
        return "; ".join(f"{file.name}: {file.damage}" for file in self.files if file.damage)


@dataclass(frozen=True, slots=True)
class DeclaredSet(Generic[Row]):
    """The rows of one kind for a batch.

    Attributes:
        declared: whether a file of them was handed in; without it the absence of a row means nothing.
        rows: in the order of declaring.
        broken: why what was declared can't be relied on any more; "" where it can. Nothing of it then counts as told.
        digest: sha256 of what was declared, hexadecimal; "" where nothing was.
        sources: the files that it was read from, as they were named.
    """

    declared: bool = False
    rows: tuple[Row, ...] = ()
    broken: str = ""
    digest: str = ""
    sources: tuple[str, ...] = ()
    _by_serial: Mapping[str, tuple[Row, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _by_host: Mapping[str, tuple[Row, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        # By index: others write these tables, and a batch asks of every unit.
        by_serial: dict[str, list[Row]] = {}
        by_host: dict[str, list[Row]] = {}
        for row in self.rows:
            by_host.setdefault(getattr(row, "host", ""), []).append(row)
            for serial in getattr(row, "serials", (row.serial,)):
                by_serial.setdefault(serial, []).append(row)
        object.__setattr__(self, "_by_serial", {serial: tuple(rows) for serial, rows in by_serial.items()})
        object.__setattr__(self, "_by_host", {host: tuple(rows) for host, rows in by_host.items()})

    def at(self, host: str) -> tuple[Row, ...]:
        """The rows that name that host; none for kinds that name no hosts."""
        return self._by_host.get(host, ()) if host else ()

    def of(self, serial: str) -> tuple[Row, ...]:
        """The rows of that serial (whatever its case)."""
        return self._by_serial.get(serial.strip().upper(), ())


@dataclass(frozen=True, slots=True)
class Declared:
    """Everything that was declared of a batch's units."""

    claims: DeclaredSet[Claim] = field(default_factory=DeclaredSet)
    entitlement: DeclaredSet[Entitlement] = field(default_factory=DeclaredSet)
    attestations: DeclaredSet[Attestation] = field(default_factory=DeclaredSet)


NOTHING_DECLARED = Declared()
