"""How long a sample out of a million vouchers takes, once the books are in the engine, and how much memory.

Vouchers of two lines each; the population with its hash, then a draw by each method. ``--vouchers N``.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import Any

from auditcheck.engagement.population import Frame, frame
from auditcheck.engagement.sampling import sample
from auditcheck.evidence.workspace import Workspace, build_workspace
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.sampling.select import METHODS, Settings

_LINES = """
    INSERT INTO ledger.vouchers BY NAME
    SELECT 1000 + i AS row_id, (SELECT min(sheet_id) FROM ledger.vouchers) AS sheet_id, '某局' AS unit, 2023 AS fiscal_year,
           DATE '2023-01-01' + CAST(i // 2 % 365 AS INTEGER) AS voucher_date, '记-' || (i // 2) AS voucher_no,
           '2023-01-记-' || (i // 2) AS voucher_no_key, CASE i % 2 WHEN 0 THEN '5001' ELSE '1011' END AS account_code,
           CASE i % 2 WHEN 0 THEN (hash(i // 2) % 100000000) / 100 ELSE 0 END AS debit,
           CASE i % 2 WHEN 1 THEN (hash(i // 2) % 100000000) / 100 ELSE 0 END AS credit
    FROM range(2 * {vouchers}) r(i)
"""


def books(vouchers: int) -> Workspace:
    row = {"unit": "某局", "fiscal_year": "2023", "voucher_date": "2023-01-01", "voucher_no": "记-1", "debit": "1"}
    workspace = build_workspace(books_from_rows({"vouchers": [row]}))
    workspace.session.query(_LINES.format(vouchers=vouchers))
    places = "INSERT INTO row_places SELECT row_id, 'vouchers', sheet_id, row_id, 'ledger' FROM ledger.vouchers WHERE row_id >= 1000"
    workspace.session.query(places)
    return workspace


def timed(what: str, work: Callable[[], Any]) -> Any:
    began, used = time.perf_counter(), time.process_time()
    result = work()
    print(f"{what}: {time.perf_counter() - began:.1f} s (processor {time.process_time() - used:.1f} s)", flush=True)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vouchers", type=int, default=1_000_000)
    workspace = books(parser.parse_args().vouchers)
    population: Frame = timed(
        "population by voucher", lambda: frame(workspace, "vouchers", "debit", "voucher", ["month", "account"])
    )
    print(f"{len(population.population.amounts):,} vouchers")
    for method in METHODS:
        settings = Settings(method, 200, seed=7, bodies=5)
        timed(method, lambda settings=settings: sample(workspace, population, settings, 99_900_000))  # type: ignore[misc]
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
