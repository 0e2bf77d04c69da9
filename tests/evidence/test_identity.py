"""One contract under several numbers, one body under several names: what people and credit codes make one, and what not."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.cli.commands import cli
from auditcheck.evidence.credit_codes import is_credit_code
from auditcheck.evidence.workspace import Workspace, build_workspace
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.ledgers.keys import Period, voucher_keys

Rows = Sequence[Mapping[str, object]]
CODE, OTHER_CODE = "91110000802100433B", "91440300708461136T"  # their check characters hold
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
    """(what a run through the command line finds of EVI-006, standard error)."""
    options = ["-o", str(out), "--select", "EVI-006", "--today", "2024-07-01", "--year", "2023", "--quiet"]
    result = CliRunner().invoke(cli, ["run", str(folder), *options])
    assert result.exit_code in (0, 1), result.output
    findings = json.loads((out / "findings.json").read_text(encoding="utf-8"))["findings"]
    return [each for each in findings if each["baseline"] != "absent"], result.stderr


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
    found, told = run(books, tmp_path / "another")  # an engagement that remembers nothing of the pair
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


def candidates(*names: str) -> list[tuple[str, str]]:
    rows = [{"payee": name, "amount": "1"} for name in names]
    return [(one, other) for one, other in query(workspace(payments=rows), "SELECT name, other FROM name_candidates")]


def test_names_beside_one_credit_code_are_one_body_and_that_is_told() -> None:
    space = workspace(
        contracts=[{"contract_no": "HT-1", "party_b": "新疆甲商贸有限公司", "supplier_credit_code": CODE}],
        invoices=[{"seller": "甲商贸公司", "seller_tax_no": f" {CODE.lower()} "}],
        payments=[{"payee": "甲商贸公司", "amount": "1"}],
    )
    assert query(space, "SELECT payee, payee_key FROM payments") == [("甲商贸公司", "新疆甲商贸有限公司")]
    assert query(space, "SELECT kind, key, canonical, person, row FROM merges") == [
        ("body", "甲商贸公司", "新疆甲商贸有限公司", None, 2)
    ]
    assert any("甲商贸公司 = 新疆甲商贸有限公司" in note for note in space.identity.notes)
    assert query(space, "SELECT * FROM name_candidates") == []


@pytest.mark.parametrize(
    "code", ["91110000802100433A", "000000000000000000", "111111111111111111", "无", "9111000080210043"]
)
def test_what_is_no_credit_code_joins_nobody(code: str) -> None:
    assert not is_credit_code(code)
    rows = [{"name": name, "credit_code": code} for name in ("甲商贸有限公司", "乙建设有限公司")]
    assert query(workspace(suppliers=rows), "SELECT * FROM merges") == []


def test_a_name_with_two_codes_is_no_bridge_and_a_code_copied_down_a_column_joins_nobody() -> None:
    rows = [("甲公司", CODE), ("乙公司", CODE), ("乙公司", OTHER_CODE), ("丙公司", OTHER_CODE)]
    space = workspace(suppliers=[{"name": name, "credit_code": code} for name, code in rows])
    assert query(space, "SELECT * FROM merges") == []
    space = workspace(suppliers=[{"name": f"{sign}公司", "credit_code": CODE} for sign in "甲乙丙丁戊己"])
    assert query(space, "SELECT * FROM merges") == []
    assert any(CODE in note for note in space.identity.notes)


def test_a_person_who_says_that_they_are_two_outranks_the_code() -> None:
    rows = [{"name": name, "credit_code": CODE} for name in ("甲商贸有限公司", "乙建设有限公司")]
    space = workspace(suppliers=rows, decisions=[said("甲商贸有限公司；乙建设有限公司", "不成立")])
    assert query(space, "SELECT * FROM merges") == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("新疆恒信达商贸有限公司", "新疆恒信达商贸有限责任公司"),
        ("恒信达商贸（集团）公司", "乌鲁木齐市恒信达商贸有限公司"),
        ("新疆维吾尔自治区计量测试研究院", "新疆计量测试研究院"),
        ("新疆天诚建筑安装工程设计咨询有限公司", "新疆天成建筑安装工程设计咨询有限公司"),
        ("天成有限公司", "天成有限责任公司"),
    ],
)
def test_names_alike_but_for_legal_form_brackets_place_or_a_slip_are_candidates(name: str, other: str) -> None:
    assert candidates(name, other) == [(name, other)]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("新疆恒信达商贸有限公司", "甘肃恒信达商贸有限公司"),
        ("新疆天成第一建筑安装工程有限公司", "新疆天成第二建筑安装工程有限公司"),
        ("新疆天成一分建筑安装工程有限公司", "新疆天成建筑安装工程有限公司"),
        ("新疆天成建筑安装工程设计咨询1公司", "新疆天成建筑安装工程设计咨询2公司"),
        ("新疆天成建筑安装工程有限公司", "新疆天成建筑安装工程有限公司工会"),
        ("新疆天成建筑安装工程有限公司", "新疆天成建筑安装工程有限公司乌鲁木齐分公司"),
        ("中国某某石油销售股份有限公司城东加油站", "中国某某石油销售股份有限公司城西加油站"),
        ("买买提·艾合买提江吾甫尔", "买买提·艾合买提江吾甫"),
        ("商贸有限公司", "新疆商贸有限公司"),
        ("恒信达商贸有限公司", "恒信通商贸有限公司"),
    ],
)
def test_another_number_part_place_or_word_is_another_body(name: str, other: str) -> None:
    assert candidates(name, other) == []


def test_two_codes_are_two_bodies_however_alike_the_names_are() -> None:
    names = {"新疆恒信达商贸有限公司": CODE, "新疆恒信达商贸有限责任公司": OTHER_CODE}
    space = workspace(suppliers=[{"name": name, "credit_code": code} for name, code in names.items()])
    assert query(space, "SELECT * FROM name_candidates") == []


def test_twenty_thousand_names_that_differ_are_no_candidates() -> None:
    signs = [chr(0x6000 + number) for number in range(40)]
    names = [
        "".join(four) + "商贸有限公司" for four in itertools.islice(itertools.product(signs, repeat=4), 0, None, 128)
    ]
    assert len(names) == 20_000 and len(candidates(*names)) == 0


def test_a_confirmed_candidate_is_one_body_and_a_refused_one_stays_dismissed(tmp_path: Path) -> None:
    books, out = tmp_path / "books", tmp_path / "out"
    one, other = "新疆恒信达商贸有限公司", "新疆恒信达商贸有限责任公司"
    rows = [["HT-1", "采购合同", one, 5000, "2023-10-17"], ["HT-2", "采购合同", other, 6000, "2023-11-17"]]
    write(books, "合同台账", [["合同编号", "合同名称", "乙方", "合同金额", "签订日期"], *rows])
    found, _ = run(books, out)
    assert [(f["subrule"], f["class"], f["severity"], f["state"]) for f in found] == [("D", "data", "info", "open")]
    confirmations(books, ["EVI-006", f"{one}；{other}", "不成立", "李四", "2024-05-01", "两家公司"])
    found, told = run(books, out)
    assert [f["state"] for f in found] == ["dismissed"] and "confirmations" not in told
    confirmations(books, ["EVI-006", f"{one}；{other}", "已确认", "李四", "2024-05-01", "更名"])
    found, told = run(books, out)
    assert found == [] and "meets no finding" not in told and f"{other} = {one}" in told


def test_namesakes_stay_as_many_people_as_there_are() -> None:
    staff = [
        {"staff_id": number, "name": name} for number, name in (("001", "张三"), ("002", "张 三"), ("003", "张　三"))
    ]
    space = workspace(staff=staff, suppliers=[{"name": "张三", "legal_rep": "张 三"}])
    assert query(space, "SELECT DISTINCT name FROM staff") == [("张三",)]
    assert query(space, "SELECT count(DISTINCT staff_id) FROM staff") == [(3,)]
    assert query(space, "SELECT * FROM merges") == query(space, "SELECT * FROM name_candidates") == []


@given(st.lists(st.sampled_from(["张三", "张 三", "李四", "王小二"]), min_size=1, max_size=6))
def test_people_are_never_joined_by_their_names(names: list[str]) -> None:
    staff = [{"staff_id": f"{number:03d}", "name": name} for number, name in enumerate(names)]
    payees = [{"payee": name, "payee_account": f"62{number}", "amount": "1"} for number, name in enumerate(names)]
    space = workspace(staff=staff, payments=payees)
    try:
        assert query(space, "SELECT count(DISTINCT staff_id) FROM staff") == [(len(names),)]
        assert query(space, "SELECT count(DISTINCT payee_account) FROM payments") == [(len(names),)]
        assert query(space, "SELECT * FROM merges") == query(space, "SELECT * FROM name_candidates") == []
    finally:
        space.session.close()


PERIODS = st.tuples(st.integers(2000, 2099), st.integers(1, 12), st.sampled_from(["记", "收", "付", "转"]))
NUMBERS = st.builds(
    str.format, st.sampled_from(["{:04d}", "第{}号", "{}#", "{}"]), st.integers(min_value=1, max_value=999_999)
)


@given(PERIODS, PERIODS, NUMBERS, NUMBERS)
def test_vouchers_of_two_months_years_or_types_never_share_a_key(
    books: tuple[int, int, str], others: tuple[int, int, str], number: str, other: str
) -> None:
    first, second = voucher_keys(number, Period(*books)), voucher_keys(other, Period(*others))
    assert first and second
    assert (first == second) == (books == others and int(re.sub(r"\D", "", number)) == int(re.sub(r"\D", "", other)))
