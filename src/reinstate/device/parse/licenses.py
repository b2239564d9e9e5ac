"""``get-license-summary-information`` and ``get-license-information``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from lxml import etree

from reinstate.device.elements import Node, day, first_of, parts, whole
from reinstate.device.model import FeatureUsage, InstalledLicense, LicensedFeature, Licenses
from reinstate.evidence.redact import REDACTED_EVALUATION
from reinstate.evidence.xml import ParseRefused, Refusal

_PAYLOADS = (
    "license-summary-information",
    "license-information",
    "license-usage-summary",
    "license-detail-usage-summary",
)
_AMOUNT_OF_TIME = re.compile(r"\d{1,5} (day|week|month|year|hour|minute)s?", re.IGNORECASE)
T = TypeVar("T")


def parse_licenses(root: etree._Element) -> Licenses:
    """Usage and installed keys. ``no-licenses-installed`` is an answer, an empty element isn't."""
    nodes = [
        (part.engine, node) for part in parts(root, *_PAYLOADS) for node in [part.node, *part.node.children(*_PAYLOADS)]
    ]
    usage = _joined(_usage(engine, node) for engine, node in nodes)
    installed = _joined(_installed(engine, node) for engine, node in nodes)
    if usage is None and installed is None:
        raise ParseRefused(Refusal.NO_DATA, "the reply speaks neither of licenses in use nor of licenses installed")
    return Licenses(usage, installed)


def _joined(answers: Iterable[tuple[T, ...] | None]) -> tuple[T, ...] | None:
    given = [answer for answer in answers if answer is not None]
    return tuple(row for answer in given for row in answer) if given else None


def _usage(engine: str, node: Node) -> tuple[FeatureUsage, ...] | None:
    features = node.children("feature-summary")
    told = any(child.name == "features-used" or child.name.startswith("no-feature") for child in node.children())
    if not features and not told:
        return None
    return tuple(_feature_usage(engine, feature) for feature in features)


def _feature_usage(engine: str, node: Node) -> FeatureUsage:
    text = node.texts()
    return FeatureUsage(
        engine=engine,
        name=text.get("name", ""),
        description=text.get("description", ""),
        licensed=whole(first_of(text, "licensed", "licenses-installed", "licensed-feature-count")),
        used=whole(first_of(text, "used-licensed", "licenses-used")),
        needed=whole(first_of(text, "needed", "licenses-needed")),
        used_given=whole(text.get("used-given", "")),
        validity=first_of(text, "validity-type", "license-type"),
        end_date=day(node.child("end-date")),
        xpath=node.xpath,
        remaining=_remaining(node),
    )


def _remaining(node: Node) -> str:
    """The time left: in an element of its own, or printed where others print the end date (``59 days``)."""
    time = node.child("remaining-time")
    text = time.texts() if time else {}
    words = (text.get(name, "") for name in ("remaining-validity-value", "remaining-validity-time-unit"))
    told = " ".join(word for word in words if word)
    if told:
        return told
    printed = node.text("end-date")
    return printed if _AMOUNT_OF_TIME.fullmatch(printed) else ""


def _installed(engine: str, node: Node) -> tuple[InstalledLicense, ...] | None:
    licenses = [node.children("license"), *(inner.children("license") for inner in node.children("licenses-installed"))]
    found = tuple(_license(engine, one) for several in licenses for one in several)
    if not found and node.has("licenses-installed"):
        raise ParseRefused(Refusal.INCOMPLETE, "the reply says that licenses are installed and lists none")
    return found if found or node.has("no-licenses-installed") else None


def _license(engine: str, node: Node) -> InstalledLicense:
    text = node.texts()
    customer = first_of(text, "customer-reference", "customer-id")
    blocks = node.children("feature-block")
    features = [feature for block in [node, *blocks] for feature in block.children("feature")]
    return InstalledLicense(
        engine=engine,
        name=text.get("name", ""),
        sku=first_of(text, "license-sku-name", "license-sku"),
        version=text.get("license-version", ""),
        order_type=first_of(text, "license-order-type", "order-type"),
        license_type=text.get("license-type", ""),
        state=_states(node),
        device_reference=text.get("device-reference", ""),
        software_serial_number=first_of(text, "software-sn", "software-serial-number"),
        count=whole(first_of(text, "num-units", "license-count")),
        has_customer_reference=bool(customer),
        features=tuple(_feature(feature) for feature in features),
        xpath=node.xpath,
        for_evaluation=customer == REDACTED_EVALUATION.decode(),
    )


def _feature(node: Node) -> LicensedFeature:
    validity = node.child("validity-information") or node
    return LicensedFeature(
        name=node.text("name"),
        description=node.text("description"),
        validity=validity.text("validity-type"),
        start_date=day(validity.child("start-date")),
        end_date=day(validity.child("end-date")),
        state=_states(validity),
        remaining=_remaining(validity),
    )


def _states(node: Node) -> str:
    return ", ".join(text for child in node.children("license-state") if (text := child.text()))
