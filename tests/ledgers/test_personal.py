"""What looks like a person's number loses its middle; what looks like a document's, an amount or a code does not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.ledgers.personal import is_credit_code, masked

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
digits = st.text("0123456789", min_size=1, max_size=30)
around = st.sampled_from([("", ""), ("付", "。"), ("（", "）"), ("联系人张某，", "，已核"), ("A ", " B"), ("：", "\n")])
days = st.dates(date(1930, 1, 1), date(1999, 12, 31))
regions = st.sampled_from(["110101", "310115", "440305", "510104", "650102", "659001"])


def _luhn(body: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(body)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


@st.composite
def identities(draw: st.DrawFn) -> str:
    born = st.dates(date(1900, 1, 1), date(2025, 12, 31))
    body = f"{draw(regions)}{draw(born):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, weights, strict=True)) % 11]


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from(["91", "11", "12", "52", "93", "N2"])) + draw(regions)
    body += draw(st.text(SIGNS, min_size=9, max_size=9))
    return body + SIGNS[-sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body)) % 31]


@given(identities(), around)
def test_an_identity_number_keeps_its_region_and_its_last_four(number: str, sides: tuple[str, str]) -> None:
    assert masked(number.join(sides)) == f"{number[:6]}********{number[-4:]}".join(sides)


@given(regions, days, st.integers(0, 999), around)
def test_an_old_identity_number_has_fifteen_digits(region: str, day: date, serial: int, sides: tuple[str, str]) -> None:
    number = f"{region}{day:%y%m%d}{serial:03d}"
    assert masked(number.join(sides)) == f"{region}******{number[-3:]}".join(sides)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), around)
def test_a_mobile_number_keeps_three_and_four(number: str, sides: tuple[str, str]) -> None:
    assert masked(number.join(sides)) == f"{number[:3]}****{number[-4:]}".join(sides)


@given(st.from_regex(r"6[2][0-9]{14,17}", fullmatch=True), st.from_regex(r"[345][0-9]{14}", fullmatch=True))
def test_a_bank_card_keeps_four_and_four(union: str, other: str) -> None:
    for number in (union, _luhn(other)):
        if not is_credit_code(number):
            assert masked(f"卡 {number}").endswith("*" * 4 + number[-4:]) and number[6:-4] not in masked(number)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("电话0991-2345678转801", "电话0991-***5678转801"),
        ("办公电话：2345678", "办公电话：***5678"),
        ("(010)62345678", "(010)****5678"),
        ("+86 138-1234-5678", "+86 138-****-5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("6222 0212 3456 7890 123", "6222 **** **** ***0 123"),
        ("账号30001234567890", "账号**********7890"),
        ("开户账户：6500 1234 0000 5678 90", "开户账户：6500 **** **** **78 90"),
        ("身份证号650101199003070120", "身份证号650101********0120"),
    ],
)
def test_numbers_in_other_dress(written: str, shown: str) -> None:
    assert masked(written) == shown


@given(st.text("0123456789Xx-— 张电话号账元.,，（）()*", max_size=60) | st.text(max_size=60))
def test_masking_twice_is_masking_once_and_lengths_stay(text: str) -> None:
    once = masked(text)
    assert len(once) == len(text)
    assert masked(once) == once


@given(credit_codes(), around)
def test_credit_codes_stay(code: str, sides: tuple[str, str]) -> None:
    assert masked(code.join(sides)) == code.join(sides)


@given(st.decimals(Decimal("0.01"), Decimal("999999999999.99"), places=2), st.booleans())
def test_amounts_stay(amount: Decimal, thousands: bool) -> None:
    text = f"{amount:,}" if thousands else f"{amount}"
    for written in (text, f"{text}元", f"¥{text}", f"{text}万元", f"合计 {text}"):
        assert masked(written) == written


@given(st.integers(0, 10**13))
def test_whole_amounts_in_yuan_stay(amount: int) -> None:
    assert masked(f"{amount}元") == f"{amount}元"


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)), st.integers(0, 10**6))
def test_days_stay(day: date, second: int) -> None:
    moment = timedelta(seconds=second % 86400)
    for text in (
        f"{day}",
        f"{day:%Y%m%d}",
        f"{day:%Y年%m月%d日}",
        f"{day:%Y/%m/%d}",
        f"{day}T{moment}Z",
        f"〔{day.year}〕",
    ):
        assert masked(text) == text


@given(st.binary(min_size=8, max_size=32))
def test_hashes_stay(data: bytes) -> None:
    text = data.hex()
    if re.search("[a-f]", text):
        assert masked(f"v1:{text}") == f"v1:{text}"


@given(
    st.sampled_from(
        [
            "HT-2023-{}",
            "记-05-{}",
            "ZF2023{}",
            "CL{}",
            "2365{}",
            "合同编号{}",
            "发票号码：{}",
            "项目{}",
            "资产{}",
            "XJ-ZFCG({})",
            "KP{}-1",
        ]
    ),
    st.from_regex(r"[0-9]{3,16}", fullmatch=True),
)
def test_numbers_of_documents_stay(form: str, number: str) -> None:
    written = form.format(number if "2365" not in form else f"{int(number):016d}")
    assert masked(written) == written
