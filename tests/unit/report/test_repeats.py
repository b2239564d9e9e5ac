"""One chassis with several records: each page says which counts, and no failure of any address is lost."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from reinstate.report.console import unit_lines
from reinstate.report.render import render_reports
from tests.unit.report.documents.batches import text
from tests.unit.report.samples import RUN, TEMPLATES, claim, finding, record, step, summary_of, way

FAN = finding("health.fans", "fail", subject="Fan 0", what="the fan does not turn", next_step="replace the fan")
DISK = finding("health.storage", "fail", subject="sw-again", what="the disk is full", next_step="replace the disk")
SHARED = [finding("health.supplies", "fail", subject=name, what="a supply is dead") for name in ("sw", "sw-again")]
UNSEEN = finding("software.release", "inconclusive", subject="sw-again", what="the login cannot see it")


def failing(name: str, *found: dict[str, Any], **told: Any) -> dict[str, Any]:
    steps = [step(one["next_step"], (one["check"], one["subject"]), action="replace") for one in found]
    path = way(*steps, step("Inspect it again."), state="open")
    return record(name, *found, verdict="fail", disposition="remediate", shortest_path=path, open_points=[], **told)


def passing(name: str, **told: Any) -> dict[str, Any]:
    settled = way(state="settled", summary="Another record counts.")
    return record(name, same_as="sw", path=[], shortest_path=settled, **told)


def files(*records: dict[str, Any]) -> dict[str, str]:
    summary = summary_of(list(records))
    return {name: raw.decode() for name, raw in render_reports(records, RUN, summary, TEMPLATES).items()}


def page(contents: dict[str, str], name: str) -> str:
    return text(contents[name].encode())


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_page_of_an_address_that_does_not_count_says_so_first(form: str) -> None:
    shown = files(failing("sw", FAN), passing("sw-again"))[f"sw-again.{form}"]
    plain = text(shown.encode()) if form == "html" else shown
    said = "It is counted by the record of sw (fail, remediate)."
    assert said in plain
    assert plain.index(said) < plain.index("Verdict: "), "before the verdict"
    assert "Ready to request" not in plain
    assert "Request the inspection" not in plain


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_page_that_counts_names_the_other_addresses_and_what_failed_there(form: str) -> None:
    again = failing("sw-again", DISK, SHARED[1], same_as="sw")
    shown = files(failing("sw", FAN, SHARED[0]), again)[f"sw.{form}"]
    plain = text(shown.encode()) if form == "html" else shown
    assert "also collected as sw-again (fail, remediate). It is counted once, by this record." in plain
    assert plain.count("Failed only as") == 1, "what both report is no failure of one address"
    assert "Failed only as sw-again: The disk is full" in plain


def test_the_page_of_a_chassis_with_one_address_speaks_of_no_other() -> None:
    assert "also collected" not in files(failing("sw", FAN))["sw.html"]
    assert "Not counted" not in files(failing("sw", FAN))["sw.html"]


def test_the_work_list_has_the_corrections_of_every_address_once() -> None:
    again = failing("sw-again", FAN, DISK, SHARED[1], UNSEEN, same_as="sw")
    contents = files(failing("sw", FAN, SHARED[0]), again)
    rows = list(csv.DictReader(io.StringIO(contents["work-list.csv"].removeprefix("\ufeff"))))
    work = [(row["units"], row["what"]) for row in rows if row["part"] == "work at the rack"]
    assert work == [("sw", "replace the fan"), ("sw", "put it right"), ("sw", "replace the disk")]


def test_a_step_that_only_another_login_needs_is_not_on_the_work_list() -> None:
    path = way(step("use another login", ("software.release", "sw-again"), action="configure"), state="open")
    again = record(
        "sw-again", UNSEEN, verdict="inconclusive", disposition="investigate", same_as="sw", shortest_path=path
    )
    assert "use another login" not in files(failing("sw", FAN), again)["work-list.csv"]


def test_the_table_and_the_index_say_which_record_counts() -> None:
    contents = files(failing("sw", FAN), passing("sw-again"))
    rows = list(csv.DictReader(io.StringIO(contents["summary.csv"].removeprefix("\ufeff"))))
    assert {row["unit"]: row["same_as"] for row in rows} == {"sw": "", "sw-again": "sw"}
    assert {row["unit"]: row["counted"] for row in rows} == {"sw": "yes", "sw-again": "no"}
    assert "Not counted: the same chassis as sw (fail, remediate)" in page(contents, "index.html")
    assert 'name="same_as" value="sw"' in contents["junit.xml"]


def test_the_console_says_which_record_counts() -> None:
    counted, again = unit_lines([failing("sw", FAN), passing("sw-again")])
    assert "not counted" not in counted
    assert "not counted: same chassis as sw (fail, remediate)" in again


def test_a_hold_of_another_address_is_reported() -> None:
    held = [
        finding(check, "fail", "blocker", hold=True, subject=name, what=what)
        for check, name, what in (
            ("identity.clone", "sw", "another chassis has its serial"),
            ("identity.listed", "sw-again", "it is on a list"),
        )
    ]
    records = [
        record(name, one, verdict="fail", disposition="hold", same_as=other)
        for name, one, other in (("sw", held[0], ""), ("sw-again", held[1], "sw"))
    ]
    contents = files(*records)
    for form in ("html", "md"):
        told = contents[f"brand-protection.{form}"]
        assert "It is on a list" in told
        assert "reported only as sw-again, the same chassis" in told
    assert "covers 1 unit " in page(contents, "brand-protection.html")


def test_a_seller_reads_what_failed_at_any_address_and_no_name_of_one() -> None:
    sold = claim(serial="FA3720110123", seller="Sold & Co", order="4711", source="claims.csv, line 7")
    again = failing("sw-again", DISK, same_as="sw", claim=sold)
    contents = files(failing("sw", FAN, claim=sold), again)
    sent = [shown for name, shown in contents.items() if name.startswith("seller-report") and name.endswith(".md")]
    own = next(one for one in sent if "seller-reports" not in one and "The disk is full" in one)
    assert "sw-again" not in own
