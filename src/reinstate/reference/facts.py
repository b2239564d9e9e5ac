"""Rows of the reference sets, and the answers that are drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ReleaseState(StrEnum):
    """Where a Junos release stands in its life."""

    ENGINEERING = "engineering"
    SUPPORT_ONLY = "support-only"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One train, or an exception to it.

    Attributes:
        train: ``23.4``, ``15.1X49``; with ``-EVO`` for Junos Evolved, whose trains have dates of their own.
        release_type: ``eol`` or ``eeol`` (extended); "" where the source gives none.
        models: globs over the product model (lower case) that an exception is for; empty is every model.
        builds: the releases that an exception is for, e.g. ``R7``, ``D47``, ``R2+`` (that one and later);
            "" is every release of the train.
    """

    train: str
    release_type: str = ""
    first_shipped: date | None = None
    end_of_engineering: date | None = None
    end_of_support: date | None = None
    source: str = ""
    models: tuple[str, ...] = ()
    builds: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """State of one release on one day, with the row's dates and why."""

    state: ReleaseState
    reason: str
    end_of_engineering: date | None = None
    end_of_support: date | None = None
    source: str = ""


class LifecycleState(StrEnum):
    """What the lifecycle rows that match a product say on one day."""

    SUPPORTED = "supported"  # a row says: no end of life announced, or before any announcement
    END_OF_LIFE = "end-of-life"  # announced or past last order, before end of support
    ENDED = "ended"  # past end of support, confidence A or B
    DOUBTFUL = "doubtful"  # past end of support by a row of confidence C
    CONFLICTING = "conflicting"
    UNKNOWN = "unknown"  # no row: never "not EOL"


@dataclass(frozen=True, slots=True)
class LifecycleRow:
    """One dated row. ``sku`` may be a glob only in an operator's own table.

    Attributes:
        sku: upper case.
        announced: day of the end-of-life announcement; None where the source doesn't give it.
        last_order: last day of ordering.
        end_of_support: last day of support.
        confidence: ``A`` the maker's own list or two sources that agree, ``B`` one good source, ``C`` one weak
            source or a conflict. An operator's row is ``A`` unless it says otherwise.
        looked_up: the day on which an operator looked the product up; None in shipped sets.
        table: name of the set that the row stands in.
        max_age_days: how long a row that speaks for support holds after ``looked_up``.
    """

    sku: str
    announced: date | None
    last_order: date | None
    end_of_support: date | None
    confidence: str
    source: str
    looked_up: date | None = None
    fictional: bool = False
    note: str = ""
    table: str = ""
    max_age_days: int = 90

    @property
    def dated(self) -> bool:
        """Whether it states any end: then an end of life has been announced."""
        return any((self.announced, self.last_order, self.end_of_support))


@dataclass(frozen=True, slots=True)
class LifecycleAnswer:
    """What matched, and what it means on that day.

    Attributes:
        matched: the SKUs or globs of the rows, joined by a comma and a space.
        supportable_until: the earliest end of support that the rows state; None where they state none.
    """

    state: LifecycleState
    reason: str
    rows: tuple[LifecycleRow, ...] = ()
    matched: str = ""
    supportable_until: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the part-number table; a part number may have several.

    Attributes:
        description: as devices print it; "" where only the order number is known.
        model_number: FRU model or order number; "" where unknown.
        clei_code: "" where unknown.
    """

    part_number: str
    description: str
    model_number: str
    clei_code: str
    source: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """What an EEPROM's assembly id stands for. ``confidence`` C: the product name is only recalled."""

    assembly_id: str
    model: str
    confidence: str
    source: str


class LicenseClass(StrEnum):
    """What happens to a license when the product changes hands (P16 to P18)."""

    EMBEDDED = "embedded"  # re-register
    PERPETUAL = "perpetual"  # sold separately: buy new
    SUBSCRIPTION = "subscription"  # buy new
    TRIAL = "trial"  # remove
    FACTORY_GIVEN = "factory-given"  # nothing
    UNKNOWN = "unknown"  # ask


@dataclass(frozen=True, slots=True)
class LicenseRow:
    """What an operator was told of one SKU, or of one feature; the other of the two is ""."""

    sku: str
    feature: str
    license_class: LicenseClass


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee of a product, in whole USD.

    Attributes:
        clause: policy clause, ``P11`` to ``P14``.
        sku: the fee's order number; a type such as ``SVC-INSPECT-n`` where the number isn't known.
        low, high: range; equal where the source states a figure, None where it states no such end.
        note: how the fee is set.
    """

    clause: str
    title: str
    sku: str
    low: int | None
    high: int | None
    source: str
    as_of: date
    note: str = ""

    @property
    def stated(self) -> bool:
        """Whether the source states the figure for that product, so that it is no range."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to turn to."""

    topic: str
    channel: str
    clause: str
    source: str
