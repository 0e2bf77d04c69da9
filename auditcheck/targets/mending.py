"""Proposed wordings that pass the rules. What only the unit can know (a level, a price) is a proposal to be reckoned anew."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from auditcheck.targets.levels import above, dimension
from auditcheck.targets.on_money import costs
from auditcheck.targets.on_values import is_duration
from auditcheck.targets.quantities import tidy
from auditcheck.targets.reading import Row, Table, row_of
from auditcheck.targets.rulebook import TESTS, Hit
from auditcheck.targets.view import View, plain

_CENT = Decimal("0.01")
_STEPS = 12
_SURE = 0.6  # proposals less sure than this change nothing by themselves


@dataclass(frozen=True)
class Wording:
    """A row as it could be written."""

    level1: str
    level2: str
    level3: str
    raw: str

    def text(self) -> str:
        return f"{self.level2}｜{self.level3}｜{self.raw}"


@dataclass(frozen=True)
class Fix:
    """``instead``: line -> its new rows (none: the row goes); ``more``: rows to add."""

    instead: dict[int, list[Wording]] = field(default_factory=dict)
    more: list[Wording] = field(default_factory=list)

    def text(self, table: Table) -> str:
        parts = [f"“{wording.text()}”" for rows in self.instead.values() for wording in rows]
        parts += [f"增加“{wording.text()}”" for wording in self.more]
        parts += [f"删除第{line}行" for line, rows in self.instead.items() if not rows]
        return "；".join(parts) + ("。" if parts else "")

    def document(self) -> dict[str, Any]:
        return {
            "replace": [{"line": line, "rows": [asdict(row) for row in rows]} for line, rows in self.instead.items()],
            "add": [asdict(row) for row in self.more],
        }

    def applied(self, table: Table) -> Table:
        rows: list[Row] = []
        for row in table.rows:
            new = self.instead.get(row.line)
            rows += [row] if new is None else [row_of(row.line, *_cells(wording)) for wording in new]
        return replace(table, rows=rows + [row_of(table.line, *_cells(wording)) for wording in self.more])


def _cells(wording: Wording) -> tuple[str, str, str, str]:
    return wording.level1, wording.level2, wording.level3, wording.raw


Mend = Callable[[View, Row, Hit], "list[Wording] | None"]


def fix_row(view: View, row: Row, identifier: str, hit: Hit) -> Fix | None:
    """The row as no rule remarks on it any more; None where the words for it are the unit's alone."""
    if identifier in ("T13", "T24"):
        return Fix({row.line: []})
    if identifier not in MENDS:
        return None
    as_filed = Wording(row.level1, row.level2, row.level3, row.raw)
    if as_filed not in view.mended:
        view.mended[as_filed] = _mended(view, as_filed, row.line)
    done = view.mended[as_filed]
    small = View(replace(view.table, rows=[row]), [], view.words, view.year)
    if not any(seen.confidence >= _SURE for seen in TESTS[identifier](small)):  # it takes other rows, or is less sure
        wordings = MENDS[identifier](view, row, hit)
        if wordings is None:
            return None
        done = [part for wording in wordings for part in _mended(view, wording, row.line)]
    after = View(replace(view.table, rows=[row_of(row.line, *_cells(one)) for one in done]), [], view.words, view.year)
    if done == [as_filed] or any(seen.row and seen.confidence >= 0.5 for seen in TESTS[identifier](after)):
        return None
    return Fix({row.line: done})


def _mended(view: View, wording: Wording, line: int) -> list[Wording]:
    """Mend after mend until no rule of a single row has one to offer."""
    for _step in range(_STEPS):
        row = row_of(line, *_cells(wording))
        small = View(replace(view.table, rows=[row]), [], view.words, view.year)
        if any(TESTS["T13"](small)):
            return []
        for identifier, mend in MENDS.items():
            hit = next((hit for hit in TESTS[identifier](small) if hit.row and hit.confidence >= _SURE), None)
            new = mend(small, row, hit) if hit else None
            if new is not None and new != [wording]:
                break
        else:
            return [wording]
        if len(new) != 1:
            return [part for one in new for part in _mended(view, one, line)]
        wording = new[0]
    return [wording]


def mended_table(view: View, keep: frozenset[tuple[int, str]] = frozenset()) -> tuple[Table, list[tuple[int, str]]]:
    """The table as a draft with every mend applied, and (line, rule) of what was mended.

    ``keep``: (line, rule) of issues that a reviewer found wrong; those rows stay as filed.
    """
    table, told = view.table, []
    kept = {line for line, _rule in keep}
    for row in view.rows:
        if row.line in kept:
            continue
        small = View(replace(view.table, rows=[row]), [], view.words, view.year)
        found = [
            (identifier, hit)
            for identifier, test in TESTS.items()
            if identifier in MENDS or identifier == "T13"
            for hit in test(small)
            if hit.row and hit.confidence >= _SURE
        ]
        as_filed = Wording(row.level1, row.level2, row.level3, row.raw)
        done = _mended(small, as_filed, row.line) if found else [as_filed]
        if done != [as_filed]:
            table = Fix({row.line: done}).applied(table)
            told += [(row.line, identifier) for identifier, _hit in found]
    for identifier in ("T05", "T08", "T14"):
        for hit in TESTS[identifier](replace_table(view, table)):
            fix = fix_table(replace_table(view, table), identifier, hit)
            if fix is not None and (view.table.line, identifier) not in keep:
                table = fix.applied(table)
                told.append((view.table.places.get(hit.place, view.table.line), identifier))
    return table, told


def replace_table(view: View, table: Table) -> View:
    return View(table, [table if one is view.table else one for one in view.tables], view.words, view.year)


def fix_table(view: View, identifier: str, hit: Hit) -> Fix | None:
    if identifier == "T14":
        return Fix(more=[_example(view, hit.facts["dimension"])])
    if view.funds is None:
        return None
    found = costs(view)
    total = sum((amount for _row, amount in found), Decimal(0))
    if identifier == "T05":
        shares = [(row, (amount * view.funds / total).quantize(_CENT, ROUND_FLOOR)) for row, amount in found]
        return Fix({row.line: [_with(row, raw=f"≤{plain(share)}万元")] for row, share in shares})
    if identifier == "T08":
        level1, level2 = found[0][0].level1, found[0][0].level2
        return Fix(more=[Wording(level1, level2, "其他支出成本", f"≤{plain(view.funds - total)}万元")])
    return None


def _example(view: View, missing: str) -> Wording:
    year = view.year
    level2, name, value = {
        "数量": ("数量指标", "项目主要产出数量", "≥1项"),
        "质量": ("质量指标", "项目成果验收合格率", "=100%"),
        "时效": ("时效指标", "项目完成时间", f"{year}年12月31日前" if year else "=100%"),
        "成本": ("成本指标", "项目总成本", f"≤{plain(view.funds or Decimal(0))}万元"),
        "效益": ("社会效益指标", "受益对象对项目成效的认可率", "≥90%"),
        "满意度": ("满意度指标", "服务对象满意度", "≥90%"),
    }[missing]
    if missing == "时效" and not year:
        name = "项目按期完成率"
    return Wording(above(level2, [row.level1 for row in view.rows]), level2, name, value)


def _with(row: Row, **changes: str) -> Wording:
    return replace(Wording(row.level1, row.level2, _name(row), row.raw), **changes)


def _name(row: Row) -> str:
    return re.sub(r"(?<=[^A-Za-z\d])\s+|\s+(?=[^A-Za-z\d])", "", row.level3.strip())


def _value(row: Row, sign: str, number: str | None = None, unit: str | None = None) -> list[Wording]:
    number = row.value.number if number is None else number
    unit = (row.value.unit or "") if unit is None else unit
    return [_with(row, raw=f"{sign}{number}{unit.removesuffix('执行')}")]


def _sign(view: View, row: Row) -> str:
    """≤ for what is good when low: costs, durations, faults."""
    low = dimension(row.level2) == "成本" or row.value.kind == "money" or is_duration(row)
    return "≤" if low or view.words.pattern("low_is_good").search(row.level3 + row.value.words) else "≥"


_AS_SIGN = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=", "~": "="}


def _printed(view: View, row: Row) -> str:
    return _AS_SIGN[row.value.sign] if row.value.sign else _sign(view, row)


def _split(view: View, row: Row, _hit: Hit) -> list[Wording] | None:
    """30次、90人 -> two rows; 10-20场次 -> at least 10."""
    parts = row.value.parts
    if row.value.kind == "range":
        low, _dash, high = (row.value.number or "").partition("-")
        sign = _sign(view, row)
        return _value(row, sign, low if sign == "≥" else high)
    stem = re.sub(r"(?:的|和|及|与)?(?:次数|人数|天数|点数|期数|参与人数|数量|费|数|和|的|参与|、)+$", "", _name(row))
    nouns = view.words.maps.get("unit_nouns", {})
    objects = [part for part in re.split(r"[、和及与]", stem) if part]
    matched = len(objects) == len(parts) and len({part.unit for part in parts}) == 1  # 在职和离退休人数: 180人、207人
    rows = []
    for number, part in enumerate(parts):
        unit = part.unit or ""
        measure = re.match(r"批次|人次|场次|[一-鿿%]", unit)
        kind = measure[0] if measure else "项"
        what = unit.removeprefix(kind)
        noun = "比例" if kind == "%" else nouns.get(kind, "数量")
        what = "" if stem.endswith(what) else what
        rows.append(
            _with(
                row,
                level3=f"{objects[number] if matched else stem}{what}{noun}",
                raw=f"{_AS_SIGN.get(part.sign or '', '≥')}{part.number}{kind}",
            )
        )
    names = [wording.level3 for wording in rows]
    return [
        replace(wording, level3=f"{wording.level3}（{number}）") if names.count(wording.level3) > 1 else wording
        for number, wording in enumerate(rows, 1)
    ]


def _deadline(view: View, row: Row, _hit: Hit) -> list[Wording] | None:
    moment = row.value.when
    year = view.year or (moment.year if moment else None)
    if moment is None or year is None:
        return None
    last = moment.last
    if last is None:
        months = [int(text) for text in re.findall(r"(\d{1,2})\s*月", moment.text)]
        month = months[-1] if months and 1 <= months[-1] <= 12 else 12
        last = date(year, month, calendar.monthrange(year, month)[1])
    if view.year and last.year > view.year:
        last = date(view.year, 12, 31)
    name = re.sub(r"开始|启动|开工", "完成", _name(row))
    return [_with(row, level3=name, raw=f"{last.year}年{last.month}月{last.day}日前")]


def _below_zero(view: View, row: Row, _hit: Hit) -> list[Wording] | None:
    return [_with(row, raw="≤1%")] if re.search(r"率|度$|比例", row.level3) else _value(row, "=", "0")


def _quantified(view: View, row: Row, _hit: Hit) -> list[Wording] | None:
    kin, name = dimension(row.level2), _name(row).rstrip("。；，,")
    if kin == "成本" and view.funds:
        return [_with(row, level3="项目总成本", raw=f"≤{plain(view.funds)}万元")]
    if kin == "时效" and view.year:
        return [_with(row, raw=f"{view.year}年12月31日前")]
    if "覆盖" in row.raw:
        return [_with(row, level3=f"{name}覆盖率", raw="=100%")]
    if "满意" in name:
        return [_with(row, raw="≥90%")]
    if re.search(r"年限|使用期|寿命", name):
        return [_with(row, raw="≥5年")]
    noun = _noun(view, name)
    if kin in ("数量", "质量") and not re.search(r"率$", noun):
        return [
            _with(row, level3=f"{noun}达标率", level2="质量指标", level1=above("质量指标", [row.level1]), raw="≥95%")
        ]
    return [_with(row, level3=f"受益对象对{noun}的认可率", raw="≥90%")]


def _noun(view: View, name: str) -> str:
    """What a slogan is about: 推动网络市场健康有序发展 -> 网络市场健康有序发展."""
    words = "|".join(view.words.lists["task_verbs"] + view.words.lists["change"])
    first = next((part for part in re.split(r"[，,、；;]", name) if not re.match(r"通过|按照|根据", part)), name)
    noun = re.sub(rf"^(?:(?:{words})了?)+", "", first)
    noun = re.sub(rf"(?:{words})$|(?:情况|程度|效果|影响)$|取得新进展$|^对|的作用$|\d+", "", noun)
    return noun if len(noun) > 3 else name


def _agree(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    name, value, why = _name(row), row.value, hit.facts["why"]
    if "满意度" in why and "不是满意度" not in why:
        return [_with(row, raw="≥90%")]
    if "“率”类" in why:
        noun = view.words.maps.get("unit_nouns", {}).get(value.unit or "", "数量")
        return [_with(row, level3=re.sub(r"(?:率|比例|占比|比重)$", "", name) + noun)]
    if "人次" in why:
        return [_with(row, level3=re.sub(r"(?:次数|人数)$", "人次", name))]
    if why.endswith("值为比率"):
        return _value(row, "=", value.number, "次")
    if "百分比" in why:
        noun = re.split(r"[，,、]", name)[0]
        return [_with(row, level3=re.sub(r"(?:次数|人数|数量|天数|户数|份数|个数|总数)", "", noun) + "完成率")]
    if "不是满意度" in why:
        return [_with(row, level3=value.words)]
    if "不是金额" in why and view.funds and dimension(row.level2) == "成本":
        return [_with(row, raw=f"≤{plain(view.funds)}万元")]
    return [_with(row, level3=f"{name}达标率", raw=row.raw.replace(value.words, ""))] if "计数" in why else None


def _moved(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    level2 = hit.facts["to"] + "指标"
    return [_with(row, level2=level2, level1=above(level2, [other.level1 for other in view.rows]))]


def _unit(view: View, row: Row, _hit: Hit) -> list[Wording] | None:
    unit = row.value.unit or ""
    if row.value.kind == "money":
        return _value(row, _printed(view, row), unit=re.sub(r"^([百千万亿]+)", r"\1元", unit))
    if row.value.kind != "number":
        return None
    nouns = (("次", r"次数$"), ("人", r"人数$"), ("%", r"率|比例"), ("天", r"天数$"), ("个", r"样本|抽样|数$"))
    text = tidy(row.level3)
    unit = next((unit for unit, words in nouns if re.search(words, text)), "%" if "率" in row.value.words else "项")
    return _value(row, _printed(view, row), unit=unit)


def _capped(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    return _value(row, "=", hit.facts["count"]) if row.value.kind == "number" else None


def _within_funds(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    return [_with(row, raw=f"≤{hit.facts['funds']}万元")]


def _cheaper(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    price = Decimal(row.value.number or 0) * Decimal(hit.facts["funds"]) / Decimal(hit.facts["total"])
    return _value(row, "≤", plain(price.quantize(_CENT, ROUND_FLOOR)))


def _without_slips(view: View, row: Row, _hit: Hit) -> list[Wording] | None:
    name, raw = row.level3, row.raw
    for slip, meant in view.words.maps.get("slips", {}).items():
        name, raw = name.replace(slip, meant), raw.replace(slip, meant)
    name = re.sub(r"[、，,；;]\s*$", "", name)
    return [_with(row, level3=name, raw=raw)] if (name, raw) != (row.level3, row.raw) else None


def _renamed(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    return [_with(row, level3=row.level3.replace(hit.facts["word"], hit.facts["new"]))] if row.level3 else None


def _without_number(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    return [_with(row, level3=_name(row).replace(hit.facts["inside"], "", 1))]


def _based(view: View, row: Row, _hit: Hit) -> list[Wording] | None:
    base = f"（较{view.year - 1}年）" if view.year else "（较上年）"
    return [_with(row, level3=_name(row) + base)]


def _this_year(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    def change(text: str) -> str:
        return tidy(text).replace(hit.facts["basis"], re.sub(r"20\d\d", str(view.year), hit.facts["basis"]))

    return [_with(row, level3=change(row.level3), raw=change(row.raw))]


def _compound(view: View, row: Row, hit: Hit) -> list[Wording] | None:
    if hit.confidence < 0.9 or row.value.kind == "multi":
        return None
    parts = hit.facts["parts"].split("；")
    measured = all(re.search(r"[率度数量]$", part) for part in parts)
    return [_with(row, level3=part) for part in parts] if measured else None


# In the order in which they are tried: what splits a row first, then bounds, then the sign, then the place.
MENDS: dict[str, Mend] = {
    "T23": _without_slips,
    "T37": _renamed,
    "T21": _split,
    "T22": _compound,
    "T09": lambda view, row, hit: _value(row, _sign(view, row), hit.facts["right"]),
    "T11": _agree,
    "T20": _deadline,
    "T19": _deadline,
    "T02": _below_zero,
    "T33": lambda view, row, hit: [_with(row, raw="≤1%")],
    "T03": lambda view, row, hit: [_with(row, raw="≥95%")],
    "T01": lambda view, row, hit: _value(row, "="),
    "T15": _quantified,
    "T12": _moved,
    "T30": _unit,
    "T04": _capped,
    "T06": _within_funds,
    "T07": _cheaper,
    "T31": lambda view, row, hit: _value(row, _printed(view, row)),
    "T16": lambda view, row, hit: _value(row, _sign(view, row)),
    "T17": lambda view, row, hit: _value(row, _sign(view, row)),
    "T18": lambda view, row, hit: _value(row, "="),
    "T29": _without_number,
    "T32": _based,
    "T40": _this_year,
}
