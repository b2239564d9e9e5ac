"""Why a device got its verdict, as a user asks for it: verified, and down to the bytes."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.judge_run import decide_run
from tests.integration.collected import AS_OF, LAB_POLICY, Collected
from tests.integration.stored_runs import Runs, consistently_edited, edit_record, newest, policy_file

BOTH_FED = "mx204-dead-supply"


@pytest.fixture
def judged(judged_once: Path) -> Path:
    """A judged run that nobody changes."""
    return judged_once / "one"


@pytest.fixture
def runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    return Runs(tmp_path / "runs", capsys)


@pytest.fixture
def copied(judged: Path, runs: Runs) -> Path:
    """The same run, to be changed."""
    return Path(shutil.copytree(judged, runs.folder / "one"))


# How a device may be named, and the units that are explained.
NAMED = (
    ("ex4400-clean", ["ex4400-clean"]),
    ("ex4400-vc", ["ex4400-vc.fpc0", "ex4400-vc.fpc1", "ex4400-vc.fpc2"]),
    ("ex4400-vc.fpc1", ["ex4400-vc.fpc1"]),
    ("zd4422110152", ["ex4400-vc.fpc1"]),
    ("ex4400-off", ["ex4400-off"]),
)


@pytest.mark.parametrize(("device", "units"), NAMED, ids=[row[0] for row in NAMED])
def test_a_device_goes_by_unit_host_or_serial(runs: Runs, judged: Path, device: str, units: list[str]) -> None:
    status, output = runs.ask("explain", judged, device)
    assert status == 0
    assert re.findall(r"^(\S+): (?:pass|fail|inconclusive), ", output, re.M) == units
    assert output.count("a re-evaluation of the stored evidence gives the same record") == len(units)


# Arguments, what is said, in this order.
DERIVATIONS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "an ended product",
        ("ex4200-eos", "lifecycle.chassis-end-of-support"),
        (
            "ex4200-eos: fail, reject (lifecycle.chassis-end-of-support)",
            "policy lab version 1 (",
            "verified: judgements/1/records/ex4200-eos.json matches its digest in judgements/1/summary.json",
            "Verdict fail: a finding that counts failed",
            "3. a blocker failed: reject   <- applies",
            "Deciding finding: ex4200-eos: the product is past end of support",
            "(software.supported-release; Blocker: failed)",
            "[1] Blocker: failed  lifecycle.chassis-end-of-support",
            "expected: before end of support",
            "checks: The product has not reached end of support",
            "reason: A product past end of service is not eligible",
            "clause P3: Products past the end of their life or service are not reinstated.",
            "severity blocker: the check's own; counts",
            "reference hardware-lifecycle, as of 2026-",
            "row: sku EX4200-48T,",
            "evidence evidence/ex4200-eos/software-information.xml, ok, ",
            " verified",
        ),
    ),
    (
        "graver for this subject",
        ("ex4200-eos", "software.supported-release"),
        (
            "[1] Blocker: failed  software.supported-release",
            "severity blocker: stated for this subject; the check's own is must-fix",
        ),
    ),
    (
        "to the bytes",
        ("ex4400-leftover", "integrity.script-files"),
        (
            "evidence evidence/ex4400-leftover/file-list-scripts-event.xml, ok, ",
            "/rpc-reply/directory-list/directory/file-information",
            "bytes ",
            "| <file-name>keepalive.py</file-name>",
        ),
    ),
    (
        "what could not be told",
        ("ex4400-leftover-restricted", "integrity.scripts"),
        (
            "[1] Must-fix: inconclusive",
            "the worst possible severity of an inconclusive finding",
            "authorization-information.xml",
        ),
    ),
    (
        "a check that passed",
        ("ex4400-clean", "identity.chassis-serial"),
        (
            "6. no counting finding failed or is inconclusive: reinstate   <- applies",
            "[1] Blocker: passed",
            "passed; a failure would be: severity blocker, hold",
        ),
    ),
    (
        "nothing in the way",
        ("ex4400-clean",),
        ("No finding prevents a pass.", "Open item: ", "name a check to see its findings."),
    ),
    (
        "a host that is off",
        ("ex4400-off",),
        (
            "4. a possible hold or blocker is inconclusive",
            "replaces all checks: the missing facts could be the most severe ones",
            "evidence evidence/ex4400-off/evidence.json, session refused at connect",
        ),
    ),
    ("no product", ("vsrx",), ("1. not a physical product: reject   <- applies",)),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), [row[1:] for row in DERIVATIONS], ids=[row[0] for row in DERIVATIONS])
def test_the_derivation(runs: Runs, judged: Path, arguments: tuple[str, ...], said: tuple[str, ...]) -> None:
    status, output = runs.ask("explain", judged, *arguments)
    assert status == 0
    at = 0
    for text in said:
        assert text in output[at:], f"{text!r} doesn't come after what is before it"
        at = output.index(text, at)


def test_of_what_passed_only_what_is_stated_is_told(runs: Runs, judged: Path) -> None:
    _, output = runs.ask("explain", judged, "ex4400-clean", "identity.chassis-serial")
    assert "actual: ZD4422110011" in output
    assert "expected:" not in output


def test_the_bytes_are_the_ones_that_are_stored(runs: Runs, judged: Path) -> None:
    _, output = runs.ask("explain", judged, "ex4400-leftover")
    shown = re.findall(r"/(\S+\.xml), ok.*\n    (/\S+)\n      bytes (\d+) to (\d+) of (\d+)\n      \| (.*)", output)
    assert len(shown) > 3
    for file, xpath, start, end, size, first in shown:
        raw = (judged / "evidence" / file.removeprefix("evidence/")).read_bytes()
        assert len(raw) == int(size)
        element = raw[int(start) : int(end)]
        assert element.decode().startswith(first.strip()[:20])
        assert re.match(rb"<(?:\w+:)?([\w-]+)", element)[1].decode() == re.sub(r"\[\d+\]$", "", xpath.rsplit("/", 1)[1])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ex4400-clen",), "did you mean ex4400-clean"),
        (("ZD44221101520",), "did you mean ZD4422110152"),
        (("nothing at all like it",), "use one of "),
        (("ex4400-clean", "lifecycle.chassis"), "did you mean lifecycle.chassis-end-of-life"),
        (("ex4400-clean", "softwre.supported-release"), "did you mean software.supported-release"),
    ],
)
def test_what_isnt_known_gets_suggestions(runs: Runs, judged: Path, arguments: tuple[str, ...], said: str) -> None:
    status, output = runs.ask("explain", judged, *arguments)
    assert (status, said in output) == (2, True), output


def cut_reply(path: Path) -> None:
    reply = path / "evidence" / BOTH_FED / "environment-information.xml"
    reply.write_bytes(reply.read_bytes()[:-30])


# What was changed, and what is said of it; the unit is then explained by what the evidence gives.
CHANGED: tuple[tuple[str, Callable[[Path], Any], tuple[str, ...]], ...] = (
    (
        "a verdict",
        edit_record,
        (
            "was changed after it was written",
            "its findings give fail/remediate, but the record states a different decision",
        ),
    ),
    (
        "findings, with every hash",
        consistently_edited,
        ("a re-evaluation of the stored evidence gives a different record: fail/remediate (health.supplies)",),
    ),
    (
        "a record that is none",
        lambda path: (newest(path) / "records" / f"{BOTH_FED}.json").write_bytes(b"{}"),
        ("was changed after it was written", "not in the format of this version"),
    ),
    (
        "a reply",
        cut_reply,
        (
            "a re-evaluation of the stored evidence gives a different record: ",
            "NOT VERIFIED: environment-information: environment-information.xml does not match its digest",
            "DAMAGED: environment-information.xml does not match its digest",
        ),
    ),
    (
        "the whole bundle",
        lambda path: shutil.rmtree(path / "evidence" / BOTH_FED),
        (
            "a different record: inconclusive/investigate (evidence.bundle)",
            "NOT VERIFIED: evidence.json is missing; it existed when",
        ),
    ),
)


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in CHANGED], ids=[row[0] for row in CHANGED])
def test_a_changed_record_fools_nobody(
    runs: Runs, copied: Path, change: Callable[[Path], Any], said: tuple[str, ...]
) -> None:
    change(copied)
    status, output = runs.ask("explain", copied, BOTH_FED)
    assert status == 1
    assert "THE STORED RECORD DOES NOT VERIFY:" in output
    assert [text for text in said if text not in output] == []
    assert f"{BOTH_FED}: pass" not in output
    assert "gives the same record" not in output


def test_without_its_policy_a_run_is_explained_as_far_as_it_goes(runs: Runs, copied: Path) -> None:
    shutil.rmtree(newest(copied) / "policy")
    status, output = runs.ask("explain", copied, BOTH_FED)
    assert status == 0
    assert "not re-evaluated: " in output
    assert "[1] Must-fix: failed  health.supplies" in output
    (newest(copied) / "records" / f"{BOTH_FED}.json").write_bytes(b"{}")
    status, output = runs.ask("explain", copied, BOTH_FED)
    assert status == 2
    assert "cannot be explained" in output


def test_what_the_policy_made_graver_is_said(runs: Runs, collected: Collected, tmp_path: Path) -> None:
    strict = policy_file(tmp_path / "strict", checks={"gravity": {"health.supplies": "blocker"}})
    path = runs.add(collected, "one", "2026-11-01T00:00:00.000Z", strict)
    _, output = runs.ask("explain", path, BOTH_FED, "health.supplies")
    assert "raised by the policy strict; the check's own is must-fix" in output


def test_the_earlier_record_is_part_of_it(runs: Runs, copied: Path, collected: Collected) -> None:
    runs.add(collected, "two", "2026-11-02T00:00:00.000Z")
    status, output = runs.ask("explain", runs.folder / "two", BOTH_FED)
    assert status == 0
    assert f"Supersedes {BOTH_FED} in one (fail, remediate, as of 2026-11-23T00:00:00Z, " in output
    assert "  remaining: health.supplies (failed -> failed)  PEM 1: " in output


def test_what_a_device_says_acts_on_no_terminal(runs: Runs, copied: Path) -> None:
    """XML holds no escape character, but C1 controls, marks of direction and the like."""
    host = copied / "evidence" / "ex4400-leftover"
    raw = (host / "configuration.xml").read_bytes()
    hostile = raw.replace(b"<class>operator</class>", "<class>\x9b31m\u202eoperator\u200b</class>".encode())
    assert hostile != raw
    (host / "configuration.xml").write_bytes(hostile)
    manifest = json.loads((host / "evidence.json").read_text())
    for item in manifest["items"]:
        if item["file"] == "configuration.xml":
            item |= {"sha256": hashlib.sha256(hostile).hexdigest(), "bytes": len(hostile)}
    (host / "evidence.json").write_text(json.dumps(manifest))
    stated = json.loads((copied / "run.json").read_text())
    stated["sealed"]["ex4400-leftover"] = hashlib.sha256((host / "evidence.json").read_bytes()).hexdigest()
    (copied / "run.json").write_text(json.dumps(stated))
    for name in ("judgements", "records", "collected"):
        shutil.rmtree(copied / name, ignore_errors=True)
    (copied / "summary.json").unlink()
    decide_run(DecideArguments(run=copied, policy=LAB_POLICY, as_of=AS_OF.date()))
    status, output = runs.ask("explain", copied, "ex4400-leftover", "integrity.accounts")
    assert status == 0
    assert "<class>[U+009B]31m[U+202E]operator[U+200B]</class>" in output
    assert [line for line in output.splitlines() if not line.isprintable()] == []
