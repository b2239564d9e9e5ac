"""Options of the whole test suite, and what makes it quick without leaving a case out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# What CI tries each property with: ``--hypothesis-profile thorough``.
settings.register_profile("thorough", max_examples=4 * settings().max_examples)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew from what the rack gives")


# Modules that share a costly fixture: the rack that is collected, or inspected, once.
_GROUPS = {
    f"tests/integration/test_{module}.py": group
    for group, modules in {
        "collected": (
            "ageing", "another_day", "explain", "golden", "golden_documents", "history", "hostile_runs", "law",
            "law_declared", "money", "reference_round_trip", "site_checks",
        ),
        "inspected": ("exports", "playbooks", "storage"),
    }.items()
    for module in modules
}  # fmt: skip
_GROUPS |= {f"tests/documentation/test_{module}.py": "documentation" for module in ("commands", "run_files")}


class _ByModule(LoadScopeScheduling):
    """Each module, or group of modules, goes to one worker as a whole: what it sets up is set up once.

    The marks of ``--dist loadgroup`` never reach the scheduler: pytest 9.2 no longer takes a test's id from where
    xdist 3.8 adds the group to it.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return _GROUPS.get(module, module)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByModule:
    return _ByModule(config, log)


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What runs keep between each other, such as compiled templates, is kept for the tests of this process alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
