"""Several years' tables of one unit: targets lowered, copied unchanged, dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auditcheck.targets.quantities import tidy
from auditcheck.targets.reading import Reading, Row, Table
from auditcheck.targets.view import budget_year, close, plain

_ALIKE = 0.8
_LOW_IS_GOOD = re.compile(r"差错|故障|停机|投诉|违规|违法|漏扫|漏检|失败|事故|成本|费用?$|经费|时间|时长|响应")


def compare(readings: Mapping[str, Reading], _year: int | None = None) -> list[dict[str, Any]]:
    """Changes from each year to the next, for projects whose names are alike; nothing where all tables are of one year."""
    dated = [
        (year, file, table)
        for file, reading in readings.items()
        for table in reading.tables
        if (year := _year_of(file, table, reading)) is not None
    ]
    found: list[dict[str, Any]] = []
    for year, file, table in dated:
        earlier = [
            (other_year, other)
            for other_year, _file, other in dated
            if other_year < year and _same_project(table, other)
        ]
        if earlier:
            before_year, before = max(earlier, key=lambda item: item[0])
            found += _changes(year, file, table, before_year, before)
    return found


def _year_of(file: str, table: Table, reading: Reading) -> int | None:
    named = re.search(r"(20\d\d)\s*年", table.title) or re.search(r"(?<!\d)(20\d\d)(?!\d)", file)
    return int(named[1]) if named else budget_year([table]) or budget_year(reading.tables)


def _same_project(one: Table, other: Table) -> bool:
    names = [re.sub(r"20\d\d年(?:度)?|\s", "", tidy(table.project or "")) for table in (one, other)]
    same_unit = not (one.unit and other.unit) or one.unit == other.unit
    return same_unit and bool(names[0]) and (names[0] == names[1] or close(*names) >= 0.85)


def _stem(row: Row) -> str:
    return re.sub(r"20\d\d年(?:度)?|\s", "", tidy(row.level3))


def _changes(year: int, file: str, table: Table, before_year: int, before: Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    left = list(table.rows)
    same = 0
    for old in before.rows:
        new = max(left, key=lambda row: close(_stem(row), _stem(old)), default=None)
        if new is None or close(_stem(new), _stem(old)) < _ALIKE:
            found.append(_change("dropped", year, file, table, before_year, old, None, "上年指标本年未设"))
            continue
        left.remove(new)
        same += new.raw == old.raw and _stem(new) == _stem(old)
        if lowered := _lowered(old, new):
            found.append(_change("lowered", year, file, table, before_year, old, new, lowered))
    if before.rows and same == len(before.rows) == len(table.rows):
        told = f"全部{same}个指标与{before_year}年相同"
        found.append(_change("copied", year, file, table, before_year, None, None, told))
    return found


def _lowered(old: Row, new: Row) -> str | None:
    one, two = old.value, new.value
    if one.decimal is None or two.decimal is None or one.kind != two.kind or one.unit != two.unit:
        return None
    low_is_good = "<" in (one.sign or two.sign or "") or bool(_LOW_IS_GOOD.search(new.level3))
    if (two.decimal > one.decimal) if low_is_good else (two.decimal < one.decimal):
        return (
            f"由{plain(one.decimal)}{one.unit or ''}降为{plain(two.decimal)}{two.unit or ''}"
            if not low_is_good
            else (f"由{plain(one.decimal)}{one.unit or ''}放宽为{plain(two.decimal)}{two.unit or ''}")
        )
    return None


def _change(
    kind: str, year: int, file: str, table: Table, before_year: int, old: Row | None, new: Row | None, told: str
) -> dict[str, Any]:
    return {
        "kind": kind,
        "file": file,
        "project": table.project,
        "year": year,
        "before": before_year,
        "line": new.line if new else table.line,
        "indicator": new.level3 if new else old.level3 if old else None,
        "was": old.raw if old else None,
        "is": new.raw if new else None,
        "message": told,
    }
