"""检查执行情况 and 待补资料清单: what was looked at, what could not be seen, and what to ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from auditcheck import names
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.layout import Cell, Column, Formula, Table

_CHECKS = (
    Column("检查编号", 10, "centre"),
    Column("子规则", 7, "centre"),
    Column("检查名称", 28),
    Column("类别", 7, "centre"),
    Column("执行情况", 10, "centre"),
    Column("应查", 9, "count"),
    Column("已查", 9, "count"),
    Column("资料不足", 9, "count"),
    Column("未提供", 9, "count"),
    Column("覆盖率", 9, "percent"),
    Column("命中", 8, "count"),
    Column("命中率", 9, "percent"),
    Column("缺少的列", 34),
    Column("原因", 34),
)
_WANTED = (
    Column("序号", 6, "centre"),
    Column("资料", 20),
    Column("列", 18),
    Column("涉及行数", 9, "count"),
    Column("影响的检查", 30),
    Column("影响的指标", 12),
    Column("说明", 44),
    Column("提供处室", 14),
    Column("期限", 12, "date"),
)
_COUNTS = ("population", "evaluated", "undecided", "not_supplied")


def checks_sheet(findings_doc: Doc, subtitle: str) -> Table:
    table = Table(
        name="检查执行情况",
        title="检查执行情况",
        columns=_CHECKS,
        rows=[],
        subtitle=subtitle,
        disclaimer=bool(facts.unconfirmed(findings_doc)),
    )
    for check in findings_doc.get("checks", []):
        subrules = [subrule for subrule in check.get("subrules", []) if subrule.get("key")]
        if len(subrules) > 1:
            table.strong.add(len(table.rows))
        head = [str(check["id"]), "", str(check.get("title") or check.get("name") or "")]
        table.rows.append(_check(head, check, check, table))
        for subrule in subrules if len(subrules) > 1 else []:
            table.rows.append(_check([str(check["id"]), str(subrule["key"]), ""], check, subrule, table))
    table.notes = [
        "应查＝已查＋资料不足＋未提供。未执行、资料不足均不等于无问题。",
        "检查一行为各子规则合并的情况，子规则逐行列在其下。",
    ]
    return table


def _check(head: list[str], check: Doc, counted: Doc, table: Table) -> list[Cell]:
    row = table.header_row + 2 + len(table.rows)
    missing = "\n".join(names.dotted_name(str(name)) for name in counted.get("missing") or [])
    return [
        *head,
        words.finding_class(str(check.get("class") or "")),
        words.check_state(str(counted.get("state") or "")),
        *(counted.get(name) for name in _COUNTS),
        _share(f"G{row}", f"F{row}", counted.get("evaluated"), counted.get("population")),
        hits := counted.get("hits", counted.get("findings")),
        _share(f"K{row}", f"G{row}", hits, counted.get("evaluated")),
        missing,
        "\n".join(filter(None, [str(counted.get("reason") or ""), str(counted.get("notice") or "")])),
    ]


def _share(part_cell: str, whole_cell: str, part: int | None, whole: int | None) -> Formula | None:
    if not whole or part is None:
        return None
    return Formula(f'=IF({whole_cell}=0,"",{part_cell}/{whole_cell})', Decimal(part) / Decimal(whole))


@dataclass
class Want:
    """One column of one ledger that somebody has to supply."""

    ledger: str
    column: str
    rows: int | None = None
    checks: dict[str, None] = field(default_factory=dict)
    reasons: dict[str, None] = field(default_factory=dict)
    providers: dict[str, None] = field(default_factory=dict)


def wants(findings_doc: Doc) -> list[Want]:
    """What is wanted, by ledger and column; columns that no sheet supplies count too.

    Checks that want the same column mostly want it for the same rows: the largest number stands, not the sum.
    """
    found: dict[tuple[str, str], Want] = {}
    for item in findings_doc.get("wanted", []):
        want = _want(found, str(item.get("ledger") or ""), str(item.get("column") or ""))
        want.rows = max(want.rows or 0, int(item.get("rows") or 0))
        want.checks[str(item.get("check") or "")] = None
        want.reasons.update(dict.fromkeys(filter(None, [str(item.get("why") or "")])))
        want.providers.update(dict.fromkeys(filter(None, [str(item.get("department") or "")])))
    for check in findings_doc.get("checks", []):
        for name in _never_supplied(check):
            ledger, _dot, column = name.partition(".")
            want = _want(found, ledger, column)
            want.checks[str(check["id"])] = None
            if ledger.startswith("$"):
                where = f'[params."{check["id"]}"] {ledger[1:]}'
                want.reasons[f"请按本单位制度填写，写入 auditcheck.toml 的 {where}"] = None
            elif ledger.startswith("ref_"):
                want.reasons[f"请按本单位（地区）标准填写，文件名写入 auditcheck.toml 的 [reference] {ledger[4:]}"] = (
                    None
                )
            elif want.rows is None:
                want.reasons["所交资料没有这一列" if column else "未提供该资料"] = None
    return [found[key] for key in sorted(found)]


def _never_supplied(check: Doc) -> Iterable[str]:
    parts = [check, *check.get("subrules", [])]
    stopped = (part for part in parts if part.get("state") in ("skipped", "not_run"))
    groups = (str(group) for part in stopped for group in part.get("missing") or [])
    return dict.fromkeys(name for group in groups for name in group.split(" | "))


def _want(found: dict[tuple[str, str], Want], ledger: str, column: str) -> Want:
    return found.setdefault((ledger, column), Want(ledger, column))


def _wanted_column(want: Want) -> str:
    if want.ledger.startswith("$"):
        return names.dotted_name(want.ledger)
    return names.column_name(want.column, want.ledger) if want.column else ""


def wanted_sheet(findings_doc: Doc, score_doc: Doc | None, subtitle: str) -> Table:
    titles = facts.titles(findings_doc)
    indicators = facts.indicators_of_check(findings_doc, score_doc)
    rows: list[list[Cell]] = []
    for number, want in enumerate(wants(findings_doc), 1):
        codes = sorted({code for check in want.checks for code in indicators.get(check, [])})
        rows.append(
            [
                number,
                "本单位制度" if want.ledger.startswith("$") else names.ledger_name(want.ledger),
                _wanted_column(want),
                want.rows,
                "\n".join(f"{check} {titles.get(check, '')}".strip() for check in want.checks),
                "、".join(codes),
                "\n".join(want.reasons),
                "、".join(want.providers),
                None,
            ]
        )
    return Table(
        name="待补资料清单", title="待补资料清单", columns=_WANTED, rows=rows, subtitle=f"{subtitle}　共{len(rows)}项"
    )
