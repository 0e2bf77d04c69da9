"""How long a person waits: for the help, and for the demo from a cold start to its findings.

All programs run in turn, round after round, so that a busy machine slows all of them alike; the ratio to a bare Python
start is what to compare between machines, and processor time says more than the clock where others work on the same
machine. ``python benchmarks/start.py [rounds]``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PYTHON = sys.executable


def programs(folder: Path) -> dict[str, list[str]]:
    return {
        "python -c pass": [PYTHON, "-c", "pass"],
        "auditcheck --help": [PYTHON, "-m", "auditcheck", "--help"],
        "auditcheck demo": [PYTHON, "-m", "auditcheck", "demo", "-o", str(folder / "demo")],
    }


def seconds(command: list[str], folder: Path) -> tuple[float, float]:
    """Wall and processor time of one run; a run that fails is no measurement."""
    start, used = time.perf_counter(), processor_time()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return elapsed, processor_time() - used


def processor_time() -> float:
    """Of all programs run so far; Windows counts none for children and gives 0."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands = programs(folder)
        for command in commands.values():  # once uncounted: compiles the modules, warms the disk cache
            seconds(command, folder)
        times: dict[str, list[tuple[float, float]]] = {title: [] for title in commands}
        for _ in range(rounds):
            for title, command in commands.items():
                times[title].append(seconds(command, folder))
    bare = statistics.median(wall for wall, _used in times["python -c pass"])
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {rounds} rounds")
    print(f"{'':<20}{'median':>9}{'fastest':>9}{'slowest':>9}{'processor':>11}{'to bare':>9}")
    for title, runs in times.items():
        walls = [wall for wall, _used in runs]
        median, processor = statistics.median(walls), statistics.median(used for _wall, used in runs)
        print(
            f"{title:<20}{median:>7.3f} s{min(walls):>7.3f} s{max(walls):>7.3f} s{processor:>9.3f} s{median / bare:>8.1f}×"
        )


if __name__ == "__main__":
    main()
