"""Options of the whole test suite, and what makes it quick without leaving a case out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partialmethod
from types import CodeType

import jinja2
import pytest
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

# What CI tries each property with: ``--hypothesis-profile thorough``.
settings.register_profile("thorough", max_examples=4 * settings().max_examples)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew from what the rack gives")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each module goes to one worker as a whole, unless it names a group: what it sets up is set up once."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


class _Compiled(BytecodeCache):
    """Templates that this process has compiled, by their text: a play compiles each once, tests hundreds of times."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            jinja2.Environment, "__init__", partialmethod(jinja2.Environment.__init__, bytecode_cache=_Compiled())
        )
        yield
