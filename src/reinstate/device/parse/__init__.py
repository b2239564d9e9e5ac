"""One parser for each payload: ``parse_x(root) -> Model``, raising `reinstate.device.elements.ParseRefused`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lxml import etree

from reinstate.device.parse.configuration import parse_whole_configuration
from reinstate.device.parse.files import parse_commits, parse_files
from reinstate.device.parse.health import (
    parse_alarms,
    parse_environment,
    parse_fpcs,
    parse_hardware_errors,
    parse_power,
    parse_storage,
)
from reinstate.device.parse.identity import (
    parse_authorization,
    parse_cluster,
    parse_mac_addresses,
    parse_virtual_chassis,
)
from reinstate.device.parse.inventory import parse_inventory
from reinstate.device.parse.licenses import parse_licenses
from reinstate.device.parse.optional import (
    parse_auto_snapshot,
    parse_boot_media,
    parse_integrity_check,
    parse_log,
    parse_optics,
    parse_poe,
    parse_sessions,
    parse_snapshots,
)
from reinstate.device.parse.software import parse_routing_engines, parse_software, parse_uptime, parse_vmhost
from reinstate.plan.requests import FILE_LISTINGS, Rpc

Parser = Callable[[etree._Element], object]
# Ids that are missing here have no model: their replies are kept as evidence and not read.
PARSERS: Mapping[Rpc, Parser] = MappingProxyType(
    {
        Rpc.AUTHORIZATION: parse_authorization,
        Rpc.SOFTWARE: parse_software,
        Rpc.SOFTWARE_LOCAL: parse_software,
        Rpc.SOFTWARE_ALL_ENGINES: parse_software,
        Rpc.SOFTWARE_ALL_NODES: parse_software,
        Rpc.INVENTORY: parse_inventory,
        Rpc.INVENTORY_EXTENSIVE: parse_inventory,
        Rpc.INVENTORY_CLEI: parse_inventory,
        Rpc.ROUTING_ENGINES: parse_routing_engines,
        Rpc.UPTIME: parse_uptime,
        Rpc.CHASSIS_ALARMS: parse_alarms,
        Rpc.SYSTEM_ALARMS: parse_alarms,
        Rpc.ENVIRONMENT: parse_environment,
        Rpc.FPCS: parse_fpcs,
        Rpc.PICS: parse_fpcs,
        Rpc.LICENSE_SUMMARY: parse_licenses,
        Rpc.LICENSES: parse_licenses,
        Rpc.CONFIGURATION: parse_whole_configuration,
        Rpc.COMMITS: parse_commits,
        Rpc.POWER: parse_power,
        Rpc.MAC_ADDRESSES: parse_mac_addresses,
        Rpc.STORAGE: parse_storage,
        Rpc.ACTIVE_ERRORS: parse_hardware_errors,
        Rpc.SYSTEM_ERRORS: parse_hardware_errors,
        Rpc.VIRTUAL_CHASSIS: parse_virtual_chassis,
        Rpc.CHASSIS_CLUSTER: parse_cluster,
        Rpc.VMHOST: parse_vmhost,
        Rpc.CORE_DUMPS: parse_files,
        Rpc.AUTO_SNAPSHOT: parse_auto_snapshot,
        Rpc.BOOT_MEDIA: parse_boot_media,
        Rpc.SNAPSHOT: parse_snapshots,
        Rpc.SNAPSHOT_INTERNAL: parse_snapshots,
        Rpc.LOG_MESSAGES: parse_log,
        Rpc.USERS: parse_sessions,
        Rpc.POE: parse_poe,
        Rpc.INTEGRITY_CHECK: parse_integrity_check,
        Rpc.OPTICS: parse_optics,
        **dict.fromkeys(FILE_LISTINGS, parse_files),
    }
)
