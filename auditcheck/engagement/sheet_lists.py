"""The lists that people look through: assets to find, notices to read, rules to look up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from auditcheck.engagement.config import Config
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import Workspace
from auditcheck.i18n import _
from auditcheck.ledgers.keys import contract_key, plain_key
from auditcheck.report.sample_form import Form, write_form
from auditcheck.sampling.draws import Draws


@lru_cache(maxsize=1)
def _items() -> Any:
    """``elements``: kind of notice -> what to look for; ``policies``: domain -> what its rules should settle."""
    import yaml

    return yaml.safe_load(resources.files("auditcheck.engagement").joinpath("sheet_items.yaml").read_text("utf-8"))


def write_assets(
    path: Path, workspace: Workspace, numbers: Sequence[str], n: int, blank: int, seed: int | None
) -> tuple[int, int]:
    """(rows, seed). 账到实: cards in use at random, or those of ``numbers``; 实到账: empty rows for what is met on the spot."""
    cards = workspace.session.query(
        "SELECT unit, asset_no, asset_no_key, asset_name, spec, location, use_dept, custodian, original_value FROM ledger.assets"
        " WHERE status IS DISTINCT FROM '已处置' ORDER BY row_id"
    )
    if not cards:
        raise ConfigError(_("the books hold no asset cards: nothing to draw from"))
    seed = secrets.randbelow(10**9) if seed is None else seed
    if numbers:
        keys = {plain_key(number) for number in numbers}
        chosen = [card for card in cards if card["asset_no_key"] in keys]
        if missing := [
            number for number in numbers if plain_key(number) not in {card["asset_no_key"] for card in chosen}
        ]:
            raise ConfigError(_("no asset card has the number {numbers}").format(numbers=", ".join(missing)))
    else:
        order = Draws(seed, "assets/1").shuffled(range(len(cards)))[:n]
        chosen = [cards[i] for i in sorted(order)]
    rows: list[dict[str, Any]] = [
        {
            "unit": card["unit"],
            "asset_no": card["asset_no"],
            "asset_name": card["asset_name"],
            "direction": "账到实",
            "规格型号": card["spec"],
            "账载存放地点": card["location"] or card["use_dept"],
            "账载使用人": card["custodian"],
            "账载原值": card["original_value"],
        }
        for card in chosen
    ]
    rows += [{}] * blank
    how = (
        "按资产编号指定"
        if numbers
        else f"自{len(cards)}张在账资产卡片随机抽取{len(chosen)}张，随机种子{seed}（assets/1）"
    )
    write_form(
        path,
        Form(
            "asset_counts",
            rows,
            ("规格型号", "账载存放地点", "账载使用人", "账载原值"),
            "asset_name",
            f"账到实：{how}。实到账：从现场见到的资产抄录编号，再回查账面，填在空行（抽盘方向选“实到账”）。√有　×不符　未见＝查找过、没有　空白＝没有查看。",
            _units(chosen),
        ),
    )
    return len(rows), seed


_STAGES = ("意向公开", "招标公告", "结果公告", "合同公告")
_YEARLY = ("部门预算", "部门决算", "绩效目标", "绩效自评")
_TENDERED = ("公开招标", "邀请招标", "竞争性谈判", "竞争性磋商", "询价")


def write_notices(path: Path, workspace: Workspace, numbers: Sequence[str], year: int | None) -> int:
    """What each body and each procurement has to publish, with what to look for and what the registers say of it."""
    keys = {contract_key(number) for number in numbers}
    procurements = workspace.session.query(
        """
        SELECT unit, procurement_no, procurement_no_key, name, method, intention_date, notice_date, result_pub_date, contract_pub_date
        FROM ledger.procurements WHERE is_secret IS DISTINCT FROM true ORDER BY row_id
        """
    )
    published = {
        (row["unit"], row["item_type"], row["procurement_no_key"] or ""): row
        for row in workspace.session.query(
            "SELECT unit, item_type, procurement_no_key, publish_date, url FROM ledger.disclosures ORDER BY row_id DESC"
        )
    }
    rows: list[dict[str, Any]] = []

    def add(unit: str, item: str, kind: str, said: date | None, procurement: Mapping[str, Any] | None = None) -> None:
        kept = published.get(
            (unit, "采购意向" if kind == "意向公开" else kind, procurement["procurement_no_key"] if procurement else "")
        )
        rows.append(
            {
                "unit": unit,
                "item": item,
                "item_type": kind,
                "procurement_no": procurement["procurement_no"] if procurement else None,
                "应查要素": _items()["elements"][kind],
                "账载公开日期": said or (kept["publish_date"] if kept else None),
                "账载网址": kept["url"] if kept else None,
            }
        )

    if not numbers:
        bodies = dict.fromkeys(
            row["unit"] for row in workspace.session.query("SELECT unit FROM sheets ORDER BY sheet_id") if row["unit"]
        )
        for unit in bodies:
            for kind in _YEARLY:
                add(unit, f"{f'{year}年度' if year else ''}{kind}", kind, None)
    for row in procurements:
        if numbers and row["procurement_no_key"] not in keys:
            continue
        days = (row["intention_date"], row["notice_date"], row["result_pub_date"], row["contract_pub_date"])
        for kind, day in zip(_STAGES, days, strict=True):
            if kind != "招标公告" or row["method"] in _TENDERED:
                add(row["unit"], f"{row['name']}{kind}", kind, day, row)
    if not rows:
        raise ConfigError(_("the books name nothing that would have to be published"))
    legend = "逐项打开网页核对：网址、公开日期照网页填写；“应查要素”中见到的填入已见要素，没有的填入未见要素；查无此公告的，公开日期填“未见”。空白＝没有查看。"
    write_form(
        path,
        Form("notice_checks", rows, ("应查要素", "账载公开日期", "账载网址"), "procurement_no", legend, _units(rows)),
    )
    return len(rows)


def write_policies(path: Path, config: Config | None, unit: str | None) -> int:
    """Six domains of internal control, each with what its rules should settle; the same for every body."""
    name = unit or (config.unit if config else None) or ""
    rows = [
        {"unit": name or None, "domain": domain, "item": item}
        for domain, items in _items()["policies"].items()
        for item in items
    ]
    legend = "查阅制度原文后填写：√有规定　×有规定但不符合要求　未见＝查阅过、没有规定　N/A＝不适用　空白＝没有查看。制度名称、文号照原件填写。"
    write_form(path, Form("policy_checks", rows, (), "item", legend, name))
    return len(rows)


def _units(rows: Sequence[Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(row["unit"] for row in rows if row.get("unit")))
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")
