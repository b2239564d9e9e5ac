"""Programs among the temporary files."""

from __future__ import annotations

import pytest

from reinstate.checks.integrity.temporary_files import TemporaryFiles
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_profile,
    assert_row,
    named,
    row,
)
from tests.unit.checks.integrity.evidence import BUILT_2024, case, files

TEMPORARY = (
    row("empty", TemporaryFiles, case(), PASS),
    row("logs and packages", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("cleanup-pkgs.log", "junos.tgz")}), PASS),
    row("a script", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("x.sh")}), Said(FAIL, ADVICE, text="x.sh")),
    row(
        "a script that came after the software",
        TemporaryFiles,
        case({Rpc.FILES_VAR_TMP: files("x.sh"), Rpc.SOFTWARE: BUILT_2024}),
        Said(FAIL, ADVICE, text="newer than the running software"),
    ),
    row("executable", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("x", mode="-rwxr-xr-x")}), Said(FAIL, ADVICE)),
    row(
        "executable, in numbers", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("x", mode="755")}), Said(FAIL, ADVICE)
    ),
    row("a folder", TemporaryFiles, case({Rpc.FILES_VAR_TMP: files("pics", mode="drwxr-xr-x", folder=True)}), PASS),
    row("no reply", TemporaryFiles, case({Rpc.FILES_VAR_TMP: "denied"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("not expected", TemporaryFiles, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = TEMPORARY


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_temporary_files(one: Row) -> None:
    assert_row(one)
