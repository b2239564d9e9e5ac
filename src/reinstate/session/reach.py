"""From settings to a connected stream: directly, through a jump host, or as a named ssh_config says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import paramiko

from reinstate.plain_text import printable
from reinstate.session.dial import Line, SessionFailure, dial, dial_by_command, dial_through
from reinstate.session.settings import ConnectionSettings, JumpHost
from reinstate.session.transcript import SessionStage, SessionStatus


def connect(settings: ConnectionSettings) -> tuple[ConnectionSettings, Line]:
    """The stream, and the settings with what the named ssh_config adds to them. SessionFailure where there is none."""
    command = None
    if settings.ssh_config_file is not None:
        settings, command = _configured(settings, settings.ssh_config_file)
    if settings.jump_host is not None:
        line = dial_through(settings.jump_host, settings.address, settings.port, settings.connect_deadline)
    elif command is not None:
        line = dial_by_command(command)
    else:
        line = dial(settings.address, settings.port, settings.connect_deadline)
    return settings, line


def _configured(settings: ConnectionSettings, path: Path) -> tuple[ConnectionSettings, str | None]:
    """What ``HostName``, ``User``, ``IdentityFile``, ``ProxyJump`` and ``ProxyCommand`` say of the device.

    What the inventory says itself stands. The port is the inventory's always.
    """
    config = paramiko.SSHConfig()
    try:
        with path.expanduser().open(encoding="utf-8") as stream:
            config.parse(stream)
        found = config.lookup(settings.address)
    except (OSError, UnicodeDecodeError, paramiko.SSHException) as error:
        detail = f"the ssh_config {path} can't be read: {error}"
        raise SessionFailure(SessionStatus.UNREACHABLE, SessionStage.CONNECT, printable(detail)) from error
    keys = found.get("identityfile") or [None]
    named = replace(
        settings,
        address=found.get("hostname", settings.address),
        user=settings.user or found.get("user", ""),
        private_key_file=settings.private_key_file or (Path(keys[0]).expanduser() if keys[0] else None),
    )
    jump = found.get("proxyjump")
    if settings.jump_host is None and jump and jump.lower() != "none":
        return replace(named, jump_host=_jump_host(jump, path)), None
    command = found.get("proxycommand")
    return named, command if command and command.lower() != "none" else None


def _jump_host(written: str, config_file: Path) -> JumpHost:
    """``[user@]host[:port]`` as ProxyJump writes it; the same file tells ssh the rest."""
    user, _, place = written.rpartition("@")
    host, colon, port = place.rpartition(":")
    if not colon or not port.isdigit():
        host, port = place, "22"
    return JumpHost(host.strip("[]"), int(port), user or None, config_file=config_file)
