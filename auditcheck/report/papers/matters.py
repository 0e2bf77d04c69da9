"""What the papers speak of: problems (one root cause on one subject) and matters (one cause), with their numbers.

Numbers are made from the readable number of the first finding, which is given once and never reused: 问题 合同-001,
取证单 QZ-合同-001, 底稿 DG-合同-001. So they stay from run to run and lead from one paper to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from auditcheck.findings.sentence import cited
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.issues import amount_once, by_number, first_number

MEASURES = ("立行立改", "分阶段整改", "持续整改")
MONEY_KINDS = ("管理不规范金额", "违规金额", "损失浪费金额")
FORMS = ("facts", "qualified")
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


@dataclass(frozen=True)
class Job:
    """The names that stand on every paper; ``levels``: of review; ``form``: of 取证单, one of FORMS."""

    kind: str = "audit"
    name: str = ""
    unit: str = ""
    short: str = ""
    firm: str = ""
    period: str = ""
    year: str = ""
    asof: str = ""
    levels: tuple[str, ...] = ()
    form: str = "facts"
    reply_by: str = ""


@dataclass(frozen=True)
class Problem:
    """What was confirmed of one root cause on one subject, the gravest finding first."""

    number: str
    index: str  # of the working paper
    cause: str
    nature: str  # 定性（规范名称）
    findings: tuple[Doc, ...]
    internal: bool

    @property
    def paper(self) -> str:
        """取证单编号: the office's own where one was given, else made from the problem's number."""
        return said(self.findings, "paper", "record_no") or f"QZ-{self.number}"

    @property
    def group(self) -> str:
        return self.number.partition("-")[0]

    @property
    def first(self) -> Doc:
        return self.findings[0]

    @property
    def title(self) -> str:
        """The fact, with the document it is about: 合同HT-2023-078先履行后签订合同."""
        titles = dict.fromkeys(facts.title(one, {}) for one in self.findings)
        fact = next(iter(titles)) if len(titles) == 1 else self.nature
        documents = dict.fromkeys(map(document_of, self.findings))
        if len(documents) == 1:
            return f"{next(iter(documents))}{fact}"
        return f"{fact}（{len(self.findings)}项）"

    @property
    def severity(self) -> str:
        return str(self.first.get("severity") or "")

    @property
    def amount(self) -> Decimal | None:
        return amount_once(self.findings)

    @property
    def amounts(self) -> dict[str, Decimal | None]:
        return amounts_by_kind(self.findings)


@dataclass(frozen=True)
class Matter:
    """One cause: what a working paper is about."""

    index: str
    group: str
    title: str
    problems: tuple[Problem, ...]
    waiting: tuple[Doc, ...] = ()  # signals of the same cause that nobody decided on
    checks: tuple[Doc, ...] = field(default=())

    @property
    def findings(self) -> list[Doc]:
        return [finding for problem in self.problems for finding in problem.findings]


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


def problems(document: Doc, *, for_unit: bool = True) -> list[Problem]:
    """Every problem by its number; ``for_unit``: without what may not leave the house. Signals are no problems."""
    issues = _issues(document)
    indexes = {cause: first_number(members) for cause, members in _by_cause(issues).items()}
    found = []
    for issue, every in issues:
        confirmed = [one for one in every if facts.is_confirmed(one)]
        visible = [one for one in confirmed if shown_to_unit(one)]
        chosen = sorted(visible if for_unit else confirmed, key=facts.by_severity)
        if chosen:
            found.append(
                Problem(
                    number=first_number(every),
                    index=said(chosen, "paper", "working_paper") or f"DG-{indexes[_cause(issue, every)]}",
                    cause=_cause(issue, every),
                    nature=said(chosen, "paper", "qualification")
                    or str(issue.get("title") or facts.title(chosen[0], facts.titles(document))),
                    findings=tuple(chosen),
                    internal=not visible,
                )
            )
    return sorted(found, key=lambda problem: by_number(problem.number))


def matters(document: Doc) -> list[Matter]:
    """The matters with confirmed findings, internal ones too: working papers stay in the house."""
    by_cause: dict[str, list[Problem]] = {}
    for problem in problems(document, for_unit=False):
        by_cause.setdefault(problem.cause, []).append(problem)
    waiting: dict[str, list[Doc]] = {}
    for issue, every in _issues(document):
        waiting.setdefault(_cause(issue, every), []).extend(
            one for one in every if one.get("state") in ("open", "pending")
        )
    checks = {str(check["id"]): check for check in document.get("checks", [])}
    found = []
    for cause, members in by_cause.items():
        ids = dict.fromkeys(str(one.get("check") or "") for problem in members for one in problem.findings)
        found.append(
            Matter(
                index=members[0].index,
                group=members[0].group,
                title=members[0].nature,
                problems=tuple(members),
                waiting=tuple(waiting.get(cause, ())),
                checks=tuple(checks[name] for name in ids if name in checks),
            )
        )
    return sorted(found, key=lambda matter: by_number(matter.index.removeprefix("DG-")))


def amounts_by_kind(findings: Sequence[Doc]) -> dict[str, Decimal | None]:
    """管理不规范金额, 违规金额, 损失浪费金额 as people said; None where nobody said any."""
    said: dict[str, list[Doc]] = {kind: [] for kind in MONEY_KINDS}
    for finding in findings:
        money = life(finding).get("money") or {}
        if money.get("kind") in said:
            said[money["kind"]].append({**finding, "amount": money.get("amount", finding.get("amount"))})
    return {kind: amount_once(one) if one else None for kind, one in said.items()}


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


def _proof(answer: Mapping[str, Any]) -> str:
    return f"佐证：{answer['evidence']}" if answer.get("evidence") else ""


def _ledger(item: Doc) -> str:
    from auditcheck import names

    return names.ledger_name(str(item.get("ledger") or "")) or words.role(item.get("role"))


def _issues(document: Doc) -> list[tuple[Doc, list[Doc]]]:
    """(issue, its findings, whatever their state)."""
    known = {str(issue["id"]): issue for issue in document.get("issues", [])}
    members: dict[str, list[Doc]] = {}
    for finding in document.get("findings", []):
        members.setdefault(str(finding.get("issue") or finding["fingerprint"]), []).append(finding)
    return [(known.get(identity, {}), every) for identity, every in members.items()]


def _cause(issue: Doc, every: Sequence[Doc]) -> str:
    return str(issue.get("cause") or issue.get("id") or every[0].get("issue") or every[0]["fingerprint"])


def _by_cause(issues: Iterable[tuple[Doc, list[Doc]]]) -> dict[str, list[Doc]]:
    found: dict[str, list[Doc]] = {}
    for issue, every in issues:
        found.setdefault(_cause(issue, every), []).extend(every)
    return found


def document_of(finding: Doc) -> str:
    """合同HT-2023-078: what the finding is keyed by, where that is a document with a number."""
    key = finding.get("key", {})
    found = ((word, key.get(column)) for column, word in _DOCUMENTS.items())
    return next((f"{word}{number}" for word, number in found if number), "")
