"""From settings to a connected stream: directly, through a jump host, or according to a named ssh_config."""

from __future__ import annotations

import errno
import io
from dataclasses import replace
from pathlib import Path

import paramiko

from reinstate.plain_text import printable
from reinstate.session.carriers import dial_by_command, dial_through, proxy_command
from reinstate.session.dial import Line, SessionFailure, dial
from reinstate.session.settings import ConnectionSettings, JumpHost
from reinstate.session.transcript import SessionStage, SessionStatus

_LARGEST_CONFIG = 1024 * 1024


def connect(settings: ConnectionSettings) -> tuple[ConnectionSettings, Line]:
    """The stream, and the settings with what the named ssh_config adds to them. SessionFailure where there is none."""
    command = settings.proxy_command
    if command is not None:
        command = proxy_command(command, settings.address, settings.port, settings.user)
    elif settings.ssh_config_file is not None:
        settings, command = _configured(settings, settings.ssh_config_file)
    if settings.jump_host is not None:
        line = dial_through(settings.jump_host, settings.address, settings.port, settings.connect_deadline)
    elif command is not None:
        line = dial_by_command(command)
    else:
        line = dial(settings.address, settings.port, settings.connect_deadline)
    return settings, line


def _configured(settings: ConnectionSettings, path: Path) -> tuple[ConnectionSettings, str | None]:
    """What ``HostName``, ``User``, ``IdentityFile``, ``ProxyJump`` and ``ProxyCommand`` define for the device.

    What the inventory defines itself takes precedence. The port is always that of the inventory.
    """
    config = paramiko.SSHConfig()
    try:
        config.parse(io.StringIO(_text_of(path.expanduser())))
        found = config.lookup(settings.address)
    except (OSError, UnicodeDecodeError, paramiko.SSHException) as error:
        detail = f"the ssh_config {path} cannot be read: {error}"
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


def _text_of(path: Path) -> str:
    """The text of a file that a person names; a pipe in its place would never end, and neither would a device."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    with path.open(encoding="utf-8") as stream:
        text = stream.read(_LARGEST_CONFIG + 1)
    if len(text) > _LARGEST_CONFIG:
        raise OSError(errno.EFBIG, f"larger than {_LARGEST_CONFIG} characters")
    return text


def _jump_host(written: str, config_file: Path) -> JumpHost:
    """``[user@]host[:port]`` as ProxyJump writes it; ssh reads the rest from the same file."""
    user, _, place = written.rpartition("@")
    host, colon, port = place.rpartition(":")
    if not colon or not port.isdigit():
        host, port = place, "22"
    return JumpHost(host.strip("[]"), int(port), user or None, config_file=config_file)
