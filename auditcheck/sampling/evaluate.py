"""What a sample says about the population: the most likely error and its upper limit.

Stringer (1963) bound: p0 + sum of (p_j - p_{j-1})·taint_j, taints in falling order, p_j the upper limit for j errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.sampling import tails
from auditcheck.sampling.plan import DISTRIBUTION_NAMES
from auditcheck.sampling.quantities import decimal_of, percent


@dataclass(frozen=True)
class Result:
    """Rates are fractions of the population; ``population`` in items (attribute) or 元 (mus)."""

    kind: str
    distribution: str
    confidence: Fraction
    n: int
    errors: int | None = None
    taints: tuple[Fraction, ...] = ()
    population: Fraction | None = None
    tolerable: Fraction | None = None
    certain: Fraction = Fraction(0)  # misstatement found in items examined in full, 元
    certain_amount: Fraction = Fraction(0)  # book value of those items, 元; outside the sampled population


@dataclass
class Evaluation:
    result: Result
    point: Fraction
    upper: Fraction
    method: str
    derivation: list[str] = field(default_factory=list)
    conclusion: str | None = None

    def document(self) -> dict[str, Any]:
        result = self.result
        amounts = None
        if result.kind == "mus" and result.population is not None:
            sampled = result.population - result.certain_amount
            point, upper = (result.certain + sampled * rate for rate in (self.point, self.upper))
            amounts = {
                "point": str(decimal_of(point, 2)),
                "upper": str(decimal_of(upper, 2)),
                "precision": str(decimal_of(upper - point, 2)),
                "certain": str(decimal_of(result.certain, 2)),
            }
        return {
            "schema": "auditcheck/sample-evaluation/1",
            "kind": result.kind,
            "confidence": format(decimal_of(result.confidence, 6).normalize(), "f"),
            "n": result.n,
            "errors": result.errors,
            "point": str(decimal_of(self.point, 9)),
            "upper": str(decimal_of(self.upper, 9)),
            "precision": str(decimal_of(self.upper - self.point, 9)),
            "amounts": amounts,
            "method": self.method,
            "conclusion": self.conclusion,
            "derivation": self.derivation,
        }


def evaluate(result: Result) -> Evaluation:
    """Raises ConfigError where numbers contradict each other."""
    if result.n < 1 or (result.errors is not None and not 0 <= result.errors <= result.n):
        raise ConfigError(_("{errors} errors in a sample of {n} items").format(errors=result.errors, n=result.n))
    if len(result.taints) > result.n or any(not 0 <= taint <= 1 for taint in result.taints):
        raise ConfigError(_("taints are shares from 0 to 1, no more of them than items in the sample"))
    found = _stringer(result) if result.errors is None else _deviation(result)
    if result.tolerable is not None:
        found.conclusion = _conclude(found)
    return found


def _deviation(result: Result) -> Evaluation:
    errors = result.errors or 0
    point = Fraction(errors, result.n)
    if result.distribution == "hypergeometric":
        if result.population is None or result.population.denominator != 1 or result.population < result.n:
            raise ConfigError(_("the hypergeometric distribution needs --population, a whole number of items"))
        size = int(result.population)
        most = tails.hypergeometric_upper(errors, result.n, size, result.confidence)
        upper = Fraction(most, size)
        how = f"总体{size}项中偏差不超过{most}项：最大的K，使P(X≤{errors}｜N={size}, K, n={result.n})＞{percent(1 - result.confidence)}"
    elif result.distribution == "poisson":
        factor = tails.poisson_factor(Fraction(errors), result.confidence)
        upper = min(Fraction(1), Fraction(factor) / result.n)
        how = f"保证系数{factor:.4f}÷{result.n}"
    else:
        upper = Fraction(tails.binomial_upper(Fraction(errors), result.n, result.confidence))
        how = f"克洛珀—皮尔逊上限：贝塔分布({errors + 1}, {result.n - errors})的{percent(result.confidence)}分位数"
    lines = [
        f"样本偏差率={errors}÷{result.n}={percent(point)}。",
        f"{DISTRIBUTION_NAMES[result.distribution]}，置信水平{percent(result.confidence)}，偏差率上限={percent(six_decimals(upper))}（{how}）。",
    ]
    return Evaluation(result, point, upper, f"upper-limit-{result.distribution}/1", lines)


def _stringer(result: Result) -> Evaluation:
    if result.distribution == "hypergeometric":
        raise ConfigError(_("the Stringer bound is made with the binomial or the Poisson distribution"))
    taints = sorted(result.taints, reverse=True)
    limits = [_limit(result, errors) for errors in range(len(taints) + 1)]
    point = sum(taints, Fraction(0)) / result.n
    upper = limits[0] + sum(((limits[i + 1] - limits[i]) * taint for i, taint in enumerate(taints)), Fraction(0))
    upper = min(upper, Fraction(1))
    lines = [
        f"最可能错报率=污染合计÷样本量={decimal_of(sum(taints, Fraction(0)), 6)}÷{result.n}={percent(point)}。",
        f"斯特林格上限（{DISTRIBUTION_NAMES[result.distribution]}，{percent(result.confidence)}）：p0={decimal_of(limits[0], 9)}"
        + "".join(
            f"＋(p{i + 1}－p{i})×{decimal_of(taint, 6)}={decimal_of((limits[i + 1] - limits[i]) * taint, 9)}"
            for i, taint in enumerate(taints)
        )
        + f"；合计{decimal_of(upper, 9)}。",
    ]
    return Evaluation(result, point, upper, f"stringer-{result.distribution}/1", lines)


def _limit(result: Result, errors: int) -> Fraction:
    if result.distribution == "poisson":
        return Fraction(tails.poisson_factor(Fraction(errors), result.confidence)) / result.n
    return Fraction(tails.binomial_upper(Fraction(errors), result.n, result.confidence))


def six_decimals(value: Fraction) -> Fraction:
    """What is printed of a limit that came out of a float: six decimals of a rate."""
    return Fraction(decimal_of(value, 6))


def _conclude(found: Evaluation) -> str:
    """In the words that an auditor signs; a limit at the tolerable rate itself still supports the conclusion."""
    result = found.result
    tolerable = result.tolerable or Fraction(0)
    total, certain = result.population or Fraction(0), result.certain
    upper = found.upper
    if result.kind == "mus" and total:
        upper = (certain + (total - result.certain_amount) * found.upper) / total
    name, rate = ("偏差率", "控制运行有效性") if result.kind == "attribute" else ("错报率", "金额真实性")
    if upper <= tolerable:
        return (
            f"在{percent(result.confidence)}置信水平下，总体{name}上限{percent(six_decimals(upper))}不超过可容忍{percent(tolerable)}，"
            f"样本结果支持对{rate}的预期结论。"
        )
    return (
        f"在{percent(result.confidence)}置信水平下，总体{name}上限{percent(six_decimals(upper))}超过可容忍{percent(tolerable)}，"
        f"样本结果不支持对{rate}的预期结论，应扩大样本、实施替代程序或提出调整。"
    )


def project(method: str, audited: Sequence[tuple[Fraction, Fraction]], book_total: Fraction, items: int) -> Fraction:
    """Projected misstatement (元) from (book, audited) pairs: ``ratio`` by money, ``difference`` by items."""
    if not audited:
        raise ConfigError(_("no audited items"))
    wrong = sum((book - true for book, true in audited), Fraction(0))
    if method == "difference":
        return wrong / len(audited) * items
    base = sum((book for book, _true in audited), Fraction(0))
    if base == 0:
        raise ConfigError(_("the sampled items have no book value: no ratio can be made"))
    return wrong / base * book_total
