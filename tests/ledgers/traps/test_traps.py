"""The 35 traps of checks.md section 9, each loaded from a workbook as a unit would hand it in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditcheck.ledgers.books import Books, Sheet
from auditcheck.ledgers.load import LoadOptions, load
from tests.ledgers.traps import books as traps

Columns = dict[str, list[str | None]]


class Loaded:
    """Books of one trap; every row of every sheet is accounted for."""

    def __init__(self, books: Books) -> None:
        self.books, self.sheets, self.sheet = books, books.sheets, books.sheets[0]
        for sheet in books.sheets:
            assert sheet.rows_in == sheet.loaded + sheet.rejected + sheet.furniture

    def __getitem__(self, ledger: str) -> Columns:
        return self.books.tables[ledger].columns

    def counts(self) -> tuple[int, int, int]:
        return self.sheet.loaded, self.sheet.rejected, self.sheet.furniture

    def warned(self, *parts: str) -> bool:
        return any(all(part in warning for part in parts) for sheet in self.sheets for warning in sheet.warnings)

    def how(self, header: str, sheet: Sheet | None = None) -> str:
        return next(column.how for column in (sheet or self.sheet).columns if column.header == header)


@pytest.fixture
def trap(tmp_path: Path) -> Callable[..., Loaded]:
    def run(write: Callable[..., Path], year: int | None = None, unit: str | None = None, **options: Any) -> Loaded:
        folder = tmp_path / "books"
        folder.mkdir(exist_ok=True)
        write(folder, **options)
        return Loaded(load([folder], LoadOptions(year=year, default_unit=unit)))

    return run


Trap = Callable[..., Loaded]


def test_01_titles_and_headers_of_two_and_three_rows_are_read_as_one(trap: Trap) -> None:
    found = trap(traps.titles_and_two_header_rows)
    assert found.sheet.header_row == 5 and found.sheet.unit == "某市某局" and found.counts() == (2, 0, 5)
    assert (found["vouchers"]["debit"], found["vouchers"]["credit"]) == (["5.00", None], [None, "5.00"])


def test_01_a_header_of_three_rows(trap: Trap) -> None:
    found = trap(traps.three_header_rows)
    assert found.sheet.header_row == 3 and found["vouchers"]["debit"] == ["5.00"]


def test_02_merged_header_cells_stand_for_each_of_their_columns(trap: Trap) -> None:
    found = trap(traps.merged_header)
    assert found.counts() == (1, 0, 3)
    assert found["contracts"]["party_b"] == ["某某信息技术有限公司"] and found["contracts"]["amount"] == ["298000.00"]


def test_03_merged_keys_count_for_each_row_and_amounts_once(trap: Trap) -> None:
    columns = trap(traps.merged_numbers)["vouchers"]
    assert columns["voucher_no"] == ["记-10-0037"] * 2 + ["记-10-0038"] * 2
    assert columns["debit"] == ["5.00", None, "7.00", None]


def test_03_a_line_without_a_number_continues_the_voucher_above_but_not_across_a_total(trap: Trap) -> None:
    found = trap(traps.first_line_only)
    assert found["vouchers"]["voucher_no"] == ["记-10-0037", "记-10-0037", None]
    assert found["vouchers"]["voucher_date"] == ["2023-10-18", "2023-10-18", None]
    assert found["vouchers"]["debit"] == ["5.00", None, "1.00"]
    assert found.warned("took that of the line above", "row 3")


def test_04_each_column_has_its_own_unit_of_money(trap: Trap) -> None:
    found = trap(traps.units_of_money)
    assert found["contracts"]["amount"] == ["298000.00"] * 5
    assert [sheet.unit_of_money for sheet in found.sheets] == ["万元", "元", "万元", "万元", "元"]


def test_05_totals_and_carried_lines_are_no_rows_and_are_compared(trap: Trap) -> None:
    found = trap(traps.totals_and_carried_lines)
    assert found.counts() == (2, 0, 7)
    assert found.sheet.control_totals == {"debit": Decimal("5.00"), "credit": Decimal("5.00")}
    assert found.sheet.stated_totals == {"debit": Decimal("6.00"), "credit": Decimal("5.00")}
    assert found.warned("借方金额", "5.00", "6.00", "-1.00")


def test_06_repeated_headers_blank_lines_and_footers_are_furniture(trap: Trap) -> None:
    found = trap(traps.pages)
    assert found["contracts"]["contract_no"] == ["HT-1", "HT-2"] and found.sheet.rejected == 0


def test_07_dates_as_text_in_every_form_and_two_digits_only_of_the_books_year(trap: Trap) -> None:
    found = trap(traps.dates_as_text)
    days = [day for day in found["contracts"]["sign_date"] if day != "2023-05-01"]
    assert days == ["2023-10-18"] * 7 + ["2023-10-01"]
    assert found["contracts"]["sign_date_to"][7] == "2023-10-31"
    assert [(r.value, r.column) for r in found.sheet.rejects] == [("10/11/23", "sign_date"), ("22/10/18", "sign_date")]
    assert found.warned("2 dates name no full year")


def test_07_month_and_day_of_a_day_book_in_two_columns(trap: Trap) -> None:
    found = trap(traps.month_and_day)
    columns = found["vouchers"]
    assert columns["voucher_date"] == ["2023-10-18", "2023-10-18", "2023-10-19", "2023-11-02"]
    assert columns["account_name"] == ["银行存款"] * 4 and columns["account_code"] == ["1002"] * 4
    assert columns["voucher_no_key"] == ["2023-10-记-0037", "2023-10-记-0038", "2023-10-记-0039", "2023-11-记-0001"]
    assert found.how("月、日") == "derived"


def test_08_serial_dates_are_tried_only_where_they_can_be_dates(trap: Trap) -> None:
    found = trap(traps.serial_dates)
    assert found["contracts"]["sign_date"] == ["2023-10-18"] * 2
    assert [reject.value for reject in found.sheet.rejects] == ["99999"]


def test_08_serial_dates_count_from_the_workbooks_own_calendar(trap: Trap) -> None:
    assert trap(traps.serial_dates_of_1904)["contracts"]["sign_date"] == ["2023-10-18"] * 2


def test_09_what_looks_the_same_is_the_same(trap: Trap) -> None:
    columns = trap(traps.wide_and_invisible_characters)["contracts"]
    assert columns["contract_no"] == ["ＨＴ－２０２３－１１８", "HT-2023-118"]
    assert len(set(columns["contract_no_key"])) == 1
    assert columns["sign_date"] == ["2023-10-18"] * 2 and columns["amount"] == ["-1000.50"] * 2
    assert columns["contract_name"] == ["会议系统"] * 2


def test_10_amounts_with_signs_and_in_words_and_where_both_differ(trap: Trap) -> None:
    found = trap(traps.amounts_in_words)
    assert found["contracts"]["amount"] == ["298000.00"] * 3
    assert [(r.row, r.value) for r in found.sheet.rejects] == [(5, "298000（贰拾捌万元整）")]
    assert found.warned("金额大写", "row 4")


def test_11_every_way_to_write_a_negative_and_a_column_of_its_own(trap: Trap) -> None:
    found = trap(traps.negatives)
    assert found["vouchers"]["debit"] == ["-1000.00"] * (len(traps.NEGATIVES) + 1)
    assert found.warned("1 row is marked 红字")


def test_11_red_ink_alone_is_only_pointed_out(trap: Trap) -> None:
    found = trap(traps.red_ink)
    assert found["contracts"]["amount"] == ["298000.00", "5.00"]
    assert found.warned("printed in red", "E3")


def test_12_a_reversal_keeps_its_sign_and_names_the_voucher_it_reverses(trap: Trap) -> None:
    columns = trap(traps.reversals)["vouchers"]
    assert columns["debit"] == ["5.00", "-5.00", None] and columns["credit"] == [None, None, "5.00"]
    assert columns["reversal_of_key"] == [None, "2023-09-记-0012", "2023-09-记-0012"]


def test_13_three_ways_to_say_the_side(trap: Trap) -> None:
    found = trap(traps.one_amount_and_a_side)
    assert found["vouchers"]["debit"] == ["5.00", "0.00", "5.00", None]
    assert found["vouchers"]["credit"] == ["0.00", "5.00", None, None]
    assert found["vouchers"]["direction"][:2] == ["借", "贷"]
    assert "no side" in found.sheets[2].warnings[0]


def test_14_numbers_that_lost_digits_are_no_keys(trap: Trap) -> None:
    found = trap(traps.long_numbers)
    columns = found["contracts"]
    assert columns["project_code_key"] == [None, None, "650000231234567"]
    assert columns["supplier_credit_code"] == [None, "91650000123456789X", None]
    assert found.warned("项目编码", "2 numbers", "export them as text") and found.warned("信用代码", "left empty")


def test_15_lost_leading_zeros_change_no_key_and_the_written_form_stays(trap: Trap) -> None:
    columns = trap(traps.lost_zeros)["vouchers"]
    assert columns["voucher_no"] == ["0037", "37", "记-0037", "记-37"]
    assert columns["voucher_no_key"] == ["2023-10-记-0037"] * 4


def test_16_forms_of_one_number_share_their_strict_or_loose_form_and_digits_are_never_run_together(trap: Trap) -> None:
    columns = trap(traps.one_contract_in_many_forms)["contracts"]
    loose = columns["contract_no_loose"]
    strict, keys = columns["contract_no_strict"], columns["contract_no_key"]
    assert strict[0] == strict[1] and loose[0] == loose[2] and loose[3] == loose[4]
    assert strict[5] == strict[6] and keys[5] != keys[6]
    assert columns["contract_no"][2].startswith("ＨＴ－")  # as it is written


def test_17_a_seal_and_blanks_change_no_supplier_and_another_name_is_another(trap: Trap) -> None:
    keys = trap(traps.suppliers_in_many_forms)["contracts"]["party_b_key"]
    assert keys[0] == keys[1] == keys[2] != keys[3]


def test_18_a_cell_that_names_several_documents_links_to_each(trap: Trap) -> None:
    found = trap(traps.one_payment_of_several_contracts)
    assert found["payments"]["contract_no_key"] == [None, "HT3|HT-3"]
    assert [key for _row, key in found.books.links["payments", "contract_no"]] == ["HT1|HT-1", "HT2|HT-2", "HT3|HT-3"]
    assert len(found.books.links["payments", "invoice_no"]) == 4


def test_19_sheets_by_month_join_whatever_the_order_of_their_columns(trap: Trap) -> None:
    found = trap(traps.a_sheet_for_each_month)
    assert found["vouchers"]["voucher_no_key"] == ["2023-09-记-0001", "2023-10-记-0001"] or found["vouchers"][
        "period"
    ] == ["9", "10"]
    assert found["vouchers"]["debit"] == ["5.00", "7.00"]
    assert found.books.tables["vouchers"].sheet_id == [1, 2]


def test_19_sheets_by_account_take_it_from_their_title_or_tab(trap: Trap) -> None:
    columns = trap(traps.a_sheet_for_each_account)["vouchers"]
    assert columns["account_code"] == ["1002", "5001"]
    assert columns["account_name"] == ["银行存款", "业务活动费用"]


def test_20_hidden_parts_are_read_and_pointed_out(trap: Trap) -> None:
    found = trap(traps.hidden_parts)
    assert found["contracts"]["contract_no"] == ["HT-1", "HT-2", "HT-3"]
    assert found.warned("1 row is hidden", "3") and found.warned("hidden columns", "C")
    assert found.warned("the sheet is hidden")


def test_21_a_failed_formula_is_unreadable_never_an_empty_cell(trap: Trap) -> None:
    found = trap(traps.formula_errors)
    assert found.counts() == (4, 2, 1)
    assert [(r.row, r.column) for r in found.sheet.rejects] == [(3, "amount"), (4, "amount")]
    assert found.warned("2 formulas", "E3、E4") and found.warned("never calculated")


def test_22_every_encoding_gives_the_same_rows(trap: Trap) -> None:
    found = trap(traps.encodings)
    assert not any(file.error for file in found.books.files) and len(found.sheets) == 5
    assert found["contracts"]["amount"] == ["298000.00"] * 5
    assert sorted(set(found["contracts"]["contract_name"])) == ["㐱采购", "采购"]


def test_23_yes_and_no_in_all_spellings_and_an_empty_cell_is_neither(trap: Trap) -> None:
    assert trap(traps.yes_and_no)["contracts"]["is_framework"] == ["true"] * 5 + ["false"] * 5 + [None]


def test_24_a_placeholder_is_a_missing_date(trap: Trap) -> None:
    found = trap(traps.no_date_at_all)
    assert found["contracts"]["sign_date"][:5] == [None] * 5
    assert not any(day and day.startswith("19") for day in found["contracts"]["sign_date"])


def test_25_a_month_or_a_range_has_both_ends(trap: Trap) -> None:
    found = trap(traps.months_and_ranges)
    assert found["contracts"]["perf_start_date"] == ["2023-06-01"] * 4
    assert found["contracts"]["perf_start_date_to"] == ["2023-06-30", "2023-09-30", "2023-09-30", "2023-09-30"]


def test_26_closing_entries_are_marked_and_opening_lines_are_no_rows(trap: Trap) -> None:
    found = trap(traps.closing_entries)
    assert found.counts() == (5, 0, 2)
    assert found["vouchers"]["is_closing"] == ["true", "true", "true", "false", "false"]


def test_27_two_sets_of_entries_stay_apart_by_their_accounts_under_one_number(trap: Trap) -> None:
    found = trap(traps.two_sets_of_entries)
    columns = found["vouchers"]
    assert columns["voucher_no_key"] == ["2023-10-记-0037"] * 4
    for first in ("15", "78"):
        of_set = [i for i, code in enumerate(columns["account_code"]) if code and code[0] in first]
        sums = [sum(Decimal(columns[side][i] or 0) for i in of_set) for side in ("debit", "credit")]
        assert sums == [Decimal("5.00")] * 2
    assert columns["is_closing"] == ["false"] * 4


def test_28_voided_vouchers_are_marked_and_counted_and_unposted_ones_told(trap: Trap) -> None:
    found = trap(traps.voided_vouchers)
    assert found["vouchers"]["void_flag"] == ["false", "true", "false"]
    assert found.warned("1 line is of a voided voucher") and found.warned("not posted yet", "row 4")


def test_29_a_card_of_several_pieces_has_a_price_each_and_台_is_no_body(trap: Trap) -> None:
    found = trap(traps.several_pieces, unit="某市某局")
    assert found["assets"]["unit_price"] == ["1200.00", "5000.00"] and found.how("单位") == "unmapped"
    assert found["assets"]["status"] == ["在用", "在用"] and found["assets"]["unit"] == ["某市某局"] * 2


def test_30_years_and_months_by_category_and_the_net_value_checked(trap: Trap) -> None:
    found = trap(traps.years_and_months)
    assert found["assets"]["useful_life_months"] == ["600", "60", "72", None, "96"]
    assert found.warned("may be years or months")
    assert found.warned("净值 = 原值 - 累计折旧", "row 4", "850.00", "900.00")


def test_31_a_blank_in_a_name_is_none_and_namesakes_are_told(trap: Trap) -> None:
    found = trap(traps.names_of_people)
    assert found["staff"]["name"] == ["某甲", "某甲", "某某乙"]
    assert found["staff"]["leave_date"] == [None, "2023-05-01", None]
    assert found.warned("same name", "某甲")


def test_32_remarks_that_may_excuse_are_candidates_and_never_applied(trap: Trap) -> None:
    found = trap(traps.remarks)
    assert found.warned("2 remarks may excuse", "应急采购 (names no document)", "(names a document)")
    assert found["contracts"]["is_urgent"] == [None] * 3 and not found.sheet.supplies("is_urgent")


def test_33_a_text_that_would_be_a_formula_is_kept_as_it_is_written(trap: Trap) -> None:
    assert trap(traps.live_formulas)["contracts"]["contract_name"] == ["=cmd|'/c calc'!A1", "+86采购", "-采购", "@采购"]


def test_34_an_adjustment_is_told_from_an_adjusted_budget_by_adding_up(trap: Trap) -> None:
    found = trap(traps.ambiguous_budget, settled=True)
    columns = found["budgets"]
    assert (columns["adjust_add"], columns["adjust_cut"]) == ([None, "10.00"], ["20.00", None])
    assert columns["budget_final"] == ["80.00", "60.00"]


def test_34_what_adds_up_to_nothing_is_asked_about(trap: Trap) -> None:
    found = trap(traps.ambiguous_budget, settled=False)
    assert found.how("预算调整数") == "unmapped" and found.warned("预算调整数", "may be")
    assert not found.sheet.supplies("budget_final") and not found.sheet.supplies("adjust_add")


@pytest.mark.parametrize("settled", [True, False])
def test_34_a_book_value_is_net_only_where_the_depreciation_says_so(trap: Trap, settled: bool) -> None:
    found = trap(traps.ambiguous_asset, settled=settled)
    assert found.warned("账面价值", "may be") != settled
    if settled:
        assert found["assets"]["net_value"] == ["900.00"]


def test_35_private_numbers_are_masked_wherever_they_are_shown(trap: Trap) -> None:
    found = trap(traps.private_numbers)
    assert found["payments"]["payee_account"] == ["6222000000000000001"]
    shown = str(found.books.document())
    for number in ("6222000000000000001", "650101199001010011", "13000000001"):
        assert number not in shown
