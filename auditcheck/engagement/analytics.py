"""What steers a sample: digits, bands of amounts, round sums, equal payments, holes in the numbering, ages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from auditcheck.checks.analyses.digits import expected, spread
from auditcheck.engagement.population import Frame
from auditcheck.evidence.workspace import Workspace

TESTS = {"first": "首位", "second": "次位", "first_two": "前两位", "last_two": "末两位"}
# Entries below which a test says little (Nigrini 2012, chapter 7).
_ENOUGH = {"first": 300, "second": 300, "first_two": 1000, "last_two": 1000}
_BANDS = (0, 1_000, 10_000, 100_000, 500_000, 1_000_000, 5_000_000)  # 元
_ROUND = (1_000, 10_000, 100_000)
_AGES = (30, 90, 180, 365)
_SHOWN = 50
_NUMBER = re.compile(r"(?P<book>.+)-(?P<number>\d+)")


def analyse(workspace: Workspace, frame: Frame, asof: date | None) -> dict[str, Any]:
    """The document auditcheck/sample-analysis/1. Amounts in 元 as text; shares in per cent."""
    fen = [amount for amount in frame.population.amounts if amount]
    amounts = [Decimal(amount).scaleb(-2) for amount in fen]
    return {
        "schema": "auditcheck/sample-analysis/1",
        "ledger": frame.ledger.name,
        "ledger_name": frame.ledger.zh,
        "by": frame.by,
        "amount_name": frame.ledger.by_name[frame.amount].zh,
        "only": list(frame.restricted),
        "rows": len(frame.population.amounts),
        "total": str(sum(amounts, Decimal(0))),
        "digits": [_digits(amounts, test) for test in TESTS],
        "bands": _bands(amounts),
        "round": [_round(fen, step) for step in _ROUND],
        "months": _months(frame),
        "duplicates": _duplicates(workspace, frame),
        "gaps": _gaps(frame.keys) if frame.by == "voucher" else [],
        "ages": _ages(workspace, frame, asof),
    }


def _digits(amounts: Sequence[Decimal], test: str) -> dict[str, Any]:
    found, shares = spread(amounts, test), expected(test)
    return {
        "test": test,
        "name": TESTS[test],
        "entries": found.entries,
        "mad": f"{found.mad:.5f}",
        "band": found.band,
        "p_value": f"{found.p_value:.4f}",
        "note": None
        if found.entries >= _ENOUGH[test]
        else f"仅{found.entries}个金额（不足{_ENOUGH[test]}），结果仅供参考",
        "digits": [
            {
                "digit": digit,
                "count": found.counts[digit],
                "share": f"{found.counts[digit] / found.entries:.4f}" if found.entries else "0",
                "expected": f"{share:.4f}",
                "z": f"{found.z[digit]:.2f}",
            }
            for digit, share in shares.items()
        ],
    }


def _bands(amounts: Sequence[Decimal]) -> list[dict[str, Any]]:
    total = sum((abs(amount) for amount in amounts), Decimal(0))
    edges = [*(Decimal(edge) for edge in _BANDS), None]
    found = [_band("负数", [amount for amount in amounts if amount < 0], len(amounts), total)]
    for low, high in pairwise(edges):
        assert low is not None
        mine = [amount for amount in amounts if amount > low and (high is None or amount <= high)]
        name = (
            f"{_short(low)}以上"
            if high is None
            else f"{_short(low)}至{_short(high)}"
            if low
            else f"{_short(high)}及以下"
        )
        found.append(_band(name, mine, len(amounts), total))
    return [band for band in found if band["rows"]]


def _short(edge: Decimal) -> str:
    return f"{edge / 10_000:f}万元" if edge >= 10_000 else f"{edge:,f}元"


def _band(name: str, mine: Sequence[Decimal], rows: int, total: Decimal) -> dict[str, Any]:
    amount = sum(mine, Decimal(0))
    return {
        "name": name,
        "rows": len(mine),
        "amount": str(amount),
        "share_rows": f"{Decimal(len(mine)) / rows:.2%}" if rows else None,
        "share_amount": f"{abs(amount) / total:.2%}" if total else None,
    }


def _round(fen: Sequence[int], step: int) -> dict[str, Any]:
    large = [amount for amount in fen if abs(amount) >= step * 100]
    mine = sum(amount % (step * 100) == 0 for amount in large)
    return {
        "step": step,
        "rows": mine,
        "of": len(large),
        "share": f"{Decimal(mine) / len(large):.2%}" if large else None,
    }


def _months(frame: Frame) -> list[dict[str, Any]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for month, amount in zip(frame.attributes["month"], frame.population.amounts, strict=True):
        found[month][0] += 1
        found[month][1] += amount or 0
    return [
        {"name": month, "rows": rows, "amount": str(Decimal(fen).scaleb(-2))}
        for month, (rows, fen) in sorted(found.items())
    ]


def _duplicates(workspace: Workspace, frame: Frame) -> list[dict[str, Any]]:
    """One amount to one body more than once (by voucher: in different vouchers); the largest first."""
    name, columns = frame.ledger.name, frame.ledger.by_name
    party = next(
        (column.name for column in frame.ledger.columns if column.key == "body" and column.name != "unit"), None
    )
    if party is None:
        return []
    number = "voucher_no" if "voucher_no" in columns else "CAST(row_id AS VARCHAR)"
    other = f"count(DISTINCT {number}_key)" if number == "voucher_no" else "count(*)"
    budget = "AND coalesce(left(account_code, 1) NOT IN ('6', '7', '8'), true)" if "account_code" in columns else ""
    rows = workspace.session.query(
        f"""
        SELECT unit, {party} AS party, {frame.amount} AS amount, {other} AS times,
               string_agg(DISTINCT {number}, '、' ORDER BY {number}) AS numbers
        FROM seen.{name} WHERE {frame.amount} > 0 AND {party} IS NOT NULL {budget}
        GROUP BY unit, {party}, {frame.amount} HAVING {other} > 1 ORDER BY amount DESC, unit, party LIMIT {_SHOWN}
        """
    )
    return [{**row, "amount": str(row["amount"])} for row in rows]


def _gaps(keys: Iterable[str | None]) -> list[dict[str, Any]]:
    """Numbers that lack between the first and the last of a month and kind."""
    books: dict[str, set[int]] = defaultdict(set)
    for key in keys:
        if key and (match := _NUMBER.fullmatch(key)):
            books[match["book"]].add(int(match["number"]))
    found = []
    for book, numbers in sorted(books.items()):
        missing = sorted(set(range(min(numbers), max(numbers) + 1)) - numbers)
        if missing:
            shown = "、".join(map(str, missing[:_SHOWN])) + ("……" if len(missing) > _SHOWN else "")
            found.append({"book": book, "missing": len(missing), "numbers": shown})
    return found


def _ages(workspace: Workspace, frame: Frame, asof: date | None) -> list[dict[str, Any]]:
    """Days from the ledger's date to the cut-off day."""
    day = frame.ledger.main_date
    if asof is None or day is None:
        return []
    edges = " ".join(f"WHEN days <= {age} THEN {number}" for number, age in enumerate(_AGES))
    rows = workspace.session.query(
        f"""
        SELECT CASE {edges} ELSE {len(_AGES)} END AS band, count(*) AS rows, coalesce(sum({frame.amount}), 0) AS amount
        FROM (SELECT *, date_diff('day', {day}, $asof::DATE) AS days FROM seen.{frame.ledger.name} WHERE {day} IS NOT NULL)
        WHERE {frame.amount} > 0 GROUP BY band ORDER BY band
        """,
        {"asof": asof},
    )
    names = [f"{low + 1 if low else 0}至{high}天" for low, high in zip((0, *_AGES), _AGES, strict=False)]
    names.append(f"{_AGES[-1]}天以上")
    return [{"name": names[row["band"]], "rows": row["rows"], "amount": str(row["amount"])} for row in rows]
