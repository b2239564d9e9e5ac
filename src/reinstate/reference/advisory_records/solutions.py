"""What a record says in words about fixed releases: their list, and platforms that are fixed in other ones only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reinstate.device.version import JunosVersion
from reinstate.reference.advisory_records.platforms import globs_of

_RELEASE = re.compile(
    r"(?<![\w.])\d{1,2}\.\d{1,2}(?:X\d{1,3}-D\d{1,4}|R\d{1,4})(?:-S\d{1,4})?(?:-EVO)?(?![\w-])", re.ASCII
)
_SUBSEQUENT = re.compile(r"\ball\s+(?:subsequent|later)\s+(?:junos\s+)?(?:releases|versions)", re.I)
_LIMITED = re.compile(r"fix(?:es)? (?:is|are) only available in|only (?:fixed|resolved) in", re.I)
_NOT_ALL = re.compile(r"not (?:fixed|resolved|available) (?:for|on|in) all (?:platforms|products|devices)", re.I)
_EXCEPTION = re.compile(r"\([^()]{0,300}\)|\bexcept\b.*", re.I)
_NAMES = re.compile(r"\s*,\s*|\s+and\s+", re.I)
_LONGEST = 20_000
_MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Limited:
    """Platforms that are fixed in some of the releases only.

    Attributes:
        models: globs over their models; empty if a platform has no certain models.
        text: the line as stated.
        exact: without an exception.
    """

    models: tuple[str, ...]
    fixed: tuple[JunosVersion, ...]
    text: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """The fixed releases in words.

    Attributes:
        subsequent: all later releases are fixed.
        limited: None if the text says that some platforms are fixed in other releases, and they cannot be read.
    """

    fixed: tuple[JunosVersion, ...] = ()
    subsequent: bool = False
    limited: tuple[Limited, ...] | None = ()


def solution_of(text: str) -> Solution:
    """The solution that a record states."""
    if len(text) > _LONGEST:  # what it says of platforms may be anywhere
        return Solution(limited=None)
    marker = _LIMITED.search(text) or _NOT_ALL.search(text)
    general = text[: marker.start()] if marker else text
    limited: tuple[Limited, ...] | None = ()
    if marker:
        lines = tuple(_limited(text[marker.end() :].splitlines()))
        limited = lines if 0 < len(lines) <= _MOST_LINES and all(one.models for one in lines) else None
    return Solution(_releases(general), bool(_SUBSEQUENT.search(general)), limited)


def _limited(lines: Iterable[str]) -> Iterator[Limited]:
    """One row for each line of platforms and releases; platforms can fill several lines before their releases."""
    names = ""
    for line in lines:
        stated = " ".join(_EXCEPTION.sub(" ", line).split())
        first = _RELEASE.search(stated)
        if not stated:
            continue
        if first is None:
            names = f"{names} {stated}" if stated.endswith(",") else ""
            continue
        platforms = [one for one in _NAMES.split(f"{names} {stated[: first.start()]}".strip(" ,:")) if one]
        globs = [globs_of(one) for one in platforms]
        models = tuple(dict.fromkeys(glob for found in globs for glob in found)) if all(globs) else ()
        yield Limited(models, _releases(stated), " ".join(line.split()), "except" not in line.lower())
        names = ""


def _releases(text: str) -> tuple[JunosVersion, ...]:
    found = (JunosVersion.parse(name) for name in dict.fromkeys(_RELEASE.findall(text)))
    return tuple(one for one in found if one.standard)
