"""Two sightings of one chassis serial number: the same box, another one, or not to be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from reinstate.device.same_box import Answer, compare, compare_with_earlier, contradictions
from reinstate.device.sightings import BootSeen, Sighting

SAME, ANOTHER, CANNOT_TELL = Answer.SAME, Answer.ANOTHER, Answer.CANNOT_TELL
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BOOTED = NOW - timedelta(days=3)
DAY = timedelta(days=1)


def boot(after: float = 0, *, slot: str = "0", printed: float | None = None, within: float = 1.0) -> BootSeen:
    """A boot instant some seconds after ``BOOTED``; ``printed`` is that on the device's clock."""
    at = BOOTED + timedelta(seconds=after)
    return BootSeen(slot, at, within, at if printed is None else BOOTED + timedelta(seconds=printed))


BOX = Sighting(
    "sw1",
    "sw1",
    "XX0226010001",
    base_macs=frozenset({"02:00:00:00:00:01"}),
    fru_serials=frozenset({"XXPS0001", "XXRE0001"}),
    host_key="SHA256:one",
    key_type="ssh-ed25519",
    key_engine="slot 0",
    boards=frozenset({("midplane", "ACAB0001")}),
    boots=(boot(),),
    release="23.4R2-S4.11",
    history_since=NOW - 30 * DAY,
    started=NOW,
    finished=NOW + timedelta(seconds=20),
    address="192.0.2.1",
)
OTHER_KEY = {"host_key": "SHA256:two"}
OTHER_MAC = {"base_macs": frozenset({"02:00:00:00:10:01"})}


def beside(**facts: object) -> Sighting:
    """The same serial number at another address of the batch, in a session that overlaps."""
    stated = {"unit": "sw2", "host": "sw2", "address": "192.0.2.2", **facts}
    return replace(BOX, **stated)  # type: ignore[arg-type]


def later(days: int = 2, *, restarted: bool = True, **facts: object) -> Sighting:
    """The same serial number in another run; started anew since, unless told."""
    start = NOW + days * DAY
    boots = (boot(days * 86_400 + 200_000),) if restarted else BOX.boots
    stated = {"started": start, "finished": start + timedelta(seconds=20), "boots": boots, **facts}
    return replace(BOX, **stated)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Row:
    name: str
    other: Sighting
    answer: Answer
    because: str = ""
    one: Sighting = BOX
    wiped: bool = False


# Two entries of one inventory. ``because`` is in the reasons.
IN_A_BATCH = (
    Row("reached twice", beside(), SAME),
    Row("reached twice, one engine's time up rounded otherwise", beside(boots=(boot(1.0),)), SAME),
    Row("reached twice, with a reply that took its time", beside(boots=(boot(9, printed=0, within=10.0),)), SAME),
    Row("reached twice, through a jump host with another clock", beside(boots=(boot(900, printed=0),)), CANNOT_TELL),
    Row("reached twice, while the device's clock was set", beside(boots=(boot(printed=86_400),)), CANNOT_TELL),
    Row(
        "reached twice with a wrong clock, which is wrong in both",
        beside(boots=(boot(printed=-9e8),)),
        SAME,
        one=replace(BOX, boots=(boot(printed=-9e8),)),
    ),
    Row(
        "one after the other",
        beside(started=NOW + timedelta(minutes=5), finished=NOW + timedelta(minutes=6)),
        SAME,
    ),
    Row(
        "started anew between two sessions",
        beside(boots=(boot(259_230),), started=NOW + timedelta(minutes=5), finished=NOW + timedelta(minutes=6)),
        CANNOT_TELL,
        "boot instants of engine slot 0 differ",
    ),
    Row("a full clone with a key and a release of its own", beside(**OTHER_KEY, release="24.2R1-S1.8"), ANOTHER),
    Row("another base MAC address", beside(**OTHER_MAC), ANOTHER, "different base MAC addresses: 02:00:00:00:00:01"),
    Row("another midplane", beside(boards=frozenset({("midplane", "ACAB0002")})), ANOTHER, "midplane serial numbers"),
    Row("a midplane in other letters", beside(boards=frozenset({("midplane", "acab0001")})), SAME),
    Row("a full clone with a key of its own", beside(**OTHER_KEY), ANOTHER, "ssh-ed25519 host keys of one engine"),
    Row(
        "a full clone with the key copied along",
        beside(boots=(boot(7_200),)),
        ANOTHER,
        "boot instants of engine slot 0",
    ),
    Row("a full clone, powered on with the original", beside(boots=(boot(12),)), CANNOT_TELL, "boot instants"),
    Row("a full clone that tells no boot instant", beside(boots=()), CANNOT_TELL, "no boot instant is known of both"),
    Row("the serial number copied, and nothing else known", Sighting("sw2", "sw2", BOX.serial_number), CANNOT_TELL),
    Row(
        "only the MAC reply is missing", beside(base_macs=frozenset()), CANNOT_TELL, "base MAC address of sw2 not known"
    ),
    Row(
        "one of two base MAC addresses came",
        beside(),
        CANNOT_TELL,
        "not all base MAC addresses",
        one=replace(BOX, base_macs=BOX.base_macs | {"02:00:00:00:00:02"}),
    ),
    Row("over network and console, which has no key", beside(host_key="", key_type="", key_engine=""), SAME),
    Row("a key of another type", beside(host_key="SHA256:rsa", key_type="ssh-rsa"), SAME),
    Row("which engine answered is not known", beside(**OTHER_KEY, key_engine=""), SAME),
    Row("supplies and optics exchanged", beside(fru_serials=frozenset({"XXPS0077", "XXOP0001"})), SAME),
    Row(
        "both engines of one chassis, each with its key",
        beside(**OTHER_KEY, key_engine="XXRE0002", boots=(boot(), boot(500, slot="1"))),
        SAME,
        one=replace(BOX, key_engine="XXRE0001", boots=(boot(), boot(500, slot="1"))),
    ),
    Row(
        "the engine of the other slot",
        beside(boots=(boot(500, slot="1"),)),
        CANNOT_TELL,
        "no boot instant is known of both",
    ),
    Row(
        "an engine that was restarted while both sessions ran",
        beside(boots=(boot(3 * 86_400 + 10),), finished=NOW + timedelta(minutes=9)),
        CANNOT_TELL,
    ),
    Row("two members of one host", replace(BOX, unit="sw1.fpc1"), ANOTHER, "different units of one host"),
    Row("another serial number", beside(serial_number="XX0226010002"), ANOTHER, "chassis serial numbers"),
    Row("the serial number in other letters", beside(serial_number="xx0226010001"), SAME),
)

NEW_HISTORY = {"history_since": NOW + DAY}
# One earlier run, and a later one.
ACROSS_RUNS = (
    Row("moved to another shelf", later(host="sw9", unit="sw9", address="192.0.2.9"), SAME),
    Row("inspected again, never switched off", later(restarted=False), SAME),
    Row("zeroized, as declared", later(**OTHER_KEY), SAME, wiped=True),
    Row("zeroized, as its history shows", later(**OTHER_KEY, **NEW_HISTORY), SAME),
    Row(
        "zeroized perhaps: nothing is known of its history",
        later(**OTHER_KEY, history_since=None),
        CANNOT_TELL,
        "zeroized",
    ),
    Row(
        "upgraded, which made a key of another type", later(host_key="SHA256:ec", key_type="ecdsa-sha2-nistp256"), SAME
    ),
    Row("upgraded, with a new key of that type", later(**OTHER_KEY, release="24.2R1-S1.8"), SAME),
    Row("another fixed board", later(boards=frozenset({("midplane", "ACAB0002")})), ANOTHER, "midplane serial numbers"),
    Row("another fixed board, declared zeroized", later(boards=frozenset({("midplane", "X")})), ANOTHER, wiped=True),
    Row("another engine", later(**OTHER_KEY, key_engine="XXRE0009", boots=(boot(1e6),)), SAME),
    Row("engine, cards and supplies swapped", later(fru_serials=frozenset({"XXRE0009"})), SAME),
    Row("other MACs, modules and key", later(**OTHER_MAC, **OTHER_KEY, fru_serials=frozenset()), ANOTHER, "base MAC"),
    Row("a full clone with a key of its own", later(**OTHER_KEY), ANOTHER, "host keys of one engine"),
    Row("a full clone with a key of its own, and no restart", later(**OTHER_KEY, restarted=False), ANOTHER),
    Row(
        "another key and no restart, its history begun anew",
        later(**OTHER_KEY, **NEW_HISTORY, restarted=False),
        ANOTHER,
    ),
    Row(
        "nothing but the serial number",
        Sighting("sw2", "sw2", BOX.serial_number),
        CANNOT_TELL,
        "no base MAC address and",
    ),
    Row("equal keys alone", later(base_macs=frozenset(), boards=frozenset()), CANNOT_TELL),
    Row("a fixed board agrees, MACs unknown", later(base_macs=frozenset()), SAME),
    Row("a MAC agrees, boards unknown", later(boards=frozenset()), SAME),
)


def named(row: Row) -> str:
    return row.name


@pytest.mark.parametrize("row", IN_A_BATCH, ids=named)
def test_in_a_batch(row: Row) -> None:
    for one, other in ((row.one, row.other), (row.other, row.one)):
        told = compare(one, other)
        assert told.answer is row.answer, told.reasons
    assert row.because in compare(row.one, row.other).reasons


@pytest.mark.parametrize("row", ACROSS_RUNS, ids=named)
def test_across_runs(row: Row) -> None:
    told = compare_with_earlier(row.one, row.other, wiped=row.wiped)
    assert told.answer is row.answer, told.reasons
    assert row.because in told.reasons


ABSENT: dict[str, object] = {
    "serial_number": "",
    "base_macs": frozenset(),
    "boards": frozenset(),
    "boots": (),
    "host_key": "",
    "key_type": "",
    "key_engine": "",
    "started": None,
    "finished": None,
    "release": "",
    "history_since": None,
}


@pytest.mark.parametrize("row", [*IN_A_BATCH, *ACROSS_RUNS], ids=named)
@pytest.mark.parametrize("absent", ABSENT)
def test_what_is_absent_adds_no_contradiction(row: Row, absent: str) -> None:
    """Taking a fact away never shows another box, and never makes one box of two that could not be told apart."""
    less = replace(row.other, **{absent: ABSENT[absent]})  # type: ignore[arg-type]
    assert {one.about for one in contradictions(row.one, less)} <= {
        one.about for one in contradictions(row.one, row.other)
    }
    if row in IN_A_BATCH and absent in ("base_macs", "boots"):
        assert compare(row.one, less).answer is not SAME
