#!/usr/bin/python
"""Write a run's report. The work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: inspection_report
short_description: Write the report of a run
version_added: "0.1.0"
description:
  - Renders C(report/index.html), an HTML and a Markdown page per unit, C(batch.html), which is one file to mail,
    C(summary.csv) and C(junit.xml) from the run's records. Runs once per batch, on the controller.
  - Writes the documents that apply, as HTML and Markdown. These are C(work-list) and C(reinstatement-request) (both
    with a C(.csv)), C(brand-protection), and C(seller-reports) with a file for each seller's order.
options:
  run:
    description: Run folder, or a link to it such as C(runs/latest).
    type: path
    required: true
  own_templates:
    description: Folder of the role's own templates.
    type: path
    required: true
  templates:
    description: Folder of templates that replace the role's own templates of the same name.
    type: path
  exports:
    description:
      - Exports to write in addition. V(xlsx) writes C(batch.xlsx), a workbook; V(jsonl) writes C(units.jsonl) and
        C(findings.jsonl), for other tools; V(markdown) writes C(batch.md); V(pdf) writes a PDF of the batch, of each
        document, and of each unit, and needs the typst package.
    type: list
    elements: str
    default: [xlsx, jsonl]
  signing_key:
    description: >-
      File with the private key that signs the run: Ed25519, in OpenSSH or PEM format, without a password, mode 0600.
      By default nothing is signed. Signs the list of the files of the report.
    type: path
author:
  - Reinstate maintainers
attributes:
  check_mode:
    description: Writes nothing.
    support: full
"""

EXAMPLES = r"""
- name: Write the report
  inspection_report:
    run: runs/latest
    own_templates: roles/report/templates
  run_once: true
"""

RETURN = r"""
files:
  description: Number of files written.
  type: int
  returned: success
index:
  description: Path of the index page.
  type: str
  returned: success
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def main() -> None:
    """Fail: the action plugin is missing. This file is its documentation and never runs on a host."""
    AnsibleModule(argument_spec={}, check_invalid_arguments=False).fail_json(
        msg="inspection_report runs on the controller only: place action_plugins/ next to library/"
    )


if __name__ == "__main__":
    main()
