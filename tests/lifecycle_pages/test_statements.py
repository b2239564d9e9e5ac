"""What a text says of dates: what changes them, and what every page says."""

from __future__ import annotations

import pytest

from reinstate.reference.pages.statements import (
    is_against_all_dates,
    is_announcement,
    is_plain,
    may_change_a_date,
    states_on_its_own,
)

CHANGES = [
    "EX4300-48T: this product is obsolete and cannot be supported.",
    "EX4300-48T: RMA ends January 31.",
    "EX4300-48T: repair and replacement are not offered any more.",
    "EX4300-48T: hardware maintenance ceases in 2026.",
    "EX4300-48T end of support: 01-31-2026",
    "EX4300-48T: See TSB12345 for the new end of support.",
    "EX4300: end of life 01-31-2026",
    "EX4300 end of life: January 2026, announced June 2022",
    "EX4300 EOL 2026 notification",
    "EX4300: SUPPORT HAS ENDED",
    "EX4300: the last date of support is not as stated.",
]
DEFINITIONS = [
    "Last date on which support is provided for the product.",
    "2: Last date on which support is provided for the product.",
    "* Last date to order the product.",
    "End of Support (EOS): the last date on which support is provided",
    "End of Support Date",
    "EX Series Ethernet Switches End of Life Dates & Milestones",
    "Dates are in the form MM-DD-YYYY",
    "See the policy.",
    "\u00a9 2026 Juniper Networks, Inc.",
]
NO_DEFINITIONS = [
    "This product is end of support.",
    "End of support of this product has ended",
    "See TSB12345.",
    "Last date of support: 01-31-2026",
    "Dates are not certain",
    "Support ends",
]
ANNOUNCEMENTS = [
    "EX4300 Series (End of Life announced 06-24-2022)",
    "EX4300 Switches: End of Life Announcement, June 2022",
    "EX4300 End of Life Notification (06-24-2022)",
    "EX4300-48T End-of-Life Announcement",
]
AGAINST_ALL = [
    "Support ends in January 2026.",
    "Support ended on 01-31-2026.",
    "The dates on this page are incorrect and should not be used.",
    "The dates of these products are superseded by TSB70002.",
    "The products below are no longer supported.",
    "Please disregard the end of support dates below.",
    "This page is no longer maintained.",
    "End of support dates have been revised.",
    "New end of support dates are published in TSB70002.",
    "The table shows the originally announced dates.",
    "All end of support dates are tentative.",
    "End of support dates shown are for Japan only.",
    "Hardware support ends one year earlier than shown.",
    "Juniper has brought forward the end of support of the products below.",
    "The end of support dates below have not been verified.",
    "Superseded",
    "The dates shown do not reflect the changes announced in TSB71234.",
    "These dates are no longer accurate.",
    "This list is kept for historical purposes.",
    "The dates in the table below apply to systems purchased under the OEM program.",
    "Please use the lookup tool instead of this table, which may have stale data.",
    "The support window of the releases below was cut by a year.",
    f"{'This page lists the milestones of all products, so that customers can plan. ' * 20}All dates are superseded.",
]
GENERAL = [
    "After the EOS date products are no longer supported by JTAC, and RMA is not available.",
    "Last updated May 2026.",
    "JTAC support hours change on 01-01-2027.",
    "Starting January 1, 2026, support contracts are sold by another company.",
    "Products are removed 5 years after EOS. The table was last updated on October 1, 2026.",
    "The support site will be unavailable on 12-05-2026.",
]


@pytest.mark.parametrize("text", CHANGES)
def test_a_text_that_may_change_a_date(text: str) -> None:
    assert may_change_a_date(text)


@pytest.mark.parametrize("text", DEFINITIONS)
def test_a_definition_changes_nothing(text: str) -> None:
    assert is_plain(text)
    assert not may_change_a_date(text)


@pytest.mark.parametrize("text", NO_DEFINITIONS)
def test_what_may_be_about_a_product_is_no_definition(text: str) -> None:
    assert not is_plain(text)


@pytest.mark.parametrize("text", ANNOUNCEMENTS)
def test_an_announcement_changes_nothing(text: str) -> None:
    assert is_announcement(text)
    assert not may_change_a_date(text)


@pytest.mark.parametrize("text", AGAINST_ALL)
def test_a_text_against_all_dates(text: str) -> None:
    assert is_against_all_dates(text)


@pytest.mark.parametrize("text", GENERAL)
def test_what_holds_in_general_is_against_no_date(text: str) -> None:
    assert not is_against_all_dates(text)


def test_a_text_without_a_product_changes_those_beside_it() -> None:
    assert states_on_its_own("The end of support was moved to January 2026.")
    assert not states_on_its_own("The end of support may be changed in 2026.")
