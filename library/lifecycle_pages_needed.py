#!/usr/bin/python
"""List the lifecycle pages that are needed. The work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: lifecycle_pages_needed
short_description: List the lifecycle pages that a run or a list names
version_added: "0.1.0"
description:
  - Lists the pages of Juniper's that could list what a run did not know, or the ones that are named, each with its
    address, and whether it is missing or old. Runs on the controller and writes nothing.
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
    description: A policy; pages that its tables hold and that are fresh are not fetched.
    type: path
  folder:
    description: Where pages are kept as C(SLUG.html).
    type: path
    required: true
  days:
    description: A page is fetched again after so many days.
    type: int
    default: 7
  site:
    description: The site, or an HTTPS mirror of it.
    type: str
    required: true
author:
  - Reinstate maintainers
attributes:
  check_mode:
    description: Writes nothing.
    support: full
"""

EXAMPLES = r"""
- name: List the pages that are needed
  lifecycle_pages_needed:
    run: runs/latest
    folder: reference-pages
    site: https://support.juniper.net
  register: needed
"""

RETURN = r"""
pages:
  description: Each page with C(slug), C(address), C(url), and C(fetch).
  type: list
  elements: dict
  returned: success
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def main() -> None:
    """Fail: the action plugin is missing. This file is its documentation and never runs on a host."""
    AnsibleModule(argument_spec={}, check_invalid_arguments=False).fail_json(
        msg="lifecycle_pages_needed runs on the controller only: place action_plugins/ next to library/"
    )


if __name__ == "__main__":
    main()
