"""The report in a real browser: it looks as it should, and nothing that a device said runs or is fetched."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from reinstate.evidence.names import file_name
from reinstate.report.linked_replies import harmless
from reinstate.report.render import write_reports
from tests.unit.report.samples import RUN, TEMPLATES, claim, finding, reason, record, summary_of

from .chromium import COMMANDS, Chromium, command

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(command() is None, reason=f"none of {', '.join(COMMANDS)} is installed"),
]

ATTACK = (
    "<script>document.documentElement.dataset.owned=1</script>"
    "<img src='http://leak.example/x.png' onerror='document.documentElement.dataset.owned=1'>"
    "</style><style>body{background:url(http://leak.example/y.png)}</style>"
    "<iframe src='http://leak.example/z'></iframe>{{ 7*7 }}\x1b[2J\u202e"
)


_SAID = ("host", "lot", "model", "condition", "ownership", "jcpo", "rack", "position", "end_customer", "installed_at")


def _claim(serial: str, seller: str, order: str) -> dict[str, Any]:
    """A manifest is as hostile as a device: whoever wrote it wants it to act on the reader's machine."""
    modules = [{"name": ATTACK, "serial": "", "count": 1}]
    texts = dict.fromkeys((*_SAID, "contract_level", "source"), ATTACK)
    return claim(**texts, serial=serial, seller=seller, order=order, modules=modules, licenses=[ATTACK])


def _records() -> list[dict[str, Any]]:
    clone = finding("identity.clone", "fail", "blocker", hold=True, subject="mx-2", what="two units carry one serial")
    supply = finding("health.supply", "fail", subject="PEM 1", what="the declared supply is dead", actual="Failed")
    said = finding("identity.model", "fail", subject=ATTACK, what=ATTACK, expected=ATTACK, actual=ATTACK)
    said["evidence"] = [{"item": "chassis-inventory", "xpath": ATTACK}]
    held = {**said, "hold": True}
    device = dict.fromkeys(("serial_number", "model", "description", "part_number", "model_number"), ATTACK)
    unseen = finding("session.outcome", "inconclusive", "blocker", hold=True, subject="off-1", what="no answer")
    passed = [finding(f"domain.check-{n}", subject="ex-1") for n in range(40)]
    return [
        record("ex-1", *passed, claim=_claim("FA3720110123", "Plain Ltd", "1")),
        record("ex-vc-1.fpc2", supply, verdict="fail", disposition="remediate", unit={"model": "EX4400-24P"}),
        record(
            "mx-2", clone, held, verdict="fail", disposition="hold", beside=[reason(held)], claim=_claim("A", "", "")
        ),
        record("off-1", unseen, verdict="inconclusive", disposition="investigate", software=None, modules=None),
        record(
            "said", said, verdict="fail", disposition="remediate", unit=device, claim=_claim(ATTACK, ATTACK, ATTACK)
        ),
    ]


def _summary(records: list[dict[str, Any]]) -> dict[str, Any]:
    """The batch's accounts, with a hostile claim that nothing answers to."""
    named = ("serial", "host", "seller", "order", "lot", "model", "rack", "position", "source")
    claims = {"claimed": 4, "not_presented": [dict.fromkeys(named, ATTACK)], "not_claimed": ["off-1"]}
    return {**summary_of(records), "claims": claims}


class _Server(ThreadingHTTPServer):
    """Serves a run's folder on loopback and keeps what was asked for, whatever name was looked up."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that is closed drops its connections; anything else is worth seeing."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(SimpleHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        # The browser asks its maker for the time and the like; that is no page's doing.
        host = self.headers.get("Host", "")
        if host == self.server.address or host.endswith(".example"):
            self.server.asked.append(self.path)
        super().do_GET()

    def log_message(self, *arguments: Any) -> None:
        pass


@dataclass
class Rack:
    browser: Chromium
    server: _Server

    def open(self, page: str) -> str:
        """Open a page of the report; gives its address."""
        self.server.asked.clear()
        url = f"http://{self.server.address}/report/{page}"
        self.browser.open(url)
        return url


@pytest.fixture(scope="module")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    folder = tmp_path_factory.mktemp("run")
    records = _records()
    bundle = folder / "evidence" / "ex-1"
    bundle.mkdir(parents=True)
    (bundle / "software.xml").write_text(
        '<a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>location = "http://leak.example/ran"</h:script></a>'
    )
    (bundle / "authorization.xml").write_text("<rpc-reply/>")
    write_reports(folder / "report", records, RUN, _summary(records), TEMPLATES, evidence=folder / "evidence")
    server = _Server(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Chromium(tmp_path_factory.mktemp("profile"), server.address) as browser:
        yield Rack(browser, server)
    server.shutdown()
    server.server_close()


DOCUMENTS = {
    "work-list": "Work list",
    "reinstatement-request": "Request for reinstatement, run",
    "brand-protection": "Report to brand protection, run",
    "seller-reports": "Seller reports, run",
}
SELLERS = tuple(
    file_name(f"seller-report\0{seller}\0{order}") for seller, order in (("Plain Ltd", "1"), (ATTACK, ATTACK))
)
UNITS = ("ex-1", "ex-vc-1.fpc2", "mx-2", "off-1", "said")
PAGES = tuple(f"{name}.html" for name in ("index", "batch", *UNITS, *DOCUMENTS, *SELLERS))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_and_fetches_nothing_that_is_not_its_own(rack: Rack, page: str) -> None:
    url = rack.open(page)
    assert rack.browser.complaints() == []
    assert [one for one in rack.browser.requests() if not one.startswith("data:")] == [url]
    assert rack.server.asked == [f"/report/{page}"]
    assert rack.browser.evaluate("document.documentElement.dataset.owned") is None
    assert rack.browser.evaluate("document.querySelectorAll('iframe, img, object').length") == 0
    title = rack.browser.evaluate("document.title")
    assert title.startswith(("Claim against inspection: ", "5 units: none is worth reinstating now; ")) or title in {
        f"{what} 20261123T040500.00Z" for what in (*DOCUMENTS.values(), "Inspection")
    } | {f"{unit['unit']['name']}: {unit['disposition']}" for unit in _records()}


def test_the_policy_stops_what_escaping_would_have_missed(rack: Rack) -> None:
    rack.open("said.html")
    rack.browser.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        ' \'<img src="http://leak.example/a.png" onerror="document.documentElement.dataset.owned=1">\''
        " + '<p style=\"background:url(http://leak.example/b.png)\">')"
    )
    complaints = rack.browser.complaints()
    assert len([one for one in complaints if "Content Security Policy" in one]) >= 2
    assert rack.server.asked == ["/report/said.html"]
    assert rack.browser.evaluate("document.documentElement.dataset.owned") is None


VISIBLE = (
    "[...document.querySelectorAll('table.units tr.unit')]"
    ".filter((row) => row.checkVisibility()).map((row) => row.querySelector('a').innerText)"
)
EVERY = ["ex-1", "ex-vc-1.fpc2", "mx-2", "off-1", "said"]


def test_without_scripts_every_unit_is_there(rack: Rack) -> None:
    rack.browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        rack.open("index.html")
        assert sorted(rack.browser.evaluate(VISIBLE)) == EVERY
        assert rack.browser.evaluate("getComputedStyle(document.querySelector('.tools')).display") == "none"
    finally:
        rack.browser.send("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_its_window(rack: Rack, page: str, width: int) -> None:
    rack.browser.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    rack.open(page)
    assert rack.browser.evaluate("document.documentElement.scrollWidth") <= width


CONTRAST = Path(__file__).with_name("contrast.js").read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_every_text_stands_out_enough_to_be_read(rack: Rack, page: str, scheme: str) -> None:
    rack.browser.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    rack.open(page)
    assert rack.browser.evaluate(CONTRAST) == []


def test_a_reply_that_could_run_is_not_a_click_away(rack: Rack) -> None:
    """A stored reply with a script in it has no link; one without opens as what it is."""
    rack.open("ex-1.html")
    links = rack.browser.evaluate(
        "[...document.querySelectorAll('#evidence ~ * a')].map((a) => a.getAttribute('href'))"
    )
    assert "../evidence/ex-1/authorization.xml" in links
    assert "../evidence/ex-1/software.xml" not in links


RUNS = "document.documentElement.setAttribute('owned', '1')"
XHTML = f'<a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{RUNS}</h:script></a>'


@pytest.mark.parametrize(
    ("reply", "runs"),
    [
        (XHTML.encode(), True),
        (XHTML.replace("xhtml", "x&#104;tml").encode(), True),
        (XHTML.removesuffix("/a>").encode(), True),
        (XHTML.encode("utf-16"), True),
        (f'<?xml version="1.0" encoding="utf-7"?>{XHTML}'.encode(), True),
        (XHTML.replace("xmlns", "xm\x1b(Blns").encode(), False),
        (f"<svg xmlns='http://www.w3.org/2000/svg'><script>{RUNS}</script></svg>".encode(), True),
        (f"<html><script>{RUNS}</script></html>".encode(), False),
        (f'<a xmlns:h="http://xml.juniper.net/junos"><h:script>{RUNS}</h:script></a>'.encode(), False),
        (b"<rpc-reply><output>plain</output></rpc-reply>", False),
    ],
)
def test_what_a_browser_runs_is_never_called_harmless(rack: Rack, tmp_path: Path, reply: bytes, runs: bool) -> None:
    """In a local folder, where a report is read as often as from a server."""
    stored = tmp_path / "reply.xml"
    stored.write_bytes(reply)
    rack.browser.open(stored.as_uri())
    assert (rack.browser.evaluate("document.documentElement.getAttribute('owned')") == "1") is runs
    assert not (runs and harmless(stored))
