"""The checks of software, in the order in which they are shown."""

from __future__ import annotations

from reinstate.checks.framework import Check
from reinstate.checks.software.backup import BackupImage
from reinstate.checks.software.build import StandardBuild
from reinstate.checks.software.exploited import KnownExploited
from reinstate.checks.software.releases import ReleaseExists, SameRelease, SecondEngineSeen, SupportedRelease
from reinstate.checks.software.ssh_algorithms import WeakSsh

CHECKS: tuple[type[Check], ...] = (
    SupportedRelease,
    ReleaseExists,
    SameRelease,
    SecondEngineSeen,
    KnownExploited,
    StandardBuild,
    WeakSsh,
    BackupImage,
)
