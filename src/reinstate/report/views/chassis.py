"""The slots of a unit: what is in each, and which findings name it. No slot, number, or position is made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reinstate.device.model import FruKind
from reinstate.report.views.findings import Json, counts, importance
from reinstate.report.views.slot_names import SlotNames, natural_order

_GROUPS: Mapping[FruKind, str] = {
    FruKind.LINE_CARD: "FPC slots",
    FruKind.ROUTING_ENGINE: "Routing Engines",
    FruKind.CONTROL_BOARD: "Control boards",
    FruKind.FABRIC_BOARD: "Fabric boards",
    FruKind.POWER_SUPPLY: "Power supplies",
    FruKind.POWER_DISTRIBUTION: "Power distribution",
    FruKind.FAN: "Fans",
}
_OTHERS, _AS_LISTED = "Other parts", "As the device lists them"
# A member of a Virtual Chassis lists these below its FPC; they have slots of their own all the same.
_OWN_SLOT = (FruKind.POWER_SUPPLY, FruKind.POWER_DISTRIBUTION, FruKind.FAN)
# Parts that are drawn only where a finding names them; transceivers are counted.
_UNDRAWN = (FruKind.CPU, FruKind.MEMORY, FruKind.STORAGE, FruKind.TRANSCEIVER)
_MOST_BESIDE, _MOST_SLOTS, _MOST_PARTS = 30, 150, 30
_UP = " / "


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot, or a part of what is in it.

    Attributes:
        place: where it is, as the device names it.
        module: what the inventory lists there; None where it lists nothing.
        state: what is said of it in place of a module, or of a card that is not online.
        transceivers: how many are plugged into it.
        parts: MICs, PICs, and other parts that a finding names.
        findings: those that name it, most important first.
    """

    place: str
    module: Json | None = None
    state: str = ""
    transceivers: int = 0
    parts: Sequence[Slot] = ()
    findings: Sequence[Json] = ()


@dataclass(frozen=True, slots=True)
class SlotGroup:
    """Slots of one kind, in the order of their numbers."""

    title: str
    kind: str
    slots: Sequence[Slot]


@dataclass(frozen=True)
class Chassis:
    """The slots of one record.

    Attributes:
        record: the whole record.
    """

    record: Json

    @cached_property
    def groups(self) -> Sequence[SlotGroup]:
        """Slots by kind; without a platform profile one group, in the device's order."""
        drawn = self._slots[:_MOST_SLOTS]
        if not self.record["unit"]["profile"]:
            return [SlotGroup(_AS_LISTED, "other", [slot for _, slot in drawn])] if drawn else []
        by_kind: dict[str, list[Slot]] = {kind: [] for kind in (*_GROUPS, "other")}
        for kind, slot in drawn:
            by_kind[kind if kind in _GROUPS else "other"].append(slot)
        return [SlotGroup(_title(kind), kind, self._in_order(slots)) for kind, slots in by_kind.items() if slots]

    @property
    def is_large(self) -> bool:
        """Whether it has too many slots to stand beside the answer."""
        return len(self._slots) > _MOST_BESIDE

    @property
    def beyond(self) -> int:
        """How many slots are too many to draw."""
        return max(0, len(self._slots) - _MOST_SLOTS)

    @property
    def unnumbered(self) -> int:
        """Power supply slots that the profile counts, and whose numbers nothing states."""
        return max(0, (self._supply_slots or 0) - len(self._supplies))

    @cached_property
    def bare(self) -> Sequence[Slot]:
        """The slots in which the inventory lists nothing."""
        return [slot for _, slot in self._slots if slot.module is None]

    @property
    def of_the_unit(self) -> int:
        """How many failed and inconclusive findings name no slot."""
        return sum(one["result"] in ("fail", "inconclusive") for one in self.record["findings"]) - sum(
            map(len, self._by_place.values())
        )

    def name(self, place: str) -> str:
        """The place without the FPC of a fixed-configuration chassis, before which some replies name it."""
        within = self.record["unit"]["member"] or not self._names.listed(place)
        below = place.removeprefix(self._names.only_card) if within and self._names.only_card else ""
        return below.removeprefix(_UP).lstrip() or place

    def findings_at(self, place: str) -> Sequence[Json]:
        """The failed and inconclusive findings that name this place, most important first."""
        return self._by_place.get(place, ())

    def _in_order(self, slots: Iterable[Slot]) -> Sequence[Slot]:
        return sorted(slots, key=lambda slot: natural_order(self.name(slot.place)))

    @cached_property
    def _modules(self) -> Sequence[Json]:
        return self.record["modules"] or ()

    @cached_property
    def _names(self) -> SlotNames:
        return SlotNames([str(one["place"]) for one in self._modules])

    @cached_property
    def _by_place(self) -> Mapping[str, Sequence[Json]]:
        found: dict[str, list[Json]] = {}
        if self.record["modules"] is None:
            return found
        for one in self.record["findings"]:
            named = one["result"] in ("fail", "inconclusive") and one["subject"] != self.record["unit"]["name"]
            place = self._names.place_of(str(one["subject"])) if named else ""
            if place:
                found.setdefault(place, []).append(one)
        return {place: sorted(findings, key=_rank) for place, findings in found.items()}

    @cached_property
    def _slots(self) -> Sequence[tuple[str, Slot]]:
        """Every slot with its kind: those with a module in the device's order, then those without one."""
        return [*self._filled(), *self._bare_slots]

    def _filled(self) -> Iterator[tuple[str, Slot]]:
        below: dict[str, list[Json]] = {}
        roots: list[Json] = []
        for module in self._modules:
            root = "" if module["kind"] in _OWN_SLOT else _nearest(str(module["place"]), below)
            if root:
                below[root].append(module)
            else:
                below.setdefault(str(module["place"]), [])
                roots.append(module)
        for module in roots:
            yield module["kind"], self._slot(module, below.pop(str(module["place"]), ()))

    def _slot(self, module: Json, below: Sequence[Json]) -> Slot:
        place = str(module["place"])
        drawn = [one for one in below if self._is_drawn(one, place)]
        plugged = _counted_at((place, *(str(one["place"]) for one in drawn)), below)
        parts = [
            Slot(
                str(one["place"]).removeprefix(place + _UP),
                one,
                transceivers=plugged[str(one["place"])],
                findings=self.findings_at(str(one["place"])),
            )
            for one in drawn[:_MOST_PARTS]
        ]
        state = self._states.get(place, "")
        said = "" if state.lower() == "online" else state
        return Slot(place, module, said, plugged[place], parts, self.findings_at(place))

    def _is_drawn(self, module: Json, root: str) -> bool:
        place = str(module["place"])
        if self.findings_at(place):
            return True
        return module["kind"] not in _UNDRAWN and place.count(_UP) == root.count(_UP) + 1

    @cached_property
    def _states(self) -> Mapping[str, str]:
        cards = self._stated["cards"] or ()
        return {self._names.listed(str(one["place"])) or str(one["place"]): str(one["state"]) for one in cards}

    @property
    def _stated(self) -> Json:
        """What the record says of slots; a record of an earlier version says nothing."""
        stated: Json = self.record.get("slots") or {"cards": None, "supplies": None}
        return stated

    @property
    def _supply_slots(self) -> int | None:
        slots: int | None = self._stated["supplies"]
        return slots if self._supplies else None

    @cached_property
    def _supplies(self) -> Sequence[str]:
        """Power supply slots by name: with a power supply, named by a finding, or by what their numbers leave."""
        filled = [str(one["place"]) for one in self._modules if one["kind"] == FruKind.POWER_SUPPLY]
        named = [place for place in self._by_place if self._names.kind_of_bare(place) == FruKind.POWER_SUPPLY]
        known = [*filled, *named]
        return [*known, *self._names.missing(known, self._stated["supplies"] or 0)]

    @cached_property
    def _bare_slots(self) -> Sequence[tuple[str, Slot]]:
        """Slots that the device, a finding, or the number of slots tells of, and in which nothing is listed."""
        if self.record["modules"] is None:
            return ()
        listed = {str(one["place"]) for one in self._modules}
        cards = {place: state for place, state in self._states.items() if place not in listed}
        found = {place: (str(FruKind.LINE_CARD), state) for place, state in cards.items()}
        for place in self._by_place:
            kind = self._names.kind_of_bare(place)
            found |= {place: (kind, "")} if kind and place not in found else {}
        for place in self._supplies:
            found |= {place: (str(FruKind.POWER_SUPPLY), "")} if place not in {*listed, *found} else {}
        return [(kind, self._bare(place, state)) for place, (kind, state) in found.items()]

    def _bare(self, place: str, state: str) -> Slot:
        return Slot(place, None, state or "nothing listed", findings=self.findings_at(place))


def _rank(finding: Json) -> tuple[bool, tuple[int, bool, int]]:
    return not counts(finding), importance(finding)


def _title(kind: str) -> str:
    return _GROUPS[FruKind(kind)] if kind in _GROUPS else _OTHERS


def _nearest(place: str, known: Mapping[str, object]) -> str:
    """The closest place above this one that is known; "" where none is."""
    while _UP in place:
        place = place.rpartition(_UP)[0]
        if place in known:
            return place
    return ""


def _counted_at(places: Iterable[str], modules: Sequence[Json]) -> Counter[str]:
    """How many transceivers are plugged into each of these places, each counted at the closest one."""
    known = dict.fromkeys(places)
    optics = (str(one["place"]) for one in modules if one["kind"] == FruKind.TRANSCEIVER)
    return Counter(_nearest(place, known) for place in optics)
