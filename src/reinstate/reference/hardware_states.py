"""What devices say of their hardware, and what it means on a bench: alarms, offline reasons, groups of ports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TypeVar

from reinstate.reference.alarm_texts import matches_alarm
from reinstate.reference.set_files import Record, Table

STATES_KIND = "hardware-states"
E = TypeVar("E", bound=StrEnum)


class Meaning(StrEnum):
    """What an alarm means on a bench, mildest first."""

    NORMAL = "normal"
    LEFTOVER = "leftover"  # configuration of a previous owner
    LOOK = "look"
    FAULT = "fault"


class When(StrEnum):
    """A fact about the unit on which a meaning depends."""

    ALWAYS = ""
    ONE_ENGINE = "one-engine"
    BOARD_EMPTY = "board-empty"
    BOARD_DOWN = "board-down"
    ONE_CONTROL_BOARD = "one-control-board"


class OfflineReason(StrEnum):
    """Why a card is offline, by the reason that Junos states."""

    COUNTERFEIT = "counterfeit"
    DAMAGE = "damage"
    MISMATCH = "mismatch"  # with the software or another part of the chassis
    POWER = "power"
    ORDERED = "ordered"  # by a person or by configuration


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """What one alarm means.

    Attributes:
        texts: patterns (``alarm_texts``) of its description or short description.
        when: the fact on which ``bench`` depends; without it, the alarm means ``otherwise``.
        families: families of profiles that the row is for; empty is all.
        recalled: ``bench`` has no source.
    """

    texts: tuple[str, ...]
    bench: Meaning
    when: When
    otherwise: Meaning
    families: tuple[str, ...]
    recalled: bool
    source: str


@dataclass(frozen=True, slots=True)
class PortGroups:
    """A card on which not all PICs can be online together: globs over its description, and the PICs of each group."""

    cards: tuple[str, ...]
    groups: tuple[frozenset[str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class HardwareStates:
    """The set, read. Each answer depends only on the set and the question."""

    alarms: tuple[AlarmRow, ...] = ()
    reasons: tuple[tuple[OfflineReason, tuple[str, ...]], ...] = ()
    port_groups: tuple[PortGroups, ...] = ()

    def alarm(self, text: str, family: str) -> AlarmRow | None:
        """The first row for an alarm's text on that family; None if the set has none."""
        of_family = (row for row in self.alarms if not row.families or family in row.families)
        return next((row for row in of_family if any(matches_alarm(one, text) for one in row.texts)), None)

    def offline_reason(self, text: str) -> OfflineReason | None:
        """The class of the reason for which a card is offline; None if the text states none that is known."""
        stated = " ".join(text.casefold().replace("_", " ").split())
        return next((kind for kind, texts in self.reasons if any(one in stated for one in texts)), None)

    def indicates_counterfeit(self, text: str) -> bool:
        """Whether a text of any reply states that a module failed the authentication of its hardware."""
        stated = text.casefold()
        return any(one in stated for kind, texts in self.reasons if kind is OfflineReason.COUNTERFEIT for one in texts)

    def other_groups(self, card: str, pic: str) -> frozenset[str]:
        """The PICs of the groups that exclude that of a PIC on a card of that description; none if there are none."""
        named = " ".join(card.casefold().split())
        for row in self.port_groups:
            if any(fnmatchcase(named, glob) for glob in row.cards) and any(pic in group for group in row.groups):
                return frozenset().union(*(group for group in row.groups if pic not in group))
        return frozenset()


def states_of(table: Table) -> HardwareStates:
    """The shipped set; InputError names the file, the line, and the key that cannot be used."""
    return HardwareStates(
        tuple(map(_alarm, table.rows)),
        tuple(map(_reason, table.head.records("offline_reasons"))),
        tuple(map(_port_groups, table.head.records("port_groups"))),
    )


def _alarm(record: Record) -> AlarmRow:
    record.only(("texts", "bench", "when", "otherwise", "families", "recalled", "source"))
    bench = _one_of(Meaning, record, "bench")
    when = _one_of(When, record, "when") if record.values.get("when") else When.ALWAYS
    return AlarmRow(
        texts=record.texts("texts"),
        bench=bench,
        when=when,
        otherwise=_one_of(Meaning, record, "otherwise") if when else bench,
        families=record.texts("families"),
        recalled=record.flag("recalled"),
        source=record.text("source"),
    )


def _reason(record: Record) -> tuple[OfflineReason, tuple[str, ...]]:
    record.only(("class", "texts", "source"))
    return _one_of(OfflineReason, record, "class"), record.texts("texts")


def _port_groups(record: Record) -> PortGroups:
    record.only(("cards", "groups", "source"))
    groups = record.values.get("groups") or []
    return PortGroups(record.texts("cards"), tuple(map(frozenset, groups)), record.text("source"))


def _one_of(kind: type[E], record: Record, key: str) -> E:
    stated = record.text(key)
    if stated not in set(kind):
        raise record.fail(key, f"one of {', '.join(one for one in kind if one)}", stated)
    return kind(stated)
