"""A folder of checks may come from anybody: nothing in it reaches a file, the net, the settings or the tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditcheck.checks.catalogue import load_catalogue, read_check
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.engine.session import Session
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows

HEADER = """id: OWN-001
name: own
title: 某
summary: x
kind: finding
class: data
severity: low
status: draft
scope: [unit]
key: [contract_no]
requires: [contracts.contract_no]
message: "{lead}，需进一步核实。"
"""
GOOD = "SELECT unit, contract_no, contract_no_key, row_id AS contract_row FROM contracts"


def write(folder: Path, sql: str, header: str = HEADER) -> Path:
    path = folder / "own.sql"
    path.write_text(f"/*\n{header}*/\n{sql}\n", encoding="utf-8")
    return path


def run(path: Path, memory: str = "4GB") -> CheckResult:
    books = books_from_rows({"contracts": [{"unit": "甲局", "contract_no": "HT-1"}]})
    workspace = build_workspace(books, session=Session(memory_limit=memory, timeout=2))
    try:
        result = run_check(read_check(path), workspace, RunContext(date(2024, 6, 30), 2023))
        # Whatever it tried, the books are as they were.
        assert workspace.session.query("SELECT contract_no FROM contracts") == [{"contract_no": "HT-1"}]
        return result
    finally:
        workspace.session.close()


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE ledger.contracts",
        "DELETE FROM ledger.contracts",
        "UPDATE ledger.contracts SET contract_no = 'x'",
        "INSERT INTO ledger.contracts (contract_no) VALUES ('x')",
        "CREATE TABLE x AS SELECT 1 AS a",
        "CREATE OR REPLACE VIEW contracts AS SELECT 1 AS a",
        f"{GOOD}; DROP TABLE ledger.contracts",
        "COPY (SELECT 1) TO '{folder}/stolen.csv'",
        "EXPORT DATABASE '{folder}/stolen'",
        "ATTACH '{folder}/stolen.db' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "CHECKPOINT",
        "EXECUTE something",
        "WITH gone AS (DELETE FROM ledger.contracts RETURNING *) SELECT * FROM gone",
        "SELECT unit, content AS contract_no, 1 AS contract_row FROM read_text('{folder}/secret.csv')",
        "SELECT 'u' AS unit, a AS contract_no, 1 AS contract_row FROM '{folder}/secret.csv'",
        "SELECT 'u' AS unit, a AS contract_no, 1 AS contract_row FROM read_csv('{folder}/secret.csv')",
        "SELECT 'u' AS unit, file AS contract_no, 1 AS contract_row FROM glob('{folder}/*')",
        "SELECT 'u' AS unit, a AS contract_no, 1 AS contract_row FROM read_csv('https://example.com/x.csv')",
        "SELECT 'u' AS unit, getenv('HOME') AS contract_no, 1 AS contract_row",
        "SELECT 'u' AS unit, value AS contract_no, 1 AS contract_row FROM duckdb_settings()",
        "WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT count(*) AS unit FROM a",
        "SELECT a.range AS unit FROM range(1000000000) AS a, range(1000000000) AS b ORDER BY a.range * b.range",
        "SELECT " + "(" * 5000 + "1" + ")" * 5000,
        "SELECT 1 AS unit WHERE " + " AND ".join(["1 = 1"] * 20000),
        "\x00",
    ],
)
def test_a_text_that_is_more_than_a_select_on_the_books_is_an_error_of_its_check(sql: str, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\ngeheim\n", encoding="utf-8")
    before = sorted(each.name for each in tmp_path.iterdir())
    result = run(write(tmp_path, sql.replace("{folder}", tmp_path.as_posix())), memory="200MB")
    assert (result.state, result.hits) == ("error", [])
    assert "geheim" not in str(result.reason)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([*before, "own.sql"])


@pytest.mark.parametrize(
    "header",
    [
        HEADER + "why: !!python/object/apply:os.system ['touch stolen']\n",
        HEADER + "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nbasis: [*b, *b]\n",
        HEADER + "why: " + "x" * 2_000_000 + "\n",
        HEADER.replace("name: own", "name: [own]"),
        HEADER.replace("scope: [unit]", "scope: {unit: 1}"),
        HEADER + "subrules: {A: [1]}\n",
        HEADER + "params: {p: {type: exec, default: 1}}\n",
    ],
)
def test_a_header_that_is_more_than_data_is_refused_by_the_name_of_its_file(header: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"own\.sql"):
        load_catalogue(write(tmp_path, GOOD, header).parent)


@pytest.mark.parametrize(
    "field", ["{unit.__class__}", "{unit.__init__.__globals__}", "{0}", "{contract_no[0]}", "{unit!r}"]
)
def test_a_sentence_reads_returned_columns_and_nothing_behind_them(field: str, tmp_path: Path) -> None:
    header = HEADER.replace("{lead}，", "{lead}，" + field)
    result = run(write(tmp_path, GOOD, header))
    assert result.state == "error" or field == "{unit!r}"


def test_a_link_to_itself_and_a_folder_called_sql_do_not_stop_the_rest(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "folder.sql").mkdir()
    assert list(load_catalogue(tmp_path)) == ["OWN-001"]
