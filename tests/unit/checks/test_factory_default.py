"""The factory default is taken off by path and value, for the family and the release; the rest is an owner's."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.framework.inputs import Baseline, Inputs
from reinstate.checks.framework.run import run_check
from reinstate.checks.integrity.access import Services
from reinstate.checks.integrity.scripts import Scripts
from reinstate.checks.sanitization import FormerConfiguration
from reinstate.declared.kinds import Stage
from reinstate.device.model import Configuration, Statement
from reinstate.plan.requests import Rpc
from reinstate.reference.loading import load_shipped
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    PASS,
    Row,
    Said,
    a_case,
    a_unit,
    assert_row,
    named,
    software,
)
from tests.unit.checks.builders import row as _row

SERIAL = "CW0226AA0001"


def unit(model: str, release: str, *lines: str, serial: str = SERIAL) -> Case:
    statements = []
    for line in ("system > host-name = x", *lines):
        path, _, value = line.partition(" = ")
        statements.append(Statement(tuple(path.split(" > ")), value, xpath=f"/configuration/{path}"))
    stated: dict[Rpc, object] = {Rpc.CONFIGURATION: Configuration(tuple(statements))}
    if release:
        stated[Rpc.SOFTWARE] = software(release, model=model)
    return a_case(
        stated,
        unit=a_unit(model=model, serial_number=serial),
        profile=load_shipped().profile_for(model, ""),
        inputs=Inputs(baseline=Baseline(frozenset({"inspector"})), stage=Stage.REIMAGED),
    )


def row(name: str, case: Case, *said: object) -> Row:
    return _row(name, FormerConfiguration, case, *said)  # type: ignore[arg-type]


UNTRUST = "security > zones > security-zone[untrust]"
TRUST = "security > zones > security-zone[trust]"
POOL = "access > address-assignment > pool[junosDHCPPool2] > family > inet"
POLICY = "security > policies > policy"
NAT = "security > nat > source > rule-set[trust-to-untrust]"
SCREEN = "security > screen > ids-option[untrust-screen]"
LICENSE = "system > license > autoupdate > url"
SRX300 = (
    f"{LICENSE}[https://ae1.juniper.net/junos/key_retrieval]",
    "system > max-configurations-on-flash = 5",
    "system > max-configuration-rollbacks = 5",
    "system > phone-home > server = https://redirect.juniper.net",
    "system > phone-home > rfc-compliant",
    "system > services > dhcp-local-server > group[jdhcp-group] > interface[irb.0]",
    "system > services > web-management > https > system-generated-certificate",
    "system > services > web-management > https > interface = irb.0",
    "system > syslog > archive > size = 100k",
    "system > syslog > archive > files = 3",
    "system > syslog > user[*] > contents[any] > emergency",
    "system > syslog > file[messages] > contents[any] > notice",
    "system > syslog > file[interactive-commands] > contents[interactive-commands] > any",
    "chassis > auto-image-upgrade",
    "security > log > mode = stream",
    "security > log > report",
    f"{SCREEN} > icmp > ping-death",
    f"{SCREEN} > ip > tear-drop",
    f"{SCREEN} > tcp > syn-flood > attack-threshold = 200",
    f"{SCREEN} > tcp > land",
    f"{NAT} > from > zone = trust",
    f"{NAT} > to > zone = untrust",
    f"{NAT} > rule[source-nat-rule] > src-nat-rule-match > source-address = 0.0.0.0/0",
    f"{NAT} > rule[source-nat-rule] > then > source-nat > interface",
    f"{POLICY} > from-zone-name = trust",
    f"{POLICY} > to-zone-name = untrust",
    f"{POLICY} > policy[trust-to-untrust] > match > source-address = any",
    f"{POLICY} > policy[trust-to-untrust] > match > destination-address = any",
    f"{POLICY} > policy[trust-to-untrust] > match > application = any",
    f"{POLICY} > policy[trust-to-untrust] > then > permit",
    f"{TRUST} > host-inbound-traffic > system-services[all]",
    f"{TRUST} > host-inbound-traffic > protocols[all]",
    f"{TRUST} > interfaces[irb.0]",
    f"{UNTRUST} > screen = untrust-screen",
    f"{UNTRUST} > interfaces[ge-0/0/0.0] > host-inbound-traffic > system-services[dhcp]",
    f"{UNTRUST} > interfaces[ge-0/0/0.0] > host-inbound-traffic > system-services[https]",
    "interfaces > interface[ge-0/0/0] > unit[0] > family > inet > dhcp > vendor-id = Juniper-srx300",
    "interfaces > interface[ge-0/0/1] > unit[0] > family > ethernet-switching > vlan > members = vlan-trust",
    "interfaces > interface[irb] > unit[0] > family > inet > address[192.168.2.1/24]",
    f"{POOL} > network = 192.168.2.0/24",
    f"{POOL} > range[junosRange] > low = 192.168.2.2",
    f"{POOL} > range[junosRange] > high = 192.168.2.254",
    f"{POOL} > dhcp-attributes > router[192.168.2.1]",
    f"{POOL} > dhcp-attributes > propagate-settings = ge-0/0/0.0",
    "vlans > vlan[vlan-trust] > vlan-id = 3",
    "vlans > vlan[vlan-trust] > l3-interface = irb.0",
    "protocols > l2-learning > global-mode = switching",
)
PHONE_HOME = "system > phone-home > server"
FIRST = "interfaces > interface[ge-0/0/0]"
VENDOR = "interfaces > interface[vme] > unit[0] > family > inet > dhcp > vendor-id"
THEIRS = Said(FAIL, CONDITION, text="configuration of a previous owner remains")
ANOTHER = "name another server, address, or device"
UNSURE = Said(FAIL, ADVICE, text="no source states the default of this family and release")
TABLE = (
    row("an SRX300 as it leaves zeroize", unit("srx300", "22.4R3.25", *SRX300), PASS),
    *(
        row(f"theirs in the place of a default: {line}", unit("srx300", "22.4R3.25", *SRX300, line), THEIRS)
        for line in (
            f"{UNTRUST} > interfaces[ge-0/0/0.0] > host-inbound-traffic > system-services[ssh2]",
            f"{TRUST} > interfaces[ge-0/0/5.0]",
            f"{POLICY} > from-zone-name = dmz",
            f"{POLICY} > policy[trust-to-untrust] > then > deny",
            f"{NAT} > rule[source-nat-rule] > then > source-nat > pool > pool-name = old",
            f"{SCREEN} > tcp > syn-flood > attack-threshold = 9000",
            "interfaces > interface[irb] > unit[0] > family > inet > address[10.9.0.1/24]",
            "system > max-configuration-rollbacks = 49",
            "vlans > vlan[vlan-trust] > vlan-id = 99",
            "system > services > telnet",
        )
    ),
    row(
        "a license server of another",
        unit("srx300", "22.4R3.25", f"{LICENSE}[https://keys.example.net/x]"),
        Said(FAIL, CONDITION, text="Expected: system license autoupdate url https://ae1.juniper.net"),
    ),
    row(
        "a name server of another",
        unit("srx300", "15.1X49-D170", "system > name-server[198.51.100.53]"),
        Said(FAIL, CONDITION, text="8.8.8.8"),
    ),
    row(
        "a name server that only earlier releases had",
        unit("srx300", "22.4R3", "system > name-server[8.8.8.8]"),
        UNSURE,
    ),
    row("an NFX350", unit("nfx350-s1", "23.4R2", "system > memory > hugepages > page-count = 4"), UNSURE),
    row("a first port without an address", unit("srx300", "22.4R3", f"{FIRST} > unit[0] > family > inet"), PASS),
    row("the default's name server", unit("srx300", "15.1X49-D170", "system > name-server[8.8.4.4]"), PASS),
    row("telnet in its era", unit("srx300", "15.1X49-D170", "system > services > telnet"), PASS),
    row("telnet on SRX210", unit("srx210h", "12.1X46-D15.3", "system > services > telnet"), PASS),
    row("phone-home of Juniper", unit("ex3400-48p", "21.4R3", f"{PHONE_HOME} = https://redirect.juniper.net"), PASS),
    row(
        "phone-home of another",
        unit("ex3400-48p", "21.4R3", f"{PHONE_HOME} = https://redirect.example.net"),
        Said(FAIL, CONDITION, text=ANOTHER),
    ),
    row(
        "phone-home before it existed",
        unit("ex3400-48p", "15.1X53-D59", f"{PHONE_HOME} = https://redirect.juniper.net"),
        THEIRS,
    ),
    row(
        "phone-home where the release is not known",
        unit("ex3400-48p", "", f"{PHONE_HOME} = https://redirect.juniper.net"),
        UNSURE,
    ),
    row(
        "phone-home on a family that no source speaks of",
        unit("ex4400-48p", "23.4R2", f"{PHONE_HOME} = https://redirect.juniper.net"),
        UNSURE,
    ),
    row(
        "another's phone-home on such a family",
        unit("ex4400-48p", "23.4R2", f"{PHONE_HOME} = https://redirect.example.net"),
        Said(FAIL, CONDITION, text=ANOTHER),
    ),
    row(
        "such a family with an owner's network",
        unit("mx204", "22.4R3", "protocols > bgp > group[x] > type = external"),
        THEIRS,
    ),
    *(
        row(f"vendor id {text}", unit("ex3400-48p", "21.4R3", f"{VENDOR} = {text}"), PASS)
        for text in ("Juniper-ex3400-48p", f"Juniper-ex3400-48p-{SERIAL}")
    ),
    *(
        row(
            f"vendor id {text}", unit("ex3400-48p", "21.4R3", f"{VENDOR} = {text}"), Said(FAIL, CONDITION, text=ANOTHER)
        )
        for text in ("Juniper-ex2300-24t", "Juniper-ex3400-48p-CW0226AA9999", "corp")
    ),
    row(
        "a vendor id with a serial, on a device whose own is not known",
        unit("ex3400-48p", "21.4R3", f"{VENDOR} = Juniper-ex3400-48p-CW0226AA9999", serial=""),
        UNSURE,
    ),
    row(
        "roots of a public certification authority",
        unit("srx300", "22.4R3.25", "security > pki > ca-profile[ISRG_Root_X1] > ca-identity = ISRG_Root_X1"),
        UNSURE,
    ),
    row("a process that Junos has", unit("srx300", "22.4R3.25", "system > processes > ntp > enable"), THEIRS),
    _row("... runs nothing else", Scripts, unit("srx300", "22.4R3.25", "system > processes > ntp > enable"), PASS),
    _row("... nor does its trace", Scripts, unit("mx204", "22.4R3", "system > processes > ntp > failover = x"), PASS),
    _row(
        "a command in the place of a process",
        Scripts,
        unit("srx300", "22.4R3.25", "system > processes > ntp > command = /var/tmp/x"),
        Said(FAIL, CONDITION, hold=True),
    ),
    _row("web management of the default", Services, unit("srx300", "22.4R3.25", *SRX300), PASS),
    _row("telnet after its era", Services, unit("srx300", "22.4R3.25", "system > services > telnet"), FAIL),
    _row("telnet on a switch", Services, unit("ex3400-48p", "21.4R3", "system > services > telnet"), FAIL),
)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_factory_default(one: Row) -> None:
    assert_row(one)


@pytest.mark.parametrize("model", ["srx300", "ex3400-48p", "ex4400-48p", "mx204", "srx210h"])
def test_no_default_says_what_only_an_owner_does(model: str) -> None:
    lines = (
        "system > login > user[ops] > class = super-user",
        "snmp > community[public] > authorization = read-only",
        "event-options > policy[x] > events = login",
        "system > syslog > host[192.0.2.9] > any",
        "system > ntp > server[192.0.2.9]",
        "system > services > outbound-ssh > client[x] > device-id = y",
    )
    (finding,) = run_check(FormerConfiguration(), unit(model, "21.4R3", *lines))
    assert finding.gravity is CONDITION
    assert f"{len(lines)} statements" in finding.actual
