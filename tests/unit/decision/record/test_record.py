"""The record's form: published, closed, canonical, and unable to drive a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reinstate.checks.framework import Gravity, Result
from reinstate.decision.decide import decide_host
from reinstate.decision.policy import Policy, shipped_policy
from reinstate.decision.record import Record, build_schema, read_record, schema, schema_bytes
from reinstate.device.model import Device
from reinstate.errors import EvidenceError
from reinstate.reference.loading import load_shipped
from reinstate.session.transcript import SessionStatus
from tests.unit.decision.examples import UNIT, Blocker, Condition, bundle, finding, judging, policy_of

VALIDATOR = Draft202012Validator(schema())


def records(policy: Policy) -> dict[str, Record]:
    """A record of every kind."""
    basis = judging(
        policy,
        Condition(finding(), finding(Result.PASS)),
        Blocker(finding(Result.INCONCLUSIVE, Gravity.BLOCKER, noted=True)),
        reference=load_shipped(),
    )
    some = {
        str(status): decide_host(bundle(status, stored=False), Device("ex-1"), None, (), basis)[0]
        for status in SessionStatus
    }
    some["judged"] = decide_host(bundle(), Device("ex-1"), None, (UNIT,), basis)[0]
    some["damaged"] = decide_host(replace(bundle(), damage="gone"), Device("ex-1"), None, (), basis)[0]
    return some


def test_every_record_fits_the_published_schema(tmp_path: Path) -> None:
    text = (
        "lists: {none_held: true}\nchecks: {disabled: {test.hold: why}}\n"
        "waivers:\n  - {check: test.condition, scope: {unit: '*'}, owner: o, reason: r, expires: 2027-01-01}\n"
    )
    for record in (*records(policy_of(tmp_path, text)).values(), *records(shipped_policy()).values()):
        VALIDATOR.validate(json.loads(record.to_bytes()))


def test_the_published_schema_is_the_one_of_the_types() -> None:
    published = (resources.files("reinstate.decision.record") / "record.schema.json").read_bytes()
    assert published == schema_bytes(), "write reinstate.decision.record.record.schema_bytes() to record.schema.json"
    Draft202012Validator.check_schema(build_schema())


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for value in node.values():
            yield from _objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from _objects(value)


def test_the_schema_has_no_holes() -> None:
    objects = list(_objects(schema()))
    assert len(objects) > 20
    for one in objects:
        assert one["additionalProperties"] is False
        assert sorted(one["required"]) == sorted(one["properties"]), one["title"]


def test_the_schema_refuses_what_is_no_record() -> None:
    good = json.loads(records(shipped_policy())["judged"].to_bytes())
    for change in (
        {"verdict": "maybe"},
        {"schema_version": 1},
        {"schema_version": 3},
        {"extra": 1},
        {"disposition": None},
    ):
        assert list(VALIDATOR.iter_errors({**good, **change}))
    del good["evidence"]["items"]
    assert list(VALIDATOR.iter_errors(good))


def test_canonical_json() -> None:
    content = records(shipped_policy())["judged"].to_bytes()
    stated = json.loads(content)
    assert content.endswith(b"}\n")
    assert content.decode() == json.dumps(stated, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert read_record(content).to_bytes() == content


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_device_text_gives_plain_utf_8(text: str) -> None:
    unit = replace(UNIT, serial_number=text, description=text)
    said = replace(finding(), subject=text, actual=text)
    content = decide_host(bundle(), Device("ex-1"), None, (unit,), judging(shipped_policy(), Condition(said)))[0]
    shown = content.to_bytes().decode("utf-8")
    assert all(character == "\n" or character.isprintable() or character.isspace() for character in shown) or not (
        set(shown) & set("\x1b\x07\x08\x7f\x9b\u202e\u2066")
    )
    assert json.loads(shown)["unit"]["serial_number"] == text


@pytest.mark.parametrize(
    "character", ["\x1b", "\x07", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\ufeff", "\ud800"]
)
def test_what_a_terminal_may_obey_is_escaped(character: str) -> None:
    unit = replace(UNIT, serial_number=f"a{character}b")
    (record,) = decide_host(bundle(), Device("ex-1"), None, (unit,), judging(shipped_policy(), Condition(finding())))
    assert f'"a\\u{ord(character):04x}b"'.encode() in record.to_bytes()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"schema_version": 2}', b"\xff"])
def test_what_is_no_record_is_refused(content: bytes) -> None:
    with pytest.raises(EvidenceError, match="re-evaluate the run"):
        read_record(content)
