"""``get-license-summary-information`` and ``get-license-information``."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from reinstate.lab.junos_xml import leaf, leaves, node
from reinstate.lab.replies.context import Context, seconds_of, stamp
from reinstate.lab.spec import License, LicensedFeature, Usage


def summary(context: Context) -> str:
    """``show system license``: usage, then the installed keys."""
    usage = "".join(_usage(name, row) for name, row in context.spec.usage.items())
    return node(
        "license-summary-information",
        node("license-usage-summary", node("features-used"), usage),
        node("license-information", _installed(context)),
        xmlns=context.namespace("junos-license"),
    )


def installed(context: Context) -> str:
    """``show system license installed``."""
    return node("license-information", _installed(context), xmlns=context.namespace("junos-license"))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _usage(name: str, row: Usage) -> str:
    end = "" if row.end is None else leaf("end-date", row.end.isoformat(), junos_seconds=seconds_of(_moment(row.end)))
    return node(
        "feature-summary",
        leaves(name=name, description=row.description),
        leaf("licensed", row.licensed) + leaf("used-licensed", row.used),
        leaf("used-given", row.given),
        leaf("needed", row.needed),
        end or leaf("validity-type", row.validity),
    )


def _installed(context: Context) -> str:
    keys = context.spec.licenses
    if not keys:
        return node("no-licenses-installed")
    return "".join(_license(name, key) for name, key in keys.items())


def _license(name: str, key: License) -> str:
    return node(
        "license",
        leaves(
            name=name,
            license_sku_name=key.sku,
            license_state=key.state,
            license_version=key.version,
            license_order_type=key.order_type,
            license_type=key.type,
            software_sn=key.software_serial,
            customer_reference=key.customer,
            device_reference=key.device,
            num_units=key.count,
        ),
        node("feature-block", *(_feature(feature, what) for feature, what in key.features.items())),
    )


def _feature(name: str, feature: LicensedFeature) -> str:
    return node(
        "feature",
        leaves(name=name, description=feature.description),
        node(
            "validity-information",
            leaf("validity-type", feature.validity),
            _day("start-date", feature.start) + _day("end-date", feature.end),
        ),
    )


def _day(tag: str, day: date | None) -> str:
    return "" if day is None else leaf(tag, stamp(_moment(day)), junos_seconds=seconds_of(_moment(day)))
