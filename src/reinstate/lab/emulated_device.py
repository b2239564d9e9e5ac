"""How an emulated device answers one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol

from reinstate.lab.junos_xml import leaf, node
from reinstate.lab.replies.all_replies import ALL_ENGINES_COMMAND, COMMANDS, REPLIES, KnownReply
from reinstate.lab.replies.context import Context
from reinstate.lab.spec import DeviceSpec, Fault, Login, Netconf

# The day of the shipped rack. The lab's playbook evaluates as of this day, so that no reference set becomes too old.
RACK_DAY = date(2026, 11, 23)
_HOUR = time(10, tzinfo=UTC)
_JUNOS_XNM = "http://xml.juniper.net/xnm/1.1/xnm"


class Ending(StrEnum):
    """What happens on the wire after an answer's bytes."""

    COMPLETE = "complete"
    NEVER = "never"  # nothing comes, and nothing after it
    CLOSED = "closed"  # the connection ends


@dataclass(frozen=True, slots=True)
class AskedRequest:
    """One request as it came.

    Attributes:
        rpc: local name of the operation.
        arguments: child elements' texts (True for empty ones), attributes as ``@name``, own text as ``#text``.
        xml: the operation as sent, bounded.
        wanted: the part of the configuration that it asks for, as a tree of names; None for all of it.
    """

    rpc: str
    arguments: Mapping[str, str | bool] = field(default_factory=dict)
    xml: str = ""
    wanted: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send: ``body`` goes into an ``rpc-reply``; ``raw`` is one already, whose message-id is replaced."""

    body: str = ""
    raw: bytes = b""
    ending: Ending = Ending.COMPLETE
    delay: float = 0.0


class ServedDevice(Protocol):
    """What the server needs of a device. Delays in seconds."""

    @property
    def name(self) -> str:
        """Host name."""

    @property
    def chassis_name(self) -> str:
        """The name of the chassis, from which the host key is derived."""

    @property
    def netconf(self) -> Netconf:
        """How its NETCONF server speaks."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it on the wire."""

    @property
    def logins(self) -> Mapping[str, Login]:
        """Who may log in, the bench's own login first."""

    @property
    def connect_delay(self) -> float:
        """Seconds before the SSH banner."""

    @property
    def reply_namespace(self) -> str:
        """The ``junos`` namespace of its replies."""

    def answer(self, request: AskedRequest, user: str) -> Answer:
        """The reply to one request of that user."""


def rpc_error(message: str, bad_element: str = "", *, tag: str = "operation-failed", severity: str = "error") -> str:
    """An ``rpc-error`` as Junos prints it."""
    return node(
        "rpc-error",
        leaf("error-type", "protocol") + leaf("error-tag", tag) + leaf("error-severity", severity),
        leaf("error-message", message),
        node("error-info", leaf("bad-element", bad_element)) if bad_element else "",
    )


def syntax_error(request: AskedRequest) -> Answer:
    """The reply of Junos to an RPC that it does not know, or that this platform does not have."""
    return Answer(rpc_error("syntax error", request.rpc))


@dataclass(frozen=True, slots=True)
class EmulatedDevice:
    """A device made from a spec.

    Attributes:
        started: when the rack was started; boot time is ``spec.up`` seconds before it.
        day: everything on the disk (files, commits, crashes, snapshots, logs) is dated back from 10:00 UTC of this day.
        ahead: how far its clock, and with it ``started``, is ahead of the real one.
    """

    spec: DeviceSpec
    started: datetime
    reply_delay: float = 0.0
    connect_delay: float = 0.0
    day: date = RACK_DAY
    ahead: timedelta = timedelta(0)

    @property
    def name(self) -> str:
        """Host name."""
        return self.spec.name

    @property
    def chassis_name(self) -> str:
        """The name of the chassis."""
        return self.spec.same_box_as or self.spec.name

    @property
    def netconf(self) -> Netconf:
        """How its NETCONF server speaks."""
        return self.spec.netconf

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it on the wire."""
        return self.spec.faults

    @property
    def logins(self) -> Mapping[str, Login]:
        """Who may log in."""
        return self.spec.logins

    @property
    def reply_namespace(self) -> str:
        """The ``junos`` namespace of its replies."""
        return f"http://xml.juniper.net/junos/{self.spec.release}/junos"

    def answer(self, request: AskedRequest, user: str) -> Answer:
        """The reply to one request."""
        milliseconds = self.spec.delays.get(request.rpc, self.reply_delay or self.spec.reply_delay)
        return replace(self._answer(request, user), delay=milliseconds / 1000)

    def _answer(self, request: AskedRequest, user: str) -> Answer:
        if (text := self._printed(request, user)) is not None:
            return Answer(leaf("output", f"\n{text}"))
        request = in_one_form(request)
        known = self._known(request)
        if known is None:
            return syntax_error(request)
        login = self.logins[user]
        if known.permissions and not any(login.may(permission) for permission in known.permissions):
            return Answer(rpc_error("permission denied", request.rpc))
        if known.name == "cluster" and not self.spec.cluster:
            return Answer(_not_enabled())
        if request.arguments and not known.arguments and not self._of_one_node(request):
            return Answer(rpc_error("syntax error", next(iter(request.arguments))))
        body = self._rendered(known, request, user, login)
        return syntax_error(request) if body is None else Answer(body)

    def _printed(self, request: AskedRequest, user: str) -> str | None:
        """What the CLI prints for a command that is asked for as text; None for everything else."""
        if request.rpc != "command" or request.arguments.get("@format") not in _TEXT_FORMATS:
            return None
        asked = COMMANDS.get(_command_of(request))
        return asked.text(self._context(self.spec, request, user, self.logins[user])) if asked and asked.text else None

    def _known(self, request: AskedRequest) -> KnownReply | None:
        name, arguments = request.rpc, dict(request.arguments)
        if name == "command":
            if arguments != {"@format": "xml", "#text": ALL_ENGINES_COMMAND}:
                return None
            known: KnownReply | None = replace(
                REPLIES["get-software-information"],
                name="software-all-engines",
                everywhere=False,
                permissions=("maintenance",),
                arguments=True,
            )
        elif name == "get-software-information" and arguments:
            variant = {"local": "software-local", "node": "software-all-nodes"}.get(next(iter(arguments)), "")
            known = replace(REPLIES[name], name=variant, everywhere=False)
        else:
            known = REPLIES.get(name)
        if known is None or known.name in self.spec.refuses:
            return None
        return known if known.everywhere or known.name in self.spec.answers else None

    def _rendered(self, known: KnownReply, request: AskedRequest, user: str, login: Login) -> str | None:
        if known.name not in self.spec.wrapped:
            return known.render(self._context(self.spec, request, user, login))
        items = []
        for engine, spec in self._asked_engines(request).items():
            body = known.render(self._context(spec, request, user, login))
            if body is None:
                return None
            items.append(node("multi-routing-engine-item", leaf("re-name", engine), body))
        return node("multi-routing-engine-results", *items)

    def _of_one_node(self, request: AskedRequest) -> bool:
        return bool(self.spec.cluster) and set(request.arguments) == {"node"} and bool(self._asked_engines(request))

    def _asked_engines(self, request: AskedRequest) -> Mapping[str, DeviceSpec]:
        """The engines that answer: all of them, or the node that is asked for. The first node is asked, and primary."""
        engines = self.spec.members or {"localre": self.spec}
        if not self.spec.cluster or request.rpc == "get-software-information" or "node" not in request.arguments:
            return engines
        node = request.arguments["node"]
        first = next(iter(engines))
        return {name: spec for name, spec in engines.items() if node == name or (node in _FIRST and name == first)}

    def _context(self, spec: DeviceSpec, request: AskedRequest, user: str, login: Login) -> Context:
        offset = timedelta(seconds=spec.clock_offset)
        booted = self.started - timedelta(seconds=spec.up) + offset
        now = datetime.now(UTC) + self.ahead + offset
        day = datetime.combine(self.day, _HOUR) + offset
        return Context(spec, user, login, now, booted, day, request.arguments, request.wanted)


_FIRST = ("primary", "local")


_TEXT_FORMATS = ("text", "ascii")


def _command_of(request: AskedRequest) -> str:
    return " ".join(str(request.arguments.get("#text", "")).split())


def in_one_form(request: AskedRequest) -> AskedRequest:
    """The request as its own element, in XML, which is what Junos gives where no format is named.

    A command of the CLI becomes the request that it stands for; one that is not emulated stays a command.
    """
    arguments = dict(request.arguments)
    if request.rpc == "command":
        asked = COMMANDS.get(_command_of(request))
        if asked is None or (asked.needs_xml and arguments.get("@format", "xml") != "xml"):
            return request
        del arguments["#text"]
        request = replace(request, rpc=asked.rpc)
        arguments |= asked.arguments
    if arguments.get("@format") == "xml":
        del arguments["@format"]
    return replace(request, arguments=arguments)


def _not_enabled() -> str:
    return (
        f'<xnm:error xmlns="{_JUNOS_XNM}" xmlns:xnm="{_JUNOS_XNM}">\n<source-daemon>\njsrpd\n</source-daemon>\n'
        "<message>\nerror: Chassis cluster is not enabled\n</message>\n</xnm:error>\n"
    )
