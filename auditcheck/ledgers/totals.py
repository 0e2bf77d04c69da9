"""Control totals against what the sheet itself says at its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditcheck.ledgers.coded import coded, distinct
from auditcheck.ledgers.furniture import GRAND, RUNNING, SUBTOTAL, TOTAL

# 部门决算: 基本支出 is printed above the two that make it up.
_PARTS_OF_BASIC = frozenset(["人员经费", "公用经费", "日常公用经费"])
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Difference:
    """A total that its rows do not add up to; ``row`` is an index into the sheet's rows."""

    row: int
    column: str
    stated: Decimal
    added: Decimal


def control_total(texts: Sequence[str | None]) -> Decimal:
    """Sum of canonical money texts, in 元."""
    return coded(texts).total()


def parts_of_others(ledger: str, columns: Mapping[str, Sequence[str | None]]) -> set[int]:
    """Positions of rows that a row above already counts: 其中 lines, accounts below another one (100201 below 1002), and
    the two kinds of 基本支出 in final accounts."""
    found: set[int] = set()
    for values in columns.values():
        if parts := {text for text in distinct(values) if text is not None and text.startswith("其中")}:
            found.update(coded(values).positions_of(parts))
    if codes := columns.get("account_code") if ledger == "gl_balances" else None:
        accounts = {text for text in distinct(codes) if text is not None}
        if below := {code for code in accounts if any(code[:end] in accounts for end in range(1, len(code)))}:
            found |= set(coded(codes).positions_of(below))
    items = columns.get("item") if ledger == "final_accounts" else None
    if items and "基本支出" in items:
        found |= {position for position, text in enumerate(items) if text in _PARTS_OF_BASIC}
    return found


def stated_total(
    amounts: Mapping[int, Decimal], totals: Sequence[tuple[int, str]], control: Decimal
) -> tuple[list[int], Decimal] | None:
    """(rows, amount) that the sheet states for a column; ``amounts``: row -> amount of the total rows that have one.

    The last 总计, else 合计, else the last 累计. Several 合计 are either parts or parts and their sum: whichever comes
    nearer to the rows. 小计 are compared elsewhere, never added.
    """
    of_kind = {
        kind: [row for row, each in totals if each == kind and row in amounts] for kind in (GRAND, TOTAL, RUNNING)
    }
    if rows := of_kind[GRAND]:
        return rows[-1:], amounts[rows[-1]]
    if rows := of_kind[TOTAL]:
        options = [(rows[-1:], amounts[rows[-1]]), (rows, sum((amounts[row] for row in rows), ZERO))]
        return min(options, key=lambda option: abs(option[1] - control))
    if rows := of_kind[RUNNING]:
        return rows[-1:], amounts[rows[-1]]
    return None


def subtotal_differences(
    column: str,
    amounts: Mapping[int, Decimal],
    totals: Sequence[tuple[int, str]],
    rows: Sequence[int],
    texts: Sequence[str | None],
) -> list[Difference]:
    """小计 that differ from the rows since the 小计 before; ``rows`` are the loaded rows, ascending."""
    found: list[Difference] = []
    if not any(kind == SUBTOTAL and row in amounts for row, kind in totals):
        return found
    each = zip(rows, texts, strict=True)
    following = next(each, None)
    for row, kind in totals:
        if kind not in (SUBTOTAL, TOTAL, GRAND):
            continue
        added = ZERO
        while following is not None and following[0] < row:
            added += Decimal(following[1]) if following[1] is not None else ZERO
            following = next(each, None)
        if kind == SUBTOTAL and row in amounts and amounts[row] != added:
            found.append(Difference(row, column, amounts[row], added))
    return found
