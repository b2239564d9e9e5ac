"""Whether the software is a standard build."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.software.build import StandardBuild, is_third_party
from reinstate.device.model import Package
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    a_case,
    assert_row,
    named,
    row,
    software,
)
from tests.unit.checks.software.evidence import NOW, running


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


TABLE: tuple[Row, ...] = STANDARD_BUILD


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_build(one: Row) -> None:
    assert_row(one)
