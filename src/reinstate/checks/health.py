"""Checks of health: whether the device works, as far as it can tell of itself on a bench."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase

from reinstate.checks.alarms import ALARM_ITEMS, StandingAlarm, Topic, bench_normal, standing_alarms
from reinstate.checks.framework import Action, Case, Check, EvidenceRef, Finding, Gravity, Result
from reinstate.checks.inputs import Inputs
from reinstate.checks.installed import is_newer, modified
from reinstate.checks.supplies import Supply, SupplyState, supplies_of
from reinstate.checks.wording import counted, listed, shown
from reinstate.device.model import (
    ChassisCluster,
    ClusterNode,
    Environment,
    EnvironmentItem,
    File,
    FileListing,
    Filesystem,
    Fpc,
    Fpcs,
    Fru,
    FruKind,
    HardwareError,
    HardwareErrors,
    Pic,
    RoutingEngine,
    RoutingEngines,
    Said,
    Statements,
    Storage,
    Unit,
    Uptime,
    VirtualChassis,
    VirtualChassisMember,
    VmHost,
)
from reinstate.device.slices import (
    environment_of,
    files_of,
    fpcs_of,
    hardware_errors_of,
    routing_engines_of,
    storage_of,
    uptime_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_WAIT = "wait until the device has settled, then run again"


class HealthCheck(Check):
    """A health check writes ``examine``; before the device has settled after boot, none of its failures counts."""

    clauses = ("P4",)

    @abstractmethod
    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        """Yield at least one finding, as if the device had settled."""

    def judge(self, case: Case) -> Iterator[Finding]:
        """The findings of ``examine``, failures turned into unknowns while the device may still be starting."""
        if case.profile is None:
            yield self.family_unknown(case, "the product's family is unknown, so is what would be normal for it")
            return
        waiting = unsettled(case, case.profile)
        for finding in self.examine(case, case.profile):
            yield self._not_yet(finding, waiting) if waiting and finding.result is Result.FAIL else finding

    def _not_yet(self, finding: Finding, waiting: str) -> Finding:
        what = f"{finding.what}, but {waiting}"
        if finding.gravity is Gravity.ADVICE:
            return replace(
                finding, result=Result.INCONCLUSIVE, noted=True, what=what, next_step=_WAIT, action=Action.WAIT
            )
        return self.unknown(
            finding.subject,
            what,
            expected=finding.expected,
            actual=finding.actual,
            evidence=finding.evidence,
            next_step=_WAIT,
            action=Action.WAIT,
        )


def unsettled(case: Case, profile: PlatformProfile) -> str:
    """Why the device can't be taken as settled after boot; "" where it is."""
    seconds = [up for up, _ in case.kept(_up_times) if up is not None]
    if not seconds:
        return "it isn't known how long it has been up"
    if min(seconds) < profile.settle_minutes * 60:
        return f"it has been up for {min(seconds) // 60} minutes only"
    return ""


def _up_times(case: Case) -> tuple[tuple[int | None, EvidenceRef], ...]:
    return tuple(_each_up_time(case))


def _each_up_time(case: Case) -> Iterator[tuple[int | None, EvidenceRef]]:
    uptime = case.known_or_none(Rpc.UPTIME, Uptime)
    for engine in uptime_of(case.unit, uptime) if uptime else ():
        yield engine.up_seconds, EvidenceRef(Rpc.UPTIME, engine.xpath)
    engines = case.known_or_none(Rpc.ROUTING_ENGINES, RoutingEngines)
    for routing_engine in routing_engines_of(case.unit, engines) if engines else ():
        yield routing_engine.up_seconds, EvidenceRef(Rpc.ROUTING_ENGINES, routing_engine.xpath)


class Settled(HealthCheck):
    """The device has been up long enough for its health to be judged."""

    id = "health.settled"
    title = "The device has settled after boot"
    rationale = "While it boots, fans run at full speed and cards read Testing, Present or Ready on a sound device."
    gravity = Gravity.CONDITION
    # Whatever hides behind an unsettled device may be a blocker.
    ceiling = Gravity.BLOCKER
    needs = (Rpc.UPTIME, Rpc.ROUTING_ENGINES)

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        times = [(up, evidence) for up, evidence in case.kept(_up_times) if up is not None]
        evidence = [where for _, where in times] or [EvidenceRef(Rpc.UPTIME)]
        expected = f"up for {profile.settle_minutes} minutes or more"
        if unsettled(case, profile):
            actual = f"{min(up for up, _ in times) // 60} minutes" if times else "no up time stated"
            yield self.unknown(
                case.unit.name,
                "it has not settled after boot",
                expected=expected,
                actual=actual,
                evidence=evidence,
                next_step=_WAIT,
                action=Action.WAIT,
            )
        else:
            yield self.passed(case.unit.name, "it has settled after boot", expected=expected, evidence=evidence)


class AtLeastOneSupply(HealthCheck):
    """At least one power supply works."""

    id = "health.at-least-one-supply"
    title = "At least one power supply works"
    rationale = "A product none of whose supplies is OK doesn't function by its own account."
    gravity = Gravity.BLOCKER
    needs = (Rpc.ENVIRONMENT, *ALARM_ITEMS)
    uses = (Rpc.POWER,)
    next_step = "plug in or replace a power supply, then run again"
    action = Action.REPLACE

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return _no_supply_slots(profile)

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        supplies = supplies_of(case)
        subject, expected = case.unit.name, "one supply OK"
        if not supplies and _one_fixed_supply(profile):
            yield _powered(self, case)
            return
        states = {supply.state for supply in supplies}
        working = [supply for supply in supplies if supply.state is SupplyState.OK]
        stated = _stated(supplies)
        if working:
            evidence = working[0].evidence
            yield self.passed(
                subject, "a power supply works", expected=expected, actual=working[0].name, evidence=evidence
            )
        elif SupplyState.DEAD in states and SupplyState.UNCLEAR not in states:
            yield self.failed(
                subject, "no power supply works", expected=expected, actual=stated, evidence=_evidence(supplies)
            )
        else:
            # It answers, so something feeds it: where none is called broken, the readings are what is in doubt.
            yield self.unknown(
                subject,
                "it can't be told whether a power supply works",
                expected=expected,
                actual=stated or "no supply listed",
                evidence=_evidence(supplies) or (EvidenceRef(Rpc.ENVIRONMENT),),
                next_step="look at the supplies' lamps and feeds, run again",
                action=Action.LOOK,
            )


class Supplies(HealthCheck):
    """Every supply that is plugged in works; what isn't plugged in can't be tested."""

    id = "health.supplies"
    title = "Every power supply that is plugged in works"
    rationale = (
        "On a bench one feed is usual, and a sound box then raises even a major chassis alarm for the others. "
        "So a supply counts as dead only if its feed is live, if it calls itself broken, or if it was declared as fed."
    )
    rests_on = ("claims",)  # of how many are fed
    gravity = Gravity.CONDITION
    needs = (Rpc.ENVIRONMENT, *ALARM_ITEMS)
    uses = (Rpc.POWER,)
    next_step = "replace the power supply, or take it out"
    action = Action.REPLACE

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return _no_supply_slots(profile)

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        supplies = supplies_of(case)
        if not supplies:
            listed_none = self.unknown(
                case.unit.name, "no power supply is listed", expected="its supplies", evidence=_at(Rpc.ENVIRONMENT)
            )
            yield _powered(self, case) if _one_fixed_supply(profile) else listed_none
            return
        working = [supply for supply in supplies if supply.state is SupplyState.OK]
        dead = [supply for supply in supplies if supply.state is SupplyState.DEAD]
        doubtful = [supply for supply in supplies if supply.state in (SupplyState.NOT_FED, SupplyState.UNCLEAR)]
        yield from (self._dead(supply) for supply in dead)
        fed = min(case.inputs.fed_supplies, profile.supply_slots or case.inputs.fed_supplies)
        short = fed - len(working) - len(dead)
        if short > 0:
            yield from self._short_of(case, doubtful, short, fed)
        else:
            yield from (self._not_tested(supply) for supply in doubtful)
        if working:
            yield self.passed(
                case.unit.name,
                "the power supplies that are fed are OK" if not (dead or short > 0) else "these power supplies are OK",
                expected=f"{fed} fed and OK",
                actual=listed(supply.name for supply in working),
                evidence=_evidence(working),
            )

    def _dead(self, supply: Supply) -> Finding:
        what = "is dead although its feed is live" if supply.live_feed else "has failed"
        return self.failed(supply.name, what, expected="OK", actual=listed(supply.texts), evidence=supply.evidence)

    def _short_of(self, case: Case, doubtful: list[Supply], short: int, fed: int) -> Iterator[Finding]:
        expected = f"{fed} fed and OK"
        if doubtful and len(doubtful) <= short:
            for supply in doubtful:
                yield self.failed(
                    supply.name,
                    "is declared as fed and isn't OK",
                    expected="OK",
                    actual=listed(supply.texts),
                    evidence=supply.evidence,
                    next_step="check its feed, run again; else replace it",
                    action=Action.LOOK,
                )
            return
        yield self.failed(
            case.unit.name,
            "fewer power supplies work than are declared as fed",
            expected=expected,
            actual=_stated(doubtful) or "no further supply listed",
            evidence=_evidence(doubtful) or _at(Rpc.ENVIRONMENT),
            next_step="check the feeds and their declared number, run again; else replace the supply",
            action=Action.LOOK,
        )

    def _not_tested(self, supply: Supply) -> Finding:
        noted = supply.state is SupplyState.NOT_FED
        idle = "is not there" if supply.missing else "isn't fed, and was not tested"
        return self.unknown(
            supply.name,
            idle if noted else "isn't OK in words that don't tell why",
            expected="OK",
            actual=listed(supply.texts),
            evidence=supply.evidence,
            gravity=Gravity.ADVICE if noted else None,
            noted=noted,
            next_step="fit a supply if a second is wanted"
            if supply.missing
            else "plug it in, declare it as fed, run again",
            action=Action.REPLACE if supply.missing else Action.LOOK,
        )


def _no_supply_slots(profile: PlatformProfile) -> str:
    return f"{profile.name} has no power supply of its own" if profile.supply_slots == 0 else ""


def _one_fixed_supply(profile: PlatformProfile) -> bool:
    """A box of that kind may list no supply: that it answers shows that its only one works."""
    return FruKind.POWER_SUPPLY in profile.identity_free and profile.supply_slots in (None, 1)


def _powered(check: Check, case: Case) -> Finding:
    return check.passed(
        case.unit.name, "its only supply works, for it answers", expected="OK", evidence=_at(Rpc.ENVIRONMENT)
    )


def _stated(supplies: Iterable[Supply]) -> str:
    return listed(f"{supply.name} {', '.join(dict.fromkeys(supply.texts))}" for supply in supplies)


def _evidence(supplies: Iterable[Supply]) -> tuple[EvidenceRef, ...]:
    return tuple(evidence for supply in supplies for evidence in supply.evidence)


def _at(rpc: Rpc, xpath: str = "") -> tuple[EvidenceRef, ...]:
    return (EvidenceRef(rpc, xpath),)


_FAN = re.compile(r"\bfans?\b|\bblower|\bimpeller", re.IGNORECASE)
_SUPPLY_ROW = re.compile(r"\b(PEM|PSM|PSU|PDM|Power Supply)\s*\d", re.IGNORECASE)
_NOT_YET_TOLD = frozenset({"testing", "present", "ready", ""})


class Fans(HealthCheck):
    """Every fan turns and no fan tray is missing."""

    id = "health.fans"
    title = "Every fan works"
    rationale = "A product with a failed or missing fan overheats; full speed alone is no fault."
    gravity = Gravity.CONDITION
    ceiling = Gravity.BLOCKER  # where its fans can't be replaced
    needs = (Rpc.ENVIRONMENT, *ALARM_ITEMS)
    next_step = "replace the fan tray"
    action = Action.REPLACE

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        rows = [row for row in environment_of(case.unit, case.known(Rpc.ENVIRONMENT, Environment)) if is_fan_row(row)]
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic is Topic.FAN]
        bad = [row for row in rows if row.status.lower() not in ("ok", "online")]
        yield from (self._row(row, profile) for row in bad)
        if not bad:
            yield from (self._alarm(case, alarm, profile) for alarm in alarms)
        if not rows and not alarms:
            yield self._no_fan_listed(case, profile)
        elif not bad and not alarms:
            where = (EvidenceRef(Rpc.ENVIRONMENT, row.xpath) for row in rows)
            yield self.passed(case.unit.name, f"{counted(len(rows), 'fan reading')} OK", evidence=where)

    def _row(self, row: EnvironmentItem, profile: PlatformProfile) -> Finding:
        evidence = _at(Rpc.ENVIRONMENT, row.xpath)
        status = shown(row.status)
        if row.status.lower() in _NOT_YET_TOLD:
            return self.unknown(shown(row.name), "doesn't tell yet", expected="OK", actual=status, evidence=evidence)
        what = "is missing" if row.status.lower() == "absent" else "has failed"
        return self.failed(
            shown(row.name), what, expected="OK", actual=status, evidence=evidence, gravity=_fan_gravity(profile)
        )

    def _alarm(self, case: Case, standing: StandingAlarm, profile: PlatformProfile) -> Finding:
        return self.failed(
            case.unit.name,
            "a fan alarm stands",
            expected="no alarm",
            actual=shown(standing.alarm.description),
            evidence=(standing.evidence,),
            gravity=_fan_gravity(profile) if standing.major else Gravity.ADVICE,
        )

    def _no_fan_listed(self, case: Case, profile: PlatformProfile) -> Finding:
        model = case.unit.model.casefold()
        if any(fnmatchcase(model, pattern) for pattern in profile.fanless):
            return self.passed(case.unit.name, "this model has no fan", evidence=_at(Rpc.ENVIRONMENT))
        return self.unknown(
            case.unit.name, "no fan is listed", expected="its fans", actual="none", evidence=_at(Rpc.ENVIRONMENT)
        )


def is_supply_row(row: EnvironmentItem) -> bool:
    """Whether a row of the environment speaks of a supply or of what belongs to one."""
    return _SUPPLY_ROW.search(row.name) is not None


def is_fan_row(row: EnvironmentItem) -> bool:
    """A supply's own fan belongs to the supply."""
    return bool(row.item_class.lower() == "fans" or _FAN.search(row.name)) and not is_supply_row(row)


def _fan_gravity(profile: PlatformProfile) -> Gravity:
    return Gravity.CONDITION if profile.fans_removable else Gravity.BLOCKER


class Temperature(HealthCheck):
    """Nothing is over its temperature."""

    id = "health.temperature"
    title = "No part is over temperature"
    rationale = "A part that is too hot on an idle bench has a cooling fault, or soon a heat fault."
    gravity = Gravity.CONDITION
    needs = (Rpc.ENVIRONMENT, *ALARM_ITEMS)
    next_step = "let it cool, check air flow and fans, run again; else replace the part"
    action = Action.LOOK

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        environment = case.known(Rpc.ENVIRONMENT, Environment)
        rows = [row for row in environment_of(case.unit, environment) if is_temperature_row(row)]
        findings = [finding for row in rows for finding in self._row(row)]
        findings += [self._alarm(case, alarm) for alarm in standing_alarms(case) if alarm.topic is Topic.TEMPERATURE]
        yield from findings
        read = [row for row in rows if row.status.lower() == "ok"]
        failed = any(finding.result is Result.FAIL for finding in findings)
        if not read and not failed:
            yield self.unknown(
                case.unit.name, "no temperature is stated", expected="readings", evidence=_at(Rpc.ENVIRONMENT)
            )
        elif not failed:
            where = (EvidenceRef(Rpc.ENVIRONMENT, row.xpath) for row in read)
            yield self.passed(case.unit.name, f"{counted(len(read), 'temperature')} OK", evidence=where)

    def _row(self, row: EnvironmentItem) -> Iterator[Finding]:
        status = row.status.lower()
        if status in ("ok", "absent"):  # an absent part has no temperature
            return
        evidence = _at(Rpc.ENVIRONMENT, row.xpath)
        name, actual = shown(row.name), shown(row.status)
        if status in _NOT_YET_TOLD:
            # Single sensors stay so on sound devices; the readings beside them tell.
            yield self.unknown(
                name, "gives no reading", actual=actual, evidence=evidence, gravity=Gravity.ADVICE, noted=True
            )
        elif "warm" in status:
            yield self.failed(name, "is warm", expected="OK", actual=actual, evidence=evidence, gravity=Gravity.ADVICE)
        else:
            yield self.failed(name, "is over temperature or its sensor has failed", actual=actual, evidence=evidence)

    def _alarm(self, case: Case, standing: StandingAlarm) -> Finding:
        return self.failed(
            case.unit.name,
            "is over temperature" if standing.major else "is warm",
            expected="no temperature alarm",
            actual=shown(standing.alarm.description),
            evidence=(standing.evidence,),
            gravity=Gravity.CONDITION if standing.major else Gravity.ADVICE,
        )


def is_temperature_row(row: EnvironmentItem) -> bool:
    """Whether a row is a temperature that isn't a supply's or a fan's."""
    warm_class = row.item_class.lower() == "temp" or row.celsius is not None
    return warm_class and not _SUPPLY_ROW.search(row.name) and not _FAN.search(row.name)


_NO_POWER = re.compile(r"power|offlined by|cli command", re.IGNORECASE)


class Forwarding(HealthCheck):
    """The fixed box forwards: its FPC and built-in PICs are online."""

    id = "health.forwarding"
    title = "The fixed box's FPC and built-in PICs are online"
    rationale = "On a fixed product they are the product itself: if they are down, it doesn't function."
    gravity = Gravity.BLOCKER
    needs = (Rpc.FPCS, Rpc.PICS, Rpc.INVENTORY)
    next_step = "power-cycle it and run again; if it stays so, it is not functioning"
    action = Action.LOOK

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
            return self.failed(subject, "is not there", expected="Online", actual="not listed", evidence=_at(Rpc.FPCS))
        evidence = _at(Rpc.FPCS, fpc.xpath)
        if fpc.state.lower() == "online":
            return self.passed(subject, "is online", expected="Online", actual="Online", evidence=evidence)
        return self.failed(subject, "is not online", expected="Online", actual=_state_of(fpc), evidence=evidence)

    def _expansion(self, fpc: Fpc) -> Finding:
        """A card that plugs into a fixed box: it can be replaced."""
        evidence = _at(Rpc.FPCS, fpc.xpath)
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
            next_step="take the module out or replace it",
            action=Action.REMOVE,
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
            yield self.failed(subject, "is not there", expected="Online", actual="not listed", evidence=_at(Rpc.PICS))
        if not seen and not built_in:
            yield self.unknown(case.unit.name, "no PIC is listed", expected="its PICs", evidence=_at(Rpc.PICS))

    def _pic(self, place: tuple[str, str], pic: Pic, *, replaceable: bool) -> Finding:
        subject = f"FPC {shown(place[0])} / PIC {shown(pic.slot)}"
        evidence = _at(Rpc.PICS, pic.xpath)
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
    """Every line card of a modular chassis is online."""

    id = "health.line-cards"
    title = "Every line card is online"
    rationale = "A card that doesn't come up is damaged, or the bench gives it too little power to tell."
    gravity = Gravity.CONDITION
    needs = (Rpc.FPCS, Rpc.PICS, Rpc.INVENTORY)
    next_step = "reseat the card and run again; else take it out"
    action = Action.LOOK

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
                evidence=_at(Rpc.FPCS),
            )
        if not fitted and not slots:
            yield self.passed(case.unit.name, "no line card is fitted", evidence=_at(Rpc.FPCS))

    def _card(self, fpc: Fpc) -> Finding:
        subject, evidence = f"FPC {shown(fpc.slot)}", _at(Rpc.FPCS, fpc.xpath)
        state = fpc.state.lower()
        if state == "online":
            return self.passed(subject, "is online", expected="Online", actual="Online", evidence=evidence)
        if state in _NOT_YET_TOLD or _NO_POWER.search(f"{fpc.state} {fpc.comment}"):
            return self.unknown(
                subject,
                "is not started",
                expected="Online",
                actual=_state_of(fpc),
                evidence=evidence,
                next_step="give the chassis more feeds, bring the card online, run again",
                action=Action.LOOK,
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
                        evidence=_at(Rpc.PICS, pic.xpath),
                    )


def _inventory_cards(unit: Unit) -> set[str]:
    return {
        match.group(1)
        for fru in unit.walk()
        if fru.kind is FruKind.LINE_CARD and len(fru.path) == 1 and (match := _SLOT.match(fru.name))
    }


class EnginesWork(HealthCheck):
    """Every routing engine that is fitted works."""

    id = "health.routing-engines"
    title = "Every routing engine works"
    rationale = "The sole routing engine of a product is the product; the second of two can be replaced."
    gravity = Gravity.BLOCKER
    needs = (Rpc.ROUTING_ENGINES,)
    uses = (Rpc.VIRTUAL_CHASSIS,)
    next_step = "reseat or replace the routing engine"
    action = Action.REPLACE

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        engines = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
        fitted = [engine for engine in engines if engine.status.lower() not in ("empty", "absent")]
        for engine in fitted:
            yield self._engine(engine, sole=len(fitted) == 1, of_two=profile.redundant_engines)
        if not fitted:
            yield self._none_listed(case)
        elif profile.redundant_engines and len(fitted) == 1:
            yield self.failed(
                case.unit.name,
                "one routing engine is fitted of two",
                expected="two for redundancy",
                actual="one",
                evidence=_at(Rpc.ROUTING_ENGINES, fitted[0].xpath),
                gravity=Gravity.ADVICE,
                next_step="add a second routing engine if redundancy is wanted",
                action=Action.REPLACE,
            )

    def _engine(self, engine: RoutingEngine, *, sole: bool, of_two: bool) -> Finding:
        subject = f"Routing Engine {shown(engine.slot)}".rstrip()
        evidence, status = _at(Rpc.ROUTING_ENGINES, engine.xpath), engine.status.lower()
        # Fixed boxes of some families print no status; one that answers as master works.
        if status == "ok" or (not status and sole and not of_two):
            return self.passed(subject, "works", expected="OK", actual=shown(engine.status), evidence=evidence)
        if status in ("testing", ""):
            return self.unknown(
                subject, "doesn't tell its status", expected="OK", actual=shown(engine.status), evidence=evidence
            )
        return self.failed(
            subject,
            "doesn't work",
            expected="OK",
            actual=shown(engine.status),
            evidence=evidence,
            gravity=Gravity.BLOCKER if sole else Gravity.CONDITION,
        )

    def _none_listed(self, case: Case) -> Finding:
        """A virtual chassis lists the engines of its master and backup; a line-card member's stays idle."""
        member = _own_member(case)
        if member is not None and member.role.lower().startswith("linecard"):
            return self.unknown(
                case.unit.name,
                "its routing engine stays idle while it serves as a line card, and was not tested",
                expected="OK",
                actual="not listed",
                evidence=_at(Rpc.VIRTUAL_CHASSIS, member.xpath),
                gravity=Gravity.ADVICE,
                noted=True,
                next_step="run it by itself to test it",
                action=Action.LOOK,
            )
        return self.unknown(
            case.unit.name, "no routing engine is listed", expected="OK", evidence=_at(Rpc.ROUTING_ENGINES)
        )


def _own_member(case: Case) -> VirtualChassisMember | None:
    chassis = case.known_or_none(Rpc.VIRTUAL_CHASSIS, VirtualChassis)
    return next(iter(_own_members(case.unit, chassis.members if chassis else ())), None)


def _own_members(unit: Unit, members: tuple[VirtualChassisMember, ...]) -> list[VirtualChassisMember]:
    """The entry that speaks of the unit; a switch by itself is the only one of its own virtual chassis."""
    if len(members) == 1 and not unit.member:
        return list(members)
    return [member for member in members if _is_unit(member, unit)]


def _is_unit(member: VirtualChassisMember, unit: Unit) -> bool:
    if unit.fpc_slots and member.fpc_slots:
        return not unit.fpc_slots.isdisjoint(member.fpc_slots)
    if unit.member:
        return unit.member.removeprefix("fpc").removeprefix("member") == member.member_id
    return member.status.lower().startswith("prsnt")


class NoHardwareErrors(HealthCheck):
    """No hardware error is active."""

    id = "health.hardware-errors"
    title = "No hardware error is active"
    rationale = "A fatal or major error that the device itself keeps on its list is damage."
    gravity = Gravity.BLOCKER
    needs = (Rpc.ACTIVE_ERRORS,)
    uses = (Rpc.SYSTEM_ERRORS,)
    next_step = "power-cycle it and run again; if the error comes back, the part is damaged"
    action = Action.LOOK

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        standing = [
            (item, error) for item in (Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS) for error in _active_errors(case, item)
        ]
        for item, error in standing:
            minor = error.severity.lower() in ("minor", "info", "notice")
            part = Gravity.CONDITION if profile.modular else Gravity.BLOCKER
            yield self.failed(
                shown(error.module) or case.unit.name,
                "a hardware error is active",
                expected="none",
                actual=shown(f"{error.severity} {error.description}"),
                evidence=_at(item, error.xpath),
                gravity=Gravity.ADVICE if minor else part,
            )
        if not standing:
            yield self.passed(case.unit.name, "no hardware error is active", evidence=_at(Rpc.ACTIVE_ERRORS))


def _active_errors(case: Case, item: Rpc) -> tuple[HardwareError, ...]:
    errors = case.known_or_none(item, HardwareErrors)
    own = hardware_errors_of(case.unit, errors) if errors else ()
    return tuple(error for error in own if error.count != 0)


class NoAlarmLeft(HealthCheck):
    """No alarm stands beyond those that a sound box shows on a bench."""

    id = "health.alarms"
    title = "No alarm stands beyond those normal on a bench"
    rationale = (
        "A major chassis alarm may be damage, or an uncabled port. What is normal is listed per platform by the "
        "alarm's short description; a major alarm that isn't listed never counts as normal."
    )
    gravity = Gravity.CONDITION
    needs = ALARM_ITEMS
    uses = (Rpc.ROUTING_ENGINES,)
    next_step = "find the alarm's cause; if the part is sound, add the alarm to the profile with its source"
    action = Action.LOOK

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic in (Topic.OTHER, Topic.BACKUP_ENGINE)]
        left = [alarm for alarm in alarms if not bench_normal(alarm.alarm, profile)]
        for standing in left:
            yield self.failed(
                case.unit.name,
                "an alarm stands",
                expected="none beyond those normal on a bench",
                actual=shown(f"{standing.alarm.alarm_class} {standing.alarm.description}"),
                evidence=(standing.evidence,),
                gravity=self._gravity(case, standing),
            )
        if not left:
            normal = listed(alarm.alarm.description for alarm in alarms)
            what = "every alarm is normal on a bench" if normal else "no alarm stands"
            where = [alarm.evidence for alarm in alarms] or [EvidenceRef(item) for item in ALARM_ITEMS]
            yield self.passed(case.unit.name, what, actual=normal, evidence=where)

    def _gravity(self, case: Case, standing: StandingAlarm) -> Gravity:
        if not (standing.major and standing.chassis):
            return Gravity.ADVICE
        if standing.topic is Topic.BACKUP_ENGINE and _sole_engine(case):
            return Gravity.ADVICE
        return Gravity.CONDITION


def _sole_engine(case: Case) -> bool:
    engines = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
    return sum(engine.status.lower() not in ("empty", "absent") for engine in engines) == 1


_STORAGE_DAMAGE = re.compile(
    r"error|fail|missing|absent|not (found|present|detected)|corrupt|bad\b|smart", re.IGNORECASE
)
_READ_ONLY_BY_NATURE = re.compile(
    r"^(devfs|procfs|fdesc|kernfs|squashfs|overlay|cgroup|/dev/md\d|/dev/loop|/dev/cd\d)|\.uzip|/packages/|/junos\b",
    re.IGNORECASE,
)


class StorageSound(HealthCheck):
    """No disk is damaged, missing or full."""

    id = "health.storage"
    title = "No disk is damaged or missing"
    rationale = (
        "Old flash wears out: a routing engine whose disk fails can't take the software that inspection asks for."
    )
    gravity = Gravity.CONDITION
    needs = ALARM_ITEMS
    uses = (Rpc.STORAGE,)
    next_step = "replace the disk, or the routing engine"
    action = Action.REPLACE

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic is Topic.STORAGE]
        yield from (self._alarm(case, alarm) for alarm in alarms)
        storage = case.known_or_none(Rpc.STORAGE, Storage)
        own = storage_of(case.unit, storage) if storage else ()
        full = [row for row in own if _writable(row) and (row.used_percent or 0) >= 95]
        for row in full:
            yield self.failed(
                shown(row.mounted_on) or shown(row.name),
                "is nearly full",
                expected="under 95 %",
                actual=f"{row.used_percent} %",
                evidence=_at(Rpc.STORAGE, row.xpath),
                gravity=Gravity.ADVICE,
                next_step="clean up before installing software",
                action=Action.CONFIGURE,
            )
        if not alarms and not full:
            where = [EvidenceRef(Rpc.STORAGE, row.xpath) for row in own] or [EvidenceRef(Rpc.CHASSIS_ALARMS)]
            yield self.passed(case.unit.name, "no disk is reported as damaged or missing", evidence=where)

    def _alarm(self, case: Case, standing: StandingAlarm) -> Finding:
        damage = _STORAGE_DAMAGE.search(standing.alarm.description) or (standing.major and standing.chassis)
        return self.failed(
            case.unit.name,
            "a storage alarm stands",
            expected="none",
            actual=shown(standing.alarm.description),
            evidence=(standing.evidence,),
            gravity=Gravity.CONDITION if damage else Gravity.ADVICE,
        )


def _writable(row: Filesystem) -> bool:
    if row.read_only is not None:
        return not row.read_only
    return not _READ_ONLY_BY_NATURE.search(f"{row.name} {row.mounted_on}/")


_KERNEL_CORE = re.compile(r"vmcore|kernel|panic", re.IGNORECASE)
_FORWARDING_CORE = re.compile(
    r"pfe|fxpc|flowd|riot|vmxt|aftd?man|aftd|(?<![a-z])([mfd]pc|i?feb|afeb|tfeb|cosmic|scbpfe)\d*(?![a-z])",
    re.IGNORECASE,
)


class NoCoreDumps(HealthCheck):
    """Neither kernel nor forwarding plane has crashed since the software was installed."""

    id = "health.core-dumps"
    title = "Neither kernel nor forwarding plane has crashed since installation"
    rationale = (
        "Their crashes are the usual trace of failing memory or boards. A core older than the build of the running "
        "software comes from an earlier installation and says less."
    )
    gravity = Gravity.CONDITION
    needs = (Rpc.CORE_DUMPS, Rpc.SOFTWARE)
    next_step = "reinstall the software, clear the cores, run it under load, inspect again"
    action = Action.INSTALL

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        files = files_of(case.unit, case.known(Rpc.CORE_DUMPS, FileListing))
        cores = [file for file in files if not file.is_directory]
        for file in cores:
            grave = self._grave(case, file)
            yield self.failed(
                case.unit.name,
                "kernel or forwarding plane has crashed" if grave else "a core dump is left",
                expected="no core dump",
                actual=shown(f"{file.directory}/{file.name}".replace("//", "/")) + _on(modified(case, file)),
                evidence=_at(Rpc.CORE_DUMPS, file.xpath),
                gravity=Gravity.CONDITION if grave else Gravity.ADVICE,
            )
        if not cores:
            yield self.passed(case.unit.name, "there is no core dump", evidence=_at(Rpc.CORE_DUMPS))

    @staticmethod
    def _grave(case: Case, file: File) -> bool:
        telling = _KERNEL_CORE.search(file.name) or _FORWARDING_CORE.search(file.name)
        return telling is not None and is_newer(case, file) is not False


def _on(moment: datetime | None) -> str:
    return f" of {moment:%Y-%m-%d}" if moment else ""


class BootMedia(HealthCheck):
    """It booted from its primary media."""

    id = "health.boot-media"
    title = "It booted from its primary media"
    rationale = "A boot from the backup slice or alternate media means that the primary one could not be used."
    gravity = Gravity.CONDITION
    needs = ALARM_ITEMS
    uses = (Rpc.VMHOST, Rpc.AUTO_SNAPSHOT, Rpc.BOOT_MEDIA)
    next_step = "reinstall the primary media, reboot, run again"
    action = Action.INSTALL

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        findings = [*self._alarms(case), *self._disks(case), *self._repairs(case), *self._media(case)]
        yield from findings
        if not findings:
            where = (EvidenceRef(item) for item in ALARM_ITEMS)
            yield self.passed(case.unit.name, "nothing tells of a boot from backup media", evidence=where)

    def _alarms(self, case: Case) -> Iterator[Finding]:
        for standing in standing_alarms(case):
            if standing.topic is Topic.BOOT_MEDIA:
                yield self._booted(case, standing.alarm.description, standing.evidence)

    def _disks(self, case: Case) -> Iterator[Finding]:
        host = case.known_or_none(Rpc.VMHOST, VmHost)
        for engine in host.engines if host else ():
            if case.unit.owns_engine(engine.engine) and _OTHER_MEDIA.search(engine.boot_disk):
                yield self._booted(case, f"boot disk {engine.boot_disk}", EvidenceRef(Rpc.VMHOST, engine.xpath))

    def _repairs(self, case: Case) -> Iterator[Finding]:
        """A repair of the primary slice runs only after a boot from the other one."""
        for said in _statements(case, Rpc.AUTO_SNAPSHOT):
            if _OTHER_MEDIA.search(said.text) or _REPAIRED.search(said.text):
                yield self._booted(case, f"automatic snapshot: {said.text}", EvidenceRef(Rpc.AUTO_SNAPSHOT, said.xpath))

    def _media(self, case: Case) -> Iterator[Finding]:
        for said in _statements(case, Rpc.BOOT_MEDIA):
            evidence = EvidenceRef(Rpc.BOOT_MEDIA, said.xpath)
            if _OTHER_MEDIA.search(said.text):
                yield self._booted(case, said.text, evidence)
            elif not _PRIMARY_MEDIA.search(said.text):
                yield self.unknown(
                    case.unit.name,
                    "what it booted from can't be told",
                    expected="primary media",
                    actual=shown(said.text),
                    evidence=(evidence,),
                    next_step="look at its boot media by hand",
                    action=Action.LOOK,
                )

    def _booted(self, case: Case, actual: str, evidence: EvidenceRef) -> Finding:
        return self.failed(
            case.unit.name,
            "it booted from backup or alternate media",
            expected="primary media",
            actual=shown(actual),
            evidence=(evidence,),
        )


# Words of boot disks and boot media: those of VM hosts are seen, the others recalled.
_OTHER_MEDIA = re.compile(r"\b(alternate|alternative|backup|secondary|usb|removable|network|external)\b", re.IGNORECASE)
_PRIMARY_MEDIA = re.compile(
    r"\b(primary|internal|compact-?flash|flash|hard-?disk|disk\d*|ssd\d*|emmc|(?:da|ada|sda|vtbd|nvd)\d*\w*)\b",
    re.IGNORECASE,
)
_REPAIRED = re.compile(r"\b(completed?|in[ -]progress|pending)\b", re.IGNORECASE)


def _statements(case: Case, item: Rpc) -> Iterator[Said]:
    known = case.known_or_none(item, Statements)
    for said in known.said if known else ():
        if case.unit.owns_engine(said.engine):
            yield said


_BAD_REASON = re.compile(
    r"watchdog|panic|\becc\b|machine check|parity|over-?\s?temp|thermal|hardware|exception", re.IGNORECASE
)


class RebootReason(HealthCheck):
    """The last reboot was an ordinary one."""

    id = "health.reboot-reason"
    title = "The last reboot was an ordinary one"
    rationale = "Watchdog and panic reboots are early traces of failing hardware; pulling the plug is ordinary."
    gravity = Gravity.ADVICE
    needs = (Rpc.ROUTING_ENGINES,)
    unknown_is_noted = True
    next_step = "reboot it in order, run it for a while, inspect again"
    action = Action.LOOK

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        engines = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
        for engine in engines:
            yield self._engine(engine)
        if not engines:
            yield self.unknown(case.unit.name, "no routing engine is listed", evidence=_at(Rpc.ROUTING_ENGINES))

    def _engine(self, engine: RoutingEngine) -> Finding:
        subject, reason = f"Routing Engine {shown(engine.slot)}".rstrip(), shown(engine.last_reboot_reason)
        evidence = _at(Rpc.ROUTING_ENGINES, engine.xpath)
        if not reason:
            return self.unknown(subject, "doesn't say why it last rebooted", evidence=evidence)
        if _BAD_REASON.search(reason):
            return self.failed(
                subject, "last rebooted on its own", expected="an ordinary reboot", actual=reason, evidence=evidence
            )
        return self.passed(subject, "last rebooted for an ordinary reason", actual=reason, evidence=evidence)


class VirtualChassisMembers(HealthCheck):
    """The member is a sound part of its virtual chassis, which has no leftover members."""

    id = "health.virtual-chassis-members"
    title = "The virtual chassis has no bad and no leftover member"
    rationale = "A present member that doesn't join is damaged or on other software; an absent one is a leftover entry."
    gravity = Gravity.CONDITION
    needs = (Rpc.VIRTUAL_CHASSIS,)
    next_step = "take the member out of the virtual chassis and inspect it by itself"
    action = Action.REMOVE

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        members = case.known(Rpc.VIRTUAL_CHASSIS, VirtualChassis).members
        own = _own_members(case.unit, members)
        for member in own:
            yield self._own(case.unit, member)
        for member in members:
            if member not in own and _member_is_away(member):
                yield self._leftover(member)
        if not own:
            yield self.unknown(
                case.unit.name,
                "it is not among the members of its virtual chassis",
                expected="Prsnt",
                actual=listed(f"{member.member_id} {member.status}" for member in members) or "no members",
                evidence=_at(Rpc.VIRTUAL_CHASSIS),
            )

    def _own(self, unit: Unit, member: VirtualChassisMember) -> Finding:
        evidence, status = _at(Rpc.VIRTUAL_CHASSIS, member.xpath), shown(member.status)
        if member.status.lower() == "prsnt":
            return self.passed(unit.name, "it is a sound member", expected="Prsnt", actual=status, evidence=evidence)
        if _member_is_away(member):
            return self.unknown(unit.name, "it isn't there", expected="Prsnt", actual=status, evidence=evidence)
        return self.failed(
            unit.name, "it is a bad member", expected="Prsnt", actual=status or "no status", evidence=evidence
        )

    def _leftover(self, member: VirtualChassisMember) -> Finding:
        return self.failed(
            f"member {shown(member.member_id)}",
            "is a leftover entry of a member that isn't there",
            expected="Prsnt",
            actual=shown(member.status),
            evidence=_at(Rpc.VIRTUAL_CHASSIS, member.xpath),
            gravity=Gravity.ADVICE,
            next_step="remove the entry, or zeroize",
            action=Action.CONFIGURE,
        )


def _member_is_away(member: VirtualChassisMember) -> bool:
    return member.status.lower() in ("notprsnt", "unprvsnd", "unprovisioned")


class ClusterNodes(HealthCheck):
    """No node of the chassis cluster is lost."""

    id = "health.cluster"
    title = "No node of the chassis cluster is lost"
    rationale = "Half a cluster on the bench is a leftover of its former use, and each node is a product of its own."
    gravity = Gravity.ADVICE
    needs = (Rpc.CHASSIS_CLUSTER,)
    unknown_is_noted = True
    next_step = "disable the cluster, or inspect with its other node"
    action = Action.CONFIGURE

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        cluster = case.known(Rpc.CHASSIS_CLUSTER, ChassisCluster)
        if not cluster.enabled:
            yield self.passed(case.unit.name, "it stands alone", evidence=_at(Rpc.CHASSIS_CLUSTER))
            return
        nodes: dict[str, list[ClusterNode]] = {}
        for row in cluster.nodes:
            nodes.setdefault(row.node, []).append(row)
        for name, rows in nodes.items():
            yield self._node(name, rows)
        if not nodes:
            yield self.unknown(case.unit.name, "its cluster lists no node", evidence=_at(Rpc.CHASSIS_CLUSTER))

    def _node(self, name: str, rows: list[ClusterNode]) -> Finding:
        bad = [row for row in rows if row.status.lower() in ("lost", "disabled", "ineligible")]
        evidence = tuple(EvidenceRef(Rpc.CHASSIS_CLUSTER, row.xpath) for row in bad or rows)
        states = listed(row.status for row in bad or rows)
        if bad:
            return self.failed(
                shown(name), "is no working node", expected="primary or secondary", actual=states, evidence=evidence
            )
        return self.passed(shown(name), "is a working node", actual=states, evidence=evidence)


CHECKS: tuple[type[Check], ...] = (
    Settled,
    AtLeastOneSupply,
    Supplies,
    Fans,
    Temperature,
    Forwarding,
    LineCards,
    EnginesWork,
    NoHardwareErrors,
    NoAlarmLeft,
    StorageSound,
    NoCoreDumps,
    BootMedia,
    RebootReason,
    VirtualChassisMembers,
    ClusterNodes,
)
