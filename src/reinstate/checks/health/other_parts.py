"""Further health checks: components that only the environment lists, transceivers, and PoE controllers."""

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
from reinstate.checks.health.board_rows import is_board_row
from reinstate.checks.health.fans_and_temperatures import is_fan_row, is_supply_row, is_temperature_row
from reinstate.checks.health.part_states import Kind, state_of
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import Environment, EnvironmentItem, Optic, Optics, Statements
from reinstate.device.unit_rows import environment_of, speaks_of
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_SOUND = (Kind.WORKING, Kind.EMPTY, Kind.IDLE)
_INCONCLUSIVE = (Kind.STARTING, Kind.PRESENT, Kind.DOWN, Kind.UNSTATED)
_WITHOUT_INPUT_POWER = frozenset({"check", "not powered", "no power", "input failure", "input fail"})


class OtherParts(HealthCheck):
    """No other environment component reports a fault.

    Some chassis report clock inputs, fabric, and control components in the environment alone.

    The check evaluates every environment row other than fans, temperatures, power supplies, and boards, which have
    checks of their own.
    """

    id = "health.environment"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.ENVIRONMENT,))
    remedy = Remedy(Action.REPLACE, "reseat or replace the component; inspect again")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        rows = [row for row in environment_of(case.unit, case.known(Rpc.ENVIRONMENT, Environment)) if _is_other(row)]
        findings = [finding for row in rows for finding in self._row(row)]
        yield from findings
        if not findings:
            where = [EvidenceRef(Rpc.ENVIRONMENT, row.xpath) for row in rows] or [EvidenceRef(Rpc.ENVIRONMENT)]
            yield self.passed(case.unit.name, _none_at_fault(len(rows)), evidence=where)

    def _row(self, row: EnvironmentItem) -> Iterator[Finding]:
        state, evidence = state_of(row.status), (EvidenceRef(Rpc.ENVIRONMENT, row.xpath),)
        if state.kind in _SOUND:
            return
        name, actual = shown(row.name) or "a component", shown(row.status) or "no status"
        unfed = row.item_class.lower() == "power" and row.status.lower() in _WITHOUT_INPUT_POWER
        if state.kind in _INCONCLUSIVE or unfed:
            # Some components of working devices stay in such a state, as does power distribution without input power.
            yield self.unknown(
                name,
                "the component reports no conclusive state",
                expected="OK",
                actual=actual,
                evidence=evidence,
                gravity=Gravity.ADVICE,
                noted=True,
            )
        elif state.kind is Kind.FAULT:
            yield self.failed(name, "the component reports a fault", expected="OK", actual=actual, evidence=evidence)
        else:
            what = f"the component {state.says}"
            yield self.unknown(name, what, expected="OK", actual=actual, evidence=evidence, remedy=_EXAMINE)


def _none_at_fault(components: int) -> str:
    if not components:
        return "no other component is listed"
    return f"{counted(components, 'other component')} {'reports' if components == 1 else 'report'} no fault"


_EXAMINE = Remedy(Action.LOOK, "examine the component; inspect again")


def _is_other(row: EnvironmentItem) -> bool:
    return not (is_fan_row(row) or is_supply_row(row) or is_temperature_row(row) or is_board_row(row))


# On a bench a port receives no light, and a port without a link may switch its laser off.
_RECEIVES_LITTLE = re.compile(r"rx-.*(low|loss)|(low|loss).*rx-|rx-loss")
_LASER_OFF = re.compile(r"(bias-current|tx-power|output-power).*low|tx-loss")


class OpticsLevels(HealthCheck):
    """All transceivers are within their own thresholds.

    An aging laser draws more current and runs hot before it fails.

    The check skips alarms of a port that receives no light or whose laser is off.
    """

    id = "health.optics-levels"
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(uses=(Rpc.OPTICS,), optional=True, topic="transceiver diagnostics")
    remedy = Remedy(
        Action.LOOK, "connect a link to the port and check again; if the alarm remains, replace the transceiver"
    )

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        optics = [one for one in case.known(Rpc.OPTICS, Optics).optics if _is_own(case, one)]
        bad = [(one, raised) for one in optics if (raised := _thresholds_exceeded(one))]
        for one, raised in bad:
            yield self.failed(
                shown(one.port),
                "the transceiver is outside its own thresholds",
                expected="no alarm other than those of a port without light",
                actual=listed(raised),
                evidence=(EvidenceRef(Rpc.OPTICS, one.xpath),),
            )
        if not optics:
            yield self.unknown(
                case.unit.name,
                "no transceiver with diagnostics is listed",
                expected="transceiver diagnostics",
                actual="none",
                evidence=evidence_at(Rpc.OPTICS),
            )
        elif not bad:
            where = (EvidenceRef(Rpc.OPTICS, one.xpath) for one in optics)
            what = "the transceivers report levels within their thresholds"
            yield self.passed(case.unit.name, what, actual=counted(len(optics), "transceiver"), evidence=where)


def _is_own(case: Case, optic: Optic) -> bool:
    """Whether a port such as ``xe-2/0/0`` is one of the unit's."""
    slot = re.match(r"[a-z]+-(\d+)/", optic.port)
    if slot and case.unit.fpc_slots is not None and not optic.engine:
        return int(slot[1]) in case.unit.fpc_slots
    return case.unit.owns_engine(optic.engine)


def _thresholds_exceeded(optic: Optic) -> list[str]:
    return [name for name in optic.raised if not _RECEIVES_LITTLE.search(name) and not _LASER_OFF.search(name)]


_POE_FAULT = re.compile(r"fault|fail|error|\bdown\b|not (responding|present|ready)|missing", re.IGNORECASE)


class PoeControllers(HealthCheck):
    """No PoE controller reports a fault.

    A switch that is sold for PoE and cannot deliver it is damaged, although its data ports work.

    The check reads the controller's own status. Only a PoE load on a port shows that the port delivers power.
    """

    id = "health.poe-controllers"
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(uses=(Rpc.POE,), optional=True, topic="PoE controller status")
    remedy = Remedy(Action.LOOK, "power-cycle the device and connect a PoE load to a port; check again")

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
                "the PoE controller reports a fault",
                expected="none",
                actual=shown(one.text),
                evidence=(EvidenceRef(Rpc.POE, one.xpath),),
            )
        if not said:
            yield self.unknown(
                case.unit.name,
                "no PoE controller is listed",
                expected="PoE controller status",
                actual="none",
                evidence=evidence_at(Rpc.POE),
            )
        elif not bad:
            yield self.passed(case.unit.name, "the PoE controller reports no fault", evidence=evidence_at(Rpc.POE))
