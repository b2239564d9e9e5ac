#!/usr/bin/python
"""Open an inspection run. The work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: inspection_run
short_description: Open an inspection run
version_added: "0.1.0"
description:
  - Sets the run's id, checks the policy and the reference data, and writes C(run.json) with the host list before
    any device is contacted. Runs once per batch, on the controller.
  - The playbook then has the run to itself until it has evaluated the run, or ends. Another playbook is refused.
options:
  runs_dir:
    description: Folder of all runs.
    type: path
    required: true
  run_id:
    description: Name of the run's folder. By default the time, in UTC.
    type: str
  policy:
    description: Policy file, or V(default) or V(strict) for a shipped policy. By default V(default).
    type: path
  claims:
    description: >-
      What seller, label, and papers say of each unit: a CSV file with the columns C(serial) (as on the label),
      C(host), C(further_serials), C(seller), C(order), C(lot), C(model), C(condition), C(modules), C(licenses),
      C(value) (USD), C(fed_supplies), C(stage), C(ownership), C(jcpo), C(rack), C(position), C(end_customer),
      C(installed_at), and C(contract_level), all but the first optional. Kept with the run.
    type: path
  entitlement:
    description: >-
      Answers of entitlement lookups, a CSV file with the columns C(serial), C(answer) (V(registered-to-us),
      V(registered-to-another), V(unknown-to-the-maker)), C(on), C(asked_by), and C(note). Kept with the run.
    type: path
  attestations:
    description: >-
      Attestations of named persons, a CSV file with the columns C(serial), C(kind) (V(condition), V(label), V(ports),
      V(post), V(lifecycle-confirmation)), C(by), C(on), C(holds), C(says), C(reads) (the serial number on
      the label), C(model), and C(files). Kept with the run, as are the files.
    type: path
  hold_ends:
    description: >-
      Decisions of named persons that end holds, a CSV file with the columns C(serial), C(how) (V(released),
      V(confirmed-bad), V(closed)), C(by), C(on), C(reason), C(box), C(explains), C(twin), C(evidence), and C(files).
      Kept with the run, as are the files.
    type: path
  bench_parts:
    description: >-
      Parts that the bench moves from chassis to chassis, a CSV file with the columns C(part_number) and C(serial).
      Kept with the run.
    type: path
  model_values:
    description: >-
      Values and costs of every unit of a model, a CSV file with the columns C(model), C(value_as_is),
      C(value_supported), C(replacement_value), C(repair_cost), C(freight), C(currency), C(on), and C(says).
      Kept with the run.
    type: path
  exchange_rates:
    description: >-
      US dollars for one unit of another currency, a CSV file with the columns C(currency), C(usd), C(on), and
      C(says). Kept with the run.
    type: path
  signing_key:
    description: >-
      File with the private key that signs the run: Ed25519, in OpenSSH or PEM format, without a password, mode 0600.
      By default nothing is signed. The run then states the key, and its evidence has to be signed with it.
    type: path
  scope:
    description: V(full), or V(triage) for the first requests only, which can fail a unit but never pass one.
    type: str
    choices: [full, triage]
    default: full
  resume:
    description: Resume the run named by O(run_id). Hosts with complete evidence are not contacted again.
    type: bool
    default: false
  run_group:
    description: >-
      Group whose members can read the run (folders 2750, files 0640). By default only the user that runs Ansible can
      (0700, 0600). A run keeps what it was created with.
    type: str
  exports:
    description: Exports that the report is to have. A name that is not known is an error before anything is collected.
    type: list
    elements: str
    default: [xlsx, jsonl]
  hosts:
    description: Every host of the play. The accounts of the run contain each of them.
    type: list
    elements: str
    required: true
  inventory:
    description: >-
      Every host of the inventory. A claim that names another host is matched by its serial number only, and the result
      says so. By default the whole inventory, regardless of C(--limit).
    type: list
    elements: str
  batch:
    description: The hosts of the current batch of the play. Must be all of O(hosts).
    type: list
    elements: str
    required: true
  jump_hosts:
    description: >-
      Hosts that collect for other hosts. Must not be among O(hosts). By default the hosts that the variable
      C(jump_host) of the hosts names.
    type: list
    elements: str
  jump_hosts_grouped:
    description: Whether the inventory has a group C(jump_hosts). By default as in the inventory.
    type: bool
    default: true
author:
  - Reinstate maintainers
attributes:
  check_mode:
    description: Writes nothing.
    support: full
"""

EXAMPLES = r"""
- name: Open the run
  inspection_run:
    runs_dir: runs
    policy: policy.yml
    hosts: "{{ ansible_play_hosts_all }}"
    batch: "{{ ansible_play_batch }}"
  run_once: true
  register: reinstate_run
"""

RETURN = r"""
run_id:
  description: Id of the run.
  type: str
  returned: always
path:
  description: Run folder. Empty in check mode.
  type: str
  returned: always
hosts:
  description: Number of hosts for which the run was opened.
  type: int
  returned: always
policy:
  description: Name and version of the policy under which the run was opened.
  type: str
  returned: always
notices:
  description: Notices about the run, for example that no policy was named. Empty if there are none.
  type: list
  elements: str
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def main() -> None:
    """Fail: the action plugin is missing. This file is its documentation and never runs on a host."""
    AnsibleModule(argument_spec={}, check_invalid_arguments=False).fail_json(
        msg="inspection_run runs on the controller only: place action_plugins/ next to library/"
    )


if __name__ == "__main__":
    main()
