"""Moments, amounts, numbers and digests as people read them."""

from __future__ import annotations

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


def usd_range(fees: tuple[int, int | None]) -> str:
    """``USD 1,000``, ``USD 1,000 to 2,500``, or ``USD 1,000 or more`` where there is no known upper limit."""
    low, high = fees
    if high is None:
        return f"{usd(low)} or more"
    return usd(low) if low == high else f"{usd(low)} to {high:,}"


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
