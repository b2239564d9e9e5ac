"""Forwarding boards of fixed-configuration chassis, and line cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Evidence, Finding, Gravity, Remedy, Severity, evidence_at, shown
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.health.fans_and_temperatures import NOT_YET_REPORTED
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import Fpc, Fpcs, Fru, FruKind, Pic, Unit
from reinstate.device.unit_rows import (
    fpcs_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_NO_POWER = re.compile(r"power|offlined by|cli command", re.IGNORECASE)


class Forwarding(HealthCheck):
    """The fixed box's FPC and built-in PICs are online.

    On a fixed product they are the product itself: if they are down, it doesn't function.

    The fixed box forwards: its FPC and built-in PICs are online.
    """

    id = "health.forwarding"
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.FPCS, Rpc.PICS, Rpc.INVENTORY))
    remedy = Remedy(Action.LOOK, "power-cycle it and run again; if it stays so, it is not functioning")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return f"{profile.name} is modular: its line cards are judged one by one" if profile.modular else ""

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        fpcs = fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs))
        by_slot = {fpc.slot: fpc for fpc in fpcs}
        board = sorted(str(slot) for slot in case.unit.fpc_slots) if case.unit.fpc_slots else ["0"]
        for slot in board:
            yield self._board(slot, by_slot.get(slot))
        yield from (self._expansion(fpc) for fpc in fpcs if fpc.slot not in board and fpc.state.lower() != "empty")
        yield from self._pics(case, board)

    def _board(self, slot: str, fpc: Fpc | None) -> Finding:
        subject = f"FPC {slot}"
        if fpc is None:
            return self.failed(
                subject, "is not there", expected="Online", actual="not listed", evidence=evidence_at(Rpc.FPCS)
            )
        evidence = evidence_at(Rpc.FPCS, fpc.xpath)
        if fpc.state.lower() == "online":
            return self.passed(subject, "is online", expected="Online", actual="Online", evidence=evidence)
        return self.failed(subject, "is not online", expected="Online", actual=_state_of(fpc), evidence=evidence)

    def _expansion(self, fpc: Fpc) -> Finding:
        """A card that plugs into a fixed box: it can be replaced."""
        evidence = evidence_at(Rpc.FPCS, fpc.xpath)
        subject = f"FPC {shown(fpc.slot)}"
        if fpc.state.lower() == "online":
            return self.passed(subject, "is online", expected="Online", actual="Online", evidence=evidence)
        return self.failed(
            subject,
            "is not online",
            expected="Online",
            actual=_state_of(fpc),
            evidence=evidence,
            gravity=Gravity.CONDITION,
            remedy=Remedy(Action.REMOVE, "take the module out or replace it"),
        )

    def _pics(self, case: Case, board: list[str]) -> Iterator[Finding]:
        built_in, pluggable = _inventory_pics(case.unit)
        seen: set[tuple[str, str]] = set()
        for fpc in fpcs_of(case.unit, case.known(Rpc.PICS, Fpcs)):
            for pic in fpc.pics:
                place = (fpc.slot, pic.slot)
                seen.add(place)
                yield self._pic(place, pic, replaceable=place in pluggable or fpc.slot not in board)
        for slot, pic_slot in sorted(built_in - seen):
            subject = f"FPC {slot} / PIC {pic_slot}"
            yield self.failed(
                subject, "is not there", expected="Online", actual="not listed", evidence=evidence_at(Rpc.PICS)
            )
        if not seen and not built_in:
            yield self.unknown(case.unit.name, "no PIC is listed", expected="its PICs", evidence=evidence_at(Rpc.PICS))

    def _pic(self, place: tuple[str, str], pic: Pic, *, replaceable: bool) -> Finding:
        subject = f"FPC {shown(place[0])} / PIC {shown(pic.slot)}"
        evidence = evidence_at(Rpc.PICS, pic.xpath)
        if pic.state.lower() == "online":
            return self.passed(subject, "is online", expected="Online", actual="Online", evidence=evidence)
        return self.failed(
            subject,
            "is not online",
            expected="Online",
            actual=shown(pic.state),
            evidence=evidence,
            gravity=Gravity.CONDITION if replaceable else Gravity.BLOCKER,
        )


def _state_of(fpc: Fpc) -> str:
    return shown(f"{fpc.state} ({fpc.comment})" if fpc.comment else fpc.state)


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
    """Some switches print the chassis serial again on a PIC that can't be taken out."""
    return pic.builtin or (bool(pic.serial_number) and pic.serial_number == unit.serial_number)


class LineCards(HealthCheck):
    """Every line card is online.

    A card that doesn't come up is damaged, or the bench gives it too little power to tell.

    Every line card of a modular chassis is online.
    """

    id = "health.line-cards"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.FPCS, Rpc.PICS, Rpc.INVENTORY))
    remedy = Remedy(Action.LOOK, "reseat the card and run again; else take it out")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.modular else f"{profile.name} has no line cards"

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        fpcs = fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs))
        slots = _inventory_cards(case.unit)
        fitted = [fpc for fpc in fpcs if fpc.state.lower() != "empty"]
        for fpc in fitted:
            yield self._card(fpc)
        yield from self._pics(case, {fpc.slot for fpc in fitted if fpc.state.lower() == "online"})
        for slot in sorted(slots - {fpc.slot for fpc in fitted}):
            yield self.failed(
                f"FPC {slot}",
                "is in the inventory and not among the cards",
                expected="Online",
                actual="not listed or empty",
                evidence=evidence_at(Rpc.FPCS),
            )
        if not fitted and not slots:
            yield self.passed(case.unit.name, "no line card is fitted", evidence=evidence_at(Rpc.FPCS))

    def _card(self, fpc: Fpc) -> Finding:
        subject, evidence = f"FPC {shown(fpc.slot)}", evidence_at(Rpc.FPCS, fpc.xpath)
        state = fpc.state.lower()
        if state == "online":
            return self.passed(subject, "is online", expected="Online", actual="Online", evidence=evidence)
        if state in NOT_YET_REPORTED or _NO_POWER.search(f"{fpc.state} {fpc.comment}"):
            return self.unknown(
                subject,
                "is not started",
                expected="Online",
                actual=_state_of(fpc),
                evidence=evidence,
                remedy=Remedy(Action.LOOK, "give the chassis more feeds, bring the card online, run again"),
            )
        return self.failed(subject, "is not online", expected="Online", actual=_state_of(fpc), evidence=evidence)

    def _pics(self, case: Case, online: set[str]) -> Iterator[Finding]:
        for fpc in fpcs_of(case.unit, case.known(Rpc.PICS, Fpcs)):
            for pic in fpc.pics:
                if fpc.slot in online and pic.state.lower() not in ("online", "empty"):
                    yield self.failed(
                        f"FPC {shown(fpc.slot)} / PIC {shown(pic.slot)}",
                        "is not online",
                        expected="Online",
                        actual=shown(pic.state),
                        evidence=evidence_at(Rpc.PICS, pic.xpath),
                    )


def _inventory_cards(unit: Unit) -> set[str]:
    return {
        match.group(1)
        for fru in unit.walk()
        if fru.kind is FruKind.LINE_CARD and len(fru.path) == 1 and (match := _SLOT.match(fru.name))
    }
