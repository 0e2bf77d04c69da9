"""Rules on whole tables, and the checklist of what only a reader can judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from auditcheck.targets.levels import SIX, dimension
from auditcheck.targets.quantities import quantities, tidy
from auditcheck.targets.reading import Row
from auditcheck.targets.rulebook import Hit, rule
from auditcheck.targets.view import View, topic

_BENEFITS = ("经济效益", "社会效益", "生态效益", "可持续影响")
_TASK = re.compile(r"[。；;]|\d+\s*[、.．](?!\d)|[一二三四五六七八九十]+、")


def six(row: Row) -> str | None:
    kin = dimension(row.level2)
    return "效益" if kin in _BENEFITS else kin


@rule("T14")
def missing_dimension(view: View) -> Iterator[Hit]:
    present = {six(row) for row in view.rows}
    for name in SIX:
        if name not in present:
            yield Hit(quote=view.table.project or "", facts={"dimension": name})


@rule("T38")
def form_of_another_kind(view: View) -> Iterator[Hit]:
    inside = [row for row in view.rows if row.level1.startswith("项目")]
    if view.table.kind == "department" and view.table.project and inside:
        yield Hit(quote=view.table.title, facts={"project": view.table.project, "level1": inside[0].level1})


@dataclass(frozen=True)
class Question:
    """One line of a reviewer's checklist: what to judge, and what the text offers for it."""

    rule: str
    line: int
    question: str
    evidence: list[str]

    def document(self, table: int) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "table": table,
            "line": self.line,
            "question": self.question,
            "evidence": self.evidence,
        }


def checklist(view: View) -> list[Question]:
    """What a person judges of a table (T26, T27, T34, T35, T36, T39), pre-filled from its text."""
    return [*_tasks(view), *_about(view), *_listed(view), *_unclear(view), *_outcome(view)]


def _tasks(view: View) -> Iterator[Question]:
    names = [(row, topic(row.level3)) for row in view.rows]
    tasks = [part.strip() for part in _TASK.split(view.goal) if len(part.strip()) > 5]
    for text, place in [*((task, "goal") for task in tasks), (view.table.project or "", "project")]:
        about = topic(text)
        found = sorted(((len(about & words), row) for row, words in names if about & words), key=lambda item: -item[0])
        evidence = [f"第{row.line}行 {row.level3}（{row.raw}）" for _shared, row in found[:5]]
        if text:
            what = "总体目标中的任务" if place == "goal" else "项目名称中的事项"
            yield Question(
                "T27",
                view.table.places.get(place, view.table.line),
                f"{what}“{text[:60]}”是否有对应指标？",
                evidence or ["未发现用语相同的指标"],
            )


def _about(view: View) -> Iterator[Question]:
    mine = topic(f"{view.table.project or ''} {view.goal}")
    apart = [
        f"第{row.line}行 {row.level3}（{row.raw}）"
        for row in view.rows
        if dimension(row.level2) != "满意度" and topic(row.level3) and not topic(row.level3) & mine
    ]
    if apart:
        yield Question(
            "T26", view.table.line, f"这{len(apart)}个指标与项目名称、总体目标没有相同用语，是否与本项目有关？", apart
        )


def _listed(view: View) -> Iterator[Question]:
    for identifier, name, question in (
        ("T34", "own_data", "是否只是单位自身的投入或内部管理数据？"),
        ("T35", "beyond_control", "结果能否归因于本项目、是否可控、导向是否正确？"),
    ):
        words = view.words.pattern(name)
        for row in view.rows:
            if match := words.search(row.level3):
                yield Question(
                    identifier, row.line, f"指标“{row.level3}”{question}", [f"含“{match[0]}”；指标值：{row.raw}"]
                )


def _unclear(view: View) -> Iterator[Question]:
    known = view.words.pattern("known_rates")
    for row in view.rows:
        name = tidy(row.level3)
        if re.search(r"[率度]$|程度$", name) and row.value.kind == "percent" and not known.search(name):
            yield Question("T36", row.line, f"指标“{row.level3}”的分子、分母各是什么？", [f"指标值：{row.raw}"])


def _outcome(view: View) -> Iterator[Question]:
    goal = tidy(view.goal)
    line = view.table.places.get("goal", view.table.line)
    if not goal:
        yield Question("T39", line, "没有总体目标。", [])
    elif not any(quantity.unit for quantity in quantities(re.sub(r"20\d\d年|\d+月|\d+日|\d+、", "", goal))):
        yield Question("T39", line, "总体目标没有可衡量的结果，是否只写了支出、职责或过程？", [goal[:80]])
