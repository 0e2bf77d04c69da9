"""附件4 问卷调研分析报告 as docx: returns, the tables of each question, satisfaction by indicator."""

from __future__ import annotations

from pathlib import Path

from auditcheck.report import words
from auditcheck.report.facts import Doc
from auditcheck.report.score_docx import Paper

_HEADER = ("问题", "选项", "人数", "占比", "综合满意率")


def write_survey_paper(path: Path, survey_doc: Doc) -> None:
    paper = Paper("问卷调研分析报告")
    paper.heading("附件4：问卷调研分析报告")
    paper.heading("（一）问卷的发放和回收", 2)
    for one in survey_doc["surveys"]:
        paper.text(_returned(one))
    paper.heading("（二）满意度分析", 2)
    entries = {
        (one["name"], question["number"]): question for one in survey_doc["surveys"] for question in one["questions"]
    }
    for indicator in survey_doc["indicators"]:
        _indicator(paper, indicator, [entries[key["survey"], key["number"]] for key in indicator["questions"]])
    paper.heading("（三）问卷统计结果", 2)
    for one in survey_doc["surveys"]:
        paper.caption(f"{one['name']}统计结果")
        for question in one["questions"]:
            paper.text(
                f"{question['number']}.{question['text']}{'（多选）' if question['kind'] == 'multiple' else ''}", 12
            )
            if question["options"]:
                rows = [
                    [each["label"], str(each["count"]), each["share"] or words.DASH] for each in question["options"]
                ]
                paper.table(("选项", "反馈数量", "占比"), rows, (6, 2, 2), left=(0,))
    if survey_doc["warnings"]:
        paper.heading("（四）需要核实的事项", 2)
        for text in survey_doc["warnings"]:
            paper.text(text)
    paper.save(path)


def _returned(one: Doc) -> str:
    told = [f"“{one['name']}”"]
    if one["issued"] is not None:
        told.append(f"发放{one['issued']}份，")
    if one["returned"] is not None:
        told.append(f"回收{one['returned']}份" + (f"，回收率{one['return_rate']}" if one["return_rate"] else "") + "，")
    told.append(f"有效问卷{one['valid']}份" if one["valid"] is not None else "有效份数未载明")
    told.append(f"，有效率{one['valid_rate']}。" if one["valid_rate"] else "。")
    reasons: dict[str, int] = {}
    for entry in one["invalid"]:
        reasons[entry["why"]] = reasons.get(entry["why"], 0) + 1
    if reasons:
        told.append("无效原因：" + "；".join(f"{why}{count}份" for why, count in reasons.items()) + "。")
    return "".join(told)


def _indicator(paper: Paper, indicator: Doc, questions: list[Doc]) -> None:
    rows: list[list[str]] = []
    merges = []
    for question in questions:
        first = len(rows)
        for option in question["options"]:
            rows.append(["", option["label"], str(option["count"]), option["share"] or words.DASH, ""])
        rated = question["satisfaction"]
        rows[first][0], rows[first][4] = question["text"], rated["rate"] if rated else words.DASH
        merges += [(first, 0, len(rows) - 1, 0), (first, 4, len(rows) - 1, 4)]
    rows.append(["综合满意度", "", "", "", indicator["rate"] or words.DASH])
    merges.append((len(rows) - 1, 0, len(rows) - 1, 3))
    paper.caption(f"{indicator['code']} 满意度分析表")
    paper.table(_HEADER, rows, (7, 4, 2, 2.5, 3), merges, (len(rows) - 1,), left=(0,))
    if indicator["rate"]:
        most = f"，95%置信水平下误差不超过±{indicator['margin']}（按简单随机抽样）" if indicator["margin"] else ""
        paper.text(f"按赋值{indicator['scale']['name']}计算，综合满意度为{indicator['rate']}{most}。")
