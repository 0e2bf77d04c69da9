"""The catalogue over whole years: silent where everything is in order, and right about what was planted."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.ledgers.schema import load_schema
from tests.conftest import SOAK
from tests.corpus.clean import clean_year
from tests.corpus.gate import (
    all_cases,
    catalogue,
    judge,
    lines_of,
    mismeasured,
    planted_in_the_year,
    sample,
    told,
    transplanted,
)
from tests.corpus.plants_registers import ALL
from tests.corpus.subordinates import made_year
from tests.corpus.transplant import plants, units_of
from tests.corpus.workbooks import write_ledgers

ROOT = Path(__file__).resolve().parents[2]
SEEDS = range(1, 21) if SOAK else (1,)


@pytest.mark.parametrize("seed", SEEDS)
def test_books_in_order_are_not_accused(seed: int) -> None:
    rows = made_year(seed)
    results = judge(rows)
    assert [*told(results), *mismeasured(results, rows).values()] == []


def test_what_a_check_says_of_a_case_it_says_in_the_midst_of_a_year() -> None:
    cases = sample(all_cases(), seed=1)[:: 1 if SOAK else 5]
    _tallies, differing = transplanted(cases, seed=1)
    assert list(lines_of(differing)) == []


def test_what_is_planted_in_the_year_is_found_and_nothing_else() -> None:
    _tallies, wrong = planted_in_the_year(seed=1, most=None if SOAK else 1)
    assert wrong == []


def test_the_table_is_of_this_catalogue_and_of_these_plants() -> None:
    """``python -m tests.corpus`` writes it anew; whether it came out right, the other tests say."""
    cells = [
        line.split(" | ")
        for line in (ROOT / "docs" / "corpus.md").read_text("utf-8").splitlines()
        if "](checks/" in line
    ]
    told_of = {row[0][3:10]: (int(row[6] or 0), int(row[7] or 0)) for row in cells}
    counted = Counter((plant.check, plant.kind) for plant in ALL)
    assert told_of == {check: (counted[check, "violation"], counted[check, "near"]) for check in catalogue()[0]}


@pytest.mark.soak
def test_every_case_holds_in_the_midst_of_a_year() -> None:
    _tallies, differing = transplanted(all_cases(), seed=2)
    assert list(lines_of(differing)) == []


def test_every_check_speaks_of_written_workbooks(tmp_path: Path) -> None:
    """One hit case of each check, written as people write workbooks, through the command line."""
    chosen = plants(case for case in sample(all_cases(), seed=1) if case.kind == "hit")
    settings = ['[engagement]\nunit = "示例市市场监督管理局"\nyear = 2023\nasof = 2024-06-30\n']
    bodies = {unit: () for plant in chosen for unit in sorted(units_of(plant))}
    bodies |= {body.name: body.aliases for plant in chosen for body in plant.bodies}
    settings.append("[units]")
    settings += [f'"{unit}" = {{aliases = {json.dumps(names, ensure_ascii=False)}}}' for unit, names in bodies.items()]
    for plant in chosen:
        for unit in sorted(units_of(plant)) if plant.parameters else ():
            values = [
                f"{name} = {json.dumps(value, ensure_ascii=False, default=str)}"
                for name, value in plant.parameters.items()
            ]
            settings.append("\n".join([f'[params."{unit}"."{plant.case.check}"]', *values]))
        books = {ledger: rows for ledger, rows, _unit in plant.sheets}
        owner = next(unit for _ledger, _rows, unit in plant.sheets)
        for ledger, rows in books.items():
            if "unit" in load_schema().ledgers[ledger].by_name:
                books[ledger] = [{"unit": owner, **row} for row in rows]
        write_ledgers(books, tmp_path / "books", prefix=f"{plant.case.check} ")
    write_ledgers(clean_year(1), tmp_path / "books")
    (tmp_path / "books" / "auditcheck.toml").write_text("\n".join(settings), encoding="utf-8")
    out = tmp_path / "out"
    result = CliRunner().invoke(
        cli, ["run", str(tmp_path / "books"), "-o", str(out), "--quiet", "--today", "2024-07-01"]
    )
    assert result.exit_code in (0, 1), result.output + str(result.stderr)[-2000:]
    document = json.loads((out / "findings.json").read_text("utf-8"))
    states = {check["id"]: check["state"] for check in document["checks"]}
    assert "error" not in states.values()
    # Of a few rows some sheets cannot be known for what they are, and a hole in one journal stops what comes after it.
    spoken = [plant.case.check for plant in chosen if states[plant.case.check] == "findings"]
    assert len(spoken) >= 0.75 * len(chosen)
