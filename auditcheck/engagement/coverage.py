"""How much of the whole was examined, the denominator named each time; and what a report states, beside what the books give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from auditcheck.sampling.quantities import decimal_of


@dataclass(frozen=True)
class Against:
    """A denominator by its name: ``value`` in 元, or the share that somebody states of it."""

    name: str
    value: Fraction
    is_share: bool = False


def shares(amount: Fraction, population: Fraction, others: Sequence[Against]) -> list[dict[str, Any]]:
    """One entry each: ``of`` in 元 (for a stated share the amount that it implies, and how far that is from ``population``)."""
    found = []
    for other in others:
        whole = amount / other.value if other.is_share and other.value else other.value
        found.append(
            {
                "denominator": other.name,
                "of": str(decimal_of(whole, 2)),
                "share_amount": share(amount, whole),
                "stated": f"{decimal_of(other.value * 100, 2)}%" if other.is_share else None,
                # A stated share is rounded: what rounds to it agrees with it.
                "difference": None
                if not other.is_share
                else "0.00"
                if share(amount, population) == f"{decimal_of(other.value * 100, 2)}%"
                else str(decimal_of(whole - population, 2)),
            }
        )
    return found


def share(part: Fraction, whole: Fraction) -> str | None:
    return f"{decimal_of(part * 100 / whole, 2)}%" if whole > 0 else None


def sentence(what: str, coverage: dict[str, Any], population: dict[str, Any], name: str) -> str:
    """``name`` says the population (会计凭证/序时账（科目5001）), ``what`` its items (张凭证)."""
    parts = [
        f"以{name}{population['rows']:,}{what}、{wan(population['amount'])}为总体，"
        f"抽查{coverage['rows']:,}{what}、金额{wan(coverage['amount'])}，笔数覆盖率{_told(coverage['share_rows'])}，"
        f"金额覆盖率{_told(coverage['share_amount'])}（分母为上述总体）"
    ]
    for other in coverage["others"]:
        if other["stated"] is None:
            parts.append(f"，占{other['denominator']}{wan(other['of'])}的{_told(other['share_amount'])}")
        else:
            parts.append(
                f"；另载占{other['denominator']}的{other['stated']}，按抽查金额推算其分母为{wan(other['of'])}，"
                f"比上述总体{'多' if Fraction(other['difference']) > 0 else '少'}{wan(other['difference'].removeprefix('-'))}，应说明口径"
                if Fraction(other["difference"])
                else f"；与所载占{other['denominator']}的{other['stated']}相符"
            )
    return "".join(parts)


def _told(of_whole: str | None) -> str:
    return of_whole or "（分母不大于零，不可计算）"


def wan(text: str) -> str:
    return f"{decimal_of(Fraction(text) / 10_000, 2):,}万元"
