"""Executable files in the temporary directory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.framework import (
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
from reinstate.device.model import File, FileListing
from reinstate.device.unit_rows import files_of
from reinstate.plan.requests import Rpc

_RUNNABLE = re.compile(r"\.(sh|csh|py|pyc|pl|slax|xsl|elf|so|bin|exe|ko)$", re.IGNORECASE)


class TemporaryFiles(Check):
    """Directory /var/tmp contains no executable files or scripts.

    Tools copied to a device are usually in this directory. Unsigned binaries do not run, but scripts do.

    The check evaluates names and modes, not contents.
    """

    id = "integrity.temporary-files"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.FILES_VAR_TMP,), permissions=("maintenance",))
    remedy = Remedy(Action.ZEROIZE, "examine the files; zeroize")

    def judge(self, case: Case) -> Iterator[Finding]:
        programs = [file for file in files_in(case, Rpc.FILES_VAR_TMP) if not file.is_directory and _is_program(file)]
        yield self.none_expected(
            case,
            [(dated(case, file), EvidenceRef(Rpc.FILES_VAR_TMP, file.xpath)) for file in programs],
            "executable files or scripts are in /var/tmp",
            "no executable file or script was found in /var/tmp",
        )


def _is_program(file: File) -> bool:
    """By its name, or by its mode: ``-rwxr-xr-x`` or ``755``."""
    mode = file.permissions
    octal = mode.isdigit() and any(int(digit) % 2 for digit in mode[-3:])
    return bool(_RUNNABLE.search(file.name)) or octal or "x" in mode.lower()


def files_in(case: Case, rpc: Rpc) -> tuple[File, ...]:
    """The files that a listing has for this unit."""
    own = files_of(case.unit, case.known(rpc, FileListing))
    return tuple(file for file in own if file.name not in (".", ".."))
