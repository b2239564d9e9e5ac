"""Checks of identity: who the product is, and whether it is what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    EvidenceRef,
    Finding,
    Gravity,
    Population,
    Sighting,
)
from reinstate.checks.modules import DETAILED, modules_of, or_passed, serial_ref
from reinstate.checks.product_names import disagree, product_names
from reinstate.checks.steps import KEEP_AND_REPORT, MAKERS_RECORDS
from reinstate.checks.wording import listed
from reinstate.declared.model import Entitlement as Answer
from reinstate.declared.model import EntitlementAnswer
from reinstate.device.model import ChassisInventory, Fru, FruKind, SoftwareInformation, VirtualChassis
from reinstate.device.slices import chassis_of, frus_of
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

_VIRTUAL_NAME = re.compile(
    r"v(srx|mx|qfx|ptx|rr)\b|vqfx|vjunos|firefly|olive|[bc]?crpd|csrx|virtual (router|switch|firewall)", re.IGNORECASE
)
# Instances of virtual Junos make one up: VM and ten hexadecimal digits. All decimal could be a real product code.
_VIRTUAL_SERIAL = re.compile(r"VM(?=[0-9A-F]*[A-F])[0-9A-F]{10}", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(.)\1*|n/?a|none|null|unknown|(un|not )specified|default( string)?|to be filled.*|serial( ?number)?|0?1234567\d*",
    re.IGNORECASE,
)

# What Juniper and its suppliers print: letters, digits, and now and then a dash or an underscore.
_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,31}", re.IGNORECASE | re.ASCII)


class IsHardware(Check):
    """Virtual devices are told by product model, description or a made-up serial; never by a routing engine's disks,
    which are emulated on genuine VM hosts."""

    id = "identity.is-hardware"
    title = "The unit is a physical product of a known family"
    rationale = (
        "Only a product can be inspected and reinstated. A family without a platform profile can't be graded, "
        "for nothing says what it should tell or what is normal for it."
    )
    clauses = ("P6",)
    gravity = Gravity.BLOCKER
    reads = (Rpc.SOFTWARE, Rpc.INVENTORY)
    judges_virtual = True
    data = ("platform-profiles",)
    next_step = "take it out of the batch: a virtual device has no hardware to reinstate"
    action = Action.STOP

    def judge(self, case: Case) -> Iterator[Finding]:
        virtual = _virtual_by(case)
        if virtual:
            yield self.failed(
                case.unit.name,
                "this is no product but a virtual device",
                expected="a physical product",
                actual=virtual,
                evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY)),
            )
            return
        case.known(Rpc.SOFTWARE, SoftwareInformation)
        case.known(Rpc.INVENTORY, ChassisInventory)
        named = case.unit.model or case.unit.description or "no model"
        if case.profile is None:
            yield self.family_unknown(case, "its family is unknown, so it can't be graded")
            return
        yield self.passed(
            case.unit.name, "a physical product of a known family", actual=f"{named}, profile {case.profile.name}"
        )


def _virtual_by(case: Case) -> str:
    """What tells that the unit is virtual; "" where nothing does."""
    unit, profile = case.unit, case.profile
    for what, text in (("product model", unit.model), ("description", unit.description)):
        if _VIRTUAL_NAME.match(text):
            return f"{what} {text}"
    serial = unit.serial_number
    if _VIRTUAL_SERIAL.fullmatch(serial):
        return f"serial {serial}"
    if profile is not None and case.reference.looks_virtual(profile, serial):
        return f"{unit.model or unit.description or 'no model'} with serial {serial or 'unknown'}"
    return ""


class ChassisSerial(Check):
    """The serial may stand on the chassis, or on its backplane or midplane; a member of a virtual chassis of switches
    has it on its FPC."""

    id = "identity.chassis-serial"
    title = "The unit has one real serial number"
    rationale = (
        "Support is registered by serial number; a blank or made-up one can't be, and a wiped one hides an origin."
    )
    clauses = ("P25",)
    gravity = Gravity.BLOCKER
    hold = True
    needs = (Rpc.INVENTORY,)
    next_step = f"compare with the label on the box; {KEEP_AND_REPORT}"
    action = Action.REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        serial = case.unit.serial_number
        where: tuple[EvidenceRef, ...]
        if not serial:
            what, where = "no chassis serial in its inventory", (EvidenceRef(Rpc.INVENTORY),)
        elif not own_serial(serial) or _PLACEHOLDER.fullmatch(serial):
            what, where = "the chassis serial is a placeholder", serial_ref(case)
        elif not _SERIAL.fullmatch(serial):
            # A look-alike letter or a blank would also hide it from lists and from the search for clones.
            what, where = "the chassis serial holds characters that no serial number has", serial_ref(case)
        else:
            yield self.passed(case.unit.name, "it has a serial number", actual=serial, evidence=serial_ref(case))
            return
        yield self.failed(
            case.unit.name, what, expected="a serial number of its own", actual=serial or "none", evidence=where
        )


class SerialStable(Check):
    """Compared are the plain and the detailed inventory, and the membership list of a virtual chassis. Some releases
    print no serials in the inventory with CLEI codes, which is no other serial."""

    id = "identity.serial-stable"
    title = "Every reply states the same serial for the unit"
    rationale = "A serial that differs between replies has been reprogrammed, or the replies come from different boxes."
    clauses = ("P22", "P25")
    gravity = Gravity.BLOCKER
    hold = True
    needs = (Rpc.INVENTORY,)
    uses = (*DETAILED, Rpc.VIRTUAL_CHASSIS)
    next_step = f"collect once more; if it stays, {KEEP_AND_REPORT}"
    action = Action.REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        serial = case.unit.serial_number
        if not own_serial(serial):
            yield self.unknown(case.unit.name, "no serial to compare", expected="a serial number", actual=serial)
            return
        stated = [(ref, found) for ref, found in (*_serials_in_inventories(case), *_serials_of_member(case)) if found]
        if not any(ref.item == Rpc.INVENTORY for ref, _ in stated):
            yield self.unknown(
                case.unit.name, "its inventory states no serial for this unit", expected=serial, actual="none"
            )
            return
        other = [(ref, found) for ref, found in stated if serial not in found]
        if other:
            ref, found = other[0]
            yield self.failed(
                case.unit.name,
                f"{ref.item} states another serial",
                expected=serial,
                actual=", ".join(sorted(found)),
                evidence=(*serial_ref(case), *(ref for ref, _ in other)),
            )
            return
        items = ", ".join(dict.fromkeys(str(ref.item) for ref, _ in stated))
        yield self.passed(
            case.unit.name, f"the same serial in {items}", actual=serial, evidence=[ref for ref, _ in stated]
        )


def _serials_in_inventories(case: Case) -> Iterator[tuple[EvidenceRef, frozenset[str]]]:
    """For each known inventory, every serial in it that could stand for the unit."""
    for rpc in (Rpc.INVENTORY, *DETAILED):
        inventory = case.known_or_none(rpc, ChassisInventory)
        if inventory is not None:
            serials, xpath = _unit_serials(case, inventory)
            yield EvidenceRef(rpc, xpath), serials


def _unit_serials(case: Case, inventory: ChassisInventory) -> tuple[frozenset[str], str]:
    unit = case.unit
    if unit.member.startswith("fpc") or unit.description == "" or _is_virtual_chassis(inventory):
        cards = [fru for fru in frus_of(unit, inventory) if fru.kind is FruKind.LINE_CARD]
        return _own(cards), cards[0].xpath if cards else ""
    chassis = [one for one in chassis_of(unit, inventory) if unit.engines is None or unit.owns_engine(one.engine)]
    serials = frozenset(one.serial_number for one in chassis if own_serial(one.serial_number))
    planes = [fru for one in chassis for fru in one.frus if fru.kind is FruKind.MIDPLANE]
    return serials or _own(planes), chassis[0].xpath if chassis else ""


def _is_virtual_chassis(inventory: ChassisInventory) -> bool:
    return any(one.description.lower() == "virtual chassis" for one in inventory.chassis)


def _own(frus: list[Fru]) -> frozenset[str]:
    return frozenset(fru.serial_number for fru in frus if own_serial(fru.serial_number))


def _serials_of_member(case: Case) -> Iterator[tuple[EvidenceRef, frozenset[str]]]:
    """The serial in the membership list; on a QFX3500 it is the FPC's, which differs from the chassis'."""
    listing = case.known_or_none(Rpc.VIRTUAL_CHASSIS, VirtualChassis)
    members = listing.members if listing else ()
    slots = case.unit.fpc_slots
    if slots is not None:
        members = tuple(member for member in members if slots.intersection(member.fpc_slots))
    for member in members if slots is not None or len(members) == 1 else ():
        if own_serial(member.serial_number):
            known = {member.serial_number}
            if member.serial_number in _own([fru for fru in case.unit.frus if fru.kind is FruKind.LINE_CARD]):
                known.add(case.unit.serial_number)
            yield EvidenceRef(Rpc.VIRTUAL_CHASSIS, member.xpath), frozenset(known)


class ModelAgrees(Check):
    """Names agree by series and number of ports, for one product goes by several: ``mx204``, ``JNP204 [MX204]`` and
    ``JNP204-CHAS`` are one. A name that holds no series says nothing."""

    id = "identity.model-agrees"
    title = "Product model, description and order number name one product"
    rationale = "An identity EEPROM moved or rewritten from another product leaves names that don't fit each other."
    clauses = ("P5", "P25")
    gravity = Gravity.CONDITION
    hold = True
    needs = (Rpc.SOFTWARE, Rpc.INVENTORY)
    uses = DETAILED
    next_step = f"compare with the label and the ports of the box; {KEEP_AND_REPORT}"
    action = Action.REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        unit = case.unit
        names = {
            "product model": unit.model,
            "description": unit.description,
            "order number": unit.model_number,
        }
        telling = {what: text for what, text in names.items() if product_names(text)}
        said = ", ".join(f"{what} {text}" for what, text in names.items() if text) or "nothing"
        evidence = (EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY))
        if len(telling) < 2:
            yield self.unknown(
                unit.name,
                "too few names of the product to compare",
                expected="two of product model, description and order number",
                actual=said,
                evidence=evidence,
                next_step="read the model off the label and compare by eye",
                action=Action.LOOK,
            )
            return
        texts = list(telling.values())
        if any(disagree(one, other) for place, one in enumerate(texts) for other in texts[place + 1 :]):
            yield self.failed(
                unit.name, "its names are of different products", expected="one product", actual=said, evidence=evidence
            )
            return
        yield self.passed(unit.name, "its names are of one product", actual=said, evidence=evidence)


class Clone(Check):
    """Looked for across units only, after the repeats that are normal: one box reached by two addresses agrees in
    base addresses and modules, ``BUILTIN`` is no serial, and cables have one serial for both ends."""

    id = "identity.clone"
    title = "No other unit of the batch has the same serial"
    rationale = "A serial exists once. Where two boxes carry it, at least one was given a copied identity."
    clauses = ("P5", "P25")
    gravity = Gravity.BLOCKER
    hold = True
    needs = (Rpc.INVENTORY,)
    next_step = KEEP_AND_REPORT
    action = Action.REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        me = case.population.of_unit(case.unit.name)
        if me is None or not own_serial(me.serial_number):
            yield self.unknown(
                case.unit.name, "no serial to compare", expected="a serial number", actual=case.unit.serial_number
            )
            return
        yield from self._of_the_box(case, me)
        yield from self._of_modules(case, me)

    def _of_the_box(self, case: Case, me: Sighting) -> Iterator[Finding]:
        serial, population = me.serial_number, case.population
        found = dict.fromkeys((*population.with_serial(serial), *population.with_module(serial)))
        alike = [one for one in found if one.unit != me.unit]
        clones = [one for one in alike if not _one_box(me, one)]
        for one in clones:
            yield self.failed(
                case.unit.name,
                f"{one.unit} has the same serial and is another box",
                expected="one box with that serial",
                actual=f"{me.serial_number} on {me.unit} and on {one.unit}",
                evidence=serial_ref(case),
            )
        again = [one.unit for one in alike if one not in clones]
        if again:
            yield self.advised(
                case.unit.name,
                f"the same box was also reached as {', '.join(again)}",
                expected="one address for each box",
                actual=f"{me.serial_number} with the same base addresses and modules",
                evidence=serial_ref(case),
                next_step="leave one of the addresses out, so that the box isn't counted twice",
                action=Action.DECLARE,
            )
        if not clones:
            yield self._alone(case, me.serial_number)

    def _alone(self, case: Case, serial: str) -> Finding:
        population = case.population
        if population.damaged:
            return self.unknown(
                case.unit.name,
                "not every unit of the batch can be compared: stored evidence no longer identifies them",
                expected="every collected host identified",
                actual=listed(population.damaged),
                next_step="collect these hosts again",
                action=Action.COLLECT,
                about=f"hosts {listed(population.damaged)}",
            )
        return self.passed(
            case.unit.name,
            f"no other box has its serial{_but_unseen(population)}",
            actual=serial,
            evidence=serial_ref(case),
        )

    def _of_modules(self, case: Case, me: Sighting) -> Iterator[Finding]:
        for module in modules_of(case, *_WITH_A_SERIAL):
            serial = module.fru.serial_number
            if serial.upper() == me.serial_number.upper() or not own_serial(serial) or module.fru.builtin:
                continue
            modules, boxes = case.population.with_module(serial), case.population.with_serial(serial)
            seen = [f"a module of {one.unit}" for one in modules if _another_box(me, one)]
            seen += [f"the box {one.unit}" for one in boxes if _another_box(me, one)]
            if seen:
                yield self.failed(
                    module.subject,
                    f"{', '.join(seen)} has the same serial",
                    expected="one module with that serial",
                    actual=f"{serial} ({module.named})",
                    evidence=module.evidence,
                    gravity=Gravity.CONDITION,
                    next_step=f"if it was moved between two collections, collect both again; else {KEEP_AND_REPORT}",
                    action=Action.REPORT,
                )


# Cables have one serial for both ends and cheap optics share them: those repeat on sound devices.
_WITH_A_SERIAL = (
    FruKind.MIDPLANE,
    FruKind.ROUTING_ENGINE,
    FruKind.CONTROL_BOARD,
    FruKind.FABRIC_BOARD,
    FruKind.LINE_CARD,
    FruKind.MIC,
    FruKind.PIC,
    FruKind.POWER_SUPPLY,
    FruKind.FRONT_PANEL,
)


def _one_box(one: Sighting, other: Sighting) -> bool:
    """One box by two addresses: it agrees in serial, base addresses and modules. Nothing known is no agreement."""
    return bool(one.base_macs) and (one.serial_number.upper(), one.base_macs, one.fru_serials) == (
        other.serial_number.upper(),
        other.base_macs,
        other.fru_serials,
    )


def _another_box(me: Sighting, other: Sighting) -> bool:
    return other.host != me.host and not _one_box(me, other)


def _but_unseen(population: Population) -> str:
    return f"; not compared, for they told no serial: {listed(population.unseen)}" if population.unseen else ""


class Listed(Check):
    """The policy names the lists in use, or states that none are held. Modules are looked up as well."""

    id = "identity.listed"
    title = "Neither the unit nor a module of it is on a list of stolen, counterfeit or rejected goods"
    rationale = "Lost, stolen or counterfeit goods are not eligible, and having them can be a crime."
    clauses = ("P5", "P26")
    gravity = Gravity.BLOCKER
    hold = True
    needs = (Rpc.INVENTORY,)
    next_step = KEEP_AND_REPORT
    action = Action.REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        lists, serial = case.inputs.lists, case.unit.serial_number
        if lists.broken or not lists.configured:
            yield self.unknown(
                case.unit.name,
                lists.broken or "no list was given, and the policy doesn't state that none is held",
                expected="a list of serials, or none_held: true",
                actual="an unusable list" if lists.broken else "nothing",
                next_step="mend the list in the policy" if lists.broken else "name the lists in the policy",
                action=Action.DECLARE,
                about="lists",
            )
            return
        if not own_serial(serial):
            yield self.unknown(case.unit.name, "no serial to look up", expected="a serial number", actual=serial)
            return
        yield from or_passed(self._listed(case), self._clear(case))

    def _clear(self, case: Case) -> Finding:
        what = "no lists are held, as the policy states" if case.inputs.lists.none_held else "on none of the lists"
        return self.passed(case.unit.name, what, actual=case.unit.serial_number, evidence=serial_ref(case))

    def _listed(self, case: Case) -> Iterator[Finding]:
        listed = case.inputs.lists.listed
        serial = case.unit.serial_number
        if said := listed.get(serial.upper()):
            yield self.failed(
                case.unit.name,
                "its serial is listed",
                expected="on no list",
                actual=f"{serial}: {said}",
                evidence=serial_ref(case),
            )
        for module in modules_of(case):
            of_module = module.fru.serial_number
            if of_module != serial and own_serial(of_module) and (said := listed.get(of_module.upper())):
                yield self.failed(
                    module.subject,
                    "the serial of this module is listed",
                    expected="on no list",
                    actual=f"{of_module}: {said}",
                    evidence=module.evidence,
                    gravity=Gravity.CONDITION,
                )


_LOOK_UP_DAYS = timedelta(days=90)


class Entitlement(Check):
    """What a person or partner found in the maker's records. Of several answers the newest counts, of one day the
    graver; one that is older than ninety days at the inspection no longer does, and a good one that is dated more than
    ninety days after it doesn't either."""

    id = "identity.entitlement"
    title = "The maker's records know its serial, and nobody else holds it"
    rationale = (
        "A serial that the maker doesn't know, or that another owner holds, can't be registered anew. Only the maker's "
        "own records tell, and asking them is free: it comes before any fee."
    )
    clauses = ("P2", "P5", "P25", "P26")
    gravity = Gravity.BLOCKER
    hold = True
    rests_on = ("entitlement",)
    next_step = KEEP_AND_REPORT
    action = Action.REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        entitlement, serial, name = case.inputs.declared.entitlement, case.unit.serial_number, case.unit.name
        if not entitlement.declared:
            yield self.unknown(
                name,
                "the maker's records weren't asked for its serial",
                expected="a dated answer",
                actual="none",
                noted=True,
                next_step=_ASK_RECORDS,
                action=Action.LOOK_UP,
                about=MAKERS_RECORDS,
            )
            return
        if not own_serial(serial):
            yield self.unknown(name, "no serial to look up", expected="a serial number", actual=serial)
            return
        day = case.as_of.date()
        answer = counting_answer(entitlement.of(serial), day)
        if answer is None or answer.on < day - _LOOK_UP_DAYS or _is_premature(answer, day):
            yield self.unknown(
                name,
                "no answer within ninety days of the day of judgement stands among the look-ups",
                expected=f"a dated answer for {serial}",
                actual=f"{answer.answer} on {answer.on}" if answer else "none",
                next_step=_ASK_RECORDS,
                action=Action.LOOK_UP,
                about=MAKERS_RECORDS,
            )
            return
        yield self.answered(name, answer, serial_ref(case))

    def answered(self, subject: str, answer: Answer, evidence: tuple[EvidenceRef, ...] = ()) -> Finding:
        """What an answer says of a serial, of a unit that was seen or only claimed."""
        told = f"{answer.answer} on {answer.on}, asked by {answer.asked_by}{f': {answer.note}' if answer.note else ''}"
        if answer.answer is EntitlementAnswer.OURS:
            return self.passed(subject, "it is registered to us", actual=told, evidence=evidence)
        what = "the maker doesn't know" if answer.answer is EntitlementAnswer.UNKNOWN else "another owner holds"
        return self.failed(subject, f"{what} its serial", expected="registered to us", actual=told, evidence=evidence)


def counting_answer(answers: Iterable[Answer], as_of: date) -> Answer | None:
    """The answer of one serial that counts: the newest, of one day the graver; None where there is none. A good one
    of a day that hasn't come displaces no other."""
    return max(
        answers, key=lambda one: (not _is_premature(one, as_of), one.on, _GRAVER_ANSWER[one.answer]), default=None
    )


def _is_premature(one: Answer, as_of: date) -> bool:
    """A run is judged by its own day, and answers come some days later. A bad answer counts whenever it is dated."""
    return one.answer is EntitlementAnswer.OURS and one.on > as_of + _LOOK_UP_DAYS


_ASK_RECORDS = (
    "look its serial up in the maker's entitlement tool, or let the partner do it; "
    "hand in the answer (-e entitlement=FILE)"
)
_GRAVER_ANSWER = {EntitlementAnswer.OURS: 0, EntitlementAnswer.ANOTHER: 1, EntitlementAnswer.UNKNOWN: 2}


class BaseMac(Check):
    """One box by two addresses, and the units of one host, may share an address."""

    id = "identity.base-mac"
    title = "No other box of the batch has the same base MAC address"
    rationale = "Base addresses are given once per box. A repeated one is the mark of a copied identity EEPROM."
    clauses = ("P5", "P25")
    gravity = Gravity.CONDITION
    hold = True
    needs = (Rpc.MAC_ADDRESSES,)
    next_step = KEEP_AND_REPORT
    action = Action.REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        me = case.population.of_unit(case.unit.name)
        where = (EvidenceRef(Rpc.MAC_ADDRESSES),)
        if me is None or not me.base_macs:
            yield self.unknown(
                case.unit.name,
                "no base MAC address of this unit is known",
                expected="a base address",
                actual="none",
                evidence=where,
            )
            return
        found = {one: mac for mac in sorted(me.base_macs) for one in case.population.with_base_mac(mac)}
        shared = {one: mac for one, mac in found.items() if _another_box(me, one)}
        for one, mac in shared.items():
            yield self.failed(
                case.unit.name,
                f"{one.unit} has the same base MAC address",
                expected="a base address of its own",
                actual=mac,
                evidence=where,
            )
        if not shared:
            yield self._alone(case, me)

    def _alone(self, case: Case, me: Sighting) -> Finding:
        where = (EvidenceRef(Rpc.MAC_ADDRESSES),)
        population = case.population
        if population.damaged:
            return self.unknown(
                case.unit.name,
                "not every unit of the batch can be compared: stored evidence no longer identifies them",
                expected="the base addresses of all collected hosts",
                actual=f"unknown for {listed(population.damaged)}",
                evidence=where,
                next_step="collect these hosts again",
                action=Action.COLLECT,
                about=f"hosts {listed(population.damaged)}",
            )
        # A device that withholds its own addresses, or has no such request, is told so itself and costs nobody else.
        untold = [one.unit for one in population.without_macs() if _another_box(me, one)]
        but = f"; {listed(untold)} told none" if untold else ""
        return self.passed(
            case.unit.name,
            f"no other box has its base address{_but_unseen(population)}{but}",
            actual=listed(sorted(me.base_macs)),
            evidence=where,
        )


class HostKey(Check):
    """Zeroizing or reinstalling makes a new key, so a change is no finding; only a repeat is."""

    id = "identity.host-key"
    title = "No other box of the batch presents the same SSH host key"
    rationale = "Boxes with one key were cloned from one image: whoever owns one can impersonate the other."
    clauses = ("P22",)
    gravity = Gravity.ADVICE
    unknown_is_noted = True
    next_step = "zeroize both, so that each makes a key of its own"
    action = Action.ZEROIZE

    def judge(self, case: Case) -> Iterator[Finding]:
        key, name = case.session.host_key, case.unit.name
        if not key:
            yield self.unknown(name, "no SSH host key was seen", expected="a host key", actual="none")
            return
        me = case.population.of_unit(name) or Sighting(name, case.unit.host, case.unit.serial_number)
        same = [one.unit for one in case.population.with_host_key(key) if _another_box(me, one)]
        if same:
            yield self.failed(
                name, f"{listed(same)} presents the same SSH host key", expected="a key of its own", actual=key
            )
            return
        yield self.passed(name, f"a host key of its own{_but_unseen(case.population)}", actual=key)


CHECKS: tuple[type[Check], ...] = (
    IsHardware,
    ChassisSerial,
    SerialStable,
    ModelAgrees,
    Clone,
    Listed,
    Entitlement,
    BaseMac,
    HostKey,
)
