"""The site's source: a copy of ``docs/``, with generated pages, and with links that lead somewhere on the site."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.docs_site.ansible import modules_page, variables_page
from tools.docs_site.commands import commands_page, exit_codes_page
from tools.docs_site.record import policy_page, record_page, summary_page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GENERATED: Mapping[str, Callable[[], str]] = {
    "reference/commands.md": commands_page,
    "reference/exit-codes.md": exit_codes_page,
    "reference/modules.md": modules_page,
    "reference/policy.md": policy_page,
    "reference/record.md": record_page,
    "reference/summary.md": summary_page,
    "reference/variables.md": variables_page,
}
# Pages that stand elsewhere in the repository.
ELSEWHERE: Mapping[str, str] = {
    "CONTRIBUTING.md": "explanation/contributing.md",
    "CHANGELOG.md": "reference/changelog.md",
    "roles/report/templates/README.md": "reference/templates.md",
}
_LINK = re.compile(r"(?P<before>!?)\[(?P<label>[^\]]*)\]\((?P<target>(?!https?:|#)[^)\s#]+)(?P<anchor>#[^)]*)?\)")


def stage(target: Path) -> None:
    """Write the source of the site to an empty folder. SystemExit if a link of a page leads nowhere."""
    shutil.copytree(DOCS, target, dirs_exist_ok=True)
    for name, page in GENERATED.items():
        (target / name).write_text(page(), encoding="utf-8")
    pages = {page.relative_to(DOCS).as_posix(): page for page in DOCS.glob("**/*.md")}
    pages |= {there: ROOT / here for here, there in ELSEWHERE.items()}
    for name, page in pages.items():
        (target / name).write_text(relinked(page.read_text(encoding="utf-8"), page, name), encoding="utf-8")


def relinked(text: str, page: Path, name: str) -> str:
    """The text of a page of the repository as it is on the site, where the page has this name.

    A link to another page leads to its place there. A link to code, which is not on the site, becomes its label.
    """
    return _LINK.sub(lambda found: _link(found, page, name), text)


def _link(found: re.Match[str], page: Path, name: str) -> str:
    path = Path(os.path.normpath(page.parent / found["target"]))
    inside = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""
    there = ELSEWHERE.get(inside, inside.removeprefix("docs/") if inside.startswith("docs/") else "")
    if not path.exists() and there not in GENERATED:
        raise SystemExit(
            f"{page.relative_to(ROOT)}: the link to {found['target']} leads nowhere; fix: correct the path"
        )
    if not there or path.is_dir():
        return found["label"]
    target = os.path.relpath(there, Path(name).parent)
    return f"{found['before']}[{found['label']}]({target}{found['anchor'] or ''})"
