"""The catalog of checks as a document, written from the classes so that it can't drift from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from reinstate.checks.catalog import CHECK_CLASSES
from reinstate.checks.framework import Action, Check

_HEAD = """# The checks

Written from the classes in `src/reinstate/checks`; change them and run `make docs`.

Each check answers about one unit, or about one module of it: pass, fail, inconclusive or not applicable. **Gravity**
is what a failure means: a *blocker* makes the product ineligible, a *condition* can be put right before the
inspection, *advice* is worth knowing. **Hold** means that a failure puts the unit on hold: keep and isolate it, don't
wipe, return or resell it. An inconclusive answer stands in the way of a pass as gravely as the worst failure could
have, unless it is only *noted* among the open points. Clauses (P8) are points of the gray-market policy;
[policy-clauses.md](policy-clauses.md) shows where each lives. What to do **when it fails** begins with the kind of step
that it is: {actions}. A finding may name a step of its own.
"""


def catalog_markdown() -> str:
    """The whole document: an overview, then a section for each domain, in the catalog's order."""
    sections = [_section(domain, tuple(checks)) for domain, checks in groupby(CHECK_CLASSES, key=_domain)]
    head = _HEAD.format(actions=", ".join(f"*{action}*" for action in Action if action))
    return "\n".join([head, *_overview(), *sections])


def _domain(check: type[Check]) -> str:
    return check.id.split(".", 1)[0]


def _overview() -> Iterator[str]:
    yield f"{len(CHECK_CLASSES)} checks:\n"
    yield "| check | holds when it passes | gravity | can't be told |\n|---|---|---|---|"
    for check in CHECK_CLASSES:
        anchor = check.id.replace(".", "")
        yield f"| [{check.id}](#{anchor}) | {check.title} | {_gravity(check)} | {_untold(check)} |"
    yield ""


def _section(domain: str, checks: Iterable[type[Check]]) -> str:
    return "\n".join([f"## {domain.capitalize()}\n", *(_entry(check) for check in checks)])


def _entry(check: type[Check]) -> str:
    facts = [
        ("Gravity", _gravity(check)),
        ("Can't be told", _untold(check)),
        ("Evidence", _evidence(check)),
        ("Permissions", ", ".join(check.evidence.permissions)),
        ("Reference sets", ", ".join(check.evidence.reference)),
        ("Clauses", ", ".join(check.clauses)),
        ("When it fails", _step(check)),
    ]
    lines = [f"### {check.id}\n", f"**{check.title}.**\n"]
    lines += [f"{text}\n" for text in (check.rationale, check.details) if text]
    lines += [f"- {name}: {text}" for name, text in facts if text]
    return "\n".join([*lines, ""])


def _step(check: type[Check]) -> str:
    """The step where a finding states no other, after the kind of step that it is."""
    kind = f"**{check.remedy.action}**: " if check.remedy.action else ""
    return f"{kind}{check.remedy.text}" if check.remedy.text else ""


def _gravity(check: type[Check]) -> str:
    ceiling = (
        f", at worst {check.severity.ceiling}"
        if check.severity.ceiling and check.severity.ceiling is not check.severity.gravity
        else ""
    )
    hold = ", hold" if check.severity.hold else ", may hold" if check.severity.may_hold else ""
    return f"{check.severity.gravity}{ceiling}{hold}"


def _untold(check: type[Check]) -> str:
    if check.evidence.optional and not check.severity.unknown_is_noted:
        return "noted while it isn't asked, else inconclusive"
    return "noted" if check.severity.unknown_is_noted else "inconclusive"


def _evidence(check: type[Check]) -> str:
    always = [f"`{item}`" for item in (*check.evidence.reads, *check.evidence.needs)]
    where_asked = [f"`{item}` where it is asked" for item in check.evidence.uses]
    return ", ".join([*always, *where_asked])


if __name__ == "__main__":
    from pathlib import Path

    Path("docs/checks.md").write_text(catalog_markdown(), encoding="utf-8")
