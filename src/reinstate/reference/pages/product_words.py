"""Words of a text that may name products, for the question whether a page names a product in any way at all.

A word may stand for several products: ``EX46*`` for every name that begins so, ``EX#`` for every number of a series.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reinstate.reference.pages.mentions import ANY_DASH, Mentions
from reinstate.reference.pages.statements import is_announcement, is_naming, is_plain, sentences_of
from reinstate.reference.pages.vocabulary import DEVICES

_WORD = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z0-9][A-Za-z0-9.+/_&*?()-]{0,80}(?![A-Za-z0-9_])")
_LONGEST = 64
_OPEN_PLACE = re.compile(r"[*?]|X{2,}(?![A-WYZ])|(?<=\d)X(?![A-Z0-9])|[-_]XX*$")
_SERIES = re.compile(
    r"(?<![A-Za-z0-9-])[A-Z]{2,5}(?![A-Za-z0-9-]|\.\d)|(?<![A-Za-z0-9-])[A-Z]{2,5}(?=-[Ss][Ee][Rr][Ii][Ee][Ss])"
)
_LETTERS = re.compile(r"[A-Z]+")
_SHORTEST = 3
_NUMBER_AND_PORTS = re.compile(
    r"(?:[A-Z]{1,3}-)?(?P<letters>[A-Z]{1,6})(?P<number>\d{3,5})(?:-(?P<ports>\d{1,3}[A-Z]{1,4}\d{0,3}))?(?![A-Z0-9])"
)
_ALONE = re.compile(
    r"(?<![A-Z0-9./:$#&@_%=-])(?<![A-Z0-9]-)(?<!\d,)(?:-\s?)?(?!(?:19|20)\d\d\b)(\d{3,5}|\d{1,3}[A-Z]{1,4}\d{0,3})"
    r"(?:'S)?(?![A-Z0-9%:]|[,.]\d|[./-]\d{1,2}[./-]|-?\s?(?:W|V|A|MB|GB|TB|GBPS|MBPS|HZ|KG|USD|EUR|PORTS?"
    r"|USERS?|OTHERS?|UNITS?|CUSTOMERS?"
    r"|DAYS?|HOURS?|ENTRIES|ITEMS|RESULTS|ROWS|YEARS?|MONTHS?)\b)"
)
_PATTERN_ALONE = re.compile(r"(?<![A-Z0-9./-])(\d{1,4})(X{1,4})(?![A-Z0-9])")
_RANGE_ALONE = re.compile(r"(?<![A-Z0-9./-])(\d{3,5})\s*(?:-|TO|THROUGH|THRU|UP TO)\s*(\d{3,5})(?![\d./-]|-\d)")
_SPOKEN_OF = re.compile(r"(?<![A-Za-z0-9-])([A-Z]{2,5})(?![A-Za-z0-9]|[ -]?\d)")
_ALL_DEVICES = re.compile(
    r"\b(?:all|every|everything|entire|complete|whole|both|no|any|each)\b[^.;]{0,60}\b(?:announced|end of life|EOL"
    r"|discontinued|out of support|no longer sold)\b"
    r"|\b(?:switches|routers|firewalls|gateways|products|models|devices)\b[^.;]{0,60}\b(?:are|were|have)\b[^.;]{0,40}"
    r"\b(?:end of life|EOL|discontinued|out of support)\b",
    re.IGNORECASE,
)
# An announcement that says it of something, and is no heading: "EX Series: end of life announced".
_STATES_IT = re.compile(r"\b(?:announced|was|were|has|have|been|is|are)\b", re.IGNORECASE)
_LIMITED = re.compile(
    r"\b(?:following|these|below|above|listed|shown|whose|which|that|this (?:page|table|list)|dates?|policy"
    r"|contact|support|documentation)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedOnPage:
    """Whatever of a page may name a product.

    Attributes:
        words: single words, in upper case.
        mentions: series, lists of numbers, and ranges.
        alone: numbers and ports that stand alone, as 4600 and 48P in "EX4500 | 4600" and "EX3400-24P (and 48P)".
        spoken_of: series without a number of which a text says something; ``*`` for every product.
    """

    words: frozenset[str] = frozenset()
    mentions: Mentions = field(default_factory=Mentions)
    alone: frozenset[str] = frozenset()
    spoken_of: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        """Whether a product is named as it is, or as one of several."""
        return isinstance(name, str) and (name in self.words or self.mentions.may_name(name))

    def parts_alone(self, name: str) -> tuple[str, ...]:
        """What of a product's name stands alone on the page: its number, or its ports where the page has its series."""
        found = _NUMBER_AND_PORTS.match(name.upper())
        if found is None:
            return ()
        letters, number, ports = found["letters"], found["number"], found["ports"]
        if stated := self._number_alone(number):
            return (stated,)
        if spoken := self.spoken_of.intersection((letters, "*")):
            return (next(iter(spoken)).replace("*", "a word for all products"),)
        named = ports in self.alone and f"{letters}{number}" in self.mentions.named
        return (f"{letters}{number}", ports) if named else ()

    def _number_alone(self, number: str) -> str:
        """The number as the page has it by itself, in a pattern, or within a range; "" if it has not."""
        for one in self.alone:
            low, _, high = one.partition("-")
            if one == number or (one.endswith("X") and len(one) == len(number) and number.startswith(one.rstrip("X"))):
                return one
            if high and len(low) == len(number) == len(high) and low <= number <= high:
                return one
        return ""


def standing_alone(text: str) -> Iterator[str]:
    """The numbers of three to five digits, and the ports, that stand alone in a text; a year does not count.

    A pattern comes out as ``46XX``, and a range as its ends, with a hyphen between.
    """
    plain = text.translate(ANY_DASH).upper()
    yield from (found[1] for found in _ALONE.finditer(plain))
    yield from (f"{found[1]}{found[2]}" for found in _PATTERN_ALONE.finditer(plain))
    yield from (f"{found[1]}-{found[2]}" for found in _RANGE_ALONE.finditer(plain))


def series_spoken_of(text: str) -> Iterator[str]:
    """The series without a number of which a text says something; ``*`` where it may say it of every product."""
    if not _STATES_IT.search(text) and (is_plain(text) or is_naming(text) or is_announcement(text)):
        return
    for sentence in sentences_of(text):
        if _LIMITED.search(sentence):
            continue
        yield from (word for word in _SPOKEN_OF.findall(sentence) if word in DEVICES)
        if _ALL_DEVICES.search(sentence):
            yield "*"


def product_words(text: str) -> Iterator[str]:
    """Every word with letters and digits in it, in upper case, and the parts of it that a slash divides."""
    for word in _WORD.findall(html.unescape(text).translate(ANY_DASH)):
        if len(word) <= _LONGEST:
            yield from _names(word.upper().strip("._&()-/"))


def series_words(text: str) -> Iterator[str]:
    """The series that a text names without a number: ``EX#`` for "EX switches", ``#`` for "all switches"."""
    yield from (f"{word}#" for word in _SERIES.findall(text))
    if Mentions(text).everything:
        yield "#"


def _names(word: str) -> Iterator[str]:
    for part in dict.fromkeys([word, *_completed(word)]):
        name = _cut_at_open_place(part)
        if any(map(str.isdigit, name)) and any(map(str.isalpha, name)):
            yield name


def _completed(word: str) -> Iterator[str]:
    """The parts around slashes; to a bare number belong the letters before the first: MX240/480."""
    first, *others = word.split("/")
    letters = _LETTERS.match(first)
    if others:
        yield first
    for part in others:
        yield f"{letters[0]}{part}" if letters and part[:1].isdigit() else part


def _cut_at_open_place(word: str) -> str:
    """``EX46XX`` and ``EX4600-*`` stand for every name that begins so."""
    found = _OPEN_PLACE.search(word)
    if found is None:
        return word
    begin = word[: found.start()].rstrip("-_.")
    return f"{begin}*" if len(begin) >= _SHORTEST else ""
