"""Variables of Junos inventories: each that states how to reach a device is taken over, has no meaning, or is refused.

They are those of the connection plugins ``ssh``, ``paramiko``, ``libssh``, ``netconf``, ``network_cli`` (Ansible) and
``juniper.device.pyez``. ``docs/reference/connections.md`` shows them to users.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from reinstate.errors import InputError
from reinstate.workflow.arguments import CollectArguments
from reinstate.workflow.ssh_arguments import options_of

# Options of ``junos_evidence``, each with the variables that state it: the first that is set counts. Every option also
# has a variable of its own name: ``reinstate_pipelined``, ``reinstate_device_deadline``, ...
TAKEN_OVER: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: (f"reinstate_{name}",) for name in CollectArguments.model_fields},
    "address": ("reinstate_address", "ansible_host", "ansible_ssh_host", "ansible_paramiko_host"),
    "port": ("reinstate_port", "ansible_port", "ansible_ssh_port", "ansible_paramiko_port"),
    "user": ("reinstate_user", "ansible_user", "ansible_ssh_user", "ansible_paramiko_user"),
    "password": (
        "reinstate_password",
        "ansible_password",
        "ansible_ssh_pass",
        "ansible_ssh_password",
        "ansible_netconf_password",
        "ansible_paramiko_pass",
        "ansible_paramiko_password",
    ),
    "private_key_file": (
        "reinstate_private_key_file",
        "ansible_ssh_private_key_file",
        "ansible_private_key_file",
        "ansible_paramiko_private_key_file",
    ),
    "private_key": ("reinstate_private_key", "ansible_ssh_private_key", "ansible_private_key"),
    "private_key_passphrase": (
        "reinstate_private_key_passphrase",
        "ansible_ssh_private_key_passphrase",
        "ansible_private_key_passphrase",
    ),
    "ssh_config_file": (
        "reinstate_ssh_config_file",
        "ansible_netconf_ssh_config",
        "ansible_pyez_ssh_config",
        "ansible_libssh_config_file",
    ),
    "proxy_command": (
        "reinstate_proxy_command",
        "ansible_netconf_proxy_command",
        "ansible_paramiko_proxy_command",
        "ansible_libssh_proxy_command",
    ),
    "connect_deadline": (
        "reinstate_connect_deadline",
        "ansible_connect_timeout",
        "ansible_timeout",
        "ansible_ssh_timeout",
        "ansible_paramiko_timeout",
    ),
    "reply_deadline": ("reinstate_reply_deadline", "ansible_command_timeout"),
    "attempts": ("reinstate_attempts", "ansible_network_cli_retries", "ansible_ssh_retries"),
}

# Arguments of ssh, later ones appended as the ssh plugin does.
SSH_ARGUMENTS: Final = ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")

HOST_KEY_CHECKING: Final = (
    "ansible_host_key_checking",
    "ansible_ssh_host_key_checking",
    "ansible_netconf_host_key_checking",
    "ansible_paramiko_host_key_checking",
    "ansible_libssh_host_key_checking",
)

# Of the connection plugin ``juniper.device.pyez``: names that mean something else in other inventories.
OF_PYEZ: Final[Mapping[str, tuple[str, ...]]] = {
    "address": ("host", "hostname", "ip"),
    "port": ("port",),
    "user": ("user", "username"),
    "password": ("passwd", "password"),
    "private_key_file": ("ssh_private_key_file", "ssh_keyfile"),
    "ssh_config_file": ("ssh_config",),
    "connect_deadline": ("timeout",),
    "attempts": ("attempts",),
}

_OWN_SESSION = "Reinstate opens its own NETCONF session"
_NO_CLI = "nothing is typed at a CLI"
_ALGORITHMS = "every algorithm that old Junos needs is offered, the strong ones first"
# Why a variable changes nothing.
WITHOUT_MEANING: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "ansible_connection",
            "ansible_control_path",
            "ansible_control_path_dir",
            "ansible_pipelining",
            "ansible_scp_executable",
            "ansible_scp_extra_args",
            "ansible_sftp_batch_mode",
            "ansible_sftp_executable",
            "ansible_sftp_extra_args",
            "ansible_ssh_executable",
            "ansible_ssh_password_mechanism",
            "ansible_ssh_pipelining",
            "ansible_ssh_transfer_method",
            "ansible_ssh_use_tty",
            "ansible_ssh_verbosity",
            "ansible_sshpass_prompt",
            "ansible_network_import_modules",
            "ansible_persistent_log_messages",
        ),
        _OWN_SESSION,
    ),
    **dict.fromkeys(
        (
            "ansible_buffer_read_timeout",
            "ansible_libssh_password_prompt",
            "ansible_network_cli_ssh_type",
            "ansible_network_single_user_mode",
            "ansible_terminal_initial_answer",
            "ansible_terminal_initial_prompt",
            "ansible_terminal_initial_prompt_checkall",
            "ansible_terminal_initial_prompt_newline",
            "ansible_terminal_stderr_re",
            "ansible_terminal_stdout_re",
        ),
        _NO_CLI,
    ),
    **dict.fromkeys(
        (
            "ansible_libssh_hostkeys",
            "ansible_libssh_publickey_algorithms",
            "ansible_paramiko_use_rsa_sha2_algorithms",
        ),
        _ALGORITHMS,
    ),
    **dict.fromkeys(
        ("ansible_paramiko_host_key_auto_add", "ansible_libssh_host_key_auto_add"), "no file of known hosts is written"
    ),
}

# What to use instead of a variable that a session cannot do.
REFUSED: Final[Mapping[str, str]] = {
    "ansible_ssh_pkcs11_provider": "add the token's keys to an SSH agent, and set reinstate_use_agent: true",
    "ansible_pyez_console": "set the address and the port of NETCONF over SSH (ansible_host, ansible_port)",
    "ansible_pyez_mode": "set the address and the port of NETCONF over SSH (ansible_host, ansible_port)",
    "ansible_paramiko_look_for_keys": "set reinstate_use_home_keys",
    "ansible_libssh_look_for_keys": "set reinstate_use_home_keys",
}

# Names that can only mean a connection: one of them that is in no table above would be ignored.
_OF_CONNECTIONS = re.compile(r"ansible_(ssh|paramiko|libssh|netconf|network_cli|pyez|private_key|control_path)(_|$)")
_FACTS = re.compile(r"ansible_ssh_host_key_\w+_public(_keytype)?")
_PROVIDER_KEYS = frozenset(("host", "user", "username", "passwd", "password", "port", "ssh_keyfile", "transport"))
_FALSE = frozenset(("", "0", "false", "no", "off", "n", "f", "none"))


def connection_options(
    stated: Mapping[str, Any], template: Callable[[Any], Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The options of ``junos_evidence`` that a host's variables state.

    Args:
        stated: the host's variables, without defaults that Ansible adds of its own.
        template: gives the value of a variable, which may be a template. It is called for variables that are there.
        given: options that were given already.

    Raises:
        InputError: names the variable that a session cannot do, and what to use instead.
    """
    _refuse(stated, template)
    options = dict(given)
    _take(TAKEN_OVER, stated, template, options)
    if str(stated.get("ansible_connection", "")).rpartition(".")[2] == "pyez":
        _take(OF_PYEZ, stated, template, options)
        _require_ssh(stated, template)
    if options.get("ssh_jump") and "reinstate_proxy_command" not in stated:
        options.pop("proxy_command", None)
    checking = [name for name in HOST_KEY_CHECKING if name in stated and not _is_false(template(stated[name]))]
    for name in SSH_ARGUMENTS:
        if name in stated:
            found = options_of(str(template(stated[name])), name)
            checking += [name] if found.pop("host_key_checking", False) else []
            _add(found, options)
    if checking and not options.get("host_key"):
        raise _unchecked(checking[0])
    return {name: value for name, value in options.items() if name not in given}


def _take(
    table: Mapping[str, tuple[str, ...]],
    stated: Mapping[str, Any],
    template: Callable[[Any], Any],
    options: dict[str, Any],
) -> None:
    """Add the options that are not there yet, each from the first of its variables that is set."""
    for option, names in table.items():
        values = (_value(name, template(stated[name])) for name in names if name in stated and option not in options)
        if (value := next((value for value in values if value is not None), None)) is not None:
            options[option] = value


def _add(found: Mapping[str, Any], options: dict[str, Any]) -> None:
    """Add options of ssh's arguments. A way through a jump host that the inventory names otherwise stays."""
    way = "ssh_jump" in options or "proxy_command" in options
    for option, value in found.items():
        if not (way and option in ("ssh_jump", "proxy_command")):
            options.setdefault(option, value)


def _value(name: str, value: Any) -> Any:
    """What a variable states of its option; None where nothing."""
    if name in ("ansible_netconf_ssh_config", "ansible_pyez_ssh_config", "ssh_config"):
        if _is_false(value):
            return None
        return "~/.ssh/config" if str(value).lower() in ("true", "yes", "on", "1") else value
    if name == "ansible_ssh_retries":
        return _attempts(value, 1)
    if name == "ansible_network_cli_retries":
        return _attempts(value, 0)
    return value


def _attempts(value: Any, first: int) -> Any:
    """Connections to try, within what a device is asked at most."""
    return min(10, max(1, int(value) + first)) if str(value).isdigit() else value


def _is_false(value: Any) -> bool:
    return value is None or str(value).strip().lower() in _FALSE


def _refuse(stated: Mapping[str, Any], template: Callable[[Any], Any]) -> None:
    for name, instead in REFUSED.items():
        if name in stated and not _is_false(template(stated[name])):
            raise _refused(name, instead)
    for name in _unknown(stated):
        raise _refused(name, "correct its name, or remove it; docs/reference/connections.md lists the variables")
    if "ansible_network_os" in stated:
        system = str(template(stated["ansible_network_os"]))
        if system and "junos" not in system.lower() and not system.lower().startswith("juniper"):
            raise InputError(
                "ansible_network_os: not a device that Reinstate inspects",
                expected="Junos, e.g. junipernetworks.junos.junos",
                actual=system,
                remedy="leave the host out (-l, or reinstate_hosts), or correct the variable",
            )
    provider = stated.get("provider")
    if isinstance(provider, Mapping) and _PROVIDER_KEYS & set(provider):
        raise _refused("provider", "set ansible_host, ansible_port, ansible_user, and ansible_password")


def _unknown(stated: Mapping[str, Any]) -> Iterator[str]:
    known = {name for names in TAKEN_OVER.values() for name in names}
    known.update(SSH_ARGUMENTS, HOST_KEY_CHECKING, WITHOUT_MEANING, REFUSED)
    for name in sorted(stated):
        if _OF_CONNECTIONS.match(name) and name not in known and not _FACTS.fullmatch(name):
            yield name


def _require_ssh(stated: Mapping[str, Any], template: Callable[[Any], Any]) -> None:
    if "mode" in stated and str(template(stated["mode"])) in ("telnet", "serial"):
        raise _refused("mode", "set the address and the port of NETCONF over SSH (ansible_host, ansible_port)")


def _refused(name: str, instead: str) -> InputError:
    return InputError(
        f"{name}: a session of Reinstate cannot do what this variable asks for",
        expected="a variable that has an effect on NETCONF over SSH, or none",
        actual=name,
        remedy=instead,
    )


def _unchecked(name: str) -> InputError:
    return InputError(
        f"{name}: no file of known hosts is read for a device",
        expected="the host key that the device must present, in reinstate_host_key",
        actual="host key checking without a host key",
        remedy="set reinstate_host_key: SHA256:..., or set the variable to false; the record contains the host key",
    )
