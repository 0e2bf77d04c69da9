"""Mapping profiles: read, written, found again by the headers of a sheet, applied."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditcheck.errors import ConfigError
from auditcheck.ledgers.books import Sheet
from auditcheck.ledgers.doubts import questions, view_of
from auditcheck.ledgers.profile import SheetProfile, header_keys, likeness
from auditcheck.ledgers.profile_file import merged_text, parse_profiles, profile_text, read_profiles
from tests.ledgers.conftest import Folder

HEADERS = ["合同编号", "合同名称", "乙方", "签约日", "合同金额", "盖章情况", "备注2"]
ROWS = [HEADERS, *([f"HT-{i}", f"采购{i}", f"公司{i}", f"2023-05-{i:02}", i * 2, "是", "章"] for i in range(1, 8))]
PATH = Path("mapping.toml")
COLUMNS = {"签约日": "sign_date", "盖章情况": "sealed", "备注2": None}


def profile(**changes: object) -> SheetProfile:
    values = {"signature": tuple(HEADERS), "ledger": "contracts", "columns": COLUMNS, "source": "mapping.toml"}
    return SheetProfile(**{**values, **changes})  # type: ignore[arg-type]


def loaded(folder: Folder, rows: list[list[object]], *profiles: SheetProfile) -> Sheet:
    folder.book("台账.xlsx", rows)
    return folder.load(profiles=profiles).sheets[0]


def meanings(sheet: Sheet) -> dict[str, tuple[str | None, str]]:
    return {each.header: (each.column, each.how) for each in sheet.columns if each.letter}


def test_a_profile_gives_headers_their_columns_and_says_so(folder: Folder) -> None:
    sheet = loaded(folder, ROWS, profile())
    assert (sheet.ledger, sheet.confidence, sheet.profile, sheet.loaded) == ("contracts", 1.0, "mapping.toml", 7)
    assert meanings(sheet)["签约日"] == ("sign_date", "profile")
    assert meanings(sheet)["盖章情况"] == ("sealed", "profile")
    assert meanings(sheet)["备注2"] == (None, "profile")
    assert meanings(sheet)["合同编号"] == ("contract_no", "alias")
    assert questions(view_of(sheet)) == []


def test_values_are_read_as_the_profile_says(folder: Folder) -> None:
    folder.book("台账.xlsx", ROWS)
    books = folder.load(profiles=[profile(unit_of_money="万元", unit="某市财政局")])
    table = books.tables["contracts"].columns
    assert table["sign_date"][0] == "2023-05-01"
    assert table["amount"][0] == "20000.00"
    assert set(table["unit"]) == {"某市财政局"}
    assert books.sheets[0].unit_of_money == "万元"


def test_a_profile_outranks_what_the_header_says_of_money_and_warns(folder: Folder) -> None:
    rows = [["合同编号", "合同名称", "乙方", "合同金额(万元)"], ["HT-1", "采购", "公司", 5]]
    sheet = loaded(folder, rows, profile(signature=tuple(rows[0]), columns={}, unit_of_money="元"))
    assert str(sheet.control_totals["amount"]) == "5.00"
    assert any("万元" in warning and "mapping.toml" in warning for warning in sheet.warnings)


def test_a_profile_corrects_the_ledger_and_takes_a_column_from_another_header(folder: Folder) -> None:
    rows = [["流水", "收到日子", "多少钱", "付给谁"], *([i, "2023-05-01", 100 + i, "公司"] for i in range(5))]
    before = loaded(folder, rows)
    assert before.ledger is None and before.header_row == 1
    columns = {"流水": "payment_no", "收到日子": "payment_date", "多少钱": "amount", "付给谁": "payee"}
    after = loaded(folder, rows, profile(signature=tuple(rows[0]), ledger="payments", columns=columns))
    assert (after.ledger, after.loaded) == ("payments", 5)
    assert str(after.control_totals["amount"]) == "510.00"


def test_a_sheet_can_be_left_out(folder: Folder) -> None:
    folder.book("其他.xlsx", [["合同编号", "签订日期", "合同金额"], ["HT-1", "2023-05-01", 5]])
    sheet = loaded(folder, ROWS, profile(ledger=None, columns={}))
    left_out = next(each for each in folder.load(profiles=[profile(ledger=None, columns={})]).sheets if each.profile)
    assert left_out.ledger is None and left_out.loaded == 0 and left_out.furniture == 8
    assert questions(view_of(left_out)) == []
    assert sheet.rows_in > 0


def test_the_same_headers_in_another_order_still_fit_without_a_word(folder: Folder) -> None:
    turned = [list(reversed(row)) for row in ROWS]
    sheet = loaded(folder, turned, profile())
    assert meanings(sheet)["签约日"] == ("sign_date", "profile")
    assert sheet.confidence == 1.0 and not any("nearly" in warning for warning in sheet.warnings)


def test_nearly_the_same_headers_fit_with_a_warning_and_others_do_not(folder: Folder) -> None:
    wide = [[*row, *("甲乙丙丁" if row is HEADERS else "1234")] for row in ROWS]
    known = profile(signature=(*HEADERS, *"甲乙丙丁"))
    assert loaded(folder, [[*row[:-1], "戊" if row[0] == "合同编号" else 4] for row in wide], known).profile is None
    sheet = loaded(folder, [row[:-1] for row in wide], known)
    assert sheet.profile == "mapping.toml" and sheet.confidence < 1
    assert any("gone 丁" in warning for warning in sheet.warnings)
    assert loaded(folder, ROWS, known).profile is None


def test_a_header_that_nothing_is_known_of_is_found_below_titles(folder: Folder) -> None:
    rows = [["某单位"], ["子", "丑", "寅"], ["HT-1", "2023-05-01", 5], ["HT-2", "2023-05-02", 6]]
    columns = {"子": "contract_no", "丑": "sign_date", "寅": "amount"}
    sheet = loaded(folder, rows, profile(signature=("子", "丑", "寅"), columns=columns))
    assert (sheet.header_row, sheet.loaded, sheet.furniture) == (2, 2, 2)


def test_equal_headers_are_told_apart(folder: Folder) -> None:
    assert header_keys(["金额", "", "金额", "金 额"]) == ["金额", "", "金额#2", "金额#3"]
    rows = [["合同编号", "乙方", "金额", "金额"], ["HT-1", "公司", 5, 6], ["HT-2", "公司", 7, 8]]
    known = profile(signature=tuple(header_keys(rows[0])), columns={"金额": None, "金额#2": "amount"})
    assert str(loaded(folder, rows, known).control_totals["amount"]) == "14.00"


def test_the_best_fit_wins_then_the_first() -> None:
    assert likeness(["甲", "乙"], ["甲", "乙"]) > likeness(["甲", "乙"], ["乙", "甲"]) == 1.0
    assert likeness(["甲", "乙"], ["甲", "丙"]) < 0.9


def test_what_is_written_is_read_back() -> None:
    odd = profile(
        signature=('引"号', "斜\\杠", "换\n行".replace("\n", "")), columns={'引"号': "amount", "斜\\杠": None}
    )
    for each in (profile(unit_of_money="万元", unit="某局", header_row=3), odd, profile(ledger=None, columns={})):
        assert parse_profiles(profile_text(each, "两行\n注释"), PATH) == [each]


def test_answers_replace_their_own_sheet_and_leave_the_rest_as_written() -> None:
    other = profile(signature=("甲", "乙"), columns={})
    old = "# 我的说明\n\n" + profile_text(profile(), "合同") + "\n# 手写的注释\n" + profile_text(other)
    new = merged_text(old, [(profile(columns={"签约日": None}), "新")], PATH)
    assert "# 我的说明" in new and "# 手写的注释" in new
    assert parse_profiles(new, PATH) == [profile(columns={"签约日": None}), other]
    assert len(parse_profiles(merged_text(new, [(profile(signature=("丙",), columns={}), "")], PATH), PATH)) == 3


GOOD = '[[sheet]]\nsignature = ["合同编号", "盖章情况"]\nledger = "contracts"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[sheet]\n", "not readable as TOML"),
        ('[[sheets]]\nledger = "contracts"\n', "unknown setting sheets; did you mean sheet?"),
        ('[[sheet]]\nledger = "contracts"\n', "sheet[1].signature: expected a list of headers"),
        ('[[sheet]]\nsignature = ["甲"]\n', "sheet[1].ledger: expected"),
        (GOOD.replace("contracts", "contrcts"), "there is no ledger contrcts; did you mean contracts"),
        (GOOD + "header_row = 0\n", "sheet[1].header_row: expected a row number"),
        (GOOD + 'unit_of_money = "美元"\n', "sheet[1].unit_of_money: expected 元"),
        (GOOD + "unit = 5\n", "sheet[1].unit: expected a text"),
        (GOOD + 'legder = "x"\n', "unknown setting sheet[1].legder; did you mean ledger"),
        (GOOD + '[sheet.columns]\n"盖章情况" = "contracts.seald"\n', "did you mean sealed"),
        (GOOD + '[sheet.columns]\n"盖章情况" = "payments.amount"\n', "is not of the ledger of this sheet, contracts"),
        (GOOD + '[sheet.columns]\n"盖章" = "sealed"\n', "the signature has no such header; did you mean 盖章情况?"),
        (GOOD + '[sheet.columns]\n"盖章情况" = "sealed"\n"合同编号" = "sealed"\n', "is given to another header too"),
        (GOOD + '[sheet.columns]\n"盖章情况" = 1\n', "expected the name of a column"),
        (GOOD + GOOD, "sheet[2].signature: another [[sheet]] has the same headers"),
    ],
)
def test_mistakes_name_the_file_and_the_key(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read_profiles(path)
    assert str(path) in str(error.value) and told in str(error.value)


def test_chinese_names_are_understood() -> None:
    text = '[[sheet]]\nsignature = ["编号", "章"]\nledger = "合同台账"\n[sheet.columns]\n"编号" = "合同编号"\n'
    (found,) = parse_profiles(text, PATH)
    assert (found.ledger, found.columns) == ("contracts", {"编号": "contract_no"})


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes("[[sheet]]\n# 合同".encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8"):
        read_profiles(path)
