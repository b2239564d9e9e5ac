"""Whether Junos refused a module because the module did not prove that it is genuine."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import Case, Check, Evidence, EvidenceRef, Finding, Gravity, Severity
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.health.alarm_topics import ALARM_ITEMS, standing_alarms
from reinstate.checks.health.card_check import as_stated
from reinstate.device.model import Environment, Fpcs, HardwareErrors, RoutingEngines
from reinstate.device.unit_rows import environment_of, fpcs_of, hardware_errors_of, routing_engines_of
from reinstate.plan.requests import CATALOG, Rpc
from reinstate.reference.hardware_states import STATES_KIND

_ALSO_READ = (Rpc.PICS, Rpc.ENVIRONMENT, Rpc.ROUTING_ENGINES, Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS)
Stated = Iterator[tuple[str, EvidenceRef]]


class HardwareAuthentication(Check):
    """No module failed the hardware authentication of Junos.

    Junos takes a module offline if the module fails the authentication of its hardware. No other reply of a device
    indicates a counterfeit as strongly.

    The check also reads the replies about PICs, environment, Routing Engines, and active errors where they are
    requested. If one of them is missing, what the others show still counts.
    """

    id = "health.hardware-authentication"
    clauses = ("P5", "P25", "P27")
    severity = Severity(Gravity.CONDITION, hold=True)
    evidence = Evidence(
        needs=(Rpc.FPCS, *ALARM_ITEMS),
        reads=tuple(item for item in _ALSO_READ if CATALOG[item].wave == 1),
        reference=(STATES_KIND,),
    )
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        stated, states = (*_cards(case), *_others(case)), case.reference.states
        refused = [(text, where) for text, where in stated if states.indicates_counterfeit(text)]
        what = "a module failed the hardware authentication of Junos; can indicate a counterfeit"
        if not refused:
            case.require(_ALSO_READ)
        yield self.none_expected(case, refused, what, "the device reports no module that failed its authentication")


def _cards(case: Case) -> Stated:
    for item in (Rpc.FPCS, Rpc.PICS):
        known = case.known_or_none(item, Fpcs)
        for fpc in fpcs_of(case.unit, known) if known else ():
            yield f"FPC {fpc.slot} {as_stated(fpc)}", EvidenceRef(item, fpc.xpath)
            for pic in fpc.pics:
                yield f"FPC {fpc.slot} PIC {pic.slot} {pic.state}", EvidenceRef(item, pic.xpath)


def _others(case: Case) -> Stated:
    for alarm in standing_alarms(case):
        yield f"{alarm.alarm.description} {alarm.alarm.short_description}", alarm.evidence
    environment = case.known_or_none(Rpc.ENVIRONMENT, Environment)
    for row in environment_of(case.unit, environment) if environment else ():
        if row.comment or row.status.upper() != "OK":
            yield f"{row.name} {row.status} {row.comment}", EvidenceRef(Rpc.ENVIRONMENT, row.xpath)
    engines = case.known_or_none(Rpc.ROUTING_ENGINES, RoutingEngines)
    for engine in routing_engines_of(case.unit, engines) if engines else ():
        text = f"Routing Engine {engine.slot} {engine.status} {engine.last_reboot_reason}"
        yield text, EvidenceRef(Rpc.ROUTING_ENGINES, engine.xpath)
    for item in (Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS):
        errors = case.known_or_none(item, HardwareErrors)
        for error in hardware_errors_of(case.unit, errors) if errors else ():
            yield f"{error.module} {error.description}", EvidenceRef(item, error.xpath)
