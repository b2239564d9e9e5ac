"""``reinstate screen`` as people read it: each thing said once, and what to do before anything is bought."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reinstate.workflow.screen import screen_manifest

DECLARED = Path(__file__).parents[3] / "policies" / "declared"
ON = date(2026, 11, 25)


def text_of(folder: Path, *rows: str, entitlement: Path | None = None) -> str:
    manifest = folder / "claims.csv"
    manifest.write_text("\n".join(["serial,model,value", *rows]) + "\n", encoding="utf-8")
    return screen_manifest(manifest, None, entitlement, ON).shown_as("text")


def test_a_model_is_to_be_looked_up_once_for_all_its_boxes(tmp_path: Path) -> None:
    told = text_of(tmp_path, "AA1,EX4400-24T,", "AA2,EX4400-24T,", "AA3,MX204,")
    _, todo = told.split("Before you buy:")
    assert todo.count("EX4400-24T") == 1
    assert "your lifecycle table (EX4400-24T, MX204)\n" in todo
    assert "(AA1, AA2, AA3)\n" in todo
    assert "3 claims: 0 failed, 3 not yet determined" in told


def test_two_checks_that_miss_the_same_row_say_so_once(tmp_path: Path) -> None:
    assert text_of(tmp_path, "AA1,EX4400-24T,").count("(no row for EX4400-24T in the lifecycle tables") == 1


def test_nothing_is_to_be_found_out_about_what_has_failed(tmp_path: Path) -> None:
    told = text_of(tmp_path, "BP0211118842,EX4200-48T,150")
    assert "past end of support" in told
    assert "not worth it" in told
    assert "Before you buy" not in told
    assert "1 claim: 1 failed, 0 not yet determined" in told


@pytest.mark.parametrize(
    ("value", "said"), [("150", "fees USD 1,000 or more, not worth it"), ("", "fees USD 1,000 or more\n")]
)
def test_fees_are_told(tmp_path: Path, value: str, said: str) -> None:
    assert said in text_of(tmp_path, f"BP0211118842,EX4200-48T,{value}")


def test_the_example_files_go_together() -> None:
    told = screen_manifest(DECLARED / "example-claims.csv", None, DECLARED / "example-entitlement.csv", ON).shown_as(
        "text"
    )
    assert "DK999             MX204                 fail          hold" in told
    assert "entitlement tool" not in told
