"""Authorization, software, time, storage, files, commits, users, logs and the virtual machine host."""

from __future__ import annotations

from datetime import datetime

from reinstate.lab.junos_xml import leaf, leaves, node
from reinstate.lab.replies.context import Context, celsius, float_or, seconds_of, stamp
from reinstate.lab.spec import DeviceSpec, File, Optic

_BUILD = "20250723.90ae8a5_builder_stable_12_234"
_MODERN = {
    "os-kernel": "JUNOS OS Kernel 64-bit ",
    "os-libs": "JUNOS OS libs",
    "os-runtime": "JUNOS OS runtime",
    "zoneinfo": "JUNOS OS time zone information",
    "netstack": "JUNOS network stack and utilities",
    "junos-libs": "JUNOS libs",
    "junos-runtime": "JUNOS runtime",
    "junos-platform": "JUNOS common platform support",
    "os-crypto": "JUNOS OS crypto",
    "junos-daemons": "JUNOS daemons",
    "junos-openconfig": "JUNOS Openconfig",
    "jdocs": "JUNOS Online Documentation",
}
_CLASSIC = {
    "junos": "JUNOS Base OS boot",
    "jbase": "JUNOS Base OS Software Suite",
    "jkernel": "JUNOS Kernel Software Suite",
    "jcrypto": "JUNOS Crypto Software Suite",
    "jdocs": "JUNOS Online Documentation",
    "jswitch": "JUNOS Enterprise Software Suite",
    "jpfe": "JUNOS Packet Forwarding Engine Enterprise Software Suite",
    "jroute": "JUNOS Routing Software Suite",
    "jweb": "JUNOS Web Management",
}
_EVOLVED = {
    "evo-os": "JUNOS-EVO OS 64-bit",
    "evo-libs": "JUNOS-EVO libs",
    "evo-daemons": "JUNOS-EVO daemons",
}

_PERMISSION_TEXT = {
    "all": "All permission bits turned on",
    "configure": "Can enter configuration mode",
    "maintenance": "Can become the super-user",
    "secret": "Can view secret statements",
    "view": "Can view current values and statistics",
    "view-configuration": "Can view all configuration (not including secrets)",
}


def authorization(context: Context) -> str:
    """``show cli authorization``."""
    entries = "".join(
        node(
            "user-permission-entry",
            leaf("permission-type", permission),
            leaf("permission-description", _PERMISSION_TEXT.get(permission, f"Can use {permission}")),
        )
        for permission in context.login.permissions
    )
    return node(
        "authorization-information",
        node("user-information", leaf("user", context.user) + leaf("user-class", context.login.login_class)),
        node("user-permission-list", entries),
    )


def software(context: Context) -> str:
    """``show version`` of one engine."""
    spec = context.spec
    head = leaves(host_name=spec.name, product_model=spec.model, product_name=spec.model)
    modern = leaf("junos-version", spec.release) if _states_release(spec.release) else ""
    tag = _BUILD if spec.packages == "modern" else spec.release
    rows = "".join(
        _package(f"{name}{spec.package_suffix}", f"{text} [{tag}]") for name, text in _packages(spec).items()
    )
    extra = "".join(_package(name, comment) for name, comment in spec.extra_packages.items())
    return node("software-information", head, modern, rows, extra)


def version_text(context: Context) -> str:
    """``show version`` as the CLI prints it."""
    spec = context.spec
    head = f"Hostname: {spec.name}\nModel: {spec.model}\nJunos: {spec.release}\n"
    return head + "".join(f"{text} [{spec.release}]\n" for text in _packages(spec).values())


def _packages(spec: DeviceSpec) -> dict[str, str]:
    return {"modern": _MODERN, "classic": _CLASSIC, "evolved": _EVOLVED}[spec.packages]


def _states_release(release: str) -> bool:
    """Whether Junos states its release in an element of its own: since 15.1."""
    return float_or(release.partition("R")[0], 15.1) >= 15.1


def _package(name: str, comment: str) -> str:
    return node("package-information", leaf("name", name) + leaf("comment", comment))


def _dated(tag: str, moment: datetime, *more: str) -> str:
    return node(tag, leaf("date-time", stamp(moment), junos_seconds=seconds_of(moment)), *more)


def uptime(context: Context) -> str:
    """``show system uptime``."""
    now, booted = context.now, context.booted
    up = int((now - booted).total_seconds())
    configured = context.stored(context.spec.commits[0].age if context.spec.commits else context.spec.up)
    clock = f"{up // 3600:02d}:{up // 60 % 60:02d}:{up % 60:02d}"
    return node(
        "system-uptime-information",
        _dated("current-time", now),
        leaf("time-source", " LOCAL CLOCK "),
        _dated("system-booted-time", booted, leaf("time-length", clock, junos_seconds=str(up))),
        _dated("protocols-started-time", booted, leaf("time-length", clock, junos_seconds=str(up))),
        _dated("last-configured-time", configured, leaf("user", context.user)),
        node(
            "uptime-information",
            leaf("date-time", now.strftime("%I:%M%p").lstrip("0"), junos_seconds=seconds_of(now)),
            leaf("up-time", f"{up // 3600}:{up // 60 % 60:02d}", junos_seconds=str(up)),
            leaf("active-user-count", 1, junos_format="1 users"),
            leaf("load-average-1", "0.19") + leaf("load-average-5", "0.19") + leaf("load-average-15", "0.18"),
        ),
        xmlns=context.namespace("junos"),
    )


def storage(context: Context) -> str:
    """``show system storage``; values wrapped in newlines, as Junos prints them here."""
    rows = "".join(
        node(
            "filesystem",
            leaf("filesystem-name", f"\n{row.device}\n"),
            leaf("total-blocks", f"\n{row.blocks}\n", junos_format=_size(row.blocks)),
            leaf("used-blocks", f"\n{row.used}\n", junos_format=_size(row.used)),
            leaf("available-blocks", f"\n{row.blocks - row.used}\n", junos_format=_size(row.blocks - row.used)),
            leaf("used-percent", f"\n{round(100 * row.used / row.blocks):3d}\n"),
            leaf("mounted-on", f"\n{mounted}\n"),
        )
        for mounted, row in context.spec.storage.items()
    )
    return node("system-storage-information", rows, xmlns=context.namespace("junos"), junos_style="brief")


def _size(blocks: int) -> str:
    size = blocks * 512.0
    for unit in ("B", "K", "M"):
        if size < 1024:
            return f"{size:.0f}{unit}"
        size /= 1024
    return f"{size:.1f}G"


def _file(context: Context, name: str, file: File) -> str:
    modified = context.stored(file.age)
    octal = {"-rw-r--r--": "644", "-rw-------": "600", "-rwxr-xr-x": "755", "drwxr-xr-x": "755"}
    return node(
        "file-information",
        leaf("file-name", name),
        node("file-directory", junos_format="/") if file.directory else "",
        leaf("file-permissions", octal.get(file.permissions, "644"), junos_format=file.permissions),
        leaf("file-owner", file.owner) + leaf("file-group", file.group),
        leaf("file-links", 2 if file.directory else 1) + leaf("file-size", file.size),
        leaf("file-date", int(modified.timestamp()), junos_format=modified.strftime("%b %d %H:%M")),
    )


def file_list(context: Context) -> str | None:
    """``file list detail <path>``; needs maintenance; the reply to a missing directory is a sentence."""
    arguments = dict(context.arguments)
    path = arguments.pop("path", None)
    detail = arguments.pop("detail", None)
    if not isinstance(path, str) or detail is not True or arguments:
        return None
    folder = path.rstrip("/") + "/"
    below = {name.removeprefix(folder): file for name, file in context.spec.files.items() if name.startswith(folder)}
    attributes = {"junos_seconds": seconds_of(context.now), "junos_style": "verbose"}
    if not below and path.rstrip("/") not in context.spec.files:
        return node(
            "directory-list",
            leaf("output", f"\n{path}: No such file or directory\n"),
            **{"root-path": path},
            **attributes,
        )
    rows = "".join(_file(context, name, file) for name, file in below.items() if name and "/" not in name)
    directory = node(
        "directory",
        leaf("directory-name", folder) + leaf("total-file-blocks", 8),
        rows,
        leaf("total-files", sum(1 for name in below if name and "/" not in name)),
        name=folder,
    )
    return node("directory-list", directory, **{"root-path": path}, **attributes)


_CORE_FOLDERS = ("/var/crash/*core*", "/var/tmp/*core*", "/var/tmp/pics/*core*", "/var/crash/kernel.*")  # noqa: S108


def cores(context: Context) -> str:
    """``show system core-dumps``: a sentence per place without one."""
    found = "".join(_file(context, path, file) for path, file in context.spec.cores.items())
    none = "".join(leaf("output", f"\n{pattern}: No such file or directory\n") for pattern in _CORE_FOLDERS)
    listed = node("directory", leaf("directory-name", "/var/crash"), found, name="/var/crash") if found else ""
    return node(
        "directory-list",
        listed,
        none,
        **{"root-path": "/var/crash/*core*"},
        junos_seconds=seconds_of(context.now),
        junos_style="verbose",
    )


def commits(context: Context) -> str:
    """``show system commit``."""
    rows = "".join(
        node(
            "commit-history",
            leaf("sequence-number", number),
            leaf("user", commit.user) + leaf("client", commit.client),
            leaf("date-time", stamp(context.stored(commit.age)), junos_seconds=seconds_of(context.stored(commit.age))),
            leaves(log=commit.log),
        )
        for number, commit in enumerate(context.spec.commits)
    )
    rescue = context.stored(3600)
    kept = node(
        "rescue-configuration", leaf("date-time", stamp(rescue), junos_seconds=seconds_of(rescue)), leaf("user", "root")
    )
    return node("commit-information", rows, kept if context.spec.rescue else "")


def users(context: Context) -> str | None:
    """``show system users no-resolve``."""
    if not {"no-resolve"}.issuperset(context.arguments):
        return None
    entry = node(
        "user-entry",
        leaf("user", context.user) + leaf("tty", "pts/0") + leaf("from", "192.0.2.10"),
        leaf("login-time", "9:58AM") + leaf("idle-time", "-") + leaf("command", "cli"),
    )
    return node(
        "system-users-information",
        node("uptime-information", leaf("active-user-count", 1, junos_format="1 users"), node("user-table", entry)),
        xmlns=context.namespace("junos"),
    )


def log(context: Context) -> str | None:
    """``show log messages``; the device's own first line stands in every log."""
    if context.arguments != {"filename": "messages"}:
        return None
    began = context.stored(context.spec.up)
    turned_over = f"{began:%b %d %H:%M:%S}  {context.spec.name} newsyslog[4711]: logfile turned over"
    return leaf("file-content", f"\n{turned_over}\n{context.spec.log}\n")


def vmhost(context: Context) -> str:
    """``show vmhost version``."""
    disks = "".join(
        node(
            "set-disk-info",
            leaf("set-disk-name", f"set {name}") + leaf("set-vmhost-version", "10.3103"),
            leaf("set-vmhost-root", f"vmhost-x86_64-{version}_builder"),
            leaf("set-vmhost-core", f"vmhost-core-x86-64-{version}"),
            leaf("set-junos-version", f"junos-install-mx-x86-64-{version}"),
        )
        for name, stated in context.spec.sets.items()
        for version in (stated or context.spec.release,)
    )
    return node(
        "vmhost-version-information",
        node(
            "current-root",
            leaf("current-root-device", "sda") + leaf("current-root-label", "jrootp_P"),
            leaf("current-root-partition", "sda3"),
        ),
        leaf("current-boot-disk", context.spec.boot_disk) + leaf("current-root-set", "p"),
        leaf("uefi-version", "CBEP_P_VAL1_00.18.02"),
        disks,
    )


def firmware(context: Context) -> str:
    """``show chassis firmware``."""
    rows = "".join(
        node(
            "chassis-module",
            leaf("name", f"FPC {slot}"),
            node("firmware", leaf("type", "ROM") + leaf("firmware-version", "Juniper ROM Monitor Version 1.2")),
        )
        for slot in context.spec.fpcs
    )
    return node(
        "firmware-information", node("chassis", leaf("name", "Chassis"), rows), xmlns=context.namespace("junos-chassis")
    )


def boot_media(context: Context) -> str:
    """``show system boot-media``."""
    return node("boot-media-information", leaf("boot-media", context.spec.boot_media), xmlns=context.namespace("junos"))


def auto_snapshot(context: Context) -> str:
    """``show system auto-snapshot``."""
    return node(
        "auto-snapshot-information",
        leaf("auto-snapshot-config", "Disabled") + leaf("auto-snapshot-state", context.spec.auto_snapshot),
        xmlns=context.namespace("junos"),
    )


def snapshot(context: Context) -> str | None:
    """``show system snapshot``, of the internal media where that is asked."""
    if not {"media"}.issuperset(context.arguments):
        return None
    slices = {f"internal ({name})": context.spec.release for name in ("/dev/da0s1a", "/dev/da0s2a")}
    rows = "".join(
        node(
            "software-snapshot",
            leaf("snapshot-medium", medium),
            leaf("snapshot-time", stamp(context.stored(86400)), junos_seconds=seconds_of(context.stored(86400))),
            node("software-version", _package("junos", release)),
        )
        for medium, release in (context.spec.snapshots or slices).items()
    )
    return node("snapshot-information", rows, xmlns=context.namespace("junos"))


def tpm(context: Context) -> str:
    """``show security tpm status``."""
    return node(
        "tpm-status-information",
        leaf("tpm-enabled", "yes") + leaf("tpm-owned", "yes") + leaf("tpm-version", "2.0"),
        xmlns=context.namespace("junos"),
    )


def poe(context: Context) -> str:
    """``show poe controller``."""
    rows = "".join(
        node(
            "controller-information",
            leaf("controller-id", slot) + leaf("maximum-power", "890 W") + leaf("power-consumption", "0.00W"),
            leaf("controller-status", context.spec.poe_status),
        )
        for slot in context.spec.fpcs
    )
    return node("poe", rows, xmlns=context.namespace("junos-poe"))


def integrity(context: Context) -> str:
    """``request system malware-scan integrity-check``: a sentence, as the schema promises no more."""
    return leaf("output", f"\n{context.spec.integrity}\n")


_LIMITS = ("laser-bias-current", "laser-tx-power", "module-temperature", "laser-rx-power")


def optics(context: Context) -> str:
    """``show interfaces diagnostics optics``; ports without optics that tell aren't listed."""
    ports = "".join(_port(name, optic) for name, optic in context.spec.optics.items())
    return node("interface-information", ports, xmlns=context.namespace("junos-interface"), junos_style="normal")


def _port(name: str, optic: Optic) -> str:
    named = [f"{limit}-{side}-{kind}" for limit in _LIMITS for side in ("high", "low") for kind in ("alarm", "warn")]
    flags = "".join(leaf(flag, "on" if flag in optic.raised else "off") for flag in named)
    return node(
        "physical-interface",
        leaf("name", name),
        node(
            "optics-diagnostics",
            leaf("laser-bias-current", f"{optic.bias:.3f}") + leaf("module-temperature", celsius(optic.celsius)),
            flags,
        ),
    )
