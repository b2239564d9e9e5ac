"""The checks of health, in the order in which they are shown."""

from __future__ import annotations

from reinstate.checks.framework import Check
from reinstate.checks.health.alarms import NoAlarmLeft, NoHardwareErrors
from reinstate.checks.health.boards import Boards
from reinstate.checks.health.boot import BootMedia, RebootReason
from reinstate.checks.health.cards import Forwarding, LineCards
from reinstate.checks.health.engines import EnginesWork
from reinstate.checks.health.fans_and_temperatures import Fans, Temperature
from reinstate.checks.health.hardware_authentication import HardwareAuthentication
from reinstate.checks.health.members import ClusterNodes, VirtualChassisMembers
from reinstate.checks.health.other_parts import OpticsLevels, OtherParts, PoeControllers
from reinstate.checks.health.settled import Settled
from reinstate.checks.health.storage import NoCoreDumps, StorageSound
from reinstate.checks.health.supplies import AtLeastOneSupply, Supplies

CHECKS: tuple[type[Check], ...] = (
    Settled,
    AtLeastOneSupply,
    Supplies,
    Fans,
    Temperature,
    Forwarding,
    LineCards,
    HardwareAuthentication,
    Boards,
    EnginesWork,
    NoHardwareErrors,
    NoAlarmLeft,
    StorageSound,
    NoCoreDumps,
    BootMedia,
    RebootReason,
    VirtualChassisMembers,
    ClusterNodes,
    OtherParts,
    OpticsLevels,
    PoeControllers,
)
