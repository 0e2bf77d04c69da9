"""What a finding says, and what it may not say before a person stands behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from auditcheck import wording
from auditcheck.checks.catalogue import SubRule
from auditcheck.checks.results import Hit
from auditcheck.findings.sentence import origin, sentence

VERIFIED = {"law": "ZCF", "name": "政府采购法", "article": "第四十一条", "gist": "组织验收", "verified": True}
FROM_MEMORY = VERIFIED | {"name": "内控规范", "verified": False}
OWN_RULE = {"law": "UNIT", "name": "合同管理制度", "article": "第七条", "gist": "杜绝合同履行在先", "verified": True}
SHEET = {"ledger": "voucher_checks", "values": {"voucher_no": "记-05-0066"}}
LEDGER = {"ledger": "contracts", "values": {"contract_no": "HT-1"}}


def hit(**row: Any) -> Hit:
    header = {
        "title": "验收早于签订", "class": "violation", "severity": "high",
        "message": "{lead}，合同{contract_no}于{sign_date}签订，金额{amount}，需进一步核实。",
        "message_confirmed": "{lead}，合同{contract_no}于{sign_date}签订，金额{amount}，不符合{basis}的规定。",
    }  # fmt: skip
    rule = SubRule(None, "验收早于签订", "SELECT 1", None, None, ("contracts.sign_date",), (), (), (), None, header)
    row = {"contract_no": "HT-1", "sign_date": date(2023, 4, 28), "amount": Decimal("98900.00"), **row}
    return Hit(rule, row, [], "violation", "high")


def test_a_signal_compares_ledgers_and_concludes_nothing() -> None:
    assert (
        sentence(hit(), "open", [SHEET], [VERIFIED])
        == "经比对台账，合同HT-1于2023年4月28日签订，金额9.89万元，需进一步核实。"
    )


def test_a_confirmed_finding_of_a_filled_sheet_names_the_voucher_and_verified_law_only() -> None:
    text = sentence(hit(), "confirmed", [LEDGER, SHEET], [OWN_RULE, VERIFIED, FROM_MEMORY])
    assert text.startswith("抽凭（记-05-0066）发现，")
    assert text.endswith("不符合《合同管理制度》第七条“杜绝合同履行在先”、《政府采购法》第四十一条的规定。")


def test_a_confirmed_finding_without_a_sheet_does_not_speak_of_a_voucher() -> None:
    assert sentence(hit(), "confirmed", [LEDGER], [VERIFIED]).startswith("经核实，")


def test_without_a_verified_basis_nothing_is_called_a_breach() -> None:
    text = sentence(hit(), "confirmed", [SHEET], [FROM_MEMORY])
    assert text.endswith("，建议核实。") and "不符合" not in text


@pytest.mark.parametrize("state", ["open", "pending", "dismissed", "waived"])
def test_only_counted_states_conclude(state: str) -> None:
    assert "不符合" not in sentence(hit(), state, [SHEET], [VERIFIED])


def test_the_origin_is_that_of_the_paper() -> None:
    count = {"ledger": "asset_counts", "values": {}}
    assert [origin(e) for e in ([LEDGER], [LEDGER, SHEET], [count, LEDGER])] == ["compare", "voucher", "count"]


def test_the_web_is_named_with_the_day_of_the_query() -> None:
    notice = {"ledger": "notice_checks", "values": {"url": "https://www.example.gov.cn/a", "query_date": "2024-05-08"}}
    assert sentence(hit(), "open", [notice], []).startswith("经查询www.example.gov.cn（2024年5月8日查询），")


@pytest.mark.parametrize(
    ("value", "text"),
    [("9999.99", "9,999.99元"), ("10000.00", "1.00万元"), ("298000.00", "29.80万元"), ("-12345.00", "-1.23万元"),
     ("92160590000.00", "9,216,059.00万元"), ("14999.99", "1.50万元"), ("0.00", "0.00元")],
)  # fmt: skip
def test_amounts_are_in_wan_from_ten_thousand_on(value: str, text: str) -> None:
    assert wording.amount(Decimal(value)) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2023, 10, 18), date(2023, 10, 18), "2023年10月18日"),
        (date(2023, 6, 1), date(2023, 9, 30), "2023年6月—9月"),
        (date(2022, 12, 1), date(2023, 2, 28), "2022年12月—2023年2月"),
        (date(2023, 6, 1), date(2023, 6, 30), "2023年6月"),
        (date(2023, 1, 1), date(2023, 12, 31), "2023年"),
        (date(2023, 6, 5), date(2023, 6, 9), "2023年6月5日—2023年6月9日"),
        (date(2023, 6, 5), None, "2023年6月5日"),
    ],
)
def test_days_and_months_are_written_without_blanks(first: date, last: date | None, text: str) -> None:
    assert wording.day(first, last) == text


def test_a_range_prints_as_one() -> None:
    text = sentence(hit(sign_date=date(2023, 6, 1), sign_date_to=date(2023, 9, 30)), "open", [], [])
    assert "于2023年6月—9月签订" in text


def test_what_was_typed_as_an_address_need_not_be_one() -> None:
    page = {"ledger": "notice_checks", "values": {"url": "http://[某网站]/公告", "query_date": "2024-06-12"}}
    assert sentence(hit(), "open", [page], [VERIFIED]).startswith("经查询公开网站（2024年6月12日查询），")
