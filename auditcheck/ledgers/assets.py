"""Cards of several pieces, and the two identities of a card: 净值 = 原值 - 折旧, 单价 = 原值 / 数量."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from auditcheck.i18n import _
from auditcheck.ledgers.rows import Rows
from auditcheck.ledgers.text import Cell, squeezed, written
from auditcheck.ledgers.values import CENT

Number = Decimal | None


def derive_values(rows: Rows) -> None:
    """Net value and unit price where the cards do not say them; a warning where they do and the identity fails."""
    original = _numbers(rows, "original_value")
    if original is None:
        return
    depreciation, quantity = _numbers(rows, "accumulated_dep"), _numbers(rows, "quantity")
    if depreciation is not None:
        _settle(rows, "net_value", original, depreciation, lambda a, b: a - b, "净值 = 原值 - 累计折旧", CENT)
    if quantity is not None:
        _settle(rows, "unit_price", original, quantity, _quotient, "单价 = 原值 / 数量", CENT)


_LONGEST_YEARS = 50  # no asset lasts longer; no life of so few months is written in months beside longer ones


def settle_lives(cells: Sequence[Cell], texts: list[str | None], groups: Sequence[Cell]) -> list[int]:
    """Years to months where 使用年限 has both, category by category: 5 beside 10 are years, 60 beside 120 months.

    ``texts`` is changed in place. In a category that has both, what is too long for years is months; the positions of
    the rest, which may be either, are emptied and returned.
    """
    members: dict[Cell, list[int]] = {}
    for position, cell in enumerate(cells):
        if texts[position] is not None and re.fullmatch(r"\d+(\.0*)?", squeezed(written(cell))):
            members.setdefault(groups[position], []).append(position)
    unsettled: list[int] = []
    for positions in members.values():
        short = [int(texts[p] or 0) <= _LONGEST_YEARS for p in positions]
        if all(short):
            for p in positions:
                texts[p] = str(int(texts[p] or 0) * 12)
        elif any(short):
            doubtful = [p for p, brief in zip(positions, short, strict=True) if brief]
            unsettled += doubtful
            for p in doubtful:
                texts[p] = None
    return sorted(unsettled)


def _quotient(value: Decimal, count: Decimal) -> Number:
    return (value / count).quantize(CENT, ROUND_HALF_UP) if count > 0 else None


def _numbers(rows: Rows, name: str) -> list[Number] | None:
    texts = rows.columns.get(name)
    return None if texts is None else [None if text is None else Decimal(text) for text in texts]


def _settle(
    rows: Rows,
    name: str,
    left: Sequence[Number],
    right: Sequence[Number],
    rule: Callable[[Decimal, Decimal], Number],
    identity: str,
    slack: Decimal,
) -> None:
    expected = [None if a is None or b is None else rule(a, b) for a, b in zip(left, right, strict=True)]
    stated = _numbers(rows, name)
    if stated is None:
        rows.columns[name] = [None if value is None else str(value.quantize(CENT)) for value in expected]
        rows.derived[name] = identity
        return
    wrong = [
        i
        for i, (a, b) in enumerate(zip(stated, expected, strict=True))
        if a is not None and b is not None and abs(a - b) > slack
    ]
    if wrong:
        rows.warnings.append(
            _("{identity} does not hold in {count} rows (row {row}: {stated} instead of {expected})").format(
                identity=identity, count=len(wrong), row=rows.rows[wrong[0]],
                stated=f"{stated[wrong[0]]:,}", expected=f"{expected[wrong[0]]:,}",
            )
        )  # fmt: skip
