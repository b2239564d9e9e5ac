"""Models that no page lists: what an import can propose, and a person confirms.

Juniper states that its pages list every product whose end of life is announced. That settles a model only where every
page that could list it is there, fresh, and complete, and none of them lists another form of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import fnmatchcase

from reinstate.reference.page_families import PageFamily, families_for
from reinstate.reference.pages.named_forms import named_as
from reinstate.reference.pages.page_table import MAX_AGE_DAYS, Row
from reinstate.reference.pages.product_cells import is_sku
from reinstate.reference.pages.product_words import NamedOnPage
from reinstate.reference.row_values import fold

# Sold under another company's name and support: Juniper's pages may not list them.
_OEM = ("4274-*", "J-SRX*", "J-EX*", "J-FX*", "JX-*", "*IBM*", "*DELL*", "*NOKIA*", "*ERICSSON*", "*SIEMENS*", "*-OEM*")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page that is there.

    Attributes:
        listed: every name on it, also in rows that could not be read, in upper case.
        named: what may name a product anywhere on it.
        lacks: SKUs that are known to be on the page and are not.
    """

    slug: str
    day: date
    listed: frozenset[str]
    named: NamedOnPage = field(default_factory=NamedOnPage)
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One model that a run did not know.

    Attributes:
        names: all names of the product, the model first.
        pages: the pages that could list it and do not.
        obstacles: why it cannot be proposed; empty if it can.
    """

    model: str
    names: tuple[str, ...] = ()
    pages: tuple[HeldPage, ...] = ()
    obstacles: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether a person may confirm it."""
        return not self.obstacles

    @property
    def day(self) -> date:
        """The day as of which no end of life is announced: that of the oldest page."""
        return min(page.day for page in self.pages)


def proposals(
    models: Iterable[str],
    families: Sequence[PageFamily],
    held: Mapping[str, HeldPage],
    today: date,
    variants: Callable[[str], Sequence[str]] = lambda name: (),
) -> tuple[Proposal, ...]:
    """What can be proposed for each of these models.

    Args:
        held: the pages that are there, by slug.
        variants: other names of a product, by which pages may list it.
    """
    return tuple(_proposal(fold(model), families, held, today, variants) for model in dict.fromkeys(models))


def _proposal(
    model: str,
    families: Sequence[PageFamily],
    held: Mapping[str, HeldPage],
    today: date,
    variants: Callable[[str], Sequence[str]],
) -> Proposal:
    names = tuple(dict.fromkeys((model, *map(fold, variants(model)))))
    could = tuple(dict.fromkeys(family for name in names for family in families_for(families, name)))
    obstacles = [*_of_names(names), *(text for family in could for text in _of_page(family, held, today))]
    if not could:
        obstacles.append("no page is known that could list it")
    for page in held.values():  # a form of the product on any page, also on one that should not list it
        if how := named_as(names, page.listed, page.named):
            obstacles.append(f"the {page.slug} page {how}")
    return Proposal(model, names, tuple(held[one.slug] for one in could if one.slug in held), tuple(obstacles))


def _of_names(names: Sequence[str]) -> Iterable[str]:
    if not is_sku(names[0]):
        yield "it is no single SKU"
    if any(fnmatchcase(name, glob) for name in names for glob in _OEM):
        yield "it is sold under another company's name"


def _of_page(family: PageFamily, held: Mapping[str, HeldPage], today: date) -> Iterable[str]:
    """Why this page cannot show that it does not list something."""
    page = held.get(family.slug)
    if page is None:
        yield f"the {family.slug} page is not there: save {family.address}"
    elif page.day > today + _ONE_DAY:
        yield f"the {family.slug} page is of {page.day}, which is after today"
    elif (today - page.day).days > MAX_AGE_DAYS:
        yield f"the {family.slug} page is of {page.day}, more than {MAX_AGE_DAYS} days ago: save it again"
    elif not family.controls:
        yield f"it is not known what the complete {family.slug} page lists"
    elif page.lacks:
        yield f"the {family.slug} page is not complete: it lacks {', '.join(page.lacks[:3])}"


def confirmed_row(proposal: Proposal, name: str) -> Row:
    """The row that a person confirms by name; it states no date, and is valid as long as any lookup."""
    pages = ", ".join(f"{page.slug} {page.day}" for page in proposal.pages)
    others = {"names": ", ".join(proposal.names[1:])} if len(proposal.names) > 1 else {}
    return {
        "sku": proposal.model,
        "looked_up": proposal.day,
        "confidence": "A",
        "page": pages,
        **others,
        "note": f"no end of life announced as of {proposal.day}: not listed there, looked up by {name}",
    }
