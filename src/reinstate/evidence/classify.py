"""The item status of a stored reply, from its bytes alone; the same in every collecting mode."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from reinstate.evidence.answers import another_question, is_message, message_of, severity_of, shortfall
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
# Errors that are the answer: a standalone SRX has no other way to report that it is not in a cluster.
_ERROR_IS_ANSWER = {Rpc.CHASSIS_CLUSTER: "cluster is not enabled"}


@dataclass(frozen=True, slots=True)
class Classified:
    """An item's status, with the reason where it is not ok (or the warning of the reply); printable and bounded."""

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
        return Classified(ItemStatus.NO_DATA, "empty reply")
    try:
        root = read_xml(reply.raw)
    except ParseRefused as refused:
        return Classified(ItemStatus.MALFORMED, printable(refused.reason))
    return _classify_tree(reply.request, root)


def _classify_tree(request: Request, root: etree._Element) -> Classified:
    errors = [_error(element) for element in _error_elements(root)]
    warnings = "; ".join(error.message for error in errors if error.severity == "warning")
    errors = [error for error in errors if error.severity != "warning"]
    if errors:
        return _classify_errors(request, root, errors)
    if other := another_question(root, request.id):
        return Classified(ItemStatus.NO_DATA, printable(f"the reply answers another question: {other}"))
    if request.rpc in _LISTINGS and (listing := _classify_listing(root)) is not None:
        return listing
    if _has_payload(request, root):
        missing = shortfall(root, request.id)
        return Classified(ItemStatus.PARTIAL if missing else ItemStatus.OK, printable(missing or warnings))
    said = "; ".join(text_of(element) for element in named(root, "output")) or warnings
    expected = " or ".join(request.payload)
    printed = f"; the device printed: {said}" if said else ""
    return Classified(ItemStatus.NO_DATA, printable(f"no {expected} with a value{printed}"))


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
    """Listings report in plain output that a directory is missing (an answer) or not permitted (no answer)."""
    said = [text_of(element) for element in named(root, "output")]
    if any("permission denied" in text.lower() for text in said):
        return Classified(ItemStatus.DENIED, printable("; ".join(said)))
    if said and all(_NO_SUCH_FILE in text.lower() for text in said):
        return Classified(ItemStatus.OK)
    return None


def _error_elements(root: etree._Element) -> list[etree._Element]:
    """``rpc-error`` anywhere; a bare ``error`` only where Junos puts one, for replies have data of that name."""
    return [element for element in named(root, "rpc-error", "error", "warning") if is_message(element)]


def _error(element: etree._Element) -> _RpcError:
    children = {local_name(child): text_of(child) for child in element}
    message = message_of(element)
    bad = next((text_of(child) for child in named(element, "bad-element")), "")
    return _RpcError(
        severity_of(element),
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
    """Text anywhere below, or an element whose name states "none" (``no-active-alarms``)."""
    return any(
        (element is not payload and local_name(element).startswith("no-")) or (element.text or "").strip()
        for element in payload.iter()
    )
