"""Licenses in use and licenses installed, in every shape."""

from __future__ import annotations

from datetime import date

import pytest

from reinstate.device.parse.licenses import parse_licenses
from reinstate.evidence.xml import Refusal
from tests.unit.device.replies import parsed, refusal


def summary(body: str) -> str:
    return f"<license-summary-information>{body}</license-summary-information>"


def usage(*features: str) -> str:
    inner = "".join(f"<feature-summary>{feature}</feature-summary>" for feature in features)
    return f"<license-usage-summary><features-used/>{inner}</license-usage-summary>"


FEATURES = {
    "in use without a license": (
        "<name>bgp</name><description>BGP Routing Protocol</description><licensed>0</licensed>"
        "<used-licensed>1</used-licensed><needed>1</needed><validity-type>invalid</validity-type>",
        {"name": "bgp", "licensed": 0, "used": 1, "needed": 1, "used_given": None, "validity": "invalid"},
    ),
    "factory-given": (
        "<name>logical-system</name><licensed>3</licensed><used-licensed>0</used-licensed><used-given>1</used-given>"
        "<needed>0</needed><validity-type>permanent</validity-type>",
        {"licensed": 3, "used_given": 1, "needed": 0, "validity": "permanent", "end_date": None},
    ),
    "dated": (
        '<name>idp-sig</name><licensed>1</licensed><end-date junos:seconds="1713225600">2024-04-16</end-date>',
        {"validity": "", "end_date": date(2024, 4, 16), "used": None},
    ),
    "dated in seconds alone": (
        '<name>x</name><end-date junos:seconds="1713225600"/>',
        {"end_date": date(2024, 4, 16)},
    ),
    "counting down": (
        "<name>x</name><validity-type>count-down</validity-type><remaining-time><remaining-validity-value>30"
        "</remaining-validity-value><remaining-validity-time-unit>days</remaining-validity-time-unit></remaining-time>",
        {"validity": "count-down", "remaining": "30 days", "end_date": None},
    ),
    "the other shape": (
        "<name>x</name><licenses-installed>2</licenses-installed><licenses-used>1</licenses-used>"
        "<licenses-needed>0</licenses-needed><license-type>time-based</license-type>"
        "<end-date>2021-10-18 00:00:00 UTC</end-date>",
        {"licensed": 2, "used": 1, "needed": 0, "validity": "time-based", "end_date": date(2021, 10, 18)},
    ),
    "a count-down where others print a date": (
        "<name>x</name><licenses-installed>1</licenses-installed><end-date>59 days</end-date>",
        {"licensed": 1, "remaining": "59 days", "end_date": None},
    ),
    "a date with its zone": (
        "<name>x</name><end-date>2023-05-01 00:00:00 Europe/Berlin</end-date>",
        {"end_date": date(2023, 5, 1), "remaining": ""},
    ),
    "an impossible date": ("<name>x</name><end-date>2021-02-31</end-date>", {"end_date": None}),
}


@pytest.mark.parametrize("name", FEATURES)
def test_usage_of_a_feature(name):
    body, expected = FEATURES[name]
    (feature,) = parsed(parse_licenses, summary(usage(body))).usage
    assert {key: getattr(feature, key) for key in expected} == expected


KEY = (
    "<license><name>JUNOS204558</name><license-sku-name>QFX5K-C1-AFL</license-sku-name>"
    "<license-version>4</license-version><license-order-type>trial</license-order-type>"
    "<license-type>node-locked</license-type><device-reference>TA3714050496</device-reference>"
    "<num-units>1</num-units><software-sn>SUB00024128768</software-sn>"
    "<customer-reference>REDACTED:abcd</customer-reference>"
    "<license-state>valid</license-state><license-state>active</license-state>"
    "<feature-block><feature><name>bgp</name><description>BGP</description><validity-information>"
    "<validity-type>date-based</validity-type><start-date>2023-01-01</start-date><end-date>2026-01-01</end-date>"
    "</validity-information></feature></feature-block></license>"
)


@pytest.mark.parametrize("wrap", [summary, lambda body: body], ids=["in the summary", "installed list"])
def test_an_installed_key_is_read_without_its_material(wrap):
    (key,) = parsed(parse_licenses, wrap(f"<license-information>{KEY}</license-information>")).installed
    assert (key.name, key.sku, key.version) == ("JUNOS204558", "QFX5K-C1-AFL", "4")
    assert (key.order_type, key.license_type, key.state) == ("trial", "node-locked", "valid, active")
    assert (key.device_reference, key.software_serial_number, key.count) == ("TA3714050496", "SUB00024128768", 1)
    assert key.has_customer_reference
    (feature,) = key.features
    assert (feature.name, feature.validity) == ("bgp", "date-based")
    assert (feature.start_date, feature.end_date) == (date(2023, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("customer", "known", "evaluation"),
    [("REDACTED", True, False), ("REDACTED (evaluation)", True, True), ("", False, False)],
)
def test_of_a_keys_customer_only_that_there_is_one(customer, known, evaluation):
    body = f"<license><name>x</name><customer-id>{customer}</customer-id></license>"
    (key,) = parsed(parse_licenses, f"<license-information>{body}</license-information>").installed
    assert (key.has_customer_reference, key.for_evaluation) == (known, evaluation)


NONE = "<license-information><no-licenses-installed/></license-information>"
ANSWERS = {
    "nothing used, nothing installed": (summary(usage() + NONE), (), ()),
    "used, none installed": (summary(usage("<name>x</name>") + NONE), 1, ()),
    "no feature in use, said so": (
        summary("<license-usage-summary><no-feature-used/></license-usage-summary>"),
        (),
        None,
    ),
    "usage alone": (usage("<name>x</name>"), 1, None),
    "the installed list alone": (NONE, None, ()),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_none_and_unsaid_are_different_answers(name):
    body, used, installed = ANSWERS[name]
    licenses = parsed(parse_licenses, body)
    assert (len(licenses.usage) if isinstance(used, int) else licenses.usage) == used
    assert licenses.installed == installed


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<license-summary-information/>", Refusal.NO_DATA),
        ("<license-information/>", Refusal.NO_DATA),
        (summary("<license-usage-summary/>"), Refusal.NO_DATA),
        ("<license-information><licenses-installed/></license-information>", Refusal.INCOMPLETE),
    ],
)
def test_an_empty_element_is_no_answer(body, reason):
    assert refusal(parse_licenses, body) is reason
