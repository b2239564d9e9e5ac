"""What a port that is no SSH server says, and what it probably is: nothing that a device says there is acted on."""

from __future__ import annotations

import re

from reinstate.plain_text import printable

MOST_BYTES = 2048

_TELNET = re.compile(rb"\xff[\xfb-\xfe].", re.DOTALL)
_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONSOLE = "a console port?"
_KINDS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"HTTP/\d|<html|<!doctype html", re.IGNORECASE), "a web server?"),
    (re.compile(rb"^\s*[\x15\x16]\x03[\x00-\x04]"), "a TLS port?"),
    (re.compile(rb"^\s*(220[ -]|\+OK|\* OK)"), "a mail or FTP server?"),
    (re.compile(rb"^\s*RFB \d", re.IGNORECASE), "a VNC server?"),
    (re.compile(rb"(login|user ?name|password) ?: *[^\n]*\s*$", re.IGNORECASE), _CONSOLE),
    (re.compile(rb"[\w@.-]+ ?[>%#] *$"), _CONSOLE),
    (re.compile(rb"press (enter|return)|console|terminal server|escape (character|sequence)", re.IGNORECASE), _CONSOLE),
)
# What an SSH server says that ends the connection itself, where a line of text comes before that.
_RATE_LIMIT = re.compile(rb"maxstartups|not allowed at this time|too many|try again", re.IGNORECASE)


def is_rate_limit(said: bytes) -> bool:
    """Whether a server that takes no more connections says so."""
    return _RATE_LIMIT.search(said) is not None


def no_ssh_server(said: bytes) -> str:
    """A sentence for a port that is known not to be an SSH server by what it says; "" where that is not known.

    Args:
        said: the first bytes of the connection, without an SSH banner.
    """
    text = _TELNET.sub(b"", said)
    telnet = text != said
    kind = next((kind for pattern, kind in _KINDS if pattern.search(text)), "")
    if not kind and not telnet:
        return ""
    return f"no SSH server here: it says {quoted(said)}{' over Telnet' if telnet else ''}; {kind or _CONSOLE}"


def quoted(said: bytes) -> str:
    """What a port said, in quotation marks, bounded and printable."""
    plain = printable(_CONTROL.sub(b"", _TELNET.sub(b"", said)).strip(), 80)
    return f"'{plain}'" if plain else f"{len(said)} bytes that are no text"
