"""Which of several rows of one release train count: the shipped one, an operator's, a page's, a bulletin's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reinstate.device.version import JunosVersion
from reinstate.reference.releases import ReleaseRow, Releases, ReleaseState

ON, TABLE_OF = date(2026, 11, 23), date(2026, 6, 1)
SHIPPED = ReleaseRow("21.4", "eeol", None, date(2024, 12, 21), date(2025, 6, 21), "the table")
OWN = replace(SHIPPED, end_of_support=date(2027, 6, 21), source="own")
NEW_PAGE, OLD_PAGE = replace(OWN, page_of=date(2026, 11, 1)), replace(OWN, page_of=date(2026, 5, 1))
BULLETIN = replace(OWN, overrides="TSB70000")
DOUBTFUL = replace(NEW_PAGE, doubt="a note says that support ends earlier")
FOR_EX = replace(OWN, models=("ex4300*",))
FROM_R3 = replace(OWN, builds="R3+")
ENDED, SUPPORTED, UNKNOWN = ReleaseState.ENDED, ReleaseState.SUPPORT_ONLY, ReleaseState.UNKNOWN

CASES = {
    "the table alone": ((), ENDED),
    "an operator's other dates": (((OWN,),), UNKNOWN),
    "an operator's same dates": (((SHIPPED,),), ENDED),
    "a newer page": (((NEW_PAGE,),), SUPPORTED),
    "an older page": (((OLD_PAGE,),), UNKNOWN),
    "a newer page, then an operator's other dates": (((NEW_PAGE,), (replace(OWN, end_of_support=ON),)), UNKNOWN),
    "an operator's other dates, then a newer page": (((replace(OWN, end_of_support=ON),), (NEW_PAGE,)), UNKNOWN),
    "a page on which its dates are not certain": (((DOUBTFUL,),), UNKNOWN),
    "such a page, then a plain one": (((DOUBTFUL,), (NEW_PAGE,)), UNKNOWN),
    "such a page without any date": (
        ((replace(DOUBTFUL, end_of_support=None, end_of_engineering=None),),),
        UNKNOWN,
    ),
    "a bulletin": (((BULLETIN,),), SUPPORTED),
    "a bulletin beside other dates": (((OWN,), (BULLETIN,)), SUPPORTED),
    "dates for this product": (((FOR_EX,),), SUPPORTED),
    "dates for another product": (((replace(FOR_EX, models=("srx*",)),),), ENDED),
    "dates from R3 on": (((FROM_R3,),), SUPPORTED),
    "dates from R4 on": (((replace(FROM_R3, builds="R4+"),),), ENDED),
}


@pytest.mark.parametrize(("tables", "state"), CASES.values(), ids=CASES)
def test_rows_of_one_train(tables, state):
    releases = Releases.of([SHIPPED], [], TABLE_OF)
    for rows in tables:
        releases = releases.extended(rows)
    assert releases.answer(JunosVersion.parse("21.4R3-S5"), "ex4300-48t", ON).state is state


def test_a_doubt_that_the_table_settles_leaves_its_answer():
    """The footnotes of Juniper's page for some products are exceptions in the table."""
    same = replace(SHIPPED, doubt="for EX2200 extended", page_of=date(2026, 11, 1))
    version = JunosVersion.parse("21.4R3-S5")
    plain, noted = (Releases.of([SHIPPED], exceptions, TABLE_OF).extended([same]) for exceptions in ([], [FOR_EX]))
    assert plain.answer(version, "mx480", ON).state is UNKNOWN
    assert plain.train_supported("21.4", ON) is None
    assert noted.answer(version, "mx480", ON).state is ENDED
    assert noted.answer(version, "ex4300-48t", ON).state is SUPPORTED
    moved = noted.extended([replace(same, end_of_support=ON)])
    assert moved.answer(version, "mx480", ON).state is UNKNOWN


def test_junos_os_evolved_has_dates_of_its_own():
    evolved = replace(OWN, train="21.4-EVO", page_of=date(2026, 11, 1))
    releases = Releases.of([SHIPPED], [], TABLE_OF).extended([evolved])
    assert releases.answer(JunosVersion.parse("21.4R3-S5-EVO"), "ptx10001-36mr", ON).state is SUPPORTED
    assert releases.answer(JunosVersion.parse("21.4R3-S5"), "ptx1000", ON).state is ENDED
    assert Releases.of([SHIPPED], [], TABLE_OF).answer(JunosVersion.parse("21.4R3-EVO"), "", ON).state is UNKNOWN
