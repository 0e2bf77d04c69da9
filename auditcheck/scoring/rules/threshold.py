"""``threshold``: full marks or none, by a value that must reach its benchmark, stay within it, or meet it.

附件1 C21: 完成值为100%得满分，否则不得分; C31: 小于等于目标值得满分，大于不得分.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

from auditcheck.errors import InputError
from auditcheck.scoring.measures import Source, read_source
from auditcheck.scoring.metrics import target
from auditcheck.scoring.numbers import ZERO, Ratio
from auditcheck.scoring.outcome import Deduction, Outcome, not_applicable, unscored
from auditcheck.scoring.parts import Case, Part
from auditcheck.scoring.rules import Head, register
from auditcheck.scoring.rules._measured import absent, does_not_apply, shown
from auditcheck.scoring.section import Section

_MEETS = {"at_least": operator.ge, "at_most": operator.le, "equal": operator.eq}
_WORDS = {"at_least": "不低于", "at_most": "不高于", "equal": "等于"}


@dataclass(frozen=True)
class Threshold:
    """``meets``: at_least, at_most or equal to ``target``; ``written`` as the rubric has it."""

    name: str
    measure: Source
    meets: str
    target: Ratio
    written: str
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
        text = shown(case, self.measure, ratio)
        fact = f"{self.name}为{text}"
        document = self.measure.document(case.record)
        begin = self.measure.sentence(case.record)
        met = _MEETS[self.meets](ratio.numerator * self.target.denominator, self.target.numerator * ratio.denominator)
        if met:
            facts = (f"{begin}{fact}，符合{_WORDS[self.meets]}{self.written}的要求。",)
            return Outcome(case.weight, case.weight, case.weight, True, (), (), text, document, facts)
        why = f"{fact}，未达到{_WORDS[self.meets]}{self.written}的要求，不得分"
        return Outcome(
            ZERO, ZERO, case.weight, True, (), (Deduction(case.weight, why),), text, document, (f"{begin}{why}。",)
        )


@register("threshold")
def read(section: Section, head: Head, conventions: Section) -> Threshold:
    """``measure``, ``meets: at_least | at_most | equal``, ``target: 0.38人``."""
    measure = read_source(section.section("measure"), head.code)
    written = section.text("target")
    try:
        goal, _unit = target(written)
    except InputError as error:
        section.fail("target", str(error))
    return Threshold(head.name, measure, section.choice("meets", tuple(_MEETS)), goal, written)
