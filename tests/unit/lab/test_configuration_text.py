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
