"""Checks of alternate software: what the device boots if its running software fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    shown,
)
from reinstate.checks.software.running import running_software
from reinstate.device.model import Snapshots, Statements, VmHost
from reinstate.device.version import JunosVersion, comparable
from reinstate.plan.requests import Rpc
from reinstate.reference.library import ReleaseState

_SNAPSHOTS = (Rpc.SNAPSHOT_INTERNAL, Rpc.SNAPSHOT)


@dataclass(frozen=True, slots=True)
class _Image:
    """Software in a slice, set, or snapshot: the alternate one, or the place of the running one."""

    place: str
    junos: tuple[JunosVersion, ...]
    evidence: EvidenceRef


class BackupImage(Check):
    """The alternate slice, set, or snapshot contains the running release.

    After a failed boot, the device starts the alternate software, which can be an old release with known
    vulnerabilities. An upgrade does not update it by itself.

    The check compares the snapshots of both slices and, on VM hosts, the sets on the boot disk.
    """

    id = "software.backup-image"
    clauses = ("P7", "P8")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(
        uses=(*_SNAPSHOTS, Rpc.VMHOST, Rpc.AUTO_SNAPSHOT),
        optional=True,
        topic="contents of the alternate slice, set, or snapshot",
        reference=("junos-releases",),
    )
    remedy = Remedy(
        Action.INSTALL, "after the upgrade, copy the running release to the alternate slice, set, or snapshot"
    )

    def judge(self, case: Case) -> Iterator[Finding]:
        running = [row.version for _, row in running_software(case) if row.version]
        for image in (*_slices(case), *_sets(case)):
            yield self._of_image(case, image, running)
        yield from self._automatic(case)

    def _of_image(self, case: Case, image: _Image, running: list[JunosVersion]) -> Finding:
        stored = listed(version.text for version in image.junos)
        expected = listed(version.text for version in running) or "the running release"
        if not image.junos or not running:
            return self.unknown(
                image.place,
                f"not compared: the {'stored' if running else 'running'} release is unknown",
                expected=expected,
                actual=stored or "no readable release",
                evidence=(image.evidence,),
                remedy=Remedy(Action.LOOK, "read the stored and the running release on the console"),
            )
        faults = dict.fromkeys(fault for version in image.junos if (fault := _fault(case, version, running)))
        what = f"the stored software is {' and '.join(faults) or 'the running release'}"
        if not faults:
            return self.passed(image.place, what, actual=stored, evidence=(image.evidence,))
        return self.failed(image.place, what, expected=expected, actual=stored, evidence=(image.evidence,))

    def _automatic(self, case: Case) -> Iterator[Finding]:
        """The automatic snapshot reports its own state; no source documents the form, so words are searched."""
        statements = case.known_or_none(Rpc.AUTO_SNAPSHOT, Statements)
        for said in statements.said if statements else ():
            if not case.unit.owns_engine(said.engine):
                continue
            evidence = (EvidenceRef(Rpc.AUTO_SNAPSHOT, said.xpath),)
            if any(word in said.text.lower() for word in ("error", "fail")):
                yield self.failed(
                    case.unit.name,
                    "the automatic snapshot reports an error",
                    expected="no error",
                    actual=shown(said.text),
                    evidence=evidence,
                )
            elif "state" in said.name:
                yield self.passed(
                    case.unit.name,
                    "the automatic snapshot reports no error",
                    actual=shown(said.text),
                    evidence=evidence,
                )


def _slices(case: Case) -> Iterator[_Image]:
    for item in _SNAPSHOTS:
        known = case.known_or_none(item, Snapshots)
        for one in known.snapshots if known else ():
            if case.unit.owns_engine(one.engine):
                yield _Image(shown(one.medium) or "a medium", one.junos, EvidenceRef(item, one.xpath))


def _sets(case: Case) -> Iterator[_Image]:
    host = case.known_or_none(Rpc.VMHOST, VmHost)
    for engine in host.engines if host else ():
        for one in engine.sets if case.unit.owns_engine(engine.engine) else ():
            place = f"{engine.engine} set {one.name}".strip()
            yield _Image(shown(place), (one.junos,) if one.junos else (), EvidenceRef(Rpc.VMHOST, one.xpath))


def _fault(case: Case, version: JunosVersion, running: list[JunosVersion]) -> str:
    """What is wrong with a stored release; "" where it is the running one and supported."""
    ended = case.reference.release(version, case.unit.model, case.as_of.date()).state is ReleaseState.ENDED
    if any(_same(version, one) for one in running):
        return "a release past end of support" if ended else ""
    older = any(comparable(version, one) and version < one for one in running)
    kind = "an older release" if older else "another release"
    return f"{kind}, past end of support" if ended else kind


def _same(a: JunosVersion, b: JunosVersion) -> bool:
    """Whether both are the same release; respins are compared only where both print one."""
    respun = None not in (a.spin, b.spin) and a.spin != b.spin
    named = (a.branch, a.number, a.service, a.special, a.evolved) == (
        b.branch,
        b.number,
        b.service,
        b.special,
        b.evolved,
    )
    return a.parsed and named and not respun and (a.number is not None or a.text == b.text)
