"""Markup that is hostile input, parsed as a browser would read it, within bounds."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from lxml import etree

_STRUCK = re.compile(r"<(/?)(?:s|strike)(?=[\s>/])", re.IGNORECASE)  # a parser ends these where a paragraph begins
_PARSED = etree.HTMLParser  # a new one for each text: its errors are kept in it
_DROPPED = ("script", "style", "template", "svg")
_GONE_CLASS = re.compile(
    r"\.([\w-]{1,64})(?:[^{}<>]{0,200}\{[^{}<>]{0,1000}line-through"
    r"|\s{0,9}\{[^{}<>]{0,1000}(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden))",
    re.IGNORECASE,
)
_A_STYLE = re.compile(r"<style", re.IGNORECASE)
# A tag with its attributes: what stands within quotes opens nothing.
_ANY_TAG = r"""</?[A-Za-z](?>[^<>"'=]{1,2000}+|=\s{0,9}+"[^"]{0,20000}+"|=\s{0,9}+'[^']{0,20000}+'|=|["']){0,400}+>"""
_COMMENT_END = re.compile(r"--!?>")
_MOST_WORDS_BETWEEN_TAGS = 4000  # a tag with more attributes keeps a parser busy for long
_BETWEEN_WORDS = re.compile(r"""[\s/"'=]+""")  # any of these can end an attribute
_PICTURE = re.compile(r"<(?:image|source|link|meta)\b[^<>]*>", re.IGNORECASE)  # may carry a file in its address
_FILE = re.compile(r"""(\ssrc\s{0,9}=\s{0,9})(?:"data:[^"]*"|'data:[^']*')""", re.IGNORECASE)
_DEEPEST = 100
_MOST_ELEMENTS = 1_000_000
LONGEST = 200_000  # of a cell, or of a text beside the tables


class MarkupError(ValueError):
    """Markup that is not that of a page: too deep, too wide, or damaged; the text says what."""


def root_of(text: str) -> etree._Element | None:
    """The root of some markup; None where there is none at all.

    Raises:
        MarkupError: it is nothing that a page would have.
    """
    gone = frozenset(_GONE_CLASS.findall(text)) if _A_STYLE.search(text) else frozenset()
    source = _STRUCK.sub(r"<\1del", _FILE.sub(r"\1''", _PICTURE.sub("", _without(text, _DROPPED))))
    if any(map(_is_endless, source.split("<"))):
        raise MarkupError(f"more than {_MOST_WORDS_BETWEEN_TAGS} words without a tag")
    parser = _PARSED(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None  # no markup at all
    if fatal := [entry for entry in parser.error_log if entry.level_name == "FATAL"]:
        raise MarkupError(f"markup that cannot be read ({fatal[0].message[:80]})")
    if root is not None:  # nothing is left of markup that is all script
        _require_bounded(root)
        for element in root.iter() if gone else ():
            if isinstance(element.tag, str) and not gone.isdisjoint(str(element.get("class") or "").split()):
                element.set("style", "text-decoration: line-through")
    return root


def _is_endless(run: str) -> bool:
    """Whether what stands between two tags, or within one, has more words or attributes than any page."""
    if len(run) <= _MOST_WORDS_BETWEEN_TAGS:
        return False
    return len(_BETWEEN_WORDS.split(run, _MOST_WORDS_BETWEEN_TAGS)) > _MOST_WORDS_BETWEEN_TAGS


def _require_bounded(root: etree._Element) -> None:
    """Each level is read once more for the blocks and tables around it, so that depth and size bound the time."""
    depth = elements = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > _DEEPEST or elements > _MOST_ELEMENTS:
            raise MarkupError(f"markup with more than {_MOST_ELEMENTS:,} elements, or {_DEEPEST} levels of them")


def _without(text: str, names: Sequence[str]) -> str:
    """The markup without these elements and without comments, as a browser tells them."""
    opening = re.compile(rf"<!--|<({'|'.join(names)})\b|{_ANY_TAG}", re.IGNORECASE)
    kept, at, kept_to = [], 0, 0
    unclosed: set[str] = set()  # looked for once: a text may open thousands
    while found := opening.search(text, at):
        name = found[1].lower() if found[1] else ""
        at = found.end()
        if not name and found[0] != "<!--":
            continue
        kept.append(text[kept_to : found.start()])
        at = kept_to = _after_element(text, name, at, unclosed) if name else _after_comment(text, at)
    return "".join([*kept, text[kept_to:]])


def _after_comment(text: str, at: int) -> int:
    """The place after a comment; ``<!-->`` and ``<!--->`` are whole ones."""
    if empty := re.compile("-?>").match(text, at):
        return empty.end()
    end = _COMMENT_END.search(text, at)
    return end.end() if end else len(text)


def _after_element(text: str, name: str, at: int, unclosed: set[str]) -> int:
    """The place after an element; where a drawing is not closed, after its tag, so that nothing else goes with it."""
    tag = re.compile("[^<>]*>").match(text, at)
    inside = tag.end() if tag else at
    if name in unclosed or (name == "svg" and text.endswith("/>", at, inside)):
        return inside
    closed = re.compile(rf"</{name}[^<>]*>", re.IGNORECASE).search(text, inside)
    if closed is None:
        unclosed.add(name)
        return inside if name in ("svg", "template") else len(text)
    return closed.end()


def unescaped_markup(text: str) -> str:
    """The text; as markup where only its entities stand for the brackets of a table."""
    return html.unescape(text) if "<table" not in text.lower() and "&lt;table" in text.lower() else text


def require_short(text: str) -> None:
    """MarkupError for a text that is longer than any of a page."""
    if len(text) > LONGEST:
        raise MarkupError(f"a text of more than {LONGEST:,} characters")
