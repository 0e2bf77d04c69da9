"""One sample of four layers: what is examined for its size, its risk, an auditor's judgement, and what was drawn.

Only the drawn layer speaks for what was not examined; the others are taken out of the population before the draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from auditcheck.sampling.quantities import decimal_of
from auditcheck.sampling.select import MONEY_METHODS, Population, Selection, Settings, select

CERTAIN, RISK, JUDGEMENT, SAMPLED = "certain", "risk", "judgement", "sampled"
LAYERS = {CERTAIN: "大额全查", RISK: "风险导向", JUDGEMENT: "判断选样", SAMPLED: "随机抽样"}
METHOD_NAMES = {
    "interval": "货币单元抽样（等距）",
    "cell": "货币单元抽样（分格）",
    "pps": "货币单元抽样（随机）",
    "random": "简单随机抽样",
    "stratified": "分层随机抽样",
    "top": "金额最大优先",
}


@dataclass(frozen=True)
class Choice:
    """Why one item is examined; ``hits``: monetary units drawn in it (1 where none were)."""

    layer: str
    reasons: tuple[str, ...]
    hits: int = 0


@dataclass
class Layers:
    """``choices`` by position; ``rest``: the positions from which was drawn."""

    choices: dict[int, Choice]
    selection: Selection
    rest: Sequence[int]
    certain_from: int | None = None  # fen
    counts: dict[str, int] = field(default_factory=dict)


def combine(
    population: Population,
    settings: Settings | None,
    certain_from: int | None = None,
    risk: Mapping[int, str] | None = None,
    picks: Mapping[int, str] | None = None,
) -> Layers:
    """``certain_from``: fen from which items are examined in full; ``risk`` and ``picks``: position -> why.

    Without ``settings`` nothing is drawn. Raises ConfigError where the draw cannot be made.
    """
    risk, picks = risk or {}, picks or {}
    found: dict[int, Choice] = {}
    absolute = settings is not None and settings.negatives == "absolute"
    if certain_from is not None:
        for position, amount in enumerate(population.amounts):
            if amount is not None and (abs(amount) if absolute else amount) >= certain_from:
                _add(found, position, CERTAIN, f"大额：金额达到全查标准{_yuan(certain_from)}元")
    for position, why in risk.items():
        _add(found, position, RISK, f"风险：{why}")
    for position, why in picks.items():
        _add(found, position, JUDGEMENT, f"判断：{why}")
    rest: Sequence[int] = range(len(population.amounts))
    if found:
        rest = [position for position in rest if position not in found]
    selection = Selection({})
    # Nothing is left to draw from: what was to be drawn is examined already.
    if settings is not None and rest:
        selection = select(population, settings, rest)
        for position, hits in selection.hits.items():
            certain = settings.method == "interval" and position in selection.certain
            found[position] = Choice(
                CERTAIN if certain else SAMPLED, (_drawn(population, settings, selection, position),), hits
            )
    counts = {layer: sum(choice.layer == layer for choice in found.values()) for layer in LAYERS}
    return Layers(dict(sorted(found.items())), selection, rest, certain_from, counts)


def _add(found: dict[int, Choice], position: int, layer: str, reason: str) -> None:
    """The first layer that wants an item has it; all reasons are kept."""
    old = found.get(position)
    found[position] = replace(old, reasons=(*old.reasons, reason)) if old else Choice(layer, (reason,))


def _drawn(population: Population, settings: Settings, selection: Selection, position: int) -> str:
    if settings.method in MONEY_METHODS:
        above = "，金额大于间隔" if position in selection.certain else ""
        return f"货币单元命中{selection.hits[position]}次{above}"
    if settings.method == "stratified":
        return f"分层随机（{population.strata[position]}）"
    return f"金额最大的{settings.n}项之一" if settings.method == "top" else "随机抽取"


def _yuan(fen: int) -> str:
    return f"{decimal_of(Fraction(fen, 100), 2):,}"
