"""Which of Juniper's lifecycle pages a run needs, and which of them are there and fresh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reinstate.checks.framework import LackKind
from reinstate.decision.policy import Policy
from reinstate.errors import InputError
from reinstate.plain_text import counted, listed, printable
from reinstate.reference.loading import load_shipped
from reinstate.reference.page_families import PageFamily, PageKind, families_for, family_named
from reinstate.reference.pages.page_table import MAX_AGE_DAYS, KeptPage, page_table_or_none
from reinstate.reference.releases import EVOLVED
from reinstate.workflow.unknowns import records_of_all, unknown_models, weighing

_RELEASE_PAGES = {True: "junosevo", False: "junos"}


@dataclass(frozen=True, slots=True)
class NeededPage:
    """One page.

    Attributes:
        names: the models or releases that could be listed on it; empty if an operator asked for the page.
        fresh: the day of the page that the policy's tables hold, if it is not too old; None if they hold none.
    """

    family: PageFamily
    names: tuple[str, ...] = ()
    fresh: date | None = None


@dataclass(frozen=True, slots=True)
class NeededPages:
    """What to save.

    Attributes:
        without: models for which no page is known.
    """

    pages: tuple[NeededPage, ...]
    without: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[NeededPage, ...]:
        """The pages that are not there, or not fresh."""
        return tuple(page for page in self.pages if page.fresh is None)


def needed_pages(slugs: Sequence[str], runs: Sequence[Path], policy: Policy | None, today: date) -> NeededPages:
    """The pages that are named, or that runs need.

    Args:
        policy: its tables say which pages are there; None for none.
    """
    families = load_shipped().page_families
    held = held_pages(policy) if policy is not None else {}
    if slugs:
        return named_pages(slugs, families, held, today)
    return pages_of_runs(runs, families, held, today)


def pages_of_runs(
    runs: Sequence[Path], families: Sequence[PageFamily], held: Mapping[str, KeptPage], today: date
) -> NeededPages:
    """The pages that could list what these runs did not know.

    Args:
        held: the pages that the policy's tables rest on, by slug.

    Raises:
        EvidenceError: a run does not exist or was not evaluated.
    """
    found: dict[PageFamily, list[str]] = {}
    without: list[str] = []
    records = records_of_all(runs)
    others = unknown_models(records)
    for kind, name in weighing(records):
        if kind is LackKind.RELEASE:
            page = family_named(families, _RELEASE_PAGES[name.endswith(EVOLVED)], PageKind.SOFTWARE)
            could = tuple(filter(None, (page,)))
        elif kind is LackKind.LIFECYCLE:
            names = (name, *others.get(name.upper(), ()))
            could = tuple(dict.fromkeys(one for each in names for one in families_for(families, each)))
        else:
            continue
        for family in could:
            found.setdefault(family, []).append(name)
        without += [] if could else [name]
    pages = (NeededPage(one, tuple(names), _fresh(held, one, today)) for one, names in sorted(found.items(), key=_slug))
    return NeededPages(tuple(pages), tuple(without))


def named_pages(
    slugs: Iterable[str], families: Sequence[PageFamily], held: Mapping[str, KeptPage], today: date
) -> NeededPages:
    """The pages that an operator asks for; InputError for one that is not known."""
    return NeededPages(tuple(NeededPage(one, (), _fresh(held, one, today)) for one in _all_named(slugs, families)))


def held_pages(policy: Policy) -> Mapping[str, KeptPage]:
    """The pages that the policy's own tables rest on; of several, the newest."""
    found: dict[str, KeptPage] = {}
    for path in policy.lifecycle_tables:
        table = page_table_or_none(path)
        for page in table.pages if table is not None else ():
            if page.slug not in found or found[page.slug].day < page.day:
                found[page.slug] = page
    return found


def save_list(needed: NeededPages) -> str:
    """What to save, for people; "" where nothing is needed."""
    missing = needed.missing
    lines = []
    if missing:
        which = (
            f"these {counted(len(missing), 'page')}, then import them" if missing[1:] else "this page, then import it"
        )
        lines.append(f"save {which}:")
        lines += [f"  {one.family.address}{_for(one)}" for one in missing]
        lines.append("  reinstate reference import PAGE.html... --output TABLE.yml --policy POLICY.yml")
    if needed.without:
        names = listed((printable(name, 60) for name in needed.without), 10)
        lines.append(f"no page is known that could list: {names}")
    return "\n".join(lines)


def as_data(needed: NeededPages) -> dict[str, object]:
    """The same for programs."""
    return {
        "pages": [
            {
                "slug": one.family.slug,
                "kind": str(one.family.kind),
                "address": one.family.address,
                "names": list(one.names),
                "fresh": one.fresh is not None,
            }
            for one in needed.pages
        ],
        "without": list(needed.without),
    }


def _all_named(slugs: Iterable[str], families: Sequence[PageFamily]) -> Iterable[PageFamily]:
    for slug in dict.fromkeys(slugs):
        family = family_named(families, slug)
        if family is None:
            raise InputError(
                f"{printable(slug, 64)}: no such page",
                expected="the last part of a page's address, such as ex_series",
                actual=printable(slug, 64),
                remedy="reinstate reference show lifecycle-pages lists the set",
            )
        yield family


def _slug(pair: tuple[PageFamily, list[str]]) -> str:
    return pair[0].slug


def _fresh(held: Mapping[str, KeptPage], family: PageFamily, today: date) -> date | None:
    page = held.get(family.slug)
    return page.day if page is not None and 0 <= (today - page.day).days <= MAX_AGE_DAYS else None


def _for(page: NeededPage) -> str:
    return f"  ({listed((printable(name, 60) for name in page.names), 3)})" if page.names else ""
