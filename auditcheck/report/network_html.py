"""The suppliers' network as one page: the picture, and the tables behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditcheck.report.chain_html import page, table
from auditcheck.report.chain_words import money
from auditcheck.report.drawing import escaped
from auditcheck.report.network_svg import WARNING, svg


def html(network: Mapping[str, Any]) -> str:
    """The whole page; nothing is fetched."""
    suppliers = (
        _row(each["name"], each["community"], each["bids"], each["wins"], each["contracts"], money(each["amount"]))
        for each in network["suppliers"]
    )
    together = (
        _row(each["a"], each["b"], each["times"], each["wins_a"], each["wins_b"], "、".join(each["procurements"]))
        for each in sorted(network["together"], key=lambda each: (-each["times"], each["a"], each["b"]))
    )
    shared = (
        _row(each["a"], each["b"], each["word"], each["value"], _where(each["places"])) for each in network["shared"]
    )
    staff = (
        _row(
            each["supplier"],
            each["person"],
            each["dept"],
            each["post"],
            "、".join(each["factors"]),
            _where(each["places"]),
        )
        for each in network["staff"]
    )
    parts = [
        f'<h1>供应商关系图</h1><p class="warn">{WARNING}。</p>',
        f'<div class="picture">{svg(network)}</div>',
        "<h2>与本单位人员信息相符</h2>", table(("供应商", "人员", "部门", "岗位", "相同要素", "出处"), staff),
        "<h2>供应商之间信息相同</h2>", table(("供应商", "供应商", "要素", "内容", "出处"), shared),
        "<h2>同场投标</h2>", table(("供应商甲", "供应商乙", "同场次数", "甲中标", "乙中标", "采购项目"), together),
        "<h2>供应商</h2>", table(("供应商", "群组", "投标", "中标", "合同份数", "合同金额（元）"), suppliers),
    ]  # fmt: skip
    return page("供应商关系图", parts)


def _row(*cells: Any) -> str:
    return "<tr>" + "".join(f"<td>{escaped(str('' if cell is None else cell))}</td>" for cell in cells) + "</tr>"


def _where(places: Sequence[Mapping[str, Any]]) -> str:
    return "；".join(f"{each['file']} 第{each['row']}行" for each in places[:6]) + ("……" if len(places) > 6 else "")
