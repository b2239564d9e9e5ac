"""The support state of a Junos OS release on a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.device.version import JunosVersion
from reinstate.reference.library import Reference, ReleaseState
from reinstate.reference.loading import load_shipped

DAY = date(2026, 11, 22)
ENGINEERING, SUPPORT_ONLY, ENDED, UNKNOWN = (
    ReleaseState.ENGINEERING,
    ReleaseState.SUPPORT_ONLY,
    ReleaseState.ENDED,
    ReleaseState.UNKNOWN,
)

# (version, model, day, state, what the reason must say)
CASES = [
    # The supported trains of late 2026
    ("23.2R2-S4", "mx204", DAY, ENGINEERING, "23.2"),
    ("23.4R2-S6.6", "mx204", DAY, ENGINEERING, "engineering of 23.4 is 2028-12-26, end of support is 2029-06-26"),
    ("24.2R1", "mx204", DAY, ENGINEERING, "24.2"),
    ("26.2R1.5", "mx204", DAY, ENGINEERING, "26.2"),
    # and those that have ended
    ("22.4R3-S2", "mx204", DAY, ENDED, "2026-06-22"),
    ("23.1R1", "ex4300-48p", DAY, ENDED, "2024-03-31"),
    ("21.4R3-S5", "qfx5100-48s-6q", DAY, ENDED, "2025-06-20"),
    # Out of engineering is still supported; the last day counts as one of it
    ("22.4R3", "mx204", date(2025, 12, 22), ENGINEERING, "2025-12-22"),
    (
        "22.4R3",
        "mx204",
        date(2025, 12, 23),
        SUPPORT_ONLY,
        "end of engineering of 22.4 was 2025-12-22, end of support is 2026-06-22",
    ),
    ("22.4R3", "mx204", date(2026, 6, 22), SUPPORT_ONLY, "2026-06-22"),
    ("22.4R3", "mx204", date(2026, 6, 23), ENDED, "2026-06-22"),
    # Newer than the table isn't unsupported, and isn't supported
    ("26.4R1.2", "mx204", DAY, UNKNOWN, "release 26.4 is newer than the table"),
    ("27.2R1", "mx204", DAY, UNKNOWN, "release 27.2 is newer than the table"),
    # Trains that never were
    ("24.1R1", "mx204", DAY, UNKNOWN, "does not list release 24.1"),
    ("25.3R1", "mx204", DAY, UNKNOWN, "does not list release 25.3"),
    # An X-train is a train of its own: these answers differ from 15.1's and 12.3's
    ("15.1X49-D170", "srx340", date(2020, 6, 1), ENGINEERING, "15.1X49"),
    ("15.1R7", "mx480", date(2020, 6, 1), ENDED, "2018-12-05"),
    ("12.3X48-D100", "srx240h2", date(2022, 1, 1), SUPPORT_ONLY, "2022-06-30"),
    ("12.3R12", "mx480", date(2022, 1, 1), ENDED, "2016-07-31"),
    ("15.1X54-D60", "acx5048", DAY, UNKNOWN, "does not list release 15.1X54"),
    ("18.2X75-D10", "mx204", DAY, UNKNOWN, "does not list release 18.2X75"),
    # Product footnotes
    ("12.3R12-S8", "ex2200-24t-4g", date(2024, 6, 30), SUPPORT_ONLY, "ex2200"),
    ("12.3R12-S8", "EX2200-C-12T-2G", date(2024, 6, 30), SUPPORT_ONLY, "2024-06-30"),
    ("12.3R12-S8", "ex2200-24t-4g", date(2024, 7, 1), ENDED, "2024-06-30"),
    ("12.3R12-S8", "ex8208", date(2021, 5, 1), SUPPORT_ONLY, "ex82"),
    ("12.3R12-S8", "ex4200-48t", date(2019, 7, 31), SUPPORT_ONLY, "2019-07-31"),
    ("12.3R12-S8", "ex4200-48t", date(2019, 8, 1), ENDED, "2019-07-31"),
    ("12.3X48-D105", "srx3600", date(2022, 12, 1), SUPPORT_ONLY, "srx3600"),
    ("12.1X46-D86", "srx210he", date(2019, 5, 10), ENGINEERING, "srx210he"),
    ("12.1X46-D86", "srx210he2", date(2019, 5, 10), ENDED, "2017-06-30"),
    ("15.1R7", "ex4200-48t", date(2021, 5, 1), SUPPORT_ONLY, "2021-05-01"),
    # Release footnotes
    ("17.4R1", "mx480", date(2021, 12, 1), ENDED, "2021-06-21"),
    ("17.4R3-S5", "mx480", date(2021, 12, 1), SUPPORT_ONLY, "R2+"),
    ("16.1R7-S8", "mx480", date(2021, 1, 28), SUPPORT_ONLY, "R7"),
    ("16.1R6", "mx480", date(2021, 1, 28), ENDED, "2020-01-28"),
    ("14.1X53-D130", "qfx5100-48s-6q", date(2023, 12, 31), SUPPORT_ONLY, "D130"),
    ("14.1X53-D49", "qfx5100-48s-6q", date(2019, 12, 31), ENDED, "2019-06-30"),
    # Not on Juniper's list, or not recognized
    ("23.4R2-S3-EVO", "ptx10001-36mr", DAY, UNKNOWN, "is a Junos OS Evolved release, for which"),
    ("18.3I20180716_1639", "mx204", DAY, UNKNOWN, "is a non-standard build (internal)"),
    ("17.4-20170706_dev_common.0", "mx204", DAY, UNKNOWN, "dated"),
    ("15.1F5.15-C1.12", "mx204", DAY, UNKNOWN, "special"),
    ("23.4B2", "mx204", DAY, UNKNOWN, "beta"),
    ("0.0I0.0", "mx204", DAY, UNKNOWN, "could not be read"),
    ("23.4R1\x1b[31m" + "A" * 500, "mx204", DAY, UNKNOWN, "the version is not recognized"),
    ("", "mx204", DAY, UNKNOWN, "no version"),
    # A row without dates answers nothing
    ("4.4R1", "m40", DAY, UNKNOWN, "no end-of-support date"),
]


@pytest.mark.parametrize(("version", "model", "on", "state", "says"), CASES)
def test_state_of_a_release(
    shipped: Reference, version: str, model: str, on: date, state: ReleaseState, says: str
) -> None:
    answer = shipped.release(JunosVersion(version), model, on)
    assert answer.state is state
    assert says in answer.reason
    assert (answer.end_of_support is None) is (state is UNKNOWN)
    assert answer.reason.isprintable()
    assert len(answer.reason) < 400


def test_supported_trains_of_late_2026(shipped: Reference) -> None:
    table = shipped.releases
    assert {train for train in table.trains if table.train_supported(train, DAY)} == {
        "23.2",
        "23.4",
        "24.2",
        "24.4",
        "25.2",
        "25.4",
        "26.2",
    }


@pytest.mark.parametrize(
    ("model", "exists"),
    [("ex2200-24t-4g", False), ("ex4200-48t", False), ("qfx5100-48s-6q", False), ("mx204", None), ("ex4400-48p", None)],
)
def test_whether_a_supported_release_runs_on_the_hardware(shipped: Reference, model: str, exists: bool | None) -> None:
    profile = shipped.profile_for(model, "")
    assert profile is not None
    assert shipped.supported_release_exists(profile, DAY) is exists


_RANK = {ENGINEERING: 0, SUPPORT_ONLY: 1, ENDED: 2}
_DAYS = st.dates(date(1999, 1, 1), date(2040, 1, 1))


@given(train=st.sampled_from(sorted(load_shipped().releases.trains)), first=_DAYS, second=_DAYS)
def test_a_release_never_gets_younger(train: str, first: date, second: date) -> None:
    version = JunosVersion(train + ("-D30" if "X" in train else "R1"))
    earlier, later = (load_shipped().release(version, "mx204", day).state for day in sorted((first, second)))
    assert (earlier is UNKNOWN) is (later is UNKNOWN)
    assert _RANK.get(earlier, 0) <= _RANK.get(later, 0)


@given(
    major=st.integers(0, 99),
    minor=st.integers(0, 9),
    x_train=st.integers(0, 99),
    tail=st.sampled_from(["R1", "R3-S10.2", "-D40", "I20240101", "-EVO", "R1-EVO", "", "R1-C1"]),
    on=_DAYS,
)
def test_no_row_is_never_supported(major: int, minor: int, x_train: int, tail: str, on: date) -> None:
    """Whatever a device prints: a state other than unknown rests on a row of that very train."""
    version = JunosVersion(f"{major}.{minor}{f'X{x_train}' if x_train else ''}{tail}")
    answer = load_shipped().release(version, "mx204", on)
    if answer.state is not UNKNOWN:
        assert version.train in load_shipped().releases.trains
        assert not version.evolved
        assert version.standard
