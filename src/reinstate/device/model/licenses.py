"""Licenses that are installed, and features that are used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FeatureUsage:
    """One ``feature-summary``: how much of a feature is licensed, in use and missing.

    Attributes:
        used_given: use covered by a factory-given count; None where not printed.
        validity: ``permanent``, ``date-based``, ``invalid``, ... as printed; "" where only an end date came.
        remaining: time left as printed (``30 days``), "" where not.
    """

    engine: str
    name: str
    description: str
    licensed: int | None
    used: int | None
    needed: int | None
    used_given: int | None = None
    validity: str = ""
    end_date: date | None = None
    xpath: str = ""
    remaining: str = ""


@dataclass(frozen=True, slots=True)
class LicensedFeature:
    """One feature of an installed key; ``remaining`` is the time left where that is printed instead of a date."""

    name: str
    description: str
    validity: str
    start_date: date | None = None
    end_date: date | None = None
    state: str = ""
    remaining: str = ""


@dataclass(frozen=True, slots=True)
class InstalledLicense:
    """One installed license key, without its key material.

    Attributes:
        device_reference: the serial that the key is bound to; "" is a key that isn't bound.
        has_customer_reference: whether a former owner's customer id is in it (the id itself is redacted).
        for_evaluation: that id said that the key was given for evaluation.
    """

    engine: str
    name: str
    sku: str
    version: str
    order_type: str
    license_type: str
    state: str
    device_reference: str
    software_serial_number: str
    count: int | None
    has_customer_reference: bool
    features: tuple[LicensedFeature, ...] = ()
    xpath: str = ""
    for_evaluation: bool = False


@dataclass(frozen=True, slots=True)
class Licenses:
    """``get-license-summary-information`` or ``get-license-information``.

    Attributes:
        installed: None where the reply doesn't speak of installed keys; an empty tuple where it says there are none.
        usage: None where the reply doesn't speak of usage.
    """

    usage: tuple[FeatureUsage, ...] | None
    installed: tuple[InstalledLicense, ...] | None
