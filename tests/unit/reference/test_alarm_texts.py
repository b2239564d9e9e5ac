"""Patterns of alarms: ``?`` is a number, ``*`` any text, and a short text may be cut."""

from __future__ import annotations

import pytest

from reinstate.reference.alarm_texts import alarm_texts, matches_alarm, plain_alarm

# (pattern, text, whether it fits)
MATCHES = [
    ("pem ? not powered*", "PEM 1 Not Powered", True),
    ("pem ? not powered*", "PEM 12 Not  Powered.", True),
    ("pem ? not powered*", "PEM x Not Powered", False),
    ("pem ? not powered", "PEM 1 Not Powered again", False),
    ("fpc management? ethernet link down*", "FPC Management0 Ethernet Link Down", True),
    ("fpc management? ethernet link down*", "FPC0: FPC Management0 Ethernet Link Down", True),
    ("fxp0: ethernet link down*", "Host 0 fxp0 : Ethernet Link Down", True),
    ("fxp0: ethernet link down*", "node1: fxp0: Ethernet Link Down", True),
    ("fpc ? major error*", "FPC 0 Major Errors", True),  # no prefix, but what the alarm is about
    # cut at 19 characters
    ("fxp0: ethernet link down*", "fxp0: Ethernet Link", True),
    ("fxp0: ethernet link down*", "Host 0 fxp0 : Ether", True),
    ("fxp0: ethernet link down*", "fxp0: Ethernet Lin", False),  # 18: what isn't cut there is another text
    ("fxp0: ethernet link down*", "Host 0 fxp0 : Power", False),
    ("loss of communication with backup re*", "Loss of communicati", True),
    ("fpc ? management? ethernet link down*", "FPC 1 Management1 E", True),
    ("*i2c *error*", "FPC 1 something new", False),
    ("*i2c *error*", "i2c error", True),
    ("*i2c *error*", "i2c " * 10_000, False),
    ("em0: ethernet link down*", "Host 0              ", False),  # nothing is left that names anything
]


@pytest.mark.parametrize(("pattern", "text", "fits"), MATCHES)
def test_patterns(pattern: str, text: str, fits: bool) -> None:
    assert matches_alarm(pattern, text) is fits


@pytest.mark.parametrize(
    ("description", "short", "texts"),
    [
        ("FPC Management1 Ethernet Link Down", "FPC MGMT1 Link Down", 2),
        ("fxp0: Ethernet Link Flaps", "fxp0: Ethernet Link", 1),  # cut, it must not excuse what the whole text says
        ("PEM 1 Not Powered", "PEM 1 Not Powered", 1),
        ("", "no-rescue", 1),
        ("", "", 0),
    ],
)
def test_the_texts_of_an_alarm(description: str, short: str, texts: int) -> None:
    assert len(alarm_texts(description, short)) == texts


def test_a_plain_text() -> None:
    assert plain_alarm(" Host 0  fxp0 : Ethernet\nLink Down. ") == "fxp0: ethernet link down"
