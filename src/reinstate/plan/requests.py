"""The allow-list: every request that Reinstate can send, with its exact name and exact arguments.

Nothing else is ever sent to a device. There is no rule such as ``get-*``: some RPCs of that name
clear counters, start traces or write files. Names, permissions and deadlines come from Juniper's
YANG modules (18.4 to 24.4) and documentation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape  # that of xml.sax loads what fetches over HTTP
from types import MappingProxyType

from reinstate.errors import RequestNotAllowedError


class Need(StrEnum):
    """How much a request matters."""

    REQUIRED = "required"  # on every device
    EXPECTED = "expected"  # where the platform profile says so
    OPTIONAL = "optional"  # only where the policy enables it; then it counts as expected
    EXPLICIT = "explicit"  # like optional, and no shipped policy enables it: slow, or a request by name


ON_ORDER = frozenset({Need.OPTIONAL, Need.EXPLICIT})  # requested only where the policy enables it


class Rpc(StrEnum):
    """Item ids: what a request is called in manifests, file names, checks and findings."""

    AUTHORIZATION = "authorization-information"
    SOFTWARE = "software-information"
    INVENTORY = "chassis-inventory"
    ROUTING_ENGINES = "route-engine-information"
    UPTIME = "system-uptime-information"
    CHASSIS_ALARMS = "alarm-information"
    SYSTEM_ALARMS = "system-alarm-information"
    ENVIRONMENT = "environment-information"
    FPCS = "fpc-information"
    PICS = "pic-information"
    LICENSE_SUMMARY = "license-summary-information"
    LICENSES = "license-information"
    INVENTORY_EXTENSIVE = "chassis-inventory-extensive"
    INVENTORY_CLEI = "chassis-inventory-clei-models"
    CONFIGURATION = "configuration"
    FILES_SCRIPTS_OP = "file-list-scripts-op"
    FILES_SCRIPTS_COMMIT = "file-list-scripts-commit"
    FILES_SCRIPTS_EVENT = "file-list-scripts-event"
    FILES_SCRIPTS_JET = "file-list-scripts-jet"
    FILES_SCRIPTS_LIB = "file-list-scripts-lib"
    FILES_SCRIPTS_SNMP = "file-list-scripts-snmp"
    FILES_SCRIPTS_TRANSLATION = "file-list-scripts-translation"
    FILES_VAR_TMP = "file-list-var-tmp"
    FILES_VAR_HOME = "file-list-var-home"
    FILES_CONFIG = "file-list-config"
    FILES_CERTIFICATES = "file-list-certificates"
    COMMITS = "commit-information"
    POWER = "power-usage-information"
    MAC_ADDRESSES = "chassis-mac-addresses"
    STORAGE = "system-storage"
    ACTIVE_ERRORS = "active-error-information"
    SYSTEM_ERRORS = "system-error-information"
    VIRTUAL_CHASSIS = "virtual-chassis-information"
    CHASSIS_CLUSTER = "chassis-cluster-status"
    VMHOST = "vmhost-version-information"
    SOFTWARE_LOCAL = "software-information-local"
    SOFTWARE_ALL_ENGINES = "software-information-all-routing-engines"
    SOFTWARE_ALL_NODES = "software-information-all-nodes"
    CORE_DUMPS = "system-core-dumps"
    AUTO_SNAPSHOT = "auto-snapshot-information"
    BOOT_MEDIA = "boot-media-information"
    FIRMWARE = "firmware-information"
    TPM = "tpm-status"
    USERS = "system-users-information"
    LOG_MESSAGES = "log-messages"
    SNAPSHOT = "snapshot-information"
    SNAPSHOT_INTERNAL = "snapshot-information-internal"
    POE = "poe-controller-information"
    OPTICS = "interface-optics-diagnostics-information"
    INTEGRITY_CHECK = "system-malware-integrity-check"


@dataclass(frozen=True, slots=True)
class Request:
    """One read-only request.

    Attributes:
        id: item id, also the stem of the evidence file's name.
        rpc: the RPC's element name.
        payload: local names of the elements of which the reply promises at least one.
        deadline: seconds for this reply, counted from the end of the reply before it.
        need: how much it matters.
        arguments: child elements in order, ``(name, text)``; text None is an empty element.
        attributes: attributes of the RPC element.
        text: text content of the RPC element (``<command>`` alone has some).
        wave: 1 identifies the units, 2 is planned from the first wave's replies.
    """

    id: Rpc
    rpc: str
    payload: tuple[str, ...]
    deadline: float
    need: Need = Need.EXPECTED
    arguments: tuple[tuple[str, str | None], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    text: str | None = None
    wave: int = 2

    def xml(self) -> str:
        """The request as it is sent inside ``<rpc>``."""
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes)
        children = "".join(
            f"<{name}/>" if value is None else f"<{name}>{escape(value, quote=False)}</{name}>"
            for name, value in self.arguments
        )
        inner = children + escape(self.text or "", quote=False)
        return f"<{self.rpc}{attributes}>{inner}</{self.rpc}>" if inner else f"<{self.rpc}{attributes}/>"

    def args(self) -> dict[str, str | bool]:
        """The arguments as the manifest states them: ``{name: text or True}``, attributes as ``@name``."""
        stated: dict[str, str | bool] = {f"@{name}": value for name, value in self.attributes}
        stated |= {name: True if value is None else value for name, value in self.arguments}
        if self.text is not None:
            stated["#text"] = self.text
        return stated


def _files(rpc_id: Rpc, path: str) -> Request:
    return Request(
        rpc_id,
        "file-list",
        ("directory-list",),
        30,
        arguments=(("detail", None), ("path", path)),
    )


_REQUIRED = Need.REQUIRED
_OPTIONAL = Need.OPTIONAL
_EXPLICIT = Need.EXPLICIT

# Order is the order of sending: cheap first, slow last, for Junos serves pipelined requests one after another.
_REQUESTS = (
    Request(
        Rpc.AUTHORIZATION,
        "get-authorization-information",
        ("authorization-information", "user-information"),
        15,
        _REQUIRED,
        wave=1,
    ),
    Request(Rpc.SOFTWARE, "get-software-information", ("software-information",), 30, _REQUIRED, wave=1),
    Request(Rpc.INVENTORY, "get-chassis-inventory", ("chassis-inventory",), 60, _REQUIRED, wave=1),
    Request(Rpc.ROUTING_ENGINES, "get-route-engine-information", ("route-engine-information",), 30, _REQUIRED, wave=1),
    Request(Rpc.UPTIME, "get-system-uptime-information", ("system-uptime-information",), 20, _REQUIRED, wave=1),
    Request(Rpc.CHASSIS_ALARMS, "get-alarm-information", ("alarm-information",), 30, _REQUIRED),
    Request(Rpc.SYSTEM_ALARMS, "get-system-alarm-information", ("alarm-information",), 30, _REQUIRED),
    Request(Rpc.ENVIRONMENT, "get-environment-information", ("environment-information",), 60, _REQUIRED),
    Request(Rpc.FPCS, "get-fpc-information", ("fpc-information",), 30, _REQUIRED),
    Request(Rpc.PICS, "get-pic-information", ("fpc-information",), 30, _REQUIRED),
    Request(Rpc.LICENSE_SUMMARY, "get-license-summary-information", ("license-summary-information",), 30, _REQUIRED),
    Request(Rpc.LICENSES, "get-license-information", ("license-information",), 30, _REQUIRED),
    Request(Rpc.MAC_ADDRESSES, "get-chassis-mac-addresses", ("chassis-mac-addresses",), 20),
    Request(Rpc.COMMITS, "get-commit-information", ("commit-information",), 20),
    Request(Rpc.VIRTUAL_CHASSIS, "get-virtual-chassis-information", ("virtual-chassis-information",), 30),
    Request(Rpc.CHASSIS_CLUSTER, "get-chassis-cluster-status", ("chassis-cluster-status",), 30),
    Request(Rpc.POWER, "get-power-usage-information", ("power-usage-information",), 30),
    Request(Rpc.STORAGE, "get-system-storage", ("system-storage-information",), 30),
    Request(
        Rpc.USERS, "get-system-users-information", ("system-users-information",), 20, _OPTIONAL, (("no-resolve", None),)
    ),
    Request(Rpc.AUTO_SNAPSHOT, "get-auto-snapshot-information", ("auto-snapshot-information",), 30, _OPTIONAL),
    Request(Rpc.BOOT_MEDIA, "get-boot-media-information", ("boot-media-information",), 30, _OPTIONAL),
    Request(Rpc.FIRMWARE, "get-firmware-information", ("firmware-information",), 60, _OPTIONAL),
    Request(Rpc.TPM, "get-tpm-status", ("tpm-status-information", "tpm-status"), 20, _OPTIONAL),
    Request(Rpc.POE, "get-poe-controller-information", ("poe",), 30, _OPTIONAL),
    _files(Rpc.FILES_SCRIPTS_OP, "/var/db/scripts/op/"),
    _files(Rpc.FILES_SCRIPTS_COMMIT, "/var/db/scripts/commit/"),
    _files(Rpc.FILES_SCRIPTS_EVENT, "/var/db/scripts/event/"),
    _files(Rpc.FILES_SCRIPTS_JET, "/var/db/scripts/jet/"),
    _files(Rpc.FILES_SCRIPTS_LIB, "/var/db/scripts/lib/"),
    _files(Rpc.FILES_SCRIPTS_SNMP, "/var/db/scripts/snmp/"),
    _files(Rpc.FILES_SCRIPTS_TRANSLATION, "/var/db/scripts/translation/"),
    _files(Rpc.FILES_VAR_TMP, "/var/tmp/"),  # noqa: S108 - a directory of the device
    _files(Rpc.FILES_VAR_HOME, "/var/home/"),
    _files(Rpc.FILES_CONFIG, "/config/"),
    _files(Rpc.FILES_CERTIFICATES, "/var/db/certs/common/"),
    Request(
        Rpc.ACTIVE_ERRORS,
        "get-active-error-information",
        ("error-information", "active-error-information", "system-errors-information"),
        60,
    ),
    Request(
        Rpc.SYSTEM_ERRORS,
        "get-system-error-information",
        ("error-information", "system-error-information", "system-errors-information"),
        60,
    ),
    Request(Rpc.VMHOST, "get-vmhost-version-information", ("vmhost-version-information",), 60),
    Request(
        Rpc.SOFTWARE_LOCAL,
        "get-software-information",
        ("software-information",),
        60,
        arguments=(("local", None), ("detail", None)),
    ),
    Request(
        Rpc.INVENTORY_CLEI, "get-chassis-inventory", ("chassis-inventory",), 60, arguments=(("clei-models", None),)
    ),
    # The one command that has no RPC of its own in classic Junos.
    Request(
        Rpc.SOFTWARE_ALL_ENGINES,
        "command",
        ("software-information",),
        60,
        attributes=(("format", "xml"),),
        text="show version invoke-on all-routing-engines",
    ),
    Request(
        Rpc.SOFTWARE_ALL_NODES, "get-software-information", ("software-information",), 60, arguments=(("node", "all"),)
    ),
    Request(Rpc.LOG_MESSAGES, "get-log", ("file-content", "output"), 60, _OPTIONAL, (("filename", "messages"),)),
    # "committed": the default database is the candidate. Raw: the inherited form hides groups that are not applied.
    Request(Rpc.CONFIGURATION, "get-configuration", ("configuration",), 120, attributes=(("database", "committed"),)),
    Request(
        Rpc.INVENTORY_EXTENSIVE, "get-chassis-inventory", ("chassis-inventory",), 120, arguments=(("extensive", None),)
    ),
    Request(Rpc.SNAPSHOT, "get-snapshot-information", ("snapshot-information",), 120, _OPTIONAL),
    Request(
        Rpc.SNAPSHOT_INTERNAL,
        "get-snapshot-information",
        ("snapshot-information",),
        120,
        _OPTIONAL,
        (("media", "internal"),),
    ),
    # The one request whose name is not get-*: it reads whether the integrity mechanism runs, and changes nothing. Its
    # sibling, the malware scan, can kill processes and delete files, and is in no plan.
    Request(
        Rpc.INTEGRITY_CHECK,
        "request-system-malware-integrity-check",
        ("output", "malware-integrity-check", "system-malware-integrity-check", "integrity-check-information"),
        60,
        _EXPLICIT,
    ),
    Request(Rpc.CORE_DUMPS, "get-system-core-dumps", ("directory-list",), 120),
    # Reads every module over its own slow bus: minutes on a full chassis.
    Request(Rpc.OPTICS, "get-interface-optics-diagnostics-information", ("interface-information",), 300, _EXPLICIT),
)

CATALOG: Mapping[Rpc, Request] = MappingProxyType({request.id: request for request in _REQUESTS})
FIRST_WAVE: tuple[Request, ...] = tuple(request for request in _REQUESTS if request.wave == 1)
FILE_LISTINGS: tuple[Rpc, ...] = tuple(request.id for request in _REQUESTS if request.rpc == "file-list")
SCRIPT_LISTINGS: tuple[Rpc, ...] = tuple(rpc for rpc in FILE_LISTINGS if rpc.startswith("file-list-scripts-"))


def in_sending_order(ids: Iterable[Rpc]) -> tuple[Request, ...]:
    """The requests of those ids, each once, cheap first and slow last."""
    wanted = frozenset(ids)
    return tuple(request for request in _REQUESTS if request.id in wanted)


def require_allowed(request: Request) -> None:
    """Raise RequestNotAllowedError unless the request is, name and arguments, one of the catalog's.

    This is the one gate in front of every device: the session calls it for each request it sends.
    """
    if CATALOG.get(request.id) != request:
        raise RequestNotAllowedError(
            f"Request {request.id}: not on the read-only allow-list",
            expected="a request of reinstate.plan.requests.CATALOG, unchanged",
            actual=request.xml(),
            remedy="add it to the catalog after you verify that it only reads",
        )
