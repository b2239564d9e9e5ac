"""Device and operator text in messages: printable and bounded, for it may hold anything."""

from __future__ import annotations


def shown(value: object, limit: int = 80) -> str:
    """A value fit for a message on one line; ``nothing`` where it is missing or empty."""
    text = "" if value is None else str(value)
    plain = "".join(character if character.isprintable() else "?" for character in text[: limit + 1])
    return (plain if len(plain) <= limit else plain[: limit - 1] + "\N{HORIZONTAL ELLIPSIS}") or "nothing"
