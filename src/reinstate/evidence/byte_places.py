"""Where an element stands in a stored reply, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from reinstate.evidence.xml import ParseRefused, Refusal, clean, read_xml

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FRAMING = b"]]>]]>"
_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_STEP = re.compile(r"([^\[\]/]+)(?:\[(\d{1,9})\])?")

Step = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of one element, its tags included: from ``start`` to before ``end``."""

    start: int
    end: int


def spans(raw: bytes, xpaths: Iterable[str]) -> Mapping[str, Span]:
    """The bytes of each element that an XPath of the model points to; those that point to none are left out.

    An XPath is absolute and of local names, with a position where an element has namesakes: ``/a/b[2]/c``. Reads
    hostile bytes: call it in a child process.

    Raises:
        ParseRefused: the reply can't be read.
    """
    read_xml(raw)
    body = raw.removeprefix(_BYTE_ORDER_MARK).strip().removesuffix(_FRAMING).rstrip()
    search = _Search(body, raw.index(body))
    for xpath in xpaths:
        steps = _steps(xpath)
        if steps:
            search.live[0].append(_Wanted(xpath, steps))
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, _: search.start(name, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda _: search.end(parser.CurrentByteIndex)
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise ParseRefused(Refusal.MALFORMED, clean(str(error), 200)) from error
    return search.found


def _steps(xpath: str) -> tuple[Step, ...]:
    parts = [_STEP.fullmatch(part) for part in xpath.removeprefix("/").split("/")]
    found = [(part[1], int(part[2] or 1)) for part in parts if part is not None]
    return tuple(found) if len(found) == len(parts) else ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    xpath: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class _Search:
    """What has been seen so far.

    Attributes:
        offset: of the body in the stored bytes.
        live: by depth, what is looked for and fits the open elements above.
        counts: by depth, how many elements of each name were seen below the open element.
        opened: by depth, what the open element is the place of, and where it began.
    """

    body: bytes
    offset: int
    found: dict[str, Span] = field(default_factory=dict)
    live: list[list[_Wanted]] = field(default_factory=lambda: [[]])
    counts: list[dict[str, int]] = field(default_factory=lambda: [{}])
    opened: list[tuple[int, list[_Wanted]]] = field(default_factory=list)

    def start(self, name: str, at: int) -> None:
        depth, local = len(self.opened), name.rpartition(":")[2]
        counts = self.counts[depth]
        counts[local] = counts.get(local, 0) + 1
        fitting = [one for one in self.live[depth] if one.steps[depth] == (local, counts[local])]
        self.opened.append((at, [one for one in fitting if len(one.steps) == depth + 1]))
        self.live.append([one for one in fitting if len(one.steps) > depth + 1])
        self.counts.append({})

    def end(self, at: int) -> None:
        start, here = self.opened.pop()
        self.live.pop()
        self.counts.pop()
        if not here:
            return
        opening = _TAG.match(self.body, start)
        stop = opening.end() if opening is not None else start
        if not self.body[start:stop].endswith(b"/>"):
            stop = self.body.index(b">", at) + 1
        for one in here:
            self.found.setdefault(one.xpath, Span(start + self.offset, stop + self.offset))
