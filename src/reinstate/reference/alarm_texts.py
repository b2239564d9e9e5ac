"""The texts of alarms, and the patterns that match them: ``?`` is a number, ``*`` any text."""

from __future__ import annotations

import re
from functools import lru_cache

_CUT = 19  # Junos cuts a short description at this length
_LONGEST = 400  # no alarm that devices raise is longer, and comparing longer ones takes time
_LEAST = 8  # what is left of a text that was cut must name something
_PREFIX = re.compile(r"^(?:(?:fpc|member|node) ?\d+ ?: ?|host \d+ )+")
_TOKENS = re.compile(r"[?*]|[^?*]")


def alarm_texts(description: str, short: str) -> tuple[str, ...]:
    """The texts by which an alarm is matched, each on its own; a short text that only cuts the other off is none."""
    long, brief = description.strip(), short.strip()
    repeats = long.casefold().startswith(brief.casefold())
    return tuple(text for text in (long, "" if repeats else brief) if text)


def matches_alarm(pattern: str, text: str) -> bool:
    """Whether a text of an alarm fits a pattern, in any case.

    What only places the alarm (``FPC0: ``, ``Host 0 ``) may stand before it. A text that Junos may have cut fits what
    it begins.
    """
    if len(text) > _LONGEST:
        return False
    whole = plain_alarm(text)
    if _compiled(pattern.casefold()).fullmatch(whole):
        return True
    cut = len(text.strip()) == _CUT and len(whole) >= _LEAST
    return cut and _beginning(pattern.casefold()).fullmatch(whole) is not None


@lru_cache(maxsize=4096)
def plain_alarm(text: str) -> str:
    """A text in lower case, with its white space folded, without what only places the alarm."""
    folded = " ".join(text.casefold().split()).replace(" :", ":").rstrip(". ")
    return _PREFIX.sub("", folded)


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(map(_token, _TOKENS.findall(pattern))))


@lru_cache(maxsize=2048)
def _beginning(pattern: str) -> re.Pattern[str]:
    """What fits the beginning of a text that the pattern matches, as far as that is literal."""
    literal = _TOKENS.findall(pattern.partition("*")[0])[:_CUT]
    return re.compile("".join(f"(?:{_token(token)}" for token in literal) + ")?" * len(literal))


def _token(token: str) -> str:
    return {"?": r"\d{1,3}", "*": ".*"}.get(token) or re.escape(token)
