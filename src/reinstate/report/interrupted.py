"""The evidence that an interrupted run has kept, and the command that resumes it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import PurePath

from reinstate.evidence.run_folder import RunFolder, hosts_of, hosts_with_evidence

# A command line may hold a password, and a console is often kept as a log.
_SECRET = re.compile(
    r"pass|pwd|secret|token|vault|credential|community|api.?key|auth|(?<![a-z])(?:pw|psk|pin)(?![a-z])", re.IGNORECASE
)


def interrupted_lines(folder: RunFolder, command: Sequence[str]) -> tuple[str, ...]:
    """The lines to print.

    Args:
        folder: the run.
        command: the command line that was interrupted, its program first.

    Raises:
        EvidenceError: ``run.json`` cannot be read.
    """
    kept, hosts = len(hosts_with_evidence(folder)), len(hosts_of(folder.read()))
    return (
        f"Interrupted. Evidence of {kept} of {hosts} host{'' if hosts == 1 else 's'} is kept in {folder.path}.",
        f"To resume: {resume_command(folder.run_id, command)}",
        f"To evaluate only what is kept: ansible-playbook playbooks/decide.yml -e {shlex.quote(f'run={folder.path}')}",
    )


def resume_command(run_id: str, command: Sequence[str]) -> str:
    """The same command for the run of that id; ``...`` replaces what may be secret or cannot be pasted."""
    program, *arguments = command
    plain = all(text.isprintable() and not _SECRET.search(text) for text in arguments)
    shown = shlex.join(arguments) if plain else "..."
    added = [text for text in (f"run_id={run_id}", "resume=true") if text not in arguments or shown == "..."]
    return " ".join([PurePath(program).name, shown, *(f"-e {shlex.quote(text)}" for text in added)])
