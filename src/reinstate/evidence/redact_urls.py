"""Passwords that stand in a URL, ``scheme://user:password@host``, of any scheme and in any text."""

from __future__ import annotations

import re

# The whole rest of a word is taken at once, so that hostile input is read once. White space and tags end it.
_IN_TEXT = re.compile(rb"://([^\s<>]+)")
_IN_CDATA = re.compile(rb"://(\S+)")
_IN_ENCODED = re.compile(rb"%3A%2F%2F([^\s<>]+)", re.IGNORECASE)
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
# A user name ends at the first colon; before it there is neither a path nor the bracket of an IPv6 address.
_USER = re.compile(rb"(?:\A|://)[^:/\[]*:")
_ENCODED_USER = re.compile(rb"(?:\A|%3A%2F%2F)(?:(?!%3A|%2F|%5B)[^:/\[])*%3A", re.IGNORECASE)
_AT = re.compile(rb"@|&#0*64;|&#x0*40;", re.IGNORECASE)
_ENCODED_AT = re.compile(rb"@|%40", re.IGNORECASE)
_PORT = re.compile(rb"\d{0,5}(?:[/?#].*)?", re.DOTALL)


def redact_urls(raw: bytes, redacted: bytes) -> tuple[bytes, int]:
    """The text with ``redacted`` in the place of each password in a URL, and how many were replaced.

    A password can contain ``@``, ``:``, and ``/``, so it ends at the last ``@`` of the word. Where the text is cut off
    before any, what follows the user name is a password unless it looks like a port.
    """
    count = 0

    def within(match: re.Match[bytes], user: re.Pattern[bytes], at: re.Pattern[bytes]) -> bytes:
        nonlocal count
        span = _password(match.group(1), user, at, cut_off=match.end() == len(match.string))
        if span is None or match.group(1)[span[0] : span[1]] == redacted:
            return match.group(0)
        count += 1
        start = match.start(1) - match.start()
        return match.group(0)[: start + span[0]] + redacted + match.group(0)[start + span[1] :]

    def plain(match: re.Match[bytes]) -> bytes:
        return within(match, _USER, _AT)

    def section(match: re.Match[bytes]) -> bytes:
        start = match.start(1) - match.start()
        end = start + len(match.group(1))
        return match.group(0)[:start] + _IN_CDATA.sub(plain, match.group(1)) + match.group(0)[end:]

    raw = _CDATA.sub(section, raw)
    raw = _IN_TEXT.sub(plain, raw)
    raw = _IN_ENCODED.sub(lambda match: within(match, _ENCODED_USER, _ENCODED_AT), raw)
    return raw, count


def _password(word: bytes, user: re.Pattern[bytes], at: re.Pattern[bytes], *, cut_off: bool) -> tuple[int, int] | None:
    """Where in the rest of a URL its password is; None where it has none."""
    named = user.search(word)
    if named is None:
        return None
    ends = [found.start() for found in at.finditer(word, named.end())]
    if ends:
        return (named.end(), ends[-1]) if ends[-1] > named.end() else None
    rest = word[named.end() :]
    return (named.end(), len(word)) if cut_off and rest and not _PORT.fullmatch(rest) else None
