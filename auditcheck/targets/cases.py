"""The cases of rules: each rule shows in its own file where it holds, where it doesn't, and what stands at its edge."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from auditcheck.targets.levels import above
from auditcheck.targets.on_tables import checklist
from auditcheck.targets.reading import Table, row_of
from auditcheck.targets.rulebook import TESTS, Rule
from auditcheck.targets.view import View, budget_year
from auditcheck.targets.words import Words

KINDS = ("hit", "clean", "boundary")
_LEAST = 0.5  # what an appraisal shows by default


def table_of(case: dict[str, Any]) -> Table:
    """``rows``: "数量指标 | 培训人数 | ≥20人"; title, unit, project, funds (万元) and goal as on the form."""
    rows = []
    for number, text in enumerate(case["rows"], 7):
        level2, level3, raw = (part.strip() for part in text.split("|"))
        rows.append(row_of(number, above(level2, []), level2, level3, raw))
    title = case.get("title", "项目支出绩效目标表")
    funds = Decimal(str(case["funds"])) if "funds" in case else None
    return Table(
        1,
        "department" if "整体" in title else "project",
        title,
        unit=case.get("unit", "某局"),
        project=case.get("project", "某项目"),
        funds={"total": funds, "fiscal": funds, "other": Decimal(0)},
        goal=case.get("goal"),
        places={"unit": 3, "project": 3, "funds": 4, "goal": 5},
        rows=rows,
    )


def count(rule: Rule, case: dict[str, Any], words: Words) -> int:
    """How many issues, or questions of the checklist, the rule raises on a case."""
    table = table_of(case)
    tables = [*(table_of(other) for other in case.get("others", ())), table]
    view = View(table, tables, words, case.get("year") or budget_year(tables))
    if rule.how == "人工":
        return sum(question.rule == rule.id for question in checklist(view))
    return sum(hit.confidence >= _LEAST for hit in TESTS[rule.id](view))


def failures(rule: Rule, words: Words) -> Iterator[str]:
    for kind in KINDS:
        cases = rule.cases.get(kind, [])
        if not cases:
            yield f"{rule.id}: no case “{kind}”"
        for case in cases:
            found = count(rule, case, words)
            expected = case.get("hits", 1 if kind == "hit" else 0)
            # A hit may be raised several times; where a number is written, it is exact.
            if found != expected and not (kind == "hit" and "hits" not in case and found > 0):
                yield f"{rule.id} {kind}: {found} instead of {expected} on {case}"
