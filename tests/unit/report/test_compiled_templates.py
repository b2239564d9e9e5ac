"""Compiled templates are kept in a folder that only their user can write to, and change nothing but the time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reinstate.report.compiled_templates import compiled_templates
from reinstate.report.jinja_environment import make_environment, rendered

CODE = Path(__file__)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


def page(folder: Path, text: str) -> str:
    """What a template with that text gives."""
    folder.mkdir(exist_ok=True)
    (folder / "page.html.j2").write_text(text)
    return rendered(make_environment([folder]), "page.html.j2", {"name": "<b>"}).decode()


def kept(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.cache"))


def test_a_template_is_compiled_once(cache: Path, tmp_path: Path) -> None:
    assert page(tmp_path / "own", "{{ name }}") == "&lt;b&gt;"
    [one] = kept(cache)
    before = one.stat().st_mtime_ns
    assert page(tmp_path / "own", "{{ name }}") == "&lt;b&gt;"
    assert one.stat().st_mtime_ns == before
    assert page(tmp_path / "own", "changed: {{ name }}") == "changed: &lt;b&gt;"


def test_what_is_damaged_is_compiled_again(cache: Path, tmp_path: Path) -> None:
    page(tmp_path / "own", "{{ name }}")
    for damage in (b"", b"nonsense", kept(cache)[0].read_bytes()[:-20]):
        kept(cache)[0].write_bytes(damage)
        assert page(tmp_path / "own", "{{ name }}") == "&lt;b&gt;"


def test_other_code_keeps_its_own(cache: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.py"
    other.write_text("another version")
    folders = [found.directory for found in map(compiled_templates, (CODE, other)) if found]
    assert len(set(folders)) == 2


UNUSABLE: dict[str, Callable[[Path], object]] = {
    "others may write to it": lambda folder: folder.chmod(0o777),
    "it is a link": lambda folder: (folder.rmdir(), folder.symlink_to(folder.parent)),
    "it is a file": lambda folder: (folder.rmdir(), folder.write_text("")),
}


@pytest.mark.parametrize("spoil", UNUSABLE.values(), ids=UNUSABLE)
def test_a_folder_that_is_not_the_user_s_own_is_not_used(spoil: Callable[[Path], object], cache: Path) -> None:
    found = compiled_templates(CODE)
    assert found is not None
    spoil(Path(found.directory))
    assert compiled_templates(CODE) is None


def test_a_folder_that_is_gone_only_costs_time(cache: Path, tmp_path: Path) -> None:
    environment = make_environment([_own(tmp_path)])
    for folder in cache.rglob("templates-*"):
        folder.rmdir()
    assert rendered(environment, "page.html.j2", {"name": "x"}) == b"x"


def _own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "page.html.j2").write_text("{{ name }}")
    return folder
