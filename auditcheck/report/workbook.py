"""findings.xlsx: the working file of the people who decide.

XlsxWriter and not openpyxl: it stores the value beside each live formula, so that previews show totals too.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from auditcheck.report import facts, sheets_checks, sheets_findings, sheets_load, words
from auditcheck.report.facts import Doc
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Table
from auditcheck.report.overview import add_overview, period
from auditcheck.report.sheets_score import score_sheet

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def write_findings_workbook(path: Path, findings_doc: Doc, score_doc: Doc | None, load_doc: Doc) -> None:
    """Write findings.xlsx; without a score document (a self-check) there is no sheet 指标得分.

    Raises AuditcheckError where the file is open in Excel or WPS.
    """
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, _OPTIONS)
        workbook.set_properties(_properties(findings_doc))
        book = Book(workbook)
        add_overview(book, findings_doc, score_doc, load_doc)
        for table in _tables(findings_doc, score_doc, load_doc):
            book.add_table(table)
        workbook.close()


def _tables(findings_doc: Doc, score_doc: Doc | None, load_doc: Doc) -> list[Table]:
    about = _about(findings_doc)
    return [
        sheets_findings.signals(findings_doc, about),
        sheets_findings.problems(findings_doc, score_doc, about),
        *([score_sheet(score_doc, findings_doc, about)] if score_doc is not None else []),
        sheets_load.read_sheet(load_doc, about),
        sheets_load.columns_sheet(load_doc, about),
        sheets_load.rejects_sheet(load_doc, about),
        sheets_checks.checks_sheet(findings_doc, about),
        sheets_checks.wanted_sheet(findings_doc, score_doc, about),
        sheets_findings.evidence(findings_doc, about),
        *sheets_findings.rolled_up(findings_doc, about),
    ]


def _about(findings_doc: Doc) -> str:
    """The line below each title: whose books, which year, as of when."""
    run, kind = findings_doc.get("run", {}), facts.kind(findings_doc)
    units = facts.units(findings_doc)
    parts = [
        f"{words.unit_label(kind)}：{facts.shorten(units, 3, '个单位', '、') or words.DASH}",
        f"年度：{period(run)}",
        f"评价截止日：{run.get('asof') or words.DASH}",
    ]
    return "　".join(parts)


def _properties(findings_doc: Doc) -> dict[str, Any]:
    run = findings_doc.get("run", {})
    properties: dict[str, Any] = {"title": "疑点清单、问题清单", "author": "auditcheck", "comments": words.DISCLAIMER}
    with suppress(ValueError):
        # The run's own time: the same run gives the same file.
        properties["created"] = datetime.fromisoformat(str(run.get("started")).replace("Z", "+00:00"))
    return properties
