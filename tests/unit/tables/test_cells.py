"""Cells as people write them: read where there is one reading, refused where there are two."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.tables.cells import CellError, cleaned, day, dollars, flag, serial

NBSP, NARROW, ZERO_WIDTH = "\u00a0", "\u202f", "\u200b"

AMOUNTS = {
    "1500": 1500,
    "0": 0,
    "1500.00": 1500,
    "1500,00": 1500,
    "1500.0": 1500,
    "$1,500.00": 1500,
    "$ 1500": 1500,
    "US$1,500": 1500,
    "USD 1.500,00": 1500,
    "1,500.00 usd": 1500,
    "1,500": 1500,
    "1 500": 1500,
    f"1{NBSP}500": 1500,
    f"1{NARROW}500,00 USD": 1500,
    "1'500": 1500,
    "1\u2019500.00": 1500,
    "1,234,567": 1234567,
    "1.234.567": 1234567,
    '="1500"': 1500,
}


@pytest.mark.parametrize(("written", "amount"), AMOUNTS.items())
def test_amounts(written: str, amount: int) -> None:
    assert dollars(written) == amount


NO_AMOUNTS = {
    "2900.50": "enter 2900 or 2901",
    "12,50": "enter 12 or 13",
    "1.234,50": "enter 1234 or 1235",
    "1.500": "enter 1500 or 1",
    "": "",
    "0,500": "",
    "1500.000": "",
    "1,50,000": "",
    "1,5000": "",
    "1.500.00": "",
    "1,500,00": "",
    "-5": "",
    "(1500)": "",
    "€1500": "",
    "1500 EUR": "",
    "£1,500": "",
    "1.5E+03": "",
    "1500 or so": "",
    "#REF!": "",
    "\u0661\u0665": "",
    "9" * 5000: "",
}


@pytest.mark.parametrize(("written", "fix"), NO_AMOUNTS.items(), ids=[one[:12] for one in NO_AMOUNTS])
def test_no_amounts(written: str, fix: str) -> None:
    with pytest.raises(CellError) as refused:
        dollars(written)
    assert refused.value.expected == "a whole number of USD"
    assert refused.value.fix.startswith(fix)
    assert bool(refused.value.fix) == bool(fix)


@given(st.integers(0, 10**12), st.sampled_from([",", " ", "'", NBSP]), st.sampled_from(["", ".00"]))
def test_grouped_thousands_are_the_number(amount: int, group: str, cents: str) -> None:
    assert dollars(f"{amount:,}".replace(",", group) + cents) == amount


DAY = date(2026, 11, 27)
DAYS = (
    "2026-11-27",
    "2026/11/27",
    "2026.11.27",
    "2026-11-27 00:00:00",
    "2026-11-27T00:00:00Z",
    "27 Nov 2026",
    "27-Nov-2026",
    "27. November 2026",
    "27th Nov. 2026",
    "Nov 27, 2026",
    "NOVEMBER 27 2026",
    "27.11.2026",
    "27/11/2026",
    "11/27/2026",
    "11-27-2026",
    f" 27{NBSP}Nov{ZERO_WIDTH} 2026 ",
    '="2026-11-27"',
)


@pytest.mark.parametrize("written", DAYS)
def test_days(written: str) -> None:
    assert day(written) == DAY


def test_a_day_and_month_that_are_the_same_have_one_reading() -> None:
    assert day("05/05/2026") == date(2026, 5, 5)
    assert day("3 Sept 2026") == date(2026, 9, 3)


NO_DAYS = {
    "03/04/2026": "enter 2026-04-03 or 2026-03-04",
    "3.4.2026": "enter 2026-04-03 or 2026-03-04",
    "2026-02-30": "correct the date; the calendar has no such day",
    "31/11/2026": "correct the date; the calendar has no such day",
    "13/13/2026": "correct the date; the calendar has no such day",
    "27 Foo 2026": "correct the date; the calendar has no such day",
    "46353": "format the column as a date; this day number of a spreadsheet usually means 2026-11-27",
    "27-Nov-26": "enter the year with 4 digits",
    "11/27/26": "enter the year with 4 digits",
    "": "",
    "soon": "",
    "2026": "",
    "20261127": "",
    "2026-11/27": "",
    "2026-11-27 14:00": "",
    "\u0662\u0660\u0662\u0666-11-27": "",
    "-" * 100_000: "",
}


@pytest.mark.parametrize(("written", "fix"), NO_DAYS.items(), ids=[one[:12] for one in NO_DAYS])
def test_no_days(written: str, fix: str) -> None:
    with pytest.raises(CellError) as refused:
        day(written)
    assert refused.value.fix.startswith(fix)
    assert bool(refused.value.fix) == bool(fix)


FORMS = ("{0:%Y-%m-%d}", "{0:%d %b %Y}", "{0:%B} {0.day}, {0.year}", "{0.day}.{0.month}.{0.year}", "{0:%m/%d/%Y}")


def said(written: str) -> str:
    """The day, or what to enter instead."""
    try:
        return str(day(written))
    except CellError as error:
        return error.fix


@given(st.dates(date(1970, 1, 1), date(2199, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_read_as_it_was_meant_or_both_readings_are_named(meant: date, form: str) -> None:
    told = said(form.format(meant))
    assert told == str(meant) or (meant.day <= 12 and str(meant) in told)


SERIALS = {
    "ZD4422110011": "ZD4422110011",
    " zd4422110011 ": "ZD4422110011",
    '="ZD1"': "ZD1",
    "S/N ZD1": "ZD1",
    "S/N: ZD1": "ZD1",
    "s/n:ZD1": "ZD1",
    "SN: ZD1": "ZD1",
    "Serial number: ZD1": "ZD1",
    "Serial No. # ZD1": "ZD1",
    "SN12345": "SN12345",
    "SERIAL1": "SERIAL1",
    f"ZD{ZERO_WIDTH}1": "ZD1",
    f"{NBSP}ZD1\ufeff": "ZD1",
    "JN-1_A": "JN-1_A",
}


@pytest.mark.parametrize(("written", "number"), SERIALS.items())
def test_serials(written: str, number: str) -> None:
    assert serial(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "S/N",
        "ZD 1",
        "SN ZD1",
        "-ZD1",
        "ZD1;ZD2",
        "\u04101",
        "\u017f1",
        "\u0131D",
        "\uff3a1",
        "ZD\u200d1",
        "1.2E+11",
        "Z" * 33,
    ],
)
def test_no_serials(written: str) -> None:
    with pytest.raises(CellError, match="a serial number"):
        serial(written)


@pytest.mark.parametrize(
    ("written", "said"), [("yes", True), ("TRUE", True), ("1", True), ("No", False), ("FALSE", False), (" n ", False)]
)
def test_flags(written: str, said: bool) -> None:
    assert flag(written) is said


@pytest.mark.parametrize("written", ["", "maybe", "x", "2", "on"])
def test_no_flags(written: str) -> None:
    with pytest.raises(CellError, match="yes or no"):
        flag(written)


@given(st.text(st.characters(max_codepoint=126, min_codepoint=32, exclude_characters="="), max_size=20))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert cleaned(text) == text.strip()
