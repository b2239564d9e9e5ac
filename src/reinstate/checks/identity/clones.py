"""Units that share what only one may have: a serial number, a base MAC address, a host key."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    listed,
)
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.framework.population import Population, Sighting
from reinstate.checks.frus.modules import modules_of, serial_ref
from reinstate.device.model import FruKind
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc


class Clone(Check):
    """No other unit of the batch has the same serial.

    A serial exists once. Where two boxes carry it, at least one was given a copied identity.

    Looked for across units only, after the repeats that are normal: one box reached by two addresses agrees in base
    addresses and modules, ``BUILTIN`` is no serial, and cables have one serial for both ends.
    """

    id = "identity.clone"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        me = case.population.of_unit(case.unit.name)
        if me is None or not own_serial(me.serial_number):
            yield self.unknown(
                case.unit.name, "no serial to compare", expected="a serial number", actual=case.unit.serial_number
            )
            return
        yield from self._of_the_box(case, me)
        yield from self._of_modules(case, me)

    def _of_the_box(self, case: Case, me: Sighting) -> Iterator[Finding]:
        serial, population = me.serial_number, case.population
        found = dict.fromkeys((*population.with_serial(serial), *population.with_module(serial)))
        alike = [one for one in found if one.unit != me.unit]
        clones = [one for one in alike if not _one_box(me, one)]
        for one in clones:
            yield self.failed(
                case.unit.name,
                f"{one.unit} has the same serial and is another box",
                expected="one box with that serial",
                actual=f"{me.serial_number} on {me.unit} and on {one.unit}",
                evidence=serial_ref(case),
            )
        again = [one.unit for one in alike if one not in clones]
        if again:
            yield self.advised(
                case.unit.name,
                f"the same box was also reached as {', '.join(again)}",
                expected="one address for each box",
                actual=f"{me.serial_number} with the same base addresses and modules",
                evidence=serial_ref(case),
                remedy=Remedy(Action.DECLARE, "leave one of the addresses out, so that the box isn't counted twice"),
            )
        if not clones:
            yield self._alone(case, me.serial_number)

    def _alone(self, case: Case, serial: str) -> Finding:
        population = case.population
        if population.damaged:
            return self.unknown(
                case.unit.name,
                "not every unit of the batch can be compared: stored evidence no longer identifies them",
                expected="every collected host identified",
                actual=listed(population.damaged),
                remedy=Remedy(Action.COLLECT, "collect these hosts again", f"hosts {listed(population.damaged)}"),
            )
        return self.passed(
            case.unit.name,
            f"no other box has its serial{_but_unseen(population)}",
            actual=serial,
            evidence=serial_ref(case),
        )

    def _of_modules(self, case: Case, me: Sighting) -> Iterator[Finding]:
        for module in modules_of(case, *_WITH_A_SERIAL):
            serial = module.fru.serial_number
            if serial.upper() == me.serial_number.upper() or not own_serial(serial) or module.fru.builtin:
                continue
            modules, boxes = case.population.with_module(serial), case.population.with_serial(serial)
            seen = [f"a module of {one.unit}" for one in modules if _another_box(me, one)]
            seen += [f"the box {one.unit}" for one in boxes if _another_box(me, one)]
            if seen:
                yield self.failed(
                    module.subject,
                    f"{', '.join(seen)} has the same serial",
                    expected="one module with that serial",
                    actual=f"{serial} ({module.named})",
                    evidence=module.evidence,
                    gravity=Gravity.CONDITION,
                    remedy=Remedy(
                        Action.REPORT,
                        f"if it was moved between two collections, collect both again; else {KEEP_AND_REPORT.text}",
                    ),
                )


# Cables have one serial for both ends and cheap optics share them: those repeat on sound devices.
_WITH_A_SERIAL = (
    FruKind.MIDPLANE,
    FruKind.ROUTING_ENGINE,
    FruKind.CONTROL_BOARD,
    FruKind.FABRIC_BOARD,
    FruKind.LINE_CARD,
    FruKind.MIC,
    FruKind.PIC,
    FruKind.POWER_SUPPLY,
    FruKind.FRONT_PANEL,
)


def _one_box(one: Sighting, other: Sighting) -> bool:
    """One box by two addresses: it agrees in serial, base addresses and modules. Nothing known is no agreement."""
    return bool(one.base_macs) and (one.serial_number.upper(), one.base_macs, one.fru_serials) == (
        other.serial_number.upper(),
        other.base_macs,
        other.fru_serials,
    )


def _another_box(me: Sighting, other: Sighting) -> bool:
    return other.host != me.host and not _one_box(me, other)


def _but_unseen(population: Population) -> str:
    return f"; not compared, for they told no serial: {listed(population.unseen)}" if population.unseen else ""


class BaseMac(Check):
    """No other box of the batch has the same base MAC address.

    Base addresses are given once per box. A repeated one is the mark of a copied identity EEPROM.

    One box by two addresses, and the units of one host, may share an address.
    """

    id = "identity.base-mac"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.CONDITION, hold=True)
    evidence = Evidence(needs=(Rpc.MAC_ADDRESSES,))
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        me = case.population.of_unit(case.unit.name)
        where = (EvidenceRef(Rpc.MAC_ADDRESSES),)
        if me is None or not me.base_macs:
            yield self.unknown(
                case.unit.name,
                "no base MAC address of this unit is known",
                expected="a base address",
                actual="none",
                evidence=where,
            )
            return
        found = {one: mac for mac in sorted(me.base_macs) for one in case.population.with_base_mac(mac)}
        shared = {one: mac for one, mac in found.items() if _another_box(me, one)}
        for one, mac in shared.items():
            yield self.failed(
                case.unit.name,
                f"{one.unit} has the same base MAC address",
                expected="a base address of its own",
                actual=mac,
                evidence=where,
            )
        if not shared:
            yield self._alone(case, me)

    def _alone(self, case: Case, me: Sighting) -> Finding:
        where = (EvidenceRef(Rpc.MAC_ADDRESSES),)
        population = case.population
        if population.damaged:
            return self.unknown(
                case.unit.name,
                "not every unit of the batch can be compared: stored evidence no longer identifies them",
                expected="the base addresses of all collected hosts",
                actual=f"unknown for {listed(population.damaged)}",
                evidence=where,
                remedy=Remedy(Action.COLLECT, "collect these hosts again", f"hosts {listed(population.damaged)}"),
            )
        # A device that withholds its own addresses, or has no such request, is told so itself and costs nobody else.
        untold = [one.unit for one in population.without_macs() if _another_box(me, one)]
        but = f"; {listed(untold)} told none" if untold else ""
        return self.passed(
            case.unit.name,
            f"no other box has its base address{_but_unseen(population)}{but}",
            actual=listed(sorted(me.base_macs)),
            evidence=where,
        )


class HostKey(Check):
    """No other box of the batch presents the same SSH host key.

    Boxes with one key were cloned from one image: whoever owns one can impersonate the other.

    Zeroizing or reinstalling makes a new key, so a change is no finding; only a repeat is.
    """

    id = "identity.host-key"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    remedy = Remedy(Action.ZEROIZE, "zeroize both, so that each makes a key of its own")

    def judge(self, case: Case) -> Iterator[Finding]:
        key, name = case.session.host_key, case.unit.name
        if not key:
            yield self.unknown(name, "no SSH host key was seen", expected="a host key", actual="none")
            return
        me = case.population.of_unit(name) or Sighting(name, case.unit.host, case.unit.serial_number)
        same = [one.unit for one in case.population.with_host_key(key) if _another_box(me, one)]
        if same:
            yield self.failed(
                name, f"{listed(same)} presents the same SSH host key", expected="a key of its own", actual=key
            )
            return
        yield self.passed(name, f"a host key of its own{_but_unseen(case.population)}", actual=key)
