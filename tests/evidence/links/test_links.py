"""Links between documents: what is taken, what is asked, what a person's answer changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.checks.analysis import columns_read
from auditcheck.evidence.links import Answer
from auditcheck.evidence.links.sums import only_subset
from auditcheck.evidence.workspace import Workspace, build_workspace
from auditcheck.ledgers.inline import books_from_rows
from tests.books import ROOT

Rows = dict[str, list[dict[str, Any]]]
SUPPLIER = "示例甲子商贸有限公司"
WHO = {"person": "审计员甲", "date": "2024-05-20"}


def contract(no: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"contract_no": no, "contract_name": "会议系统采购合同", "party_b": SUPPLIER, "sign_date": "2023-03-01",
            "amount": amount, **more}  # fmt: skip


def payment(no: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"payment_no": no, "payee": SUPPLIER, "payment_date": "2023-03-20", "amount": amount, "purpose": "付会议系统款",
            **more}  # fmt: skip


def workspace(rows: Mapping[str, Sequence[Mapping[str, Any]]], remembered: Sequence[Answer] = ()) -> Workspace:
    return build_workspace(books_from_rows(rows), remembered=remembered)


def links(rows: Mapping[str, Sequence[Mapping[str, Any]]], remembered: Sequence[Answer] = ()) -> list[dict[str, Any]]:
    return told(workspace(rows, remembered))


def told(of: Workspace) -> list[dict[str, Any]]:
    return of.session.query(
        "SELECT p.payment_no, c.contract_no, l.* FROM links l JOIN payments p ON p.row_id = l.from_row"
        " JOIN contracts c ON c.row_id = l.to_row WHERE l.kind = 'contract_no' ORDER BY ALL"
    )


def ends(found: Sequence[Mapping[str, Any]], state: str) -> set[tuple[str, str]]:
    return {(each["payment_no"], each["contract_no"]) for each in found if each["state"] == state}


def test_one_contract_and_one_payment_of_its_amount_belong_together_and_the_reasons_say_why() -> None:
    (link,) = links({"contracts": [contract("HT-1", "98900")], "payments": [payment("Z1", "98900")]})
    assert (link["state"], link["method"], link["amount"]) == ("automatic", "facts", Decimal("98900.00"))
    assert link["reasons"] == "同一供应商；金额一致98,900.00；付款晚于签订19天；摘要含“会议系统”"


def test_twins_are_never_taken_without_asking() -> None:
    found = links(
        {
            "contracts": [contract("HT-1", "98900"), contract("HT-2", "98900")],
            "payments": [payment("Z1", "98900"), payment("Z2", "98900", contract_no="HT-2")],
        }
    )
    assert ends(found, "automatic") == set()
    assert ("Z1", "HT-1") in ends(found, "candidate")


@pytest.mark.parametrize(
    "written", ["HT2023031", "ＨＴ－２０２３－０３１", "HT-2023-31", "ht—2023—第031号", "HT202331"]
)
def test_another_way_of_writing_a_number_is_recognised(written: str) -> None:
    found = links(
        {"contracts": [contract("HT-2023-031", "5000")], "payments": [payment("Z1", "1200", contract_no=written)]}
    )
    assert {each["state"] for each in found} <= {"automatic", "given"}
    assert [each["contract_no"] for each in found] == ["HT-2023-031"]


def test_a_number_that_two_contracts_may_be_is_not_recognised() -> None:
    rows = {
        "contracts": [contract("合2023-1-12", "5000"), contract("合2023-11-2", "7000")],
        "payments": [payment("Z1", "5000", contract_no="合2023112")],
    }
    assert ends(links(rows), "automatic") == set()


def test_a_number_of_no_contract_here_keeps_the_payment_from_any_other_one() -> None:
    rows = {"contracts": [contract("HT-1", "98900")], "payments": [payment("Z1", "98900", contract_no="HT-2022-7")]}
    assert ends(links(rows), "automatic") == set()


@pytest.mark.parametrize(
    ("number", "purpose"),
    [("HT-2023-031", "付合同HT-2023-031、进度款"), ("新市监合〔2023〕18号", "支付新市监合〔2023〕18号合同尾款")],
)
def test_a_number_in_the_purpose_is_read(number: str, purpose: str) -> None:
    found = links({"contracts": [contract(number, "50000")], "payments": [payment("Z1", "1200", purpose=purpose)]})
    assert [(each["method"], each["state"]) for each in found] == [("text", "automatic")]


def test_another_suppliers_number_in_the_purpose_is_only_a_candidate() -> None:
    rows = {
        "contracts": [contract("HT-2023-031", "50000")],
        "payments": [payment("Z1", "1200", purpose="付HT-2023-031款", payee="示例乙丑工程有限公司")],
    }
    found = links(rows)
    assert ends(found, "automatic") == set() and ends(found, "candidate") == {("Z1", "HT-2023-031")}


def test_one_payment_for_three_contracts_is_divided_among_them() -> None:
    things = ("会议系统", "文件柜", "执法记录仪")
    rows = {
        "contracts": [
            contract(f"HT-{at}", amount, contract_name=f"{thing}采购合同")
            for at, (thing, amount) in enumerate(zip(things, ("1200.10", "3400.25", "88000.40"), strict=True), 1)
        ],
        "payments": [payment("Z1", "92600.75", purpose="付会议系统等款")],
    }
    found = links(rows)
    assert ends(found, "automatic") == {("Z1", "HT-1"), ("Z1", "HT-2"), ("Z1", "HT-3")}
    assert sum(each["amount"] for each in found) == Decimal("92600.75")


def test_instalments_that_add_up_belong_to_their_contract() -> None:
    parts = [("Z1", "30000", "付会议系统首付款"), ("Z2", "60000", "付会议系统进度款"), ("Z3", "10000", "货款")]
    rows = {
        "contracts": [contract("HT-1", "100000")],
        "payments": [payment(no, amount, purpose=purpose) for no, amount, purpose in parts],
    }
    assert ends(links(rows), "automatic") == {("Z1", "HT-1"), ("Z2", "HT-1"), ("Z3", "HT-1")}


def test_a_payment_of_the_same_amount_for_something_else_is_not_taken() -> None:
    rows = {"contracts": [contract("HT-1", "98900")], "payments": [payment("Z1", "98900", purpose="付车辆维修费")]}
    assert ends(links(rows), "automatic") == set()


def test_documents_of_two_bodies_are_never_linked() -> None:
    rows = {
        "contracts": [contract("HT-1", "98900", unit="甲局")],
        "payments": [payment("Z1", "98900", unit="乙局", contract_no="ht1")],
    }
    assert links(rows) == []


def test_checks_follow_what_was_taken_and_not_what_is_asked() -> None:
    taken = workspace({"contracts": [contract("HT-1", "98900")], "payments": [payment("Z1", "98900")]})
    assert taken.is_supplied("payments.contract_no")
    assert len(taken.session.query("SELECT * FROM payments_contract_no")) == 1
    asked = workspace(
        {"contracts": [contract("HT-1", "98900"), contract("HT-2", "98900")], "payments": [payment("Z1", "98900")]}
    )
    assert not asked.is_supplied("payments.contract_no")
    assert asked.session.query("SELECT * FROM payments_contract_no") == []


def test_that_nothing_was_linked_is_no_sign_that_a_document_is_missing() -> None:
    taken = workspace({"contracts": [contract("HT-1", "98900")], "payments": [payment("Z1", "98900")]})
    assert not taken.is_supplied("payments.contract_no", by_link=False)


TWINS: Rows = {
    "contracts": [contract("HT-1", "98900"), contract("HT-2", "98900")],
    "payments": [payment("Z1", "98900"), payment("Z2", "500")],
}


def answered(rows: Rows, **answer: Any) -> Rows:
    return {**rows, "link_decisions": [{**WHO, **answer}]}


def name_of(rows: Rows, payment_no: str, contract_no: str) -> str:
    return next(str(e["link"]) for e in links(rows) if (e["payment_no"], e["contract_no"]) == (payment_no, contract_no))


def test_what_a_person_confirms_is_a_link() -> None:
    found = links(answered(TWINS, link=name_of(TWINS, "Z1", "HT-2"), answer="是"))
    assert ends(found, "confirmed") == {("Z1", "HT-2")}
    assert ("Z1", "HT-1") not in ends(found, "candidate")
    assert "审计员甲" in next(each["reasons"] for each in found if each["state"] == "confirmed")


def test_what_a_person_refuses_is_none() -> None:
    rows: Rows = {"contracts": [contract("HT-1", "98900")], "payments": [payment("Z1", "98900")]}
    refused = workspace(answered(rows, link=name_of(rows, "Z1", "HT-1"), answer="否"))
    assert ends(told(refused), "refused") == {("Z1", "HT-1")}
    assert refused.session.query("SELECT * FROM payments_contract_no") == []


def test_a_link_that_nothing_shows_can_be_given_by_its_numbers() -> None:
    by_hand = {"from_ledger": "支付台账", "from_no": "Z2", "to_ledger": "合同台账", "to_no": "HT-1", "answer": "是"}
    assert ends(links(answered(TWINS, **by_hand)), "confirmed") == {("Z2", "HT-1")}


def test_an_answer_without_a_person_or_a_day_counts_for_nothing_and_is_told() -> None:
    name = name_of(TWINS, "Z1", "HT-2")
    for missing in ("person", "date"):
        given = workspace({**TWINS, "link_decisions": [{**WHO, "link": name, "answer": "是", missing: None}]})
        assert ends(told(given), "confirmed") == set()
        assert "must name the person and the date" in given.links.notes[0]


def test_an_answer_to_a_link_that_is_not_there_is_told() -> None:
    assert "meets no link" in workspace(answered(TWINS, link="L000000000000", answer="是")).links.notes[0]


def test_a_remembered_answer_counts_until_the_books_say_otherwise() -> None:
    name = name_of(TWINS, "Z1", "HT-2")
    before = Answer(name, True, "审计员甲", "2024-05-01")
    assert ends(links(TWINS, [before]), "confirmed") == {("Z1", "HT-2")}
    assert ends(links(answered(TWINS, link=name, answer="否"), [before]), "confirmed") == set()


def test_a_link_keeps_its_name_when_rows_move_and_others_come() -> None:
    moved = {
        "payments": [payment("Z9", "77"), *reversed(TWINS["payments"])],
        "contracts": [contract("HT-9", "66", party_b="示例丙寅商贸有限公司"), *reversed(TWINS["contracts"])],
    }
    assert name_of(TWINS, "Z1", "HT-2") == name_of(moved, "Z1", "HT-2")


cents = st.integers(1, 10**6).map(lambda number: Decimal(number) / 100)


@given(st.lists(cents, min_size=1, max_size=9), cents)
def test_the_only_subset_is_the_one_that_trying_them_all_gives(amounts: list[Decimal], total: Decimal) -> None:
    ways = [
        tuple(at for at in range(len(amounts)) if chosen >> at & 1)
        for chosen in range(1, 1 << len(amounts))
        if sum((amounts[at] for at in range(len(amounts)) if chosen >> at & 1), Decimal(0)) == total
    ]
    expected = ways[0] if len(ways) == 1 and len(ways[0]) > 1 else None
    assert only_subset(amounts, total) == expected


@given(st.lists(cents, min_size=2, max_size=8), st.data())
def test_a_sum_of_some_amounts_is_found_unless_there_is_another_way(
    amounts: list[Decimal], data: st.DataObject
) -> None:
    chosen = data.draw(st.sets(st.integers(0, len(amounts) - 1), min_size=2))
    total = sum((amounts[at] for at in chosen), Decimal(0))
    found = only_subset(amounts, total)
    assert found is None or sum((amounts[at] for at in found), Decimal(0)) == total


def test_a_check_may_read_the_relation_and_count_what_leads_to_a_contract() -> None:
    """The SELECT of docs/links.md."""
    text = (ROOT / "docs" / "links.md").read_text("utf-8").split("```sql")[1].split("```")[0]
    assert "payments.amount" in columns_read(text)
    rows = {
        "contracts": [contract("HT-1", "300")],
        "payments": [payment("Z1", "300"), payment("Z2", "100", payee="示例乙")],
    }
    (counted,) = workspace(rows).session.select(text)
    assert (float(counted["by_count"]), float(counted["by_amount"])) == (0.5, 0.75)


def test_what_a_check_sheet_names_is_a_link_of_its_own_kind() -> None:
    rows = {
        "contracts": [contract("HT-1", "300")],
        "payments": [payment("Z1", "300", voucher_no="记-03-0001", purpose="货款", payee="示例乙")],
        "voucher_checks": [
            {"voucher_no": "记-03-0001", "voucher_date": "2023-03-20", "contract_no": "HT-1", "amount": "300"}
        ],
    }
    (link,) = links(rows)
    assert (link["state"], link["method"], link["origin"], link["reasons"]) == ("given", "paper", "paper", "核查表载明")


def test_of_a_cell_with_two_numbers_the_one_that_agrees_stays_beside_the_one_that_was_recognised() -> None:
    rows = {
        "contracts": [contract("HT-2023-001", "300"), contract("HT-2023-002", "500", contract_name="文件柜采购合同")],
        "payments": [payment("Z1", "800", contract_no="HT-2023-001、HT2023002")],
    }
    found = links(rows)
    assert ends(found, "given") == {("Z1", "HT-2023-001")} and ends(found, "automatic") == {("Z1", "HT-2023-002")}
    assert len(workspace(rows).session.query("SELECT * FROM payments_contract_no")) == 2


def _cards(*amounts: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {"asset_no": f"TY{n}", "asset_name": "打印机", "original_value": amount, "acquire_date": "2023-05-18", **more}
        for n, amount in enumerate(amounts)
    ]


def _journal(no: str, amount: str, summary: str = "付打印机款", day: str = "2023-05-18") -> list[dict[str, Any]]:
    line = {"voucher_no": no, "voucher_date": day, "summary": summary, "counterparty": SUPPLIER}
    return [{**line, "account_code": "1601", "debit": amount}, {**line, "account_code": "1011", "credit": amount}]


def _booked(rows: Rows) -> list[tuple[str, str, Decimal | None]]:
    found = workspace(rows).session.query(
        "SELECT l.key, l.state, l.amount FROM links l WHERE l.kind = 'voucher_no' AND l.from_ledger = 'assets' ORDER BY l.from_row"
    )
    return [(each["key"], each["state"], each["amount"]) for each in found]


def test_cards_of_one_purchase_belong_to_the_voucher_that_their_sum_is_worth() -> None:
    three = _cards("2680", "2680", "3120.50")
    of = "2023-05-记-0001"
    amounts = [Decimal("2680.00"), Decimal("2680.00"), Decimal("3120.50")]
    assert _booked({"assets": three, "vouchers": _journal("记-05-1", "8480.50")}) == [
        (of, "automatic", each) for each in amounts
    ]
    # One that names its voucher counts, and is left as it is.
    named = [{**three[0], "voucher_no": "2023-05-记-0001"}, *three[1:]]
    states = [state for _key, state, _amount in _booked({"assets": named, "vouchers": _journal("记-05-1", "8480.50")})]
    assert states == ["given", "automatic", "automatic"]


@pytest.mark.parametrize(
    "vouchers",
    [
        _journal("记-05-1", "8480.50") + _journal("记-05-2", "8480.50"),  # which of the two?
        _journal("记-05-1", "8480.50", "付空调款"),  # something else
        _journal("记-05-1", "5360"),  # only two of the three
        _journal("记-05-1", "8480.50", day="2023-01-05")
        + _journal("记-12-1", "3120.50", day="2023-12-05"),  # long before
        _journal("记-08-1", "8480.50", day="2023-08-15"),  # booked three months before it was paid
        _journal("记-05-1", "8480.50") + _journal("记-05-2", "3120.50"),  # one has a voucher of its own
    ],
)
def test_a_batch_that_is_not_certain_is_not_taken(vouchers: list[dict[str, Any]]) -> None:
    found = _booked({"assets": _cards("2680", "2680", "3120.50"), "vouchers": vouchers})
    assert not [each for each in found if each[1] == "automatic" and each[2] != Decimal("3120.50")]


@pytest.mark.parametrize("value", ["8480.50", "900"])
def test_a_voucher_that_others_have_used_up_has_no_place_for_a_batch(value: str) -> None:
    other = {**_cards(value, voucher_no="2023-05-记-0001")[0], "asset_no": "GY1", "asset_name": "打印机耗材柜"}
    found = _booked({"assets": [other, *_cards("2680", "5800.50")], "vouchers": _journal("记-05-1", "8480.50")})
    assert [each[1] for each in found] == ["given", "candidate", "candidate"]


def test_the_last_of_a_batch_is_worth_what_the_others_left_of_the_contract() -> None:
    one, other = _cards("500.50", "500.50")
    rows = {
        "assets": [{**one, "contract_no": "HT-1"}, other],
        "contracts": [contract("HT-1", "1001", contract_name="打印机采购合同")],
    }
    found = workspace(rows).session.query(
        "SELECT state, method FROM links WHERE from_ledger = 'assets' ORDER BY from_row"
    )
    assert [tuple(each.values()) for each in found] == [("given", "number"), ("automatic", "facts")]
