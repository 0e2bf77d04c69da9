"""Filled 抽凭检查表 against the record of their sample: what was found, what it says of the rest, the paragraph for the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from auditcheck.engagement.config import Config
from auditcheck.engagement.coverage import Against, sentence, share, shares
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import build_workspace
from auditcheck.i18n import _
from auditcheck.ledgers.load import LoadOptions, load
from auditcheck.report.sample_notes import NAMES, restricted
from auditcheck.report.sample_sheet import RECORD, default_points
from auditcheck.sampling.clusters import Bodies
from auditcheck.sampling.layers import LAYERS, SAMPLED
from auditcheck.sampling.outcome import MARKS, MISSING, RIGHT, WRONG, Item, Sample, attribute, misstatement
from auditcheck.sampling.quantities import decimal_of, percent

_AGREES = "金额一致"  # √ here says that the audited amount is the booked one


def evaluate_sheets(
    paths: Sequence[Path],
    config: Config,
    confidence: Fraction,
    tolerable: Fraction | None = None,
    tolerable_amount: Fraction | None = None,
    denominators: Sequence[Against] = (),
    distribution: str | None = None,
) -> dict[str, Any]:
    """The document auditcheck/sample-results/1. ``paths``: filled sheets of one sample, by however many people.

    ``tolerable``: rate of deviation; ``tolerable_amount``: misstatement, 元; ``denominators``: what coverage is
    stated against besides the population. Raises ConfigError where the sheets carry no record, or several.
    """
    record = read_record(paths)
    read = _read(paths, config, record)
    items, notes = _items(record, read)
    points = list(config.points) or default_points()
    sample = _sample(record)
    examined = [item for item in items if item.marks or item.audited is not None]
    document = {
        "schema": "auditcheck/sample-results/1",
        "method_version": record["method_version"],
        "seed": record["seed"],
        "population": record["population"],
        "confidence": percent(confidence),
        "chosen": len(items),
        "examined": len(examined),
        "points": [
            attribute(f"point_{number}", name, items, sample, confidence, tolerable, distribution)
            for number, name in enumerate(points, 1)
        ],
        "misstatement": misstatement(items, sample, confidence, tolerable_amount, distribution),
        "abnormal": [row["voucher_no"] for row in read if row["abnormal"]],
        "coverage": _coverage(record, items, examined, denominators),
        "notes": notes,
        "limits": [
            "大额全查、风险导向、判断选样各项只就其本身作结论，不外推。",
            "样本未发现问题，不等于未抽查部分没有问题。",
        ],
    }
    document["notes"] += (document["misstatement"] or {}).get("notes", [])
    document["paragraph"] = _paragraph(record, document)
    return document


def read_record(paths: Sequence[Path]) -> dict[str, Any]:
    """What ``sample select -o`` wrote into the workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    found: dict[str, Any] | None = None
    for path in paths:
        try:
            book = CalamineWorkbook.from_path(str(path))
        except (CalamineError, OSError) as error:
            raise ConfigError(
                _("{path}: not readable as a workbook: {error}").format(path=path, error=error)
            ) from error
        if RECORD not in book.sheet_names:
            continue
        cells = (str(row[0]) for row in book.get_sheet_by_name(RECORD).to_python() if row and row[0])
        try:
            record = json.loads("".join(cell.removeprefix("J") for cell in cells))
        except ValueError as error:
            raise ConfigError(
                _("{path}: the sheet {sheet} was changed and cannot be read").format(path=path, sheet=RECORD)
            ) from error
        if found is not None and found != record:
            raise ConfigError(_("{path}: this sheet is of another sample than the others").format(path=path))
        found = record
    if found is None:
        raise ConfigError(
            _("{path}: no record of a sample; give a sheet that `auditcheck sample select -o` wrote").format(
                path=paths[0]
            )
        )
    return found


def _read(paths: Sequence[Path], config: Config, record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the filled sheets, with ``key`` as the record writes it; later days first."""
    months = [item["month"] for item in record["items"]]
    years = {month[:4] for month in months if month[:4].isdigit()}
    units = {item["unit"] for item in record["items"]}
    options = LoadOptions(
        default_unit=next(iter(units)) if len(units) == 1 else config.unit,
        units=list(config.bodies),
        year=int(next(iter(years))) if len(years) == 1 else config.year,
    )
    books = load(paths, options)
    workspace = build_workspace(books, bodies=config.bodies)
    try:
        return workspace.session.query(
            """
            SELECT v.*, coalesce(k.key, v.voucher_no_key) AS each_key, v.unit || '/' || coalesce(k.key, v.voucher_no_key) AS key,
                   s.file, s.sheet, s.row
            FROM ledger.voucher_checks v JOIN sources s ON s.row_id = v.row_id
            LEFT JOIN voucher_checks_voucher_no k ON k.row_id = v.row_id
            ORDER BY v.check_date DESC NULLS LAST, v.row_id DESC
            """
        )
    finally:
        workspace.session.close()


def _items(record: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> tuple[list[Item], list[str]]:
    """Cells of one voucher from several rows: what was read outranks a blank, the later day an earlier one."""
    notes = []
    by_key: dict[str, list[Mapping[str, Any]]] = {}
    known = {item["key"] for item in record["items"]}
    for row in rows:
        if row["key"] not in known:
            notes.append(
                f"{row['file']}［{row['sheet']}］第{row['row']}行：凭证{row['voucher_no']}不在样本内，未计入。"
            )
        else:
            by_key.setdefault(row["key"], []).append(row)
    items = []
    for item in record["items"]:
        marks: dict[str, str] = {}
        audited: Fraction | None = None
        for row in by_key.get(item["key"], []):
            said = {name: mark for name in _points() if (mark := _mark(row, name))}
            if (said or row["audited_amount"] is not None) and not row["checker"]:
                notes.append(
                    f"{row['file']}［{row['sheet']}］第{row['row']}行：{row['voucher_no']}没有检查人，未计入。"
                )
                continue
            for name, mark in said.items():
                if marks.setdefault(name, mark) != mark:
                    notes.append(f"{row['voucher_no']}：不同人填写不一（{marks[name]}、{mark}），以较晚日期的为准。")
            if audited is None and row["audited_amount"] is not None:
                audited = Fraction(row["audited_amount"])
            amount = row["amount"]
            if amount is not None and item["amount"] is not None and amount != Decimal(item["amount"]):
                notes.append(
                    f"{row['voucher_no']}：检查表金额{amount:,}与抽样时{Decimal(item['amount']):,}不同，以抽样时为准。"
                )
        book = Fraction(item["amount"] or "0")
        agrees = next((f"point_{n}" for n, name in enumerate(default_points(), 1) if name == _AGREES), "")
        if audited is None and marks.get(agrees) == RIGHT:
            audited = book
        items.append(Item(item["key"], item["layer"], item["hits"], item.get("stratum") or "", book, marks, audited))
    return items, list(dict.fromkeys(notes))


def _points() -> list[str]:
    return [f"point_{number}" for number in range(1, len(default_points()) + 1)]


def _mark(row: Mapping[str, Any], name: str) -> str | None:
    mark = row.get(f"{name}_mark") or row[name]
    return str(mark) if mark in MARKS else None


def _sample(record: Mapping[str, Any]) -> Sample:
    drawn, stages = record["layers"][SAMPLED]["population"], record.get("stages")
    strata = {name: part["rows"] for name, part in record["strata"].items() if part["drawn"]}
    return Sample(
        record["method"],
        Fraction(record["population"]["amount"]),
        drawn["rows"],
        Fraction(drawn["amount"]),
        strata,
        record["allocation"] in (None, "proportional") and not record.get("minimum"),
        Fraction(drawn["largest"]),
        Fraction(record["interval"]) if record["method"] == "interval" else None,
        record["layers"][SAMPLED]["hits"],
        Bodies(stages["bodies"], strata, Fraction(stages["homogeneity"]), NAMES.get(stages["column"], "单位"))
        if stages
        else None,
    )


def _coverage(
    record: Mapping[str, Any],
    items: Sequence[Item],
    examined: Sequence[Item],
    denominators: Sequence[Against],
) -> dict[str, Any]:
    """By count and amount of what was really examined; the denominator is named each time."""
    amount = sum((item.amount for item in examined), Fraction(0))
    population = record["population"]
    keys = {item.key for item in examined}
    by: dict[str, list[dict[str, Any]]] = {}
    for name, lines in record["coverage"]["by"].items():
        by[name] = []
        for line in lines:
            mine = [item for item in record["items"] if item["key"] in keys and item[name] == line["name"]]
            seen = sum((Fraction(item["amount"] or 0) for item in mine), Fraction(0))
            by[name].append(
                {
                    "name": line["name"],
                    "rows": line["rows"],
                    "amount": line["amount"],
                    "examined_rows": len(mine),
                    "examined_amount": str(decimal_of(seen, 2)),
                    "share_rows": share(Fraction(len(mine)), Fraction(line["rows"])),
                    "share_amount": share(seen, Fraction(line["amount"])),
                }
            )
    return {
        "rows": len(examined),
        "amount": str(decimal_of(amount, 2)),
        "share_rows": share(Fraction(len(examined)), Fraction(population["rows"])),
        "share_amount": share(amount, Fraction(population["amount"])),
        "denominator": f"{record['ledger_name']}{record['amount_name']}",
        "others": shares(amount, Fraction(population["amount"]), denominators),
        "by": by,
    }


def _paragraph(record: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """For the report: how much of what was examined, how chosen, what was found, what follows and what does not."""
    coverage, population = document["coverage"], record["population"]
    what = "张凭证" if record["by"] == "voucher" else "笔"
    limits = restricted(record["only"])
    name = f"{record['ledger_name'].split('/')[0]}{f'（{limits}）' if limits else ''}"
    parts = ["本次", sentence(what, coverage, population, name)]
    chosen = [
        f"{LAYERS[layer] if layer != SAMPLED else record['method_name']}{record['layers'][layer]['rows']:,}{what}"
        for layer in LAYERS
        if record["layers"][layer]["rows"]
    ]
    parts.append(f"。其中：{'，'.join(chosen)}")
    if record["seed"] is not None:
        parts.append(f"（随机种子{record['seed']}）")
    parts.append("。")
    if document["examined"] < document["chosen"]:
        parts.append(f"样本{document['chosen']:,}{what}中{document['chosen'] - document['examined']:,}{what}尚未检查。")
    wrong = []
    for point in document["points"]:
        bad = {mark: sum(counts[mark] for counts in point["counts"].values()) for mark in (WRONG, MISSING)}
        told = [f"不符{bad[WRONG]}{what}"] * bool(bad[WRONG]) + [f"未见{bad[MISSING]}{what}"] * bool(bad[MISSING])
        if told:
            wrong.append(f"“{point['name']}”{'、'.join(told)}")
    parts.append(f"检查发现：{'；'.join(wrong)}。" if wrong else "在已检查的凭证中，各核对要点未发现不符。")
    money = document["misstatement"]
    # Points that say the same are told in one sentence.
    alike: dict[str, list[str]] = {}
    for point in document["points"]:
        if point.get("conclusion"):
            alike.setdefault(point["conclusion"].removeprefix(point["name"]), []).append(point["name"])
    conclusions = ["、".join(f"“{name}”" for name in names) + said for said, names in alike.items()]
    if money:
        conclusions += [each["conclusion"] for each in money["estimates"] if each["conclusion"]]
    return "".join([*parts, *conclusions, *document["limits"]])
