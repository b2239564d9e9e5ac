"""Side by side with what a user would pick instead, in one run on one machine: ``make bench``.

Every figure is of whole processes, start-up and child processes included. The emulated devices run in a process
of their own, whose CPU isn't counted. Ratios are the median of the rounds; results go to ``benchmarks/results.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BIN = Path(sys.executable).parent
POLICY = ROOT / "policies" / "lab.yml"


@dataclass(frozen=True)
class Cost:
    """What one command cost: seconds by the clock, seconds of CPU, peak memory of its largest process in MiB."""

    wall: float
    cpu: float
    peak_mib: float


def measure(command: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run one command to its end; CalledProcessError where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, output.read()[-4000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Cost(round(wall, 3), round(cpu or usage.ru_utime + usage.ru_stime, 3), round(usage.ru_maxrss / 1024, 1))


@dataclass(frozen=True)
class Bench:
    """One rack of clean devices, and the ways to collect from it."""

    folder: Path
    devices: int
    workers: int

    @property
    def inventory(self) -> Path:
        """The rack's inventory folder."""
        return self.folder / "inventory"

    @property
    def environment(self) -> dict[str, str]:
        """Environment of every measured command."""
        return {
            **os.environ,
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_FORKS": str(self.workers),
            "ANSIBLE_LIBRARY": f"{ROOT / 'library'}:{HERE / 'library'}",
            "LC_ALL": "C.UTF-8",
            "PATH": f"{BIN}:{os.environ['PATH']}",
        }

    def start(self, reply_delay: float) -> None:
        """Start the rack."""
        group_vars = self.inventory / "group_vars"
        group_vars.mkdir(parents=True)
        shutil.copy(ROOT / "inventory" / "lab" / "group_vars" / "all.yml", group_vars / "all.yml")
        command = [
            str(BIN / "reinstate"),
            "lab",
            "start",
            "--devices",
            str(self.devices),
            "--state",
            str(self.folder / "lab"),
        ]
        command += ["--inventory", str(self.inventory / "hosts.yml"), "--reply-delay", str(reply_delay)]
        subprocess.run(command, check=True, env=self.environment, cwd=ROOT)

    def stop(self) -> None:
        """Stop the rack."""
        subprocess.run(
            [str(BIN / "reinstate"), "lab", "stop", "--state", str(self.folder / "lab")], check=True, cwd=ROOT
        )

    def playbook(self, path: Path, *extra: str) -> list[str]:
        """The command that runs a playbook on this rack."""
        return [str(BIN / "ansible-playbook"), "-i", str(self.inventory), str(path), *extra]

    def collect(self, run_id: str, *extra: str) -> Cost:
        """Collect with Reinstate."""
        runs = ["-e", f"reinstate_runs_dir={self.folder / 'runs'}", "-e", f"run_id={run_id}", "-e", f"policy={POLICY}"]
        return measure(self.playbook(HERE / "playbooks" / "collect.yml", *runs, *extra), self.environment)

    def inspect(self, run_id: str) -> Cost:
        """The whole of ``inspect.yml``."""
        runs = ["-e", f"reinstate_runs_dir={self.folder / 'runs'}", "-e", f"run_id={run_id}", "-e", f"policy={POLICY}"]
        return measure(
            self.playbook(ROOT / "playbooks" / "inspect.yml", *runs, "-e", "fail_on=never"), self.environment
        )

    def bare_pyez(self, requests: Path) -> Cost:
        """Collect with PyEZ in a thread pool."""
        arguments = [str(self.inventory / "hosts.yml"), str(requests), str(self.workers)]
        return measure([sys.executable, str(HERE / "bare_pyez.py"), *arguments], self.environment)

    def modules(self, requests: Path) -> Cost:
        """Collect with one ordinary module per device."""
        return measure(
            self.playbook(
                HERE / "playbooks" / "modules.yml", "-e", f"requests={requests}", "-e", f"folder={self.folder}"
            ),
            self.environment,
        )

    def decide_and_report(self, run_id: str) -> Cost:
        """Judge and report a collected run."""
        run = str(self.folder / "runs" / run_id)
        return measure([sys.executable, str(HERE / "decide_and_report.py"), run, str(POLICY)], self.environment)

    def requests_of(self, run_id: str) -> Path:
        """The full plan of these devices, from what was just collected, as a file for the other ways."""
        manifests = sorted((self.folder / "runs" / run_id / "evidence").glob("*/evidence.json"))
        items = json.loads(manifests[0].read_text())["items"]
        outcomes = {json.loads(path.read_text())["outcome"]["status"] for path in manifests}
        if outcomes != {"complete"} or len(manifests) != self.devices:
            raise SystemExit(f"not every device was collected: {len(manifests)} of {self.devices}, {outcomes}")
        from reinstate.plan.requests import CATALOG, Rpc  # noqa: PLC0415

        path = self.folder / "requests.json"
        path.write_text(json.dumps([CATALOG[Rpc(item["id"])].xml() for item in items]))
        return path


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost], part: Callable[[Cost], float]) -> float:
    """Median of the rounds' ratios."""
    return round(statistics.median(part(one) / part(other) for one, other in zip(ours, theirs, strict=True)), 3)


def side_by_side(bench: Bench, rounds: int) -> dict[str, object]:
    """The three ways in turn, round by round."""
    bench.collect("warm-up")
    requests = bench.requests_of("warm-up")
    ours, bare, modules, judged = [], [], [], []
    for number in range(rounds):
        ours.append(bench.collect(f"round-{number}"))
        bare.append(bench.bare_pyez(requests))
        judged.append(bench.decide_and_report(f"round-{number}"))
    modules.append(bench.modules(requests))
    one_by_one = bench.collect("one-by-one", "-e", "reinstate_pipelined=false")
    median = statistics.median
    return {
        "devices": bench.devices,
        "workers": bench.workers,
        "requests_per_device": len(json.loads(requests.read_text())),
        "collect_vs_bare_pyez": ratio(ours, bare, lambda cost: cost.wall),
        "collect_vs_bare_pyez_cpu": ratio(ours, bare, lambda cost: cost.cpu),
        "collect_vs_modules": round(median(cost.wall for cost in ours) / modules[0].wall, 3),
        "collect_vs_modules_cpu": round(median(cost.cpu for cost in ours) / modules[0].cpu, 3),
        "decide_report_cpu_s_per_100": round(median(cost.cpu for cost in judged) * 100 / bench.devices, 3),
        "collect": [asdict(cost) for cost in ours],
        "collect_one_by_one": asdict(one_by_one),
        "bare_pyez": [asdict(cost) for cost in bare],
        "modules": [asdict(cost) for cost in modules],
        "decide_and_report": [asdict(cost) for cost in judged],
    }


def with_rack(
    devices: int, workers: int, reply_delay: float, use: Callable[[Bench], dict[str, object]]
) -> dict[str, object]:
    """Start a rack, use it, stop it."""
    with tempfile.TemporaryDirectory(prefix="reinstate-bench-") as folder:
        bench = Bench(Path(folder), devices, workers)
        bench.start(reply_delay)
        try:
            return use(bench)
        finally:
            bench.stop()


def scale(bench: Bench) -> dict[str, object]:
    """``inspect.yml`` as a whole on this rack."""
    return {"inspect": asdict(bench.inspect("scale"))}


def main() -> None:
    """Run every comparison, print the figures and write them down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--devices", type=int, default=100)
    parser.add_argument("--many", type=int, default=1000, help="devices of the large rack; 0 leaves it out")
    parser.add_argument("--workers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reply-delay", type=float, default=0.0, metavar="MS", help="device time per reply")
    parser.add_argument("--results", type=Path, default=HERE / "results.json")
    given = parser.parse_args()
    delay = given.reply_delay
    results = with_rack(given.devices, given.workers, delay, lambda bench: side_by_side(bench, given.rounds))
    results |= measure_alone("judging.py") | measure_alone("exports.py")
    if given.many:
        few = with_rack(given.devices, given.workers, delay, scale)["inspect"]
        many = with_rack(given.many, given.workers, delay, scale)["inspect"]
        results |= scale_figures(few, many, given.devices, given.many)
    results["machine"] = {"cores": os.cpu_count(), "python": platform.python_version(), "reply_delay_ms": delay}
    given.results.write_text(json.dumps(results, indent=2) + "\n")
    for name, value in results.items():
        print(f"{name:32} {value}")


def measure_alone(program: str) -> dict[str, object]:
    """What judging or exporting one unit costs, without sessions and disks: in a process with nothing else in it."""
    command = [sys.executable, str(HERE / program), "--json"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    told = subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=subprocess.PIPE)
    return dict(json.loads(told.stdout))


def scale_figures(few: dict[str, float], many: dict[str, float], devices: int, of_many: int) -> dict[str, object]:
    """Cost per device on the large rack against that on the small one."""
    return {
        f"cost_per_device_{of_many}_vs_{devices}": round((many["wall"] / of_many) / (few["wall"] / devices), 3),
        f"cpu_per_device_{of_many}_vs_{devices}": round((many["cpu"] / of_many) / (few["cpu"] / devices), 3),
        f"inspect_{devices}": few,
        f"inspect_{of_many}": many,
    }


if __name__ == "__main__":
    main()
