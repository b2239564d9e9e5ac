"""Files whose names known intrusions used."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reinstate.checks.integrity.tell_tale_files import TellTaleFiles
from reinstate.device.model import (
    Authorization,
    File,
    FileListing,
)
from reinstate.plan.requests import FILE_LISTINGS, Rpc
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
from tests.unit.checks.integrity.traced import case


def files(*names: str, item: Rpc = Rpc.FILES_CONFIG) -> dict[Rpc, object]:
    day = datetime(2026, 11, 22, tzinfo=UTC)
    empty: dict[Rpc, object] = {rpc: FileListing(()) for rpc in FILE_LISTINGS}
    return empty | {item: FileListing(tuple(File(name, "/config", 10, day, xpath=f"//{name}") for name in names))}


READER = {Rpc.AUTHORIZATION: Authorization("inspector", "ops", frozenset({"view"}))}
NAMES = (
    row("none", TellTaleFiles, case(files("juniper.conf.gz", "usage.db")), PASS),
    row(
        "the name of an implant",
        TellTaleFiles,
        case(files("lmpad", item=Rpc.FILES_VAR_TMP)),
        Said(FAIL, ADVICE, hold=False, text="lmpad (2026-11-22)"),
    ),
    row("nearly a file of Junos", TellTaleFiles, case(files("usage_db")), Said(FAIL, ADVICE, text="usage_db")),
    row(
        "one folder was not told",
        TellTaleFiles,
        case(files() | {Rpc.FILES_VAR_TMP: "denied"}),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
    row("no folder was asked", TellTaleFiles, case(), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("a reader can't tell", TellTaleFiles, case(files() | READER), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("no product", TellTaleFiles, case(profile=a_profile("vsrx", virtual=True)), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = NAMES


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_tell_tale_files(one: Row) -> None:
    assert_row(one)
