"""Lifecycle pages for a playbook: which to fetch, and what becomes of those that were fetched or saved by hand.

A page is kept as ``SLUG.html`` in a folder. One that cannot be read never replaces one that can, and never keeps the
others from being imported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from reinstate.decision.policy import policy_named
from reinstate.errors import InputError
from reinstate.evidence.file_access import write_output
from reinstate.plain_text import printable
from reinstate.reference.loading import load_shipped
from reinstate.reference.page_families import SITE, PageFamily, family_named
from reinstate.reference.pages.reading import IndexReading, read_page
from reinstate.reference.pages.saved import MAX_BYTES, read_saved_page, saved_page
from reinstate.workflow.arguments import FetchedPage, PageImportArguments, PagesArguments
from reinstate.workflow.page_imports import PageArguments, PagesImported, import_pages
from reinstate.workflow.page_report import import_report
from reinstate.workflow.pages_to_save import NeededPage, needed_pages

_DAY = 24 * 3600
_LONGEST = 300
_SAVED_AS = (".html", ".htm", ".mhtml", ".mht", ".webarchive")
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
            fetch=one.fresh is None and _is_old(_kept(arguments.folder, one.family), now, arguments.days),
        )
        for one in _needed(arguments)
    )


def bring_pages(arguments: PageImportArguments) -> Brought:
    """Keep what was fetched, and import every page that is there and can be read."""
    needed = {one.family.slug: one for one in _needed(arguments)}
    refused = dict(_refused(arguments, needed))
    usable, missing = [], []
    for slug, one in needed.items():
        path = _kept(arguments.folder, one.family)
        why = _flaw(path, one.family) if path.exists() else "not there"
        if not why:
            usable.append(path)
        elif one.fresh is None:
            missing.append(one.family.address)
            refused.setdefault(slug, why)
    further = tuple(_further(arguments.folder, usable))
    imported = _imported(arguments, [*usable, *further]) if usable or further else PagesImported()
    if imported.complaints and further:  # pages that nobody asked for never keep those that are needed from a table
        refused |= {path.name: f"left out: {imported.complaints[0]}" for path in further}
        imported = _imported(arguments, usable) if usable else PagesImported()
    refused |= dict(_not_pages(arguments.folder, needed, further))
    return Brought(
        report=import_report(imported, load_shipped().page_families) if imported.new else "no page is there yet",
        missing=tuple(missing),
        refused=refused,
        changed=bool(imported.tables),
        wrong=tuple(str(error) for error in imported.complaints),
    )


def _further(folder: Path, needed: Sequence[Path]) -> Iterator[Path]:
    """Pages in the folder that were saved by hand, and that the run does not need."""
    families = load_shipped().page_families
    for path in _saved_in(folder):
        family = family_named(families, path.stem)
        if path not in needed and path.suffix == ".html" and family is not None and not _flaw(path, family):
            yield path


def _not_pages(folder: Path, needed: Collection[str], further: Collection[Path]) -> Iterator[tuple[str, str]]:
    """Files in the folder that look like pages and are not imported."""
    families = load_shipped().page_families
    for path in _saved_in(folder):
        family = family_named(families, path.stem)
        if path in further or (path.suffix == ".html" and path.stem in needed):
            continue
        if family is None or path.suffix != ".html":
            yield path.name, "left out: save each page as SLUG.html, where SLUG is the last part of its address"
        else:
            yield path.name, f"left out: {_flaw(path, family)}"


def _saved_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return [path for path in files if path.suffix.lower() in _SAVED_AS][:_MOST_FILES]


def _imported(arguments: PageImportArguments, pages: Sequence[Path]) -> PagesImported:
    return import_pages(PageArguments(tuple(pages), arguments.table, policy=arguments.policy, each_named=True))


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


def _is_old(path: Path, now: float, days: int) -> bool:
    return not path.exists() or now - path.stat().st_mtime >= days * _DAY


def _refused(arguments: PageImportArguments, needed: dict[str, NeededPage]) -> Iterator[tuple[str, str]]:
    """Keep each page that was fetched and can be read; why not, for the others."""
    for fetched in arguments.fetched:
        one = needed.get(fetched.slug)
        if one is None:
            continue
        if why := _not_fetched(fetched):
            yield fetched.slug, why
            continue
        content = (fetched.content or "").encode("utf-8", "replace")
        if why := _flaw(Path(f"{fetched.slug}.html"), one.family, content):
            yield fetched.slug, why
        else:
            write_output(_kept(arguments.folder, one.family), content)


def _not_fetched(page: FetchedPage) -> str:
    if page.status == 200 and page.content:
        return f"more than {MAX_BYTES} characters" if len(page.content) > MAX_BYTES else ""
    if page.status is not None and 300 <= page.status < 400:
        return f"the site sends to another address ({page.status}); the address may have changed"
    return printable(page.msg or f"the site answers with status {page.status}", _LONGEST)


def _flaw(path: Path, family: PageFamily, content: bytes | None = None) -> str:
    """Why a file, or what was fetched to become it, is not that page; "" if it is."""
    try:
        page = read_saved_page(path) if content is None else saved_page(path, content)
        reading = read_page(page, load_shipped().page_families, family.slug, by_a_person=False)
    except InputError as error:
        return printable(str(error), _LONGEST)
    return f"{path.name}: it is the index of the pages" if isinstance(reading, IndexReading) else ""
