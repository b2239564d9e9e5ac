"""What reinstatement costs against what it may cost, as lengths to draw."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.report.views.findings import Json

WIDTH = 400


@dataclass(frozen=True, slots=True)
class PriceBar:
    """Places on a line of ``WIDTH``, from USD 0 at 0.

    Attributes:
        low, high: the ends of the known cost; an open end is at ``WIDTH``.
        bound: what the cost must be below.
        is_open: the cost has no known upper end.
    """

    low: int
    high: int
    bound: int
    is_open: bool


def price_bar(economy: Json) -> PriceBar | None:
    """The bar of a record's money; None where nothing is paid, or nothing states what it may cost."""
    total, bound = economy["cost"]["total"], economy["bound"]
    if economy["pay_nothing"] or bound is None or bound <= 0:
        return None
    low, high = total["low"], total["high"]
    most = max(low, high or 0, bound) * 5 // 4 + 1  # room for a known end to be seen as one
    return PriceBar(
        low=low * WIDTH // most,
        high=WIDTH if high is None else high * WIDTH // most,
        bound=bound * WIDTH // most,
        is_open=high is None,
    )
