"""A CSAF document (version 2), read into issues: one for each of its vulnerabilities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from reinstate.plain_text import printable
from reinstate.reference.advisory_records.exploitation import Exploitation, exploitation_of, is_stated
from reinstate.reference.advisory_records.issues import (
    Imported,
    Issue,
    Product,
    Statement,
    cve_id,
    is_juniper,
    systems_of,
)
from reinstate.reference.advisory_records.json_parts import Part
from reinstate.reference.advisory_records.version_texts import statement_of

FORM = "CSAF document"
_MOST = 20_000
_DEEPEST = 30
_MOST_ISSUES = 100
_VERSIONS = frozenset({"product_version", "product_version_range"})
# The lists of a vulnerability, and what they say of a product. Fixed releases are read for themselves.
_STATUSES = {
    "known_affected": "affected",
    "first_affected": "affected",
    "last_affected": "affected",
    "known_not_affected": "unaffected",
    "under_investigation": "unknown",
}
_FIXED = ("fixed", "first_fixed")


@dataclass(frozen=True, slots=True)
class _Named:
    """One product of the tree.

    Attributes:
        systems: as in `systems_of`.
        version: the text of its version or range; "" if it has none.
        name: for a message.
    """

    systems: tuple[bool, ...]
    platforms: tuple[str, ...]
    version: str
    name: str


def is_csaf(whole: Part) -> bool:
    """Whether a JSON file is meant to be a CSAF document."""
    document = whole.value.get("document") if isinstance(whole.value, dict) else None
    return isinstance(document, dict) and "csaf_version" in document


def issues_of_csaf(whole: Part, imported: Imported) -> tuple[Issue, ...]:
    """The issues of a CSAF document.

    Raises:
        InputError: what is missing or of another type, with its place in the file.
    """
    document = whole.get("document")
    if not document.get("csaf_version").text().startswith("2."):
        raise document.get("csaf_version").fail("2.0")
    vulnerabilities = list(whole.get("vulnerabilities").items())
    if not 0 < len(vulnerabilities) <= _MOST_ISSUES:
        raise whole.get("vulnerabilities").fail(f"a list of 1 to {_MOST_ISSUES} vulnerabilities")
    products = _tree(whole.get("product_tree"))
    return tuple(_issue(document, one, products, imported) for one in vulnerabilities)


def _issue(document: Part, one: Part, products: dict[str, _Named], imported: Imported) -> Issue:
    tracking, today = document.at("tracking"), imported.today
    published = one.get("release_date").day(today) or tracking.get("initial_release_date").day(today)
    if published is None:
        raise tracking.get("initial_release_date").fail("the day on which the issue was made public")
    identity, updated = cve_id(one.get("cve")), tracking.get("current_release_date").day(today)
    found, left_out = _products(one, products)
    advisory = printable(tracking.get("id").text(""), 60)
    named = (f"{FORM} {advisory}", f"updated {updated}" * bool(updated), f"sha256 {imported.digest}")
    return Issue(
        path=one.path,
        form=FORM,
        id=identity,
        title=printable(one.get("title").text("") or document.get("title").text(""), 150) or "no title",
        published=published,
        updated=updated,
        exploitation=_exploitation(one, published, imported.exploited),
        products=found,
        solution="\n".join(item.get("details").text("") for item in one.get("remediations").items()),
        confidence="A" if is_juniper(document.at("publisher", "name").text("")) else "B",
        source=", ".join(filter(None, named)),
        left_out=left_out,
    )


def _exploitation(one: Part, published: date, by_operator: date | None) -> Exploitation:
    """What the threats say of exploits; the published schema has no day of exploitation and no list of exploits."""
    threats = [threat for threat in one.get("threats").items() if threat.get("category").value == "exploit_status"]
    notes = [note.get("text").text("") for note in one.get("notes").items()]
    stated = is_stated([threat.get("details").text("") for threat in threats], notes)
    return exploitation_of((), published, stated=stated, public=False, login=False, by_operator=by_operator)


def _products(one: Part, products: dict[str, _Named]) -> tuple[tuple[Product, ...], tuple[str, ...]]:
    """What a vulnerability says of each system and its platforms, and the products that are none."""
    status = one.get("product_status")
    found: dict[tuple[bool, tuple[str, ...]], list[Statement]] = {}
    left_out: dict[str, None] = {}
    for name, meaning in _STATUSES.items():
        for item in status.get(name).items():
            product = _product(item, products)
            if not product.systems:
                left_out[f"other product: {printable(product.name, 80)}"] = None
            for evolved in product.systems:
                statement = statement_of(product.version, meaning)
                found.setdefault((evolved, product.platforms), []).append(statement)
    fixed = [_product(item, products) for name in _FIXED for item in status.get(name).items()]
    return tuple(
        Product(evolved, platforms, _ended(tuple(statements), _fixes(fixed, evolved, platforms)), "unknown")
        for (evolved, platforms), statements in found.items()
    ), tuple(left_out)


def _product(item: Part, products: dict[str, _Named]) -> _Named:
    found = products.get(item.text())
    if found is None:
        raise item.fail("a product of product_tree")
    return found


def _fixes(fixed: Iterable[_Named], evolved: bool, platforms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one.version for one in fixed if evolved in one.systems and one.platforms in (platforms, ()))


def _ended(statements: tuple[Statement, ...], fixes: tuple[str, ...]) -> tuple[Statement, ...]:
    """The statements, those of a whole train ended by the fixed releases of that train, which stand in a list alone."""
    return tuple(_ended_by(one, fixes) for one in statements)


def _ended_by(statement: Statement, fixes: tuple[str, ...]) -> Statement:
    own = [fix for fix in fixes if re.match(re.escape(statement.start.removesuffix("-EVO")) + r"(?:R|-D)", fix)]
    ends = statement.before in ("", f"{statement.start}*") and not statement.up_to
    is_train = statement.status == "affected" and ends
    return replace(statement, before=", ".join(own)) if is_train and own else statement


def _tree(tree: Part) -> dict[str, _Named]:
    """Every product by its id: of the branches, those named in full, and the relations of two of them."""
    found: dict[str, _Named] = {}
    for names, product in _leaves(tree):
        found[product.get("product_id").text()] = _named(names, product.get("name").text(""))
    for relation in tree.get("relationships").items():
        whole = relation.get("full_product_name")
        software = _product(relation.get("product_reference"), found)
        platform = _product(relation.get("relates_to_product_reference"), found)
        found[whole.get("product_id").text()] = _installed(software, platform, whole.get("name").text(""))
    return found


def _leaves(tree: Part) -> Iterator[tuple[dict[str, list[str]], Part]]:
    """Each product, with the names of its branches by their category."""
    for product in tree.get("full_product_names").items():
        yield {}, product
    waiting: list[tuple[Part, tuple[tuple[str, str], ...], int]]
    waiting = [(branch, (), 1) for branch in tree.get("branches").items()]
    seen = 0
    while waiting:
        branch, above, depth = waiting.pop()
        seen += 1
        if seen > _MOST or depth > _DEEPEST:
            raise branch.fail(f"at most {_MOST} branches on at most {_DEEPEST} levels")
        path = (*above, (branch.get("category").text(""), branch.get("name").text("")))
        waiting += [(below, path, depth + 1) for below in branch.get("branches").items()]
        if branch.get("product").value is not None:
            yield _by_category(path), branch.get("product")


def _by_category(path: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for category, name in path:
        names.setdefault(category, []).append(name)
    return names


def _named(names: dict[str, list[str]], full_name: str) -> _Named:
    others = [name for category, stated in names.items() if category not in (_VERSIONS | {"vendor"}) for name in stated]
    systems = next((found for name in reversed(others) if (found := systems_of(name))), None)
    if systems is None:
        systems = systems_of(full_name)
    platforms = tuple(name for name in others if not systems_of(name)) if systems else tuple(others[-1:])
    version = " ".join(name for category in sorted(_VERSIONS) for name in names.get(category, ()))
    return _Named(systems, platforms, version or _rest(full_name), full_name or " ".join(others))


def _rest(full_name: str) -> str:
    """The version in a name such as ``Juniper Networks Junos OS 21.4 before 21.4R3-S10``."""
    return re.sub(r"^.*?junos(?: os)?(?: evolved)?\s*", "", full_name[:400], count=1, flags=re.I)


def _installed(software: _Named, platform: _Named, full_name: str) -> _Named:
    if software.systems:
        return _Named(software.systems, platform.platforms, software.version, full_name)
    return _Named(platform.systems, software.platforms, platform.version, full_name)
