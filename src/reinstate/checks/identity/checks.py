"""The checks of identity, in the order in which they are shown."""

from __future__ import annotations

from reinstate.checks.framework import Check
from reinstate.checks.identity.clones import BaseMac, Clone, HostKey
from reinstate.checks.identity.holds import Held
from reinstate.checks.identity.product import IsHardware, ModelAgrees
from reinstate.checks.identity.records import Entitlement, Listed
from reinstate.checks.identity.serial_numbers import ChassisSerial, SerialStable

CHECKS: tuple[type[Check], ...] = (
    IsHardware,
    ChassisSerial,
    SerialStable,
    ModelAgrees,
    Clone,
    Held,
    Listed,
    Entitlement,
    BaseMac,
    HostKey,
)
