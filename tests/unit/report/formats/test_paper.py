"""PDF, opened again by another library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from reinstate.errors import InputError
from reinstate.report.formats import names, paper
from reinstate.report.formats.names import require_formats
from reinstate.report.render import render_exports
from reinstate.report.text import inert
from tests.unit.report.formats.hostile import HOSTILE, hostile_record
from tests.unit.report.samples import RUN, TEMPLATES, finding, record, summary_of


def _pdfs(*records: dict[str, Any], templates: Any = TEMPLATES, **summary: Any) -> dict[str, bytes]:
    stated = summary_of([record(one["unit"]["name"]) for one in records])
    return render_exports(["pdf"], records, RUN, {**stated, **summary}, templates)


def _read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(content))


def _text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in _read(content).pages).split())


def test_there_is_one_of_the_batch_of_each_document_and_of_each_record() -> None:
    names = set(_pdfs(record("ex-1"), record("ex-2")))
    assert names == {"batch.pdf", "work-list.pdf", "reinstatement-request.pdf", "ex-1.pdf", "ex-2.pdf"}


def test_each_page_says_what_it_is_of() -> None:
    digest = "ab" * 32
    many = [finding(f"a.c{number}", "fail") for number in range(60)]
    unit = record("ex-1", *many, verdict="fail", disposition="remediate")
    content = _pdfs(unit, records={"ex-1": {"sha256": digest}}, basis_sha256="cd" * 32, judgement=2)
    pages = _read(content["ex-1.pdf"]).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert f"Run {RUN['run_id']}" in text
        assert f"Record: sha256 {digest}" in text
    assert f"Evaluation 2: sha256 {'cd' * 32}" in _text(content["work-list.pdf"])


def test_it_is_tagged_and_has_a_title_and_a_language() -> None:
    reader = _read(_pdfs(record("ex-1"))["ex-1.pdf"])
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "ex-1: reinstate"
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L"} <= set(_tags(root["/StructTreeRoot"]))


def _tags(element: Any) -> Iterator[str]:
    """The kinds of elements below one, for a screen reader."""
    if "/S" in element:
        yield str(element["/S"])
    children = element.get("/K", ())
    for child in children if isinstance(children, list) else [children]:
        if isinstance(child.get_object(), dict):
            yield from _tags(child.get_object())


def test_it_says_what_the_page_says() -> None:
    unit = record("ex-1", finding("a.b", "fail", what="the fan is dead"), verdict="fail", disposition="remediate")
    text = _text(_pdfs(unit)["ex-1.pdf"])
    for said in ("The fan is dead", "Findings that prevent a pass", "FA3720110123", "Reference data", "All checks"):
        assert said in text


# Fonts have no glyph of these, or a reader of PDF gives other code points for them.
UNREADABLE = ("umlauts", "noncharacter", "long", "full width")


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in UNREADABLE])
def test_a_text_of_a_device_is_text_and_nothing_else(name: str) -> None:
    content = _pdfs(hostile_record(HOSTILE[name]))["ex-1.pdf"]
    assert not re.search(rb"/JavaScript|/Launch|/EmbeddedFile|/OpenAction /S|/URI \(", content)
    assert "".join(inert(HOSTILE[name]).split()) in "".join(_text(content).split())


@pytest.mark.parametrize("name", UNREADABLE)
def test_any_text_can_be_set(name: str) -> None:
    assert len(_read(_pdfs(hostile_record(HOSTILE[name][:3000]))["ex-1.pdf"]).pages) > 1


def test_a_long_word_stays_within_the_page_and_can_be_copied() -> None:
    word = "0123456789abcdef" * 25
    table = f'<table><tr><td class="hash">{word}</td><td>{"x y " * 200}</td></tr></table>'
    page = f'<title>t</title><p class="mono">{word}</p>{table}'.encode()
    template = (TEMPLATES / "paper.typ").read_bytes()
    ((_, content),) = paper.set_sheets([paper.Sheet("x", page, "")], template, TEMPLATES, RUN)
    lines = [line for one in _read(content).pages for line in one.extract_text().splitlines()]
    assert max(map(len, lines)) < 170  # a line of this page has room for no more
    assert "".join(lines).replace(" ", "").count(word) == 2


def test_the_same_pages_give_the_same_file() -> None:
    assert _pdfs(record("ex-1")) == _pdfs(record("ex-1"))


def test_an_own_template_is_used(tmp_path: Path) -> None:
    own = "#let paper = json(bytes(sys.inputs.paper))\n#set document(title: paper.title)\nOurs: #text(paper.title)"
    (tmp_path / "paper.typ").write_text(own)
    content = _pdfs(record("ex-1"), templates=[tmp_path, TEMPLATES])["ex-1.pdf"]
    assert _text(content) == "Ours: ex-1: reinstate"


def test_a_template_at_fault_is_named(tmp_path: Path) -> None:
    (tmp_path / "paper.typ").write_text("#nothing-of-this-name")
    with pytest.raises(InputError, match=r"paper\.typ: batch cannot be set .* unknown variable"):
        _pdfs(record("ex-1"), templates=[tmp_path, TEMPLATES])


def test_a_page_that_cannot_be_set_costs_no_other(tmp_path: Path) -> None:
    own = (TEMPLATES / "paper.typ").read_text() + '\n#if paper.title.starts-with("ex-2:") { panic("too much") }'
    (tmp_path / "paper.typ").write_text(own)
    files = _pdfs(record("ex-1"), record("ex-2"), templates=[tmp_path, TEMPLATES])
    assert "this page cannot be set" in _text(files["ex-2.pdf"])
    assert "too much" in _text(files["ex-2.pdf"])
    assert "Reference data" in _text(files["ex-1.pdf"])


def test_a_template_reads_no_file_beyond_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    own = tmp_path / "own"
    own.mkdir()
    (own / "paper.typ").write_text('#read("../secret.txt")')
    with pytest.raises(InputError, match="cannot be set"):
        _pdfs(record("ex-1"), templates=[own, TEMPLATES])


def test_without_typst_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'reinstate\[pdf\]'"):
        require_formats(["pdf"])
    assert require_formats(["xlsx", "jsonl", "markdown"]) == ("xlsx", "jsonl", "markdown")
