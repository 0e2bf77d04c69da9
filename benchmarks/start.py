"""How long a person waits: for the help, and for the demo from a cold start to its findings.

All programs run in turn, round after round, so that a busy machine slows all of them alike; the ratio to a bare Python
start is what to compare between machines. ``python benchmarks/start.py [rounds]``.
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


def seconds(command: list[str], folder: Path) -> float:
    """Wall time of one run; a run that fails is no measurement."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return elapsed


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands = programs(folder)
        for command in commands.values():  # once uncounted: compiles the modules, warms the disk cache
            seconds(command, folder)
        times: dict[str, list[float]] = {title: [] for title in commands}
        for _ in range(rounds):
            for title, command in commands.items():
                times[title].append(seconds(command, folder))
    medians = {title: statistics.median(values) for title, values in times.items()}
    bare = medians["python -c pass"]
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {rounds} rounds")
    print(f"{'':<20}{'median':>9}{'fastest':>9}{'slowest':>9}{'to bare':>9}")
    for title, values in times.items():
        row = (medians[title], min(values), max(values))
        print(f"{title:<20}" + "".join(f"{value:>7.3f} s" for value in row) + f"{medians[title] / bare:>8.1f}×")


if __name__ == "__main__":
    main()
