"""附件1 and 三（一）, 四、绩效评价指标分析 as docx, in the layout of the evaluation reports of 2023."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from auditcheck.report import annex, score_tables, words
from auditcheck.report.annex import Annex, Tier
from auditcheck.report.facts import Doc
from auditcheck.report.score_docx import Paper

_CHINESE = "一二三四五六七八九十"
_TIER_WIDTHS = (10, 12, 22, 8, 14, 13, 8, 12)
_BY_PERSON = re.compile(r"（[^（）]{1,40}，\d{4}年\d{1,2}月\d{1,2}日(?:，(佐证：[^（）]*))?）")
_BY_CHECK = re.compile(r"（[A-Z]{2,4}-\w+(?::\w)?(?:、[A-Z]{2,4}-\w+(?::\w)?)*）")
_HALF = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
_CJK = r"[\u4e00-\u9fff“”《》〔〕（）、。]"


def write_annex(path: Path, scheme: Annex) -> None:
    """附件1: eleven columns, merged 一级 and 二级指标, 小计 and 总计."""
    paper = Paper(annex.TITLE, landscape=True)
    paper.heading(annex.TITLE)
    paper.title(scheme.title, 18)
    rows: list[list[str]] = []
    merges, strong = [], []
    for tier in scheme.tiers:
        top = len(rows)
        for one in tier.indicators:
            rows.append(_annex_row(one))
        rows[top][0] = tier.group.text
        merges.append((top, 0, len(rows) - 1, 0))
        for level in tier.levels:
            first = top + level.first - tier.group.first
            rows[first][1] = level.text
            merges.append((first, 1, top + level.last - tier.group.first, 1))
        strong.append(len(rows))
        rows.append(_sum_row("小计", tier.maximum, tier.score))
        merges.append((len(rows) - 1, 0, len(rows) - 1, 2))
    strong.append(len(rows))
    rows.append(_sum_row("总计", scheme.maximum, scheme.score))
    merges.append((len(rows) - 1, 0, len(rows) - 1, 2))
    paper.table(annex.COLUMNS, rows, annex.WIDTHS, merges, strong, left=(4, 6, 7), size=9)
    paper.save(path)


def write_analysis(path: Path, score_doc: Doc, scheme: Annex, unit: str) -> None:
    """三（一） with 表3-1, 四 with 表4-1 … and a paragraph an indicator."""
    paper = Paper("综合评价结论与绩效评价指标分析")
    paper.title(f"{unit}部门整体支出绩效评价")
    paper.heading("三、综合评价情况及评价结论")
    paper.heading("（一）绩效评价结果", 2)
    paper.text(_formal(annex.counts(scheme, unit)))
    paper.caption(f"表3-1：{unit}部门整体绩效评价得分表")
    header = ["指标", *(f"{number}.{tier.name}类" for number, tier in enumerate(scheme.tiers, 1)), "合计分值"]
    pairs = [*((tier.maximum, tier.score) for tier in scheme.tiers), (scheme.maximum, scheme.score)]
    rows = [
        ["权重", *(str(most) for most, _ in pairs)],
        ["得分", *(str(score) for _, score in pairs)],
        ["得分率", *(annex.rate(score, most) for most, score in pairs)],
    ]
    paper.table(header, rows, (8, *[12] * len(scheme.tiers), 12))
    paper.heading("四、绩效评价指标分析")
    for number, tier in enumerate(scheme.tiers, 1):
        _tier(paper, number, tier)
    if score_doc.get("notes"):
        paper.heading("说明", 2)
        for note in score_doc["notes"]:
            paper.text(_formal(str(note)))
    paper.save(path)


def _tier(paper: Paper, number: int, tier: Tier) -> None:
    paper.heading(f"（{_CHINESE[number - 1]}）{tier.name}情况", 2)
    paper.text(
        f"{tier.name}类指标由{len(tier.levels)}个二级指标和{len(tier.indicators)}个三级指标构成，权重分{tier.maximum}分，"
        f"实际得分{tier.score}分，得分率{annex.rate(tier.score, tier.maximum)}。各指标业绩值和绩效分值如下表所示："
    )
    paper.caption(f"表4-{number}：{tier.name}类指标及分值")
    rows = [
        ["", "", f"{one['code']} {one['name']}", one["max"], one["benchmark"], annex.value(one), annex.score_text(one), one["rate"] or words.DASH]
        for one in tier.indicators
    ]  # fmt: skip
    rows[0][0] = tier.group.text
    merges = [(0, 0, len(rows) - 1, 0)]
    for level in tier.levels:
        first, last = level.first - tier.group.first, level.last - tier.group.first
        rows[first][1] = level.text
        merges.append((first, 1, last, 1))
    rows.append(["合计", "", "", str(tier.maximum), "", "", str(tier.score), annex.rate(tier.score, tier.maximum)])
    merges.append((len(rows) - 1, 0, len(rows) - 1, 2))
    paper.table(score_tables.COLUMNS, rows, _TIER_WIDTHS, merges, (len(rows) - 1,))
    paper.text("指标得分分析：")
    for place, one in enumerate(tier.indicators, 1):
        paper.heading(f"（{place}）{one['code']} {one['name']}：", 3)
        for paragraph in paragraphs(one):
            paper.text(paragraph)


def paragraphs(indicator: Doc) -> list[str]:
    """依据, 事实 and 比对, and the sentence that gives the points; without the names of persons and checks."""
    told, ending = str(indicator["explanation"]), ""
    at = max(told.rfind("该指标满分为"), told.rfind("该指标不适用"))
    if at >= 0:
        told, ending = told[:at], told[at:]
    about = str(indicator["basis"]).rstrip("。") + "。"
    about = about if about.startswith("该指标") else f"评价依据为{about}"
    compared = f"标杆值为“{indicator['benchmark']}”，完成值为“{annex.value(indicator)}”。"
    return [_formal(text) for text in (about, f"{told}{compared}", ending) if text]


def _formal(text: str) -> str:
    """Official text: no initials of checks, no names of the people who judged, full-width punctuation among Chinese."""
    text = _BY_CHECK.sub("", text)
    text = _BY_PERSON.sub(lambda match: f"（{match[1]}）" if match[1] else "", text)
    return re.sub(rf"(?<={_CJK})[,;:()]|[,;:()](?={_CJK})", lambda match: _HALF[match[0]], text)


def _annex_row(one: Doc) -> list[str]:
    return [
        "",
        "",
        f"{one['code']} {one['name']}",
        str(one["max"]),
        str(one["definition"]),
        str(one["benchmark"]),
        str(one["basis"]),
        annex.standard(one),
        annex.value(one),
        annex.score_text(one),
        str(one["rate"] or words.DASH),
    ]


def _sum_row(label: str, maximum: Decimal, score: Decimal) -> list[str]:
    return [label, "", "", str(maximum), "", "", "", "", "", str(score), annex.rate(score, maximum)]
