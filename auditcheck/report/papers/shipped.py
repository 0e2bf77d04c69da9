"""The templates that come with the tool, made with python-docx: 公文 margins and fonts, fields in double braces.

Users edit a copy (``auditcheck init --paper-templates DIR``); so the fields are written as a person would type them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from auditcheck.report.files import replacing
from auditcheck.report.papers.contexts import EVIDENCE, SECTION, SELF_REPORT
from auditcheck.report.score_docx import BODY, HEADING, Paper

TITLE = "方正小标宋简体"
_HEADINGS = ((1, 1), (2, 2), (3, 3))


class Template(Paper):
    """Portrait; 第×页 共×页 at the foot."""

    def __init__(self, title: str, tight: bool = False) -> None:
        super().__init__(title)
        if tight:  # a form of one page: room at the foot
            from docx.shared import Cm

            section = self.document.sections[0]
            sides = (3.7, 2.2, 2.8, 2.6)
            section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Cm, sides)
            self.width = section.page_width - section.left_margin - section.right_margin

    def centred(self, text: str, size: float = 22) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(8)
        self._run(paragraph, text, TITLE, size)

    def tag(self, text: str) -> None:
        """A paragraph that steers and vanishes."""
        self._run(self.document.add_paragraph(), text, BODY, 10.5)

    def plain(self, text: str, size: float = 12, right: bool = False) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.space_after = Pt(3)
        self._run(paragraph, text, BODY, size)

    def form(self, rows: Sequence[Row], widths: Sequence[float]) -> None:
        """A ruled form; a row of two cells spans the label column and all the rest."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Emu, Pt

        table = self.document.add_table(rows=len(rows), cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        total = sum(widths)
        sizes = [Emu(int(self.width * width / total)) for width in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        for line, row in zip(table.rows, rows, strict=True):
            if row.height:
                line.height = Pt(row.height)
            for cell, size in zip(line.cells, sizes, strict=True):
                cell.width = size
            cells = line.cells
            if len(row.cells) < len(widths):
                last = cells[len(row.cells) - 1].merge(cells[-1])
                cells = (*cells[: len(row.cells) - 1], last)
            for number, (cell, texts) in enumerate(zip(cells, row.cells, strict=False)):
                self._fill(cell, texts, label=number % 2 == 0)

    def _fill(self, cell: Any, texts: Sequence[str], label: bool) -> None:
        from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for paragraph in cell.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        for number, text in enumerate(texts):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            right = text.startswith(">")
            paragraph.alignment = (
                WD_ALIGN_PARAGRAPH.CENTER if label else WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
            )
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.line_spacing = Pt(20)
            self._run(paragraph, text.removeprefix(">"), HEADING if label else BODY, 12)

    def _footer(self, section: Any) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text, code in (("第", "PAGE"), ("页　共", "NUMPAGES")):
            self._run(paragraph, text, BODY, 10.5)
            self._code(paragraph, code)
        self._run(paragraph, "页", BODY, 10.5)

    def _code(self, paragraph: Any, code: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt

        for kind in ("begin", "code", "separate", "text", "end"):
            run = paragraph.add_run("1" if kind == "text" else "")
            run.font.size = Pt(10.5)
            if kind == "code":
                mark = OxmlElement("w:instrText")
                mark.text = code
                run._r.append(mark)
            elif kind != "text":
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)

    def bytes(self) -> bytes:
        stream = BytesIO()
        self.document.save(stream)
        return stream.getvalue()


class Row:
    """Cells of a form: texts of their paragraphs; labels and contents take turns. ``height`` in points, at least."""

    def __init__(self, *cells: str | Sequence[str], height: float = 0) -> None:
        self.cells = [[cell] if isinstance(cell, str) else list(cell) for cell in cells]
        self.height = height


def _evidence() -> Template:
    paper = Template("取证单", tight=True)
    paper.centred("{{ 标题 }}")
    paper.plain("编号：{{ 编号 }}　　底稿索引号：{{ 底稿索引号 }}　　反馈期限：{{ 反馈期限 or '　　年　月　日' }}")
    every = ["{%p for 段 in 事实 %}", "　　{{ 段 }}", "{%p endfor %}"]
    judged = ["{%p for 条 in 依据 %}", "{{ 条 }}", "{%p endfor %}"]
    attached = ["{%p for 件 in 附件 %}", "{{ loop.index }}.{{ 件 }}（　　页）", "{%p endfor %}", "附件：共　　　页"]
    said = [
        "{%p for 句 in 单位意见 %}",
        "{{ 句 }}",
        "{%p endfor %}",
        "",
        "负责人（签名）：　　　　　　　　　　（盖章）",
        ">年　　月　　日",
    ]
    rows = [
        Row("项目名称", "{{ 项目名称 }}", height=28),
        Row("{{ 单位称谓 }}", "{{ 单位 }}", height=28),
        Row("{{ 工作 }}事项", "{{ 事项 }}", height=28),
        Row("涉及金额", "{{ 金额 or '—' }}", "责任部门", "{{ 责任部门 }}", height=28),
        Row(["事项摘要"], every, height=130),
        Row("{%tr if 带定性 %}", ""),
        Row("定性", "{{ 定性 }}", height=28),
        Row("依据", judged, height=40),
        Row("{%tr endif %}", ""),
        Row("附件清单", attached, height=60),
        Row("{{ 工作 }}人员", "", "编制日期", "", height=34),
        Row(["{{ 意见方 }}", "意见"], said, height=96),
        Row("拒签原因", "", height=40),
    ]
    paper.form(rows, (20, 35, 17, 28))
    paper.plain(
        "说明：{{ 意见方 }}无异议的，由负责人签名并盖章；有异议的，注明理由并附佐证；拒绝签名盖章的，由取证人员注明原因。"
        "一份只反映一个事项。",
        10,
    )
    return paper


def _paragraphs(paper: Template) -> None:
    paper.tag("{%p for 段 in 段落 %}")
    for level, style in _HEADINGS:
        paper.tag("{%p " + ("if" if level == 1 else "elif") + f" 段.级 == {level} %}}")
        paper.heading("{{ 段.文 }}", style)
    paper.tag("{%p else %}")
    paper.text("{{ 段.文 }}")
    paper.tag("{%p endif %}")
    paper.tag("{%p endfor %}")


def _section() -> Template:
    paper = Template("主要问题及改进建议")
    _paragraphs(paper)
    return paper


def _self_report() -> Template:
    paper = Template("自查报告")
    paper.centred("{{ 单位 }}")
    paper.centred("{{ 标题 }}")
    _paragraphs(paper)
    paper.tag("")
    paper.text("附件：自查问题清单")
    paper.tag("")
    paper.plain("{{ 单位 }}（盖章）　　", 16, right=True)
    paper.plain("年　　月　　日　　", 16, right=True)
    paper.document.add_page_break()
    paper.caption("附件　自查问题清单")
    paper.table(
        ("序号", "编号", "问题", "定性", "金额", "责任部门", "整改进展"),
        [
            ["{%tr for 问 in 问题 %}", *[""] * 6],
            [f"{{{{ 问.{name} }}}}" for name in ("序号", "编号", "标题", "定性", "金额", "责任部门", "进展")],
            ["{%tr endfor %}", *[""] * 6],
        ],
        (7, 12, 23, 19, 17, 12, 12),
        left=(2, 3),
    )
    return paper


SHIPPED: dict[str, Callable[[], Template]] = {
    EVIDENCE: _evidence,
    SECTION: _section,
    SELF_REPORT: _self_report,
}


def shipped(name: str) -> bytes:
    """The docx of a shipped template: always the same bytes but for the time in its core properties."""
    return SHIPPED[name]().bytes()


def write_shipped(path: Path, name: str) -> None:
    """A shipped template as a file to edit."""
    with replacing(path) as beside:
        beside.write_bytes(shipped(name))
