"""The colors of the pages: text stands out from every ground that it can have, also where a picture is hatched."""

from __future__ import annotations

import re

import pytest

from tests.unit.report.samples import TEMPLATES

STYLE = (TEMPLATES / "report.css").read_text("utf-8")
LIGHT, DARK, PRINT = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part)) for part in STYLE.split(":root {")[1:4])
SCHEMES = {"light": LIGHT, "dark": DARK, "print": PRINT}
DISPOSITIONS = ("reinstate", "remediate", "investigate", "reject", "hold")
GROUNDS = ("page", "card", "sunken")
TEXTS = (
    *((text, ground) for text in ("text", "soft", "link") for ground in GROUNDS),
    *((f"{name}-ink", f"{name}-tint") for name in DISPOSITIONS),
    ("reject-ink", "reject-hatch"),
)
# Lines and edges need less: WCAG 2.1, 1.4.11.
MARKS = (
    *((f"{name}-ink", "card") for name in DISPOSITIONS[:-1]),
    ("hold-mark", "card"),
    ("edge", "card"),
    ("bars", "card"),
)


def contrast(one: str, other: str) -> float:
    light, dark = sorted(map(_light, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _light(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_stands_out(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    low = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in TEXTS}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_and_bars_can_be_seen(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    low = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in MARKS}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


def test_every_scheme_has_every_color() -> None:
    assert set(LIGHT) == set(DARK) == set(PRINT)


def test_black_on_white_is_the_most() -> None:
    assert round(contrast("#000", "#ffffff"), 2) == 21
