"""Records of vulnerabilities for tests, and the answers of their rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from reinstate.device.version import JunosVersion
from reinstate.reference.advisories import ExploitedAnswer, exposure_of
from reinstate.reference.advisory_records.files import Collected, collect
from reinstate.reference.loading import load_reference

HERE = Path(__file__).parent
DAY = date(2026, 11, 28)
KEV: Mapping[str, Any] = {"metrics": [{"other": {"type": "kev", "content": {"dateAdded": "2026-02-03"}}}]}


def affected(*versions: Mapping[str, Any] | tuple[str, str], **entry: object) -> dict[str, Any]:
    """One product of a CVE record; a pair of texts is a range from the first to before the second."""
    stated = [
        {"version": one[0], "lessThan": one[1], "status": "affected", "versionType": "semver"}
        if isinstance(one, tuple)
        else dict(one)
        for one in versions
    ]
    return {
        "vendor": "Juniper Networks",
        "product": "Junos OS",
        "defaultStatus": "unaffected",
        "versions": stated,
        **entry,
    }


def a_record(*entries: Mapping[str, Any], adp: Sequence[Mapping[str, Any]] = (KEV,), **cna: object) -> dict[str, Any]:
    """A CVE record of Juniper."""
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {
            "cveId": "CVE-2026-0001",
            "assignerShortName": "juniper",
            "state": "PUBLISHED",
            "dateUpdated": "2026-02-10T08:00:00.000Z",
        },
        "containers": {
            "cna": {
                "title": "Junos OS: anyone gets in",
                "datePublic": "2026-02-01T17:00:00.000Z",
                "affected": list(entries),
                **cna,
            },
            "adp": list(adp),
        },
    }


def written(folder: Path, content: object, name: str = "record.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def collected(folder: Path, content: object, exploited: date | None = None) -> Collected:
    """What one record gives."""
    return collect([written(folder, content)], DAY, exploited)


def answers(folder: Path, found: Collected, releases: Sequence[str], model: str = "mx204") -> list[str]:
    """The answers of the rows alone, written as a table and loaded again."""
    table = folder / "table.yml"
    head = {"name": "own", "kind": "advisories", "as_of": DAY, "source": "s", "max_age_days": 90}
    text = json.dumps({**head, "rows": [dict(row) for row in found.rows]}, default=str)
    table.write_text(yaml.safe_dump(json.loads(text)), encoding="utf-8")
    source = {str(row["source"]) for row in found.rows}
    rows = [row for row in load_reference((table,)).advisories if row.source in source]
    return [str(answer_of(rows, release, model).exposure) for release in releases]


def answer_of(rows: Any, release: str, model: str) -> ExploitedAnswer:
    return exposure_of(rows, JunosVersion.parse(release), model, DAY)
