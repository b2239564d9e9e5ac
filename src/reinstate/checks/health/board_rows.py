"""Rows of the environment that are about a whole board."""

from __future__ import annotations

import re
from functools import lru_cache

from reinstate.checks.health.alarm_topics import BOARD_NAME
from reinstate.device.model import EnvironmentItem

_CARD = re.compile(r"(routing engine|RE|FPC|MPC|DPC) ?\d+", re.IGNORECASE)
_DEGREES = re.compile(r"\bhot\b|\bwarm\b|\bover ?temp", re.IGNORECASE)


def is_board_row(row: EnvironmentItem) -> bool:
    """Whether a row of the environment is about a whole board, and not about one sensor on it."""
    return _names_board(row.name)


def has_its_own_check(row: EnvironmentItem) -> bool:
    """Whether a row is about a Routing Engine or line card, whose own reply shows why it is not online."""
    return _CARD.fullmatch(row.name) is not None


@lru_cache(maxsize=4096)  # a chassis has hundreds of rows, and a batch has the same names again and again
def _names_board(name: str) -> bool:
    board = BOARD_NAME.match(name)
    return (board is not None and board.end() == len(name)) or _CARD.fullmatch(name) is not None


def states_degrees(row: EnvironmentItem) -> bool:
    """Whether the status of a board's row is about its temperature."""
    return _DEGREES.search(row.status) is not None
