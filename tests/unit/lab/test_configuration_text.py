"""A configuration in braces and as ``set`` commands."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.lab.replies.configuration_text import as_set, as_text

CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a list whose own name the CLI leaves out": (
        {"vlans": {"vlan": [{"name": "OFFICE", "vlan-id": 110}]}},
        "vlans {\n    OFFICE {\n        vlan-id 110;\n    }\n}\n",
        "set vlans OFFICE vlan-id 110\n",
    ),
    "quotes within a value": (
        {"description": 'the "old" rack'},
        'description "the \\"old\\" rack";\n',
        'set description "the \\"old\\" rack"\n',
    ),
    "a statement that is deactivated": (
        {"interfaces": {"interface": {"name": "ge-0/0/1", "@inactive": "inactive", "mtu": 9000}}},
        "interfaces {\n    inactive: ge-0/0/1 {\n        mtu 9000;\n    }\n}\n",
        "set interfaces ge-0/0/1 mtu 9000\ndeactivate interfaces ge-0/0/1\n",
    ),
    "a secret that the login may not see": (
        {"secret": "/* SECRET-DATA */"},
        "secret /* SECRET-DATA */;\n",
        "set secret /* SECRET-DATA */\n",
    ),
}


@pytest.mark.parametrize(("tree", "text", "commands"), CASES.values(), ids=CASES)
def test_both_forms(tree: dict[str, Any], text: str, commands: str) -> None:
    assert as_text(tree) == text
    assert as_set(tree) == commands
