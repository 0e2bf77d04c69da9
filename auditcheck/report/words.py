"""The words of the papers: states, classes and origins in official Chinese (practice.md section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DISCLAIMER = "数据筛查疑点，未经核实，不得作为定性问责依据"
FOOTER = "内部资料"
DASH = "—"

# A finding that somebody confirmed stays a problem while it is put right and after.
CONFIRMED_STATES = ("confirmed", "rectifying", "rectified")
STATES = ("open", "pending", "confirmed", "rectifying", "rectified", "dismissed", "waived")
CLASSES = ("violation", "suspicion", "data")
SEVERITIES = ("high", "medium", "low", "info")

_STATE = {
    "open": "疑点（待核实）",
    "pending": "待补资料",
    "confirmed": "问题（已确认）",
    "rectifying": "正在整改",
    "rectified": "已完成整改",
    "dismissed": "不成立",
    "waived": "不作问题反映",
}
_STATE_BY_KIND = {
    "selfcheck": {"confirmed": "缺陷（已确认）", "waived": "例外事项"},
    "evaluation": {"waived": "不扣分事项"},
}
_CLASS = {"violation": "违规", "suspicion": "线索", "data": "数据"}
_SEVERITY = {"high": "高", "medium": "中", "low": "低", "info": "提示"}
_KIND = {"audit": "审计项目", "selfcheck": "自查任务", "evaluation": "评价项目"}
_UNIT = {"audit": "被审计单位", "selfcheck": "本单位", "evaluation": "被评价单位"}
_BASELINE = {"new": "新增", "unchanged": "未变", "updated": "有变化", "absent": "本次未再现"}
_VISIBILITY = {"internal": "仅限内部", "unit": "可告知单位"}
_ORIGIN = {"compare": "台账比对", "voucher": "抽凭", "count": "实地盘点", "web": "网上查询", "interview": "访谈"}
_SOURCE = {"person": "人工", "import": "导入"}
_EVIDENCE = {"ledger": "台账", "paper": "原件", "standard": "标准"}
_CHECK = {
    "clean": "无问题",
    "findings": "有疑点",
    "not_applicable": "不适用",
    "skipped": "未执行",
    "not_run": "未执行",
    "error": "出错",
}
_INDICATOR = {"scored": "已评", "partial": "部分未评", "unscored": "未评"}
_CRITERION = {"met": "符合", "failed": "不符合", "unscored": "未评", "not_applicable": "不适用"}
_BY = {"checks": "检查", "judgement": "人工判断"}
_RUBRIC = {"xj-2023": "新疆2023年方案"}
_HOW = {"alias": "按表头", "profile": "按映射文件", "manual": "人工指定", "derived": "推定", "unmapped": "未对应"}
_ROLE = {
    "acceptance": "验收",
    "account": "科目",
    "adjustment": "预算调整",
    "advance": "往来款",
    "asset": "资产",
    "balance": "余额",
    "before": "上期",
    "bid": "投标",
    "budget": "预算",
    "check": "核查表",
    "claim": "报销",
    "contract": "合同",
    "count": "盘点",
    "disclosure": "公开",
    "document": "单证",
    "event": "资产变动",
    "first": "第一份",
    "gl": "总账科目",
    "gl_balance": "余额",
    "idle": "闲置资产",
    "invoice": "发票",
    "journal": "序时账",
    "main": "主合同",
    "metric": "指标数据",
    "missing": "缺项",
    "notice": "公告",
    "notice_check": "公告核查",
    "other": "另一份",
    "other_contract": "另一合同",
    "paper": "核查表",
    "partner": "对应公开事项",
    "payment": "支付",
    "policy": "制度",
    "policy_check": "制度核查",
    "procurement": "采购",
    "rejected": "未读入",
    "revenue": "收入",
    "second": "第二份",
    "self_eval": "自评",
    "sheet": "整张表",
    "source": "出处",
    "staff": "人员",
    "supplement": "补充协议",
    "supplier": "供应商",
    "table": "整张表",
    "total": "合计",
    "undated": "期间不明",
    "voucher": "凭证",
}


def state(value: str, kind: str) -> str:
    return _STATE_BY_KIND.get(kind, {}).get(value) or _STATE.get(value, value)


def finding_class(value: str) -> str:
    return _CLASS.get(value, value)


def severity(value: str) -> str:
    return _SEVERITY.get(value, value)


def kind_of_job(value: str) -> str:
    return _KIND.get(value, value)


def unit_label(kind: str) -> str:
    return _UNIT.get(kind, "单位")


def baseline(value: str | None) -> str:
    return _BASELINE.get(value, value) if value else ""


def visibility(value: str | None) -> str:
    return _VISIBILITY.get(value, value) if value else ""


def source(finding: Mapping[str, Any]) -> str:
    """Where a finding comes from: how it was seen, and who brought it where no check did."""
    seen, by = str(finding.get("origin") or ""), str(finding.get("source") or "")
    words = [_SOURCE.get(by, ""), _ORIGIN.get(seen, seen)]
    return "/".join(word for word in words if word)


def evidence_origin(value: str | None) -> str:
    return _EVIDENCE.get(value, value) if value else ""


def check_state(value: str) -> str:
    return _CHECK.get(value, value)


def indicator_state(value: str) -> str:
    return _INDICATOR.get(value, value)


def criterion_state(value: str) -> str:
    return _CRITERION.get(value, value)


def decided_by(value: str | None) -> str:
    return _BY.get(value, value) if value else ""


def rubric(score: Mapping[str, Any]) -> str:
    """A rubric is named with its place and year: provinces differ, and the default is one province's scheme."""
    name = str(score.get("rubric") or "")
    return str(score.get("rubric_name") or _RUBRIC.get(name) or name)


def how_mapped(value: str | None) -> str:
    return _HOW.get(value, value) if value else ""


def role(value: str | None) -> str:
    """The role of a piece of evidence; a check names it in English (``payments`` in ``payments_rows``)."""
    name = value or ""
    if name in _ROLE:
        return _ROLE[name]
    return _ROLE.get(name.removesuffix("s"), name)
