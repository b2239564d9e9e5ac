"""Moments, amounts, numbers and digests as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime


def when(moment: str | None) -> str:
    """An ISO 8601 moment for people: ``2026-11-23 04:05 UTC``; ``not known`` for "" and None."""
    if not moment:
        return "not known"
    try:
        return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return moment


def usd(amount: int | None) -> str:
    """``USD 3,437``; ``not known`` for None."""
    return "not known" if amount is None else f"USD {amount:,}"


def count(number: int, one: str, many: str = "") -> str:
    """``1 unit``, ``3 units``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text with a capital first letter where it begins with a plain lower-case word, such as ``the``."""
    first = text.partition(" ")[0]
    return text[0].upper() + text[1:] if first.isascii() and first.isalpha() and first.islower() else text


def short_digest(digest: str) -> str:
    """The first twelve characters of a digest, enough to compare two by eye."""
    return digest.removeprefix("sha256:")[:12] or "none"


def amount(limits: Mapping[str, int | None]) -> str:
    """``3,437``, ``1,000 to 2,500``, ``1,000 or more`` for ``{"low", "high"}``; no high has no upper limit."""
    low, high = limits["low"], limits["high"]
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def money(limits: Mapping[str, int | None]) -> str:
    """The same with its currency: ``USD 1,000 to 2,500``."""
    return f"USD {amount(limits)}"
