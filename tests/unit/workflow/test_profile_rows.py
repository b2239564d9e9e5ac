"""Rows to fill in for products without a platform profile: what a device said is a comment, and never a fact."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Finding, Gravity, LackKind, Result
from reinstate.cli.main import main
from reinstate.errors import InputError
from reinstate.reference.loading import load_reference
from reinstate.reference.own_profiles import FLAGS_TO_STATE
from reinstate.workflow import profile_rows as rows_module
from reinstate.workflow.profile_rows import profile_rows, write_profile_rows
from tests.unit.workflow.test_unknowns import lacking, run_of

LISTS = {"bench_alarms": ("feeds",), "factory_default": ("switch",)}


def without_profile(name: str) -> Finding:
    return lacking(LackKind.PROFILE, name)


def test_one_row_for_each_product(tmp_path: Path) -> None:
    units = {f"rr-{n}": [without_profile("jrr200"), without_profile("jrr200")] for n in range(5)}
    run = run_of(tmp_path, {**units, "qfx-1": [without_profile("qfx3008-i")]})
    text, products = profile_rows([run], "own", LISTS)
    stated = yaml.safe_load(text)
    assert products == 2
    assert [(row["name"], row["models"]) for row in stated["rows"]] == [
        ("jrr200", ["jrr200"]),
        ("qfx3008-i", ["qfx3008-i"]),
    ]
    assert "# ---- jrr200, on rr-0, rr-1, rr-2 and 2 more" in text
    assert "seen: the name begins with qfx" in text


def test_nothing_is_filled_in_that_a_person_has_to_look_up(tmp_path: Path) -> None:
    text, _ = profile_rows([run_of(tmp_path, {"rr-1": [without_profile("jrr200")]})], "own", LISTS)
    stated = yaml.safe_load(text)
    (row,) = stated["rows"]
    assert (stated["as_of"], stated["source"]) == (None, None)
    assert {key: row[key] for key in ("family", "source", *FLAGS_TO_STATE)} == dict.fromkeys(
        ("family", "source", *FLAGS_TO_STATE)
    )
    assert set(row) == {"name", "models", "family", "source", "expected", *FLAGS_TO_STATE}
    path = tmp_path / "own.yml"
    path.write_text(text.replace("as_of: ", "as_of: 2026-11-20").replace("source: ", "source: a guide", 1))
    with pytest.raises(InputError, match=f"evolved: missing .*and the same for {', '.join(FLAGS_TO_STATE[1:])}"):
        load_reference(own_profiles=[path])


@given(name=st.text(min_size=1, max_size=200))
def test_whatever_a_device_calls_itself_stays_in_its_line(name: str) -> None:
    row = rows_module._row(name, [], LISTS)
    stated = yaml.safe_load(row)
    assert [set(one) for one in stated] == [{"name", "models", "family", "source", "expected", *FLAGS_TO_STATE}]
    assert len(row.splitlines()) == len(rows_module._row("jrr200", [], LISTS).splitlines())
    assert all(character.isprintable() for character in row.replace("\n", ""))


def test_no_file_is_overwritten_and_none_is_written_for_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = Finding("test.condition", "x", Result.INCONCLUSIVE, Gravity.BLOCKER, "no row")
    nothing = run_of(tmp_path, {"ex-1": [known]}, "nothing")
    output = tmp_path / "own.yml"
    assert write_profile_rows([nothing], output) == 0
    assert not output.exists()
    run = run_of(tmp_path, {"rr-1": [without_profile("jrr200")]}, "one")
    assert main(["reference", "unknown", str(run), "--profiles", str(output)]) == 0
    assert "own.yml: 1 to fill in; then reinstate reference pins" in capsys.readouterr().err
    before = output.read_bytes()
    assert main(["reference", "unknown", str(run), "--profiles", str(output)]) == 2
    assert output.read_bytes() == before
    with pytest.raises(InputError, match=r"a new file that ends in \.yml"):
        write_profile_rows([run], tmp_path / "own.csv")
