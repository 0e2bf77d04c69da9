from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.errors import InputError
from auditcheck.ledgers.columns import context_for, read_column
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.ledgers.schema import SEPARATOR, load_schema

LEDGERS = load_schema().ledgers
AMOUNTS = st.decimals(Decimal("-99999999.99"), Decimal("99999999.99"), places=2)


def read(ledger: str, column: str, cells: list[Any], header: str | None = None, unit: str | None = None) -> Any:
    spec = LEDGERS[ledger].column(column)
    return read_column(spec, cells, context_for(spec, header or spec.zh, cells, unit))


def money(cell: Any, header: str = "合同金额", unit: str | None = None) -> str | None:
    found = read("contracts", "amount", [cell], header, unit)
    assert not found.bad, found.bad
    return found.texts[0]


@given(AMOUNTS, st.sampled_from(["{a}", "{a:,}", "¥{a:,}", "￥{a}", "{a}元", "{a:,}元整", " {a} ", "人民币{a}元"]))
def test_an_amount_comes_back_whatever_its_form(amount: Decimal, form: str) -> None:
    assert money(form.format(a=amount)) == str(amount + 0)


@given(AMOUNTS)
def test_an_amount_in_ten_thousands_is_exact(amount: Decimal) -> None:
    exact = str((amount * 10000).quantize(Decimal("0.01")) + 0)
    assert money(str(amount), "合同金额（万元）") == exact
    assert money(f"{amount}万元") == exact
    assert money(float(amount), unit="万元") == exact


@given(AMOUNTS.filter(lambda a: a > 0))
def test_every_way_to_write_a_negative_amount(amount: Decimal) -> None:
    for written in (f"-{amount:,}", f"({amount:,})", f"（{amount}）", f"{amount:,}-", f"－{amount}", f"−{amount}"):
        assert money(written) == str(-amount)


@given(AMOUNTS)
def test_a_number_cell_has_no_binary_tail(amount: Decimal) -> None:
    assert money(float(amount)) == str(amount + 0)


def test_the_unit_is_that_of_cell_then_column_then_sheet() -> None:
    assert money("5", "合同金额(元)", "万元") == "5.00"
    assert money("5元", "合同金额(万元)", "亿元") == "5.00"
    assert money("5", "合同金额", "万元") == "50000.00"
    assert money("1.2亿元") == "120000000.00"


@pytest.mark.parametrize(
    ("written", "amount"),
    [("-", "0.00"), ("—", "0.00"), ("--", "0.00"), ("/", None), ("无", None), ("", None)],
)
def test_a_dash_is_nothing_paid_and_a_placeholder_is_no_amount(written: str, amount: str | None) -> None:
    assert money(written) == amount


@pytest.mark.parametrize("written", ["约5000", "1,00", "5000起", "1.2.3", "三千", "2023-10-17x", "99999999999999999",
                                     "#N/A", "#REF!", "三千"])  # fmt: skip
def test_what_is_no_amount_is_refused(written: str) -> None:
    assert read("contracts", "amount", [written]).bad


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["是", "√", "Y", "yes", "1", 1.0, "有", True, "✓", "TRUE"], "true"),
        (["否", "×", "N", "no", "0", 0.0, "无", False, "x", "✗"], "false"),
        (["", None, "/", "不详", "—"], None),
    ],
)
def test_yes_and_no_in_all_their_spellings_and_an_empty_cell_is_neither(words: list[Any], expected: str | None) -> None:
    found = read("contracts", "is_framework", words)
    assert found.texts == [expected] * len(words)
    assert not found.bad


def test_a_seal_column_that_names_the_seal_says_there_is_one() -> None:
    assert read("contracts", "sealed", ["某局公章", "未盖章", "√", "局办公室印章"], "公章名称").texts == [
        "true",
        "false",
        "true",
        "true",
    ]


def test_a_header_that_asks_the_opposite_turns_the_answers_round() -> None:
    assert read("bids", "valid", ["是", "否"], "是否废标").texts == ["false", "true"]
    assert read("bids", "valid", ["是", "否"], "是否有效").texts == ["true", "false"]


@pytest.mark.parametrize(
    ("cells", "header", "expected"),
    [
        (["30%", 0.5], "预付款比例", ["0.3", "0.5"]),
        (["30", "20"], "预付款比例", ["0.3", "0.2"]),
        (["30", "0.5"], "预付款比例(%)", ["0.3", "0.005"]),
        ([0.9995, 1.0, "97.07%"], "预算执行率", ["0.9995", "1", "0.9707"]),
        (["99.95", "100"], "预算执行率(%)", ["0.9995", "1"]),
    ],
)
def test_percentages_by_sign_header_and_size(cells: list[Any], header: str, expected: list[str]) -> None:
    ledger, column = ("self_evals", "exec_rate") if "执行率" in header else ("contracts", "advance_ratio")
    assert read(ledger, column, cells, header).texts == expected


def test_whole_numbers_shed_their_counters() -> None:
    assert read("vouchers", "attachment_count", ["12张", 3.0, "4", "共无"]).texts[:3] == ["12", "3", "4"]
    assert read("vouchers", "fiscal_year", ["2023年", 2023.0, "2023年度"]).texts == ["2023"] * 3
    assert read("vouchers", "period", ["10月", "第10期"]).texts == ["10", "10"]
    assert read("vouchers", "attachment_count", ["1.5"]).bad


def test_useful_life_in_years_is_told_by_header_and_size() -> None:
    assert read("assets", "useful_life_months", [5.0, 10.0], "使用年限").texts == ["60", "120"]
    assert read("assets", "useful_life_months", [60.0, 120.0], "使用年限").texts == ["60", "120"]
    assert read("assets", "useful_life_months", [6.0], "折旧月数").texts == ["6"]
    assert read("assets", "useful_life_months", ["5年", "60个月"], "使用年限").texts == ["60", "60"]


def test_words_outside_the_list_are_kept_and_reported() -> None:
    found = read("procurements", "method", ["公开招标", " 公开招标 ", "比选", "单一来源（协商）"])
    assert found.texts == ["公开招标", "公开招标", "比选", "单一来源"]
    assert found.unknown == ["比选"]


def test_lists_are_cut_at_every_usual_mark() -> None:
    assert read("acceptances", "acceptors", ["张三、李四；王五，赵六\n钱七", "/", "张三"]).texts == [
        SEPARATOR.join(["张三", "李四", "王五", "赵六", "钱七"]), None, "张三",
    ]  # fmt: skip


def test_text_is_normalised_and_identifiers_keep_their_written_form() -> None:
    columns = (
        books_from_rows(
            {"contracts": [{"contract_no": "ＨＴ－１", "contract_name": "　采购（Ａ）\u200b ", "handler": "—"}]}
        )
        .tables["contracts"]
        .columns
    )
    assert columns["contract_no"] == ["ＨＴ－１"]
    assert columns["contract_name"] == ["采购(A)"]
    assert columns["handler"] == [None]


@pytest.mark.parametrize("written", ["/", "暂无", "详见附件", "不详", "-", "长期", "1900-01-00"])
def test_a_placeholder_is_no_date(written: str) -> None:
    import datetime

    cell = datetime.date(1899, 12, 31) if written.startswith("1900") else written
    found = read("contracts", "sign_date", [cell, 0.0])
    assert found.texts == [None, None] and found.last == [None, None] and not found.bad


def test_on_paper_not_seen_and_not_applicable_are_marks_and_a_blank_is_neither() -> None:
    rows = [
        {"voucher_no": "记-10-0037", "acceptance_date": value, "seal_text": value, "acceptors": value}
        for value in ("未见", "N/A", None)
    ]
    columns = books_from_rows({"voucher_checks": rows}).tables["voucher_checks"].columns
    for name in ("acceptance_date", "seal_text", "acceptors"):
        assert columns[name] == [None, None, None]
        assert columns[f"{name}_mark"] == ["未见", "N/A", None]


def test_where_not_seen_is_one_of_the_words_it_is_value_and_mark() -> None:
    columns = (
        books_from_rows({"asset_counts": [{"asset_no": "A1", "tag": "未见"}, {"asset_no": "A2", "tag": "✓"}]})
        .tables["asset_counts"]
        .columns
    )
    assert columns["tag"] == ["未见", "√"]
    assert columns["tag_mark"] == ["未见", None]


def test_off_paper_not_seen_is_no_date() -> None:
    assert books_from_rows({"contracts": [{"sign_date": "未见"}]}).tables["contracts"].columns["sign_date"] == [None]


def test_inline_rows_say_which_cell_cannot_be_read() -> None:
    with pytest.raises(InputError, match=r"contracts row 2, sign_date: 2023-13-45"):
        books_from_rows({"contracts": [{"sign_date": "2023-01-01"}, {"sign_date": "2023-13-45"}]})
