"""The names of formats, and what can be checked of them before anything else is imported."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Final

from reinstate.errors import InputError
from reinstate.plain_text import shown_value

XLSX: Final = "xlsx"
JSONL: Final = "jsonl"
PDF: Final = "pdf"
MARKDOWN: Final = "markdown"
EXPORTS: Final = (XLSX, JSONL, PDF, MARKDOWN)
DEFAULT_EXPORTS: Final = (XLSX, JSONL)


def require_formats(names: Iterable[str]) -> tuple[str, ...]:
    """The names of formats, each once; InputError where one is unknown, or where what it needs is not installed."""
    wanted = tuple(dict.fromkeys(names))
    if unknown := [name for name in wanted if name not in EXPORTS]:
        raise InputError(
            "reinstate_exports: unknown format of an export",
            expected=", ".join(EXPORTS),
            actual=shown_value(unknown[0]),
            remedy="correct reinstate_exports or --format",
        )
    if PDF in wanted:
        require_typst()
    return wanted


def require_typst() -> None:
    """InputError where typst is not installed."""
    if find_spec("typst") is None:
        raise InputError(
            "reinstate_exports: pdf needs the typst package",
            expected="typst for this Python",
            actual="not installed",
            remedy="install the extra of that name: pip install 'reinstate[pdf]', from a clone pip install '.[pdf]'",
        )
