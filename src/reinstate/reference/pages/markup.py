"""Tables and texts of markup that is hostile input: rows of cells, with what is marked in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from reinstate.tables.cells import cleaned

_STRUCK = re.compile(r"<(/?)(?:s|strike)(?=[\s>/])", re.IGNORECASE)  # a parser ends these where a paragraph begins
_PARSED = etree.HTMLParser  # a new one for each text: its errors are kept in it
_DROPPED = ("script", "style", "template", "svg")
_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_STRUCK_BY_STYLE = re.compile(
    r"line-through|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?![\d.]*[1-9])"
)
_GONE_BY_CLASS = re.compile(
    r"hidden|hide|invisible|is-hidden|d-none|sr-only|visually-hidden"
    r"|(?:[\w-]*-)?(?:strike(?:-?through|d|out)?|struck|line-through|deleted|obsolete|withdrawn|superseded)"
)
_STRUCK_CLASS = re.compile(r"\.([\w-]{1,64})[^{}<>]{0,200}\{[^{}<>]{0,1000}line-through")
_MARK_TAGS = frozenset({"sup", "sub"})
_MARK_BY_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|sub)\b|font-variant-position\s*:\s*su[pb]")
_MARK_BY_CLASS = re.compile(r"sup|superscript|fn(?:-?ref)?|foot-?note(?:-?(?:ref|mark|number))?|note-?ref")
_MARK_TEXT = re.compile(r"[(\[]?(?:\d{1,2}|[a-z]|[*†‡§]{1,4})[)\]]?")
_LONGEST_MARK = 6
_RAISED = re.compile("([⁰¹²³⁴-⁹]+)")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"))
_OPEN, _CLOSE = "\ue000", "\ue001"  # around a mark in its place; taken out of whatever a page says
_OWN = str.maketrans("", "", _OPEN + _CLOSE + "\ue002")
MARK_IN_PLACE = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_TEXT, _MARK, _GONE = "text", "mark", "gone"
_NOT_SHOWN = " [struck out or hidden]"
_BREAKS = frozenset({"br", "p", "li", "div", "tr", "td", "th", "table", "ul", "ol"})
_BLOCKS = frozenset(
    {
        "p",
        "li",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dd",
        "dt",
        "blockquote",
        "caption",
        "pre",
        "summary",
        "legend",
    }
    | {"figcaption", "section", "article", "main", "aside", "header", "footer", "details", "fieldset", "figure"}
)
# A tag with its attributes: what stands within quotes opens nothing.
HEADING = "\ue002"  # before the text of a heading; taken out of whatever a page says
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "summary", "legend", "figcaption"})
TABLE_GONE = "its table is struck out or hidden"
_LOWEST = 7  # below h6: what heads a list or a box
A_TABLE = "(table)"  # among the texts, where one stands
_MENUS = frozenset({"nav", "sw-navigation", "sw-supportnav", "sw-footer"})
_ANY_TAG = r"""</?[A-Za-z](?>[^<>"'=]{1,2000}+|=\s{0,9}+"[^"]{0,20000}+"|=\s{0,9}+'[^']{0,20000}+'|=|["']){0,400}+>"""
_COMMENT_END = re.compile(r"--!?>")
_MOST_WORDS_BETWEEN_TAGS = 4000  # a tag with more attributes keeps a parser busy for long
_BETWEEN_WORDS = re.compile(r"""[\s/"'=]+""")  # any of these can end an attribute
_ENDS_A_LINE = (*_BLOCKS, "table", "ul", "ol", "br")
_PICTURE = re.compile(r"<(?:image|source|link|meta)\b[^<>]*>", re.IGNORECASE)  # may carry a file in its address
_FILE = re.compile(r"""(\ssrc\s{0,9}=\s{0,9})(?:"data:[^"]*"|'data:[^']*')""", re.IGNORECASE)
_DEEPEST = 100
_MOST_ELEMENTS = 1_000_000
_MOST_CELLS = 400_000
_WIDEST = 50
_TALLEST = 2_000
_LONGEST = 200_000  # of a cell, or of a text beside the tables
_TOLD_BESIDE = frozenset(
    ["title", "alt", "aria-label", "aria-description", "summary", "value", "placeholder"]
)  # with data-*: what a page shows of an element when asked


class MarkupError(ValueError):
    """Markup that is not that of a page: too deep, too wide, or damaged; the text says what."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        text: what it says, with a line break wherever the markup breaks a line, without marks and struck text.
        struck: text that is struck out, or that the page does not show.
        own: False in a place that a cell of another row or column covers.
        with_marks: the text with its superscripts, which refer to notes; "" where there are none.
        beside: what its attributes say, as a browser shows it over the cell.
    """

    text: str
    struck: str = ""
    own: bool = True
    heading: bool = False
    with_marks: str = ""
    beside: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    def covering(self) -> Cell:
        """The cell in a further place that it covers."""
        return replace(self, own=False)


def marks_within(text: str) -> tuple[str, tuple[str, ...]]:
    """A part of a text with marks: the text alone, and its marks."""
    return MARK_IN_PLACE.sub("", text), tuple(MARK_IN_PLACE.findall(text))


@dataclass(frozen=True, slots=True)
class Markup:
    """The tables of some markup, outermost first, and the texts beside them, block by block.

    Attributes:
        above: for each table the texts that stand over it: its heading and captions, and the text right before it.
    """

    tables: tuple[tuple[tuple[Cell, ...], ...], ...]
    blocks: tuple[str, ...]
    above: tuple[tuple[str, ...], ...] = ()


def markup_of(text: str) -> Markup:
    """Read markup.

    Raises:
        MarkupError: it is nothing that a page would have.
    """
    root = _root(text)
    if root is None:
        return Markup((), ())
    left = _MOST_CELLS
    tables = []
    elements = list(root.iter("table"))
    for table in elements:
        tables.append(_grid(table, left))
        left -= sum(map(len, tables[-1]))
    above: dict[etree._Element, tuple[str, ...]] = {}
    blocks = tuple(_blocks(root, above))
    return Markup(tuple(tables), blocks, tuple(above.get(table, ()) for table in elements))


def _root(text: str) -> etree._Element | None:
    struck = frozenset(_STRUCK_CLASS.findall(text)) if "line-through" in text else frozenset()
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
        for element in root.iter() if struck else ():
            if isinstance(element.tag, str) and not struck.isdisjoint(str(element.get("class") or "").split()):
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


def _grid(table: etree._Element, left: int) -> tuple[tuple[Cell, ...], ...]:
    """The rows of one table, a cell in each place that it covers; MarkupError for more cells than are left."""
    rows: list[tuple[Cell, ...]] = []
    hanging: dict[int, tuple[Cell, int]] = {}  # by column: a cell that reaches into the rows below, and how far
    around: dict[etree._Element, tuple[str, ...]] = {}  # by body of the table: what is said around its rows
    for row in _own(table, "tr"):
        body = row.getparent()
        if body is not None and body not in around:
            around[body] = tuple(dict.fromkeys(_said_around(body)))
        rows.append(_row(row, hanging, around.get(body, ()) if body is not None else ()))
        left -= len(rows[-1])
        if left < 0 or len(rows[-1]) > _WIDEST:
            raise MarkupError(f"a table with more than {_MOST_CELLS:,} cells, or {_WIDEST} columns")
    return tuple(rows)


def _own(element: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The parts with these tags, however deep, but for those of tables and parts within."""
    walk = etree.iterwalk(element, events=("start",))
    for _, one in walk:
        if one is not element and one.tag in (*tags, "table"):
            walk.skip_subtree()
            if one.tag in tags:
                yield one


def _said_around(body: etree._Element) -> Iterator[str]:
    """What the markup around the rows of a table says of all of them."""
    around = (body, *body.iterancestors())
    if any(map(_is_gone, around)):
        yield TABLE_GONE
    for one in around:
        yield from _said_beside(one)


def _row(row: etree._Element, hanging: dict[int, tuple[Cell, int]], around: tuple[str, ...]) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for number, element in enumerate(_own(row, "td", "th")):
        found += _hung(hanging, len(found))
        cell = _cell(element, around if number == 0 else ())
        width, height = _span(element, "colspan", _WIDEST), _span(element, "rowspan", _TALLEST)
        for place in range(width):
            if height > 1:
                hanging[len(found)] = (cell, height - 1)
            found.append(cell if place == 0 else cell.covering())
    found += _hung(hanging, len(found))
    return tuple(found)


def _hung(hanging: dict[int, tuple[Cell, int]], at: int) -> Iterator[Cell]:
    """The cells of earlier rows that cover the places from there on."""
    while at in hanging:
        cell, left = hanging[at]
        if left > 1:
            hanging[at] = (cell, left - 1)
        else:
            del hanging[at]
        yield cell.covering()
        at += 1


def _span(element: etree._Element, name: str, most: int) -> int:
    stated = str(element.get(name) or "").strip()
    return min(most, max(1, int(stated))) if stated.isdecimal() and len(stated) < 6 else 1


def _cell(element: etree._Element, around: tuple[str, ...]) -> Cell:
    text: list[str] = []
    struck: list[str] = []
    for kind, said in _said(element):
        if kind == _GONE:
            struck.append(said)
        else:
            text.append(_as_marks(said) if kind == _MARK else said)
    whole = "".join(text)
    has_marks = _OPEN in whole
    return Cell(
        text=_lines(MARK_IN_PLACE.sub("", whole) if has_marks else whole),
        struck=" ".join("".join(struck).split()),
        heading=element.tag == "th",
        with_marks=_lines(whole) if has_marks else "",
        beside=tuple(dict.fromkeys((*around, *_told_beside(element)))),
    )


def _told_beside(element: etree._Element) -> Iterator[str]:
    """What the attributes of a cell, its row, and all within it say in several words."""
    row = element.getparent()
    within = [] if row is None else [row]
    for one in (*within, *element.iter()):
        yield from _said_beside(one)
        if one.tag == "table":  # the cell's own text is without it
            yield " ".join(cleaned(" ".join(map(str, one.itertext()))).split())


def _said_beside(element: etree._Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        text = " ".join(cleaned(str(value)[:_LONGEST]).split())
        if (" " in text or text.isalpha()) and (name in _TOLD_BESIDE or str(name).startswith("data-")):
            yield text


def _as_marks(said: str) -> str:
    """Superscripts in their place; each of several, such as ``1,2``, is a mark."""
    return "".join(f"{_OPEN}{mark}{_CLOSE}" for mark in re.split(r"[,;\s]+", said) if mark)


def _said(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts within an element, in order, each with what it is: text, a mark, or struck out."""
    within = [_kind(element, _kind(element.getparent(), _TEXT))]  # a row can be hidden as a whole
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        if event == "start":
            if one.tag == "table":  # it is read on its own
                walk.skip_subtree()
            kind = within[-1] if one is element else _kind(one, within[-1])
            within.append(kind)
            if one is not element and one.tag in _BREAKS:
                yield (_TEXT if kind == _MARK else kind), "\n"
            yield from _told(kind, one.text if one.tag != "table" else None)
        else:
            kind = within.pop()
            if one is not element:
                if one.tag in _BREAKS and one.tag != "br":
                    yield (_TEXT if kind == _MARK else kind), "\n"
                yield from _told(within[-1], one.tail)


def _told(kind: str, text: str | None) -> Iterator[tuple[str, str]]:
    """A text of one kind; digits that are raised by their form are marks."""
    for place, part in enumerate(_RAISED.split(_blank_folded(text))):
        if part:
            raised = place % 2 == 1
            yield (_MARK if raised and kind == _TEXT else kind), part.translate(_LOWERED) if raised else part


def _kind(element: etree._Element | None, around: str) -> str:
    """What the texts of an element are, within one whose texts are ``around``."""
    if around == _GONE or element is None or not isinstance(element.tag, str):
        return around
    if _is_gone(element):
        return _GONE
    return _MARK if around == _MARK or _is_mark(element) else around


def _is_gone(element: etree._Element) -> bool:
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
    if element.tag in _BREAKS:  # a cell or paragraph is aligned, and no mark
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


def _blank_folded(text: str | None) -> str:
    """A text of the markup, in which a line break is a blank, and a hyphen of any form is one."""
    return " ".join(text.split("\n")).translate(_HYPHENS).translate(_OWN) if text else ""


def _lines(text: str) -> str:
    """The text with blanks folded, one line for each that says something; text between breaks keeps its place."""
    _require_short(text)
    lines = (" ".join(cleaned(line).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _require_short(text: str) -> None:
    if len(text) > _LONGEST:
        raise MarkupError(f"a text of more than {_LONGEST:,} characters")


def _blocks(root: etree._Element, above: dict[etree._Element, tuple[str, ...]]) -> Iterator[str]:
    """The texts outside of tables, one for each block that has some of its own.

    Args:
        above: gets the texts over each table.
    """
    headings: dict[int, str] = {}  # by level: those that the next text stands under
    last = ""
    walk = etree.iterwalk(root, events=("start",))
    items: dict[etree._Element, int] = {}  # by list: the number of its last item
    for _, one in walk:
        if one.tag in _MENUS:
            walk.skip_subtree()
        elif one.tag == "table":
            walk.skip_subtree()
            captions = [line for caption in one.iterchildren("caption") for line in _own_lines(caption)]
            over = (*headings.values(), last, *captions)
            above[one] = tuple(dict.fromkeys(text.removeprefix(HEADING) for text in over if text))
            yield from (*captions, A_TABLE)
            last = ""
            yield from _between_cells(one)
        elif one.tag == "body" or one.tag in _BLOCKS:
            for line in _numbered(_own_lines(one), _item_number(one, items)):
                if line.startswith(HEADING):
                    level = int(one.tag[1]) if one.tag[1:].isdigit() else _LOWEST
                    headings = {of: text for of, text in headings.items() if of < level} | {level: line}
                last = line
                yield line
        if one.tag not in ("table", *_MENUS) and one.attrib:
            yield from _said_beside(one)


def _between_cells(table: etree._Element) -> Iterator[str]:
    """The texts within a table that stand in none of its cells: a browser draws them before it."""
    walk = etree.iterwalk(table, events=("start", "end"))
    for event, one in walk:
        if one is not table and one.tag in ("td", "th", "caption", "table"):
            walk.skip_subtree()
        texts = (one.text,) if event == "start" and one.tag not in ("td", "th", "caption", "table") else ()
        for text in (*texts, *((one.tail,) if event == "end" and one is not table else ())):
            if text and (folded := " ".join(cleaned(_raised_shown(text)).split())):
                yield folded


def _item_number(element: etree._Element, items: dict[etree._Element, int]) -> str:
    """What a browser writes before an item of a numbered list; "" for anything else."""
    around = element.getparent()
    if element.tag != "li" or around is None or around.tag != "ol":
        return ""
    begin = str(around.get("start") or "1")
    before = items.get(around, int(begin) - 1 if begin.isdecimal() and len(begin) < 6 else 0)
    items[around] = before + 1
    letters = str(around.get("type") or "").lower() == "a" and before < 26
    return f"{chr(ord('a') + before) if letters else before + 1}. "


def _numbered(lines: Iterator[str], number: str) -> Iterator[str]:
    for line in lines:
        yield f"{number}{line}"
        number = ""


def _own_lines(block: etree._Element) -> Iterator[str]:
    """The lines of a block that are in no block or table within it; a superscript is kept as ``^1``.

    A text that is struck out or not shown says so at its end.
    """
    hidden = any(map(_is_gone, (block, *block.iterancestors())))
    text = "".join(_own_parts(block))
    _require_short(text)
    for line in text.split("\n"):
        if folded := " ".join(cleaned(line).split()):
            heads = HEADING if block.tag in _HEADINGS else ""
            yield f"{heads}{folded}{_NOT_SHOWN}" if hidden else f"{heads}{folded}"


def _own_parts(element: etree._Element) -> Iterator[str]:
    yield _raised_shown(element.text)
    for child in element.iterchildren():
        if child.tag in _ENDS_A_LINE:
            yield "\n"
        elif isinstance(child.tag, str) and next(child.iter(*_ENDS_A_LINE), None) is not None:
            yield "\n"
            yield from _own_parts(child)
            yield "\n"
        elif isinstance(child.tag, str):
            said = _raised_shown("".join(str(text) for text in child.itertext()))
            kind = _kind(child, _TEXT)
            yield f"^{said.strip()} " if kind == _MARK else f"{said}{_NOT_SHOWN}" if kind == _GONE else said
        yield _raised_shown(child.tail)


def _raised_shown(text: str | None) -> str:
    return _RAISED.sub(lambda found: f"^{found[1].translate(_LOWERED)} ", _blank_folded(text))


def unescaped_markup(text: str) -> str:
    """The text; as markup where only its entities stand for the brackets of a table."""
    return html.unescape(text) if "<table" not in text.lower() and "&lt;table" in text.lower() else text
