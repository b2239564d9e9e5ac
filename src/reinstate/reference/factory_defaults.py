"""Factory defaults: the statements that a platform has without an owner, by release, each with its value.

A statement is ``path`` or ``path = value | value``. The path has its keys (``system name-server[8.8.8.8]``), and ``*``
stands for any text of one element. Without values, the statement is empty. ``{a|b}`` is a choice; ``$model`` and
``$serial`` are those of the device itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from reinstate.reference.releases import train_of
from reinstate.reference.set_files import Record

_PART_KEYS = ("since", "before", "recalled", "source", "statements")
_TOKENS = re.compile(r"\$model|\$serial|\*|\{[^{}]*\}|[^*${]+|.")
_KEY = re.compile(r"\[[^\]]*\]")
_CHOICE = re.compile(r"\{([^{}]*)\}((?:\[.*\])?)")
_ANY, _NEVER = r"[^\]]*", r"(?!)"
_TELLING = re.compile(r"://|\d+\.\d+\.\d+\.\d+|\$model")


@dataclass(frozen=True, slots=True)
class DefaultStatement:
    """One statement of a default: its path, and the values (globs) that it can have; one "" where it is empty."""

    path: str
    values: tuple[str, ...] = ("",)

    @classmethod
    def parse(cls, text: str) -> Iterator[DefaultStatement]:
        """The statements that an entry of the data states: one for each choice of a name."""
        path, equals, values = text.partition(" = ")
        stated = tuple(one.strip() for one in values.split(" | ")) if equals else ("",)
        choices = [_names_of(element) for element in path.split()]
        yield from (cls(" ".join(chosen), stated) for chosen in product(*choices))

    @property
    def plain(self) -> str:
        """Its path without keys."""
        return _KEY.sub("", self.path)

    @property
    def telling(self) -> bool:
        """Whether it names a server or the device: another one in its place is worth naming."""
        if self.path.startswith("interfaces ") and self.path.endswith("]"):
            return False  # another address of a port is plain configuration
        last = self.path[len(_above(self.path)) :]
        return any(_TELLING.search(text) for text in (last, *self.values))


@dataclass(frozen=True, slots=True)
class DefaultPart:
    """Statements that one source states for some releases.

    Attributes:
        since: first release train that has them; "" if every one before ``before`` does.
        before: first release train that no longer has them; "" if no later one is known to lack them.
        recalled: no source states them for that family, so they can make a finding milder, and never pass one.
    """

    statements: tuple[DefaultStatement, ...]
    source: str = ""
    since: str = ""
    before: str = ""
    recalled: bool = False

    def holds_for(self, release: str) -> bool | None:
        """Whether a release (``23.4``) has them; None if the release is unknown and that decides."""
        if not self.since and not self.before:
            return True
        if not release:
            return None
        place = _place(release)
        return not (self.since and place < _place(self.since)) and not (self.before and place >= _place(self.before))


@dataclass(frozen=True, slots=True)
class Itself:
    """What a default can state of the device itself.

    Attributes:
        models, serials: names of its model and its serial numbers, in lower case, its own first.
        guessed: what is not known of them can be anything.
    """

    models: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    guessed: bool = False


def parts_of(lists: Record, names: Iterable[str], *, recalled: bool = False) -> Iterator[DefaultPart]:
    """The parts of the named lists; InputError where one cannot be used.

    Args:
        recalled: take each of them as recalled.
    """
    for name in names:
        for record in lists.records(name):
            record.only(_PART_KEYS)
            yield DefaultPart(
                tuple(one for text in record.texts("statements") for one in DefaultStatement.parse(text)),
                record.text("source"),
                train_of(record, "since") if record.values.get("since") else "",
                train_of(record, "before") if record.values.get("before") else "",
                recalled or record.flag("recalled"),
            )


@dataclass(frozen=True, slots=True)
class StatementSet:
    """Statements of several parts, ready to be compared with those of a device, of which there can be thousands."""

    statements: tuple[DefaultStatement, ...]
    itself: Itself = Itself()
    _by_plain: dict[str, list[DefaultStatement]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.statements:
            self._by_plain.setdefault(one.plain, []).append(one)

    def has(self, path: str, value: str) -> bool:
        """Whether a statement with its keys, joined by spaces, is one of these with such a value."""
        return any(self._is(one, path, value) for one in self._near(path))

    def _near(self, path: str) -> list[DefaultStatement]:
        return self._by_plain.get(_KEY.sub("", path), [])

    def expected(self, path: str) -> tuple[str, ...]:
        """The server, address, or device that the default names in that place; empty if it has no such place."""
        near = [one for one in self._near(path) if one.telling]
        same = [one for one in near if _pattern(_above(one.path), self.itself).fullmatch(_above(path))]
        return tuple(dict.fromkeys(text for one in same for text in self._said(one)))

    def _is(self, one: DefaultStatement, path: str, value: str) -> bool:
        if not _pattern(one.path, self.itself).fullmatch(path):
            return False
        return any(_pattern(text, self.itself).fullmatch(value) for text in one.values)

    def _said(self, one: DefaultStatement) -> Iterator[str]:
        path = " ".join(one.path.replace("[", " ").replace("]", "").split())
        for text in one.values:
            model = self.itself.models[0] if self.itself.models else "MODEL"
            serial = self.itself.serials[0].upper() if self.itself.serials else "SERIAL"
            said = f"{path} {text}".replace("$model", model).replace("$serial", serial).strip()
            yield re.sub(r"\{([^{}]*)\}", lambda found: found[1].replace("|", " or "), said)


def _above(path: str) -> str:
    """The path without the key of its last element."""
    return path[: path.rindex("[")] if path.endswith("]") else path


def _place(train: str) -> tuple[int, int]:
    found = re.match(r"(\d+)\.(\d+)", train)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _names_of(element: str) -> list[str]:
    """The names that an element with a choice stands for: ``{lldp|rstp}`` before its key, if it has one."""
    found = _CHOICE.fullmatch(element)
    return [name + found[2] for name in found[1].split("|")] if found else [element]


@lru_cache(maxsize=8192)
def _pattern(text: str, itself: Itself) -> re.Pattern[str]:
    return re.compile("".join(_sign(sign, itself) for sign in _TOKENS.findall(text)), re.DOTALL | re.IGNORECASE)


def _sign(sign: str, itself: Itself) -> str:
    if sign in ("$model", "$serial"):
        own = itself.models if sign == "$model" else itself.serials
        return f"(?:{'|'.join(map(re.escape, own))})" if own else (_ANY if itself.guessed else _NEVER)
    if sign == "*":
        return _ANY
    if sign.startswith("{"):
        choices = sign[1:-1].split("|")
        return f"(?:{'|'.join(re.escape(one).replace(re.escape('*'), _ANY) for one in choices)})"
    return re.escape(sign)
