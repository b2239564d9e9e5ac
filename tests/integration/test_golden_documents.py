"""Golden documents: what is sent about the rack, made to be read in a review. Claims, answers and statements about it
are made up and lie beside them.

``pytest tests/integration/test_golden_documents.py --update-golden`` writes them anew; look at the difference.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

import pytest

from reinstate.decision.claims_account import claims_account
from reinstate.decision.run_accounts import summary
from reinstate.declared.kinds import Declared, DeclaredSet
from reinstate.declared.rows import AttestationRow, ClaimRow, EntitlementRow
from reinstate.declared.tables import read_rows
from reinstate.report.render import render_reports
from reinstate.workflow.judge_run import decide_evidence
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected, Judge

GOLDEN = ROOT / "tests" / "golden" / "documents"
TEMPLATES = ROOT / "roles" / "report" / "templates"
NAMES = ("brand-protection", "reinstatement-request", "seller-report")

# What changes from run to run: keys, ports and devices are made anew, clocks are read, libraries are updated.
CHANGING = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "..."),
    (re.compile(r"SHA256:[A-Za-z0-9+/]{43} \S+"), "SHA256:..."),
    (re.compile(r"127\.0\.0\.1 port \d+"), "127.0.0.1 port ..."),
    (re.compile(r"(?<=Collected )\S+ \S+ UTC to \S+ \S+ UTC by .*"), "..."),
)


def _declared() -> Declared:
    """The made-up inputs, as a run would keep them."""

    def rows(name: str, form: Any, made: str) -> DeclaredSet[Any]:
        read = read_rows(GOLDEN / f"{name}.csv", form)
        told = tuple(getattr(row, made)(f"{name}.csv, line {line}") for line, row in read)
        return DeclaredSet(declared=True, rows=told, sources=(f"{name}.csv",))

    return Declared(
        rows("claims", ClaimRow, "claim"),
        rows("entitlement", EntitlementRow, "entitlement"),
        rows("attestations", AttestationRow, "attestation"),
    )


@pytest.fixture(scope="module")
def documents(collected: Collected) -> Mapping[str, str]:
    return told_of(collected)


def told_of(collected: Collected) -> Mapping[str, str]:
    """The golden documents' texts, made of that run."""
    judge, declared = Judge.of(LAB_POLICY), _declared()
    records = decide_evidence(collected.read(judge), judge.policy, judge.reference, AS_OF, declared)
    accounts = {**summary(records, collected.hosts), **claims_account(declared.claims, records)}
    run = {**collected.stated, "run_id": "20261123T000000.00Z", "started": "2026-11-23T00:00:00.000Z"}
    stated = [record.to_json() for record in records]
    told = render_reports(stated, run, accounts, TEMPLATES, evidence=collected.folder.path / "evidence")
    return {name: steady(content.decode()) for name, content in told.items() if is_golden(name)}


def is_golden(name: str) -> bool:
    return name.startswith(NAMES) and name.endswith((".md", ".csv"))


def steady(text: str) -> str:
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return text


@pytest.fixture(scope="module")
def written_anew(documents: Mapping[str, str], request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        for path in GOLDEN.iterdir():
            if is_golden(path.name):
                path.unlink()
        for name, text in documents.items():
            (GOLDEN / name).write_text(text)


@pytest.mark.usefixtures("written_anew")
def test_every_document_is_as_it_was_reviewed(documents: Mapping[str, str]) -> None:
    golden = {path.name: path.read_text() for path in GOLDEN.iterdir() if is_golden(path.name)}
    assert set(documents) == set(golden)
    different = [
        line
        for name, now in sorted(documents.items())
        for line in difflib.unified_diff(golden[name].splitlines(), now.splitlines(), name, "now", lineterm="", n=2)
    ]
    assert not different, "\n" + "\n".join(different)


def test_what_a_seller_is_sent_names_nobody_else(documents: Mapping[str, str]) -> None:
    """On the rack as a whole: no other seller, no unit's name, no person, no customer and no value."""
    units = ("-clean", "-twin", "-dead-supply", "-multibyte", "-cluster", "-off", "qfx51")
    house = ("B. Bench", "A. Partner", "Hospital", "Carrier", "9,000", "claims.csv", "invoice")
    sent = {name: text for name, text in documents.items() if name.startswith("seller-report_")}
    assert len(sent) == 3
    for name, text in sent.items():
        other = "Northern" if "Acme" in name else "Acme"
        assert [word for word in (*units, *house, other) if word in text] == [], name
