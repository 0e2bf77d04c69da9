"""Running the whole catalogue over clean and over planted years, and counting what it says rightly and wrongly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from auditcheck import resources
from auditcheck.checks.cases import Case, cases_of
from auditcheck.checks.catalogue import Check, load_catalogue
from auditcheck.checks.law import Law, UnitRule, load_laws
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext
from auditcheck.checks.running import run_all
from auditcheck.evidence import reference
from auditcheck.evidence.earlier import facts_of
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_sheets
from auditcheck.ledgers.load import Body
from tests.corpus.clean import UNIT, Row, clean_year
from tests.corpus.plants import Plant, Planted, plant_all
from tests.corpus.plants_evidence import MEASURES
from tests.corpus.plants_registers import ALL
from tests.corpus.rules import COMPLETE, OWN_PARAMETERS, PARAMETERS, STANDARDS
from tests.corpus.subordinates import CENTRE, INSTITUTE, made_year
from tests.corpus.transplant import ASOF, World, plantable, plants, run, world, year_sheets

BODY = Body(UNIT, ("市局",), "示例省", "市")
BODIES = [BODY, *(Body(name, (), "示例省", "市") for name in (CENTRE, INSTITUTE))]


@cache
def catalogue() -> tuple[Mapping[str, Check], Mapping[str, Law]]:
    folder = resources.path("checks")
    return load_catalogue(folder), load_laws(folder / "law")


def judge(rows: Mapping[str, Sequence[Row]], earlier: Sequence[Mapping[str, Any]] = ()) -> list[CheckResult]:
    """All checks over the books of the unit, by its own rules.

    ``earlier``: what was read of the books when they were first handed in.
    """
    checks, laws = catalogue()
    books = books_from_sheets(year_sheets(rows, UNIT), BODIES, 2023)
    standards = {
        name: reference.from_entries(table, STANDARDS.get(reference.PREFIX + name) or [])
        for name, table in reference.shipped().items()
    }
    workspace = build_workspace(
        books, bodies=BODIES, complete=COMPLETE, asof=ASOF, standards=standards, earlier=earlier
    )
    rules = [UnitRule("财务管理制度", tuple(checks))]
    try:
        return run_all(checks, workspace, RunContext(ASOF, 2023, PARAMETERS, laws, rules, unit_params=OWN_PARAMETERS))
    finally:
        workspace.session.close()


def first_read(rows: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    """Days and amounts of the invoices without a contract, as read when they were first handed in."""
    invoices = [row for row in rows["invoices"] if row["contract_no"] is None and "unit" not in row]
    books = books_from_sheets(year_sheets({"invoices": invoices}, UNIT), [BODY], 2023)
    workspace = build_workspace(books, bodies=[BODY], asof=ASOF)
    try:
        return facts_of(workspace.session, "invoices", books.tables["invoices"].row_id, "VOU-006", "2024-03-01")
    finally:
        workspace.session.close()


def mismeasured(results: Iterable[CheckResult], rows: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    """Check -> what a measure says otherwise than it comes to by hand."""
    wrong = {}
    for result in results:
        by_hand = MEASURES.get(result.check.id)
        said = result.measure.row if result.measure else {}
        for name, value in (by_hand({name: list(each) for name, each in rows.items()}) if by_hand else {}).items():
            if said.get(name) != value:
                wrong[result.check.id] = f"{result.check.id} {name}: {said.get(name)}, by hand {value}"
    return wrong


def told(results: Iterable[CheckResult]) -> list[str]:
    """What speaks: findings, and errors."""
    lines = []
    for result in results:
        for part in result.parts:
            name = f"{result.check.id}{part.rule.key or ''}"
            lines += [f"{name}: {part.reason}"] if part.state == "error" else []
            lines += [f"{name} {hit.class_}: {_short(hit.row)}" for hit in part.hits]
    return lines


def _short(row: Mapping[str, object]) -> str:
    shown = {name: str(value) for name, value in row.items() if not name.endswith(("_row", "_rows", "_key")) and value}
    return ", ".join(f"{name}={value}" for name, value in shown.items())[:300]


def all_cases() -> list[Case]:
    checks, _laws = catalogue()
    return [case for check in checks.values() for case in cases_of(check) if plantable(check, case)]


def sample(cases: Sequence[Case], seed: int) -> list[Case]:
    """Of each check a hit and a boundary, all of the world that has the most; without parameters, which cost a run each."""
    groups: dict[World, list[Case]] = defaultdict(list)
    for case in cases:
        groups[world(case)].append(case)
    largest = [case for case in max(groups.values(), key=len) if case.kind in ("hit", "boundary")]
    Random(seed).shuffle(largest)
    largest.sort(key=lambda case: bool(case.data.get("params")), reverse=True)
    return list({(case.check, case.kind): case for case in largest}.values())


@dataclass
class Tally:
    """Of one check: cases planted, findings they want, findings that came, cases that differ; near misses passed over."""

    planted: Counter[str]
    wanted: int = 0
    right: int = 0
    wrong: int = 0
    differ: int = 0
    silent: int = 0


def transplanted(cases: Sequence[Case], seed: int) -> tuple[dict[str, Tally], dict[str, list[str]]]:
    """(check -> tally, case -> what differs) of ``cases`` planted, world by world, into the clean year of ``seed``."""
    checks, laws = catalogue()
    year = year_sheets(clean_year(seed), UNIT)
    groups: dict[World, list[Case]] = defaultdict(list)
    for case in cases:
        groups[world(case)].append(case)
    tallies: dict[str, Tally] = {}
    differing: dict[str, list[str]] = {}
    for group in groups.values():
        names = {case.check for case in group}
        chosen = {check_id: check for check_id, check in checks.items() if check_id in names}
        outcome = run(year, plants(group), chosen, laws)
        for error in outcome.errors:
            differing.setdefault(error.split(":")[0], []).append(error)
        for case in group:
            tally = tallies.setdefault(case.check, Tally(Counter()))
            problems = outcome.problems.get(case.name, [])
            tally.planted[case.kind] += 1
            wanted = len(case.data["expect"].get("findings") or [])
            missed = sum(problem.startswith("not found") for problem in problems)
            tally.wanted += wanted
            tally.right += wanted - missed
            tally.wrong += sum(problem.startswith("unexpected") for problem in problems)
            if problems:
                tally.differ += 1
                differing[case.name] = problems
    return tallies, differing


def planted_in_the_year(seed: int, most: int | None = None) -> tuple[dict[str, Tally], list[str]]:
    """(check -> tally, what is wrong) of all plants in one book, and of those that found no place there in another.

    ``most``: books after which it is enough.
    """
    tallies: dict[str, Tally] = {}
    wrong: list[str] = []
    waiting: tuple[Plant, ...] = ALL
    books_made = 0
    while waiting and books_made != most:
        books = made_year(seed)
        before = first_read(books)
        books_made += 1
        done, left = plant_all(books, waiting)
        if not done:
            return tallies, [*wrong, *(f"{plant.check}: no row to plant in" for plant in left)]
        results = judge(books, before)
        wrong += _found(done, results, mismeasured(results, books), tallies)
        waiting = tuple(left)
    return tallies, wrong


def _found(
    done: Sequence[Planted], results: Iterable[CheckResult], off: Mapping[str, str], tallies: dict[str, Tally]
) -> Iterator[str]:
    """A finding is that of a plant whose row is among its evidence; a measure finds what it counts rightly."""
    yield from off.values()
    hits = [(result.check.id, hit, {row for _role, rows in hit.evidence for row in rows})
            for result in results for hit in result.hits]  # fmt: skip
    strange = [told for told in hits if not any(_explains(planted, told[0], told[2]) for planted in done)]
    for planted in done:
        plant = planted.plant
        tally = tallies.setdefault(plant.check, Tally(Counter()))
        tally.planted[plant.kind] += 1
        if plant.kind == "near":
            tally.silent += plant.check not in off and not any(
                check_id == plant.check and planted.row_id in rows for check_id, _hit, rows in strange
            )
            continue
        found = (plant.check in MEASURES and plant.check not in off) or any(
            check_id == plant.check and planted.row_id in rows for check_id, _hit, rows in hits
        )
        tally.wanted += 1
        tally.right += found
        if not found:
            yield f"{plant.check} not found: {planted.label}"
    for check_id, hit, _rows in strange:
        tallies.setdefault(check_id, Tally(Counter())).wrong += 1
        yield f"{check_id}{hit.rule.key or ''} of nothing planted: {_short(hit.row)}"


def _explains(planted: Planted, check_id: str, rows: set[int]) -> bool:
    plant = planted.plant
    own = check_id == plant.check and plant.kind == "violation"
    return bool(planted.changed & rows) and (own or check_id in plant.also)


def lines_of(differing: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name, problems in differing.items():
        yield from (f"{name}: {problem[:400]}" for problem in problems)
