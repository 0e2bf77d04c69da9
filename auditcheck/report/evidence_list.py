"""证据清单.xlsx: the documents of the manifest as a list that people read and that ``run`` takes as ledger ``evidence``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Cell, Column, Table
from auditcheck.report.page import OPTIONS

NAME = "证据清单.xlsx"
_SHEET = "证据清单"
_CREATED = datetime(2000, 1, 1)
_COLUMNS = (
    Column("证据编号", 11, "centre"),
    Column("单证类型", 10, "centre"),
    Column("文件名", 40),
    Column("关联台账", 9, "centre"),
    Column("关联主键", 22),
    Column("对应凭证号", 18),
    Column("对应合同编号", 18),
    Column("对应发票号码", 22),
    Column("单证载明日期", 12, "date"),
    Column("文件创建时间", 18, "centre"),
    Column("文件修改时间", 18, "centre"),
    Column("收到日期", 12, "date"),
    Column("提供人", 9, "centre"),
    Column("文件格式", 8, "centre"),
    Column("文件大小", 12, "count"),
    Column("原生电子文档", 9, "centre"),
    Column("读取情况", 22),
    Column("文件哈希", 34),
    Column("感知哈希", 20),
    Column("单位", 16),
    Column("所在文件夹", 30),
)
_REFERENCES = (("voucher", "凭证"), ("contract", "合同"), ("invoice", "发票"), ("procurement", "采购"))
PROBLEMS = {
    "empty": "文件为空",
    "encrypted": "已加密，未能读取文字",
    "broken": "文件损坏，未能读取文字",
    "too_large": "文件过大，仅登记哈希",
    "no_reader": "未安装读取组件，仅登记哈希",
}


def write_list(path: Path, manifest: Mapping[str, Any]) -> None:
    """The current documents; the same manifest gives the same bytes."""
    import xlsxwriter

    current = [each for each in manifest["documents"] if not each["superseded_by"]]
    about = f"共{len(current)}个文件；清单指纹（SHA-256）：{manifest['digest']}"
    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": _SHEET, "author": "auditcheck", "created": _CREATED})
        Book(workbook).add_table(Table(_SHEET, _SHEET, _COLUMNS, [_cells(each) for each in current], about))
        workbook.close()


def _cells(each: Mapping[str, Any]) -> list[Cell]:
    numbers = each["numbers"]
    kind, word = next(((kind, word) for kind, word in _REFERENCES if numbers.get(kind)), (None, None))
    return [
        each["id"],
        each["doc_type"],
        each["name"],
        word,
        written(numbers, kind) if kind else None,
        *(written(numbers, one) for one in ("voucher", "contract", "invoice")),
        _day(each["doc_date"]),
        each["created"],
        each["modified"],
        _day(each["received"]),
        each["provider"],
        each["kind"],
        each["size"],
        {True: "是", False: "否", None: None}[each["is_native"]],
        _read(each),
        each["sha256"],
        each["phash"],
        each["unit"],
        each["folder"],
    ]


def written(numbers: Mapping[str, Mapping[str, Sequence[str]]], kind: str) -> str:
    """The numbers of one kind as the books write them."""
    return "、".join(value[0] for value in numbers.get(kind, {}).values())


def _read(each: Mapping[str, Any]) -> str | None:
    notes = [PROBLEMS[each["problem"]]] if each["problem"] else []
    if each["listed"]:
        notes.append("列有多个编号，未逐一关联")
    if each["unknown"]:
        notes.append(f"台账中没有：{'、'.join(each['unknown'][:3])}")
    return "；".join(notes) or None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
