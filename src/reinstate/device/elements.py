"""Places and values in a stored reply: elements by local names, whatever namespace a release gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lxml import etree

from reinstate.evidence.xml import ParseRefused, Refusal, clean, local_name

_LONGEST_DIGITS = 15
_LATEST_SECONDS = 253402300799  # 9999-12-31


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name (``junos:seconds`` or ``seconds``), "" where it isn't there."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return clean(str(value))
    return ""


@dataclass(frozen=True, slots=True)
class Node:
    """One element with its place: ``xpath`` is absolute, of local names, with positions among namesakes."""

    element: etree._Element
    xpath: str

    @property
    def name(self) -> str:
        """Local name."""
        return local_name(self.element)

    def children(self, *names: str) -> list[Node]:
        """Child elements of those names, all of them where none is given, in order."""
        tags = [local_name(child) for child in self.element]
        counts: dict[str, int] = {}
        found = []
        for child, tag in zip(self.element, tags, strict=True):
            counts[tag] = counts.get(tag, 0) + 1
            if tag and (not names or tag in names):
                found.append((child, tag, counts[tag]))
        return [Node(child, self._place(tag, position, counts[tag])) for child, tag, position in found]

    def child(self, *names: str) -> Node | None:
        """The first child of those names."""
        found = self.children(*names)
        return found[0] if found else None

    def down(self, *names: str) -> Node | None:
        """The first element along a path of names."""
        node: Node | None = self
        for name in names:
            node = node.child(name) if node is not None else None
        return node

    def texts(self) -> dict[str, str]:
        """Text of each leaf child by name, of the first where a name comes several times."""
        found: dict[str, str] = {}
        for child in self.element:
            tag = local_name(child)
            if tag and tag not in found and not len(child):
                found[tag] = clean(child.text or "")
        return found

    def contents(self) -> tuple[dict[str, str], list[Node]]:
        """`texts`, and the children that aren't texts (with children, or empty), in one pass."""
        texts: dict[str, str] = {}
        counts: dict[str, int] = {}
        inner: list[tuple[etree._Element, str, int]] = []
        for child in self.element:
            tag = local_name(child)
            counts[tag] = position = counts.get(tag, 0) + 1
            text = "" if len(child) else clean(child.text or "")
            if tag and not text:
                inner.append((child, tag, position))
            if tag and not len(child):
                texts.setdefault(tag, text)
        return texts, [Node(child, self._place(tag, position, counts[tag])) for child, tag, position in inner]

    def _place(self, tag: str, position: int, namesakes: int) -> str:
        return f"{self.xpath}/{tag}[{position}]" if namesakes > 1 else f"{self.xpath}/{tag}"

    def text(self, *names: str) -> str:
        """Text of the first child of those names that has some; its own text where no name is given."""
        if not names:
            return clean(self.element.text or "")
        found = self.texts()
        return next((found[name] for name in names if found.get(name)), "")

    def attribute(self, name: str) -> str:
        """An attribute by local name."""
        return attribute(self.element, name)

    def has(self, name: str) -> bool:
        """Whether a child of that name is there, empty or not."""
        return any(local_name(child) == name for child in self.element)


def root_node(root: etree._Element) -> Node:
    """The root with its path."""
    return Node(root, f"/{local_name(root)}")


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """The payload that one engine gave."""

    engine: str
    node: Node


@dataclass(frozen=True, slots=True)
class Parts:
    """Every engine's payload, and the engines that gave none."""

    present: tuple[ReplyPart, ...]
    absent: tuple[str, ...]


_ERRORS = ("rpc-error", "error")
_MANY = "multi-routing-engine-results"
_ONE = "multi-routing-engine-item"
_NOT_CONNECTED = re.compile(r"[Cc]ould not connect to (\S+)")


def all_parts(root: etree._Element, *payloads: str) -> Parts:
    """The payload elements of a reply by engine; raises ParseRefused NO_PAYLOAD where there is none.

    An engine is absent where its item holds an error, a text or nothing instead, or where an error beside the items
    says that it couldn't be reached. An empty item is no absence where the data came in an item without a name, as
    some clusters print them.
    """
    top = root_node(root)
    if top.name in payloads:
        return Parts((ReplyPart("", top),), ())
    holder = top if top.name == _MANY else None
    present = [ReplyPart("", node) for node in top.children(*payloads)]
    silent: list[str] = []
    for item in [item for many in ([holder] if holder else top.children(_MANY)) for item in many.children(_ONE)]:
        name = item.text("re-name")
        found = item.children(*payloads)
        present += [ReplyPart(name, node) for node in found]
        if not found and (name or len(item.element)):
            silent.append(name or "an engine without a name")
    if not present:
        raise ParseRefused(Refusal.NO_PAYLOAD, _instead(top, payloads))
    answered = {part.engine for part in present}
    absent = [name for name in silent if name not in answered and "" not in answered]
    return Parts(tuple(present), tuple(dict.fromkeys(absent + _unreachable(top, answered))))


def _unreachable(top: Node, answered: set[str]) -> list[str]:
    named = [match[1] for message in error_messages(top.element) if (match := _NOT_CONNECTED.search(message))]
    return [name for name in named if name not in answered]


def _instead(top: Node, payloads: Iterable[str]) -> str:
    wanted = " or ".join(payloads)
    errors = error_messages(top.element)
    if errors:
        return f"no {wanted}, but an error: {errors[0][:200]}"
    outputs = [node.text() for node in top.children("output")]
    if any(outputs):
        return f"no {wanted}, but a text: {' '.join(outputs)[:200]}"
    return f"no {wanted} in {top.name or 'the reply'}"


def error_messages(root: etree._Element) -> list[str]:
    """Messages of the errors (severity warning apart) of a reply: at its top, and in its engines' items."""
    top = root_node(root)
    holders = [top] + [item for many in top.children(_MANY) for item in many.children(_ONE)]
    if top.name == _MANY:
        holders += top.children(_ONE)
    errors = [top] if top.name in _ERRORS else []
    errors += [node for holder in holders for node in holder.children(*_ERRORS)]
    return [
        node.text("error-message", "message") or node.text() or node.text("error-tag") or "an error without a message"
        for node in errors
        if node.text("error-severity") != "warning"
    ]


def parts(root: etree._Element, *payloads: str) -> tuple[ReplyPart, ...]:
    """Like `all_parts`, and refuses where an engine is absent: the others' silence is no answer for it."""
    found = all_parts(root, *payloads)
    if found.absent:
        raise ParseRefused(Refusal.ENGINE_MISSING, f"no answer from {', '.join(found.absent)[:200]}")
    return found.present


def whole(text: str) -> int | None:
    """A whole number as printed (``18``, `` 65 ``, ``7%``), None where the text isn't one."""
    digits = text.strip().removesuffix("%").strip()
    unsigned = digits.removeprefix("-")
    if not unsigned.isascii() or not unsigned.isdigit() or len(unsigned) > _LONGEST_DIGITS:
        return None
    return int(digits)


def moment(node: Node | None) -> datetime | None:
    """The time of an element: its ``seconds`` attribute, UTC; None where it has none."""
    return from_seconds(node.attribute("seconds")) if node is not None else None


def from_seconds(text: str) -> datetime | None:
    """Seconds since 1970 as an aware time in UTC, None where the text isn't such a number."""
    seconds = whole(text)
    if seconds is None or not 0 <= seconds <= _LATEST_SECONDS:
        return None
    return datetime.fromtimestamp(seconds, UTC)


_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def day(node: Node | None) -> date | None:
    """The date of an element: its text (``YYYY-MM-DD ...``), else its ``seconds``; None where neither is one."""
    if node is None:
        return None
    match = _DATE.match(node.text())
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    when = moment(node)
    return when.date() if when else None


_UNITS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
_AMOUNT = re.compile(r"(\d{1,6})\s*(w|d|h|m|s)[a-z]*", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?\s*$")


def duration(node: Node | None) -> int | None:
    """Seconds of a duration: the ``seconds`` attribute, else texts such as ``4w5d 14:59`` or ``3 days, 2 hours``."""
    if node is None:
        return None
    stated = whole(node.attribute("seconds"))
    if stated is not None:
        return stated
    text = node.text()
    amounts = _AMOUNT.findall(text)
    clock = _CLOCK.search(text)
    if not amounts and clock is None:
        return None
    seconds = sum(int(count) * _UNITS[unit.lower()] for count, unit in amounts)
    if clock is not None:
        seconds += int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
    return seconds


_CELSIUS = re.compile(r"(-?\d{1,4})\s*degrees C")


def celsius(node: Node | None) -> int | None:
    """Degrees Celsius of a temperature element."""
    if node is None:
        return None
    stated = whole(node.attribute("celsius"))
    if stated is not None:
        return stated
    match = _CELSIUS.search(node.text())
    return int(match[1]) if match else None


def first_of(texts: Mapping[str, str], *names: str) -> str:
    """The first of those leaves that has a text."""
    return next((texts[name] for name in names if texts.get(name)), "")


def walk(node: Node) -> Iterator[Node]:
    """The element and everything below it, parents first."""
    yield node
    for child in node.children():
        yield from walk(child)
