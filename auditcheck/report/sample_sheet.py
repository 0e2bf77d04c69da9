"""抽凭检查表, pre-filled: one row a voucher, what the ledgers say in grey beside what is to be read off the paper.

Printed on A4 landscape in three widths: why chosen and the check points; contract and acceptance; invoice, approval,
payment, conclusion. The first three columns and the header stand on each page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.ledgers.schema import Ledger, load_schema
from auditcheck.report import words
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, excel_number, fit, lines_of
from auditcheck.report.page import FONT, FORMULA_STARTS, HEADER_FILL, HEADING_FONT, OPTIONS

LEDGER = "voucher_checks"
RECORD = "抽样记录"  # a hidden sheet: what `sample evaluate --sheet` reads back
LEGEND = (
    "填写：√相符　×不符　未见＝查找过、没有　N/A＝不适用　空白＝没有查看（不作任何结论）。"
    "“原件信息”照原件填写；灰色“账载”各栏是台账所记，仅供对照。每行须有检查人、检查日期。"
)
_PART = 30_000  # characters of the record in one cell
_GREY = "#EDEDED"
_GREY_TEXT = "#595959"
_LISTED_ROWS = 2000
_LINE = 13.5
_WIDE = 110  # characters that fit the width of A4 landscape at full size


@dataclass(frozen=True)
class Field:
    """``column``: of the ledger, or None for what only people read; ``grey``: what the ledgers say."""

    title: str
    width: float
    column: str | None = None
    grey: str | None = None
    group: str = ""
    kind: str = "text"
    breaks: bool = False  # a new page begins here


@dataclass(frozen=True)
class VoucherSheet:
    """``rows``: column or title -> value; ``known``: column -> what the ledgers say; ``notes``: the sheet 抽样说明."""

    unit: str
    year: int | None
    rows: Sequence[Mapping[str, Any]]
    known: Sequence[Mapping[str, str]]
    points: Sequence[str] = ()
    record: Mapping[str, Any] | None = None


def default_points() -> list[str]:
    return [column.zh for column in _ledger().columns if column.name.startswith("point_")]


def _ledger() -> Ledger:
    return load_schema().ledgers[LEDGER]


def fields(points: Sequence[str] = ()) -> list[Field]:
    """The columns of the form, in order; ``points``: the wording of the check points where it is the user's own."""
    usual = default_points()
    chosen = list(points) or usual
    front = [
        Field("底稿索引号", 9, "index_no"),
        Field("凭证日期", 11, "voucher_date", kind="date"),
        Field("凭证字号", 12, "voucher_no"),
        Field("摘要", 24, "summary", group="凭证与选样"),
        Field("金额", 14, "amount", group="凭证与选样", kind="money"),
        Field("选样方法", 13, group="凭证与选样"),
        Field("选样原因", 22, group="凭证与选样"),
    ]
    marks = [
        Field(
            text if text == usual[number] else f"要点{number + 1}（{text}）",
            8,
            f"point_{number + 1}",
            group="核对要点（√／×／未见／N/A）",
            kind="mark",
        )
        for number, text in enumerate(chosen)
    ]
    amount = [Field("审定金额", 12, "audited_amount", group="核对要点（√／×／未见／N/A）", kind="money")]
    return front + marks + amount + _original() + _signed()


def _original() -> list[Field]:
    contract, payment = (
        "原件信息：合同与验收（照原件填写；灰色为台账所载）",
        "原件信息：发票、审批与付款（照原件填写；灰色为台账所载）",
    )
    pairs = [
        ("合同编号", 13, "contract_no", contract, "text"),
        ("合同落款日期", 11, "contract_sign_date", contract, "date"),
        ("我方用印（照录印文）", 15, "seal_text", contract, "text"),
        ("签署人", 8, "signatory", contract, "text"),
        ("授权书号", 10, "authorization_no", contract, "text"),
        ("到货（启用）日期", 11, "first_use_date", contract, "date"),
        ("验收日期", 11, "acceptance_date", contract, "date"),
        ("验收人", 12, "acceptors", contract, "text"),
        ("发票号码", 13, "invoice_no", payment, "text"),
        ("开票日期", 11, "invoice_date", payment, "date"),
        ("审批人", 8, "approver", payment, "text"),
        ("审批日期", 11, "approval_date", payment, "date"),
        ("会议纪要文号", 11, "minutes_no", payment, "text"),
        ("付款回单日期", 11, "receipt_date", payment, "date"),
    ]
    # Grey only where the two are to be held against each other; the rest would fill the page and help nobody.
    told = {
        "contract_no",
        "contract_sign_date",
        "first_use_date",
        "acceptance_date",
        "invoice_no",
        "invoice_date",
        "approval_date",
        "receipt_date",
    }
    names = {"contract_sign_date": "签订日期", "receipt_date": "付款日期", "first_use_date": "到货启用"}
    found = []
    for title, width, column, group, kind in pairs:
        first = column in ("contract_no", "invoice_no")
        if column in told:
            found.append(
                Field(
                    f"账载{names.get(column, title)}",
                    11 if kind == "date" else 13,
                    grey=column,
                    group=group,
                    breaks=first,
                )
            )
            first = False
        found.append(Field(title, width, column, group=group, kind=kind, breaks=first))
    return found


def _signed() -> list[Field]:
    group = "结论与签署"
    return [
        Field("附件页码", 7, "attachment_pages", group=group),
        Field("照片号", 7, "photo_no", group=group),
        Field("是否异常", 5, "abnormal", group=group, kind="bool"),
        Field("异常说明", 18, "note", group=group),
        Field("检查人", 7, "checker", group=group),
        Field("检查日期", 10, "check_date", group=group, kind="date"),
        Field("复核人", 7, "reviewer", group=group),
        Field("复核日期", 10, "review_date", group=group, kind="date"),
    ]


def write_voucher_sheet(path: Path, sheet: VoucherSheet) -> None:
    """The check sheet; with a record also 抽样说明. Raises AuditcheckError where the file cannot be written."""
    import xlsxwriter

    from auditcheck.report.sample_notes import add_notes

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": "抽凭检查表", "author": "auditcheck"})
        book = Book(workbook)
        _add(book, sheet)
        if sheet.record is not None:
            add_notes(book, sheet.record, sheet.unit, sheet.year)
            _add_record(workbook, sheet.record)
        workbook.close()


def _add(book: Book, sheet: VoucherSheet) -> None:
    page = book.workbook.add_worksheet("抽凭检查表")
    columns = fields(sheet.points)
    _head(book, page, sheet, columns)
    choices = {column.name: list(column.enum) for column in _ledger().columns}
    first = 5
    for number, (row, known) in enumerate(zip(sheet.rows, sheet.known, strict=True)):
        height = 30.0
        for index, field in enumerate(columns):
            value = known.get(field.grey) if field.grey else row.get(field.column or field.title)
            _write(book, page, first + number, index, field, value)
            if isinstance(value, str):
                height = max(height, _LINE * lines_of(value, field.width) + 4)
        page.set_row(first + number, min(height, 400))
    last = first + max(len(sheet.rows), 1) - 1
    for index, field in enumerate(columns):
        source = ["是", "否"] if field.kind == "bool" else choices.get(field.column or "", [])
        if source:
            page.data_validation(
                first,
                index,
                max(last, _LISTED_ROWS),
                index,
                {"validate": "list", "source": source, "error_type": "warning"},
            )
    _sign_off(book, page, last + 1, columns)
    _print(page, columns, last + 2)


def _head(book: Book, page: Any, sheet: VoucherSheet, columns: Sequence[Field]) -> None:
    visible = 6  # titles stay within the first page
    page.set_row(0, 28)
    page.merge_range(0, 0, 0, visible, "抽凭检查表", book.style(**HEADING_FONT, font_size=16, align="center"))
    about = f"被审计（评价）单位：{sheet.unit or '　　　　　　'}　　{f'{sheet.year}年度' if sheet.year else ''}　　单位：元　　共{len(sheet.rows)}张凭证"
    page.merge_range(1, 0, 1, visible, about, book.style(**FONT, align="left"))
    legend = book.style(**{**FONT, "font_size": 9}, font_color=_GREY_TEXT, text_wrap=True, align="left")
    page.merge_range(2, 0, 2, visible, LEGEND, legend)
    width = sum(column.width for column in columns[: visible + 1])
    page.set_row(2, 12.5 * lines_of(LEGEND, width * 1.05) + 4)
    style = {**HEADING_FONT, "font_size": 10, "align": "center", "text_wrap": True, "border": 1}
    header = book.style(**style, bg_color=HEADER_FILL, bold=True)
    grey = book.style(**style, bg_color=_GREY, font_color=_GREY_TEXT)
    start = 0
    while start < len(columns):
        end = start
        while end + 1 < len(columns) and columns[end + 1].group == columns[start].group:
            end += 1
        if end > start and columns[start].group:
            page.merge_range(3, start, 3, end, columns[start].group, header)
        else:
            for index in range(start, end + 1):
                page.write_blank(3, index, None, header)
        start = end + 1
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width)
        page.write_string(4, index, column.title, grey if column.grey else header)
    page.set_row(3, 18)
    page.set_row(4, 44)


def _write(book: Book, page: Any, row: int, index: int, field: Field, value: Any) -> None:
    properties: dict[str, Any] = {**FONT, "border": 1, "text_wrap": True, "font_size": 9}
    if field.grey:
        properties |= {"bg_color": _GREY, "font_color": _GREY_TEXT, "align": "center"}
    elif field.kind == "date":
        properties |= {"num_format": "yyyy-mm-dd", "align": "center"}
    elif field.kind == "money":
        properties |= {"num_format": "#,##0.00", "align": "right"}
    elif field.kind in ("mark", "bool"):
        properties |= {"align": "center", "num_format": "@"}
    else:
        properties |= {"num_format": "@"}
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


def _sign_off(book: Book, page: Any, row: int, columns: Sequence[Field]) -> None:
    """For paper: nobody's name is typed in advance."""
    page.set_row(row, 26)
    text = "检查人（签字）：　　　　　　　日期：　　　　　　　复核人（签字）：　　　　　　　日期：　　　　　　　被审计单位陪同人员（签字）："
    page.merge_range(row, 0, row, 6, "", book.style(**FONT, align="left"))
    page.write_string(row, 0, text, book.style(**FONT, align="left"))


def _print(page: Any, columns: Sequence[Field], last: int) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer(f"&L{words.FOOTER}&C第 &P 页 共 &N 页&R&A")
    page.repeat_rows(3, 4)
    page.repeat_columns(0, 2)
    page.freeze_panes(5, 3)
    kept = sum(column.width for column in columns[:3])
    widths, width = [], 0.0
    for column in columns:
        if column.breaks:
            widths.append(width)
            width = kept
        width += column.width
    widths.append(width)
    # Breaks of our own: never within a block.
    page.set_print_scale(max(40, min(100, int(_WIDE / max(widths) * 100))))
    page.set_v_pagebreaks([index for index, column in enumerate(columns) if column.breaks])
    page.print_area(0, 0, last, len(columns) - 1)


def _add_record(workbook: Any, record: Mapping[str, Any]) -> None:
    page = workbook.add_worksheet(RECORD)
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    for number in range(0, len(text), _PART):
        # A letter first: no cell can be taken for a number or a formula.
        page.write_string(number // _PART, 0, "J" + text[number : number + _PART])
    page.hide()
