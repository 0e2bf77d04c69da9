"""问题录入: the template for findings that no check made: from interviews, site visits, paper vouchers, other teams."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditcheck.report.exchange_book import Row, Sheet, write_exchange
from auditcheck.report.exchange_fields import Field
from auditcheck.report.layout import Cell, Column, Table

ENTRY, INDICATORS = "问题录入", "指标对照"
EXAMPLE = "示例"
_WHAT, _PROOF, _BEARS, _SAYS = "查出了什么", "谁查出、凭什么", "影响", "认定"


def _must(code: str, title: str, width: float, kind: str = "text", head: str = _WHAT, note: str = "") -> Field:
    return Field(code, f"*{title}", width, "entry", kind, head, note)


def _may(code: str, title: str, width: float, kind: str = "text", head: str = _WHAT, note: str = "") -> Field:
    return Field(code, title, width, "entry", kind, head, note)


FIELDS = (
    _may("mark", "序号", 6, note="写“示例”的行不读。"),
    _may("unit", "单位", 20, note="空着时为本项目的单位。"),
    _must("title", "问题标题", 22, note="一句话，例如：会议费超标准列支。"),
    _must("fact", "事实描述", 44, note="时间、凭证号、金额、事实，写成可以直接放进取证单的话。"),
    _may("voucher_no", "凭证字号", 14, note="几个用顿号隔开。"),
    _may("contract_no", "合同编号", 14, note="几个用顿号隔开。"),
    _may("amount", "涉及金额（元）", 13, "money"),
    _may("date", "发生日期", 11, "date"),
    Field("found_by", "*发现人", 9, "entry", "text", _PROOF, breaks=True),
    _must("found_on", "发现日期", 11, "date", _PROOF),
    _may("origin", "发现方式", 10, "choice", _PROOF, "空着为访谈。"),
    _must("proof", "证据名称及出处", 24, head=_PROOF, note="访谈记录、现场照片、凭证复印件……在哪里。"),
    _may("pages", "附件页码", 9, head=_PROOF),
    _may("basis", "依据（名称+文号+条款）", 24, head=_BEARS, note="例如：《中华人民共和国会计法》第九条。一行一条。"),
    Field(
        "bears", "影响指标及评分标准", 24, "entry", "text", _BEARS, f"从下拉中选择（见“{INDICATORS}”）；空着则不计分。"
    ),
    _must("severity", "严重程度", 8, "choice", _BEARS),
    _may("class", "类别", 8, "choice", _BEARS, "空着为违规。"),
    _may("department", "责任部门", 11, head=_BEARS),
    _may("advice", "建议", 18, head=_BEARS),
    _may("visible", "知悉范围", 10, "choice", _BEARS, "线索可选仅限内部；空着为可告知单位。"),
    Field(
        "found_state",
        "核实状态",
        14,
        "entry",
        "choice",
        _SAYS,
        "空着为疑点；已确认的须写认定人和认定理由。",
        breaks=True,
    ),
    _may("decided_by", "认定人", 9, head=_SAYS),
    _may("decided", "认定日期", 11, "date", _SAYS),
    _may("reason", "认定理由", 24, head=_SAYS),
)
_LEGEND = (
    "一行一个问题；带*的必须填写。第一行是示例，不会读入。填完用 auditcheck findings import 读入：从此与其他问题一样认定、"
    "整改、计分，来源注明“人工”。同一单位、标题、日期、凭证和合同编号的再次读入不会重复。"
)
_COLUMNS = (Column("选项", 44), Column("三级指标", 26), Column("评分标准或扣分情形", 60))


def write_template(path: Path, unit: str, parts: Sequence[tuple[str, str, str]], kind: str, rubric: str) -> None:
    """``parts``: what a finding can cost: (the drop-down's text, indicator, criterion). Raises AuditcheckError."""
    example = {
        "mark": EXAMPLE,
        "unit": unit or "某某局",
        "title": "会议费超标准列支",
        "fact": "2023年5月18日，记-05-0066号凭证列支业务培训班会议费38600元，实际参会42人、2天，超过标准4800元。",
        "voucher_no": "记-05-0066",
        "amount": "4800",
        "date": "2023-05-18",
        "found_by": "（姓名）",
        "found_on": "2024-05-20",
        "origin": "voucher",
        "proof": "会议通知、签到表、费用明细复印件",
        "pages": "第3至5页",
        "basis": "《中央和国家机关会议费管理办法》（财行〔2016〕214号）第十四条",
        "bears": parts[0][0] if parts else "",
        "severity": "medium",
        "found_state": "open",
    }
    texts = {one.code: example.get(one.code, "") for one in FIELDS}
    rows: list[list[Cell]] = [list(part) for part in parts]
    lookup = Table(INDICATORS, INDICATORS, _COLUMNS, rows, subtitle="在“影响指标及评分标准”一栏选用")
    sheet = Sheet(
        name=ENTRY,
        title="问题录入表",
        fields=FIELDS,
        rows=(),
        subtitle=f"单位：{unit or '　　　　'}",
        legend=_LEGEND,
        examples=(Row("", texts),),
        sources={"bears": f"={INDICATORS}!$A${lookup.header_row + 2}:$A${lookup.header_row + 1 + len(rows)}"}
        if rows
        else {},
    )
    record = {"kind": "template", "job": kind, "unit": unit, "rubric": rubric}
    write_exchange(path, [sheet], record, kind, [lookup] if rows else [])
