"""Checks of software that doesn't run: what the device would boot when its running software fails."""

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
class _Spare:
    """Software in a place that isn't running, or the running one's own place."""

    place: str
    junos: tuple[JunosVersion, ...]
    evidence: EvidenceRef


class BackupImage(Check):
    """The other slice, set or snapshot holds the running release.

    After a failed boot the device comes up with what lies there: an old release, with what it is open to. An upgrade
    leaves it behind unless somebody thinks of it.

    Compared are the snapshots of both slices, and on VM hosts the sets on the boot disk.
    """

    id = "software.backup-image"
    clauses = ("P7", "P8")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(uses=(*_SNAPSHOTS, Rpc.VMHOST, Rpc.AUTO_SNAPSHOT), optional=True, reference=("junos-releases",))
    remedy = Remedy(Action.INSTALL, "after the upgrade copy the running release to the other slice, set or snapshot")

    def judge(self, case: Case) -> Iterator[Finding]:
        running = [row.version for _, row in running_software(case) if row.version]
        for spare in (*_slices(case), *_sets(case)):
            yield self._spare(case, spare, running)
        yield from self._repair(case)

    def _spare(self, case: Case, spare: _Spare, running: list[JunosVersion]) -> Finding:
        told = listed(version.text for version in spare.junos)
        expected = listed(version.text for version in running) or "the running release"
        if not spare.junos or not running:
            return self.unknown(
                spare.place,
                "which release lies there can't be told" if running else "the running release isn't known",
                expected=expected,
                actual=told or "no release that can be read",
                evidence=(spare.evidence,),
                remedy=Remedy(Action.LOOK, "look at it by hand"),
            )
        faults = dict.fromkeys(fault for version in spare.junos if (fault := _fault(case, version, running)))
        if not faults:
            return self.passed(spare.place, "holds the running release", actual=told, evidence=(spare.evidence,))
        return self.failed(
            spare.place, f"holds {' and '.join(faults)}", expected=expected, actual=told, evidence=(spare.evidence,)
        )

    def _repair(self, case: Case) -> Iterator[Finding]:
        """The automatic copy says of itself whether it works; no source fixes its form, so its words are looked for."""
        statements = case.known_or_none(Rpc.AUTO_SNAPSHOT, Statements)
        for said in statements.said if statements else ():
            if not case.unit.owns_engine(said.engine):
                continue
            evidence = (EvidenceRef(Rpc.AUTO_SNAPSHOT, said.xpath),)
            if any(word in said.text.lower() for word in ("error", "fail")):
                yield self.failed(
                    case.unit.name, "the automatic snapshot doesn't work", actual=shown(said.text), evidence=evidence
                )
            elif "state" in said.name:
                yield self.passed(
                    case.unit.name,
                    "the automatic snapshot reports no error",
                    actual=shown(said.text),
                    evidence=evidence,
                )


def _slices(case: Case) -> Iterator[_Spare]:
    for item in _SNAPSHOTS:
        known = case.known_or_none(item, Snapshots)
        for one in known.snapshots if known else ():
            if case.unit.owns_engine(one.engine):
                yield _Spare(shown(one.medium) or "a medium", one.junos, EvidenceRef(item, one.xpath))


def _sets(case: Case) -> Iterator[_Spare]:
    host = case.known_or_none(Rpc.VMHOST, VmHost)
    for engine in host.engines if host else ():
        for one in engine.sets if case.unit.owns_engine(engine.engine) else ():
            place = f"{engine.engine} set {one.name}".strip()
            yield _Spare(shown(place), (one.junos,) if one.junos else (), EvidenceRef(Rpc.VMHOST, one.xpath))


def _fault(case: Case, version: JunosVersion, running: list[JunosVersion]) -> str:
    """What is wrong with a release that lies there; "" where it is the running one and supported."""
    ended = case.reference.release(version, case.unit.model, case.as_of.date()).state is ReleaseState.ENDED
    if any(_same(version, one) for one in running):
        return "a release that is past its end of support" if ended else ""
    older = any(comparable(version, one) and version < one for one in running)
    kind = "an older release" if older else "another release"
    return f"{kind}, past its end of support" if ended else kind


def _same(a: JunosVersion, b: JunosVersion) -> bool:
    """The same release; a respin counts only where both print one."""
    respun = None not in (a.spin, b.spin) and a.spin != b.spin
    named = (a.branch, a.number, a.service, a.special, a.evolved) == (
        b.branch,
        b.number,
        b.service,
        b.special,
        b.evolved,
    )
    return a.parsed and named and not respun and (a.number is not None or a.text == b.text)
