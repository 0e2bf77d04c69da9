"""What the gaps of the books cost: which checks and which indicators cannot be had without a column or a ledger.

Read off the headers of the checks (requires, any_of) and what feeds the rubric's indicators; see practice.md section 3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from auditcheck.checks.catalogue import Check, SubRule
from auditcheck.ledgers.books import Books, Sheet
from auditcheck.ledgers.coded import coded, mapped
from auditcheck.ledgers.schema import Ledger, load_schema
from auditcheck.scoring.rubric import Rubric

Doc = dict[str, Any]
# A blank is the exception, and says something, from this share of filled cells on (practice.md section 3).
FULL = 0.8
# Which column of a ledger names the section that can supply what is missing.
DEPARTMENTS = {"contracts": "dept", "assets": "use_dept", "staff": "dept"}


@dataclass(frozen=True)
class _Need:
    """A sub-rule of ``check``; what it needs stands in groups of columns, of each of which one is enough."""

    check: str
    indicators: tuple[str, ...]


class Costs:
    """What each column costs where it is missing, by the checks and the rubric of a job."""

    def __init__(self, checks: Mapping[str, Check], rubric: Rubric) -> None:
        self.titles = {check.id: check.title for check in checks.values()}
        self._of_ledger: dict[str, list[tuple[_Need, list[frozenset[str]]]]] = {}
        for check in checks.values():
            for rule in check.subrules:
                need = _Need(check.id, indicators_of(check, rule, rubric))
                by_ledger: dict[str, list[frozenset[str]]] = {}
                for group in {(name,) for name in rule.requires} | set(rule.any_of):
                    for ledger in {name.split(".")[0] for name in group}:
                        by_ledger.setdefault(ledger, []).append(frozenset(group))
                for ledger, groups in by_ledger.items():
                    self._of_ledger.setdefault(ledger, []).append((need, groups))

    def of_column(self, ledger: str, column: str, supplied: Set[str]) -> Doc:
        """Checks and indicators that ``ledger.column`` stops, given all the other columns (``ledger.column``)."""
        name = f"{ledger}.{column}"
        return _cost(
            need
            for need, groups in self._of_ledger.get(ledger, [])
            if any(name in group and supplied.isdisjoint(group - {name}) for group in groups)
        )

    def of_ledger(self, ledger: str, supplied: Set[str]) -> Doc:
        """Checks and indicators that stop because nothing of ``ledger`` was given."""
        return _cost(
            need
            for need, groups in self._of_ledger.get(ledger, [])
            if any(supplied.isdisjoint(group) or all(_of(ledger, name) for name in group) for group in groups)
        )


def _of(ledger: str, column: str) -> bool:
    return column.startswith(f"{ledger}.")


def _cost(needs: Iterable[_Need]) -> Doc:
    checks: dict[str, None] = {}
    indicators: set[str] = set()
    for need in needs:
        checks[need.check] = None
        indicators.update(need.indicators)
    return {"checks": list(checks), "indicators": sorted(indicators)}


def indicators_of(check: Check, rule: SubRule, rubric: Rubric) -> tuple[str, ...]:
    """Codes of the indicators on which a sub-rule bears: those it feeds, and those with a criterion that names it."""
    key = f"{check.id}:{rule.key}"
    feeds = rubric.feeds.get(key) or rubric.feeds.get(check.id)
    fed = (
        [feed.indicator for feed in feeds]
        if feeds is not None
        else [str(feed.get("indicator")) for feed in rule.feeds if feed.get("rubric") == rubric.name]
    )
    naming = [
        one.code
        for one in rubric.indicators
        if any(ref.covers(check.id, rule.key) for part in one.rule.parts for ref in part.checks)
    ]
    known = {one.code for one in rubric.indicators}
    return tuple(code for code in dict.fromkeys([*fed, *naming]) if code in known)


def add_costs(document: Doc, books: Books, costs: Costs) -> None:
    """Put into load.json what is missing and what it costs.

    Per sheet ``missing`` (columns that it does not have) and ``gaps`` (columns filled below 80%); for the whole
    ``wanted``: what to ask for, by ledger and column, with the sections that can say; ``checks``: titles of those named.
    """
    schema = load_schema()
    everything = {f"{sheet.ledger}.{each.column}" for sheet in books.sheets for each in sheet.columns if each.column}
    wanted: list[Doc] = []
    held = {sheet.ledger for sheet in books.sheets if sheet.loaded}
    for sheet, entry in zip(books.sheets, document["sheets"], strict=True):
        entry["missing"], entry["gaps"] = [], []
        if sheet.ledger is None or (not sheet.loaded and sheet.ledger in held):
            continue
        ledger = schema.ledgers[sheet.ledger]
        own = {f"{ledger.name}.{each.column}" for each in sheet.columns if each.column}
        supplied = {name for name in everything if not name.startswith(f"{ledger.name}.")} | own
        for missing in _missing(sheet, ledger, costs, supplied):
            entry["missing"].append(missing)
            wanted.append(_want(books, sheet, missing))
        for gap in _gaps(sheet, ledger, costs, supplied):
            entry["gaps"].append(gap)
            wanted.append(_want(books, sheet, gap))
    given = {sheet.ledger for sheet in books.sheets}
    for ledger in schema.ledgers.values():
        cost = costs.of_ledger(ledger.name, everything)
        if ledger.name not in {*given, "calendar"} and cost["checks"]:  # there is an official calendar
            wanted.append({"ledger": ledger.name, "column": None, "file": None, "sheet": None, "rows": None, **cost})
    document["wanted"] = [want for want in wanted if want["checks"]]
    named = {check for want in document["wanted"] for check in want["checks"]}
    document["checks"] = {check: title for check, title in costs.titles.items() if check in named}


def _missing(sheet: Sheet, ledger: Ledger, costs: Costs, supplied: set[str]) -> Iterable[Doc]:
    for column in ledger.columns:
        if column.name == "unit" or sheet.supplies(column.name):
            continue
        cost = costs.of_column(ledger.name, column.name, supplied)
        if cost["checks"] or column.required == "R":
            yield {"column": column.name, **cost}


def _gaps(sheet: Sheet, ledger: Ledger, costs: Costs, supplied: set[str]) -> Iterable[Doc]:
    if ledger.paper:  # a blank there says that nobody looked
        return
    for each in sheet.columns:
        if each.column in (None, "unit") or each.fill is None or each.fill >= FULL or not sheet.loaded:
            continue
        name = str(each.column)
        cost = costs.of_column(ledger.name, name, supplied - {f"{ledger.name}.{name}"})
        if cost["checks"]:
            rows = sheet.loaded - round(each.fill * sheet.loaded)
            yield {"column": name, "fill": each.fill, "rows": rows, **cost}


def _want(books: Books, sheet: Sheet, entry: Doc) -> Doc:
    """A missing column or a gap as something to ask for; ``departments``: sections and how many of the rows are theirs."""
    column = entry["column"]
    return {
        "ledger": sheet.ledger,
        "column": column,
        "file": sheet.file,
        "sheet": sheet.name,
        "rows": entry.get("rows", sheet.loaded),
        "departments": _departments(books, sheet, column if "fill" in entry else None),
        "checks": entry["checks"],
        "indicators": entry["indicators"],
    }


def _departments(books: Books, sheet: Sheet, blank: str | None) -> list[Doc]:
    """Sections named by the sheet's rows (of a gap: by those that are blank), the most rows first."""
    ledger = str(sheet.ledger)
    table = books.tables.get(ledger)
    if table is None or ledger not in DEPARTMENTS:
        return []
    places = coded(table.sheet_id).positions_of((sheet.sheet_id,))
    names = coded(table.columns[DEPARTMENTS[ledger]]).take(places)
    if blank:
        values = coded(table.columns[blank]).take(places)
        names = mapped(lambda name, value: name if value is None else None, names, values)
    counts: Counter[str] = Counter()
    for name, rows in names.tally():
        if name:
            counts[name] += rows
    return [{"name": name, "rows": rows} for name, rows in counts.most_common()]
