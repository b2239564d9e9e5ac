"""What a stored reply is worth: an item status from its bytes alone, the same in every collecting mode."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from reinstate.evidence.manifest import ItemStatus
from reinstate.evidence.xml import ParseRefused, local_name, named, read_xml, text_of
from reinstate.plain_text import printable
from reinstate.plan.requests import Request, Rpc
from reinstate.session.transcript import Reply, ReplyStatus

_WIRE = {
    ReplyStatus.TIMEOUT: ItemStatus.TIMEOUT,
    ReplyStatus.TRUNCATED: ItemStatus.TRUNCATED,
    ReplyStatus.MALFORMED: ItemStatus.MALFORMED,
    ReplyStatus.CLOSED: ItemStatus.CLOSED,
    ReplyStatus.NOT_SENT: ItemStatus.NOT_COLLECTED,
}
_LISTINGS = ("file-list", "get-system-core-dumps")
_NO_SUCH_FILE = "no such file or directory"
# Errors that are the answer: a standalone SRX has no other way to say that it isn't in a cluster.
_ERROR_IS_ANSWER = {Rpc.CHASSIS_CLUSTER: "cluster is not enabled"}


@dataclass(frozen=True, slots=True)
class Classified:
    """An item's status, with why it isn't plainly ok (or the warning beside it); printable and bounded."""

    status: ItemStatus
    error: str = ""


@dataclass(frozen=True, slots=True)
class _RpcError:
    severity: str
    tag: str
    message: str


def classify(reply: Reply) -> Classified:
    """The item status of one reply."""
    if reply.status is not ReplyStatus.ANSWERED:
        return Classified(_WIRE[reply.status], printable(reply.detail))
    if not reply.raw.strip():
        return Classified(ItemStatus.NO_DATA, "an empty reply")
    try:
        root = read_xml(reply.raw)
    except ParseRefused as refused:
        return Classified(ItemStatus.MALFORMED, printable(str(refused)))
    return _classify_tree(reply.request, root)


def _classify_tree(request: Request, root: etree._Element) -> Classified:
    errors = [_error(element) for element in _error_elements(root)]
    warnings = "; ".join(error.message for error in errors if error.severity == "warning")
    errors = [error for error in errors if error.severity != "warning"]
    if errors:
        return _classify_errors(request, root, errors)
    if request.rpc in _LISTINGS and (listing := _classify_listing(root)) is not None:
        return listing
    if _has_payload(request, root):
        return Classified(ItemStatus.OK, printable(warnings))
    said = "; ".join(text_of(element) for element in named(root, "output")) or warnings
    expected = " or ".join(request.payload)
    return Classified(
        ItemStatus.NO_DATA, printable(f"no {expected} with a value in it" + (f": {said}" if said else ""))
    )


def _classify_errors(request: Request, root: etree._Element, errors: list[_RpcError]) -> Classified:
    message = printable("; ".join(error.message or error.tag for error in errors))
    answer = _ERROR_IS_ANSWER.get(request.id)
    if answer is not None and all(answer in error.message.lower() for error in errors):
        return Classified(ItemStatus.OK, message)
    if _has_payload(request, root):
        return Classified(ItemStatus.PARTIAL, message)
    if any(_denies(error) for error in errors):
        return Classified(ItemStatus.DENIED, message)
    if any(_unsupported(error) for error in errors):
        return Classified(ItemStatus.UNSUPPORTED, message)
    return Classified(ItemStatus.RPC_ERROR, message)


def _classify_listing(root: etree._Element) -> Classified | None:
    """Listings say in plain output that a folder is missing (an answer) or closed to the login (none)."""
    said = [text_of(element) for element in named(root, "output")]
    if any("permission denied" in text.lower() for text in said):
        return Classified(ItemStatus.DENIED, printable("; ".join(said)))
    if said and all(_NO_SUCH_FILE in text.lower() for text in said):
        return Classified(ItemStatus.OK)
    return None


def _error_elements(root: etree._Element) -> list[etree._Element]:
    """``rpc-error`` anywhere; a bare ``error`` only where Junos puts one, for replies have data of that name."""
    places = ("rpc-reply", "multi-routing-engine-item")
    return [
        element
        for element in named(root, "rpc-error", "error")
        if local_name(element) == "rpc-error" or (parent := element.getparent()) is None or local_name(parent) in places
    ]


def _error(element: etree._Element) -> _RpcError:
    children = {local_name(child): text_of(child) for child in element}
    message = children.get("error-message") or children.get("message") or text_of(element)
    bad = next((text_of(child) for child in named(element, "bad-element")), "")
    return _RpcError(
        children.get("error-severity", "error").lower(),
        children.get("error-tag", ""),
        f"{message} ({bad})" if bad and bad not in message else message,
    )


def _denies(error: _RpcError) -> bool:
    return error.tag == "access-denied" or "permission denied" in error.message.lower()


def _unsupported(error: _RpcError) -> bool:
    text = error.message.lower()
    return error.tag in ("operation-not-supported", "unknown-element") or any(
        sign in text for sign in ("syntax error", "command is not valid on", "unrecognized command", "unknown command")
    )


def _has_payload(request: Request, root: etree._Element) -> bool:
    return any(_has_value(element) for element in named(root, *request.payload))


def _has_value(payload: etree._Element) -> bool:
    """Text somewhere below, or an element that says "none" by its name (``no-active-alarms``)."""
    return any(
        (element is not payload and local_name(element).startswith("no-")) or (element.text or "").strip()
        for element in payload.iter()
    )
