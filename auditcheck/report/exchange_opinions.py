"""意见采纳情况表: what the unit says to the draft, place by place, and what was made of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditcheck.report import words
from auditcheck.report.exchange_book import Row, Sheet, write_exchange
from auditcheck.report.exchange_fields import Field
from auditcheck.report.exchange_values import plain
from auditcheck.report.facts import Doc

OPINIONS = "意见采纳情况表"
_SAID, _MADE = "反馈意见（由单位填写）", "采纳情况（由评价、审计方填写）"
FIELDS = (
    Field("no", "序号", 6, head=_SAID),
    Field("place", "原文位置", 18, "opinion", head=_SAID, note="例如：第12页第3段；问题合同-003。", reply=True),
    Field("opinion", "反馈意见", 40, "opinion", head=_SAID, reply=True),
    Field("reason", "理由及佐证", 36, "opinion", head=_SAID, note="佐证材料写明名称和页码。", reply=True),
    Field("by", "反馈人", 10, "opinion", head=_SAID, reply=True),
    Field("adopted", "采纳情况", 11, "adoption", "choice", _MADE),
    Field("adopted_reason", "采纳或不采纳的理由", 30, "adoption", head=_MADE),
    Field("adopted_by", "认定人", 10, "adoption", head=_MADE),
)
_LEGEND = (
    "一行一条意见，原文位置写到页、段或问题编号。没有意见的，在附件5中写“无意见”，本表不填。填完用 auditcheck findings import 读回；"
    "隐藏的两列用于对应各行，请勿删改。"
)
_ROOM = 15  # empty lines to write on when printed


def values(opinion: Doc, number: int) -> dict[str, str]:
    """The columns of one opinion."""
    texts = {one.code: plain(one, opinion.get(one.code)) for one in FIELDS}
    if opinion.get("evidence"):
        texts["reason"] = "\n".join(filter(None, (texts["reason"], str(opinion["evidence"]))))
    return {**texts, "no": str(number)}


def write_opinions(path: Path, opinions: Sequence[Doc], unit: str, title: str, kind: str, exported: str) -> None:
    """Raises AuditcheckError where the file cannot be written."""
    rows = [Row(str(one["id"]), values(one, number)) for number, one in enumerate(opinions, 1)]
    # Lines to write on; they bear no id: what stands there is new.
    rows += [Row("", {"no": str(number)}) for number in range(len(rows) + 1, len(rows) + 1 + _ROOM)]
    sheet = Sheet(
        name=OPINIONS,
        title=OPINIONS,
        fields=FIELDS,
        rows=rows,
        subtitle=f"{words.unit_label(kind)}：{unit or '　　　　'}　　报告名称：{title or '　　　　'}　　导出日期：{exported}",
        legend=_LEGEND,
    )
    record = {
        "kind": "opinions",
        "job": kind,
        "unit": unit,
        "exported": exported,
        "papers": {OPINIONS: [one.code for one in FIELDS]},
    }
    write_exchange(path, [sheet], record, kind)
