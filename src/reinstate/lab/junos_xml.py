"""Junos XML as text: one element a line, no indentation, as mgd prints it over NETCONF."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr


def _start(tag: str, attributes: dict[str, str]) -> str:
    return tag + "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def leaf(tag: str, text: object, **attributes: str) -> str:
    """``<tag>text</tag>``; nothing where the text is None. ``_`` in attribute names stands for ``:``."""
    if text is None:
        return ""
    named = {name.replace("_", ":"): value for name, value in attributes.items()}
    return f"<{_start(tag, named)}>{escape(str(text))}</{tag}>\n"


def leaves(**texts: object) -> str:
    """One leaf per keyword; ``_`` in names stands for ``-``. None and "" give nothing."""
    return "".join(leaf(name.replace("_", "-"), text) for name, text in texts.items() if text not in (None, ""))


def node(tag: str, *content: str, **attributes: str) -> str:
    """``<tag>`` around content that is XML already."""
    named = {name.replace("_", ":"): value for name, value in attributes.items()}
    inner = "".join(content)
    return f"<{_start(tag, named)}>\n{inner}</{tag}>\n" if inner else f"<{_start(tag, named)}/>\n"
