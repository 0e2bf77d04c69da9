"""``completion``: how far a value came to its benchmark; linear between a floor and full marks (附件1, tier C).

实际完成率=实际完成值/标杆值×100%；达到标杆值得满分；未达到且完成率大于60%的，得分=（实际完成率-60%）/（1-60%）×指标分值；
低于60%不得分。With ``against: value`` the value itself is the rate (C11: 一日办结率 of 95% earns full marks).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from auditcheck.errors import InputError
from auditcheck.scoring.measures import Source, read_source
from auditcheck.scoring.metrics import target
from auditcheck.scoring.numbers import HUNDRED, ONE, ZERO, Ratio, clamp, percent, points
from auditcheck.scoring.outcome import Deduction, Outcome, not_applicable, unscored
from auditcheck.scoring.parts import Case, Part
from auditcheck.scoring.rules import Head, register
from auditcheck.scoring.rules._measured import absent, does_not_apply, shown
from auditcheck.scoring.section import Section

# From here on a reader should ask whether the benchmark was set too low.
_FAR_BEYOND = Decimal("1.5")


@dataclass(frozen=True)
class Completion:
    """``floor`` (a ratio) earns nothing, the benchmark everything; ``over`` takes a share of points far beyond it."""

    name: str
    measure: Source
    target: Ratio
    against_value: bool
    floor: Decimal
    over: tuple[Decimal, Decimal] | None  # beyond this rate, this share of the points
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
        done = _divided(ratio, self.target)
        text = shown(case, self.measure, ratio)
        rate = ratio if self.against_value else done
        fact = f"{self.measure.sentence(case.record)}{self.name}为{text}"
        document = self.measure.document(case.record)
        if done.value() >= ONE:
            return self._reached(case, done, fact, text, document)
        share = clamp((rate.value() - self.floor) / (ONE - self.floor), ZERO, ONE)
        left = case.weight * share
        floor = percent(self.floor)
        how = (
            f"实际完成率{percent(rate.value())}，得分=（{percent(rate.value())}-{floor}）/（1-{floor}）×{points(case.weight)}={points(left)}分"
            if share
            else f"实际完成率{percent(rate.value())}，低于{floor}，不得分"
        )
        why = f"{self.name}为{text}，未达标杆值，{how}"
        return Outcome(
            left,
            left,
            case.weight,
            True,
            (),
            (Deduction(case.weight - left, why),),
            text,
            document,
            (f"{fact}，未达标杆值，{how}。",),
        )

    def _reached(self, case: Case, done: Ratio, fact: str, text: str, document: dict[str, object] | None) -> Outcome:
        facts = [f"{fact}，达到标杆值。"]
        rate = done.value()
        if self.over is not None and rate > self.over[0]:
            loss = case.weight * self.over[1]
            why = f"{self.name}为标杆值的{percent(rate)}，超过{percent(self.over[0])}，标杆值偏低，按偏离度调减{points(loss)}分"
            left = case.weight - loss
            return Outcome(
                left, left, case.weight, True, (), (Deduction(loss, why),), text, document, (*facts, f"{why}。")
            )
        if rate > _FAR_BEYOND:
            facts.append(f"为标杆值的{percent(rate)}，应分析标杆值是否偏低；本次未作偏离调减。")
        return Outcome(case.weight, case.weight, case.weight, True, (), (), text, document, tuple(facts))


def _divided(value: Ratio, by: Ratio) -> Ratio:
    return Ratio(value.numerator * by.denominator, value.denominator * by.numerator)


@register("completion")
def read(section: Section, head: Head, conventions: Section) -> Completion:
    """``measure``, ``target: 95%`` (with its unit), ``floor: 60%``, ``against: target | value``."""
    measure = read_source(section.section("measure"), head.code)
    try:
        goal, _unit = target(section.text("target"))
    except InputError as error:
        section.fail("target", str(error))
    if goal.numerator <= 0:
        section.fail("target", "must be above 0")
    floor = section.ratio("floor")
    if not 0 <= floor < 1:
        section.fail("floor", "must lie between 0% and 100%")
    against = section.choice("against", ("target", "value"), "target")
    return Completion(head.name, measure, goal, against == "value", floor, _over(conventions))


def _over(conventions: Section) -> tuple[Decimal, Decimal] | None:
    """``over_completion: none``, or ``150%/10%``: beyond 150% a tenth of the points is taken."""
    text = conventions.text("over_completion", "none")
    if text == "none":
        return None
    limit, slash, share = text.partition("/")
    if not slash or not limit.endswith("%") or not share.endswith("%"):
        conventions.fail("over_completion", f"expected none, or two per cents such as 150%/10%, not {text!r}")
    found = Decimal(limit[:-1]) / HUNDRED, Decimal(share[:-1]) / HUNDRED
    if found[0] < 1 or not 0 <= found[1] <= 1:
        conventions.fail("over_completion", "the limit must be at least 100%, the share at most 100%")
    return found
