"""Where in a policy the lines of a table can be pasted as they are."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from reinstate.workflow.policy_paste import NamedTable, paste_of

DIGEST = hashlib.sha256(b"new").hexdigest()
OTHER = hashlib.sha256(b"old").hexdigest()
NAMED = {"file": "pages.yml", "sha256": DIGEST}

POLICIES = {
    "without reference": ("name: mine\n", "at the end of"),
    "with pins alone": (f"reference:\n  pins:\n    fees: {OTHER}\n", "after line 1"),
    "with another table": (
        f"reference:\n  lifecycle_tables:\n    - file: other.yml\n      sha256: {OTHER}\n",
        "after line 2",
    ),
    "with this table as it was": (
        f"reference:\n  lifecycle_tables:\n    - file: pages.yml\n      sha256: {OTHER}\n",
        "in place of line 4",
    ),
    "with this table as it was, its digest first": (
        f"reference:\n  lifecycle_tables:\n    - sha256: {OTHER}\n      file: pages.yml\n",
        "in place of line 3",
    ),
}


@pytest.mark.parametrize(("policy", "where"), POLICIES.values(), ids=POLICIES)
def test_the_policy_names_the_table_after_pasting(tmp_path: Path, policy: str, where: str) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(policy)
    paste = paste_of(NamedTable("lifecycle_tables", tmp_path / "pages.yml", DIGEST), path)
    assert paste.where.startswith(where)
    lines = policy.splitlines()
    if "in place of line" in paste.where:
        number = int(paste.where.split("line ")[1].split(" ")[0])
        lines[number - 1 : number] = paste.lines.splitlines()
    else:
        at = len(lines) if "end of" in paste.where else int(paste.where.split("line ")[1].split(" ")[0])
        lines[at:at] = paste.lines.splitlines()
    tables = yaml.safe_load("\n".join(lines))["reference"]["lifecycle_tables"]
    assert [one for one in tables if one["file"] == "pages.yml"] == [NAMED]
