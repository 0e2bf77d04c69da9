"""``score``: a rubric, a findings document and judgements in; a score document out. Nothing else is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from auditcheck.scoring.document import indicator_document
from auditcheck.scoring.judgements import Judgements
from auditcheck.scoring.limits import applied, limited
from auditcheck.scoring.notes import notes
from auditcheck.scoring.numbers import ZERO, points, rounded
from auditcheck.scoring.outcome import Outcome
from auditcheck.scoring.parts import Case
from auditcheck.scoring.record import SIGNALS, Record, read_findings
from auditcheck.scoring.rubric import Indicator, Rubric

SCHEMA = "auditcheck/score/1"


@dataclass(frozen=True)
class Totals:
    """Certain points, what they can still reach, and the applicable maximum, of a tier or of the whole."""

    low: Decimal
    high: Decimal
    weight: Decimal


def score(
    rubric: Rubric, findings_document: Mapping[str, Any], judgements: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The score document (``auditcheck/score/1``); points are strings with two decimals, rates ``"60.00%"``.

    ``findings_document`` has the shape of findings.json (plus ``checks[].repair``), ``judgements`` are dicts of
    ``indicator, criterion | group, result (符合|不符合|不适用), person, date, reason, evidence, source``.
    ``InputError`` when a value of the documents is not what its place demands.
    """
    findings = read_findings(findings_document, rubric)
    states = frozenset(rubric.counts) - {"rectified_event"}
    events = "rectified_event" in rubric.counts
    record = Record(findings_document, findings, states, events)
    supposed = Record(findings_document, findings, states | SIGNALS, events)
    judged = Judgements(judgements)

    outcomes = [(one, _outcome(rubric, one, record, judged)) for one in rubric.indicators]
    simulated = [(one, _outcome(rubric, one, supposed, judged)) for one in rubric.indicators]
    tiers = [(tier, _tier(rubric, tier.weight, tier.code, outcomes)) for tier in rubric.tiers]
    total = _sum([one for _, one in tiers])
    if_all = _sum([_tier(rubric, tier.weight, tier.code, simulated) for tier in rubric.tiers])
    by_state: dict[str, list[str]] = {"scored": [], "partial": [], "unscored": []}
    for indicator, outcome in outcomes:
        by_state[outcome.state].append(indicator.code)

    run = findings_document.get("run") or {}
    limits = applied(rubric, record, outcomes)
    grades = limited(rubric, _grades(rubric, total), limits)
    supposedly = limited(rubric, _grades(rubric, if_all), applied(rubric, supposed, simulated))
    return {
        "schema": SCHEMA,
        "rubric": rubric.name,
        "year": run.get("year"),
        "asof": run.get("asof"),
        "counts": list(rubric.counts),
        "conventions": dict(rubric.conventions),
        "total": points(total.low),
        "open_points": points(total.high - total.low),
        "max": points(total.weight),
        "grade": _grade(grades),
        "simulated": {
            "total": points(if_all.low),
            "grade": _grade(supposedly),
            "open_points": points(if_all.high - if_all.low),
        },
        "coverage": {
            "indicators": len(outcomes),
            "scored": len(by_state["scored"]),
            "unscored": by_state["unscored"],
            "partial": by_state["partial"],
        },
        "tiers": [
            {
                "code": tier.code,
                "name": tier.name,
                "max": points(found.weight),
                "score": points(found.low),
                "open_points": points(found.high - found.low),
            }
            for tier, found in tiers
        ],
        "indicators": [
            indicator_document(rubric, one, outcome, then, record)
            for (one, outcome), (_, then) in zip(outcomes, simulated, strict=True)
        ],
        # additions
        "title": rubric.title,
        "rubric_year": rubric.year,
        "rubric_source": rubric.source,
        "full": points(rubric.full),
        "range": [points(total.low), points(total.high)],
        "grade_range": grades,
        "grade_bands": [{"name": band.name, "from": points(band.least)} for band in rubric.bands],
        "limits": [one.document() for one in limits],
        "what_if": run.get("what_if"),
        "notes": [
            *(f"{one.limit.text}，等级{'可能' if one.open else ''}不高于“{one.limit.grade}”。" for one in limits),
            *notes(rubric, record, judged, outcomes, total.low != total.high, run.get("year")),
        ],
    }


def _outcome(rubric: Rubric, indicator: Indicator, record: Record, judged: Judgements) -> Outcome:
    case = Case(indicator.code, indicator.weight, record, judged, rubric.not_applicable)
    outcome = indicator.rule.evaluate(case)
    veto = record.vetoing(indicator.code)
    if veto:
        outcome = outcome.vetoed(veto, f"一票否决：{'；'.join(record.issue_titles(veto))}")
    return outcome.rounded()


def _tier(rubric: Rubric, weight: Decimal, code: str, outcomes: list[tuple[Indicator, Outcome]]) -> Totals:
    """Points of one tier; with ``convert`` those of what applies are scaled up to the tier's weight."""
    found = _sum([Totals(one.low, one.high, one.weight) for indicator, one in outcomes if indicator.tier == code])
    if rubric.not_applicable != "convert" or not found.weight or found.weight == weight:
        return found
    return replace(
        found,
        low=rounded(found.low * weight / found.weight),
        high=rounded(found.high * weight / found.weight),
        weight=weight,
    )


def _sum(all_of: list[Totals]) -> Totals:
    return Totals(
        sum((one.low for one in all_of), ZERO),
        sum((one.high for one in all_of), ZERO),
        sum((one.weight for one in all_of), ZERO),
    )


def _grades(rubric: Rubric, total: Totals) -> list[str | None]:
    return [rubric.grade(total.low, total.weight), rubric.grade(total.high, total.weight)]


def _grade(ends: list[str | None]) -> str | None:
    """The grade where the lowest and the highest possible total earn the same one."""
    return ends[0] if ends[0] == ends[1] else None
