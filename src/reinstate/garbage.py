"""How often Python looks for garbage while a batch is evaluated and reported."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 20_000


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Inside, Python looks for garbage at every 20,000 new objects instead of every 700.

    Records and pages are trees, which are freed without that search; as it is set by default, it takes an eighth of the
    CPU of a batch (``benchmarks/run.py``).
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
