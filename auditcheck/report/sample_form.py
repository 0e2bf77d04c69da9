"""资产抽盘表, 公开与公告核查表, 制度核查表, pre-filled: the ledger's own columns, with grey ones that the books fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.ledgers.schema import load_schema
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, excel_number, fit, lines_of
from auditcheck.report.page import FONT, FORMULA_STARTS, HEADER_FILL, HEADING_FONT, OPTIONS, set_up
from auditcheck.report.template_texts import choices_of, header_of
from auditcheck.report.templates import columns_of, template_name

_GREY, _GREY_TEXT = "#EDEDED", "#595959"
_WIDTHS = {
    "item": 30,
    "note": 18,
    "elements_seen": 28,
    "elements_missing": 22,
    "url": 24,
    "应查要素": 36,
    "账载网址": 22,
    "unit": 16,
}
_WIDTHS |= {
    "asset_no": 16,
    "procurement_no": 16,
    "policy_title": 26,
    "domain": 10,
    "规格型号": 14,
    "账载存放地点": 14,
    "asset_name": 20,
}
_HEADER = 3


@dataclass(frozen=True)
class Form:
    """``grey``: titles of columns that only people read, put after ``behind``; ``rows``: column or title -> value."""

    ledger: str
    rows: Sequence[Mapping[str, Any]]
    grey: tuple[str, ...]
    behind: str
    legend: str
    unit: str


def write_form(path: Path, form: Form) -> None:
    """Raises AuditcheckError where the file cannot be written."""
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        name = template_name(load_schema().ledgers[form.ledger])
        workbook.set_properties({"title": name, "author": "auditcheck"})
        _fill(Book(workbook), name, form)
        workbook.close()


def _fill(book: Book, name: str, form: Form) -> None:
    ledger = load_schema().ledgers[form.ledger]
    columns = columns_of(ledger)
    names: list[str] = []
    for column in columns:
        names.append(column.name)
        if column.name == form.behind:
            names += form.grey
    page = book.workbook.add_worksheet(name)
    widths = [float(_WIDTHS.get(each, 12)) for each in names]
    last = len(names) - 1
    page.set_row(0, 28)
    page.merge_range(0, 0, 0, last, name, book.style(**HEADING_FONT, font_size=16, align="center"))
    page.merge_range(1, 0, 1, last, f"编制单位：{form.unit}", book.style(**FONT, align="left"))
    legend = book.style(**{**FONT, "font_size": 9}, font_color=_GREY_TEXT, text_wrap=True, align="left")
    page.merge_range(2, 0, 2, last, form.legend, legend)
    page.set_row(2, 12.5 * lines_of(form.legend, sum(widths)) + 4)
    style = {**HEADING_FONT, "font_size": 10, "align": "center", "text_wrap": True, "border": 1}
    for index, each in enumerate(names):
        page.set_column(index, index, widths[index])
        grey = each in form.grey
        title = each if grey else header_of(ledger.by_name[each]).removeprefix("*")
        page.write_string(
            _HEADER,
            index,
            title,
            book.style(**style, bg_color=_GREY, font_color=_GREY_TEXT)
            if grey
            else book.style(**style, bg_color=HEADER_FILL, bold=True),
        )
        if not grey and (choices := choices_of(ledger, ledger.by_name[each])):
            page.data_validation(
                _HEADER + 1,
                index,
                _HEADER + len(form.rows) + 500,
                index,
                {"validate": "list", "source": choices, "error_type": "warning"},
            )
    page.set_row(_HEADER, 30)
    for number, row in enumerate(form.rows, _HEADER + 1):
        height = 24.0
        for index, each in enumerate(names):
            kind = "grey" if each in form.grey else ledger.by_name[each].type
            _write(book, page, number, index, kind, row.get(each))
            if isinstance(value := row.get(each), str):
                height = max(height, 13.0 * lines_of(value, widths[index]) + 4)
        page.set_row(number, min(height, 400))
    signed = (
        "填表人（签字）：　　　　　　　日期：　　　　　　　被审计（评价）单位陪同人员（签字）：　　　　　　　日期："
    )
    row_number = _HEADER + 1 + len(form.rows)
    page.set_row(row_number, 26)
    page.write_string(row_number, 0, signed, book.style(**FONT, align="left"))
    set_up(page, _HEADER, sum(widths))
    page.print_area(0, 0, row_number, last)


def _write(book: Book, page: Any, row: int, index: int, kind: str, value: Any) -> None:
    properties: dict[str, Any] = {**FONT, "font_size": 9, "border": 1, "text_wrap": True}
    if kind == "grey":
        properties |= {"bg_color": _GREY, "font_color": _GREY_TEXT}
    if isinstance(value, date) or kind == "date":
        properties |= {"num_format": "yyyy-mm-dd", "align": "center"}
    elif isinstance(value, Decimal):
        properties |= {"num_format": "#,##0.00", "align": "right"}
    elif kind != "grey":
        properties |= {"num_format": "@", **({"align": "center"} if kind == "enum" else {})}
    if value is None or value == "":
        page.write_blank(row, index, None, book.style(**properties))
    elif isinstance(value, date):
        page.write_datetime(row, index, value, book.style(**properties))
    elif isinstance(value, Decimal):
        page.write_number(row, index, excel_number(value), book.style(**properties))
    else:
        text = fit(str(value))
        if text.startswith(FORMULA_STARTS):
            properties["quote_prefix"] = True
        page.write_string(row, index, text, book.style(**properties))
