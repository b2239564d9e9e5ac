"""The products that a cell of Juniper's tables names: SKUs, and texts that are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from reinstate.reference.pages.markup.cells import Cell
from reinstate.reference.pages.markup.elements import marks_within
from reinstate.reference.pages.vocabulary import DESCRIPTIONS, PRODUCT_LETTERS

_A_MARK = r"(\*{1,4}|[†‡§]{1,4}|\(\d{1,2}\)|\[\d{1,2}\])"
_TRAILING_MARK = re.compile(rf"(?<!-)\s*{_A_MARK}\s*$")
_LEADING_MARK = re.compile(rf"{_A_MARK}\s*(?=\S)")
_NO_MARK = frozenset(
    {"", "tm", "sm", "r", "c", "®", "™", "©", "℠", "st", "nd", "rd", "th"}
)  # no note is meant by these
_DASH = "\N{EN DASH}"
_BULLET = re.compile(rf"\A(?:[-{_DASH}]\s*(?=[A-Z]{{1,6}}[A-Z0-9-]*\d)|[•·]\s*)")
_AT_A_DASH = re.compile(r"(?<=[A-Za-z0-9])-\s+(?=([A-Z0-9.+/-]+))")
_SKU = re.compile(r"[A-Za-z][A-Za-z0-9./_-]{0,62}[A-Za-z0-9]")
_NO_PRODUCT = re.compile(
    r"(?:TSB|PSN|KB|TN|JSA|CVE)-?\d[\d-]*|JUNOS.*|NEW-?\d*|.*\.[a-z].*|WI-?FI-?\d\w*"
    r"|(?:REV|GEN|VER|PSU|FAN|PHASE|TYPE|CLASS|TIER|POE|NOTE|STEP|PART|PAGE|TABLE|ITEM|LOT|PORT"
    r"|SLOT)[-.]?[A-Z]?\d*(?:\.\d+|W|V|A)?"
    r"|(?:Q[1-4]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*-?(?:19|20)\d\d",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[-/]|\d{1,3}[A-Z]{1,4}\d{0,3}(?:-[A-Z0-9-]*)?\Z")  # what belongs to the name before it
_A_DASH_BEFORE_MORE = re.compile(rf"[A-Z0-9]\s+[-{_DASH}]\s*[A-Z]{{0,4}}\d[A-Z0-9-]*\s*(?:\Z|[,;\n])")
_REMARK = re.compile(rf"\A(?P<sku>\S+)\s+(?:\((?P<inside>[^()]{{1,80}})\)|[-{_DASH}]\s+(?P<behind>.{{1,80}}))\Z")
# What a remark can say that narrows nothing down: ports, feeds, airflow, and what a product is.
# In a part of a cell that is no SKU: it leaves out some of what the others name.
_LEAVES_OUT = re.compile(
    r"\b(?:only|except\w*|exclud\w+|unless|not?|without|but|gen\w*|phase|units?|versions?|rev\w*|serial|s/n"
    r"|years?|until|before|after|from"
    r"|since|dates?|support|end\w*|eo[sle])\b",
    re.IGNORECASE,
)
_TRADEMARKS = str.maketrans("", "", "\u00ae\u2122\u00a9\u2120")
_LONGEST_PART = 300
_REST_OF_SKU = re.compile(r"(?=[A-Z0-9]*\d)[A-Z0-9][A-Z0-9.+/-]*")
_A_SIZE = re.compile(r"\d{1,4}(?:\.\d)?(?:-?(?:ports?|gbe?|g|ge|w|u|v|slots?|base-?\w{1,3}|t|x|p|mm|m|kw))?")
_SERIES = re.compile(r"[A-Z]{2,5}")
_NUMBERED = re.compile(r"\d{2,}[A-Z0-9.+/-]*")
_BEGINS_A_MODEL = re.compile(r"[A-Z]{1,5}\d{2,}")
_A_RANGE = re.compile(r"[A-Za-z]{1,6}(\d{3,5})-(\d{3,5})")
_PART_NUMBER = re.compile(r"\d{3}-\d{6}")
_LOOKS_LIKE_A_PLACEHOLDER = re.compile(r"[*?]|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])|[-_][xX]{2,}")
_OUTSIDE = re.compile(r"[,;\n]+|\s+(?:[Aa][Nn][Dd]|[Oo][Rr]|&)\s+(?=[A-Z0-9-]{4})")
# The letters with which names of products begin, as Juniper's own lists have them. Beside other names in a cell, what
# begins otherwise is a word: "See-Note-1", "US-GOV", "FY26Q1".
_LEADING_LETTERS = re.compile(r"[A-Z]+")
_ITEMS = (
    ("license", re.compile(r"-LIC\b|-LTU\b|-SUB\b|^S-|^JWEB|^HBOT|^JS-|-LSYS-|^SPOT-|LICENSE|-SCC-")),
    ("bundle", re.compile(r"^B-|-BNDL\b|-BUN\b|-EDU\b|BUNDLE|^PKG-|-PREMIUM\b|BASE\d?\b|-BASE[-0-9]|-PROMO|-KIT\b")),
    ("accessory", re.compile(r"^CBL-|-CBL\b|-RMK\d?\b|-BLANK\b|-BLNK\b|-FLTR\b|-FILTER\b|-MNT\b|-STAND\b|-CVR\b")),
)


@dataclass(frozen=True, slots=True)
class NamedPart:
    """One text of a product cell, with the marks at it."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedParts:
    """The texts of a product cell: those between commas outside of brackets, semicolons, and line breaks.

    Attributes:
        unplaced: marks that may be about any of them: those after the last one of several, or at none.
    """

    parts: tuple[NamedPart, ...]
    unplaced: tuple[str, ...] = ()


def named_parts(cell: Cell) -> NamedParts:
    """The texts that a product cell names, each with its marks."""
    return _named_parts(cell.with_marks or cell.text)


@lru_cache(maxsize=256)  # a cell can reach over thousands of rows
def _named_parts(text: str) -> NamedParts:
    found = [_text_and_marks(part) for part in _parts(_joined_at_dashes(text))]
    named = [part for part in found if part.text]
    alone = tuple(mark for part in found if not part.text for mark in part.marks)
    if len(named) == 1:
        return NamedParts((NamedPart(named[0].text, (*named[0].marks, *alone)),))
    return NamedParts(tuple(named), (*alone, *(found[-1].marks if found[-1].text else ())))


@dataclass(frozen=True, slots=True)
class Skus:
    """What a product cell names.

    Attributes:
        named: the SKUs, in upper case, each once, with their marks.
        others: what is named in other words, or as a pattern over SKUs.
        unplaced: marks that may be about any of them.
    """

    named: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    unplaced: tuple[str, ...] = ()


def skus_in(cell: Cell) -> Skus:
    """The SKUs of a product cell."""
    named: dict[str, tuple[str, ...]] = {}
    others: dict[str, None] = {}
    parts = named_parts(cell)
    if any(
        _GOES_ON.match(part.text) or _A_DASH_BEFORE_MORE.search(part.text) for part in parts.parts
    ):  # EX3300-24P, -48P: not all of them are whole
        return Skus({}, (cell.line,), parts.unplaced)
    for part in parts.parts:
        for one in _split_at_blanks(part.text):
            if is_sku(one) and (len(parts.parts) == 1 or _begins_as_products_do(one)):
                named[one.upper()] = (*named.get(one.upper(), ()), *part.marks)
            else:
                others.setdefault(one)
    return Skus(MappingProxyType(named), tuple(others), parts.unplaced)


def _begins_as_products_do(sku: str) -> bool:
    """Whether a name begins with letters of Juniper's products, or is a part number."""
    letters = _LEADING_LETTERS.match(sku.upper())
    return letters is None or letters[0] in PRODUCT_LETTERS


def leaves_out(text: str) -> bool:
    """Whether a text in a product cell says that its dates are not those of all that the cell names."""
    return bool(_LEAVES_OUT.search(text))


def _joined_at_dashes(text: str) -> str:
    """A blank or a line break after a dash is within an SKU if the rest of one follows it."""
    return _AT_A_DASH.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    goes_on = _REST_OF_SKU.fullmatch(found[1]) and not _BEGINS_A_MODEL.match(found[1].partition("-")[0])
    return "-" if goes_on else found[0]


def _parts(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for found in re.finditer(r"[()\[\]]|" + _OUTSIDE.pattern, text):
        if found[0] in "([":
            depth += 1
        elif found[0] in ")]":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _text_and_marks(part: str) -> NamedPart:
    said, marks = marks_within(part)
    found = list(marks)
    text = _BULLET.sub("", " ".join(said.translate(_TRADEMARKS).split())).strip(" .:\"'\u201c\u201d")
    while len(text) < _LONGEST_PART and (mark := _TRAILING_MARK.search(text) or _LEADING_MARK.match(text)):
        found.append(mark[1])
        text = text[: mark.start()] if mark.start() else text[mark.end() :]
    return NamedPart(text, footnote_marks(found))


def footnote_marks(raised: Iterable[str]) -> tuple[str, ...]:
    """Those of some raised texts that may refer to a note, in lower case."""
    plain = map(plain_mark, raised)
    return tuple(mark for mark in plain if mark not in _NO_MARK)


def plain_mark(mark: str) -> str:
    """A mark without its brackets, in lower case."""
    return (mark.strip("()[].:,^ ") or mark.strip()).lower()


def _split_at_blanks(part: str) -> Iterator[str]:
    """Several SKUs with blanks between them, a series and its number, or one text."""
    words = [_hyphenated(word) for word in _without_remark(part).split()]
    if len(words) > 1 and all(is_sku(word) and "-" in word for word in words):
        yield from words
    elif len(words) == 2 and _SERIES.fullmatch(words[0]) and _NUMBERED.fullmatch(words[1]):
        yield "".join(words)
    elif words:
        yield words[0] if len(words) == 1 else part


def _without_remark(part: str) -> str:
    """An SKU without a remark behind it that neither narrows it down nor names others: "(PoE+)", "- 24 port switch"."""
    found = _REMARK.match(part)
    if (
        found is None
        or not is_sku(_hyphenated(found["sku"]))
        or not _only_describes(found["inside"] or found["behind"])
    ):
        return part
    return found["sku"]


def _only_describes(remark: str) -> bool:
    """Whether a remark says what the product is, and leaves nothing of it out."""
    return all(
        word in DESCRIPTIONS or _A_SIZE.fullmatch(word) for word in re.findall(r"[^\s,;()/x]+|x", remark.lower())
    )


def _hyphenated(word: str) -> str:
    """A word with hyphens, where a text program made dashes of them all; a dash before a model makes a range."""
    if "-" in word or any(map(_BEGINS_A_MODEL.match, word.split(_DASH)[1:])):
        return word
    return word.replace(_DASH, "-")


def is_sku(text: str) -> bool:
    """Whether a text is one SKU, and neither words, nor several of them, nor a pattern over SKUs."""
    if _PART_NUMBER.fullmatch(text):
        return True
    if not _SKU.fullmatch(text) or _LOOKS_LIKE_A_PLACEHOLDER.search(text):
        return False
    if "/" in text.replace("I/O", "") or _NO_PRODUCT.fullmatch(text):  # a slash stands between several
        return False
    if (several := _A_RANGE.fullmatch(text)) and len(several[1]) == len(several[2]) and several[1] < several[2]:
        return False
    return any(map(str.isdigit, text)) or ("-" in text and sum(map(str.islower, text)) < 2)


def item_of(sku: str) -> str:
    """What an SKU is by its name: ``license``, ``bundle``, ``accessory``; "" for a product or part."""
    return next((item for item, form in _ITEMS if form.search(sku)), "")
