"""Searches in stored replies, and what they found."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.plan.requests import Rpc


@dataclass(frozen=True, slots=True)
class Search:
    """A question to a stored reply that the model has no field for: what an XPath finds in it.

    Attributes:
        xpath: see `reinstate.device.search`.
    """

    item: Rpc
    xpath: str


@dataclass(frozen=True, slots=True)
class FoundValue:
    """One value that a search found.

    Attributes:
        text: white space folded, bounded.
        xpath: place of the element that holds it, by local names, from the stored reply's root.
        cut: the element holds more text than is kept here.
    """

    text: str
    xpath: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class FoundPart:
    """What a search found in one engine's part of the reply; ``values`` is empty where nothing was found."""

    engine: str
    values: tuple[FoundValue, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, by engine: one part for each that answered."""

    parts: tuple[FoundPart, ...]
