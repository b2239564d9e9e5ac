"""Read a saved page: which page it is, and what it states; anything else is refused with what to do instead."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from reinstate.errors import InputError
from reinstate.plain_text import printable
from reinstate.reference.page_families import PageFamily, PageKind, family_named, family_of_address
from reinstate.reference.pages.hardware_rows import hardware_reading
from reinstate.reference.pages.lifecycle_page import PageReading, Place, row_at, table_rows
from reinstate.reference.pages.markup.document import Markup, markup_of
from reinstate.reference.pages.markup.source import MarkupError, unescaped_markup
from reinstate.reference.pages.mentions import Mentions
from reinstate.reference.pages.product_words import NamedOnPage, product_words, series_spoken_of, standing_alone
from reinstate.reference.pages.saved import SAVE_AGAIN, SavedPage
from reinstate.reference.pages.script_texts import MOST_TEXTS, ScriptText, decoded, script_texts
from reinstate.reference.pages.software_rows import reads_releases, software_reading
from reinstate.tables.cells import INVISIBLE

_ERROR_PAGE = re.compile(r"something went wrong", re.IGNORECASE)
_TITLES = re.compile(r"<title[^<>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_OURS = re.compile(r"(?:^|\.)juniper\.net$")
_LINKED = re.compile(r"\\?/support\\?/eol\\?/(product|software)\\?/([A-Za-z0-9_-]{1,64})")
_INDEX_ADDRESS = re.compile(r"/support/eol/?(?:[?#].*)?$")
_INDEX_LINKS = 20  # a family page links itself, and perhaps a few others
_LONGEST_TEXT = 200_000  # of a text beside the tables
_TAG = re.compile(r"<[^<>]{0,2000}>")
_WITHIN_A_WORD = re.compile(
    r"</?(?:a|abbr|b|code|em|font|i|mark|small|span|strong|u|wbr)\b[^<>]{0,2000}>", re.IGNORECASE
)
_MENU = re.compile(
    r"<(nav|sw-navigation|sw-footer|sw-supportnav)\b[^<>]{0,2000}>(?:(?!</?\1\b|<table).){0,200000}</\1>"
    r"|<footer\b[^<>]{0,2000}>(?:(?!</?footer\b|<table).){0,200000}</footer>(?=(?:\s|</div>"
    r"|<script\b[^<>]*>.{0,200000}?</script>){0,50}</body)",
    re.IGNORECASE | re.DOTALL,
)
_OF_ALL_PAGES = re.compile(r"[\"']globalComponents[\"']\s*:")
_MENU_PARTS = frozenset(("sw-navigation", "sw-footer", "sw-supportnav", "sw-breadcrumb-support"))
_BLANK = re.compile(r"\s|&nbsp;|&#(?:160|32|xA0|x20);|</?[a-z]", re.IGNORECASE)
_MARKED_UP = re.compile(r"[<&]")
THE_END = "the end of the page"  # what is lost of a file that was cut
_NOT_DRAWN = re.compile(
    r"""<template\b(?:(?!</template).){0,200000}|\ssrcdoc\s{0,9}=\s{0,9}(?:"[^"]{0,200000}|'[^']{0,200000})""",
    re.DOTALL,
)
_COUNT = r"(\d[\d,]{0,6})"
_SHOWN_OF = re.compile(
    rf"(?<![\d/.]){_COUNT}\s{{0,3}}(?:entries|items|products|results|rows|records)?\s{{0,3}}(?:of"
    rf"|out of)\s{{0,3}}(?:about\s)?{_COUNT}(?![\d/.-])",
    re.IGNORECASE,
)
_OFFERS_MORE = re.compile(
    r"\W*(?:(?:load|show|view|see|next|display)\s+(?:more|all|next|\d+)(?:\s+\w+){0,2}|more(?:\s+(?:products"
    r"|results|rows|entries))?"
    r"|next(?:\s+page)?|(?:previous\s+)?(?:\d+\s+){1,20}next|page\s+\d+\s*(?:of|/)\s*(?!1\b)\d+|\d+\s*/\s*(?!1\b)\d+"
    r"|[\u00bb\u203a>])\W*",
    re.IGNORECASE,
)
_A_PART = re.compile(
    r"\bfiltered\b|\bfilter:|\bshowing results for\b|\bsearch results\b|\b\d+ match(?:es)?\b"
    r"|\bpart \d+ of \d+\b|\blimited to \d+ rows\b"
    r"|\b\d+ (?:displayed|shown)\b|\b(?:rows|items|entries|products) per page\b|\b\d+ per page\b|\bloading\b"
    r"|\b(?:list|table|page) is (?:not complete|incomplete|truncated|partial)\b|\bnot a complete list\b"
    r"|\(\d+ (?:in )?total\)"
    r"|\bannouncements?\b[^.;]{0,60}\b(?:published|listed|found|available)\s+(?:at|on|in)\b"
    r"|\b(?:older|earlier|previous|further|other|later|newer|recent|new|more)\b[^.;]{0,60}\b(?:are|is"
    r"|were)\s+(?:listed|published|found|available)"
    r"\s+(?:in|at|on|only)\b",
    re.IGNORECASE,
)
_SIGNS = ("_PAGE_DATA", "sw-eol-table", "sw-eol-list", "sw-page")


@dataclass(frozen=True, slots=True)
class IndexReading:
    """The index of all pages: those that it links, in order."""

    families: tuple[PageFamily, ...]


def read_page(
    page: SavedPage, families: Sequence[PageFamily], named: str = "", *, by_a_person: bool = True
) -> PageReading | IndexReading:
    """What a saved page states.

    Args:
        families: the pages that are known.
        named: the page that it should be; "" to recognize it.
        by_a_person: a person says so, who has seen it: its title may then say something else.

    Raises:
        InputError: it is no lifecycle page of Juniper's, it cannot be told which, or it has no table.
    """
    _require_ours(page)
    texts = script_texts(page.markup)
    markups, is_read = _markups(page, texts)
    tables = table_rows(markups)
    if tables.tables == 0:
        linked = tuple(dict.fromkeys(_linked(page.markup, families)))
        if _is_index(page, linked):
            return IndexReading(linked)
        raise _no_table(page)
    _require_one_page(page, families)
    family = _recognized(page, families, named, by_a_person=by_a_person)
    unread = () if is_read else ("a text of its script",)
    lost = (*_lost(page.markup, texts), *unread, *_not_shown(markups))
    on_page = _named_on(page, markups)
    if family.kind is PageKind.HARDWARE:
        return replace(hardware_reading(family, tables), lost=lost, named=on_page)
    if not reads_releases(family):
        raise InputError(
            f"{page.path}: a page of software that no device of yours runs ({family.slug})",
            expected="the page junos or junosevo, or a page of hardware",
            actual=family.slug,
            remedy="leave the file out",
        )
    return replace(software_reading(family, tables), lost=lost, named=on_page)


def row_in_place(page: SavedPage, place: Place) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The headings and cells of one row of a page, as the page has them; None if there is no such row.

    Raises:
        InputError: the page cannot be read.
    """
    return row_at(_markups(page, script_texts(page.markup))[0], place)


def _require_ours(page: SavedPage) -> None:
    if page.host and not _OURS.search(page.host):
        raise _refused(page, f"a page of {printable(page.host, 100)}", "save the page from Juniper's support site")
    if _ERROR_PAGE.search(page.title):
        raise _refused(
            page, "the error page of Juniper's site", "correct the address; reinstate reference unknown RUN prints it"
        )
    if not page.host and not any(sign in page.markup for sign in _SIGNS) and "juniper" not in page.title.lower():
        raise _refused(page, _titled(page), SAVE_AGAIN)


def _require_one_page(page: SavedPage, families: Sequence[PageFamily]) -> None:
    """Rows of one page must not count as those of another, as where two pages were joined."""
    of_site = [title for title in _TITLES.findall(page.markup) if "juniper" in title.lower()]
    named = [found for title in of_site if (found := _titled_as(title, families))]
    for found in named[1:]:
        if not set(found).intersection(named[0]):
            what = f"pages with the titles of {named[0][0].slug} and {found[0].slug}"
            raise _refused(page, what, "save each page in a file of its own")


def _refused(page: SavedPage, actual: str, remedy: str) -> InputError:
    what = f"{page.path}: not a lifecycle page of Juniper's"
    return InputError(what, expected="a page below /support/eol/ of Juniper's site", actual=actual, remedy=remedy)


def _titled(page: SavedPage) -> str:
    return f"a page with the title {printable(page.title, 100)}" if page.title else "a page without a title"


def _no_table(page: SavedPage) -> InputError:
    return InputError(
        f"{page.path}: the page has no lifecycle table",
        expected="a table with a column for the product and one for the end of support",
        actual=_titled(page),
        remedy=f"if the browser shows the table, {SAVE_AGAIN}; else correct the address",
    )


def _markups(page: SavedPage, texts: Sequence[ScriptText]) -> tuple[list[Markup], bool]:
    """The tables in the script first, for they are as the server sent them; then those that a browser drew.

    And whether every text beside the tables could be read.
    """
    if len(texts) >= MOST_TEXTS:
        raise _refused(page, f"a script with {MOST_TEXTS:,} texts or more", SAVE_AGAIN)
    try:
        found = [markup_of(text) for text in map(unescaped_markup, (one.text for one in texts)) if _has_table(text)]
        beside, is_read = _beside(texts)
        return [*found, Markup((), beside), markup_of(page.markup)], is_read
    except MarkupError as error:
        raise _refused(page, str(error), SAVE_AGAIN) from error


def _has_table(text: str) -> bool:
    return "<table" in text.lower()


def _beside(texts: Sequence[ScriptText]) -> tuple[tuple[str, ...], bool]:
    """The texts of the script that are no tables, line by line: notes can stand under any key. And if all were read."""
    lines: list[str] = []
    too_long = (one for one in texts if len(one.text) > _LONGEST_TEXT)
    is_read = all(_has_table(unescaped_markup(one.text)) for one in too_long)
    for text in _sentences(texts):
        try:
            lines += markup_of(text).blocks if _MARKED_UP.search(text) else (" ".join(text.split()),)
        except MarkupError:
            is_read = False
    return tuple(lines), is_read


def _sentences(texts: Iterable[ScriptText]) -> Iterator[str]:
    """The texts of several words, without those of the menus."""
    in_menu = False
    for one in texts:
        in_menu = one.text in _MENU_PARTS if one.key == "selector" else in_menu
        text = unescaped_markup(one.text)
        if not in_menu and _BLANK.search(text) and len(text) <= _LONGEST_TEXT and not _has_table(text):
            yield text


def _without_menus(markup: str) -> str:
    """The page without its menus, which name products that are sold, and say nothing of them."""
    plain = _MENU.sub(" ", markup)
    found = _OF_ALL_PAGES.search(plain, plain.lower().rfind("<table"))
    end = plain.lower().find("</script", found.end()) if found else -1
    return plain[: found.start()] + plain[end:] if found and end >= 0 else plain


def _named_on(page: SavedPage, markups: Iterable[Markup]) -> NamedOnPage:
    """Whatever of the file may name a product: in a table, beside it, in a link, or in a comment."""
    source = html.unescape(decoded(_without_menus(page.markup))).translate(INVISIBLE)
    forms = (_TAG.sub(" ", _WITHIN_A_WORD.sub("", source)), _TAG.sub(" ", source), unquote(source))
    texts = [text for markup in markups for text in (*markup.blocks, *_cell_texts(markup))]
    return NamedOnPage(
        frozenset(word for text in forms for word in product_words(text)),
        Mentions(*dict.fromkeys(forms)),
        frozenset(one for text in texts for one in standing_alone(text)),
        frozenset(one for markup in markups for text in markup.blocks for one in series_spoken_of(text)),
    )


def _cell_texts(markup: Markup) -> Iterator[str]:
    return (cell.text for table in markup.tables for row in table for cell in row if cell.own)


def _lost(markup: str, texts: Sequence[ScriptText]) -> Iterator[str]:
    """What of the page was not read: what follows the end of the file, and tables of the script that are in no text."""
    plain = markup.lower()
    if plain.rfind("</html") < plain.rfind("<table"):
        yield THE_END
    if any("<table" in html.unescape(found[0]) for found in _NOT_DRAWN.finditer(plain)):
        yield "a table that a browser does not draw at once"
    if _in_scripts(plain) > sum(one.text.lower().count("<table") for one in texts):
        yield "a table of its script"


def _not_shown(markups: Sequence[Markup]) -> Iterator[str]:
    """Rows that a page keeps elsewhere: it counts more, offers to show more, or says that it is a part."""
    lines = [line for markup in markups for line in markup.blocks]
    counts = [found for line in lines for found in _SHOWN_OF.finditer(line)]
    numbered = any(lines[at : at + 3] == ["1", "2", "3"] for at in range(len(lines)))
    fewer = numbered or any(int(found[2].replace(",", "")) > int(found[1].replace(",", "")) for found in counts)
    if fewer or any(_OFFERS_MORE.fullmatch(line) or _A_PART.search(line) for line in lines):
        yield "rows that it does not show"


def _in_scripts(plain: str) -> int:
    """How many tables begin within scripts."""
    found, at = 0, 0
    while (at := plain.find("<script", at)) >= 0:
        end = plain.find("</script", at)
        found += plain.count("<table", at, end if end >= 0 else len(plain))
        at = end if end >= 0 else len(plain)
    return found


def _linked(markup: str, families: Sequence[PageFamily]) -> Iterator[PageFamily]:
    for kind, slug in _LINKED.findall(markup):
        found = family_of_address(families, f"/support/eol/{kind}/{slug}/")
        if found is not None:
            yield found


def _is_index(page: SavedPage, linked: Sequence[PageFamily]) -> bool:
    by_address = bool(_INDEX_ADDRESS.search(page.address))
    return len(linked) >= _INDEX_LINKS or (by_address and bool(linked))


def _recognized(page: SavedPage, families: Sequence[PageFamily], named: str, *, by_a_person: bool) -> PageFamily:
    """Which page it is: by its address, what the operator says, and its title, which must agree; else by file name."""
    by_word = family_named(families, named) if named else None
    if named and by_word is None:
        raise InputError(
            f"{named}: no such page",
            expected="the last part of the page's address, such as ex_series",
            actual=printable(named, 64),
            remedy="correct --family",
        )
    by_address = family_of_address(families, page.address)
    by_title = _titled_as(page.title, families)
    stated = {one.slug: one for one in (by_address, by_word) if one is not None}
    if len(stated) > 1:
        actual = f"{named} by --family, {by_address and by_address.slug} by its address"
        raise _contradicted(page, actual, "leave out --family: the address says which page it is")
    found = next(iter(stated.values()), None)
    if found is not None:
        if by_title and found not in by_title and not (by_word and by_a_person):
            by = "its address" if by_address else "its file name"
            raise _contradicted(page, f"{found.slug} by {by}, {by_title[0].slug} by its title")
        return found
    if len(by_title) == 1:
        return by_title[0]
    by_file = family_named(families, page.path.stem.lower())
    if by_file is not None and not by_title:
        return by_file
    raise InputError(
        f"{page.path}: it cannot be told which page this is",
        expected="an address or a title that names a family",
        actual=_titled(page),
        remedy="state it with --family, such as --family ex_series",
    )


def _contradicted(page: SavedPage, actual: str, remedy: str = "") -> InputError:
    return InputError(
        f"{page.path}: what the page is called is contradictory",
        expected="one page",
        actual=actual,
        remedy=remedy or "save the page again; if it is right as it is, state it with --family",
    )


def _titled_as(title: str, families: Sequence[PageFamily]) -> tuple[PageFamily, ...]:
    """The pages that a title names; the longest names only, for one can be a part of another."""
    plain = f" {re.sub(r'[^a-z0-9]+', ' ', title.lower())} "
    found = [(words, one) for one in families for words in _words_of(one) if f" {words} " in plain]
    longest = [
        one for words, one in found if not any(words != other and f" {words} " in f" {other} " for other, _ in found)
    ]
    return tuple(dict.fromkeys(longest))


_BY_OTHER_NAMES = {
    "m_series": ("m series", "mx series", "m mx series"),
    "junos": ("junos os", "junos software", "junos"),
    "junosevo": ("junos os evolved", "junos evolved"),
}


def _words_of(family: PageFamily) -> tuple[str, ...]:
    own = family.slug.replace("_", " ").replace("-", " ")
    return _BY_OTHER_NAMES.get(family.slug, (own,) if family.kind is PageKind.HARDWARE else ())
