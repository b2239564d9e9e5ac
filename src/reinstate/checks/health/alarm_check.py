"""What the checks of alarms make of an alarm by its meaning."""

from __future__ import annotations

from reinstate.checks.framework import Action, Case, Finding, Gravity, Remedy, shown
from reinstate.checks.health.alarm_meanings import AlarmMeaning, meaning_of
from reinstate.checks.health.alarm_topics import StandingAlarm
from reinstate.checks.health.settled import HealthCheck
from reinstate.reference.hardware_states import STATES_KIND, Meaning
from reinstate.reference.profiles import PlatformProfile

_CONNECT = Remedy(Action.LOOK, "connect or install what the alarm names; inspect again")
_EXPLAIN = Remedy(Action.LOOK, "check on the console which parts are installed; inspect again")
_CLEAR = Remedy(Action.CONFIGURE, "delete the configuration that the alarm is about, or zeroize; inspect again")


class AlarmCheck(HealthCheck):
    """A health check that evaluates alarms by what they mean on a bench.

    What is only recalled makes an alarm milder and never excuses it: recalled as normal, it stays an open item;
    recalled as milder than a fault, it counts as unknown if it would otherwise be a must-fix finding.
    """

    def of_alarm(
        self, case: Case, profile: PlatformProfile, alarm: StandingAlarm, *, what: str, subject: str, severe: bool
    ) -> Finding | None:
        """The finding about one alarm; None where it is normal on a bench.

        Args:
            what: the fact, e.g. "an alarm is active".
            severe: whether it is a must-fix finding if its meaning is not known.
        """
        meant = meaning_of(case, profile, alarm)
        if meant == AlarmMeaning(Meaning.NORMAL, sourced=True):
            return None
        if meant is None and not severe and (weak := case.reference.weakness(STATES_KIND, case.as_of.date())):
            return self._open(alarm, subject, f"{what}; the data on what it means {weak}", _EXPLAIN, noted=False)
        if meant is None:
            return self._active(alarm, subject, what, None if severe else Gravity.ADVICE, self.remedy)
        if meant.meaning is Meaning.NORMAL:
            explained = f"{what}; a missing connection or part can explain it"
            return self._open(alarm, subject, explained, _CONNECT, noted=True)
        if meant.meaning is None:
            return self._open(alarm, subject, f"{what}; the replies do not show its cause", _EXPLAIN, noted=False)
        return self._known(alarm, subject, what, meant, severe=severe)

    def _known(self, alarm: StandingAlarm, subject: str, what: str, meant: AlarmMeaning, *, severe: bool) -> Finding:
        fault = meant.meaning is Meaning.FAULT
        remedy = _CLEAR if meant.meaning is Meaning.LEFTOVER else self.remedy
        if not meant.sourced and fault is not severe:
            doubtful = "it can indicate a fault" if fault else "it can have another cause than a fault"
            return self._open(alarm, subject, f"{what}; {doubtful}", remedy, noted=False)
        return self._active(alarm, subject, what, Gravity.CONDITION if fault else Gravity.ADVICE, remedy)

    def _active(
        self, alarm: StandingAlarm, subject: str, what: str, gravity: Gravity | None, remedy: Remedy
    ) -> Finding:
        return self.failed(
            subject,
            what,
            expected=_EXPECTED,
            actual=_stated(alarm),
            evidence=(alarm.evidence,),
            gravity=gravity,
            remedy=remedy,
        )

    def _open(self, alarm: StandingAlarm, subject: str, what: str, remedy: Remedy, *, noted: bool) -> Finding:
        return self.unknown(
            subject,
            what,
            expected=_EXPECTED,
            actual=_stated(alarm),
            evidence=(alarm.evidence,),
            gravity=Gravity.ADVICE if noted else None,
            noted=noted,
            remedy=remedy,
        )


_EXPECTED = "none other than those normal on a bench"


def _stated(alarm: StandingAlarm) -> str:
    return shown(f"{alarm.alarm.alarm_class} {alarm.alarm.description or alarm.alarm.short_description}")
