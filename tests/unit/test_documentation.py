"""The pages for readers: examples that work as they are printed, paths that exist, a count that is right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from markdown_it import MarkdownIt
from tools.docs_site.staging import DOCS, GENERATED

from reinstate.checks import configuration
from reinstate.checks.catalog import CHECK_CLASSES
from reinstate.checks.integrity import access
from reinstate.device.model import software
from reinstate.device.parse import optional
from reinstate.lab.replies import system
from reinstate.plan import requests
from tests.documentation.pages import PAGES, page_id
from tests.unit.checks.builders import Row, assert_row
from tests.unit.checks.integrity import test_access
from tests.unit.device.parse import test_optional

ROOT = Path(__file__).resolve().parents[2]
# Paths below a folder of the repository, without placeholders.
NAMED = re.compile(r"`((?:docs|inventory|library|playbooks|policies|roles|src|tests|tools)/[\w./-]+)`")
LINKED = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
# Files that a reader writes.
OWN = {"policies/mine.yml", "policies/own-profiles.yml", "inventory/mine"}
# Pages that are written while the site is built.
BUILT = {DOCS / name for name in GENERATED}
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = [token.content for token in MarkdownIt().parse(CONTRIBUTING) if token.type == "code_block"]


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_path_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = [ROOT / path for path in NAMED.findall(text) if path not in OWN]
    linked = [(page.parent / path).resolve() for path in LINKED.findall(text)]
    assert [path for path in (*named, *linked) if not path.exists() and path not in BUILT] == []


def test_the_readme_states_how_many_checks_there_are() -> None:
    words = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"with {len(CHECK_CLASSES)} checks" in words


# --- examples of CONTRIBUTING.md -------------------------------------------------------------------------------------


def run_together(beginnings: tuple[str, ...], *among: object, **given: object) -> Mapping[str, Any]:
    """The code blocks that begin so, run one after another among the names of those modules, and those given."""
    names: dict[str, Any] = {}
    for module in among:
        names |= vars(module)
    names |= given
    for beginning in beginnings:
        (block,) = [block for block in BLOCKS if block.startswith(beginning)]
        exec(compile(block, "CONTRIBUTING.md", "exec"), names)
    return names


CHECK = run_together(("class NoSnmpCommunity", "SNMP = ("), test_access, configuration, access)
ROWS: tuple[Row, ...] = CHECK["SNMP"]


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.name)
def test_the_check(one: Row) -> None:
    assert_row(one)


def test_the_request_and_its_reply() -> None:
    sent: list[requests.Request] = []
    item = SimpleNamespace(ARP="arp-table-information")
    run_together(("ARP = ",), requests, Rpc=item, Request=lambda *stated: sent.append(requests.Request(*stated)))
    (request,) = sent
    assert request.xml() == "<get-arp-table-information><no-resolve/></get-arp-table-information>"
    reply = run_together(("def arp",), system)["arp"]
    context = SimpleNamespace(arguments={"no-resolve": True}, namespace=lambda name: name)
    assert all(f"<{payload}" in reply(context) for payload in request.payload)
    assert reply(SimpleNamespace(arguments={"vpn": "x"})) is None


PARSER = run_together(
    ("@dataclass(frozen=True, slots=True)\nclass Firmware:", "def parse_firmware", "ROM = "),
    test_optional,
    software,
    optional,
)


@pytest.mark.parametrize(("body", "stated"), PARSER["FIRMWARE"].values(), ids=PARSER["FIRMWARE"])
def test_the_parser(body: str, stated: object) -> None:
    PARSER["test_the_firmware_of_each_module"](body, stated)


@pytest.mark.parametrize(("body", "reason"), PARSER["HOSTILE_FIRMWARE"].values(), ids=PARSER["HOSTILE_FIRMWARE"])
def test_the_parser_refuses(body: str, reason: object) -> None:
    PARSER["test_a_reply_without_firmware_is_refused"](body, reason)
