"""Running a check's own cases (``<name>.test.yaml``): each names every finding that must come, and no other may."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from auditcheck.checks.catalogue import Check
from auditcheck.checks.law import Law, UnitRule
from auditcheck.checks.period import Period
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.engine.session import Blank, Session
from auditcheck.errors import ConfigError
from auditcheck.evidence import reference
from auditcheck.evidence.earlier import facts_of
from auditcheck.evidence.workspace import Workspace, build_workspace
from auditcheck.i18n import _
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.ledgers.load import Body

KINDS = ("hit", "clean", "boundary", "undecided", "excluded", "not_applicable", "skipped")


@dataclass(frozen=True)
class Case:
    """One case of a check. ``number`` counts from 1 in its file."""

    check: str
    number: int
    title: str
    kind: str
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.check}-{self.number}-{self.kind}"


@dataclass(frozen=True)
class CaseResult:
    case: Case
    problems: tuple[str, ...]
    result: CheckResult


def cases_of(check: Check) -> list[Case]:
    """Raises ConfigError where the file is missing or a case is malformed."""
    path = cases_path(check)
    if not path.is_file():
        raise ConfigError(_("{check}: its cases are missing ({path})").format(check=check.id, path=path.name))
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or []
    cases = []
    for number, entry in enumerate(entries, 1):
        if entry.get("kind") not in KINDS or "case" not in entry or "rows" not in entry or "expect" not in entry:
            raise ConfigError(
                _("{path}: case {number} needs case, kind, rows and expect").format(path=path, number=number)
            )
        cases.append(Case(check.id, number, str(entry["case"]), entry["kind"], entry))
    return cases


def cases_path(check: Check) -> Path:
    return check.path.with_suffix(".test.yaml")


def run_case(check: Check, case: Case, laws: Mapping[str, Law]) -> CaseResult:
    """Build the case's books, run the check, compare; what was built is taken back."""
    with _reused().undone() as session:
        workspace, context = open_case(check, case, laws, session)
        result = run_check(check, workspace, context)
    return CaseResult(case, compare(result, case.data["expect"]), result)


def open_case(
    check: Check, case: Case, laws: Mapping[str, Law], session: Session | None = None
) -> tuple[Workspace, RunContext]:
    """The case's books, by themselves in an engine of their own, which the caller closes."""
    data = case.data
    asof = data.get("asof") or date(2024, 6, 30)
    period = Period.parse(str(data["period"])) if "period" in data else None
    year = data.get("year", period.year if period else 2023)
    bodies = [
        Body(str(unit["name"]), tuple(unit.get("aliases") or ()), unit.get("province"), unit.get("level"))
        for unit in data.get("units") or []
    ]
    rows = dict(data["rows"] or {})
    # A case stands on its own: it has the standards that it names and no other.
    standards = {
        name: reference.from_entries(table, rows.pop(reference.PREFIX + name, None) or [])
        for name, table in reference.shipped().items()
    }
    books = books_from_rows(rows, units=bodies, year=year)
    workspace = build_workspace(
        books,
        bodies=bodies,
        complete=data.get("complete") or (),
        asof=asof,
        session=session or Session(blank=_blank()),
        standards=standards,
        earlier=_earlier(data.get("earlier") or {}, bodies, year),
    )
    rules = [
        UnitRule(
            str(rule["name"]),
            (check.id,),
            text=str(rule.get("text", "")),
            begins=_day(rule, "from"),
            ends=_day(rule, "to"),
        )
        for rule in data.get("rules") or []
    ]
    return workspace, RunContext(asof, year, {check.id: data.get("params") or {}}, laws, rules, period)


def _day(rule: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(str(rule[name])) if name in rule else None


class _Reused(Session):
    """Serves one case after the other: what a case builds is rolled back."""

    _is_secured = False

    @contextmanager
    def undone(self) -> Iterator[_Reused]:
        self._connection.execute("BEGIN TRANSACTION")
        try:
            yield self
        finally:
            self._connection.execute("ROLLBACK")
            self._filled.clear()
            self._locked = False

    def lock(self) -> None:
        if not self._is_secured:
            super().lock()
            self._is_secured = True
        self._locked = True


@cache
def _reused() -> _Reused:
    return _Reused(blank=_blank())


@cache
def _blank() -> Blank:
    """What a workspace defines, for as long as the process lasts."""
    folder = Path(tempfile.mkdtemp(prefix="auditcheck-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    empty = {name: reference.from_entries(table, []) for name, table in reference.shipped().items()}
    with closing(_Open()) as session:
        build_workspace(books_from_rows({}), session=session, standards=empty)
        return session.blank(folder / "blank.duckdb")


class _Open(Session):
    """Never locked: a locked session can write no file."""

    def lock(self) -> None:
        pass


def _earlier(rows: Mapping[str, Any], bodies: Sequence[Body], year: int) -> list[dict[str, Any]]:
    """What a run on these rows would have kept, were there a finding on each."""
    if not rows:
        return []
    workspace = build_workspace(books_from_rows(rows, units=bodies, year=year), bodies=bodies)
    try:
        return [
            fact
            for ledger, table in workspace.books.tables.items()
            for fact in facts_of(workspace.session, ledger, table.row_id, "CON-001", "2024-03-01")
        ]
    finally:
        workspace.session.close()


def compare(result: CheckResult, expect: Mapping[str, Any]) -> tuple[str, ...]:
    """What differs between a result and what a case expects; empty when nothing does."""
    return tuple(_problems(result, expect))


def _problems(result: CheckResult, expect: Mapping[str, Any]) -> Iterable[str]:
    for part in result.parts:
        if part.state == "error":
            yield f"{part.rule.key or ''} error: {part.reason}"
    said = "".join(f"; {part.state}: {part.reason}" for part in result.parts if part.reason and part.state != "error")
    if "state" in expect and result.state != expect["state"]:
        yield f"state {result.state}, expected {expect['state']} ({result.reason})"
    if "findings" in expect or "measure" not in expect:
        wanted = list(expect.get("findings") or [])
        left = [
            _facts(hit.row)
            | {"subrule": hit.rule.key, "class": hit.class_, "severity": hit.severity}
            | {"in_period": hit.in_period}
            for hit in result.hits
        ]
        for want in wanted:
            met = next((facts for facts in left if all(_same(facts.get(k), v) for k, v in want.items())), None)
            if met is None:
                yield f"not found: {want}{said}"
            else:
                left.remove(met)
        for facts in left:
            yield f"unexpected: { {k: v for k, v in facts.items() if not k.endswith(('_row', '_rows'))} }"
    if "undecided" in expect:
        count = sum(len(part.undecided) for part in result.parts)
        if count != expect["undecided"]:
            yield f"undecided {count}, expected {expect['undecided']}"
    for name in ("why", "missing"):
        told = sorted(getattr(row, name) for part in result.parts for row in part.undecided)
        if name in expect and told != sorted(expect[name]):
            yield f"undecided: {name} {told}, expected {sorted(expect[name])}"
    for name in ("population", "evaluated", "not_supplied"):
        if name in expect and (count := sum(getattr(part, name) for part in result.parts)) != expect[name]:
            yield f"{name} {count}, expected {expect[name]}"
    if "measure" in expect:
        row = result.measure.row if result.measure else {}
        for name, value in expect["measure"].items():
            if not _same(row.get(name), value):
                yield f"measure {name} = {row.get(name)}, expected {value}"
    overlap = _hit_and_undecided(result)
    if overlap:
        yield f"rows both hit and undecided: {overlap}"


def _hit_and_undecided(result: CheckResult) -> list[int]:
    found: list[int] = []
    for part in result.parts:
        drivers = {ids[0] for hit in part.hits for _role, ids in hit.evidence[:1] if len(ids) == 1}
        found += sorted(drivers & {row.row_ids[0] for row in part.undecided if row.row_ids})
    return found


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row)


def _same(have: Any, want: Any) -> bool:
    """Dates by ISO form, numbers by value, the rest by text; NULL is null."""
    if have is None or want is None:
        return have is None and want is None
    if isinstance(have, list):
        return [str(v) for v in have] == [str(v) for v in (want if isinstance(want, Sequence) else [want])]
    if isinstance(have, date):
        return have.isoformat() == str(want)
    try:
        return Decimal(str(have)) == Decimal(str(want))
    except InvalidOperation:
        return str(have) == str(want)
