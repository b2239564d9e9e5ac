"""Units and claims that documents are made of."""

from __future__ import annotations

from typing import Any

from lxml import html

from reinstate.report.render import render_reports
from tests.unit.report.samples import RUN, TEMPLATES, claim, finding, record, summary_of

SERIAL = "FA3720110123"
DIGEST = "5f2c9d6e" * 8
CLONE = finding(
    "identity.clone", "fail", "blocker", hold=True, subject="mx-2", what="mx-9 has the same serial", actual="on mx-9"
)


def held(*findings: dict[str, Any], name: str = "mx-2", **told: Any) -> dict[str, Any]:
    return record(name, *(findings or (CLONE,)), verdict="fail", disposition="hold", **told)


def remediable(name: str, *findings: dict[str, Any], **told: Any) -> dict[str, Any]:
    return record(name, *findings, verdict="fail", disposition="remediate", **told)


def files(*units: dict[str, Any], claims: dict[str, Any] | None = None, **run: Any) -> dict[str, bytes]:
    summary = {**summary_of(list(units)), **({"claims": claims} if claims is not None else {})}
    return render_reports(units, {**RUN, **run}, summary, TEMPLATES)


def text(content: bytes) -> str:
    """What a page shows, on one line."""
    return " ".join(" ".join(html.document_fromstring(content.decode()).itertext()).split())


def module(**told: Any) -> dict[str, Any]:
    stated = dict.fromkeys(("kind", "version", "part_number", "model_number", "clei_code"), "")
    return {**stated, "place": "X 0", "description": "x", "serial_number": "", **told}


def sold(seller: str = "Sold & Co", order: str = "4711", **told: Any) -> dict[str, Any]:
    return claim(**{"serial": SERIAL, "seller": seller, "order": order, "source": "claims.csv, line 7", **told})


def not_presented(serial: str = "LOST1", **told: Any) -> dict[str, Any]:
    named = dict.fromkeys(("host", "seller", "order", "lot", "model", "rack", "position", "source"), "")
    return {**named, "serial": serial, "seller": "Sold & Co", "order": "4711", **told}


def accounts(*missing: dict[str, Any], **told: Any) -> dict[str, Any]:
    return {"claimed": 9, "not_presented": list(missing), "not_claimed": [], **told}
