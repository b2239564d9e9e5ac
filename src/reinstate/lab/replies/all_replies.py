"""Which request gives which reply, and which platforms give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reinstate.lab.replies import chassis, configuration, interfaces, inventory, licenses, system
from reinstate.lab.replies.context import Context

Renderer = Callable[[Context], str | None]


@dataclass(frozen=True, slots=True)
class KnownReply:
    """One reply of the emulated Junos.

    Attributes:
        name: what specs call it.
        render: its payload; None for arguments that Junos does not accept.
        everywhere: every platform gives it; the others give it where their spec's ``answers`` names it.
        permissions: without one of them the reply is ``permission denied``.
        arguments: it takes some; without, any argument is a syntax error.
    """

    name: str
    render: Renderer
    everywhere: bool = True
    permissions: tuple[str, ...] = ("view",)
    arguments: bool = False


REPLIES = {
    "get-authorization-information": KnownReply("authorization", system.authorization, permissions=()),
    "get-software-information": KnownReply("software", system.software, arguments=True),
    "get-chassis-inventory": KnownReply("inventory", inventory.inventory, arguments=True),
    "get-route-engine-information": KnownReply("route-engines", chassis.route_engines),
    "get-system-uptime-information": KnownReply("uptime", system.uptime),
    "get-alarm-information": KnownReply("chassis-alarms", chassis.chassis_alarms),
    "get-system-alarm-information": KnownReply("system-alarms", chassis.system_alarms),
    "get-environment-information": KnownReply("environment", chassis.environment),
    "get-fpc-information": KnownReply("fpcs", chassis.fpcs),
    "get-pic-information": KnownReply("pics", chassis.pics),
    "get-license-summary-information": KnownReply("license-summary", licenses.summary),
    "get-license-information": KnownReply("licenses", licenses.installed),
    "get-chassis-mac-addresses": KnownReply("macs", inventory.mac_addresses),
    "get-commit-information": KnownReply("commits", system.commits),
    "get-configuration": KnownReply(
        "configuration", configuration.configuration, permissions=("view-configuration",), arguments=True
    ),
    "get-config": KnownReply(
        "get-config", configuration.data_store, permissions=("view-configuration",), arguments=True
    ),
    "get-interface-information": KnownReply("interfaces", interfaces.interfaces, arguments=True),
    "file-show": KnownReply("hosts-file", interfaces.hosts_file, arguments=True),
    "get-temperature-threshold-information": KnownReply("temperature-thresholds", chassis.temperature_thresholds),
    "get-power-usage-information-detail": KnownReply("power", chassis.power, everywhere=False),
    "get-system-storage": KnownReply("storage", system.storage),
    "get-system-core-dumps": KnownReply("cores", system.cores),
    "file-list": KnownReply("files", system.file_list, permissions=("maintenance",), arguments=True),
    "get-firmware-information": KnownReply("firmware", system.firmware),
    "get-system-users-information": KnownReply("users", system.users, arguments=True),
    "get-log": KnownReply("log", system.log, permissions=("trace", "maintenance"), arguments=True),
    "get-virtual-chassis-information": KnownReply("virtual-chassis", chassis.virtual_chassis, everywhere=False),
    "get-chassis-cluster-status": KnownReply("cluster", chassis.cluster, everywhere=False),
    "get-power-usage-information": KnownReply("power", chassis.power, everywhere=False),
    "get-active-error-information": KnownReply("active-errors", chassis.active_errors, everywhere=False),
    "get-system-error-information": KnownReply("system-errors", chassis.active_errors, everywhere=False),
    "get-vmhost-version-information": KnownReply("vmhost", system.vmhost, everywhere=False),
    "get-auto-snapshot-information": KnownReply("auto-snapshot", system.auto_snapshot, everywhere=False),
    "get-boot-media-information": KnownReply("boot-media", system.boot_media, everywhere=False),
    "get-snapshot-information": KnownReply("snapshot", system.snapshot, everywhere=False, arguments=True),
    "get-tpm-status": KnownReply("tpm", system.tpm, everywhere=False),
    "get-poe-controller-information": KnownReply("poe", system.poe, everywhere=False),
    "get-interface-optics-diagnostics-information": KnownReply("optics", system.optics),
    "request-system-malware-integrity-check": KnownReply(
        "integrity", system.integrity, everywhere=False, permissions=("maintenance",)
    ),
}
ALL_ENGINES_COMMAND = "show version invoke-on all-routing-engines"


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the CLI, and the request that it stands for.

    Attributes:
        text: what the CLI prints; None where that is not emulated, or the request's own business.
        needs_xml: it is refused in every other format.
    """

    rpc: str
    arguments: Mapping[str, str | bool] = field(default_factory=dict)
    text: Callable[[Context], str] | None = None
    needs_xml: bool = True


# Every other command is refused.
COMMANDS = {
    "show version": Command("get-software-information", text=system.version_text),
    "show chassis hardware": Command("get-chassis-inventory"),
    "show chassis routing-engine": Command("get-route-engine-information"),
    "show chassis environment": Command("get-environment-information"),
    "show chassis fpc": Command("get-fpc-information"),
    "show chassis fpc pic-status": Command("get-pic-information"),
    "show chassis alarms": Command("get-alarm-information"),
    "show system alarms": Command("get-system-alarm-information"),
    "show system uptime": Command("get-system-uptime-information"),
    "show system license": Command("get-license-summary-information"),
    "show virtual-chassis": Command("get-virtual-chassis-information"),
    "show interfaces": Command("get-interface-information"),
    "show interfaces terse": Command("get-interface-information"),
    "show configuration": Command("get-configuration", needs_xml=False),
    "show configuration | display set": Command("get-configuration", {"@format": "set"}, needs_xml=False),
    "show configuration | display xml": Command("get-configuration"),
}
