"""Mutations that say the same in another form, or something that every sound device may say: no unit may get worse."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from lxml import etree

from reinstate.plan.requests import Rpc
from tests.mutations.evidence import Answers, Mutation, add, child, named, text_of
from tests.mutations.harmful import alarm

HARMLESS: dict[str, Mutation] = {}


def _kind(name: str) -> Callable[[Mutation], Mutation]:
    def keep(mutation: Mutation) -> Mutation:
        assert name not in HARMLESS
        HARMLESS[name] = mutation
        return mutation

    return keep


def _bytes(change: Callable[[bytes], bytes]) -> Mutation:
    """Every reply as other bytes of the same document."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        for rpc, raw in answers.replies.items():
            answers = answers.with_reply(rpc, change(raw))
        return answers

    return mutate


def _trees(edit: Callable[[etree._Element, random.Random], bool]) -> Mutation:
    """Every reply edited as a tree."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        return answers.edited_everywhere(lambda root: edit(root, dice))

    return mutate


def _tree(rpc: Rpc, edit: Callable[[etree._Element], bool]) -> Mutation:
    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        return answers.edited(rpc, edit)

    return mutate


# --- form -------------------------------------------------------------------------------------------------------------


def _ascii(raw: bytes) -> bytes:
    if raw.startswith(b"<?xml") or raw[:1].isspace():
        return raw
    return b'<?xml version="1.0" encoding="us-ascii"?>' + raw.decode().encode("ascii", "xmlcharrefreplace")


def _reference(found: re.Match[bytes]) -> bytes:
    return b"&#%d;" % ord(found[1])


_kind("lines that end with carriage returns")(_bytes(lambda raw: raw.replace(b"\n", b"\r\n")))
_kind("an XML declaration")(
    _bytes(
        lambda raw: (
            raw
            if raw.lstrip().startswith(b"<?xml") or raw[:1].isspace()
            else b'<?xml version="1.0" encoding="UTF-8"?>\n' + raw
        )
    )
)
_kind("a declaration of ASCII")(_bytes(_ascii))
_kind("blank lines before and after")(_bytes(lambda raw: raw if raw.startswith(b"<?xml") else b"\n\n" + raw + b"\n \n"))
_kind("no line ends between elements")(_bytes(lambda raw: re.sub(rb">\s+<", b"><", raw)))
_kind("indented elements")(_bytes(lambda raw: re.sub(rb">\n<", b">\n    \t<", raw)))
_kind("another message id")(_bytes(lambda raw: raw.replace(b'message-id="1"', b'message-id="101"', 1)))
_kind("single quotes around attributes")(_bytes(lambda raw: re.sub(rb'="([^"\']*)"', rb"='\1'", raw)))
_kind("another prefix for the namespace of Junos")(
    _bytes(lambda raw: raw.replace(b"xmlns:junos=", b"xmlns:j=").replace(b" junos:", b" j:"))
)
_kind("no namespaces")(_bytes(lambda raw: re.sub(rb' xmlns="[^"]*"', b"", raw)))
_kind("letters as character references")(_bytes(lambda raw: re.sub(rb"(?<=>)([A-Za-z])(?=[^<>&]*</)", _reference, raw)))
_kind("empty elements with an end tag")(_bytes(lambda raw: re.sub(rb"<([\w.-]+)/>", rb"<\1></\1>", raw)))


@_kind("comments between elements")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    for one in list(root.iter(etree.Element)):
        if len(one) and dice.random() < 0.5:
            one.insert(dice.randrange(len(one) + 1), etree.Comment(" 24.4 "))
    return True


@_kind("processing instructions between elements")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    for one in list(root.iter(etree.Element)):
        if len(one) and dice.random() < 0.2:
            one.insert(dice.randrange(len(one) + 1), etree.ProcessingInstruction("junos", "more"))
    return True


@_kind("character data sections")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    for one in root.iter(etree.Element):
        if one.text and one.text.strip() and not len(one):
            one.text = etree.CDATA(one.text)
    return True


@_kind("blanks around texts")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    for one in root.iter(etree.Element):
        if one.text and one.text.strip() and not len(one) and dice.random() < 0.5:
            one.text = f"\n  {one.text} \n"
    return True


@_kind("attributes that nobody knows")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    for one in root.iter(etree.Element):
        if dice.random() < 0.3:
            one.set("changed", "changed")
    return True


@_kind("no style attributes")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    for one in root.iter(etree.Element):
        for name in [name for name in one.attrib if etree.QName(name).localname in ("style", "format")]:
            del one.attrib[name]
    return True


# Elements that hold a row each, and elements whose children are rows: later releases add fields to these.
_ROWS = (
    "chassis-module", "environment-item", "route-engine", "fpc", "pic", "power-usage-item", "alarm-detail",
    "filesystem", "package-information", "commit-history", "file-information", "mac-address-information", "user",
)  # fmt: skip


@_kind("elements that nobody knows")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    if named(root, "configuration"):
        return False
    for one in named(root, *_ROWS):
        made = add(one, "telemetry-reference", "7f3a")
        one.insert(dice.randrange(len(one)), made)
    return True


@_kind("rows in another order")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        for one in [one for one in root.iter(etree.Element) if one.tag is not None]:
            rows = [row for row in one if isinstance(row.tag, str) and etree.QName(row).localname in _SHUFFLED]
            if len(rows) > 1 and {row.tag for row in rows} == {rows[0].tag}:
                _shuffle(one, rows, dice)
        return True

    return answers.edited_everywhere(edit)


# A class of the environment stands at its first row alone, so these rows keep their order.
_SHUFFLED = {"package-information", "filesystem", "chassis-module", "fpc", "pic", "power-usage-item", "alarm-detail"}


def _shuffle(parent: etree._Element, rows: list[etree._Element], dice: random.Random) -> None:
    at = parent.index(rows[0])
    for row in rows:
        parent.remove(row)
    dice.shuffle(rows)
    for place, row in enumerate(rows):
        parent.insert(at + place, row)


@_kind("statements in another order")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        for one in named(root, "configuration", "system", "services"):
            children = list(one)
            dice.shuffle(children)
            one[:] = children
        return True

    return answers.edited(Rpc.CONFIGURATION, edit)


@_kind("fields of a row in another order")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        rows = named(root, "package-information", "filesystem", "power-usage-item", "alarm-detail")
        for one in rows:
            children = list(one)
            dice.shuffle(children)
            one[:] = children
        return bool(rows)

    return answers.edited_everywhere(edit)


@_kind("the answers of the only engine wrapped as those of several")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    wrapped: Answers | None = None
    for rpc in (Rpc.SOFTWARE, Rpc.INVENTORY, Rpc.ENVIRONMENT, Rpc.FPCS, Rpc.PICS):
        wrapped = (wrapped or answers).edited(rpc, _wrap) or wrapped
    return wrapped


def _wrap(root: etree._Element) -> bool:
    if named(root, "multi-routing-engine-results"):
        return False
    children = list(root)
    item = add(add(root, "multi-routing-engine-results"), "multi-routing-engine-item")
    add(item, "re-name", "localre")
    item.extend(children)
    return True


# --- what is optional -------------------------------------------------------------------------------------------------

_UNSUPPORTED = (
    b'<rpc-reply xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"><rpc-error><error-type>protocol</error-type>'
    b"<error-tag>operation-failed</error-tag><error-severity>error</error-severity>"
    b"<error-message>syntax error</error-message></rpc-error></rpc-reply>"
)


# What adds detail to a record, and decides nothing.
_OPTIONAL = (Rpc.COMMITS, Rpc.FILES_VAR_TMP, Rpc.FILES_VAR_HOME, Rpc.FILES_CONFIG)


@_kind("an optional request that the release does not know")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    return answers.with_reply(dice.choice(_OPTIONAL), _UNSUPPORTED)


def _dropped(*names: str) -> Mutation:
    """Fields that not every release prints."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            found = named(root, *names)
            for one in found:
                one.getparent().remove(one)
            return bool(found)

        return answers.edited_everywhere(edit)

    return mutate


_kind("no load averages")(_dropped("load-average-one", "load-average-five", "load-average-fifteen", "load-average-1"))
_kind("no processor load")(
    _dropped("cpu-user", "cpu-background", "cpu-system", "cpu-interrupt", "cpu-idle", "cpu-total")
)
_kind("no count of users")(_dropped("active-user-count"))
_kind("no memory sizes")(_dropped("memory-dram-size", "memory-installed-size", "memory-heap-utilization"))
_kind("no description of permissions")(_dropped("permission-description"))
_kind("no product name")(_dropped("product-name"))
_kind("no count of files")(_dropped("total-files", "total-file-blocks"))

# --- what every bench shows -------------------------------------------------------------------------------------------

for _text, _short, _class, _rpc in (
    ("Rescue configuration is not set", "no-rescue", "Minor", Rpc.SYSTEM_ALARMS),
    ("Autorecovery information needs to be saved", "autorecovery-save-r", "Minor", Rpc.SYSTEM_ALARMS),
):
    _kind(f"the alarm {_text}")(alarm(_rpc, _class, _text, _short))


@_kind("the alarm of an unplugged management port")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    texts = {
        "mx": ("fxp0: Ethernet Link Down", "fxp0: Ethernet Link"),
        "ex": ("Management Ethernet Link Down", "Management Ethernet"),
        "qfx": ("FPC Management1 Ethernet Link Down", "FPC MGMT1 Link Down"),
    }
    said = next((texts[family] for family in texts if answers.name.startswith(family)), None)
    return alarm(Rpc.CHASSIS_ALARMS, "Major", *said)(answers, dice) if said else None


@_kind("no alarm")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        found = named(root, "alarm-detail")
        for one in found:
            one.getparent().remove(one)
        for one in named(root, "alarm-summary"):
            one[:] = []
            add(one, "no-active-alarms")
        return bool(found)

    return answers.edited(Rpc.SYSTEM_ALARMS, edit)


def _numbers(rpc: Rpc, name: str, change: Callable[[str], str]) -> Mutation:
    """Another measured value, where it stands as text and where it stands as attribute."""

    def edit(root: etree._Element) -> bool:
        found = named(root, name)
        for one in found:
            one.text = change(one.text or "")
        return bool(found)

    return _tree(rpc, edit)


_kind("fans that report their speed")(
    _numbers(Rpc.ENVIRONMENT, "comment", lambda text: text.replace("7800 RPM", "8100 RPM"))
)
_kind("a fuller disk")(_numbers(Rpc.STORAGE, "used-percent", lambda text: " 61"))
_kind("more memory in use")(_numbers(Rpc.ROUTING_ENGINES, "memory-buffer-utilization", lambda text: "47"))
_kind("a busier processor")(_numbers(Rpc.ROUTING_ENGINES, "cpu-idle", lambda text: "41"))
_kind("addresses in capital letters")(_numbers(Rpc.MAC_ADDRESSES, "public-base-address", str.upper))
_kind("another reason of the last reboot")(
    _numbers(Rpc.ROUTING_ENGINES, "last-reboot-reason", lambda text: "Router rebooted after a normal shutdown.")
)


def _numbered(element: etree._Element) -> list[str]:
    """The attributes that are numbers."""
    return [str(name) for name, value in element.attrib.items() if str(value).isdigit()]


@_kind("a warmer room")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    found = [one for one in named(root, "temperature") if one.attrib]
    for one in found:
        for name in _numbered(one):
            degrees = int(one.attrib[name]) + 3
            one.set(name, str(degrees))
            one.text = re.sub(r"\d+", str(degrees), one.text or "", count=1)
    return bool(found)


@_kind("one more sensor")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        lists = named(root, "environment-information")
        for one in lists:
            add(one, "environment-item", name="FPC 0 Exhaust C", **{"class": "Temp"}, status="OK")
        return bool(lists)

    return answers.edited(Rpc.ENVIRONMENT, edit)


@_kind("one more file system")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        lists = named(root, "system-storage-information")
        for one in lists:
            add(
                one, "filesystem", filesystem_name="tmpfs", total_blocks="2048", used_blocks="8",
                available_blocks="2040", used_percent="1", mounted_on="/mfs",
            )  # fmt: skip
        return bool(lists)

    return answers.edited(Rpc.STORAGE, edit)


@_kind("one more commit by the bench")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        lists = named(root, "commit-information")
        for one in lists:
            row = add(one, "commit-history", sequence_number="1", user="root", client="cli")
            moment = add(row, "date-time", "2026-11-23 08:31:40 UTC")
            moment.set("seconds", "1795422700")
        return bool(lists)

    return answers.edited(Rpc.COMMITS, edit)


@_kind("another host name")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    found = [one for one in named(root, "host-name") if one.text]
    for one in found:
        one.text = "bench-14"
    return bool(found)


@_kind("a host name in another script")
@_trees
def _(root: etree._Element, dice: random.Random) -> bool:
    found = [one for one in named(root, "host-name") if one.text]
    for one in found:
        one.text = "Prüfstand-東"
    return bool(found)


@_kind("up for a year")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    year = 31_536_000

    def edit(root: etree._Element) -> bool:
        found = [one for one in named(root, "up-time", "time-length") if one.attrib]
        for one in found:
            for name in _numbered(one):
                one.set(name, str(int(one.attrib[name]) + year))
        starts = [one for name in ("system-booted-time", "protocols-started-time") for one in named(root, name)]
        for one in [child(start, "date-time") for start in starts] + named(root, "start-time"):
            if one is not None:
                _earlier(one, year)
        return bool(found)

    changed = answers.edited(Rpc.UPTIME, edit)
    return changed and changed.edited(Rpc.ROUTING_ENGINES, edit)


def _earlier(moment: etree._Element, seconds: int) -> None:
    for name in _numbered(moment):
        moment.set(name, str(int(moment.attrib[name]) - seconds))
    text = moment.text or ""
    if text[:4].isdigit():
        moment.text = f"{int(text[:4]) - 1}{text[4:]}"


@_kind("a second supply without feed")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    """The policy of the rack states one fed supply."""

    def environment(root: etree._Element) -> bool:
        rows = [one for one in named(root, "environment-item") if text_of(one, "name") == "PEM 1"]
        for one in rows:
            status = child(one, "status")
            if status is not None:
                status.text = "Check"
        return bool(rows)

    def power(root: etree._Element) -> bool:
        rows = [one for one in named(root, "power-usage-item") if text_of(one, "name") == "PEM 1"]
        for one in rows:
            for name, text in {"state": "Present", "ac-input": "Out of range", "ac-actual-feed": "0"}.items():
                for field in named(one, name):
                    field.text = text
            for name in ("dc-power", "dc-current", "dc-voltage", "dc-load"):
                for field in named(one, name):
                    field.text = "0"
        return bool(rows)

    changed = answers.edited(Rpc.ENVIRONMENT, environment)
    return changed and changed.edited(Rpc.POWER, power)
