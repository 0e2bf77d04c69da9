"""Rows of 问卷统计表 (one an option) as questionnaires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from auditcheck.survey.model import Option, Question, Survey

_KINDS = {"单选": "single", "多选": "multiple", "填空": "text"}


def surveys(rows: Iterable[Mapping[str, Any]]) -> list[Survey]:
    """In the order of the rows; ``row_id`` of the first row of a question is its place."""
    found: dict[str, Survey] = {}
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        survey = found.setdefault(row["survey"], Survey(row["survey"]))
        for name in ("issued", "returned", "valid"):
            if getattr(survey, name) is None and row.get(name) is not None:
                setattr(survey, name, int(row[name]))
        grouped.setdefault((row["survey"], row["question_no"]), []).append(row)
    for (name, number), options in grouped.items():
        found[name].questions.append(_question(number, options, found[name]))
    return list(found.values())


def indicators(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """Indicator -> its questions as (survey, number), in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row.get("indicator"):
            questions = found.setdefault(row["indicator"], [])
            if (row["survey"], row["question_no"]) not in questions:
                questions.append((row["survey"], row["question_no"]))
    return found


def _question(number: str, rows: list[Mapping[str, Any]], survey: Survey) -> Question:
    kind = next((_KINDS[row["kind"]] for row in rows if row.get("kind") in _KINDS), "single")
    options = tuple(
        Option(row["option"], int(row["count"] or 0), _share(row.get("share")), row.get("row_id")) for row in rows
    )
    chosen = sum(option.count for option in options)
    # Of a multiple choice only the sheets are known, not who left the question out.
    answered = survey.valid if kind == "multiple" and survey.valid is not None else chosen
    skipped = max(survey.valid - chosen, 0) if kind == "single" and survey.valid is not None else 0
    if kind == "single" and survey.valid is not None and chosen > survey.valid:
        survey.notes.append(f"第{number}题各选项合计{chosen}人，多于有效问卷{survey.valid}份。")
    stated = next((_share(row["satisfaction"]) for row in rows if row.get("satisfaction") is not None), None)
    return Question(number, str(rows[0]["question"]), kind, options, answered, skipped, stated, rows[0].get("row_id"))


def _share(value: Any) -> Fraction | None:
    return None if value is None else Fraction(str(value))
