"""What the checks of cards make of a card or PIC that is not online."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reinstate.checks.framework import NONE, Action, Case, EvidenceRef, Finding, Gravity, Remedy, evidence_at, shown
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.health.alarm_topics import bench_normal, standing_alarms
from reinstate.checks.health.part_states import Kind, PartState, state_of
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import Fpc, Fpcs, HardwareErrors, Pic
from reinstate.device.reading import Known
from reinstate.device.unit_rows import fpcs_of, hardware_errors_of
from reinstate.plan.requests import Rpc
from reinstate.reference.hardware_states import OfflineReason
from reinstate.reference.profiles import PlatformProfile

_ERRORS = (Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS)
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


@dataclass(frozen=True, slots=True)
class Part:
    """A card or PIC that is installed.

    Attributes:
        noun: what it is, with its article ("the line card").
        stated: its state and the reason for it, as printed.
    """

    subject: str
    noun: str
    state: PartState
    stated: str
    evidence: tuple[EvidenceRef, ...]


def card_part(fpc: Fpc, noun: str) -> Part:
    """An FPC, by the list of FPCs."""
    evidence = evidence_at(Rpc.FPCS, fpc.xpath)
    return Part(f"FPC {shown(fpc.slot)}", noun, state_of(fpc.state), as_stated(fpc), evidence)


def pic_part(fpc: Fpc, pic: Pic) -> Part:
    """A PIC, by the list of PICs."""
    subject = f"FPC {shown(fpc.slot)} / PIC {shown(pic.slot)}"
    return Part(subject, "the PIC", state_of(pic.state), pic.state, evidence_at(Rpc.PICS, pic.xpath))


class CardCheck(HealthCheck):
    """A health check of cards or PICs: a state is a fault only if nothing else is reported to explain it."""

    def of_part(
        self, case: Case, part: Part, *, gravity: Gravity | None = None, remedy: Remedy | None = None
    ) -> Finding:
        """The finding about a card or PIC; gravity and remedy are those of a failure, unless the check's own apply."""
        if part.state.kind is Kind.WORKING:
            what = f"{part.noun} is online"
            return self.passed(part.subject, what, expected="Online", actual="Online", evidence=part.evidence)
        reason = _explained(case, part)
        if part.state.kind in _AT_FAULT and reason is None:
            return self._at_fault(case, part, gravity, remedy)
        says, step = reason or (part.state.says, _MORE_POWER if part.state.kind is Kind.PRESENT else _WAIT)
        return self.unknown(
            part.subject,
            f"{part.noun} {says}",
            expected="Online",
            actual=shown(part.stated) or NONE,
            evidence=part.evidence,
            gravity=gravity,
            remedy=step,
        )

    def _at_fault(self, case: Case, part: Part, gravity: Gravity | None, remedy: Remedy | None) -> Finding:
        refused = case.reference.states.indicates_counterfeit(part.stated)
        says = part.state.says if part.state.kind is Kind.FAULT else "is not online"
        return self.failed(
            part.subject,
            f"{part.noun} {says}",
            expected="Online",
            actual=shown(part.stated) or NONE,
            evidence=part.evidence,
            gravity=gravity,
            remedy=KEEP_AND_REPORT if refused else remedy,
        )

    def in_group(self, case: Case, part: Part, *, faulty: bool | None) -> Finding:
        """The finding about a PIC that is offline beside a group of ports that excludes its own.

        It is an open item, unless the card is reported as faulty or (None) that is not known.
        """
        if faulty:
            return self.of_part(case, part)
        return self.unknown(
            part.subject,
            "not tested: another group of ports of the card is switched on",
            expected="Online",
            actual=shown(part.stated),
            evidence=part.evidence,
            gravity=Gravity.ADVICE if faulty is False else None,
            noted=faulty is False,
            remedy=_SWITCH_GROUPS,
        )


def _explained(case: Case, part: Part) -> tuple[str, Remedy] | None:
    """Why a card or PIC is offline without a fault of its own, and what to do; None if nothing says so."""
    if reason := case.reference.states.offline_reason(part.stated):
        return _NO_FAULT.get(reason)
    named = f"{part.subject} invalid port profile".replace(" / ", " ").casefold()
    texts = (f"{one.alarm.description} {one.alarm.short_description}".casefold() for one in standing_alarms(case))
    return _PORT_PROFILE if any(named in text for text in texts) else None


def as_stated(fpc: Fpc) -> str:
    """A card's state and the reason for it."""
    return f"{fpc.state} ({fpc.comment})" if fpc.comment else fpc.state


def is_other_group_on(case: Case, fpc: Fpc, pic: Pic) -> bool:
    """Whether a PIC is offline, and a PIC of a group of ports that excludes its own is online."""
    if state_of(pic.state).kind is not Kind.DOWN:
        return False
    states = case.reference.states
    others = [other for card in _descriptions(case, fpc) for other in states.other_groups(card, pic.slot)]
    online = {one.slot for one in fpc.pics if state_of(one.state).kind is Kind.WORKING}
    return bool(online.intersection(others))


def _descriptions(case: Case, fpc: Fpc) -> tuple[str, ...]:
    """What the device calls a card, in any of its replies."""
    rows = [row.description for row in fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs)) if row.slot == fpc.slot]
    frus = [fru for fru in case.unit.frus if fru.name.casefold() == f"fpc {fpc.slot}"]
    named = [fpc.description, *rows, *(fru.description for fru in frus), *(fru.model_number for fru in frus)]
    return tuple(dict.fromkeys(name for name in named if name))


def is_reported_faulty(case: Case, profile: PlatformProfile, slot: str) -> bool | None:
    """Whether an alarm or an active error names the card; None where the profile's active errors are not known."""
    named = re.compile(rf"\bFPC\s?{re.escape(slot)}\b", re.IGNORECASE)
    alarms = [one.alarm for one in standing_alarms(case) if not bench_normal(one.alarm, profile)]
    texts = [f"{alarm.description} {alarm.short_description}" for alarm in alarms]
    readings = [case.reading(item) for item in _ERRORS if item in profile.expected]
    known = [one.value for one in readings if isinstance(one, Known) and isinstance(one.value, HardwareErrors)]
    own = [error for errors in known for error in hardware_errors_of(case.unit, errors) if error.count != 0]
    texts += [f"{error.module} {error.description}" for error in own]
    if any(named.search(text) for text in texts):
        return True
    return False if len(known) == len(readings) else None
