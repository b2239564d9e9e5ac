"""Tampering: every region of every file of a run is changed, and every file removed, swapped, added, and dated back.

One change at a time is found in each run, signed or not. Changes that fit together again are in `TOGETHER`: the table
says which of them an unsigned run cannot show, and docs/how-to/verifying.md has its rows.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from reinstate.evidence.run_folder import SHOWN
from reinstate.evidence.statements import Kind
from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.verify import verify_run
from reinstate.workflow.verify_evidence import Verification
from reinstate.workflow.write_report import report_run
from tests.integration.collected import LAB_POLICY, ROOT, Collected
from tests.integration.test_law_runs import interrupted
from tests.integration.test_signed_runs import TEMPLATES, a_key, public

HOST, OTHER = "ex4400-clean", "ex4400-leftover"
DAYS = (date(2026, 11, 23), date(2027, 6, 30))


@dataclass(frozen=True)
class Runs:
    """A folder of three runs of one host, ``one`` to ``three``; ``two`` was judged twice, and is what is changed."""

    folder: Path
    key: Path | None

    @property
    def run(self) -> Path:
        return self.folder / "two"

    def verified(self, name: str = "two") -> Verification:
        """What a reader is told who has the key, where there is one."""
        return verify_run(self.folder / name, None if self.key is None else public(self.key))


def made(collected: Collected, root: Path, key: Path | None) -> Runs:
    (root / "attested.csv").write_text("serial,kind,by,on,holds,says\nDK417,condition,B. Bench,2026-11-21,no,bent\n")
    stated = {name: value for name, value in collected.stated.items() if name != "inventory_claims"}
    for number, name in enumerate(("one", "two", "three"), 1):
        host = OTHER if name == "one" else HOST
        own = {"hosts": [host], "inventory": [host], "started": f"2026-11-2{number}T00:00:00.000Z"}
        interrupted(root / "runs" / name, collected.folder.path, {**stated, **own, "sealed": None, "finished": None})
        for day in DAYS[: 2 if name == "two" else 1]:
            judged(root / "runs" / name, day, key)
    return Runs(root / "runs", key)


def judged(run: Path, day: date, key: Path | None) -> None:
    decide_run(DecideArguments(run=run, policy=LAB_POLICY, as_of=day, fail_on="never", signing_key=key))
    report_run(ReportArguments(run=run, own_templates=TEMPLATES, signing_key=key))


@pytest.fixture(scope="module", params=["signed", "unsigned"])
def runs(request: pytest.FixtureRequest, collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    root = tmp_path_factory.mktemp(request.param)
    return made(collected, root, a_key(root) if request.param == "signed" else None)


@pytest.fixture
def copied(runs: Runs, tmp_path: Path) -> Runs:
    shutil.copy(runs.folder.parent / "attested.csv", tmp_path)
    return Runs(Path(shutil.copytree(runs.folder, tmp_path / "runs", symlinks=True)), runs.key)


def is_found(found: Verification, runs: Runs) -> bool:
    """Whether a reader is told: with the key, that it was changed; without one, at least that not all is well."""
    return found.status == 1 if runs.key is not None else found.status != 0


def files_of(run: Path) -> list[Path]:
    return sorted(path for path in run.rglob("*") if path.is_file())


# --- one change at a time ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def replaced(runs: Runs, path: Path, content: bytes | None) -> Iterator[None]:
    """A file with another content, or removed; afterward the same file again, which can have several names."""
    aside = runs.folder.parent / "aside"
    path.rename(aside)
    try:
        if content is not None:
            path.write_bytes(content)
        yield
    finally:
        path.unlink(missing_ok=True)
        aside.rename(path)


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def regions(path: Path, content: bytes) -> Iterator[int]:
    """A place in the middle, at the start, and at the end; and in each value at the top of a JSON file.

    Of pages, and of what the top of the run shows of the newest judgement, fewer: the same digests are of all of it.
    """
    yield len(content) // 2
    if "report" in path.parts:
        return
    yield from (0, len(content) - 1)
    if path.suffix in (".json", ".dsse", ".statement") and (path.parent.name != "records" or "1" in path.parts):
        members = [found.end() for found in re.finditer(rb'\n  "[a-z0-9_]+": ', content, re.IGNORECASE)]
        for start, end in zip(members, [*members[1:], len(content)], strict=True):
            yield min(start + max(1, (end - start) // 3), len(content) - 1)


def test_every_region_of_every_file(runs: Runs) -> None:
    unseen, tried = [], 0
    for path in files_of(runs.run):
        content = path.read_bytes()
        for place in sorted(set(regions(path, content))):
            with replaced(runs, path, flipped(content, place)):
                tried += 1
                if not is_found(runs.verified(), runs):
                    unseen.append(f"{path.relative_to(runs.run)}: byte {place}")
    assert unseen == []
    assert tried > 200


def test_every_file_removed_and_swapped(runs: Runs) -> None:
    unseen = []
    files = files_of(runs.run)
    for path, other in zip(files, [*files[1:], files[0]], strict=True):
        for what, content in (("removed", None), (f"replaced by {other.name}", other.read_bytes())):
            if content == path.read_bytes():
                continue
            with replaced(runs, path, content):
                if not is_found(runs.verified(), runs):
                    unseen.append(f"{path.relative_to(runs.run)}: {what}")
    assert unseen == []


ALL_FILES = [name for kind in Kind for name in kind.files]


def test_files_added_to_every_folder(runs: Runs) -> None:
    unseen = []
    for folder in (runs.run, *sorted(path for path in runs.run.rglob("*") if path.is_dir())):
        # The names of signatures are expected in some of the outer folders.
        names = ("more.json", *(ALL_FILES if len(folder.relative_to(runs.run).parts) < 3 else ()))
        for added in (folder / name for name in names if not (folder / name).exists()):
            added.write_text("{}")
            if not is_found(runs.verified(), runs):
                unseen.append(str(added.relative_to(runs.run)))
            added.unlink()
    assert unseen == []


DATES = re.compile(rb"20\d\d-\d\d-\d\d(?=T|\")")


def test_every_file_dated_back(runs: Runs) -> None:
    unseen = []
    for path in files_of(runs.run):
        content = path.read_bytes()
        if not DATES.search(content):
            continue
        with replaced(runs, path, DATES.sub(b"2020-01-01", content)):
            if not is_found(runs.verified(), runs):
                unseen.append(str(path.relative_to(runs.run)))
    assert unseen == []


# --- changes that fit together ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Together:
    """A change of several files, by somebody who can write the folder and has no key, unless it says so.

    Attributes:
        what: how docs/how-to/verifying.md names it.
        change: gets the folder of the runs, and the key for who has it.
        unsigned, signed: whether it is found in such a run: ``yes``, ``no``.
        told_by: name of the run that is verified.
    """

    what: str
    change: Callable[[Runs, Collected], object]
    unsigned: str
    signed: str
    told_by: str = "two"


def made_anew(runs: Runs, collected: Collected) -> None:
    """The run with a reply of another device, opened, collected, and judged again under its own name."""
    source = Path(shutil.copytree(collected.folder.path, runs.folder.parent / "doctored"))
    host = source / "evidence" / HOST
    shutil.copy(source / "evidence" / OTHER / "commit-information.xml", host / "commit-information.xml")
    manifest = json.loads((host / "evidence.json").read_text())
    for item in manifest["items"]:
        if item["file"] == "commit-information.xml":
            content = (host / item["file"]).read_bytes()
            item |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    (host / "evidence.json").write_text(json.dumps(manifest))
    shutil.rmtree(runs.run)
    opened_again(runs.run, source, collected)


def opened_again(run: Path, source: Path, collected: Collected, key: Path | None = None) -> None:
    """A run of that evidence, with the start that the first run would have the day before."""
    stated = {name: value for name, value in collected.stated.items() if name != "inventory_claims"}
    own = {"hosts": [HOST], "inventory": [HOST], "started": "2026-11-20T00:00:00.000Z"}
    interrupted(run, source, {**stated, **own, "sealed": None, "finished": None})
    judged(run, DAYS[0], key)


def without_the_newest(runs: Runs, _: Collected, name: str = "two") -> None:
    """The second judgement of a run gone, and the top of the run as the first one left it."""
    run = runs.folder / name
    shutil.rmtree(run / "judgements" / "2")
    for part in SHOWN:
        shown, own = run / part, run / "judgements" / "1" / part
        if shown.is_dir():
            shutil.rmtree(shown)
            shutil.copytree(own, shown)
        elif shown.exists():
            shutil.copy(own, shown)


def cut(runs: Runs, collected: Collected) -> None:
    """The newest run judged once more, and that judgement removed."""
    judged(runs.folder / "three", DAYS[1], runs.key)
    without_the_newest(runs, collected, "three")


def edited_page(runs: Runs, _: Collected) -> None:
    judgement = runs.run / "judgements" / "2"
    for page in (judgement / "report" / "index.html", runs.run / "report" / "index.html"):
        content = page.read_text().replace("</h1>", "</h1><p>All is fine.</p>")
        page.unlink()
        page.write_text(content)
    listed = json.loads((judgement / "report.json").read_text())
    digest = hashlib.sha256((judgement / "report" / "index.html").read_bytes()).hexdigest()
    (judgement / "report.json").write_text(json.dumps({"files": {**listed["files"], "index.html": digest}}))


def added_by_who_has_the_key(runs: Runs, collected: Collected) -> None:
    """Signed with the key, by a clock that is set back; then the first of the runs is asked."""
    real = datetime

    class Before(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real(2026, 11, 20, tzinfo=UTC)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reinstate.evidence.sign_run.datetime", Before)
        opened_again(runs.folder / "added", collected.folder.path, collected, runs.key)


TOGETHER = (
    Together("a reply changed, and the run made anew under its name, with every digest", made_anew, "no", "yes"),
    Together("a page of the report changed, with its digest in `report.json`", edited_page, "no", "yes"),
    Together(
        "another evaluation added with Reinstate, without the key",
        lambda runs, _: judged(runs.run, date(2028, 1, 31), None),
        "no",
        "yes",
    ),
    Together("a hidden file added", lambda runs, _: (runs.run / ".x").write_text("x"), "no", "yes"),
    Together("a run removed, and later ones kept", lambda runs, _: shutil.rmtree(runs.folder / "one"), "no", "yes"),
    Together(
        "a run added without the key, with an earlier date",
        lambda runs, collected: opened_again(runs.folder / "added", collected.folder.path, collected),
        "no",
        "yes",
        "added",
    ),
    Together("a run added by who has the key, with an earlier date", added_by_who_has_the_key, "no", "yes", "added"),
    Together("an evaluation removed that was there when the next run was signed", without_the_newest, "no", "yes"),
    Together("the newest evaluation of the newest run removed", cut, "no", "printed report", "three"),
    Together("the newest run removed", lambda runs, _: shutil.rmtree(runs.folder / "three"), "no", "printed report"),
)


@pytest.mark.parametrize("together", TOGETHER, ids=lambda one: one.what)
def test_changes_that_fit_together(together: Together, copied: Runs, collected: Collected) -> None:
    together.change(copied, collected)
    found = copied.verified(together.told_by)
    stated = together.unsigned if copied.key is None else together.signed
    assert (found.status != 0) == (stated == "yes")


def test_an_untouched_run_is_sound(runs: Runs) -> None:
    for name in ("one", "two", "three"):
        assert runs.verified(name).status == 0


def test_the_documentation_says_which_changes_are_found() -> None:
    page = (ROOT / "docs" / "how-to" / "verifying.md").read_text(encoding="utf-8")
    section = page.partition("## What an unsigned run cannot show")[2].partition("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("| ")]
    assert table[1:] == [f"| {one.what} | {one.unsigned} | {one.signed} |" for one in TOGETHER]


@pytest.mark.parametrize("runs", ["signed"], indirect=True)
def test_signatures_that_are_removed_or_made_with_another_key(copied: Runs, tmp_path: Path) -> None:
    for kind in Kind:
        for path in copied.run.rglob("*"):
            if path.name in kind.files:
                path.unlink()
    assert copied.verified().status == 1
    # The judgements state the key that they were signed with, so it shows without the key as well.
    assert verify_run(copied.run).status == 1
    shutil.rmtree(copied.run / "judgements")
    for name in SHOWN:
        shutil.rmtree(copied.run / name, ignore_errors=True)
    (copied.run / "summary.json").unlink()
    judged(copied.run, DAYS[0], a_key(tmp_path, "another"))
    found = copied.verified()
    assert (found.status, len(found.untrusted)) == (1, 3)
