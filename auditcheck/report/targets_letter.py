"""审核意见.docx: what goes back to the unit that filed the tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from auditcheck.report import words
from auditcheck.report.files import replacing
from auditcheck.report.targets_book import name_of

Doc = dict[str, Any]
_BODY, _HEAD, _TITLE = "仿宋", "黑体", "方正小标宋简体"
_RANK = {"high": 0, "medium": 1, "low": 2}
_COMMON, _MOST = 3, 10  # a rule broken in so many projects is a common one; so many are named
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def write_letter(path: Path, document: Doc) -> None:
    """Issues that a reviewer found wrong are left out; proposals nobody judged yet ask the unit to verify.

    Raises AuditcheckError where the file is open elsewhere.
    """
    import docx  # late: 0.2 s

    letter = docx.Document()
    _page(letter)
    issues = [issue for issue in document["issues"] if issue["verdict"] != "不成立"]
    units = list(dict.fromkeys(table["unit"] for table in document["tables"] if table["unit"]))
    year = f"{document['year']}年" if document["year"] else ""
    _paragraph(letter, f"关于{year}项目支出绩效目标的审核意见", _TITLE, 20, centre=True, indent=False)
    _paragraph(letter, f"{'、'.join(units) or '各填报单位'}：", indent=False)
    _paragraph(letter, _overall(document, issues))
    _heading(letter, "一、共性问题")
    _common(letter, document, issues)
    _heading(letter, "二、分项目审核意见")
    for number, table in enumerate(document["tables"]):
        found = [issue for issue in issues if issue["table"] == number]
        _project(letter, number + 1, table, sorted(found, key=lambda issue: (_RANK[issue["severity"]], issue["line"])))
    _heading(letter, "三、修改要求")
    for text in (
        "（一）程度为“高”的问题须修改后重新报送；程度为“中”“低”的一并更正。",
        "（二）注明“供复核”的为疑似问题，请逐条核实；确属合理的，书面说明理由。",
        "（三）建议中的数值仅为示例，由单位按工作计划、历史数据和预算重新测算。",
    ):
        _paragraph(letter, text)
    with replacing(path) as beside:
        letter.save(str(beside))


def _overall(document: Doc, issues: list[Doc]) -> str:
    counts = Counter(issue["severity"] for issue in issues)
    rows = sum(len(table["rows"]) for table in document["tables"])
    clean = len(document["tables"]) - len({issue["table"] for issue in issues})
    told = "、".join(f"“{words.severity(one)}”{counts[one]}条" for one in ("high", "medium", "low"))
    text = f"对报来的{len(document['tables'])}张绩效目标表、{rows}个指标进行了审核，共提出意见{len(issues)}条，其中程度为{told}。"
    return text + (f"{clean}张表未提出意见。" if clean else "")


def _common(letter: Any, document: Doc, issues: list[Doc]) -> None:
    tables: dict[str, set[int]] = defaultdict(set)
    for issue in issues:
        tables[issue["rule"]].add(issue["table"])
    common = sorted((rule for rule in tables if len(tables[rule]) >= _COMMON), key=lambda rule: -len(tables[rule]))
    common = common[:_MOST]
    if not common:
        _paragraph(letter, "未发现多个项目共有的问题。")
    for number, rule in enumerate(common, 1):
        found = [issue for issue in issues if issue["rule"] == rule]
        example = found[0]
        advice = example["suggestion"].split("可改为：")[0]
        where = name_of(document["tables"][example["table"]])
        told = f"如{where}：{example['message'].removesuffix('（供复核）')}建议{advice}"
        _paragraph(letter, f"{number}. {example['title']}（{len(tables[rule])}个项目、{len(found)}处）。{told}")


def _project(letter: Any, number: int, table: Doc, issues: list[Doc]) -> None:
    from docx.shared import Cm

    funds = table["funds"]["total"]
    _paragraph(letter, f"（{number}）{name_of(table)}" + (f"（{funds}万元）" if funds else ""), bold=True)
    if not issues:
        _paragraph(letter, "未提出意见。")
        return
    grid = letter.add_table(rows=1, cols=4, style="Table Grid")
    grid.autofit = False
    widths = (1.2, 4.2, 5.6, 5.6)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
    _cells(grid.rows[0].cells, ("程度", "指标（指标值）", "问题", "修改建议"), widths, head=True)
    _repeat(grid.rows[0])
    together: dict[tuple[int, str | None], list[Doc]] = {}
    for issue in issues:
        together.setdefault((issue["line"], issue["indicator"]), []).append(issue)
    for (line, indicator), found in together.items():
        row = next((row for row in table["rows"] if row["line"] == line), None)
        what = f"{indicator}（{row['raw']}）" if indicator and row else f"（{found[0]['place']}）"
        # The row names indicator and value already.
        lead = f"“{indicator}”的指标值为“{row['raw']}”" if indicator and row else ""
        told = _numbered([issue["message"].removeprefix(lead).lstrip("，：") for issue in found])
        _cells(grid.add_row().cells, (words.severity(found[0]["severity"]), what, told, _advice(found)), widths)
    letter.add_paragraph()


def _numbered(texts: list[str]) -> str:
    texts = list(dict.fromkeys(texts))
    if len(texts) == 1:
        return texts[0]
    marks = [_CIRCLED[number] if number < len(_CIRCLED) else "" for number in range(len(texts))]
    return "\n".join(mark + text for mark, text in zip(marks, texts, strict=True))


def _advice(issues: list[Doc]) -> str:
    """What to do, and the wording once: all mends of a row lead to the same one."""
    parts = [issue["suggestion"].partition("可改为：") for issue in issues]
    wordings = list(dict.fromkeys(wording for _advice_, _mark, wording in parts if wording))
    advice = _numbered([text for text, _mark, _wording in parts if text])
    return advice + "".join(f"\n可改为：{wording}" for wording in wordings)


def _cells(cells: Any, texts: tuple[str, ...], widths: tuple[float, ...], head: bool = False) -> None:
    from docx.shared import Cm, Pt

    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        _run(paragraph, text, _HEAD if head else _BODY, 9)


def _repeat(row: Any) -> None:
    """The header of a table on each page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _heading(letter: Any, text: str) -> None:
    _paragraph(letter, text, _HEAD, 15)


def _paragraph(
    letter: Any,
    text: str,
    font: str = _BODY,
    size: float = 14,
    centre: bool = False,
    indent: bool = True,
    bold: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = letter.add_paragraph()
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    paragraph.paragraph_format.line_spacing = 1.4
    paragraph.paragraph_format.space_after = Pt(6 if centre else 2)
    _run(paragraph, text, font, size, bold)


def _run(paragraph: Any, text: str, font: str, size: float, bold: bool = False) -> None:
    """Word takes Chinese characters from the eastAsia font; without it they come out in whatever the machine has."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = font, Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _page(letter: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm

    section = letter.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.5)
    normal = letter.styles["Normal"]
    normal.font.name = _BODY
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _BODY)
