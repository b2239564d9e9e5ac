"""The catalog of checks as a document, generated from the classes so that it always matches them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from reinstate.checks.catalog import CHECK_CLASSES
from reinstate.checks.framework import Action, Check
from reinstate.checks.framework.labels import HOLD, SEVERITY_LABELS

_HEAD = """# The checks

Generated from the classes in `src/reinstate/checks`. To change this page, change them and run `make docs`.

A check returns a finding for a unit, or for each module of it: passed, failed, inconclusive, or not applicable.

- **Severity** is what a failed finding means. *{blocker}* (`blocker`): the product is not eligible. *{must_fix}*
  (`condition`): correct it before the product inspection. *{informational}* (`advice`): it does not prevent a pass.
- **{hold}** means that a failed finding puts the unit on hold: keep and isolate the unit; do not wipe, return, or
  resell it; report it. *{hold} in some cases* means that some failed findings do.
- **If inconclusive**: *counts* means that an inconclusive finding prevents a pass; its severity is the worst that the
  check can give. An *open item* does not count toward the verdict.
- **Clauses** (P8) are rules of the gray-market policy. [policy-clauses.md](policy-clauses.md) shows where each is
  covered.
- **Next step** is the step for a failed finding. It starts with the kind of step: {actions}. A finding can state its
  own step.
"""


_HEADINGS = {"attested": "Attestations", "frus": "Modules (FRUs)"}


def catalog_markdown() -> str:
    """The whole document: an overview, then a section for each domain, in the catalog's order."""
    sections = [_section(domain, tuple(checks)) for domain, checks in groupby(CHECK_CLASSES, key=_domain)]
    head = _HEAD.format(
        actions=", ".join(f"*{action}*" for action in Action if action),
        blocker=SEVERITY_LABELS["blocker"].capitalize(),
        must_fix=SEVERITY_LABELS["condition"].capitalize(),
        informational=SEVERITY_LABELS["advice"].capitalize(),
        hold=HOLD.capitalize(),
    )
    return "\n".join([head, *_overview(), *sections])


def _domain(check: type[Check]) -> str:
    return check.id.split(".", 1)[0]


def _overview() -> Iterator[str]:
    yield f"{len(CHECK_CLASSES)} checks:\n"
    yield "| Check | Passes when | Severity | If inconclusive |\n|---|---|---|---|"
    for check in CHECK_CLASSES:
        anchor = check.id.replace(".", "")
        yield f"| [{check.id}](#{anchor}) | {check.title} | {_severity(check)} | {_inconclusive(check)} |"
    yield ""


def _section(domain: str, checks: Iterable[type[Check]]) -> str:
    return "\n".join([f"## {_HEADINGS.get(domain, domain.capitalize())}\n", *(_entry(check) for check in checks)])


def _entry(check: type[Check]) -> str:
    facts = [
        ("Severity", _severity(check)),
        ("If inconclusive", _inconclusive(check)),
        ("Evidence", _evidence(check)),
        ("Permissions", ", ".join(check.evidence.permissions)),
        ("Reference sets", ", ".join(check.evidence.reference)),
        ("Clauses", ", ".join(check.clauses)),
        ("Next step", _step(check)),
    ]
    lines = [f"### {check.id}\n", f"**{check.title}.**\n"]
    lines += [f"{text}\n" for text in (check.rationale, check.details) if text]
    lines += [f"- {name}: {text}" for name, text in facts if text]
    return "\n".join([*lines, ""])


def _step(check: type[Check]) -> str:
    """The step where a finding states no other, after its kind."""
    kind = f"**{check.remedy.action}**: " if check.remedy.action else ""
    return f"{kind}{check.remedy.text}" if check.remedy.text else ""


def _severity(check: type[Check]) -> str:
    severity = check.severity
    ceiling = "" if severity.ceiling is severity.gravity else f", worst possible {SEVERITY_LABELS[severity.ceiling]}"
    hold = f", {HOLD}" if severity.hold else f", {HOLD} in some cases" if severity.may_hold else ""
    return f"{SEVERITY_LABELS[severity.gravity]}{ceiling}{hold}"


def _inconclusive(check: type[Check]) -> str:
    if check.evidence.optional and not check.severity.unknown_is_noted:
        return "open item if not requested, otherwise counts"
    return "open item" if check.severity.unknown_is_noted else "counts"


def _evidence(check: type[Check]) -> str:
    always = ", ".join(f"`{item}`" for item in (*check.evidence.reads, *check.evidence.needs))
    if_requested = ", ".join(f"`{item}`" for item in check.evidence.uses)
    return "; ".join(filter(None, (always, if_requested and f"if requested: {if_requested}")))


if __name__ == "__main__":
    from pathlib import Path

    Path("docs/reference/checks.md").write_text(catalog_markdown(), encoding="utf-8")
