"""资料清单: what is pending by name, what no sheet holds yet by document and department, and what was received."""

from __future__ import annotations

import re

from auditcheck import names
from auditcheck.report import facts
from auditcheck.report.facts import Doc
from auditcheck.report.layout import Cell, Column, Table, continued
from auditcheck.report.papers import clauses
from auditcheck.report.papers.matters import Job
from auditcheck.report.sheets_checks import Want, wants
from auditcheck.report.templates import FORMS

NAME = "资料清单"
# What the auditors fill in themselves is not asked of the unit; nor is the register that is made from the files handed in.
OWN = (*FORMS, "evidence", "calendar")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WANTED = (
    Column("序号", 5, "centre"),
    Column("资料名称", 24),
    Column("期间", 14),
    Column("格式要求", 20),
    Column("提供部门", 14),
    Column("应提供日", 12, "date"),
    Column("实际提供日", 12, "date"),
    Column("份数", 6, "count"),
    Column("是否原件", 8, "centre"),
    Column("哈希（SHA-256）", 22),
    Column("缺失说明", 50),
)


def wanted(document: Doc, job: Job) -> Table:
    """资料清单: what is pending by name, what no sheet holds yet by document and department, and what was received."""
    rows: list[list[Cell]] = []
    pending = [one for one in document.get("findings", []) if clauses.life(one).get("pending")]
    for one in sorted(pending, key=lambda each: str(clauses.life(each)["pending"].get("due") or "9999")):
        asked = clauses.life(one)["pending"]
        # The number alone, of a lead not even that: what is suspected does not go to the unit with a request for papers.
        why = f"待补资料（{one.get('no')}）" if clauses.shown_to_unit(one) else "待补资料"
        rows.append(_wanted_row(str(asked.get("what") or ""), job, "", asked.get("provider"), asked.get("due"), why))
    by_document: dict[tuple[str, str], list[Want]] = {}
    for want in wants(document):
        if want.ledger and want.ledger not in OWN and not want.ledger.startswith(("$", "ref_")):
            by_document.setdefault(("、".join(want.providers), want.ledger), []).append(want)
    inside = {str(check["id"]) for check in document.get("checks", []) if check.get("visibility") == "internal"}
    for (department, ledger), asked_for in sorted(by_document.items()):
        # A column that only leads need is not named: the list goes to the unit and would tell what is looked for.
        open_ones = [want for want in asked_for if set(want.checks) - inside]
        missing = [
            f"{name}（{want.rows}行）" if want.rows else name
            for want in open_ones
            if _CHINESE.search(name := _column(want))
        ]
        why = f"缺：{'、'.join(missing) or '整张表'}"
        form = "电子表格（xlsx、et、csv），可用所附台账模板"
        rows += continued(_WANTED, _wanted_row(names.ledger_name(ledger), job, form, department, None, why))
    for given in document.get("run", {}).get("inputs", []):
        row = _wanted_row(str(given.get("file") or ""), job, "", None, None, "已提供")
        row[7], row[9] = 1, str(given.get("sha256") or "")
        rows.append(row)
    for number, row in enumerate(rows, 1):
        row[0] = str(number)
    return Table(NAME, "资料清单（PBC）", _WANTED, rows, subtitle=f"{job.about}　共{len(rows)}项")


def _wanted_row(name: str, job: Job, form: str, department: object, due: object, why: str) -> list[Cell]:
    return ["", name, job.period, form, str(department or ""), facts.day(due), None, None, None, "", why]


def _column(want: Want) -> str:
    return names.column_name(want.column, want.ledger) if want.column else ""
