"""How many items to examine: attribute samples (控制测试) and monetary-unit samples (货币单元抽样)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.sampling import tails
from auditcheck.sampling.conventions import NAMES, expansion_factor, rounded_factor
from auditcheck.sampling.quantities import decimal_of, percent

KINDS = ("attribute", "mus")
DISTRIBUTIONS = ("binomial", "poisson", "hypergeometric")
DISTRIBUTION_NAMES = {"binomial": "二项分布", "poisson": "泊松分布", "hypergeometric": "超几何分布"}
_MOST = 10_000_000  # items; a sample beyond is no sample


@dataclass(frozen=True)
class Design:
    """What a sample must be able to show. Rates are fractions of the population; ``errors`` an expected whole count.

    ``population``: items for attribute samples, 元 for monetary-unit samples; needed by the hypergeometric distribution
    and where an amount is to become a rate.
    """

    kind: str
    confidence: Fraction
    tolerable: Fraction
    expected: Fraction = Fraction(0)
    errors: int | None = None
    distribution: str = "binomial"
    convention: str = "exact"
    population: Fraction | None = None


@dataclass
class Plan:
    """``n`` items; ``allowed`` errors among them still support the conclusion; ``interval`` in 元 (mus)."""

    design: Design
    n: int
    allowed: int
    factor: str | None = None
    interval: Fraction | None = None
    derivation: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        design = self.design
        return {
            "schema": "auditcheck/sample-plan/1",
            "kind": design.kind,
            "distribution": design.distribution,
            "convention": design.convention,
            "confidence": format(decimal_of(design.confidence, 6).normalize(), "f"),
            "tolerable": percent(design.tolerable),
            "expected": percent(design.expected) if design.errors is None else None,
            "expected_errors": design.errors,
            "population": None if design.population is None else str(decimal_of(design.population, 2)),
            "n": self.n,
            "allowed": self.allowed,
            "factor": self.factor,
            "interval": None if self.interval is None else str(decimal_of(self.interval, 2)),
            "method": f"{design.kind}-{design.distribution}-{design.convention}/1",
            "derivation": self.derivation,
        }


def plan(design: Design) -> Plan:
    """The smallest sample that shows, if no more errors than expected turn up, that the rate stays within tolerable.

    Raises ConfigError where the design asks for the impossible.
    """
    _check(design)
    made = _by_factor(design) if design.convention != "exact" else _exact(design)
    if design.kind == "mus" and design.population is not None:
        # Rounded down to the fen, so that no fewer than n selections fall into the population.
        made.interval = Fraction(math.floor(design.population * 100 / made.n), 100)
        made.derivation.append(
            f"选样间隔=总体金额÷样本量={decimal_of(design.population, 2):,}÷{made.n}={decimal_of(made.interval, 2):,}元"
        )
    return made


def _check(design: Design) -> None:
    if not 0 < design.tolerable < 1:
        raise ConfigError(_("the tolerable rate must lie between 0 and 100%"))
    if design.errors is None and design.expected >= design.tolerable:
        raise ConfigError(
            _(
                "what is expected ({expected}) is not below what is tolerable ({tolerable}): no sample can show it"
            ).format(expected=percent(design.expected), tolerable=percent(design.tolerable))
        )
    if design.distribution == "hypergeometric":
        if design.population is None or design.population.denominator != 1 or design.population < 1:
            raise ConfigError(_("the hypergeometric distribution needs --population, a whole number of items"))
        if design.convention != "exact":
            raise ConfigError(_("factors are tables of the Poisson distribution; leave --distribution away"))


def _exact(design: Design) -> Plan:
    confidence, risk = percent(design.confidence), percent(1 - design.confidence)
    lines = [
        f"置信水平{confidence}（风险{risk}），可容忍{percent(design.tolerable)}，"
        + (f"预期错误{design.errors}个" if design.errors is not None else f"预期{percent(design.expected)}")
        + f"；{DISTRIBUTION_NAMES[design.distribution]}，{NAMES[design.convention]}。"
    ]
    if design.kind == "mus" and design.distribution == "poisson" and design.errors is None and design.expected:
        return _poisson_taints(design, lines)
    for allowed, n in _pairs(design):
        if design.errors is not None or n * design.expected <= allowed:
            break
        if n > _MOST:
            raise ConfigError(_("expected and tolerable lie too close: more than {most} items").format(most=_MOST))
    probability = _formula(design, allowed, n)
    lines.append(f"要求：样本中错误不超过{allowed}个时，P(X≤{allowed}｜n)≤{risk}；满足的最小n={n}。")
    lines.append(
        f"验算：{probability(n)}≤{risk}" + (f"；n={n - 1}时为{probability(n - 1)}＞{risk}" if n > 1 else "") + "。"
    )
    return Plan(design, n, allowed, derivation=lines)


def _pairs(design: Design) -> Iterator[tuple[int, int]]:
    """(allowed errors, the smallest n that is enough with so many), for 0, 1, 2 ... errors or those expected."""
    most = int(design.population) if design.distribution == "hypergeometric" and design.population else _MOST * 2
    guess = math.ceil(3 / design.tolerable)
    allowed = design.errors or 0
    while True:
        n = tails.smallest(_enough(design, allowed), guess, most)
        if n is None:
            if design.distribution != "hypergeometric":
                raise ConfigError(_("expected and tolerable lie too close: more than {most} items").format(most=_MOST))
            n = most  # nothing short of all items shows it
            yield allowed, n
            return
        yield allowed, n
        allowed, guess = allowed + 1, n


def _enough(design: Design, allowed: int) -> Callable[[int], bool]:
    risk = 1 - design.confidence
    if design.distribution == "poisson":
        limit = decimal_of(risk, 30)
        return lambda n: tails.poisson_at_most(allowed, n * design.tolerable) <= limit
    if design.distribution == "hypergeometric":
        population, wrong = int(design.population or 0), _wrong(design)
        return lambda n: tails.hypergeometric_at_most(allowed, n, population, wrong) <= risk
    return lambda n: tails.binomial_at_most(allowed, n, design.tolerable) <= risk


def _wrong(design: Design) -> int:
    """Errors in a population that is just intolerable; in whole numbers, never through a float."""
    return math.ceil(design.tolerable * (design.population or 0))


def _formula(design: Design, allowed: int, n: int) -> Callable[[int], str]:
    def told(size: int) -> str:
        if design.distribution == "poisson":
            value = Fraction(tails.poisson_at_most(allowed, size * design.tolerable))
        elif design.distribution == "hypergeometric":
            value = tails.hypergeometric_at_most(allowed, size, int(design.population or 0), _wrong(design))
        else:
            value = tails.binomial_at_most(allowed, size, design.tolerable)
        return f"P(X≤{allowed}｜n={size})={percent(value)}"

    return told


def _poisson_taints(design: Design, lines: list[str]) -> Plan:
    """Expected misstatement is taints, not whole errors: the Poisson sum between whole numbers by the gamma function."""
    from scipy.special import gammainc

    def enough(n: int) -> bool:
        # P(X <= n·expected) = 1 - gammainc; never on an edge: the gamma function is irrational there.
        return float(gammainc(1 + float(n * design.expected), float(n * design.tolerable))) >= float(design.confidence)

    # Not steady in n in theory, but past the first n that is enough it stays so: the gap widens by the square root.
    n = tails.smallest(enough, math.ceil(3 / design.tolerable), _MOST)
    if n is None:
        raise ConfigError(_("expected and tolerable lie too close: more than {most} items").format(most=_MOST))
    expected = n * design.expected
    factor = tails.poisson_factor(expected, design.confidence)
    lines.append(f"样本中预期污染合计=n×预期={decimal_of(expected, 4)}；对应保证系数={factor:.4f}（伽马分布分位数）。")
    lines.append(f"n=保证系数÷可容忍={factor:.4f}÷{percent(design.tolerable)}，取满足的最小整数{n}。")
    return Plan(design, n, math.floor(expected), f"{factor:.4f}", derivation=lines)


def _by_factor(design: Design) -> Plan:
    """Tables of factors: n = factor / tolerable; expected misstatement enlarges it by its expansion factor."""
    lines = [f"置信水平{percent(design.confidence)}，{NAMES[design.convention]}。"]
    if design.errors is not None or not design.expected:
        errors = design.errors or 0
        factor = rounded_factor(errors, design.confidence)
        n = math.ceil(Fraction(factor) / design.tolerable)
        lines.append(
            f"预期错误{errors}个的保证系数={factor}；n=保证系数÷可容忍={factor}÷{percent(design.tolerable)}→{n}。"
        )
        return Plan(design, n, errors, str(factor), derivation=lines)
    if design.kind == "attribute":
        # The attribute tables allow whole errors: as many as the expected rate gives in the sample.
        errors = 0
        while True:
            factor = rounded_factor(errors, design.confidence)
            n = math.ceil(Fraction(factor) / design.tolerable)
            if n * design.expected <= errors:
                break
            errors += 1
            if n > _MOST:
                raise ConfigError(_("expected and tolerable lie too close: more than {most} items").format(most=_MOST))
        lines.append(
            f"n={n}时预期偏差{percent(design.expected)}合{errors}个以内，保证系数={factor}；n=保证系数÷可容忍={factor}÷{percent(design.tolerable)}→{n}。"
        )
        return Plan(design, n, errors, str(factor), derivation=lines)
    factor, expansion = rounded_factor(0, design.confidence), expansion_factor(design.confidence)
    rest = design.tolerable - design.expected * Fraction(expansion)
    if rest <= 0:
        raise ConfigError(
            _("expected misstatement times its expansion factor ({factor}) reaches what is tolerable").format(
                factor=expansion
            )
        )
    n = math.ceil(Fraction(factor) / rest)
    lines.append(f"零预期错报的保证系数={factor}，预期错报的扩张系数={expansion}。")
    lines.append(
        f"n=保证系数÷(可容忍－预期×扩张系数)={factor}÷({percent(design.tolerable)}－{percent(design.expected)}×{expansion})→{n}。"
    )
    return Plan(design, n, math.floor(n * design.expected), str(factor), derivation=lines)
