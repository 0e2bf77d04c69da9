"""How long loading takes: a journal of 200,000 × 12 cells, and millions of rows of csv.

The first part measures, in turn and several times over, what python-calamine needs only to read the workbook, what
``load`` and ``build_workspace`` need to have it typed, normalised, with provenance and in the engine, and what pandas
needs with openpyxl (``pip install 'auditcheck[bench]'``; left out where missing). The ratios are what to compare.
The second part loads a csv in a process of its own and says how much memory it took.
``python benchmarks/load.py [--rows N] [--rounds N] [--lines N]``; ``--rows 10000000`` for the csv of the aim.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

HEADER = (
    *("会计年度", "会计期间", "凭证日期", "凭证字号", "分录号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"),
    *("往来单位", "制单"),
)
_LIMIT_MB = 4096
_ACCOUNTS = [("5001", "业务活动费用"), ("1002", "银行存款"), ("1011", "零余额账户用款额度")]
Line = tuple[str | int | float, ...]


def journal(lines: int) -> Iterator[Line]:
    """Vouchers of two lines each, spread over a year; no two amounts of a kind."""
    random = Random(1)
    vouchers = lines // 2
    for number in range(vouchers):
        month = number * 12 // vouchers + 1
        day, amount = date(2023, month, 1 + number % 28).isoformat(), random.randint(100, 10**7) / 100
        voucher = f"记-{month:02d}-{number % 9000 + 1:04d}"
        for line in (1, 2):
            code, name = _ACCOUNTS[0] if line == 1 else _ACCOUNTS[1 + number % 2]
            sides = (amount, 0) if line == 1 else (0, amount)
            summary, payee = f"付某项费用{number % 5000}", f"供应商{number % 800}"
            yield 2023, month, day, voucher, line, summary, code, name, *sides, payee, "制单甲"


def write_workbook(path: Path, lines: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("序时账")
        sheet.write_row(0, 0, HEADER)
        for row, cells in enumerate(journal(lines), 1):
            sheet.write_row(row, 0, cells)


def by_calamine(path: Path) -> None:
    import python_calamine

    python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def by_us(path: Path) -> None:
    from auditcheck.evidence.workspace import build_workspace
    from auditcheck.ledgers.load import load

    workspace = build_workspace(load([path]))
    workspace.session.close()


def by_pandas(path: Path) -> None:
    import pandas

    pandas.read_excel(path, engine="openpyxl", dtype=str)


READERS = {"calamine": by_calamine, "auditcheck": by_us, "pandas": by_pandas}


def measure(name: str, path: Path) -> tuple[float, float, float]:
    """Seconds by the clock and of the processor (without starting Python and importing) and peak memory in MB, in a
    process of its own."""
    code = "import load, sys; load.measured(sys.argv[1], sys.argv[2])"
    places = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1]), *sys.path[1:]])
    done = subprocess.run(
        [sys.executable, "-c", code, name, str(path)],
        env={**os.environ, "PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{name}: exit {done.returncode}\n{done.stderr}")
    seconds, busy, megabytes = done.stdout.splitlines()[-1].split()
    return float(seconds), float(busy), float(megabytes)


def measured(name: str, path: str) -> None:
    """Within the process: print seconds, seconds of the processor, and peak memory."""
    import duckdb  # noqa: F401  (what is imported once is no part of loading)
    import pyarrow.compute  # noqa: F401
    import python_calamine  # noqa: F401

    if name == "pandas":
        import openpyxl  # noqa: F401
        import pandas  # noqa: F401
    start, busy = time.perf_counter(), time.process_time()
    READERS[name](Path(path))
    elapsed, busy = time.perf_counter() - start, time.process_time() - busy
    try:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    except ImportError:  # Windows
        peak = float("nan")
    print(elapsed, busy, peak)


def compare(folder: Path, lines: int, rounds: int) -> None:
    path = folder / "序时账.xlsx"
    write_workbook(path, lines)
    names = ["calamine", "auditcheck"]
    if importlib.util.find_spec("pandas") and importlib.util.find_spec("openpyxl"):
        names.append("pandas")
    else:
        print("pandas or openpyxl is not installed: left out (pip install 'auditcheck[bench]')")
    times: dict[str, list[float]] = {name: [] for name in names}
    processor: dict[str, list[float]] = {name: [] for name in names}
    memory: dict[str, float] = {}
    for _ in range(rounds):
        for name in names:
            seconds, busy, memory[name] = measure(name, path)
            times[name].append(seconds)
            processor[name].append(busy)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"workbook of {lines:,} × {len(HEADER)}, {rounds} rounds, {os.cpu_count()} cores")
    busy_medians = {name: statistics.median(values) for name, values in processor.items()}
    # Where others use the machine too, the seconds of the processor tell more than the clock.
    print(f"{'':<12}{'clock':>10}{'to calamine':>14}{'processor':>12}{'to calamine':>14}{'peak':>10}")
    for name, median in medians.items():
        busy = busy_medians[name]
        print(
            f"{name:<12}{median:>8.2f} s{median / medians['calamine']:>13.2f}×"
            f"{busy:>10.2f} s{busy / busy_medians['calamine']:>13.2f}×{memory[name]:>7.0f} MB"
        )
    if "pandas" in medians:
        faster, busier = medians["pandas"] / medians["auditcheck"], busy_medians["pandas"] / busy_medians["auditcheck"]
        print(f"auditcheck is {faster:.1f} × faster than pandas with openpyxl ({busier:.1f} × by the processor)")


def stream(folder: Path, rows: int) -> None:
    path = folder / "序时账.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADER) + "\n")
        file.writelines(",".join(map(str, cells)) + "\n" for cells in journal(rows))
    size = path.stat().st_size / (1 << 20)
    seconds, busy, peak = measure("auditcheck", path)
    print(
        f"csv of {rows:,} rows, {size:,.0f} MB: {seconds:.1f} s ({busy:.1f} s of the processor), peak {peak:,.0f} MB (the aim: {_LIMIT_MB:,} MB for 10 M)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="How long loading takes.")
    parser.add_argument("--lines", type=int, default=200_000, help="of the workbook")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the csv; 0 leaves it out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), given.lines, given.rounds)
        if given.rows:
            stream(Path(name), given.rows)


if __name__ == "__main__":
    main()
