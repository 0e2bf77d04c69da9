"""A rubric in memory: what ``loading.load_rubric`` read and checked. All points are Decimal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditcheck.scoring.rules import Rule

COUNTABLE = ("confirmed", "rectifying", "rectified_event")
FEED_MODES = ("criterion_fail", "per_occurrence", "veto", "formula", "risk_only")


@dataclass(frozen=True)
class Band:
    """A grade and the least total that earns it: 90.00（含）-100.00 分为优."""

    name: str
    least: Decimal


@dataclass(frozen=True)
class Limit:
    """等次限制, 一票否决: the best grade that is left when a check has counting findings, or an indicator stays below a rate.

    ``below`` is a share of the indicator's points; ``text`` is the rule's sentence.
    """

    text: str
    grade: str
    checks: tuple[Ref, ...] = ()
    indicator: str | None = None
    below: Decimal | None = None


@dataclass(frozen=True)
class Tier:
    """一级指标 and the points it carries."""

    code: str
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Level:
    """二级指标."""

    code: str
    tier: str
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Ref:
    """A check, or one sub-rule of it, as a rubric names it: ``CON-002``, ``AST-007:B``."""

    check: str
    subrule: str | None = None

    @classmethod
    def parse(cls, text: str) -> Ref:
        check, _, subrule = text.partition(":")
        return cls(check, subrule or None)

    def __str__(self) -> str:
        return f"{self.check}:{self.subrule}" if self.subrule else self.check

    def covers(self, check: str, subrule: str | None) -> bool:
        return self.check == check and self.subrule in (None, subrule)


@dataclass(frozen=True)
class Feed:
    """What a finding does to an indicator: the header's ``feeds`` of its check, or the rubric's own."""

    indicator: str
    mode: str
    criterion: int | None = None
    group: str | None = None


@dataclass(frozen=True)
class Words:
    """What stands under 完成值 where the indicator is judged, not measured: full marks, part of them, none."""

    full: str
    part: str
    none: str


@dataclass(frozen=True)
class Indicator:
    """三级指标 with the report's words and its rule."""

    code: str
    name: str
    tier: str
    level: str
    weight: Decimal
    definition: str  # 指标解释
    benchmark: str  # 标杆值
    basis: str  # 评价依据
    standard: str  # 评分标准
    source: str  # ledger | metric | judgement | survey
    words: Words | None
    rule: Rule
    scale: str | None = None  # of a survey: which answer is worth how much (survey/scales.py)

    @property
    def doubtful(self) -> bool:
        """Whether its 评分标准 says of itself that it still must be compared with the official text (待核)."""
        return "待核" in self.standard


@dataclass(frozen=True)
class Rubric:
    """A scheme of indicators. ``full`` is what the whole scheme carries; its tiers may hold less than that today."""

    name: str
    title: str
    year: int
    source: str
    full: Decimal
    bands: tuple[Band, ...]
    counts: tuple[str, ...]
    tiers: tuple[Tier, ...]
    levels: tuple[Level, ...]
    indicators: tuple[Indicator, ...]
    conventions: Mapping[str, str]  # every setting, as text
    not_applicable: str  # full | remove | convert
    named_checks_feed: bool
    feeds: Mapping[str, tuple[Feed, ...]]  # by "CHECK" or "CHECK:SUBRULE"
    limits: tuple[Limit, ...] = ()

    @property
    def weight(self) -> Decimal:
        """The points that the tiers of this file carry together."""
        return sum((tier.weight for tier in self.tiers), Decimal(0))

    def indicator(self, code: str) -> Indicator | None:
        return next((one for one in self.indicators if one.code == code), None)

    def grade(self, total: Decimal, weight: Decimal) -> str | None:
        """The grade of ``total`` points of an applicable ``weight``; None while the tiers do not carry the whole scheme.

        Where points do not apply and are removed, the bands (made for the full points) are met by the rate.
        """
        if self.weight != self.full or not weight:
            return None
        return next((band.name for band in self.bands if total * self.full >= band.least * weight), None)
