"""The devices of an Ansible inventory, as Ansible's own program lists them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reinstate.errors import InputError
from reinstate.plain_text import printable
from reinstate.workflow.ansible_programs import ansible_program

_PROGRAM = "ansible-inventory"
_REMEDY = "install ansible-core, or state the addresses with --address and --count"
_NOT_INSPECTED = "jump_hosts"  # its hosts collect for others and are no devices
_LONGEST_CAUSE = 300
_DEADLINE = 120  # seconds; a dynamic inventory may ask a server


@dataclass(frozen=True, slots=True)
class InventoryHost:
    """One device.

    Attributes:
        address: its ``ansible_host``, or its name where none is stated.
        model: what ``reinstate_claim`` says; "" where it says nothing, or several things.
    """

    name: str
    address: str
    model: str = ""


def inventory_hosts(inventory: Path, names: Sequence[str] = ()) -> tuple[InventoryHost, ...]:
    """The devices in the inventory's order; with names only these.

    Raises:
        InputError: the inventory cannot be read, has no device, or lacks one of the names.
    """
    listed = _listed(inventory)
    variables = listed.get("_meta", {}).get("hostvars", {})
    known = {name: variables.get(name, {}) for name in _devices(listed)}
    if missing := sorted(set(names) - set(known)):
        raise InputError(
            f"{inventory}: no host {missing[0]} in this inventory",
            expected=f"one of {', '.join(sorted(known)[:10])}" if known else "a device",
            actual=", ".join(missing),
            remedy="correct --host",
        )
    if not known:
        raise InputError(
            f"{inventory}: no devices", expected="at least one host", actual="none", remedy="correct --inventory"
        )
    return tuple(_host(name, stated) for name, stated in known.items() if not names or name in names)


def _host(name: str, variables: Mapping[str, Any]) -> InventoryHost:
    claim = variables.get("reinstate_claim")
    model = claim.get("model") if isinstance(claim, Mapping) else None
    return InventoryHost(name, str(variables.get("ansible_host") or name), str(model or ""))


def _devices(listed: Mapping[str, Any]) -> tuple[str, ...]:
    """Every host once, group by group, without the jump hosts."""
    groups = {name: group for name, group in listed.items() if name != "_meta"}
    hosts = (host for group in groups.values() for host in group.get("hosts", ()))
    apart = _below(groups, _NOT_INSPECTED)
    return tuple(dict.fromkeys(host for host in hosts if host not in apart))


def _below(groups: Mapping[str, Any], group: str) -> frozenset[str]:
    """The hosts of a group and of its children."""
    own = groups.get(group, {})
    return frozenset(own.get("hosts", ())).union(*(_below(groups, child) for child in own.get("children", ())))


def _listed(inventory: Path) -> Mapping[str, Any]:
    """What ``ansible-inventory --list`` prints."""
    try:
        done = subprocess.run(  # noqa: S603 - Ansible's program with the path that the user names
            [ansible_program(_PROGRAM, _REMEDY), "-i", str(inventory), "--list"],
            capture_output=True,
            timeout=_DEADLINE,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unreadable(inventory, str(error)) from error
    if done.returncode or not inventory.exists():
        raise _unreadable(inventory, printable(done.stderr, _LONGEST_CAUSE) or "no such file or folder")
    try:
        listed = json.loads(done.stdout)
    except ValueError:  # a plugin can print text of its own
        listed = None
    if not isinstance(listed, dict):
        raise _unreadable(inventory, printable(done.stdout, _LONGEST_CAUSE) or "nothing")
    return listed


def _unreadable(inventory: Path, why: str) -> InputError:
    return InputError(
        f"{inventory}: the inventory cannot be read",
        expected=f"what {_PROGRAM} -i {inventory} --list prints",
        actual=why,
        remedy="correct --inventory or the inventory itself",
    )
