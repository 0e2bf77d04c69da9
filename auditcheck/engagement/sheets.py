"""核查表 out of the books: the rows that named people are to look at, with what the ledgers say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.engagement.around import around
from auditcheck.engagement.config import Config
from auditcheck.engagement.directed import positions_of
from auditcheck.engagement.population import frame
from auditcheck.engagement.sampling import sample
from auditcheck.evidence.workspace import Workspace
from auditcheck.report.sample_sheet import VoucherSheet, write_voucher_sheet
from auditcheck.sampling.layers import LAYERS, SAMPLED

_RECORDED = ("key", "amount", "layer", "hits", "month", "project", "unit", "stratum", "probability")


def write_vouchers(path: Path, workspace: Workspace, config: Config, document: Mapping[str, Any], index: str) -> int:
    """The 抽凭检查表 of a sample (document auditcheck/sample/1, by voucher), with 抽样说明 and the record."""
    items = sorted(document["items"], key=lambda item: (item["values"].get("voucher_date") or "", item["key"] or ""))
    record = {
        **document,
        "items": [{**{name: item.get(name) for name in _RECORDED}, "no": _number(item)} for item in items],
        "certain": [],
    }
    rows = []
    for number, item in enumerate(items, 1):
        row = _voucher(item, f"{index}-{number:0{max(2, len(str(len(items))))}d}")
        row["选样方法"] = document["method_name"] if item["layer"] == SAMPLED else LAYERS[item["layer"]]
        row["选样原因"] = "；".join(item["reasons"])
        rows.append(row)
    return _write(path, workspace, config, items, rows, record)


def write_numbers(
    path: Path, workspace: Workspace, config: Config, numbers: Sequence[str], year: int | None, index: str
) -> int:
    """All vouchers, or those of ``numbers``; no sample, so nothing is said of the rest."""
    whole = frame(workspace, "vouchers", "debit", "voucher")
    chosen = [i for number in numbers for i in positions_of(whole, number, year)] if numbers else range(len(whole.keys))
    document = sample(workspace, whole, None, picks=dict.fromkeys(chosen, "指定凭证"))
    items = document["items"]
    rows = [_voucher(item, f"{index}-{number:02d}") for number, item in enumerate(items, 1)]
    return _write(path, workspace, config, items, rows, None)


def _write(
    path: Path,
    workspace: Workspace,
    config: Config,
    items: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    record: Mapping[str, Any] | None,
) -> int:
    known = around(workspace, [item["key"] for item in items if item["key"]])
    units = list(dict.fromkeys(item["unit"] for item in items))
    year = config.year or _only({item["month"][:4] for item in items})
    write_voucher_sheet(
        path,
        VoucherSheet(
            "、".join(units[:3]) + ("等" if len(units) > 3 else ""),
            year,
            rows,
            [known.get(item["key"], {}) for item in items],
            config.points,
            record,
        ),
    )
    return len(rows)


def _only(years: set[str]) -> int | None:
    return int(next(iter(years))) if len(years) == 1 and next(iter(years)).isdigit() else None


def _number(item: Mapping[str, Any]) -> str | None:
    number: str | None = item["values"].get("voucher_no")
    return number


def _voucher(item: Mapping[str, Any], index: str) -> dict[str, Any]:
    """The first line that has it says the 摘要; the amount is that of the voucher."""
    values = item["values"]
    summaries = dict.fromkeys(line["values"].get("summary") for line in item["lines"])
    day = values.get("voucher_date")
    return {
        "index_no": index,
        "voucher_date": date.fromisoformat(day) if day else None,
        "voucher_no": values.get("voucher_no") or values.get("voucher_no_key"),
        "summary": "；".join(text for text in list(summaries)[:2] if text),
        "amount": None if item["amount"] is None else Decimal(item["amount"]),
    }
