"""A saved page: its markup, and what it says of where and when it was saved.

Read are the page as a server sends it (``curl``, "view source", "HTML only"), the page as a browser drew it
("complete"), and the one-file archives of browsers (``.mhtml``, ``.webarchive``). Everything in them is hostile input.
"""

from __future__ import annotations

import codecs
import html
import plistlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded
from reinstate.plain_text import printable

MAX_BYTES = 32 * 1024 * 1024
SAVE_AGAIN = 'save the page as HTML: curl -L -o PAGE.html ADDRESS, or "Save as" with "HTML only" or "Complete"'
_HEAD = 64 * 1024
_ONE_DAY = timedelta(days=1)
_LONGEST_ADDRESS = 500
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s{0,9}saved from url=\(\d{1,9}\)(\S{1,500}?)\s{0,9}-->", re.IGNORECASE)
_CANONICAL = re.compile(r"""<link\s[^<>]{0,300}?rel=["']?canonical["']?[^<>]{0,500}>""", re.IGNORECASE)
_HREF = re.compile(r"""href=["']?([^"'\s<>]{1,500})""", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta\s[^<>]{0,200}?charset=["']?([A-Za-z0-9_-]{1,40})""", re.IGNORECASE)
_MHTML = re.compile(rb"\A\s*(?:[A-Za-z-]{1,40}:[^\n]{0,1000}\r?\n(?:[ \t][^\n]{0,1000}\r?\n)*){1,30}", re.ASCII)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_HTML = (
    (b"%PDF", "a PDF, in which the table cannot be read reliably"),
    (b"PK\x03\x04", "a ZIP file or a document of an office program"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\xd0\xcf\x11\xe0", "a document of an office program"),
)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page that a person saved.

    Attributes:
        markup: the page's HTML.
        address: where it was saved from; "" if the file does not say it.
        saved_on: the day on which it was saved; None if the file does not say it.
        digest: sha256 of the file's bytes, hexadecimal.
    """

    path: Path
    markup: str
    title: str
    address: str
    saved_on: date | None
    digest: str
    data: bytes

    @property
    def host(self) -> str:
        """The host that it was saved from, in lower case; "" if unknown."""
        return _host_of(self.address)


def looks_like_page(data: bytes) -> bool:
    """Whether a file is a saved page, or what somebody meant to be one, and not a table."""
    head = data[:_HEAD].lstrip()
    if head.startswith((*(start for start, _ in _NOT_HTML[:1]), b"bplist00")):
        return True
    plain = head.replace(b"\0", b"").lower()
    return b"<html" in plain or b"<!doctype html" in plain or b"<table" in plain or _is_mhtml(data)


def read_saved_page(path: Path) -> SavedPage:
    """Read a saved page.

    Raises:
        InputError: the file cannot be read, or is no saved page; it says how to save one.
    """
    return saved_page(path, read_bounded(path, MAX_BYTES, "a saved page"))


def saved_page(path: Path, data: bytes) -> SavedPage:
    """A saved page of which the bytes are known; ``path`` is how errors name it.

    Raises:
        InputError: they are no saved page.
    """
    for start, what in _NOT_HTML:
        if data.lstrip()[:8].startswith(start):
            raise _no_page(path, what)
    if not data.strip(b"\0 \t\r\n"):
        raise _no_page(path, "an empty file")
    markup, address, saved_on = _opened(path, data)
    head = markup[:_HEAD]
    return SavedPage(
        path=path,
        markup=markup,
        title=" ".join(html.unescape(found[1]).split()) if (found := _TITLE.search(markup)) else "",
        address=(address or _address_in(head))[:_LONGEST_ADDRESS],
        saved_on=saved_on,
        digest=sha256(data).hexdigest(),
        data=data,
    )


def _opened(path: Path, data: bytes) -> tuple[str, str, date | None]:
    """Markup, address, and day of the file, by its form."""
    if data.startswith(b"bplist00"):
        return (*_of_webarchive(path, data), None)
    if _is_mhtml(data):
        return _of_mhtml(path, data)
    return _decoded(path, data), "", None


def _no_page(path: Path, actual: str) -> InputError:
    return InputError(f"{path}: not a saved page", expected="a page saved as HTML", actual=actual, remedy=SAVE_AGAIN)


def _host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _address_in(head: str) -> str:
    if found := _SAVED_FROM.search(head):
        return html.unescape(found[1])
    link = _CANONICAL.search(head)
    href = _HREF.search(link[0]) if link else None
    return html.unescape(href[1]) if href else ""


def _decoded(path: Path, data: bytes, charset: str = "") -> str:
    """The text of a page: by its byte order mark, as UTF-8, by what it declares, or as Windows-1252."""
    declared = _CHARSET.search(data[:_HEAD])
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    names = (marked, "utf-8", charset, declared[1].decode("ascii") if declared else "", "cp1252")
    for name in dict.fromkeys(filter(None, names)):
        try:
            text = data.decode(name)
        except (UnicodeError, LookupError):
            continue
        if isinstance(text, str) and text[:_HEAD].count("\0") < 8:
            return text
    raise _no_page(path, "bytes in no known encoding")


def _is_mhtml(data: bytes) -> bool:
    """Whether it begins as a mail does, with a part for each file of the page."""
    head = _MHTML.match(data[:_HEAD])
    return head is not None and b"multipart/related" in head[0].lower()


def _of_mhtml(path: Path, data: bytes) -> tuple[str, str, date | None]:
    try:
        message = message_from_bytes(data)
        address = str(message.get("Snapshot-Content-Location") or "").strip()
        part = _main_part(message, address)
        payload = part.get_payload(decode=True) if part is not None else None
        charset = part.get_content_charset() or "" if part is not None else ""
    except (ValueError, LookupError, TypeError, RecursionError, AttributeError) as error:
        raise _no_page(path, f"a single-file page that cannot be read ({type(error).__name__})") from error
    if part is None or not isinstance(payload, bytes):
        raise _no_page(path, "a single-file page without a part in HTML")
    return _decoded(path, payload, charset), address or str(part.get("Content-Location") or ""), _sent_on(message)


def _main_part(message: Message, address: str) -> Message | None:
    """The page itself, and not a frame of it: the part of its address, else the first one."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    own = [part for part in parts if address and str(part.get("Content-Location") or "").strip() == address]
    return next(iter([*own, *parts]), None)


def _sent_on(message: Message) -> date | None:
    try:
        return parsedate_to_datetime(str(message.get("Date") or "")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _of_webarchive(path: Path, data: bytes) -> tuple[str, str]:
    reading: Callable[[bytes], object] = plistlib.loads
    try:
        archive = reading(data)
    except Exception as error:  # the reader states no error of its own for damage
        raise _no_page(path, f"a web archive that cannot be read ({type(error).__name__})") from error
    main = archive.get("WebMainResource") if isinstance(archive, dict) else None
    content = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(content, bytes):
        raise _no_page(path, "a web archive without a page")
    address, encoding = main.get("WebResourceURL"), main.get("WebResourceTextEncodingName")
    named = encoding if isinstance(encoding, str) else ""
    return _decoded(path, content, named), address if isinstance(address, str) else ""


@dataclass(frozen=True, slots=True)
class PageDay:
    """The day of a page, and what says it."""

    day: date
    stated_by: str


def day_of(page: SavedPage, stated: date | None, today: date) -> PageDay:
    """The day of the page: what the operator states, what the file says, or the time of the file.

    Raises:
        InputError: it is in the future, or later than the day that the file states.
    """
    if stated is not None and page.saved_on is not None and stated - page.saved_on > _ONE_DAY:
        raise InputError(
            f"{page.path}: saved before the day that is stated for it",
            expected=f"a day up to {page.saved_on + _ONE_DAY}: the file says that it was saved on {page.saved_on}",
            actual=f"{stated}, by --as-of",
            remedy="leave --as-of out",
        )
    day, stated_by = (
        (stated, "--as-of")
        if stated is not None
        else (page.saved_on, "the saved page")
        if page.saved_on is not None
        else (_written_on(page.path), "the time of the file; if the page was saved earlier, state the day with --as-of")
    )
    if day - today > _ONE_DAY:
        raise InputError(
            f"{page.path}: saved after today",
            expected=f"a day up to {today}",
            actual=f"{day}, by {stated_by}",
            remedy="state the day with --as-of YYYY-MM-DD (reinstate reference import), or correct the clock",
        )
    return PageDay(day, stated_by)


def _written_on(path: Path) -> date:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    except (OSError, ValueError, OverflowError) as error:
        raise InputError(
            f"{path}: the time of the file cannot be read",
            expected="a file with a time of the years 1 to 9999",
            actual=printable(str(error), 100),
            remedy="state the day with --as-of YYYY-MM-DD (reinstate reference import)",
        ) from error
