"""Exports hold no numbers of persons: by the column where it is known, by their look elsewhere."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from auditcheck.report import masks

PHONE, ACCOUNT, PERSON = "13812345678", "30001234567890123", "650101199003070120"
# A contract's number that looks like a bank card, and a voucher's that looks like a phone.
CONTRACT, VOUCHER = "6222021234567890", "13900000001"


def _finding(**more: Any) -> dict[str, Any]:
    values = {"payee_account": ACCOUNT, "contract_no": CONTRACT, "voucher_no": VOUCHER, "summary": f"付王某{PERSON}"}
    item = {"role": "payment", "ledger": "payments", "file": f"{PHONE}.xlsx", "sheet": "1", "row": 3, "values": values}
    item["cells"] = {name: f"{letter}3" for letter, name in zip("BCDE", values, strict=True)}
    told = f"合同{CONTRACT}的款项付入账户{ACCOUNT}，联系人{PHONE}，凭证{VOUCHER}。"
    finding = {
        "fingerprint": "v1:00",
        "no": "合同-001",
        "message": told,
        "amount": "13812345678.00",
        "key": {"contract_no": CONTRACT},
    }
    return {**finding, "evidence": [item], "decision": {"person": "甲", "reason": f"已致电{PHONE}"}, **more}


def test_a_findings_sentence_and_rows_lose_them_and_numbers_of_documents_stay() -> None:
    before = {"findings": [_finding()], "measures": [{"values": {"numerator": PHONE}, "evidence": []}]}
    kept = json.dumps(before)
    after = masks.document(before)
    text = json.dumps(after["findings"], ensure_ascii=False)
    assert ACCOUNT not in text and PERSON not in text and f"已致电{PHONE}" not in text
    assert (
        after["findings"][0]["message"]
        == f"合同{CONTRACT}的款项付入账户*************0123，联系人138****5678，凭证{VOUCHER}。"
    )
    assert after["findings"][0]["key"] == {"contract_no": CONTRACT}
    assert after["findings"][0]["evidence"][0]["values"]["summary"] == "付王某650101********0120"
    assert after["findings"][0]["evidence"][0]["file"] == f"{PHONE}.xlsx"  # else nobody finds the file
    assert after["measures"][0]["values"] == {"numerator": PHONE}
    assert json.dumps(before) == kept


def test_both_wordings_and_what_people_wrote_are_masked() -> None:
    life = {"answer": {"reason": f"请联系{PHONE}"}, "comments": [{"person": "乙", "text": f"卡号{ACCOUNT}"}]}
    finding = _finding(messages={"signal": f"账户{ACCOUNT}", "confirmed": f"账户{ACCOUNT}付讫"}, life=life)
    after = masks.document({"findings": [finding]})["findings"][0]
    assert ACCOUNT not in json.dumps(after, ensure_ascii=False)
    assert after["life"]["answer"]["reason"] == "请联系138****5678"


def test_rejected_cells_are_masked_by_their_column() -> None:
    rejects = [
        {"row": 7, "column": "payee_account", "value": "3000 1234 5678", "reason": "?"},
        {"row": 8, "column": "contract_no", "value": CONTRACT, "reason": "?"},
    ]
    after = masks.document({"sheets": [{"ledger": "payments", "rejects": rejects}]})
    assert [each["value"] for each in after["sheets"][0]["rejects"]] == ["**** **** 5678", CONTRACT]


def test_masking_again_changes_nothing() -> None:
    once = masks.document({"findings": [_finding()]})
    assert masks.document(once) == once


def test_unmasked_is_asked_for_and_ends_with_its_block() -> None:
    before = {"findings": [_finding()]}
    with masks.unmasked():
        assert masks.document(before) == before and masks.value(PHONE, "suppliers", "phone") == PHONE
    with masks.unmasked(False):
        assert masks.document(before) != before
    assert masks.value(PHONE, "suppliers", "phone") == "*******5678"
    assert masks.value("0123456789abcdef" * 2, "staff", "phone_hash") == "0123456789abcdef" * 2


@given(
    st.sampled_from([PHONE, PERSON, "6222021234567890128", "0991-2345678", "账号30001234567890123"]),
    st.sampled_from(["message", "title", "decision", "comment", "answer", "summary", "supplier", "unit"]),
    st.sampled_from(["", "付", "付款给", "，", "（", "见 ", "\n"]),
    st.sampled_from(["", "。", "，已核", "）", " 后", "\n"]),
)
def test_wherever_it_stands_it_is_masked(number: str, place: str, before: str, after: str) -> None:
    text = f"{before}{number}{after}"
    finding = _finding()
    finding |= {"message": "经比对台账。", "amount": None}
    finding["evidence"][0]["file"] = "支付.xlsx"
    if place in ("message", "title"):
        finding[place] = text
    elif place == "decision":
        finding["decision"] = {"person": "甲", "reason": text}
    elif place in ("comment", "answer"):
        finding["life"] = {"comments": [{"text": text}], "answer": {"reason": text}, "history": [{"reason": text}]}
    elif place == "unit":
        finding["scope"] = {"unit": text}
    else:
        finding["evidence"][0]["values"][place] = text
    bare = number.removeprefix("账号")
    assert bare not in json.dumps(masks.document({"findings": [finding]}), ensure_ascii=False)
