"""What the papers say of findings: the fact, its basis and proof, what the unit said, what was put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from auditcheck import names
from auditcheck.findings.sentence import cited
from auditcheck.findings.transitions import MEASURES
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.issues import amount_once

MONEY_KINDS = ("管理不规范金额", "违规金额", "损失浪费金额")
_QUALIFIED = re.compile(r"[，,；;]?(?:上述事项)?不符合《.+》.*?(?:的?(?:有关|相关)?规定)?(?=。?$)")
_ADVISED = re.compile(r"[，,]建议核实(?=。?$)")
# By which a row of a ledger is called, whatever other numbers stand in it.
_OWN_NUMBER = {
    "assets": "asset_no",
    "asset_counts": "asset_no",
    "asset_events": "asset_no",
    "contracts": "contract_no",
    "invoices": "invoice_no",
    "payments": "payment_no",
    "procurements": "procurement_no",
}
_DOCUMENTS = {
    "contract_no": "合同",
    "voucher_no": "凭证",
    "procurement_no": "采购项目",
    "asset_no": "资产",
    "invoice_no": "发票",
    "payment_no": "付款",
    "claim_no": "报销单",
}


def life(finding: Doc) -> Mapping[str, Any]:
    return finding.get("life") or {}


def said(findings: Iterable[Doc], part: str, name: str) -> str:
    """What people said of findings of one problem, each once, in one cell."""
    found = (str((life(one).get(part) or {}).get(name) or "") for one in findings)
    return "、".join(dict.fromkeys(filter(None, found)))


def repair(finding: Doc) -> dict[str, Any]:
    """Rectification as the unit tells it (``progress``), and where it is silent as the decision has it."""
    decided, told = life(finding).get("rectification") or {}, life(finding).get("progress") or {}
    found = {name: value for name, value in decided.items() if value not in (None, "")}
    if decided.get("measure") in MEASURES:
        found["kind"] = found.pop("measure")
    if decided.get("by") == "run":  # the tool saw that it is gone; nobody accepted it
        found = {"proof": f"{decided.get('date') or ''}再次检查未再发现（运行{decided.get('run') or ''}）"}
    return found | {
        name: value for name, value in told.items() if value not in (None, "") and name not in ("date", "person")
    }


def shown_to_unit(finding: Doc) -> bool:
    """Leads stay inside unless a named person released them (practice.md section 5)."""
    return finding.get("visibility", "unit") != "internal" or bool(life(finding).get("released"))


def document_of(finding: Doc) -> str:
    """合同HT-2023-078: what the finding is keyed by, where that is a document with a number."""
    key = finding.get("key", {})
    found = ((word, key.get(column)) for column, word in _DOCUMENTS.items())
    return next((f"{word}{number}" for word, number in found if number), "")


def fact(finding: Doc) -> str:
    """What happened, without the words that judge it: ends with 。"""
    text = sentence(finding)
    basis = cited(counting_bases(finding))
    judged = re.compile(rf"[，,]?不符合{re.escape(basis)}(?:的?(?:有关|相关)?规定)?") if basis else None
    if judged is None or not judged.search(text):  # no basis that counts, or a sentence that a person wrote
        return _ADVISED.sub("", _QUALIFIED.sub("", text)).rstrip("，。；") + "。"
    text = judged.sub("", text)
    return text.rstrip("，。；") + "。"


def sentence(finding: Doc) -> str:
    """The confirmed wording; of a finding whose document keeps both, that one."""
    told = finding.get("messages") or {}
    return str(told.get("confirmed") or finding.get("message") or "")


def evidence_names(findings: Iterable[Doc], most: int = 12, *, full: bool = False) -> list[str]:
    """Each document once, by its number: 合同台账（HT-2023-078）第81行; ``full``: with the file in which it stands."""
    found: dict[str, None] = {}
    for finding in findings:
        for item in finding.get("evidence", []):
            own = (item.get("values") or {}).get(_OWN_NUMBER.get(str(item.get("ledger")), ""))
            number = own or next(iter(facts.documents({"evidence": [item]})), "")
            named = f"（{number}）" if number else ""
            if not item.get("ledger") and item.get("file"):  # of a finding from elsewhere: its proof, in words
                found[f"{item['file']}{named}"] = None
                continue
            row = f"第{item['row']}行" if item.get("row") is not None else ""
            place = f"：{facts.place(item, with_cells=False)}" if full else row
            found[f"{_ledger(item)}{named}{place}"] = None
    names = list(found)
    return names if len(names) <= most else [*names[:most], f"等{len(names)}份，见证据明细"]


def counting_bases(finding: Doc) -> list[Doc]:
    """Those that carry a conclusion: verified ones, and what a person put under a finding of their own."""
    own = finding.get("source") in ("person", "import")
    return [item for item in finding.get("basis", []) if own or item.get("verified")]


def bases(findings: Iterable[Doc]) -> list[str]:
    """《名称》（文号）第七条：“……”, each once."""
    every = [{**item, "verified": True} for finding in findings for item in counting_bases(finding)]
    return list(
        dict.fromkeys(facts.basis(item) + (f"：“{item['quote']}”" if item.get("quote") else "") for item in every)
    )


def advice(findings: Iterable[Doc]) -> list[str]:
    return list(dict.fromkeys(filter(None, (str(one.get("remediation") or "") for one in findings))))


def departments(findings: Iterable[Doc]) -> str:
    return "、".join(
        dict.fromkeys(
            filter(None, (str(life(one).get("department") or "") or facts.department(one) for one in findings))
        )
    )


def responsible(findings: Iterable[Doc]) -> str:
    return "、".join(dict.fromkeys(str(life(one)["responsible"]) for one in findings if life(one).get("responsible")))


def answers(findings: Iterable[Doc], *, adopted: bool = True) -> list[str]:
    """What the unit said of the findings, each once: 部分异议：……（采纳：……）; ``adopted``: with what became of it."""
    found: dict[str, None] = {}
    for finding in findings:
        answer, decided = life(finding).get("answer"), life(finding).get("adopted")
        if not answer:
            continue
        told = [str(answer.get("opinion") or ""), str(answer.get("reason") or ""), _proof(answer)]
        text = "；".join(filter(None, [told[0] + ("：" + told[1] if told[1] else ""), told[2]]))
        if adopted and decided:
            why = str(decided.get("reason") or "")
            text += f"（{decided.get('adopted') or ''}{'：' + why if why else ''}）"
        found[text] = None
    return list(found)


def amounts_by_kind(findings: Sequence[Doc]) -> dict[str, Decimal | None]:
    """管理不规范金额, 违规金额, 损失浪费金额 as people said; None where nobody said any."""
    said: dict[str, list[Doc]] = {kind: [] for kind in MONEY_KINDS}
    for finding in findings:
        money = life(finding).get("money") or {}
        if money.get("kind") in said:
            said[money["kind"]].append({**finding, "amount": money.get("amount", finding.get("amount"))})
    return {kind: amount_once(one) if one else None for kind, one in said.items()}


def _proof(answer: Mapping[str, Any]) -> str:
    return f"佐证：{answer['evidence']}" if answer.get("evidence") else ""


def _ledger(item: Doc) -> str:
    return names.ledger_name(str(item.get("ledger") or "")) or words.role(item.get("role"))
