"""Lifecycle pages for a playbook: which to fetch, and what becomes of those that were fetched or saved by hand.

A page is kept as ``SLUG.html`` in a folder. One that cannot be read never replaces one that can, and never keeps the
others from being imported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from reinstate.decision.policy import policy_named
from reinstate.errors import InputError
from reinstate.evidence.file_access import write_output
from reinstate.plain_text import counted, printable
from reinstate.reference.loading import load_shipped
from reinstate.reference.page_families import SITE, PageFamily, family_named
from reinstate.reference.pages.lifecycle_page import PageReading
from reinstate.reference.pages.saved import MAX_BYTES, SAVE_AGAIN
from reinstate.workflow.arguments import FetchedPage, PageImportArguments, PagesArguments
from reinstate.workflow.page_files import OpenedPage, opened_page
from reinstate.workflow.page_imports import PageArguments, PagesImported, import_pages
from reinstate.workflow.page_report import import_report
from reinstate.workflow.pages_to_save import NeededPage, needed_pages

_DAY = 24 * 3600
_SAVED_AS = (".html", ".htm", ".mhtml", ".mht", ".webarchive")
_LONGEST = 300
_TABLES = (".yml", ".yaml")
_MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class WantedPage:
    """One page that is needed.

    Attributes:
        address: where Juniper publishes it.
        url: where it is to be fetched.
        fetch: whether it is missing, or old.
    """

    slug: str
    address: str
    url: str
    fetch: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of the pages.

    Attributes:
        report: what was read and written, for people.
        missing: addresses of the pages that are neither fetched nor there.
        refused: by slug or file, why a page that was fetched or saved is not imported.
        changed: whether a table was written.
        wrong: what prevented the import of pages that can be read.
    """

    report: str
    missing: tuple[str, ...]
    refused: dict[str, str]
    changed: bool
    wrong: tuple[str, ...] = ()


def wanted_pages(arguments: PagesArguments) -> tuple[WantedPage, ...]:
    """The pages that are needed, and which of them to fetch.

    Raises:
        InputError: no page is asked for, one is not known, or the site is no HTTPS address.
    """
    _require_site(arguments.site)
    site, now = arguments.site.rstrip("/"), datetime.now(UTC).timestamp()
    return tuple(
        WantedPage(
            slug=one.family.slug,
            address=one.family.address,
            url=one.family.address.replace(SITE, site, 1),
            fetch=one.fresh is None and _is_old(arguments.folder, one.family, now, arguments.days),
        )
        for one in _needed(arguments)
    )


def bring_pages(arguments: PageImportArguments) -> Brought:
    """Keep what was fetched, and import every page that is there and can be read."""
    needed = {one.family.slug: one for one in _needed(arguments)}
    opened, not_fetched = _kept_pages(arguments, needed)
    there = _saved_in(arguments.folder)
    opened = {path: _opened(path) for path in filter(_is_page, there) if path not in opened} | opened
    readable = {path: page for path, page in opened.items() if isinstance(page, OpenedPage)}
    imported = _imported(arguments, readable, needed) if readable else PagesImported()
    saved = {path.stem for path in readable}
    missing = [one for slug, one in needed.items() if one.fresh is None and slug not in saved]
    refused = {one.family.slug: "not there" for one in missing} | dict(_unreadable(opened, needed)) | not_fetched
    refused |= {_named(left.path): f"left out: {printable(left.why, _LONGEST)}" for left in imported.left_out}
    return Brought(
        report=_report(imported),
        missing=tuple(one.family.address for one in missing),
        refused=refused | dict(_not_pages(arguments, there)),
        changed=bool(imported.tables),
        wrong=(*map(str, imported.complaints), *_unusable(opened, needed)),
    )


def _report(imported: PagesImported) -> str:
    """What was imported; the playbook tells what was left out."""
    told = import_report(replace(imported, left_out=()), load_shipped().page_families)
    return told if imported.new else "no page is there yet"


def _imported(
    arguments: PageImportArguments, pages: Mapping[Path, OpenedPage], needed: Collection[str]
) -> PagesImported:
    """Pages that nobody asked for never keep those that are needed from a table."""
    return import_pages(
        PageArguments(
            tuple(sorted(pages)),
            arguments.table,
            policy=arguments.policy,
            each_named=True,
            optional=frozenset(path for path in pages if path.stem not in needed),
            opened=pages,
        )
    )


def _is_page(path: Path) -> bool:
    return path.suffix.lower() in _SAVED_AS and family_named(load_shipped().page_families, path.stem) is not None


def _unreadable(opened: Mapping[Path, OpenedPage | InputError], needed: Collection[str]) -> Iterator[tuple[str, str]]:
    """Why pages cannot be read: one that is needed by its name, any other by that of its file."""
    for path, error in opened.items():
        if isinstance(error, InputError):
            why = printable(str(error), _LONGEST)
            yield (path.stem, why) if path.stem in needed else (_named(path), f"left out: {why}")


def _unusable(opened: Mapping[Path, OpenedPage | InputError], needed: Collection[str]) -> Iterator[str]:
    """Needed pages that a person saved in a form that cannot be read."""
    return (str(error) for path, error in opened.items() if path.stem in needed and isinstance(error, InputError))


def _named(path: Path) -> str:
    return printable(path.name, 100)


def _not_pages(arguments: PageImportArguments, there: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Files in the folder that are not named as pages are."""
    others = [path for path in there if not _is_page(path)]
    for path in others[:_MOST_FILES]:
        yield (
            _named(path),
            "left out: name each page SLUG.html or SLUG.mhtml, where SLUG is the last part of its address",
        )
    if len(others) > _MOST_FILES:
        yield f"{arguments.folder}", f"left out: {counted(len(others) - _MOST_FILES, 'more file')}"


def _saved_in(folder: Path) -> list[Path]:
    """The files in the folder, but for tables, and for what is hidden."""
    if not folder.is_dir():
        return []
    files = sorted(path for path in folder.iterdir() if path.is_file() or path.is_symlink())
    return [path for path in files if path.suffix not in _TABLES and not path.name.startswith(".")]


def _needed(arguments: PagesArguments | PageImportArguments) -> tuple[NeededPage, ...]:
    if not arguments.families and arguments.run is None:
        raise InputError(
            "which pages are wanted is not known",
            expected="a run (-e run=RUN), or a list of pages (reinstate_reference_families: [ex_series])",
            actual="neither",
            remedy="state one of them",
        )
    policy = policy_named(arguments.policy) if arguments.policy is not None else None
    runs = [arguments.run] if arguments.run is not None else []
    return needed_pages(arguments.families, runs, policy, _today()).pages


def _today() -> date:
    return datetime.now(UTC).date()


def _require_site(site: str) -> None:
    parts = urlsplit(site)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.path.strip("/") or parts.query:
        raise InputError(
            "reinstate_reference_site: not usable",
            expected="an address such as https://HOST",
            actual=printable(site, 100),
            remedy="correct it, or leave it out",
        )


def _kept(folder: Path, family: PageFamily) -> Path:
    return folder / f"{family.slug}.html"


def _is_old(folder: Path, family: PageFamily, now: float, days: int) -> bool:
    """Whether the page is not there, or older than so many days, however it was saved."""
    there = [path for path in _saved_in(folder) if path.stem == family.slug and _is_page(path)]
    return not any(now - path.stat().st_mtime < days * _DAY for path in there)


def _kept_pages(
    arguments: PageImportArguments, needed: Mapping[str, NeededPage]
) -> tuple[dict[Path, OpenedPage | InputError], dict[str, str]]:
    """Keep each page that was fetched and can be read; with why not, for the others."""
    opened: dict[Path, OpenedPage | InputError] = {}
    refused: dict[str, str] = {}
    for fetched in arguments.fetched:
        if fetched.slug not in needed:
            continue
        path = _kept(arguments.folder, needed[fetched.slug].family)
        content = (fetched.content or "").encode("utf-8", "replace")
        page = _not_fetched(fetched) or _opened(path, content)
        if isinstance(page, OpenedPage):
            write_output(path, content)
            opened[path] = page
        else:
            refused[fetched.slug] = printable(str(page), _LONGEST)
    return opened, refused


def _not_fetched(page: FetchedPage) -> str:
    if page.status == 200 and page.content:
        return f"more than {MAX_BYTES} characters" if len(page.content) > MAX_BYTES else ""
    if page.status is not None and 300 <= page.status < 400:
        return f"the site sends to another address ({page.status}); the address may have changed"
    return printable(page.msg or f"the site answers with status {page.status}", _LONGEST)


def _opened(path: Path, content: bytes | None = None) -> OpenedPage | InputError:
    """The page that a file, or what was fetched to become it, is named as; or why it is not that page."""
    opened = opened_page(path, path.stem, by_a_person=False, content=content)
    if isinstance(opened, InputError) or isinstance(opened.reading, PageReading):
        return opened
    return InputError(
        f"{path}: another page", expected=f"the {path.stem} page", actual="the index of the pages", remedy=SAVE_AGAIN
    )
