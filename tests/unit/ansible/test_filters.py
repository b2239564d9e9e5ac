"""The filters, called as a template of Ansible calls them: through the plugin, and in a play."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from reinstate.device.version import JunosVersion

ROOT = Path(__file__).parents[3]
PLUGINS = ROOT / "filter_plugins"


def _load() -> dict[str, Callable[..., Any]]:
    spec = importlib.util.spec_from_file_location("reinstate_filters_under_test", PLUGINS / "junos.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    filters: dict[str, Callable[..., Any]] = module.FilterModule().filters()
    return filters


FILTERS = _load()

REPLY = """<?xml version="1.0" encoding="us-ascii"?>
<rpc-reply xmlns="urn:ietf:params:xml:ns:netconf:base:1.0" xmlns:junos="http://xml.juniper.net/junos/23.4R0/junos">
<chassis-inventory xmlns="http://xml.juniper.net/junos/23.4R0/junos-chassis">
<chassis junos:style="inventory">
<name>Chassis</name>
<serial-number>JN1234567AFB</serial-number>
<chassis-module>
<name>FPC 0</name><description>{{ 7 * 7 }} &amp; \N{LATIN SMALL LETTER E WITH ACUTE}</description>
</chassis-module>
</chassis>
</chassis-inventory>
</rpc-reply>"""
MODULE = {"name": "FPC 0", "description": "{{ 7 * 7 }} & é"}
CHASSIS = {"name": "Chassis", "serial-number": "JN1234567AFB", "chassis-module": MODULE}


@pytest.mark.parametrize(
    ("options", "chassis"),
    [
        ({}, CHASSIS),
        ({"lists": ["chassis-module"]}, {**CHASSIS, "chassis-module": [MODULE]}),
        ({"lists": ["chassis"]}, [CHASSIS]),
        ({"attributes": True}, {"@style": "inventory", **CHASSIS}),
    ],
)
def test_a_reply_is_data_without_namespaces(options: dict[str, Any], chassis: Any) -> None:
    assert FILTERS["junos_to_data"](REPLY, **options) == {"rpc-reply": {"chassis-inventory": {"chassis": chassis}}}


@pytest.mark.parametrize(
    ("xml", "options", "data"),
    [
        ("<a>  text </a>", {}, {"a": "text"}),
        ("<a/>", {}, {"a": ""}),
        ("<a><b>1</b><c/><b>2</b></a>", {}, {"a": {"b": ["1", "2"], "c": ""}}),
        ("<a><b>1</b><b>2</b></a>", {"lists": ["b"]}, {"a": {"b": ["1", "2"]}}),
        ('<a x:s="3" xmlns:x="urn:x">1</a>', {"attributes": True}, {"a": {"@s": "3", "#text": "1"}}),
        ('<a x:s="3" xmlns:x="urn:x">1</a>', {}, {"a": "1"}),
        ("<a><![CDATA[<script>]]></a>", {}, {"a": "<script>"}),
    ],
)
def test_shapes_of_data(xml: str, options: dict[str, Any], data: Any) -> None:
    assert FILTERS["junos_to_data"](xml, **options) == data


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("//chassis-module/name/text()", ["FPC 0"]),
        ("//chassis-module", [MODULE]),
        ("//name", ["Chassis", "FPC 0"]),
        ("//no-such-element", []),
        ("count(//name)", [2.0]),
        ("//name = 'FPC 0'", [True]),
        ("/rpc-reply/chassis-inventory/chassis/serial-number", ["JN1234567AFB"]),
    ],
)
def test_xpath_finds_without_prefixes(expression: str, found: list[Any]) -> None:
    assert FILTERS["junos_xpath"](REPLY, expression) == found


@pytest.mark.parametrize(
    ("version", "compare", "other", "holds"),
    [
        ("23.4R2-S9", "<", "23.4R2-S10", True),
        ("23.4R2-S10", "<", "23.4R2-S9", False),
        ("23.4R2-S10", "gt", "23.4R2-S9", True),
        ("21.4R3", ">=", "21.4R3", True),
        ("21.4R3-S5", "le", "22.2R1", True),
        ("21.4R3", "==", "21.4R3", True),
        ("21.4R3", "ne", "21.4R3.15", True),
        ("15.1X49-D75", "==", "15.1R7", False),
        ("23.2R1-EVO", "!=", "23.2R1", True),
    ],
)
def test_versions_compare(version: str, compare: str, other: str, holds: bool) -> None:
    assert FILTERS["junos_version_compare"](version, other, compare) is holds


def test_versions_sort() -> None:
    old_to_new = ["12.3R12-S8", "21.4R3-S9", "21.4R3-S10", "23.4R1", "23.4R2-S4.11"]
    assert FILTERS["junos_version_sort"](old_to_new[::-1]) == old_to_new
    assert FILTERS["junos_version_sort"](old_to_new, reverse=True) == old_to_new[::-1]
    assert all(FILTERS["junos_version_compare"](older, newer, "<") for older, newer in pairwise(old_to_new))


def test_a_version_has_parts() -> None:
    parts = FILTERS["junos_version"]("23.4R2-S4.11")
    assert parts["train"] == "23.4"
    assert (parts["number"], parts["service"], parts["spin"]) == (2, 4, 11)
    unread = FILTERS["junos_version"]("0.0I0.0")
    assert not unread["parsed"]
    assert unread["problem"] == JunosVersion.parse("0.0I0.0").problem != ""


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("junos_to_data", ("not XML",), "expected: one well-formed document"),
        ("junos_to_data", ("<a>",), "expected: one well-formed document"),
        ("junos_to_data", ("",), "expected: one well-formed document"),
        ("junos_to_data", (None,), "expected: an XML document as text"),
        ("junos_to_data", ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',), "document type"),
        ("junos_to_data", ("<a/>", ["b"], False, "one too many"), "junos_to_data"),
        ("junos_xpath", ("<a/>", "//["), "expected: XPath 1.0"),
        ("junos_version_compare", ("garbage", "23.4R1", "<"), "cannot be parsed"),
        ("junos_version_compare", ("23.4R1", "", "=="), "cannot be parsed"),
        ("junos_version_compare", ("0.0I0.0", "0.0I0.0", "=="), "cannot be parsed"),
        ("junos_version_compare", ("15.1X49-D75", "15.1R7", "<"), "no order is defined"),
        ("junos_version_compare", ("23.2R1-EVO", "23.2R2", "<"), "no order is defined"),
        ("junos_version_compare", ("23.4R1", "23.4R2", "older"), "unknown comparison operator"),
        ("junos_version_sort", (["23.4R1", "21.4R1", "\x1b[2J"],), "cannot be parsed"),
    ],
)
def test_what_has_no_answer_is_an_error_that_says_why(name: str, arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        FILTERS[name](*arguments)
    assert said in str(caught.value)
    assert str(caught.value).isprintable()


def test_printable() -> None:
    assert FILTERS["junos_printable"]("a\x1b[31mb\u202ec\n d") == "a[U+001B][31mb[U+202E]c d"


@pytest.mark.parametrize(("name", "section"), list(product(FILTERS, ("options", "positional"))))
def test_every_filter_is_documented_with_its_own_arguments(name: str, section: str) -> None:
    stated = yaml.safe_load((PLUGINS / f"{name}.yml").read_text())
    documentation = stated["DOCUMENTATION"]
    code = FILTERS[name].__wrapped__.__code__  # type: ignore[attr-defined]
    own = ["_input", *code.co_varnames[1 : code.co_argcount]]
    told = documentation[section]
    assert (told.split(", ") if section == "positional" else list(told)) == own
    assert documentation["name"] == name
    assert stated["EXAMPLES"]
    assert stated["RETURN"]


PLAY = """
- hosts: localhost
  gather_facts: false
  vars:
    reply: "{{ lookup('ansible.builtin.file', 'reply.xml') }}"
    data: "{{ reply | junos_to_data(lists=['chassis-module']) }}"
  tasks:
    - ansible.builtin.debug:
        msg: "{{ result | to_json }}"
      vars:
        result:
          module: "{{ data['rpc-reply']['chassis-inventory']['chassis']['chassis-module'][0] }}"
          again: "{{ data['rpc-reply']['chassis-inventory'].chassis['chassis-module'][0].description | upper }}"
          sorted: "{{ ['23.4R2-S10', '23.4R2-S9'] | junos_version_sort }}"
          older: "{{ '21.4R3' | junos_version_compare('22.2R1', '<') }}"
          found: "{{ reply | junos_xpath('//chassis-module/description/text()') }}"
    - ansible.builtin.debug:
        msg: "{{ '\\x1b' | junos_version_compare('23.4R1', '<') }}"
"""


def test_in_a_play_device_text_stays_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "play.yml").write_text(PLAY)
    (tmp_path / "reply.xml").write_text(REPLY, encoding="utf-8")
    (tmp_path / "ansible.cfg").write_text(f"[defaults]\nfilter_plugins = {PLUGINS}\nstdout_callback = default\n")
    ended = subprocess.run(
        [sys.executable, "-m", "ansible", "playbook", "-i", "localhost,", "-c", "local", "play.yml"],
        cwd=tmp_path,
        env={
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(tmp_path / "ansible.cfg"),
            "ANSIBLE_LOCAL_TEMP": str(tmp_path / "tmp"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    shown = re.search(r'"msg": (".*")', ended.stdout)
    assert shown is not None, ended.stdout + ended.stderr
    assert json.loads(json.loads(shown[1])) == {
        "module": MODULE,
        "again": "{{ 7 * 7 }} & É",
        "sorted": ["23.4R2-S9", "23.4R2-S10"],
        "older": True,
        "found": ["{{ 7 * 7 }} & é"],
    }
    assert ended.returncode == 2
    assert "cannot be parsed" in ended.stdout + ended.stderr
    assert "DEPRECATION" not in ended.stdout + ended.stderr
