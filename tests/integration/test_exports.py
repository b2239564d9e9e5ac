"""Exports of the emulated rack agree with each other and with the run's accounts, and belong to the run."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from benchmarks.exports import figures
from lxml import html

from reinstate.errors import InputError
from reinstate.report.formats.names import EXPORTS
from reinstate.workflow.arguments import DecideArguments, ReportArguments, parse
from reinstate.workflow.write_report import report_run
from tests.integration.collected import ROOT, opened_by_a_play
from tests.integration.conftest import Played
from tests.integration.stored_runs import Runs

TEMPLATES = ROOT / "roles" / "report" / "templates"
DISPOSITIONS = ("reinstate", "remediate", "investigate", "reject", "hold")


@pytest.fixture
def runs(judged_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    """A copy of the judged rack, without a report."""
    shutil.copytree(judged_once, tmp_path / "runs", symlinks=True)
    return Runs(tmp_path / "runs", capsys)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _sheet(path: Path, name: str) -> list[dict[str, Any]]:
    heading, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    filled = (row for row in rows if sum(cell is not None for cell in row) > 1)  # a note has one cell
    return [dict(zip(heading, row, strict=True)) for row in filled]


def test_every_export_counts_what_the_summary_counts(inspected: Played) -> None:
    report, summary, records = inspected.run / "report", inspected.summary, inspected.records
    units = [one for one in _lines(report / "units.jsonl") if one["counted"]]
    rows = [row for row in _sheet(report / "batch.xlsx", "Units") if row["Counted"]]
    assert len(units) == len(rows) == summary["units"]
    for verdict in ("pass", "fail", "inconclusive"):
        assert [sum(one["verdict"] == verdict for one in units)] == [summary[verdict]]
        assert [sum(row["Verdict"] == verdict for row in rows)] == [summary[verdict]]
    for counted in (Counter(one["disposition"] for one in units), Counter(row["Disposition"] for row in rows)):
        assert {name: counted[name] for name in DISPOSITIONS} == summary["dispositions"]
    fees = sum(record["fees"]["low"] for record in records.values() if not record["same_as"])
    assert sum(one["fee_low"] for one in units) == sum(row["Fee low"] for row in rows) == fees
    economics = summary["economics"]
    assert Counter(one["worth"] for one in units) == Counter(economics["worth"])
    assert sum(one["lookup_first"] for one in units) == economics["lookup_first"]
    payable = [one for one in units if one["fees_due"]]
    assert len(units) - len(payable) == economics["pay_nothing"]
    for column, name in (("cost_low", "cost"), ("at_risk_low", "at_risk_now")):
        assert sum(one[column] for one in payable) == economics[name]["low"]
    declared = [row["Declared value"] or 0 for row in rows]
    assert sum(declared) == sum(one["declared_value"] or 0 for one in units) == economics["declared_value"]
    assert {one["unit"]: one["record_sha256"] for one in _lines(report / "units.jsonl")} == {
        name: stated["sha256"] for name, stated in summary["records"].items()
    }


def test_findings_are_those_of_the_records(inspected: Played) -> None:
    report, records = inspected.run / "report", inspected.records
    found = Counter((one["unit"], one["result"]) for one in _lines(report / "findings.jsonl"))
    names = {"pass": "pass", "fail": "fail", "inconclusive": "inconclusive", "not_applicable": "not_applicable"}
    stated = {(name, result): record["counts"][result] for name, record in records.items() for result in names}
    assert {key: found[key] for key in stated} == stated
    assert found.total() == sum(len(record["findings"]) for record in records.values())
    rows = Counter((row["Unit"], row["Result"]) for row in _sheet(report / "batch.xlsx", "Findings"))
    words = {"fail": "failed", "inconclusive": "inconclusive"}
    assert {(unit, word): rows[unit, word] for unit in records for word in words.values()} == {
        (unit, word): records[unit]["counts"][result] for unit in records for result, word in words.items()
    }


@pytest.mark.parametrize(
    ("sheet", "listed"),
    [
        ("Fees", lambda record: record["fees"]["lines"]),
        ("Licenses", lambda record: record["licenses"]["licenses"]),
        ("Modules", lambda record: record["modules"] or ()),
    ],
)
def test_a_sheet_has_what_the_records_list(inspected: Played, sheet: str, listed: Any) -> None:
    rows = Counter(row["Unit"] for row in _sheet(inspected.run / "report" / "batch.xlsx", sheet))
    assert rows == Counter({name: len(listed(record)) for name, record in inspected.records.items() if listed(record)})


def test_the_batch_page_has_every_unit_and_little_of_each(inspected: Played) -> None:
    content = (inspected.run / "report" / "batch.html").read_bytes()
    page = html.document_fromstring(content.decode())
    assert {name.text_content() for name in page.xpath("//tbody//th/a")} == set(inspected.records)
    own = Path(TEMPLATES / "report.css").stat().st_size
    assert (len(content) - own) / len(inspected.records) < 3_000


def _exported(runs: Runs, *formats: str) -> tuple[int, str]:
    return runs.ask("export", runs.folder / "one", *(part for name in formats for part in ("--format", name)))


def test_an_export_is_part_of_the_report_that_verify_knows(runs: Runs) -> None:
    run = runs.folder / "one"
    report_run(ReportArguments(run=run, own_templates=TEMPLATES, exports=()))
    assert not list((run / "report").glob("*.xlsx"))
    status, said = _exported(runs, "pdf", "markdown", "jsonl")
    assert status == 0
    listed = [Path(line) for line in said.splitlines()]
    assert {"batch.pdf", "batch.md", "units.jsonl", "findings.jsonl", "work-list.pdf"} <= {path.name for path in listed}
    assert all(path.is_file() and path.parent == run / "report" for path in listed)
    status, said = runs.ask("verify", run)
    assert status == 0, said
    (run / "report" / "batch.md").write_text("changed")
    assert runs.ask("verify", run)[0] == 1


def test_a_run_without_a_report_can_be_exported(runs: Runs) -> None:
    assert _exported(runs)[0] == 0
    assert {path.name for path in (runs.folder / "one" / "report").iterdir()} == {
        "batch.xlsx",
        "units.jsonl",
        "findings.jsonl",
    }


def test_a_report_has_the_exports_that_it_is_asked_for_and_no_older_ones(runs: Runs) -> None:
    run = runs.folder / "one"
    _exported(runs, "pdf", "xlsx")
    report_run(ReportArguments(run=run, own_templates=TEMPLATES, exports=("markdown",)))
    names = {path.suffix for path in (run / "report").iterdir()}
    assert not {".pdf", ".xlsx", ".jsonl"} & names
    assert (run / "report" / "batch.md").is_file()


def test_every_pdf_of_the_rack_can_be_read(runs: Runs) -> None:
    report_run(ReportArguments(run=runs.folder / "one", own_templates=TEMPLATES, exports=("pdf",)))
    files = sorted((runs.folder / "one" / "report").glob("*.pdf"))
    pages = {path.stem for path in (runs.folder / "one" / "report").glob("*.html")} - {"index"}
    assert {path.stem for path in files} == pages
    records = runs.records("one")
    for path in files:
        reader = pypdf.PdfReader(BytesIO(path.read_bytes()))
        last = reader.pages[-1].extract_text()
        assert f"Page {len(reader.pages)} of {len(reader.pages)}" in last
        assert "Run one" in last
    shown = " ".join(page.extract_text() for page in pypdf.PdfReader(str(files[0].with_name("mx204-clean.pdf"))).pages)
    assert records["mx204-clean"]["unit"]["serial_number"] in shown


UNKNOWN: Mapping[str, Any] = {
    "a list": ["xlsx", "docx"],
    "a text": "xlsx, docx",
}


@pytest.mark.parametrize("exports", UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_format_is_refused_before_a_run_is_opened(tmp_path: Path, exports: Any) -> None:
    with pytest.raises(InputError, match=r"unknown format .* expected: xlsx, jsonl, pdf, markdown - got: docx"):
        opened_by_a_play(tmp_path / "runs", ["ex-1"], exports=exports)
    assert not list(tmp_path.iterdir())
    with pytest.raises(InputError, match="got: docx"):
        parse(DecideArguments, {"run": "x", "exports": exports}, where="inspection_decision")


def test_the_command_refuses_an_unknown_format(runs: Runs) -> None:
    status, said = _exported(runs, "docx")
    assert status == 2
    assert "unknown format of an export" in said
    assert not (runs.folder / "one" / "report").exists()


@pytest.mark.parametrize(
    ("stated", "taken"),
    [
        ("pdf,markdown", ("pdf", "markdown")),
        ("", ()),
        ([], ()),
        (["jsonl", "jsonl"], ("jsonl",)),
        (None, ("xlsx", "jsonl")),
    ],
)
def test_what_reinstate_exports_may_be(stated: Any, taken: tuple[str, ...]) -> None:
    given = {"run": "x", "own_templates": "y", "exports": stated}
    assert parse(ReportArguments, given, where="inspection_report").exports == taken


def test_the_cost_of_each_export_is_measured() -> None:
    told = figures(rounds=1, units=2)
    assert {name for name, value in told.items() if name.startswith("export_") and value > 0} == {
        f"export_{name}_cpu_ms" for name in EXPORTS
    }
