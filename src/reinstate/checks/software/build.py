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
    LOOK_UP_RELEASE,
    engine_place,
    engine_subject,
    no_release,
    no_software,
    running_software,
)
from reinstate.device.model import Package, SoftwareEngine
from reinstate.plan.requests import Rpc

# How Juniper's own packages are named; optional ones that Juniper ships or signs for others are listed.
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
    """The software is a standard Junos OS build without third-party packages.

    Development and customer builds are on no list of supported releases. A third-party package is code that does not
    belong to the release.

    The check treats a package as third-party if its comment does not name Junos or Juniper and its name is not one that
    Juniper uses. Juniper's optional packages (``jweb``, ``jsd``, ``puppet``, ``chef``, ``na-telemetry``) are not
    third-party.
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
        if version is None:
            yield no_release(self, subject, where)
        elif not version.parsed:
            yield self.unknown(
                subject,
                "the build is not recognized",
                expected="a release such as 23.4R2-S1",
                actual=f"{version.text}: {version.problem}",
                evidence=where,
                remedy=Remedy(Action.LOOK_UP, LOOK_UP_RELEASE, f"release {version.text}"),
            )
        elif not version.standard:
            yield self.failed(
                subject,
                f"the running build is not a standard release ({version.kind})",
                expected="a standard release",
                actual=version.text,
                evidence=where,
            )
        wrong = tuple(self._of_packages(subject, engine, where))
        yield from wrong
        yield from self._pending(subject, engine, where)
        if version is not None and version.parsed and version.standard and not wrong:
            yield self.passed(
                subject, "the build is standard, without third-party packages", actual=version.text, evidence=where
            )

    def _of_packages(self, subject: str, engine: SoftwareEngine, where: tuple[EvidenceRef, ...]) -> Iterator[Finding]:
        if third_party := [package for package in engine.packages if is_third_party(package)]:
            yield self.failed(
                subject,
                "third-party packages are installed",
                expected="Juniper packages only",
                actual=listed(map(_described, third_party)),
                evidence=where,
            )
        if unsigned := [package for package in engine.packages if _UNSIGNED.search(_described(package))]:
            yield self.failed(
                subject,
                "installed packages are marked as unsigned",
                expected="signed packages only",
                actual=listed(map(_described, unsigned)),
                evidence=where,
            )

    def _pending(self, subject: str, engine: SoftwareEngine, where: tuple[EvidenceRef, ...]) -> Iterator[Finding]:
        if pending := [package for package in engine.packages if _PENDING.search(_described(package))]:
            yield self.advised(
                subject,
                "pending packages change the running software at the next reboot",
                expected="none",
                actual=listed(map(_described, pending)),
                evidence=where,
                remedy=Remedy(Action.WAIT, "reboot the device normally; inspect again"),
            )


def _described(package: Package) -> str:
    return f"{package.name} ({package.comment})"


# Words from memory, not from a source.
_UNSIGNED = re.compile(r"(?<![a-z])unsigned(?![a-z])", re.IGNORECASE)
_PENDING = re.compile(r"(?<![a-z])pending(?![a-z])", re.IGNORECASE)


def is_third_party(package: Package) -> bool:
    """Whether a package is certainly not Juniper's: it has a comment, and neither comment nor name is Juniper's."""
    described = bool(re.search(r"[A-Za-z]{2}", package.comment.split("[")[0]))
    from_juniper = _JUNIPER_COMMENT.match(package.comment) or _JUNIPER_NAME.match(package.name)
    return described and not from_juniper
