"""Whether a reply answers what was asked, and all of it: what its warnings say is missing, and its own arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from reinstate.evidence.xml import local_name, named, text_of
from reinstate.plan.requests import CATALOG, FILE_LISTINGS, Rpc

_XNM = "{http://xml.juniper.net/xnm/"
_ENVELOPE = frozenset({"rpc-reply", "multi-routing-engine-results", "multi-routing-engine-item"})
# What a text says when an engine, a member, or the rest of a reply is missing. A subsystem that the configuration does
# not need is not missing, and neither is a license.
_MISSING = re.compile(
    r"could ?n[o']t|can ?not|can'?t\b|unable to|fail(?:ed|ure|s)?\b|error\b|time[sd]?[ -]?out|timeout"
    r"|no (?:route|response|reply|answer|data|output|connection|contact|communication)\b"
    r"|(?:not|n't|never|stopped|without) (?:\w+ )?(?:respon|repl|answer|reach|connect|communicat|contact)"
    r"|not (?:yet |currently |fully )?(?:available|ready|running|present|online|included|listed|shown|displayed|read"
    r"|retrieved|collected|complete|received|supported|permitted|authorized|allowed|in sync)"
    r"|unavailable|unreachable|unresponsive|disconnected|connection (?:\w+ )?(?:closed|refused|reset|lost|dropped)"
    r"|broken pipe|truncat|incomplete|partial|omitted|skipp(?:ed|ing)|suppressed|aborted|interrupted|cut off|cut short"
    r"|missing|lost\b|dropped|discarded|ignored|too (?:large|long|many|big)|limit (?:\w+ )?(?:reached|exceeded)"
    r"|(?:exceed|only (?:the )?(?:first|part))|more (?:output|data|entries|lines)|stale|out of (?:memory|date)|denied"
    r"|no such|busy\b|is down\b|went down|not all\b|some (?:\w+ )*(?:not|were)",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"not needed by configuration|requires? (?:a |an |'?\"?[\w-]+'?\"? )?licen[sc]e", re.IGNORECASE)


def shortfall(root: etree._Element, rpc: Rpc) -> str:
    """What a warning, or a text beside the data, says is missing; "" where none does.

    Texts inside the data are not looked at: what a log file or a listing says is its content.
    """
    said = [*_warnings(root), *_texts_beside(root, rpc)]
    return "; ".join(text for text in said if text and reports_missing(text))


def reports_missing(text: str) -> bool:
    """Whether a sentence of a device says that something could not be told."""
    return bool(_MISSING.search(text)) and not _HARMLESS.search(text)


def _warnings(root: etree._Element) -> Iterator[str]:
    for element in named(root, "rpc-error", "error", "warning"):
        if is_message(element) and severity_of(element) == "warning":
            yield message_of(element)


def is_message(element: etree._Element) -> bool:
    """Whether it is an error or a warning of Junos, and not data of that name."""
    name, parent = local_name(element), element.getparent()
    if name == "rpc-error" or str(element.tag).startswith(_XNM):
        return name in ("rpc-error", "error", "warning")
    return name in ("error", "warning") and (parent is None or local_name(parent) in _ENVELOPE)


def severity_of(element: etree._Element) -> str:
    """``error`` or ``warning``, in lower case."""
    stated = next((text_of(child) for child in element if local_name(child) == "error-severity"), "")
    return stated.lower() or ("warning" if local_name(element) == "warning" else "error")


def message_of(element: etree._Element) -> str:
    """The message of an error or a warning, white space folded."""
    children = {local_name(child): text_of(child) for child in element}
    return children.get("error-message") or children.get("message") or text_of(element)


def _texts_beside(root: etree._Element, rpc: Rpc) -> Iterator[str]:
    payload = CATALOG[rpc].payload
    for element in root.iter():
        if local_name(element) not in _ENVELOPE:
            continue
        yield from (" ".join(text.split()) for text in (element.text or "", *(child.tail or "" for child in element)))
        if "output" not in payload and any(local_name(child) in payload for child in element):
            yield from (text_of(child) for child in element if local_name(child) == "output")


def another_question(root: etree._Element, rpc: Rpc) -> str:
    """What the reply answers, where that is not what was asked; "" where it is, or where it does not show."""
    tell = _TELLS.get(rpc)
    return tell(root, rpc) if tell is not None else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(text) for key, text in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _has(root: etree._Element, *names: str) -> bool:
    return next(named(root, *names), None) is not None


def _another_folder(root: etree._Element, rpc: Rpc) -> str:
    """Listings state their folder as attribute, as element, and in the text that there is none."""
    asked = dict(CATALOG[rpc].arguments)["path"] or ""
    stated = [_attribute(element, "root-path") for element in named(root, "directory-list")]
    stated += [_attribute(element, "name") for element in named(root, "directory")]
    stated += [text_of(element) for element in named(root, "directory-name")]
    stated += [path for element in named(root, "output") for path in _ABSENT_PATH.findall(text_of(element))]
    return next((f"the listing of {path}" for path in stated if path and not _same_folder(path, asked)), "")


_ABSENT_PATH = re.compile(r"(/[^\s:]{0,300}):? ?:? No such file", re.IGNORECASE)
_ENGINE_PREFIX = re.compile(r"[\w-]{1,40}:(?=/)")


def _same_folder(stated: str, asked: str) -> bool:
    """Whether two paths are one folder: engine names before it, mount points, and slashes at the end apart."""
    path = _ENGINE_PREFIX.sub("", stated.strip()).rstrip(":").rstrip("/")
    return path.removeprefix("/.mount").removeprefix("/private") == asked.rstrip("/")


def _no_core_dumps(root: etree._Element, _rpc: Rpc) -> str:
    lists = list(named(root, "directory-list"))
    stated = [path for one in lists if (path := _attribute(one, "root-path"))]
    texts = stated + [text_of(one) for one in named(root, "directory-name", "file-name", "output")]
    told = texts and not any("core" in text.lower() or "crash" in text.lower() for text in texts)
    return f"the listing of {(stated or texts)[0]}" if told else ""


def _another_log(root: etree._Element, rpc: Rpc) -> str:
    asked = dict(CATALOG[rpc].arguments)["filename"]
    stated = [
        _attribute(element, name) for element in named(root, "file-content") for name in ("filename", "file-name")
    ]
    return next((f"the file {path}" for path in stated if path and path.rpartition("/")[2] != asked), "")


def _another_form(root: etree._Element, rpc: Rpc) -> str:
    """``get-chassis-inventory`` has one root element for three questions; each has elements of its own."""
    holders = list(named(root, "chassis-inventory"))
    has = {local_name(element) for holder in holders for element in holder.iter()}
    if rpc is not Rpc.INVENTORY_EXTENSIVE and has & _EEPROM_ELEMENTS:
        return "the inventory with EEPROM contents"
    if rpc is Rpc.INVENTORY and "clei-code" in has and "serial-number" not in has:
        return "the inventory of CLEI codes"
    return "" if "chassis" in has or not holders else "an inventory without a chassis"


_EEPROM_ELEMENTS = frozenset({"i2c-information", "i2c-data", "eeprom-version"})


def _cards_not_pics(root: etree._Element, _rpc: Rpc) -> str:
    """The status of cards states temperatures and memory, the status of PICs states PICs."""
    told = _has(root, *_CARD_ELEMENTS) and not _has(root, "pic")
    return "the status of cards, without PICs" if told else ""


_CARD_ELEMENTS = ("memory-dram-size", "memory-heap-utilization", "cpu-total", "cpu-interrupt")


def _pics_not_cards(root: etree._Element, _rpc: Rpc) -> str:
    styles = {_attribute(element, "style") for element in named(root, "fpc-information")}
    return "the status of PICs" if "pic-style" in styles else ""


def _candidate(root: etree._Element, _rpc: Rpc) -> str:
    """The candidate states when it was changed, the committed configuration when it was committed."""
    names = {str(key).rpartition("}")[2] for one in named(root, "configuration") for key in one.attrib}
    told = "changed-seconds" in names and not any(name.startswith("commit-") for name in names)
    return "the candidate configuration, not the committed one" if told else ""


def _another_medium(root: etree._Element, _rpc: Rpc) -> str:
    stated = [text_of(element) for element in named(root, "snapshot-medium", "media")]
    return next((f"the snapshot on {text}" for text in stated if re.match("external|usb", text, re.IGNORECASE)), "")


def _interfaces_not_optics(root: etree._Element, _rpc: Rpc) -> str:
    optics = any(local_name(one).startswith(("optic-", "optics-")) for one in root.iter())
    return "interfaces without their optics" if _has(root, "oper-status") and not optics else ""


_TELLS: dict[Rpc, Callable[[etree._Element, Rpc], str]] = {
    **dict.fromkeys(FILE_LISTINGS, _another_folder),
    **dict.fromkeys((Rpc.INVENTORY, Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI), _another_form),
    Rpc.CORE_DUMPS: _no_core_dumps,
    Rpc.LOG_MESSAGES: _another_log,
    Rpc.PICS: _cards_not_pics,
    Rpc.FPCS: _pics_not_cards,
    Rpc.CONFIGURATION: _candidate,
    Rpc.SNAPSHOT_INTERNAL: _another_medium,
    Rpc.OPTICS: _interfaces_not_optics,
}
