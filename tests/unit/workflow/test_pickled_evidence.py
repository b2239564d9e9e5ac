"""What a child sends its parent comes out as it was, and nothing but our data types is made of it."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from reinstate.device.model import Device, Fru, FruKind
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import Rpc
from reinstate.workflow.pickled_evidence import pickled, unpickled

CARD = Fru(("FPC 0", "PIC 1"), FruKind.OTHER, serial_number="ABC123")
FRU = Fru(("FPC 0",), FruKind.OTHER, serial_number="ABC123", children=(CARD,))


@dataclass(frozen=True, slots=True)
class Foreign:
    """A data class of no module of ours."""

    command: str


class Call:
    """What pickle would call."""

    def __reduce__(self):
        return os.system, ("true",)


VALUES = {
    "a part": FRU,
    "a version, which computes fields": JunosVersion("23.4R2-S4.11"),
    "enums": (Rpc.INVENTORY, FruKind.OTHER),
    "times": (datetime(2026, 11, 20, tzinfo=UTC), date(2026, 11, 20), timedelta(days=1)),
    "containers": {"a": (1, 2.5, None, True), "b": frozenset({"x"}), "c": [b"bytes", {"set"}]},
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_it_comes_out_as_it_was(value: object) -> None:
    found = unpickled(pickled(value), type(value))
    assert found == value
    assert repr(found) == repr(value)


def test_one_object_in_two_places_stays_one() -> None:
    one, other = unpickled(pickled((FRU, FRU)), tuple)
    assert one is other


REFUSED = {
    "a call": pickle.dumps(Call()),
    "a data class of another module": pickled(Foreign("true")),
    "a function of ours": pickle.dumps(pickled),
    "a module's function": pickle.dumps(os.getcwd),
    "another type than was asked for": pickled(FRU),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError):
        unpickled(content, Device)


def test_a_number_of_values_that_the_class_does_not_have_is_refused() -> None:
    values = (("FPC 0",), FruKind.OTHER)
    content = b"".join(
        (
            b"creinstate.workflow.pickled_evidence\n_made\n(creinstate.device.model.inventory\nFru\n",
            pickle.dumps(values, protocol=0)[:-1],
            b"tR.",
        )
    )
    with pytest.raises(pickle.UnpicklingError, match="does not have 2 fields"):
        unpickled(content, Fru)
