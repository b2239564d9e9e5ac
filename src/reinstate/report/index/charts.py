"""What the pictures of a batch show: their figures, and where each mark is drawn. Lengths are in units of the SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from reinstate.report.labels import ALL_PASSED, DISPOSITION_WORDS
from reinstate.report.natural_order import natural
from reinstate.report.views.unit_view import UnitView

MOST = 12  # rows that a picture draws; its table has all
MOST_REASONS = 8
_LEFT, _WIDTH = 130, 200
_SQUARE = 24
_YEARS_BACK, _YEARS_AHEAD = 10, 15
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Bar:
    """A mark in a row of a picture: a disposition's length from ``x``, and how many units it stands for."""

    disposition: str
    x: int
    width: int
    units: int


@dataclass(frozen=True, slots=True)
class Order:
    """Units of one order, or of none."""

    name: str
    seller: str
    units: int
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class SupportEnd:
    """A product whose support ends on a known day; ``x`` is where on the axis."""

    model: str
    until: str
    units: int
    past: bool
    x: int


@dataclass(frozen=True, slots=True)
class SupportEnds:
    """The ends of support of a batch.

    Attributes:
        years: of the axis, with where each begins.
        today: where the date of the evaluation is.
        unannounced, unknown: units of which no end is announced, and those whose end is not known.
    """

    ends: Sequence[SupportEnd]
    years: Sequence[tuple[int, int]]
    today: int
    unannounced: int
    unknown: int


@dataclass(frozen=True, slots=True)
class ModelFees:
    """Cost of one unit of a model against what reinstatement adds: the lowest and highest of its units.

    Attributes:
        gain: the lowest that reinstatement adds; None where no value is stated.
        x, width: of the bar; ``gain_x`` of the mark for the gain.
        opened: whether it has no upper limit.
    """

    model: str
    units: int
    cost: Mapping[str, int | None]
    gain: int | None
    x: int
    width: int
    gain_x: int | None
    opened: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """The check that decides for so many units; ``width`` of 100."""

    check: str
    title: str
    units: int
    width: int


def by_order(units: Iterable[UnitView]) -> Sequence[Order]:
    """Orders, the largest first; units without one come last."""
    found = _grouped(units, lambda unit: unit.claimed("order"))
    most = max((len(many) for many in found.values()), default=0)
    ordered = sorted(found.items(), key=lambda one: (not one[0], -len(one[1]), natural(one[0])))
    return [_order(name, many, most) for name, many in ordered]


def _order(name: str, units: Sequence[UnitView], most: int) -> Order:
    """One square a unit where there is room for it, else one bar a disposition."""
    counts = Counter(unit.disposition for unit in units)
    squares = most * _SQUARE <= _WIDTH
    step = _SQUARE if squares else _WIDTH / most
    bars: list[Bar] = []
    x = float(_LEFT)
    for disposition in DISPOSITION_WORDS:
        for number in [1] * counts[disposition] if squares else filter(None, [counts[disposition]]):
            bars.append(Bar(disposition, round(x), max(round(number * step) - 2, 1), number))
            x += number * step
    sellers = sorted({unit.claimed("seller") for unit in units} - {""})
    return Order(name, ", ".join(sellers), len(units), bars)


def support_ends(units: Sequence[UnitView]) -> SupportEnds | None:
    """When support of the products ends; None where no unit has a known end."""
    known = _grouped((unit for unit in units if _until(unit)), lambda unit: (_until(unit), _model(unit)))
    if not known:
        return None
    today = date.fromisoformat(str(units[0].record["as_of"])[:10])
    first, last = _years([date.fromisoformat(until).year for until, _ in known], today.year)
    scale = _scale(date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal())
    ends = [
        SupportEnd(model, until, len(many), date.fromisoformat(until) < today, scale(_ordinal(until)))
        for (until, model), many in sorted(known.items())
    ]
    step = max((last - first) // 5, 1)
    years = [(year, scale(date(year, 1, 1).toordinal())) for year in range(first, last + 1, step)]
    without = [unit for unit in units if not _until(unit)]
    announced = sum(unit.supported_until == "not known" for unit in without)
    return SupportEnds(ends, years, scale(today.toordinal()), len(without) - announced, announced)


def _years(years: Sequence[int], now: int) -> tuple[int, int]:
    """The first and the last year of the axis; ends beyond what it has room for are drawn at its edge."""
    return max(min(*years, now), now - _YEARS_BACK), min(max(*years, now) + 1, now + _YEARS_AHEAD)


def fees_by_model(units: Iterable[UnitView]) -> Sequence[ModelFees]:
    """Models for whose units a fee can be paid, in natural order."""
    payable = (unit for unit in units if not unit.record["economy"]["pay_nothing"])
    found = _grouped(payable, _model)
    spans = {model: (_cost(many), _gain(many)) for model, many in found.items()}
    most = max((max(cost["low"] or 0, cost["high"] or 0, gain or 0) for cost, gain in spans.values()), default=0)
    scale = _scale(0, max(most, 1))
    return [
        _model_fees(model, len(found[model]), *spans[model], scale)
        for model in sorted(found, key=lambda model: (not model, natural(model)))
    ]


def _model_fees(
    model: str, units: int, cost: Mapping[str, int | None], gain: int | None, scale: Callable[[int], int]
) -> ModelFees:
    x, high = scale(cost["low"] or 0), cost["high"]
    end = _LEFT + _WIDTH if high is None else scale(high)
    gain_x = None if gain is None else scale(gain)
    return ModelFees(model, units, cost, gain, x, max(end - x, 3), gain_x, high is None)


def reasons(units: Iterable[UnitView]) -> Sequence[Reason]:
    """The checks that decide, the one for most units first; units that pass have none."""
    deciding = [unit.deciding for unit in units if unit.deciding is not None]
    titles = {str(one["check"]): str(one["title"]) for one in deciding}
    counts = Counter(str(one["check"]) for one in deciding)
    most = max(counts.values(), default=1)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [Reason(check, titles[check] or ALL_PASSED, number, round(100 * number / most)) for check, number in ordered]


def _grouped(units: Iterable[UnitView], key: Callable[[UnitView], _Key]) -> dict[_Key, list[UnitView]]:
    found: dict[_Key, list[UnitView]] = {}
    for unit in units:
        found.setdefault(key(unit), []).append(unit)
    return found


def _scale(low: int, high: int) -> Callable[[int], int]:
    return lambda value: _LEFT + round((min(max(value, low), high) - low) * _WIDTH / (high - low))


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _until(unit: UnitView) -> str:
    return str(unit.record["supportable"]["until"] or "")


def _model(unit: UnitView) -> str:
    return str(unit.record["unit"]["model"])


def _cost(units: Sequence[UnitView]) -> Mapping[str, int | None]:
    costs = [unit.record["economy"]["cost"]["total"] for unit in units]
    highs = [one["high"] for one in costs]
    return {"low": min(one["low"] for one in costs), "high": None if None in highs else max(highs)}


def _gain(units: Sequence[UnitView]) -> int | None:
    return min((gain for unit in units if (gain := unit.record["economy"]["gain"]) is not None), default=None)
