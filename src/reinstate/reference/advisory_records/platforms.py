"""Platforms as advisories name them, as globs over product models; only where the meaning is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reinstate.plain_text import listed

_FAMILIES = frozenset({"ACX", "EX", "MX", "NFX", "PTX", "QFX", "SRX"})
# Devices of these families can also report a model that begins with JNP.
_ALSO_JNP = frozenset({"MX", "PTX", "QFX"})
_VIRTUAL = {"VSRX": ("vsrx*", "firefly*"), "VMX": ("vmx*",), "VQFX": ("vqfx*",)}
_SERIES = re.compile(r"\s+(?:series|devices|platforms|routers|switches|firewalls)", re.I)
_NAMED = re.compile(r"(?P<family>[A-Z]+)(?P<number>\d{1,6})?(?P<letters>[A-Z]{0,3})(?P<rest>(?:-[A-Z0-9]+)*)", re.ASCII)
_DIGIT = "[0-9]"
_MOST = 200


def models_of(platforms: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Globs over the models of the platforms, and a note; no globs if there is any platform without certain models.

    Without globs a row is for every model, and the note says so.
    """
    stated = tuple(dict.fromkeys(" ".join(one.split()) for one in platforms))
    globs = [globs_of(one) for one in stated]
    if not stated or "ALL" in {one.upper() for one in stated}:
        return (), ""
    if len(stated) > _MOST:
        return (), f"for every model, because the record lists {len(stated)} platforms"
    if not all(globs):
        doubtful = listed((one for one, found in zip(stated, globs, strict=True) if not found), 3)
        return (), f"for every model, because these platforms could not be matched to models: {doubtful}"
    return tuple(dict.fromkeys(glob for found in globs for glob in found)), ""


def globs_of(platform: str) -> tuple[str, ...]:
    """Globs for ``MX Series``, ``SRX300 Series``, ``EX4k Series``, ``EX4300``, ``ACX7100-32C``; empty if in doubt."""
    name = _SERIES.sub("", f"{platform} ").strip().upper()
    is_series = bool(_SERIES.search(platform))
    if name in _VIRTUAL:
        return _VIRTUAL[name]
    found = _NAMED.fullmatch(name)
    if found is None or found["family"] not in _FAMILIES:
        return ()
    stem = _stem(found, is_series)
    if stem is None:
        return ()
    own = [found["family"].lower() + one for one in stem]
    return (*own, *(f"jnp{one}" for one in stem if found["family"] in _ALSO_JNP))


def _stem(found: re.Match[str], is_series: bool) -> tuple[str, ...] | None:
    """What follows the family in a model; None if that is not certain."""
    number, letters, rest = found["number"] or "", found["letters"], found["rest"].lower()
    if not number:
        return (f"{_DIGIT}*",) if is_series and not letters and not rest else None
    if letters == "K" and not rest:  # EX4k: all of four digits; MX10k: all of five
        return (f"{number}{_DIGIT * 3}*",)
    if letters:  # SRX550HM reports srx550m or srx550-hm
        return (f"{number}*",) if len(number) > 2 else None
    zeros = len(number) - len(number.rstrip("0"))
    if is_series and zeros > 1 and not rest:
        number = number.rstrip("0") + _DIGIT * zeros
    return number + rest, f"{number}{rest}-*"
