"""Checks of software, as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reinstate.checks.framework import Case, SessionFacts
from reinstate.checks.software.build import StandardBuild, is_third_party
from reinstate.checks.software.exploited import KnownExploited
from reinstate.checks.software.releases import ReleaseExists, SameRelease, SecondEngineSeen, SupportedRelease
from reinstate.checks.software.ssh import WeakSsh
from reinstate.device.model import FruKind, Package, RoutingEngine, RoutingEngines, SoftwareInformation, Unit
from reinstate.plan.requests import Rpc
from reinstate.reference.advisories import Advisory
from reinstate.reference.library import ReleaseState
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    MODULAR,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_case,
    a_fru,
    a_profile,
    a_reference,
    a_unit,
    a_version,
    assert_row,
    named,
    row,
    software,
)

RELEASES = {
    "23.4R2-S3.9": ReleaseState.ENGINEERING,
    "22.4R3": ReleaseState.SUPPORT_ONLY,
    "21.4R3-S3.4": ReleaseState.ENDED,
    "21.4": ReleaseState.ENDED,
    "23.4": ReleaseState.ENGINEERING,
}
NOW, LIMITED, OLD, NEWER = "23.4R2-S3.9", "22.4R3", "21.4R3-S3.4", "27.2R1.5"


def running(*versions: str, last_release: str = "", unit: Unit | None = None) -> Case:
    return a_case(
        {Rpc.SOFTWARE: software(*versions)},
        unit=unit,
        profile=a_profile(last_release=last_release),
        reference=a_reference(releases=RELEASES),
    )


def member(slot: int) -> Unit:
    return a_unit(name=f"vc.fpc{slot}", member=f"fpc{slot}", engines=frozenset({f"fpc{slot}"}))


UNTOLD = Said(INCONCLUSIVE, BLOCKER, hold=False, noted=False)

SUPPORTED_RELEASE = (
    row("in engineering", SupportedRelease, running(NOW), Said(PASS, text=NOW)),
    row(
        "in limited support",
        SupportedRelease,
        running(LIMITED),
        PASS,
        Said(FAIL, ADVICE, text="no further fixes"),
    ),
    row("past end of support", SupportedRelease, running(OLD), Said(FAIL, CONDITION, text="upgrade")),
    row(
        "past end of support, and a newer one runs on it",
        SupportedRelease,
        running(OLD, last_release="23.4"),
        Said(FAIL, CONDITION),
    ),
    row(
        "past end of support, and nothing newer runs on it",
        SupportedRelease,
        running(OLD, last_release="21.4"),
        Said(FAIL, BLOCKER, text="the product cannot run a supported release"),
    ),
    row("newer than the table", SupportedRelease, running(NEWER), UNTOLD),
    row("a development build", SupportedRelease, running("18.3I20180716_1639"), UNTOLD),
    row("no release stated", SupportedRelease, running(""), replace(UNTOLD, text="reports no release")),
    row("software unknown", SupportedRelease, a_case({Rpc.SOFTWARE: "timeout"}), UNTOLD),
    row(
        "one of two engines is old",
        SupportedRelease,
        running(NOW, OLD),
        Said(PASS, subject="sw1 re0"),
        Said(FAIL, CONDITION, subject="sw1 re1"),
    ),
    row(
        "the other engine shows in the reply of every engine",
        SupportedRelease,
        a_case(
            {Rpc.SOFTWARE: software(NOW), Rpc.SOFTWARE_ALL_ENGINES: software(NOW, OLD)},
            profile=MODULAR,
            reference=a_reference(releases=RELEASES),
        ),
        PASS,
        Said(FAIL, subject="sw1 re1"),
    ),
    row(
        "every engine was asked and the reply is missing",
        SupportedRelease,
        a_case(
            {Rpc.SOFTWARE: software(NOW), Rpc.SOFTWARE_ALL_ENGINES: "timeout"},
            profile=MODULAR,
            reference=a_reference(releases=RELEASES),
        ),
        UNTOLD,
    ),
    row(
        "a member answers for itself",
        SupportedRelease,
        running(f"fpc0={NOW}", f"fpc1={OLD}", unit=member(1)),
        Said(FAIL, subject="vc.fpc1"),
    ),
    row(
        "a member that no reply speaks of",
        SupportedRelease,
        running(f"fpc0={NOW}", f"fpc1={NOW}", unit=member(2)),
        UNTOLD,
    ),
)

RELEASE_EXISTS = (
    row("it runs one", ReleaseExists, running(NOW), Said(PASS, text="the unit runs a supported release")),
    row(
        "the platform's newest is supported", ReleaseExists, running(OLD, last_release="23.4"), Said(PASS, text="23.4")
    ),
    row("the platform's newest has ended", ReleaseExists, running(OLD, last_release="21.4"), Said(FAIL, BLOCKER)),
    row(
        "the platform's newest isn't known",
        ReleaseExists,
        running(OLD),
        Said(INCONCLUSIVE, BLOCKER, noted=True, text="before you upgrade, confirm"),
    ),
    row("family unknown", ReleaseExists, replace(running(OLD), profile=None), Said(INCONCLUSIVE, noted=True)),
)


def engine(slot: int, status: str = "OK", name: str = "") -> RoutingEngine:
    return RoutingEngine(name, str(slot), status, "master" if slot == 0 else "backup", xpath=f"//re[{slot}]")


def dual(
    *versions: str, statuses: tuple[str, ...] = ("OK", "OK"), absent: tuple[str, ...] = (), fitted: int = 0
) -> Case:
    """A modular box whose engines told these releases, with these statuses."""
    told: SoftwareInformation = replace(software(*versions), absent=absent)
    engines = RoutingEngines(tuple(engine(slot, status) for slot, status in enumerate(statuses)))
    boards = [
        a_fru(FruKind.ROUTING_ENGINE, f"Routing Engine {slot}", serial_number=f"X{slot}") for slot in range(fitted)
    ]
    item = Rpc.SOFTWARE_ALL_ENGINES if len(versions) > 1 else Rpc.SOFTWARE
    return a_case(
        {Rpc.SOFTWARE: software(versions[0]), item: told, Rpc.ROUTING_ENGINES: engines},
        unit=a_unit(*boards),
        profile=MODULAR,
    )


def stack(slot: int, *versions: str) -> Case:
    """Member ``slot`` of a virtual chassis with these releases."""
    engines = RoutingEngines(tuple(engine(place, name=f"fpc{place}") for place in range(len(versions))))
    told = software(*(f"fpc{place}={version}" for place, version in enumerate(versions)))
    return a_case(
        {Rpc.SOFTWARE: told, Rpc.ROUTING_ENGINES: engines},
        unit=member(slot),
        profile=a_profile(virtual_chassis=True),
    )


SAME_RELEASE = (
    row("two engines alike", SameRelease, dual(NOW, NOW), PASS),
    row(
        "two engines on different releases",
        SameRelease,
        dual(NOW, LIMITED),
        Said(FAIL, CONDITION, text=f"re1 {LIMITED}"),
    ),
    row(
        "a guest of node slicing runs a release of its own",
        SameRelease,
        dual(f"bsys-re0={NOW}", f"bsys-re1={NOW}", f"gnf1-re0={LIMITED}", statuses=("OK", "OK")),
        PASS,
    ),
    row(
        "its base system is compared all the same",
        SameRelease,
        dual(f"bsys-re0={NOW}", f"bsys-re1={LIMITED}", f"gnf1-re0={LIMITED}", statuses=("OK", "OK")),
        FAIL,
    ),
    row("one engine fitted", SameRelease, dual(NOW, statuses=("OK",)), PASS),
    row("two work and one told", SameRelease, dual(NOW), Said(INCONCLUSIVE, CONDITION)),
    row("an engine without a release", SameRelease, dual(NOW, ""), INCONCLUSIVE),
    row("members alike", SameRelease, stack(1, NOW, NOW, NOW), PASS),
    row("the stray member", SameRelease, stack(2, NOW, NOW, LIMITED), Said(FAIL, text=f"{NOW} on all of them")),
    row("a member beside a stray one", SameRelease, stack(0, NOW, NOW, LIMITED), PASS),
    row("takes one engine", SameRelease, running(NOW), NOT_APPLICABLE),
    row(
        "engines unknown",
        SameRelease,
        a_case({Rpc.SOFTWARE: software(NOW), Rpc.ROUTING_ENGINES: "timeout"}, profile=MODULAR),
        INCONCLUSIVE,
    ),
)

SECOND_ENGINE = (
    row("both told", SecondEngineSeen, dual(NOW, NOW, fitted=2), PASS),
    row("one engine fitted", SecondEngineSeen, dual(NOW, statuses=("OK",), fitted=1), PASS),
    row("an empty slot is listed", SecondEngineSeen, dual(NOW, statuses=("OK", "Empty"), fitted=1), PASS),
    row(
        "the second one is in Present",
        SecondEngineSeen,
        dual(NOW, statuses=("OK", "Present"), fitted=2),
        Said(FAIL, CONDITION, subject="sw1 Routing Engine 1", text="not online and was not checked"),
    ),
    row(
        "the inventory shows a second one",
        SecondEngineSeen,
        dual(NOW, statuses=("OK",), fitted=2),
        Said(FAIL, CONDITION),
    ),
    row(
        "the second one answered with an error",
        SecondEngineSeen,
        dual(NOW, statuses=("OK", "OK"), absent=("re1",)),
        Said(FAIL, CONDITION, text="none from re1"),
    ),
    row("a status isn't stated", SecondEngineSeen, dual(NOW, statuses=("OK", "")), Said(INCONCLUSIVE, CONDITION)),
    row("takes one engine", SecondEngineSeen, running(NOW), NOT_APPLICABLE),
    row(
        "software unknown",
        SecondEngineSeen,
        a_case({Rpc.SOFTWARE: "denied"}, profile=MODULAR),
        INCONCLUSIVE,
        INCONCLUSIVE,
    ),
)


def packages(*stated: Package) -> Case:
    return a_case({Rpc.SOFTWARE: software(NOW, packages=stated)})


STANDARD_BUILD = (
    row(
        "a standard release",
        StandardBuild,
        packages(Package("junos", "JUNOS OS Kernel 64-bit [20230901]"), Package("jweb", "JUNOS Web Management [23.4]")),
        PASS,
    ),
    row(
        "a development build", StandardBuild, running("17.4-20170706_dev_common.0"), Said(FAIL, CONDITION, text="dated")
    ),
    row("built for one customer", StandardBuild, running("15.1F5.15-C1.12"), Said(FAIL, CONDITION, text="special")),
    row("a standard X-train", StandardBuild, running("15.1X49-D170.4"), PASS),
    row("a standard Evolved release", StandardBuild, running("23.4R2-S1.6-EVO"), PASS),
    row(
        "a third-party package",
        StandardBuild,
        packages(Package("acme-agent", "ACME remote agent [1.0]")),
        Said(FAIL, CONDITION, text="acme-agent (ACME remote agent [1.0])"),
    ),
    row(
        "an unsigned package",
        StandardBuild,
        packages(Package("jinstall-unsigned", "JUNOS Base OS [23.4R2-S3.9]")),
        Said(FAIL, CONDITION, text="jinstall-unsigned"),
    ),
    row(
        "a package that waits for a reboot",
        StandardBuild,
        packages(Package("junos-runtime", "JUNOS runtime [24.2R2] (pending)")),
        Said(FAIL, ADVICE, text="next reboot"),
        PASS,
    ),
    row("not to be read", StandardBuild, running("forty-two"), Said(INCONCLUSIVE, CONDITION)),
    row("none stated", StandardBuild, running(""), INCONCLUSIVE),
    row("software unknown", StandardBuild, a_case({Rpc.SOFTWARE: "timeout"}), INCONCLUSIVE),
)

WEAK_SSH = (
    row("current algorithms", WeakSsh, a_case(), PASS),
    row(
        "old ones were needed",
        WeakSsh,
        a_case(session=SessionFacts(("ssh-rsa", "hmac-sha1"), "SHA256:x")),
        Said(FAIL, ADVICE, text="ssh-rsa, hmac-sha1"),
    ),
    row("no SSH session", WeakSsh, a_case(session=SessionFacts()), Said(INCONCLUSIVE, ADVICE, noted=True)),
)

EXPLOITED = Advisory(
    "CVE-2027-1",
    "anyone gets in",
    date(2026, 1, 1),
    tuple(map(a_version, ("22.4R3-S6", "23.4R2-S4"))),
    "a test",
    "A",
    note="only where it is on",
)
ANOTHER = replace(EXPLOITED, id="CVE-2027-2", fixed=(a_version("23.4R2-S6"),))


def exploited(*versions: str, **fields: object) -> Case:
    reference = replace(a_reference(), advisories=(EXPLOITED,))
    return a_case({Rpc.SOFTWARE: software(*versions)}, reference=reference, **fields)  # type: ignore[arg-type]


KNOWN_EXPLOITED = (
    row("fixed", KnownExploited, exploited("23.4R2-S4.11"), Said(PASS, text="others can exist")),
    row("newer than the table", KnownExploited, exploited("27.2R1.5"), PASS),
    row(
        "affected, and what fixes its train",
        KnownExploited,
        exploited("23.4R2-S3.9"),
        Said(FAIL, CONDITION, hold=False, text="(only where it is on) - Expected: 23.4R2-S4 Actual: 23.4R2-S3.9"),
    ),
    row(
        "affected, of a train without a fix",
        KnownExploited,
        exploited("15.1X49-D220"),
        Said(FAIL, CONDITION, text="Expected: 22.4R3-S6, 23.4R2-S4"),
    ),
    row(
        "of two issues, what fixes both",
        KnownExploited,
        a_case({Rpc.SOFTWARE: software("23.4R2")}, reference=replace(a_reference(), advisories=(EXPLOITED, ANOTHER))),
        Said(FAIL, text="Expected: 23.4R2-S6 Actual"),
    ),
    row("between fixed trains", KnownExploited, exploited("23.2R1"), Said(INCONCLUSIVE, CONDITION, noted=False)),
    row("a development build", KnownExploited, exploited("23.4I20240101_1"), Said(INCONCLUSIVE, noted=False)),
    row("Evolved, of which no row speaks", KnownExploited, exploited("22.4R1-EVO"), PASS),
    row("each engine by itself", KnownExploited, exploited("23.4R2-S4", "23.4R2"), PASS, Said(FAIL, subject="sw1 re1")),
    row("no release stated", KnownExploited, exploited(""), INCONCLUSIVE),
    row(
        "software unknown",
        KnownExploited,
        a_case({Rpc.SOFTWARE: "timeout"}),
        Said(INCONCLUSIVE, CONDITION, noted=False),
    ),
    row(
        "no table",
        KnownExploited,
        a_case({Rpc.SOFTWARE: software(NOW)}, reference=a_reference(sets={})),
        Said(INCONCLUSIVE, text="reference set advisories is missing"),
    ),
    row("no product", KnownExploited, exploited(OLD, profile=a_profile("vsrx", virtual=True)), NOT_APPLICABLE),
)

TABLE = (
    *SUPPORTED_RELEASE,
    *RELEASE_EXISTS,
    *SAME_RELEASE,
    *SECOND_ENGINE,
    *STANDARD_BUILD,
    *WEAK_SSH,
    *KNOWN_EXPLOITED,
)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_software(one: Row) -> None:
    assert_row(one)


# As genuine devices list them, from all families and ages.
JUNIPERS = (
    Package("junos", ""),
    Package("jbase", "JUNOS Base OS Software Suite [12.1X46-D15.3]"),
    Package("jpfe-common", "JUNOS Packet Forwarding Engine Support (M/T Common) [13.3R9]"),
    Package("os-kernel-prd-x86-64-20230901", "JUNOS OS Kernel 64-bit [20230901.1]"),
    Package("jais", "AI-Scripts [5.0R1]"),
    Package("Host Software", "Host Software [3.0]"),
    Package("JUNOS version", "Junos: 14.2R4"),
    Package("vmguest", "Junos vmguest package [20160720]"),
    Package("puppet-agent", "Configuration agent by Puppet Labs [3.6.1]"),
    Package("na-telemetry", "Network Agent [23.4]"),
    Package("server", "Server slot : 0"),
    Package("kernel", "KERNEL (null)"),
)
FOREIGN = (
    Package("acme-agent", "ACME remote agent [1.0]"),
    Package("labpkg", "systestelf.pkg [7.0]"),
    Package("backdoor", "Totally harmless helper"),
)


@pytest.mark.parametrize("package", JUNIPERS, ids=lambda package: package.name)
def test_juniper_s_own_packages_are_not_third_party(package: Package) -> None:
    assert not is_third_party(package)


@pytest.mark.parametrize("package", FOREIGN, ids=lambda package: package.name)
def test_third_party_packages(package: Package) -> None:
    assert is_third_party(package)
