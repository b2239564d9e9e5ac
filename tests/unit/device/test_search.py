"""Searches in stored replies: what an XPath finds, where it stands, and what can't be relied on."""

from __future__ import annotations

import pickle

import pytest

from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.model import Device, Search
from reinstate.device.reading import Known, Reading, Unknown
from reinstate.device.search import FUNCTIONS, LONGEST_VALUE, MOST_VALUES, xpath_problem
from reinstate.evidence.xml import read_xml
from reinstate.plan.requests import Rpc
from tests.unit.device.replies import find, many, reply

FPC = Rpc.FPCS
CARDS = (
    '<fpc-information xmlns="http://xml.juniper.net/junos/23.4R0/junos-chassis" junos:style="brief">'
    "<fpc><slot>0</slot><state>Online</state></fpc>"
    "<fpc><slot>1</slot><state>Empty</state></fpc></fpc-information>"
)
ONE_CARD = "<fpc-information><fpc><slot>0</slot><state>Online</state></fpc></fpc-information>"
TEMPERATURE = (
    '<fpc-information><fpc><slot>0</slot><state>Online</state><temperature junos:celsius="41">41 degrees C'
    "</temperature></fpc></fpc-information>"
)
TPM = reply("<tpm-status-information><tpm-enabled>yes</tpm-enabled></tpm-status-information>")


def searched(rpc: Rpc, item: RawItem | None, xpath: str) -> Reading[object]:
    search = Search(rpc, xpath)
    return read_device("h", {} if item is None else {rpc: item}, [search]).searched(search)


def found(rpc: Rpc, raw: bytes, xpath: str) -> dict[str, list[str]]:
    """Texts by engine."""
    reading = searched(rpc, RawItem("ok", raw), xpath)
    assert isinstance(reading, Known), reading
    return {part.engine: [value.text for value in part.values] for part in reading.value.parts}  # type: ignore[attr-defined]


FINDS = {
    "elements by name, in whatever name space": (FPC, reply(CARDS), "//fpc/state", {"": ["Online", "Empty"]}),
    "from the payload's root": (FPC, reply(CARDS), "/fpc-information/fpc[slot='1']/state", {"": ["Empty"]}),
    "from the payload": (FPC, reply(CARDS), "fpc/slot", {"": ["0", "1"]}),
    "an attribute without its prefix": (FPC, reply(TEMPERATURE), "//temperature/@celsius", {"": ["41"]}),
    "texts": (FPC, reply(CARDS), "//state/text()", {"": ["Online", "Empty"]}),
    "a number": (FPC, reply(CARDS), "count(//fpc)", {"": ["2"]}),
    "a number of nothing": (FPC, reply(CARDS), "count(//fan)", {"": ["0"]}),
    "a function of the core library": (FPC, reply(CARDS), "//fpc[starts-with(state, 'On')]/slot", {"": ["0"]}),
    "the texts of what is inside": (FPC, reply(CARDS), "//fpc[1]", {"": ["0 Online"]}),
    "nothing": (FPC, reply(CARDS), "//fan", {"": []}),
    "each engine's own": (
        FPC,
        reply(many(fpc0=CARDS, fpc1=ONE_CARD)),
        "/fpc-information/fpc/state",
        {"fpc0": ["Online", "Empty"], "fpc1": ["Online"]},
    ),
    "nothing at one engine": (
        FPC,
        reply(many(re0=CARDS, re1=ONE_CARD)),
        "//fpc[slot='1']",
        {"re0": ["1 Empty"], "re1": []},
    ),
    "another engine's not": (FPC, reply(many(re0=CARDS, re1=ONE_CARD)), "//re-name", {"re0": [], "re1": []}),
    "in what the model doesn't read": (Rpc.TPM, TPM, "//tpm-enabled", {"": ["yes"]}),
    "no file where there is no folder": (
        Rpc.FILES_SCRIPTS_JET,
        reply("<output>/var/db/scripts/jet/: No such file or directory</output>"),
        "//file-information",
        {"": []},
    ),
    "what is unprintable, shown": (
        FPC,
        reply(CARDS.replace("Empty", "Em\u202epty")),
        "//fpc[2]/state",
        {"": ["Em\ufffdpty"]},
    ),
}


@pytest.mark.parametrize(("rpc", "raw", "xpath", "expected"), FINDS.values(), ids=FINDS)
def test_a_search_finds(rpc: Rpc, raw: bytes, xpath: str, expected: dict[str, list[str]]) -> None:
    assert not xpath_problem(xpath)
    assert found(rpc, raw, xpath) == expected


ALARMS = reply("<alarm-information><alarm-summary><no-active-alarms/></alarm-summary></alarm-information>")
UNKNOWN = {
    "never asked": (FPC, None, "not-asked"),
    "lost": (FPC, RawItem("timeout", None, "no answer"), "timeout"),
    "half of it": (FPC, RawItem("truncated", reply(CARDS)), "truncated"),
    "its hash doesn't fit": (FPC, RawItem("damaged", reply(CARDS), "sha256 differs"), "damaged"),
    "the model refuses it": (FPC, RawItem("ok", reply("<fpc-information/>")), "no-data"),
    "an engine is silent": (FPC, RawItem("ok", reply(many(re0=CARDS, re1="<output>x</output>"))), "partial"),
    "not XML": (Rpc.TPM, RawItem("ok", b"<a>"), "unreadable"),
    "another reply": (Rpc.TPM, RawItem("ok", ALARMS), "unreadable"),
    "an empty element": (Rpc.TPM, RawItem("ok", reply("<tpm-status-information/>")), "unreadable"),
    "an error beside it": (
        Rpc.TPM,
        RawItem("ok", TPM.replace(b"</rpc-reply>", b"<rpc-error><error-tag>x</error-tag></rpc-error></rpc-reply>")),
        "unreadable",
    ),
    "an engine is silent, unmodeled": (
        Rpc.TPM,
        RawItem("ok", reply(many(re0="<tpm-status><a>1</a></tpm-status>", re1="<output>x</output>"))),
        "unreadable",
    ),
    "addresses that came as a text": (
        Rpc.MAC_ADDRESSES,
        RawItem("no-data", reply("<output>Public base address 84:18:88:99:7c:00</output>")),
        "unreadable",
    ),
    "more than is kept": (
        Rpc.TPM,
        RawItem("ok", reply(f"<tpm-status>{'<a>1</a>' * (MOST_VALUES + 1)}</tpm-status>")),
        "unreadable",
    ),
}


@pytest.mark.parametrize(("rpc", "item", "status"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_relied_on_is_unknown(rpc: Rpc, item: RawItem | None, status: str) -> None:
    reading = searched(rpc, item, "//a")
    assert isinstance(reading, Unknown), reading
    assert (reading.item, reading.status) == (rpc, status)
    assert reading.reason


def test_nobody_searched() -> None:
    device = read_device("h", {FPC: RawItem("ok", reply(CARDS))})
    reading = device.searched(Search(FPC, "//fpc"))
    assert isinstance(reading, Unknown)
    assert reading.status == "not-asked"


PLACES = ["//state", "//temperature/@celsius", "//slot/text()", "//fpc", "count(//fpc)"]


@pytest.mark.parametrize("xpath", PLACES)
@pytest.mark.parametrize("body", [CARDS, TEMPERATURE, many(re0=CARDS, re1=TEMPERATURE)], ids=["one", "warm", "two"])
def test_every_value_names_its_place_in_the_stored_reply(xpath: str, body: str) -> None:
    raw = reply(body)
    reading = searched(FPC, RawItem("ok", raw), xpath)
    assert isinstance(reading, Known)
    values = [value for part in reading.value.parts for value in part.values]  # type: ignore[attr-defined]
    for value in values:
        element = find(read_xml(raw), value.xpath)
        assert element is not None, value.xpath
        texts = [" ".join(piece for piece in element.itertext()), *map(str, element.attrib.values())]
        assert xpath.startswith("count") or value.text in texts
    assert len({value.xpath for value in values}) == len(values)


CUT = {
    "as long as may be": ("x" * LONGEST_VALUE, False),
    "longer": ("x" * (LONGEST_VALUE + 1), True),
    "something behind a thousand blanks": ("Online" + " " * 100_000 + "x", False),
    "much behind a thousand blanks": ("Online" + " " * 100_000 + "x" * LONGEST_VALUE, True),
    "in many pieces": ("<b>x</b>" * 4 * LONGEST_VALUE, True),
}


@pytest.mark.parametrize(("content", "cut"), CUT.values(), ids=CUT)
def test_what_is_cut_says_so(content: str, cut: bool) -> None:
    reading = searched(Rpc.TPM, RawItem("ok", reply(f"<tpm-status><a>{content}</a></tpm-status>")), "//a")
    assert isinstance(reading, Known)
    (value,) = reading.value.parts[0].values  # type: ignore[attr-defined]
    assert value.cut is cut
    assert len(value.text) <= LONGEST_VALUE


PROBLEMS = {
    "//fpc[": "an XPath 1.0 expression",
    "": "an XPath 1.0 expression",
    "document('/etc/passwd')": "no functions but",
    "//a[document('/etc/passwd')]": "(not document)",
    "//a[id('x')]": "(not id)",
    "re:match('a', 'b')": "without a prefix",
    "//a[junos:style]": "without a prefix",
    "//a[. = $b]": "without variables",
    "//namespace::*": "axis namespace",
    "string(//a)": "finds elements",
    "not(//a)": "finds elements",
    "//a = 'x'": "finds elements",
    "//" + "a" * 500: "at most 500 characters",
    "sum(//a)": "(not sum)",
}


@pytest.mark.parametrize(("xpath", "words"), PROBLEMS.items())
def test_an_xpath_that_cannot_be_used(xpath: str, words: str) -> None:
    assert words in xpath_problem(xpath)


SOUND = [
    "//a[name = 'document(x) $y p:q']",
    "//a[not(b) and (c or d)]",
    "ancestor::a/text() | //b/@c",
    "//a[contains(translate(b, 'XYZ', 'xyz'), \"it's\")]",
    "count(//a[position() = last()]) - count(//b)",
    "//*[local-name() = 'a']/node()",
]


@pytest.mark.parametrize("xpath", SOUND)
def test_an_xpath_that_can_be_used(xpath: str) -> None:
    assert xpath_problem(xpath) == ""


def test_the_functions_are_those_of_xpath_itself() -> None:
    assert not FUNCTIONS & {"document", "id", "sum", "lang", "key", "unparsed-entity-uri", "namespace-uri"}


def test_what_was_found_survives_the_way_from_the_child() -> None:
    search = Search(FPC, "//state")
    device = read_device("h", {FPC: RawItem("ok", reply(CARDS))}, [search])
    left: Device = pickle.loads(pickle.dumps(device))
    assert left.searched(search) == device.searched(search)
