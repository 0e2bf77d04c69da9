"""How long all checks take on a million voucher lines, and which take longest.

Many bodies, each with the clean year of tests/corpus and a journal of 20,000 lines, are written as csv, loaded and
judged in a process of its own. Beside each check stands what the engine alone needs to read the columns that the check
names. ``python benchmarks/checks.py [--lines 1000000] [--slowest 15]``; ``--lines 10000000`` for the large aim.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditcheck.ledgers.schema import Ledger

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
_OF_A_BODY = 20_000
_PURCHASES = 120
_IN_A_FILE = 50  # bodies: a million lines of a journal
ASOF = date(2024, 6, 30)


def rows_of_a_body() -> dict[str, list[dict[str, Any]]]:
    """The clean year, and small expenses until the journal is as long as that of a middling body."""
    from tests.corpus.clean import clean_year

    rows = clean_year(1, cases=_PURCHASES)
    journal = rows["vouchers"]
    last = {row["period"]: row for row in journal}  # of each month: what is added comes after it
    entries = (("5001", "debit"), ("1011", "credit"), ("7101", "debit"), ("8001", "credit"))
    count = 0
    while len(journal) < _OF_A_BODY:
        count += 1
        month = count % 12 + 1
        before = last[month]
        last[month] = line = before | {
            "voucher_no": f"记-{month:02d}-{int(before['voucher_no'][-4:]) + 1:04d}",
            "summary": f"付零星费用{count}",
        }
        amount = Decimal(str(round(10 ** (2 + 3 * (count * 0.618034 % 1)), 2)))  # digits as they are in life
        for place, (account, side) in enumerate(entries, 1):
            sides = {"debit": None, "credit": None, side: amount}
            journal.append(line | sides | {"line_no": place, "account_code": account})
    return rows


def write(folder: Path, lines: int) -> int:
    """A csv of each ledger for every fifty bodies; the number of bodies.

    Bodies have the same numbers of vouchers, as in life, and each its own of contracts and purchases.
    """
    from auditcheck.ledgers.schema import load_schema
    from tests.corpus.clean import UNIT

    bodies = max(lines // _OF_A_BODY, 1)
    for name, rows in rows_of_a_body().items():
        ledger = load_schema().ledgers[name]
        columns = list(dict.fromkeys(column for row in rows for column in row))
        own = {at for at, column in enumerate(columns) if _is_a_number_of_its_own(ledger, column)}
        cells = [[row.get(column) for column in columns] for row in rows]
        for first in range(1, bodies + 1, _IN_A_FILE):
            path = folder / f"{ledger.zh.split('/')[0].split('(')[0]}-{first}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                out = csv.writer(file)
                out.writerow(["单位", *(ledger.column(column).zh for column in columns)])
                for body in range(first, min(first + _IN_A_FILE, bodies + 1)):
                    unit = f"示例市第{body}市场监督管理局"
                    out.writerows(
                        [unit, *(_of(body, unit, UNIT, cell, at in own) for at, cell in enumerate(row))]
                        for row in cells
                    )
    return bodies


def _is_a_number_of_its_own(ledger: Ledger, column: str) -> bool:
    return ledger.column(column).key == "contract" or column == "procurement_no"


def _of(body: int, unit: str, made_for: str, cell: Any, is_its_own: bool) -> Any:
    return unit if cell == made_for else f"{body:03}-{cell}" if is_its_own and cell else cell


def measured(folder: str, slowest: int) -> None:
    """Within the process: load, run each check, print."""
    from auditcheck import resources
    from auditcheck.checks.catalogue import load_catalogue
    from auditcheck.checks.law import load_laws
    from auditcheck.checks.runner import RunContext, run_check
    from auditcheck.evidence.workspace import build_workspace
    from auditcheck.ledgers.load import load
    from tests.corpus.rules import PARAMETERS

    checks = load_catalogue(resources.path("checks"))
    laws = load_laws(resources.path("checks") / "law")
    start = time.perf_counter()
    books = load(sorted(Path(folder).glob("*.csv")))
    for read in books.files:
        if read.error:
            print(read.error)
    print(f"load: {time.perf_counter() - start:.1f} s, peak {_peak():,.0f} MB", flush=True)
    start = time.perf_counter()
    workspace = build_workspace(books, asof=ASOF)
    counts = {name: len(table.row_id) for name, table in books.tables.items()}
    print(f"engine, with links: {time.perf_counter() - start:.1f} s, peak {_peak():,.0f} MB")
    print("rows:", ", ".join(f"{name} {count:,}" for name, count in counts.items()), flush=True)
    context = RunContext(ASOF, 2023, PARAMETERS, laws)
    told = []
    for check in checks.values():
        columns: dict[str, set[str]] = defaultdict(set)
        for rule in check.subrules:
            named = [
                *rule.requires,
                *(each for group in rule.any_of for each in group),
                *(rule.header.get("optional") or []),
            ]
            for ledger, _dot, column in (each.partition(".") for each in named):
                if column and ledger in counts and column in workspace.schema.ledgers[ledger].by_name:
                    columns[ledger].add(column)
        start = time.perf_counter()
        for ledger, names in columns.items():
            asked = ", ".join(f'max(hash("{name}"))' for name in sorted(names))
            workspace.session.query(f"SELECT {asked} FROM seen.{ledger}")
        scan = time.perf_counter() - start
        start = time.perf_counter()
        result = run_check(check, workspace, context)
        seconds = time.perf_counter() - start
        told.append((seconds, scan, check.id, result.state, len(result.hits)))
        if seconds > 20:
            print(f"  {check.id}: {seconds:.1f} s", flush=True)
    total, scans = sum(each[0] for each in told), sum(each[1] for each in told)
    print(f"{len(told)} checks: {total:.1f} s, {total / scans:.1f} × the scan ({scans:.1f} s), peak {_peak():,.0f} MB")
    print(f"{'check':<10}{'seconds':>9}{'scan':>9}{'ratio':>8}  state, findings")
    for seconds, scan, check_id, state, hits in sorted(told, reverse=True)[:slowest]:
        ratio = f"{seconds / scan:.0f}" if scan > 0.0005 else ""
        print(f"{check_id:<10}{seconds:>9.2f}{scan:>9.3f}{ratio:>8}  {state}, {hits}")
    workspace.session.close()


def _peak() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    parser = argparse.ArgumentParser(description="How long all checks take.")
    parser.add_argument("--lines", type=int, default=1_000_000, help="voucher lines")
    parser.add_argument("--slowest", type=int, default=15, help="how many checks to name")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bodies = write(Path(name), given.lines)
        print(f"{given.lines:,} voucher lines of {bodies} bodies, {os.cpu_count()} cores", flush=True)
        code = "import checks, sys; checks.measured(sys.argv[1], int(sys.argv[2]))"
        places = os.pathsep.join([str(Path(__file__).parent), str(ROOT)])
        done = subprocess.run(
            [sys.executable, "-c", code, name, str(given.slowest)],
            env={"AUDITCHECK_MAX_ENGINE_MB": "12000", "AUDITCHECK_MAX_STATEMENT_SECONDS": "600"}
            | os.environ
            | {"PYTHONPATH": places},
            check=False,
        )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
