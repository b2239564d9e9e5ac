"""The report to brand protection."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from reinstate.decision.record import record_bytes
from reinstate.evidence.manifest import Manifest
from reinstate.report.collected_from import collected_from
from reinstate.report.render import render_reports
from reinstate.session.transcript import Outcome, SessionStage, SessionStatus, Transport
from tests.unit.report.documents.batches import CLONE, DIGEST, SERIAL, files, held, module, text
from tests.unit.report.samples import RUN, TEMPLATES, claim, finding, record, summary_of, waiver

NOT_HELD = finding("health.fans", "fail", what="a fan is dead")
UNKNOWN = finding("identity.serial-stable", "inconclusive", "blocker", hold=True, what="replies cannot be compared")
CLAIMED_OTHERWISE = finding("claims.serial-agrees", "fail", "blocker", hold=True, what="it reports another serial")


@pytest.mark.parametrize(
    ("unit", "shown", "hidden"),
    [
        (
            held(CLONE, NOT_HELD, UNKNOWN),
            [
                "mx-9 has the same serial",
                "Expected this",
                "Actual on mx-9",
                f"sha256 {DIGEST}",
                "/rpc-reply/chassis-inventory/chassis[1]",
                "identity.clone",
                "replies cannot be compared",
                "No claim for this serial number",
                "brandprotection@juniper.net",
                "do not wipe, return, or resell it",
                "Fill in before sending",
            ],
            ["a fan is dead", "A fan is dead"],
        ),
        (held(unit={"serial_number": ""}), ["serial number not known"], []),
        (
            held(claim=claim(serial=SERIAL, seller="Sold & Co", order="4711", ownership="bill 7", value=70123)),
            ["Sold & Co", "4711", "bill 7"],
            ["70,123", "No claim for this"],
        ),
        (
            held(claim=claim(serial=SERIAL, seller="Sold & Co", host="mx-9", rack="R1", position="U7")),
            ["declared for this serial number at host mx-9", "The location of the unit is not declared"],
            ["R1", "U7"],
        ),
        (held(claim=claim(serial=SERIAL, rack="R1", position="U7")), ["Declared location: rack R1, position U7."], []),
        (
            held(declared=[{"kind": "claims", "files": ["c.csv"], "sha256": "", "rows": 0, "broken": "it was cut"}]),
            ["Cannot be used: it was cut"],
            [],
        ),
        (held({**CLONE, "waiver": waiver("not-a-condition")}), ["Waiver not allowed, not in effect; A. Owner"], []),
        (held(modules=None), ["The inventory is not known."], []),
        (held(CLAIMED_OTHERWISE), ["For mx-2, on hold because of the claim alone: that label and chassis"], []),
        (held(CLAIMED_OTHERWISE, CLONE), [], ["compared with the claims file by eye"]),
    ],
)
def test_brand_protection_is_told(unit: dict[str, Any], shown: list[str], hidden: list[str]) -> None:
    page = text(files(unit)["brand-protection.html"])
    assert [part for part in shown if part not in page] == []
    assert [part for part in hidden if part in page] == []


def test_brand_protection_is_told_of_units_on_hold_alone() -> None:
    told = files(held(), record("ex-1", unit={"serial_number": "OTHERSERIAL"}))
    for name in ("brand-protection.html", "brand-protection.md"):
        assert b"OTHERSERIAL" not in told[name]


def test_brand_protection_is_told_of_what_was_confirmed_bad() -> None:
    """It is rejected, not held, and still reported with what was found."""
    bad = finding("identity.held", "fail", "blocker", what="the unit is confirmed bad", action="report")
    decided = {"id": "0123456789ab", "state": "confirmed-bad", "subject": "", "cause": "it was copied", "shows": "two"}
    hold = {**decided, "since": "first", "ended": "by A. Lead", "marks": []}
    told = files(record("mx-7", bad, NOT_HELD, verdict="fail", disposition="reject", holds=[hold]))
    page = text(told["brand-protection.html"])
    assert "on hold or confirmed bad after an inspection" in page
    assert "the unit is confirmed bad" in page.lower()
    assert "a fan is dead" not in page.lower()
    assert "confirmed bad" not in text(files(held())["brand-protection.html"])


def test_it_accuses_nobody() -> None:
    page = text(files(held(claim=claim(serial=SERIAL, seller="A")))["brand-protection.html"]).lower()
    for word in ("counterfeit", "stolen", "fraud", "fake", "thief", "criminal", "guilty"):
        assert word not in page.replace("brandprotection", "")


def _manifest(folder: Path) -> str:
    transport = Transport(kind="ssh", host_key="SHA256:key", host_key_type="ssh-ed25519")
    outcome = Outcome(SessionStatus.COMPLETE, SessionStage.DONE, "", 1)
    stated = Manifest("mx-2", outcome, transport, address="192.0.2.7", port=830).to_json()
    content = json.dumps(stated).encode()
    (folder / "evidence" / "mx-2").mkdir(parents=True)
    (folder / "evidence" / "mx-2" / "evidence.json").write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def test_the_chain_of_evidence_comes_from_the_manifest_that_was_judged(tmp_path: Path) -> None:
    digest = _manifest(tmp_path)
    unit = held()
    unit["evidence"]["manifest_sha256"] = digest
    told = render_reports(
        [unit], {**RUN, "sealed": {"mx-2": digest}}, summary_of([unit]), TEMPLATES, evidence=tmp_path / "evidence"
    )
    page = text(told["brand-protection.html"])
    for part in ("SHA256:key ssh-ed25519", "at 192.0.2.7 port 830 (ssh)", digest, "as recorded when collection ended"):
        assert part in page
    assert hashlib.sha256(record_bytes(unit)).hexdigest() in page


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b" "), "was changed after the evaluation"),
        (lambda path: path.unlink(), "cannot be read"),
    ],
)
def test_a_manifest_that_no_longer_fits_tells_nothing(tmp_path: Path, damage: Any, said: str) -> None:
    digest = _manifest(tmp_path)
    damage(tmp_path / "evidence" / "mx-2" / "evidence.json")
    told = collected_from(tmp_path / "evidence", "mx-2", digest)
    assert said in told.unknown
    assert not told.host_key


def test_a_manifest_of_another_form_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "mx-2").mkdir()
    (tmp_path / "mx-2" / "evidence.json").write_bytes(b"[]")
    told = collected_from(tmp_path, "mx-2", hashlib.sha256(b"[]").hexdigest())
    assert "is not in the format of this version" in told.unknown


def test_a_run_without_a_seal_is_called_one() -> None:
    assert "not in the run's recorded digests" in text(files(held())["brand-protection.html"])


def test_the_digest_is_that_of_the_stored_record_also_where_the_document_shows_less_of_it() -> None:
    unit = held(modules=[module(place=f"X {number}", serial_number=f"S{number}") for number in range(3_000)])
    stored = hashlib.sha256(record_bytes(unit)).hexdigest()
    assert stored in text(files(unit)["brand-protection.html"])
