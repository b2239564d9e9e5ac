"""What a text says of a product: by its name, as a series, in a list, or within a range."""

from __future__ import annotations

import time

import pytest

from reinstate.reference.pages.mentions import Mentions, series_of

EX4600, SRX345, EX4400 = "EX4600-40F-AFO", "SRX345", "EX4400-24T"
NAMES_IT = [
    *((EX4600, text) for text in ("EX4600", "EX4600-DC", "EX4600-40F", "EX4600-series", "EX4600-based", "EX4600s")),
    *((EX4600, text) for text in ("EX4600(all)", "EX4600&EX4650", "EX4600.html", "EX4600_eol.pdf", "EX 4600 line")),
    *((EX4600, text) for text in ("EX4300, 4500, 4600 Series", "EX-Series (all)", "all ex switches", "EX4K")),
    *((EX4600, text) for text in ("EX4600-24Q/40F", "EX4600-24Q/F", "EX4600-24Q, -40F", "EX4500-EX4650", "EX46xx")),
    *((EX4600, text) for text in ("EX46**", "EX4\u20134650 EX4500 to 4650", "EX4600-License-and-EX4600-40F")),
    (EX4600, "/s/article/End-Of-Life-Notification-EX4600-Transform"),
    *((SRX345, text) for text in ("SRX300 Series", "SRX300 line of gateways", "SRX300, 320, 340 and 345", "SRX345-DC")),
    *((SRX345, text) for text in ("SRX300 Services Gateways", "SRX300-SRX380", "SRX300 to 380", "SRX3xx", "SRX345")),
    *((EX4400, text) for text in ("EX4400-48P, -24T", "EX4400-48P,24T", "EX4400 switches", "EX4400\u2013Transform")),
    ("SRX5400", "SRX5K"),
    ("M7i", "the M7i router"),
    ("PTX10008", "PTX10K series"),
    ("MX480", "MX240/480/960"),
]
NAMES_OTHERS = [
    *((EX4600, text) for text in ("EX46000", "EX4300-48T", "S-EX4600-A1-3", "EX Series", "EX4600-24Q", "4600 others")),
    *((EX4600, text) for text in ("EX4200-24T, EX4200-48T", "ALL DATES", "EX4300 and EX4500 Series", "", "TSB4600")),
    *((SRX345, text) for text in ("SRX300", "SRX300, SRX320", "SRX340", "SRX3450")),
    ("EX4300-24T", "EX4300-48T, EX4300-48P"),
    ("PTX10008", "JNP10K-PWR-AC"),
    ("RE-S-1800X4-16G", "EX4300"),
]


@pytest.mark.parametrize(("name", "text"), NAMES_IT)
def test_a_text_that_may_be_about_a_product(name: str, text: str) -> None:
    assert Mentions(text).may_name(name)


@pytest.mark.parametrize(("name", "text"), NAMES_OTHERS)
def test_a_text_about_others(name: str, text: str) -> None:
    assert not Mentions(text).may_name(name)


def test_the_series_of_a_name() -> None:
    assert [series_of(name) for name in ("EX4600-40F", "S-EX4600", "ex4300", "RE-S-X6", "M7i")] == [
        "EX",
        "EX",
        "EX",
        "",
        "M",
    ]


def test_time_grows_with_the_text_alone() -> None:
    started = time.process_time()
    mentions = Mentions("EX4600, " * 50_000, "EX1, 22" * 50_000, "EX4600-" * 50_000, "ALL " * 50_000)
    for _ in range(1000):
        mentions.may_name("EX4600-40F")
    assert time.process_time() - started < 20
