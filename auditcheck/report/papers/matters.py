"""What the papers speak of: problems (one root cause on one subject) and matters (one cause), with their numbers.

Numbers are made from the readable number of the first finding, which is given once and never reused: 问题 合同-001,
取证单 QZ-合同-001, 底稿 DG-合同-001. So they stay from run to run and lead from one paper to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.issues import amount_once, by_number, first_number
from auditcheck.report.papers import clauses


@dataclass(frozen=True)
class Job:
    """The names that stand on every paper; ``levels``: of review; ``form``: of 取证单: facts | qualified."""

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

    @property
    def about(self) -> str:
        """The line below the title of a list."""
        pairs = {"项目名称": self.name, words.unit_label(self.kind): self.unit, "期间": self.period}
        return "　".join(f"{name}：{text or words.DASH}" for name, text in pairs.items())

    def fields(self) -> dict[str, str]:
        """What a paper says once, by the names that templates use."""
        return {
            "项目名称": self.name,
            "单位": self.unit,
            "单位简称": self.short,
            "单位称谓": words.unit_label(self.kind),
            "机构": self.firm,
            "期间": self.period,
            "年度": self.year,
        }


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
        return clauses.said(self.findings, "paper", "record_no") or f"QZ-{self.number}"

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
        documents = dict.fromkeys(map(clauses.document_of, self.findings))
        if len(documents) == 1:
            return f"{next(iter(documents))}{fact}"
        return f"{fact}（{len(self.findings)}项）"

    def body(self, job: Job, *, level: bool = True) -> str:
        """The bodies it is about; ``level``: 本级 or 下属, as the engagement's own name tells."""
        found = dict.fromkeys(filter(None, map(facts.unit_of, self.findings)))
        if not level or not job.unit:
            return "、".join(found) or job.unit
        return "、".join(f"{unit}（{'本级' if unit == job.unit else '下属'}）" for unit in found)

    def states(self, kind: str) -> str:
        return "、".join(dict.fromkeys(facts.state(one, kind) for one in self.findings))

    @property
    def severity(self) -> str:
        return str(self.first.get("severity") or "")

    @property
    def amount(self) -> Decimal | None:
        return amount_once(self.findings)

    @property
    def amounts(self) -> dict[str, Decimal | None]:
        return clauses.amounts_by_kind(self.findings)


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


def problems(document: Doc, *, for_unit: bool = True) -> list[Problem]:
    """Every problem by its number; ``for_unit``: without what may not leave the house. Signals are no problems."""
    issues = _issues(document)
    indexes = {cause: first_number(members) for cause, members in _by_cause(issues).items()}
    found = []
    for issue, every in issues:
        confirmed = [one for one in every if facts.is_confirmed(one)]
        visible = [one for one in confirmed if clauses.shown_to_unit(one)]
        chosen = sorted(visible if for_unit else confirmed, key=facts.by_severity)
        if chosen:
            found.append(
                Problem(
                    number=first_number(every),
                    index=clauses.said(chosen, "paper", "working_paper") or f"DG-{indexes[_cause(issue, every)]}",
                    cause=_cause(issue, every),
                    nature=clauses.said(chosen, "paper", "qualification")
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
