"""Shapes of score.json (``../shared/design/contracts.md``); every decimal is a string. Additions are marked."""

from __future__ import annotations

from typing import Any

from auditcheck.scoring.narrative import explanation
from auditcheck.scoring.numbers import points, share
from auditcheck.scoring.outcome import Deduction, Outcome
from auditcheck.scoring.parts import Decision
from auditcheck.scoring.record import Record
from auditcheck.scoring.rubric import Indicator, Rubric


def indicator_document(
    rubric: Rubric, indicator: Indicator, outcome: Outcome, simulated: Outcome, record: Record
) -> dict[str, Any]:
    """One entry of ``indicators``."""
    level = next(one for one in rubric.levels if one.code == indicator.level)
    return {
        "code": indicator.code,
        "name": indicator.name,
        "max": points(outcome.weight),
        "score": points(outcome.low),
        "rate": share(outcome.low, outcome.weight),
        "benchmark": indicator.benchmark,
        "value": outcome.value or _word(indicator, outcome),
        "state": outcome.state,
        "range": [points(outcome.low), points(outcome.high)],
        "criteria": [_criterion(one, record) for one in outcome.decisions],
        "explanation": explanation(
            outcome, record, record.signals(indicator.code), rubric.not_applicable, indicator.doubtful
        ),
        "source": indicator.source,
        "deductions": [_deduction(one) for one in outcome.deductions],
        # additions: 附件1's other columns, the measure, and the points if all signals held
        "weight": points(indicator.weight),
        "tier": indicator.tier,
        "level": {"code": level.code, "name": level.name, "max": points(level.weight)},
        "definition": indicator.definition,
        "basis": indicator.basis,
        "standard": indicator.standard,
        "measure": outcome.measure,
        "simulated": points(simulated.low),
        "signals": record.signals(indicator.code),
        "conventions": {
            key: value for key, value in rubric.conventions.items() if key.startswith(f"{indicator.code}.")
        },
    }


def _word(indicator: Indicator, outcome: Outcome) -> str | None:
    """完成值 of a judged indicator: 合规, 较合规, 不合规; None while it is open."""
    if indicator.words is None or outcome.state != "scored" or not outcome.weight:
        return None
    if outcome.low == outcome.weight:
        return indicator.words.full
    return indicator.words.part if outcome.low else indicator.words.none


def _criterion(decision: Decision, record: Record) -> dict[str, Any]:
    part, judged = decision.part, decision.judgement
    return {
        "no": part.no,
        "points": points(part.points),
        "state": decision.state,
        "by": decision.by,
        "checks": [str(ref) for ref in part.checks],
        "person": judged.person if judged else None,
        # additions
        "text": part.text,
        "group": part.group,
        "findings": [one.fingerprint for one in decision.findings],
        "waiting": [record.why_undecided(ref) for ref in decision.waiting],
        "judgement": judged.document() if judged else None,
        "overruled": decision.overruled.document() if decision.overruled else None,
    }


def _deduction(deduction: Deduction) -> dict[str, Any]:
    return {
        "points": points(deduction.points),
        "reason": deduction.reason,
        "findings": [one.fingerprint for one in deduction.findings],
        # additions
        "criterion": deduction.part,
        "numbers": [one.no for one in deduction.findings],
        "issues": list(dict.fromkeys(one.issue for one in deduction.findings if one.issue)),
    }
