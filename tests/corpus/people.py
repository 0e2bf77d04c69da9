"""Who does what in made books (nobody is called so), and credit codes whose check digit is right."""

from __future__ import annotations

PEOPLE = {
    "局长": "示局长", "分管": "示分管", "财务": "示财务", "会计": "示会计", "记账": "示记账", "出纳": "示出纳",
    "采购": "示采购", "合同": "示合同", "验收一": "示验甲", "验收二": "示验乙", "验收三": "示验丙", "申请": "示申请",
    "资产": "示资产", "行政": "示行政", "监管": "示监管", "稽查": "示稽查",
}  # fmt: skip
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number: int) -> str:
    """A 统一社会信用代码 (GB 32100) that no body has: its place code 999999 does not exist."""
    body = f"91999999{number:09d}"
    total = sum(_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + _LETTERS[(31 - total % 31) % 31]
