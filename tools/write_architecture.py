#!/usr/bin/env python3
"""Write the generated parts of docs/explanation/architecture.md from the code: tools/write_architecture.py.

The text of the page is written by hand. The parts between its markers come from the code: every package with the first
paragraph of its docstring, and the import order that import-linter enforces.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "explanation" / "architecture.md"
SOURCE = ROOT / "src" / "reinstate"
_BLOCK = re.compile(r"(<!-- generated: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_WIDTH = 100


def layers() -> list[str]:
    """The layers that import-linter enforces, from the one that imports no other to the one that may import all."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (order,) = [one["layers"] for one in stated["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    return [name.removeprefix("reinstate.") for name in reversed(order)]


def packages() -> Iterator[str]:
    """The table of packages: layers in their order, then the rest; below each package, the packages in it."""
    yield "| package | contents |\n|---|---|"
    ordered = layers()
    places = {place.stem: place for place in sorted(SOURCE.iterdir()) if _is_code(place)}
    for name in [*ordered, *(name for name in places if name not in ordered)]:
        yield _row(places[name])
        yield from (_row(one) for one in sorted(places[name].glob("**/")) if one != places[name] and _is_code(one))


def _is_code(place: Path) -> bool:
    return (place / "__init__.py").is_file() or (place.suffix == ".py" and place.name != "__init__.py")


def _row(place: Path) -> str:
    shown = place.relative_to(SOURCE).as_posix() + ("/" if place.is_dir() else "")
    return f"| [`{shown}`](../../{place.relative_to(ROOT).as_posix()}) | {_purpose(place)} |"


def _purpose(place: Path) -> str:
    """The first paragraph of a module's or package's docstring, as Markdown in a table."""
    file = place / "__init__.py" if place.is_dir() else place
    stated = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(stated.split("\n\n")[0].split()).replace("``", "`").replace("|", "\\|")


def order() -> Iterator[str]:
    """The import order as text, in lines of a readable width."""
    yield "```text"
    line, *steps = [*layers(), "Ansible plugins"]
    for step in steps:
        if len(line) + len(step) > _WIDTH:
            yield line
            line = "   "
        line += f" -> {step}"
    yield line
    yield "```"


GENERATED = {"packages": packages, "order": order}


def renewed(page: str) -> str:
    """The page with every generated part replaced."""
    return _BLOCK.sub(lambda found: "\n".join([found[1].rstrip(), *GENERATED[found["name"]](), found[3]]), page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
