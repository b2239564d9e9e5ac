"""A host's stored evidence, read into the typed model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lxml import etree

from reinstate.device.elements import error_messages
from reinstate.device.model import Device, Found, Search
from reinstate.device.parse import PARSERS
from reinstate.device.parse.optional import read_cut_log
from reinstate.device.reading import Known, Reading, unknown_because
from reinstate.device.releases import SOFTWARE_ITEMS, contradiction
from reinstate.device.search import search_reply
from reinstate.evidence.answers import another_question, shortfall
from reinstate.evidence.xml import MOST_ELEMENTS, ParseRefused, Refusal, read_xml
from reinstate.plan.requests import CATALOG, FILE_LISTINGS, Rpc

# Elements of a reply other than a configuration. The fullest chassis has some 2,500 modules, of 6 to 25 elements each.
_MOST_ELEMENTS = 100_000
_OK = "ok"
_PARTIAL = "partial"
_TRUNCATED = "truncated"
# Where data comes in another form than the promised payload, and the status of the item shows it.
_ANSWERS_IN_ANOTHER_FORM: Mapping[Rpc, frozenset[str]] = {
    # "Chassis cluster is not enabled" comes as an error: it is the reply of a standalone device.
    Rpc.CHASSIS_CLUSTER: frozenset({"rpc-error", "no-data"}),
    # Before 17.x the addresses come as a text.
    Rpc.MAC_ADDRESSES: frozenset({"no-data"}),
    # "No such file or directory" may come instead of a listing: there are no files.
    **dict.fromkeys((*FILE_LISTINGS, Rpc.CORE_DUMPS), frozenset({"no-data"})),
}


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item of a bundle as the evidence layer provides it.

    Attributes:
        status: item status of the manifest, or ``damaged`` where the stored bytes do not match their digest.
        raw: the stored reply; None where there is none or it may not be used.
        reason: why the status is not ``ok``, as a phrase; for ``ok`` the warning that came with the reply.
    """

    status: str
    raw: bytes | None = None
    reason: str = ""


def read_device(host: str, items: Mapping[Rpc, RawItem], searches: Collection[Search] = ()) -> Device:
    """One host's evidence as typed readings, one for every catalog id; never raises for the content of a reply.

    A subset of items (the first wave alone) is fine: what is not in it reads ``not-asked``.

    Args:
        host: its inventory name.
        items: its bundle.
        searches: what else is looked for in the replies.
    """
    readings = {rpc: read_item(rpc, items.get(rpc)) for rpc in CATALOG}
    return Device(host, _without_contradiction(items, readings), _found(items, readings, searches))


def _without_contradiction(
    items: Mapping[Rpc, RawItem], readings: Mapping[Rpc, Reading[object]]
) -> dict[Rpc, Reading[object]]:
    """The readings; where replies state different releases, none is known that states the software."""
    known = {rpc: items[rpc].raw or b"" for rpc, reading in readings.items() if isinstance(reading, Known)}
    if not (told := contradiction(readings, known)):
        return dict(readings)
    refused = [rpc for rpc in SOFTWARE_ITEMS if rpc in known]
    return {
        **readings,
        **{rpc: unknown_because(rpc, "unreadable", f"contradicting releases: {told}") for rpc in refused},
    }


def _found(
    items: Mapping[Rpc, RawItem], readings: Mapping[Rpc, Reading[object]], searches: Collection[Search]
) -> dict[Search, Reading[Found]]:
    """What the searches found in the replies that are ok; the readings of the others state why nothing is known."""
    found: dict[Search, Reading[Found]] = {}
    for rpc in dict.fromkeys(search.item for search in searches):
        item, reading = items.get(rpc), readings[rpc]
        raw = item.raw if item is not None and (item.status == _OK or isinstance(reading, Known)) else None
        if raw is not None:
            own = [search for search in searches if search.item == rpc]
            found |= search_reply(rpc, raw, reading, own, _most_elements(rpc))
    return found


def read_item(rpc: Rpc, item: RawItem | None) -> Reading[object]:
    """One item, parsed where it can be used, and Unknown with its status and reason where not."""
    if item is None:
        return unknown_because(rpc, "not-asked")
    if item.status == _TRUNCATED and rpc is Rpc.LOG_MESSAGES and item.raw is not None:
        cut = read_cut_log(item.raw)
        return Known(rpc, cut, item.reason) if cut else unknown_because(rpc, item.status, item.reason)
    if item.status != _OK:
        return _in_another_form(rpc, item) or unknown_because(rpc, item.status, item.reason)
    if rpc not in PARSERS:
        return unknown_because(rpc, "not-modeled")
    if item.raw is None:
        return unknown_because(rpc, "damaged", "it has no file")
    return _parsed(rpc, item.raw, item.reason)


def _parsed(rpc: Rpc, raw: bytes, warning: str) -> Reading[object]:
    try:
        root = read_xml(raw, _most_elements(rpc))
        _require_the_question(root, rpc)
        value = PARSERS[rpc](root)
    except ParseRefused as refused:
        return unknown_because(rpc, _STATUS.get(refused.refusal, "unreadable"), refused.reason)
    errors = error_messages(root)
    if errors and rpc is not Rpc.CHASSIS_CLUSTER:
        # The collector should have called it partial: data that come with an error cannot be used.
        return unknown_because(rpc, _PARTIAL, f"an error came with the data: {errors[0][:200]}")
    if missing := shortfall(root, rpc):
        return unknown_because(rpc, _PARTIAL, f"the device says that something is missing: {missing[:200]}")
    return Known(rpc, value, warning)


def _require_the_question(root: etree._Element, rpc: Rpc) -> None:
    if other := another_question(root, rpc):
        raise ParseRefused(Refusal.NO_DATA, f"the reply answers another question: {other}")


def _most_elements(rpc: Rpc) -> int:
    return MOST_ELEMENTS if rpc is Rpc.CONFIGURATION else _MOST_ELEMENTS


_STATUS = {
    Refusal.ENGINE_MISSING: _PARTIAL,
    Refusal.DENIED: "denied",
    Refusal.NO_DATA: "no-data",
    Refusal.NO_PAYLOAD: "no-data",
    Refusal.EMPTY: "no-data",
}


def _in_another_form(rpc: Rpc, item: RawItem) -> Reading[object] | None:
    if item.raw is None or item.status not in _ANSWERS_IN_ANOTHER_FORM.get(rpc, ()):
        return None
    reading = _parsed(rpc, item.raw, item.reason)
    return reading if isinstance(reading, Known) or reading.status == "denied" else None
