"""Send one device every planned request, in two waves, and report how it went.

Runs in the device's child process (`reinstate.isolation`). Device faults are never raised: they are outcomes and
reply statuses, and every planned request gets exactly one `Reply`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from reinstate.plain_text import printable
from reinstate.plan.requests import Request
from reinstate.session.dial import Line, SessionFailure
from reinstate.session.framing import FramingError, MessageTooLargeError, head_of, is_blank
from reinstate.session.netconf import Ended, EvidenceDevice, Message, libraries_prepared
from reinstate.session.reach import connect
from reinstate.session.settings import ConnectionSettings
from reinstate.session.transcript import Outcome, Reply, ReplyStatus, SessionStage, SessionStatus, Transport

# A session that dies in the middle of the plan is opened again so often.
REOPENINGS: Final = 1
# What is kept of a reply that cannot be whole anyway.
KEPT_OF_TRUNCATED: Final = 1024 * 1024
# Where only replies without a usable message-id are left, the right ones may still be on their way for so long.
STRAY_GRACE: Final = 1.0
BACK_OFF: Final = 1.0


@dataclass(frozen=True, slots=True)
class SessionReport:
    """How the session with one device went, and what its transport showed."""

    outcome: Outcome
    transport: Transport


def collect(
    settings: ConnectionSettings,
    first_wave: Sequence[Request],
    plan_second_wave: Callable[[Sequence[Reply]], Sequence[Request]],
    on_reply: Callable[[Reply], None],
    *,
    on_transport: Callable[[Transport], None] = lambda transport: None,
) -> SessionReport:
    """Open, send the first wave, send what is planned from its replies, close.

    Args:
        settings: how the device is reached, and all limits.
        first_wave: sent to every device.
        plan_second_wave: gets the first wave's replies, in the order asked, where a session was opened at all.
            Requests that were sent already are left out of what it returns. What it raises ends the plan, and is
            stated in the outcome.
        on_reply: gets each reply as soon as it is complete. What it raises is raised here, after hanging up.
        on_transport: gets what the transport shows, each time there is more, beginning with the host key.

    Raises RequestNotAllowedError for a request that is not on the allow-list.
    """
    with libraries_prepared():
        run = _Run(settings, on_reply, on_transport)
        try:
            replies = run.ask(first_wave, SessionStage.FIRST_WAVE)
            if run.opened:
                run.ask(_plan(run, plan_second_wave, replies, first_wave), SessionStage.SECOND_WAVE)
        finally:
            run.hang_up()
    return SessionReport(run.outcome(), run.transport)


def _plan(
    run: _Run,
    plan_second_wave: Callable[[Sequence[Reply]], Sequence[Request]],
    replies: Sequence[Reply],
    first_wave: Sequence[Request],
) -> Sequence[Request]:
    try:
        planned = plan_second_wave(replies)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  it reads what a device said; the first wave is kept whatever happens
        run.note(f"the remaining requests could not be planned: {type(error).__name__}: {error}")
        return ()
    asked = {request.id for request in first_wave}
    return [request for request in planned if request.id not in asked]


@dataclass(slots=True)
class _Sent:
    """A request under way, and a reply that may belong to it but does not state so."""

    request: Request
    moment: datetime
    at: float
    stray: Message | None = None


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a session cannot continue.

    Attributes:
        status: of the session, unless another session succeeds.
        detail: one sentence.
        reply: the answer given for the item at fault; None where no item was being answered.
    """

    status: SessionStatus
    detail: str
    reply: Reply | None = None


@dataclass(slots=True)
class _Run:
    """The state of one collection: the open session, what went wrong, how often it was tried."""

    settings: ConnectionSettings
    on_reply: Callable[[Reply], None]
    on_transport: Callable[[Transport], None]
    transport: Transport = field(default_factory=Transport)
    device: EvidenceDevice | None = None
    opened: bool = False
    attempts: int = 0
    reopenings: int = 0
    final: _Fault | None = None
    final_stage: SessionStage = SessionStage.CONNECT
    unanswered: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # What the device was offered for logging in and did not take, with what came of it.
    tried: dict[str, str] = field(default_factory=dict)
    ends_at: float = 0.0

    def __post_init__(self) -> None:
        self.ends_at = time.monotonic() + self.settings.device_deadline

    # --- waves ---

    def ask(self, requests: Sequence[Request], stage: SessionStage) -> list[Reply]:
        """One reply per request, in their order; each was handed over as it came."""
        answers: dict[str, Reply] = {}
        waiting = list(dict.fromkeys(requests))
        while waiting and self.final is None:
            device = self._session(stage)
            if device is None:
                break
            fault = _Exchange(self, device, answers).run(waiting)
            if fault is not None:
                self._settle(fault, stage, answers)
            waiting = [request for request in waiting if request.id not in answers]
        for request in waiting:
            self.deliver(self._given_up(request), answers)
        return [answers[request.id] for request in dict.fromkeys(requests)]

    def deliver(self, reply: Reply, answers: dict[str, Reply]) -> None:
        """Hand one reply over."""
        answers[reply.request.id] = reply
        if reply.status is not ReplyStatus.ANSWERED:
            self.unanswered.append(f"{reply.request.id} ({reply.status})")
        self.on_reply(reply)

    def note(self, text: str) -> None:
        """Remember a sentence for the outcome; it makes the session incomplete."""
        self.notes.append(printable(text))

    def _settle(self, fault: _Fault, stage: SessionStage, answers: dict[str, Reply]) -> None:
        """Drop the session; another may be opened unless that was done already, or time is over."""
        assert self.device is not None
        self.device.drop()
        self.device = None
        if fault.reply is not None:
            self.deliver(fault.reply, answers)
        if self.reopenings >= REOPENINGS or time.monotonic() >= self.ends_at:
            self.final, self.final_stage = fault, stage
        else:
            self.reopenings += 1
            self.note(fault.detail)

    def _given_up(self, request: Request) -> Reply:
        """The reply of a request that no session is left for."""
        assert self.final is not None
        closed = self.final.status is SessionStatus.CLOSED
        status = ReplyStatus.CLOSED if closed else ReplyStatus.NOT_SENT
        return Reply(request, status, b"", None, 0.0, self.final.detail)

    # --- the session ---

    def _session(self, stage: SessionStage) -> EvidenceDevice | None:
        """The open session, or a new one; None (and ``final`` says why) where there is none to be had."""
        if self.device is not None:
            return self.device
        try:
            self.device = self._open()
        except SessionFailure as failure:
            if self.opened and failure.status is not SessionStatus.HOST_KEY_CHANGED:
                detail = printable(f"{self.notes[-1]}; opening another session failed: {failure.detail}")
                self.final, self.final_stage = _Fault(SessionStatus.CLOSED, detail), stage
            else:
                self.final, self.final_stage = _Fault(failure.status, failure.detail), failure.stage
            return None
        self.opened = True
        return self.device

    def _open(self) -> EvidenceDevice:
        """A session, after as many attempts as it takes and is allowed."""
        tries = 0
        while True:
            tries += 1
            self.attempts += 1
            try:
                return self._open_once()
            except SessionFailure as failure:
                if failure.log_in_again:
                    tries -= 1
                    continue
                pause = BACK_OFF * 2 ** (tries - 1)
                if not failure.again or tries >= self.settings.attempts or time.monotonic() + pause >= self.ends_at:
                    raise
                time.sleep(pause)

    def _open_once(self) -> EvidenceDevice:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise SessionFailure(SessionStatus.TIMEOUT, SessionStage.CONNECT, "the device deadline passed")
        settings = replace(
            self.settings,
            connect_deadline=min(self.settings.connect_deadline, left),
            hello_deadline=min(self.settings.hello_deadline, left),
        )
        line: Line
        settings, line = connect(settings)
        # A reopened session must meet the same device.
        expected = self.settings.expected_host_key
        if expected is None and self.transport.host_key:
            expected = self.transport.host_key
        device = EvidenceDevice(settings, line, expected_host_key=expected, on_transport=self._see, tried=self.tried)
        return device.open()

    def _see(self, transport: Transport) -> None:
        self.transport = transport
        self.on_transport(transport)

    def hang_up(self) -> None:
        """Close what is open."""
        if self.device is not None:
            self.device.close()
            self.device = None

    def outcome(self) -> Outcome:
        """How it went, once all is asked."""
        if self.final is not None:
            return Outcome(self.final.status, self.final_stage, self.final.detail, self.attempts)
        if self.unanswered or self.notes:
            stated = [*self.notes, *([f"no reply to {', '.join(self.unanswered)}"] if self.unanswered else [])]
            return Outcome(SessionStatus.INCOMPLETE, SessionStage.DONE, printable("; ".join(stated)), self.attempts)
        return Outcome(SessionStatus.COMPLETE, SessionStage.DONE, "", self.attempts)


@dataclass(slots=True)
class _Exchange:
    """Requests and replies over one session, until all are answered or the session cannot continue."""

    run_state: _Run
    device: EvidenceDevice
    answers: dict[str, Reply]
    pending: dict[str, _Sent] = field(default_factory=dict)
    answered_at: float = 0.0  # the end of the reply before
    ended: Ended | None = None

    def run(self, requests: Sequence[Request]) -> _Fault | None:
        """None when each request has its reply."""
        todo = list(requests)
        pipelined = self.run_state.settings.pipelined
        while todo or self.pending:
            if todo and not self.pending:
                count = len(todo) if pipelined else 1
                self._send(todo[:count])
                del todo[:count]
            if self.ended is not None:
                return self._broken(self.ended)
            seconds = self._deadline() - time.monotonic()
            event = self.device.receive(seconds)
            if isinstance(event, Message):
                self._take(event)
            elif isinstance(event, Ended):
                self.ended = event
            elif self._head() is None:
                self._accept_strays()
            else:
                return self._late()
        return None

    def _send(self, requests: Sequence[Request]) -> None:
        # What came since the last reply belongs to no request; an end that was not seen yet is the fault of none.
        while (event := self.device.receive(0)) is not None:
            if isinstance(event, Ended):
                self.ended = event
                return
        try:
            identifiers, moment, at = self.device.ask(requests)
        except OSError as error:
            self.ended = Ended(error, b"")
            return
        for identifier, request in zip(identifiers, requests, strict=True):
            self.pending[identifier] = _Sent(request, moment, at)

    def _head(self) -> _Sent | None:
        """The request that is being answered: Junos serves them one after another."""
        return next((sent for sent in self.pending.values() if sent.stray is None), None)

    def _deadline(self) -> float:
        """When the head's reply must be complete, counted from the end of the reply before it."""
        head = self._head()
        if head is None:
            own = self.answered_at + STRAY_GRACE
        else:
            own = max(head.at, self.answered_at) + self.run_state.settings.seconds_for(head.request.deadline)
        return min(own, self.run_state.ends_at)

    def _take(self, message: Message) -> None:
        """Assign a message to its request. One that does not state its request is kept for the head."""
        head = head_of(message.raw)
        sent = None
        if head.element == "rpc-reply" and head.message_id is not None:
            sent = self.pending.pop(head.message_id, None)
        if sent is not None:
            self._answer(sent, message, ReplyStatus.ANSWERED, "")
            return
        candidate = self._head()
        if candidate is not None:
            candidate.stray = message
            self.answered_at = message.ended

    def _answer(self, sent: _Sent, message: Message, status: ReplyStatus, detail: str) -> None:
        seconds = message.ended - max(sent.at, self.answered_at)
        self.answered_at = max(self.answered_at, message.ended)
        reply = Reply(sent.request, status, message.raw, sent.moment, round(max(0.0, seconds), 6), detail)
        self.run_state.deliver(reply, self.answers)

    def _accept_strays(self) -> None:
        """Accept replies that do not state their request: they cost only their own item."""
        for identifier, sent in list(self.pending.items()):
            if sent.stray is not None:
                del self.pending[identifier]
                said = head_of(sent.stray.raw).message_id
                shown = "no message-id" if said is None else f"message-id {printable(said, 40)!r}"
                self._answer(sent, sent.stray, ReplyStatus.MALFORMED, f"{shown}, expected {identifier!r}")

    def _late(self) -> _Fault:
        """The head is not answered in time: the session is in doubt from here on."""
        self._accept_strays()
        head = self._head()
        assert head is not None
        if time.monotonic() >= self.run_state.ends_at:
            why = f"the device deadline of {self.run_state.settings.device_deadline:g} seconds passed"
        else:
            allowed = self.run_state.settings.seconds_for(head.request.deadline)
            why = f"the deadline of {allowed:g} seconds passed"
        reply = self._broken_reply(head, ReplyStatus.TIMEOUT, self.device.partial(), why)
        return _Fault(SessionStatus.TIMEOUT, f"no reply to {head.request.id}: {why}", reply)

    def _broken(self, ended: Ended) -> _Fault:
        """The stream ended. At fault is the item that was being answered."""
        if isinstance(ended.error, MemoryError):
            raise ended.error
        self._accept_strays()
        at_fault = self.pending.get(head_of(ended.partial).message_id or "") or self._head()
        if at_fault is None:
            return _Fault(SessionStatus.CLOSED, "the device closed the session")
        status, why = _wire_status(ended)
        detail = f"{_FAULTS[status].format(item=at_fault.request.id)}: {why}"
        return _Fault(SessionStatus.CLOSED, detail, self._broken_reply(at_fault, status, ended.partial, why))

    def _broken_reply(self, sent: _Sent, status: ReplyStatus, partial: bytes, detail: str) -> Reply:
        seconds = time.monotonic() - max(sent.at, self.answered_at)
        raw = b"" if is_blank(partial) else partial[:KEPT_OF_TRUNCATED]
        return Reply(sent.request, status, raw, sent.moment, round(max(0.0, seconds), 6), detail)


_FAULTS = {
    ReplyStatus.CLOSED: "no reply to {item}",
    ReplyStatus.TRUNCATED: "the reply to {item} is incomplete",
    ReplyStatus.MALFORMED: "the reply to {item} is malformed",
}


def _wire_status(ended: Ended) -> tuple[ReplyStatus, str]:
    """What the end of the stream means for the reply that it cut."""
    if isinstance(ended.error, MessageTooLargeError):
        return ReplyStatus.TRUNCATED, str(ended.error)
    if isinstance(ended.error, FramingError):
        return ReplyStatus.MALFORMED, f"invalid framing: {ended.error}"
    if is_blank(ended.partial):
        return ReplyStatus.CLOSED, "the device closed the session"
    return ReplyStatus.TRUNCATED, "the device closed the session during the reply"
