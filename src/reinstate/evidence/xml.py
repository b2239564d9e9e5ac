"""The one way to read XML that a device sent: hardened, bounded, by local names."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree


class XmlRefusedError(Exception):
    """The bytes aren't one well-formed XML document without a DTD."""


def read_xml(raw: bytes) -> etree._Element:
    """The root element of one reply.

    No DTD, no entities, no network, libxml2's own limits on depth (256) and text size. XmlRefusedError says why not.
    """
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise XmlRefusedError("a document type declaration is not accepted")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(raw.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlRefusedError(str(error)[:200] or "not well-formed") from error


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Every element at or below the root with one of these local names, in document order."""
    wanted = frozenset(names)
    return (element for element in root.iter() if local_name(element) in wanted)


def text_of(element: etree._Element | None) -> str:
    """The element's whole text with white space folded; "" for None."""
    return (
        ""
        if element is None
        else " ".join(str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)).split())
    )


def printable(text: str, limit: int = 300) -> str:
    """Device text for people: control and formatting characters replaced, bounded."""
    kept = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[: limit * 2]
    )
    return kept if len(kept) <= limit else kept[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}"
