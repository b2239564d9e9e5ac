"""Text from devices, made inert: tables of what it becomes, and the laws that hold for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reinstate.report.text import csv_cell, inert, markdown, visible

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("  two\t\n lines ", "two lines"),
        ("\x1b[31mred\x1b[0m", "[U+001B][31mred[U+001B][0m"),
        ("\x9b2J", "[U+009B]2J"),
        ("nul\x00", "nul[U+0000]"),
        ("invoice\u202efdp.exe", "invoice[U+202E]fdp.exe"),
        ("zero\u200bwidth\ufeff", "zero[U+200B]width[U+FEFF]"),
        ("line\u2028separator", "line[U+2028]separator"),
        ("no-break\u00a0space", "no-break space"),
        ("\ud800 alone", "[U+D800] alone"),
        ("\ufffe", "[U+FFFE]"),
        ("\ue000", "[U+E000]"),
        ("tag\U000e0041", "tag[U+E0041]"),
        ("Z\u0300\u0301\u0302\u0303\u0304lgo", "Z\u0300\u0301\u0302lgo"),
        ("Müller 東京 ✓", "Müller 東京 ✓"),
        ("", ""),
    ],
)
def test_nothing_hides(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_visible_is_printable_and_settled(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert visible(shown) == shown
    assert " ".join(inert(text).split()) == shown


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'=1"),
        ("\t=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ('a"=1', "a\"'=1"),
        ("EX4400-48T", "EX4400-48T"),
        ("a = b", "a = b"),
        (-5, "-5"),
        (0, "0"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("0012345", "'0012345"),
        ("123456789012", "'123456789012"),
        ("12345678901234567890", "'12345678901234567890"),
        ("1E234567", "'1E234567"),
        ("3-4", "'3-4"),
        ("1/2", "'1/2"),
        ("DEC1", "'DEC1"),
        ("1-mar", "'1-mar"),
        ("12345678901", "12345678901"),
        ("0", "0"),
        ("1EDV1234567", "1EDV1234567"),
        ("740-053352", "740-053352"),
        ("23.4R2-S4.11", "23.4R2-S4.11"),
        ("2026-11-23", "2026-11-23"),
        ("U12", "U12"),
        ("march of time", "march of time"),
        (123456789012, "123456789012"),
    ],
)
def test_no_serial_number_loses_a_character_in_a_spreadsheet(text: object, cell: str) -> None:
    assert csv_cell(text) == cell


@given(st.text(st.characters()))
def test_no_text_is_a_formula(text: str) -> None:
    cell = csv_cell(text)
    pieces = [piece.strip() for part in cell.split(";") for piece in part.split('"')]
    assert not any(piece.startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r")) for piece in pieces)


HOSTILE_MARKDOWN = [
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "<script>alert(1)</script>",
    "<http://evil.example>",
    "`code` | cell | cell",
    "**bold** _em_ ~~gone~~",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "12.",
    "3)",
    "-",
    "+",
    "- - -",
    "](http://evil.example)",
    "> quote",
    "---",
    "===",
    "    indented code",
    "```",
    "[ref]: http://evil.example",
    "&lt;b&gt; &copy; &#60;",
    "\\",
    "\\|",
    "a\\",
    "|---|",
    "*",
    "_",
    "~~~",
    "<!-- comment",
]


def _inert_in_markdown(text: str) -> None:
    row = MARKDOWN.parse(f"- {markdown(text)}\n\n| {markdown(text)} | b |\n|---|---|\n| {markdown(text)} | d |\n")
    types = [token.type for token in row]
    assert types.count("bullet_list_open") == 1
    assert types.count("th_open") == 2
    assert types.count("td_open") == 2
    inline = {child.type for token in row for child in token.children or ()}
    assert inline <= {"text", "text_special"}
    outside = {"ordered_list_open", "heading_open", "hr", "fence", "code_block", "html_block", "blockquote_open"}
    assert not outside & set(types)


@pytest.mark.parametrize("text", HOSTILE_MARKDOWN)
def test_markdown_shows_it_and_does_nothing(text: str) -> None:
    _inert_in_markdown(text)
    escaped = markdown(f"x {text}")
    shown = "".join(child.content for child in (MARKDOWN.parse(escaped)[1].children or ()))
    assert shown == visible(f"x {text}")


@given(st.lists(st.sampled_from([*HOSTILE_MARKDOWN, " ", "a", "\n", "\u202e"]) | st.text(st.characters())).map("".join))
def test_no_text_is_markdown(text: str) -> None:
    if visible(text):
        _inert_in_markdown(text)


READABLE_RAW = [
    "23.4R2-S4.11",
    "23.4R2-S3.8-EVO",
    "15.1",
    "EX4400-48P",
    "QFX5120-48Y-8C",
    "192.0.2.11/24",
    "2001:db8::11/64",
    "00:00:5e:00:53:01",
    "2026-11-28",
    "2026-11-28 02:03 UTC",
    "2.5 GB (80% used)",
    "-3.1 dBm",
    "+5 V",
    "1)2",
    "PEM 1: the power supply is not OK (Failed, Output Failure)",
]


@pytest.mark.parametrize("text", READABLE_RAW)
def test_what_a_network_engineer_reads_stays_readable_raw(text: str) -> None:
    assert markdown(text) == text
    _inert_in_markdown(text)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("12. item", "12&#46; item"),
        ("12.", "12&#46;"),
        ("12)", "12&#41;"),
        ("1) item", "1&#41; item"),
        ("- item", "&#45; item"),
        ("-", "&#45;"),
        ("---", "&#45;--"),
        ("+ item", "&#43; item"),
        ("===", "&#61;=="),
        ("www.example.net", "www&#46;example.net"),
        ("ssh://192.0.2.1", "ssh&#58;//192.0.2.1"),
        ("[a](b)", "\\[a\\]\\(b)"),
    ],
)
def test_what_would_act_is_escaped(text: str, escaped: str) -> None:
    assert markdown(text) == escaped


@pytest.mark.parametrize("text", ["http://evil.example", "www.evil.example", "WWW.evil.example", "a@evil.example"])
def test_no_address_is_made_a_link_by_a_renderer_that_looks_for_them(text: str) -> None:
    escaped = markdown(text).lower()
    assert "://" not in escaped
    assert "www." not in escaped
    assert "@" not in escaped
