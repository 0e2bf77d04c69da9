"""How one criterion (or group of occurrences) is decided: by counting findings, by checks, by a person, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from auditcheck.scoring.judgements import Judgement, Judgements
from auditcheck.scoring.record import EVALUATED, UNDECIDED, Finding, Record
from auditcheck.scoring.rubric import Ref

MET, FAILED, UNSCORED, NOT_APPLICABLE = "met", "failed", "unscored", "not_applicable"
_JUDGED = {"符合": MET, "不符合": FAILED, "不适用": NOT_APPLICABLE}


@dataclass(frozen=True)
class Part:
    """A criterion of an indicator, or a group of occurrences (then ``group`` is set). ``no`` counts from 1."""

    no: int
    text: str
    points: Decimal
    checks: tuple[Ref, ...] = ()
    group: str | None = None


@dataclass(frozen=True)
class Decision:
    """What became of a part, and by whom."""

    part: Part
    state: str  # met | failed | unscored | not_applicable
    by: str | None  # checks | judgement; None where undecided
    findings: tuple[Finding, ...] = ()
    judgement: Judgement | None = None
    waiting: tuple[Ref, ...] = ()  # named checks that decided nothing
    overruled: Judgement | None = None  # a judgement that had no say
    uncounted: tuple[Finding, ...] = ()  # findings about it that do not count: signals, dismissed, waived

    @property
    def open_for_more(self) -> bool:
        """More occurrences may turn up: checks are missing and no person looked in their place."""
        return self.state == UNSCORED or (bool(self.waiting) and self.judgement is None and self.overruled is None)


@dataclass(frozen=True)
class Case:
    """What a rule needs to score one indicator."""

    code: str
    weight: Decimal
    record: Record
    judgements: Judgements
    not_applicable: str  # full | remove | convert

    def decide(self, part: Part) -> Decision:
        """A counting finding outranks all; checks decide where they could look; a judgement fills what they leave open.

        Where every named check has nothing to look at (not_applicable), a person's judgement still stands; without one
        the part is 不适用.
        """
        judged = self.judgements.find(self.code, part.no, part.group)
        waiting = tuple(ref for ref in part.checks if self.record.state(ref) == UNDECIDED)
        failing = self.record.failing(self.code, part.no, part.group)
        if failing:
            return Decision(part, FAILED, "checks", failing, None, waiting, judged)
        evaluated = any(self.record.state(ref) == EVALUATED for ref in part.checks)
        if evaluated and not waiting:
            others = self.record.others(self.code, part.no, part.group)
            return Decision(part, MET, "checks", overruled=judged, uncounted=others)
        if judged is not None:
            return Decision(part, _JUDGED[judged.result], "judgement", (), judged, waiting)
        if part.checks and not waiting:
            return Decision(part, NOT_APPLICABLE, "checks")
        return Decision(part, UNSCORED, None, waiting=waiting)

    def decide_all(self, parts: Iterable[Part]) -> tuple[Decision, ...]:
        return tuple(self.decide(part) for part in parts)
