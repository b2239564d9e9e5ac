"""Who is blamed when reading a batch ends early."""

from __future__ import annotations

import collections
import itertools
import os
import time
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from reinstate.checks.framework.evidence_plan import SiteNeeds
from reinstate.device.model import Device
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.run_folder import RunFolder
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile
from reinstate.workflow import read_evidence
from reinstate.workflow.read_evidence import HostEvidence, Opened, read_run


def slow(host: str) -> None:
    time.sleep(0.7)


def deadly(host: str) -> None:
    os._exit(1)


def endless(host: str) -> None:
    time.sleep(60)


def busy(host: str) -> None:
    """As a search is that compares everything with everything: in C, where no exception gets in."""
    collections.deque(itertools.repeat(None), maxlen=0)


def defective(host: str) -> None:
    raise AttributeError(f"no such thing\n{host}")


BATCHES = {
    "one that brings a defect to light": ({"a": slow, "b": defective, "c": slow}, {"b"}),
    "slow hosts, together over the deadline": ({"a": slow, "b": slow, "c": slow}, set()),
    "one that kills its reader": ({"a": slow, "b": deadly, "c": slow}, {"b"}),
    "one that never ends, after a slow one": ({"a": slow, "b": endless, "c": slow}, {"b"}),
    "the first": ({"a": deadly, "b": slow}, {"a"}),
}


def test_one_host_does_not_use_up_the_batch_s_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hosts = {"a": slow, "b": busy, "c": busy, "d": slow}

    def read_host(bundle: Bundle, *_: Any) -> HostEvidence:
        hosts[bundle.host](bundle.host)
        return HostEvidence(bundle.host, bundle, Device(bundle.host, MappingProxyType({})), None)

    monkeypatch.setattr(read_evidence, "read_host", read_host)
    monkeypatch.setattr(read_evidence, "bundle_of", lambda folder, host, sealed: Bundle(host, None))
    monkeypatch.setattr(read_evidence, "_CPU_SECONDS_PER_HOST", 0.3)
    reference: Any = None
    began = time.monotonic()
    got = read_run(RunFolder(tmp_path, "r"), {"hosts": list(hosts)}, reference, (), frozenset())
    assert time.monotonic() - began < 30, "the batch has a minute"
    assert {evidence.host for evidence in got if evidence.bundle.damage} == {"b", "c"}


@pytest.mark.parametrize("name", BATCHES)
def test_only_the_host_at_fault_is_damaged(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hosts, guilty = BATCHES[name]

    def read_host(bundle: Bundle, *_: Any) -> HostEvidence:
        hosts[bundle.host](bundle.host)
        return HostEvidence(bundle.host, bundle, Device(bundle.host, MappingProxyType({})), None)

    monkeypatch.setattr(read_evidence, "read_host", read_host)
    monkeypatch.setattr(read_evidence, "bundle_of", lambda folder, host, sealed: Bundle(host, None))
    monkeypatch.setattr(read_evidence, "_SECONDS_AT_LEAST", 1.8)
    monkeypatch.setattr(read_evidence, "_SECONDS_PER_HOST", 0.1)
    reference: Any = None
    got = read_run(RunFolder(tmp_path, "r"), {"hosts": list(hosts)}, reference, (), frozenset())
    assert [evidence.host for evidence in got] == list(hosts)
    assert {evidence.host for evidence in got if evidence.bundle.damage} == guilty


STATED = {
    "plan": {
        "switched_on": ["log-messages", "from-another-release"],
        "site_needs": [
            {"needs": ["tpm-status"], "uses": [], "platforms": ["srx*"]},
            {"needs": ["from-another-release"], "uses": [], "platforms": []},
        ],
        "profiles": [
            {
                "name": "jrr200",
                "models": ["jrr200*"],
                "evolved": False,
                "redundant_engines": False,
                "eeprom": True,
                "expected": ["power-usage-information", "from-another-release"],
                "optional": [],
            }
        ],
    },
}


def test_what_a_run_was_opened_to_ask_stays_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Under a policy that asks for less, and for site checks on their own platforms alone."""
    asked: list[Any] = []

    def read_some(hosts: list[str], read_one: Any) -> Any:
        read_one(hosts[0])
        return read_evidence._Progress(
            {"a": HostEvidence("a", Bundle("a", None), Device("a", MappingProxyType({})), None)}
        )

    monkeypatch.setattr(read_evidence, "_read_some", read_some)
    monkeypatch.setattr(read_evidence, "bundle_of", lambda folder, host, sealed: Bundle(host, None))
    monkeypatch.setattr(read_evidence, "read_host", lambda *arguments: asked.append(arguments[3:]))
    reference: Any = None
    stated = {**STATED, "hosts": ["a"]}
    read_run(RunFolder(tmp_path, "r"), stated, reference, (), frozenset({Rpc.SNAPSHOT}))
    on_srx = SiteNeeds((Rpc.TPM,), (), ("srx*",))
    own = PlatformProfile("jrr200", "", ("jrr200*",), eeprom=True, expected=frozenset({Rpc.POWER}))
    assert asked == [(frozenset({Rpc.SNAPSHOT}), Opened(frozenset({Rpc.LOG_MESSAGES}), (on_srx,), (own,)))]
