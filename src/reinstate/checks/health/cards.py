"""Forwarding boards of fixed-configuration chassis, and line cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Evidence, Finding, Gravity, Remedy, Severity, evidence_at
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.health.alarm_topics import ALARM_ITEMS
from reinstate.checks.health.card_check import CardCheck, card_part, is_other_group_on, is_reported_faulty, pic_part
from reinstate.checks.health.part_states import Kind, state_of
from reinstate.device.model import Fpc, Fpcs, Fru, FruKind, Unit
from reinstate.device.unit_rows import (
    fpcs_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.hardware_states import STATES_KIND
from reinstate.reference.profiles import PlatformProfile


class Forwarding(CardCheck):
    """FPC and built-in PICs of the fixed-configuration chassis are online.

    On a fixed-configuration chassis they are the product itself: if they are down, the product does not function.
    """

    id = "health.forwarding"
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.FPCS, Rpc.PICS, Rpc.INVENTORY, *ALARM_ITEMS), reference=(STATES_KIND,))
    remedy = Remedy(
        Action.LOOK, "power-cycle the device and inspect again; if the state remains, the product does not function"
    )

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return f"{profile.name} is modular; each of its line cards is evaluated separately" if profile.modular else ""

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        fpcs = fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs))
        by_slot = {fpc.slot: fpc for fpc in fpcs}
        board = sorted(str(slot) for slot in case.unit.fpc_slots) if case.unit.fpc_slots else ["0"]
        for slot in board:
            yield self._board(case, slot, by_slot.get(slot))
        yield from (self._expansion(case, fpc) for fpc in fpcs if fpc.slot not in board and not _is_empty(fpc.state))
        yield from self._pics(case, board)

    def _board(self, case: Case, slot: str, fpc: Fpc | None) -> Finding:
        if fpc is None:
            return self.failed(
                f"FPC {slot}",
                "the FPC is not listed",
                expected="Online",
                actual="not listed",
                evidence=evidence_at(Rpc.FPCS),
            )
        return self.of_part(case, card_part(fpc, "the FPC"))

    def _expansion(self, case: Case, fpc: Fpc) -> Finding:
        """A replaceable card in a fixed-configuration chassis."""
        remedy = Remedy(Action.REMOVE, "remove or replace the module")
        return self.of_part(case, card_part(fpc, "the FPC"), gravity=Gravity.CONDITION, remedy=remedy)

    def _pics(self, case: Case, board: list[str]) -> Iterator[Finding]:
        built_in, pluggable = _inventory_pics(case.unit)
        seen: set[tuple[str, str]] = set()
        for fpc in fpcs_of(case.unit, case.known(Rpc.PICS, Fpcs)):
            for pic in fpc.pics:
                place = (fpc.slot, pic.slot)
                if _is_empty(pic.state) and place not in built_in | pluggable:
                    continue  # the slot of an uplink module that is not installed
                seen.add(place)
                replaceable = place in pluggable or fpc.slot not in board
                gravity = Gravity.CONDITION if replaceable else Gravity.BLOCKER
                yield self.of_part(case, pic_part(fpc, pic), gravity=gravity)
        for slot, pic_slot in sorted(built_in - seen):
            subject = f"FPC {slot} / PIC {pic_slot}"
            yield self.failed(
                subject, "the PIC is not listed", expected="Online", actual="not listed", evidence=evidence_at(Rpc.PICS)
            )
        if not seen and not built_in:
            yield self.unknown(
                case.unit.name,
                "no PIC is listed",
                expected="its PICs",
                actual="none",
                evidence=evidence_at(Rpc.PICS),
            )


def _is_empty(word: str) -> bool:
    return state_of(word).kind is Kind.EMPTY


_SLOT = re.compile(r"^(?:FPC|MPC|PIC)\s+(\d+)$", re.IGNORECASE)


def _inventory_pics(unit: Unit) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Built-in and pluggable PICs of the inventory, as (FPC slot, PIC slot)."""
    built_in: set[tuple[str, str]] = set()
    pluggable: set[tuple[str, str]] = set()
    for fru in unit.walk():
        slots = [match.group(1) for name in fru.path if (match := _SLOT.match(name))]
        if fru.kind is FruKind.PIC and len(slots) == 2:
            (built_in if _part_of_the_board(fru, unit) else pluggable).add((slots[0], slots[1]))
    return built_in, pluggable


def _part_of_the_board(pic: Fru, unit: Unit) -> bool:
    """Some switches print the chassis serial number again on a PIC that cannot be removed."""
    return pic.builtin or (bool(pic.serial_number) and pic.serial_number == unit.serial_number)


class LineCards(CardCheck):
    """Every line card is online.

    A card that does not come online is damaged, or the bench provides too little power to test it.

    The check evaluates the reason that the device reports for an offline card. On cards whose groups of ports exclude
    each other, it cannot test the group that is switched off; an alarm or an active error (health.hardware-errors) that
    names the card makes that group a failure.
    """

    id = "health.line-cards"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.FPCS, Rpc.PICS, Rpc.INVENTORY, *ALARM_ITEMS), reference=(STATES_KIND,))
    remedy = Remedy(Action.LOOK, "reseat the card and inspect again; remove it if it stays offline")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.modular else f"{profile.name} has no line cards"

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        fpcs = fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs))
        slots = _inventory_cards(case.unit)
        installed = [fpc for fpc in fpcs if not _is_empty(fpc.state)]
        for fpc in installed:
            yield self.of_part(case, card_part(fpc, "the line card"))
        online = {fpc.slot for fpc in installed if state_of(fpc.state).kind is Kind.WORKING}
        yield from self._pics(case, profile, online)
        for slot in sorted(slots - {fpc.slot for fpc in installed}):
            yield self.failed(
                f"FPC {slot}",
                "the inventory lists the line card, the FPC list does not",
                expected="Online",
                actual="not listed or empty",
                evidence=evidence_at(Rpc.FPCS),
            )
        if not installed and not slots:
            yield self.passed(case.unit.name, "no line card is installed", evidence=evidence_at(Rpc.FPCS))

    def _pics(self, case: Case, profile: PlatformProfile, online: set[str]) -> Iterator[Finding]:
        for fpc in fpcs_of(case.unit, case.known(Rpc.PICS, Fpcs)):
            for pic in fpc.pics if fpc.slot in online else ():
                part = pic_part(fpc, pic)
                if part.state.kind in (Kind.WORKING, Kind.EMPTY):
                    continue
                if is_other_group_on(case, fpc, pic):
                    yield self.in_group(case, part, faulty=is_reported_faulty(case, profile, fpc.slot))
                else:
                    yield self.of_part(case, part)


def _inventory_cards(unit: Unit) -> set[str]:
    return {
        match.group(1)
        for fru in unit.walk()
        if fru.kind is FruKind.LINE_CARD and len(fru.path) == 1 and (match := _SLOT.match(fru.name))
    }
