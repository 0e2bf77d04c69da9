"""What stands above the indicators of a form: unit, project, year, funds, goal; in one line or in several."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from auditcheck.targets.lines import Line
from auditcheck.targets.quantities import tidy

if TYPE_CHECKING:
    from auditcheck.targets.reading import Table

_UNIT = re.compile(r"(?:预算|填报|实施|申报|项目)?(?:单位|部门)(?:名称)?(?:\((?:盖章|公章|签章)\))?")
_ABOVE = re.compile(r"主管(?:部门|单位)(?:名称)?(?:及代码|\(及代码\)|\(盖章\))?")
_PROJECT = re.compile(r"(?:项目|部门)名称(?:及编码)?")
_FUNDS = re.compile(
    r"(?:(?:项目|年度|部门)?(?:资金|预算)(?:总额|情况|安排)?\s*\((?P<unit>万元|元|亿元)\)|项目资金|年度资金总额|(?:其中:)?财政拨款|其他资金)"
)
_GOAL = re.compile(r"(?:项目|年度|部门|中期|总体|长期|实施期)*(?:绩效)?(?:总体)?目标(?:\(.{1,20}\))?")
_YEAR = re.compile(r"\(?(20\d\d)\s*年(?:度)?\)?")
_MONEY_UNIT = re.compile(r"\(?(?:金额)?单位:(?P<unit>万元|元|亿元)\)?")
# Labels of the form that say nothing of targets.
_OTHER = re.compile(
    r"项目(?:属性|期|类别|类型|编码|代码|负责人|起止(?:时间|年限))|起止(?:时间|年限)|实施期限?|联系(?:人|电话)|填报(?:人|日期|时间)"
    r"|立项依据.*|项目概况|经费性质|资金用途|职能(?:概述|职责).*|审核意见.*|填表说明.*"
)
_AMOUNT = r"\s*[:：]?[\t ]*(-?[\d,]+(?:\.\d+)?)"
_PARTS = {
    "total": re.compile(r"(?<!中期)(?<!中期资金)(?:年度)?(?:资金|预算)?(?:总额|合计|总计)" + _AMOUNT),
    "fiscal": re.compile(r"(?:财政拨款|财政资金|财政性资金)" + _AMOUNT),
    "other": re.compile(r"(?:其他资金|自筹资金|单位资金)" + _AMOUNT),
}
_SCALE = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000)}


class Heading:
    """The top of one table while its lines come in."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._in_goal = False
        self._money = "万元"
        self._authority: str | None = None

    def take(self, line: Line) -> str | None:
        """Why the line is a reject, or None."""
        first = _label(line.filled[0][1])
        if len(line.filled) == 1 and _YEAR.fullmatch(first):
            self.table.title += first
            return None
        for _column, cell in line.filled:
            if match := _MONEY_UNIT.fullmatch(tidy(cell)):
                self._money = match["unit"]
        if _GOAL.fullmatch(first) and (len(line.filled) > 1 or not self._in_goal):
            self._goal(line)
        elif _FUNDS.match(first) and not self._in_goal:
            self._funds(line)
        elif self._labelled(line) and not self._in_goal:
            pass
        elif self._in_goal:
            said = " ".join(cell for _column, cell in line.filled)
            self.table.goal = f"{self.table.goal}{said}"
        elif _OTHER.fullmatch(first) or _MONEY_UNIT.fullmatch(first):
            return None
        else:
            return "表头中无法识别的内容"
        return None

    def _goal(self, line: Line) -> None:
        said = [cell for _column, cell in line.filled if not _GOAL.fullmatch(_label(cell))]
        self.table.goal = (self.table.goal or "") + " ".join(said)
        self.table.places.setdefault("goal", line.number)
        self._in_goal = True

    def _labelled(self, line: Line) -> bool:
        """Labels and values side by side; 预算单位：某局 in one cell. Whether any was found."""
        texts = [cell for _column, cell in line.filled]
        found = False
        for number, text in enumerate(texts):
            label, colon, rest = tidy(text).partition(":")
            value = rest.strip() if colon and rest.strip() else texts[number + 1] if number + 1 < len(texts) else None
            label = _label(label)
            if _MONEY_UNIT.fullmatch(tidy(text)):
                continue
            for name, pattern in (("unit", _UNIT), ("project", _PROJECT)):
                if pattern.fullmatch(label):
                    found = True
                    if getattr(self.table, name) is None:
                        setattr(self.table, name, value)
                        self.table.places[name] = line.number
            if _ABOVE.fullmatch(label):
                found, self._authority = True, value
        return found

    def _funds(self, line: Line) -> None:
        text = tidy(" ".join(cell for _column, cell in line.filled))
        if (match := _FUNDS.match(text)) and match["unit"]:
            self._money = match["unit"]
        for name, pattern in _PARTS.items():
            found = pattern.search(text)
            if found:
                self.table.funds[name] = Decimal(found[1].replace(",", "")) * _SCALE[self._money]
            else:
                self.table.funds.setdefault(name, None)
        self.table.places.setdefault("funds", line.number)

    def close(self) -> None:
        """Where no line names the unit that files, the authority above it does."""
        if self.table.unit is None:
            self.table.unit = self._authority


def _label(text: str) -> str:
    return re.sub(r"\s+", "", tidy(text)).rstrip(":")
