"""What the templates' README says of a unit is there, and nothing of a view is left unsaid."""

from __future__ import annotations

import re

import pytest

from reinstate.report.views.document_view import DocumentView
from reinstate.report.views.page_view import PageView
from reinstate.report.views.unit_view import UnitView
from tests.unit.report.samples import TEMPLATES

VIEWS = {"everywhere": UnitView, "a record, in addition": PageView, "a document, in addition": DocumentView}
# What code asks of them, and no template.
INTERNAL = {"record", "repeats", "evidence", "evidence_folder", "entitlement_open", "whole"}


def documented(place: str) -> set[str]:
    rows = (line.split("|") for line in (TEMPLATES / "README.md").read_text("utf-8").splitlines())
    (said,) = [row[3] for row in rows if row[1:3] == [" `unit` ", f" {place} "]]
    return set(re.findall(r"`(\w+)(?:\(\w+\))?`", said))


@pytest.mark.parametrize("place", VIEWS)
def test_the_readme_names_what_a_view_has(place: str) -> None:
    view = VIEWS[place]
    own = {name for name in vars(view) if not name.startswith("_")} | (set(view.__annotations__) - INTERNAL)
    assert documented(place) == own - INTERNAL
