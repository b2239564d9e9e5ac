"""The architecture page: up to date with the code, complete, and with the right place of every name."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "write_architecture.py"
PLACE = ROOT / "docs" / "explanation" / "architecture.md"
PAGE = PLACE.read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "reinstate"
# A name of the code, in the module that the page links after it.
NAMES = re.findall(r"`(\w+)` in \[`[^`]+`\]\(([^)]+)\)", PAGE)
PICTURE = PAGE.split("```text\n")[1].split("```")[0]


def renewed() -> Callable[[str], str]:
    spec = importlib.util.spec_from_file_location("write_architecture", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], str] = module.renewed
    return found


def test_generated_parts_are_up_to_date() -> None:
    assert renewed()(PAGE) == PAGE, "run make docs"


def test_a_changed_part_is_found() -> None:
    changed = PAGE.replace("| [`plan/`]", "| [`plans/`]")
    assert changed != PAGE
    assert renewed()(changed) == PAGE


def test_every_package_is_on_the_page() -> None:
    packages = [path.parent.relative_to(ROOT).as_posix() for path in SOURCE.glob("**/__init__.py")]
    assert len(packages) > 20
    assert [path for path in packages if path != "src/reinstate" and f"(../../{path})" not in PAGE] == []


def test_every_package_of_the_top_level_is_in_the_picture() -> None:
    shown = set(re.findall(r"\w+", PICTURE))
    assert {path.parent.name for path in SOURCE.glob("*/__init__.py")} - shown == set()


@pytest.mark.parametrize(("name", "link"), sorted(set(NAMES)), ids=str)
def test_every_name_is_defined_where_the_page_says(name: str, link: str) -> None:
    text = (PLACE.parent / link).read_text(encoding="utf-8")
    assert re.search(rf"^(def|class) {name}\b|^{name}\b.* = ", text, re.MULTILINE)
