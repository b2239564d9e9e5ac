"""Which lifecycle pages are to be saved: those that could list what a run did not know, unless they are there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reinstate.errors import InputError
from reinstate.reference.loading import load_shipped
from reinstate.reference.page_families import families_for, family_named, family_of_address
from reinstate.reference.pages.page_table import KeptPage
from reinstate.workflow.pages_to_save import as_data, named_pages, save_list

FAMILIES = load_shipped().page_families
TODAY = date(2026, 11, 23)

COULD_LIST = {
    "EX4400-24T": {"ex_series"},
    "ex4400-24t": {"ex_series"},
    "JNP204-CHAS": {"m_series", "ptx_series", "qfx_series"},
    "MX480": {"m_series"},
    "SRX345": {"srx_series"},
    "ACX7100-48L": {"acx_series"},
    "NFX250-S1": {"nfx_series"},
    "EX-SFP-10GE-SR": {"ex_series", "optics"},
    "MIC-3D-20GE-SFP-E": {"m_series"},
    "T640-FPC2": {"t_series"},
    "SOMETHING ELSE": set(),
}


@pytest.mark.parametrize(("name", "slugs"), COULD_LIST.items(), ids=COULD_LIST)
def test_the_pages_that_could_list_a_name(name, slugs):
    assert {family.slug for family in families_for(FAMILIES, name)} == slugs


def test_the_index_of_2026():
    kinds = [family.kind for family in FAMILIES]
    assert (kinds.count("hardware"), kinds.count("software")) == (61, 45)  # two of its 47 software links are repeated


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: f"{one.kind} {one.slug}")
def test_an_address_names_its_page(family):
    assert family_of_address(FAMILIES, family.address) == family
    assert family_of_address(FAMILIES, f"{family.address.rstrip('/')}?x=1") == family


@pytest.mark.parametrize("sku", [(one.slug, sku) for one in FAMILIES for sku in one.controls], ids=" ".join)
def test_a_page_could_list_its_controls(sku):
    slug, name = sku
    family = family_named(FAMILIES, slug)
    assert family is not None
    assert family.could_list(name)


def held(days: int) -> dict[str, KeptPage]:
    page = KeptPage("ex_series", TODAY - timedelta(days=days), "", "", "a" * 64, "ex.html", 1, 0)
    return {"ex_series": page}


@pytest.mark.parametrize(("days", "fresh"), [(0, True), (90, True), (91, False), (-1, False)])
def test_a_page_that_is_there_and_fresh_is_not_saved_again(days, fresh):
    needed = named_pages(["ex_series"], FAMILIES, held(days), TODAY)
    assert as_data(needed)["pages"][0]["fresh"] is fresh
    assert bool(save_list(needed)) is not fresh


def test_what_is_said():
    text = save_list(named_pages(["ex_series", "junosevo"], FAMILIES, {}, TODAY))
    assert text.startswith(
        "save these 2 pages, then import them:\n  https://support.juniper.net/support/eol/product/ex_"
    )
    assert "/support/eol/software/junosevo/" in text
    assert save_list(named_pages(["ex_series"], FAMILIES, {}, TODAY)).startswith("save this page, then import it:")


def test_a_page_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match="ex_serie: no such page"):
        list(named_pages(["ex_serie"], FAMILIES, {}, TODAY).pages)
