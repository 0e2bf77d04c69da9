"""Headers that may mean two things, settled by arithmetic: 年初 + 调整 = 全年, 原值 - 折旧 = 净值.

What the rows do not settle stays unmapped, with a question; nothing is taken in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditcheck.i18n import _
from auditcheck.ledgers.mapping import header_forms

ADJUSTMENT, ADJUSTED = "adjustment", "budget_final"
ORIGINAL, NET = "original_value", "net_value"
_BUDGET = dict.fromkeys(
    ["预算调整数", "预算调整", "调整数", "调整预算", "预算调整额", "年中调整", "年中调整数", "调整"],
    (ADJUSTMENT, ADJUSTED),
)
# ledger -> header -> the two things that it may mean
AMBIGUOUS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "budgets": _BUDGET,
    "final_accounts": _BUDGET,
    "assets": dict.fromkeys(["账面价值", "资产账面价值", "期末账面价值", "账面值"], (ORIGINAL, NET)),
}
Amounts = Sequence[Decimal | None]


@dataclass(frozen=True)
class Settled:
    """``columns``: what the header's amounts are, ready to be stored; empty where nothing settles it."""

    columns: Mapping[str, list[Decimal | None]]
    reason: str


def candidates(ledger: str, names: Sequence[str]) -> tuple[str, str] | None:
    """The two things that a header may mean; None for a plain one."""
    known = AMBIGUOUS.get(ledger, {})
    return next((known[form] for name in names for form in header_forms(name) if form in known), None)


def settle(options: tuple[str, str], amounts: Amounts, columns: Mapping[str, Amounts]) -> Settled:
    """``columns``: the other amounts of the sheet, by column."""
    if options[0] == ADJUSTMENT:
        return _budget(amounts, columns)
    return _asset(amounts, columns)


def _budget(amounts: Amounts, columns: Mapping[str, Amounts]) -> Settled:
    initial, final = columns.get("budget_initial"), columns.get("budget_final")
    if initial is None:
        return Settled({}, "")
    if final is not None:
        if _holds(initial, amounts, final, 1) and not _same(amounts, final):
            return Settled(_by_sign(amounts), "年初 + 调整 = 全年")
        return Settled({}, "")
    add, cut = columns.get("adjust_add"), columns.get("adjust_cut")
    if add is not None or cut is not None:
        nothing: Amounts = [None] * len(amounts)
        change = [
            None if a is None and c is None else abs(a or Decimal(0)) - abs(c or Decimal(0))
            for a, c in zip(add or nothing, cut or nothing, strict=True)
        ]
        if _holds(initial, change, amounts, 1) and any(change):
            return Settled({ADJUSTED: list(amounts)}, "年初 + 追加 - 追减 = 调整后")
    return Settled({}, "")


def _by_sign(amounts: Amounts) -> dict[str, list[Decimal | None]]:
    """An adjustment upwards is 追加, one downwards 追减 (as an amount without its sign)."""
    found: dict[str, list[Decimal | None]] = {}
    if any(each is not None and each > 0 for each in amounts) or not any(amounts):
        found["adjust_add"] = [None if each is None or each < 0 else each for each in amounts]
    if any(each is not None and each < 0 for each in amounts):
        found["adjust_cut"] = [-each if each is not None and each < 0 else None for each in amounts]
    return found


def _asset(amounts: Amounts, columns: Mapping[str, Amounts]) -> Settled:
    original, depreciation, net = (columns.get(name) for name in (ORIGINAL, "accumulated_dep", NET))
    if depreciation is None or not any(depreciation):
        return Settled({}, "")
    if original is not None and net is None:
        if _holds(original, depreciation, amounts, -1):
            return Settled({NET: list(amounts)}, "原值 - 折旧 = 净值")
    elif net is not None and original is None and _holds(amounts, depreciation, net, -1):
        return Settled({ORIGINAL: list(amounts)}, "原值 - 折旧 = 净值")
    return Settled({}, "")


def _holds(left: Amounts, right: Amounts, total: Amounts, sign: int) -> bool:
    """Whether left ± right = total on every row that has all three, and on one at least where the right is not 0."""
    told = False
    for a, b, c in zip(left, right, total, strict=True):
        if a is None or c is None:
            continue
        if abs(a + sign * (b or 0) - c) > Decimal("0.01"):
            return False
        told = told or bool(b)
    return told


def _same(left: Amounts, right: Amounts) -> bool:
    return all(a == b for a, b in zip(left, right, strict=True))


def question(header: str, options: tuple[str, str]) -> str:
    words = {
        ADJUSTMENT: _("the adjustment itself"),
        ADJUSTED: _("the budget after adjustment"),
        ORIGINAL: "原值",
        NET: "净值",
    }
    return _(
        "column {header} may be {first} or {second}; the amounts do not settle it, and it was left unmapped"
    ).format(header=header, first=words[options[0]], second=words[options[1]])
