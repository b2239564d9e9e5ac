"""Stored replies that a page may link to: those that cannot run in a browser.

A browser runs scripts of an XML document that puts elements into the name spaces of XHTML or SVG, or names a style
sheet, also from a local folder. So a reply is linked only if it can contain nothing of that.
"""

from __future__ import annotations

import re
from pathlib import Path

from reinstate.evidence.file_access import read_file

_LARGEST = 16 * 1024 * 1024
_DECLARATION = re.compile(
    rb"""<\?xml\s+version=["']1\.[01]["'](\s+encoding=["'](utf-8|us-ascii)["'])?(\s+standalone=["']\w+["'])?\s*\?>""",
    re.I,
)
_NAMESPACE = re.compile(rb"""xmlns(?:\s*:\s*[^\s=]*)?\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HARMLESS_NAMESPACE = re.compile(rb"urn:ietf:params:[\w:.-]*|https?://(?:xml|yang)\.juniper\.net/[\w/.:~-]*|")


def harmless(path: Path) -> bool:
    """Whether a browser that opens the file only shows it: UTF-8, no name space but those of Junos and NETCONF, no
    processing instruction, no document type. False where it cannot be read or is larger than 16 MB.
    """
    try:
        content = read_file(path, _LARGEST)
    except OSError:
        return False
    if b"\0" in content or content.startswith((b"\xfe\xff", b"\xff\xfe")):
        return False
    body = _DECLARATION.sub(b"", content.removeprefix(b"\xef\xbb\xbf").lstrip(), count=1)
    if not body.lstrip().startswith(b"<") or b"<?" in body or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return False
    spaces = (next(filter(None, found.groups()), b"") for found in _NAMESPACE.finditer(body))
    return all(map(_HARMLESS_NAMESPACE.fullmatch, spaces))
