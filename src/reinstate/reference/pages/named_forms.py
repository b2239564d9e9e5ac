"""In which form a page names a product, if it does: then its end of life may be announced."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from reinstate.reference.pages.product_words import NamedOnPage
from reinstate.reference.pages.stems import forms_among


def named_as(names: Collection[str], listed: Iterable[str], named: NamedOnPage) -> str:
    """How a page names a product, as a predicate of the page; "" if it does not.

    Args:
        names: of the product, in upper case.
        listed: every name in the rows of the page.
        named: what may name a product anywhere on it.
    """
    if forms := forms_among(names, listed):
        return f"lists {', '.join(forms[:3])}"
    if forms := forms_among(names, named.words):
        return f"names {', '.join(forms[:3])} beside the rows that could be read"
    if parts := next(filter(None, map(named.parts_alone, names)), ()):
        return f"has {' and '.join(parts)} by itself, which may stand for it"
    if any(map(named.mentions.may_name, names)):
        return "names it among others: as a series, a list of numbers, or a range"
    return ""
