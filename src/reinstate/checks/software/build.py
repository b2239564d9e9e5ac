"""Whether the software is a standard build, without third-party packages."""

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
    listed,
)
from reinstate.checks.software.running import (
    EVERY_ENGINE,
    LOOK_RELEASE_UP,
    engine_place,
    engine_subject,
    no_software,
    running_software,
)
from reinstate.device.model import Package, SoftwareEngine
from reinstate.plan.requests import Rpc

# What Juniper's own packages call themselves; optional ones that it ships or signs for others are named.
_JUNIPER_COMMENT = re.compile(
    r"\W*(junos|juniper|ai-scripts|host software|jdm\b|kernel\b|yocto|linux kernel|server slot)", re.IGNORECASE
)
_JUNIPER_NAME = re.compile(
    r"(junos|juniper|jweb|jsd|jdocs|jais|ai-scripts|jpuppet|puppet|jchef|chef|ruby|na-telemetry|openconfig"
    r"|network-agent|fips|jfips|j(base|kernel|crypto|route|pfe|swtch|roll|platform|runtime|services|sdn|phone)"
    r"|os-|py-|jdm|host software|qfx-|ex-|mx-|srx-|ptx-|acx-|nfx-|vrr|vmhost|sflow|dsa|hsm)",
    re.IGNORECASE,
)


class StandardBuild(Check):
    """The software is a standard build, without third-party packages.

    Development and customer builds are on no list of supported releases, and a third-party package is foreign code that
    a release doesn't account for.

    Third-party is a package whose comment doesn't speak of Junos or Juniper and whose name is none of theirs; Juniper's
    optional ones (``jweb``, ``jsd``, ``puppet``, ``chef``, ``na-telemetry``) are its own.
    """

    id = "software.standard-build"
    clauses = ("P8", "P22")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.SOFTWARE,), uses=EVERY_ENGINE)
    remedy = Remedy(Action.INSTALL, "install a standard, supported release from Juniper's download site on clean media")

    def judge(self, case: Case) -> Iterator[Finding]:
        running = running_software(case)
        if not running:
            yield no_software(self, case)
        for item, engine in running:
            yield from self._of_engine(case, item, engine)

    def _of_engine(self, case: Case, item: Rpc, engine: SoftwareEngine) -> Iterator[Finding]:
        subject, where, version = engine_subject(case, engine), engine_place(item, engine), engine.version
        if version is None or not version.parsed:
            yield self.unknown(
                subject,
                "the build can't be told",
                expected="a release such as 23.4R2-S1",
                actual=f"{version.text}: {version.problem}" if version else "none stated",
                evidence=where,
                remedy=Remedy(
                    Action.LOOK_UP if version else Action.NONE,
                    LOOK_RELEASE_UP if version else "",
                    f"release {version.text}" if version else "",
                ),
            )
        elif not version.standard:
            yield self.failed(
                subject,
                f"it runs a build that is no standard release ({version.kind})",
                expected="a standard release",
                actual=version.text,
                evidence=where,
            )
        wrong = tuple(self._of_packages(subject, engine, where))
        yield from wrong
        yield from self._pending(subject, engine, where)
        if version is not None and version.parsed and version.standard and not wrong:
            yield self.passed(
                subject, "a standard build without third-party packages", actual=version.text, evidence=where
            )

    def _of_packages(self, subject: str, engine: SoftwareEngine, where: tuple[EvidenceRef, ...]) -> Iterator[Finding]:
        if foreign := [package for package in engine.packages if is_third_party(package)]:
            yield self.failed(
                subject,
                "third-party packages are installed",
                expected="Juniper's packages alone",
                actual=listed(map(_described, foreign)),
                evidence=where,
            )
        if unsigned := [package for package in engine.packages if _UNSIGNED.search(_described(package))]:
            yield self.failed(
                subject,
                "packages call themselves unsigned",
                expected="signed packages alone",
                actual=listed(map(_described, unsigned)),
                evidence=where,
            )

    def _pending(self, subject: str, engine: SoftwareEngine, where: tuple[EvidenceRef, ...]) -> Iterator[Finding]:
        if pending := [package for package in engine.packages if _PENDING.search(_described(package))]:
            yield self.advised(
                subject,
                "packages wait for the next reboot, which will change what runs",
                expected="none",
                actual=listed(map(_described, pending)),
                evidence=where,
                remedy=Remedy(Action.WAIT, "reboot it in order, then run again"),
            )


def _described(package: Package) -> str:
    return f"{package.name} ({package.comment})"


# Recalled words.
_UNSIGNED = re.compile(r"(?<![a-z])unsigned(?![a-z])", re.IGNORECASE)
_PENDING = re.compile(r"(?<![a-z])pending(?![a-z])", re.IGNORECASE)


def is_third_party(package: Package) -> bool:
    """Whether a package is surely not Juniper's: it describes itself, and neither words nor name are theirs."""
    described = bool(re.search(r"[A-Za-z]{2}", package.comment.split("[")[0]))
    theirs = _JUNIPER_COMMENT.match(package.comment) or _JUNIPER_NAME.match(package.name)
    return described and not theirs
