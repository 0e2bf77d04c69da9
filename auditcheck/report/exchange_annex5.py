"""附件5 绩效评价报告主管部门意见反馈表: one form a report, in the layout of the reports of 2023; nothing is signed for anybody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditcheck.report.score_docx import Paper

_CAPTIONS = {
    "evaluation": ("附件5：绩效评价报告主管部门意见反馈表", "绩效评价报告主管部门意见反馈表", "主管部门", "评价"),
    "audit": ("附件5：审计报告（征求意见稿）意见反馈表", "审计报告（征求意见稿）意见反馈表", "被审计单位", "审计"),
    "selfcheck": ("附件5：自查报告意见反馈表", "自查报告意见反馈表", "单位", "自查"),
}


@dataclass(frozen=True)
class Form:
    """What is known; the rest stays empty to be filled in. ``opinion``: as the unit gave it, if it did."""

    kind: str
    report: str
    period: str
    fieldwork: str
    firm: str
    unit: str
    opinion: str = ""


def write_annex5(path: Path, form: Form) -> None:
    """Raises AuditcheckError where the file cannot be written."""
    from docx.shared import Cm, Pt

    above, title, who, what = _CAPTIONS[form.kind]
    paper = Paper(title)
    paper.heading(above)
    paper.title(title, 18)
    paper.text("填表时间：　　　　年　　月　　日", 12)
    rows = [
        ["报告名称", form.report, "", ""],
        [
            f"{what}时间范围",
            form.period,
            f"绩效{what}时间" if form.kind == "evaluation" else f"{what}时间",
            form.fieldwork,
        ],
        [f"{what}机构", form.firm, "联系人及\n联系方式", ""],
        [who, form.unit, "联系人及\n联系方式", ""],
        ["主管部门意见" if form.kind == "evaluation" else "单位意见", form.opinion, "", ""],
        [f"{'主管部门' if form.kind == 'evaluation' else '单位'}签章确认", "", "", ""],
    ]
    merges = [(0, 1, 0, 3), (4, 1, 4, 3), (5, 1, 5, 3)]
    paper.table(["", "", "", ""], rows, (10, 17, 10, 13), merges, left=(), size=12)
    table = paper.document.tables[0]
    table._tbl.remove(table.rows[0]._tr)  # the form has no header row
    for row, height in zip(table.rows, (1.3, 1.3, 1.5, 1.5, 7.0, 5.5), strict=True):
        row.height = Cm(height)
        row.cells[0].paragraphs[0].runs[0].bold = True
    paper.fill(table.rows[5].cells[1], f"{who}（盖章）：\n\n签字：\n\n　　　　年　　月　　日", 12)
    for paragraph in table.rows[5].cells[1].paragraphs:
        paragraph.paragraph_format.left_indent = Pt(120)
    paper.save(path)
