"""What the checks of cards make of a card or PIC that is not online."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reinstate.checks.framework import NONE, Action, Case, EvidenceRef, Finding, Gravity, Remedy, shown
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.health.alarm_topics import bench_normal, standing_alarms
from reinstate.checks.health.part_states import Kind, PartState, state_of
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import Fpc, Fpcs, HardwareErrors, Pic
from reinstate.device.unit_rows import fpcs_of, hardware_errors_of
from reinstate.plan.requests import Rpc
from reinstate.reference.hardware_states import OfflineReason
from reinstate.reference.profiles import PlatformProfile

_AT_FAULT = (Kind.DOWN, Kind.FAULT, Kind.EMPTY)
_MORE_POWER = Remedy(Action.LOOK, "provide more input power and bring the card online; inspect again")
_WAIT = Remedy(Action.LOOK, "wait until it is online; inspect again; if the state remains, read its log on the console")
_SWITCH_GROUPS = Remedy(Action.LOOK, "switch the groups and inspect again (chassis fpc N pic M power on and off)")
# Why a card is offline without a fault of its own, and what to do.
_NO_FAULT = {
    OfflineReason.POWER: ("is offline for lack of power", _MORE_POWER),
    OfflineReason.MISMATCH: (
        "does not match the software or another part of the chassis",
        Remedy(Action.LOOK, "check which release, fan trays, power supplies, and boards it needs; inspect again"),
    ),
    OfflineReason.ORDERED: (
        "was taken offline by a command, a button, or configuration",
        Remedy(
            Action.LOOK,
            "bring it online (request chassis fpc online), or delete the configuration that keeps it offline; "
            "inspect again",
        ),
    ),
}

_PORT_PROFILE = (
    "is configured with a port profile that it cannot use",
    Remedy(Action.CONFIGURE, "delete the statements below chassis fpc, or zeroize; inspect again"),
)


class CardCheck(HealthCheck):
    """A health check of cards or PICs: a state is a fault only if nothing else is reported to explain it."""

    def not_online(
        self,
        case: Case,
        subject: str,
        noun: str,
        stated: str,
        evidence: Iterable[EvidenceRef],
        *,
        state: PartState,
        gravity: Gravity | None = None,
        remedy: Remedy | None = None,
    ) -> Finding:
        """The finding about a part that is installed and not online.

        Args:
            noun: what the part is, with its article ("the line card").
            stated: its state and the reason for it, as printed.
        """
        reason = _explained(case, subject, stated)
        refused = case.reference.states.indicates_counterfeit(stated)
        if state.kind in _AT_FAULT and reason is None:
            what = f"{noun} {state.says}" if state.kind is Kind.FAULT else f"{noun} is not online"
            return self.failed(
                subject,
                what,
                expected="Online",
                actual=shown(stated) or NONE,
                evidence=evidence,
                gravity=gravity,
                remedy=KEEP_AND_REPORT if refused else remedy,
            )
        says, step = reason or (state.says, _MORE_POWER if state.kind is Kind.PRESENT else _WAIT)
        return self.unknown(
            subject,
            f"{noun} {says}",
            expected="Online",
            actual=shown(stated) or NONE,
            evidence=evidence,
            gravity=gravity,
            remedy=step,
        )

    def off_by_design(self, subject: str, pic: Pic, evidence: Iterable[EvidenceRef]) -> Finding:
        """The open item about a PIC whose group of ports is switched off because another one is on."""
        return self.unknown(
            subject,
            "not tested: another group of ports of the card is switched on",
            expected="Online",
            actual=shown(pic.state),
            evidence=evidence,
            gravity=Gravity.ADVICE,
            noted=True,
            remedy=_SWITCH_GROUPS,
        )


def _explained(case: Case, subject: str, stated: str) -> tuple[str, Remedy] | None:
    """Why a card or PIC is offline without a fault of its own, and what to do; None if nothing says so."""
    if reason := case.reference.states.offline_reason(stated):
        return _NO_FAULT.get(reason)
    named = subject.replace(" / ", " ").casefold()
    texts = (f"{one.alarm.description} {one.alarm.short_description}".casefold() for one in standing_alarms(case))
    return _PORT_PROFILE if any(f"{named} invalid port profile" in text for text in texts) else None


def as_stated(fpc: Fpc) -> str:
    """A card's state and the reason for it."""
    return f"{fpc.state} ({fpc.comment})" if fpc.comment else fpc.state


def is_off_by_design(case: Case, profile: PlatformProfile, fpc: Fpc, pic: Pic) -> bool:
    """Whether a PIC is offline because a PIC of another group of ports is online, and nothing reports a fault."""
    if state_of(pic.state).kind is not Kind.DOWN:
        return False
    others = [
        other for card in _descriptions(case, fpc) for other in case.reference.states.other_groups(card, pic.slot)
    ]
    online = {one.slot for one in fpc.pics if state_of(one.state).kind is Kind.WORKING}
    return bool(online.intersection(others)) and not _reports_fault(case, profile, fpc.slot)


def _descriptions(case: Case, fpc: Fpc) -> tuple[str, ...]:
    """What the device calls a card, in any of its replies."""
    rows = [row.description for row in fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs)) if row.slot == fpc.slot]
    frus = [fru for fru in case.unit.frus if fru.name.casefold() == f"fpc {fpc.slot}"]
    named = [fpc.description, *rows, *(fru.description for fru in frus), *(fru.model_number for fru in frus)]
    return tuple(dict.fromkeys(name for name in named if name))


def _reports_fault(case: Case, profile: PlatformProfile, slot: str) -> bool:
    """Whether an alarm or an active error names the card."""
    named = re.compile(rf"\bFPC\s?{re.escape(slot)}\b", re.IGNORECASE)
    alarms = [one.alarm for one in standing_alarms(case) if not bench_normal(one.alarm, profile)]
    texts = [f"{alarm.description} {alarm.short_description}" for alarm in alarms]
    for item in (Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS):
        errors = case.known_or_none(item, HardwareErrors)
        own = hardware_errors_of(case.unit, errors) if errors else ()
        texts += [f"{error.module} {error.description}" for error in own if error.count != 0]
    return any(named.search(text) for text in texts)
