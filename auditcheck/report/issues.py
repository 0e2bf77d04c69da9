"""Issues as 问题清单 shows them: what was confirmed, once, with its money and its points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditcheck.report import facts, words
from auditcheck.report.facts import Doc


@dataclass(frozen=True)
class Issue:
    """One root cause on one subject, with its confirmed findings, the gravest first."""

    number: str
    title: str
    severity: str
    amount: Decimal | None
    findings: list[Doc]
    advice: str

    @property
    def fingerprints(self) -> set[str]:
        return {str(finding["fingerprint"]) for finding in self.findings}


def confirmed_issues(findings_doc: Doc) -> list[Issue]:
    """The issues that have confirmed findings, the gravest first."""
    titles = facts.titles(findings_doc)
    known = {str(issue["id"]): issue for issue in findings_doc.get("issues", [])}
    members: dict[str, list[Doc]] = {}
    every: dict[str, list[Doc]] = {}
    for finding in findings_doc.get("findings", []):
        identity = str(finding.get("issue") or finding["fingerprint"])
        every.setdefault(identity, []).append(finding)
        if facts.is_confirmed(finding):
            members.setdefault(identity, []).append(finding)
    issues = []
    for identity, unsorted in members.items():
        issue = known.get(identity, {})
        findings = sorted(unsorted, key=facts.by_severity)
        stated = facts.money(issue.get("amount"))
        issues.append(
            Issue(
                number=str(issue.get("no") or first_number(every[identity])),
                title=str(issue.get("title") or facts.title(findings[0], titles)),
                severity=str(findings[0].get("severity") or ""),
                amount=stated if stated is not None else amount_once(findings),
                findings=findings,
                advice=str(issue.get("advice") or ""),
            )
        )
    return sorted(issues, key=lambda issue: facts.by_severity(issue.findings[0]))


def first_number(findings: Iterable[Doc]) -> str:
    """The number that was given first, whatever became of its finding: an issue and its papers go by it.

    Numbers are given once and never reused, so that more findings or decisions do not change it.
    """
    numbers = [str(finding.get("no") or "") for finding in findings]
    return min(filter(None, numbers), key=by_number, default="未编号")


def by_number(number: str) -> tuple[str, int, str]:
    """Order of readable numbers: 合同-1000 comes after 合同-999."""
    group, _dash, rest = number.partition("-")
    return group, int(rest) if rest.isdecimal() else 0, rest


def amount_once(findings: Sequence[Doc]) -> Decimal | None:
    """The money of findings with each voucher or contract counted once; None where no finding has any.

    Findings on one voucher are about the same money, so are findings on one contract that name no voucher: the largest
    amount counts. What stands against a contract already covers the vouchers of that contract.
    """
    on_vouchers: list[_Money] = []
    on_contracts: list[_Money] = []
    rest = Decimal(0)
    for finding in findings:
        amount = facts.money(finding.get("amount"))
        if amount is None:
            continue
        vouchers, contracts = _numbers(finding, "voucher_no"), _numbers(finding, "contract_no")
        if vouchers:
            on_vouchers = _joined(on_vouchers, _Money(vouchers, contracts, amount))
        elif contracts:
            on_contracts = _joined(on_contracts, _Money(contracts, contracts, amount))
        else:
            rest += amount
    total = rest + sum((group.amount for group in on_vouchers), Decimal(0))
    for contract in on_contracts:
        covered = sum((group.amount for group in on_vouchers if group.contracts & contract.contracts), Decimal(0))
        total += max(contract.amount - covered, Decimal(0))
    return total if any(facts.money(finding.get("amount")) is not None for finding in findings) else None


@dataclass(frozen=True)
class _Money:
    documents: set[str]
    contracts: set[str]
    amount: Decimal


def _joined(groups: list[_Money], new: _Money) -> list[_Money]:
    """The groups with one more; those that share a document with it become one with it."""
    apart = [group for group in groups if not group.documents & new.documents]
    same = [group for group in groups if group.documents & new.documents]
    documents = new.documents.union(*(group.documents for group in same))
    contracts = new.contracts.union(*(group.contracts for group in same))
    return [*apart, _Money(documents, contracts, max([new.amount, *(group.amount for group in same)]))]


def _numbers(finding: Doc, column: str) -> set[str]:
    """Numbers in one unit: 记-10-0037 of two bodies are two vouchers."""
    unit = facts.unit_of(finding)
    rows = [finding.get("key", {}), *(item.get("values", {}) for item in finding.get("evidence", []))]
    return {f"{unit}\n{values[column]}" for values in rows if values.get(column)}


def indicators_and_points(issues: Sequence[Issue], score_doc: Doc | None) -> list[tuple[str, str]]:
    """For each issue the indicators it bears on and what it costs, as text.

    One deduction may rest on several issues (a criterion fails once); then it names the others instead of being
    split or said twice.
    """
    indicators = {str(item["code"]): str(item.get("name") or "") for item in (score_doc or {}).get("indicators", [])}
    rubric = (score_doc or {}).get("rubric")
    rows = []
    for issue in issues:
        feeds = [feed for finding in issue.findings for feed in finding.get("feeds", [])]
        codes = {str(feed["indicator"]): None for feed in feeds if rubric in (None, feed.get("rubric"))}
        lines = []
        for item in (score_doc or {}).get("indicators", []):
            for deduction in item.get("deductions", []):
                behind = set(deduction.get("findings") or [])
                if not behind & issue.fingerprints:
                    continue
                codes[str(item["code"])] = None
                others = [other.number for other in issues if other is not issue and behind & other.fingerprints]
                shared = f"（与{'、'.join(others)}合计）" if others else ""
                lines.append(f"{item['code']} 扣{deduction['points']}分{shared}")
        rows.append(("\n".join(f"{code} {indicators.get(code, '')}".strip() for code in codes), "\n".join(lines)))
    return rows


def states(issue: Issue, kind: str) -> str:
    found = {str(finding.get("state")) for finding in issue.findings}
    return "、".join(words.state(value, kind) for value in words.STATES if value in found)
