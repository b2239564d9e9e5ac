"""What an inventory hands to the ``ssh`` command, as options of a session: taken over, without meaning, or refused."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any, Final

from reinstate.errors import InputError

# Options of ssh_config that a session takes over, as options of ``junos_evidence``.
TAKEN_OVER: Final[Mapping[str, str]] = {
    "proxyjump": "ssh_jump",
    "proxycommand": "proxy_command",
    "identityfile": "private_key_file",
    "user": "user",
    "port": "port",
    "connecttimeout": "connect_deadline",
    "connectionattempts": "attempts",
}
# Options that change nothing of a session that offers the named login alone, with every algorithm that old Junos needs,
# keeps no connection, forwards nothing, and records the host key.
WITHOUT_MEANING: Final = frozenset(
    [
        "addkeystoagent",
        "addressfamily",
        "batchmode",
        "casignaturealgorithms",
        "challengeresponseauthentication",
        "checkhostip",
        "ciphers",
        "compression",
        "controlmaster",
        "controlpath",
        "controlpersist",
        "escapechar",
        "exitonforwardfailure",
        "forwardagent",
        "forwardx11",
        "forwardx11trusted",
        "globalknownhostsfile",
        "gssapiauthentication",
        "gssapidelegatecredentials",
        "hashknownhosts",
        "hostbasedauthentication",
        "hostkeyalgorithms",
        "identitiesonly",
        "ipqos",
        "kbdinteractiveauthentication",
        "kexalgorithms",
        "loglevel",
        "macs",
        "numberofpasswordprompts",
        "passwordauthentication",
        "preferredauthentications",
        "pubkeyacceptedalgorithms",
        "pubkeyacceptedkeytypes",
        "pubkeyauthentication",
        "rekeylimit",
        "requesttty",
        "requiredrsasize",
        "sendenv",
        "serveralivecountmax",
        "serveraliveinterval",
        "setenv",
        "tcpkeepalive",
        "updatehostkeys",
        "userknownhostsfile",
        "verifyhostkeydns",
        "visualhostkey",
    ]
)
_FLAGS_WITHOUT_MEANING = frozenset("46AaCgKkMNnqTtVvXxYy")
_FLAGS_WITH_VALUE = frozenset("BbcDEeFIiJLlmOopQRSWw")
_VALUES_WITHOUT_MEANING = frozenset("cmS")
_AS_OPTION: Final[Mapping[str, str]] = {"J": "proxyjump", "i": "identityfile", "l": "user", "p": "port"}
_OFF = frozenset(("no", "off", "false", "ask", "accept-new"))
_INSTEAD: Final[Mapping[str, str]] = {"hostname": "set ansible_host", "stricthostkeychecking": "set reinstate_host_key"}


def options_of(text: str, variable: str) -> dict[str, Any]:
    """The options of ``junos_evidence`` that the arguments state; of an option that is there twice the first counts.

    A host key that is to be checked strictly is ``host_key_checking``.

    Raises:
        InputError: they cannot be read, or contain something that a session cannot do.
    """
    found: dict[str, Any] = {}
    for name, value in _named(text, variable):
        for option, stated in _option(name, value, variable):
            found.setdefault(option, stated)
    return found


def _option(name: str, value: str, variable: str) -> Iterator[tuple[str, Any]]:
    key = name.lower()
    if key == "stricthostkeychecking":
        yield "host_key_checking", value.lower() not in _OFF
    elif key == "-f":
        if value.lower() != "none":
            yield from (("ssh_config_file", value), ("ssh_jump_config_file", value))
    elif key in TAKEN_OVER:
        if value.lower() != "none":
            yield TAKEN_OVER[key], value
    elif key not in WITHOUT_MEANING:
        raise InputError(
            f"{variable}: {name} cannot be used",
            expected="options that docs/reference/connections.md lists, such as ProxyJump and ProxyCommand",
            actual=f"{name} {value}".strip(),
            remedy=_INSTEAD.get(key, "remove it, or set reinstate_ssh_config_file or reinstate_proxy_command"),
        )


def _named(text: str, variable: str) -> Iterator[tuple[str, str]]:
    """(option of ssh_config, value); a flag without such an option is named as it is written."""
    try:
        words = iter(shlex.split(text))
    except ValueError as error:
        raise InputError(
            f"{variable}: cannot be read",
            expected="arguments of ssh, quoted as in a shell",
            actual=str(error),
            remedy="correct the quotation marks",
        ) from error
    for word in words:
        if not word.startswith("-") or len(word) == 1:
            yield word, ""
            continue
        yield from _flags(word[1:], words)


def _flags(flags: str, words: Iterator[str]) -> Iterator[tuple[str, str]]:
    for place, flag in enumerate(flags):
        if flag in _FLAGS_WITHOUT_MEANING:
            continue
        value = (flags[place + 1 :] or next(words, "")) if flag in _FLAGS_WITH_VALUE else ""
        if flag == "o":
            yield _assignment(value)
        elif flag not in _VALUES_WITHOUT_MEANING:
            yield _AS_OPTION.get(flag, f"-{flag}"), value
        if flag in _FLAGS_WITH_VALUE:
            return


def _assignment(text: str) -> tuple[str, str]:
    """``Name=value``, ``Name = value``, or ``Name value``."""
    name = text.split("=", 1)[0].split(maxsplit=1)[0] if text.strip("= ") else text
    return name, text.strip()[len(name) :].strip().removeprefix("=").strip().strip('"')
