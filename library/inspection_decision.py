#!/usr/bin/python
"""Evaluate the evidence of a run. The work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: inspection_decision
short_description: Evaluate the evidence of a run
version_added: "0.1.0"
description:
  - Verifies every digest, reads the evidence, runs the checks, and writes one inspection record per unit and
    C(summary.json). Contacts no device. The same evidence, policy, reference data, and date give the same bytes.
  - Runs once per batch, on the controller.
options:
  run:
    description: Run folder, or a link to it such as C(runs/latest).
    type: path
    required: true
  policy:
    description: >-
      Policy file, or V(default) or V(strict) for a shipped policy. By default the policy of the run's last evaluation,
      else the one under which the run was opened.
    type: path
  claims:
    description: >-
      What seller, label, and papers say of each unit: a CSV file with the columns C(serial) (as on the label),
      C(host), C(further_serials), C(seller), C(order), C(lot), C(model), C(condition), C(modules), C(licenses),
      C(value) (USD), C(fed_supplies), C(stage), C(ownership), C(jcpo), C(rack), C(position), C(end_customer),
      C(installed_at), and C(contract_level), all but the first optional. Adds to the earlier declared inputs of the
      run.
    type: path
  entitlement:
    description: >-
      Answers of entitlement lookups, a CSV file with the columns C(serial), C(answer) (V(registered-to-us),
      V(registered-to-another), V(unknown-to-the-maker)), C(on), C(asked_by), and C(note). Adds to the earlier
      declared inputs of the run.
    type: path
  attestations:
    description: >-
      Attestations of named persons, a CSV file with the columns C(serial), C(kind) (V(condition), V(label), V(ports),
      V(post), V(lifecycle-confirmation)), C(by), C(on), C(holds), C(says), C(reads) (the serial number on
      the label), C(model), and C(files). Adds to the earlier declared inputs of the run.
    type: path
  hold_ends:
    description: >-
      Decisions of named persons that end holds, a CSV file with the columns C(serial), C(how) (V(released),
      V(confirmed-bad), V(closed)), C(by), C(on), C(reason), C(box), C(explains), C(twin), C(evidence), and C(files).
      Adds to the earlier declared inputs of the run.
    type: path
  bench_parts:
    description: >-
      Parts that the bench moves from chassis to chassis, a CSV file with the columns C(part_number) and C(serial).
      Adds to the earlier declared inputs of the run.
    type: path
  model_values:
    description: >-
      Values and costs of every unit of a model, a CSV file with the columns C(model), C(value_as_is),
      C(value_supported), C(replacement_value), C(repair_cost), C(freight), C(currency), C(on), and C(says).
      Adds to the earlier declared inputs of the run.
    type: path
  exchange_rates:
    description: >-
      US dollars for one unit of another currency, a CSV file with the columns C(currency), C(usd), C(on), and
      C(says). Adds to the earlier declared inputs of the run.
    type: path
  signing_key:
    description: >-
      File with the private key that signs the run: Ed25519, in OpenSSH or PEM format, without a password, mode 0600.
      By default nothing is signed. Signs the evidence of a run once, when it is sealed, and each evaluation.
    type: path
  as_of:
    description: Evaluation date, C(YYYY-MM-DD). By default the date on which the run was started.
    type: str
  fail_on:
    description:
      - Which verdicts add the host of a unit to RV(failing_hosts). With V(inconclusive), the list is empty only if all
        units pass.
    type: str
    choices: [inconclusive, fail, never]
    default: inconclusive
  exports:
    description: Exports that the report is to have. A name that is not known is an error before anything is evaluated.
    type: list
    elements: str
    default: [xlsx, jsonl]
author:
  - Reinstate maintainers
attributes:
  check_mode:
    description: Evaluates nothing and writes nothing.
    support: full
"""

EXAMPLES = r"""
- name: Evaluate every unit
  inspection_decision:
    run: runs/latest
    as_of: "2027-01-31"
    fail_on: fail
  run_once: true
  register: reinstate_decision
"""

RETURN = r"""
run:
  description: Run folder.
  type: str
  returned: success
summary:
  description:
    - Contents of C(summary.json). Its C(notices) name reference sets and tables that are too old to support a pass, or
      will be within 30 days. Without any, it is absent.
  type: dict
  returned: success
lines:
  description: One line per unit with verdict, disposition, and the deciding finding.
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
    """Fail: the action plugin is missing. This file is its documentation and never runs on a host."""
    AnsibleModule(argument_spec={}, check_invalid_arguments=False).fail_json(
        msg="inspection_decision runs on the controller only: place action_plugins/ next to library/"
    )


if __name__ == "__main__":
    main()
