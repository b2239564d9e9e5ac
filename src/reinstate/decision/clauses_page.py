"""The clauses of Juniper's policy as a document, generated from the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from reinstate.checks.catalog import CHECK_CLASSES
from reinstate.decision.clauses import CLAUSES, Clause, ClausePlace, PlaceKind, clause_places
from reinstate.reference.loading import load_shipped

_HEAD = """# The policy, clause by clause

Generated from the code: change the code and run `make docs`.

The policy is Juniper's *Gray Market Product Support FAQs* of 2019, paraphrased here. Each clause is implemented by a
**check** ([checks.md](checks.md)), a **fee line**, a **license rule**, or a part of every unit's record: a **risk**
with the result of the inspection, a **limit** of the inspection, an **open item**, a **next step**, a **contact**, or
a **record part** as a whole.
"""


def clauses_markdown() -> str:
    """The whole document: one table."""
    found = clause_places(CHECK_CLASSES, load_shipped())
    rows = [_row(clause, [place for place in found if place.clause == clause.id]) for clause in CLAUSES]
    return "\n".join([_HEAD, "| clause | about | statement | implemented by |\n|---|---|---|---|", *rows, ""])


def _row(clause: Clause, own: Iterable[ClausePlace]) -> str:
    return f"| {clause.id} | {clause.kind} | {clause.statement} | {'<br>'.join(_cell(own))} |"


def _cell(own: Iterable[ClausePlace]) -> Iterator[str]:
    kinds = list(PlaceKind)
    ordered = sorted(own, key=lambda place: kinds.index(place.kind))
    for kind, several in groupby(ordered, key=lambda place: place.kind):
        names = [_name(place) for place in several]
        separator = ", " if kind in (PlaceKind.CHECK, PlaceKind.PART, PlaceKind.CONTACT) else " / "
        yield f"**{kind}** {separator.join(names)}"


def _name(place: ClausePlace) -> str:
    if place.kind is PlaceKind.CHECK:
        return f"[{place.name}](checks.md#{place.name.replace('.', '')})"
    if place.kind is PlaceKind.PART:
        return f"`{place.name}`"
    return place.name.replace("|", "\\|")


if __name__ == "__main__":
    from pathlib import Path

    Path("docs/reference/policy-clauses.md").write_text(clauses_markdown(), encoding="utf-8")
