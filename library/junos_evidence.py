#!/usr/bin/python
"""Collect evidence from one Junos device. This file runs where a play delegates to a jump host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: junos_evidence
short_description: Collect inspection evidence from a Junos device, read-only
version_added: "0.1.0"
description:
  - Opens one NETCONF session over SSH through Juniper PyEZ, sends requests of a fixed read-only list in two waves,
    and stores every reply with its digest. The first wave identifies the device; its platform profile and the enabled
    checks determine the second wave.
  - Never fails because of a device. RV(outcome) describes what went wrong, so that no device is lost from the batch.
  - On the controller, the work runs in the Ansible worker, in one child process per device. Delegated to a jump host,
    the same work runs there and returns the bundle; the jump host needs the C(reinstate) package for its Python.
options:
  host:
    description: Inventory name of the device.
    type: str
    required: true
  run:
    description: Run folder, from RV(ignore:inspection_run.path). Not used on a jump host.
    type: path
  address:
    description: Name or address of the device, IPv4 or IPv6.
    type: str
    required: true
  port:
    description: TCP port. V(830) is the port of NETCONF; V(22) works if C(system services netconf ssh) is set.
    type: int
    default: 830
  user:
    description: Login name. By default the one of C(-u).
    type: str
  password:
    description: Password, tried after the key. By default the one of C(--connection-password-file).
    type: str
  private_key_file:
    description: Private key, tried before the password.
    type: path
  private_key:
    description: The private key itself, instead of O(private_key_file).
    type: str
  private_key_passphrase:
    description: Passphrase of O(private_key_file) or O(private_key).
    type: str
  use_agent:
    description: Offer the keys of the SSH agent. Off, because a hostile device must not receive other credentials.
    type: bool
    default: false
  use_home_keys:
    description: Offer the keys in C(~/.ssh). Off, for the same reason.
    type: bool
    default: false
  ssh_config_file:
    description: OpenSSH client configuration to read. By default none is read, not even C(~/.ssh/config).
    type: path
  host_key:
    description: Fingerprint (V(SHA256:...)) that the device must present before a password is sent.
    type: str
  claim:
    description: >-
      The claim for the unit at this host, with the columns of the claims file as keys (see M(inspection_run)), or a
      list of such mappings for several units. Kept in the evidence manifest.
    type: raw
  ssh_jump:
    description: >-
      Reach the device through C(ssh -W) on this host, V([user@]host[:port]), or on several hosts, separated by commas,
      the last one nearest to the device.
    type: str
  ssh_jump_private_key_file:
    description: Private key for O(ssh_jump).
    type: path
  ssh_jump_config_file:
    description: OpenSSH client configuration for O(ssh_jump).
    type: path
  ssh_jump_known_hosts_file:
    description: File with the host key of O(ssh_jump). By default the known_hosts file of the user.
    type: path
  proxy_command:
    description: >-
      Reach the device over the input and output of this command, with the tokens V(%h), V(%p), and V(%r). Not together
      with O(ssh_jump).
    type: str
  pipelined:
    description: >-
      Send all requests of a wave at once. Set to V(false) for devices that lose pipelined requests; the result is the
      same.
    type: bool
    default: true
  connect_deadline:
    description: Seconds for the TCP connection and the SSH handshake.
    type: float
    default: 20
  hello_deadline:
    description: Seconds for the NETCONF hello.
    type: float
    default: 30
  device_deadline:
    description: Seconds for the whole device.
    type: float
    default: 600
  reply_deadline_factor:
    description: Factor for the deadline of every reply, for slow devices.
    type: float
    default: 1
  reply_deadline:
    description: Minimum seconds for every reply.
    type: float
    default: 0
  reply_limit:
    description: Maximum bytes of one reply.
    type: int
    default: 67108864
  memory_limit:
    description: Maximum bytes of memory of the collecting child process.
    type: int
    default: 536870912
  attempts:
    description: Connections to try if the device drops them before login, as rate limits do.
    type: int
    default: 2
  scope:
    description: V(triage) sends the first wave only. On the controller, this comes from the run folder.
    type: str
    choices: [full, triage]
    default: full
  disabled_checks:
    description: Checks that the policy disables. On the controller, this comes from the run folder.
    type: list
    elements: str
    default: []
  switched_on:
    description: Evidence items that the policy enables. On the controller, this comes from the run folder.
    type: list
    elements: str
    default: []
  site_needs:
    description: Items that the policy's site checks need. On the controller, this comes from the run folder.
    type: list
    elements: dict
    default: []
  profiles:
    description: The policy's own platform profiles. On the controller the run folder says so.
    type: list
    elements: dict
    default: []
author:
  - Reinstate maintainers
attributes:
  check_mode:
    description: Contacts no device, writes nothing, and returns RV(plan).
    support: full
"""

EXAMPLES = r"""
- name: Collect evidence
  junos_evidence:
    host: "{{ inventory_hostname }}"
    run: "{{ reinstate_run.path }}"
    address: "{{ ansible_host }}"
    port: 830
    user: "{{ ansible_user }}"
    password: "{{ ansible_password }}"
  vars:
    ansible_connection: local

- name: Collect evidence from a jump host
  junos_evidence:
    host: "{{ inventory_hostname }}"
    run: "{{ reinstate_run.path }}"
    address: "{{ ansible_host }}"
    user: "{{ ansible_user }}"
    password: "{{ ansible_password }}"
  delegate_to: bastion
"""

RETURN = r"""
host:
  description: Inventory name of the device.
  type: str
  returned: always
outcome:
  description: Outcome of the session, as C(status), C(stage), C(detail), and C(attempts).
  type: dict
  returned: when not in check mode
items:
  description: Number of requests per status.
  type: dict
  returned: when not in check mode
seconds:
  description: Duration of the collection.
  type: float
  returned: when not in check mode
plan:
  description: The requests of the first wave.
  type: list
  elements: str
  returned: in check mode
archive:
  description: The bundle, compressed, as base64 text. The action plugin removes it from the result.
  type: str
  returned: on a jump host
"""

import traceback  # noqa: E402

from ansible.module_utils.basic import AnsibleModule, missing_required_lib  # noqa: E402

try:
    from reinstate.errors import ReinstateError
    from reinstate.isolation import end_when_unread
    from reinstate.plan.requests import FIRST_WAVE
    from reinstate.workflow.arguments import CollectArguments, parse
    from reinstate.workflow.delegate import collect_to_archive
except ImportError:
    REINSTATE_IMPORT_ERROR: str | None = traceback.format_exc()
else:
    REINSTATE_IMPORT_ERROR = None


def argument_spec() -> dict[str, dict[str, object]]:
    """The module's options, as documented above."""
    text, path, flag = {"type": "str"}, {"type": "path"}, {"type": "bool", "default": False}
    number: dict[str, object] = {"type": "float"}
    return {
        "host": {"type": "str", "required": True},
        "run": path,
        "address": {"type": "str", "required": True},
        "port": {"type": "int", "default": 830},
        "user": text,
        "password": {"type": "str", "no_log": True},
        "private_key_file": path,
        "private_key": {"type": "str", "no_log": True},
        "private_key_passphrase": {"type": "str", "no_log": True},
        "use_agent": flag,
        "use_home_keys": {**flag, "no_log": False},
        "ssh_config_file": path,
        "host_key": {"type": "str", "no_log": False},
        "claim": {"type": "raw", "default": {}},
        "ssh_jump": text,
        "ssh_jump_private_key_file": path,
        "ssh_jump_config_file": path,
        "ssh_jump_known_hosts_file": path,
        "proxy_command": text,
        "pipelined": {"type": "bool", "default": True},
        "connect_deadline": {**number, "default": 20},
        "hello_deadline": {**number, "default": 30},
        "device_deadline": {**number, "default": 600},
        "reply_deadline_factor": {**number, "default": 1},
        "reply_deadline": {**number, "default": 0},
        "reply_limit": {"type": "int", "default": 67108864},
        "memory_limit": {"type": "int", "default": 536870912},
        "attempts": {"type": "int", "default": 2},
        "scope": {"type": "str", "choices": ["full", "triage"], "default": "full"},
        "disabled_checks": {"type": "list", "elements": "str", "default": []},
        "switched_on": {"type": "list", "elements": "str", "default": []},
        "site_needs": {"type": "list", "elements": "dict", "default": []},
        "profiles": {"type": "list", "elements": "dict", "default": []},
    }


def main() -> None:
    """Collect on this host and return the bundle."""
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    if REINSTATE_IMPORT_ERROR is not None:
        module.fail_json(msg=missing_required_lib("reinstate"), exception=REINSTATE_IMPORT_ERROR)
    try:
        arguments = parse(CollectArguments, module.params, where=f"Arguments for {module.params['host']}")
        if module.check_mode:
            requests = [request.xml() for request in FIRST_WAVE]
            module.exit_json(changed=False, host=arguments.host, plan=requests)
        end_when_unread(1)
        module.exit_json(changed=True, host=arguments.host, **collect_to_archive(arguments))
    except ReinstateError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
