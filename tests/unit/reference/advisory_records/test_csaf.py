"""CSAF documents: products of the tree, ranges as they are written, and relations to platforms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reinstate.reference.advisory_records.issues import Statement
from reinstate.reference.advisory_records.version_texts import statement_of
from tests.unit.reference.advisory_records.builders import answers, collected

REPORTED = "Malicious exploitation has been reported."
SUBSEQUENT = "Fixed in 21.4R3-S5, 22.1R1, and all subsequent releases."


@pytest.mark.parametrize(
    ("text", "start", "before", "up_to"),
    [
        ("vers:generic/<21.2R3-S9", "0", "21.2R3-S9", ""),
        ("vers:generic/>=21.4|<21.4R3-S10", "21.4", "21.4R3-S10", ""),
        ("vers:juniper/>=21.4|<=21.4R3-S9", "21.4", "", "21.4R3-S9"),
        ("vers:generic/*", "0", "*", ""),
        ("vers:generic/>=21.4", "21.4", "*", ""),
        ("vers:generic/=21.4R3", "21.4R3", "", ""),
        (">= 21.4 | < 21.4R3-S10", "21.4", "21.4R3-S10", ""),
        ("<21.2R3-S9", "0", "21.2R3-S9", ""),
        ("21.4 < 21.4R3-S10", "21.4", "21.4R3-S10", ""),
        ("All versions before 21.2R3-S9,", "0", "21.2R3-S9", ""),
        ("all versions prior to 21.2R3-S9;", "0", "21.2R3-S9", ""),
        ("21.4 versions earlier than 21.4R3-S10", "21.4", "21.4R3-S10", ""),
        ("from 24.2 before 24.2R1-S2, 24.2R2.", "24.2", "24.2R1-S2, 24.2R2", ""),
        ("22.2-EVO versions before 22.2R2-S1-EVO, 22.2R3-EVO", "22.2-EVO", "22.2R2-S1-EVO, 22.2R3-EVO", ""),
        ("all versions of 22.2", "22.2", "22.2*", ""),
        ("22.2 all versions", "22.2", "22.2*", ""),
        ("21.1 versions 21.1R1 and later", "21.1R1", "21.1*", ""),
        ("21.4R3", "21.4R3", "", ""),
    ],
)
def test_ranges_as_they_are_written(text: str, start: str, before: str, up_to: str) -> None:
    assert statement_of(text, "affected") == Statement("affected", start, before, up_to)


@pytest.mark.parametrize(
    "text", ["vers:generic/>=21.4|!=21.4R2|<22.1", "vers:x/>1|<2|<3", "vers:generic/>21.4R1|<21.4R3", "", "<" * 500]
)
def test_ranges_that_cannot_be_taken_apart(text: str) -> None:
    assert statement_of(text, "affected").unusual


def branch(category: str, name: str, *below: dict[str, Any], product: str = "") -> dict[str, Any]:
    own = {"product": {"product_id": product, "name": name}} if product else {}
    return {"category": category, "name": name, **own, **({"branches": list(below)} if below else {})}


def a_document(*branches: dict[str, Any], tree: dict[str, Any] | None = None, **status: list[str]) -> dict[str, Any]:
    vendor = branch("vendor", "Juniper Networks", *branches)
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "title": "Junos OS: anyone gets in",
            "publisher": {"category": "vendor", "name": "Juniper Networks", "namespace": "https://example.net"},
            "tracking": {
                "id": "JSA1",
                "initial_release_date": "2026-02-01T00:00:00Z",
                "current_release_date": "2026-02-10T00:00:00Z",
            },
        },
        "product_tree": {"branches": [vendor], **(tree or {})},
        "vulnerabilities": [
            {
                "cve": "CVE-2026-0001",
                "product_status": status,
                "threats": [{"category": "exploit_status", "details": REPORTED}],
                "remediations": [{"category": "vendor_fix", "details": SUBSEQUENT}],
            }
        ],
    }


def junos(*below: dict[str, Any]) -> dict[str, Any]:
    return branch("product_name", "Junos OS", *below)


RANGE = branch("product_version_range", "vers:generic/>=21.4|<21.4R3-S5", product="A")


def test_releases_before_the_first_affected_one_are_unknown_without_a_statement(tmp_path: Path) -> None:
    found = collected(tmp_path, a_document(junos(RANGE), known_affected=["A"]))
    told = answers(tmp_path, found, ["21.2R1", "21.4R3-S4", "21.4R3-S5", "23.4R1"])
    assert told == ["unknown", "affected", "not-known", "not-known"]


def test_a_train_ends_at_the_fixed_releases_that_the_document_lists(tmp_path: Path) -> None:
    tree = junos(
        branch("product_version", "21.4", product="A"),
        branch("product_version", "22.2", product="B"),
        branch("product_version", "21.4R3-S5", product="F"),
    )
    found = collected(tmp_path, a_document(tree, known_affected=["A", "B"], fixed=["F"]))
    told = answers(tmp_path, found, ["21.4R3-S4", "21.4R3-S5", "22.2R3"])
    assert told == ["affected", "not-known", "unknown"]


def test_the_platform_of_a_relation(tmp_path: Path) -> None:
    hardware = branch("product_family", "Hardware", branch("product_name", "SRX Series", product="H"))
    relation = {
        "category": "installed_on",
        "product_reference": "A",
        "relates_to_product_reference": "H",
        "full_product_name": {"product_id": "AH", "name": "Junos OS on SRX Series"},
    }
    document = a_document(junos(RANGE), hardware, tree={"relationships": [relation]}, known_affected=["AH"])
    found = collected(tmp_path, document)
    told = [answers(tmp_path, found, ["21.4R1"], model) for model in ("srx345", "mx204")]
    assert told == [["affected"], ["not-known"]]


def test_the_platform_of_a_branch(tmp_path: Path) -> None:
    found = collected(tmp_path, a_document(branch("product_family", "EX Series", junos(RANGE)), known_affected=["A"]))
    assert found.rows[0]["models"] == ["ex[0-9]*"]


def test_products_named_in_full(tmp_path: Path) -> None:
    full = [{"product_id": "X", "name": "Juniper Networks Junos OS 21.4 versions before 21.4R3-S5"}]
    found = collected(tmp_path, a_document(junos(RANGE), tree={"full_product_names": full}, known_affected=["X"]))
    assert (found.rows[0]["fixed"], found.rows[0]["since"]) == (["21.4R3-S5", "22.1R1"], "21.4")


def test_other_products_and_what_is_under_investigation(tmp_path: Path) -> None:
    space = branch("product_name", "Junos Space", branch("product_version_range", "vers:all/*", product="S"))
    evolved = branch("product_name", "Junos OS Evolved", branch("product_version_range", "<23.4R2-EVO", product="E"))
    document = a_document(junos(RANGE), space, evolved, known_affected=["A", "S"], under_investigation=["E"])
    found = collected(tmp_path, document)
    (report,) = found.reports
    assert report.skipped == ("CVE-2026-0001: other product: vers:all/*",)
    assert [row.get("evolved", False) for row in found.rows] == [False, True]
    assert answers(tmp_path, found, ["23.2R1-EVO", "21.4R1"]) == ["unknown", "affected"]


def test_several_vulnerabilities_of_one_document(tmp_path: Path) -> None:
    document = a_document(junos(RANGE), known_affected=["A"])
    document["vulnerabilities"].append({**document["vulnerabilities"][0], "cve": "CVE-2026-0002", "threats": []})
    found = collected(tmp_path, document)
    assert [row["id"] for row in found.rows] == ["CVE-2026-0001"]
    assert found.reports[0].skipped == ("CVE-2026-0002: not known to be exploited",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda document: document["document"].update(csaf_version="1.2"), "document.csaf_version"),
        (lambda document: document.update(vulnerabilities=[]), "vulnerabilities"),
        (lambda document: document["vulnerabilities"][0].update(cve="soon"), "vulnerabilities[0].cve"),
        (
            lambda document: document["vulnerabilities"][0].update(product_status={"known_affected": ["Z"]}),
            "known_affected[0]",
        ),
        (lambda document: document["document"]["tracking"].clear(), "document.tracking.initial_release_date"),
    ],
)
def test_documents_that_cannot_be_used(change: Any, says: str, tmp_path: Path) -> None:
    document = a_document(junos(RANGE), known_affected=["A"])
    change(document)
    found = collected(tmp_path, document)
    assert says in str(found.reports[0].errors[0])
    assert not found.rows


def test_a_tree_that_is_too_deep(tmp_path: Path) -> None:
    deep = RANGE
    for _ in range(100):
        deep = branch("product_family", "x", deep)
    assert "on at most 30 levels" in str(
        collected(tmp_path, a_document(deep, known_affected=["A"])).reports[0].errors[0]
    )
