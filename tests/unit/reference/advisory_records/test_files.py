"""Files of advisories: several at once, hostile ones, and the table that is written."""

from __future__ import annotations

import copy
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinstate.cli.main import main
from reinstate.errors import InputError
from reinstate.reference.advisory_records.files import Collected, collect
from reinstate.reference.loading import load_reference
from reinstate.workflow.advisory_tables import Stated, import_advisories
from tests.unit.reference.advisory_records.builders import (
    DAY,
    HERE,
    a_record,
    affected,
    answer_of,
    answers,
    collected,
    written,
)

CVE, CSAF = HERE / "CVE-2025-21590.json", HERE / "jsa93446-csaf.json"
RANGE = ("21.4", "21.4R3-S5")
TABLE = """\
rows:
  - id: CVE-2026-9
    title: t
    published: 2026-02-01
    fixed: ["21.4R3"]
    confidence: A
    source: s
"""


def test_every_file_has_its_report(tmp_path: Path) -> None:
    table = tmp_path / "own.yml"
    table.write_text(TABLE, encoding="utf-8")
    quiet = written(tmp_path, a_record(affected(RANGE), adp=[]), "quiet.json")
    page = tmp_path / "page.json"
    page.write_text("<!doctype html><title>Juniper</title>", encoding="utf-8")
    odd = written(tmp_path, a_record(affected(RANGE, ("22.2", "soon"))), "odd.json")
    found = collect([table, quiet, page, odd, tmp_path / "nowhere.json"], DAY)
    told = [(one.rows, len(one.skipped), len(one.refused), len(one.errors)) for one in found.reports]
    assert told == [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1), (1, 0, 1, 0), (0, 0, 0, 1)]
    assert "not JSON" in str(found.reports[2].errors[0])
    assert "22.2 before soon (affected)" in found.reports[3].refused[0]


def updated(day: str | None, before: str) -> dict[str, Any]:
    record = a_record(affected(("21.4", before)))
    record["cveMetadata"]["dateUpdated"] = day
    return record


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("older", ["2026-02-01T00:00:00Z", None])
def test_the_newest_record_of_a_vulnerability_wins(backwards: bool, older: str | None, tmp_path: Path) -> None:
    old = written(tmp_path, updated(older, "21.4R3-S5"), "old.json")
    new = written(tmp_path, updated("2026-02-09T00:00:00Z", "21.4R3-S8"), "new.json")
    found = collect([new, old] if backwards else [old, new], DAY)
    assert [row["fixed"] for row in found.rows] == [["21.4R3-S8"]]
    (report,) = [one for one in found.reports if one.path == old]
    assert report.skipped == (f"CVE-2026-0001: {new} has a record of it updated 2026-02-09",)


def test_records_of_one_day_all_count(tmp_path: Path) -> None:
    quiet, loud = a_record(affected(RANGE), adp=[]), a_record(affected(RANGE))
    paths = [written(tmp_path, one, name) for one, name in ((quiet, "quiet.json"), (loud, "loud.json"))]
    assert [one.rows for one in collect(paths, DAY).reports] == [0, 1]


def test_records_of_two_forms_both_answer() -> None:
    found = collect([CVE, CSAF], DAY)
    assert {str(row["source"]).split()[0] for row in found.rows} == {"CVE", "CSAF"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda record: record.clear(), "not a record of a vulnerability"),
        (lambda record: record["cveMetadata"].update(cveId="../../etc"), "cveMetadata.cveId: not usable"),
        (lambda record: record["containers"].pop("cna"), "containers.cna"),
        (lambda record: record["containers"]["cna"].pop("affected"), "containers.cna.affected: missing"),
        (lambda record: record["containers"]["cna"].update(affected={}), "affected: not usable"),
        (lambda record: record["containers"]["cna"].update(affected=["x"]), "affected[0]: not usable"),
        (lambda record: record["containers"]["cna"].update(affected=[{}] * 501), "at most 500 products"),
        (lambda record: record["containers"]["cna"].update(datePublic="soon"), "datePublic: not usable"),
        (lambda record: record["containers"]["cna"].update(datePublic="2031-01-01T00:00:00Z"), "up to today"),
        (lambda record: record["containers"]["cna"].update(title=7), "containers.cna.title: not usable"),
        (lambda record: record["containers"].update(adp=[{"metrics": 1}]), "adp[0].metrics: not usable"),
    ],
)
def test_records_that_cannot_be_used(change: Any, says: str, tmp_path: Path) -> None:
    record = a_record(affected(RANGE))
    change(record)
    found = collected(tmp_path, record)
    assert says in str(found.reports[0].errors[0])
    assert not found.rows


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"cveMetadata":' * 5_000,
        b'{"a": NaN}',
        b"{}",
    ],
)
def test_hostile_bytes(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(content)
    (report,) = collect([path], DAY).reports
    assert isinstance(report.errors[0], InputError)


@pytest.mark.timeout(60)
def test_ten_thousand_ranges_leave_every_release_unknown(tmp_path: Path) -> None:
    many = [("21.4", f"21.4R{number % 100 + 1}-S{number // 100}") for number in range(10_000)]
    found = collected(tmp_path, a_record(affected(*many)))
    assert answers(tmp_path, found, ["20.1R1", "21.4R1", "26.2R1"]) == ["unknown"] * 3
    assert found.reports[0].refused[0].startswith("CVE-2026-0001, Junos OS: 10000 statements")


@pytest.mark.timeout(60)
def test_as_many_ranges_as_are_read(tmp_path: Path) -> None:
    many = [(f"{year}.{number}", f"{year}.{number}R3") for year in range(10, 90) for number in range(1, 7)]
    found = collected(tmp_path, a_record(affected(*many)))
    assert not found.reports[0].refused
    assert answers(tmp_path, found, ["10.1R2", "45.4R2", "89.6R3"]) == ["affected", "affected", "not-known"]


def test_what_a_record_says_becomes_no_markup_or_escape(tmp_path: Path) -> None:
    found = collected(
        tmp_path, a_record(affected(("21.4\x1b[31m\n", "soon\x07"), product="Junos OS"), title="\x1b]0;x\x07\n<b>")
    )
    told = [*found.reports[0].refused, str(found.rows[0]["title"])]
    assert all(text.isprintable() for text in told)


def test_a_table_with_mistakes(tmp_path: Path) -> None:
    table = tmp_path / "own.yml"
    table.write_text(TABLE.replace("2026-02-01", "2031-02-01") + "  - {id: CVE-2026-8}\n  - 7\n", encoding="utf-8")
    (report,) = collect([table], DAY).reports
    told = [str(error) for error in report.errors]
    assert [re.search(r"line \d+", text)[0] for text in told] == ["line 9", "line 4", "line 8"]  # type: ignore[index]
    assert ["up to today" in text for text in told] == [False, True, False]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
WORDS = st.sampled_from(
    ["0", "*", "21.4", "21.4*", "21.4R3", "23.4R2-S4-EVO", "affected", "unaffected", "unknown", "", "KEV"]
)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


SEEDS = [json.loads(path.read_text(encoding="utf-8")) for path in (CVE, CSAF)]
PLACES = [[place for place in places(seed) if place] for seed in SEEDS]


@st.composite
def mutated(draw: st.DrawFn) -> object:
    """A record with up to four values replaced by anything, or removed."""
    index = draw(st.integers(0, 1))
    record = copy.deepcopy(SEEDS[index])
    for place in draw(st.lists(st.sampled_from(PLACES[index]), min_size=1, max_size=4)):
        _replace(record, place, draw(ANYTHING | WORDS), remove=draw(st.booleans()))
    return record


def _replace(record: Any, place: tuple[Any, ...], value: object, *, remove: bool) -> None:
    for key in place[:-1]:
        if not isinstance(record, dict | list) or (isinstance(record, dict) and key not in record):
            return
        if isinstance(record, list) and not (isinstance(key, int) and key < len(record)):
            return
        record = record[key]
    if isinstance(record, dict) and remove:
        record.pop(place[-1], None)
    elif isinstance(record, dict) or (
        isinstance(record, list) and isinstance(place[-1], int) and place[-1] < len(record)
    ):
        record[place[-1]] = value


def loads(folder: Path, found: Collected) -> None:
    """The rows are a table that a policy can name."""
    if found.rows:
        answers(folder, found, ["21.4R3"])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated())
def test_any_record_gives_a_table_or_a_typed_error(tmp_path: Path, record: object) -> None:
    found = collected(tmp_path, record)
    loads(tmp_path, found)
    (report,) = found.reports
    assert found.rows or report.errors or report.skipped or report.refused, "nothing is dropped silently"
    assert all(text.isprintable() for text in (*report.skipped, *report.refused))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANYTHING, st.sampled_from(["versions", "platforms", "defaultStatus", "product", "vendor"]))
def test_a_part_that_is_of_another_type_never_makes_a_release_look_sound(
    tmp_path: Path, value: object, key: str
) -> None:
    """Where the row of a listed product is made at all, what was affected stays so or becomes unknown."""
    found = collected(tmp_path, a_record(affected(RANGE, **{key: value})))
    (report,) = found.reports
    if found.rows and key in ("versions", "defaultStatus") and not (key == "versions" and not value):
        assert answers(tmp_path, found, ["21.4R1"]) != ["not-known"]
    assert found.rows or report.errors or report.skipped


VERSIONS = ("containers", "cna", "affected", 0)
DAMAGED = [
    place for place in PLACES[0] if place[:4] == VERSIONS and len(place) > 4 and place[4] not in ("product", "vendor")
]
PROBES = ("15.1X49-D220", "21.2R3-S8", "21.4R3-S9", "22.2R3-S5", "22.4R1", "23.2R2", "23.4R2-S3", "24.2R1-S1", "24.2R1")


@pytest.mark.parametrize("junk", ["???", "", 7, None, [], {}, True], ids=repr)
def test_a_damaged_range_never_makes_an_affected_release_look_sound(tmp_path: Path, junk: object) -> None:
    assert len(DAMAGED) > 30
    for place in DAMAGED:
        record = copy.deepcopy(SEEDS[0])
        _replace(record, place, junk, remove=False)
        found = collected(tmp_path, record)
        if found.reports[0].errors:
            continue
        told = answers(tmp_path, found, PROBES) if found.rows else ["not-known"] * len(PROBES)
        assert "not-known" not in told, place


def run(folder: Path, *arguments: object) -> int:
    return main(
        ["reference", "import", *map(str, arguments), "--kind", "advisories", "--output", str(folder / "own.yml")]
    )


def test_the_command_writes_a_table_that_a_policy_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, CVE) == 0
    told = capsys.readouterr()
    assert f"{CVE}: 7 rows, 0 skipped, 0 refused" in told.err
    assert "lifecycle_tables:" in told.out
    reference = load_reference((tmp_path / "own.yml",))
    assert reference.sets["own"].rows == 7
    assert answer_of(reference.advisories, "23.4R2-S4", "srx345").exposure == "affected"


def test_the_command_without_a_row_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, a_record(affected(RANGE), adp=[]))
    assert run(tmp_path, path) == 2
    assert "skipped: CVE-2026-0001: not known to be exploited" in capsys.readouterr().err
    assert not (tmp_path / "own.yml").exists()
    assert run(tmp_path, path, "--exploited", "2026-03-01") == 0


def test_one_file_that_cannot_be_read_leaves_nothing_written(tmp_path: Path) -> None:
    imported = import_advisories([CVE, tmp_path / "nowhere.json"], tmp_path / "own.yml", Stated())
    assert imported.paste is None
    assert not (tmp_path / "own.yml").exists()
    assert any("cannot be read" in line for line in imported.lines())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--exploited", "9999-01-01"], "in the future"),
        (["--name", "advisories"], "not the name of a shipped set"),
        (["--family", "ex_series"], "only for saved pages"),
    ],
)
def test_what_the_command_refuses(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, CVE, *arguments) == 2
    assert says in capsys.readouterr().err


def test_several_files_and_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path) == 2
    assert "at least one FILE" in capsys.readouterr().err
    assert run(tmp_path, CVE, CSAF) == 0
    told = capsys.readouterr()
    assert f"{CSAF}: 1 row, 0 skipped, 0 refused" in told.err
    assert "8 rows written" in told.out


def test_exploited_is_for_advisories_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [str(CVE), "--kind", "price-list", "--output", str(tmp_path / "own.yml"), "--exploited", "2026-01-01"]
    assert main(["reference", "import", *arguments]) == 2
    assert "leave out --exploited" in capsys.readouterr().err


def test_a_long_report_is_cut(tmp_path: Path) -> None:
    odd = written(
        tmp_path,
        a_record(
            affected(*[(f"{year}.1", "soon") for year in range(10, 90)] * 2, *[("0", f"x{n}") for n in range(150)])
        ),
    )
    lines = list(import_advisories([odd], tmp_path / "own.yml", Stated(exploited=date(2026, 1, 1))).lines())
    assert len(lines) == 102
    assert lines[-1].endswith(" more")
