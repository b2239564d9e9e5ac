"""What a playbook imports before it knows whether an export is wanted."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "left_out"),
    [
        ("reinstate.workflow.write_report", ("xlsxwriter", "typst", "lxml.html")),
        ("reinstate.workflow.arguments", ("xlsxwriter", "typst", "jinja2", "reinstate.report.render")),
        ("reinstate.cli.main", ("xlsxwriter", "typst", "jinja2", "reinstate.report.render")),
    ],
)
def test_start_up_does_not_pay_for_exports(module: str, left_out: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*(name for name in {left_out!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
