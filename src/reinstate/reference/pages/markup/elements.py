"""What an element of markup is by what it says of itself: shown or not, a mark that refers to a note, a hint."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from reinstate.reference.pages.markup.source import LONGEST
from reinstate.tables.cells import cleaned

_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_STRUCK_BY_STYLE = re.compile(
    r"line-through|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?![\d.]*[1-9])"
)
_GONE_BY_CLASS = re.compile(
    r"hidden|hide|invisible|is-hidden|d-none|sr-only|visually-hidden"
    r"|(?:[\w-]*-)?(?:strike(?:-?through|d|out)?|struck|line-through|deleted|obsolete|withdrawn|superseded)"
)
_MARK_TAGS = frozenset({"sup", "sub"})
_MARK_BY_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|sub)\b|font-variant-position\s*:\s*su[pb]")
_MARK_BY_CLASS = re.compile(r"sup|superscript|fn(?:-?ref)?|foot-?note(?:-?(?:ref|mark|number))?|note-?ref")
_MARK_TEXT = re.compile(r"[(\[]?(?:\d{1,2}|[a-z]|[*†‡§]{1,4})[)\]]?")
_LONGEST_MARK = 6
_RAISED = re.compile("([⁰¹²³⁴-⁹]+)")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"))
OPEN, _CLOSE = "\ue000", "\ue001"  # around a mark in its place; taken out of whatever a page says
_OWN = str.maketrans("", "", OPEN + _CLOSE + "\ue002")
MARK_IN_PLACE = re.compile(f"{OPEN}([^{OPEN}{_CLOSE}]*){_CLOSE}")
TEXT, MARK, GONE = "text", "mark", "gone"
BREAKS = frozenset({"br", "p", "li", "div", "tr", "td", "th", "table", "ul", "ol"})
HEADING = "\ue002"  # before the text of a heading; taken out of whatever a page says
_TOLD_BESIDE = frozenset(
    ["title", "alt", "aria-label", "aria-description", "summary", "value", "placeholder"]
)  # with data-*: what a page shows of an element when asked


def marks_within(text: str) -> tuple[str, tuple[str, ...]]:
    """A part of a text with marks: the text alone, and its marks."""
    return MARK_IN_PLACE.sub("", text), tuple(MARK_IN_PLACE.findall(text))


def as_marks(said: str) -> str:
    """Superscripts in their place; each of several, such as ``1,2``, is a mark."""
    return "".join(f"{OPEN}{mark}{_CLOSE}" for mark in re.split(r"[,;\s]+", said) if mark)


def told(kind: str, text: str | None) -> Iterator[tuple[str, str]]:
    """A text of one kind; digits that are raised by their form are marks."""
    for place, part in enumerate(_RAISED.split(blank_folded(text))):
        if part:
            raised = place % 2 == 1
            yield (MARK if raised and kind == TEXT else kind), part.translate(_LOWERED) if raised else part


def kind_of(element: etree._Element | None, around: str) -> str:
    """What the texts of an element are, within one whose texts are ``around``."""
    if around == GONE or element is None or not isinstance(element.tag, str):
        return around
    if is_gone(element):
        return GONE
    return MARK if around == MARK or _is_mark(element) else around


def is_gone(element: etree._Element) -> bool:
    """Whether an element is struck out, or not shown, by what it says of itself."""
    return (
        element.tag in _STRUCK_TAGS
        or element.get("hidden") is not None
        or bool(_STRUCK_BY_STYLE.search(_style_of(element)))
        or any(map(_GONE_BY_CLASS.fullmatch, str(element.get("class") or "").lower().split()))
    )


def _style_of(element: etree._Element) -> str:
    return str(element.get("style") or "").lower()


def _is_mark(element: etree._Element) -> bool:
    if element.tag in _MARK_TAGS:
        return True
    if element.tag in BREAKS:  # a cell or paragraph is aligned, and no mark
        return False
    said = "".join(map(str, element.itertext())).strip()
    if len(said) > _LONGEST_MARK:
        return False
    classes = str(element.get("class") or "").lower().split()
    if _MARK_BY_STYLE.search(_style_of(element)) or any(map(_MARK_BY_CLASS.fullmatch, classes)):
        return True
    if element.tag == "a" and str(element.get("href") or "").startswith("#"):
        return bool(_MARK_TEXT.fullmatch(said))
    return _is_number_at_a_word(element, said)


def _is_number_at_a_word(element: etree._Element, said: str) -> bool:
    """Whether an element sets a small number apart from the word before it, as in ``SRX1500<small>1</small>``."""
    if not re.fullmatch(r"\d{1,2}", said):
        return False
    previous, parent = element.getprevious(), element.getparent()
    before = (previous.tail if previous is not None else parent.text if parent is not None else None) or ""
    after = element.tail or ""
    return before[-1:].isalnum() and not after[:1].isalnum() and after[:1] not in ("-", "/")


def blank_folded(text: str | None) -> str:
    """A text of the markup, in which a line break is a blank, and a hyphen of any form is one."""
    return " ".join(text.split("\n")).translate(_HYPHENS).translate(_OWN) if text else ""


def raised_shown(text: str | None) -> str:
    """A text in which digits that are raised by their form stand as ``^1``."""
    return _RAISED.sub(lambda found: f"^{found[1].translate(_LOWERED)} ", blank_folded(text))


def said_beside(element: etree._Element) -> Iterator[str]:
    """What the attributes of an element say in words, as a browser shows it over the element."""
    for name, value in element.attrib.items():
        text = " ".join(cleaned(str(value)[:LONGEST]).split())
        if (" " in text or text.isalpha()) and (name in _TOLD_BESIDE or str(name).startswith("data-")):
            yield text
