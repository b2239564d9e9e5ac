"""Mutations after which a sound device must not pass: each is one kind of fault, forgery or lost evidence."""

from __future__ import annotations

import random
from collections.abc import Callable

from lxml import etree

from reinstate.plan.requests import Rpc
from tests.mutations.evidence import Answers, Mutation, add, child, named, text_of

HARMFUL: dict[str, Mutation] = {}


def _kind(name: str) -> Callable[[Mutation], Mutation]:
    def keep(mutation: Mutation) -> Mutation:
        assert name not in HARMFUL
        HARMFUL[name] = mutation
        return mutation

    return keep


# --- who it is --------------------------------------------------------------------------------------------------------


def _chassis(root: etree._Element) -> list[etree._Element]:
    return [one for one in named(root, "chassis") if text_of(one, "serial-number")]


def _serial_set(change: Callable[[str, random.Random], str]) -> Mutation:
    """The chassis serial, and every row that repeats it, as another text."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            chassis = _chassis(root)
            if not chassis:
                return False
            old = text_of(chassis[0], "serial-number")
            new = change(old, random.Random(seed))
            for one in named(root, "serial-number"):
                if (one.text or "").strip() == old:
                    one.text = new or None
            return new != old

        seed = dice.random()
        return answers.edited_everywhere(edit)

    return mutate


def _neighbor_serial(answers: Answers) -> str:
    root = etree.fromstring(answers.beside[Rpc.INVENTORY])
    return text_of(_chassis(root)[0], "serial-number")


@_kind("the chassis serial of another unit of the batch")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    return _serial_set(lambda old, _: _neighbor_serial(answers))(answers, dice)


def _with_letter(letter: str) -> Callable[[str, random.Random], str]:
    def change(old: str, dice: random.Random) -> str:
        place = dice.randrange(len(old))
        return old[:place] + letter + old[place + 1 :]

    return change


for _name, _letter in {
    "a Cyrillic letter in the chassis serial": "\u041e",
    "a Greek letter in the chassis serial": "\u0391",
    "a full-width digit in the chassis serial": "\uff11",
    "a zero-width space in the chassis serial": "\u200b",
    "half of the chassis serial is unreadable": "\u00ff",
}.items():
    _kind(_name)(_serial_set(_with_letter(_letter)))
for _name, _text in {
    "no chassis serial": "",
    "a placeholder as chassis serial": "XXXXXXXXXXXX",
    "a built-in chassis serial": "BUILTIN",
    "a repeated character as chassis serial": "000000000000",
}.items():
    _kind(_name)(_serial_set(lambda _old, _dice, text=_text: text))  # type: ignore[misc]


@_kind("a base MAC address of another unit of the batch")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    bases = ("public-base-address", "fpc-mac-base")
    theirs = named(etree.fromstring(answers.beside[Rpc.MAC_ADDRESSES]), *bases)

    def edit(root: etree._Element) -> bool:
        own = named(root, *bases)
        if not own or not theirs:
            return False
        own[0].text = theirs[0].text
        return True

    return answers.edited(Rpc.MAC_ADDRESSES, edit)


def _module_text(match: str, field: str, text: str) -> Mutation:
    """A module whose name begins so says another text in the inventory."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            modules = [one for one in root.iter(etree.Element) if text_of(one, "name").startswith(match)]
            for one in modules:
                found = child(one, field)
                if found is None:
                    found = add(one, field)
                found.text = text
            return bool(modules)

        return answers.edited(Rpc.INVENTORY, edit)

    return mutate


for _name, _arguments in {
    "a routing engine of a virtual MX": ("Routing Engine", "description", "RE-VMX"),
    "a control board of a virtual MX": ("CB 0", "description", "VMX SCB"),
    "a virtual line card": ("FPC 0", "description", "Virtual FPC"),
    "a processor of a virtual MX": ("CPU", "part-number", "RIOT-LITE"),
    "a virtual PIC": ("PIC 0", "description", "Virtual"),
    "a chassis that says it is a vSRX": ("Chassis", "description", "VSRX"),
    "another product's chassis description": ("Chassis", "description", "PTX10008"),
    "a supply with a part number that no part has": ("PEM", "part-number", "74\u00ff-07\u00ff749"),
    "a power supply with a blank part number": ("PEM", "part-number", "\u00ff\u00ff\u00ff"),
    "a board with unreadable EEPROM text": ("CB 0", "part-number", "\u00ff\u00ff0-0\u00ff\u00ff79"),
    "a board that says nothing of itself": ("CB 0", "serial-number", ""),
}.items():
    _kind(_name)(_module_text(*_arguments))


@_kind("another product's model")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        models = named(root, "product-model", "product-name")
        for one in models:
            one.text = "ptx10008"
        return bool(models)

    return answers.edited(Rpc.SOFTWARE, edit)


@_kind("a model past its end of support")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        for one in named(root, "product-model", "product-name"):
            one.text = "ex4200-48t"
        for one in named(root, "chassis"):
            description = child(one, "description")
            if description is not None:
                description.text = "EX4200-48T"
        return True

    return answers.edited_everywhere(edit)


@_kind("a module serial of another unit of the batch")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    theirs = _own_serials(etree.fromstring(answers.beside[Rpc.INVENTORY]))

    def edit(root: etree._Element) -> bool:
        own = _own_serials(root)
        if not own or not theirs:
            return False
        own[-1].text = theirs[-1].text
        return True

    return answers.edited(Rpc.INVENTORY, edit)


def _own_serials(root: etree._Element) -> list[etree._Element]:
    """Serial numbers of power supplies and boards, which no two units share."""
    rows = [
        one for one in named(root, "chassis-module") if text_of(one, "name").startswith(("PEM", "Power Supply", "CB"))
    ]
    serials = [child(one, "serial-number") for one in rows]
    return [one for one in serials if one is not None and one.text not in (None, "BUILTIN")]


# --- what it runs -----------------------------------------------------------------------------------------------------


def _release(text: str, *, every: bool = True) -> Mutation:
    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            stated = named(root, "junos-version")
            for one in stated if every else stated[:1]:
                one.text = text
            return bool(stated)

        return answers.edited(Rpc.SOFTWARE, edit)

    return mutate


_kind("a release that is no longer supported")(_release("15.1R7.9"))
_kind("a private build")(_release("23.4I20240101_0815_builder"))
_kind("a release that cannot be read")(_release("unknown"))
_kind("no release")(_release(""))


@_kind("two releases in one reply")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        stated = named(root, "junos-version")
        if not stated:
            return False
        again = etree.SubElement(stated[0].getparent(), stated[0].tag)
        again.text = "21.1R1.11"
        return True

    return answers.edited(Rpc.SOFTWARE, edit)


@_kind("a package that Junos does not contain")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        packages = named(root, "package-information")
        if not packages:
            return False
        add(packages[0].getparent(), "package-information", name="rootkit", comment="Contributed tools [2.1]")
        return True

    return answers.edited(Rpc.SOFTWARE, edit)


@_kind("engines that run different releases")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    root = answers.tree(Rpc.SOFTWARE)
    engines = len(named(root, "junos-version")) if root is not None else 0
    return _release("22.4R3.25", every=False)(answers, dice) if engines > 1 else None


# --- how it is --------------------------------------------------------------------------------------------------------


def alarm(rpc: Rpc, level: str, text: str, short: str) -> Mutation:
    """One more alarm in that reply."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            lists = named(root, "alarm-information")
            for one in lists[:1]:
                for none in named(one, "no-active-alarms"):
                    none.getparent().remove(none)
                detail = add(one, "alarm-detail")
                add(detail, "alarm-time", "2026-11-23 08:00:00 UTC")
                add(detail, "alarm-class", level)
                add(detail, "alarm-description", text)
                add(detail, "alarm-short-description", short)
                add(detail, "alarm-type", "Chassis")
            return bool(lists)

        return answers.edited(rpc, edit)

    return mutate


for _text, _short, _level in (
    ("FPC 0 Major Errors", "FPC 0 Major Errors", "Major"),
    ("CB 0 Failure", "CB 0 Failure", "Major"),
    ("FPC 0 PIC 0 Failure", "FPC 0 PIC 0 Failure", "Major"),
    ("Temperature Hot", "Temperature Hot", "Major"),
    ("Fan Tray 0 Failure", "Fan Tray 0 Failure", "Major"),
    ("PEM 0 Output Failure", "PEM 0 Output Failur", "Major"),
    ("FPC 0 Volt Sensor Fail", "FPC 0 Volt Sensor F", "Minor"),
    ("Host 0 Boot from backup root", "Host 0 Boot from ba", "Minor"),
    ("SIB 2 Not Online", "SIB 2 Not Online", "Minor"),
    ("FPC0: PEM 0 Output Failure", "FPC0: PEM 0 Output", "Major"),
    ("CB 0 Temp Sensor Fail", "CB 0 Temp Sensor Fa", "Minor"),
    ("FPC 0 Hard errors", "FPC 0 Hard errors", "Major"),
    ("Host 0 Disk 2 not bootable", "Host 0 Disk 2 not b", "Major"),
    ("Quantum flux compensator 7 failure", "Quantum flux compen", "Major"),
):
    _kind(f"the alarm {_text}")(alarm(Rpc.CHASSIS_ALARMS, _level, _text, _short))


def _state(rpc: Rpc, name: str, to: str, *, of: str = "", but: str = "OK") -> Mutation:
    """The state of one row, drawn by lot, of those whose name has a part."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            rows = [one for one in named(root, name) if _is_about(of, text_of(one.getparent(), "name"))]
            rows = [one for one in rows if (one.text or "").strip() in (but, "OK", "Online")]
            if rows:
                random.Random(seed).choice(rows).text = to
            return bool(rows)

        seed = dice.random()
        return answers.edited(rpc, edit)

    return mutate


def _is_about(of: str, name: str) -> bool:
    """Whether a row has that part in its name; "no supply" is any row but those of supplies, which may lack a feed."""
    supply = any(word in name for word in ("PEM", "Power", "PSU", "PSM"))
    return not supply if of == "no supply" else of in name


_kind("a sensor that has failed")(_state(Rpc.ENVIRONMENT, "status", "Failed"))
_kind("a fan that has failed")(_state(Rpc.ENVIRONMENT, "status", "Failed", of="Fan"))
_kind("a row of the environment to check")(_state(Rpc.ENVIRONMENT, "status", "Check", of="no supply"))
_kind("an environment state that nobody knows")(_state(Rpc.ENVIRONMENT, "status", "Wobbly"))
_kind("an FPC that is offline")(_state(Rpc.FPCS, "state", "Offline"))
_kind("an FPC in a state that nobody knows")(_state(Rpc.FPCS, "state", "Meditating"))
_kind("a PIC that is offline")(_state(Rpc.PICS, "pic-state", "Offline"))
_kind("a PIC with a hardware error")(_state(Rpc.PICS, "pic-state", "Hardware error"))
_kind("a routing engine that has failed")(_state(Rpc.ROUTING_ENGINES, "status", "Failed"))
_kind("a routing engine in a state that nobody knows")(_state(Rpc.ROUTING_ENGINES, "status", "Perhaps"))


@_kind("an FPC that is offline because authentication of the hardware failed")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        slots = named(root, "fpc")
        for one in slots[:1]:
            state = child(one, "state")
            if state is not None:
                state.text = "Offline"
            add(one, "comment", "HW authentication failure")
        return bool(slots)

    return answers.edited(Rpc.FPCS, edit)


def _appended(rpc: Rpc, parent: str, rows: Callable[[etree._Element], None]) -> Mutation:
    """Something more in the first element of that name."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            found = named(root, parent)
            for one in found[:1]:
                rows(one)
            return bool(found)

        return answers.edited(rpc, edit)

    return mutate


def _sensor(name: str, status: str) -> Callable[[etree._Element], None]:
    def rows(at: etree._Element) -> None:
        add(at, "environment-item", name=name, status=status)

    return rows


for _name, _row, _status in (
    ("a fabric board that has failed", "SIB 2", "Failed"),
    ("a control board that is offline", "CB 1", "Offline"),
    ("a power supply that has failed", "PEM 0", "Failed"),
    ("a fan tray that is missing", "Fan Tray 3", "Absent Failed"),
):
    _kind(_name)(_appended(Rpc.ENVIRONMENT, "environment-information", _sensor(_row, _status)))


def _hardware_error(at: etree._Element) -> None:
    add(add(at, "fpc"), "slot", "1")
    add(at[-1], "state", "Offline")
    add(at[-1], "comment", "Hardware fault")


_kind("a second FPC that is offline with a hardware fault")(_appended(Rpc.FPCS, "fpc-information", _hardware_error))


@_kind("a second chassis in the inventory")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        chassis = _chassis(root)
        for one in chassis[:1]:
            twin = etree.SubElement(one.getparent(), one.tag)
            add(twin, "name", "Chassis")
            add(twin, "serial-number", "AB0123456789")
            add(twin, "description", text_of(one, "description"))
        return bool(chassis)

    return answers.edited(Rpc.INVENTORY, edit)


# --- what others left -------------------------------------------------------------------------------------------------


def _statement(*path: str, text: str = "") -> Mutation:
    """A statement of the configuration; ``list=name`` opens an entry of a list."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            at = next(iter(named(root, "configuration")), None)
            if at is None:
                return False
            for step in path:
                name, _, key = step.partition("=")
                at = add(at, name) if key else (child(at, name) if child(at, name) is not None else add(at, name))
                if key:
                    add(at, "name", key)
            at.text = text or at.text
            return True

        return answers.edited(Rpc.CONFIGURATION, edit)

    return mutate


for _name, _path, _value in (
    ("a user of somebody else", ("system", "login", "user=mallory", "class"), "super-user"),
    ("a user of somebody else in a group", ("groups=old", "system", "login", "user=mallory", "class"), "super-user"),
    ("an SNMP community", ("snmp", "community=public", "authorization"), "read-write"),
    ("a log server of somebody else", ("system", "syslog", "host=198.51.100.9", "contents=any", "any"), ""),
    ("a phone-home server of somebody else", ("system", "phone-home", "server"), "https://198.51.100.9/"),
    ("an outbound SSH client", ("system", "services", "outbound-ssh", "client=home", "secret"), "x"),
    ("an event policy", ("event-options", "policy=stay", "events"), "ui_commit"),
    ("a command of a process replaced", ("system", "processes", "ntp", "command"), "/var/tmp/ntpd"),
    ("a commit script", ("system", "scripts", "commit", "file=keep.slax"), ""),
    ("an operation script", ("system", "scripts", "op", "file=shell.py"), ""),
    ("an extension service", ("system", "services", "extension-service", "request-response", "grpc", "clear-text"), ""),
    ("a routing protocol", ("protocols", "bgp", "group=peers", "neighbor=198.51.100.7"), ""),
    ("a static route", ("routing-options", "static", "route=10.0.0.0/8", "next-hop"), "198.51.100.1"),
    ("a local certificate", ("security", "certificates", "local=corp", "certificate"), "MIIB"),
    ("a name server with a login", ("system", "radius-server=198.51.100.3", "secret"), "x"),
    ("a license server of somebody else", ("system", "license", "autoupdate", "url=https://198.51.100.4/k"), ""),
    ("an IPsec tunnel", ("security", "ike", "gateway=hq", "address"), "198.51.100.5"),
    (
        "an address of somebody else",
        ("interfaces", "interface=ge-0/0/5", "unit=0", "family", "inet", "address=198.51.100.1/24"),
        "",
    ),
):
    _kind(f"{_name} in the configuration")(_statement(*_path, text=_value))


def _file(rpc: Rpc, name: str) -> Mutation:
    """A file in a listing that had none, or others."""

    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        def edit(root: etree._Element) -> bool:
            lists = named(root, "directory-list")
            for one in lists[:1]:
                place = one.get("root-path", "/")
                for said in named(one, "output"):
                    one.remove(said)
                folder = child(one, "directory")
                if folder is None:
                    folder = add(one, "directory")
                    folder.set("name", place)
                    add(folder, "directory-name", place)
                row = add(folder, "file-information")
                for key, value in {
                    "file-name": name,
                    "file-owner": "root",
                    "file-size": "1200",
                    "file-date": "1795422700",
                }.items():
                    add(row, key, value)
            return bool(lists)

        return answers.edited(rpc, edit)

    return mutate


_kind("an operation script on the disk")(_file(Rpc.FILES_SCRIPTS_OP, "shell.py"))
_kind("an event script on the disk")(_file(Rpc.FILES_SCRIPTS_EVENT, "stay.slax"))


@_kind("a license of a former owner")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        places = [one for one in named(root, "license-information") if child(one, "no-licenses-installed") is not None]
        for place in places:
            place.clear()
            installed = add(place, "license")
            add(installed, "name", "JUNOS0001234")
            add(installed, "license-state", "invalid")
            add(installed, "license-version", "4")
            features = add(installed, "feature-block")
            add(features, "feature", name="bgp", description="BGP routing protocol")
        return bool(places)

    return answers.edited(Rpc.LICENSES, edit)


@_kind("a feature in use without its license")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        lists = named(root, "license-usage-summary")
        for one in lists[:1]:
            for none in named(one, "features-used"):
                none.getparent().remove(none)
            row = add(one, "feature-summary")
            for key, value in {
                "name": "bgp",
                "description": "BGP routing protocol",
                "licensed": "0",
                "used-licensed": "1",
                "needed": "1",
            }.items():
                add(row, key, value)
        return bool(lists)

    return answers.edited(Rpc.LICENSE_SUMMARY, edit)


# --- what it did not say ----------------------------------------------------------------------------------------------

# Every supported platform is asked for these, and nothing passes without them.
_NEEDED = (
    Rpc.SOFTWARE, Rpc.INVENTORY, Rpc.ROUTING_ENGINES, Rpc.CHASSIS_ALARMS, Rpc.SYSTEM_ALARMS, Rpc.ENVIRONMENT,
    Rpc.LICENSES, Rpc.LICENSE_SUMMARY, Rpc.CONFIGURATION, Rpc.AUTHORIZATION, Rpc.FILES_SCRIPTS_OP, Rpc.MAC_ADDRESSES,
)  # fmt: skip


def _needed(change: Callable[[Answers, Rpc, random.Random], Answers | None]) -> Mutation:
    def mutate(answers: Answers, dice: random.Random) -> Answers | None:
        answered = [one for one in _NEEDED if answers.replies.get(one)]
        return change(answers, dice.choice(answered), dice) if answered else None

    return mutate


def _cut(answers: Answers, rpc: Rpc, dice: random.Random) -> Answers:
    raw = answers.replies[rpc]
    return answers.with_reply(rpc, raw[: dice.randrange(len(raw) // 4, len(raw) * 3 // 4)])


_ERROR = (
    b'<rpc-reply xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"><rpc-error><error-type>application</error-type>'
    b"<error-tag>operation-failed</error-tag><error-severity>error</error-severity>"
    b"<error-message>permission denied</error-message></rpc-error></rpc-reply>"
)


def _of_another(answers: Answers, rpc: Rpc, dice: random.Random) -> Answers | None:
    other = Rpc.COMMITS if rpc is not Rpc.COMMITS else Rpc.UPTIME
    return answers.with_reply(rpc, answers.replies[other]) if other in answers.replies else None


def _warned(answers: Answers, rpc: Rpc, dice: random.Random) -> Answers | None:
    """Data, and a warning that some of it is missing."""
    said = dice.choice(("Could not connect to re1", "error: could not connect to fpc1", "output truncated"))

    def edit(root: etree._Element) -> bool:
        error = etree.SubElement(root, f"{{{etree.QName(root).namespace}}}rpc-error")
        add(error, "error-severity", "warning")
        add(error, "error-message", said)
        return True

    return answers.edited(rpc, edit)


def _engine_gone(answers: Answers, rpc: Rpc, dice: random.Random) -> Answers | None:
    """An engine of which the reply says that it could not be asked."""

    def edit(root: etree._Element) -> bool:
        results = named(root, "multi-routing-engine-results")
        if not results:
            results = [add(root, "multi-routing-engine-results")]
            item = add(results[0], "multi-routing-engine-item")
            add(item, "re-name", "re0")
            item.extend(list(root)[:-1])
        item = add(results[0], "multi-routing-engine-item")
        add(item, "re-name", "re1")
        add(item, "output", "error: could not connect to re1 : No route to host")
        return True

    return answers.edited(rpc, edit)


def _partial(answers: Answers, rpc: Rpc, dice: random.Random) -> Answers | None:
    """Data beside an error."""

    def edit(root: etree._Element) -> bool:
        error = add(root, "rpc-error")
        add(error, "error-severity", "error")
        add(error, "error-message", "Could not connect to fpc1 : Operation timed out")
        return True

    return answers.edited(rpc, edit)


_kind("an engine that a needed reply could not ask")(_needed(_engine_gone))
_kind("a needed reply with an error beside its data")(_needed(_partial))
_kind("a needed reply that never came")(_needed(lambda answers, rpc, dice: answers.without(rpc)))
_kind("a needed reply cut off")(_needed(_cut))
_kind("an error instead of a needed reply")(_needed(lambda answers, rpc, dice: answers.with_reply(rpc, _ERROR)))
_kind("an empty reply instead of a needed one")(
    _needed(lambda answers, rpc, dice: answers.with_reply(rpc, b"<rpc-reply/>"))
)
_kind("the answer to another question")(_needed(_of_another))
_kind("a needed reply that warns of something missing")(_needed(_warned))


@_kind("a listing of another folder")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        lists = [one for one in named(root, "directory-list") if one.get("root-path")]
        for one in lists:
            one.set("root-path", "/var/empty/")
        return bool(lists)

    return answers.edited(Rpc.FILES_SCRIPTS_OP, edit)


@_kind("a login that may see no more than states")
def _(answers: Answers, dice: random.Random) -> Answers | None:
    def edit(root: etree._Element) -> bool:
        permissions = named(root, "permission-type")
        for one in permissions:
            one.text = "view"
        return bool(permissions)

    return answers.edited(Rpc.AUTHORIZATION, edit)
