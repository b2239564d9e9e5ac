"""Reading a stored reply: hostile XML in, an element tree and typed refusals out.

A reply is one XML document in UTF-8 (any declared encoding is overruled). Accepted around it: white space, a byte
order mark, and one trailing ``]]>]]>`` that a transport left in. Refused: document types and entities, several roots,
unbound prefixes, more than `DEEPEST` levels, more than `LARGEST` bytes or `MOST_ELEMENTS`. Nothing is fetched.

Elements are identified by their local names, whatever namespace a release gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from lxml import etree

DEEPEST = 100  # levels; the deepest configuration statements of Junos have about 25
LARGEST = 64 * 1024 * 1024  # bytes
MOST_ELEMENTS = 500_000  # of one reply; a configuration of 20 MB has about so many
LONGEST_TEXT = 4096  # characters of one leaf
_FRAMING = b"]]>]]>"


class Refusal(StrEnum):
    """Why a reply cannot be read."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_UTF8 = "not-utf-8"
    DOCUMENT_TYPE = "document-type"
    MALFORMED = "malformed"
    SEVERAL_ROOTS = "several-roots"
    UNBOUND_PREFIX = "unbound-prefix"
    FRAMING = "framing"  # a message delimiter inside: more than one message
    TOO_DEEP = "too-deep"
    NO_PAYLOAD = "no-payload"  # none of the elements that the request promises
    NO_DATA = "no-data"  # the element is there and empty
    ENGINE_MISSING = "engine-missing"  # one of several engines gave no payload
    DENIED = "denied"
    INCOMPLETE = "incomplete"  # the payload itself reports more than it lists
    ERROR = "error"  # an error with the payload or instead of it


class ParseRefused(Exception):  # noqa: N818 - a refusal, named so by those who handle it
    """A reply that cannot be read as what it should be.

    Attributes:
        refusal: the typed reason.
        reason: one sentence for a person; device text in it is bounded and printable.
    """

    def __init__(self, refusal: Refusal, reason: str) -> None:
        self.refusal = refusal
        self.reason = reason
        super().__init__(f"{refusal}: {reason}")


def read_xml(raw: bytes, most_elements: int = MOST_ELEMENTS) -> etree._Element:
    """The root element of one stored reply, without comments and processing instructions; raises ParseRefused."""
    body = _bounded(raw)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseRefused(Refusal.NOT_UTF8, f"byte {error.start} is not UTF-8") from error
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ParseRefused(Refusal.DOCUMENT_TYPE, "the reply declares a document type or an entity")
    try:
        root = etree.fromstring(body, _parser())
    except etree.XMLSyntaxError as error:
        raise _refused(body, error) from error
    except ValueError as error:
        raise ParseRefused(Refusal.MALFORMED, clean(str(error), 200)) from error
    _require_bounded(root, most_elements)
    return root


def _parser() -> etree.XMLParser:
    # A parser keeps state between documents: one each.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _bounded(raw: bytes) -> bytes:
    if len(raw) > LARGEST:
        raise ParseRefused(Refusal.TOO_LARGE, f"{len(raw)} bytes (maximum {LARGEST})")
    body = raw.removeprefix(b"\xef\xbb\xbf").strip().removesuffix(_FRAMING).rstrip()
    if not body:
        raise ParseRefused(Refusal.EMPTY, "empty reply")
    return body


def _refused(body: bytes, error: etree.XMLSyntaxError) -> ParseRefused:
    # lxml ends its message with the name of the file, and there is none.
    message = clean(str(error).partition(" (<string>")[0], 200)
    if _FRAMING in body:
        return ParseRefused(Refusal.FRAMING, "a message delimiter inside the reply: several messages")
    code = getattr(error, "code", None)
    if code == etree.ErrorTypes.ERR_NO_MEMORY:
        return ParseRefused(Refusal.TOO_LARGE, f"{len(body)} bytes exceed the memory limit for reading")
    if code == etree.ErrorTypes.ERR_DOCUMENT_END:
        return ParseRefused(Refusal.SEVERAL_ROOTS, f"more than one root element ({message})")
    if code == etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE:
        return ParseRefused(Refusal.UNBOUND_PREFIX, f"invalid XML ({message})")
    return ParseRefused(Refusal.MALFORMED, f"invalid XML ({message})")


def _require_bounded(root: etree._Element, most_elements: int) -> None:
    """Refuse what would take the time or memory of an evaluation of the whole batch."""
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth, count = depth + 1, count + 1
        if depth > DEEPEST:
            raise ParseRefused(Refusal.TOO_DEEP, f"elements are nested deeper than {DEEPEST} levels")
        if count > most_elements:
            raise ParseRefused(Refusal.TOO_LARGE, f"more than {most_elements} elements")


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """Device text for a value: white space folded, what is unprintable (controls, bidi marks) as U+FFFD, bounded.

    Such characters are shown and not dropped: what differs in an invisible character alone must not pass for the same.
    """
    if len(text) > longest * 4:
        text = text[: longest * 4]
    folded = " ".join(text.split())
    if not folded.isprintable():
        folded = "".join(char if char.isprintable() else "\ufffd" for char in folded)
    return folded[:longest]


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def local_name(element: etree._Element) -> str:
    """The tag without its namespace."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


def named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Every element at or below the root with one of these local names, in document order."""
    wanted = frozenset(names)
    return (element for element in root.iter() if local_name(element) in wanted)


def text_of(element: etree._Element | None) -> str:
    """The element's whole text with white space folded; "" for None."""
    if element is None:
        return ""
    return " ".join(str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)).split())
