"""The files of an appraisal of target tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditcheck.report.files import write_json
from auditcheck.targets.mending import mended_table
from auditcheck.targets.reading import Row, Table
from auditcheck.targets.service import Outcome
from auditcheck.targets.view import View

BOOK, DRAFT, LETTER = "targets.xlsx", "targets-draft.xlsx", "审核意见.docx"


def write(folder: Path, outcome: Outcome, formats: tuple[str, ...]) -> list[str]:
    """Names of the files written; targets.json always, since import and the next run read it."""
    names = ["targets.json"]
    write_json(folder / "targets.json", outcome.document)
    if "xlsx" in formats:
        from auditcheck.report.targets_book import write_targets_workbook
        from auditcheck.report.targets_form import write_draft

        write_targets_workbook(folder / BOOK, outcome.document)
        write_draft(folder / DRAFT, _drafts(outcome))
        names += [BOOK, DRAFT]
    if "docx" in formats:
        from auditcheck.report.targets_letter import write_letter

        write_letter(folder / LETTER, outcome.document)
        names.append(LETTER)
    return names


def _drafts(outcome: Outcome) -> list[dict[str, Any]]:
    """Each table with every mend applied but those of issues that a reviewer found wrong."""
    found = []
    appraisal = outcome.appraisal
    titles = {issue["rule"]: issue["title"] for issue in outcome.document["issues"]}
    for number, table in enumerate(appraisal.tables):
        wrong = frozenset(
            (issue["line"], issue["rule"])
            for issue in outcome.document["issues"]
            if issue["table"] == number and issue["verdict"] == "不成立"
        )
        misused = any(
            issue["rule"] == "T38" and issue["table"] == number and issue["verdict"] != "不成立"
            for issue in outcome.document["issues"]
        )
        view = View(table, appraisal.tables, appraisal.words, appraisal.year)
        draft, told = mended_table(view, wrong)
        reasons: dict[int, list[str]] = {}
        for line, rule in told:
            reasons.setdefault(line, []).append(titles.get(rule, rule))
        found.append(
            {
                "title": "项目支出绩效目标表" if misused else table.title,
                "unit": table.unit,
                "project": table.project,
                "funds": table.funds,
                "goal": table.goal,
                "rows": [_cells(row, table, reasons) for row in _in_form_order(draft)],
            }
        )
    return found


def _in_form_order(table: Table) -> list[Row]:
    """Rows that moved to another level 2 stand beside its other rows."""
    from auditcheck.targets.levels import DIMENSIONS, dimension

    def order(row: Row) -> int:
        kin = dimension(row.level2)
        return DIMENSIONS.index(kin) if kin else len(DIMENSIONS)

    return sorted(table.rows, key=order)


def _cells(row: Row, table: Table, reasons: dict[int, list[str]]) -> tuple[str, str, str, str, str]:
    before = next((one for one in table.rows if one.line == row.line), None)
    cells = (row.level1, row.level2, row.level3, row.raw)
    if before is None:
        return (*cells, "补充")
    if cells == (before.level1, before.level2, before.level3, before.raw):
        return (*cells, "")
    told = "、".join(dict.fromkeys(reasons.get(row.line, ["成本合计与资金总额不符"])))
    return (*cells, f"原为“{before.level3}｜{before.raw}”：{told}")
