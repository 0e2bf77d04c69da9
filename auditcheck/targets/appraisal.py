"""All rules over all tables: issues as contracts.md has them, and the reviewer's checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditcheck.targets import on_money, on_names, on_tables, on_values  # noqa: F401  (they register their rules)
from auditcheck.targets.mending import Fix, fix_row, fix_table
from auditcheck.targets.on_tables import Question, checklist
from auditcheck.targets.reading import Table
from auditcheck.targets.rulebook import TESTS, Hit, Rule, rules
from auditcheck.targets.view import View, budget_year
from auditcheck.targets.words import Words, load_words

PLACES = {"title": "整表", "funds": "项目资金", "goal": "总体目标", "project": "项目名称"}


@dataclass(frozen=True)
class Options:
    """``year``: the budget year; ``confidence``: proposals below it are left out; ``dictionaries``: the user's files."""

    year: int | None = None
    confidence: float = 0.5
    dictionaries: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Issue:
    rule: Rule
    table: int
    line: int
    quote: str
    message: str
    suggestion: str
    hit: Hit
    fix: Fix | None = None

    def document(self) -> dict[str, Any]:
        row = self.hit.row
        return {
            "rule": self.rule.id,
            "name": self.rule.name,
            "severity": self.rule.severity,
            "how": self.rule.how,
            "table": self.table,
            "line": self.line,
            "indicator": row.level3 if row else None,
            "place": None if row else PLACES[self.hit.place],
            "quote": self.quote,
            "message": self.message,
            "suggestion": self.suggestion,
            "confidence": self.hit.confidence,
            "reason": self.hit.reason or None,
            "fix": None if self.fix is None else self.fix.document(),
        }


@dataclass
class Appraisal:
    tables: list[Table]
    year: int | None
    words: Words
    issues: list[Issue] = field(default_factory=list)
    questions: list[tuple[int, Question]] = field(default_factory=list)


def appraise(tables: Sequence[Table], options: Options | None = None) -> Appraisal:
    """Issues in the order of the tables, their lines and the rules. Raises ConfigError for a bad dictionary."""
    options = options or Options()
    known = rules()
    words = load_words(options.dictionaries)
    year = options.year or budget_year(tables)
    found = Appraisal(list(tables), year, words)
    for number, table in enumerate(tables):
        view = View(table, tables, words, year)
        hits = [
            (known[identifier], hit)
            for identifier, test in TESTS.items()
            for hit in test(view)
            if hit.confidence >= options.confidence
        ]
        issues = [_issue(view, number, one, hit) for one, hit in hits]
        found.issues += sorted(issues, key=lambda issue: (issue.line, issue.rule.id))
        found.questions += [(number, question) for question in checklist(view)]
    return found


def _issue(view: View, table: int, one: Rule, hit: Hit) -> Issue:
    row = hit.row
    facts = {
        "name": row.level3 if row else "",
        "raw": row.raw if row else "",
        "project": view.table.project or "",
        **hit.facts,
    }
    fix = fix_row(view, row, one.id, hit) if row else fix_table(view, one.id, hit)
    line = row.line if row else view.table.places.get(hit.place, view.table.line)
    message = one.message.format_map(facts)
    if one.how == "部分" or hit.confidence < 1:
        message += "（供复核）"
    suggestion = one.suggestion.format_map(facts)
    if fix is not None and fix.text(view.table):
        suggestion += f"可改为：{fix.text(view.table)}"
    return Issue(one, table, line, hit.quote or PLACES.get(hit.place, ""), message, suggestion, hit, fix)
