"""What a device says, made fit for a sentence."""

from __future__ import annotations

DETAIL_LIMIT = 200


def printable(said: str | bytes, limit: int = DETAIL_LIMIT) -> str:
    """At most ``limit`` characters; whatever isn't printable becomes one blank or a question mark."""
    text = said[: limit * 4].decode("utf-8", "replace") if isinstance(said, bytes) else said[: limit * 4]
    shown = "".join(character if character.isprintable() else "?" for character in " ".join(text.split()))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
