"""Build the site: ``python -m tools.docs_site [FOLDER]``.

Any warning, dead link, or page that loads something from elsewhere fails.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tools.docs_site.loaded import loaded_from_elsewhere
from tools.docs_site.staging import ROOT, stage


def build(target: Path) -> int:
    """Build the site into a folder, which is replaced; gives the exit status."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="docs-") as folder:
        stage(Path(folder))
        status = build_staged(Path(folder), target)
    found = [] if status else list(loaded_from_elsewhere(target))
    for one in found:
        print(f"loaded from elsewhere: {one}", file=sys.stderr)
    return status or int(bool(found))


def build_staged(source: Path, target: Path) -> int:
    """Run Sphinx; gives its exit status, which is not 0 if a link leads nowhere."""
    from sphinx.cmd.build import main as sphinx_build  # noqa: PLC0415 - only the docs extra installs it

    with tempfile.TemporaryDirectory(prefix="docs-state-") as state:
        options = ["-n", "-W", "--keep-going", "-q", "-j", "2", "-d", state]
        return int(sphinx_build([*options, str(source), str(target)]))


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "site"))
