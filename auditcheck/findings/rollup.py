"""What hits a large part of what it judged is told in one line: more often the books or a parameter than the facts.

The details stay out of the list and of the score until a person lets them in: all of them with ``--expand``,
``[findings] expand`` or 展开 on the line in 确认记录, single ones by a decision that names them. A line that is itself
confirmed counts as one finding.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from auditcheck import wording
from auditcheck.checks.results import CheckResult, Hit, SubResult
from auditcheck.findings.decisions import Decision, answerable, key_forms
from auditcheck.findings.identity import digest, fingerprint
from auditcheck.findings.sentence import COUNTED, cited, sentence
from auditcheck.ledgers.keys import strict

# practice.md section 4: one line above 20 findings and 20% of the population.
MOST = 20
SHARE = Decimal("0.2")
# Details that a line tells one by one; beyond, evidence.csv has where they stand.
MOST_DETAILS = 10_000
# Two of three is a large share and says nothing.
FEW = 5
EXPAND = frozenset({"展开", "逐条展开", "逐条列示"})


@dataclass
class Line:
    """One sub-rule told in one line. ``details``: its hits with their fingerprints (None where a key part is blank)."""

    mark: str
    no: str
    result: CheckResult
    part: SubResult
    details: list[tuple[str | None, Hit]]
    total: int  # findings of the sub-rule, those that are listed one by one among them

    @property
    def findings(self) -> int:
        marks = [mark for mark, _hit in self.details]
        return len(set(marks) - {None}) + marks.count(None)

    @property
    def amount(self) -> Decimal | None:
        """Each finding's amount once."""
        by_mark: dict[object, Decimal] = {}
        for number, (mark, hit) in enumerate(self.details):
            if isinstance(amount := hit.row.get("amount"), Decimal):
                by_mark.setdefault(mark or number, amount)
        return sum(by_mark.values(), Decimal(0)) if by_mark else None

    @property
    def unit(self) -> str | None:
        units = {str(hit.row.get("unit") or "") for _mark, hit in self.details}
        return units.pop() if len(units) == 1 else None

    def message(self, state: str, basis: Sequence[Mapping[str, Any]]) -> str:
        money = f"，涉及金额{wording.amount(self.amount)}" if self.amount is not None else ""
        title, where = self.part.rule.title, "逐条情况见“汇总明细”"
        if state in COUNTED:
            verified = [entry for entry in basis if entry["verified"]]
            against = f"，不符合{cited(verified)}的规定" if verified else ""
            return f"经核实，{title}，共{self.findings}条{money}（{where}）{against}。"
        share = percent(self.total, self.part.population)
        here = "" if self.findings == self.total else f"，其中{self.findings}条汇总于此"
        return (
            f"经比对台账，{title}：应查{self.part.population}条，命中{self.total}条，占{share}{here}{money}。"
            f"命中面过大，更可能是数据或参数的原因，未逐条列示、未计分，{where}，需进一步核实。"
        )

    def document(self) -> dict[str, Any]:
        return {
            "line": self.mark,
            "no": self.no,
            "check": self.result.check.id,
            "subrule": self.part.rule.key,
            "title": self.part.rule.title,
            "findings": self.findings,
            "population": self.part.population,
            "details": list(self._details()),
        }

    def _details(self) -> Iterator[dict[str, Any]]:
        check = self.result.check
        for mark, hit in self.details[:MOST_DETAILS]:
            amount, day = hit.row.get("amount"), hit.row.get("date")
            yield {
                "fingerprint": mark,
                "scope": {name: hit.row[name] for name in check.scope},
                "key": {name: None if hit.row[name] is None else str(hit.row[name]) for name in check.key},
                "amount": f"{amount:f}" if isinstance(amount, Decimal) else None,
                "date": day.isoformat() if day else None,
                "in_period": hit.in_period,
                "message": sentence(hit, "open", [], []),
            }


@dataclass
class RollUp:
    """``expand``: ids of checks whose findings are listed one by one, however many there are; ``spoken_of``: fingerprints
    of findings that are, because people decided on them."""

    decisions: list[Decision]
    number: Callable[[str, str], str]  # (fingerprint, check id) -> 合同-003
    expand: Collection[str] = ()
    spoken_of: Collection[str] = ()
    lines: list[Line] = field(default_factory=list)

    def left(self, result: CheckResult) -> Iterator[Hit]:
        """The hits of a check that are listed one by one."""
        for part in result.parts:
            held = self.held(result, part)
            yield from (hit for at, hit in enumerate(part.hits) if at not in held)

    def held(self, result: CheckResult, part: SubResult) -> set[int]:
        """Positions of the hits of ``part`` that are not listed one by one; their line is kept in ``lines``."""
        if len(part.hits) <= MOST or result.check.id in self.expand:
            return set()
        marks = [_mark(result, hit) for hit in part.hits]
        total = len(set(marks) - {None}) + marks.count(None)
        if total <= MOST or total <= SHARE * part.population:
            return set()
        mark = "v1:" + digest({"check": result.check.id, "subrule": part.rule.key or "A", "rolled up": True})[:32]
        no = self.number(mark, result.check.id)
        names = {strict(mark), strict(no)}
        own = [each for each in self.decisions if each.check.upper() == result.check.id]
        for decision in own:
            if decision.written.strip() in EXPAND and decision.tokens & names and _signed(decision):
                self.decisions.remove(decision)
                return set()
        held = {
            at
            for at, hit in enumerate(part.hits)
            if marks[at] not in self.spoken_of and not _named(own, result, hit, marks[at])
        }
        if held:
            details = [(marks[at], part.hits[at]) for at in sorted(held)]
            self.lines.append(Line(mark, no, result, part, details, total))
        return held


def _signed(decision: Decision) -> bool:
    return all((decision.person, decision.day, decision.reason))


def _named(decisions: Sequence[Decision], result: CheckResult, hit: Hit, mark: str | None) -> bool:
    """Whether a person decided on this very finding: it is listed then."""
    if not decisions:
        return False
    key = {name: hit.row[name] for name in result.check.key}
    finding = {"check": result.check.id, "subrule": hit.rule.key, "key": key, "fingerprint": mark or "", "no": None}
    forms = key_forms(finding)
    return any(each.state is not None and answerable(each) and each.matches(finding, forms) for each in decisions)


def _mark(result: CheckResult, hit: Hit) -> str | None:
    """The fingerprint, where it does not depend on the evidence, which is not read for what is rolled up."""
    check = result.check
    if any(hit.row.get(f"{name}_key", hit.row.get(name)) is None and hit.row.get(name) is None for name in check.key):
        return None
    return fingerprint(check.id, check.scope, check.key, hit, [])


def percent(part: int, whole: int) -> str:
    return f"{Decimal(100 * part) / whole:.1f}%" if whole else "—"


def base_rate(findings: int, population: int, share: Decimal = SHARE) -> dict[str, Any]:
    """``hits``, their ``rate`` in the population (a decimal as text), and a ``notice`` where that is unusually large."""
    rate = Decimal(findings) / population if population else None
    unusual = rate is not None and rate > share and findings >= FEW
    notice = f"命中{findings}条，占应查{population}条的{percent(findings, population)}，超过{percent_of(share)}：请先核对数据和参数"
    return {
        "hits": findings,
        "rate": None if rate is None else f"{rate:.4f}",
        "notice": notice if unusual else None,
    }


def percent_of(share: Decimal) -> str:
    return f"{(100 * share).normalize():f}%"
