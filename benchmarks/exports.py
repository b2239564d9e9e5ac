"""CPU of each export of a batch, in milliseconds for each unit: ``python -m benchmarks.exports``.

The batch is the devices of the emulated rack that answer, each several times under names of its own. An export is timed
as the report makes it: from records and pages that are made already. ``import`` is what its library takes once.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.judging import cpu_ms, judge_of_the_lab, ordinary_devices

from reinstate.decision.record import Record
from reinstate.decision.run_accounts import summary
from reinstate.report.formats.all_formats import FORMATS, ExportSource, exported_files
from reinstate.report.render import report_source

TEMPLATES = Path(__file__).resolve().parents[1] / "roles" / "report" / "templates"
RUN = {"run_id": "bench", "started": "2026-11-23T00:00:00.000Z"}
LIBRARIES = {"xlsx": "xlsxwriter", "pdf": "typst"}


def records(units: int) -> list[dict[str, Any]]:
    """The records of so many units."""
    judge = judge_of_the_lab()
    with tempfile.TemporaryDirectory(prefix="reinstate-exports-") as folder:
        evidence = [judge.read(judge.store(spec, Path(folder) / spec.name)) for spec in ordinary_devices()]
        judged = [json.loads(record) for record in judge.judge(evidence)]
    return [_named(judged[number % len(judged)], f"unit-{number}") for number in range(units)]


def _named(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**record, "unit": {**record["unit"], "name": name, "host": name}}


def figures(rounds: int = 3, units: int = 100) -> dict[str, float]:
    """Every figure, by its name in ``results.json``."""
    imported = {f"import_{name}_cpu_ms": _import_ms(library) for name, library in LIBRARIES.items()}
    stated = records(units)
    accounts = summary([Record.model_validate(one) for one in stated], [one["unit"]["host"] for one in stated])
    source = report_source(stated, RUN, accounts, TEMPLATES)
    gc.freeze()  # as the worker that judges a batch does
    return {f"export_{name}_cpu_ms": _export_ms(name, source, rounds) for name in FORMATS} | imported


def _export_ms(name: str, source: ExportSource, rounds: int) -> float:
    return round(cpu_ms(lambda: exported_files([name], source), rounds) / len(source.records), 2)


def _import_ms(library: str) -> float:
    before = time.process_time()
    __import__(library)
    return round(1000 * (time.process_time() - before), 1)


if __name__ == "__main__":
    told = figures()
    if "--json" in sys.argv:
        print(json.dumps(told))
    else:
        for figure, value in told.items():
            print(f"{figure:32} {value}")
