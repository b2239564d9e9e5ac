"""``reference import --mapping``: from the export of another program to a table that a policy names."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinstate.cli.main import main
from reinstate.errors import InputError
from reinstate.reference.library import LifecycleState, Reference
from reinstate.reference.loading import load_reference
from reinstate.workflow.foreign_import import ForeignArguments, import_foreign

DAY = date(2026, 11, 22)
# The shipped rows: EX4200-48T ended on 2024-06-30 (A), CHAS-MX80-S on 2026-06-30 (C), MX204 has none.
EXPORT = """\
Manufacturer,SKU,Last order,End of support
Juniper,EX4200-48T,2019-06-30,2029-06-30
Juniper,MX204,2027-01-31,2032-01-31
Juniper,CHAS-MX80-S,2021-06-30,2028-06-30
Juniper,MX304,,
Cisco,WS-C3850,,2025-10-31
Juniper,MX480,,someday
"""


def imported(folder: Path, text: str = EXPORT, mapping: str = "reseller", **stated: object) -> Reference:
    """What a policy loads that names the table."""
    path, table = folder / "export.csv", folder / "own.yml"
    path.write_text(text, encoding="utf-8")
    import_foreign(ForeignArguments((path,), mapping, table, **stated), DAY)  # type: ignore[arg-type]
    return load_reference([table])


def good_mapping(folder: Path, confidence: str) -> str:
    stated = {
        "name": "good",
        "source": "a good list",
        "attribution": "a good list by Ada, CC BY 4.0",
        "confidence": confidence,
        "max_age_days": 30,
        "forms": [
            {"format": "csv", "columns": {"sku": "SKU", "last_order": "Last order", "end_of_support": "End of support"}}
        ],
    }
    path = folder / "good.yml"
    path.write_text(yaml.safe_dump(stated), encoding="utf-8")
    return str(path)


def test_a_product_without_a_row_gets_an_answer(tmp_path: Path) -> None:
    answer = imported(tmp_path).lifecycle(["mx204"], DAY)
    assert answer.state is LifecycleState.END_OF_LIFE
    (row,) = answer.rows
    assert (row.confidence, row.source, row.table) == ("C", "a reseller's list", "own")


@pytest.mark.parametrize("confidence", ["B", "C"])
def test_a_source_that_differs_from_a_shipped_row_is_conflicting(tmp_path: Path, confidence: str) -> None:
    reference = imported(tmp_path, mapping=good_mapping(tmp_path, confidence))
    answer = reference.lifecycle(["EX4200-48T"], DAY)
    assert answer.state is LifecycleState.CONFLICTING
    assert {row.end_of_support for row in answer.rows} == {date(2024, 6, 30), date(2029, 6, 30)}


def test_two_weak_sources_that_differ_are_conflicting_and_a_better_one_replaces_the_weak(tmp_path: Path) -> None:
    weak = imported(tmp_path).lifecycle(["CHAS-MX80-S"], DAY)
    assert weak.state is LifecycleState.CONFLICTING
    (tmp_path / "own.yml").unlink()
    better = imported(tmp_path, mapping=good_mapping(tmp_path, "B")).lifecycle(["CHAS-MX80-S"], DAY)
    assert (better.state, better.supportable_until) == (LifecycleState.END_OF_LIFE, date(2028, 6, 30))


def test_a_record_without_dates_is_no_statement_that_nothing_is_announced(tmp_path: Path) -> None:
    reference = imported(tmp_path)
    for name in ("MX304", "MX480"):
        assert reference.lifecycle([name], DAY).state is LifecycleState.UNKNOWN


def test_the_table_says_whose_it_is_and_how_old(tmp_path: Path) -> None:
    info = imported(tmp_path, mapping=good_mapping(tmp_path, "B")).sets["own"]
    assert (info.as_of, info.source, info.max_age_days, info.rows) == (DAY, "a good list", 30, 4)
    note = yaml.safe_load((tmp_path / "own.yml").read_text(encoding="utf-8"))["note"]
    assert note.startswith("a good list by Ada, CC BY 4.0; mapping good; imported from export.csv (sha256 ")


def test_what_the_operator_states_counts_before_the_mapping(tmp_path: Path) -> None:
    stated = {"name": "other", "source": "B. Bench", "as_of": date(2026, 11, 1), "max_age_days": 7}
    info = imported(tmp_path, **stated).sets["other"]
    assert (info.as_of, info.source, info.max_age_days) == (date(2026, 11, 1), "B. Bench", 7)


@pytest.mark.parametrize(("exported", "as_of"), [("2026-09-17T18:35:21Z", date(2026, 9, 17)), ("2031-01-01", DAY)])
def test_the_day_of_an_export_is_the_day_of_its_facts(tmp_path: Path, exported: str, as_of: date) -> None:
    records = [{"model_number": "MX204", "vendor": "Juniper Networks", "milestones": {"eol": "2032-01-31"}}]
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"generated_at": exported, "hardware": records}), encoding="utf-8")
    import_foreign(ForeignArguments((path,), "eosl-date", tmp_path / "own.yml"), DAY)
    assert load_reference([tmp_path / "own.yml"]).sets["own"].as_of == as_of


def test_the_command_accounts_for_every_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, table = tmp_path / "export.csv", tmp_path / "own.yml"
    path.write_text(EXPORT, encoding="utf-8")
    command = ["reference", "import", str(path), "--mapping", "reseller", "--kind", "hardware-lifecycle"]
    assert main([*command, "--output", str(table)]) == 0
    told = capsys.readouterr()
    assert f"{table}: 3 rows written from 6 records." in told.out
    assert "Skipped: 1 without a date and 1 of other manufacturers or kinds." in told.out
    assert "Refused: 1 record, not in the table." in told.out
    assert "      sha256: " in told.out
    assert "export.csv, line 7, column End of support: not usable" in told.err
    assert main([*command, "--output", str(table)]) == 2
    assert "a file that exists" in capsys.readouterr().err


def test_many_refusals_are_shown_in_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "export.csv"
    path.write_text(EXPORT + "Juniper,MX480,,someday\n" * 50, encoding="utf-8")
    arguments = ["--mapping", "reseller", "--kind", "hardware-lifecycle", "--output", str(tmp_path / "own.yml")]
    assert main(["reference", "import", str(path), *arguments]) == 0
    told = capsys.readouterr()
    assert told.err.count("not usable") == 20
    assert "and 31 more" in told.err
    assert "Refused: 51 records" in told.out


# (arguments, what the error must say)
WRONG = [
    (["--mapping", "reseller", "--kind", "junos-releases"], "--kind hardware-lifecycle"),
    (["--mapping", "nothing", "--kind", "hardware-lifecycle"], "one of eosl-ai, eosl-date, netbox, reseller"),
    (["--mapping", "netbox", "--kind", "hardware-lifecycle", "--name", "fees"], "not the name of a shipped set"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG)
def test_wrong_arguments(tmp_path: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    path, table = tmp_path / "export.csv", tmp_path / "own.yml"
    path.write_text(EXPORT, encoding="utf-8")
    assert main(["reference", "import", str(path), *arguments, "--output", str(table)]) == 2
    assert says in capsys.readouterr().err
    assert not table.exists()


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0"), max_size=12)
_SKU = st.sampled_from(
    ["MX204", "ex4300-48t", "NO", "ON", "1e5", "0x10", "2029-03-31", "A: B", "null", "~", "()", "(A"]
)
_DAY = st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(str) | st.sampled_from(["", "TBD", "Yes"])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_SKU | _CELL, _DAY, _DAY, _CELL), min_size=1, max_size=6))
def test_every_table_that_is_written_can_be_loaded_and_says_of_nothing_that_it_is_supported(
    tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    lines = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    (tmp_path / "own.yml").unlink(missing_ok=True)
    readable = True
    try:
        reference = imported(tmp_path, "SKU,Announced,End of support,Note\n" + "\n".join(lines))
    except InputError:
        readable = False
    assert (tmp_path / "own.yml").exists() is readable
    for name, *_ in rows if readable else ():
        assert reference.lifecycle([name], DAY).state is not LifecycleState.SUPPORTED
