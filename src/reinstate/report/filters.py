"""Filters for your own templates: replies as data, and Junos versions. Plain JSON types in and out."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml import etree

from reinstate.device.version import JunosVersion, VersionsNotComparableError, comparable
from reinstate.errors import InputError
from reinstate.evidence.xml import ParseRefused, read_xml
from reinstate.report.text import visible

_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml\s[^>]*\?>")

Data = str | list["Data"] | dict[str, "Data"]

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    name: function
    for names, function in (
        (("<", "lt"), operator.lt),
        (("<=", "le"), operator.le),
        ((">", "gt"), operator.gt),
        ((">=", "ge"), operator.ge),
        (("==", "=", "eq"), operator.eq),
        (("!=", "<>", "ne"), operator.ne),
    )
    for name in names
}


def junos_to_data(xml: str, lists: Iterable[str] = (), attributes: bool = False) -> Data:
    """A reply as data: an element is a dictionary of its children, or its text where it has none.

    Args:
        xml: one XML document, such as the content of ``evidence/<host>/<item>.xml``.
        lists: element names that are always lists, however often they occur; otherwise a single one is no list.
        attributes: keep XML attributes as ``@name``; the text of an element that has some is then ``#text``.

    Names are without namespace. White space around texts is left out. InputError where it is not XML.
    """
    return _data_of(_element(xml), frozenset(lists), attributes)


def junos_xpath(xml: str, expression: str, lists: Iterable[str] = (), attributes: bool = False) -> list[Any]:
    """What an XPath 1.0 expression finds in a reply, as a list; elements as ``junos_to_data`` gives them.

    Namespaces are ignored: ``//chassis-module[name="FPC 0"]/serial-number``. InputError where the expression or
    the document is malformed.
    """
    root = _without_namespaces(_element(xml))
    try:
        found = root.getroottree().xpath(expression)
    except etree.XPathError as error:
        raise InputError(
            "junos_xpath: the expression is not XPath",
            expected="XPath 1.0 with local names, such as //chassis-module/serial-number",
            actual=f"{expression!r} ({error})",
            remedy="correct the expression",
        ) from error
    names = frozenset(lists)
    return [_found(one, names, attributes) for one in (found if isinstance(found, list) else [found])]


def junos_version(text: str) -> dict[str, Any]:
    """A version's parts: ``text``, ``release``, ``train``, ``kind``, ``number``, ``service``, ``spin``, ``evolved``,
    ``standard``, ``parsed`` and ``problem``, which says why it cannot be parsed. Never fails.
    """
    version = JunosVersion.parse(text)
    names = ("text", "release", "train", "number", "service", "spin", "evolved", "standard", "parsed", "problem")
    return {name: getattr(version, name) for name in names} | {"kind": str(version.kind)}


def junos_version_compare(version: str, other: str, compare: str = "==") -> bool:
    """Whether ``version compare other`` holds, for ``<``, ``<=``, ``>``, ``>=``, ``==``, ``!=`` or their letters.

    InputError where the two have no order: one cannot be parsed or is a development build, or they are of branches of
    one release that have no order between them. Equality compares the whole text, of any two versions that can be
    parsed.
    """
    if compare not in _OPERATORS:
        raise InputError(
            "junos_version_compare: unknown comparison operator",
            expected=" ".join(_OPERATORS),
            actual=compare,
            remedy="use one of the operators",
        )
    one, two = JunosVersion.parse(version), JunosVersion.parse(other)
    function = _OPERATORS[compare]
    if function in (operator.eq, operator.ne):
        _require_parsed(one, two)
        return function(one.text, two.text)
    _require_comparable(one, two)
    return function(one, two)


def junos_version_sort(versions: Iterable[str], reverse: bool = False) -> list[str]:
    """The versions from old to new, or the other way round; InputError where two of them have no order."""
    parsed = [JunosVersion.parse(one) for one in versions]
    for index, one in enumerate(parsed):
        for other in parsed[index + 1 :]:
            _require_comparable(one, other)
    return [one.text for one in sorted(parsed, reverse=reverse)]


def junos_printable(text: str) -> str:
    """Device text on one line in which control, direction and invisible characters show as ``[U+001B]``."""
    return visible(text)


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        junos_printable,
        junos_to_data,
        junos_version,
        junos_version_compare,
        junos_version_sort,
        junos_xpath,
    )
}


def _element(xml: str) -> etree._Element:
    if not isinstance(xml, str):
        raise InputError(
            "junos_to_data: the value is not text",
            expected="an XML document as text, as lookup('file', ...) returns it",
            actual=type(xml).__name__,
            remedy="read the file first",
        )
    try:
        # A declared encoding no longer holds once the bytes are text.
        return read_xml(_DECLARATION.sub("", xml, count=1).encode("utf-8", "replace"))
    except ParseRefused as error:
        raise InputError(
            "junos_to_data: the text is not an XML document",
            expected="one well-formed document without a DTD",
            actual=visible(str(error)),
            remedy="check the status of the item in evidence.json before you read its reply",
        ) from error


def _without_namespaces(root: etree._Element) -> etree._Element:
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return root


def _found(one: Any, lists: frozenset[str], attributes: bool) -> Any:
    if isinstance(one, etree._Element):
        name = etree.QName(one).localname
        data = _data_of(one, lists, attributes)
        return data[name] if isinstance(data, dict) else data
    return one if isinstance(one, (bool, float)) else str(one)


def _data_of(element: etree._Element, lists: frozenset[str], attributes: bool) -> Data:
    import jxmlease  # noqa: PLC0415 - few templates ask for a reply

    return _plain(jxmlease.EtreeParser(strip_namespace=True)(element), lists, attributes)


def _plain(node: Any, lists: frozenset[str], attributes: bool) -> Data:
    """A node of jxmlease in plain types."""
    if isinstance(node, list):
        return [_plain(one, lists, attributes) for one in node]
    kept = {f"@{name}": str(value) for name, value in node.xml_attrs.items()} if attributes else {}
    if not isinstance(node, dict):
        return {**kept, "#text": str(node)} if kept else str(node)
    children = {str(name): _child(str(name), child, lists, attributes) for name, child in node.items()}
    cdata = getattr(node, "get_cdata")() if attributes else ""  # noqa: B009 - its type is loaded where it is used
    text = {"#text": str(cdata)} if cdata else {}
    return {**kept, **text, **children}


def _child(name: str, child: Any, lists: frozenset[str], attributes: bool) -> Data:
    data = _plain(child, lists, attributes)
    return [data] if name in lists and not isinstance(data, list) else data


def _require_parsed(*versions: JunosVersion) -> None:
    for version in versions:
        if not version.parsed:
            raise InputError(
                f"Junos version {visible(version.text)!r}: cannot be parsed",
                expected="a version such as 23.4R2-S4.11",
                actual=version.problem,
                remedy="compare the versions by eye",
            )


def _require_comparable(one: JunosVersion, two: JunosVersion) -> None:
    _require_parsed(one, two)
    if not comparable(one, two):
        raise VersionsNotComparableError(
            f"Junos versions {visible(one.text)!r} and {visible(two.text)!r}: no order is defined",
            expected="two releases of one branch, or of different releases, both Evolved or neither",
            actual=f"{one.kind} of {one.branch} and {two.kind} of {two.branch}",
            remedy="compare their trains, or look both up in the release table",
        )
