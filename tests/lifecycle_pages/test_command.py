"""``reference import`` and ``reference pages`` where something is missing or in the way: what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinstate.cli.main import main
from tests.lifecycle_pages.generated import PageSpec, Row, page_source


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    status = main(["reference", *map(str, arguments)])
    out = capsys.readouterr()
    return status, out.out + out.err


def test_pages_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    status, text = said(capsys, "pages")
    assert status == 2
    assert "--run runs/latest" in text


def test_notes_without_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = said(capsys, "import", "--output", tmp_path / "mine.yml", "--read-notes", "confirmed-by", "Ada")
    assert status == 2
    assert "name the pages again, with --read-notes" in text


def test_the_folder_that_a_browser_saves_beside_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, folder = tmp_path / "ex_series.html", tmp_path / "ex_series_files"
    page.write_text(page_source(PageSpec("ex_series", "EX Series", [[Row("EX4300-48T")]])))
    folder.mkdir()
    status, text = said(capsys, "import", page, folder, "--output", tmp_path / "mine.yml")
    assert status == 0
    assert f"{folder}: left out: a folder that a browser saved beside a page" in text


def test_any_other_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = said(capsys, "import", tmp_path, "--output", tmp_path / "mine.yml")
    assert status == 2
    assert f"{tmp_path}: a folder" in text


def test_a_file_that_is_neither_a_page_nor_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "ex_series.html"
    empty.write_text("")
    status, text = said(capsys, "import", empty, "--output", tmp_path / "mine.yml")
    assert status == 2
    assert "save it again: it has no markup" in text


def test_a_page_that_is_not_what_family_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "saved.html"
    address = "<!-- saved from url=(0052)https://support.juniper.net/support/eol/product/ex_series/ -->"
    page.write_text(address + page_source(PageSpec("ex_series", "EX Series", [[Row("EX4300-48T")]])))
    status, text = said(capsys, "import", page, "--family", "srx_series", "--output", tmp_path / "mine.yml")
    assert status == 2
    assert "leave out --family" in text
