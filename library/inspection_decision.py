#!/usr/bin/python
"""Judge a run's evidence. The work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: inspection_decision
short_description: Judge the evidence of a run
version_added: "0.1.0"
description:
  - Verifies every hash, reads the evidence, runs the checks, and writes one inspection record per unit and the run's
    C(summary.json). Never talks to a device. The same evidence, policy, reference data and day give the same bytes.
  - Runs once per batch, on the controller.
options:
  run:
    description: Run folder, or a link to it such as C(runs/latest).
    type: path
    required: true
  policy:
    description: Policy file, or V(default) or V(strict) for a shipped one. By default V(default).
    type: path
  claims:
    description: >-
      What seller, label and papers say of each unit: a CSV file with the columns C(serial) (what the label says),
      C(host), C(further_serials), C(seller), C(order), C(lot), C(model), C(condition), C(modules), C(licenses),
      C(value) (USD), C(fed_supplies), C(stage), C(ownership), C(jcpo), C(rack), C(position), C(end_customer),
      C(installed_at) and C(contract_level), all but the first optional. Adds to what was
      declared of the run before.
    type: path
  entitlement:
    description: >-
      Answers of the maker's records, a CSV file with the columns C(serial), C(answer) (V(registered-to-us),
      V(registered-to-another), V(unknown-to-the-maker)), C(on), C(asked_by) and C(note). Adds to what was
      declared of the run before.
    type: path
  attestations:
    description: >-
      What named persons saw, a CSV file with the columns C(serial), C(kind) (V(condition), V(label), V(ports),
      V(post), V(lifecycle-confirmation)), C(by), C(on), C(holds), C(says), C(reads) (the serial on the label),
      C(model) and C(files). Adds to what was
      declared of the run before.
    type: path
  as_of:
    description: Day to judge by, C(YYYY-MM-DD). By default the day on which the run was started.
    type: str
  fail_on:
    description:
      - Which verdicts put a unit's host into RV(failing_hosts). With V(inconclusive) only a rack whose units all pass
        has none.
    type: str
    choices: [inconclusive, fail, never]
    default: inconclusive
author:
  - Reinstate maintainers
attributes:
  check_mode:
    description: Judges nothing and writes nothing.
    support: full
"""

EXAMPLES = r"""
- name: Judge every unit
  inspection_decision:
    run: runs/latest
    as_of: "2027-01-31"
    fail_on: fail
  run_once: true
  register: reinstate_decision
"""

RETURN = r"""
run:
  description: The run's folder.
  type: str
  returned: success
summary:
  description: What C(summary.json) says.
  type: dict
  returned: success
lines:
  description: One line per unit with verdict, disposition and the reason that decides.
  type: list
  elements: str
  returned: success
failing:
  description: The units that reach O(fail_on), each with C(host), C(unit) and C(reason).
  type: list
  elements: dict
  returned: success
failing_hosts:
  description: The same by host, each with C(host) and the C(reasons) of its units.
  type: list
  elements: dict
  returned: success
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def main() -> None:
    """Say that the action plugin is missing: this file documents it and is never sent to a host."""
    AnsibleModule(argument_spec={}, check_invalid_arguments=False).fail_json(
        msg="inspection_decision works on the controller alone: put action_plugins/ beside library/"
    )


if __name__ == "__main__":
    main()
