"""Arguments of the playbooks' tasks, checked: plain types, and one clear sentence for each mistake."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from reinstate.declared.store import Handed, claims_of_inventory
from reinstate.errors import InputError
from reinstate.evidence.signing_keys import SigningKey, signing_key_at
from reinstate.report.formats.names import DEFAULT_EXPORTS, require_formats
from reinstate.session.carriers import proxy_command
from reinstate.session.settings import ConnectionSettings, JumpHost

Scope = Literal["full", "triage"]
FailOn = Literal["inconclusive", "fail", "never"]


def _none_if_empty(value: Any) -> Any:
    return None if value == "" else value


def _text(value: Any) -> Any:
    """Numbers are text here: a password or user name of digits comes out of YAML as a number."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]
OptionalText = Annotated[str | None, BeforeValidator(_text), BeforeValidator(_none_if_empty)]
OptionalPath = Annotated[Path | None, BeforeValidator(_none_if_empty)]


def _claim(value: Any) -> dict[str, Any]:
    """What the inventory claims of a host: one mapping, or a list for several units; checked, and kept as written."""
    try:
        claims_of_inventory(value, "this host")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except TypeError as error:
        raise ValueError(str(error)) from error
    return dict(value) if isinstance(value, Mapping) else {"units": value} if value else {}


def _names(value: Any) -> Any:
    """A list of names; one text can name several, separated by commas."""
    names = value.split(",") if isinstance(value, str) else value
    return [one.strip() if isinstance(one, str) else one for one in names if one != ""]


# Formats of the report's exports. A mistake in it is found before anything is collected or judged.
Exports = Annotated[tuple[str, ...], BeforeValidator(_names), AfterValidator(require_formats)]


class Arguments(BaseModel):
    """Arguments of one task; unknown ones are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False, defer_build=True)


class _Declaring(Arguments):
    """Arguments of tasks that accept files with declared inputs."""

    claims: OptionalPath = None
    entitlement: OptionalPath = None
    attestations: OptionalPath = None
    hold_ends: OptionalPath = None
    bench_parts: OptionalPath = None
    model_values: OptionalPath = None
    exchange_rates: OptionalPath = None

    def handed(self) -> Handed:
        """The files that are provided."""
        return Handed(**{one.name: _expanded(getattr(self, one.name)) for one in fields(Handed)})


class _Signing(Arguments):
    """Arguments of tasks that sign what they write: the file with the private key."""

    signing_key: OptionalPath = None

    def key(self) -> SigningKey | None:
        """The key; InputError where the file cannot be used."""
        return signing_key_at(self.signing_key)


class OpenArguments(_Declaring, _Signing):
    """Arguments of ``inspection_run``."""

    runs_dir: Path
    hosts: list[str] = Field(min_length=1)
    inventory: list[str] | None = None
    batch: list[str]
    jump_hosts: list[str] = []
    jump_hosts_grouped: bool = True
    run_id: OptionalText = None
    policy: OptionalPath = None
    scope: Scope = "full"
    resume: bool = False
    run_group: OptionalText = None
    exports: Exports = DEFAULT_EXPORTS


class CollectArguments(Arguments):
    """Arguments of ``junos_evidence``."""

    host: Text
    run: OptionalPath = None
    address: Text
    port: Annotated[int, Field(ge=1, le=65535)] = 830
    user: OptionalText = None
    password: OptionalText = None
    private_key_file: OptionalPath = None
    private_key: OptionalText = None
    private_key_passphrase: OptionalText = None
    use_agent: bool = False
    use_home_keys: bool = False
    ssh_config_file: OptionalPath = None
    host_key: OptionalText = None
    ssh_jump: OptionalText = None
    ssh_jump_private_key_file: OptionalPath = None
    ssh_jump_config_file: OptionalPath = None
    ssh_jump_known_hosts_file: OptionalPath = None
    proxy_command: OptionalText = None
    pipelined: bool = True
    connect_deadline: Annotated[float, Field(gt=0)] = 20
    hello_deadline: Annotated[float, Field(gt=0)] = 30
    device_deadline: Annotated[float, Field(gt=0)] = 600
    reply_deadline_factor: Annotated[float, Field(gt=0)] = 1
    reply_deadline: Annotated[float, Field(ge=0)] = 0
    reply_limit: Annotated[int, Field(ge=4096)] = 64 * 1024 * 1024
    memory_limit: Annotated[int, Field(ge=64 * 1024 * 1024)] = 512 * 1024 * 1024
    attempts: Annotated[int, Field(ge=1, le=10)] = 2
    claim: Annotated[dict[str, Any], BeforeValidator(_claim)] = {}
    scope: Scope = "full"
    disabled_checks: list[str] = []
    switched_on: list[str] = []
    site_needs: list[dict[str, list[str]]] = []
    profiles: list[dict[str, Any]] = []

    def settings(self) -> ConnectionSettings:
        """The connection settings that these arguments state."""
        return ConnectionSettings(
            address=self.address,
            port=self.port,
            user=self.user or "",
            password=self.password,
            private_key_file=_expanded(self.private_key_file),
            private_key=None if self.private_key_file else self.private_key,
            private_key_passphrase=self.private_key_passphrase,
            use_agent=self.use_agent,
            use_home_keys=self.use_home_keys,
            ssh_config_file=_expanded(self.ssh_config_file),
            expected_host_key=self.host_key,
            jump_host=self._jump_host(),
            proxy_command=self.proxy_command,
            pipelined=self.pipelined,
            connect_deadline=self.connect_deadline,
            hello_deadline=self.hello_deadline,
            device_deadline=self.device_deadline,
            reply_deadline_factor=self.reply_deadline_factor,
            reply_deadline=self.reply_deadline,
            reply_limit=self.reply_limit,
            memory_limit=self.memory_limit,
            attempts=self.attempts,
        )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        """Refuse a way to the device that cannot be gone, before any is tried."""
        if self._jump_host() is not None and self.proxy_command:
            raise ValueError("ssh_jump and proxy_command are two ways to the device: set one of them")
        if self.proxy_command:
            proxy_command(self.proxy_command, self.address, self.port, self.user or "")
        return self

    def _jump_host(self) -> JumpHost | None:
        """The jump host; of several, separated by commas, the last one, through those before it."""
        if self.ssh_jump is None or self.ssh_jump.lower() == "none":
            return None
        *before, last = map(self._hop, self.ssh_jump.split(","))
        return last.after(before[::-1])

    def _hop(self, written: str) -> JumpHost:
        user, _, place = written.strip().removeprefix("ssh://").rpartition("@")
        address, port = _address_and_port(place)
        return JumpHost(
            address=address,
            port=port,
            user=user or None,
            private_key_file=_expanded(self.ssh_jump_private_key_file),
            config_file=_expanded(self.ssh_jump_config_file),
            known_hosts_file=_expanded(self.ssh_jump_known_hosts_file),
        )


# What Juniper's and Ansible's own network modules read from the environment.
ENVIRONMENT: Mapping[str, str] = {
    "user": "ANSIBLE_NET_USERNAME",
    "password": "ANSIBLE_NET_PASSWORD",
    "private_key_file": "ANSIBLE_NET_SSH_KEYFILE",
}


class DecideArguments(_Declaring, _Signing):
    """Arguments of ``inspection_decision``; ``as_of`` is the evaluation date, the day of the run by default."""

    run: Path
    policy: OptionalPath = None
    as_of: Annotated[date | None, BeforeValidator(_none_if_empty)] = None
    fail_on: FailOn = "inconclusive"
    exports: Exports = DEFAULT_EXPORTS


class PagesArguments(Arguments):
    """Arguments of ``lifecycle_pages_needed``."""

    families: list[str] = Field(default_factory=list, max_length=200)
    run: OptionalPath = None
    policy: OptionalPath = None
    folder: Path
    days: int = Field(default=7, ge=0)
    site: str


class FetchedPage(Arguments):
    """What a request for a page gave: its content, or why there is none."""

    slug: str
    status: int | None = None
    content: str | None = None
    msg: str = ""


class PageImportArguments(Arguments):
    """Arguments of ``lifecycle_pages_import``."""

    families: list[str] = Field(default_factory=list, max_length=200)
    run: OptionalPath = None
    policy: OptionalPath = None
    folder: Path
    table: Path
    fetched: list[FetchedPage] = Field(default_factory=list, max_length=200)


class ReportArguments(_Signing):
    """Arguments of ``inspection_report``."""

    run: Path
    own_templates: Path
    templates: OptionalPath = None
    exports: Exports = DEFAULT_EXPORTS


A = TypeVar("A", bound=Arguments)


def plain_json(value: Any) -> Any:
    """The value in plain JSON types. Ansible's values are tagged subclasses that strict models and YAML refuse."""
    return json.loads(json.dumps(value, default=str))


def parse(model: type[A], stated: Mapping[str, Any], *, where: str) -> A:
    """The arguments, checked; InputError names each wrong one, what was expected, and what it got."""
    given = {key: value for key, value in plain_json(stated).items() if value is not None}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong = [_mistake(problem) for problem in error.errors(include_url=False)]
        raise InputError(
            f"{where}: {'; '.join(name for name, _, _ in wrong)} cannot be used",
            expected="; ".join(f"{name}: {expected}" for name, expected, _ in wrong),
            actual="; ".join(f"{name}: {actual}" for name, _, actual in wrong),
            remedy="correct these variables in the inventory or on the command line",
        ) from error


def _mistake(problem: Any) -> tuple[str, str, str]:
    name = ".".join(str(part) for part in problem["loc"]) or "arguments"
    secret = name == "private_key" or any(word in name for word in ("password", "passphrase"))
    return name, problem["msg"], "(not shown)" if secret else repr(problem.get("input"))[:120]


def _address_and_port(place: str) -> tuple[str, int]:
    """``host``, ``host:port`` or ``[v6]:port``."""
    if place.startswith("["):
        address, _, rest = place[1:].partition("]")
        port = rest.removeprefix(":")
    elif place.count(":") == 1:
        address, _, port = place.partition(":")
    else:
        address, port = place, ""
    if not address or address.startswith("-") or (port and not port.isdigit()):
        raise InputError(
            "ssh_jump: not an address", expected="[user@]host[:port], or several with commas", actual=place
        )
    return address, int(port or 22)


def _expanded(path: Path | None) -> Path | None:
    return None if path is None else path.expanduser()
