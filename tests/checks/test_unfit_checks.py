"""Checks may come from strangers: an unfit one is told by name, or its state is error; the others go on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditcheck.checks.catalogue import read_check
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows

HEADER = {
    "id": "TST-001", "name": "some_check", "title": "某检查", "summary": "Some check.", "kind": "finding",
    "class": "suspicion", "severity": "low", "status": "draft", "scope": "[unit]", "key": "[contract_no]",
    "requires": "[contracts.contract_no]", "message": '"{lead}，{contract_no}，需进一步核实。"',
}  # fmt: skip
SELECT = "SELECT unit, contract_no, contract_no_key, row_id AS contract_row FROM contracts"


def write(folder: Path, sql: str = SELECT, encoding: str = "utf-8", **changed: str) -> Path:
    header = "\n".join(f"{name}: {value}" for name, value in {**HEADER, **changed}.items())
    path = folder / "some_check.sql"
    path.write_text(f"/*\n{header}\n*/\n{sql}\n", encoding=encoding)
    return path


def run(path: Path, **params: object) -> CheckResult:
    workspace = build_workspace(books_from_rows({"contracts": [{"unit": "甲局", "contract_no": "HT-1"}]}))
    try:
        return run_check(read_check(path), workspace, RunContext(date(2024, 6, 30), 2023, params))  # type: ignore[arg-type]
    finally:
        workspace.session.close()


@pytest.mark.parametrize(
    "changed",
    [
        {"scope": "unit"},
        {"requires": "contracts.contract_no"},
        {"requires": "[]"},
        {"requires": "[contracts.contract_nr]"},
        {"basis": "[{article: 第一条}]"},
        {"absence": "{colum: contracts.sign_date}"},
        {"feeds": "[B32]"},
        {"id": "12"},
        {"sql": ""},
        {"encoding": "gbk"},
    ],
)
def test_a_header_of_the_wrong_form_is_refused_by_the_name_of_its_file(changed: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"some_check\.sql"):
        read_check(write(tmp_path, **changed))


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    assert run(write(tmp_path, encoding="utf-8-sig")).state == "findings"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT unit, row_id AS contract_row FROM contracts",  # no key
        "SELECT unit, contract_no, 'awful' AS severity, row_id AS contract_row FROM contracts",
        "SELECT unit, contract_no, 'x' AS contract_row FROM contracts",
        "SELECT unit, contract_no, 'x' AS date, row_id AS contract_row FROM contracts",
        "SELECT 'u' AS unit, table_name AS contract_no, 1 AS contract_row FROM information_schema.tables",
        SELECT + "\n-- undecided:\nSELECT row_id AS contract_row FROM contracts",
        SELECT + "\n-- population:\nSELECT 'viele' AS n",
    ],
)
def test_a_select_that_returns_no_finding_is_an_error_of_its_check(sql: str, tmp_path: Path) -> None:
    result = run(write(tmp_path, sql))
    assert (result.state, result.hits) == ("error", [])
    assert result.reason


@pytest.mark.parametrize("message", ['"{lead}，{nothing}，需进一步核实。"', '"{lead}，{contract_no"'])
def test_a_sentence_that_names_what_is_not_returned_is_an_error_of_its_check(message: str, tmp_path: Path) -> None:
    assert run(write(tmp_path, message=message)).state == "error"


def test_a_row_can_only_be_milder_than_its_check(tmp_path: Path) -> None:
    sql = "SELECT unit, contract_no, '{}' AS class, row_id AS contract_row FROM contracts"
    assert [hit.class_ for hit in run(write(tmp_path, sql.format("violation"))).hits] == ["suspicion"]
    assert [hit.class_ for hit in run(write(tmp_path, sql.format("data"))).hits] == ["data"]
