"""What a sample of two stages says: bodies drawn at random first, vouchers at random within each that was drawn.

Totals by the ratio to size with the variance between and within bodies (Cochran, Sampling Techniques, 3rd ed., 11.30);
the limit of a rate by Korn and Graubard (1998): Clopper and Pearson on the effective sample size, which Student's t
makes smaller for few bodies. Few deviations show little of how alike the vouchers of a body are, hence the design effect
is never taken below that of the homogeneity the sample was planned with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from auditcheck.sampling import tails
from auditcheck.sampling.quantities import decimal_of, percent

Pairs = Mapping[str, Sequence[tuple[Fraction, Fraction]]]  # body -> (what is estimated, to what it is related) an item


@dataclass(frozen=True)
class Bodies:
    """``of``: bodies from which the ``sizes`` (name -> its items) were drawn; ``homogeneity``: correlation within one."""

    of: int
    sizes: Mapping[str, int]
    homogeneity: Fraction
    name: str = "单位"  # what a body is: 单位, 项目, 月份

    def unseen(self, pairs: Pairs) -> list[str]:
        return [name for name in self.sizes if not pairs.get(name)]


def ratio(pairs: Pairs, bodies: Bodies) -> tuple[Fraction, Fraction]:
    """(ratio of the first to the second, variance of the first's total by this ratio). Every body has items; none adds to 0."""
    drawn = len(bodies.sizes)
    each = {name: Fraction(size, len(pairs[name])) for name, size in bodies.sizes.items()}
    top = {name: each[name] * sum(y for y, _x in pairs[name]) for name in each}
    bottom = {name: each[name] * sum(x for _y, x in pairs[name]) for name in each}
    slope = sum(top.values(), Fraction(0)) / sum(bottom.values(), Fraction(0))
    apart = sum(((top[name] - slope * bottom[name]) ** 2 for name in each), Fraction(0)) / (drawn - 1)
    variance = Fraction(bodies.of * (bodies.of - drawn), drawn) * apart
    for name, size in bodies.sizes.items():
        rows = [y - slope * x for y, x in pairs[name]]
        if 1 < len(rows) < size:
            mean = sum(rows, Fraction(0)) / len(rows)
            spread = sum(((row - mean) ** 2 for row in rows), Fraction(0)) / (len(rows) - 1)
            variance += Fraction(bodies.of * size * (size - len(rows)), drawn * len(rows)) * spread
    return slope, variance


def rate(pairs: Pairs, bodies: Bodies, rows: int, confidence: Fraction) -> tuple[Fraction, Fraction, list[str]]:
    """(rate, its upper limit, derivation) of deviations among ``rows`` items of all bodies; ``pairs`` are (1 or 0, 1)."""
    from scipy.stats import t

    point, variance = ratio(pairs, bodies)
    counts = [len(pairs[name]) for name in bodies.sizes]
    n, drawn = sum(counts), len(counts)
    take = Fraction(sum(count * count for count in counts), n)
    planned = 1 + (take - 1) * bodies.homogeneity
    plain = point * (1 - point) / n
    # By what the drawn bodies would make of the whole, where that is less: small bodies drawn show too little otherwise.
    whole = min(Fraction(rows), Fraction(bodies.of * sum(bodies.sizes.values()), drawn))
    observed = variance / whole**2 / plain if plain else Fraction(0)
    effect = max(Fraction(1), planned, observed)
    level = float(confidence)
    quantile = float(t.ppf(level, drawn - 1))  # nothing at 50%
    few = Fraction(float(t.ppf(level, n - 1)) / quantile) ** 2 if quantile else Fraction(1)
    effective = n / effect * min(Fraction(1), few)
    upper = Fraction(tails.binomial_upper(point * effective, effective, confidence))
    lines = [
        f"两阶段样本：{bodies.of}个{bodies.name}中随机抽取{drawn}个，共检查{n}笔；按各{bodies.name}笔数加权的偏差率={percent(point)}。",
        f"设计效应：按{bodies.name}内相关系数{percent(bodies.homogeneity)}为{decimal_of(planned, 4)}，样本所示{decimal_of(observed, 4)}，"
        f"取大者{decimal_of(effect, 4)}；{bodies.name}数少的t分布调整{decimal_of(min(Fraction(1), few), 4)}；有效样本量={decimal_of(effective, 2)}。",
        f"偏差率上限（科恩—格劳巴德，置信水平{percent(confidence)}）={percent(Fraction(decimal_of(upper, 6)))}；"
        f"偏差若集中于个别未抽中的{bodies.name}，上限可能偏低。",
    ]
    return point, upper, lines
