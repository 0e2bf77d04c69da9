"""The seed's tables written in other formats, as a unit's staff would have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from auditcheck.targets.reading import Table

Rows = list[list[str]]


def lines_of(text: str) -> Rows:
    """Each line of the text as its cells, cuts and shifts as they are."""
    return [line.split("\t") for line in text.split("\n")]


def form_of(table: Table) -> Rows:
    """The form as it should look: seven columns, merged cells speak once."""
    funds = table.funds
    rows = [
        [table.title],
        ["预算单位", table.unit or "", "", "", "项目名称", table.project or "", ""],
        ["项目资金(万元)", "年度资金总额:", str(funds["total"]), "其中:财政拨款", str(funds["fiscal"]), "其他资金", str(funds["other"])],
        ["项目总体目标" if table.kind == "project" else "年度总体目标", table.goal or "", "", "", "", "", ""],
        ["一级指标", "二级指标", "三级指标", "", "", "指标值(包含数字及文字描述)", ""],
    ]  # fmt: skip
    before = ("", "")
    for row in table.rows:
        level1 = "" if row.level1 == before[0] else row.level1
        level2 = "" if (row.level1, row.level2) == before else row.level2
        rows.append([level1, level2, row.level3, "", "", row.raw, ""])
        before = (row.level1, row.level2)
    return rows


def merges(rows: Rows) -> Iterator[tuple[int, int, int, int]]:
    """(top, left, bottom, right) of the form's merged cells, 0-based."""
    yield 0, 0, 0, 6
    yield 1, 1, 1, 3
    yield 1, 5, 1, 6
    yield 3, 1, 3, 6
    for at in range(4, len(rows)):
        yield at, 2, at, 4
        yield at, 5, at, 6
    for column in (0, 1):
        top = 5
        for at in range(6, len(rows) + 1):
            if at == len(rows) or rows[at][column] or rows[at][0]:
                if at - top > 1:
                    yield top, column, at - 1, column
                top = at


def as_workbook(path: Path, sheets: Sequence[tuple[str, Sequence[Rows]]], merged: bool = True) -> Path:
    """Each sheet holds forms below each other."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    plain = workbook.add_format()
    for name, forms in sheets:
        sheet = workbook.add_worksheet(name)
        top = 0
        for rows in forms:
            for at, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    if text:
                        sheet.write_string(top + at, column, text)
            if merged:
                for first, left, last, right in merges(rows):
                    text = rows[first][left] if left < len(rows[first]) else ""
                    sheet.merge_range(top + first, left, top + last, right, "", plain)
                    sheet.write_string(top + first, left, text)
            top += len(rows) + 2
    workbook.close()
    return path


def as_word(path: Path, forms: Sequence[Rows], merged: bool = True) -> Path:
    import docx

    letter = docx.Document()
    for rows in forms:
        letter.add_paragraph(rows[0][0])
        body = rows[1:]
        grid = letter.add_table(rows=len(body), cols=max(map(len, body)), style="Table Grid")
        for at, cells in enumerate(body):
            for column, text in enumerate(cells):
                if text:
                    grid.rows[at].cells[column].text = text
        if merged:
            for first, left, last, right in merges(rows):
                if first > 0:
                    text = rows[first][left]
                    cell = grid.cell(first - 1, left).merge(grid.cell(last - 1, right))
                    cell.text = text
        letter.add_paragraph("")
    letter.save(str(path))
    return path


def as_web_page(path: Path, forms: Sequence[Rows]) -> Path:
    from html import escape

    parts = ["<html><head><meta charset='utf-8'></head><body>"]
    for rows in forms:
        parts.append("<table border=1>")
        parts += ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in rows]
        parts.append("</table>")
    path.write_text("\n".join([*parts, "</body></html>"]), "utf-8")
    return path
