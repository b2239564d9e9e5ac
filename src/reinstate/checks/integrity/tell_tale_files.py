"""Files with names used in known intrusions."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import (
    NONE,
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
)
from reinstate.checks.software.build_date import dated
from reinstate.device.model import FileListing
from reinstate.device.unit_rows import files_of
from reinstate.plan.requests import FILE_LISTINGS

# Names of samples of a known campaign (from memory; they mimic daemons such as appidd), and names that an
# investigator's tool searches for. A name alone is a reason to examine the file, no more.
_NAMES = frozenset({"appid", "to", "irad", "lmpad", "jdosd", "oemd", "usage_db", "libjucomm.so.1"})


class TellTaleFiles(Check):
    """No file has a name used in known intrusions.

    Implants use names that resemble a daemon or a file of Junos.

    The check compares names in the listed directories. A name alone does not prove an intrusion.
    """

    id = "integrity.tell-tale-files"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(uses=FILE_LISTINGS, permissions=("maintenance",))
    remedy = Remedy(Action.LOOK, "examine the file before anything is wiped; report it unless it belongs to Junos")

    def judge(self, case: Case) -> Iterator[Finding]:
        listings = {rpc: known for rpc in FILE_LISTINGS if (known := case.known_or_none(rpc, FileListing))}
        found = [
            (rpc, file)
            for rpc, listing in listings.items()
            for file in files_of(case.unit, listing)
            if not file.is_directory and file.name.rsplit("/", 1)[-1] in _NAMES
        ]
        for rpc, file in found:
            yield self.failed(
                case.unit.name,
                "a file has a name used in known intrusions",
                expected=NONE,
                actual=dated(case, file),
                evidence=(EvidenceRef(rpc, file.xpath),),
            )
        if not listings:
            what = "not determined: no directory was listed"
            yield self.unknown(case.unit.name, what, expected="listings of directories", actual=NONE)
        elif not found:
            where = (EvidenceRef(rpc) for rpc in listings)
            yield self.passed(case.unit.name, "no listed file name matches a known intrusion", evidence=where)
