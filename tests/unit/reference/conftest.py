from __future__ import annotations

from datetime import date

import pytest

from reinstate.reference.library import Reference
from reinstate.reference.loading import load_shipped

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def shipped() -> Reference:
    return load_shipped()
