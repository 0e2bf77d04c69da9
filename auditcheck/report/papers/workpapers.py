"""工作底稿: one sheet a matter, with as many reviews as ``[review] levels`` says; the first sheet is the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from auditcheck import names, wording
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.files import replacing
from auditcheck.report.issues import amount_once
from auditcheck.report.layout import Book, Cell, Column, Table, row_height
from auditcheck.report.page import OPTIONS
from auditcheck.report.papers import clauses, sheet_templates
from auditcheck.report.papers.matters import Job, Matter

_COLUMNS = (Column("项目", 16, "centre"), Column("内容", 82))
_INDEX = (
    Column("索引号", 14, "centre"),
    Column("类别", 8, "centre"),
    Column("审计事项", 36),
    Column("问题数", 8, "count"),
    Column("涉及金额（元）", 16, "money"),
    Column("附件数量", 9, "count"),
    Column("复核", 20, "centre"),
)
_TALLEST = 26 * 14.5  # points of a cell; what is longer goes on in the next row


def write_workpapers(path: Path, found: Sequence[Matter], job: Job) -> None:
    """Raises AuditcheckError where the file cannot be written."""
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": "工作底稿", "author": "auditcheck"})
        book = Book(workbook)
        book.add_table(_index(found, job))
        for matter in found:
            _sheet(book, matter, job)
        workbook.close()


def lines(matter: Matter, job: Job) -> list[tuple[str, str]]:
    """(label, text) of one working paper. Whoever prepares and reviews it signs by hand."""
    amounts = clauses.amounts_by_kind(matter.findings)
    money = [f"{kind}{wording.amount(amount)}" for kind, amount in amounts.items() if amount is not None]
    total = amount_once(matter.findings)
    return [
        ("索引号", matter.index),
        ("项目名称", job.name or words.DASH),
        (words.unit_label(job.kind), job.unit or words.DASH),
        ("会计期间", job.period or words.DASH),
        (_noun(job.kind, "事项"), f"{matter.group}：{matter.title}"),
        (_noun(job.kind, "目标"), _objective(matter)),
        ("实施程序", "\n".join(_procedures(matter))),
        ("样本与覆盖率", "\n".join(_coverage(matter)) or words.DASH),
        (_noun(job.kind, "过程与证据"), "\n".join(clauses.evidence_names(matter.findings, most=40, full=True))),
        (f"{_noun(job.kind, '认定的事实摘要')}", "\n".join(_facts(matter))),
        ("发现问题", "\n".join(f"{one.number}　{one.title}　{one.states(job.kind)}" for one in matter.problems)),
        (
            "涉及金额",
            "；".join(filter(None, [wording.amount(total) if total is not None else "", *money])) or words.DASH,
        ),
        ("定性依据", facts.bases(matter.findings) or words.DASH),
        ("处理建议", "\n".join(clauses.advice(matter.findings)) or words.DASH),
        ("单位意见", "\n".join(clauses.answers(matter.findings)) or words.DASH),
        ("结论", f"认定问题{len(matter.problems)}项（{matter.title}）。"),
        *([("待核实疑点", _waiting(matter))] if matter.waiting else []),
        (
            "附件数量",
            f"取证单{len(matter.problems)}份：{'、'.join(one.paper for one in matter.problems)}；附件共　　页",
        ),
        ("编制人、日期", ""),
        *reviews(matter.findings, job.levels),
    ]


def fields(matter: Matter | None, job: Job) -> dict[str, str]:
    """The lines by the names that templates use, the same for every kind of job; 复核 holds all levels."""
    told = lines(matter or Matter("", "", "", ()), job)
    plain: dict[str, str] = {}
    levels: list[str] = []
    for label, text in told:
        name = sheet_templates.field_name(label)
        if name in job.levels or name == "复核":
            levels.append(f"{name}：{text}" if name != "复核" else text)
            continue
        for noun in ("审计", "自查", "评价"):
            name = name.removeprefix(noun)
        plain[{words.unit_label(job.kind): "单位"}.get(name, name)] = text
    return plain | {"待核实疑点": plain.get("待核实疑点", ""), "复核": "\n".join(levels)}


def reviews(findings: Sequence[Doc], levels: Sequence[str]) -> list[tuple[str, str]]:
    """A line a level with what its reviewer said; 未复核 where one is missing. Signatures are left to hands."""
    if not levels:
        return [("复核", "未复核")]
    told: list[tuple[str, str]] = []
    for level in levels:
        said = [
            [one for one in clauses.life(each).get("reviews") or () if one.get("level") == level] for each in findings
        ]
        missing = sum(not each for each in said)
        every = list(dict.fromkeys(_review(one) for each in said for one in each))
        text = "\n".join(every)
        if missing:
            text = f"{text}\n（另有{missing}项未复核）" if every else "未复核"
        told.append((f"{level}（复核人、日期、意见）", text))
    return told


def _review(one: Mapping[str, Any]) -> str:
    agrees = "同意" if one.get("agrees") else "不同意"
    opinion = f"：{one['opinion']}" if one.get("opinion") else ""
    return f"{one.get('person') or ''}　{one.get('date') or ''}　{agrees}{opinion}"


def _index(found: Sequence[Matter], job: Job) -> Table:
    rows: list[list[Cell]] = []
    for matter in found:
        missing = [level for level, text in reviews(matter.findings, job.levels) if "未复核" in text]
        stage = "未复核" if len(missing) >= max(len(job.levels), 1) else "部分复核" if missing else "已复核"
        amount = amount_once(matter.findings)
        rows.append(
            [
                matter.index,
                matter.group,
                matter.title,
                len(matter.problems),
                amount,
                len(matter.problems),
                stage,
            ]
        )
    return Table("底稿目录", "工作底稿目录", _INDEX, rows, subtitle=f"{job.about}　共{len(rows)}份")


def _sheet(book: Book, matter: Matter, job: Job) -> None:
    title = f"{_noun(job.kind, '')}工作底稿"
    head = f"{matter.index}　{matter.title}"
    sheet = book.add_sheet(matter.index, title, 1, head, disclaimer=bool(matter.waiting))
    sheet.set_portrait()
    for index, column in enumerate(_COLUMNS):
        sheet.set_column(index, index, column.width)
    row = 3 if matter.waiting else 2
    for label, text in lines(matter, job):
        for part in _parts(text):
            book.write(sheet, row, 0, "centre", label, True)
            book.write(sheet, row, 1, "text", part)
            sheet.set_row(row, max(row_height(_COLUMNS, [label, part]), 30.0 if not part else 0.0))
            row += 1


def _parts(text: str) -> list[str]:
    """A text in parts that a row can show."""
    parts: list[str] = []
    for line in text.split("\n"):
        joined = f"{parts[-1]}\n{line}" if parts else line
        if parts and row_height(_COLUMNS, [None, joined]) <= _TALLEST:
            parts[-1] = joined
        else:
            parts.append(line)
    return parts


def _facts(matter: Matter) -> list[str]:
    told = []
    for one in matter.problems:
        inside = "【仅限内部】" if one.internal else ""
        told += [f"{inside}（{each.get('no')}）{clauses.fact(each)}" for each in one.findings]
    return told


def _objective(matter: Matter) -> str:
    titles = dict.fromkeys(str(check.get("title") or check.get("name") or "") for check in matter.checks)
    return f"核实是否存在{'、'.join(filter(None, titles)) or matter.title}的情况。"


def _procedures(matter: Matter) -> list[str]:
    told = []
    for check in matter.checks:
        ledgers = list(dict.fromkeys(names.ledger_name(str(name)) for name in _ledgers(matter, str(check["id"]))))
        sources = f"，依据{'、'.join(ledgers)}" if ledgers else ""
        told.append(f"{check['id']} {check.get('title') or check.get('name') or ''}：逐笔比对{sources}。")
    ways = dict.fromkeys(words.source(one) for one in matter.findings)
    return [*told, f"取证方式：{'、'.join(filter(None, ways))}。"] if any(ways) else told


def _ledgers(matter: Matter, check: str) -> list[str]:
    found = (one for one in matter.findings if one.get("check") == check)
    return list(dict.fromkeys(str(item.get("ledger") or "") for one in found for item in one.get("evidence", [])))


def _coverage(matter: Matter) -> list[str]:
    told = []
    for check in matter.checks:
        total, judged = int(check.get("population") or 0), int(check.get("evaluated") or 0)
        if not total:
            continue
        held = sum(one.get("check") == check["id"] for one in matter.findings)
        share = (Decimal(judged) * 100 / total).quantize(wording.CENT, ROUND_HALF_UP)
        rest = f"，资料不足{check['undecided']}条" if check.get("undecided") else ""
        told.append(f"{check['id']}：总体{total}条，实际判断{judged}条，覆盖率{share}%{rest}；认定{held}条。")
    vouchers = dict.fromkeys(
        str(item["values"]["voucher_no"])
        for one in matter.findings
        for item in one.get("evidence", [])
        if item.get("ledger") == "voucher_checks" and item.get("values", {}).get("voucher_no")
    )
    return [*told, f"抽凭：{'、'.join(vouchers)}。"] if vouchers else told


def _waiting(matter: Matter) -> str:
    numbers = [str(one.get("no") or "") for one in matter.waiting]
    return f"{facts.shorten(numbers, 20, '条', '、')}。{words.DISCLAIMER}。"


def _noun(kind: str, what: str) -> str:
    return {"selfcheck": "自查", "evaluation": "评价"}.get(kind, "审计") + what
