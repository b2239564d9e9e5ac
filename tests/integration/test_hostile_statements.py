"""Statements whose signer is trusted and states anything: a reader is told, and nothing ends with an exception."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinstate.evidence.signing_keys import read_signing_key
from reinstate.evidence.statements import Kind, statement_bytes, write_signed
from reinstate.workflow.verify import verify_run
from tests.integration.collected import Collected
from tests.integration.test_signed_runs import a_key, a_run, public

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
EXAMPLES = settings(
    max_examples=min(settings().max_examples, 25), deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def run(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    return a_run(collected, root / "runs" / "one", a_key(root))


def stated_anew(folder: Path, kind: Kind, key: Path, data: st.DataObject) -> None:
    """One member of the predicate, or of an element of it, replaced by anything, and signed by who is trusted."""
    stated: dict[str, Any] = json.loads((folder / kind.statement).read_text())
    predicate = stated["predicate"]
    where = data.draw(st.sampled_from(sorted(predicate)), "member")
    predicate[where] = data.draw(JSON, "value")
    subjects = {one["name"]: one["digest"]["sha256"] for one in stated["subject"]}
    write_signed(folder, kind, statement_bytes(kind, subjects, predicate), read_signing_key(key))


@EXAMPLES
@given(data=st.data(), kind=st.sampled_from([Kind.EVIDENCE, Kind.JUDGEMENT, Kind.REPORT]))
def test_statements_about_a_run(run: Path, data: st.DataObject, kind: Kind) -> None:
    folder = run if kind is Kind.EVIDENCE else run / "judgements" / "1"
    before = {path: path.read_bytes() for path in (folder / name for name in kind.files)}
    key = run.parents[1] / "key"
    try:
        stated_anew(folder, kind, key, data)
        assert verify_run(run, public(key)).status in (0, 1, 2)
    finally:
        for path, content in before.items():
            path.write_bytes(content)


@EXAMPLES
@given(data=st.data())
def test_statements_about_a_shared_copy(run: Path, data: st.DataObject) -> None:
    from reinstate.workflow.share import ShareArguments, share
    from reinstate.workflow.share_readers import Reader

    copy, key = run.parents[1] / "copy", run.parents[1] / "key"
    shutil.rmtree(copy, ignore_errors=True)
    share(ShareArguments(run, ("ex4400-clean",), Reader.PARTNER, copy, key))
    stated_anew(copy, Kind.SHARE, key, data)
    assert verify_run(copy, public(key)).status in (0, 1, 2)
