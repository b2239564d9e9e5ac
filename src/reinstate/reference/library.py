"""The reference sets of one judgement, loaded: the questions that checks ask of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from reinstate.device.version import JunosVersion
from reinstate.reference.profiles import PlatformProfile
from reinstate.reference.sets import SetInfo


class ReleaseState(StrEnum):
    """Where a Junos release stands in its life."""

    ENGINEERING = "engineering"
    SUPPORT_ONLY = "support-only"
    ENDED = "ended"
    UNKNOWN = "unknown"


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
    """One dated row. ``sku`` may be a glob only in an operator's own table."""

    sku: str
    announced: date | None
    last_order: date | None
    end_of_support: date | None
    confidence: str
    source: str
    looked_up: date | None = None
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class LifecycleAnswer:
    """What matched, and what it means on that day."""

    state: LifecycleState
    reason: str
    rows: tuple[LifecycleRow, ...] = ()
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the part-number table."""

    part_number: str
    description: str
    model_number: str
    clei_code: str
    source: str


class LicenseClass(StrEnum):
    """What happens to a licence when the product changes hands (P16 to P18)."""

    EMBEDDED = "embedded"  # re-register
    PERPETUAL = "perpetual"  # sold separately: buy new
    SUBSCRIPTION = "subscription"  # buy new
    TRIAL = "trial"  # remove
    FACTORY_GIVEN = "factory-given"  # nothing
    UNKNOWN = "unknown"  # ask


@dataclass(frozen=True, slots=True)
class Reference:
    """All reference sets of one judgement."""

    sets: Mapping[str, SetInfo] = field(default_factory=dict)
    profiles: tuple[PlatformProfile, ...] = ()

    def profile_for(self, model: str, description: str) -> PlatformProfile | None:
        """The profile whose model globs fit (product model first, then chassis description); None where none does."""
        raise NotImplementedError

    def release(self, version: JunosVersion, model: str, on: date) -> ReleaseAnswer:
        """Where that release stands for that product model on that day."""
        raise NotImplementedError

    def lifecycle(self, names: Sequence[str], on: date) -> LifecycleAnswer:
        """What the lifecycle tables say of a product or FRU that goes by these names (SKU, FRU model number, model)."""
        raise NotImplementedError

    def parts(self, part_number: str) -> tuple[Part, ...]:
        """The rows of a part number; empty where it isn't in the table."""
        raise NotImplementedError

    def license_class(
        self, *, sku: str, order_type: str, license_type: str, name: str, validity: str, dated: bool
    ) -> LicenseClass:
        """The class of an installed licence."""
        raise NotImplementedError
