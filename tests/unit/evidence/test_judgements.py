"""Judgements of a run: each written once, each with the digest of the one before it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reinstate.errors import EvidenceError
from reinstate.evidence.chain import chain_problems, require_unchanged
from reinstate.evidence.judgements import (
    REPORT_FILE,
    Judgement,
    adopt,
    digest_of,
    drafted,
    judgement_of,
    judgements_of,
    keep_draft,
    newest_judgement,
    report_problems,
    same_as,
    shown_problems,
)
from reinstate.evidence.run_folder import RunFolder


def written(run: RunFolder, said: str) -> Judgement:
    """One more judgement of the run."""
    before = newest_judgement(run)
    with drafted(run, before) as draft:
        summary = json.dumps({"judgement": draft.number, "said": said}).encode()
        draft.records.mkdir()
        (draft.records / "ex-1.json").write_text(said)
        draft.population.write_text("null")
        draft.summary.write_bytes(summary)
        return keep_draft(draft, stated(run, summary))


def stated(run: RunFolder, summary: bytes) -> dict[str, str]:
    digests = {"population_sha256": digest_of(b"null"), "summary_sha256": digest_of(summary)}
    return {**digests, "run_sha256": digest_of((run.path / "run.json").read_bytes()), "outcome_sha256": "0"}


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    """A run that was judged twice."""
    folder = RunFolder(tmp_path, "one")
    folder.write({"hosts": ["ex-1"], "started": "2026-11-01T00:00:00Z", "sealed": {}})
    written(folder, "first")
    written(folder, "second")
    return folder


def test_the_top_shows_the_newest_and_the_older_stays(run: RunFolder) -> None:
    assert [one.number for one in judgements_of(run)] == [1, 2]
    assert (run.records / "ex-1.json").read_text() == "second"
    assert (run.path / "judgements/1/records/ex-1.json").read_text() == "first"
    assert list(shown_problems(judgement_of(run))) == []
    require_unchanged(run)


def test_what_ends_while_it_is_written_leaves_nothing(run: RunFolder) -> None:
    def ends() -> None:
        with drafted(run, newest_judgement(run)) as draft:
            draft.summary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ends()
    assert sorted(path.name for path in (run.path / "judgements").iterdir()) == ["1", "2"]
    require_unchanged(run)


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "run.json": (lambda run: (run / "run.json").write_text("{}"), "run.json: changed after judgement 1"),
    "older population": (
        lambda run: (run / "judgements/1/population.json").write_text("{}"),
        "judgements/1/population.json: changed after it was written",
    ),
    "newer summary": (
        lambda run: (run / "judgements/2/summary.json").unlink(),
        "judgements/2/summary.json: changed after it was written",
    ),
    "older judgement": (
        lambda run: (run / "judgements/1/judgement.json").write_text(
            (run / "judgements/1/judgement.json").read_text() + " "
        ),
        "judgements/2/judgement.json: does not follow the judgement before it",
    ),
    "no judgement": (lambda run: (run / "judgements/2/judgement.json").write_text("[]"), "not the file of a judgement"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_is_named_and_not_judged_on(run: RunFolder, change: str) -> None:
    edit, said = CHANGES[change]
    edit(run.path)
    assert said in "; ".join(chain_problems(run))
    with pytest.raises(EvidenceError, match="changed after it was written"):
        require_unchanged(run)


@pytest.mark.parametrize("number", [1, 2])
def test_a_judgement_that_was_removed_is_missed(run: RunFolder, number: int) -> None:
    shutil.rmtree(run.path / "judgements" / str(number))
    with pytest.raises(EvidenceError, match=f"one: judgement {number} is missing"):
        newest_judgement(run)


def test_the_top_is_told_where_it_is_not_the_newest(run: RunFolder) -> None:
    (run.records / "ex-1.json").unlink()
    (run.records / "ex-1.json").write_text("better")
    (run.records / "ex-2.json").write_text("more")
    told = list(shown_problems(judgement_of(run)))
    assert told == ["records/ex-1.json: not as in judgement 2", "records/ex-2.json: not as in judgement 2"]


def test_the_same_basis_and_outcome_is_the_same_judgement(run: RunFolder) -> None:
    newest, facts = judgement_of(run), stated(run, b"says which judgement it is")
    assert same_as(newest, facts)
    assert not same_as(newest, {**facts, "outcome_sha256": "1"})
    assert not same_as(newest, {**facts, "population_sha256": "1"})


def test_a_page_that_was_edited_removed_or_added_is_told(run: RunFolder) -> None:
    newest = judgement_of(run)
    newest.report.mkdir()
    pages = {name: digest_of(b"page") for name in ("edited.html", "kept.html", "removed.html")}
    (newest.root / REPORT_FILE).write_text(json.dumps({"files": pages}))
    for name, content in {"edited.html": "other", "kept.html": "page", "added.html": "page"}.items():
        (newest.report / name).write_text(content)
    told = [
        "report/added.html: not of this report",
        "report/edited.html: changed after it was written",
        "report/removed.html: missing",
    ]
    assert report_problems(newest) == (told, 3)


def test_the_judgement_of_an_earlier_version_becomes_the_first(tmp_path: Path) -> None:
    run = RunFolder(tmp_path, "one")
    run.write({"hosts": ["ex-1"], "started": "2026-11-01T00:00:00Z", "sealed": {}})
    run.records.mkdir()
    (run.records / "ex-1.json").write_text("as before")
    (run.path / "summary.json").write_text("{}")
    earlier = judgement_of(run)
    assert (earlier.number, earlier.root) == (0, run.path)
    first = adopt(earlier)
    assert judgement_of(run) == first
    assert (first.records / "ex-1.json").read_text() == (run.records / "ex-1.json").read_text() == "as before"
    require_unchanged(run)
