"""The one Jinja environment of a batch: everything a template shows is escaped for the format that it writes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context
from markupsafe import Markup
from markupsafe import escape as html_escaped

from reinstate.errors import InputError, ReinstateError
from reinstate.report import labels
from reinstate.report.compiled_templates import compiled_templates
from reinstate.report.figures import amount, count, money, sentence, short_digest, usd, usd_range, when
from reinstate.report.filters import FILTERS
from reinstate.report.text import inert, markdown, short, visible

INDEX = "index.html.j2"
BATCH = "batch.html.j2"
BATCH_MD = "batch.md.j2"
UNITS_PAGE = "units-page.html.j2"
RECORD_HTML = "record.html.j2"
RECORD_MD = "record.md.j2"
_REPLACEABLE = (".j2", ".css", ".js", ".typ")


class _EscapedOnce(CodeGenerator):
    """Code that hands what ``{{ }}`` prints to ``finalize`` alone, which escapes it: a second look costs as much."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(str(finalize.src))

    def _output_child_post(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(")")


class ReportEnvironment(Environment):
    """Jinja's environment, in which ``a.b`` of a dictionary is its key ``b`` before all else."""

    code_generator_class = _EscapedOnce

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The key first: most of what templates look up are records. Then what Jinja finds at once."""
        if type(obj) is dict:
            return obj[attribute] if attribute in obj else super().getattr(obj, attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)


def make_environment(folders: Sequence[Path]) -> ReportEnvironment:
    """An environment that looks for each file in these folders, in order.

    Everything that a template prints is escaped: as Markdown in templates with ``.md`` in their name, as HTML in all
    others, after control and direction characters were made visible. None prints as ``not known``; a name that
    does not exist is an error.

    Raises:
        InputError: where a folder is missing, or the first of several holds none of the files that it could replace.
    """
    _require_folders(folders)
    environment = ReportEnvironment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=compiled_templates(Path(__file__)),
    )
    environment.filters |= FILTERS
    environment.filters |= {
        "visible": visible,
        "when": when,
        "urlencode": _quoted,
        "usd": usd,
        "usd_range": usd_range,
        "amount": amount,
        "money": money,
        "short": short,
        "data_block": data_block,
        "count": count,
        "sha": short_digest,
        "sentence": sentence,
    }
    environment.globals |= {"asset": _Assets(environment), "csp": content_security_policy, "labels": labels}
    return environment


def _require_folders(folders: Sequence[Path]) -> None:
    if not folders:
        raise InputError(
            "report templates: no folder",
            expected="the folder roles/report/templates of a clone",
            actual="none next to the installed package",
            remedy="name it with --templates",
        )
    for folder in folders:
        if not folder.is_dir():
            raise InputError(
                f"report templates: {folder} is not a folder",
                expected="a folder with templates",
                actual="a file" if folder.exists() else "nothing",
                remedy="correct reinstate_report_templates",
            )
    for path in (path for folder in folders for path in folder.iterdir() if path.suffix in _REPLACEABLE):
        if not path.is_file():
            raise InputError(
                f"report templates: {path} cannot be read",
                expected="a regular file",
                actual="something else, such as a pipe, a folder, or a link to nothing",
                remedy="replace it by a template, or remove it",
            )
    names = sorted({path.name for folder in folders[1:] for path in folder.iterdir() if path.suffix in _REPLACEABLE})
    if len(folders) > 1 and not any((folders[0] / name).is_file() for name in names):
        raise InputError(
            f"report templates: {folders[0]} replaces no template",
            expected=f"one of {', '.join(names)}",
            actual="none of them",
            remedy="rename the files, or leave reinstate_report_templates empty",
        )


@pass_context
def _shown(context: Context, value: Any) -> Any:
    """What a template's ``{{ }}`` prints, escaped. Markup is what a template itself made."""
    if isinstance(value, Markup):
        return value
    text = value if type(value) is str else "not known" if value is None else str(value)
    escape = _as_markdown if ".md" in (context.name or "") else _as_html
    # The pages of a batch repeat labels, titles and states by the thousand; what is long is a device's own.
    return escape(text) if len(text) <= _REPEATED_LENGTH else escape.__wrapped__(text)


_REPEATED_LENGTH = 200
# What could end a script element or begin markup, and what some readers of JSON take for the end of a line.
_IN_A_SCRIPT = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


def data_block(value: Any, name: str) -> Markup:
    """Plain JSON types as a block of data that a page's own script reads; nothing in it acts or hides."""
    text = json.dumps(_inert(value), ensure_ascii=False, separators=(",", ":")).translate(_IN_A_SCRIPT)
    return Markup(f'<script type="application/json" id="{html_escaped(name)}">{text}</script>')  # noqa: S704 - see above


def _inert(value: Any) -> Any:
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Mapping):
        return {inert(str(key)): _inert(one) for key, one in value.items()}
    return [_inert(one) for one in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=8192)
def _quoted(text: str) -> str:
    """Jinja's own ``urlencode`` of a text: a page links the same items a hundred times."""
    return quote(text, safe="/")


@lru_cache(maxsize=8192)
def _as_html(text: str) -> Markup:
    return html_escaped(inert(text))


@lru_cache(maxsize=8192)
def _as_markdown(text: str) -> Markup:
    return Markup(markdown(text))  # noqa: S704 - escaped for Markdown, HTML included


class _Assets:
    """A file next to the templates, as it is: it is not rendered."""

    def __init__(self, environment: ReportEnvironment) -> None:
        self._environment = environment
        self._read: dict[str, Markup] = {}

    def __call__(self, name: str) -> Markup:
        if name not in self._read:
            loader = self._environment.loader
            if loader is None:
                raise TemplateNotFound(name)
            source = loader.get_source(self._environment, name)[0]
            if "</" in source or "<!--" in source:
                raise InputError(
                    f"report templates: {name} cannot be included in a page",
                    expected="a file without </ and <!--",
                    actual="</" if "</" in source else "<!--",
                    remedy=f"remove it from {name}",
                )
            self._read[name] = Markup(source)  # noqa: S704 - a file of the templates' author
        return self._read[name]


def content_security_policy(style: str, script: str = "") -> str:
    """A policy under which this very style and script act and nothing else does; nothing is ever fetched."""
    sources = [
        "default-src 'none'",
        f"style-src '{_source_hash(style)}'",
        f"script-src '{_source_hash(script)}'" if script else "script-src 'none'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(sources)


def _source_hash(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"


def rendered(environment: ReportEnvironment, name: str, values: Mapping[str, Any]) -> bytes:
    """The template's text, UTF-8; InputError with file and line where the template is at fault."""
    try:
        # Lone surrogates cannot occur: what a template shows was made visible.
        return environment.get_template(name).render(values).encode("utf-8", "backslashreplace")
    except TemplateSyntaxError as error:
        raise _at_fault(f"{error.filename or name}, line {error.lineno}", "Jinja", str(error.message)) from error
    except UndefinedError as error:
        raise _at_fault(_place(error, name), "names that the templates are given", str(error)) from error
    except TemplateNotFound as error:
        raise _at_fault(name, f"a file {error.name}", "none in the template folders") from error
    except Exception as error:  # anything that a template's own expressions raise
        said = error.what if isinstance(error, ReinstateError) else f"{type(error).__name__}: {error}"
        raise _at_fault(_place(error, name), "a template that can be rendered", said) from error


def template_file(environment: ReportEnvironment, name: str) -> tuple[bytes, Path]:
    """The bytes of a template that is not rendered here, and its folder; InputError where there is none."""
    assert isinstance(environment.loader, FileSystemLoader)
    for folder in map(Path, environment.loader.searchpath):
        if (folder / name).is_file():
            return (folder / name).read_bytes(), folder
    raise _at_fault(name, f"a file {name}", "none in the template folders")


def _place(error: BaseException, name: str) -> str:
    """File and line of the template where the error came from, as Jinja writes it into the traceback."""
    place, trace = name, error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.endswith(".j2"):
            place = f"{filename}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _at_fault(place: str, expected: str, actual: str) -> InputError:
    return InputError(
        f"report template {place}: cannot be rendered",
        expected=expected,
        actual=actual,
        remedy="correct the template, or remove your copy",
    )
