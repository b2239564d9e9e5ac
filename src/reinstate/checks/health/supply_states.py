"""The power supplies of one unit: what environment, power usage, and alarms together report of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reinstate.checks.framework import Case, EvidenceRef
from reinstate.checks.health.alarm_topics import SUPPLY_NAME, Topic, standing_alarms
from reinstate.device.model import Environment, PowerSupply, PowerUsage
from reinstate.device.unit_rows import environment_of, power_of
from reinstate.plan.requests import Rpc

_WORKING = frozenset({"ok", "online"})
_MISSING = frozenset({"absent", "empty", "removed", "not present"})
# What a working power supply without input power, or an empty slot, reports on one family or another.
_WITHOUT_INPUT_POWER = re.compile(
    r"\b(absent|empty|removed|check|not ok|no feed|no input|input (failure|failed|fail)|no pwr|no power|offline"
    r"|present|not (supported/)?powered|unpowered)\b",
    re.IGNORECASE,
)
# The power supply itself reports that its input is missing: then its output, its fan, and the unit fail as well.
_INPUT_LOST = re.compile(
    r"\binput (under ?-?voltage|failure|failed|fail|lost|loss)\b|(?<!\bor )\bno (feed|input|power|pwr)\b"
    r"|\bnot powered\b|\bunpowered\b",
    re.IGNORECASE,
)
_FAILS_WITHOUT_INPUT = re.compile(
    r"^(failed|fail|fault|faulty)$|\bunit offline\b|\bfans?\s?\d*\b|\boutput\b|\bunder ?-?voltage\b", re.IGNORECASE
)
_BROKEN = re.compile(r"\bfail(ed|ure)?\b|\bfault|\bdead\b|\btemp|\bfans?\d*\b", re.IGNORECASE)
_NO_FEED = re.compile(r"^(0|no\b.*|none|absent)$", re.IGNORECASE)


class SupplyState(StrEnum):
    """What the readings show of one power supply."""

    OK = "ok"
    DEAD = "dead"  # not OK although it has input power, or by its own report failed
    NOT_FED = "not-fed"  # not OK in a way that missing input power or an empty slot explains
    UNCLEAR = "unclear"  # not OK, and the words do not show which of the two


@dataclass(frozen=True, slots=True)
class Supply:
    """One power supply.

    Attributes:
        name: as the first source names it.
        texts: every reading of it other than "OK", as printed.
        live_feed: whether power usage reports a connected feed; None where it does not state it.
    """

    name: str
    state: SupplyState
    texts: tuple[str, ...]
    live_feed: bool | None
    evidence: tuple[EvidenceRef, ...]

    @property
    def missing(self) -> bool:
        """Whether its slot is empty."""
        return bool(self.texts) and all(text.casefold() in _MISSING for text in self.texts)


@dataclass(frozen=True, slots=True)
class _Statement:
    name: str
    place: tuple[str, int]
    text: str
    live_feed: bool | None
    evidence: EvidenceRef


def supplies_of(case: Case) -> tuple[Supply, ...]:
    """The unit's power supplies by number, without power distribution modules. Needs known environment and alarms."""
    return case.kept(_supplies)


def _supplies(case: Case) -> tuple[Supply, ...]:
    by_place: dict[tuple[str, int], list[_Statement]] = {}
    for statement in (*_environment(case), *_power_usage(case), *_alarms(case)):
        by_place.setdefault(statement.place, []).append(statement)
    return tuple(_supply(statements) for _, statements in sorted(by_place.items()))


def _statement(name: str, text: str, evidence: EvidenceRef, live_feed: bool | None = None) -> Iterator[_Statement]:
    match = SUPPLY_NAME.match(name)
    if match and match["kind"].upper() != "PDM":
        yield _Statement(match.group(0), (match["pdu"] or "", int(match["number"])), text, live_feed, evidence)


def _environment(case: Case) -> Iterator[_Statement]:
    for row in environment_of(case.unit, case.known(Rpc.ENVIRONMENT, Environment)):
        yield from _statement(row.name, row.status, EvidenceRef(Rpc.ENVIRONMENT, row.xpath))


def _power_usage(case: Case) -> Iterator[_Statement]:
    usage = case.known_or_none(Rpc.POWER, PowerUsage)
    for row in power_of(case.unit, usage) if usage else ():
        yield from _statement(row.name, row.state, EvidenceRef(Rpc.POWER, row.xpath), _live_feed(row))


def _alarms(case: Case) -> Iterator[_Statement]:
    for standing in standing_alarms(case):
        if standing.topic is Topic.SUPPLY:
            description = standing.alarm.description
            yield from _statement(description, SUPPLY_NAME.sub("", description).strip(" :-"), standing.evidence)


def _live_feed(row: PowerSupply) -> bool | None:
    if row.actual_feeds:
        return _NO_FEED.match(row.actual_feeds) is None
    stated = row.detail.casefold()
    return "no feed connected" not in stated if "feed connected" in stated else None


def _supply(statements: list[_Statement]) -> Supply:
    feeds = {statement.live_feed for statement in statements} - {None}
    live_feed = feeds.pop() if len(feeds) == 1 else None
    texts = tuple(statement.text for statement in statements if statement.text.casefold() not in _WORKING)
    return Supply(
        statements[0].name,
        _state(texts, live_feed),
        texts,
        live_feed,
        tuple(statement.evidence for statement in statements),
    )


def _state(texts: tuple[str, ...], live_feed: bool | None) -> SupplyState:
    if not texts:
        return SupplyState.OK
    if live_feed is False:
        return SupplyState.NOT_FED
    if all(text.casefold() == "testing" for text in texts):
        return SupplyState.UNCLEAR
    input_lost = any(_INPUT_LOST.search(text) for text in texts)
    unexplained = [text for text in texts if not _is_explained(text, input_lost=input_lost)]
    if live_feed or any(_BROKEN.search(text) for text in unexplained):
        return SupplyState.DEAD
    return SupplyState.UNCLEAR if unexplained else SupplyState.NOT_FED


def _is_explained(text: str, *, input_lost: bool) -> bool:
    """Whether missing input power explains a reading, known to be missing or not."""
    if _FAILS_WITHOUT_INPUT.search(text):
        return input_lost
    return _WITHOUT_INPUT_POWER.search(text) is not None
