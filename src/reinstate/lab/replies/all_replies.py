"""Which request gives which reply, and which platforms give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reinstate.lab.replies import chassis, configuration, inventory, licenses, system
from reinstate.lab.replies.context import Context

Renderer = Callable[[Context], str | None]


@dataclass(frozen=True, slots=True)
class Known:
    """One reply of the emulated Junos.

    Attributes:
        name: what specs call it.
        render: its payload; None for arguments that Junos doesn't take.
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
    "get-authorization-information": Known("authorization", system.authorization, permissions=()),
    "get-software-information": Known("software", system.software, arguments=True),
    "get-chassis-inventory": Known("inventory", inventory.inventory, arguments=True),
    "get-route-engine-information": Known("route-engines", chassis.route_engines),
    "get-system-uptime-information": Known("uptime", system.uptime),
    "get-alarm-information": Known("chassis-alarms", chassis.chassis_alarms),
    "get-system-alarm-information": Known("system-alarms", chassis.system_alarms),
    "get-environment-information": Known("environment", chassis.environment),
    "get-fpc-information": Known("fpcs", chassis.fpcs),
    "get-pic-information": Known("pics", chassis.pics),
    "get-license-summary-information": Known("license-summary", licenses.summary),
    "get-license-information": Known("licenses", licenses.installed),
    "get-chassis-mac-addresses": Known("macs", inventory.mac_addresses),
    "get-commit-information": Known("commits", system.commits),
    "get-configuration": Known(
        "configuration", configuration.configuration, permissions=("view-configuration",), arguments=True
    ),
    "get-system-storage": Known("storage", system.storage),
    "get-system-core-dumps": Known("cores", system.cores),
    "file-list": Known("files", system.file_list, permissions=("maintenance",), arguments=True),
    "get-firmware-information": Known("firmware", system.firmware),
    "get-system-users-information": Known("users", system.users, arguments=True),
    "get-log": Known("log", system.log, permissions=("trace", "maintenance"), arguments=True),
    "get-virtual-chassis-information": Known("virtual-chassis", chassis.virtual_chassis, everywhere=False),
    "get-chassis-cluster-status": Known("cluster", chassis.cluster, everywhere=False),
    "get-power-usage-information": Known("power", chassis.power, everywhere=False),
    "get-active-error-information": Known("active-errors", chassis.active_errors, everywhere=False),
    "get-system-error-information": Known("system-errors", chassis.active_errors, everywhere=False),
    "get-vmhost-version-information": Known("vmhost", system.vmhost, everywhere=False),
    "get-auto-snapshot-information": Known("auto-snapshot", system.auto_snapshot, everywhere=False),
    "get-boot-media-information": Known("boot-media", system.boot_media, everywhere=False),
    "get-snapshot-information": Known("snapshot", system.snapshot, everywhere=False, arguments=True),
    "get-tpm-status": Known("tpm", system.tpm, everywhere=False),
    "get-poe-controller-information": Known("poe", system.poe, everywhere=False),
    "get-interface-optics-diagnostics-information": Known("optics", system.optics),
    "request-system-malware-integrity-check": Known(
        "integrity", system.integrity, everywhere=False, permissions=("maintenance",)
    ),
}
ALL_ENGINES_COMMAND = "show version invoke-on all-routing-engines"
