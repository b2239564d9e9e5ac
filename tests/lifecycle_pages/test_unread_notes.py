"""What a unit and the doctor say where a page says something of a product that nobody has read."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from reinstate.checks.framework import Result
from reinstate.checks.framework.common_steps import READ_NOTES
from reinstate.checks.lifecycle import ChassisEndOfSupport, claimed, end_of_support
from reinstate.decision.policy import load_policy
from reinstate.device.version import JunosVersion
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_reference
from reinstate.workflow.doctor.kept_pages import kept_page_lines
from reinstate.workflow.page_imports import PageArguments, import_pages
from tests.lifecycle_pages.generated import PageSpec, Release, Row, page_source

DAY = date(2026, 11, 20)
ENDS = date(2029, 3, 31)
NOTE = "<p>Pending.</p>"


def imported(folder: Path, spec: PageSpec, read_by: str = "") -> Reference:
    path = folder / "saved.html"
    path.write_text(page_source(spec))
    import_pages(PageArguments((path,), folder / "pages.yml", as_of=DAY, notes_read_by=read_by, today=DAY))
    return load_reference([folder / "pages.yml"])


def hardware(notes: list[str]) -> PageSpec:
    return PageSpec("ex_series", "EX Series", [[Row("EX4650-48Y-AFO", end_of_support=ENDS)]], notes)


def test_a_unit_whose_page_has_a_note_says_so_and_what_to_do(tmp_path: Path) -> None:
    answer = imported(tmp_path, hardware([NOTE])).lifecycle(["EX4650-48Y-AFO"], DAY)
    finding = end_of_support(ChassisEndOfSupport(), claimed("ex", "EX4650-48Y-AFO"), answer)
    assert finding.result is Result.INCONCLUSIVE
    assert finding.what == "the imported page says something of the dates of this product that nobody has read"
    assert finding.next_step == READ_NOTES


def test_a_note_that_was_read_settles_it(tmp_path: Path) -> None:
    answer = imported(tmp_path, hardware([NOTE]), "Ada Lovelace").lifecycle(["EX4650-48Y-AFO"], DAY)
    finding = end_of_support(ChassisEndOfSupport(), claimed("ex", "EX4650-48Y-AFO"), answer)
    assert finding.result is Result.PASS


def test_a_release_says_so_too(tmp_path: Path) -> None:
    release = Release("24.2", date(2024, 6, 24), date(2026, 6, 24), ENDS)
    reference = imported(tmp_path, PageSpec("junos", "Junos OS", [[release]], [NOTE], kind="software"))
    answer = reference.release(JunosVersion("24.2R1"), "ex4400-48t", DAY)
    assert answer.unread
    assert "Pending." in answer.reason


def test_the_doctor_names_the_rows(tmp_path: Path) -> None:
    imported(tmp_path, hardware([NOTE]))
    policy = tmp_path / "mine.yml"
    policy.write_text(
        "name: mine\nversion: 1\nstage: as-received\nfed_supplies: 1\n"
        "reference: {lifecycle_tables: [{file: pages.yml, sha256: "
        + sha256((tmp_path / "pages.yml").read_bytes()).hexdigest()
        + "}]}\n"
    )
    said = [(line.what, line.to_do) for line in kept_page_lines(load_policy(policy), DAY)]
    assert any(
        what == "1 row of pages.yml not certain: EX4650-48Y-AFO" and "--read-notes" in step for what, step in said
    )
