"""Searches in stored replies: an XPath in, bounded values with their places out.

An XPath is of version 1.0 and sees one engine's payload at a time, as a document of its own: ``/fpc-information/fpc``
and ``//fpc`` find the same whether the reply came from one engine or from several. Names are local names, of elements
and of attributes (``@seconds`` of ``junos:seconds``), for the name spaces of Junos differ by release. It gives
elements, attributes or texts, or a number such as ``count(//fpc)``.

Only `FUNCTIONS` may be called. What would make a text or a truth of nothing (``string(//x)`` where there is no ``x``)
isn't accepted as a result: nothing found must stay nothing found.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping

from lxml import etree

from reinstate.device.elements import all_parts, error_messages
from reinstate.device.model import Found, FoundPart, FoundValue, Search
from reinstate.device.reading import Known, Reading, Unknown, unknown_because
from reinstate.evidence.xml import ParseRefused, Refusal, clean, local_name, read_xml
from reinstate.plan.requests import CATALOG, Rpc

LONGEST_XPATH = 500  # characters
LONGEST_VALUE = 500  # characters of one value
MOST_VALUES = 5_000  # of one search; the fullest chassis has some 2,500 modules
_MOST_CHARACTERS = 2_000_000  # of all values and places of one search
FUNCTIONS = frozenset(
    {
        *("boolean", "ceiling", "concat", "contains", "count", "false", "floor", "last", "local-name", "name"),
        *("normalize-space", "not", "number", "position", "round", "starts-with", "string", "string-length"),
        *("substring", "substring-after", "substring-before", "translate", "true"),
    }
)
_BEFORE_A_BRACKET = frozenset({"and", "or", "div", "mod", "text", "node"})
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"([^\W\d][\w.-]*)\s*\(")
_NAMESPACE_AXIS = re.compile(r"namespace\s*::")
_PREFIX = re.compile(r"(?<!:):(?!:)")


def xpath_problem(xpath: str) -> str:
    """What an XPath should have been, as the end of a sentence; "" where it can be used."""
    if len(xpath) > LONGEST_XPATH:
        return f"at most {LONGEST_XPATH} characters"
    bare = _LITERAL.sub("''", xpath)
    if "$" in bare or _NAMESPACE_AXIS.search(bare):
        return "an XPath without variables and without the axis namespace"
    if _PREFIX.search(bare):
        return "local names without a prefix, for a prefix differs by release"
    strangers = sorted(set(_CALL.findall(bare)) - FUNCTIONS - _BEFORE_A_BRACKET)
    if strangers:
        return f"no functions but {', '.join(sorted(FUNCTIONS))} (not {', '.join(strangers)})"
    return _problem_when_applied(xpath)


def _problem_when_applied(xpath: str) -> str:
    """The kind of result is the expression's own, whatever it is applied to."""
    try:
        result = _compiled(xpath)(etree.Element("none"))
    except etree.XPathError as error:
        return f"an XPath 1.0 expression ({error})"
    if isinstance(result, list | float):
        return ""
    return "an XPath that finds elements, attributes or texts, or counts them; a text or a truth is for expect"


def _compiled(xpath: str) -> etree.XPath:
    return etree.XPath(xpath, regexp=False)


def search_reply(
    rpc: Rpc, raw: bytes, reading: Reading[object], searches: Collection[Search], most_elements: int
) -> Mapping[Search, Reading[Found]]:
    """What each search finds in one reply whose item is ``ok``.

    Args:
        raw: the stored reply.
        reading: the same reply as the model reads it. Where the model refuses it, no search may rely on it either.
        most_elements: more than that is refused.
    """
    if isinstance(reading, Unknown) and reading.status != "not-modeled":
        return dict.fromkeys(searches, reading)
    try:
        payloads = _payloads(rpc, read_xml(raw, most_elements), modeled=isinstance(reading, Known))
    except ParseRefused as refused:
        return dict.fromkeys(searches, unknown_because(rpc, "unreadable", refused.reason))
    return {search: _searched(search, payloads) for search in searches}


def _payloads(rpc: Rpc, root: etree._Element, *, modeled: bool) -> list[_Payload]:
    """Every engine's payload. None at all where the model reads another form of answer: "no such file" is one."""
    try:
        parts = all_parts(root, *CATALOG[rpc].payload)
    except ParseRefused as refused:
        if modeled and refused.refusal is Refusal.NO_PAYLOAD and rpc is not Rpc.MAC_ADDRESSES:
            return []
        raise
    if parts.absent:
        raise ParseRefused(Refusal.ENGINE_MISSING, f"no answer from {', '.join(parts.absent)[:200]}")
    if not modeled:
        _require_content(root, [part.node.element for part in parts.present])
    return [_Payload(part.engine, part.node.element, part.node.xpath) for part in parts.present]


def _require_content(root: etree._Element, payloads: list[etree._Element]) -> None:
    """What the parsers hold for the other items: no error beside the data, and no empty element for an answer."""
    if errors := error_messages(root):
        raise ParseRefused(Refusal.ERROR, f"an error stands beside the data: {errors[0][:200]}")
    if any(not len(payload) and not clean(payload.text or "") for payload in payloads):
        raise ParseRefused(Refusal.NO_DATA, "the payload is an empty element")


def _searched(search: Search, payloads: list[_Payload]) -> Reading[Found]:
    """The search's values by engine; an answer without a payload is one part without values."""
    evaluate = _compiled(search.xpath)
    by_engine: dict[str, list[FoundValue]] = {} if payloads else {"": []}
    budget = _Budget()
    try:
        for payload in payloads:
            values = by_engine.setdefault(payload.engine, [])
            values += budget.held(payload.values(evaluate))
    except etree.XPathError as error:
        return unknown_because(search.item, "unreadable", f"{search.xpath} cannot be applied: {error}")
    except ParseRefused as refused:
        return unknown_because(search.item, "unreadable", refused.reason)
    parts = tuple(FoundPart(engine, tuple(values)) for engine, values in by_engine.items())
    return Known(search.item, Found(parts))


class _Budget:
    """How much one search may still find. A reply that is over it is refused whole, for a part of it says nothing."""

    def __init__(self) -> None:
        self.values = MOST_VALUES
        self.characters = _MOST_CHARACTERS

    def held(self, values: Iterator[FoundValue]) -> Iterator[FoundValue]:
        for value in values:
            self.values -= 1
            self.characters -= len(value.text) + len(value.xpath)
            if self.values < 0 or self.characters < 0:
                raise ParseRefused(Refusal.TOO_LARGE, f"more than {MOST_VALUES} values, or too long ones, are found")
            yield value


class _Payload:
    """One engine's payload as a document of its own whose names are local names, and the way back to the reply."""

    def __init__(self, engine: str, element: etree._Element, xpath: str) -> None:
        self.engine = engine
        self.root = copy.deepcopy(element)
        self.root.tail = None
        for one in self.root.iter():
            _make_local(one)
        self._places: dict[etree._Element, str] = {self.root: xpath}

    def values(self, evaluate: etree.XPath) -> Iterator[FoundValue]:
        result = evaluate(self.root)
        if not isinstance(result, list):
            yield FoundValue(_number(result), self._places[self.root])
            return
        for one in result:
            element = one if isinstance(one, etree._Element) else _holder(one)
            text, more = _text(element) if one is element else (str(one), False)
            # Folded before it is cut: what stands behind a thousand blanks must not get lost unseen.
            folded = " ".join(text.split())
            cut = more or len(folded) > LONGEST_VALUE
            yield FoundValue(clean(folded, LONGEST_VALUE), self._place(element), cut)

    def _place(self, element: etree._Element) -> str:
        """The element's place; its brothers' places are told along with it, so that many of them cost little."""
        if element not in self._places:
            parent = element.getparent()
            if parent is None:
                return self._places[self.root]
            above = self._place(parent)
            namesakes: dict[str, list[etree._Element]] = {}
            for child in parent:
                namesakes.setdefault(local_name(child), []).append(child)
            for name, children in namesakes.items():
                for position, child in enumerate(children, 1):
                    step = f"{name}[{position}]" if len(children) > 1 else name
                    self._places[child] = f"{above}/{step}"
        return self._places[element]


def _make_local(element: etree._Element) -> None:
    element.tag = local_name(element)
    for key in [key for key in map(str, element.attrib) if key.startswith("{")]:
        value, name = element.attrib.pop(key), key.rpartition("}")[2]
        if name not in element.attrib:
            element.attrib[name] = value


def _holder(text: object) -> etree._Element:
    """The element that an attribute or a text stands in."""
    found = getattr(text, "getparent")()  # noqa: B009 - lxml's strings know their element, their stubs don't
    assert isinstance(found, etree._Element)
    above = found.getparent() if getattr(text, "is_tail", False) else None
    return found if above is None else above


def _text(element: etree._Element) -> tuple[str, bool]:
    """The texts in the element, no more of them than a value may need, and whether there are more."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        if length > LONGEST_VALUE * 8:
            return " ".join(pieces), True
        pieces.append(str(piece))
        length += len(piece)
    return " ".join(pieces), False


def _number(result: object) -> str:
    """A number as people write it: ``3``, not ``3.0``."""
    return repr(result).removesuffix(".0")
