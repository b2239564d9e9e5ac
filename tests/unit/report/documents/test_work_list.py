"""The work list: where each piece of work stands, that it stands there once, and that nothing in it acts."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from reinstate.evidence.names import file_name
from reinstate.report.documents.all_documents import DOCUMENTS
from reinstate.report.documents.document import Batch
from reinstate.report.documents.work_list import WorkList
from reinstate.report.render import render_reports, write_reports
from reinstate.report.views.document_view import document_views
from tests.unit.report.documents.batches import files as written_files
from tests.unit.report.documents.batches import text
from tests.unit.report.samples import RUN, TEMPLATES, claim, finding, record, step, summary_of, way

MODEL = ("lifecycle.chassis-end-of-support", "x")


def look_up(model: str, **told: Any) -> dict[str, Any]:
    return step("look it up", MODEL, action="look-up", about=f"model {model}", **{"if_bad": "reject", **told})


def at_the_box(text: str, action: str = "replace", **told: Any) -> dict[str, Any]:
    return step(text, ("health.fans", "Fan 0"), action=action, **told)


AGAIN = step("Then inspect it again.")


def unit(name: str, *steps: dict[str, Any], rack: str = "", position: str = "", **told: Any) -> dict[str, Any]:
    """A unit that is to be worked on."""
    failed = finding("health.fans", "fail", subject=name)
    return record(
        name,
        failed,
        verdict="fail",
        disposition=told.pop("disposition", "remediate"),
        shortest_path=way(*steps, AGAIN, state="open"),
        claim=claim(rack=rack, position=position) if rack else None,
        open_points=[],
        **told,
    )


def closed(name: str, disposition: str) -> dict[str, Any]:
    failed = finding("identity.clone", "fail", "blocker", subject=name, hold=disposition == "hold")
    told = way(step("Keep and isolate it."), state="settled")
    return record(name, failed, verdict="fail", disposition=disposition, shortest_path=told)


def listed(*records: dict[str, Any]) -> dict[str, Any]:
    values = WorkList().values(Batch(document_views(records), RUN, {}))
    assert values is not None
    return dict(values)


def names(units: Any) -> list[str]:
    return [one.name for one in units]


def test_a_model_is_looked_up_once_for_all_units_that_wait() -> None:
    told = listed(
        unit("ex-1", look_up("EX4400")),
        unit("ex-2", look_up("EX4400", if_bad="remediate")),
        unit("mx-1", look_up("MX1")),
    )
    assert [(one.about, names(one.units), one.if_unfavorable) for one in told["look_up"]] == [
        ("model EX4400", ["ex-1", "ex-2"], "reject"),
        ("model MX1", ["mx-1"], "reject"),
    ]


def test_the_worst_outcome_comes_first() -> None:
    told = listed(
        unit("a", look_up("A", if_bad="remediate"), look_up("B", if_bad="hold"), look_up("C")),
        unit("b", look_up("A", if_bad="remediate")),
    )
    assert [one.about for one in told["look_up"]] == ["model B", "model C", "model A"]


PARTS = {
    "declare": "ask",
    "ask": "ask",
    "look-up": "look_up",
    "collect": "collect",
    "wait": "collect",
    "look": "fix",
    "remove": "fix",
    "configure": "fix",
    "zeroize": "fix",
    "install": "fix",
    "replace": "fix",
    "stop": "fix",
    "report": "fix",
    "": "fix",
}


@pytest.mark.parametrize(("action", "part"), PARTS.items(), ids=PARTS)
def test_every_kind_of_step_has_its_part(action: str, part: str) -> None:
    told = listed(unit("ex-1", at_the_box("do it", action)))
    assert [name for name in ("look_up", "ask", "collect", "fix") if told[name]] == [part]


def test_one_walk_along_the_racks_and_then_to_what_has_no_place() -> None:
    told = listed(
        unit("lost", at_the_box("look for it")),
        unit("ex-10", at_the_box("a"), rack="B10", position="U1"),
        unit("ex-2", at_the_box("b"), rack="B2", position="U10"),
        unit("ex-3", at_the_box("c"), look_up("EX"), rack="B2", position="U9"),
        unit("ex-4", look_up("EX"), rack="A1"),
    )
    assert [(place.name, [one.name for one, _ in place.visits]) for place in told["fix"]] == [
        ("Rack B2", ["ex-3", "ex-2"]),
        ("Rack B10", ["ex-10"]),
        ("lost", ["lost"]),
    ]
    assert [one["text"] for one in told["fix"][0].visits[0][1]] == ["c"], "what is looked up takes no walk"


def test_members_of_one_host_are_one_place() -> None:
    told = listed(unit("vc.fpc0", at_the_box("a")), unit("vc.fpc2", at_the_box("b")))
    assert [(place.name, len(place.visits)) for place in told["fix"]] == [("vc", 2)]


def test_what_is_settled_is_put_aside_and_nothing_else_is_done_to_it() -> None:
    told = listed(closed("a-reject", "reject"), closed("b-hold", "hold"))
    assert names(told["stop"]) == ["b-hold", "a-reject"]
    assert not any(told[name] for name in ("look_up", "ask", "collect", "fix", "submit"))


def test_a_look_up_that_stands_in_the_way_and_one_that_is_an_open_point_are_one() -> None:
    point = [{"check": "", "clause": "P25", "text": "not looked up"}]
    asked = step("look it up", ("identity.entitlement", "ex-2"), action="look-up", about="entitlement of serials")
    told = listed(record("ex-1", open_points=point), unit("ex-2", asked))
    assert [names(one.units) for one in told["look_up"]] == [["ex-1", "ex-2"]]


def test_serials_that_nobody_looked_up_are_one_question() -> None:
    point = [{"check": "", "clause": "P25", "text": "not looked up"}]
    told = listed(record("ex-1", open_points=point), record("ex-2", open_points=[]), closed("ex-3", "reject"))
    assert [(one.about, names(one.units)) for one in told["look_up"]] == [("entitlement of serials", ["ex-1"])]
    assert names(told["submit"]) == ["ex-1", "ex-2"]


BATCH = [
    closed("clone", "hold"),
    unit("ex-1", look_up("EX4400"), at_the_box("replace the fan"), rack="B2", position="U1"),
    unit(
        "ex-2",
        look_up("EX4400"),
        step("collect", MODEL, action="collect"),
        at_the_box("wipe", "zeroize", destroys=True),
    ),
    record("ex-3", open_points=[]),
]


def files() -> dict[str, bytes]:
    return render_reports(BATCH, RUN, summary_of(BATCH), [TEMPLATES])


def test_every_unit_and_step_stands_on_both_pages() -> None:
    for name in ("work-list.html", "work-list.md"):
        page = files()[name].decode()
        text = " ".join(str(html.document_fromstring(page).text_content()).split()) if name.endswith("html") else page
        for wanted in (
            "clone",
            "ex-1",
            "ex-2",
            "ex-3",
            "Replace the fan",
            "Wipe",
            "Rack B2",
            "EX4400",
            "reject",
        ):
            assert wanted.casefold() in text.casefold(), (name, wanted)


def test_the_table_has_a_row_for_each_line() -> None:
    rows = list(csv.DictReader(io.StringIO(files()["work-list.csv"].decode("utf-8-sig"))))
    assert [(row["part"], row["units"], row["action"]) for row in rows] == [
        ("do not process", "clone", "hold"),
        ("look up", "ex-1, ex-2", "look-up"),
        ("collect evidence again", "ex-2", "collect"),
        ("work at the rack", "ex-1", "replace"),
        ("work at the rack", "ex-2", "zeroize"),
        ("ready to submit", "ex-3", "request"),
    ]
    assert (rows[3]["rack"], rows[3]["position"]) == ("B2", "U1")


def test_no_cell_is_a_formula() -> None:
    hostile = '=cmd|" /C calc"!A0'
    batch = [unit("ex-1", look_up(hostile), at_the_box(hostile), rack=hostile, position=hostile)]
    table = render_reports(batch, RUN, summary_of(batch), [TEMPLATES])["work-list.csv"].decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert any("calc" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_index_leads_to_every_document() -> None:
    links = html.document_fromstring(files()["index.html"].decode()).xpath("//ul[@class='documents']//a/@href")
    assert links == [f"{document.name}.html" for document in DOCUMENTS if f"{document.name}.html" in files()]


def test_no_unit_can_take_the_name_of_a_document() -> None:
    for document in DOCUMENTS:
        assert file_name(document.name) != document.name


def test_a_table_of_another_judgement_doesnt_stay(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "seller-of-before.csv").write_text("old")
    write_reports(tmp_path / "report", BATCH, RUN, summary_of(BATCH), TEMPLATES, evidence=tmp_path / "evidence")
    assert {path.name for path in (tmp_path / "report").glob("*.csv")} == {
        "summary.csv",
        "work-list.csv",
        "reinstatement-request.csv",
    }


def test_the_units_to_submit_are_added_up_with_their_locations() -> None:
    fees = record()["fees"]
    placed = claim(serial="S1", rack="R1", position="U7")
    units = [
        record("ex-1", claim=placed, fees={**fees, "low": 1_000, "high": 3_000}),
        record("ex-2", fees={**fees, "low": 500, "high": 500}),
    ]
    told = written_files(*units)
    assert "Total 2 units USD 1,500 to 3,500" in text(told["work-list.html"])
    assert "Total: 2 units, fees USD 1,500 to 3,500." in told["work-list.md"].decode()
    for name in ("work-list.html", "work-list.md"):
        assert "rack r1, position u7" in told[name].decode().casefold()


def test_a_total_without_a_known_upper_limit_has_none() -> None:
    fees = record()["fees"]
    units = [record("ex-1", fees={**fees, "low": 500, "high": 900}), record("ex-2", fees={**fees, "low": 0})]
    assert "Total: 2 units, fees USD 500 or more." in written_files(*units)["work-list.md"].decode()
