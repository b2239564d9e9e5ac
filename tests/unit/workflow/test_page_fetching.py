"""What becomes of the files in the folder of ``playbooks/reference.yml``: each is imported, or named with why not."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from reinstate.reference.loading import load_shipped
from reinstate.reference.page_families import PageKind
from reinstate.workflow import page_files
from reinstate.workflow.arguments import FetchedPage, PageImportArguments
from reinstate.workflow.page_fetching import Brought, bring_pages
from tests.lifecycle_pages.generated import Line, PageSpec, Release, Row, index_source, page_source

ENDS = date(2030, 6, 30)
EX, SRX, QFX = "ex_series", "srx_series", "qfx_series"


def source(slug: str, *lines: Line, kind: str = "product") -> str:
    title = "Junos OS" if kind == "software" else f"{slug.split('_', maxsplit=1)[0].upper()} Series"
    rows = lines or [Row(f"{slug[:2].upper()}9-1T", end_of_support=ENDS)]
    return page_source(PageSpec(slug, title, [rows], kind=kind))


def put(folder: Path, slug: str, *lines: Line, kind: str = "product") -> Path:
    path = folder / f"{slug}.html"
    path.write_text(source(slug, *lines, kind=kind))
    return path


def brought(folder: Path, *slugs: str, fetched: dict[str, str] | None = None) -> Brought:
    answers = [FetchedPage(slug=slug, status=200, content=text) for slug, text in (fetched or {}).items()]
    return bring_pages(
        PageImportArguments(families=list(slugs), folder=folder, table=folder / "juniper.yml", fetched=answers)
    )


def skus(folder: Path) -> set[str]:
    return {row["sku"] for row in yaml.safe_load((folder / "juniper.yml").read_text())["rows"]}


def test_every_page_in_the_folder_is_imported(tmp_path: Path) -> None:
    put(tmp_path, EX)
    put(tmp_path, SRX)
    found = brought(tmp_path, EX)
    assert (found.refused, found.missing, found.wrong) == ({}, (), ())
    assert skus(tmp_path) == {"EX9-1T", "SR9-1T"}


def test_every_other_file_is_named_and_tables_are_not(tmp_path: Path) -> None:
    put(tmp_path, EX)
    names = ("EX Series.mhtml", "srx_series.pdf", "notes.txt", "srx_series", "SRX_SERIES.HTML", "srx_series.htm")
    for name in names:
        (tmp_path / name).write_text("saved by a person")
    (tmp_path / "EX Series_files").mkdir()
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere")
    for _ in range(2):  # the second time, the table and its pages are there as well
        found = brought(tmp_path, EX)
        assert found.refused.keys() == {*names, "gone.html"}
        assert all(why.startswith("left out: ") for why in found.refused.values())
        unnamed = {name: why for name, why in found.refused.items() if name != "srx_series.htm"}
        assert all("name each page SLUG.html or SLUG.mhtml" in why for why in unnamed.values())


def test_more_files_than_can_be_named_are_counted(tmp_path: Path) -> None:
    put(tmp_path, EX)
    for number in range(503):
        (tmp_path / f"{number}.txt").write_text("")
    found = brought(tmp_path, EX)
    assert len(found.refused) == 501
    assert found.refused[str(tmp_path)] == "left out: 3 more files"


def test_each_page_that_is_not_needed_has_its_own_reason(tmp_path: Path) -> None:
    many = [Row(f"SRX{number}", end_of_support=ENDS) for number in range(1500, 1520)]
    put(tmp_path, SRX, *many)
    put(tmp_path, QFX)
    assert brought(tmp_path, EX).missing == ("https://support.juniper.net/support/eol/product/ex_series/",)
    assert len(skus(tmp_path)) == 21
    put(tmp_path, EX)
    put(tmp_path, SRX, *many[:2])
    os.utime(put(tmp_path, QFX), (0, 0))
    (tmp_path / "m_series.html").write_text("<html><title>Log in</title></html>")
    put(tmp_path, "ptx_series")
    found = brought(tmp_path, EX)
    assert (found.wrong, found.missing) == ((), ())
    assert found.refused.keys() == {"srx_series.html", "qfx_series.html", "m_series.html"}
    assert "left out: the srx_series page lists much less than before" in found.refused["srx_series.html"]
    assert "older than the page that the table holds" in found.refused["qfx_series.html"]
    assert "not a lifecycle page" in found.refused["m_series.html"]
    assert {"EX9-1T", "PT9-1T"} < skus(tmp_path)


def test_what_is_wrong_with_a_needed_page_is_not_said_of_another(tmp_path: Path) -> None:
    many = [Row(f"EX9-{number}T", end_of_support=ENDS) for number in range(20)]
    put(tmp_path, EX, *many)
    assert brought(tmp_path, EX).changed
    put(tmp_path, EX, *many[:2])
    put(tmp_path, SRX)
    found = brought(tmp_path, EX)
    assert ["the ex_series page lists much less than before" in one for one in found.wrong] == [True]
    assert found.refused == {}
    assert not found.changed


def test_the_index_in_the_place_of_a_page_is_named(tmp_path: Path) -> None:
    put(tmp_path, EX)
    slugs = [page.slug for page in load_shipped().page_families if page.kind is PageKind.HARDWARE]
    for slug in (SRX, QFX):
        (tmp_path / f"{slug}.html").write_text(index_source(slugs, ["junos"]))
    found = brought(tmp_path, EX, QFX)
    assert found.refused.keys() == {"srx_series.html", QFX}
    assert all("the index of the pages" in why for why in found.refused.values())
    assert found.missing == ("https://support.juniper.net/support/eol/product/qfx_series/",)


def test_pages_of_releases_beside_a_table_of_hardware(tmp_path: Path) -> None:
    """Whichever are needed, and whichever were there first."""
    release = Release("Junos OS 23.9", date(2023, 1, 1), date(2026, 1, 1), date(2027, 1, 1))
    put(tmp_path, EX)
    assert brought(tmp_path, EX).changed
    put(tmp_path, "junos", release, kind="software")
    os.utime(tmp_path / "ex_series.html", (0, 0))
    found = brought(tmp_path, "junos")
    assert (found.wrong, list(found.refused)) == ((), ["ex_series.html"])
    assert "release" in (tmp_path / "juniper-releases.yml").read_text()
    assert skus(tmp_path) == {"EX9-1T"}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each page is read."""
    counts: Counter[str] = Counter()
    true_read = page_files.read_page

    def counted(page, *stated, **named):  # type: ignore[no-untyped-def]
        counts[page.path.name] += 1
        return true_read(page, *stated, **named)

    monkeypatch.setattr(page_files, "read_page", counted)
    return counts


def test_each_page_is_read_once(tmp_path: Path, reads: Counter[str]) -> None:
    put(tmp_path, SRX)
    put(tmp_path, QFX)
    (tmp_path / "m_series.html").write_text("<html><title>Log in</title></html>")
    found = brought(tmp_path, EX, SRX, fetched={EX: source(EX)})
    assert skus(tmp_path) == {"EX9-1T", "SR9-1T", "QF9-1T"}
    assert reads == {"ex_series.html": 1, "srx_series.html": 1, "qfx_series.html": 1, "m_series.html": 1}
    assert found.refused.keys() == {"m_series.html"}


def test_what_was_fetched_and_is_no_page_replaces_none(tmp_path: Path) -> None:
    before = put(tmp_path, EX).read_bytes()
    found = brought(tmp_path, EX, fetched={EX: "<html><title>Log in</title></html>"})
    assert (tmp_path / "ex_series.html").read_bytes() == before
    assert "not a lifecycle page" in found.refused[EX]
    assert skus(tmp_path) == {"EX9-1T"}
    assert found.missing == ()


def test_the_order_of_a_table_does_not_depend_on_what_was_fetched(tmp_path: Path) -> None:
    put(tmp_path, EX)
    brought(tmp_path, SRX, EX, fetched={SRX: source(SRX)})
    assert [row["sku"] for row in yaml.safe_load((tmp_path / "juniper.yml").read_text())["rows"]] == [
        "EX9-1T",
        "SR9-1T",
    ]


def test_a_fetched_page_is_of_the_day_on_which_it_was_kept(tmp_path: Path) -> None:
    before = datetime.now(UTC).date()
    brought(tmp_path, EX, fetched={EX: source(EX)})
    [page] = yaml.safe_load((tmp_path / "juniper.yml").read_text())["pages"]
    assert before <= page["as_of"] <= datetime.now(UTC).date()
    assert (tmp_path / "juniper.pages" / page["file"]).read_bytes() == (tmp_path / "ex_series.html").read_bytes()
