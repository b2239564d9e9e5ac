"""A copy of the project in which the emulated rack was inspected, once for all pages that begin there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.documentation.pages import Command
from tests.documentation.shell import Ran, complaints, fresh_copy, run

INSPECT = "make inspect"


@dataclass(frozen=True)
class Inspected:
    """The copy, to be copied by those who change it, and what ``make inspect`` printed."""

    folder: Path
    ran: Ran


@pytest.fixture(scope="session")
def inspected_copy(tmp_path_factory: pytest.TempPathFactory) -> Inspected:
    folder = fresh_copy(tmp_path_factory.mktemp("inspected") / "reinstate")
    (ran,) = run(folder, [Command(INSPECT)])
    assert list(complaints([ran])) == []
    return Inspected(folder, ran)
