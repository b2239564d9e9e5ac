"""Real replies, captured by other projects: each is read or refused with a typed reason, and nothing in it is lost.

What must be found is counted by plain XPath over the same bytes, independently of the parsers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from lxml import etree

from reinstate.device.model import (
    Alarms,
    ChassisInventory,
    Configuration,
    Environment,
    FileListing,
    Fpcs,
    Licenses,
    Optics,
    PowerUsage,
    RoutingEngines,
    SoftwareInformation,
    Storage,
    VirtualChassis,
    VmHost,
)
from reinstate.device.parse import PARSERS
from reinstate.evidence.xml import ParseRefused, Refusal, local_name, read_xml
from reinstate.plan.requests import CATALOG
from tests.unit.device.replies import find

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures"

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"the captured replies are not there: {CAPTURES}")

BY_PAYLOAD: dict[str, Callable[[etree._Element], object]] = {
    payload: parser for rpc, parser in PARSERS.items() for payload in CATALOG[rpc].payload
} | {"license-usage-summary": PARSERS[next(rpc for rpc in PARSERS if rpc == "license-information")]}

# Edited or cut by those who published them: refused, and why.
EXPECTED_REFUSALS = {
    "1.1.1.1_snap_exists_fail_pre_show_chassis_alarms.xml": Refusal.NO_DATA,
    "1.1.1.1_snap_exists_post_show_chassis_alarms.xml": Refusal.INCOMPLETE,
    "get-software-information-rfc.xml": Refusal.UNBOUND_PREFIX,
    "show_invalid_command_error.txt": Refusal.MALFORMED,
    "show_system_missing_config_error.txt": Refusal.MALFORMED,
}


def _xml_replies() -> list[Path]:
    files = sorted(CAPTURES.glob("*/*")) if CAPTURES.is_dir() else []
    return [path for path in files if path.suffix != ".json" and b"<" in path.read_bytes()[:200]]


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


REPLIES = _xml_replies()


def payload_of(root: etree._Element) -> str | None:
    names = (local_name(element) for element in root.iter() if isinstance(element.tag, str))
    return next((name for name in names if name in BY_PAYLOAD), None)


def values(root: etree._Element, path: str) -> Counter[str]:
    """Texts that a plain XPath over local names finds, white space folded, empty ones left out."""
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    found = root.xpath(f"descendant-or-self::{steps}")
    assert isinstance(found, list)
    folded = (" ".join("".join(element.itertext()).split()) for element in found)
    return Counter(text for text in folded if text)


def counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(text for text in texts if text)


def _inventory(root: etree._Element, value: ChassisInventory) -> None:
    modules = [fru for chassis in value.chassis for fru in chassis.walk()]
    everything = root.xpath("descendant-or-self::*[starts-with(local-name(), 'chassis-')]")
    assert isinstance(everything, list)
    elements = [element for element in everything if local_name(element).endswith("module")]
    assert len(modules) == len(elements)
    serials = [*(chassis.serial_number for chassis in value.chassis), *(fru.serial_number for fru in modules)]
    assert counted(serials) == values(root, "serial-number")
    assert counted(fru.part_number for fru in modules) == values(root, "part-number")
    assert counted(fru.version for fru in modules) == values(root, "version")


def _alarms(root: etree._Element, value: Alarms) -> None:
    assert counted(alarm.description for alarm in value.alarms) == values(root, "alarm-description")
    assert counted(alarm.alarm_class for alarm in value.alarms) == values(root, "alarm-class")


def _software(root: etree._Element, value: SoftwareInformation) -> None:
    assert counted(engine.host_name for engine in value.engines) == values(root, "software-information/host-name")
    printed = values(root, "junos-version")
    assert not printed - counted(engine.version.text for engine in value.engines if engine.version)
    packages = [package.name for engine in value.engines for package in engine.packages]
    assert counted(packages) == values(root, "package-information/name")


def _routing_engines(root: etree._Element, value: RoutingEngines) -> None:
    assert counted(engine.serial_number for engine in value.engines) == values(root, "route-engine/serial-number")
    assert counted(engine.status for engine in value.engines) == values(root, "route-engine/status")


def _environment(root: etree._Element, value: Environment) -> None:
    assert counted(item.name for item in value.items) == values(root, "environment-item/name")
    assert counted(item.status for item in value.items) == values(root, "environment-item/status")
    assert all(item.item_class for item in value.items)


def _fpcs(root: etree._Element, value: Fpcs) -> None:
    assert counted(fpc.slot for fpc in value.fpcs) == values(root, "fpc/slot")
    assert counted(fpc.state for fpc in value.fpcs) == values(root, "fpc/state")
    assert counted(pic.pic_type for fpc in value.fpcs for pic in fpc.pics) == values(root, "pic/pic-type")


def _licenses(root: etree._Element, value: Licenses) -> None:
    assert counted(row.name for row in value.usage or ()) == values(root, "feature-summary/name")
    assert counted(one.name for one in value.installed or ()) == values(root, "license/name")


def _power(root: etree._Element, value: PowerUsage) -> None:
    assert counted(supply.name for supply in value.supplies) == values(root, "power-usage-item/name")


def _storage(root: etree._Element, value: Storage) -> None:
    assert counted(row.mounted_on for row in value.filesystems) == values(root, "filesystem/mounted-on")


def _files(root: etree._Element, value: FileListing) -> None:
    assert counted(file.name for file in value.files) == values(root, "file-information/file-name")


def _virtual_chassis(root: etree._Element, value: VirtualChassis) -> None:
    assert counted(member.serial_number for member in value.members) == values(root, "member/member-serial-number")
    assert counted(member.member_id for member in value.members) == values(root, "member/member-id")


def _configuration(root: etree._Element, value: Configuration) -> None:
    texts = counted(statement.value for statement in value.statements)
    keys = counted(step[step.index("[") + 1 : -1] for s in value.statements for step in s.path if "[" in step)
    leaves = root.xpath("descendant-or-self::*[local-name()='configuration']//*[not(*)]")
    assert isinstance(leaves, list)
    for leaf in leaves:
        text = " ".join((leaf.text or "").split())
        assert not text or texts[text] or keys[text], f"{local_name(leaf)} {text} is lost"


def _vmhost(root: etree._Element, value: VmHost) -> None:
    sets = [one for engine in value.engines for one in engine.sets]
    assert counted(f"set {one.name}" for one in sets) == values(root, "set-disk-name")
    assert all(one.junos and any(one.junos.text in text for text in values(root, "set-junos-version")) for one in sets)
    assert counted(engine.boot_disk for engine in value.engines) == values(root, "current-boot-disk")


def _optics(root: etree._Element, value: Optics) -> None:
    assert counted(one.port for one in value.optics) == values(root, "physical-interface/name")
    limits = root.xpath("descendant-or-self::*[not(*)][normalize-space()='on' or normalize-space()='off']")
    assert isinstance(limits, list)
    assert sum(one.thresholds for one in value.optics) == len(limits)


ACCOUNTS: dict[type, Callable[[etree._Element, object], None]] = {  # type: ignore[assignment]
    ChassisInventory: _inventory,
    Alarms: _alarms,
    SoftwareInformation: _software,
    RoutingEngines: _routing_engines,
    Environment: _environment,
    Fpcs: _fpcs,
    Licenses: _licenses,
    PowerUsage: _power,
    Storage: _storage,
    FileListing: _files,
    VirtualChassis: _virtual_chassis,
    Configuration: _configuration,
    VmHost: _vmhost,
    Optics: _optics,
}


def test_the_captures_are_there_in_number():
    assert len(REPLIES) > 100


@pytest.mark.parametrize("path", REPLIES, ids=_name)
def test_every_reply_is_read_or_refused_and_nothing_of_it_is_lost(path):
    expected = EXPECTED_REFUSALS.get(path.name)
    try:
        root = read_xml(path.read_bytes())
        payload = payload_of(root)
        value = BY_PAYLOAD[payload](root) if payload else None
    except ParseRefused as refused:
        assert refused.refusal is expected, refused  # noqa: PT017 - which refusal it is depends on the file
        return
    assert expected is None, "expected to be refused"
    if value is not None and type(value) in ACCOUNTS:
        ACCOUNTS[type(value)](root, value)


@pytest.mark.parametrize("path", REPLIES, ids=_name)
def test_errors_and_foreign_replies_are_refused_by_every_parser_that_they_are_not_for(path):
    """A parser that is given another payload, or an error, must never make an answer of it."""
    try:
        root = read_xml(path.read_bytes())
    except ParseRefused:
        return
    payload = payload_of(root)
    own = BY_PAYLOAD[payload] if payload else None
    texts = " ".join(str(text) for text in root.itertext()).lower()
    for parser in {parser for parser in PARSERS.values() if parser is not own}:
        if "cluster is not enabled" in texts and parser.__name__ == "parse_cluster":
            continue  # that error is the answer
        with pytest.raises(ParseRefused):
            parser(root)


def _xpaths(value: object) -> list[str]:
    """Every ``xpath`` in a value, however deep."""
    if isinstance(value, tuple):
        return [path for one in value for path in _xpaths(one)]
    if not hasattr(value, "__dataclass_fields__"):
        return []
    inner = [path for name in value.__dataclass_fields__ for path in _xpaths(getattr(value, name))]
    own = getattr(value, "xpath", "")
    return [own, *inner] if own else inner


@pytest.mark.parametrize("path", REPLIES, ids=_name)
def test_every_place_in_the_model_leads_back_to_its_element(path):
    try:
        root = read_xml(path.read_bytes())
        payload = payload_of(root)
        places = _xpaths(BY_PAYLOAD[payload](root)) if payload else []
    except ParseRefused:
        return
    assert len(places) == len(set(places))
    lost = [place for place in places[:200] if find(root, place) is None]
    assert not lost
