"""PDF of every page and document, set by typst from one template. Text reaches it as JSON, so that none can be code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import orjson

from reinstate.errors import InputError
from reinstate.report.formats.names import require_typst
from reinstate.report.formats.page_blocks import Block, page_blocks
from reinstate.report.text import inert

PAPER = "paper.typ"
_WIDE = 7  # a table with more columns is set on landscape pages
_COMPILED = 200  # pages until a new compiler: it keeps what it has set


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is set as one file.

    Attributes:
        name: of the file, without suffix.
        page: the same as HTML.
        digest: what the foot of each page says about the record, or about the run.
    """

    name: str
    page: bytes
    digest: str


def set_sheets(
    sheets: Sequence[Sheet], template: bytes, folder: Path, run: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of a PDF for each sheet: tagged, with title, run, digest, and page x of y on each page.

    Args:
        sheets: what to set.
        template: the typst template.
        folder: where the template's own files are, such as a logo; it can read no other ones.
        run: what ``run.json`` says.

    Raises:
        InputError: typst is not installed, or the template is at fault.
    """
    require_typst()
    import typst  # noqa: PLC0415 - optional, and large

    started = datetime.fromisoformat(str(run["started"])).replace(microsecond=0)
    compiler = typst.Compiler(root=folder)
    for number, sheet in enumerate(sheets, 1):
        if number % _COMPILED == 0:
            compiler = typst.Compiler(root=folder)

        def compiled(one: Sheet, compiler: typst.Compiler = compiler) -> bytes:
            given = {"paper": _paper(one, str(run["run_id"]))}
            content = compiler.compile(template, sys_inputs=given, format="pdf", timestamp=started)
            assert isinstance(content, bytes), "a PDF is one file"
            return content

        try:
            yield f"{sheet.name}.pdf", compiled(sheet)
        except typst.TypstError as error:
            yield f"{sheet.name}.pdf", _instead(sheet, error, compiled)


def _instead(sheet: Sheet, error: Exception, compiled: Callable[[Sheet], bytes]) -> bytes:
    """A PDF that says that this page cannot be set: it costs no other page. InputError where the template sets none."""
    said = f"{sheet.name}: this page cannot be set: {inert(str(error))[:300]}"
    page = f"<title>{escape(sheet.name)}</title><p>{escape(said)}</p><p>The HTML page has its content.</p>"
    try:
        return compiled(Sheet(sheet.name, page.encode(), sheet.digest))
    except type(error) as same:
        raise InputError(
            f"report template {PAPER}: {sheet.name} cannot be set",
            expected="a template that typst can compile",
            actual=inert(str(same))[:300],
            remedy="correct the template, or remove your copy",
        ) from error


def _paper(sheet: Sheet, run: str) -> str:
    title, blocks = page_blocks(sheet.page)
    landscape = any(len(block.get("widths", ())) > _WIDE for block in _all(blocks))
    stated = {"title": title, "run": run, "digest": sheet.digest, "landscape": landscape, "blocks": blocks}
    return orjson.dumps(stated).decode()


def _all(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.get("blocks", ()))
