"""``tiers``: points by the level that a measure reaches, with a criterion that takes all (附件1 B41).

项目绩效达标率大于等于90%得满分，大于等于80%得3分，大于等于60%得1分，低于60%得0分；自评不真实的，该指标不得分。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from auditcheck.scoring.measures import Source, read_source
from auditcheck.scoring.narrative import failed_reason
from auditcheck.scoring.numbers import ZERO, Ratio, minus, percent, points
from auditcheck.scoring.outcome import Deduction, Outcome, not_applicable, unscored
from auditcheck.scoring.parts import FAILED, UNSCORED, Case, Part
from auditcheck.scoring.rules import Head, register
from auditcheck.scoring.rules._measured import absent, does_not_apply
from auditcheck.scoring.rules._reading import read_part
from auditcheck.scoring.section import Section


@dataclass(frozen=True)
class Step:
    """``points`` for a rate of ``least`` (a ratio) or more."""

    least: Decimal
    points: Decimal


@dataclass(frozen=True)
class Tiers:
    """Tiers from the highest down; below the last there is nothing. ``parts`` holds the veto criterion, if any."""

    name: str
    measure: Source
    tiers: tuple[Step, ...]
    parts: tuple[Part, ...]
    any_group: bool = False
    measured: bool = True

    def evaluate(self, case: Case) -> Outcome:
        decisions = case.decide_all(self.parts)
        failed = [one for one in decisions if one.state == FAILED]
        reason = does_not_apply(case, self.measure, self.name)
        if reason and not failed:
            return not_applicable(case.weight, case.not_applicable, reason)
        ratio = self.measure.ratio(case.record)
        outcome = unscored(case.weight, decisions, (absent(case, self.measure, self.name),))
        if ratio is not None:
            outcome = self._reached(case, ratio.value(), next((t for t in self.tiers if _at_least(ratio, t)), None))
            outcome = replace(outcome, decisions=decisions)
        if failed:
            findings = tuple(finding for one in failed for finding in one.findings)
            return outcome.vetoed(findings, "；".join(failed_reason(one, case.record) for one in failed))
        if any(one.state == UNSCORED for one in decisions):
            return replace(outcome, low=ZERO)
        return outcome

    def _reached(self, case: Case, rate: Decimal, tier: Step | None) -> Outcome:
        earned = tier.points if tier else ZERO
        text = percent(rate)
        fact = f"{self.name}为{text}，"
        fact += f"大于等于{percent(tier.least)}" if tier else f"低于{percent(self.tiers[-1].least)}"
        fact += f"，对应{points(earned)}分。"
        loss = case.weight - earned
        losses = (Deduction(loss, fact.rstrip("。")),) if loss else ()
        document = self.measure.document(case.record)
        facts = (f"{self.measure.sentence(case.record)}{fact}",)
        return Outcome(earned, earned, case.weight, True, (), losses, text, document, facts)


def _at_least(ratio: Ratio, tier: Step) -> bool:
    return minus(ratio, tier.least).numerator >= 0


@register("tiers")
def read(section: Section, head: Head, conventions: Section) -> Tiers:
    """``measure``; ``tiers``: list of ``{from: 90%, points}`` from the highest down; ``veto``: a criterion, optional."""
    source = section.section("measure")
    measure = read_source(source, head.code)
    tiers = []
    for one in section.sections("tiers"):
        tiers.append(Step(one.ratio("from"), one.decimal("points")))
        one.done()
    for upper, lower in pairwise(tiers):
        if upper.least <= lower.least or upper.points <= lower.points:
            section.fail("tiers", "must go from the highest rate and points down")
    if tiers[0].points != head.weight:
        section.fail("tiers", f"the highest gives {tiers[0].points}, the weight of {head.code} is {head.weight}")
    parts: tuple[Part, ...] = ()
    if "veto" in section:
        veto = section.section("veto")
        parts = (read_part(veto, 1, veto.text("text"), head.weight),)
    return Tiers(head.name, measure, tuple(tiers), parts)
