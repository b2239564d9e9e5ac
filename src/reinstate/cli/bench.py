"""``reinstate bench``: the minimal configuration of a device on the bench."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command."""
    bench = commands.add_parser("bench", help="print the minimal configuration of a device on the bench")
    bench.add_argument(
        "--policy", type=Path, metavar="FILE", required=True, help="the policy with the bench's baseline"
    )
    bench.add_argument("--model", default="", help="product model, such as ex4400-48p")
    bench.add_argument("--address", default="", metavar="ADDRESS/LENGTH", help="the device's management address")
    bench.add_argument("--key", type=Path, metavar="FILE.pub", help="public key of the bench's login")
    bench.set_defaults(run=_bench)


def _bench(arguments: argparse.Namespace) -> int:
    from reinstate.decision.policy import policy_named  # noqa: PLC0415
    from reinstate.reference.loading import load_shipped  # noqa: PLC0415
    from reinstate.workflow.bench import BenchOrder, bench_text  # noqa: PLC0415

    policy = policy_named(arguments.policy)
    print(bench_text(BenchOrder(policy, load_shipped(), arguments.model, arguments.address, arguments.key)), end="")
    return 0
