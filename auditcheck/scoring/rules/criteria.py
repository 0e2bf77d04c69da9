"""``criteria``: each criterion carries points and is met or not (附件1: B11, B21, B32, B33).

With ``all_or_nothing`` failing any criterion takes all points (B33: 不符合公开要求不得分).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from auditcheck.scoring.narrative import failed_reason
from auditcheck.scoring.numbers import ZERO
from auditcheck.scoring.outcome import Deduction, Outcome
from auditcheck.scoring.parts import FAILED, NOT_APPLICABLE, UNSCORED, Case, Decision, Part
from auditcheck.scoring.rules import Head, register
from auditcheck.scoring.rules._reading import read_part
from auditcheck.scoring.section import Section


@dataclass(frozen=True)
class Criteria:
    """Points by criteria; they add up to the indicator's weight."""

    parts: tuple[Part, ...]
    all_or_nothing: bool
    any_group: bool = False
    measured: bool = False

    def evaluate(self, case: Case) -> Outcome:
        decisions = case.decide_all(self.parts)
        removed = ZERO if case.not_applicable == "full" else _sum(decisions, NOT_APPLICABLE)
        weight = case.weight - removed
        failed = [one for one in decisions if one.state == FAILED]
        pending = _sum(decisions, UNSCORED)
        decided = any(one.state != UNSCORED for one in decisions)
        if self.all_or_nothing and failed:
            reason = "；".join(failed_reason(one, case.record) for one in failed)
            findings = tuple(dict.fromkeys(finding for one in failed for finding in one.findings))
            loss = Deduction(weight, reason, findings, failed[0].part.no)
            return Outcome(ZERO, ZERO, weight, decided, decisions, (loss,))
        losses = tuple(
            Deduction(one.part.points, failed_reason(one, case.record), one.findings, one.part.no) for one in failed
        )
        high = weight - _sum(decisions, FAILED)
        low = ZERO if self.all_or_nothing and pending else high - pending
        return Outcome(low, high, weight, decided, decisions, losses)


def _sum(decisions: tuple[Decision, ...], state: str) -> Decimal:
    return sum((one.part.points for one in decisions if one.state == state), ZERO)


@register("criteria")
def read(section: Section, head: Head, conventions: Section) -> Criteria:
    """``criteria``: list of ``{text, points, checks, judgement}``; ``all_or_nothing``: true or false."""
    parts = []
    for no, one in enumerate(section.sections("criteria"), 1):
        points = one.decimal("points")
        if points <= 0:
            one.fail("points", "must be above 0")
        parts.append(read_part(one, no, one.text("text"), points))
    total = sum((part.points for part in parts), ZERO)
    if total != head.weight:
        # A scheme whose own criteria miss the weight is scored by an explicit setting, never by a silent repair.
        if f"{head.code}.criteria" not in conventions:
            section.fail("criteria", f"points add up to {total}, the weight of {head.code} is {head.weight}")
        conventions.choice(f"{head.code}.criteria", ("scaled",))
        parts = [replace(part, points=part.points * head.weight / total) for part in parts]
    return Criteria(tuple(parts), section.flag("all_or_nothing"))
