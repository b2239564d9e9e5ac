"""docs/how-to/verifying.md: its commands verify a run without Reinstate, and its tables are those of the code."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from reinstate.plan.requests import Rpc
from reinstate.workflow.share_readers import SEES, Reader
from tests.integration.collected import ROOT, Collected
from tests.integration.test_signed_runs import a_key, a_run, public

PAGE = (ROOT / "docs" / "how-to" / "verifying.md").read_text(encoding="utf-8")
TOOLS = ("bash", "ssh-keygen", "sha256sum", "jq", "openssl", "diff", "cmp")
needs_tools = pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}")


def commands() -> str:
    """The commands of the section, one block after another."""
    section = PAGE.partition("## Verify without Reinstate")[2].partition("\n## ")[0]
    return "\n".join(token.content for token in MarkdownIt().parse(section) if token.type == "code_block")


@pytest.fixture(scope="module")
def run(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("page")
    key = a_key(root)
    path = a_run(collected, root / "runs" / "one", key)
    shutil.copy(public(key), root / "signer.pub")
    return path


def verified(run: Path, folder: Path, change: Callable[[Path], object]) -> subprocess.CompletedProcess[str]:
    """The page's commands in a copy of the run, which has the public key and nothing else beside it."""
    copy = Path(shutil.copytree(run, folder / "copy"))
    change(copy)
    shutil.copy(run.parents[1] / "signer.pub", copy)
    script = "set -euo pipefail\n" + commands()
    return subprocess.run(
        ["bash", "-c", script], cwd=copy, capture_output=True, text=True, check=False, timeout=60, env={"PATH": PATH}
    )


PATH = os.environ["PATH"]


@needs_tools
def test_the_commands_verify_a_run(run: Path, tmp_path: Path) -> None:
    done = verified(run, tmp_path, lambda copy: None)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count('Good "inspection-run@reinstate" signature for signer') == 3
    assert "Signature Verified Successfully" in done.stdout


def flip(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])


CHANGES: dict[str, Callable[[Path], object]] = {
    "a reply": lambda run: flip(run / "evidence/ex4400-clean/chassis-inventory.xml"),
    "a manifest": lambda run: flip(run / "evidence/ex4400-clean/evidence.json"),
    "a host removed": lambda run: shutil.rmtree(run / "evidence/ex4400-clean"),
    "a reply added": lambda run: (run / "evidence/ex4400-clean/more.xml").write_text("<a/>"),
    "run.json": lambda run: flip(run / "run.json"),
    "the log": lambda run: flip(run / "collected/log.jsonl"),
    "the statement": lambda run: flip(run / "evidence.statement"),
    "a record": lambda run: flip(run / "judgements/1/records/ex4400-clean.json"),
    "a page": lambda run: flip(run / "judgements/1/report/index.html"),
    "a record at the top": lambda run: flip(run / "records/ex4400-clean.json"),
    "a page at the top": lambda run: flip(run / "report/index.html"),
    "the accounts at the top": lambda run: flip(run / "summary.json"),
    "a record added": lambda run: (run / "judgements/1/records/more.json").write_text("{}"),
    "a page added": lambda run: (run / "report/more.html").write_text("<p>"),
    "the envelope": lambda run: (run / "evidence.dsse").write_bytes((run / "judgement.dsse").read_bytes()),
    "the statement of another": lambda run: shutil.copy(run / "judgement.statement", run / "evidence.statement"),
}


@needs_tools
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_commands_find_a_change(change: Callable[[Path], object], run: Path, tmp_path: Path) -> None:
    assert verified(run, tmp_path, change).returncode != 0


ROWS = {
    "record: verdict, software, modules, support dates, limits": (
        "verdict", "software", "modules", "supportable", "limits",
    ),
    "record: disposition, licenses, policy, reference data, contacts": (
        "disposition", "licenses", "policy", "reference", "contacts",
    ),
    "record: fees, value, steps, holds, earlier runs, other findings": (
        "fees", "economy", "shortest_path", "path", "holds", "supersedes", "known_as", "deciding", "beside",
    ),
    "claim: serial number, model": ("serial", "model"),
    "claim: proof of ownership, end customer, place of installation, contract level": (
        "ownership", "end_customer", "installed_at", "contract_level",
    ),
    "claim: seller, order, lot, condition, modules, licenses": (
        "seller", "order", "lot", "condition", "modules", "licenses",
    ),
    "findings about modules, health, lifecycle, software, and licenses": (
        "frus", "health", "lifecycle", "software", "licenses",
    ),
    "findings about the identity of the unit": (
        "identity.is-hardware", "identity.chassis-serial", "identity.serial-stable", "identity.model-agrees",
    ),
    "replies about hardware, software, environment, power, storage": (
        Rpc.INVENTORY, Rpc.SOFTWARE, Rpc.ENVIRONMENT, Rpc.POWER, Rpc.STORAGE,
    ),
    "replies: license summary, MAC addresses, Virtual Chassis, cluster, TPM": (
        Rpc.LICENSE_SUMMARY, Rpc.MAC_ADDRESSES, Rpc.VIRTUAL_CHASSIS, Rpc.CHASSIS_CLUSTER, Rpc.TPM,
    ),
    "replies: configuration, logs, users, files, commits, core dumps, license keys": (
        Rpc.CONFIGURATION, Rpc.LOG_MESSAGES, Rpc.USERS, Rpc.FILES_CONFIG, Rpc.COMMITS, Rpc.CORE_DUMPS, Rpc.LICENSES,
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_the_page_says_what_each_reader_sees(row: str) -> None:
    def sees(reader: Reader) -> str:
        one = SEES[reader]
        kinds = {"record": one.record, "claim": one.claim, "replies": one.replies, "findings": one.domains | one.checks}
        seen = {name in kinds[row.replace(":", " ").split()[0]] for name in ROWS[row]}
        assert len(seen) == 1
        return "yes" if seen == {True} else "no"

    assert f"| {row} | {sees(Reader.PARTNER)} | {sees(Reader.SELLER)} |" in PAGE
