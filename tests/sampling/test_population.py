"""What is sampled: vouchers with the amounts of the financial set, restricted and grouped as asked."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from auditcheck.engagement import directed
from auditcheck.engagement.coverage import sentence, share
from auditcheck.engagement.population import Frame, frame
from auditcheck.engagement.sampling import sample
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import Workspace, build_workspace
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.sampling.select import Settings


def line(number: str, account: str, debit: str = "0", credit: str = "0", **more: Any) -> dict[str, Any]:
    month = int(number.split("-")[1])
    return {
        "unit": "某局",
        "fiscal_year": "2023",
        "period": str(month),
        "voucher_date": f"2023-{month:02d}-10",
        "voucher_no": number,
        "summary": "付款",
        "account_code": account,
        "account_name": "科目",
        "debit": debit,
        "credit": credit,
        **more,
    }


LINES = [
    line("记-05-0001", "5001", "100", project_code="P1"),
    line("记-05-0001", "1011", credit="100"),
    line("记-05-0001", "7201", "100", project_code="P1"),
    line("记-05-0001", "8001", credit="100"),
    line("记-06-0002", "1601", "300"),
    line("记-06-0002", "1011", credit="300"),
    line("记-06-0003", "8201", "50"),
    line("记-06-0003", "8001", credit="50"),
]
PAYMENTS = [
    {
        "unit": "某局",
        "payment_no": "F1",
        "payment_date": "2023-05-10",
        "amount": "100",
        "payee": "甲公司",
        "voucher_no": "记-05-0001",
        "contract_no": "HT-1",
    }
]
CONTRACTS = [
    {
        "unit": "某局",
        "contract_no": "HT-1",
        "contract_name": "设备",
        "party_b": "甲公司",
        "sign_date": "2023-04-28",
        "amount": "100",
    }
]


@pytest.fixture
def workspace() -> Workspace:
    return build_workspace(books_from_rows({"vouchers": LINES, "payments": PAYMENTS, "contracts": CONTRACTS}))


def vouchers(workspace: Workspace, **settings: Any) -> Frame:
    return frame(workspace, "vouchers", "debit", "voucher", **settings)


def test_parallel_budget_entries_do_not_count_the_money_twice(workspace: Workspace) -> None:
    found = vouchers(workspace)
    assert list(found.population.amounts) == [10_000, 30_000, None]
    assert found.budget_only == 1
    assert found.attributes["project"] == ["P1", "（空）", "（空）"]


def test_an_enterprise_has_no_parallel_set() -> None:
    rows = [line("记-05-0001", "6602", "100"), line("记-05-0001", "1002", credit="100")]
    found = vouchers(build_workspace(books_from_rows({"vouchers": rows})))
    assert list(found.population.amounts) == [10_000]


def test_the_population_can_be_restricted_and_grouped_by_several_columns(workspace: Workspace) -> None:
    assert list(vouchers(workspace, only=["account=5001,16"]).population.amounts) == [10_000, 30_000]
    assert vouchers(workspace, strata=["month", "account"]).population.strata[:2] == ["2023-05，5001", "2023-06，1601"]
    with pytest.raises(ConfigError):
        vouchers(workspace, only=["month=2024-01"])


def test_a_contract_leads_to_the_voucher_that_paid_it(workspace: Workspace) -> None:
    row = workspace.session.query("SELECT row_id FROM seen.contracts")[0]["row_id"]
    assert directed.vouchers_near(workspace, [row]) == {row: ["某局/2023-05-记-0001"]}


def test_a_pick_needs_its_reason_and_its_voucher(workspace: Workspace) -> None:
    found = vouchers(workspace)
    assert directed.picks(workspace, found, ["记-06-0002=新供应商"], None) == {1: "新供应商"}
    for text in ("记-06-0002", "记-06-0002=", "记-07-0009=无此凭证"):
        with pytest.raises(ConfigError):
            directed.picks(workspace, found, [text], 2023)


def test_coverage_names_every_month_also_those_without_a_sample(workspace: Workspace) -> None:
    document = sample(workspace, vouchers(workspace), Settings("top", 1))
    months = {entry["name"]: entry["share_amount"] for entry in document["coverage"]["by"]["month"]}
    assert months == {"2023-05": "0.00%", "2023-06": "100.00%"}
    assert [entry["values"]["account_code"] for entry in document["items"][0]["lines"]] == ["1601", "1011"]


def test_a_whole_that_is_not_above_zero_has_no_share() -> None:
    coverage = {
        "rows": 1,
        "amount": "5.00",
        "share_rows": "50.00%",
        "share_amount": share(Fraction(5), Fraction(-1)),
        "others": [],
    }
    told = sentence("笔", coverage, {"rows": 2, "amount": "-1.00"}, "账")
    assert "金额覆盖率（分母不大于零，不可计算）" in told and "None" not in told
