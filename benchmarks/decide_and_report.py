"""Judge and report a stored run, as the playbooks do: decide_and_report.py RUN POLICY."""

from __future__ import annotations

import sys
from pathlib import Path

from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.write_report import report_run

run, policy = Path(sys.argv[1]), Path(sys.argv[2])
decide_run(DecideArguments(run=run, policy=policy))
report_run(ReportArguments(run=run, own_templates=Path(__file__).parent.parent / "roles" / "report" / "templates"))
