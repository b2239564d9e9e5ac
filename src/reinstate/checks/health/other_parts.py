"""Checks of health beside the main ones: parts that only the environment lists, optics, and power over Ethernet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    counted,
    evidence_at,
    listed,
    shown,
)
from reinstate.checks.health.fans_and_temperatures import is_fan_row, is_supply_row, is_temperature_row
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import Environment, EnvironmentItem, Optic, Optics, Statements
from reinstate.device.unit_rows import environment_of, speaks_of
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_SOUND = frozenset({"ok", "online", "absent", "empty", "standby"})
_NOT_TOLD = frozenset({"testing", "present", "ready", "offline", ""})
_WITHOUT_FEED = frozenset({"check", "not powered", "no power", "input failure", "input fail"})


class OtherParts(HealthCheck):
    """No other part of the environment is at fault.

    Clock inputs, fabric and control parts stand in the environment alone on some chassis.

    Judged are the rows that are no fan, no temperature and no supply; those have checks of their own.
    """

    id = "health.environment"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.ENVIRONMENT,))
    remedy = Remedy(Action.REPLACE, "reseat or replace the part, run again")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        rows = [row for row in environment_of(case.unit, case.known(Rpc.ENVIRONMENT, Environment)) if _is_other(row)]
        findings = [finding for row in rows for finding in self._row(row)]
        yield from findings
        if not findings:
            where = [EvidenceRef(Rpc.ENVIRONMENT, row.xpath) for row in rows] or [EvidenceRef(Rpc.ENVIRONMENT)]
            what = f"{counted(len(rows), 'other part')} without a fault" if rows else "no other part is listed"
            yield self.passed(case.unit.name, what, evidence=where)

    def _row(self, row: EnvironmentItem) -> Iterator[Finding]:
        status, evidence = row.status.lower(), (EvidenceRef(Rpc.ENVIRONMENT, row.xpath),)
        if status in _SOUND:
            return
        name, actual = shown(row.name) or "a part", shown(row.status) or "no status"
        unfed = row.item_class.lower() == "power" and status in _WITHOUT_FEED
        if status in _NOT_TOLD or unfed:
            # Single parts stay so on sound devices, and what distributes power does where no feed is plugged in.
            yield self.unknown(
                name,
                "doesn't tell its state",
                expected="OK",
                actual=actual,
                evidence=evidence,
                gravity=Gravity.ADVICE,
                noted=True,
            )
        else:
            yield self.failed(name, "is at fault", expected="OK", actual=actual, evidence=evidence)


def _is_other(row: EnvironmentItem) -> bool:
    return not (is_fan_row(row) or is_supply_row(row) or is_temperature_row(row))


# On a bench no light comes in, and a port without a link may switch its laser off.
_RECEIVES_LITTLE = re.compile(r"rx-.*(low|loss)|(low|loss).*rx-|rx-loss")
_LASER_OFF = re.compile(r"(bias-current|tx-power|output-power).*low|tx-loss")


class OpticsLevels(HealthCheck):
    """No optics are outside their own limits.

    A laser that ages draws more current and runs hot before it fails.

    A port that receives no light, or whose laser is off, says nothing against its optics.
    """

    id = "health.optics-levels"
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(uses=(Rpc.OPTICS,), optional=True, topic="transceiver diagnostics")
    remedy = Remedy(Action.LOOK, "put a link on the port and look again; else replace the optics")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        optics = [one for one in case.known(Rpc.OPTICS, Optics).optics if _is_own(case, one)]
        bad = [(one, raised) for one in optics if (raised := _telling(one))]
        for one, raised in bad:
            yield self.failed(
                shown(one.port),
                "its optics are outside their own limits",
                expected="no alarm but those of a port without light",
                actual=listed(raised),
                evidence=(EvidenceRef(Rpc.OPTICS, one.xpath),),
            )
        if not optics:
            yield self.unknown(
                case.unit.name, "no optics with diagnostics are listed", evidence=evidence_at(Rpc.OPTICS)
            )
        elif not bad:
            where = (EvidenceRef(Rpc.OPTICS, one.xpath) for one in optics)
            yield self.passed(
                case.unit.name, f"optics in {counted(len(optics), 'port')} are within their limits", evidence=where
            )


def _is_own(case: Case, optic: Optic) -> bool:
    """Whether a port such as ``xe-2/0/0`` is one of the unit's."""
    slot = re.match(r"[a-z]+-(\d+)/", optic.port)
    if slot and case.unit.fpc_slots is not None and not optic.engine:
        return int(slot[1]) in case.unit.fpc_slots
    return case.unit.owns_engine(optic.engine)


def _telling(optic: Optic) -> list[str]:
    return [name for name in optic.raised if not _RECEIVES_LITTLE.search(name) and not _LASER_OFF.search(name)]


_POE_FAULT = re.compile(r"fault|fail|error|\bdown\b|not (responding|present|ready)|missing", re.IGNORECASE)


class PoeControllers(HealthCheck):
    """No controller for power over Ethernet reports a fault.

    A switch that is sold for its PoE and can't deliver it is damaged, and its data ports work all the same.

    The controller's own word; that a port delivers power takes a load, and so a person.
    """

    id = "health.poe-controllers"
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(uses=(Rpc.POE,), optional=True, topic="PoE controller status")
    remedy = Remedy(Action.LOOK, "power-cycle it, put a load on a port, and look again")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        said = [
            one
            for one in case.known(Rpc.POE, Statements).said
            if speaks_of(case.unit, one.engine, "") and not one.name.endswith("-id")
        ]
        bad = [one for one in said if _POE_FAULT.search(one.text)]
        for one in bad:
            yield self.failed(
                case.unit.name,
                "its PoE controller reports a fault",
                expected="no fault",
                actual=shown(one.text),
                evidence=(EvidenceRef(Rpc.POE, one.xpath),),
            )
        if not said:
            yield self.unknown(case.unit.name, "no PoE controller is listed", evidence=evidence_at(Rpc.POE))
        elif not bad:
            yield self.passed(case.unit.name, "its PoE controller reports no fault", evidence=evidence_at(Rpc.POE))
