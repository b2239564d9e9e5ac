"""A stream to a device through another program: ``ssh -W`` on jump hosts, or the command that an inventory names."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
from collections.abc import Sequence

from reinstate.errors import InputError
from reinstate.isolation import end_with
from reinstate.session.dial import Line, SessionFailure, unbracketed
from reinstate.session.settings import JumpHost
from reinstate.session.transcript import SessionStage, SessionStatus

# ssh gives up before the session's own deadline shuts the stream: then it says which host did not reply.
_SHARE_OF_JUMP = 0.75


def dial_through(jump: JumpHost, address: str, port: int, deadline: float) -> Line:
    """A stream to the device through ``ssh -W`` on jump hosts; SessionFailure where there is no ``ssh`` here."""
    ssh = shutil.which("ssh")
    if ssh is None:
        raise SessionFailure(
            SessionStatus.UNREACHABLE,
            SessionStage.CONNECT,
            "a jump host requires the OpenSSH client: no ssh command on the controller",
        )
    hops = [jump.address, *(via.address for via in jump.via)]
    return _spawn([ssh, *_jump_arguments(ssh, jump, address, port, deadline)], " through ".join(hops))


def dial_by_command(command: str) -> Line:
    """A stream over a ``ProxyCommand``, its tokens replaced."""
    return _spawn(["/bin/sh", "-c", f"exec {command}"], "the ProxyCommand")


def proxy_command(command: str, address: str, port: int, user: str) -> str:
    """The command with the tokens of ssh_config replaced: ``%h`` and ``%n``, ``%p``, ``%r``, ``%%``.

    Raises:
        InputError: another token, or an address or user with characters that a shell would act on.
    """
    values = {"h": unbracketed(address), "n": unbracketed(address), "p": str(port), "r": user, "%": "%"}
    for token in re.findall(r"%(.?)", command.replace("%%", "")):
        if token not in values:
            raise InputError(
                f"ProxyCommand: the token %{token} is not known",
                expected="%h, %p, %r, or %%",
                actual=command,
                remedy="write the value instead",
            )
        if not re.fullmatch(r"[\w.:@%+-]*", values[token]) or values[token].startswith("-"):
            raise InputError(
                f"ProxyCommand: the value of %{token} cannot be put into a command",
                expected="letters, digits, and the characters . : @ % + _ -",
                actual=values[token],
                remedy="correct the address or the user",
            )
    return re.sub(r"%(.)", lambda found: values[found[1]], command)


def _spawn(arguments: Sequence[str], through: str) -> Line:
    """Called in the main thread, which lasts as long as the process: see `end_with`."""
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    try:
        process = subprocess.Popen(  # noqa: S603
            arguments,
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=subprocess.PIPE,
            # One system call, in a process that no other thread was copied into.
            preexec_fn=lambda: end_with(parent),  # noqa: PLW1509
        )
    except OSError as error:
        ours.close()
        raise SessionFailure(
            SessionStatus.UNREACHABLE, SessionStage.CONNECT, f"{arguments[0]} cannot be started: {error.strerror}"
        ) from error
    finally:
        theirs.close()
    return Line(ours, process, through)


def _jump_arguments(ssh: str, jump: JumpHost, address: str, port: int, deadline: float) -> list[str]:
    options = {
        "BatchMode": "yes",
        "StrictHostKeyChecking": "accept-new",
        "ConnectTimeout": str(max(1, int(deadline * _SHARE_OF_JUMP))),
        "ControlMaster": "no",
        "ControlPath": "none",
        "ForwardAgent": "no",
        "LogLevel": "INFO",
    }
    if jump.known_hosts_file is not None:
        options["UserKnownHostsFile"] = f'"{jump.known_hosts_file}"'
    if jump.via:
        # Not -J: ssh would start the first hop without these options, and so without a limit of time.
        first, *further = jump.via
        before = _jump_arguments(ssh, first.after(further), jump.address, jump.port, deadline)
        options["ProxyCommand"] = shlex.join([ssh, *before]).replace("%", "%%")
    arguments = ["-F", str(jump.config_file) if jump.config_file else "none"]
    if jump.private_key_file is not None:
        arguments += ["-i", str(jump.private_key_file)]
        options["IdentitiesOnly"] = "yes"
    for name, value in options.items():
        arguments += ["-o", f"{name}={value}"]
    if jump.port != 22 or jump.config_file is None:
        arguments += ["-p", str(jump.port)]
    if jump.user:
        arguments += ["-l", jump.user]
    bare = unbracketed(address)
    target = f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}"
    return [*arguments, "-W", target, "--", jump.address]


# What the OpenSSH client prints when it cannot carry the stream; the first match counts. What the jump host said of the
# device comes first: it is prefixed with the channel.
_COMPLAINTS: tuple[tuple[str, SessionStatus, str], ...] = (
    ("open failed: connect failed: connection refused", SessionStatus.REFUSED, "the port of the device is closed"),
    (
        "open failed: connect failed: connection timed out",
        SessionStatus.UNREACHABLE,
        "the device does not reply to the jump host",
    ),
    (
        "open failed: connect failed: (name or service|temporary failure in name|no address|.*nodename)",
        SessionStatus.UNREACHABLE,
        "the jump host cannot resolve the name of the device",
    ),
    ("open failed: connect failed", SessionStatus.UNREACHABLE, "the jump host cannot reach the device"),
    ("open failed: administratively prohibited", SessionStatus.UNREACHABLE, "the jump host does not permit forwarding"),
    ("open failed", SessionStatus.UNREACHABLE, "the jump host does not forward the connection"),
    ("identification has changed", SessionStatus.HOST_KEY_CHANGED, "the host key of the jump host has changed"),
    ("host key verification failed", SessionStatus.HOST_KEY_CHANGED, "the host key of the jump host was refused"),
    (
        "unprotected private key",
        SessionStatus.AUTHENTICATION,
        "the key file for the jump host can be read by others, and ssh does not use it (chmod 600)",
    ),
    (
        "not accessible: ",
        SessionStatus.AUTHENTICATION,
        "the jump host refused the login, and the key file for it cannot be read",
    ),
    (
        "load key ",
        SessionStatus.AUTHENTICATION,
        "the jump host refused the login, and the key file for it cannot be used",
    ),
    ("permission denied", SessionStatus.AUTHENTICATION, "the jump host refused the login"),
    ("too many authentication failures", SessionStatus.AUTHENTICATION, "the jump host refused the login"),
    (
        "no matching|unable to negotiate",
        SessionStatus.NO_COMMON_ALGORITHM,
        "the jump host and the controller share no SSH algorithm",
    ),
    ("could not resolve hostname", SessionStatus.UNREACHABLE, "the name of the jump host cannot be resolved"),
    ("connect to host .*refused", SessionStatus.UNREACHABLE, "the SSH port of the jump host is closed"),
    ("timed out", SessionStatus.UNREACHABLE, "the jump host does not reply"),
    ("", SessionStatus.UNREACHABLE, "the jump host cannot be used"),
)


def failure_of_carrier(complaint: str, through: str = "") -> SessionFailure:
    """The outcome where the carrier ended before the device sent anything.

    Args:
        complaint: what it printed.
        through: the jump hosts, the last one first.
    """
    said = complaint.lower()
    status, meaning = next((status, meaning) for mark, status, meaning in _COMPLAINTS if re.search(mark, said))
    named = f"{meaning} (through {through})" if through else meaning
    return SessionFailure(status, SessionStage.CONNECT, f"{named}: {complaint}")


def failure_behind_carrier(line: Line, detail: str) -> SessionFailure:
    """The outcome where nothing came through the carrier in time."""
    if complaint := line.complaint():
        return failure_of_carrier(complaint, line.through)
    where = f"nothing came through {line.through}: the device does not reply, or the jump host does not"
    return SessionFailure(SessionStatus.TIMEOUT, SessionStage.SSH, f"{detail}; {where}")
