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
    "two-stage": "两阶段抽样（先抽单位，再抽凭证）",
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
            certain = settings.method == "top" or (settings.method == "interval" and position in selection.certain)
            found[position] = Choice(
                CERTAIN if certain else SAMPLED, (_drawn(population, settings, selection, position),), hits
            )
    counts = {layer: sum(choice.layer == layer for choice in found.values()) for layer in LAYERS}
    return Layers(dict(sorted(found.items())), selection, rest, certain_from, counts)


def probability(population: Population, found: Layers, position: int) -> Fraction | None:
    """That this item would be chosen, over both stages where there are two; None for draws in proportion to money."""
    if found.choices[position].layer != SAMPLED:
        return Fraction(1)
    selection = found.selection
    if selection.interval is not None:
        return None
    if not selection.shares:
        return Fraction(len(selection.hits), len(found.rest))
    drawn, rows = selection.shares[population.strata[position]]
    first = Fraction(len(selection.shares), len(selection.bodies)) if selection.bodies else Fraction(1)
    return first * Fraction(drawn, rows)


def spoken_for(population: Population, settings: Settings | None, found: Layers) -> dict[int, int]:
    """Position -> amount in fen of what the drawn layer speaks for: what could have been drawn, as it was counted then.

    Methods by money draw no zeros, blanks and (unless taken by their size) negatives; a stratum without an item in the
    sample is not spoken for, nor is anything by the largest items.
    """
    if settings is None or settings.method == "top":
        return {}
    shares = found.selection.shares
    certain = {position for position in found.selection.certain if found.choices[position].layer == CERTAIN}
    amounts = {}
    for position in found.rest:
        amount = population.amounts[position] or 0
        if settings.method in MONEY_METHODS:
            amount = abs(amount) if settings.negatives == "absolute" else amount
            if amount <= 0:
                continue
        elif shares and not found.selection.bodies and not shares[population.strata[position]][0]:
            continue
        if position not in certain:
            amounts[position] = amount
    return amounts


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
    if settings.method == "two-stage":
        return f"两阶段随机（{population.strata[position]}）"
    return f"金额最大的{settings.n}项之一" if settings.method == "top" else "随机抽取"


def _yuan(fen: int) -> str:
    return f"{decimal_of(Fraction(fen, 100), 2):,}"
