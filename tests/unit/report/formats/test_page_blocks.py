"""Pages as blocks for paper."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.formats.page_blocks import page_blocks


def _blocks(body: str) -> list[dict[str, Any]]:
    page = f"<!DOCTYPE html><html><head><title>A \n title</title></head><body>{body}</body></html>"
    title, blocks = page_blocks(page.encode())
    assert title == "A title"
    return list(blocks)


def _said(runs: list[dict[str, str]]) -> str:
    return "".join(run.get("t", {"line": "\n"}.get(run.get("b", ""), "")) for run in runs)


TEXTS = {
    "blanks are folded": ("<p>a \n  b</p>", "a b"),
    "a line": ("<p>a<br> b</p>", "a\nb"),
    "a gap between two badges": ("<p><b>a</b><b>b</b></p>", "a b"),
    "an entity": ("<p>&lt;b&gt; &amp;</p>", "<b> &"),
    "a comment": ("<p>a<!-- c -->b</p>", "ab"),
    "a link": ('<p><a href="x.html">a</a></p>', "a"),
    "what only a screen shows": ('<p>a <span class="screen">b</span></p>', "a"),
    "what only a screen reader reads": ('<p>a<span class="hidden">b</span></p>', "a"),
    "hidden": ("<p>a<span hidden>b</span></p>", "a"),
    "a MAC address": ("<p>ec:38:73:86:a8:00</p>", "ec:38:73:86:a8:00"),
    "a drawing": ("<p><svg><title>t</title><desc>d</desc><text>x</text></svg></p>", "t d"),
    "a box to tick": ('<div><span class="box"></span> b</div>', "\N{BALLOT BOX} b"),
    "a place": ('<div>item<code class="place">/a</code></div>', "item\n/a"),
    "a long word": (f"<p>{'x' * 40} y</p>", f"{'x' * 40} y"),
}


@pytest.mark.parametrize(("body", "said"), TEXTS.values(), ids=TEXTS)
def test_a_paragraph(body: str, said: str) -> None:
    (block,) = _blocks(body)
    assert (block["kind"], _said(block["runs"])) == ("text", said)


@pytest.mark.parametrize("body", ["<nav>x</nav>", "<script>x</script>", "<div class=tools>x</div>", "<p> </p>", ""])
def test_what_paper_does_not_show(body: str) -> None:
    assert _blocks(body) == []


def test_a_long_word_can_be_broken() -> None:
    (block,) = _blocks(f"<p>{'0123456789' * 6}</p>")
    assert max(len(run.get("t", "")) for run in block["runs"]) == 8
    assert sum(run.get("b") == "word" for run in block["runs"]) >= 7


def test_headings_and_boxes() -> None:
    heading, box = _blocks(
        '<h2>A <span class="soft">b</span></h2><div class="banner hold"><p class="disposition">H</p></div>'
    )
    assert (heading["kind"], heading["level"], _said(heading["runs"])) == ("heading", 2, "A b")
    assert [run["s"] for run in heading["runs"]] == ["", "soft"]
    assert (box["kind"], box["tone"], box["blocks"][0]["tone"]) == ("box", "hold", "disposition")


def test_lists() -> None:
    dots, numbers, ticks = _blocks("<ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</ol><ul class=blanks><li>d</ul>")
    assert [one["marker"] for one in (dots, numbers, ticks)] == ["dot", "number", "tick"]
    assert [block["kind"] for block in dots["items"][0]] == ["text", "list"]


def test_a_step_that_is_closed_is_struck_through() -> None:
    (steps,) = _blocks(
        '<ol class="path"><li class="closed">a</li><li class="next">b <span class="small">c</span></li></ol>'
    )
    assert [[run["s"] for run in item[0]["runs"]] for item in steps["items"]] == [["closed"], ["", ""]]


def test_a_task_has_its_box_once() -> None:
    (block,) = _blocks('<ul class="tasks"><li><span class="box"></span><div>a</div></li></ul>')
    assert block["marker"] == "tick"
    assert [_said(one["runs"]) for one in block["items"][0]] == ["a"]


def test_findings_are_cards() -> None:
    (card,) = _blocks('<ul class="findings"><li><h3>a</h3><dl><dt>b</dt><dd>c</dd></dl></li></ul>')
    assert (card["kind"], [one["kind"] for one in card["blocks"]]) == ("box", ["heading", "facts"])


def test_facts_pair_names_and_values() -> None:
    (facts,) = _blocks('<dl class="facts"><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd><p>d</p></dd></div></dl>')
    assert facts["wide"]
    assert [(_said(name), [_said(one["runs"]) for one in blocks]) for name, blocks in facts["pairs"]] == [
        ("a", ["b"]),
        ("c", ["d"]),
    ]


def test_details_are_open() -> None:
    summary, text = _blocks("<details><summary>s <span>n</span></summary><p>x</p></details>")
    assert (_said(summary["runs"]), _said(text["runs"])) == ("s n", "x")
    assert all("strong" in run["s"] for run in summary["runs"])


TABLE = """<table><caption>c</caption><thead><tr><th>A</th><th class="number">B</th></tr></thead>
<tbody><tr><th scope="row">a</th><td class="number">1</td></tr><tr><td colspan="2">x<dl class="values"><div><dt>E</dt>
<dd>v</dd></div></dl></td></tr></tbody></table>"""


def test_a_table() -> None:
    (table,) = _blocks(TABLE)
    assert _said(table["caption"]) == "c"
    assert [(_said(cell["runs"]), cell["number"]) for cell in table["head"]] == [("A", False), ("B", True)]
    assert [[_said(cell["runs"]) for cell in row] for row in table["rows"]] == [["a", "1"], ["x\nE: v"]]
    assert [[(cell["head"], cell["span"]) for cell in row] for row in table["rows"]] == [
        [(True, 1), (False, 1)],
        [(False, 2)],
    ]
    assert len(table["widths"]) == 2


def test_the_widest_word_of_a_column_fits() -> None:
    (table,) = _blocks("<table><tr><td>inconclusive</td><td>" + "word " * 100 + "</td></tr></table>")
    narrow, wide = table["widths"]
    assert narrow >= 12
    assert wide == 40
