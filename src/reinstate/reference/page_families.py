"""The pages on which Juniper publishes lifecycle dates: which there are, and which products each could list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from reinstate.reference.row_values import fold
from reinstate.reference.set_files import Record, Table

SITE = "https://support.juniper.net"
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_PATHS = {"hardware": "/support/eol/product/", "software": "/support/eol/software/"}
_OF_ADDRESS = re.compile(r"/support/eol/(product|software)/([A-Za-z0-9_-]{1,64})/?(?:[?#].*)?$")


class PageKind(StrEnum):
    """What a page lists."""

    HARDWARE = "hardware"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class PageFamily:
    """One page.

    Attributes:
        slug: its name in the address, such as ``ex_series``.
        models: globs, in upper case, of the names that could be listed on it; none if Junos runs on none of them.
        controls: SKUs that are known to be listed on it.
    """

    slug: str
    kind: PageKind
    models: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where the page is published."""
        return f"{SITE}{_PATHS[self.kind]}{self.slug}/"

    def could_list(self, name: str) -> bool:
        """Whether a product or part of that name could be listed on it."""
        return any(fnmatchcase(fold(name), glob) for glob in self.models)


def families_for(families: Sequence[PageFamily], name: str) -> tuple[PageFamily, ...]:
    """Every page that could list a product or part of that name; none if no page is known to."""
    return tuple(family for family in families if family.could_list(name))


def family_of_address(families: Sequence[PageFamily], address: str) -> PageFamily | None:
    """The page of that address; one that the set does not know by its form, None for another address."""
    found = _OF_ADDRESS.search(address)
    if found is None:
        return None
    kind = PageKind.HARDWARE if found[1] == "product" else PageKind.SOFTWARE
    return family_named(families, found[2].lower(), kind) or PageFamily(found[2].lower(), kind)


def family_named(families: Sequence[PageFamily], slug: str, kind: PageKind | None = None) -> PageFamily | None:
    """The page of that name; a hardware page before a software page of the same name."""
    return next((one for one in families if one.slug == slug and kind in (None, one.kind)), None)


def page_families_of(table: Table) -> tuple[PageFamily, ...]:
    """The pages of the shipped set."""
    return tuple(map(_family, table.rows))


def _family(record: Record) -> PageFamily:
    record.only(("slug", "kind", "models", "controls", "source"))
    slug, kind = record.text("slug"), record.text("kind")
    if not _SLUG.fullmatch(slug):
        raise record.fail("slug", "the name of a page, such as ex_series", slug)
    if kind not in list(PageKind):
        raise record.fail("kind", " or ".join(PageKind), kind)
    return PageFamily(slug, PageKind(kind), record.texts("models"), tuple(map(fold, record.texts("controls"))))
