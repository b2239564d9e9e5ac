"""The pages of Ansible's side, from ``ansible-doc --json``: modules, and the variables of the playbooks and roles."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.docs_site.markdown import code, plain, table

ROOT = Path(__file__).resolve().parents[2]
_ANSIBLE_DOC = Path(sys.executable).parent / "ansible-doc"
# Ansible's own markup: code, values, options, return values, modules.
_MARKUP = re.compile(r"\b(?:C|V|O|RV|M)\((?:ignore:)?([^()]*(?:\([^()]*\))?[^()]*)\)")
# ``#   name   what it is`` at the head of a playbook.
_HEAD = re.compile(r"^#   (\w+) {2,}(.+)$", re.MULTILINE)

_MODULES = """# Ansible modules

The playbooks and roles of Reinstate use these modules; your own playbooks can use them, too, if `action_plugins/` and
`library/` are on Ansible's paths (`ansible.cfg` does this). `ansible-doc -t module NAME` prints the same.
"""
_VARIABLES = """# Playbook variables

Set a variable with `-e`, or in the inventory. `playbooks/inspect.yml` runs the roles `collect`, `decide`, and `report`
one after the other, and takes the variables of all three; `playbooks/decide.yml` runs `decide` and `report`. `-e`
takes precedence over the inventory. `ansible-doc -t role -r roles NAME` prints the same.
"""
_INSPECT = """## playbooks/inspect.yml

In addition to the variables of its roles:

| variable | meaning |
|---|---|
| `reinstate_hosts` | pattern of the hosts to inspect; by default all but the group `jump_hosts` |
"""


def modules_page() -> str:
    """Every module with its options and return values."""
    names = sorted(path.stem for path in (ROOT / "library").glob("*.py"))
    found = _ask("-t", "module", "-M", str(ROOT / "library"), *names)
    return "\n".join([_MODULES, *(line for name in names for line in _module(name, found[name]))])


def variables_page() -> str:
    """Every variable of the roles, and those of playbooks that are not in a role."""
    roles = ("collect", "decide", "report")
    found = _ask("-t", "role", "-r", str(ROOT / "roles"), *roles)
    parts = [line for name in roles for line in _role(name, found[name]["entry_points"]["main"])]
    return "\n".join([_VARIABLES, *parts, _INSPECT, *_of_head("reference")])


def _ask(*arguments: str) -> Any:
    done = subprocess.run(  # noqa: S603 - the program of this environment, with names of this repository
        [str(_ANSIBLE_DOC), "--json", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"ansible-doc {' '.join(arguments)}: {done.stderr}")
    return json.loads(done.stdout)


def _module(name: str, stated: Mapping[str, Any]) -> Iterator[str]:
    doc = stated["doc"]
    yield f"## {name}\n"
    yield f"{_text(doc['short_description'])}.\n"
    yield from (f"{_text(one)}\n" for one in _several(doc["description"]))
    yield from table(("option", "type and default", "meaning"), map(_option, doc["options"].items()))
    yield f"In check mode: {_text(' '.join(_several(doc['attributes']['check_mode']['description'])))}\n"
    yield f"```yaml\n{stated['examples'].strip()}\n```\n"
    yield from table(("returned", "type", "meaning"), map(_returned, (stated["return"] or {}).items()))


def _role(name: str, stated: Mapping[str, Any]) -> Iterator[str]:
    yield f"## Role {name}\n"
    yield f"{_text(stated['short_description'])}.\n"
    yield from (f"{_text(one)}\n" for one in _several(stated["description"]))
    yield from table(("variable", "type and default", "meaning"), map(_option, stated["options"].items()))


def _option(item: tuple[str, Mapping[str, Any]]) -> tuple[str, str, str]:
    name, stated = item
    kind = stated["type"] if "elements" not in stated else f"{stated['type']} of {stated['elements']}"
    choices = f": {', '.join(map(code, map(str, stated['choices'])))}" if "choices" in stated else ""
    value = stated.get("default")
    default = (
        "; required" if stated.get("required") else f"; default {code(_shown(value))}" if value is not None else ""
    )
    return code(name), f"{kind}{choices}{default}", _text(" ".join(_several(stated["description"])))


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value in ([], {}, "") else str(value)


def _returned(item: tuple[str, Mapping[str, Any]]) -> tuple[str, str, str]:
    name, stated = item
    return code(name), stated["type"], _text(" ".join(_several(stated["description"])))


def _of_head(playbook: str) -> Iterator[str]:
    """The variables that the head of a playbook lists."""
    head = (ROOT / "playbooks" / f"{playbook}.yml").read_text(encoding="utf-8").partition("\n- ")[0]
    yield f"## playbooks/{playbook}.yml\n"
    yield from table(("variable", "default, or meaning"), [(code(a), plain(b)) for a, b in _HEAD.findall(head)])


def _several(stated: str | list[str]) -> list[str]:
    return [stated] if isinstance(stated, str) else stated


def _text(stated: str) -> str:
    return plain(_MARKUP.sub(r"`\1`", stated))
