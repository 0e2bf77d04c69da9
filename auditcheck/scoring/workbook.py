"""A rubric as a workbook there and back: 指标体系 with the columns of 附件1, 设置 with everything else.

What a rule computes stands in one cell as YAML, as it does in the file: ``kind: steps`` and its settings, a line each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.ledgers.reading import SourceFile, read_file
from auditcheck.scoring.section import parse_yaml

SHEET, SETTINGS = "指标体系", "设置"
COLUMNS = (
    ("一级指标", ""), ("二级指标", ""), ("编码", "code"), ("三级指标", "name"), ("权重", "weight"), ("指标解释", "definition"), ("标杆值", "benchmark"),
    ("评价依据", "basis"), ("评分标准", "standard"), ("数据来源", "source"), ("赋值", "scale"), ("用词", "words"), ("规则", "rule"),
)  # fmt: skip
_GROUP = re.compile(r"(?P<code>\w+)\s+(?P<name>.+?)\s*[（(](?P<max>\d+(?:\.\d+)?)分[）)]")
_WRITTEN = ("words", "rule")  # cells that hold YAML
_SCALARS = ("name", "title", "year", "source", "full")
_LISTS = ("grades", "counts", "limits", "feeds")


def sheets_of(top: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """The rows of both sheets, headings first. ``top``: the rubric's data as read from its file."""
    tiers = {one["code"]: one for one in top["tiers"]}
    levels = {one["code"]: one for one in top["levels"]}
    rows = [[title for title, _key in COLUMNS]]
    for one in top["indicators"]:
        level = levels[one["level"]]
        groups = [_group(tiers[level["tier"]]), _group(level)]
        rows.append([*groups, *(_cell(key, one.get(key)) for _title, key in COLUMNS[2:])])
    settings = [["项目", "内容"]]
    settings += [[key, _plain(top[key])] for key in _SCALARS]
    settings += [[key, _dump(top[key])] for key in _LISTS if top.get(key)]
    settings += [[f"conventions.{key}", _plain(value)] for key, value in top["conventions"].items()]
    return {SHEET: rows, SETTINGS: settings}


def read_workbook(path: Path) -> dict[str, Any]:
    """The data of a rubric that stands in a workbook. ``ConfigError`` names sheet and row of what cannot be read."""
    _sha, sheets = read_file(SourceFile(path, path.name))
    found = {sheet.name: [[_text(cell) for cell in row] for row in sheet.rows] for sheet in sheets}
    for name in (SHEET, SETTINGS):
        if name not in found:
            raise ConfigError(_("{file}: the sheet {sheet} is missing").format(file=path.name, sheet=name))
    top = _settings(found[SETTINGS], path.name)
    top.update(_indicators(found[SHEET], path.name))
    return top


def _settings(rows: Sequence[Sequence[str]], file: str) -> dict[str, Any]:
    top: dict[str, Any] = {"conventions": {}}
    for number, row in enumerate(rows[1:], 2):
        key, value = (*row, "", "")[:2]
        if not key:
            continue
        if key.startswith("conventions."):
            top["conventions"][key.removeprefix("conventions.")] = value
        elif key in _LISTS:
            top[key] = parse_yaml(value, f"{file} {SETTINGS} {number}")
        elif key in _SCALARS:
            top[key] = int(value) if key == "year" and value.isdigit() else value
        else:
            raise ConfigError(
                _("{file}: {sheet} row {row}: {key} is unknown").format(file=file, sheet=SETTINGS, row=number, key=key)
            )
    return top


def _indicators(rows: Sequence[Sequence[str]], file: str) -> dict[str, Any]:
    head = list(rows[0]) if rows else []
    missing = [title for title, _key in COLUMNS if title not in head]
    if missing:
        raise ConfigError(
            _("{file}: the sheet {sheet} lacks the column {column}").format(file=file, sheet=SHEET, column=missing[0])
        )
    tiers: dict[str, dict[str, str]] = {}
    levels: dict[str, dict[str, str]] = {}
    indicators = []
    above = {"一级指标": "", "二级指标": ""}
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(head, row, strict=False))
        if not cells.get("编码"):
            continue
        for title in above:  # an empty cell below a merged one
            above[title] = cells.get(title) or above[title]
        tier, level = (_grouped(above[title], file, number, title) for title in above)
        tiers.setdefault(tier["code"], tier)
        levels.setdefault(level["code"], {**level, "tier": tier["code"]})
        one: dict[str, Any] = {key: cells[title] for title, key in COLUMNS[2:] if cells.get(title)}
        for key in _WRITTEN:
            if key in one:
                one[key] = parse_yaml(one[key], f"{file} {SHEET} {number}")
        indicators.append({**one, "level": level["code"]})
    return {"tiers": list(tiers.values()), "levels": list(levels.values()), "indicators": indicators}


def _grouped(text: str, file: str, row: int, title: str) -> dict[str, str]:
    match = _GROUP.fullmatch(text.strip())
    if not match:
        raise ConfigError(
            _("{file}: {sheet} row {row}: {title} must be written like “B3 资金管理（12.00分）”, not “{text}”").format(
                file=file, sheet=SHEET, row=row, title=title, text=text
            )
        )
    return match.groupdict()


def _group(one: Mapping[str, Any]) -> str:
    return f"{one['code']} {one['name']}（{one['max']}分）"


def _cell(key: str, value: Any) -> str:
    if value is None:
        return ""
    return _dump(value) if key in _WRITTEN else _plain(value)


def _dump(value: Any) -> str:
    return yaml.safe_dump(_texts(value), allow_unicode=True, sort_keys=False, width=10_000).strip()


def _texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def _plain(value: Any) -> str:
    return str(value)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
