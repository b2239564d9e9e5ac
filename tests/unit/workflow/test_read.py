"""Who is blamed when reading a batch ends early."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from reinstate.device.model import Device
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.run import RunFolder
from reinstate.workflow import read
from reinstate.workflow.read import HostEvidence, read_run


def slow(host: str) -> None:
    time.sleep(0.7)


def deadly(host: str) -> None:
    os._exit(1)


def endless(host: str) -> None:
    time.sleep(60)


BATCHES = {
    "slow hosts, together over the deadline": ({"a": slow, "b": slow, "c": slow}, set()),
    "one that kills its reader": ({"a": slow, "b": deadly, "c": slow}, {"b"}),
    "one that never ends, after a slow one": ({"a": slow, "b": endless, "c": slow}, {"b"}),
    "the first": ({"a": deadly, "b": slow}, {"a"}),
}


@pytest.mark.parametrize("name", BATCHES)
def test_only_the_host_at_fault_is_damaged(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hosts, guilty = BATCHES[name]

    def read_host(bundle: Bundle, *_: Any) -> HostEvidence:
        hosts[bundle.host](bundle.host)
        return HostEvidence(bundle.host, bundle, Device(bundle.host, MappingProxyType({})), None)

    monkeypatch.setattr(read, "read_host", read_host)
    monkeypatch.setattr(read, "bundle_of", lambda folder, host, sealed: Bundle(host, None))
    monkeypatch.setattr(read, "_SECONDS_AT_LEAST", 1.8)
    monkeypatch.setattr(read, "_SECONDS_PER_HOST", 0.1)
    reference: Any = None
    got = read_run(RunFolder(tmp_path, "r"), {"hosts": list(hosts)}, reference, (), frozenset())
    assert [evidence.host for evidence in got] == list(hosts)
    assert {evidence.host for evidence in got if evidence.bundle.damage} == guilty
