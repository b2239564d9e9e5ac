#!/usr/bin/python
"""Open an inspection run. The work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: inspection_run
short_description: Open an inspection run
version_added: "0.1.0"
description:
  - Fixes the run's id, checks the policy and the reference data, and writes C(run.json) with the host list before
    any device is contacted. Runs once per batch, on the controller.
options:
  runs_dir:
    description: Folder that holds all runs.
    type: path
    required: true
  run_id:
    description: Name of the run's folder. By default the time, in UTC.
    type: str
  policy:
    description: Policy file, or V(default) or V(strict) for a shipped one. By default V(default).
    type: path
  claims:
    description: >-
      What seller, label and papers say of each unit: a CSV file with the columns C(serial) (what the label says),
      C(host), C(further_serials), C(seller), C(order), C(lot), C(model), C(condition), C(modules), C(licenses),
      C(value) (USD), C(fed_supplies), C(stage), C(ownership), C(jcpo), C(rack), C(position), C(end_customer),
      C(installed_at) and C(contract_level), all but the first optional. Kept with the run.
    type: path
  entitlement:
    description: >-
      Answers of the maker's records, a CSV file with the columns C(serial), C(answer) (V(registered-to-us),
      V(registered-to-another), V(unknown-to-the-maker)), C(on), C(asked_by) and C(note). Kept with the run.
    type: path
  attestations:
    description: >-
      What named persons saw, a CSV file with the columns C(serial), C(kind) (V(condition), V(label), V(ports),
      V(post), V(lifecycle-confirmation)), C(by), C(on), C(holds), C(says), C(reads) (the serial on the label),
      C(model) and C(files). Kept with the run, the files too.
    type: path
  scope:
    description: V(full), or V(triage) for the first wave of requests alone, which can fail a device and never pass one.
    type: str
    choices: [full, triage]
    default: full
  resume:
    description: Go on with the run named by O(run_id); hosts whose evidence is complete are not contacted again.
    type: bool
    default: false
  hosts:
    description: Every host of the play. They are the run's accounts.
    type: list
    elements: str
    required: true
  inventory:
    description: >-
      Every host of the inventory. A claim that names another host is matched by its serial number only, and the result
      says so. By default what Ansible knows, whatever C(--limit) leaves of it.
    type: list
    elements: str
  batch:
    description: The hosts that the play is working on. Must be all of O(hosts).
    type: list
    elements: str
    required: true
  jump_hosts:
    description: >-
      Hosts that collect for others, and must not be among O(hosts). By default those that the variable C(jump_host)
      of the hosts names.
    type: list
    elements: str
  jump_hosts_grouped:
    description: Whether the inventory has a group C(jump_hosts). By default what Ansible knows.
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
  description: The run's id.
  type: str
  returned: always
path:
  description: The run's folder; empty in check mode.
  type: str
  returned: always
hosts:
  description: How many hosts the run was opened for.
  type: int
  returned: always
policy:
  description: Name and version of the policy that the run was opened under.
  type: str
  returned: always
notices:
  description: What to know before anything else, such as that no policy was named. Empty where there is nothing.
  type: list
  elements: str
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def main() -> None:
    """Say that the action plugin is missing: this file documents it and is never sent to a host."""
    AnsibleModule(argument_spec={}, check_invalid_arguments=False).fail_json(
        msg="inspection_run works on the controller alone: put action_plugins/ beside library/"
    )


if __name__ == "__main__":
    main()
