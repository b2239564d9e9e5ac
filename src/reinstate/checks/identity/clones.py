"""Units that share what must be unique: a serial number, a base MAC address, or an SSH host key."""

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
from reinstate.checks.framework.population import Population
from reinstate.checks.frus.modules import modules_of, serial_ref
from reinstate.checks.identity.serial_numbers import no_serial_number
from reinstate.device.model import FruKind
from reinstate.device.same_box import UNPLUG_ONE, Answer, Comparison, compare
from reinstate.device.sightings import Sighting
from reinstate.device.units import own_serial
from reinstate.device.virtual import virtual_sign
from reinstate.plan.requests import Rpc


class Clone(Check):
    """No other chassis, now or in an earlier run, reports the same serial number.

    A serial number exists once. If two chassis report it, at least one of them has a copied identity, and both are put
    on hold, whether they are inspected together or one after the other.

    Two units are different chassis if a base MAC address, the serial number of a fixed board, the boot instant of an
    engine slot, or the SSH host key of an engine differs. They are one chassis at two addresses if base MAC addresses
    and boot instants are equal. Otherwise the result is inconclusive. Modules do not count: they are exchanged on every
    bench. The check skips ``BUILTIN``, which is not a serial number, and cables, which have one serial number for both
    ends.
    """

    id = "identity.clone"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        me = case.population.of_unit(case.unit.name)
        if me is None or not own_serial(me.serial_number):
            yield no_serial_number(self, case)
            return
        yield from self._of_the_chassis(case, me)
        yield from self._of_modules(case, me)

    def _of_the_chassis(self, case: Case, me: Sighting) -> Iterator[Finding]:
        serial, population = me.serial_number, case.population
        found = dict.fromkeys((*population.with_serial(serial), *population.with_module(serial)))
        compared = [(one, compare(me, one)) for one in found if one.unit != me.unit]
        before = tuple(self._before(case, me))
        yield from (self._beside(case, me, one, comparison) for one, comparison in compared)
        yield from before
        if not before and all(comparison.answer is Answer.SAME for _, comparison in compared):
            yield self._alone(case, me.serial_number)

    def _before(self, case: Case, me: Sighting) -> Iterator[Finding]:
        """Other chassis that reported this serial number in earlier runs, each once."""
        told: set[str] = set()
        for one in case.remembered.sightings:
            comparison = one.compared(me, case.inputs.stage)
            if comparison.answer is Answer.ANOTHER and (shows := _shown(me, comparison)) not in told:
                told.add(shows)
                yield self.failed(
                    case.unit.name,
                    f"another chassis reported the same serial number in run {one.run_id}, as {one.sighting.unit}",
                    expected="one chassis with this serial number",
                    actual=shows,
                    evidence=serial_ref(case),
                )

    def _beside(self, case: Case, me: Sighting, one: Sighting, comparison: Comparison) -> Finding:
        """What another unit with this serial number is: a second chassis, this one again, or not determined."""
        if comparison.answer is Answer.SAME:
            return self.advised(
                case.unit.name,
                f"the same chassis was also collected as {one.unit}",
                expected="one address for each chassis",
                actual=f"{me.serial_number} with the same base MAC addresses and boot instants",
                evidence=serial_ref(case),
                remedy=_ONE_ADDRESS,
            )
        if comparison.answer is Answer.CANNOT_TELL:
            return self.unknown(
                case.unit.name,
                f"not determined: whether {one.unit}, which reports the same serial number, is another chassis",
                expected=_COMPARABLE,
                actual=f"{me.serial_number} on {me.unit} and {one.unit}; {comparison.reasons}",
                evidence=serial_ref(case),
                remedy=Remedy(Action.COLLECT, UNPLUG_ONE),
            )
        return self.failed(
            case.unit.name,
            f"another chassis, {one.unit}, reports the same serial number",
            expected="one chassis with this serial number",
            actual=_shown(me, comparison),
            evidence=serial_ref(case),
        )

    def _alone(self, case: Case, serial: str) -> Finding:
        population = case.population
        if population.damaged:
            return self.unknown(
                case.unit.name,
                _NOT_COMPARED,
                expected="the units of all collected hosts",
                actual=f"unknown for {listed(population.damaged)}",
                remedy=_collect_damaged(population),
            )
        return self.passed(
            case.unit.name,
            f"no other chassis reports this serial number{_unseen(population)}",
            actual=serial,
            evidence=serial_ref(case),
        )

    def _of_modules(self, case: Case, me: Sighting) -> Iterator[Finding]:
        if virtual_sign(case.unit):  # instances of one image have the same serial numbers in their cards
            return
        for module in modules_of(case, *_WITH_A_SERIAL):
            serial = module.fru.serial_number
            if serial.upper() == me.serial_number.upper() or not own_serial(serial) or module.fru.builtin:
                continue
            modules, chassis = case.population.with_module(serial), case.population.with_serial(serial)
            seen = [f"a module of {one.unit}" for one in modules if _another_chassis(me, one)]
            seen += [f"the chassis {one.unit}" for one in chassis if _another_chassis(me, one)]
            if seen:
                yield self.failed(
                    module.subject,
                    f"the serial number of this module is also reported by {', '.join(seen)}",
                    expected="one module with this serial number",
                    actual=f"{serial} ({module.named})",
                    evidence=module.evidence,
                    gravity=Gravity.CONDITION,
                    remedy=Remedy(
                        Action.REPORT,
                        "if the module was moved, collect evidence of both units again; "
                        f"otherwise {KEEP_AND_REPORT.text}",
                    ),
                )


def _shown(me: Sighting, comparison: Comparison) -> str:
    """The serial number and the first contradiction: alike in both chassis and in every run, for it names a hold."""
    return f"{me.serial_number.upper()}; {comparison.contradictions[0].text}"


_ONE_ADDRESS = Remedy(Action.DECLARE, "keep one of the addresses in the inventory; the chassis is counted once")

# Cables have one serial number for both ends, and cheap transceivers share theirs: these repeat on genuine units.
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


def _another_chassis(me: Sighting, other: Sighting) -> bool:
    """Whether it is known to be another one. What cannot be told is stated once, of the chassis serial number."""
    return other.host != me.host and compare(me, other).answer is Answer.ANOTHER


def _may_be_another(me: Sighting, other: Sighting) -> bool:
    return other.host != me.host and compare(me, other).answer is Answer.CANNOT_TELL


def _is_not_the_same(me: Sighting, other: Sighting) -> bool:
    return other.host != me.host and compare(me, other).answer is not Answer.SAME


_COMPARABLE = "base MAC addresses and boot instants that are equal, or that differ"
_NOT_COMPARED = "not compared: stored evidence of some hosts no longer identifies their units"


def _collect_damaged(population: Population) -> Remedy:
    return Remedy(Action.COLLECT, "collect evidence from these hosts again", f"hosts {listed(population.damaged)}")


def _unseen(population: Population) -> str:
    return f"; not compared (no serial number reported): {listed(population.unseen)}" if population.unseen else ""


class BaseMac(Check):
    """No other chassis of the batch reports the same base MAC address.

    Each base MAC address is assigned to one chassis. A repeated one can indicate a copied identity EEPROM.

    The check skips one chassis at two addresses and the units of one host, which can share a base MAC address. Where it
    is not determined whether another unit is the same chassis, the result is inconclusive.
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
                "the unit reports no base MAC address",
                expected="a base MAC address",
                actual="none",
                evidence=where,
            )
            return
        found = {one: mac for mac in sorted(me.base_macs) for one in case.population.with_base_mac(mac)}
        shared = {one: mac for one, mac in found.items() if _another_chassis(me, one)}
        for one, mac in shared.items():
            yield self.failed(
                case.unit.name,
                f"another chassis, {one.unit}, reports the same base MAC address",
                expected="a base MAC address that no other chassis reports",
                actual=mac,
                evidence=where,
            )
        for one in (one for one in found if _may_be_another(me, one)):
            yield self.unknown(
                case.unit.name,
                f"not determined: whether {one.unit}, which reports the same base MAC address, is another chassis",
                expected=_COMPARABLE,
                actual=f"{listed(sorted(me.base_macs))} on {me.unit} and {one.unit}; {compare(me, one).reasons}",
                evidence=where,
                remedy=Remedy(Action.COLLECT, UNPLUG_ONE),
            )
        if not any(_is_not_the_same(me, one) for one in found):
            yield self._alone(case, me)

    def _alone(self, case: Case, me: Sighting) -> Finding:
        where = (EvidenceRef(Rpc.MAC_ADDRESSES),)
        population = case.population
        if population.damaged:
            return self.unknown(
                case.unit.name,
                _NOT_COMPARED,
                expected="the base MAC addresses of all collected hosts",
                actual=f"unknown for {listed(population.damaged)}",
                evidence=where,
                remedy=_collect_damaged(population),
            )
        # A unit that withholds its own addresses, or has no such request, is inconclusive itself; others still pass.
        without = [one.unit for one in population.without_macs() if _another_chassis(me, one)]
        unknown = f"; none reported by {listed(without)}" if without else ""
        return self.passed(
            case.unit.name,
            f"no other chassis reports this base MAC address{_unseen(population)}{unknown}",
            actual=listed(sorted(me.base_macs)),
            evidence=where,
        )


class HostKey(Check):
    """No other chassis of the batch presents the same SSH host key.

    Devices with the same host key were cloned from one image. Anyone who controls one can impersonate the other.

    The check reports repeated keys only. It ignores a changed key, because zeroizing or reinstalling generates one.
    """

    id = "identity.host-key"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    remedy = Remedy(Action.ZEROIZE, "zeroize both units so that each generates a new host key")

    def judge(self, case: Case) -> Iterator[Finding]:
        key, name = case.session.host_key, case.unit.name
        if not key:
            yield self.unknown(name, "no SSH host key was recorded", expected="a host key", actual="none")
            return
        me = case.population.of_unit(name) or Sighting(name, case.unit.host, case.unit.serial_number)
        alike = case.population.with_host_key(key)
        same = [one.unit for one in alike if _another_chassis(me, one)]
        if same:
            yield self.failed(
                name,
                f"the same SSH host key is presented by {listed(same)}",
                expected="a host key that no other chassis presents",
                actual=key,
            )
            return
        if perhaps := [one.unit for one in alike if _may_be_another(me, one)]:
            yield self.unknown(
                name,
                f"not determined: whether {listed(perhaps)}, which presents the same SSH host key, is another chassis",
                expected=_COMPARABLE,
                actual=key,
                remedy=Remedy(Action.COLLECT, UNPLUG_ONE),
            )
            return
        yield self.passed(name, f"no other chassis presents this SSH host key{_unseen(case.population)}", actual=key)
