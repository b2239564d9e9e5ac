"""Whether two names that Junos and an inventory use can be of one product.

A product goes by many names: ``mx204``, ``JNP204 [MX204]`` and ``JNP204-CHAS`` are one. What all of them contain is the
series (204) and, for fixed-configuration chassis, the number of ports after it (``ex4200-48t``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# A family before a number, anywhere in the name: CHAS-BP3-MX960-S, JNP10008 [MX10008], SRX 5800.
_SERIES = re.compile(
    r"(?<![A-Z0-9])(?P<family>XRE|EX|QFX|OCX|MX|SRX|PTX|ACX|NFX|JNP|CTP|MAG|JRR|LN|TX|T|M|J)[- ]?(?P<series>\d{1,5})"
    r"(?P<rest>[^\[\]\s,]*)",
    re.IGNORECASE,
)
_PORTS = re.compile(r"^[A-Z]{0,2}[-_](?:[A-Z]{1,2}[-_])?(\d{1,3})(?!\d)", re.IGNORECASE)
# One piece of hardware that is sold, by license or upgrade kit, under several names.
_SAME_HARDWARE = tuple(
    frozenset(group)
    for group in (
        {"MX5", "MX10", "MX40", "MX80"},
        {"T640", "T1600", "T4000"},
        {"MX10004", "PTX10004"},
        {"MX10008", "PTX10008", "QFX10008"},
        {"MX10016", "PTX10016", "QFX10016"},
        {"QFX10002", "PTX10002"},
    )
)
_ANY_FAMILY = "JNP"
# A chassis that describes itself by its ports alone, for it is sold in two families.
_BY_PORTS = {"JNP48Y8C": (("EX", "4650", 48), ("QFX", "5120", 48))}
_PORTS_ALONE = re.compile(r"(?<![A-Z0-9])(JNP\d{1,3}[A-Z]\d{1,3}[A-Z])(?![A-Z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProductName:
    """The content of a name: family and series (``EX``, ``4200``), and the number of ports; 0 where it has none."""

    family: str
    series: str
    ports: int = 0

    def agrees(self, other: ProductName) -> bool:
        """Whether both can be names of one product."""
        if self.ports and other.ports and self.ports != other.ports:
            return False
        mine, theirs = self.family + self.series, other.family + other.series
        if any(mine in group and theirs in group for group in _SAME_HARDWARE):
            return True
        return self.series == other.series and (
            self.family == other.family or _ANY_FAMILY in (self.family, other.family)
        )


@lru_cache(maxsize=1024)
def product_names(text: str) -> tuple[ProductName, ...]:
    """The product names in a text; several where it contains two (``JNP204 [MX204]``), none where it names none."""
    by_ports = [name for match in _PORTS_ALONE.finditer(text) for name in _BY_PORTS.get(match[1].upper(), ())]
    return (
        *(ProductName(family, series, ports) for family, series, ports in by_ports),
        *(
            ProductName(match["family"].upper(), match["series"], _ports(match["rest"]))
            for match in _SERIES.finditer(_PORTS_ALONE.sub("", text))
        ),
    )


def _ports(rest: str) -> int:
    match = _PORTS.match(rest)
    return int(match[1]) if match else 0


def disagree(one: str, other: str) -> bool:
    """Whether two texts name products that cannot be the same; False where one of them names none."""
    first, second = product_names(one), product_names(other)
    return bool(first and second) and not any(a.agrees(b) for a in first for b in second)
