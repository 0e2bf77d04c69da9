"""概览: the first sheet, one page that says what was examined, what came out and what it may be used for."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from auditcheck import wording
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.layout import Book, Cell, excel_number, lines_of
from auditcheck.report.sheets_load import differences, unread_files

_COLUMNS = len(words.STATES) + 2
_COLUMN_WIDTH = 14
_LINE = 18
_CHECK_STATES = ("clean", "findings", "not_applicable", "skipped", "error")

Pairs = list[tuple[str, Cell]]


def add_overview(book: Book, findings_doc: Doc, score_doc: Doc | None, load_doc: Doc) -> None:
    page = _Page(book, disclaimer=bool(facts.unconfirmed(findings_doc)))
    kind = facts.kind(findings_doc)
    page.pairs("一、项目", _job(findings_doc, score_doc))
    columns = [words.state(state, kind) for state in words.STATES]
    page.matrix("二、发现数", ["", *columns, "合计"], _counts(findings_doc))
    number = iter("三四五")
    if score_doc is not None:
        page.pairs(f"{next(number)}、得分", _score(score_doc))
    page.pairs(f"{next(number)}、读取与检查", _coverage(findings_doc, load_doc))
    page.pairs(f"{next(number)}、运行环境", _environment(findings_doc))
    page.finish()


class _Page:
    """Writes the sheet from top to bottom."""

    def __init__(self, book: Book, disclaimer: bool) -> None:
        self._book = book
        self._sheet: Any = book.add_sheet("概览", "数据筛查情况概览", _COLUMNS - 1, disclaimer=disclaimer)
        self._top = self._row = 1 + disclaimer
        self._sheet.set_column(0, 0, _COLUMN_WIDTH + 4)
        self._sheet.set_column(1, _COLUMNS - 1, _COLUMN_WIDTH)

    def pairs(self, title: str, pairs: Pairs) -> None:
        self._heading(title)
        room = _COLUMN_WIDTH * (_COLUMNS - 1)
        for label, value in pairs:
            style = self._book.cell_style("left points" if isinstance(value, Decimal) else "text", value)
            self._book.write(self._sheet, self._row, 0, "text", label, strong=True)
            self._sheet.merge_range(self._row, 1, self._row, _COLUMNS - 1, "", style)
            if isinstance(value, Decimal):
                self._sheet.write_number(self._row, 1, excel_number(value), style)
            elif value:
                self._sheet.write_string(self._row, 1, str(value), style)
            # A merged cell never grows by itself.
            self._sheet.set_row(self._row, _LINE * lines_of(str(value), room))
            self._row += 1

    def matrix(self, title: str, header: list[str], rows: Iterable[list[Cell]]) -> None:
        self._heading(title)
        for number, cells in enumerate([list[Cell](header), *rows]):
            for index, value in enumerate(cells):
                strong = number == 0 or index == 0
                self._book.write(self._sheet, self._row, index, "text" if index == 0 else "centre", value, strong)
            self._sheet.set_row(self._row, _LINE)
            self._row += 1

    def finish(self) -> None:
        self._sheet.freeze_panes(self._top, 0)
        self._sheet.repeat_rows(0, self._top - 1)
        self._sheet.fit_to_pages(1, 1)

    def _heading(self, title: str) -> None:
        style = self._book.style(font_name="黑体", font_size=12, valign="vcenter")
        self._sheet.set_row(self._row, 26)
        self._sheet.write_string(self._row, 0, title, style)
        self._row += 1


def period(run: Doc) -> str:
    """2023年; 2021年—2023年; 2023年3月—6月."""
    begins, _dots, ends = str(run.get("period") or "").partition("..")
    if not ends:
        return f"{run['year']}年" if run.get("year") else ""
    first, last = date.fromisoformat(f"{begins}-01"), date.fromisoformat(f"{ends}-01")
    if (first.month, last.month) == (1, 12) and first.year < last.year:
        return f"{first.year}年—{last.year}年"
    return wording.day(first, last.replace(day=monthrange(last.year, last.month)[1]))


def _job(findings_doc: Doc, score_doc: Doc | None) -> Pairs:
    run, kind = findings_doc.get("run", {}), facts.kind(findings_doc)
    pairs: Pairs = [
        ("项目", str(run.get("name") or run.get("project") or words.DASH)),
        (words.unit_label(kind), "、".join(facts.units(findings_doc)) or words.DASH),
        ("年度", period(run)),
        ("评价截止日", str(run.get("asof") or "")),
        ("性质", words.kind_of_job(kind)),
    ]
    if score_doc is not None:
        pairs.append(("依据的评分体系", f"{words.rubric(score_doc)}（{score_doc.get('rubric')}）"))
    internal = [item for item in findings_doc.get("findings", []) if item.get("visibility") == "internal"]
    if internal:
        pairs.append(("知悉范围", f"含仅限内部使用的线索{len(internal)}条，未经专人批准不得向有关单位提供。"))
    return [*pairs, ("免责声明", words.DISCLAIMER)]


def _counts(findings_doc: Doc) -> Iterable[list[Cell]]:
    findings = findings_doc.get("findings", [])
    for value in words.CLASSES:
        chosen = [item for item in findings if item.get("class") == value]
        yield _count(f"类别：{words.finding_class(value)}", chosen)
    for value in words.SEVERITIES:
        chosen = [item for item in findings if item.get("severity") == value]
        yield _count(f"级别：{words.severity(value)}", chosen)
    yield _count("合计", findings)


def _count(label: str, findings: list[Doc]) -> list[Cell]:
    by_state = Counter(str(item.get("state")) for item in findings)
    return [label, *(by_state[state] for state in words.STATES), len(findings)]


def _score(score_doc: Doc) -> Pairs:
    coverage = score_doc.get("coverage") or {}
    simulated = facts.simulated(score_doc)
    pairs: Pairs = [("得分", facts.money(score_doc.get("total"))), ("满分", facts.money(score_doc.get("max")))]
    if facts.money(score_doc.get("open_points")):
        pairs.append(("未评分值", facts.money(score_doc.get("open_points"))))
    if score_doc.get("grade"):
        pairs.append(("等次", str(score_doc["grade"])))
    if simulated:
        low, high = simulated
        pairs.append(("模拟得分", low if low == high else f"{low:.2f}—{high:.2f}"))
    pairs.append(("模拟得分说明", "若疑点全部成立的得分，仅供内部参考。"))
    unscored = "、".join(map(str, coverage.get("unscored") or []))
    words_unscored = f"，未评：{unscored}" if unscored else ""
    partial = "、".join(map(str, coverage.get("partial") or []))
    words_unscored += f"，部分未评：{partial}" if partial else ""
    pairs.append(("指标", f"共{coverage.get('indicators', 0)}个，已评{coverage.get('scored', 0)}个{words_unscored}"))
    return pairs


def _coverage(findings_doc: Doc, load_doc: Doc) -> Pairs:
    sheets = load_doc.get("sheets", [])
    rows: Counter[str] = Counter()
    for sheet in sheets:
        rows.update({name: int((sheet.get("rows") or {}).get(name) or 0) for name in ("in", "loaded", "rejected")})
    states = Counter(str(check.get("state")) for check in findings_doc.get("checks", []))
    differing = sum(1 for sheet in sheets if differences(sheet))
    by_state = "，".join(f"{words.check_state(state)}{states[state]}项" for state in _CHECK_STATES if states[state])
    pairs: Pairs = [
        (
            "表",
            f"{len(sheets)}张，共{rows['in']}行：读入{rows['loaded']}行，未读入{rows['rejected']}行，其余为标题、合计等",
        ),
        ("检查", f"共{sum(states.values())}项：{by_state}" if states else words.DASH),
    ]
    if differing:
        pairs.append(("合计不符", f"{differing}张表的表内合计与各行之和不符，见“读取情况”。"))
    if failed := unread_files(load_doc):
        pairs.append(("未能读取的文件", "、".join(str(file["file"]) for file in failed)))
    if states["skipped"] or states["error"]:
        pairs.append(("提示", "未执行、出错的检查不等于无问题，原因见“检查执行情况”，所需资料见“待补资料清单”。"))
    return pairs


def _environment(findings_doc: Doc) -> Pairs:
    run = findings_doc.get("run", {})
    files = {str(item.get("file")) for item in run.get("inputs", [])}
    return [
        ("程序版本", f"auditcheck {run.get('version') or ''}，{run.get('engine') or ''}"),
        ("运行编号", str(run.get("id") or "")),
        ("运行时间", str(run.get("started") or "")),
        ("输入文件", f"{len(files)}个，文件名及 SHA-256 见“读取情况”"),
    ]
