"""The pages behind an operator's tables, as the doctor sees them."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from reinstate.decision.policy import Policy, load_policy
from reinstate.reference.loading import load_shipped
from reinstate.reference.page_families import family_named
from reinstate.workflow.doctor.kept_pages import kept_page_lines
from reinstate.workflow.doctor.lines import State
from reinstate.workflow.page_imports import PageArguments, import_pages
from tests.lifecycle_pages.generated import PageSpec, Row, page_source

DAY = date(2026, 11, 20)
POLICY = "name: mine\nversion: 1\nstage: as-received\nfed_supplies: 1\n"


def policy_with(folder: Path, *skus: str) -> Policy:
    """A policy that names a table made of one page with these SKUs."""
    saved = folder / "saved.html"
    rows = [Row(sku, date(2020, 1, 31), end_of_support=date(2026, 1, 31)) for sku in skus]
    saved.write_text(page_source(PageSpec("srx_series", "SRX Series", [rows])))
    table = folder / "pages.yml"
    assert import_pages(PageArguments((saved,), table, as_of=DAY, today=DAY)).complaints == ()
    digest = sha256(table.read_bytes()).hexdigest()
    path = folder / "mine.yml"
    path.write_text(f"{POLICY}reference: {{lifecycle_tables: [{{file: pages.yml, sha256: {digest}}}]}}\n")
    return load_policy(path)


def controls() -> tuple[str, ...]:
    family = family_named(load_shipped().page_families, "srx_series")
    assert family is not None
    return family.controls


def test_pages_as_they_were_imported(tmp_path: Path) -> None:
    [line] = kept_page_lines(policy_with(tmp_path, *controls()), DAY)
    assert (line.state, line.what) == (State.OK, "1 page kept as imported, complete, and at most 90 days old")


def test_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(POLICY)
    assert list(kept_page_lines(load_policy(path), DAY)) == []


def lost(kept: Path) -> None:
    kept.unlink()


def changed(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes() + b" ")


@pytest.mark.parametrize("harm", [lost, changed])
def test_a_page_that_is_not_there_as_it_was(tmp_path: Path, harm) -> None:
    policy = policy_with(tmp_path, *controls())
    harm(next((tmp_path / "pages.pages").iterdir()))
    [line] = kept_page_lines(policy, DAY)
    assert line.state is State.WARNING
    assert "save the page again" in line.to_do


def test_a_page_that_is_old_or_not_complete(tmp_path: Path) -> None:
    [line] = kept_page_lines(policy_with(tmp_path, *controls()[1:], "SRX9"), DAY)
    assert f"is not complete: it lacks {controls()[0]}" in line.what
    [line] = kept_page_lines(load_policy(tmp_path / "mine.yml"), DAY + timedelta(days=91))
    assert "is 91 days old" in line.what
