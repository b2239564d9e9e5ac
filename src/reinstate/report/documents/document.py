"""A document of a batch: its name, the values of its templates, and its table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from reinstate.report.jinja_environment import ReportEnvironment, rendered
from reinstate.report.spreadsheet import csv_file
from reinstate.report.views.document_view import DocumentView


@dataclass(frozen=True, slots=True)
class Batch:
    """What a document is made from.

    Attributes:
        units: every unit, in the records' order; one that was collected at several addresses once.
        run, summary: what ``run.json`` and ``summary.json`` say.
    """

    units: tuple[DocumentView, ...]
    run: Mapping[str, Any]
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeparateFile:
    """One of the separate files of a document, to be sent to one recipient alone.

    Attributes:
        file: stem of its files.
        template: stem of its templates.
        values: what they are given in addition to ``run``, ``summary``, and ``document``.
    """

    file: str
    template: str
    values: Mapping[str, Any]


class Document(ABC):
    """One document of a batch, written as ``<name>.html``, ``<name>.md`` and, with columns, ``<name>.csv``.

    The pages come from ``<name>.html.j2`` and ``<name>.md.j2``, through the report's one environment, which escapes
    everything they show. A class states the attributes, and writes ``values``, and ``rows`` where it has columns.

    Attributes:
        name: stem of its files and templates; reserved, so that no unit's page can take it.
        title: its heading.
        purpose: for the index: what it is for.
        columns: heads of its table; empty where there is none.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    purpose: ClassVar[str]
    columns: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def values(self, batch: Batch) -> Mapping[str, Any] | None:
        """What its templates get besides ``run``, ``summary``, and ``document``; None where it is not needed."""

    def rows(self, values: Mapping[str, Any]) -> Iterable[Sequence[object]]:
        """The rows of its table; no cell needs escaping yet."""
        return ()

    def parts(self, values: Mapping[str, Any]) -> Iterable[SeparateFile]:
        """Its separate files; most documents have none."""
        return ()


def render_document(
    document: Document, batch: Batch, environment: ReportEnvironment, common: Mapping[str, Any]
) -> dict[str, bytes]:
    """Its files by name; none where it is not needed."""
    values = document.values(batch)
    if values is None:
        return {}
    contents: dict[str, bytes] = {}
    for part in (SeparateFile(document.name, document.name, values), *document.parts(values)):
        given = {**common, **part.values, "document": document}
        for form in ("html", "md"):
            contents[f"{part.file}.{form}"] = rendered(environment, f"{part.template}.{form}.j2", given)
    if document.columns:
        contents[f"{document.name}.csv"] = csv_file(document.columns, document.rows(values))
    return contents
