"""Checks of software: which Junos release runs, and whether it is a supported, standard one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Check, EvidenceRef, Finding, Gravity, Lack, LackKind
from reinstate.checks.inputs import Inputs
from reinstate.checks.modules import or_passed
from reinstate.checks.steps import COLLECT_AGAIN
from reinstate.checks.wording import listed
from reinstate.device.model import FruKind, Package, RoutingEngine, RoutingEngines, SoftwareEngine, SoftwareInformation
from reinstate.device.slices import routing_engines_of, software_of
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import Rpc
from reinstate.reference.advisories import Advisory, Exposure
from reinstate.reference.library import ReleaseState
from reinstate.reference.profiles import PlatformProfile
from reinstate.reference.releases import Releases

_SET = "junos-releases"
_EVERY_ENGINE = (Rpc.SOFTWARE_ALL_ENGINES, Rpc.SOFTWARE_ALL_NODES)
_SUPPORTED = frozenset({ReleaseState.ENGINEERING, ReleaseState.SUPPORT_ONLY})

_LOOK_RELEASE_UP = "look the release up at Juniper, or install a standard release that the table knows"

_ITEMS = (Rpc.SOFTWARE, *_EVERY_ENGINE)
_Running = tuple[Rpc, SoftwareEngine]


def running_software(case: Case) -> tuple[_Running, ...]:
    """The unit's engines with the item that tells most of them: that on every engine where it was asked."""
    for item in (*_EVERY_ENGINE, Rpc.SOFTWARE):
        known = case.known_or_none(item, SoftwareInformation)
        rows = software_of(case.unit, known) if known else ()
        if rows:
            return tuple((item, row) for row in rows)
    return ()


def _untold_train(version: JunosVersion) -> tuple[Lack, ...]:
    """The train that a table of releases would have to hold; none for builds that are on no list of releases."""
    listed_at_all = version.parsed and version.standard
    return (Lack(LackKind.RELEASE, Releases.listed(version)),) if listed_at_all else ()


def _subject(case: Case, engine: SoftwareEngine) -> str:
    """The unit, and which of its engines where it has several."""
    name = case.unit.name
    return f"{name} {engine.engine}" if engine.engine and len(running_software(case)) > 1 else name


def _where(item: Rpc, engine: SoftwareEngine) -> tuple[EvidenceRef, ...]:
    return (EvidenceRef(item, engine.xpath),)


def _no_software(check: Check, case: Case) -> Finding:
    """The answer where nothing tells what runs."""
    return check.unknown(
        case.unit.name,
        "no reply states the software of this unit",
        expected="a Junos release",
        actual="none",
        evidence=(EvidenceRef(Rpc.SOFTWARE),),
        next_step=COLLECT_AGAIN,
        action=Action.COLLECT,
    )


def _no_release(check: Check, subject: str, where: tuple[EvidenceRef, ...]) -> Finding:
    """The answer of an engine that tells its packages and not its release."""
    return check.unknown(subject, "no release is stated", expected="a Junos release", actual="none", evidence=where)


class SupportedRelease(Check):
    """Support-only releases pass with advice. What the table can't tell (development and special builds, X-trains
    without a row, releases newer than the table, Evolved without dates) is unknown, never "fine" and never "old"."""

    id = "software.supported-release"
    title = "Every routing engine runs a Junos release that Juniper still supports"
    rationale = "The maker's inspection looks for a release that it supports on that day (P8)."
    clauses = ("P8",)
    gravity = Gravity.CONDITION
    ceiling = Gravity.BLOCKER
    needs = (Rpc.SOFTWARE,)
    uses = _EVERY_ENGINE
    data = (_SET,)
    next_step = "upgrade to a supported release, on every routing engine, before the inspection"
    action = Action.INSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        running = running_software(case)
        for item, engine in running:
            yield from self._of_engine(case, item, engine)
        if not running:
            yield _no_software(self, case)

    def _of_engine(self, case: Case, item: Rpc, engine: SoftwareEngine) -> Iterator[Finding]:
        subject, where = _subject(case, engine), _where(item, engine)
        if engine.version is None:
            yield _no_release(self, subject, where)
            return
        answer = case.reference.release(engine.version, case.unit.model, case.as_of.date())
        text = engine.version.text
        said = answer.reason if answer.reason.startswith(text) else f"{text}: {answer.reason}"
        if answer.state is ReleaseState.ENDED:
            yield self._ended(case, subject, said, where)
        elif answer.state in _SUPPORTED:
            yield self.passed(subject, "it runs a supported release", actual=said, evidence=where)
        else:
            yield self.unknown(
                subject,
                "whether the release is supported can't be told",
                expected="a release of the table",
                actual=said,
                evidence=where,
                next_step=_LOOK_RELEASE_UP,
                action=Action.LOOK_UP,
                about=f"release {text}",
                lacks=_untold_train(engine.version),
            )
        if answer.state is ReleaseState.SUPPORT_ONLY:
            yield self.advised(
                subject,
                "the release is in limited support: it gets no more fixes",
                expected="a release in engineering",
                actual=said,
                evidence=where,
                next_step="plan an upgrade",
                action=Action.INSTALL,
            )

    def _ended(self, case: Case, subject: str, said: str, where: tuple[EvidenceRef, ...]) -> Finding:
        hopeless = case.profile is not None and (
            case.reference.supported_release_exists(case.profile, case.as_of.date()) is False
        )
        return self.failed(
            subject,
            "the release is past its end of support",
            expected="a currently supported release",
            actual=said,
            evidence=where,
            gravity=Gravity.BLOCKER if hopeless else Gravity.CONDITION,
            next_step="give the product up: no supported release runs on this hardware" if hopeless else "",
            action=Action.STOP if hopeless else None,
        )


class ReleaseExists(Check):
    """A running release that is supported is proof; else the platform's newest release decides, where it is known."""

    id = "software.release-exists"
    title = "A supported Junos release runs on this hardware"
    rationale = "Hardware for which Juniper builds no supported release can't be brought to one."
    clauses = ("P3", "P8")
    gravity = Gravity.BLOCKER
    needs = (Rpc.SOFTWARE,)
    data = (_SET,)
    unknown_is_noted = True
    next_step = "don't pay for an inspection: the product can't run a supported release"
    action = Action.STOP

    def judge(self, case: Case) -> Iterator[Finding]:
        name, on = case.unit.name, case.as_of.date()
        proof = [row for _, row in running_software(case) if row.version and self._supported(case, row.version)]
        exists = case.profile and case.reference.supported_release_exists(case.profile, on)
        newest = case.profile.last_release if case.profile else ""
        where = (EvidenceRef(Rpc.SOFTWARE, proof[0].xpath if proof else ""),)
        if proof and proof[0].version:
            yield self.passed(name, "it runs a supported release", actual=proof[0].version.text, evidence=where)
        elif exists:
            yield self.passed(name, "a supported release runs on it", actual=f"up to {newest}", evidence=where)
        elif exists is False:
            yield self.failed(
                name,
                "no supported release runs on this hardware",
                expected="a currently supported release",
                actual=f"{newest} is the newest that runs on it, and it is past end of support",
                evidence=where,
            )
        else:
            yield self.unknown(
                name,
                "whether a supported release runs on this hardware isn't known",
                expected="the newest release of the platform",
                actual="none stated",
                evidence=where,
                next_step="confirm before upgrading that a supported release runs on this hardware",
                action=Action.LOOK_UP,
            )

    def _supported(self, case: Case, version: JunosVersion) -> bool:
        return case.reference.release(version, case.unit.model, case.as_of.date()).state in _SUPPORTED


class SameRelease(Check):
    """Two engines of one chassis are compared with each other; a member or node with the release of most of its
    fellows, so that one stray member doesn't speak against the others. Guests of node slicing are left out."""

    id = "software.same-release"
    title = "All routing engines, members or nodes run the same release"
    rationale = "Juniper's procedures want one release throughout; a switchover would otherwise change the software."
    clauses = ("P7", "P8")
    gravity = Gravity.CONDITION
    needs = (Rpc.SOFTWARE, Rpc.ROUTING_ENGINES)
    uses = _EVERY_ENGINE
    next_step = "install the same supported release on every routing engine, member or node"
    action = Action.INSTALL

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        several = profile.redundant_engines or profile.virtual_chassis or profile.cluster
        return "" if several else f"{profile.name} has one routing engine"

    def judge(self, case: Case) -> Iterator[Finding]:
        own = _without_guests(running_software(case))
        versions = [row.version.text if row.version else "" for _, row in own]
        if not own or not all(versions) or len(versions) < len(_engines_that_work(case)):
            yield self.unknown(
                case.unit.name,
                "the release of an engine isn't known, so they can't be compared",
                expected="a release of every engine that works",
                actual=_told(own),
                evidence=[EvidenceRef(item, row.xpath) for item, row in own] or [EvidenceRef(Rpc.SOFTWARE)],
            )
            return
        usual = _usual_release(case, versions)
        if set(versions) != {usual}:
            yield self.failed(
                case.unit.name,
                "it doesn't run one release throughout",
                expected=f"{usual} everywhere" if len(set(versions)) == 1 else "one release on every engine",
                actual=_told(own),
                evidence=[EvidenceRef(item, row.xpath) for item, row in own],
            )
            return
        yield self.passed(
            case.unit.name,
            "one release throughout",
            actual=_told(own),
            evidence=[EvidenceRef(item, row.xpath) for item, row in own],
        )


def _without_guests(running: tuple[_Running, ...]) -> tuple[_Running, ...]:
    """Under node slicing each guest (``gnf1``) is a system of its own, with a release of its own beside the base's."""
    base = tuple(one for one in running if one[1].engine.startswith("bsys"))
    return base or running


def _usual_release(case: Case, own: list[str]) -> str:
    """The release that most engines of the host run; where two tie, the one that this unit runs."""
    software = case.known(Rpc.SOFTWARE, SoftwareInformation)
    others = [row.version.text for row in software.engines if row.version and not case.unit.owns_engine(row.engine)]
    counts = Counter([*own, *others])
    most = max(counts.values())
    usual = [text for text, count in counts.items() if count == most]
    return own[0] if own[0] in usual else usual[0]


def _told(running: tuple[_Running, ...]) -> str:
    told = [f"{row.engine or 'engine'} {row.version.text if row.version else 'unknown'}" for _, row in running]
    return listed(told) or "nothing"


def _engines_that_work(case: Case) -> list[RoutingEngine]:
    rows = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
    return [row for row in rows if row.status.upper() == "OK"]


class SecondEngineSeen(Check):
    """An engine that is fitted and isn't up (``Present``) can't be asked. One engine in a chassis that takes two is
    no finding here."""

    id = "software.second-engine-seen"
    title = "Every routing engine that is fitted told its software"
    rationale = "A second engine that can't be asked may run anything, and takes over when the first one fails."
    clauses = ("P7", "P8", "P22")
    gravity = Gravity.CONDITION
    needs = (Rpc.ROUTING_ENGINES, Rpc.SOFTWARE, Rpc.INVENTORY)
    uses = _EVERY_ENGINE
    next_step = "bring the second engine up or take it out, then run again"
    action = Action.REMOVE

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.redundant_engines else f"{profile.name} takes one routing engine"

    def judge(self, case: Case) -> Iterator[Finding]:
        rows = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
        yield from or_passed(
            self._unseen(case, rows),
            self.passed(
                case.unit.name,
                "every fitted routing engine told its software",
                actual=_told(running_software(case)),
                evidence=[EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath) for row in rows],
            ),
        )

    def _unseen(self, case: Case, rows: tuple[RoutingEngine, ...]) -> Iterator[Finding]:
        for row in (row for row in rows if not row.status):
            yield self.unknown(
                f"{case.unit.name} routing engine {row.slot or row.engine}",
                "its status isn't stated",
                expected="OK",
                actual="no status",
                evidence=(EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath),),
            )
        down = [row for row in rows if row.status and row.status.upper() not in {"OK", *_NOT_FITTED}]
        for row in down:
            yield self.failed(
                f"{case.unit.name} routing engine {row.slot or row.engine}",
                "second engine not checked, for it isn't up",
                expected="OK",
                actual=row.status,
                evidence=(EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath),),
            )
        working = len(_engines_that_work(case))
        fitted = [fru for fru in case.unit.walk() if fru.kind is FruKind.ROUTING_ENGINE and _is_engine(fru.name)]
        silent = _silent_engines(case)
        told = len(running_software(case))
        if not down and all(row.status for row in rows) and (len(fitted) > working or silent or told < working):
            yield self.failed(
                case.unit.name,
                "a fitted routing engine didn't tell its software",
                expected=f"software of {max(len(fitted), working)} engines",
                actual=f"software of {told}" + (f", no answer from {', '.join(silent)}" if silent else ""),
                evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY)),
            )


_NOT_FITTED = frozenset({"EMPTY", "ABSENT"})


def _is_engine(name: str) -> bool:
    return re.fullmatch(r"Routing Engine \d+", name, re.IGNORECASE) is not None


def _silent_engines(case: Case) -> list[str]:
    """Engines of the unit that answered with an error, in the item that asked every one."""
    known = [case.known_or_none(item, SoftwareInformation) for item in _ITEMS]
    return sorted({name for one in known if one for name in one.absent if case.unit.owns_engine(name)})


class KnownExploited(Check):
    """A release that the table doesn't speak against isn't known to be affected: no more than that is said of it."""

    id = "software.known-exploited"
    title = "The release has no issue that is known to be exploited"
    rationale = (
        "A device that ran such a release in a network may have been broken into, and a fixed service release exists. "
        "The table holds known exploited issues alone, not all that a release has."
    )
    clauses = ("P7", "P22")
    gravity = Gravity.CONDITION
    needs = (Rpc.SOFTWARE,)
    uses = _EVERY_ENGINE
    data = ("advisories",)
    next_step = "install a fixed and supported release from clean media, before anything is connected to the device"
    action = Action.INSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        running = running_software(case)
        for item, engine in running:
            yield self._of_engine(case, item, engine)
        if not running:
            yield _no_software(self, case)

    def _of_engine(self, case: Case, item: Rpc, engine: SoftwareEngine) -> Finding:
        subject, where = _subject(case, engine), _where(item, engine)
        if engine.version is None:
            return _no_release(self, subject, where)
        answer = case.reference.known_exploited(engine.version, case.unit.model, case.as_of.date())
        text = engine.version.text
        if answer.exposure is Exposure.NOT_KNOWN:
            return self.passed(
                subject,
                "not known to be affected by an issue that is exploited, which other issues may still be",
                actual=text,
                evidence=where,
            )
        if answer.exposure is Exposure.UNKNOWN:
            return self.unknown(
                subject,
                "whether an exploited issue affects this release can't be told",
                expected="a published release of which the table tells a fix",
                actual=f"{text}: {listed(dict.fromkeys(row.id for row in answer.advisories))}",
                evidence=where,
                next_step="look these issues up for this release, or install one that is fixed",
                action=Action.INSTALL,
            )
        return self.failed(
            subject,
            f"the release has an issue that is exploited: {listed(map(_issue, answer.advisories))}",
            expected=listed(_fixes(engine.version, case.unit.model, answer.advisories), 8) or "a later train",
            actual=text,
            evidence=where,
        )


def _issue(row: Advisory) -> str:
    return f"{row.id}, {row.title}" + (f" ({row.note})" if row.note else "")


def _fixes(version: JunosVersion, model: str, rows: tuple[Advisory, ...]) -> list[str]:
    """The fixed releases of its own train, else all; of several issues those in which none is left."""
    fixes = [
        fix
        for row in rows
        for fix in row.fixed
        if all(other.exposure(fix, model) is Exposure.NOT_KNOWN for other in rows)
    ]
    return [fix.text for fix in fixes if fix.train == version.train] or [fix.text for fix in fixes]


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
    """Third-party is a package whose comment doesn't speak of Junos or Juniper and whose name is none of theirs;
    Juniper's optional ones (``jweb``, ``jsd``, ``puppet``, ``chef``, ``na-telemetry``) are its own."""

    id = "software.standard-build"
    title = "The software is a standard build, without third-party packages"
    rationale = (
        "Development and customer builds are on no list of supported releases, and a third-party package "
        "is foreign code that a release doesn't account for."
    )
    clauses = ("P8", "P22")
    gravity = Gravity.CONDITION
    needs = (Rpc.SOFTWARE,)
    uses = _EVERY_ENGINE
    next_step = "install a standard, supported release from Juniper's download site on clean media"
    action = Action.INSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        running = running_software(case)
        if not running:
            yield _no_software(self, case)
        for item, engine in running:
            yield from self._of_engine(case, item, engine)

    def _of_engine(self, case: Case, item: Rpc, engine: SoftwareEngine) -> Iterator[Finding]:
        subject, where, version = _subject(case, engine), _where(item, engine), engine.version
        if version is None or not version.parsed:
            yield self.unknown(
                subject,
                "the build can't be told",
                expected="a release such as 23.4R2-S1",
                actual=f"{version.text}: {version.problem}" if version else "none stated",
                evidence=where,
                next_step=_LOOK_RELEASE_UP if version else "",
                action=Action.LOOK_UP if version else Action.NONE,
                about=f"release {version.text}" if version else "",
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
                next_step="reboot it in order, then run again",
                action=Action.WAIT,
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


class WeakSsh(Check):
    """Old Junos offers nothing else, so weak algorithms are switched on for such a session only."""

    id = "software.weak-ssh"
    title = "The session needed no weak SSH algorithm"
    rationale = (
        "SHA-1 and CBC algorithms are broken or dropped by current clients; they also tell how old the software is."
    )
    clauses = ("P22",)
    gravity = Gravity.ADVICE
    unknown_is_noted = True
    next_step = "upgrade Junos; a current release offers current algorithms"
    action = Action.INSTALL

    def judge(self, case: Case) -> Iterator[Finding]:
        session, name = case.session, case.unit.name
        if session.weak_algorithms:
            yield self.failed(
                name,
                "the session needed weak SSH algorithms",
                expected="current algorithms",
                actual=listed(session.weak_algorithms),
            )
        elif not session.host_key:
            yield self.unknown(name, "no SSH session was seen", expected="an SSH session", actual="none")
        else:
            yield self.passed(name, "the session needed no weak SSH algorithm")


CHECKS: tuple[type[Check], ...] = (
    SupportedRelease,
    ReleaseExists,
    SameRelease,
    SecondEngineSeen,
    KnownExploited,
    StandardBuild,
    WeakSsh,
)
