"""Bodies whose parameters differ are judged by their own; each finding records the values it was judged by."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.checks.catalogue import read_check
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.cli.commands import cli
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows

HEADER = """/*
id: OWN-001
name: large
title: 大额
summary: Large.
kind: finding
class: suspicion
severity: low
status: draft
scope: [unit]
key: [contract_no]
params: {limit: {type: decimal, default: %s, doc: 限额}}
requires: [contracts.contract_no, contracts.amount]
subrules: {A: {title: 大额, params: [limit]}}
message: "{lead}，{contract_no}，需进一步核实。"
*/
-- subrule: A
"""
SELECT = """SELECT c.unit, c.contract_no, c.contract_no_key, c.row_id AS contract_row FROM contracts AS c
WHERE c.amount > $limit::DECIMAL(18,2)
-- population: A
SELECT count(*) AS n FROM contracts
-- undecided: A
SELECT row_id AS contract_row, 'contracts.amount' AS missing, '没有金额' AS why FROM contracts WHERE amount IS NULL
"""
ROWS = [
    {"unit": unit, "contract_no": f"{unit[0]}-{amount or 0}", "amount": amount}
    for unit in ("甲市局", "乙市局", "丙市局") for amount in ("", "5", "15", "25")
]  # fmt: skip


def run(folder: Path, default: str, given: dict[str, dict[str, Any]]) -> CheckResult:
    path = folder / "large.sql"
    path.write_text(HEADER % default + SELECT, encoding="utf-8")
    workspace = build_workspace(books_from_rows({"contracts": ROWS}))
    try:
        context = RunContext(date(2024, 6, 30), 2023, unit_params={"OWN-001": given})
        return run_check(read_check(path), workspace, context)
    finally:
        workspace.session.close()


def found(result: CheckResult) -> list[tuple[str, str | None]]:
    return sorted((hit.row["contract_no"], hit.parameters["limit"]) for hit in result.hits)


def test_each_body_is_judged_by_its_own_value_and_counted_once(tmp_path: Path) -> None:
    result = run(tmp_path, "'10'", {"乙市局": {"limit": "20"}})
    assert found(result) == [("丙-15", "10"), ("丙-25", "10"), ("乙-25", "20"), ("甲-15", "10"), ("甲-25", "10")]
    (part,) = result.parts
    assert (part.population, part.evaluated, len(part.undecided)) == (12, 9, 3)
    assert result.document()["params_by_unit"] == {"乙市局": {"limit": "20"}}


def test_a_body_that_gave_a_threshold_is_judged_while_the_others_wait(tmp_path: Path) -> None:
    result = run(tmp_path, "null", {"甲市局": {"limit": "20"}})
    assert found(result) == [("甲-25", "20")]
    assert (result.state, result.parts[0].reason) == ("findings", "部分单位请按本单位制度填写参数limit")


def test_the_same_value_as_all_is_no_group_of_its_own(tmp_path: Path) -> None:
    result = run(tmp_path, "'10'", {"乙市局": {"limit": "10.0"}})
    assert (len(result.hits), result.by_unit) == (6, {})


def test_a_wrong_value_or_name_is_refused(tmp_path: Path) -> None:
    for values in ({"limits": "1"}, {"limit": "viel"}):
        with pytest.raises(ConfigError, match="limit"):
            run(tmp_path, "'10'", {"乙市局": values})


def test_the_settings_name_bodies_by_any_of_their_names(tmp_path: Path) -> None:
    books, checks = tmp_path / "books", tmp_path / "checks"
    books.mkdir()
    checks.mkdir()
    (checks / "large.sql").write_text(HEADER % "'10'" + SELECT, encoding="utf-8")
    lines = [f"{row['unit']},{row['contract_no']},甲公司,2023-05-01,{row['amount']}" for row in ROWS]
    (books / "合同台账.csv").write_text("单位,合同编号,乙方,签订日期,合同金额\n" + "\n".join(lines), encoding="utf-8")
    settings = '[units]\n"乙市局" = { aliases = ["乙市"] }\n[params."%s"]\n"OWN-001" = { limit = "20" }\n'
    (books / "auditcheck.toml").write_text(settings % "乙市", encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["run", books, "-o", out, "--checks", checks, "--select", "OWN-001", "--today", "2024-07-01", "-q"]
    result = CliRunner().invoke(cli, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    findings = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    assert {(f["scope"]["unit"], f["params"]["limit"]) for f in findings} == {
        ("甲市局", "10"),
        ("乙市局", "20"),
        ("丙市局", "10"),
    }
    (books / "auditcheck.toml").write_text(settings % "丁市局", encoding="utf-8")
    result = CliRunner().invoke(cli, list(map(str, arguments)))
    assert result.exit_code == 2
    assert "丁市局" in result.output
