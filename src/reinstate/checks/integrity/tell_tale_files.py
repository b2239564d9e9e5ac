"""Files whose names known intrusions used."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Check, Evidence, EvidenceRef, Finding, Gravity, Remedy, Severity
from reinstate.checks.software.build_date import dated
from reinstate.device.model import FileListing
from reinstate.device.unit_rows import files_of
from reinstate.plan.requests import FILE_LISTINGS

# Names that samples of a known campaign had (recalled; they mimic daemons such as appidd), and names that an
# investigator's tool looks for. A name alone is a reason to look, no more.
_NAMES = frozenset({"appid", "to", "irad", "lmpad", "jdosd", "oemd", "usage_db", "libjucomm.so.1"})


class TellTaleFiles(Check):
    """No file has a name that known intrusions used.

    Implants call themselves nearly as a daemon or a file of Junos does.

    Names alone, in the folders that are listed: a reason to look at the file.
    """

    id = "integrity.tell-tale-files"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(uses=FILE_LISTINGS, permissions=("maintenance",))
    remedy = Remedy(
        Action.LOOK, "look at the file before anything is wiped; report it where it is no leftover of Junos"
    )

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
                "a file has a name that known intrusions used",
                expected="none",
                actual=dated(case, file),
                evidence=(EvidenceRef(rpc, file.xpath),),
            )
        if not listings:
            yield self.unknown(case.unit.name, "no folder was listed", expected="listings of folders")
        elif not found:
            where = (EvidenceRef(rpc) for rpc in listings)
            yield self.passed(case.unit.name, "no file has a name that known intrusions used", evidence=where)
