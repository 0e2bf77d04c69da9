"""The columns of the workbooks that people fill in and that come back: what each holds, who may fill it, which belong together.

Titles are those of ``export_templates`` (问题清单, 审计取证单, 整改台账) as practice.md section 6 corrects them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from auditcheck.report import words

LIST, RECORD, RECTIFICATION = "问题清单", "取证单", "整改台账"
PAPERS = (LIST, RECORD, RECTIFICATION)
ANSWERS = ("无异议", "有异议", "部分异议")
ADOPTED = ("采纳", "部分采纳", "不采纳")
DEFECTS = tuple(f"{kind}/{grade}" for kind in ("设计", "运行") for grade in ("重大", "重要", "一般"))
GROUNDS = ("台账登记错误", "有佐证", "不属于")
MONEY = {"money_irregular": "管理不规范金额", "money_illegal": "违规金额", "money_lost": "损失浪费金额"}
RECTIFYING = ("立行立改", "分阶段整改", "持续整改")
RECOVERED = ("上缴财政", "归还原渠道", "调账", "追回", "其他")
NOT_YET, UNDER_WAY, LONG_TERM, DONE = "尚未整改", "正在整改", "长期整改", "已完成整改"
# Words that other offices use for the tool's own.
_SEVERITY = {"严重": "high", "较重": "medium", "一般": "low"}
_ANSWER = {"无意见": "无异议", "同意": "无异议", "认可": "无异议", "不同意": "有异议", "部分认可": "部分异议"}
_KIND = {"分阶段": "分阶段整改", "持续": "持续整改", "立即整改": "立行立改", "长期": "持续整改", "长期整改": "持续整改"}


@dataclass(frozen=True)
class Field:
    """``kind``: text | choice | date | money | count.

    ``group``: what is decided together and so merged together; "" is not read back. ``once``: empty in every export.
    """

    code: str
    title: str
    width: float
    group: str = ""
    kind: str = "text"
    head: str = ""
    note: str = ""
    once: bool = False
    reply: bool = False  # for the unit to fill in
    breaks: bool = False  # a new page of the print begins here


_FACTS, _DECISION, _REPLY, _PAPER = "查出的事实（不读回）", "认定", "单位反馈", "底稿与取证"
_RECTIFIED = "整改"
_DECIDED_BY = "认定的人。改了状态必须写明；空着时以“填写人”为准。"
_FILLED_BY = "谁填的本行。导入时记在其名下；导出时总是空的。"


def _ro(code: str, title: str, width: float, kind: str = "text") -> Field:
    return Field(code, title, width, "", kind, _FACTS)


_NO = _ro("no", "问题编号", 10)
_TITLE = _ro("title", "问题标题", 15)
_FACT = _ro("fact", "事实描述", 40)
_AMOUNT = _ro("amount", "涉及金额", 13, "money")
_BASIS = _ro("basis", "依据（名称+文号+条款）", 20)
_ADVICE = _ro("advice", "建议", 14)
_WORKING = Field("working_paper", "底稿索引号", 9, "working_paper", head=_PAPER)
_RECORD_NO = Field("record_no", "取证单编号", 9, "record_no", head=_PAPER)
_NAME = Field(
    "qualification", "定性（规范名称）", 13, "qualification", head=_PAPER, note="规范的定性名称，与事实标题分开。"
)
_DEPARTMENT = Field("department", "责任部门", 10, "assign", head="责任", note="写全称；按责任部门分发时以此为准。")
_PERSON = Field("responsible", "责任人", 8, "assign", head="责任")
_REPLIES = (
    Field("answer", "单位反馈", 9, "answer", "choice", _REPLY, "从下拉中选择。", reply=True),
    Field("answer_reason", "反馈理由", 20, "answer", head=_REPLY, reply=True),
    Field("answer_evidence", "佐证材料名称及页码", 16, "answer", head=_REPLY, reply=True),
    Field("answered_by", "反馈人", 8, "answer", head=_REPLY, note="填反馈意见的必须写明。", reply=True),
)
_COMMENT = Field("comment", "批注", 18, "comment", head="其他", note="想说而没有栏目的话。", once=True)
_FILLED = Field("filled_by", "填写人", 8, "", head="其他", note=_FILLED_BY, once=True, reply=True)
_SOURCE = (_ro("source", "来源", 8), _ro("visibility", "知悉范围", 8))

_STATE = (
    Field("severity", "严重程度", 8, "severity", "choice", _DECISION, breaks=True),
    Field("state", "核实状态", 14, "decide", "choice", _DECISION, "从下拉中选择；改了须有认定人和认定理由。"),
    Field("decided_by", "认定人", 9, "decide", head=_DECISION, note=_DECIDED_BY),
    Field("reason", "认定理由", 24, "decide", head=_DECISION),
    Field("ground", "不成立的原因", 11, "decide", "choice", _DECISION, "状态为不成立时选择。"),
    Field(
        "defect",
        "缺陷认定",
        11,
        "decide",
        "choice",
        _DECISION,
        "状态为缺陷（已确认）时选择：设计或运行，重大、重要或一般。",
    ),
    _NAME,
    *(
        Field(code, title, 13, "money", "money", "认定金额", "认定后填写，三栏只填一栏。")
        for code, title in MONEY.items()
    ),
    Field("wanted", "需补的资料或说明", 18, "decide", head="待补资料", note="状态为待补资料时填写。"),
    Field("provider", "提供人", 9, "decide", head="待补资料"),
    Field("due", "提供期限", 11, "decide", "date", "待补资料"),
)
_WAIVER = (
    Field("owner", "承担人", 9, "decide", head="不作问题反映", note="谁对不反映负责。", breaks=True),
    Field("approver", "批准人", 9, "decide", head="不作问题反映"),
    Field("document_no", "批准文号", 13, "decide", head="不作问题反映"),
    Field("until", "有效期至", 11, "decide", "date", "不作问题反映", "最长366天，到期重新提示。"),
)
_LIST = (
    _NO,
    _ro("category", "类别", 6),
    replace(_ro("issue", "所属问题", 13), note="同一原因、同一对象的归为一个问题；逐条认定时可按此排序、下拉填充。"),
    replace(_TITLE, width=14),
    replace(_FACT, width=46),
    _ro("documents", "涉及凭证/合同", 16),
    replace(_AMOUNT, width=14),
    replace(_ro("evidence", "证据", 26), breaks=True),
    replace(_BASIS, width=26),
    _ro("indicators", "影响指标", 12),
    _ro("points", "扣分", 10),
    replace(_ADVICE, width=20),
    _ro("body", "责任单位", 16),
    *_SOURCE,
    _ro("baseline", "与上次相比", 9),
    *_STATE,
    *_WAIVER,
    _DEPARTMENT,
    _PERSON,
    _WORKING,
    _RECORD_NO,
    Field("pages", "证据名称及附件页码", 14, "pages", head=_PAPER),
    Field("transfer", "是否移送", 6, "transfer", "choice", _PAPER),
    replace(_REPLIES[0], breaks=True),
    *_REPLIES[1:],
    Field("adopted", "采纳情况", 10, "adopt", "choice", "意见采纳"),
    Field("adopted_reason", "采纳或不采纳的理由", 18, "adopt", head="意见采纳"),
    _COMMENT,
    _FILLED,
)
_RECORDS = (
    _NO,
    Field("record_no", "取证单编号", 9, "record_no", head=_PAPER),
    _WORKING,
    _ro("title", "审计（调查）事项", 15),
    _ro("fact", "事项摘要（时间、凭证号、金额、事实）", 40),
    _NAME,
    _ro("basis", "违反依据", 20),
    _AMOUNT,
    _DEPARTMENT,
    Field("pages", "附件清单及页数", 16, "pages", head=_PAPER),
    Field("auditors", "审计人员", 9, "auditors", head=_PAPER),
    Field("prepared", "编制日期", 11, "prepared", "date", _PAPER),
    Field("reply_due", "反馈期限", 11, "reply_due", "date", _PAPER),
    Field("answer", "证据提供单位意见", 10, "answer", "choice", _REPLY, reply=True, breaks=True),
    *_REPLIES[1:],
    Field("signed", "签署日期", 11, "signed", "date", _REPLY),
    Field("refused", "拒签原因", 14, "refused", head=_REPLY, note="被审计单位拒绝签字时写明。"),
    replace(_ro("state", "核实状态", 14, "choice"), head="其他"),
    _COMMENT,
    _FILLED,
)
_REGISTER = (
    _NO,
    _ro("title", "问题描述", 18),
    _ro("fact", "事实描述", 36),
    _ro("amount", "问题金额", 13, "money"),
    _ro("qualification", "定性", 12),
    _ro("advice", "整改要求", 16),
    Field(
        "rectified", "整改状态", 10, "rectify", "choice", _RECTIFIED, "已完成整改须有认定人、佐证材料。", breaks=True
    ),
    Field("measure", "整改措施", 20, "progress", head=_RECTIFIED, reply=True),
    Field("rectifying", "整改类型", 10, "progress", "choice", _RECTIFIED, reply=True),
    Field("leader", "责任领导", 8, "progress", head=_RECTIFIED, reply=True),
    _DEPARTMENT,
    _PERSON,
    Field("rectify_due", "整改时限", 11, "progress", "date", _RECTIFIED, reply=True),
    Field("progress", "整改进展", 18, "progress", head=_RECTIFIED, reply=True),
    Field("unfinished", "未完成原因", 14, "progress", head=_RECTIFIED, reply=True),
    Field("recovered", "整改金额", 13, "progress", "money", _RECTIFIED, reply=True, breaks=True),
    Field("recovered_as", "整改金额去向", 10, "progress", "choice", _RECTIFIED, reply=True),
    Field("rules_made", "制度建立", 14, "progress", head=_RECTIFIED, reply=True),
    Field("held", "问责人数", 7, "progress", "count", _RECTIFIED, reply=True),
    Field("proof", "佐证材料", 16, "progress", head=_RECTIFIED, reply=True),
    Field("finished", "完成日期", 11, "progress", "date", _RECTIFIED, reply=True),
    Field("accepted_by", "认定人", 8, "rectify", head="验收", note="认定已完成整改的人。"),
    Field("accepted", "认定日期", 11, "rectify", "date", "验收"),
    _ro("closed", "销号状态", 8),
    _COMMENT,
    _FILLED,
)
_FIELDS = {LIST: _LIST, RECORD: _RECORDS, RECTIFICATION: _REGISTER}
# What a department does not see of the audit's own papers and deliberations.
_OWN_GROUPS = {"decide", "adopt", "money", "transfer", "working_paper", "severity", "rectify", "refused"}
_OWN = {"indicators", "points", "baseline", "source", "visibility", "category", "auditors", "comment"}


def fields(paper: str, *, for_unit: bool = False, kind: str | None = None) -> tuple[Field, ...]:
    """The columns of a paper in order. ``for_unit``: those that go to a department; only the reply columns are read back.

    ``kind``: without the columns that only another kind of job has.
    """
    if not for_unit:
        return tuple(one for one in _FIELDS[paper] if kind in (None, "selfcheck") or one.code != "defect")
    seen = (f for f in _FIELDS[paper] if f.code in ("state", "rectified") or f.group not in _OWN_GROUPS)
    return tuple(
        one if one.reply else replace(one, group="", head=_FACTS, note="") for one in seen if one.code not in _OWN
    )


def relevant(group: str, row: Mapping[str, str]) -> Callable[[str], bool]:
    """Which columns of a group say something beside the state that the row gives: 提供人 says nothing of a waiver."""
    if group == "decide":
        return lambda code: code in _ALWAYS or code in _BESIDE.get(row.get("state", ""), ())
    if group == "rectify":
        return lambda code: code == "rectified" or row.get("rectified") == DONE
    return lambda code: True


def choices(code: str, kind: str) -> Mapping[str, str]:
    """The values of a column with a drop-down and the words for them in this kind of job; empty for other columns."""
    if code == "state":
        return {state: words.state(state, kind) for state in words.STATES if allowed_state(state, kind)}
    if code == "severity":
        return {severity: words.severity(severity) for severity in words.SEVERITIES}
    if code == "found_state":
        return {state: words.state(state, kind) for state in ("open", "confirmed")}
    if code == "rectified":
        return _same((NOT_YET, UNDER_WAY, LONG_TERM, DONE))
    return _CHOICES.get(code, {})


def allowed_state(state: str, kind: str) -> bool:
    """An evaluation keeps no register of rectification (practice.md section 5)."""
    return kind != "evaluation" or state not in ("rectifying", "rectified")


def synonyms(code: str) -> Mapping[str, str]:
    """Other words for the values of a drop-down that people write by hand."""
    return _SYNONYMS.get(code, {})


def _same(values: Sequence[str]) -> dict[str, str]:
    return {value: value for value in values}


_ALWAYS = ("state", "decided_by", "reason")
_BESIDE = {
    "confirmed": ("defect",),
    "dismissed": ("ground",),
    "pending": ("wanted", "provider", "due"),
    "waived": ("owner", "approver", "document_no", "until"),
}
_CHOICES = {
    "origin": {"interview": "访谈", "count": "实地盘点", "voucher": "抽凭", "web": "网上查询", "compare": "资料比对"},
    "class": {"violation": "违规", "suspicion": "线索"},
    "visible": {"unit": "可告知单位", "internal": "仅限内部"},
    "ground": _same(GROUNDS),
    "defect": _same(DEFECTS),
    "answer": _same(ANSWERS),
    "adopted": _same(ADOPTED),
    "transfer": _same(("是", "否")),
    "rectifying": _same(RECTIFYING),
    "recovered_as": _same(RECOVERED),
}
_SYNONYMS = {"severity": _SEVERITY, "answer": _ANSWER, "rectifying": _KIND}
