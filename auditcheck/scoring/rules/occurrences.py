"""``occurrences``: each irregularity costs points until nothing is left (附件1 B51: 发现一处不合规扣0.5分，扣完为止).

Setting ``<code>.occurrence``, what 一处 is: ``type`` one group with any finding, ``item`` each finding, ``issue`` each issue.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from auditcheck.scoring.narrative import failed_reason
from auditcheck.scoring.numbers import ZERO
from auditcheck.scoring.outcome import Deduction, Outcome
from auditcheck.scoring.parts import FAILED, UNSCORED, Case, Decision, Part
from auditcheck.scoring.rules import Head, register
from auditcheck.scoring.rules._reading import read_part
from auditcheck.scoring.section import Section

_UNNAMED = "其他"


@dataclass(frozen=True)
class Occurrences:
    """Groups of irregularities, each looked at by checks or by a person."""

    cost: Decimal
    counted: str  # type | item | issue
    parts: tuple[Part, ...]
    any_group: bool = True
    measured: bool = False

    def evaluate(self, case: Case) -> Outcome:
        decisions = case.decide_all((*self.parts, *self._strangers(case)))
        left = case.weight
        losses = []
        seen: set[str] = set()
        for one in decisions:
            if one.state != FAILED:
                continue
            points = min(left, self.cost * self._count(one, seen))
            left -= points
            losses.append(Deduction(points, failed_reason(one, case.record), one.findings, one.part.no))
        low = max(ZERO, left - self._at_risk(decisions, left))
        decided = any(one.state != UNSCORED for one in decisions)
        return Outcome(low, left, case.weight, decided, decisions, tuple(losses))

    def _strangers(self, case: Case) -> tuple[Part, ...]:
        """Groups that only findings name: a confirmed finding must not vanish because the rubric does not list it."""
        known = {part.group for part in self.parts}
        names = [name for name in case.record.groups(case.code) if name not in known]
        first = len(self.parts) + 1
        return tuple(Part(first + i, name or _UNNAMED, self.cost, (), name) for i, name in enumerate(names))

    def _count(self, decision: Decision, seen: set[str]) -> int:
        """How many 处 a failed group is; an issue that stands in two groups is counted once."""
        if self.counted == "type" or not decision.findings:
            return 1
        if self.counted == "item":
            return len(decision.findings)
        new = {one.issue or one.fingerprint for one in decision.findings} - seen
        seen |= new
        return len(new)

    def _at_risk(self, decisions: tuple[Decision, ...], left: Decimal) -> Decimal:
        """What undecided groups can still cost: one step each by type; without limit where items or issues count."""
        if self.counted == "type":
            return self.cost * sum(one.state == UNSCORED for one in decisions)
        return left if any(one.open_for_more for one in decisions) else ZERO


@register("occurrences")
def read(section: Section, head: Head, conventions: Section) -> Occurrences:
    """``cost`` (points each); ``groups``: list of ``{name, text, checks, judgement}``."""
    cost = section.decimal("cost")
    if cost <= 0:
        section.fail("cost", "must be above 0")
    parts: list[Part] = []
    for no, one in enumerate(section.sections("groups"), 1):
        name = one.text("name")
        if any(part.group == name for part in parts):
            one.fail("name", f"{name!r} stands twice")
        parts.append(read_part(one, no, one.text("text", name), cost, name))
    counted = conventions.choice(f"{head.code}.occurrence", ("type", "item", "issue"))
    return Occurrences(cost, counted, tuple(parts))
