#!/usr/bin/python
"""Import lifecycle pages. The work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: lifecycle_pages_import
short_description: Keep fetched lifecycle pages, and import those that are there
version_added: "0.1.0"
description:
  - Keeps each page that was fetched and can be read as C(SLUG.html), and imports all pages of the folder that are
    named so, needed or not, into a table for a policy. A page that cannot be read is named, replaces nothing, and
    stops nothing, and so is a page that is not needed and does not fit the table. Every other file of the folder is
    named.
options:
  families:
    description: Pages by name, such as C(ex_series).
    type: list
    elements: str
    default: []
  run:
    description: An evaluated run.
    type: path
  policy:
    description: The policy that names the table. The report has the lines to paste, and where.
    type: path
  folder:
    description: Where pages are kept.
    type: path
    required: true
  table:
    description: The table to write.
    type: path
    required: true
  fetched:
    description: What the requests gave, each with C(slug), C(status), C(content), and C(msg).
    type: list
    elements: dict
    default: []
author:
  - Reinstate maintainers
attributes:
  check_mode:
    description: Writes nothing.
    support: full
"""

EXAMPLES = r"""
- name: Import the pages that were saved by hand
  lifecycle_pages_import:
    families: [ex_series, qfx_series]
    folder: reference-pages
    table: policies/reference/juniper.yml
"""

RETURN = r"""
report:
  description: What was read and written, line by line.
  type: list
  elements: str
  returned: success
missing:
  description: Addresses of the pages that are neither fetched nor there.
  type: list
  elements: str
  returned: success
refused:
  description: Why a page that was fetched, or a file in the folder, was not imported, by its name.
  type: dict
  returned: success
wrong:
  description: What prevented the import of pages that can be read.
  type: list
  elements: str
  returned: success
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def main() -> None:
    """Fail: the action plugin is missing. This file is its documentation and never runs on a host."""
    AnsibleModule(argument_spec={}, check_invalid_arguments=False).fail_json(
        msg="lifecycle_pages_import runs on the controller only: place action_plugins/ next to library/"
    )


if __name__ == "__main__":
    main()
