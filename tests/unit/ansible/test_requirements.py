"""What is shipped works without Galaxy; ``requirements.yml`` names collections for playbooks beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
OWN = {path.stem for path in (ROOT / "library").glob("*.py")}
# ``junipernetworks.junos.junos`` is the plugin ``junos`` of a collection.
_COLLECTION = re.compile(r"\b([a-z_]+\.[a-z_]+)\.[a-z_]+\b")


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _mappings(inner)


def _actions() -> set[str]:
    files = [*(ROOT / "playbooks").glob("*.yml"), *(ROOT / "roles").glob("*/tasks/*.yml")]
    mappings = (one for path in files for one in _mappings(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return {key for one in mappings for key in one if "." in key or key in OWN}


def test_no_playbook_or_role_uses_a_collection_from_galaxy() -> None:
    actions = _actions()
    assert actions >= OWN
    assert "ansible.builtin.import_role" in actions
    assert [name for name in actions - OWN if not name.startswith("ansible.builtin.")] == []


def test_no_plugin_imports_a_collection() -> None:
    plugins = [path for folder in ROOT.glob("*_plugins") for path in folder.glob("*.py")]
    assert len(plugins) > 5
    assert [path.name for path in plugins if "ansible_collections" in path.read_text(encoding="utf-8")] == []


def test_the_collections_that_inventories_name_are_required_with_versions() -> None:
    stated = yaml.safe_load((ROOT / "requirements.yml").read_text(encoding="utf-8"))
    versions = {one["name"]: one["version"] for one in stated["collections"]}
    inventories = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "inventory").rglob("group_vars/*.yml"))
    named = set(_COLLECTION.findall("\n".join(re.findall(r"^ansible_\w+:.*", inventories, re.MULTILINE))))
    assert named - {"ansible.builtin"} == {"junipernetworks.junos"} == set(versions)
    assert all(re.fullmatch(r">=\d+\.\d+\.\d+,<\d+\.\d+\.\d+", version) for version in versions.values())
