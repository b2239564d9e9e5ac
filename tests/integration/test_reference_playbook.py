"""``playbooks/reference.yml``: lifecycle pages from a site, or from the folder into which a person saved them."""

from __future__ import annotations

import ipaddress
import json
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.integration.conftest import ROOT, Controller, Played
from tests.lifecycle_pages.generated import PageSpec, Row, page_source

pytestmark = [pytest.mark.ansible, pytest.mark.long]

ROW = Row("EX4300-48T", date(2022, 6, 24), date(2024, 3, 31), date(2025, 3, 31), end_of_support=date(2029, 3, 31))
PAGE = page_source(PageSpec("ex_series", "EX Series", [[ROW]]))
OTHER = page_source(PageSpec("srx_series", "SRX Series", [[Row("SRX1500", end_of_support=date(2030, 1, 31))]]))
ERROR_PAGE = "<html><head><title>Something went wrong ! - Juniper Networks</title></head><body></body></html>"
EX, SRX = "/support/eol/product/ex_series/", "/support/eol/product/srx_series/"


@dataclass
class Site:
    """A site with a certificate of its own, and what it was asked."""

    folder: Path
    answers: dict[str, tuple[int, str]]
    asked: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def ca(self) -> Path:
        """The certificate by which it is known."""
        return self.folder / "ca.pem"


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a site for tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    _certificate(folder)
    own = Site(folder, {EX: (200, PAGE), SRX: (200, OTHER)})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own.asked.append(self.path)
            status, text = own.answers.get(self.path, (404, "no such page"))
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", text)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: object) -> None:
            """A test's output is that of the playbook."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    own.address = f"https://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield own
    server.shutdown()
    server.server_close()
    thread.join(10)


def play(controller: Controller, site: Site, *, inventory: bool = True, **further: object) -> Played:
    stated = {
        "reinstate_reference_families": ["ex_series", "srx_series"],
        "reinstate_reference_folder": str(controller.folder / "pages"),
        "reinstate_reference_site": site.address,
        "reinstate_reference_ca": str(site.ca),
        "reinstate_reference_fetch": True,
        **further,
    }
    if inventory:
        controller.write_inventory({"switch": {"ansible_host": "192.0.2.1"}})
    return controller.play("reference.yml", "-e", json.dumps(stated))


def rows(controller: Controller) -> list[str]:
    table = yaml.safe_load((controller.folder / "pages" / "juniper.yml").read_text())
    return [row["sku"] for row in table["rows"]]


def test_it_is_off_by_default_and_says_what_to_save(controller: Controller, site: Site) -> None:
    played = play(controller, site, reinstate_reference_fetch=False)
    assert played.code == 0, played.output
    assert site.asked == []
    for slug in ("ex_series", "srx_series"):
        assert f"https://support.juniper.net/support/eol/product/{slug}/" in played.output


def test_what_is_fetched_is_imported_and_fetched_again_after_a_week(controller: Controller, site: Site) -> None:
    played = play(controller, site)
    assert played.code == 0, played.output
    assert site.asked == [EX, SRX]
    assert rows(controller) == ["EX4300-48T", "SRX1500"]
    assert "/pages/juniper.yml" in played.output.partition("Paste after line")[2]
    again = play(controller, site)
    assert again.code == 0, again.output
    assert site.asked == [EX, SRX]
    old = datetime.now(UTC).timestamp() - 8 * 86400
    os.utime(controller.folder / "pages" / "ex_series.html", (old, old))
    assert play(controller, site).code == 0
    assert site.asked == [EX, SRX, EX]


OTHER_SITE = "https://198.51.100.1/"
FAILURES = {
    "refused": ((403, "no"), "403"),
    "moved to another site": ((302, OTHER_SITE), "the address may have changed"),
    "the error page": ((200, ERROR_PAGE), "the error page of Juniper's site"),
    "a login page with a table": ((200, "<html><title>Log in</title><table><tr><td>x</table></html>"), "Log in"),
    "another page": ((200, OTHER), "contradictory"),
}


@pytest.mark.parametrize(("answer", "why"), FAILURES.values(), ids=FAILURES)
def test_a_page_that_cannot_be_fetched_is_named_and_the_others_are_imported(
    controller: Controller, site: Site, answer: tuple[int, str], why: str
) -> None:
    site.answers[EX] = answer
    played = play(controller, site)
    assert played.code == 2
    assert "neither fetched nor there: https://support.juniper.net/support/eol/product/ex_series/" in _folded(played)
    assert why in _folded(played)
    assert rows(controller) == ["SRX1500"]
    assert "Traceback" not in played.output


def _folded(played: Played) -> str:
    return " ".join(played.output.replace("\\", "").split())


def test_a_bad_page_replaces_no_good_one(controller: Controller, site: Site) -> None:
    assert play(controller, site).code == 0
    kept = controller.folder / "pages" / "ex_series.html"
    before = kept.read_bytes()
    site.answers[EX] = (200, ERROR_PAGE)
    played = play(controller, site, reinstate_reference_days=0)
    assert played.code == 0, played.output  # the page is there, from before
    assert "ex_series: " in played.output
    assert kept.read_bytes() == before
    assert rows(controller) == ["EX4300-48T", "SRX1500"]


def test_pages_that_were_saved_for_later_are_imported_and_other_files_are_named(
    controller: Controller, site: Site
) -> None:
    """Nothing that a person saved into the folder is passed over in silence."""
    folder = controller.folder / "pages"
    folder.mkdir()
    (folder / "srx_series.html").write_text(OTHER)
    (folder / "qfx_series.html").write_text("<html><title>Log in</title></html>")
    (folder / "EX Series - Juniper Networks.mhtml").write_text("a page under the browser's own name")
    (folder / "{{ 6 * 7 }}.html").write_text("a name is no template")
    played = play(controller, site, reinstate_reference_families=["ex_series"])
    assert played.code == 0, played.output
    assert rows(controller) == ["EX4300-48T", "SRX1500"]
    assert "qfx_series.html: left out" in _folded(played)
    assert "EX Series - Juniper Networks.mhtml: left out: name each page SLUG.html or SLUG.mhtml" in _folded(played)
    assert "{{ 6 * 7 }}.html: left out: name each page SLUG.html or SLUG.mhtml" in _folded(played)
    assert "juniper.yml: left out" not in _folded(played)


def test_a_page_that_is_not_needed_never_keeps_others_from_a_table(controller: Controller, site: Site) -> None:
    assert play(controller, site).code == 0
    small = page_source(
        PageSpec(
            "srx_series", "SRX Series", [[Row(f"SRX{n}", end_of_support=date(2030, 1, 31))] for n in range(1500, 1520)]
        )
    )
    (controller.folder / "pages" / "srx_series.html").write_text(small)
    assert play(controller, site).code == 0
    (controller.folder / "pages" / "srx_series.html").write_text(OTHER)  # it lists much less now
    played = play(controller, site, reinstate_reference_families=["ex_series"])
    assert played.code == 0, played.output
    assert "srx_series.html: left out: the srx_series page lists much less than before" in _folded(played)
    assert len(rows(controller)) == 21


def test_a_page_is_data_and_no_template(controller: Controller, site: Site) -> None:
    row = Row("EX4300-48T", end_of_support=date(2029, 3, 31))
    notes = ["{{ lookup('pipe', 'touch ' ~ playbook_dir ~ '/../owned') }}", "{% raw %}", "\u2028 !unsafe &x *x"]
    site.answers[EX] = (200, page_source(PageSpec("ex_series", "EX Series", [[row]], notes=notes)))
    played = play(controller, site)
    assert played.code == 0, played.output
    assert not (ROOT / "owned").exists()
    assert "{{ lookup(" in (controller.folder / "pages" / "ex_series.html").read_text()


def test_paths_are_relative_to_the_directory_of_the_user(controller: Controller, site: Site) -> None:
    saved = controller.folder / "pages"
    saved.mkdir()
    (saved / "ex_series.html").write_text(PAGE)
    controller.write_inventory({"switch": {"ansible_host": "192.0.2.1"}}, policy=None)
    stated = {"reinstate_reference_families": ["ex_series"], "reinstate_reference_folder": "pages"}
    done = subprocess.run(
        controller.command("reference.yml", "-e", json.dumps(stated)),
        cwd=controller.folder,
        env=controller.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert rows(controller) == ["EX4300-48T"]


def test_another_host_fetches_by_its_own_connection(controller: Controller, site: Site) -> None:
    """Nobody is there: had the controller fetched in its place, the pages would have come."""
    controller.write_inventory(
        {"gateway": {"ansible_host": "127.0.0.1", "ansible_port": 1, "ansible_connection": "ssh"}}
    )
    played = play(controller, site, inventory=False, reinstate_reference_host="gateway")
    assert played.code == 2
    assert site.asked == []
    assert "ex_series/, https://support.juniper.net/support/eol/product/srx_series/" in _folded(played)


def test_an_unreachable_site_is_said(controller: Controller, site: Site) -> None:
    played = play(controller, site, reinstate_reference_site="https://127.0.0.1:1")
    assert played.code == 2
    assert "neither fetched nor there" in _folded(played)
    assert "Traceback" not in played.output


def test_a_site_whose_certificate_is_not_known_gives_nothing(controller: Controller, site: Site) -> None:
    played = play(controller, site, reinstate_reference_ca="")
    assert played.code == 2
    assert site.asked == []
    assert "certificate" in played.output
    assert not (controller.folder / "pages" / "juniper.yml").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"reinstate_reference_site": "http://127.0.0.1"}, {"reinstate_reference_families": []}],
    ids=["not https", "no page"],
)
def test_what_is_wrong_is_said_before_anything_is_fetched(
    controller: Controller, site: Site, wrong: dict[str, object]
) -> None:
    played = play(controller, site, **wrong)
    assert played.code == 2
    assert "reinstate_reference_" in played.output
    assert site.asked == []
