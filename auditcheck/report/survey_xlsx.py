"""survey.xlsx: 回收情况, 频数分布 with charts, 满意度, 交叉分析, 无效问卷; and 问卷统计表.xlsx, which `run` reads."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.report import words
from auditcheck.report.facts import Doc
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Cell, Column, Formula, Table
from auditcheck.report.page import OPTIONS

_KINDS = {"single": "单选", "multiple": "多选", "text": "填空"}
_NOTE = "误差范围按简单随机抽样、95%置信水平计算；重点选取或线上自愿填答的样本不是随机样本，误差范围仅供参考。"


def write_survey_workbook(path: Path, survey_doc: Doc) -> None:
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": "问卷调研分析", "author": "auditcheck"})
        book = Book(workbook)
        book.add_table(_returns(survey_doc))
        _distribution(book, survey_doc)
        book.add_table(_satisfaction(survey_doc))
        if any(one["crosstabs"] for one in survey_doc["surveys"]):
            book.add_table(_crosstabs(survey_doc))
        if any(one["invalid"] for one in survey_doc["surveys"]):
            book.add_table(_invalid(survey_doc))
        workbook.close()


def write_tally_workbook(path: Path, survey_doc: Doc) -> None:
    """问卷统计表 with a line an option, as `auditcheck run` takes it."""
    import xlsxwriter

    codes = {
        (key["survey"], key["number"]): one["code"] for one in survey_doc["indicators"] for key in one["questions"]
    }
    rows: list[list[Cell]] = [
        [
            one["name"],
            question["number"],
            question["text"],
            _KINDS[question["kind"]],
            option["label"],
            option["count"],
            codes.get((one["name"], question["number"])),
            one["issued"],
            one["returned"],
            one["valid"],
        ]
        for one in survey_doc["surveys"]
        for question in one["questions"]
        for option in question["options"]
    ]
    columns = [
        Column(title, width, kind)
        for title, width, kind in (
            ("问卷", 22, "text"),
            ("题号", 6, "centre"),
            ("题目", 40, "text"),
            ("题型", 7, "centre"),
            ("选项", 26, "text"),
            ("人数", 8, "count"),
            ("指标编码", 10, "centre"),
            ("发放份数", 10, "count"),
            ("回收份数", 10, "count"),
            ("有效份数", 10, "count"),
        )
    ]
    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        Book(workbook).add_table(Table("问卷统计表", "满意度问卷统计表", columns, rows))
        workbook.close()


def _returns(survey_doc: Doc) -> Table:
    columns = [
        Column("问卷", 36),
        *(Column(title, 13, "count") for title in ("发放份数", "回收份数", "有效份数", "无效份数")),
    ]
    columns += [Column("回收率", 12, "centre"), Column("有效率", 12, "centre")]
    rows: list[list[Cell]] = [
        [
            one["name"],
            one["issued"],
            one["returned"],
            one["valid"],
            _left_out(one),
            one["return_rate"] or words.DASH,
            one["valid_rate"] or words.DASH,
        ]
        for one in survey_doc["surveys"]
    ]
    return Table("回收情况", "问卷发放和回收情况", columns, rows, notes=[str(one) for one in survey_doc["warnings"]])


def _left_out(one: Doc) -> int | None:
    return None if None in (one["returned"], one["valid"]) else int(one["returned"]) - int(one["valid"])


def _distribution(book: Book, survey_doc: Doc) -> None:
    """Each question with counts and shares (live formulas), a bar chart beside it."""
    sheet = book.add_sheet("频数分布", "问卷频数分布", 3)
    for column, width in enumerate((44, 12, 12, 60)):
        sheet.set_column(column, column, width)
    row = 1
    for one in survey_doc["surveys"]:
        book.write(
            sheet,
            row,
            0,
            "text",
            f"{one['name']}（有效{one['valid'] if one['valid'] is not None else words.DASH}份）",
            True,
        )
        row += 2
        for question in one["questions"]:
            row = _one(book, sheet, row, question)


def _one(book: Book, sheet: Any, row: int, question: Doc) -> int:
    skipped = f"，未答{question['skipped']}人" if question["skipped"] else ""
    title = (
        f"{question['number']}.{question['text']}（{_KINDS[question['kind']]}，作答{question['answered']}人{skipped}）"
    )
    sheet.merge_range(row, 0, row, 2, title, book.cell_style("text", title, True))
    sheet.set_row(row, 32)
    options = question["options"]
    if not options:
        return row + 2
    for column, text in enumerate(("选项", "反馈数量", "占比")):
        book.write(sheet, row + 1, column, "centre", text, True)
    first = row + 2
    for at, option in enumerate(options, first):
        share = Decimal(option["count"]) / question["answered"] if question["answered"] else Decimal(0)
        book.write(sheet, at, 0, "text", option["label"])
        book.write(sheet, at, 1, "count", option["count"])
        book.write(sheet, at, 2, "percent", Formula(f"=B{at + 1}/{question['answered'] or 1}", share))
    last = first + len(options) - 1
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": ["频数分布", first, 0, last, 0],
            "values": ["频数分布", first, 2, last, 2],
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    height = max(len(options) + 2, 6)
    chart.set_size({"width": 420, "height": 20 * height})
    sheet.insert_chart(row, 3, chart, {"x_offset": 8})
    return row + height + 2


def _satisfaction(survey_doc: Doc) -> Table:
    columns = [Column("指标", 9, "centre"), Column("问卷", 22), Column("题号", 6, "centre"), Column("题目", 44)]
    columns += [Column(title, 14, "centre") for title in ("样本量", "满意率", "误差范围", "赋值", "统计表所列")]
    codes = {
        (key["survey"], key["number"]): one["code"] for one in survey_doc["indicators"] for key in one["questions"]
    }
    rows: list[list[Cell]] = []
    for one in survey_doc["surveys"]:
        for question in one["questions"]:
            rated = question["satisfaction"]
            if rated:
                rows.append(
                    [
                        codes.get((one["name"], question["number"])),
                        one["name"],
                        question["number"],
                        question["text"],
                        str(rated["n"]),
                        rated["rate"],
                        _margin(rated["margin"]),
                        rated["scale"]["name"],
                        question["stated"],
                    ]
                )
    totals: list[list[Cell]] = [
        [
            one["code"],
            None,
            None,
            "综合满意度",
            None,
            one["rate"] or words.DASH,
            _margin(one["margin"], most=True),
            one["scale"]["name"] if one["scale"] else words.DASH,
            None,
        ]
        for one in survey_doc["indicators"]
    ]
    return Table("满意度", "满意度分析", columns, rows, totals=totals, notes=[_NOTE])


def _margin(text: str | None, most: bool = False) -> str:
    return f"{'不超过' if most else ''}±{text}" if text else words.DASH


def _crosstabs(survey_doc: Doc) -> Table:
    columns = [Column("问卷", 22), Column("分组", 22), Column("组别", 22), Column("题目", 44)]
    columns += [Column("样本量", 9, "count"), Column("满意率", 11, "centre"), Column("说明", 22)]
    rows: list[list[Cell]] = [
        [
            one["name"],
            cross["by_text"],
            group["label"],
            f"{cross['question']}.{cross['text']}",
            group["n"],
            group["rate"] or words.DASH,
            "样本不足30份，仅供参考" if group["few"] else None,
        ]
        for one in survey_doc["surveys"]
        for cross in one["crosstabs"]
        for group in cross["groups"]
    ]
    return Table("交叉分析", "满意度交叉分析", columns, rows)


def _invalid(survey_doc: Doc) -> Table:
    rows: list[list[Cell]] = [
        [one["name"], entry["row"], entry["why"]] for one in survey_doc["surveys"] for entry in one["invalid"]
    ]
    return Table(
        "无效问卷", "无效问卷及原因", [Column("问卷", 36), Column("行号", 9, "count"), Column("原因", 60)], rows
    )
