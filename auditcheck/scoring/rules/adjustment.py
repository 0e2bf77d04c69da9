"""``adjustment``: a rate may move within a band around 0; each step beyond costs points (附件1 B42).

项目支出预算调整率在±10%以内得满分，每增减1%扣0.1分，扣完为止。

Settings: ``<code>.basis`` which reading of the rate is scored (the other is told beside it), ``<code>.step`` whole steps
(``floor``) or parts of one (``linear``), ``<code>.full`` the points within the band where text and weight differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from auditcheck.scoring.measures import Measure
from auditcheck.scoring.numbers import HUNDRED, ZERO, Ratio, clamp, minus, percent, plain, points, steps
from auditcheck.scoring.outcome import Deduction, Outcome, not_applicable, unscored
from auditcheck.scoring.parts import Case, Part
from auditcheck.scoring.rules import Head, register
from auditcheck.scoring.rules._measured import absent, does_not_apply
from auditcheck.scoring.section import Section

_BASES = {"net": "净额", "gross": "总额"}


@dataclass(frozen=True)
class Adjustment:
    """``cost`` points for each ``step`` (a ratio) by which the rate leaves ±``within`` (a ratio)."""

    name: str
    measures: Mapping[str, Measure]  # by basis
    basis: str
    within: Decimal
    step: Decimal
    cost: Decimal
    full: Decimal
    whole: bool
    parts: tuple[Part, ...] = ()
    any_group: bool = False
    measured: bool = True

    def evaluate(self, case: Case) -> Outcome:
        measure = self.measures[self.basis]
        reason = does_not_apply(case, measure, self.name)
        if reason:
            return not_applicable(case.weight, case.not_applicable, reason)
        ratio = measure.ratio(case.record)
        if ratio is None:
            return unscored(case.weight, facts=(absent(case, measure, self.name), *self._other(case)))
        beyond = minus(Ratio(ratio.numerator.copy_abs(), ratio.denominator), self.within)
        count = steps(beyond, self.step, whole=self.whole)
        left = clamp(self.full - count * self.cost, ZERO, case.weight)
        loss = case.weight - left
        rate = percent(ratio.value())
        fact = f"{self.name}为{rate}（按{_BASES[self.basis]}计算），"
        if beyond.numerator <= 0:
            fact += f"在±{percent(self.within)}以内"
        else:
            size = plain(self.step * HUNDRED)
            how = f"每增减{size}%扣{plain(self.cost)}分" + (f"，满{size}%计一次" if self.whole else "，按比例计")
            fact += f"超过±{percent(self.within)}，超出{points(beyond.value() * HUNDRED)}个百分点（{how}，扣完为止）"
            fact += f"，扣{points(loss)}分"
        losses = (Deduction(loss, fact),) if loss else ()
        facts = (f"{measure.sentence(case.record)}{fact}。", *self._other(case))
        return Outcome(left, left, case.weight, True, (), losses, rate, measure.document(case.record), facts)

    def _other(self, case: Case) -> tuple[str, ...]:
        """The reading that is not scored, for the reader to compare."""
        told = []
        for basis, measure in self.measures.items():
            ratio = measure.ratio(case.record) if basis != self.basis else None
            if ratio is not None:
                told.append(f"另按{_BASES[basis]}计算为{percent(ratio.value())}，未作为计分口径。")
        return tuple(told)


@register("adjustment")
def read(section: Section, head: Head, conventions: Section) -> Adjustment:
    """``measure``: check and a value for ``net``, ``gross`` or both; ``within``, ``step`` in per cent; ``cost`` points."""
    source = section.section("measure")
    check = source.text("check")
    measures = {basis: Measure.read(source.section(basis), check) for basis in _BASES if basis in source}
    for basis in measures:
        source.raw(basis)
    source.done()
    if not measures:
        source.fail("", "needs net, gross or both")
    rule = Adjustment(
        head.name,
        measures,
        conventions.choice(f"{head.code}.basis", tuple(measures)),
        section.ratio("within"),
        section.ratio("step"),
        section.decimal("cost"),
        conventions.decimal(f"{head.code}.full", head.weight),
        conventions.choice(f"{head.code}.step", ("floor", "linear")) == "floor",
    )
    if rule.within < 0:
        section.fail("within", "must not be below 0")
    if rule.step <= 0 or rule.cost <= 0:
        section.fail("step" if rule.step <= 0 else "cost", "must be above 0")
    if rule.full < head.weight:
        conventions.fail(f"{head.code}.full", f"{rule.full} is less than the weight {head.weight}")
    return rule
