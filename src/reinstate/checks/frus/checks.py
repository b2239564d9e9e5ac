"""The checks of modules, in the order in which they are shown."""

from __future__ import annotations

from reinstate.checks.framework import Check
from reinstate.checks.frus.eeprom_contents import BaseMacInRecord, EepromConsistent
from reinstate.checks.frus.identity_texts import IdentityTexts
from reinstate.checks.frus.part_identity import IdentityPresent, PartNumberBelongs, RepeatedOptics, SerialShape
from reinstate.checks.frus.slots import EmptyCardSlots, EmptySlots
from reinstate.checks.frus.third_party import ThirdPartyOptics, ThirdPartySupplyOrFan

CHECKS: tuple[type[Check], ...] = (
    IdentityPresent,
    IdentityTexts,
    PartNumberBelongs,
    ThirdPartyOptics,
    ThirdPartySupplyOrFan,
    EepromConsistent,
    BaseMacInRecord,
    RepeatedOptics,
    SerialShape,
    EmptySlots,
    EmptyCardSlots,
)
