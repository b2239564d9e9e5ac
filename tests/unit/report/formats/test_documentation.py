"""docs/how-to/exports.md: every field is there, every format is there, and every query of it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reinstate.report.formats.all_formats import FORMATS
from reinstate.report.formats.table import Column
from reinstate.report.formats.unit_rows import FINDING_COLUMNS, UNIT_COLUMNS
from reinstate.report.render import render_reports
from tests.unit.report.formats.hostile import HOSTILE, hostile_record
from tests.unit.report.samples import RUN, TEMPLATES, claim, finding, record, summary_of

PAGE = (Path(__file__).parents[4] / "docs" / "how-to" / "exports.md").read_text(encoding="utf-8")
CODE = re.compile(r"(?:^    .*\n)(?:^(?:    .*)?\n)*", re.MULTILINE)
STATEMENTS = [
    one.strip() for block in CODE.findall(PAGE) for one in block.split(";") if one.strip()[:6] in ("create", "select")
]
VIEWS, QUERIES = STATEMENTS[:2], STATEMENTS[2:]


@pytest.mark.parametrize("columns", [UNIT_COLUMNS, FINDING_COLUMNS], ids=["units", "findings"])
def test_every_field_is_documented_in_its_order(columns: Sequence[Column]) -> None:
    rows = "\n".join(f"| `{one.name}` | {one.kind} | {one.meaning} |" for one in columns)
    assert f"| field | type | meaning |\n|---|---|---|\n{rows}\n" in PAGE


def test_every_format_is_documented() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| `batch|^\| `(jsonl)`", PAGE, re.MULTILINE)) == {
        (name, "") if name != "jsonl" else ("", name) for name in FORMATS
    }


def _unit(name: str, **told: Any) -> dict[str, Any]:
    bad = finding("health.fans", "fail", what="a fan is dead", next_step="replace the fan")
    stated = {"verdict": "fail", "disposition": "remediate", "unit": {"serial_number": name.upper()}, **told}
    return record(name, bad, finding("a.b"), claim=claim(serial="S", seller="Sold & Co", value=900), **stated)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs of two units, one of which was rejected later, and a link to the newer run."""
    folder = tmp_path_factory.mktemp("asked")
    later = [_unit("ex-1", disposition="reject"), _unit("ex-2", same_as="ex-1"), _unit("ex-3")]
    for run_id, units in (("1", [_unit("ex-1"), _unit("ex-3")]), ("2", later)):
        _write(folder, run_id, units)
    (folder / "runs" / "latest").symlink_to("2")
    return folder


def _write(folder: Path, run_id: str, units: list[dict[str, Any]]) -> None:
    report = folder / "runs" / run_id / "report"
    report.mkdir(parents=True)
    summary = summary_of([record(one["unit"]["name"]) for one in units])
    written = render_reports(units, {**RUN, "run_id": run_id}, summary, TEMPLATES, exports=["jsonl"])
    for name in ("units.jsonl", "findings.jsonl"):
        (report / name).write_bytes(written[name])


@pytest.fixture
def ask(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    monkeypatch.chdir(runs)
    with duckdb.connect() as connection:
        for view in VIEWS:
            connection.execute(view)
        yield connection


ANSWERS: list[list[tuple[Any, ...]]] = [
    [("remediate", 1, 1000, None), ("reject", 1, 1000, None)],
    [("health.fans", 2, ["EX4400-48T"])],
    [("EX-1", ["remediate", "reject"], "2"), ("EX-3", ["remediate", "remediate"], "2")],
    [("Sold & Co", 4, 1, 25.0)],
    [("look", "replace the fan", 2)],
]


@pytest.mark.parametrize(("query", "answer"), list(zip(QUERIES, ANSWERS, strict=False)))
def test_a_query_answers(ask: duckdb.DuckDBPyConnection, query: str, answer: list[tuple[Any, ...]]) -> None:
    assert sorted(ask.execute(query).fetchall(), key=str) == sorted(answer, key=str)


def test_every_query_runs(ask: duckdb.DuckDBPyConnection) -> None:
    assert len(QUERIES) == 6
    for query in QUERIES:
        ask.execute(query).fetchall()


def test_the_last_query_lists_units_by_the_end_of_their_support(ask: duckdb.DuckDBPyConnection) -> None:
    then = QUERIES[5].replace("current_date", "date '2029-01-01'")
    assert sorted(row[0] for row in ask.execute(then).fetchall()) == ["ex-1", "ex-3", "ex-3"]
    assert ask.execute(QUERIES[5].replace("current_date", "date '2020-01-01'")).fetchall() == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_one_value(tmp_path: Path, name: str) -> None:
    _write(tmp_path, "1", [hostile_record(HOSTILE[name])])
    lines = str(tmp_path / "runs" / "1" / "report" / "findings.jsonl")
    found = duckdb.execute(
        "select count(*), max(what), min(run_id) from read_json(?, format = 'newline_delimited')", [lines]
    )
    number, what, run_id = found.fetchone()
    assert (number, str(run_id)) == (1, "1")
    assert what is not None
