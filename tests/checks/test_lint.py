"""What the lint of the rule pack catches: each gap by itself, on a check that is else fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditcheck import resources
from auditcheck.checks.catalogue import read_check
from auditcheck.checks.law import load_laws
from auditcheck.checks.lint import lint
from auditcheck.checks.new import scaffold

LAWS = load_laws(resources.path("checks") / "law")
Edit = Callable[[str, str], tuple[str, str]]


def problems(folder: Path, edit: Edit) -> list[str]:
    path, cases = scaffold("signed_late", "own", folder / "own", [])
    sql, yaml = edit(path.read_text("utf-8"), cases.read_text("utf-8"))
    path.write_text(sql, "utf-8")
    cases.write_text(yaml, "utf-8")
    return lint(read_check(path), LAWS)


def sql(old: str, new: str) -> Edit:
    def edit(text: str, cases: str) -> tuple[str, str]:
        assert old in text
        return text.replace(old, new), cases

    return edit


def yaml(old: str, new: str) -> Edit:
    def edit(text: str, cases: str) -> tuple[str, str]:
        assert old in cases
        return text, cases.replace(old, new)

    return edit


def test_a_fit_check_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, lambda text, cases: (text, cases)) == []


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (sql("why: 请改", "warum: 请改"), "says nothing under why"),
        (sql("basis: [{law: UNIT}]", "basis: [{law: XXX}]"), "XXX, which is not among the laws"),
        (sql("basis: [{law: UNIT}]", "basis: [{law: ZCF, article: 第九百条}]"), "knows nothing"),
        (sql("optional: []", "optional: [contracts.is_framework]"), "no case fills contracts.is_framework"),
        (sql("+ $grace_days::INTEGER", ""), "parameter grace_days is declared and never used"),
        (sql("$grace_days::", "$days::"), "binds $days, which is not declared"),
        (sql(", doc: 宽限天数", ""), "parameter grace_days has no doc"),
        (sql("FROM contracts AS c\nWHERE c.sign_date >", "FROM contract AS c\nWHERE c.sign_date >"), "contract"),
        (sql("c.sign_date IS NULL", "c.sign_day IS NULL"), "sign_day"),
        (sql("c.contract_no, ", ""), "does not return contract_no"),
        (sql("c.row_id AS contract_row\nFROM", "c.row_id AS contract\nFROM"), "returns no evidence"),
        (sql("'contracts.sign_date' AS missing", "'contracts.sign_day' AS missing"), "contracts.sign_day, which does not exist"),
        (sql("'没有签订日期' AS why", "'没有签订日期' AS reason"), "undecided returns no missing or why"),
        (sql("晚于评价截止日，需进一步核实。", "不符合规定，需进一步核实。"), "never says 不符合"),
        (sql("合同{contract_no}签订", "合同{number}签订"), "names number, which is not returned"),
        (sql("id: OWN-001", "id: CON-900"), "where ids begin with OWN"),
        (sql("id: OWN-001", "id: OWN-1"), "three capitals and three figures"),
        (sql("name: signed_late", "name: other_name"), "not in other_name.sql"),
        (yaml("kind: boundary", "kind: clean"), "has no boundary case"),
        (yaml("kind: undecided", "kind: clean"), "has no undecided case"),
        (sql("WHERE c.sign_date > $", "LEFT JOIN payments AS p ON p.unit = c.unit WHERE p.row_id IS NULL AND c.sign_date > $"), "say NOT EXISTS"),
        (sql("WHERE c.sign_date > $", "WHERE EXISTS (SELECT 1 FROM payments AS p WHERE p.amount > 0) AND c.sign_date > $"), "reads payments"),
        (sql("requires: [contracts.contract_no, contracts.sign_date]", "requires: [contracts.contract_no, ref_limits.valu]"), "ref_limits.valu"),
    ],
)  # fmt: skip
def test_a_gap_is_told(edit: Edit, told: str, tmp_path: Path) -> None:
    assert told in "\n".join(problems(tmp_path, edit))


def test_every_sub_rule_needs_a_case_that_finds_it(tmp_path: Path) -> None:
    def edit(text: str, cases: str) -> tuple[str, str]:
        text = text.replace("-- subrule:\n", "-- subrule: A\n").replace("-- undecided:\n", "-- undecided: A\n")
        select = text[text.index("SELECT c.unit") : text.index("-- undecided")]
        text = text.replace("optional: []\n", "optional: []\nsubrules: {A: {title: 甲}, B: {title: 乙}}\n")
        return f"{text}\n-- subrule: B\n{select}", cases.replace(
            "{contract_no: HT-1, class", "{subrule: A, contract_no: HT-1, class"
        )

    assert problems(tmp_path, edit) == ["OWN-001: no case has a finding of sub-rule B"]
