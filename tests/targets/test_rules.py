"""Every rule holds on its own cases, and what it proposes passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditcheck.targets import on_money, on_names, on_tables, on_values  # noqa: F401
from auditcheck.targets.appraisal import Appraisal, appraise
from auditcheck.targets.cases import KINDS, failures
from auditcheck.targets.lines import read_lines
from auditcheck.targets.reading import read_tables
from auditcheck.targets.rulebook import TESTS, rules
from auditcheck.targets.view import View
from auditcheck.targets.words import load_words

SEED = Path(__file__).parent / "seed.txt"
# What only the unit knows: how much money it needs for which cost. Their proposals are about the table, not the row.
OF_THE_TABLE = {"T05", "T07", "T08", "T14"}


@pytest.fixture(scope="module")
def seed() -> Appraisal:
    return appraise(read_tables(read_lines(SEED)).tables)


def test_there_are_forty_rules_and_each_says_what_it_is() -> None:
    found = rules()
    assert list(found) == [f"T{number:02}" for number in range(1, 41)]
    for rule in found.values():
        assert rule.title and rule.message and rule.suggestion
        assert set(rule.cases) == set(KINDS)
        assert all("why" in case for case in rule.cases["boundary"]), rule.id
    assert set(TESTS) == {identifier for identifier, rule in found.items() if rule.how != "人工"}


@pytest.mark.parametrize("identifier", [f"T{number:02}" for number in range(1, 41)])
def test_a_rule_holds_on_its_cases(identifier: str) -> None:
    assert list(failures(rules()[identifier], load_words())) == []


def test_what_is_proposed_for_a_row_passes_the_rules_that_decide(seed: Appraisal) -> None:
    deciding = {rule.id for rule in rules().values() if rule.how == "自动"} - OF_THE_TABLE
    tried = 0
    for issue in seed.issues:
        if issue.fix is None or issue.hit.row is None or issue.rule.id == "T24":
            continue
        tried += 1
        table = issue.fix.applied(seed.tables[issue.table])
        view = View(table, seed.tables, seed.words, seed.year)
        new = {id(row) for row in table.rows} - {id(row) for row in seed.tables[issue.table].rows}
        left = [
            (one, hit.row.level3, hit.row.raw)
            for one in deciding | {issue.rule.id}
            for hit in TESTS[one](view)
            if hit.row and id(hit.row) in new and hit.confidence >= 0.5
        ]
        assert left == [], (issue.rule.id, issue.line)
    assert tried > 250


def test_what_is_proposed_for_a_table_settles_the_issue(seed: Appraisal) -> None:
    for issue in seed.issues:
        if issue.fix is None or issue.hit.row is not None:
            continue
        table = issue.fix.applied(seed.tables[issue.table])
        view = View(table, seed.tables, seed.words, seed.year)
        assert not any(hit.facts == issue.hit.facts for hit in TESTS[issue.rule.id](view)), issue.rule.id
