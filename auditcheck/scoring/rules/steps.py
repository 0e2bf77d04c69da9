"""``steps``: full marks at a rate, a fixed cost for each step below it (附件1 B31: 每降低1%扣1分，扣完为止).

Setting ``<code>.step``: ``floor`` counts whole steps only, ``linear`` also parts of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from auditcheck.scoring.measures import Source, read_source
from auditcheck.scoring.numbers import HUNDRED, Ratio, minus, percent, plain, points, rounded, steps
from auditcheck.scoring.outcome import Deduction, Outcome, not_applicable, unscored
from auditcheck.scoring.parts import Case, Part
from auditcheck.scoring.rules import Head, register
from auditcheck.scoring.rules._measured import absent, does_not_apply
from auditcheck.scoring.section import Section


@dataclass(frozen=True)
class Steps:
    """``cost`` points for each ``step`` (a ratio) that the measure falls short of ``full`` (a ratio)."""

    name: str
    measure: Source
    full: Decimal
    step: Decimal
    cost: Decimal
    whole: bool
    parts: tuple[Part, ...] = ()
    any_group: bool = False
    measured: bool = True

    def evaluate(self, case: Case) -> Outcome:
        reason = does_not_apply(case, self.measure, self.name)
        if reason:
            return not_applicable(case.weight, case.not_applicable, reason)
        ratio = self.measure.ratio(case.record)
        if ratio is None:
            return unscored(case.weight, facts=(absent(case, self.measure, self.name),))
        missing = minus(Ratio(ratio.numerator.copy_negate(), ratio.denominator), -self.full)
        count = steps(missing, self.step, whole=self.whole)
        loss = min(case.weight, count * self.cost)
        rate = percent(ratio.value())
        begin = self.measure.sentence(case.record)
        fact = f"{self.name}为{rate}"
        if missing.numerator <= 0:
            return self._outcome(case, loss, rate, f"{begin}{fact}，达到{percent(self.full)}。")
        gap = points(minus(Ratio(self.full), ratio.value()).value() * HUNDRED)
        how = f"每降低{plain(self.step * HUNDRED)}%扣{plain(self.cost)}分"
        how += f"，满{plain(self.step * HUNDRED)}%计一次" if self.whole else "，不足部分按比例计"
        reason = f"{fact}，未达{percent(self.full)}，差{gap}个百分点（{how}），扣{points(loss)}分"
        return self._outcome(case, loss, rate, f"{begin}{reason}。", reason)

    def _outcome(self, case: Case, loss: Decimal, rate: str, fact: str, reason: str = "") -> Outcome:
        left = case.weight - loss
        losses = (Deduction(rounded(loss), reason),) if loss else ()
        document = self.measure.document(case.record)
        return Outcome(left, left, case.weight, True, (), losses, rate, document, (fact,))


@register("steps")
def read(section: Section, head: Head, conventions: Section) -> Steps:
    """``measure`` (check, value, parts), ``full: 100%``, ``step: 1%``, ``cost: 1`` (points a step)."""
    source = section.section("measure")
    rule = Steps(
        head.name,
        read_source(source, head.code),
        section.ratio("full"),
        section.ratio("step"),
        section.decimal("cost"),
        conventions.choice(f"{head.code}.step", ("floor", "linear")) == "floor",
    )
    if rule.step <= 0 or rule.cost <= 0:
        section.fail("step" if rule.step <= 0 else "cost", "must be above 0")
    return rule
