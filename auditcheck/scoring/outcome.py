"""What a rule answers for one indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from auditcheck.scoring.numbers import ZERO, rounded
from auditcheck.scoring.parts import UNSCORED, Decision
from auditcheck.scoring.record import Finding


@dataclass(frozen=True)
class Deduction:
    """Points lost and why (Chinese), with the findings behind it; ``part`` is the number of the criterion."""

    points: Decimal
    reason: str
    findings: tuple[Finding, ...] = ()
    part: int | None = None


@dataclass(frozen=True)
class Outcome:
    """Points of an indicator: ``low`` is certain, ``high`` what it can still reach, ``weight`` the applicable maximum.

    ``decided`` says whether anything of it could be decided; ``facts`` are sentences (Chinese) about measured values.
    """

    low: Decimal
    high: Decimal
    weight: Decimal
    decided: bool
    decisions: tuple[Decision, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    value: str | None = None
    measure: Mapping[str, Any] | None = None
    facts: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """``scored`` when the points are certain, also where an open criterion can no longer change them."""
        if not self.decided:
            return "unscored"
        return "scored" if self.low == self.high else "partial"

    def rounded(self) -> Outcome:
        """Rounded half up to two decimals, as the last step of an indicator; the loss is rounded to match."""
        low, high = rounded(self.low), rounded(self.high)
        losses = [replace(one, points=rounded(one.points)) for one in self.deductions]
        if losses:
            others = sum((one.points for one in losses[:-1]), ZERO)
            losses[-1] = replace(losses[-1], points=self.weight - high - others)
        return replace(self, low=low, high=high, deductions=tuple(losses))

    def vetoed(self, findings: tuple[Finding, ...], reason: str) -> Outcome:
        """Nothing is left of the indicator; what was not yet lost is lost by the veto."""
        if self.high == ZERO and self.low == ZERO:
            return replace(self, decided=True)
        lost = sum((one.points for one in self.deductions), ZERO)
        rest = Deduction(self.weight - lost, reason, findings)
        return replace(self, low=ZERO, high=ZERO, decided=True, deductions=(*self.deductions, rest))


def unscored(weight: Decimal, decisions: tuple[Decision, ...] = (), facts: tuple[str, ...] = ()) -> Outcome:
    """Nothing can be said about the points; criteria of the indicator may have been decided all the same."""
    decided = any(one.state != UNSCORED for one in decisions)
    return Outcome(ZERO, weight, weight, decided, decisions, facts=facts)


def not_applicable(weight: Decimal, policy: str, fact: str) -> Outcome:
    """A whole indicator that does not apply: full marks, or no part of the maximum, as the rubric's setting says."""
    points = weight if policy == "full" else ZERO
    return Outcome(points, points, points, True, facts=(fact,))
