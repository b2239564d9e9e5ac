"""What the check of an installation states: lines, and what to do about them, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reinstate.errors import InputError, ReinstateError
from reinstate.plain_text import printable

_LONGEST = 400
_AGAIN = "resolve the cause, and run reinstate doctor again"


class State(StrEnum):
    """How one thing is; the values are what is printed."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    NOT_DETERMINED = "not determined"


# In the order of the steps: what is broken first, then what nobody knows, then what will break.
_BY_URGENCY = (State.PROBLEM, State.NOT_DETERMINED, State.WARNING)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at.

    Attributes:
        topic: what it is about, in one or two words.
        what: the fact, as a clause.
        to_do: what to do about it; "" where nothing.
    """

    topic: str
    state: State
    what: str
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """All lines, in the order in which they were looked at.

    Attributes:
        as_of: the day for which ages were counted, ISO 8601.
        left_out: what was not looked at, and the option that asks for it.
    """

    as_of: str
    lines: tuple[Line, ...]
    left_out: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether there is no problem, and nothing that could not be determined."""
        return not any(line.state in (State.PROBLEM, State.NOT_DETERMINED) for line in self.lines)

    @property
    def to_do(self) -> tuple[str, ...]:
        """Every step once, in the order in which to do them."""
        steps = (line.to_do for state in _BY_URGENCY for line in self.lines if line.state is state)
        return tuple(dict.fromkeys(step for step in steps if step))

    def to_json(self) -> dict[str, Any]:
        """The same in plain JSON types."""
        lines = [
            {"topic": line.topic, "state": str(line.state), "what": line.what, "to_do": line.to_do}
            for line in self.lines
        ]
        return {
            "as_of": self.as_of,
            "sound": self.sound,
            "checks": lines,
            "to_do": list(self.to_do),
            "not_checked": list(self.left_out),
        }


def ok(topic: str, what: str) -> Line:
    """Nothing to do."""
    return Line(topic, State.OK, _plain(what))


def warning(topic: str, what: str, to_do: str) -> Line:
    """It works, and something is lost or will break."""
    return Line(topic, State.WARNING, _plain(what), _plain(to_do))


def problem(topic: str, what: str, to_do: str) -> Line:
    """An inspection fails, or cannot be relied on."""
    return Line(topic, State.PROBLEM, _plain(what), _plain(to_do))


def not_determined(topic: str, why: str, to_do: str = _AGAIN) -> Line:
    """It could not be looked at."""
    return Line(topic, State.NOT_DETERMINED, _plain(why), _plain(to_do or _AGAIN))


def looked_at(topic: str, look: Callable[[], Iterable[Line]]) -> Iterator[Line]:
    """What a look gives. One that fails is a line that says so, and stops no other."""
    try:
        yield from look()
    except InputError as error:  # something that a person wrote: it is known to be wrong
        yield problem(topic, _stated(error), error.remedy or "correct it")
    except ReinstateError as error:
        yield not_determined(topic, _stated(error), error.remedy)
    except Exception as error:  # noqa: BLE001 - whatever is broken here, the other looks go on
        yield not_determined(topic, f"{type(error).__name__}: {error}")


def _stated(error: ReinstateError) -> str:
    expected = f"; expected {error.expected}" if error.expected else ""
    return f"{error.what}{expected}{f'; got {error.actual}' if error.actual else ''}"


def _plain(text: str) -> str:
    return printable(text, _LONGEST)
