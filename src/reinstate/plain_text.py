"""Text of devices and people in a message: made printable and bounded, because it can contain anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable

_DETAIL, _IN_A_FINDING, _VALUE = 200, 120, 80


def printable(text: str | bytes, limit: int = _DETAIL) -> str:
    """Text from a device or server, on one line of at most ``limit`` characters; unprintable ones become ``?``."""
    start = text[: limit * 4]
    decoded = start.decode("utf-8", "replace") if isinstance(start, bytes) else start
    return _bounded(" ".join(decoded.split()), limit, "?")


def shown(text: str, limit: int = _IN_A_FINDING) -> str:
    """Device text for a finding: white space folded, unprintable characters replaced, cut at ``limit`` characters."""
    if len(text) <= limit and text.isprintable() and "  " not in text and text == text.strip():
        return text  # nearly every text is
    return _bounded(" ".join(text.split()), limit, "\N{REPLACEMENT CHARACTER}")


def shown_value(value: object, limit: int = _VALUE) -> str:
    """A value of a table as written, line breaks as ``?``; ``nothing`` if it is missing or empty."""
    text = "" if value is None else str(value)
    return _bounded(text[: limit + 1], limit, "?") or "nothing"


def listed(texts: Iterable[str], most: int = 5) -> str:
    """Device texts in one list, in their order, each once; beyond ``most``, only their number."""
    distinct = list(dict.fromkeys(shown(text) for text in texts))
    more = len(distinct) - most
    return ", ".join(distinct[:most]) + (f", and {more} more" if more > 0 else "")


def joined(texts: Collection[str], conjunction: str = "and") -> str:
    """``a``, ``a and b``, ``a, b, and c``."""
    *others, last = texts or [""]
    comma = "," if len(others) > 1 else ""
    return f"{', '.join(others)}{comma} {conjunction} {last}" if others else last


def counted(number: int, what: str) -> str:
    """``1 fan``, ``3 fans``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _bounded(text: str, limit: int, instead: str) -> str:
    plain = text if text.isprintable() else "".join(one if one.isprintable() else instead for one in text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}"
