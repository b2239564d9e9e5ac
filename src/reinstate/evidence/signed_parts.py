"""What of a run is signed: its evidence, its judgements and their reports, and whether each signature holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reinstate.errors import EvidenceError
from reinstate.evidence.judgements import REPORT_FILE, Judgement, judgements_of, sha256_of
from reinstate.evidence.run_folder import RunFolder, hosts_of
from reinstate.evidence.sign_run import SIGNER, evidence_files, judgement_files
from reinstate.evidence.statements import Kind, Statement, is_signed, read_signed, subject_problems


@dataclass(frozen=True, slots=True)
class SignedPart:
    """A part of a run that can be signed.

    Attributes:
        kind: what it is.
        what: how messages name it.
        statement: what its signer states; None where it is not signed, or the signature does not hold.
        problems: what shows that something was changed, a sentence each.
        covered: it is not signed itself, and a later judgement that is has its digest.
    """

    kind: Kind
    what: str
    statement: Statement | None = None
    problems: tuple[str, ...] = ()
    covered: bool = False


def signed_parts(folder: RunFolder) -> tuple[SignedPart, ...]:
    """Every part of a run that can be signed, in the order in which they were made; none where nothing is signed.

    Whose the keys are is not looked at: a run that somebody signed anew with a key of his own has no problem here.
    """
    judgements = judgements_of(folder)
    evidence = _evidence(folder, judged=bool(judgements))
    parts, before = [evidence], SignedPart(Kind.JUDGEMENT, "no judgement")
    for one in judgements:
        before = _judgement(one, evidence, before)
        reported = (one.root / REPORT_FILE).exists() or is_signed(one.root, Kind.REPORT)
        parts += [before, _report(one, before)] if reported else [before]
    parts = _with_later_digests(judgements, parts)
    return tuple(parts) if any(part.statement or part.problems for part in parts) else ()


def _evidence(folder: RunFolder, *, judged: bool) -> SignedPart:
    try:
        stated = folder.read()
    except EvidenceError:
        stated = {"hosts": []}  # which is told with the run itself
    signed = is_signed(folder.path, Kind.EVIDENCE)
    if not signed and not (judged and stated.get(SIGNER)):
        return SignedPart(Kind.EVIDENCE, "the evidence")

    def held(statement: Statement) -> Iterator[str]:
        yield from _of_files(folder.path, Kind.EVIDENCE, statement, evidence_files(folder, hosts_of(stated)))
        if stated.get("run_id") not in (None, statement.predicate.get("run_id")):
            yield f"{Kind.EVIDENCE.statement}: of another run"

    return _part("the evidence", folder.path, Kind.EVIDENCE, held)


def _judgement(judgement: Judgement, evidence: SignedPart, before: SignedPart) -> SignedPart:
    if not is_signed(judgement.root, Kind.JUDGEMENT) and not _names_a_signer(judgement):
        return SignedPart(Kind.JUDGEMENT, judgement.name)

    def held(statement: Statement) -> Iterator[str]:
        yield from _of_files(judgement.root, Kind.JUDGEMENT, statement, judgement_files(judgement))
        stated = statement.predicate
        if stated.get("number") != judgement.number or not _names(stated.get("evidence"), evidence):
            yield f"{Kind.JUDGEMENT.statement}: of another run, or of another judgement"
        if not _names(stated.get("before"), before):
            yield f"{Kind.JUDGEMENT.statement}: does not follow the statement about the judgement before it"

    return _part(judgement.name, judgement.root, Kind.JUDGEMENT, held)


def _report(judgement: Judgement, judged: SignedPart) -> SignedPart:
    what = f"the report of {judgement.name}"
    if not is_signed(judgement.root, Kind.REPORT):
        return SignedPart(Kind.REPORT, what)

    def held(statement: Statement) -> Iterator[str]:
        yield from _of_files(judgement.root, Kind.REPORT, statement, [judgement.root / REPORT_FILE])
        if not _names(statement.predicate.get("judgement"), judged):
            yield f"{Kind.REPORT.statement}: of another judgement"

    return _part(what, judgement.root, Kind.REPORT, held)


def _with_later_digests(judgements: Sequence[Judgement], parts: Sequence[SignedPart]) -> list[SignedPart]:
    """The parts, and whether the reports of unsigned judgements are as the next signed judgement names them."""
    named: dict[str, str] = {}
    for part in reversed(parts):
        if part.kind is Kind.JUDGEMENT and part.statement is not None:
            named |= _reports_named(part.statement)
    by_name = {part.what: part for part in parts}
    for one in judgements:
        if (digest := named.get(str(one.number))) is not None:
            what = f"the report of {one.name}"
            path = one.root / REPORT_FILE
            same = path.is_file() and sha256_of(path) == digest
            told = () if same else (f"{what}: {REPORT_FILE} is not as a later {Kind.JUDGEMENT.statement} names it",)
            part = by_name.get(what, SignedPart(Kind.REPORT, what))
            by_name[what] = replace(part, covered=same, problems=(*part.problems, *told))
    return [by_name.pop(part.what) for part in parts] + list(by_name.values())


def _reports_named(statement: Statement) -> dict[str, str]:
    stated = statement.predicate.get("reports_before")
    return {str(number): str(digest) for number, digest in stated.items()} if isinstance(stated, dict) else {}


def _part(what: str, root: Path, kind: Kind, held: Callable[[Statement], Iterator[str]]) -> SignedPart:
    try:
        statement = read_signed(root, kind)
        problems = [f"{what}: {problem}" for problem in held(statement)]
    except EvidenceError as error:
        return SignedPart(kind, what, None, (f"{what}: {error}",))
    return SignedPart(kind, what, statement, tuple(problems))


def _of_files(root: Path, kind: Kind, statement: Statement, there: Iterable[Path]) -> Iterator[str]:
    """Files that are not as the statement names them, and files that it does not name."""
    yield from subject_problems(root, statement, kind)
    for name in (path.relative_to(root).as_posix() for path in there):
        if name not in statement.subjects:
            yield f"{name}: added; {kind.statement} does not name it"


def _names(digest: object, part: SignedPart) -> bool:
    """Whether that digest is the one of the part's statement, or none where it is not signed."""
    return digest == (None if part.statement is None else part.statement.sha256)


def _names_a_signer(judgement: Judgement) -> bool:
    try:
        return SIGNER in judgement.stated()
    except EvidenceError:
        return False  # which is told with the chain of judgements
