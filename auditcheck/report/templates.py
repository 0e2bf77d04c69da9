"""Empty workbooks to fill in: one a ledger, one a 核查表.

The example stands above the header, where no ledger has rows: any reader takes it for a title line, and nothing has to
know that it is an example.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from auditcheck.ledgers.schema import Column, Ledger
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, lines_of
from auditcheck.report.page import FONT, HEADER_FILL, HEADING_FONT, OPTIONS, set_up
from auditcheck.report.template_texts import OPTIONAL, REQUIRED, choices_of, comment_of, example_of, header_of

# Filled by named people: the four 核查表 and the three sheets of decisions. Their columns keep the order of the form.
FORMS = (
    "voucher_checks",
    "asset_counts",
    "notice_checks",
    "policy_checks",
    "decisions",
    "link_decisions",
    "judgements",
    "metrics",
    "survey_tallies",
)
_EXAMPLE_ROW, _HEADER_ROW = 3, 4  # 0-based
_READY_ROWS = 30  # drawn with borders, for printing
_LISTED_ROWS = 5000  # have drop-down lists
_VISIBLE = 9  # columns that a screen shows: titles stay within them
_LEGEND = "下一行灰色斜体是填写示例，不作为数据读入；请从表头下一行开始填写。带*的栏必填，浅色栏供部分检查使用，白色栏选填；鼠标移到表头上可看填写说明。"
_NUMBER_FORMATS = {
    "money": "#,##0.00",
    "percent": "0.00%",
    "date": "yyyy-mm-dd",
    "date_range": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "int": "0",
    "decimal": "General",
}
_FILLS = {REQUIRED: HEADER_FILL, OPTIONAL: "#FFFFFF"}
_LIGHT = "#F3F6FB"


def template_name(ledger: Ledger) -> str:
    """The title, also the name of the file and the sheet: 会计凭证、序时账."""
    return ledger.zh.replace("/", "、").replace("(", "（").replace(")", "）")


def columns_of(ledger: Ledger) -> list[Column]:
    """What is asked for, in order: not what follows from other columns; the body last, it mostly stands in the title."""
    asked = [column for column in ledger.columns if column.required != "D"]
    if ledger.name not in FORMS:
        asked.sort(key=lambda column: "RCO".index(column.required))
    return sorted(asked, key=lambda column: column.name == "unit")


def write_template(path: Path, ledger: Ledger) -> None:
    """Raises AuditcheckError where the file cannot be written."""
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        # A fixed day: the same template is the same file.
        workbook.set_properties(
            {"title": template_name(ledger), "author": "auditcheck", "created": datetime(2000, 1, 1)}
        )
        _fill_in(Book(workbook), ledger)
        workbook.close()


def _fill_in(book: Book, ledger: Ledger) -> None:
    columns = columns_of(ledger)
    sheet = book.workbook.add_worksheet(template_name(ledger))
    sheet.set_comments_author("auditcheck")
    widths = [_width(ledger, column) for column in columns]
    _titles(book, sheet, ledger, columns, widths)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, widths[index], book.style(**_style(column)))
        _column(book, sheet, index, ledger, column)
    sheet.set_row(_EXAMPLE_ROW, 20)
    sheet.set_row(_HEADER_ROW, 32)
    for row in range(_HEADER_ROW + 1, _HEADER_ROW + 1 + _READY_ROWS):
        sheet.set_row(row, 18)
    set_up(sheet, _HEADER_ROW, sum(widths))
    sheet.print_area(0, 0, _HEADER_ROW + _READY_ROWS, len(columns) - 1)
    sheet.set_selection(_HEADER_ROW + 1, 0, _HEADER_ROW + 1, 0)


def _titles(book: Book, sheet: Any, ledger: Ledger, columns: list[Column], widths: list[float]) -> None:
    last = min(len(columns), _VISIBLE) - 1
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, template_name(ledger), book.style(**HEADING_FONT, font_size=16, align="center"))
    sheet.set_row(1, 20)
    if "unit" in ledger.by_name:
        plain = book.style(**FONT, align="left")
        if last > 1:
            sheet.merge_range(1, 0, 1, last - 1, "编制单位：", plain)
        else:
            sheet.write_string(1, 0, "编制单位：", plain)
    if any(column.type == "money" for column in columns):
        sheet.write_string(1, last, "单位：元", book.style(**FONT, align="right"))
    legend = book.style(**{**FONT, "font_size": 9}, font_color="#595959", text_wrap=True, align="left")
    sheet.merge_range(2, 0, 2, last, _LEGEND, legend)
    sheet.set_row(2, 13.0 * lines_of(_LEGEND, sum(widths[: last + 1]) * 1.05) + 4)


def _column(book: Book, sheet: Any, index: int, ledger: Ledger, column: Column) -> None:
    example = book.style(**_style(column), italic=True, font_color="#808080", border=4, shrink=True)
    value = example_of(ledger, column)
    if isinstance(value, datetime | date):
        sheet.write_datetime(_EXAMPLE_ROW, index, value, example)
    elif isinstance(value, int | float):
        sheet.write_number(_EXAMPLE_ROW, index, value, example)
    elif value is not None:
        sheet.write_string(_EXAMPLE_ROW, index, value, example)
    fill = _FILLS.get(column.required, _LIGHT)
    strong = column.required == REQUIRED
    header = book.style(
        **HEADING_FONT, font_size=10, align="center", text_wrap=True, border=1, bg_color=fill, bold=strong
    )
    sheet.write_string(_HEADER_ROW, index, header_of(column), header)
    comment = comment_of(ledger, column, _shown(column, value))
    size = {"width": 330, "height": 22 + 17 * lines_of(comment, 50)}
    sheet.write_comment(_HEADER_ROW, index, comment, {**size, "font_name": "宋体", "font_size": 9})
    blank = book.style(**_style(column), border=1)
    for row in range(_HEADER_ROW + 1, _HEADER_ROW + 1 + _READY_ROWS):
        sheet.write_blank(row, index, None, blank)
    if choices := choices_of(ledger, column):
        sheet.data_validation(
            *(_HEADER_ROW + 1, index, _HEADER_ROW + _LISTED_ROWS, index),
            {
                "validate": "list",
                "source": choices,
                # Another word of an enum is kept and reported; of yes and no there is no third.
                "error_type": "stop" if column.type == "bool" else "warning",
                "error_title": "不在列表中",
                "error_message": f"请从列表中选择：{'、'.join(choices)}"[:255],
            },
        )


def _style(column: Column) -> dict[str, Any]:
    """Numbers of documents are texts: leading zeros and the last digits of long ones stay."""
    centred = column.type in ("bool", "enum", "int", "date", "date_range", "datetime")
    form = _NUMBER_FORMATS.get(column.type, "@")
    return {**FONT, "num_format": form, **({"align": "center"} if centred else {})}


def _shown(column: Column, value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:.2%}" if column.type == "percent" else f"{value:,.2f}"
    return "" if value is None else str(value)


def _width(ledger: Ledger, column: Column) -> float:
    shown = _shown(column, example_of(ledger, column))
    return float(min(max(cell_len(header_of(column)) + 3, cell_len(shown) + 2, 11), 30))
