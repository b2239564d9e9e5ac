"""``reinstate verify``, ``explain``, and ``what-if``: commands on stored runs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from reinstate.cli.argument_types import day
from reinstate.cli.command_parser import CommandParser
from reinstate.report.text import visible

if TYPE_CHECKING:
    from reinstate.workflow.verify_evidence import Verification


def add_runs(commands: argparse._SubParsersAction[CommandParser]) -> None:
    """The commands on stored runs."""
    verify = commands.add_parser(
        "verify",
        help="verify the digests, the accounts, and the evaluation of a run",
        description="Verify every digest of a run, and evaluate it again. Writes nothing. "
        "Exit status: 0 all is as it was written, 1 something was changed, 2 something could not be verified.",
    )
    verify.add_argument("folder", type=Path, metavar="RUN", help="run folder, or runs/latest")
    verify.add_argument(
        "--trusted",
        type=Path,
        metavar="FILE",
        help="who may have signed it: a public key (OpenSSH or PEM), or an allowed-signers file",
    )
    verify.set_defaults(run=_verify)

    _add_share(commands)
    explain = commands.add_parser(
        "explain",
        help="explain a verdict, down to the evidence bytes",
        description="Explain a verdict, down to the evidence bytes. Writes nothing. "
        "Exit status: 0 the stored record is confirmed, 1 it does not verify, 2 it cannot be read.",
    )
    explain.add_argument("folder", type=Path, metavar="RUN", help="run folder, or runs/latest")
    explain.add_argument("device", metavar="DEVICE", help="name of a unit or a host, or a chassis serial number")
    explain.add_argument("check", nargs="?", metavar="CHECK", help="only the findings of this check")
    explain.set_defaults(run=_explain)

    _add_what_if(commands)


def _add_share(commands: argparse._SubParsersAction[CommandParser]) -> None:
    share = commands.add_parser(
        "share",
        help="copy some units of a run for a partner or a seller",
        usage="%(prog)s [-h] [--signing-key FILE] RUN UNIT [UNIT ...] --for {partner,seller} OUTPUT",
        description="Copy some units of a run without what their reader must not see: other parties, prices, customer "
        "data, configuration. A statement in the copy names by digest what was withheld; reinstate verify reads it.",
    )
    share.intermixed = True
    share.add_argument("folder", type=Path, metavar="RUN", help="run folder, or runs/latest")
    share.add_argument("units", nargs="+", metavar="UNIT", help="name of a unit or a host, or a chassis serial number")
    share.add_argument("output", type=Path, metavar="OUTPUT", help="the folder to write: a new one, or an empty one")
    share.add_argument("--for", dest="reader", choices=("partner", "seller"), required=True, help="who gets the copy")
    share.add_argument("--signing-key", type=Path, metavar="FILE", help="sign the copy with this private key (Ed25519)")
    share.set_defaults(run=_share)


def _share(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.share import ShareArguments, share  # noqa: PLC0415
    from reinstate.workflow.share_readers import Reader  # noqa: PLC0415

    reader, output = Reader(arguments.reader), arguments.output
    shared = share(ShareArguments(arguments.folder, tuple(arguments.units), reader, output, arguments.signing_key))
    told = f"{output}: {', '.join(shared.units)} for a {reader}: {shared.files} files, {shared.withheld} withheld"
    print(visible(f"{told}, {'signed' if shared.signed else 'not signed'}"))
    return 0


def _add_what_if(commands: argparse._SubParsersAction[CommandParser]) -> None:
    what_if = commands.add_parser(
        "what-if",
        help="re-evaluate stored runs in memory, and list what changes",
        description="Re-evaluate every stored device, under another policy or with additional tables. List each "
        "device whose verdict, disposition, or deciding check changes, and why. Writes nothing. "
        "Exit status: 0 no change, 1 changes, 2 not determined for all devices.",
    )
    what_if.add_argument("runs", type=Path, nargs="+", metavar="RUNS", help="run folders, or a folder of runs")
    what_if.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="evaluate under this policy (default: the policy of each run's last evaluation)",
    )
    what_if.add_argument(
        "--reference",
        type=Path,
        action="append",
        default=[],
        metavar="TABLE",
        help="your own table, in addition to those of the policy; can be repeated",
    )
    what_if.add_argument(
        "--as-of",
        type=day,
        metavar="DAY",
        help="evaluate as of this date, such as 2027-01-31 (default: date of each run's last evaluation)",
    )
    what_if.add_argument(
        "--all", action="store_true", help="in a folder of runs: every run, not only the newest of each serial number"
    )
    what_if.add_argument("--output", choices=("text", "json"), default="text", help="form of the answer (%(default)s)")
    what_if.set_defaults(run=_what_if)


def _verify(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.verify import verify_run  # noqa: PLC0415 - imports only what the command needs

    found = verify_run(arguments.folder, arguments.trusted)
    titles = {
        "changed": found.changed,
        "not trusted": found.untrusted,
        "note": found.notes,
        "withheld": found.withheld,
        "verified": found.checked,
        "not verified": found.not_checked,
    }
    for title, said in titles.items():
        for one in said:
            print(visible(f"{title}: {one}"))
    print(_conclusion(found))
    return found.status


def _conclusion(found: Verification) -> str:
    if found.untrusted and not found.changed:
        return _NOT_TRUSTED
    return _SHARED if found.shared and not found.status else _VERIFIED[found.status]


_VERIFIED = {
    0: "sound: all is as it was written, and a re-evaluation gives the same records",
    1: "not sound: the run was changed",
    2: "not determined: nothing was found changed, and not all of it could be verified",
}
_NOT_TRUSTED = "not sound: nothing contradicts itself, and no trusted key vouches for all of it"
_SHARED = "sound: the copy is as it was made"


def _explain(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.explain import explain  # noqa: PLC0415

    derivations = explain(arguments.folder, arguments.device, arguments.check)
    print("\n\n".join("\n".join(one.lines()) for one in derivations))
    return 1 if any(one.problems for one in derivations) else 0


def _what_if(arguments: argparse.Namespace) -> int:
    from reinstate.report.changes_text import change_lines  # noqa: PLC0415
    from reinstate.workflow.what_if import WhatIf, what_if  # noqa: PLC0415

    answer = what_if(
        WhatIf(
            runs=tuple(arguments.runs),
            policy=arguments.policy,
            tables=tuple(arguments.reference),
            as_of=arguments.as_of,
            every=arguments.all,
        )
    )
    if arguments.output == "json":
        print(json.dumps(answer.to_json(), indent=2))
    else:
        print("\n".join(change_lines(answer.to_json())))
    return answer.status
