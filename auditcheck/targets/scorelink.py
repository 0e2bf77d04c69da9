"""What an appraisal says for A21 (绩效目标明确性) and A22 (绩效目标合理性): evidence, and a judgement for a person to enter."""

from __future__ import annotations

from typing import Any

# indicator, criterion of the rubric xj-2023, its question, the rules that speak to it.
_CRITERIA: tuple[tuple[str, int, str, tuple[str, ...]], ...] = (
    ("A21", 1, "是否有部门整体支出绩效目标", ("T38",)),
    ("A21", 2, "绩效目标与部门职能、规划计划是否具有相关性", ("T25", "T26", "T27", "T37", "T39")),
    ("A21", 3, "预期产出效益和效果是否符合正常的业绩水平", ("T01", "T02", "T03", "T04", "T33", "T35")),
    ("A22", 1, "是否细化分解为具体的绩效指标", ("T12", "T13", "T14", "T22", "T24", "T28", "T34")),
    ("A22", 2, "是否通过清晰、可衡量的指标值予以体现", ("T11", "T15", "T19", "T21", "T30", "T32", "T36")),
    ("A22", 3, "是否与年度工作任务数或计划数相对应", ("T05", "T06", "T07", "T08", "T09", "T10", "T20", "T40")),
)
_MANY = 0.2  # a fifth of the tables with issues is more than a slip


def suggestions(document: dict[str, Any]) -> list[dict[str, Any]]:
    """For each criterion: issues, those that a reviewer confirmed, tables with any, and the judgement they suggest.

    Confirmed issues decide where there are any, else all that nobody found wrong. Nothing is entered anywhere: a person
    writes the judgement in 评价判断.
    """
    tables = document["tables"]
    misused = {issue["table"] for issue in document["issues"] if issue["rule"] == "T38"}
    departments = [at for at, table in enumerate(tables) if table["kind"] == "department" and at not in misused]
    found = []
    for indicator, criterion, question, rules in _CRITERIA:
        issues = [issue for issue in document["issues"] if issue["rule"] in rules and issue["verdict"] != "不成立"]
        confirmed = [issue for issue in issues if issue["verdict"] == "成立"]
        open_questions = sum(one["rule"] in rules for one in document["checklist"])
        touched = {issue["table"] for issue in confirmed or issues}
        if (indicator, criterion) == ("A21", 1):
            result = "符合" if departments else "不符合"
            why = f"部门整体支出绩效目标表{len(departments)}张" + (
                f"，表头与内容不符的{len(misused)}张" if misused else ""
            )
        else:
            result = "不符合" if touched and len(touched) >= _MANY * len(tables) else "符合"
            why = f"{len(tables)}张表中{len(touched)}张有问题，问题{len(issues)}条，评审确认{len(confirmed)}条"
        why += f"，另有待人工判断{open_questions}项" if open_questions else ""
        found.append(
            {
                "indicator": indicator,
                "criterion": criterion,
                "question": question,
                "rules": list(rules),
                "issues": len(issues),
                "confirmed": len(confirmed),
                "tables": len(touched),
                "of_tables": len(tables),
                "suggested": result,
                "reason": why,
            }
        )
    return found
