"""The cases of the checks, planted under bodies of their own into one unit's year.

A case's rows are the smallest books in which its check speaks, or keeps silent. Planted among the rows of a whole year
and of hundreds of other cases they must give the same findings: a check that joins without the unit, counts over all
bodies or takes a number for unique says something else here than alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from auditcheck.checks.cases import Case, compare
from auditcheck.checks.catalogue import Check
from auditcheck.checks.law import Law
from auditcheck.checks.period import Period
from auditcheck.checks.results import CheckResult, Hit, SubResult
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.evidence import reference
from auditcheck.evidence.workspace import Workspace, build_workspace
from auditcheck.ledgers.inline import books_from_sheets
from auditcheck.ledgers.load import Body
from auditcheck.ledgers.schema import load_schema
from tests.corpus import words

ASOF = date(2024, 6, 30)
NOBODY = "本单位"
_KNOWN = {"case", "kind", "asof", "year", "period", "params", "complete", "units", "rows", "expect"}
Sheet = tuple[str, list[dict[str, Any]], str | None]  # ledger, rows, whose sheet
World = tuple[Any, ...]


@dataclass(frozen=True)
class Plant:
    """A case whose bodies have names of their own: ``expect`` names these too."""

    case: Case
    sheets: list[Sheet]
    bodies: list[Body]
    parameters: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass
class Outcome:
    """What a run over a planted book says of each plant, and what was found outside all of them."""

    problems: dict[str, list[str]] = field(default_factory=dict)  # name of the case -> what differs
    told: Counter[str] = field(default_factory=Counter)  # check -> findings among its plants
    of_the_year: list[Hit] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def plantable(check: Check, case: Case) -> bool:
    """A measure is one figure of all bodies; what a case says of other runs or of rules is said of the whole book."""
    return not check.is_measure and set(case.data) <= _KNOWN


def world(case: Case) -> World:
    """Cases of one world fit into one book: the same days, calendar, standards and declarations."""
    data, rows = case.data, case.data["rows"] or {}
    common = [name for name in rows if name == "calendar" or name.startswith(reference.PREFIX)]
    return (
        data.get("asof") or ASOF,
        str(data.get("period") or _months(data.get("year") or 2023)),
        tuple(sorted(data.get("complete") or ())),
        case.name if common else "",
    )


def _months(year: int) -> str:
    return f"{year}-01..{year}-12"


def plants(cases: Iterable[Case]) -> list[Plant]:
    """Each with a prefix of its own: no two bodies of a book share a name."""
    return [_plant(case, prefix) for case, prefix in zip(cases, _prefixes(), strict=False)]


def _prefixes() -> Iterator[str]:
    for one, other, third in product(words.STEMS, words.BRANCHES, words.STEMS):
        yield f"{one}{other}{third}县"


def _plant(case: Case, prefix: str) -> Plant:
    data = case.data
    rows = {name: list(entries or ()) for name, entries in (data["rows"] or {}).items()}
    given = [
        Body(str(u["name"]), tuple(u.get("aliases") or ()), u.get("province"), u.get("level"))
        for u in data.get("units") or []
    ]
    written = list(dict.fromkeys(str(row["unit"]) for entries in rows.values() for row in entries if row.get("unit")))
    owner = given[0].name if given else written[0] if len(written) == 1 else NOBODY
    forms = sorted({owner, *written, *(form for body in given for form in (body.name, *body.aliases))}, key=len)
    pattern = re.compile("|".join(map(re.escape, reversed(forms))))

    def own(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(lambda met: prefix + met.group(), value)
        if isinstance(value, list):
            return [own(each) for each in value]
        return {name: own(each) for name, each in value.items()} if isinstance(value, Mapping) else value

    bodies = [Body(own(b.name), tuple(own(alias) for alias in b.aliases), b.province, b.level) for b in given]
    sheets = [
        (name, own(entries), own(owner)) for name, entries in rows.items() if not name.startswith(reference.PREFIX)
    ]
    return Plant(case, sheets, bodies, data.get("params") or {}, own(data["expect"]))


@dataclass
class Ground:
    """A planted book. Places are those of the plants in their sequence; the year's own sheets belong to none."""

    workspace: Workspace
    owners: dict[int, int]  # sheet -> place
    first_sheet: dict[int, int]  # place -> sheet
    sheet_of: dict[int, int] = field(default_factory=dict)  # row -> sheet
    alone: dict[int, int] = field(default_factory=dict)  # row -> its number in the books of its case alone

    def __post_init__(self) -> None:
        # The rows that paper made are among them: in both books they come after all others.
        count: Counter[int] = Counter()
        for row in self.workspace.session.query("SELECT row_id, sheet_id FROM sources ORDER BY row_id"):
            number, sheet = row["row_id"], row["sheet_id"]
            self.sheet_of[number] = sheet
            count[place := self.owners.get(sheet, -1)] += 1
            self.alone[number] = count[place]


def planted(year: Sequence[Sheet], chosen: Sequence[Plant]) -> Ground:
    """One workspace of a year and of plants of one world."""
    owners: dict[int, int] = {}
    first_sheet = {}
    sheets = list(year)
    for place, plant in enumerate(chosen):
        first_sheet[place] = len(sheets) + 1
        for sheet in plant.sheets:
            sheets.append(sheet)
            owners[len(sheets)] = place
    asof, months, complete, _common = world(chosen[0].case)
    rows = chosen[0].case.data["rows"] or {}
    standards = {
        name: reference.from_entries(table, rows.get(reference.PREFIX + name) or [])
        for name, table in reference.shipped().items()
    }
    units = list(dict.fromkeys(unit for _ledger, _rows, unit in year if unit))
    bodies = [Body(unit) for unit in units] + [body for plant in chosen for body in plant.bodies]
    books = books_from_sheets(sheets, bodies, Period.parse(months).year)
    workspace = build_workspace(books, bodies=bodies, complete=complete, asof=asof, standards=standards)
    return Ground(workspace, owners, first_sheet)


def run(
    year: Sequence[Sheet], chosen: Sequence[Plant], checks: Mapping[str, Check], laws: Mapping[str, Law]
) -> Outcome:
    """Run ``checks`` once over the year with all plants, and compare each plant with its case."""
    asof, months, _complete, _common = world(chosen[0].case)
    ground = planted(year, chosen)
    own_parameters: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for plant in chosen:
        if plant.parameters:
            for unit in units_of(plant):
                own_parameters[plant.case.check][unit] = plant.parameters
    period = Period.parse(months)
    context = RunContext(asof, period.year, {}, laws, (), period, own_parameters)
    outcome = Outcome()
    try:
        for check in checks.values():
            _compare(run_check(check, ground.workspace, context), chosen, ground, outcome)
    finally:
        ground.workspace.session.close()
    return outcome


def units_of(plant: Plant) -> set[str]:
    """The canonical names of its bodies."""
    names = {form: body.name for body in plant.bodies for form in (body.name, *body.aliases)}
    written = {str(row["unit"]) for _l, rows, _u in plant.sheets for row in rows if row.get("unit")}
    written |= {unit for _l, _rows, unit in plant.sheets if unit}
    return {names.get(form, form) for form in written}


def _compare(result: CheckResult, chosen: Sequence[Plant], ground: Ground, to: Outcome) -> None:
    to.errors += [f"{result.check.id}-{part.rule.key}: {part.reason}" for part in result.parts if part.state == "error"]
    mine = [place for place, plant in enumerate(chosen) if plant.case.check == result.check.id]
    parts = {place: [SubResult(part.rule, part.state) for part in result.parts] for place in mine}
    for number, part in enumerate(result.parts):
        for hit in part.hits:
            rows = {ground.sheet_of[row] for _role, rows in hit.evidence for row in rows}
            sheets = rows | {sheet for _role, sheets in hit.sheets for sheet in sheets}
            places = {ground.owners.get(sheet, -1) for sheet in sheets}
            if -1 in places or not places:
                to.of_the_year.append(hit)
            for place in places & set(mine):
                parts[place][number].hits.append(hit)
        for row in part.undecided:
            for place in {ground.owners.get(ground.sheet_of[i], -1) for i in row.row_ids} & set(mine):
                parts[place][number].undecided.append(row)
    for place in mine:
        for part in parts[place]:
            for hit in part.hits:
                hit.row = _as_alone(hit.row, ground.alone, ground.first_sheet[place] - 1)
        own = CheckResult(result.check, parts[place], {})
        to.told[result.check.id] += len(own.hits)
        to.problems[chosen[place].case.name] = list(_problems(own, chosen[place].expect))


def _as_alone(row: Mapping[str, Any], rows: Mapping[int, int], sheets_before: int) -> dict[str, Any]:
    """A finding whose evidence is numbered as in the books of its case alone."""

    def renamed(value: Any, number: Callable[[int], int]) -> Any:
        return [renamed(each, number) for each in value] if isinstance(value, list) else value and number(value)

    return {
        name: renamed(value, lambda row: rows.get(row, row))
        if name.endswith(("_row", "_rows"))
        else renamed(value, lambda sheet: sheet - sheets_before)
        if name.endswith(("_sheet", "_sheets"))
        else value
        for name, value in row.items()
    }


def _problems(result: CheckResult, expect: Mapping[str, Any]) -> Iterator[str]:
    """The findings are those of the case alone. More may be undecided: other sheets supply what the case's do not."""
    findings = {"findings": expect.get("findings") or []}
    yield from (problem for problem in compare(result, findings) if " error: " not in problem)
    undecided = sum(len(part.undecided) for part in result.parts)
    if undecided < expect.get("undecided", 0):
        yield f"undecided {undecided}, expected {expect['undecided']}"


def year_sheets(rows: Mapping[str, Sequence[Mapping[str, Any]]], unit: str) -> list[Sheet]:
    """The sheets of a made year, all of one body."""
    schema = load_schema()
    assert all(name in schema.ledgers for name in rows)
    return [(name, [dict(row) for row in entries], unit) for name, entries in rows.items() if entries]
