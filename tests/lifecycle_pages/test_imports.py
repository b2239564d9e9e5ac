"""Importing pages into an operator's table: what changes, what is kept, and what a person can confirm."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.errors import InputError
from reinstate.reference.lifecycle import LifecycleState
from reinstate.reference.loading import load_reference, load_shipped
from reinstate.reference.page_families import PageFamily, PageKind, family_named
from reinstate.workflow.page_imports import PageArguments, PagesImported, import_pages
from reinstate.workflow.page_report import import_report
from tests.lifecycle_pages.generated import (
    Line,
    PageSpec,
    Release,
    Row,
    announced,
    as_mhtml,
    index_source,
    page_source,
)

DAY = date(2026, 11, 20)
TODAY = date(2026, 11, 23)
ENDS = date(2030, 6, 30)


def family(slug: str) -> PageFamily:
    found = family_named(load_shipped().page_families, slug)
    assert found is not None
    return found


def saved(folder: Path, slug: str, lines: Sequence[Line], name: str = "", **layout: Any) -> Path:
    """A page of that family, as curl saves it."""
    path = folder / f"{name or slug}.html"
    title = f"{slug.split('_', maxsplit=1)[0].upper()} Series"
    path.write_text(page_source(PageSpec(slug, title, [lines], **layout)), encoding="utf-8")
    return path


def complete(folder: Path, slug: str = "ex_series", *further: Line) -> Path:
    """A page that lists everything that is known to be on it, and these rows."""
    return saved(folder, slug, [*announced(family(slug).controls), *further])


def imported(folder: Path, *files: Path, **options: Any) -> PagesImported:
    stated = {"as_of": DAY, "today": TODAY, **options}
    return import_pages(PageArguments(tuple(files), folder / "pages.yml", **stated))


def rows(folder: Path, table: str = "pages.yml") -> dict[str, dict[str, Any]]:
    return {row.get("sku") or row["release"]: row for row in yaml.safe_load((folder / table).read_text())["rows"]}


def test_a_new_table_states_its_pages_and_keeps_them(tmp_path: Path) -> None:
    path = saved(tmp_path, "ex_series", [Row("EX9999-24T", end_of_support=ENDS)])
    found = imported(tmp_path, path)
    assert found.complaints == ()
    table = yaml.safe_load((tmp_path / "pages.yml").read_text())
    [page] = table["pages"]
    assert (page["slug"], page["as_of"], page["rows"]) == ("ex_series", DAY, 1)
    assert (tmp_path / "pages.pages" / page["file"]).read_bytes() == path.read_bytes()
    assert rows(tmp_path)["EX9999-24T"]["page"] == f"ex_series {DAY}, table 1, row 2"
    loaded = load_reference([tmp_path / "pages.yml"])
    assert loaded.lifecycle(["EX9999-24T"], TODAY).supportable_until == ENDS


def test_a_page_imported_again_shows_what_changed(tmp_path: Path) -> None:
    imported(
        tmp_path,
        complete(tmp_path, "ex_series", Row("EX9-1T", end_of_support=ENDS), Row("EX9-2T", end_of_support=ENDS)),
    )
    later = Row("EX9-1T", end_of_support=date(2031, 6, 30))
    found = imported(tmp_path, complete(tmp_path, "ex_series", later, Row("EX9-3T", end_of_support=ENDS)), as_of=TODAY)
    [change] = found.changes
    assert change.added == ("EX9-3T",)
    assert change.changed == (("EX9-1T", "end of support 2030-06-30 -> 2031-06-30"),)
    assert change.unlisted == ("EX9-2T",)
    assert rows(tmp_path)["EX9-2T"]["unlisted_since"] == TODAY
    assert load_reference([tmp_path / "pages.yml"]).lifecycle(["EX9-2T"], TODAY).supportable_until == ENDS
    back = imported(tmp_path, complete(tmp_path, "ex_series", later, Row("EX9-2T", end_of_support=ENDS)), as_of=TODAY)
    assert back.changes[0].unlisted == ("EX9-3T",)
    assert "unlisted_since" not in rows(tmp_path)["EX9-2T"]


def test_a_page_that_shrank_is_refused_until_it_is_accepted_by_name(tmp_path: Path) -> None:
    many = [Row(f"EX9-{number}T", end_of_support=ENDS) for number in range(20)]
    imported(tmp_path, complete(tmp_path, "ex_series", *many))
    before = (tmp_path / "pages.yml").read_bytes()
    less = complete(tmp_path, "ex_series", *many[:10])
    found = imported(tmp_path, less, as_of=TODAY)
    assert "--shrunk ex_series" in str(found.complaints[0])
    assert (tmp_path / "pages.yml").read_bytes() == before
    assert imported(tmp_path, less, as_of=TODAY, shrunk=frozenset({"ex_series"})).complaints == ()
    assert len([row for row in rows(tmp_path).values() if "unlisted_since" in row]) == 10


def test_pages_of_other_families_stay(tmp_path: Path) -> None:
    imported(tmp_path, complete(tmp_path, "ex_series"), complete(tmp_path, "srx_series"))
    imported(tmp_path, complete(tmp_path, "ex_series"), as_of=TODAY)
    pages = {page["slug"]: page["as_of"] for page in yaml.safe_load((tmp_path / "pages.yml").read_text())["pages"]}
    assert pages == {"ex_series": TODAY, "srx_series": DAY}
    assert "SRX1500" in rows(tmp_path)


REFUSED = {
    "older than the one that is there": (
        {"as_of": DAY - timedelta(days=1)},
        "older than the page that the table holds",
    ),
    "of tomorrow's tomorrow": ({"as_of": TODAY + timedelta(days=2)}, "saved after today"),
}


@pytest.mark.parametrize(("options", "said"), REFUSED.values(), ids=REFUSED)
def test_a_page_of_the_wrong_day_is_refused(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    path = complete(tmp_path)
    imported(tmp_path, path)
    found = imported(tmp_path, path, **options)
    assert said in str(found.complaints[0])
    assert found.tables == ()


def test_the_time_of_the_file_is_the_day_where_nothing_else_says_it(tmp_path: Path) -> None:
    path = complete(tmp_path)
    then = 1_700_000_000
    os.utime(path, (then, then))
    [page] = imported(tmp_path, path, as_of=None).new
    assert page.day.day == date(2023, 11, 14)
    assert "state the day with --as-of" in page.day.stated_by


def test_two_different_pages_of_one_day_are_refused(tmp_path: Path) -> None:
    other = saved(tmp_path, "ex_series", [Row("EX9-1T", end_of_support=ENDS)], name="other")
    found = imported(tmp_path, complete(tmp_path), other)
    assert "two different pages of one day" in str(found.complaints[0])


def test_one_page_saved_twice_counts_once(tmp_path: Path) -> None:
    lines = announced(family("ex_series").controls)
    found = imported(tmp_path, saved(tmp_path, "ex_series", lines), saved(tmp_path, "ex_series", lines, name="again"))
    assert found.complaints == ()
    assert [table.rows for table in found.tables] == [len(lines)]


def test_hardware_and_software_go_into_tables_of_their_own(tmp_path: Path) -> None:
    release = Release("Junos OS Evolved 23.4", date(2023, 12, 20), date(2026, 12, 20), date(2027, 6, 20))
    software = tmp_path / "junosevo.html"
    software.write_text(page_source(PageSpec("junosevo", "Junos OS Evolved", [[release]], kind="software")))
    found = imported(tmp_path, complete(tmp_path), software)
    assert [table.path.name for table in found.tables] == ["pages.yml", "pages-releases.yml"]
    assert rows(tmp_path, "pages-releases.yml")["23.4"]["evolved"] is True
    assert len(found.pastes) == 1


@pytest.mark.parametrize("name", ["pages.csv", "hardware-lifecycle.yml", "A B.yml"])
def test_an_output_that_cannot_be_a_table_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        import_pages(PageArguments((complete(tmp_path),), tmp_path / name, as_of=DAY, today=TODAY))


def test_a_table_of_another_origin_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "pages.yml").write_text(
        "name: pages\nas_of: 2026-11-20\nsource: me\nmax_age_days: 90\nrows: [{sku: EX1-1, looked_up: 2026-11-20}]\n"
    )
    with pytest.raises(InputError, match="not a table of saved pages"):
        imported(tmp_path, complete(tmp_path))


# --- what no page lists ---

PAGES = ("ex_series", "qfx_series", "m_series", "ptx_series", "srx_series")


def obstacles(folder: Path, model: str, *files: Path, **options: Any) -> str:
    [proposal] = imported(folder, *files, models=(model,), **options).proposals
    return "; ".join(proposal.obstacles)


LISTED_FORMS = {
    "itself, without a date": "EX4400-48MP",
    "a bundle": "B-EX4400-48MP-EDU",
    "a bundle without dashes": "B-EX440048MP-3M2-E",
    "a base": "EX4400-48MP-BASE",
    "a trade-agreement form": "EX4400-48MP-TAA",
    "a form by feed": "EX4400-48MP-DC-AFI",
}


@pytest.mark.parametrize("form", LISTED_FORMS.values(), ids=LISTED_FORMS)
def test_another_form_on_a_page_prevents_it(tmp_path: Path, form: str) -> None:
    path = complete(tmp_path, "ex_series", Row(form, None if form == "EX4400-48MP" else date(2026, 1, 31)))
    assert "lists" in obstacles(tmp_path, "EX4400-48MP", path)


def test_a_row_that_cannot_be_read_is_listed_all_the_same(tmp_path: Path) -> None:
    path = complete(tmp_path, "ex_series", Row("EX4400-48MP-TAA", "31-01-2026", end_of_support="whenever"))
    assert "the ex_series page lists EX4400-48MP-TAA" in obstacles(tmp_path, "EX4400-48MP", path)


def test_what_is_listed_elsewhere_prevents_it_too(tmp_path: Path) -> None:
    other = complete(tmp_path, "srx_series", Row("EX4400-48MP-S", end_of_support=ENDS))
    assert "the srx_series page lists" in obstacles(tmp_path, "EX4400-48MP", complete(tmp_path), other)


@pytest.mark.parametrize(
    "listed", ["EX4400-RMK", "EX4400-48T-TAA", "S-EX4400-48MP-A-3"], ids=["kit", "sibling", "license"]
)
def test_parts_and_siblings_do_not_prevent_it(tmp_path: Path, listed: str) -> None:
    assert obstacles(tmp_path, "EX4400-48MP", complete(tmp_path, "ex_series", Row(listed, end_of_support=ENDS))) == ""


OBSTACLES = {
    "a page that is not there": ("SRX1600", {}, "the srx_series page is not there: save https://support.juniper.net"),
    "a page of 91 days ago": ("EX4400-48MP", {"today": DAY + timedelta(days=91)}, "more than 90 days ago"),
    "no page could list it": ("WIDGET-9", {}, "no page is known that could list it"),
    "nobody knows what the page lists": ("EX-SFP-10GE-SR", {}, "the optics page is not there"),
    "not one SKU": ("EX4400 48MP AND MORE", {}, "it is no single SKU"),
    "under another name": ("J-EX4400-48T", {}, "sold under another company's name"),
}


@pytest.mark.parametrize(("model", "options", "said"), OBSTACLES.values(), ids=OBSTACLES)
def test_what_prevents_a_proposal(tmp_path: Path, model: str, options: dict[str, Any], said: str) -> None:
    assert said in obstacles(tmp_path, model, complete(tmp_path), **options)


@pytest.mark.parametrize("control", family("ex_series").controls)
def test_a_page_without_one_of_its_known_rows_is_not_complete(tmp_path: Path, control: str) -> None:
    path = saved(tmp_path, "ex_series", announced(sku for sku in family("ex_series").controls if sku != control))
    assert f"not complete: it lacks {control}" in obstacles(tmp_path, "EX4400-48MP", path)


def test_a_page_of_which_no_row_is_known_settles_nothing(tmp_path: Path) -> None:
    optics = saved(tmp_path, "optics", [Row("SFP-1", end_of_support=ENDS)])
    assert "not known what the complete optics page lists" in obstacles(tmp_path, "SFP-9GE", optics, family="optics")


def test_a_confirmed_model_is_supported_for_90_days_from_the_oldest_page(tmp_path: Path) -> None:
    files = [complete(tmp_path, slug) for slug in PAGES]
    imported(tmp_path, files[0], as_of=DAY - timedelta(days=9))
    found = imported(tmp_path, *files[1:], models=("JNP204-CHAS",), confirmed_by="Ada Lovelace")
    assert found.confirmed == ("JNP204-CHAS",)
    row = rows(tmp_path)["JNP204-CHAS"]
    assert row["page"] == f"m_series {DAY}, ptx_series {DAY}, qfx_series {DAY}"
    assert "looked up by Ada Lovelace" in row["note"]
    reference = load_reference([tmp_path / "pages.yml"])
    states = [reference.lifecycle(["JNP204-CHAS"], DAY + timedelta(days=days)).state for days in (-2, 0, 90, 91)]
    assert states == [
        LifecycleState.UNKNOWN,
        LifecycleState.SUPPORTED,
        LifecycleState.SUPPORTED,
        LifecycleState.UNKNOWN,
    ]


def test_a_proposal_alone_writes_nothing(tmp_path: Path) -> None:
    found = imported(tmp_path, complete(tmp_path), models=("EX4400-48MP",))
    assert [one.possible for one in found.proposals] == [True]
    assert "EX4400-48MP" not in rows(tmp_path)


def test_a_later_page_that_lists_a_form_of_it_ends_the_confirmation(tmp_path: Path) -> None:
    imported(tmp_path, complete(tmp_path), models=("EX4400-48MP",), confirmed_by="Ada Lovelace")
    assert "EX4400-48MP" in rows(tmp_path)
    imported(tmp_path, complete(tmp_path, "ex_series", Row("EX4400-48MP-TAA", end_of_support=ENDS)), as_of=TODAY)
    assert "EX4400-48MP" not in rows(tmp_path)


BY_ANOTHER_NAME = {
    "by its model": "MX204",
    "as a bundle of its model": "MX204-HW-BASE",
    "as a series": "MX204 Series",
    "in a text": "<p>The MX204 reached end of support on 05-15-2023.</p>",
}


@pytest.mark.parametrize("named", BY_ANOTHER_NAME.values(), ids=BY_ANOTHER_NAME)
@pytest.mark.parametrize("named_in_the_table", [True, False])
def test_a_later_page_that_lists_it_under_another_name_ends_the_confirmation(
    tmp_path: Path, named: str, named_in_the_table: bool
) -> None:
    imported(tmp_path, *(complete(tmp_path, slug) for slug in PAGES), models=("JNP204-CHAS",), confirmed_by="Ada")
    table = tmp_path / "pages.yml"
    if not named_in_the_table:  # as an earlier version wrote it: the alias table has the name as well
        table.write_text(re.sub(r"\n *names: .*", "", table.read_text()))
    assert "JNP204-CHAS" in rows(tmp_path)
    lines = [*announced(family("m_series").controls), *([] if "<p>" in named else [Row(named, end_of_support=ENDS)])]
    later = saved(tmp_path, "m_series", lines, notes=[named] if "<p>" in named else [])
    assert imported(tmp_path, later, as_of=TODAY).changes[0].contradicted == ("JNP204-CHAS",)
    assert "JNP204-CHAS" not in rows(tmp_path)


def test_a_page_without_its_end_takes_the_place_of_no_whole_one(tmp_path: Path) -> None:
    whole = complete(tmp_path)
    imported(tmp_path, whole)
    content = whole.read_text()
    whole.write_text(content[: content.rindex("<tr>") + 60])
    found = imported(tmp_path, whole, as_of=TODAY)
    assert "the end of the page is missing" in str(found.complaints[0])
    assert imported(tmp_path, whole, as_of=TODAY, shrunk=frozenset({"ex_series"})).complaints == ()


def harm(path: Path, how: str) -> None:
    if how == "lost":
        path.unlink()
    elif how == "a byte more":
        path.write_bytes(path.read_bytes() + b" ")
    else:
        path.write_bytes(path.read_bytes()[:-40])


@pytest.mark.parametrize("how", ["lost", "a byte more", "cut off"])
def test_a_kept_page_that_is_not_as_it_was_proposes_nothing(tmp_path: Path, how: str) -> None:
    imported(tmp_path, complete(tmp_path))
    harm(next((tmp_path / "pages.pages").iterdir()), how)
    found = imported(tmp_path, models=("EX4400-48MP",), confirmed_by="Ada Lovelace")
    assert len(found.damaged) == 1
    assert found.confirmed == ()
    assert "the ex_series page is not there" in "; ".join(found.proposals[0].obstacles)


def test_what_kept_pages_show_can_be_confirmed_without_saving_them_again(tmp_path: Path) -> None:
    imported(tmp_path, complete(tmp_path))
    found = imported(tmp_path, models=("EX4400-48MP",), confirmed_by="Ada Lovelace")
    assert found.confirmed == ("EX4400-48MP",)
    assert replace(found, tables=()).new == ()


LATER = DAY + timedelta(days=2)
OLD_RELEASE, NEW_RELEASE = (
    Release(name, date(2023, 1, 1), date(2026, 1, 1), date(2027, 1, 1)) for name in ("Junos OS 22.9", "Junos OS 23.9")
)


def test_a_release_that_is_no_longer_listed_is_kept_and_still_loads(tmp_path: Path) -> None:
    imported(tmp_path, saved(tmp_path, "junos", [OLD_RELEASE, NEW_RELEASE], kind="software"))
    again = saved(tmp_path, "junos", [NEW_RELEASE], kind="software")
    found = imported(tmp_path, again, as_of=LATER, shrunk=frozenset({"junos"}))
    assert found.changes[0].unlisted == ("22.9",)
    assert "22.9" in rows(tmp_path)
    assert load_reference([tmp_path / "pages.yml"]).releases.train_supported("22.9", TODAY) is True


def test_a_release_whose_dates_are_no_longer_certain_is_unknown(tmp_path: Path) -> None:
    imported(tmp_path, saved(tmp_path, "junos", [OLD_RELEASE], kind="software"))
    note = "<p>Junos 22.9: end of support was brought forward to 01-31-2026.</p>"
    imported(tmp_path, saved(tmp_path, "junos", [OLD_RELEASE], kind="software", notes=[note]), as_of=LATER)
    assert load_reference([tmp_path / "pages.yml"]).releases.train_supported("22.9", TODAY) is None


def test_a_product_that_cannot_be_read_any_more_is_not_certain(tmp_path: Path) -> None:
    """It is listed, so that its older row is no longer what the page says."""
    imported(tmp_path, complete(tmp_path, "ex_series", Row("EX9-1T", end_of_support=ENDS)))
    found = imported(tmp_path, complete(tmp_path, "ex_series", Row("EX9-1T", end_of_support="soon")), as_of=LATER)
    assert (found.changes[0].unlisted, found.changes[0].unreadable) == ((), ("EX9-1T",))
    assert "unlisted_since" not in rows(tmp_path)["EX9-1T"]
    answer = load_reference([tmp_path / "pages.yml"]).lifecycle(["EX9-1T"], TODAY)
    assert not answer.certain


def mhtml(folder: Path, day: date) -> Path:
    path = folder / "ex_series.mhtml"
    path.write_bytes(
        as_mhtml(
            PageSpec("ex_series", "EX Series", [[Row("EX9-1T", end_of_support=ENDS)]]), datetime.combine(day, time(12))
        )
    )
    return path


def test_a_page_is_never_younger_than_its_file_says(tmp_path: Path) -> None:
    """Or an old page could show what is not listed today."""
    stated = DAY - timedelta(days=200)
    page = mhtml(tmp_path, stated)
    for later in (stated + timedelta(days=2), DAY):
        [complaint] = imported(tmp_path, page, as_of=later).complaints
        assert f"a day up to {stated + timedelta(days=1)}" in str(complaint)
        assert "leave --as-of out" in str(complaint)
    for careful in (stated - timedelta(days=100), stated, stated + timedelta(days=1)):  # the last is in another zone
        assert [new.day.day for new in imported(tmp_path, page, as_of=careful).new] == [careful]


def test_a_file_of_the_last_day_there_is_gives_no_other_error(tmp_path: Path) -> None:
    page = mhtml(tmp_path, date.max)
    assert imported(tmp_path, page, as_of=DAY).complaints == ()
    assert "saved after today" in str(imported(tmp_path, page, as_of=None).complaints[0])


def test_a_file_whose_time_is_no_day_asks_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems keep times of after the year 9999."""
    page, stated = complete(tmp_path), os.stat_result((33188, 0, 0, 1, 0, 0, 0, 0, 10**13, 0))
    true_stat = Path.stat
    monkeypatch.setattr(Path, "stat", lambda path, **asked: stated if path == page else true_stat(path, **asked))
    assert "state the day with --as-of" in str(imported(tmp_path, page, as_of=None).complaints[0])
    assert imported(tmp_path, page, as_of=DAY).complaints == ()


def test_of_two_pages_of_a_family_the_older_is_named(tmp_path: Path) -> None:
    new, old = (saved(tmp_path, "ex_series", [Row(sku, end_of_support=ENDS)], name=sku) for sku in ("EX9-1T", "EX9-2T"))
    os.utime(old, (0, datetime(2026, 11, 1, tzinfo=UTC).timestamp()))
    os.utime(new, (0, datetime(2026, 11, 20, tzinfo=UTC).timestamp()))
    for files in ((new, old), (old, new)):
        found = imported(tmp_path, *files, as_of=None)
        said = f"{old}: left out: the ex_series page of 2026-11-01, older than {new}"
        assert [str(one) for one in found.left_out] == [said]
        assert f"{old}: left out" in import_report(found, ())
        assert list(rows(tmp_path)) == ["EX9-1T"]


def test_what_is_left_out_is_named_beside_what_is_wrong(tmp_path: Path) -> None:
    many = [Row(f"EX9-{number}T", end_of_support=ENDS) for number in range(20)]
    imported(tmp_path, complete(tmp_path, "ex_series", *many))
    less, again = (saved(tmp_path, "ex_series", many[:3], name=name) for name in ("less", "again"))
    found = imported(tmp_path, less, again, as_of=TODAY)
    assert "lists much less" in str(found.complaints[0])
    assert [str(one) for one in found.left_out] == [f"{again}: left out: the ex_series page the same page as {less}"]


def test_of_two_indexes_the_one_that_is_not_reported_is_named(tmp_path: Path) -> None:
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    slugs = [page.slug for page in load_shipped().page_families if page.kind is PageKind.HARDWARE]
    for path in (one, two):
        path.write_text(index_source(slugs, ["junos"]))
    found = imported(tmp_path, one, two)
    assert found.index is not None
    assert [str(left) for left in found.left_out] == [f"{one}: left out: the index, as {two}"]


@pytest.mark.parametrize("first", ["one", "three"])
def test_of_two_pages_of_a_day_each_is_named_with_its_rows(tmp_path: Path, first: str) -> None:
    one = saved(tmp_path, "ex_series", [Row("EX9-1T", end_of_support=ENDS)], name="one")
    three = saved(tmp_path, "ex_series", [Row(f"EX9-{n}T", end_of_support=ENDS) for n in (1, 2, 3)], name="three")
    [complaint] = imported(tmp_path, *((one, three) if first == "one" else (three, one))).complaints
    assert "two different pages of one day" in str(complaint)
    assert {*complaint.actual.split(" and ")} == {f"{one} with 1 row", f"{three} with 3 rows"}


CHANGED = {
    "a date": (Row("EX9-1T", end_of_support=date(2031, 1, 31)), "end of support 2030-06-30 -> 2031-01-31"),
    "a date more": (Row("EX9-1T", announced=DAY, end_of_support=ENDS), f"announced not stated -> {DAY}"),
    "a doubt": (Row("EX9-1T<sup>7</sup>", end_of_support=ENDS), "confidence A -> C"),
}


@pytest.mark.parametrize(("line", "said"), CHANGED.values(), ids=CHANGED)
def test_of_a_changed_row_only_the_difference_is_shown(line: Row, said: str, tmp_path: Path) -> None:
    imported(tmp_path, complete(tmp_path, "ex_series", Row("EX9-1T", end_of_support=ENDS)))
    found = imported(tmp_path, complete(tmp_path, "ex_series", line), as_of=TODAY)
    assert found.changes[0].changed == (("EX9-1T", said),)
    assert f"changed: EX9-1T: {said}" in import_report(found, ())


PLAIN, OTHER = Row("EX9-1T", end_of_support=ENDS), Row("EX9-1T", announced=DAY, end_of_support=date(2031, 1, 31))
MOVED = replace(OTHER, end_of_support=date(2032, 1, 31))
OF_ONE_NAME = {
    "the other order": ((PLAIN, OTHER), (OTHER, PLAIN), None),
    "one date of one row": ((PLAIN, OTHER), (MOVED, PLAIN), "end of support 2031-01-31 -> 2032-01-31"),
    "a row more": (
        (PLAIN,),
        (OTHER, PLAIN),
        f"a row more: announced {DAY}, end of support 2031-01-31, confidence A",
    ),
    "a row less": (
        (PLAIN, OTHER),
        (PLAIN,),
        f"a row less: announced {DAY}, end of support 2031-01-31, confidence A",
    ),
}


@pytest.mark.parametrize(("before", "now", "said"), OF_ONE_NAME.values(), ids=OF_ONE_NAME)
def test_of_several_rows_of_a_name_only_the_difference_is_shown(
    before: Sequence[Line], now: Sequence[Line], said: str | None, tmp_path: Path
) -> None:
    imported(tmp_path, complete(tmp_path, "ex_series", *before))
    found = imported(tmp_path, complete(tmp_path, "ex_series", *now), as_of=TODAY)
    assert found.changes[0].changed == ((("EX9-1T", said),) if said else ())


def test_a_note_that_now_extends_a_date_is_a_change(tmp_path: Path) -> None:
    imported(tmp_path, complete(tmp_path, "ex_series", PLAIN))
    note = "<p>The end of support of EX9-1T is extended to 06-30-2033.</p>"
    controls = announced(family("ex_series").controls)
    found = imported(tmp_path, saved(tmp_path, "ex_series", [*controls, PLAIN], notes=[note]), as_of=TODAY)
    [(name, said)] = found.changes[0].changed
    assert name == "EX9-1T"
    assert said.startswith("a row more: end of support 2033-06-30")
    assert "overrides" in said
    assert "2030-06-30" not in said
    moved = [*controls, replace(PLAIN, end_of_support=date(2031, 6, 30))]
    imported(tmp_path, saved(tmp_path, "ex_series", [*controls, PLAIN]), as_of=TODAY)
    found = imported(tmp_path, saved(tmp_path, "ex_series", moved, notes=[note]), as_of=TODAY)
    [(name, said)] = found.changes[0].changed
    assert said.startswith("end of support 2030-06-30 -> 2031-06-30; a row more: end of support 2033-06-30")


def test_every_date_that_changed_is_printed_whole(tmp_path: Path) -> None:
    days = {name: date(2027, 1, 31) for name in ("announced", "last_order", "warranty", "same_day", "next_day")}
    imported(tmp_path, complete(tmp_path, "ex_series", Row("EX9-1T", **days, end_of_support=ENDS)))
    later = {name: day + timedelta(days=28) for name, day in days.items()}
    line = Row("EX9-1T<sup>7</sup>", **later, end_of_support=date(2031, 6, 30))
    report = import_report(imported(tmp_path, complete(tmp_path, "ex_series", line), as_of=TODAY), ())
    [said] = [one for one in report.splitlines() if "changed: EX9-1T" in one]
    assert said.count("2027-01-31 -> 2027-02-28") == 5
    assert said.endswith("end of support 2030-06-30 -> 2031-06-30; confidence A -> C")


def test_a_row_that_is_listed_again_is_a_change(tmp_path: Path) -> None:
    for day, lines in ((DAY, [PLAIN]), (DAY, []), (TODAY, [PLAIN])):
        found = imported(tmp_path, complete(tmp_path, "ex_series", *lines), as_of=day)
    assert found.changes[0].changed == (("EX9-1T", "listed again"),)


def test_a_page_with_an_empty_text_in_its_script_is_read(tmp_path: Path) -> None:
    path = complete(tmp_path, "ex_series", PLAIN)
    source = path.read_text()
    for empty in ("''", '""', "' '", "``"):
        path.write_text(source.replace('"current":', f'"description":{empty},"current":'))
        assert imported(tmp_path, path).complaints == ()
        assert "EX9-1T" in rows(tmp_path)


def test_kept_pages_are_neither_written_nor_read_through_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "pages.pages").symlink_to(elsewhere)
    with pytest.raises(InputError, match="symbolic link"):
        imported(tmp_path, complete(tmp_path))
    assert list(elsewhere.iterdir()) == []
    (tmp_path / "pages.pages").unlink()
    imported(tmp_path, complete(tmp_path))
    [kept] = (tmp_path / "pages.pages").iterdir()
    kept.rename(elsewhere / kept.name)
    kept.symlink_to(elsewhere / kept.name)
    found = imported(tmp_path, models=("EX4650-48Y-AFO",), as_of=None)
    assert ["symbolic link" in str(error) for error in found.damaged] == [True]
    assert not found.proposals[0].possible


def test_a_link_in_the_place_of_a_kept_page_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    page = complete(tmp_path)
    imported(tmp_path, page)
    [kept] = (tmp_path / "pages.pages").iterdir()
    target = tmp_path / "target"
    target.write_text("of somebody else")
    kept.unlink()
    kept.symlink_to(target)
    imported(tmp_path, page)
    assert target.read_text() == "of somebody else"
    assert not kept.is_symlink()
    assert kept.read_bytes() == page.read_bytes()


def in_place(folder: Path, what: str) -> None:
    """Something in the place of the folder that keeps the pages of releases."""
    place = folder / "pages-releases.pages"
    if what == "a file":
        place.write_text("of somebody else")
        return
    target = folder / "elsewhere"
    if what == "a link to a folder":
        target.mkdir()
    place.symlink_to(target)


@pytest.mark.parametrize("what", ["a file", "a link to a folder", "a link to nothing"])
def test_where_one_of_two_tables_cannot_keep_its_pages_nothing_is_written(tmp_path: Path, what: str) -> None:
    in_place(tmp_path, what)
    software = saved(tmp_path, "junos", [NEW_RELEASE], kind="software")
    files = [complete(tmp_path), software]
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=r"pages-releases\.pages: "):
        imported(tmp_path, *files)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_optional_page_that_does_not_fit_is_left_out_alone(tmp_path: Path) -> None:
    """Each is named with its own reason, and the others are imported."""
    srx = [Row(f"SRX{number}", end_of_support=ENDS) for number in range(1500, 1520)]
    imported(tmp_path, saved(tmp_path, "srx_series", srx), complete(tmp_path, "qfx_series"))
    shrunk, old = saved(tmp_path, "srx_series", srx[:2]), complete(tmp_path, "qfx_series")
    fine, unread = complete(tmp_path, "ptx_series"), saved(tmp_path, "m_series", [])
    unread.write_text("<html><title>Log in</title></html>")
    os.utime(old, (0, 0))
    now = datetime.combine(TODAY, time(12), UTC).timestamp()
    needed = complete(tmp_path)
    for path in (needed, shrunk, fine):
        os.utime(path, (now, now))
    optional = frozenset({shrunk, old, fine, unread})
    found = imported(tmp_path, needed, shrunk, old, fine, unread, as_of=None, optional=optional)
    assert found.complaints == ()
    assert {page.family.slug for page in found.new} == {"ex_series", "ptx_series"}
    why = {left.path: left.why for left in found.left_out}
    assert why.keys() == {shrunk, old, unread}
    assert "lists much less" in why[shrunk]
    assert "older than the page that the table holds" in why[old]
    assert "not a lifecycle page" in why[unread]
    assert {change.slug for change in found.changes} == {"ex_series", "ptx_series"}
    assert "unlisted_since" not in rows(tmp_path)["SRX1519"]


def test_optional_pages_for_a_table_of_another_kind_prevent_nothing(tmp_path: Path) -> None:
    imported(tmp_path, saved(tmp_path, "junos", [NEW_RELEASE], kind="software"))
    software, hardware = saved(tmp_path, "junos", [NEW_RELEASE], kind="software"), complete(tmp_path)
    with pytest.raises(InputError, match="a table of another kind"):
        imported(tmp_path, software, hardware)
    found = imported(tmp_path, software, hardware, optional=frozenset({hardware}))
    assert ["a table of another kind" in str(one) for one in found.left_out] == [True]
    assert [table.path.name for table in found.tables] == ["pages.yml"]


def test_releases_that_are_imported_later_go_beside_the_table_of_hardware(tmp_path: Path) -> None:
    imported(tmp_path, complete(tmp_path))
    found = imported(tmp_path, saved(tmp_path, "junos", [NEW_RELEASE], kind="software"))
    assert [table.path.name for table in found.tables] == ["pages-releases.yml"]


def test_what_was_confirmed_is_gone_when_a_page_names_it(tmp_path: Path) -> None:
    imported(tmp_path, complete(tmp_path), models=("EX4650-48Y-AFO",), confirmed_by="Ada")
    assert "EX4650-48Y-AFO" in rows(tmp_path)
    note = "<p>EX4650 Series: end of support 01-31-2026</p>"
    named = saved(tmp_path, "ex_series", announced(family("ex_series").controls), notes=[note])
    found = imported(tmp_path, named, as_of=TODAY)
    assert found.changes[0].contradicted == ("EX4650-48Y-AFO",)
    assert "removed: EX4650-48Y-AFO" in import_report(found, ())
    assert "EX4650-48Y-AFO" not in rows(tmp_path)


@pytest.mark.parametrize("swapped", [False, True])
def test_two_pages_of_a_day_of_which_one_names_a_product_are_two_pages(tmp_path: Path, swapped: bool) -> None:
    lines = announced(family("ex_series").controls)
    one = saved(tmp_path, "ex_series", lines, name="one")
    two = saved(tmp_path, "ex_series", lines, name="two", notes=["<p>EX4650 Series</p>"])
    found = imported(tmp_path, *((two, one) if swapped else (one, two)))
    assert ["two different pages of one day" in str(error) for error in found.complaints] == [True]


def test_the_lines_for_the_policy_name_both_tables(tmp_path: Path) -> None:
    hardware, software = complete(tmp_path), saved(tmp_path, "junos", [NEW_RELEASE], kind="software")
    imported(tmp_path, hardware, software)
    found = imported(tmp_path, models=("EX4650-48Y-AFO",), confirmed_by="Ada")
    assert found.confirmed == ("EX4650-48Y-AFO",)
    pasted = "".join(paste.lines for paste in found.pastes)
    assert "pages.yml" in pasted
    assert "pages-releases.yml" in pasted


@pytest.mark.parametrize("name", ["31-01-2026", "withdrawn", "see TSB12345"])
def test_a_release_whose_row_cannot_be_read_any_more_is_unknown(tmp_path: Path, name: str) -> None:
    imported(tmp_path, saved(tmp_path, "junos", [OLD_RELEASE], kind="software"))
    broken = replace(OLD_RELEASE, end_of_support=name)
    imported(tmp_path, saved(tmp_path, "junos", [broken, NEW_RELEASE], kind="software"), as_of=LATER)
    assert load_reference([tmp_path / "pages.yml"]).releases.train_supported("22.9", TODAY) is None
