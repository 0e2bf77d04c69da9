"""Target tables out of lines. Every line ends as part of a table, as furniture or as a reject."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from auditcheck.targets.heading import Heading
from auditcheck.targets.levels import above, belongs, dimension, is_first, kin_of
from auditcheck.targets.lines import Line
from auditcheck.targets.quantities import tidy
from auditcheck.targets.values import Value, parse

_TITLE = re.compile(
    r"(?:.{0,30}?)(?P<kind>项目|部门(?:\(单位\))?整体|单位整体)?支出绩效目标(?:申报|批复)?表(?:.{0,12})?"
)
_FURNITURE = re.compile(
    r"附[件表]\s*\d*[:：]?|表\s*\d+|密级.{0,8}|-?\s*\d+\s*-|(?:第\s*)?\d+\s*页(?:[，,]?\s*共\s*\d+\s*页)?"
)
_COST = re.compile(r"成本|费|经费|资金|工资|单价|金额")


@dataclass
class Row:
    """One indicator; ``doubtful`` with the reason where a level was resolved or a cell joined, not read."""

    line: int
    level1: str
    level2: str
    level3: str
    raw: str
    value: Value
    why: list[str] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)

    @property
    def doubtful(self) -> bool:
        return bool(self.why)


@dataclass
class Table:
    """One form. Funds in 万元 as on the form; ``places``: line of the title, the unit, the funds, the goal."""

    line: int
    kind: str  # project | department
    title: str
    sheet: str = ""
    unit: str | None = None
    project: str | None = None
    funds: dict[str, Decimal | None] = field(default_factory=dict)
    goal: str | None = None
    places: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


@dataclass
class Reading:
    """``rejects``: (line number, text, why); ``furniture``: line numbers; every other line is in a table."""

    tables: list[Table] = field(default_factory=list)
    furniture: list[int] = field(default_factory=list)
    rejects: list[tuple[int, str, str]] = field(default_factory=list)
    used: int = 0


def read_tables(lines: Iterable[Line]) -> Reading:
    reading = Reading()
    reader: _Form | None = None
    forms: list[_Form] = []
    for line in lines:
        if line.is_empty:
            reading.furniture.append(line.number)
            if reader:
                reader.page_may_end()
            continue
        title = _title(line)
        if title:
            reader = _Form(
                Table(
                    line.number,
                    "project" if "项目" in (title["kind"] or "项目") else "department",
                    line.text,
                    line.sheet,
                )
            )
            forms.append(reader)
            reading.tables.append(reader.table)
            reading.used += 1
        elif len(line.filled) == 1 and _FURNITURE.fullmatch(tidy(line.text)):
            reading.furniture.append(line.number)
        elif reader is None:
            reading.rejects.append((line.number, line.text, "表格标题之前的文字"))
        elif why := reader.take(line):
            reading.rejects.append((line.number, line.text, why))
        else:
            reading.used += 1
    for form in forms:
        form.close()
    return reading


def _title(line: Line) -> re.Match[str] | None:
    if len(line.filled) > 2:
        return None
    return _TITLE.fullmatch(re.sub(r"\s+", "", tidy(line.filled[0][1])))


class _Form:
    """One table while its lines come in."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._level1 = self._level2 = ""
        self._seen: list[str] = []
        self._in_rows = False
        self._page_end = False
        self._heading = Heading(table)
        self._first = 0  # column of 一级指标
        self._remarks: int | None = None  # column at which remarks begin
        self._open: list[Row] = []  # rows whose level 2 may be that of the next page

    def page_may_end(self) -> None:
        self._page_end = True

    def take(self, line: Line) -> str | None:
        """Why the line is a reject, or None."""
        names = [(column, re.sub(r"\s+", "", tidy(cell))) for column, cell in line.filled]
        at = next((number for number, (_column, name) in enumerate(names[:3]) if name == "一级指标"), None)
        if at is not None:
            self._header(line, names, at)
        elif self._in_rows:
            return self._row(line)
        elif why := self._heading.take(line):
            return why
        self._page_end = False
        return None

    def _header(self, line: Line, names: list[tuple[int, str]], at: int) -> None:
        self._in_rows = True
        self.table.places.setdefault("header", line.number)
        # 绩效指标 in front of the levels, 备注, 权重, 修改说明 behind the value are no part of a target.
        self._first = names[at][0]
        value = next((number for number, (_column, name) in enumerate(names) if name.startswith("指标值")), None)
        self._remarks = names[value + 1][0] if value is not None and value + 1 < len(names) else None

    def close(self) -> None:
        self._heading.close()
        _settle(self.table)

    def _row(self, line: Line) -> str | None:
        cells = [
            (column - self._first, text)
            for column, text in line.filled
            if column >= self._first and (self._remarks is None or column < self._remarks)
        ]
        if not cells:
            return None
        if len(cells) == 1:
            return self._fragment(line, *cells[0])
        if all(dimension(text) or is_first(text) for _column, text in cells):  # of a form not filled in yet
            self._level1, self._level2 = cells[0][1], cells[-1][1]
            self._page_end = False
            return None
        why: list[str] = []
        if dimension(cells[-2][1]) and cells[-2][0] < 2:
            cells = [*cells, (cells[-1][0] + 1, "")]
            why.append("指标值缺失")
        *labels, (column, name), (_value_column, raw) = cells
        level1, level2 = self._levels([text for _column, text in labels], [at for at, _text in labels], column, why)
        row = Row(line.number, level1, level2, name, raw, parse(raw), why)
        if labels and self._open and level2:
            self._resolve_open(level1, level2)
        if not labels and (why or not level2):
            self._open.append(row)
        elif labels:
            self._open.clear()
        self.table.rows.append(row)
        self._level1, self._level2 = level1, level2
        if level1 and (not self._seen or self._seen[-1] != level1):
            self._seen.append(level1)
        self._page_end = False
        return None

    def _levels(self, labels: list[str], at: list[int], column: int, why: list[str]) -> tuple[str, str]:
        if not labels:
            if column < 2:
                why.append("指标级次单元格缺失或左移，按上文归入")
            return self._level1, self._level2
        if len(labels) == 1:
            label = labels[0]
            if dimension(label):
                level1 = self._level1 if self._level1 and belongs(self._level1, label) else above(label, self._seen)
                if at[0] != 1:
                    why.append("二级指标单元格左移，一级指标按名称归属")
                elif level1 != self._level1:
                    why.append("一级指标缺失，按名称归属")
                return level1, label
            if is_first(label):
                why.append("缺二级指标")
                return label, ""
            why.append(f"“{label}”不是二级指标名称，按上文归入")
            return self._level1, self._level2
        known = [label for label in labels if dimension(label)]
        level2 = known[-1] if known else labels[-1]
        level1 = labels[0]
        if len(labels) > 2:
            why.append(f"本行有{len(labels)}个级次单元格，按最后一个归类")
        if not is_first(level1) and not (dimension(level1) == "满意度" and dimension(level2) == "满意度"):
            why.append(f"“{level1}”不是一级指标名称，按二级指标归属")
            level1 = above(level2, self._seen)
        elif not belongs(level1, level2):
            why.append(f"“{level2}”不属于“{level1}”，按名称归属")
            level1 = above(level2, [])
        if not known:
            why.append(f"“{level2}”不是通用的二级指标名称")
        return level1, level2

    def _resolve_open(self, level1: str, level2: str) -> None:
        """Rows that stood without labels before a new label: a merged cell that a page break cut speaks for them too."""
        for row in self._open:
            kin = kin_of(row.level3, row.raw)
            mine = dimension(row.level2) if row.level2 else None
            if not row.level2 or (kin is not None and kin != mine and kin == dimension(level2) and self._page_end):
                row.why.append(f"跨页合并单元格，按指标内容归入下文“{level2}”")
                row.level1, row.level2 = level1, level2
        self._open.clear()

    def _fragment(self, line: Line, column: int, text: str) -> str | None:
        """One cell alone: the rest of a cell that a page break cut, or a level that stands by itself."""
        if dimension(text) or is_first(text):
            if dimension(text):
                self._level1 = self._level1 if belongs(self._level1, text) and self._level1 else above(text, self._seen)
                self._level2 = text
            else:
                self._level1 = text
            return None
        if not self.table.rows or not self._page_end:
            return "只有一个单元格，无法判断属于哪个指标"
        row = self.table.rows[-1]
        if column <= 2 and not row.raw.endswith(("。", "；")):
            row.level3 += text
        else:
            row.raw += text
        row.joined.append(line.number)
        row.why.append("单元格被分页截断，已与上一行合并")
        self._page_end = False
        return None


def _settle(table: Table) -> None:
    """Values are read again where the whole row says that they are money (140万 of a cost)."""
    for row in table.rows:
        row.value = parse(row.raw, _about_money(row.level2, row.level3))


def _about_money(level2: str, level3: str) -> bool:
    return dimension(level2) == "成本" or bool(_COST.search(level3))


def row_of(line: int, level1: str, level2: str, level3: str, raw: str) -> Row:
    """A row as a form would give it, read as rows of forms are."""
    return Row(line, level1, level2, level3, raw, parse(raw, _about_money(level2, level3)))
