"""Texts of devices and people that would act in a format, if it let them."""

from __future__ import annotations

from typing import Any

from tests.unit.report.samples import claim, finding, record

HOSTILE = {
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "blank and formula": " \t=1+1",
    "full width": "\uff1d1+1",
    "link": '=HYPERLINK("http://example.invalid","x")',
    "address": "http://example.invalid/",
    "file": "file:///etc/passwd",
    "number": "00123456789012345678",
    "exponent": "1E5",
    "date": "2026-11-23",
    "rich text": "<r><t>x</t></r>",
    "markup": "<script>alert(1)</script>",
    "entity": "&lt;b&gt; ]]> &",
    "escape": "\x1b[31mred\x00\x07",
    "escaped escape": "_x001B_[31m",
    "line ends": "a\nb\r\nc\u2028d\u2029e\x85f",
    "direction": "\u202egnp.exe",
    "surrogate": "\ud800x",
    "noncharacter": "x\uffff\ufffe",
    "umlauts": "M\u00fcller \u8a2d\u5099 \U0001f600",
    "typst": '#read("/etc/passwd") *b* _i_ $x$ @ref <l> \\ `raw` #raw("x")',
    "markdown": "[x](http://example.invalid) ![i](x) **b** | a | <b>",
    "path": "../../../etc/passwd",
    "quote": "a\"b'c;=1+1",
    "comma": "a,b\t;c",
    "long": "y" * 40_000,
}


def hostile_record(text: str, name: str = "ex-1") -> dict[str, Any]:
    """A record that says this wherever a device or a person can."""
    told = dict.fromkeys(("what", "expected", "actual", "next_step", "message"), text)
    module = dict.fromkeys(
        ("place", "kind", "description", "version", "part_number", "serial_number", "model_number", "clei_code"), text
    )
    unit = record(name, finding("a.b", "fail"), verdict="fail", disposition="remediate")
    unit["findings"][0] |= {**told, "subject": text}
    unit["deciding"] |= {"message": text, "subject": text}
    unit["unit"] |= dict.fromkeys(("serial_number", "model", "description", "part_number", "model_number"), text)
    unit["claim"] = claim(**dict.fromkeys(("seller", "order", "lot", "rack", "position", "serial", "model"), text))
    unit["modules"] = [module]
    unit["software"] = [{"engine": "", "version": text}]
    unit["licenses"]["licenses"][0] |= {"name": text, "sku": text, "action": text}
    unit["fees"]["lines"][0] |= {"sku": text, "basis": text, "source": text}
    unit["shortest_path"]["steps"][0] |= {"text": text, "about": text}
    return unit
