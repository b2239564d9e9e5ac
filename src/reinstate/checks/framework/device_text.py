"""How device text enters a finding: bounded, on one line, without control characters; and lists of names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

_LIMIT = 120


def shown(text: str, limit: int = _LIMIT) -> str:
    """Device text fit for a message: white space folded, unprintable text replaced, cut at ``limit`` characters."""
    if len(text) <= limit and text.isprintable() and "  " not in text and text == text.strip():
        return text  # as nearly every text is
    folded = " ".join(text.split())
    plain = folded if folded.isprintable() else "".join(map(_printable, folded))
    return plain if len(plain) <= limit else plain[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _printable(character: str) -> str:
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def listed(texts: Iterable[str], most: int = 5) -> str:
    """Device texts in one list, in their order, each once; beyond ``most`` only their number."""
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
