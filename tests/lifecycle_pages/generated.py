"""Lifecycle pages as Juniper's site sends them and as browsers save them. Nothing here knows how they are read.

A page is a ``PageSpec``; ``page_source`` is what the site sends, ``as_complete`` and ``as_mhtml`` what browsers save.
"""

from __future__ import annotations

import html
import json
import quopri
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

SITE = "https://support.juniper.net"
HARDWARE_HEADINGS = (
    "{product}",
    "EOL{break_}Announced",
    "Last{break_}Order",
    "Last Date to{break_}Convert Warranty",
    "Same Day Support{break_}Discontinued",
    "Next Day Support{break_}Discontinued",
    "End of{break_}Support",
)
SOFTWARE_HEADINGS = ("Product", "FRS Date", "End of{break_}Engineering", "End of{break_}Support", "Release Type")
_SHELL = """

<!DOCTYPE html>
<html lang="en"><head><meta charset="{charset}"><title>{title} - Juniper Networks</title>
<link rel="stylesheet" href="/assets/styles.css"></head>
<body class="support">
{body}
<script>{script}</script>
<script src="/assets/main.js"></script>
</body></html>
"""
_NAVIGATION = [
    {"label": "Products & Software", "url": "/support/downloads/", "target": "_self"},
    {"label": "End of Life", "url": "/support/eol/", "target": "_self"},
    {"label": "EX Series", "url": "/support/eol/product/ex_series/", "target": "_self"},
]

Day = date | str | None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a page is written; Juniper's pages differ in all of it.

    Attributes:
        head: whether the headings stand in ``thead`` or in the first row of the body.
        break_: what breaks the words of a heading.
        product: the heading of the first column.
        dates: how a date is written, in the form of ``strftime``; ``short`` for parts of one digit.
        quote: what encloses markup in the script.
        slashes: whether slashes in it are escaped.
        between: what stands between several SKUs of a cell.
        around: white space around the text of a cell.
        charset: what the page declares.
    """

    head: bool = True
    break_: str = "<br>"
    product: str = "Product"
    dates: str = "%m-%d-%Y"
    quote: str = "'"
    slashes: bool = True
    between: str = ", "
    around: str = ""
    charset: str = "utf-8"

    def day(self, value: Day) -> str:
        """A cell with a day, or with the text as it is."""
        if not isinstance(value, date):
            return value or ""
        return f"{value.month}/{value.day}/{value.year}" if self.dates == "short" else value.strftime(self.dates)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a hardware page. SKUs are text, or one cell of markup; days are days, or the cell as it is."""

    skus: str | Sequence[str]
    announced: Day = None
    last_order: Day = None
    warranty: Day = None
    same_day: Day = None
    next_day: Day = None
    end_of_support: Day = None

    def markup(self, layout: Layout) -> str:
        """The row as the page has it."""
        product = self.skus if isinstance(self.skus, str) else layout.between.join(map(html.escape, self.skus))
        days = (self.announced, self.last_order, self.warranty, self.same_day, self.next_day, self.end_of_support)
        return cells(layout, product, *map(layout.day, days))


@dataclass(frozen=True, slots=True)
class Release:
    """One row of a software page."""

    name: str
    first_shipped: Day = None
    end_of_engineering: Day = None
    end_of_support: Day = None
    kind: str = "EOL"

    def markup(self, layout: Layout) -> str:
        """The row as the page has it."""
        days = (self.first_shipped, self.end_of_engineering, self.end_of_support)
        return cells(layout, self.name, *map(layout.day, days), self.kind)


@dataclass(frozen=True, slots=True)
class Raw:
    """A row in markup of its own, such as a sub-heading or one with spans."""

    source: str

    def markup(self, layout: Layout) -> str:
        """The row as it is."""
        return self.source


Line = Row | Release | Raw


def heading(text: str) -> Raw:
    """A sub-heading over the whole width."""
    return Raw(f'<tr><td colspan="7"><strong>{text}</strong></td></tr>')


def cells(layout: Layout, *texts: str) -> str:
    """A row of these cells."""
    return "<tr>" + "".join(f"<td>{layout.around}{text}{layout.around}</td>" for text in texts) + "</tr>"


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page.

    Attributes:
        slug: the last part of its address.
        title: without the name of the company.
        tables: the rows of each table, without its headings.
        notes: markup of the texts below the tables.
        kind: ``product`` or ``software``, as in the address.
        headings: of each table; by default those of that kind of page.
    """

    slug: str
    title: str
    tables: Sequence[Sequence[Line]] = ()
    notes: Sequence[str] = ()
    kind: str = "product"
    headings: Sequence[str] = ()
    layout: Layout = field(default_factory=Layout)

    @property
    def address(self) -> str:
        """Where the page is published."""
        return f"{SITE}/support/eol/{self.kind}/{self.slug}/"

    def table(self, rows: Iterable[Line]) -> str:
        """One table in markup."""
        layout = self.layout
        texts = self.headings or (SOFTWARE_HEADINGS if self.kind == "software" else HARDWARE_HEADINGS)
        named = [text.format(product=layout.product, break_=layout.break_) for text in texts]
        head = "<tr>" + "".join(f"<th>{layout.around}{text}</th>" for text in named) + "</tr>"
        body = "\n".join(row.markup(layout) for row in rows)
        opening = f"<thead>{head}</thead><tbody>" if layout.head else f"<tbody>{head}"
        return f'<table class="table" border="1" width="100%">{opening}\n{body}</tbody></table>'


def script_string(text: str, layout: Layout | None = None) -> str:
    """A string literal as the site's script has it."""
    layout = layout or Layout()
    escaped = text.replace("\\", "\\\\").replace(layout.quote, f"\\{layout.quote}").replace("\n", "\\n")
    escaped = escaped.replace("/", "\\/") if layout.slashes else escaped.replace("</script", "<\\/script")
    return f"{layout.quote}{escaped}{layout.quote}"


def _component(selector: str, key: str, text: str, layout: Layout) -> str:
    return f'{{"selector":"{selector}","properties":{{"{key}":{script_string(text, layout)}}}}}'


def page_data(components: Iterable[str], title: str) -> str:
    """The script of a page with these components between those that every page has."""
    own = ",\n".join(components)
    return (
        f'var _SITE_DATA = {{"name" : "support", "locale":"en_US", "title":{json.dumps(title)}}};\n'
        'var _PAGE_DATA = {"template":"support", "components": [\n'
        f'{{"selector":"sw-breadcrumb-support","properties":{{"current":{json.dumps(title)}}}}},\n'
        f'{{"selector":"sw-marquee","properties":{{"heading":{json.dumps(title)}, "image" : "/it\\u0027s.png"}}}}'
        f"{',' if own else ''}\n{own}],\n"
        '"globalComponents":{"navigation":{"selector":"sw-navigation","properties":'
        f'{{"list":{json.dumps(_NAVIGATION)}}}}},'
        '"footer":{"selector":"sw-footer","properties":{"text":"\\u00a9 Juniper Networks, Inc."}}}};'
    )


def _script(spec: PageSpec) -> str:
    tables = [_component("sw-eol-table", "htmlContent", spec.table(rows), spec.layout) for rows in spec.tables]
    notes = [_component("sw-text", "description", note, spec.layout) for note in spec.notes]
    return page_data([*tables, *notes], spec.title)


def shell(title: str, body: str, script: str, charset: str = "utf-8") -> str:
    """A page of the site around a body and a script."""
    return _SHELL.format(title=html.escape(title), body=body, script=script, charset=charset)


def page_source(spec: PageSpec) -> str:
    """What the site sends: the tables stand in the script alone."""
    return shell(spec.title, "<sw-page></sw-page>", _script(spec), spec.layout.charset)


def _drawn(spec: PageSpec) -> str:
    tables = "".join(
        f'<sw-eol-table><div class="table-responsive">{spec.table(rows)}</div></sw-eol-table>' for rows in spec.tables
    )
    notes = "".join(f'<sw-text><div class="text">{note}</div></sw-text>' for note in spec.notes)
    links = "".join(f'<li><a href="{SITE}{one["url"]}">{one["label"]}</a></li>' for one in _NAVIGATION)
    return f"<sw-page><nav><ul>{links}</ul></nav><main><h1>{spec.title}</h1>{tables}{notes}</main></sw-page>"


def as_complete(spec: PageSpec, *, script: bool = True, saved_from: str | None = None) -> str:
    """What a browser saves as "complete": the page as it drew it, usually with the script."""
    address = spec.address if saved_from is None else saved_from
    comment = f"<!-- saved from url=({len(address):04d}){address} -->\n" if address else ""
    page = shell(spec.title, _drawn(spec), _script(spec) if script else "", spec.layout.charset)
    return page.strip().replace("<!DOCTYPE html>\n", f"<!DOCTYPE html>\n{comment}", 1)


def as_mhtml(spec: PageSpec, saved: datetime, *, located: bool = True) -> bytes:
    """What a browser saves as a single file: only what it drew, in quoted-printable with soft line ends."""
    drawn = shell(spec.title, _drawn(spec), "").replace("<script></script>", "")
    body = quopri.encodestring(drawn.encode()).replace(b"\n", b"\r\n")
    location = f"Snapshot-Content-Location: {spec.address}\r\n" if located else ""
    head = (
        f"From: <Saved by Blink>\r\n{location}Subject: =?utf-8?Q?{spec.title.replace(' ', '=20')}?=\r\n"
        f"Date: {saved:%a, %d %b %Y %H:%M:%S} -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n'
        '\tboundary="----MultipartBoundary--abc123----"\r\n\r\n\r\n'
        "------MultipartBoundary--abc123----\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: {spec.address}\r\n\r\n"
    )
    style = (
        "\r\n------MultipartBoundary--abc123----\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\nContent-Location: cid:css-1@mhtml.blink\r\n\r\n.table { color: red; }\r\n"
        "------MultipartBoundary--abc123------\r\n"
    )
    return head.encode() + body + style.encode()


def index_source(hardware: Sequence[str], software: Sequence[str]) -> str:
    """The index of all pages, which links them in two lists."""

    def section(label: str, desc: str, kind: str, slugs: Sequence[str]) -> dict[str, object]:
        links = [{"label": slug, "url": f"/support/eol/{kind}/{slug}/", "target": "_self"} for slug in slugs]
        return {"label": label, "desc": desc, "items": [{"label": f"{label} Dates & Milestones", "items": links}]}

    properties = {
        "list": [
            section("Products and SKUs", "Dates are in the form <b>MM-DD-YYYY</b>.", "product", hardware),
            section("Software Releases", "If a TSB differs, the TSB prevails.", "software", software),
        ]
    }
    listed = json.dumps(properties, separators=(", ", " : "))
    script = page_data([f'{{"selector":"sw-eol-list", "properties": {listed}}}'], "End of Life Products & Milestones")
    return shell("End of Life Products & Milestones", "<sw-page></sw-page>", script)


def error_page() -> str:
    """What the site sends for an address that it does not know."""
    return shell("Something went wrong !", "<sw-page></sw-page>", page_data([], "Something went wrong !"))


def announced(skus: Iterable[str], end_of_support: date = date(2029, 3, 31)) -> list[Row]:
    """A row for each SKU, with dates in order, such as for those that a complete page is known to list."""
    end = end_of_support
    years = {"announced": 7, "last_order": 5, "warranty": 4, "same_day": 0, "next_day": 0}
    days = {name: date(end.year - before, end.month, 1) for name, before in years.items()}
    return [Row([sku], **days, end_of_support=end) for sku in skus]
