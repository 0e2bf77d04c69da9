"""One contract under several numbers, one body under several names: what people and credit codes make one, and what not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.evidence.workspace import Workspace, build_workspace
from auditcheck.ledgers.inline import books_from_rows

Rows = Sequence[Mapping[str, object]]
LONG, SHORT = "HT-2023-0018", "HT-2023-18"


def workspace(**rows: Rows) -> Workspace:
    return build_workspace(books_from_rows(rows, year=2023))


def query(space: Workspace, select: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in space.session.query(select)]


def said(key: str, state: str = "已确认", **cells: object) -> dict[str, object]:
    return {
        "check": "EVI-006",
        "key": key,
        "state": state,
        "person": "张三",
        "date": "2024-05-01",
        **cells,
    }


def contracts(*numbers: str) -> list[dict[str, object]]:
    return [{"contract_no": n, "party_b": "甲公司", "amount": "5", "sign_date": "2023-10-17"} for n in numbers]


def keys(space: Workspace) -> int:
    """How many contracts there are."""
    return int(query(space, "SELECT count(DISTINCT contract_no_key) FROM contracts")[0][0])


def test_a_confirmed_pair_is_one_contract_in_every_ledger_and_link() -> None:
    space = workspace(
        contracts=[*contracts("合2023-1-12"), {"contract_no": "合2023-8", "parent_contract_no": "合2023112"}],
        payments=[
            {"contract_no": "合2023112", "amount": "1"},
            {"contract_no": "合2023-1-12、合2023112", "amount": "2"},
        ],
        acceptances=[{"contract_no": "合2023112"}],
        evidence=[{"ref_ledger": "合同", "ref_key": "合2023112"}, {"ref_ledger": "发票", "ref_key": "合2023112"}],
        decisions=[said("合2023112；合2023-1-12", reason="经核对原件")],
    )
    one = "合2023112|合-2023-1-12"
    assert query(space, "SELECT contract_no_key FROM payments") == [(one,), (one,)]
    assert query(space, "SELECT contract_no FROM acceptances") == [("合2023112",)]
    assert query(space, "SELECT contract_no_key FROM acceptances") == [(one,)]
    assert query(space, "SELECT parent_contract_no_key FROM contracts ORDER BY row_id") == [(None,), (one,)]
    assert [key for (key,) in query(space, "SELECT key FROM payments_contract_no")] == [one, one]
    assert [key for (key,) in query(space, "SELECT key FROM contracts_parent_contract_no")] == [one]
    assert query(space, "SELECT ref_key_key FROM evidence ORDER BY row_id") == [(one,), ("合2023112",)]
    columns = "kind, key, canonical, person, CAST(date AS VARCHAR), file, sheet, row, why"
    assert query(space, f"SELECT {columns} FROM merges") == [
        ("contract", "合2023112|合-2023112", one, "张三", "2024-05-01", "inline", "decisions", 2, "经核对原件")
    ]


def test_the_number_that_stands_first_in_contracts_is_the_canonical_one() -> None:
    space = workspace(
        payments=[{"contract_no": LONG, "amount": "1"}],
        contracts=contracts(SHORT, LONG),
        decisions=[said(f"{LONG}；{SHORT}")],
    )
    assert query(space, "SELECT contract_no_key FROM payments") == [("HT202318|HT-2023-18",)]


def test_confirmations_make_chains() -> None:
    numbers = ("新市监合〔2023〕18号", "新市监合（2023）第018号", "新市监合2023-0018")
    space = workspace(
        contracts=contracts(*numbers),
        decisions=[said("；".join(numbers[:2])), said("；".join(numbers[1:]))],
    )
    assert keys(space) == 1
    assert query(space, "SELECT count(*), count(DISTINCT canonical) FROM merges") == [(2, 1)]


def test_paper_that_names_the_other_spelling_fills_the_one_contract() -> None:
    space = workspace(
        contracts=contracts("合2023-1-12"),
        voucher_checks=[{"voucher_no": "2023-05-记-0001", "contract_no": "合2023112", "seal_text": "某局"}],
        decisions=[said("合2023-1-12；合2023112")],
    )
    assert query(space, "SELECT contract_no, seal_name FROM contracts") == [("合2023-1-12", "某局")]


@pytest.mark.parametrize("cells", [{}, {"reason": "经核实"}, {"subrule": "B"}, {"subrule": "C", "reason": "确为两份"}])
def test_alike_only_without_punctuation_stays_two_though_confirmed(cells: dict[str, object]) -> None:
    space = workspace(
        contracts=contracts("合2023-1-12", "合2023-11-2"), decisions=[said("合2023-1-12；合2023-11-2", **cells)]
    )
    assert keys(space) == 2
    assert not space.identity.applied
    told = [note for note in space.identity.notes if "only without punctuation" in note and "合2023-11-2" in note]
    assert len(told) == (cells.get("subrule") != "C")  # who confirms C says that they are two


def test_who_names_sub_rule_b_and_a_reason_makes_them_one_all_the_same() -> None:
    space = workspace(
        contracts=contracts("HT-2023118", "HT-2023/118"),
        decisions=[said("HT-2023118；HT-2023/118", subrule="B", reason="原件为同一份")],
    )
    assert keys(space) == 1


def test_a_third_number_does_not_join_what_must_stay_two() -> None:
    space = workspace(
        contracts=contracts("合2023-1-12", "合2023112", "合2023-11-2"),
        decisions=[said("合2023-1-12；合2023112"), said("合2023112；合2023-11-2")],
    )
    assert keys(space) == 2
    assert any("are not taken for one" in note for note in space.identity.notes)


def test_of_two_rows_on_one_pair_the_later_counts() -> None:
    pair = "合2023-1-12；合2023112"
    rows = contracts("合2023-1-12", "合2023112")
    assert keys(workspace(contracts=rows, decisions=[said(pair), said(pair, "不成立")])) == 2
    assert keys(workspace(contracts=rows, decisions=[said(pair, "不成立"), said("合2023112；合2023-1-12")])) == 1


@pytest.mark.parametrize(
    "row",
    [
        said("合2023-1-12"),
        said("合2023-1-12；合2023112；HT-1"),
        said("合2023-1-12；合2023113"),
        said("合2023-1-12；合2023112", check="CON-001"),
        said("合2023-1-12；合2023112", "待核实"),
        said("合2023-1-12；合2023112", "也许"),
        said("合2023-1-12；合2023112", subrule="A"),
    ],
)
def test_nothing_else_makes_two_numbers_one(row: dict[str, object]) -> None:
    space = workspace(contracts=contracts("合2023-1-12", "合2023112"), decisions=[row])
    assert keys(space) == 2 and not space.identity.applied


def test_a_confirmation_holds_in_the_books_of_the_body_to_which_it_belongs() -> None:
    rows = [{"unit": unit, **row} for unit in ("甲局", "乙局") for row in contracts("合2023-1-12", "合2023112")]
    space = workspace(contracts=rows, decisions=[said("合2023-1-12；合2023112", unit="乙局")])
    select = "SELECT unit, count(DISTINCT contract_no_key) FROM contracts GROUP BY unit ORDER BY unit"
    assert query(space, select) == [("乙局", 1), ("甲局", 2)]


def write(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> None:
    folder.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / f"{name}.xlsx")


def write_contracts(folder: Path) -> None:
    write(
        folder,
        "合同台账",
        [
            ["合同编号", "合同名称", "乙方", "合同金额", "签订日期"],
            ["合2023-1-12", "采购合同", "甲公司", 5000, "2023-10-17"],
            ["合2023112", "采购合同", "甲公司", 5000, "2023-10-17"],
        ],
    )


def confirmations(folder: Path, *rows: Sequence[object]) -> None:
    write(folder, "确认记录", [["检查编号", "关键字", "认定状态", "认定人", "认定日期", "理由"], *rows])


def run(folder: Path, out: Path) -> tuple[list[dict[str, Any]], str]:
    """(findings of EVI-006, standard error) of a run through the command line."""
    options = ["-o", str(out), "--select", "EVI-006", "--today", "2024-07-01", "--year", "2023", "--quiet"]
    result = CliRunner().invoke(cli, ["run", str(folder), *options])
    assert result.exit_code in (0, 1), result.output
    return json.loads((out / "findings.json").read_text(encoding="utf-8"))["findings"], result.stderr


def test_a_person_confirms_or_refuses_through_the_command_line(tmp_path: Path) -> None:
    books, out = tmp_path / "books", tmp_path / "out"
    write_contracts(books)
    found, _ = run(books, out)
    assert [(f["subrule"], f["state"]) for f in found] == [("B", "open")]
    confirmations(books, ["EVI-006", "合2023-1-12；合2023112", "不成立", "李四", "2024-05-01", "两份合同"])
    found, told = run(books, out)
    assert [(f["subrule"], f["state"], f["decision"]["person"]) for f in found] == [("B", "dismissed", "李四")]
    assert "confirmations" not in told
    confirmations(books, ["EVI-006", "合2023-1-12；合2023112", "已确认", "李四", "2024-05-01", "同一合同"])
    found, told = run(books, out)
    assert found == [] and "confirmations" not in told
    confirmations(books, ["EVI-006", "合2023-1-12；合2023999", "已确认", "李四", "2024-05-01", "同一合同"])
    found, told = run(books, out)
    assert [f["state"] for f in found] == ["open"] and "确认记录.xlsx" in told


def test_a_decision_on_one_pair_of_spellings_is_none_on_another_pair(tmp_path: Path) -> None:
    books = tmp_path / "books"
    rows = [[n, "采购合同", "甲公司", 5000, "2023-10-17"] for n in ("合2023-1-12", "合2023112", "合2023-11-2")]
    write(books, "合同台账", [["合同编号", "合同名称", "乙方", "合同金额", "签订日期"], *rows])
    confirmations(books, ["EVI-006", "合2023-1-12；合2023112", "不成立", "李四", "2024-05-01", "两份合同"])
    found, _ = run(books, tmp_path / "out")
    pairs = {frozenset(f["key"].values()): f["state"] for f in found}
    assert pairs[frozenset(("合2023-1-12", "合2023112"))] == "dismissed"
    assert {state for pair, state in pairs.items() if pair != {"合2023-1-12", "合2023112"}} == {"open"}
