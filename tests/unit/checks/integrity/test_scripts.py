"""Scripts, event policies, extensions and process overrides."""

from __future__ import annotations

import pytest

from reinstate.checks.integrity.scripts import ScriptFiles, Scripts
from reinstate.declared.kinds import Stage
from reinstate.device.model import (
    Package,
)
from reinstate.plan.requests import SCRIPT_LISTINGS, Rpc
from tests.unit.checks.builders import (
    CONDITION,
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
    software,
)
from tests.unit.checks.integrity.evidence import BUILT_2024, READER, case, config, files

OF_TOMORROW = Package("os-kernel", "JUNOS OS Kernel 64-bit [20261123.abc_builder]")
SCRIPTS = (
    row("factory default only", Scripts, case(), PASS),
    *(
        row(line, Scripts, case(config(line)), Said(FAIL, CONDITION, hold=False))
        for line in (
            "system > scripts > op > file[tool.slax]",
            "system > scripts > commit > file[check.py] > optional",
            "system > scripts > load-scripts-from-flash",
            "event-options > policy[phone] > events = ui_commit",
            "event-options > event-script > file[boot.py]",
            "groups[old] > event-options > policy[phone] > events = ui_commit",
            "logical-systems[ls] > system > scripts > op > file[x.py]",
            "system > extensions > providers[somebody] > license-type[customer] > deployment-scope = any",
            "system > services > extension-service > request-response > grpc",
            "system > processes > app-engine-daemon > command = /var/tmp/x",
            "system > processes > dhcp-service > command = /var/tmp/x",
            "system > services > ssh > authorized-keys-command = /var/tmp/keys",
            "system > login > class[ops] > login-script = hello.slax",
        )
    ),
    row(
        "deactivated, after reinstalling",
        Scripts,
        case(config("event-options > policy[p] > events = ui_commit", inactive=True), stage=Stage.REIMAGED),
        Said(FAIL, CONDITION, hold=True, text="event-options policy p"),
    ),
    row(
        "two kinds are two findings",
        Scripts,
        case(
            config(
                "system > scripts > op > file[a.py]", "system > scripts > op > file[b.py]", "event-options > policy[p]"
            )
        ),
        Said(FAIL, text="file a.py, system scripts op file b.py"),
        Said(FAIL, text="policy p"),
    ),
    row("an empty container", Scripts, case(config("event-options", "system > scripts")), PASS),
    row(
        "a login class without a script", Scripts, case(config("system > login > class[ops] > idle-timeout = 5")), PASS
    ),
    row(
        "declared by the bench",
        Scripts,
        case(config("system > scripts > op > file[bench.py]"), statements=("system scripts op file[bench.py]*",)),
        PASS,
    ),
    row("a reader can't tell", Scripts, case(READER), Said(INCONCLUSIVE, CONDITION, hold=True, text="maintenance")),
    row("family unknown", Scripts, case(profile=None), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("no reply", Scripts, case({Rpc.CONFIGURATION: "denied"}), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("not expected", Scripts, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
SCRIPT_FILES = (
    row("empty", ScriptFiles, case(), PASS),
    row(
        "a file",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_EVENT: files("boot.py")}),
        Said(FAIL, CONDITION, hold=False, text="boot.py"),
    ),
    row(
        "a file that came after the software",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_OP: files("x.slax"), Rpc.SOFTWARE: BUILT_2024}),
        Said(FAIL, CONDITION, text="x.slax (2026-11-22, newer than the running software)"),
    ),
    row(
        "a file that is older than the software",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_OP: files("x.slax"), Rpc.SOFTWARE: software("26.2R1", packages=(OF_TOMORROW,))}),
        Said(FAIL, CONDITION, text="Actual: x.slax (2026-11-22)"),
    ),
    row("a folder", ScriptFiles, case({Rpc.FILES_SCRIPTS_LIB: files("x", folder=True)}), Said(FAIL, text="x/")),
    row(
        "two folders, after reinstalling",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_OP: files("a"), Rpc.FILES_SCRIPTS_JET: files("b")}, stage=Stage.REIMAGED),
        Said(FAIL, hold=True, text="op scripts"),
        Said(FAIL, hold=True, text="jet scripts"),
    ),
    row(
        "one folder was not told",
        ScriptFiles,
        case({Rpc.FILES_SCRIPTS_LIB: "denied"}),
        Said(INCONCLUSIVE, CONDITION, hold=True),
    ),
    row("none asked", ScriptFiles, case(dict.fromkeys(SCRIPT_LISTINGS)), Said(INCONCLUSIVE, CONDITION, hold=True)),
    row("a reader can't tell", ScriptFiles, case(READER), Said(INCONCLUSIVE, CONDITION, hold=True)),
)
TABLE: tuple[Row, ...] = (*SCRIPTS, *SCRIPT_FILES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_scripts(one: Row) -> None:
    assert_row(one)
