"""What devices say of their hardware: reasons for an offline card, groups of ports, and the set's own rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.errors import InputError
from reinstate.reference.hardware_states import Meaning, OfflineReason, When, states_of
from reinstate.reference.library import Reference
from reinstate.reference.set_files import read_table

COUNTERFEIT, DAMAGE = OfflineReason.COUNTERFEIT, OfflineReason.DAMAGE
MISMATCH, POWER, ORDERED = OfflineReason.MISMATCH, OfflineReason.POWER, OfflineReason.ORDERED

# Every class of reason, in the words of the MIB and as devices print them.
REASONS = [
    ("HW authentication failure", COUNTERFEIT),
    ("--- hw Authentication Failed ---", COUNTERFEIT),
    ("Hardware authentication failure", COUNTERFEIT),
    ("FPC offlined due to Anti Counterfeit Retry", COUNTERFEIT),
    ("anti-counterfeit retry", COUNTERFEIT),
    ("hwAuthenticationFailure", COUNTERFEIT),
    ("antiCounterfeitRetry", COUNTERFEIT),
    ("FRU authentication failed", COUNTERFEIT),
    ("Authentication failure for user bench", DAMAGE),  # in a card's reason; no tell
    ("Offlined by cli command: HW authentication failure", COUNTERFEIT),
    ("Error", DAMAGE),
    ("Major errors", DAMAGE),
    ("Hardware fault", DAMAGE),
    ("Hardware error", DAMAGE),
    ("Bad voltage", DAMAGE),
    ("Overvoltage", DAMAGE),
    ("Overtemperature shutdown", DAMAGE),
    ("CPU not boot", DAMAGE),
    ("Unresponsive board", DAMAGE),
    ("FPC kernel crash", DAMAGE),
    ("FPC app failed", DAMAGE),
    ("PIC offlined on ECC errors", DAMAGE),
    ("PIC offlined on PFE errors", DAMAGE),
    ("Fabric down", DAMAGE),
    ("Fabric degraded", DAMAGE),
    ("Fabric links down", DAMAGE),
    ("FRU reset threshold exceeded", DAMAGE),
    ("SPU watchdog timeout", DAMAGE),
    ("SPU core dump", DAMAGE),
    ("SPU SPI4 down", DAMAGE),
    ("Autoheal action", DAMAGE),
    ("FPC unsupported", MISMATCH),
    ("Unsupported slot", MISMATCH),
    ("Type configuration mismatch", MISMATCH),
    ("FPC incompatible with other FPCs", MISMATCH),
    ("FPC incompatible with horizontal fan tray", MISMATCH),
    ("Mixed switch fabric", MISMATCH),
    ("Unsupported fabric", MISMATCH),
    ("Unsupported firmware", MISMATCH),
    ("PFE version mismatch", MISMATCH),
    ("--- No power ---", POWER),
    ("---Unpowered---", POWER),
    ("Chassis power rating exceeded", POWER),
    ("Configured to power off", ORDERED),
    ("Configured to hold in reset", ORDERED),
    ("---Offlined by cli command---", ORDERED),
    ("Offlined by button press", ORDERED),
    ("Restarted by cli command", ORDERED),
    ("Configured offline", ORDERED),
    ("FPC is misconfigured", ORDERED),
    ("Packet scheduling mode change", ORDERED),
    ("FEB redundancy cfg changed", ORDERED),
    ("Chassis cluster disable", ORDERED),
    ("Openflow role change", ORDERED),
    ("LCC mode changed", ORDERED),
    ("GNF is offline", ORDERED),
    ("GNF is disconnected", ORDERED),
    ("Physical removal", ORDERED),
    ("Power cycle", ORDERED),
    ("Purple", None),
    ("Offline", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "reason"), REASONS)
def test_reasons_for_an_offline_card(shipped: Reference, text: str, reason: OfflineReason | None) -> None:
    assert shipped.states.offline_reason(text) is reason


def test_every_row_has_a_source_and_holds_together(shipped: Reference) -> None:
    assert shipped.states.alarms
    for row in shipped.states.alarms:
        assert row.source
        assert row.texts
        assert all(text == text.lower() for text in row.texts), row.texts
        # A recalled row is one whose meaning has no source, or the other way round.
        assert row.recalled is ("recalled" in row.source), row.texts
        assert row.when is When.ALWAYS or row.otherwise is Meaning.FAULT, row.texts


def test_groups_of_ports(shipped: Reference) -> None:
    assert shipped.states.other_groups("SRX5k IOC3  24XGE+6XLG", "2") == {"0", "1"}
    assert shipped.states.other_groups("SRX5k IOC3 24XGE+6XLG", "1") == {"2", "3"}
    assert not shipped.states.other_groups("SRX5k IOC3 24XGE+6XLG", "4")
    assert not shipped.states.other_groups("MPC4E 3D 32XGE", "2")
    for row in shipped.states.port_groups:
        assert row.source
        assert len(row.groups) > 1


HEAD = {"name": "hardware-states", "as_of": "2026-11-27", "source": "a test", "max_age_days": 730}
ROW = {"texts": ["zork ? fail"], "bench": "look", "source": "a test"}
MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"bench": "fine"}, "one of normal, leftover, look, fault"),
    ({"when": "full moon"}, "one of one-engine, board-empty"),
    ({"when": "one-engine"}, "key otherwise: missing"),
    ({"colour": "gray"}, "unknown key"),
    ({"source": None}, "missing"),
]


@pytest.mark.parametrize(("fields", "says"), MISTAKES)
def test_a_mistake_is_named(tmp_path: Path, fields: dict[str, Any], says: str) -> None:
    path = tmp_path / "hardware-states.yml"
    row = {key: value for key, value in {**ROW, **fields}.items() if value is not None}
    path.write_text(yaml.safe_dump({**HEAD, "rows": [row]}), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        states_of(read_table(path))
