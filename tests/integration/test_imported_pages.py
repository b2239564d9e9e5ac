"""From "not known" to an answer by Juniper's own pages: save, import, confirm what none lists, judge again."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from reinstate.decision.record import Record
from reinstate.reference.loading import load_shipped
from reinstate.reference.page_families import PageKind
from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.page_imports import PageArguments, PagesImported, import_pages
from tests.integration.collected import AS_OF, Collected
from tests.integration.test_reference_round_trip import SOUND, _policy
from tests.lifecycle_pages.generated import PageSpec, Release, Row, page_source

DAY = AS_OF.date() - timedelta(days=3)
ENDS = date(2030, 6, 30)
ANNOUNCED = date(2025, 6, 30)
# Pages of the families on the rack; the other models on it are on no page.
FAMILIES = ("acx_series", "ex_series", "m_series", "ptx_series", "qfx_series", "srx_series", "t_series")
LISTED = {"qfx_series": [Row("QFX5120-48Y-8C", ANNOUNCED, date(2026, 6, 30), date(2027, 6, 30), ENDS, ENDS, ENDS)]}
RELEASES = [Release("Junos OS Evolved 23.4", date(2023, 12, 20), date(2026, 12, 20), date(2027, 6, 20))]
BY_THE_LIFECYCLE = (
    "lifecycle.chassis-end-of-support",
    "lifecycle.chassis-end-of-life",
    "lifecycle.control-end-of-support",
)


@pytest.fixture
def run(collected: Collected, tmp_path: Path) -> Path:
    path = tmp_path / collected.folder.run_id
    shutil.copytree(collected.folder.path, path)
    return path


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    """The pages, saved with curl: each lists everything that is known to be on it, and what the rack needs."""
    families = {one.slug: one for one in load_shipped().page_families if one.kind is PageKind.HARDWARE}
    found = []
    for slug in FAMILIES:
        rows = [Row(sku, date(2015, 1, 31), end_of_support=date(2021, 1, 31)) for sku in families[slug].controls]
        title = f"{slug.replace('_', ' ').title()} End of Life"
        found.append(_saved(tmp_path, PageSpec(slug, title, [[*rows, *LISTED.get(slug, [])]])))
    software = PageSpec("junosevo", "Junos OS Evolved", [RELEASES], kind="software")
    return [*found, _saved(tmp_path, software)]


def _saved(folder: Path, spec: PageSpec) -> Path:
    path = folder / f"{spec.slug}.html"
    path.write_text(page_source(spec), encoding="utf-8")
    return path


def judged(run: Path, policy: Path) -> dict[str, Record]:
    decided = decide_run(DecideArguments(run=run, policy=policy, as_of=AS_OF.date()))
    return {record.unit.name: record for record in decided.records}


def imported(pages: list[Path], run: Path, confirmed_by: str) -> tuple[PagesImported, list[dict[str, Any]]]:
    """What an import says, and the tables as a policy in their folder names them."""
    table = run.with_name("pages.yml")
    found = import_pages(
        PageArguments(tuple(pages), table, as_of=DAY, runs=(run,), confirmed_by=confirmed_by, today=AS_OF.date())
    )
    assert found.complaints == ()
    return found, [{"file": one.path.name, "sha256": one.digest} for one in found.tables]


def open_by_lifecycle(records: dict[str, Record]) -> set[str]:
    """Units that are inconclusive for want of lifecycle data."""
    return {
        name
        for name, record in records.items()
        if record.verdict == "inconclusive"
        and any(
            finding.check in BY_THE_LIFECYCLE and finding.result == "inconclusive" and not finding.noted
            for finding in record.findings
        )
    }


def test_saved_pages_settle_what_waited_for_the_lifecycle(run: Path, pages: list[Path], tmp_path: Path) -> None:
    before = judged(run, _policy(tmp_path, 1))
    waiting = open_by_lifecycle(before)
    # What is listed with dates to come waits for the partner's letter.
    listed = {name for name in waiting if name.startswith("qfx5120")}
    assert len(waiting) == _inconclusive(before) - 2  # two others wait for something else alone

    proposed, named = imported(pages, run, "")
    assert [one.model for one in proposed.proposals if one.possible]
    assert proposed.confirmed == ()
    assert open_by_lifecycle(judged(run, _policy(tmp_path, 2, lifecycle_tables=named))) == waiting

    confirmed, named = imported(pages, run, "Ada Lovelace")
    assert set(confirmed.confirmed) == {one.model for one in proposed.proposals if one.possible}
    after = judged(run, _policy(tmp_path, 3, lifecycle_tables=named))
    assert {name: after[name].verdict for name in SOUND} == dict.fromkeys(SOUND, "pass")
    assert open_by_lifecycle(after) == listed
    assert _inconclusive(after) < _inconclusive(before) / 2


def _inconclusive(records: dict[str, Record]) -> int:
    return sum(record.verdict == "inconclusive" for record in records.values())
