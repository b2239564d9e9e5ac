"""The texts in the script of a page: Juniper's pages carry their tables as string literals of JavaScript.

The script is never run. Its data are a JavaScript literal and not JSON (markup stands in single quotes), so that only
the string literals in it are read, each with the key before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATA = re.compile(r"\b_PAGE_DATA\s*=")
_END = re.compile(r"</script", re.IGNORECASE)
_NEXT = re.compile(r"""["'`]|//[^\n]*|/\*""")
_KEY_AFTER = re.compile(r"\s*:")
_BARE_KEY = re.compile(r"([A-Za-z_$][\w$]{0,63})\s*:\s*\Z")
_BODIES = {quote: re.compile(rf"(?:[^{quote}\\]|\\.)*+", re.DOTALL) for quote in "\"'`"}
_JOINED = re.compile(r"""\s*\+\s*(?=["'`])""")
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r\n|.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": "", "\r": ""}
MOST_TEXTS = 200_000
_LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class ScriptText:
    """One string literal, decoded, with the key that it is the value of; "" if it has none."""

    key: str
    text: str


def script_texts(markup: str) -> tuple[ScriptText, ...]:
    """The string values of every ``_PAGE_DATA`` in the page, in order; at most 200,000."""
    found: list[ScriptText] = []
    at = 0
    while len(found) < MOST_TEXTS and (data := _DATA.search(markup, at)):
        at = _read(markup, data.end(), found)
    return tuple(found)


def decoded(source: str) -> str:
    """A source in which the escapes of JavaScript are resolved, wherever they stand."""
    return _ESCAPE.sub(_decoded, source)


def _read(source: str, start: int, found: list[ScriptText]) -> int:
    """Add the values from that place to the end of the script; where it ended."""
    key, at, end = "", start, _end_from(source, start)
    while len(found) < MOST_TEXTS and (token := _NEXT.search(source, at, end)):
        if token[0].startswith("/"):
            at = _after_comment(source, token)
            end = end if at <= end else _end_from(source, at)
            continue
        text, after = _literal(source, token.start())
        end = end if after <= end else _end_from(source, after)  # markup in a text can end a script, too
        if named := _KEY_AFTER.match(source, after):
            key, at = text, named.end()
            continue
        bare = _BARE_KEY.search(source, max(at, token.start() - _LONGEST_KEY), token.start())
        found.append(ScriptText(bare[1] if bare else key, text))
        key, at = "", after
    return max(end, start)


def _after_comment(source: str, token: re.Match[str]) -> int:
    if token[0] != "/*":
        return token.end()
    closed = source.find("*/", token.end())
    return closed + 2 if closed >= 0 else len(source)


def _end_from(source: str, at: int) -> int:
    found = _END.search(source, at)
    return found.start() if found else len(source)


def _literal(source: str, at: int) -> tuple[str, int]:
    """A string literal, with those that are joined to it by ``+``, and the place after it."""
    parts = []
    while True:
        body = _BODIES[source[at]].match(source, at + 1)
        end = body.end() if body else at + 1
        parts.append(_ESCAPE.sub(_decoded, source[at + 1 : end]))
        at = end + 1
        more = _JOINED.match(source, at)
        if more is None:
            return "".join(parts), at
        at = more.end()


def _decoded(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\N{REPLACEMENT CHARACTER}"
    return _SIMPLE.get(escape[4], escape[4])
