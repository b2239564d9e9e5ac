"""Shared copies of some units: what a partner and a seller see, and what the copy shows without the run."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.cli.main import main
from reinstate.declared.store import Handed, declare
from reinstate.evidence.completion import note_completed
from reinstate.evidence.run_folder import RunFolder, open_run
from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.share_readers import Reader
from reinstate.workflow.verify import verify_run
from reinstate.workflow.write_report import report_run
from tests.integration.collected import AS_OF, LAB_POLICY, Collected
from tests.integration.test_signed_runs import TEMPLATES, a_key, public

HOSTS = (
    "ex4400-clean",
    "ex4400-leftover",
    "ex4400-twin-a",
    "ex4400-twin-b",
    "ex4400-vc",
    "mx204-dead-supply",
    "ex4400-off",
)
CLAIMS = """serial,host,seller,order,model,value,end_customer,installed_at,contract_level
{clean},ex4400-clean,Gray Goods,GG-7001,EX4400-24T,2901,Nordwind Energie,Hafenstrasse 12,next-day
{left},ex4400-leftover,Second Source,SS-8002,EX4400-24T,1733,Suedwind Werke,Uferweg 3,next-day
"""
ATTESTED = "serial,kind,by,on,holds,says\n{clean},condition,Berta Bench,2026-11-21,yes,fine\n"


PRICES = """\
name: quote-of-suedwind
kind: price-list
as_of: 2026-11-01
source: quote Q-77
max_age_days: 90
rows:
  - {product: EX4400-*, clause: P12, sku: SVC-INSPECT-2, usd: 500, as_of: 2026-11-01, source: quote Q-77}
"""


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def run(collected: Collected, key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed run with claims of two sellers, each with a price and an end customer."""
    root = tmp_path_factory.mktemp("shared")
    serials = {"clean": serial_of(collected, "ex4400-clean"), "left": serial_of(collected, "ex4400-leftover")}
    (root / "claims.csv").write_text(CLAIMS.format(**serials))
    (root / "attested.csv").write_text(ATTESTED.format(**serials))
    path = root / "runs" / "one"
    handed = Handed(claims=root / "claims.csv", attestations=root / "attested.csv")
    unsealed = {name: value for name, value in collected.stated.items() if name != "inventory_claims"}
    stated = {**unsealed, "run_id": "one", "hosts": sorted(HOSTS), "inventory": [*HOSTS, "spare"], "sealed": None}
    folder = RunFolder(path.parent, path.name)
    open_run(folder, {**stated, "finished": None}, resume=False, declare=lambda _: declare(path, {}, handed))
    for host in HOSTS:
        shutil.copytree(collected.folder.evidence(host), path / "evidence" / host)
        if host == "ex4400-clean":
            mention(path / "evidence" / host, "system-storage", "mounted for mx204-dead-supply")
        note_completed(path / "evidence" / host)
    shutil.copytree(collected.folder.policy, path / "policy")
    policy = with_price_list(root / "policies")
    decide_run(DecideArguments(run=path, policy=policy, as_of=AS_OF.date(), fail_on="never", signing_key=key))
    report_run(ReportArguments(run=path, own_templates=TEMPLATES, signing_key=key))
    return path


def with_price_list(folder: Path) -> Path:
    """The policy of the emulated rack with a partner's price list."""
    shutil.copytree(LAB_POLICY.parent, folder)
    (folder / "prices.yml").write_text(PRICES)
    listed = yaml.safe_load((folder / LAB_POLICY.name).read_text()) | {"version": 2}
    digest = hashlib.sha256(PRICES.encode()).hexdigest()
    listed["reference"]["price_lists"] = [{"file": "prices.yml", "sha256": digest}]
    (folder / LAB_POLICY.name).write_text(yaml.safe_dump(listed))
    return folder / LAB_POLICY.name


def mention(bundle: Path, item: str, text: str) -> None:
    """A comment in a reply, as if the device had printed it."""
    reply = bundle / f"{item}.xml"
    reply.write_text(reply.read_text().replace("</rpc-reply>", f"<!-- {text} --></rpc-reply>"))
    manifest = json.loads((bundle / "evidence.json").read_text())
    for one in manifest["items"]:
        if one["id"] == item:
            one |= {"sha256": hashlib.sha256(reply.read_bytes()).hexdigest(), "bytes": len(reply.read_bytes())}
    (bundle / "evidence.json").write_text(json.dumps(manifest))


def serial_of(collected: Collected, host: str) -> str:
    inventory = (collected.folder.evidence(host) / "chassis-inventory.xml").read_text()
    found = re.search(r"<serial-number>\s*(\S+)\s*</serial-number>", inventory)
    assert found is not None
    return found[1]


def shared(run: Path, output: Path, *arguments: str) -> Path:
    assert main(["share", str(run), *arguments, str(output)]) == 0
    return output


def contents(copy: Path) -> dict[str, str]:
    """Every file of a copy by path; the path is searched as well."""
    files = sorted(path for path in copy.rglob("*") if path.is_file())
    return {path.relative_to(copy).as_posix(): path.read_text(errors="replace") for path in files}


def named(copy: Path, *words: str) -> list[tuple[str, str]]:
    return [(path, word) for path, text in contents(copy).items() for word in words if word in f"{path}\n{text}"]


def record(copy: Path, unit: str) -> dict[str, Any]:
    return json.loads((copy / "records" / f"{unit}.json").read_text())


@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize("host", HOSTS)
def test_no_copy_names_another_host(run: Path, tmp_path: Path, reader: Reader, host: str) -> None:
    copy = shared(run, tmp_path / "copy", host, "--for", reader)
    others = [other for other in (*HOSTS, "spare") if other != host]
    assert named(copy, *others) == []
    assert len(contents(copy)) > (10 if host != "ex4400-off" else 2)


@pytest.mark.parametrize("reader", list(Reader))
def test_a_copy_is_sound_for_who_trusts_the_key(run: Path, tmp_path: Path, reader: Reader, key: Path) -> None:
    copy = shared(run, tmp_path / "copy", "ex4400-clean", "--signing-key", str(key), "--for", reader)
    shutil.move(copy, tmp_path / "elsewhere")
    found = verify_run(tmp_path / "elsewhere", public(key))
    assert found.status == 0
    assert any("configuration.xml: not for this reader" in one for one in found.withheld)
    assert any("records/ex4400-clean.json: parts of the file" in one and "fees" in one for one in found.withheld)
    assert verify_run(tmp_path / "elsewhere").status == 2
    assert verify_run(tmp_path / "elsewhere", public(a_key(tmp_path, "other"))).status == 1


def test_what_a_seller_and_a_partner_see(run: Path, tmp_path: Path) -> None:
    seller = shared(run, tmp_path / "seller", "ex4400-clean", "--for", "seller")
    partner = shared(run, tmp_path / "partner", "ex4400-clean", "--for", "partner")
    nobodys = ("2901", "1733", "Second Source", "SS-8002", "Suedwind", "Uferweg", "Berta Bench")
    assert named(seller, *nobodys, "Nordwind", "Hafenstrasse") == []
    assert named(partner, *nobodys, "Gray Goods", "GG-7001") == []
    assert record(seller, "ex4400-clean")["claim"]["seller"] == "Gray Goods"
    assert record(partner, "ex4400-clean")["claim"]["end_customer"] == "Nordwind Energie"
    whole = json.loads((run / "records" / "ex4400-clean.json").read_text())
    assert "quote-of-suedwind" in {one["name"] for one in whole["reference"]}
    for copy in (seller, partner):
        assert named(copy, "quote-of-suedwind", "Q-77") == []
        assert not {"fees", "economy", "shortest_path", "holds"} & record(copy, "ex4400-clean").keys()
        assert not (copy / "evidence" / "ex4400-clean" / "configuration.xml").exists()
        assert not (copy / "run.json").exists()


def test_findings_that_name_another_unit_are_left_out(run: Path, tmp_path: Path) -> None:
    copy = shared(run, tmp_path / "copy", "ex4400-twin-a", "--for", "partner")
    assert named(copy, "ex4400-twin-b") == []
    whole = json.loads((run / "records" / "ex4400-twin-a.json").read_text())
    assert any("ex4400-twin-b" in one["message"] for one in whole["findings"])


def test_a_reply_that_names_another_host_is_withheld(run: Path, tmp_path: Path) -> None:
    copy = shared(run, tmp_path / "copy", "ex4400-clean", "--for", "partner")
    assert not (copy / "evidence/ex4400-clean/system-storage.xml").exists()
    withheld = json.loads((copy / "share.statement").read_text())["predicate"]["withheld"]
    (why,) = [one["why"] for one in withheld if one.get("name", "").endswith("system-storage.xml")]
    assert why == "names other hosts, units, or parties"


def test_a_copy_without_a_signature(run: Path, tmp_path: Path, key: Path) -> None:
    copy = shared(run, tmp_path / "copy", "ex4400-clean", "mx204-dead-supply", "--for", "partner")
    found = verify_run(copy)
    assert found.status == 0
    assert any("not signed" in one for one in found.notes)
    assert verify_run(copy, public(key)).status == 1
    (copy / "records" / "ex4400-clean.json").unlink()
    assert verify_run(copy).status == 1


def test_a_changed_run_is_not_shared(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Path(shutil.copytree(run, tmp_path / "one"))
    reply = other / "evidence/ex4400-clean/chassis-inventory.xml"
    reply.write_text(reply.read_text() + " ")
    assert main(["share", str(other), "ex4400-clean", "--for", "seller", str(tmp_path / "copy")]) == 2
    assert "damaged evidence cannot be shared" in capsys.readouterr().err
    edit(other / "run.json")
    assert main(["share", str(other), "ex4400-leftover", "--for", "seller", str(tmp_path / "copy")]) == 2
    assert not (tmp_path / "copy").exists()


def test_one_member_of_a_host_is_shared_without_the_others(run: Path, tmp_path: Path) -> None:
    units = [json.loads(path.read_text())["unit"] for path in (run / "records").glob("ex4400-vc.*.json")]
    first, *others = sorted(units, key=lambda one: one["name"])
    copy = shared(run, tmp_path / "copy", first["name"], "--for", "seller")
    assert named(copy, *(one["serial_number"] for one in others), *(one["name"] for one in others)) == []
    assert (copy / "records" / f"{first['name']}.json").exists()


def test_withheld_files_are_named_by_the_digests_of_the_run(run: Path, tmp_path: Path) -> None:
    copy = shared(run, tmp_path / "copy", "ex4400-clean", "--for", "seller")
    stated = json.loads((copy / "share.statement").read_text())["predicate"]
    there = {hashlib.sha256(path.read_bytes()).hexdigest() for path in run.rglob("*") if path.is_file()}
    assert {one["sha256"] for one in stated["withheld"]} <= there
    assert {one["of_sha256"] for one in stated["parts"]} <= there
    assert {one.get("name") for one in stated["withheld"]} >= {"run.json", "collected/log.jsonl", None}


CHANGES = {
    "a reply": lambda copy: edit(copy / "evidence/ex4400-clean/chassis-inventory.xml"),
    "a reply removed": lambda copy: (copy / "evidence/ex4400-clean/chassis-inventory.xml").unlink(),
    "the manifest": lambda copy: edit(copy / "evidence/ex4400-clean/evidence.json"),
    "the record": lambda copy: edit(copy / "records/ex4400-clean.json"),
    "the statement": lambda copy: edit(copy / "share.statement"),
    "the envelope": lambda copy: edit(copy / "share.dsse"),
    "the envelope removed": lambda copy: (copy / "share.dsse").unlink(),
    "the SSH signature": lambda copy: edit(copy / "share.statement.sig"),
    "a file added": lambda copy: (copy / "records" / "more.json").write_text("{}"),
    "a hidden file added": lambda copy: (copy / ".more").write_text("{}"),
    "a withheld reply added": lambda copy: (copy / "evidence/ex4400-clean/configuration.xml").write_text("<a/>"),
    "a link": lambda copy: (copy / "more").symlink_to("records"),
}


def edit(path: Path) -> None:
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_copy_is_found(change: Any, run: Path, tmp_path: Path, key: Path) -> None:
    copy = shared(run, tmp_path / "copy", "ex4400-clean", "--signing-key", str(key), "--for", "seller")
    change(copy)
    assert verify_run(copy, public(key)).status == 1
    assert verify_run(copy).status == 1


ORDERS = (
    "{run} ex4400-clean --for seller {copy} --signing-key {key}",
    "{run} ex4400-clean --for seller --signing-key {key} {copy}",
    "--for seller --signing-key {key} {run} ex4400-clean {copy}",
    "{run} --signing-key={key} ex4400-clean {copy} --for=seller",
)


@pytest.mark.parametrize("order", ORDERS)
def test_options_can_be_anywhere(order: str, run: Path, tmp_path: Path, key: Path) -> None:
    words = order.split()
    assert main(["share", *(one.format(run=run, copy=tmp_path / "copy", key=key) for one in words)]) == 0
    assert (tmp_path / "copy" / "share.dsse").exists()


REFUSED = {
    "no such unit": (("ex9999", "--for", "seller"), "no unit 'ex9999'"),
    "units of two sellers": (("ex4400-clean", "ex4400-leftover", "--for", "seller"), "units of more than one seller"),
    "no such reader": (("ex4400-clean", "--for", "friend"), "invalid choice"),
    "no unit": (("--for", "seller"), "required: OUTPUT"),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_shared(
    arguments: tuple[str, ...], said: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(["share", str(run), *arguments, str(tmp_path / "copy")])
    except SystemExit as stopped:
        status = stopped.code
    assert status == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_a_folder_with_files_is_not_written_to(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    assert main(["share", str(run), "ex4400-clean", "--for", "seller", str(tmp_path)]) == 2
    assert main(["share", str(run), "ex4400-clean", "--for", "seller", str(run / "copy")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
