"""From "not known" to an answer by Juniper's own pages: save, import, confirm what none lists, judge again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinstate.cli.main import main
from reinstate.decision.record import Record
from reinstate.errors import InputError
from reinstate.reference.loading import load_shipped
from reinstate.reference.page_families import PageKind
from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.page_imports import PageArguments, PagesImported, import_pages
from tests.integration.collected import AS_OF, Collected
from tests.integration.test_law import better
from tests.integration.test_reference_round_trip import SOUND, _policy
from tests.lifecycle_pages.generated import PageSpec, Release, Row, page_source

TODAY = AS_OF.date()
DAY = TODAY - timedelta(days=3)
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


def judged(run: Path, policy: Path, as_of: date = TODAY) -> dict[str, Record]:
    decided = decide_run(DecideArguments(run=run, policy=policy, as_of=as_of))
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


def test_what_the_command_prints_can_be_pasted_as_it_is(
    run: Path, pages: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = _policy(tmp_path, 1)
    policy.write_text(policy.read_text().replace("reference: {}\n", ""))
    judged(run, policy)
    files = [str(path) for path in pages]
    output = ["--output", str(tmp_path / "pages.yml"), "--policy", str(policy), "--as-of", str(DAY)]
    capsys.readouterr()
    assert main(["reference", "import", *files, *output]) == 0
    said = capsys.readouterr().out
    assert f"Paste at the end of {policy}:" in said
    policy.write_text(policy.read_text() + said.split(":\n\n", 1)[1])
    after = judged(run, policy)
    assert any("end of support 2030-06-30" in finding.actual for finding in after["qfx5120-rfc"].findings)
    assert main(["reference", "show", "QFX5120-48Y-8C", "--policy", str(policy)]) == 0
    assert "QFX5120-48Y-8C on the page (qfx_series" in capsys.readouterr().out


# --- the law: losing, ageing, or damaging a page or its table makes no unit better ---


@dataclass(frozen=True)
class Brought:
    """A run, the pages behind a table, and the records under the policy that names it."""

    run: Path
    table: Path
    records: dict[str, Record]

    @property
    def kept(self) -> list[Path]:
        """The pages as they are kept."""
        return sorted(self.table.with_name("pages.pages").iterdir())

    def again(self, version: int, **policy: Any) -> dict[str, Record]:
        """The run judged by the table as it is now, pinned anew."""
        digest = sha256(self.table.read_bytes()).hexdigest()
        named = _policy(self.table.parent, version, lifecycle_tables=[{"file": "pages.yml", "sha256": digest}])
        return judged(self.run, named, **policy)


@pytest.fixture
def brought(run: Path, pages: list[Path]) -> Brought:
    judged(run, _policy(run.parent, 1))
    hardware = [path for path in pages if path.stem != "junosevo"]
    imported(hardware, run, "Ada Lovelace")
    own = Brought(run, run.with_name("pages.yml"), {})
    return replace(own, records=own.again(1))


def _lost(path: Path) -> None:
    path.unlink()


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _another_page(path: Path) -> None:
    path.write_text(page_source(PageSpec("ex_series", "EX Series", [[Row("EX1-1", end_of_support=ENDS)]])))


@pytest.mark.parametrize("harm", [_lost, _emptied, _another_page])
def test_a_kept_page_that_is_harmed_changes_no_verdict(brought: Brought, harm: Callable[[Path], None]) -> None:
    for page in brought.kept:
        harm(page)
    after = brought.again(2)
    assert better(brought.records.values(), after.values()) == []
    assert {name: record.verdict for name, record in after.items()} == {
        name: record.verdict for name, record in brought.records.items()
    }


def test_a_table_that_was_changed_is_refused_by_the_policy(brought: Brought) -> None:
    policy = brought.table.parent / "policy.yml"
    brought.table.write_text(brought.table.read_text().replace("2030-06-30", "2039-06-30"))
    with pytest.raises(InputError, match="does not match its digest"):
        judged(brought.run, policy)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_rows_and_pages_that_are_gone_from_a_table_make_no_unit_better(brought: Brought, data: st.DataObject) -> None:
    whole = brought.table.read_bytes()
    table = yaml.safe_load(whole)
    gone = data.draw(st.sets(st.integers(0, len(table["rows"]) - 1), min_size=1))
    pages = data.draw(st.sets(st.integers(0, len(table["pages"]) - 1)))
    left = {
        **table,
        "rows": [row for number, row in enumerate(table["rows"]) if number not in gone],
        "pages": [
            page | {"sha256": "0" * 64} if number in pages else page for number, page in enumerate(table["pages"])
        ],
    }
    try:
        brought.table.write_text(yaml.safe_dump(left))
        assert better(brought.records.values(), brought.again(2).values()) == []
    finally:
        brought.table.write_bytes(whole)


@pytest.mark.parametrize("days", [30, 87, 88, 400, 4000])
def test_age_makes_no_unit_better(brought: Brought, days: int) -> None:
    after = brought.again(2, as_of=TODAY + timedelta(days=days))
    assert better(brought.records.values(), after.values()) == []
    passing = {name for name, record in after.items() if record.verdict == "pass"}
    assert bool(passing) is (TODAY + timedelta(days=days) - DAY <= timedelta(days=90))
