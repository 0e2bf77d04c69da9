"""A small engagement whose findings go out into workbooks and come back, and hands that edit them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from auditcheck.engagement.exchange import Options, import_files
from auditcheck.engagement.exchange_job import ExchangeJob
from auditcheck.engagement.findings import current
from auditcheck.engagement.stores import open_store

UNIT = "甲市市场监督管理局"
DAY = date(2024, 7, 2)
LIST, RECORD, REGISTER = "问题清单", "取证单", "整改台账"


def exported(out: Path, path: Path) -> Path:
    return ExchangeJob.of(out, DAY).export(path, ())


def take(out: Path, *paths: Path, **options: Any) -> Any:
    return import_files(paths, out, Options(today=DAY, **options))


def states(out: Path) -> dict[str, str]:
    return {one["no"]: one["state"] for one in current(out, DAY)[0]["findings"]}


def finding(number: int, **given: Any) -> dict[str, Any]:
    return {
        "fingerprint": f"v1:{number:032x}",
        "no": f"合同-{number:03d}",
        "issue": f"i1:{number:016x}",
        "evidence_hash": f"{number:032x}",
        "check": "CON-002",
        "title": "验收早于签订",
        "subrule": "A",
        "class": "violation",
        "severity": "high",
        "feeds": [{"group": None, "criterion": 1, "rubric": "xj-2023", "indicator": "B32", "mode": "criterion_fail"}],
        "state": "open",
        "baseline": "new",
        "in_period": True,
        "visibility": "unit",
        "source": "check",
        "origin": "compare",
        "scope": {"unit": UNIT},
        "key": {"contract_no": f"HT-2023-{number:03d}"},
        "message": f"经比对台账，合同HT-2023-{number:03d}验收早于签订，需进一步核实。",
        "amount": f"{number * 1000}.50",
        "date": "2023-05-18",
        "basis": [],
        "params": {},
        "exclusions_not_applied": [],
        "repair": "event",
        "remediation": "先签订，后履行。",
        "decision": None,
        "links": [],
        "evidence_total": 0,
        "evidence": [],
        **given,
    }


def engagement(folder: Path, *findings: dict[str, Any], kind: str = "audit") -> Path:
    """A folder with one run of these findings, numbers given."""
    folder.mkdir(parents=True, exist_ok=True)
    run = {"id": "run1", "started": "2024-07-01T00:00:00Z", "kind": kind, "name": "2023年度审计", "unit": UNIT}
    run |= {"year": 2023, "period": "2023-01..2023-12", "asof": "2024-06-30", "today": "2024-07-01"}
    document = {
        "schema": "auditcheck/findings/1",
        "run": {**run, "rubric": "xj-2023", "inputs": [], "failed": []},
        **{name: [] for name in ("checks", "measures", "rolled_up", "issues", "wanted")},
        "findings": list(findings),
    }
    with closing(open_store(folder)) as store, store.transaction():
        store.add_run(document, [])
    return folder


def log_of(folder: Path) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(actor, role, action, detail without its source) of every entry."""
    with closing(open_store(folder)) as store:
        entries = store.entries()
    return [(e.actor, e.role, e.action, {k: v for k, v in e.detail.items() if k != "source"}) for e in entries]


class Hands:
    """An exported workbook in somebody's hands."""

    def __init__(self, path: Path, sheet: str) -> None:
        self.book = load_workbook(path)
        self.page = self.book[sheet]
        rows = self.page.iter_rows(max_row=12)
        coded = next(row for row in rows if sum(str(cell.value).startswith("ac:") for cell in row) > 3)
        self.columns = {str(cell.value).removeprefix("ac:"): cell.column for cell in coded}
        self.codes, self.header = coded[0].row, coded[0].row + 1

    def row(self, no: str) -> int:
        numbers = (n for n in range(self.header + 1, self.page.max_row + 1) if self.page.cell(n, 1).value == no)
        return next(numbers)

    def write(self, no: str | int, **values: Any) -> Hands:
        """``no``: the finding's number, or how many rows below the header."""
        row = self.row(no) if isinstance(no, str) else self.header + no
        for code, value in values.items():
            cell = self.page.cell(row, self.columns[code])
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # a text, whatever it starts with
        return self

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path


def rearranged(path: Path, target: Path, change: Callable[[str, list[list[Any]]], list[list[Any]]]) -> Path:
    """The workbook written anew, cell by cell, as another program would; ``change`` gets each sheet's name and cells."""
    book, new = load_workbook(path), Workbook()
    new.remove(new.active)
    for sheet in book.worksheets:
        page = new.create_sheet(sheet.title)
        rows = change(sheet.title, [[cell.value for cell in row] for row in sheet.iter_rows()])
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    cell = page.cell(number, column, value)
                    if isinstance(value, str):
                        cell.data_type = "s"
    new.save(target)
    return target


def cells(told: Any) -> Mapping[tuple[str, str], str]:
    return {(one.no, one.column): one.new for one in told}
