"""What became of a finding, told in steps: who did what, when, and why (the log laid over the run: ``finding.life``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditcheck.report import words
from auditcheck.report.facts import Doc

_ACTIONS = {
    "review": "复核",
    "comment": "批注",
    "release": "批准告知单位",
    "assign": "分派",
    "money": "认定金额",
    "answer": "单位反馈",
    "adopt": "采纳情况",
    "finding": "登记",
    "clear": "再次检查未见",
    "reopen": "重新列为疑点",
    "severity": "调整级别",
    "progress": "整改进展",
    "paper": "登记文书编号",
    "undo": "撤回",
}
_REOPENED = {"returned": "再次出现", "new_evidence": "证据有变化", "expired": "批准的期限已过"}
_LABELS = {
    "what": "所需资料", "provider": "提供人", "due": "期限", "owner": "责任人", "approver": "批准人", "document_no": "批准文号",
    "until": "有效期至", "reason": "理由", "kind": "方式", "measure": "措施", "proof": "佐证", "amount": "金额（元）",
    "amount_kind": "金额去向", "accepted_by": "认定人", "date": "日期", "opinion": "意见", "evidence": "佐证", "adopted": "采纳情况",
    "progress": "进展", "unfinished": "未完成原因", "leader": "责任领导", "recovered": "整改金额（元）", "recovered_as": "金额去向",
    "rules_made": "制度建立", "held": "问责人数", "finished": "完成日期", "rectify_due": "整改时限",
    "person": "人员", "department": "责任处室", "text": "内容", "level": "复核级次", "ground": "情形",
}  # fmt: skip
Pairs = list[tuple[str, str]]


def steps(finding: Doc, kind: str) -> list[dict[str, str]]:
    """The history, earliest first; without a log, the decision that came with the books."""
    history = (finding.get("life") or {}).get("history") or []
    if history:
        return [_step(entry, kind) for entry in history]
    decision = finding.get("decision")
    if not decision:
        return []
    source = decision.get("source") or {}
    place = f"（{source.get('file')} 第{source.get('row')}行）" if source.get("file") else ""
    what = words.state(str(decision.get("state") or ""), kind)
    return [{"time": str(decision.get("date") or ""), "who": str(decision.get("person") or ""), "what": what,
             "why": f"{decision.get('reason') or ''}{place}"}]  # fmt: skip


def _step(entry: Doc, kind: str) -> dict[str, str]:
    action = str(entry.get("action") or "")
    if action == "severity":
        levels = (words.severity(str(entry.get(name) or "")) for name in ("from", "to"))
        what = f"{_ACTIONS[action]}：{' → '.join(filter(None, levels))}"
    elif action == "decide" or (entry.get("to") and action not in _ACTIONS):
        before = words.state(str(entry.get("from") or ""), kind)
        after = words.state(str(entry.get("to") or ""), kind)
        what = f"{before} → {after}" if before and before != after else after
    else:
        what = _ACTIONS.get(action, action)
        if "agrees" in entry:
            what += "：同意" if entry["agrees"] else "：不同意"
    if entry.get("undone"):
        what += "（已撤回）"
    told = entry.get("reason") or entry.get("opinion") or entry.get("text") or _REOPENED.get(str(entry.get("why")), "")
    who = "程序" if entry.get("actor") == "auditcheck" else str(entry.get("actor") or "")
    return {
        "time": str(entry.get("time") or "")[:16].replace("T", " "),
        "who": who,
        "what": what,
        "why": str(told or ""),
    }


def handling(finding: Doc) -> Pairs:
    """What the state asks for, who reviewed, who is responsible."""
    life = finding.get("life") or {}
    found: Pairs = []
    for name, title in (
        ("pending", "待补资料"),
        ("waiver", "不作反映"),
        ("rectification", "整改"),
        ("progress", "整改进展"),
        ("money", "认定金额"),
    ):
        if told := _told(life.get(name)):
            found.append((title, told + ("（已过期）" if (life.get(name) or {}).get("expired") else "")))
    for review in life.get("reviews") or []:
        verdict = "同意" if review.get("agrees") else "不同意"
        found.append(
            (
                f"复核（{review.get('level')}）",
                f"{verdict}　{review.get('person')}　{review.get('date')}　{review.get('opinion') or ''}".strip(),
            )
        )
    found += [
        ("批注", f"{each.get('person')}　{each.get('date')}：{each.get('text')}") for each in life.get("comments") or []
    ]
    found.append(("缺陷类型", str(life.get("defect") or "")))
    found += [("责任处室", str(life.get("department") or "")), ("责任人", str(life.get("responsible") or ""))]
    return [pair for pair in found if pair[1]]


def answer(finding: Doc) -> Pairs:
    """The unit's answer, and whether it was taken up."""
    life = finding.get("life") or {}
    return [*_labelled(life.get("answer")), *_labelled(life.get("adopted"))]


def _told(part: Any) -> str:
    return "；".join(f"{label}：{text}" for label, text in _labelled(part))


def _labelled(part: Any) -> Pairs:
    if isinstance(part, str):
        return [("采纳情况", part)]
    return list(_fields(part)) if isinstance(part, Mapping) else []


def _fields(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, text in part.items():
        if name in _LABELS and text not in (None, ""):
            yield _LABELS[name], str(text)
