"""冲突清单.xlsx: what two sides say of one cell, side by side, so that a person can settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from auditcheck.report import masks
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Column, Table
from auditcheck.report.page import OPTIONS

_COLUMNS = (
    Column("问题编号", 11, "centre"),
    Column("问题标题", 20),
    Column("栏目", 14, "centre"),
    Column("目前的值（未改动）", 26),
    Column("目前的值由谁填", 11, "centre"),
    Column("文件中的值（未采用）", 26),
    Column("文件中由谁填", 11, "centre"),
    Column("出处", 24),
    Column("原因", 14, "centre"),
)


@dataclass(frozen=True)
class Version:
    """One cell as one file has it; the texts of the columns in order."""

    no: str
    title: str
    column: str
    here: str
    here_by: str
    there: str
    there_by: str
    where: str
    why: str


def write_conflicts(path: Path, versions: Sequence[Version]) -> None:
    """Raises AuditcheckError where the file cannot be written."""
    import xlsxwriter

    table = Table(
        name="冲突清单",
        title="冲突清单",
        columns=_COLUMNS,
        rows=[[masks.masked(text) if masks.is_masking() else text for text in astuple(one)] for one in versions],
        subtitle="下列各栏导出后两边都改过，或几份文件填得不一样，均未采用。商定后在系统中登记，或重新导出、填写、读回。",
    )
    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": "冲突清单", "author": "auditcheck"})
        Book(workbook).add_table(table)
        workbook.close()
