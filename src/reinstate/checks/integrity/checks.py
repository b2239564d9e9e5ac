"""The checks of integrity, in the order in which they are shown."""

from __future__ import annotations

from reinstate.checks.framework import Check
from reinstate.checks.integrity.access import Accounts, Services, Visibility
from reinstate.checks.integrity.clock import Clock
from reinstate.checks.integrity.listeners import Listeners
from reinstate.checks.integrity.log_lines import LogLines
from reinstate.checks.integrity.runtime import RuntimeIntegrity
from reinstate.checks.integrity.scripts import ScriptFiles, Scripts
from reinstate.checks.integrity.sessions import OtherSessions
from reinstate.checks.integrity.tell_tale_files import TellTaleFiles
from reinstate.checks.integrity.temporary_files import TemporaryFiles

CHECKS: tuple[type[Check], ...] = (
    Visibility,
    Accounts,
    Scripts,
    ScriptFiles,
    Services,
    Clock,
    TemporaryFiles,
    RuntimeIntegrity,
    LogLines,
    OtherSessions,
    Listeners,
    TellTaleFiles,
)
