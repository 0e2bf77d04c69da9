"""等次限制 and 一票否决: rules about the whole report that leave a worse grade than the points would earn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from auditcheck.scoring.outcome import Outcome
from auditcheck.scoring.record import Finding, Record
from auditcheck.scoring.rubric import Indicator, Limit, Rubric


@dataclass(frozen=True)
class Applied:
    """A limit that holds, or (``open``) that may still hold because its indicator is not wholly scored."""

    limit: Limit
    findings: tuple[Finding, ...] = ()
    open: bool = False

    def document(self) -> dict[str, Any]:
        return {
            "text": self.limit.text,
            "grade": self.limit.grade,
            "findings": [one.fingerprint for one in self.findings],
            "numbers": [one.no for one in self.findings],
            "indicator": self.limit.indicator,
            "open": self.open,
        }


def applied(rubric: Rubric, record: Record, outcomes: Sequence[tuple[Indicator, Outcome]]) -> list[Applied]:
    """The limits that hold or may hold."""
    by_code = {indicator.code: outcome for indicator, outcome in outcomes}
    found = []
    for limit in rubric.limits:
        if limit.indicator is None:
            findings = tuple(
                one for one in record.counting() if any(ref.covers(one.check, one.subrule) for ref in limit.checks)
            )
            if findings:
                found.append(Applied(limit, findings))
            continue
        outcome = by_code[limit.indicator]
        assert limit.below is not None
        bar = outcome.weight * limit.below
        if outcome.low < bar:
            found.append(Applied(limit, open=outcome.high >= bar))
    return found


def limited(rubric: Rubric, ends: Sequence[str | None], limits: Sequence[Applied]) -> list[str | None]:
    """The grades of the lowest and highest total, none better than the limits leave.

    A limit that may still hold counts for the lowest end only.
    """
    order = [band.name for band in rubric.bands]

    def worst(grade: str | None, among: Sequence[Applied]) -> str | None:
        return grade if grade is None else max([grade, *(one.limit.grade for one in among)], key=order.index)

    low, high = ends
    return [worst(low, limits), worst(high, [one for one in limits if not one.open])]
