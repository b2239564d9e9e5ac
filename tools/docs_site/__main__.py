"""Build the site: ``python -m tools.docs_site [FOLDER]``.

Any warning, dead link, or page that loads something from elsewhere fails.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import main as sphinx_build
from tools.docs_site.loaded import loaded_from_elsewhere
from tools.docs_site.staging import ROOT, stage


def build(target: Path) -> int:
    """Build the site into a folder, which is replaced; gives the exit status."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="docs-") as folder:
        source, state = Path(folder, "source"), Path(folder, "state")
        source.mkdir()
        stage(source)
        status = sphinx_build(["-n", "-W", "--keep-going", "-q", "-j", "2", "-d", str(state), str(source), str(target)])
    found = list(loaded_from_elsewhere(target)) if not status else []
    for one in found:
        print(f"loaded from elsewhere: {one}", file=sys.stderr)
    return status or int(bool(found))


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "site"))
