"""Opening a run: what can't be meant is refused before a folder is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinstate.errors import InputError
from reinstate.workflow.arguments import OpenArguments
from reinstate.workflow.open_run import open_inspection


def test_to_go_on_without_naming_a_run_would_start_another(tmp_path: Path) -> None:
    stated = {"runs_dir": str(tmp_path), "hosts": ["ex-1"], "batch": ["ex-1"], "resume": True}
    with pytest.raises(InputError, match="add -e run_id=RUN"):
        open_inspection(OpenArguments.model_validate(stated))
    assert not list(tmp_path.iterdir())
