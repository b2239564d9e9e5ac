"""What a text says of dates: what changes them, and what every page says."""

from __future__ import annotations

import pytest

from reinstate.reference.pages.statements import (
    is_announcement,
    is_plain,
    may_change_a_date,
    states_on_its_own,
)
from reinstate.reference.pages.whole_page import may_be_of_the_page

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
    "Juniper Networks has ceased to honor the End of Support column for the products below.",
    "As part of the portfolio rationalization, the period between Last Order and End of Support is now three years.",
    "The support commitments for this product line have been assumed by a partner.",
    "This content has moved. The authoritative dates are now in the HPE Networking portal.",
    "These milestones were computed by a script and await review.",
    "An updated edition of this list is available from your partner manager.",
    "Values in the last column are placeholders.",
    "Dates marked in the table belong to the software, not to the hardware.",
    "Only customers with a contract signed before 2023 are entitled to the dates below.",
    "Read the End of Support column as Last Order.",
    "The list was frozen in March 2024.",
    "We stopped updating this page in 2025.",
    "For actual milestones consult TSB71234.",
    "Juniper no longer stands behind the milestones published here.",
    "The hardware shown was sold to another company, which decides on its support.",
    "A court order obliges Juniper to end repairs of the products on this page by March 2026.",
    "The columns Last Order and End of Support have been interchanged.",
    "Each End of Support date should be read as one year earlier.",
    "These dates concern refurbished units.",
    "Dates in this region follow the fiscal calendar.",
    "This is a mirror of an older page.",
    "Support contracts for these products will not be renewed after January 2026.",
    "The products on this page are in limited support.",
    "No hardware support is offered for the devices in this list.",
    "Spares for these devices ran out in 2025.",
    "Vendor notice: support obligations lapse at closing.",
    "Everything below is out of date.",
    "The following is an internal copy, not for decisions.",
    "JTAC ceased taking cases for these in 2025.",
    "Hardware in this list is past its support life.",
    "End of Support was set back by 24 months for all of these.",
    "All of the below are already unsupported.",
    "Support for the following hardware was bought by Park Place.",
    "This archive is provided without warranty.",
    "Support for these products has been discontinued.",
    "The dates have been modified.",
    "The dates have been updated.",
    "These dates are examples.",
    "See TSB12345 for the dates.",
    "Support is provided by partners.",
    "Support is at an end.",
    "For dates please use the portal.",
    "These dates are under review.",
    "The dates of the products are on another page.",
    "Support was provided for these products.",
    "The products listed are end of support.",
    "The products have reached end of support.",
    f"{'This page lists the milestones of all products, so that customers can plan. ' * 20}All dates are superseded.",
]
GENERAL = [
    "Juniper Networks is committed to providing advance notice of product end of life to all customers.",
    "This page lists the end of life dates and milestones for EX Series products.",
    "Customers with an active support contract receive support until the End of Support date.",
    "Once a product reaches its End of Support date, it is no longer eligible for JTAC support or RMA.",
    "EOL products are supported for five years after the Last Order Date.",
    "After the Last Order Date, the product will no longer be available for purchase.",
    "Juniper reserves the right to change the dates on this page without notice.",
    "All dates are subject to change without notice.",
    "Dates are shown in MM-DD-YYYY format.",
    "Last updated: November 20, 2026",
    "For questions about this page contact your Juniper account team.",
    "Software support for end of life hardware is described in the Product End of Life policy.",
    "Juniper Networks may discontinue products at any time.",
    "Hewlett Packard Enterprise acquired Juniper Networks on July 2, 2025. Product support continues to "
    "be provided by Juniper.",
    "See KB12345 for a list of replacement products.",
    "Report a vulnerability. Juniper's security advisories were moved to supportportal.juniper.net on May 9, 2022.",
    "Support Portal login has changed. Use your new HPE account from January 15, 2026.",
    "Was this page helpful? Yes No",
    "Note: TBD means that the date is not yet determined.",
    "N/A: not applicable.",
    "The End of Support date may be different for customers under OEM contracts.",
    "Same Day Support Discontinued: same-day hardware replacement is no longer offered after this date.",
    "Next Day Support Discontinued: the last date on which a next-day support contract may be purchased or renewed.",
    "End of Engineering (EOE): no further software fixes are provided after this date, except critical "
    "security fixes until EOS.",
    "Juniper Care contracts cannot be renewed past the EOS date.",
    "Download the EX Series end of life list as CSV (updated daily).",
    "Juniper will continue to support EX4300 switches until the End of Support date shown in the table.",
    "Hardware replacement is subject to availability of spares.",
    "For EX Series products not listed here, no end of life has been announced.",
    "If you do not find a product on this page, its end of life has not been announced.",
    "Cookies: we use cookies until you withdraw your consent.",
    "In case of conflict, the End of Life notification supersedes the dates on this page.",
    "Sign up for EOL notifications. You may cancel any time.",
    "Sort by: End of Support date; earlier first.",
    "The date on which Juniper Networks announces the end of life of a product.",
    "The last date on which orders for the product are accepted. After this date the product is no longer "
    "available for sale.",
    "The last date on which a product under warranty can be converted to a service contract.",
    "The last date to receive service and support for the product. After this date all support services "
    "are unavailable, and the product becomes obsolete.",
    "The information on this page is provided for informational purposes only and does not constitute a "
    "commitment by Juniper Networks. Juniper Networks reserves the right to change or withdraw any of the "
    "information at any time without notice.",
    "In case of a conflict between this page and the terms of a support contract, the contract prevails.",
    "Juniper Networks notifies customers at least 180 days before the Last Order Date of a product.",
    "The following SRX Series Services Gateways have been announced as End of Life. Juniper will continue "
    "to provide support for these products until their End of Support date.",
    "Software subscriptions for the SRX100 can be renewed through the last date on which they remain available.",
    "Note: Advanced threat prevention is a cloud service.",
    "Products and SKUs with no announced EOL date are not listed.",
    "If an End of Life notification (TSB) gives dates that differ from those on this page, the TSB prevails.",
    "Juniper Networks provides at least six months notice before the Last Order Date.",
    "For questions, contact your Juniper Networks sales representative or open a case with JTAC.",
    "Log in to see your entitlements.",
    "Subscribe to Technical Bulletins to be notified of changes.",
    "Juniper Networks offers a range of services that help you to migrate.",
    "The products listed below have reached the milestones shown.",
    "Please refer to the Product End of Life Policies and Procedures for details of each milestone.",
    "Contact Juniper Networks Technical Assistance Center (JTAC) for support.",
    "Hardware end-of-life milestones of the products in this family are given in the table below.",
    "For a list of software end of life dates, see the Junos OS page.",
    "This page contains EOL information for the products of the series.",
    "Note that products may be replaced by equivalent refurbished units.",
    "End-of-life announcements are made in accordance with our policy.",
    "Feedback: Rate this page.",
    "After the EOS date products are no longer supported by JTAC, and RMA is not available.",
    "Last updated May 2026.",
    "JTAC support hours change on 01-01-2027.",
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
    assert may_be_of_the_page(text)


@pytest.mark.parametrize("text", GENERAL)
def test_what_holds_in_general_is_against_no_date(text: str) -> None:
    assert not may_be_of_the_page(text)


def test_a_text_without_a_product_changes_those_beside_it() -> None:
    assert states_on_its_own("The end of support was moved to January 2026.")
    assert not states_on_its_own("The end of support may be changed in 2026.")
