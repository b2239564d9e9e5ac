"""Which products a text may be about: by name, as a series, as one of several numbers, or within a range.

This is for the question whether a text says anything at all of a product. It errs to yes: "EX4600-series", "EX 4600",
"EX4500/4600", "SRX300 Series" (for an SRX345), "SRX5K", and "all EX switches" each name products.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from reinstate.reference.pages.product_cells import item_of
from reinstate.reference.pages.vocabulary import DEVICES, LIMITS

ANY_DASH = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d", "-"))
# Letters of other scripts that look like those of product names.
_LOOK_ALIKE = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7",
    "ABEKMHOPCTX" + "ABEZHIKMNOPTX",
)
_NUMBERED = re.compile(r"(?<![A-Z0-9])([A-Z]{1,6})[ _-]{0,2}(\d{1,5})(?!\d)")
_TOKEN_BEFORE = re.compile(r"[A-Z0-9._-]{0,40}\Z")
_TOKEN = re.compile(r"[A-Z0-9._+-]{0,60}")
_PORTS = re.compile(r"(?<![A-Z0-9])\d{1,3}[A-Z]{1,4}\d{0,3}(?![A-Z0-9])")
_FURTHER = re.compile(
    r"""
    (?:-[A-Z0-9.+-]{1,30})? \s*
    (?:[,/;&+|\n(\[-] | \b(?:and|or|as\ well\ as)\b | \bincl(?:\.|uding)?) \s*
    (?:(?:and|or|as\ well\ as|the|incl\.?)\s){0,2} \s* [(\[]? -?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"(\d{2,5})[A-Z]?(?![A-Z0-9])")
_FURTHER_PORTS = re.compile(r"(\d{1,3}[A-Z]{1,4}\d{0,3}|[A-Z]{1,3})(?![A-Z0-9])")
_UP_TO = re.compile(
    r"""
    (?:-[A-Z0-9.+-]{1,30})? \s*
    [,/]?\s* (?:[-~>\u2026\u2192]{1,6} | \.{2,4} | (?:AND\s+)?(?:UP\s+)?\b(?:TO|THROUGH|THRU|TILL|UNTIL)\b) \s*
    [,/]?\s* -? (?:THE\s+)? (?:[A-Z]{1,6}[ -]?)? (\d{2,5})(?![0-9])
    """,
    re.VERBOSE,
)
# Behind a number or a model: others are meant that are not spelled out.
_AND_OTHERS = re.compile(
    r"""
    [-A-Z0-9.+]{0,40} \s* [,;:(]? \s*
    (?: \.{2,} | \u2026 | \+(?![A-Z0-9])
      | (?:AND|OR|&|AS\ WELL\ AS|INCLUDING|PLUS|WITH)? \s*
        (?:ALL|ANY|THE|ITS|THEIR|MANY|SOME|SEVERAL|VARIOUS)? \s*
        (?: OTHERS? | ETC | SIMILAR | RELATED | MORE | FURTHER | REMAINING | REST | ABOVE | BELOW | BEYOND | UP
          | NEWER | OLDER | LATER | EARLIER | HIGHER | LOWER
          | VARIANTS? | VERSIONS? | MODELS? | TYPES? | FORMS? | SKUS? | CONFIGURATIONS? | BUNDLES? )\b )
    """,
    re.VERBOSE,
)
_OPEN_RANGE = re.compile(
    r"""
    [-A-Z0-9.+]{0,30} \s* [,(]? \s*
    (?: \+(?![A-Z0-9])
      | (?:(?:AND|OR|&)\s+)? (?:(?:ALL|ITS)\s+)?
        (?:ABOVE|BELOW|BEYOND|UP|NEWER|OLDER|LATER|EARLIER|HIGHER|LOWER|LARGER|SMALLER|ONWARDS?|UPWARDS?|SUCCESSORS?
          |FF|ET\ SEQ|CO)\b
      | \u2265 )
    """,
    re.VERBOSE,
)
_SERIES = re.compile(
    r"[\s_-]*(?:[A-Z]+[\s,-]+){0,3}?(?:SERIES|LINE|FAMILY|FAMILIES|RANGE|CLASS|PLATFORM|MODEL|PRODUCT|GATEWAY"
    r"|SWITCH|ROUTER"
    r"|FIREWALL|DEVICE|CHASSIS|VARIANT)"
)
_THOUSANDS = re.compile(r"(?<![A-Z0-9])([A-Z]{1,6})[ -]?(\d{1,2})K(?![A-Z0-9]|-[A-Z0-9])")
_OPEN_PLACES = re.compile(
    r"(?<![A-Z0-9])([A-Z]{1,6})[ -]?(\d{1,4})(?:(X{1,4}|N{2,4})(?![A-WYZ0-9])|([*?#\[{]|[XN](?=\d)|\.\d{1,2}K))"
)
_KIND = (
    r"(?:SERIES|LINES?|FAMIL(?:Y|IES)|RANGE|PORTFOLIO|SWITCH(?:ES)?|ROUTERS?|FIREWALLS?|GATEWAYS?|MODELS?|PLATFORMS?"
    r"|CHASSIS|HARDWARE|PRODUCTS?|DEVICES?|SKUS?|VARIANTS?)"
)
# "All fixed EX switches", "the whole EX family", "All models": what stands between is no number.
_EVERY = re.compile(
    r"(?<![A-Z])(?:(VIEW|SEE|SHOW|BROWSE|EXPLORE|SHOP|COMPARE|LIST|FIND|SEARCH)\s+)?"
    r"(?:ALL|ANY|EVERY|EACH|ENTIRE|WHOLE|COMPLETE|FULL|REMAINING|MOST|OTHER)\b((?:[ ,'()-]{1,3}[A-Z][A-Z']{0,15}){1,7})"
)
_DEVICES = re.compile(r"(?:SWITCH(?:ES)?|ROUTERS?|FIREWALLS?|GATEWAYS?|MODELS?|PLATFORMS?|CHASSIS)")
_OF_SERIES_ALL = re.compile(
    r"(?<![A-Z0-9])([A-Z]{1,5})[ -](?:SERIES|FAMILY|LINE)[ :(,-]{1,3}(?:ALL|ANY|EVERY|COMPLETE)\b"
)
# "EX: 4300, 4600", "EX models 4300", "EX Series 3300".
_LISTED = re.compile(
    rf"(?<![A-Z0-9])([A-Z]{{1,6}})(?:[ -]{_KIND}\s*[:(-]{{0,2}}\s*|\s*:\s*|\s*[(-]\s+|\s+[(-])(\d{{3,5}})(?![0-9])"
)
_BETWEEN = re.compile(r"\bBETWEEN\s+(?:THE\s+)?\Z")
_AND_NUMBER = re.compile(r"(?:-[A-Z0-9.+-]{1,30})?\s*AND\s+(?:THE\s+)?(?:[A-Z]{1,6}[ -]?)?(\d{2,5})(?![0-9])")
_OPEN_BEFORE = re.compile(
    r"(?:\b(?:UP\s+TO|BELOW|ABOVE|UNDER|OVER|BEYOND|ANYTHING|EVERYTHING|PRIOR\s+TO|OLDER\s+THAN|NEWER\s+THAN"
    r"|LARGER\s+THAN|SMALLER\s+THAN)"
    r"\s+(?:THE\s+)?|[\u2264\u2265]\s*)\Z"
)
_WORD = re.compile(r"[A-Z]+")
_PARTS = re.compile(r"(?:[A-Z]{1,3}-)?([A-Z]{1,6})(\d{1,5})(?!\d)(.*)")
_AFTER, _BEFORE = 60, 30
_MOST_AFTER = 400
_MOST_FURTHER = 200


@dataclass(slots=True)
class _Of:
    """What is said of one series of letters.

    Attributes:
        after: by number, what stands behind it; "" where it is one of a list of numbers.
        ranges: from one number to another.
        begins: how the numbers of whole series begin.
        whole: all of them are named.
    """

    after: dict[str, set[str]] = field(default_factory=dict)
    ranges: set[tuple[int, int]] = field(default_factory=set)
    begins: set[tuple[str, int]] = field(default_factory=set)
    whole: bool = False


def series_of(name: str) -> str:
    """The letters before the number of a product's name; "" where it has none."""
    found = _PARTS.fullmatch(name.upper())
    return found[1] if found else ""


class Mentions:
    """What some texts name, for questions about single products."""

    def __init__(self, *texts: str) -> None:
        self._of: dict[str, _Of] = {}
        self.everything = False  # "all switches": every product of whatever is spoken of
        for text in texts:
            self._read(unicodedata.normalize("NFKC", text).translate(ANY_DASH).translate(_LOOK_ALIKE).upper())

    @property
    def series(self) -> Collection[str]:
        """The letters of every series that is named, such as ``EX``."""
        return self._of.keys()

    @property
    def named(self) -> frozenset[str]:
        """Every series with its number that is named, such as ``EX4600``, and every series that is named as a whole."""
        numbered = (f"{letters}{number}" for letters, of in self._of.items() for number in of.after if len(number) > 1)
        whole = (letters for letters, of in self._of.items() if of.whole)
        return frozenset((*numbered, *whole))

    def name_any_of(self, series: Collection[str]) -> bool:
        """Whether a product of one of these series is named, or one of them as a whole."""
        found = (of for letters, of in self._of.items() if letters in series)
        return self.everything or any(
            of.whole or of.begins or any(len(number) > 1 for number in of.after) for of in found
        )

    def name_numbers_of(self, series: Collection[str]) -> bool:
        """Whether a product of one of these series is named by its number, or as one of several."""
        found = (of for letters, of in self._of.items() if letters in series)
        return any(of.begins or of.ranges or any(len(number) > 1 for number in of.after) for of in found)

    def may_name(self, name: str) -> bool:
        """Whether the texts may be about that product; False also for a name without a series and a number."""
        found = _PARTS.fullmatch(name.upper())
        of = self._of.get(found[1]) if found else None
        if found is None or of is None:
            return self.everything
        if self.everything:
            return True
        number, rest = found[2], found[3]
        if of.whole or any(low <= int(number) <= high for low, high in of.ranges):
            return True
        if any(number.startswith(begin) and len(number) == length for begin, length in of.begins):
            return True
        return any(_is_about(after, rest) for after in of.after.get(number, ()))

    def _read(self, text: str) -> None:
        for found in _NUMBERED.finditer(text):
            self._add(text, found)
        for found in _THOUSANDS.finditer(text):
            self._series(found[1]).begins.add((found[2], len(found[2]) + 3))
        for found in _OPEN_PLACES.finditer(text):
            places = [len(found[3])] if found[3] else range(5)
            self._series(found[1]).begins |= {(found[2], len(found[2]) + more) for more in places}
        for found in _LISTED.finditer(text):
            self._series(found[1]).after.setdefault(found[2], set()).add("")
            self._add_number(self._series(found[1]), found[2], text, found.start(), found.end())
        for found in _OF_SERIES_ALL.finditer(text):
            self._series(found[1]).whole = True
        for found in _EVERY.finditer(text):
            if not found[1]:
                self._add_every(_WORD.findall(found[2]))

    def _series(self, letters: str) -> _Of:
        return self._of.setdefault(letters, _Of())

    def _add(self, text: str, found: re.Match[str]) -> None:
        after = text[found.end() : found.end() + _AFTER]
        if _is_of_something_else(text, found):
            return
        of, number = self._series(found[1]), found[2]
        behind = of.after.setdefault(number, set())
        if len(behind) < _MOST_AFTER:
            behind.add(after)
        else:
            behind.add("")
        if _SERIES.match(after):
            of.begins.add((number.rstrip("0") or number, len(number)))
        self._add_number(of, number, text, found.start(), found.end())

    def _add_number(self, of: _Of, number: str, text: str, start: int, end: int) -> None:
        """What stands behind a number: a list of further ones, the end of a range, or others not spelled out."""
        of.after.setdefault(number, set()).update({""} if _AND_OTHERS.match(text, end, end + _AFTER) else ())
        for further in _further_numbers(text, end):
            of.after.setdefault(further, set()).add("")
        up_to = _UP_TO.match(text, end)
        if up_to and len(up_to[1]) == len(number) and int(number) < int(up_to[1]):
            of.ranges.add((int(number), int(up_to[1])))
        before = text[max(0, start - _BEFORE) : start]
        if _BETWEEN.search(before) and (other := _AND_NUMBER.match(text, end)) and len(other[1]) == len(number):
            of.ranges.add((int(number), int(other[1])))
        if _OPEN_RANGE.match(text, end, end + _AFTER) or _OPEN_BEFORE.search(before):
            of.whole = True

    def _add_every(self, words: Sequence[str]) -> None:
        """What "all" is said of: the series among the words behind it, or every device."""
        series = [word for word in words if word in DEVICES]
        for letters in series:
            self._series(letters).whole = True
        limited = any(word in LIMITS for word in words)
        self.everything |= not series and not limited and any(map(_DEVICES.fullmatch, words))


def _is_of_something_else(text: str, found: re.Match[str]) -> bool:
    """Whether the number stands in the name of a license or accessory for the product."""
    before, token = (
        _TOKEN_BEFORE.search(text, max(0, found.start() - 40), found.start()),
        _TOKEN.match(text, found.end()),
    )
    whole = f"{before[0] if before else ''}{found[0]}{token[0] if token else ''}".strip("._-")
    products = [letters for letters, number in _NUMBERED.findall(whole) if len(letters) > 1 and len(number) > 1]
    return item_of(whole) in ("license", "accessory") and len(products) < 2


def _further_numbers(text: str, at: int) -> Iterator[str]:
    """The numbers of a list behind the first: SRX300, 320, 340 and 345."""
    for _ in range(_MOST_FURTHER):
        joint = _FURTHER.match(text, at)
        number = _NUMBER.match(text, joint.end()) if joint else None
        if number is None:
            return
        yield number[1]
        at = number.end()


def _is_about(after: str, rest: str) -> bool:
    """Whether a mention with that text behind it can be about a product with that rest of a name; no other model is."""
    ports = _PORTS.search(rest)
    token = _TOKEN.match(after)
    others = _PORTS.search(token[0]) if token else None
    if not ports or not others or others[0] == ports[0]:
        return True
    at = token.end() if token else 0
    while joint := _FURTHER.match(after, at):
        further = _FURTHER_PORTS.match(after, joint.end())
        if further is None:
            return False
        if further[0] == ports[0] or further[0] == ports[0].lstrip("0123456789"):
            return True
        at = further.end()
    return False
