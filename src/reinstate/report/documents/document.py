"""What every document of a batch is: a name, what its templates are given, and the same as a table."""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from reinstate.report.jinja_environment import ReportEnvironment, rendered
from reinstate.report.text import csv_cell
from reinstate.report.views.document_view import DocumentView


@dataclass(frozen=True, slots=True)
class Batch:
    """What a document is made of.

    Attributes:
        units: every unit, in the records' order.
        run, summary: what ``run.json`` and ``summary.json`` say.
    """

    units: tuple[DocumentView, ...]
    run: Mapping[str, Any]
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeparateFile:
    """A file of its own that a document is cut into, to be sent to one person alone.

    Attributes:
        file: stem of its files.
        template: stem of its templates.
        values: what they are given beside ``run``, ``summary`` and ``document``.
    """

    file: str
    template: str
    values: Mapping[str, Any]


class Document(ABC):
    """One document of a batch, written as ``<name>.html``, ``<name>.md`` and, with columns, ``<name>.csv``.

    The pages come from ``<name>.html.j2`` and ``<name>.md.j2``, through the report's one environment, which escapes
    whatever they show. A class states the attributes, and writes ``values``, and ``rows`` where it has columns.

    Attributes:
        name: stem of its files and templates; reserved, so that no unit's page can take it.
        title: what people call it.
        purpose: one sentence for the index: what it is for.
        columns: heads of its table; empty where there is none.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    purpose: ClassVar[str]
    columns: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def values(self, batch: Batch) -> Mapping[str, Any] | None:
        """What its templates are given beside ``run``, ``summary`` and ``document``; None where it isn't called for."""

    def rows(self, values: Mapping[str, Any]) -> Iterable[Sequence[object]]:
        """The rows of its table; no cell needs escaping yet."""
        return ()

    def parts(self, values: Mapping[str, Any]) -> Iterable[SeparateFile]:
        """The files that it is cut into beside its own; none for most."""
        return ()


def render_document(
    document: Document, batch: Batch, environment: ReportEnvironment, common: Mapping[str, Any]
) -> dict[str, bytes]:
    """Its files by name; none where it isn't called for."""
    values = document.values(batch)
    if values is None:
        return {}
    contents: dict[str, bytes] = {}
    for part in (SeparateFile(document.name, document.name, values), *document.parts(values)):
        given = {**common, **part.values, "document": document}
        for form in ("html", "md"):
            contents[f"{part.file}.{form}"] = rendered(environment, f"{part.template}.{form}.j2", given)
    if document.columns:
        contents[f"{document.name}.csv"] = table(document.columns, document.rows(values))
    return contents


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A header and rows as CSV: UTF-8, and no cell that a spreadsheet would run."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(csv_cell, row))
    return stream.getvalue().encode()
