"""Which variables are the device's: Ansible adds connection variables of its own to every task."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

PLUGIN = Path(__file__).resolve().parents[3] / "action_plugins" / "junos_evidence.py"


@pytest.fixture(scope="module")
def plugin() -> ModuleType:
    spec = importlib.util.spec_from_file_location("junos_evidence_action", PLUGIN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of_device(plugin: ModuleType, own: dict[str, Any], task: dict[str, Any], delegate_to: str | None = None) -> Any:
    action = plugin.ActionModule.__new__(plugin.ActionModule)
    action._task = SimpleNamespace(delegate_to=delegate_to)
    hostvars = SimpleNamespace(raw_get=lambda host: own)
    stated = action._of_device({"inventory_hostname": "shelf-1", "hostvars": hostvars, **own, **task})
    return {name: value for name, value in stated.items() if name not in ("inventory_hostname", "hostvars")}


ADDED = {"ansible_connection": "local", "ansible_timeout": 10, "ansible_ssh_timeout": 10, "ansible_pipelining": False}
CASES = [
    ({}, ADDED, None, {}),
    ({"ansible_timeout": 60}, {**ADDED, "ansible_timeout": 60}, None, {"ansible_timeout": 60}),
    ({"ansible_connection": "juniper.device.pyez"}, ADDED, None, {"ansible_connection": "juniper.device.pyez"}),
    ({}, {**ADDED, "ansible_user": "of the play"}, None, {"ansible_user": "of the play"}),
    ({"a": 1}, {**ADDED, "ansible_user": "of the bastion", "b": 2}, "bastion", {"a": 1, "b": 2}),
]


@pytest.mark.parametrize(("own", "task", "delegate_to", "expected"), CASES)
def test_defaults_of_ansible_state_nothing(
    plugin: ModuleType, own: dict[str, Any], task: dict[str, Any], delegate_to: str | None, expected: dict[str, Any]
) -> None:
    assert of_device(plugin, own, task, delegate_to) == expected
