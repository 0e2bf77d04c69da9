"""How long linking takes: a million payments without numbers against contracts and vouchers, straight in the engine.

``python benchmarks/links.py [--payments N] [--contracts N] [--vouchers N]`` (default: 1,000,000, 200,000 and 800,000).
Payments are of contracts (whole, in instalments, monthly) and of nothing; suppliers have ten contracts each. Prints
what was found, the time of it and the peak of memory of the whole process.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from auditcheck.engine.session import Session
from auditcheck.evidence.links import create_links
from auditcheck.evidence.paper import PAPER_CELLS
from auditcheck.ledgers.schema import Ledger, load_schema

_LIMIT_MB = 6144
_THINGS = [
    "会议系统",
    "取证设备",
    "高速扫描仪",
    "文件柜",
    "执法记录仪",
    "气相色谱仪",
    "电梯检验",
    "台式计算机",
    "法律顾问",
    "档案加工",
    "网站运维",
    "消防维护",
]


def fill(session: Session, contracts: int, payments: int, vouchers: int) -> None:
    """Ledgers, views and references as ``build_workspace`` makes them, out of numbers."""
    things = "[" + ", ".join(f"'{thing}'" for thing in _THINGS) + "]"
    rows = {
        "contracts": f"""
            SELECT i AS row_id, '某局' AS unit, 'HT-' || i AS contract_no, 'HT' || i || '|HT-' || i AS contract_no_key,
                   '供应商' || (i % {contracts // 10}) AS party_b_key, {things}[CAST(1 + hash(i) % 12 AS BIGINT)] || '采购合同' AS contract_name,
                   CAST(DATE '2023-01-01' + CAST(hash(i * 7) % 300 AS INTEGER) AS DATE) AS sign_date,
                   CAST((hash(i * 3) % 9000000 + 10000) / 10 AS DECIMAL(18,2)) AS amount
            FROM range(1, {contracts} + 1) r(i)""",
        # Five payments to each contract's supplier: the whole and four of no contract; fifths; halves and three of none.
        "payments": f"""
            SELECT * EXCLUDE (name, small), CASE WHEN hash(row_id * 13) % 4 = 0 THEN '货款' WHEN small THEN '付零星支出'
                           ELSE '付' || left(name, length(name) - 4) || '款' END AS purpose
            FROM (
                SELECT {contracts} + i AS row_id, '某局' AS unit, 'ZF' || i AS payment_no, c.party_b_key AS payee_key,
                       CAST(c.sign_date + CAST(hash(i * 11) % 120 AS INTEGER) AS DATE) AS payment_date,
                       c.contract_name AS name, c.row_id % 4 < 2 AND i % 5 > 0 OR c.row_id % 4 = 3 AND i % 5 > 1 AS small,
                       CASE WHEN small THEN CAST((hash(i) % 900000) / 100 AS DECIMAL(18,2)) WHEN c.row_id % 4 < 2 THEN c.amount
                            WHEN c.row_id % 4 = 2 THEN CAST(c.amount / 5 AS DECIMAL(18,2)) ELSE CAST(c.amount / 2 AS DECIMAL(18,2))
                       END AS amount
                FROM range(1, {payments} + 1) r(i) JOIN c ON c.row_id = 1 + i // 5 % {contracts})""",
        "vouchers": f"""
            SELECT {contracts + payments} + p.row_id * 2 + side AS row_id, '某局' AS unit, voucher AS voucher_no,
                   '2023-' || voucher AS voucher_no_key, CASE WHEN side = 0 THEN p.payee_key END AS counterparty_key,
                   CAST(p.payment_date + 2 AS DATE) AS voucher_date, p.purpose AS summary,
                   CASE WHEN side = 0 THEN p.amount END AS debit, CASE WHEN side = 1 THEN p.amount END AS credit
            FROM (SELECT *, '记-' || row_id AS voucher FROM p LIMIT {vouchers}) p, range(2) s(side)""",
    }
    schema = load_schema()
    for name in ("ledger", "seen"):
        session.execute_trusted(f"CREATE SCHEMA {name}")
    order = [*rows, *(name for name in schema.ledgers if name not in rows)]
    for name, ledger in ((name, schema.ledgers[name]) for name in order):
        _table(session, ledger, rows.get(name))
        if name == "contracts":
            session.execute_trusted("CREATE TEMP VIEW c AS SELECT * FROM ledger.contracts")
        if name == "payments":
            session.execute_trusted("CREATE TEMP VIEW p AS SELECT * FROM ledger.payments")
    session.execute_trusted("CREATE TABLE name_candidates (name_key VARCHAR, other_key VARCHAR, unit VARCHAR)")
    session.execute_trusted(
        "CREATE TABLE sources (row_id BIGINT, file VARCHAR, sheet VARCHAR, row BIGINT, origin VARCHAR)"
    )
    for name, column in (("contracts", "contract_no"), ("vouchers", "voucher_no")):
        session.execute_trusted(f"INSERT INTO {name}_{column} SELECT row_id, {column}_key FROM ledger.{name}")


def _table(session: Session, ledger: Ledger, rows: str | None) -> None:
    body = ", ".join(
        f'"{name}" {kind}'
        for name, kind in [
            ("row_id", "BIGINT"),
            ("sheet_id", "BIGINT"),
            ("unit", "VARCHAR"),
            *ledger.physical_columns(),
        ]
    )
    session.execute_trusted(f"CREATE TABLE ledger.{ledger.name} ({body})")
    origins = "".join(f", 'ledger' AS {column}_origin" for name, column in PAPER_CELLS if name == ledger.name)
    session.execute_trusted(f"CREATE VIEW seen.{ledger.name} AS SELECT *{origins} FROM ledger.{ledger.name}")
    for column in ledger.columns:
        if column.is_identifier:
            session.execute_trusted(f"CREATE TABLE {ledger.name}_{column.name} (row_id BIGINT, key VARCHAR)")
    if rows:
        session.execute_trusted(f"INSERT INTO ledger.{ledger.name} BY NAME {rows}")


def main() -> None:
    parser = argparse.ArgumentParser(description="How long linking takes.")
    parser.add_argument("--payments", type=int, default=1_000_000)
    parser.add_argument("--contracts", type=int, default=200_000)
    parser.add_argument("--vouchers", type=int, default=800_000)
    given = parser.parse_args()
    session = Session(timeout=3600)
    start = time.perf_counter()
    fill(session, given.contracts, given.payments, given.vouchers)
    filled = time.perf_counter()
    print(f"filled in {filled - start:.1f} s, peak {_peak():,.0f} MB")
    create_links(session, load_schema(), {"contracts", "payments", "vouchers"})
    seconds = time.perf_counter() - filled
    for row in session.query("SELECT edge, state, method, count(*) AS n FROM link_found GROUP BY ALL ORDER BY ALL"):
        print(f"{row['edge']:<22}{row['state']:<12}{row['method']:<8}{row['n']:>12,}")
    print(
        f"{given.payments:,} payments, {given.contracts:,} contracts, {given.vouchers:,} vouchers:"
        f" {seconds:.1f} s, peak {_peak():,.0f} MB (the aim: {_LIMIT_MB:,} MB)"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
