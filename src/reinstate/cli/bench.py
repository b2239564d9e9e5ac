"""``reinstate bench``: the bench configuration of a device, or of each of several."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reinstate.errors import InputError

if TYPE_CHECKING:
    from reinstate.workflow.bench import BenchPlace


def add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command."""
    bench = commands.add_parser(
        "bench",
        help="print the bench configuration for a device, or for each of several",
        description="Print the bench configuration to paste on a console. With --inventory or --count, print a block "
        "for each device, with its own address.",
    )
    bench.add_argument("--policy", type=Path, metavar="FILE", required=True, help="policy file with the bench baseline")
    bench.add_argument("--model", default="", help="product model, such as ex4400-48p")
    bench.add_argument(
        "--address", default="", metavar="ADDRESS/LENGTH", help="management address of the device, or of the first one"
    )
    bench.add_argument("--count", type=_count, metavar="N", help="number of devices; addresses count up from --address")
    bench.add_argument(
        "--inventory", type=Path, metavar="PATH", help="inventory of the devices; each has the address in ansible_host"
    )
    bench.add_argument(
        "--host", action="append", default=[], metavar="NAME", help="only this host of the inventory; can be repeated"
    )
    bench.add_argument("--key", type=Path, metavar="FILE.pub", help="public key of the bench login")
    bench.set_defaults(run=_bench)


def _bench(arguments: argparse.Namespace) -> int:
    from reinstate.decision.policy import policy_named, reference_for  # noqa: PLC0415
    from reinstate.workflow.bench import BenchOrder, bench_text  # noqa: PLC0415

    policy = policy_named(arguments.policy)
    order = BenchOrder(policy, reference_for(policy), arguments.model, arguments.address, arguments.key)
    print(bench_text(order, _bench_places(arguments)), end="")
    return 0


def _bench_places(arguments: argparse.Namespace) -> Sequence[BenchPlace]:
    """The devices that get a block each; none for one device without a name."""
    from reinstate.workflow.bench import BenchPlace, counted_places  # noqa: PLC0415
    from reinstate.workflow.inventory_hosts import inventory_hosts  # noqa: PLC0415

    _require_one_source(arguments)
    if arguments.inventory is not None:
        hosts = inventory_hosts(arguments.inventory, arguments.host)
        return [BenchPlace(host.name, host.address, host.model) for host in hosts]
    return counted_places(arguments.address, arguments.count) if arguments.count else ()


def _require_one_source(arguments: argparse.Namespace) -> None:
    """Addresses come from the inventory, or count up from --address; never both."""
    if arguments.inventory is not None and (arguments.address or arguments.count):
        raise InputError("--inventory states the addresses", expected="no --address and --count", actual="both")
    if arguments.host and arguments.inventory is None:
        raise InputError("--host names a host of an inventory", expected="--inventory PATH", actual="none")
    if arguments.count and not arguments.address:
        raise InputError("--count counts up from an address", expected="--address 192.0.2.11/24", actual="none")


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("expected a number of devices from 1 to 1000")
    return number
