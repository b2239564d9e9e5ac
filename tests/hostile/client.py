"""The session as the product runs it: in a child process, replies handed over as they come."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from reinstate.isolation import IsolationResult, run_isolated
from reinstate.plan.requests import CATALOG, FIRST_WAVE, Request, Rpc
from reinstate.session.ask import collect
from reinstate.session.settings import ConnectionSettings
from reinstate.session.transcript import Reply
from tests.hostile.servers import PASSWORD, USER, Address

SECOND_WAVE = tuple(CATALOG[rpc] for rpc in (Rpc.CHASSIS_ALARMS, Rpc.FPCS, Rpc.COMMITS, Rpc.CONFIGURATION))

Plan = Callable[[Sequence[Reply]], Sequence[Request]]


@dataclass
class Collected:
    """What came out of the child."""

    result: IsolationResult
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)
    outcome: dict[str, Any] = field(default_factory=dict)
    transport: dict[str, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    @property
    def status(self) -> tuple[str, str]:
        return self.outcome["status"], self.outcome["stage"]

    def statuses(self) -> dict[str, str]:
        return {rpc: reply["status"] for rpc, reply in self.replies.items()}

    def not_answered(self) -> dict[str, str]:
        assert self.replies, f"nothing was collected: {self.result}, {self.outcome}"
        return {rpc: status for rpc, status in self.statuses().items() if status != "answered"}

    def raw(self, rpc: str) -> bytes:
        return base64.b64decode(self.replies[rpc]["raw"])


def settings_for(address: Address, **changes: Any) -> ConnectionSettings:
    """Login and short deadlines for a server of these tests."""
    plain: dict[str, Any] = {
        "address": address.host,
        "port": address.port,
        "user": USER,
        "password": PASSWORD,
        "connect_deadline": 5.0,
        "hello_deadline": 5.0,
        "device_deadline": 30.0,
    }
    return ConnectionSettings(**{**plain, **changes})


def collected(
    settings: ConnectionSettings,
    first_wave: Sequence[Request] = FIRST_WAVE,
    plan: Plan = lambda replies: SECOND_WAVE,
    deadline: float = 60.0,
) -> Collected:
    """Run the session in a child process."""
    heard = Collected(IsolationResult("done"))

    def job(emit: Callable[[Any], None]) -> None:
        def keep(reply: Reply) -> None:
            raw = base64.b64encode(reply.raw).decode()
            started = reply.started.isoformat() if reply.started else None
            emit({"reply": {**asdict(reply), "request": reply.request.id, "raw": raw, "started": started}})

        report = collect(settings, first_wave, plan, keep)
        emit({"report": asdict(report)})

    def hear(message: Any) -> None:
        if "reply" in message:
            rpc = message["reply"]["request"]
            assert rpc not in heard.replies, f"two replies for {rpc}"
            heard.replies[rpc] = message["reply"]
            heard.order.append(rpc)
        else:
            heard.outcome = message["report"]["outcome"]
            heard.transport = message["report"]["transport"]

    heard.result = run_isolated(job, deadline=deadline, memory_limit=settings.memory_limit, on_message=hear)
    return heard
