"""A page of the report as blocks of text for paper: headings, paragraphs, lists, facts, and tables.

Pages are made once, as HTML, from templates that an operator can replace; paper shows the same. A block is a mapping in
plain JSON types, so that the text in it stays data until it is set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Run = dict[str, Any]
Block = dict[str, Any]

_SKIPPED = frozenset(
    {"head", "script", "style", "nav", "button", "input", "select", "label", "output", "template", "caption", "summary"}
)
_SKIPPED_CLASSES = frozenset({"skip", "hidden", "unseen", "tools", "screen"})
_CONTAINERS = frozenset({"div", "section", "main", "header", "footer", "article", "figure", "body", "fieldset"})
_STYLES = {"strong": "strong", "b": "strong", "code": "code", "dt": "soft", "small": "small"}
_CLASS_STYLES = ("badge", "soft", "mono", "hash", "blank", "apart", "closed")
_TONES = ("reinstate", "remediate", "investigate", "reject", "hold")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LONG = re.compile(r"\S{21,}")
_PIECE = 8  # characters of a long word between two places where it can be broken
_FOR_A_WORD = 1.25  # of its letters, so that the widest word of a column fits
_WIDEST, _NARROWEST = 40.0, 4.0


def page_blocks(page: bytes) -> tuple[str, Sequence[Block]]:
    """The title of an HTML page, and its content in blocks, in reading order.

    A block has ``kind`` and, by kind: ``heading`` (``level``, ``runs``), ``text`` (``runs``, ``tone``), ``list``
    (``marker``: number, dot, tick, or blank; ``items``: blocks of each), ``facts`` (``wide``, ``pairs``: runs and
    blocks), ``table`` (``caption``, ``head``, ``rows``, ``widths``), ``box`` (``tone``, ``blocks``), ``cover``
    (``blocks``). A run is a text ``t`` with its styles ``s``, or a place ``b`` where a line ends (``line``) or can be
    broken (``word``).
    """
    from lxml import html  # noqa: PLC0415 - only paper needs it

    root = html.document_fromstring(page.decode("utf-8"))
    title = _BLANKS.sub(" ", root.findtext(".//title") or "").strip()
    return title, _grouped(_content(root.find("body")))


def _content(element: Any, styles: str = "") -> Iterator[Run | Block]:
    """Texts and blocks inside an element, in their order."""
    yield from _runs(element.text, styles)
    for child in element:
        if isinstance(child.tag, str) and not _is_skipped(child):
            yield from _child(child, styles)
        # A page shows a gap between two badges, also where there is no blank.
        yield from _runs(child.tail or " ", styles)


def _is_skipped(element: Any) -> bool:
    hidden = element.get("hidden") is not None
    return hidden or element.tag in _SKIPPED or bool(_SKIPPED_CLASSES.intersection(_classes(element)))


def _classes(element: Any) -> Sequence[str]:
    return str(element.get("class", "")).split()


def _child(element: Any, styles: str) -> Iterator[Run | Block]:
    if element.tag == "br":
        yield {"b": "line"}
    elif element.tag == "svg":
        yield from _runs(" ".join(filter(None, map(element.findtext, ("{*}title", "{*}desc")))), styles)
    elif "box" in _classes(element):
        if element.getparent().tag != "li":  # the list has the box as its marker
            yield {"t": "\N{BALLOT BOX}", "s": styles}
    elif "place" in _classes(element):
        yield {"b": "line"}
        yield from _content(element, _styled(element, styles))
    elif element.tag in _BLOCKS:
        yield from _BLOCKS[element.tag](element)
    elif element.tag in _CONTAINERS:
        yield from _container(element)
    else:
        yield from _content(element, _styled(element, styles))


def _styled(element: Any, styles: str) -> str:
    classes = _classes(element)
    own = [_STYLES.get(element.tag, ""), *(one for one in (*_CLASS_STYLES, *_TONES) if one in classes)]
    return " ".join(filter(None, (styles, *own)))


def _runs(text: str | None, styles: str) -> Iterator[Run]:
    """The text as runs; a long word gets places where a line can be broken."""
    plain, place = _BLANKS.sub(" ", text or ""), 0
    for word in _LONG.finditer(plain):
        yield from _run(plain[place : word.start()], styles)
        for start in range(0, len(word[0]), _PIECE):
            yield from _run(word[0][start : start + _PIECE], styles)
            yield {"b": "word"}
        place = word.end()
    yield from _run(plain[place:], styles)


def _run(text: str, styles: str) -> Iterator[Run]:
    if text:
        yield {"t": text, "s": styles}


def _grouped(parts: Iterable[Run | Block]) -> list[Block]:
    """The blocks, with a paragraph for the runs between two of them."""
    blocks: list[Block] = []
    runs: list[Run] = []
    for part in parts:
        if "kind" not in part:
            runs.append(part)
            continue
        blocks += _paragraph(runs)
        blocks.append(part)
        runs = []
    return blocks + _paragraph(runs)


def _paragraph(runs: Sequence[Run], tone: str = "") -> list[Block]:
    trimmed = _trimmed(runs)
    return [{"kind": "text", "runs": trimmed, "tone": tone}] if trimmed else []


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Without the blanks at both ends, and after the end of a line."""
    kept: list[Run] = []
    for run in runs:
        starts = not kept or kept[-1].get("b") == "line"
        text = run["t"].lstrip(" ") if starts and "t" in run else run.get("t", "")
        if text or "b" in run:
            kept.append({**run, "t": text} if text else run)
    while kept and not kept[0].get("t", "").strip():
        kept.pop(0)
    while kept and not kept[-1].get("t", "").strip():
        kept.pop()
    if kept:
        kept[-1] = {**kept[-1], "t": kept[-1]["t"].rstrip(" ")}
    return kept


def _container(element: Any) -> Iterator[Block]:
    blocks, classes = _grouped(_content(element)), _classes(element)
    if "banner" in classes:
        yield {"kind": "box", "tone": _tone(element), "blocks": blocks}
    elif "cover" in classes:
        yield {"kind": "cover", "blocks": blocks}
    else:
        yield from blocks


def _tone(element: Any) -> str:
    return next((tone for tone in _TONES if tone in _classes(element)), "")


def _heading(element: Any) -> Iterator[Block]:
    if runs := _trimmed(_inline(element)):
        yield {"kind": "heading", "level": int(element.tag[1]), "runs": runs}


def _inline(element: Any) -> list[Run]:
    """The runs of an element, those of blocks in it too."""
    return [run for part in _content(element) for run in _flat(part)]


def _flat(part: Run | Block) -> Iterator[Run]:
    if "kind" not in part:
        yield part
    yield from part.get("runs", ())
    for pair, blocks in part.get("pairs", ()):
        yield from ({"b": "line"}, *pair, {"t": ": ", "s": ""})
        yield from (run for block in blocks for run in _flat(block))
    for blocks in (*part.get("items", ()), part.get("blocks", ())):
        yield from (run for block in blocks for run in ({"b": "line"}, *_flat(block)))


def _text(element: Any) -> Iterator[Block]:
    tone = next((one for one in ("lead", "disposition", "soft") if one in _classes(element)), "")
    yield from _paragraph(_inline(element), tone)


def _list(element: Any) -> Iterator[Block]:
    every = (_grouped(_content(item, _styled(item, ""))) for item in element.iterchildren("li"))
    items = [blocks for blocks in every if blocks]
    if "findings" in _classes(element):
        yield from ({"kind": "box", "tone": "", "blocks": blocks} for blocks in items)
    elif items:
        named = (marker for name, marker in _MARKERS.items() if name in _classes(element))
        yield {"kind": "list", "marker": next(named, "number" if element.tag == "ol" else "dot"), "items": items}


_MARKERS = {"blanks": "tick", "tasks": "tick", "totals": "blank"}


def _facts(element: Any) -> Iterator[Block]:
    pairs: list[tuple[list[Run], list[Block]]] = []
    for one in element.iter("dt", "dd"):
        if one.tag == "dt":
            pairs.append((_trimmed(_inline(one)), []))
        elif pairs:
            pairs[-1][1].extend(_grouped(_content(one, _styled(one, ""))))
    if pairs:
        yield {"kind": "facts", "wide": "facts" in _classes(element), "pairs": pairs}


def _details(element: Any) -> Iterator[Block]:
    """Its summary and its content: paper has nothing to open."""
    for summary in element.iterchildren("summary"):
        yield from _paragraph([{**run, "s": f"{run.get('s', '')} strong"} for run in _inline(summary)])
    yield from _grouped(_content(element))


def _table(element: Any) -> Iterator[Block]:
    rows = [(row, [_cell(cell) for cell in row.iterchildren("th", "td")]) for row in element.iter("tr")]
    head = [cells for row, cells in rows if row.getparent().tag == "thead"]
    body = [cells for row, cells in rows if row.getparent().tag != "thead"]
    if rows:
        caption = element.find("caption")
        yield {
            "kind": "table",
            "caption": [] if caption is None else _trimmed(_inline(caption)),
            "head": head[0] if head else [],
            "rows": body,
            "widths": _widths([*head, *body]),
        }


def _cell(element: Any) -> Mapping[str, Any]:
    return {
        "runs": _trimmed(_inline(element) if element.tag == "th" else _cell_runs(element)),
        "head": element.tag == "th",
        "number": "number" in _classes(element),
        "span": int(element.get("colspan", "1")),
    }


def _cell_runs(element: Any) -> list[Run]:
    styles = _styled(element, "")
    return [run for part in _content(element, styles) for run in _flat(part)]


def _widths(rows: Sequence[Sequence[Mapping[str, Any]]]) -> list[float]:
    """A share of the width for each column, by the length of its texts."""
    number = max(sum(cell["span"] for cell in row) for row in rows)
    return [_width([_plain(row[place]) for row in rows if len(row) > place]) for place in range(number)]


def _width(texts: Sequence[str]) -> float:
    lengths = list(map(len, texts))
    word = max((len(word) for text in texts for word in text.split()), default=0) * _FOR_A_WORD
    return max(_NARROWEST, word, min(_WIDEST, sum(lengths) / len(lengths) + max(lengths) / 4)) if texts else _NARROWEST


def _plain(cell: Mapping[str, Any]) -> str:
    return "".join(run.get("t", " ") for run in cell["runs"])


_BLOCKS: Mapping[str, Callable[[Any], Iterator[Block]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("p", "figcaption"), _text),
    **dict.fromkeys(("ul", "ol"), _list),
    "dl": _facts,
    "table": _table,
    "details": _details,
}
