"""Numbers of persons in written text: identity cards, phones, bank cards and accounts, found by how they look.

A number of a document (contract, voucher, invoice, project), a credit code, an amount, a day, a hash is none. Where the
column of a value is known, ask it and not this (privacy.py).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
# GB/T 2260, the first two digits: provinces, autonomous regions, municipalities; Taiwan, Hong Kong, Macao; 9x abroad.
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_D = "[0-9０-９]"
_GAP = r"[ \u00a0\u3000\-－—]?"
# What a number may not touch: else it is a part of a longer one, of a code, or of an amount.
_BEFORE = r"(?<![0-9０-９A-Za-zＡ-Ｚａ-ｚ*＊])(?<![0-9０-９][.,．，])(?<![A-Za-z0-9０-９〕\u4e00-\u9fff][-－—/_])(?<![A-Za-z0-9])"
_AFTER = r"(?![0-9０-９A-Za-zＡ-Ｚａ-ｚ*＊])(?![.,．][0-9０-９])(?![-－—/_][0-9０-９A-Za-z])(?! ?[万亿]?元)"
_NUMBER = re.compile(
    _BEFORE
    + "(?:"
    + rf"(?P<identity>{_D}{{6}}{_GAP}{_D}{{8}}{_GAP}{_D}{{3}}[0-9０-９XxＸｘ])"
    + rf"|(?P<old>{_D}{{15}})"
    + rf"|(?P<card>{_D}{{4}}(?:[ \u00a0]{_D}{{4}}){{3}}(?:[ \u00a0]{_D}{{1,3}})?|{_D}{{16,19}})"
    + rf"|(?P<mobile>(?:[+＋]?86{_GAP})?[1１][3-9３-９]{_D}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}})"
    + rf"|(?P<landline>[(（]?[0０](?:[1１][0０]|[2２]{_D}|[3-9３-９]{_D}{{2}})(?:[)）] ?|[-－—]| )[2-9２-９]{_D}{{6,7}}(?:(?:[-－—]|转){_D}{{1,6}})?)"
    + ")"
    + _AFTER
)
# A word that says what follows: then its form no longer matters.
_TOLD = re.compile(
    r"(?:(?P<who>身份证件?(?:号码?)?|公民身份号码|证件号码?)"
    r"|(?P<phone>(?:联系|办公|手机|移动|固定)?电话(?:号码)?|手机号?码?|联系方式|座机)"
    r"|(?P<account>(?:银行)?(?:账|帐)号|(?:银行)?卡号|(?:银行|收款|付款|开户|对公)(?:账|帐)户))"
    r"[为是号]?[\s:：（(]{0,3}"
    rf"(?P<number>[+＋]?{_D}(?:[ \-－—]?{_D}){{6,29}}[XxＸｘ]?)(?![0-9０-９A-Za-z]|[.．][0-9０-９])"
)
# And one that says that it is no person's.
_OF_A_DOCUMENT = re.compile(
    "(?:编号|编码|合同号?|凭证号?|发票号?码?|发票代码|项目|采购|资产|单据|订单|单号|文号|流水号|信用代码|税号|识别号|批次号?|条码)[为是：:（( ]{0,2}$"
)
# Most texts have fewer digits together than any such number.
_MANY_DIGITS = re.compile(rf"(?:{_D}[^0-9０-９]{{0,2}}){{7}}")
_DIGIT = re.compile(r"[0-9０-９XxＸｘ]")


@lru_cache(maxsize=65_536)
def masked(text: str) -> str:
    """``text`` with the middle of each personal number as stars: as long as before, and masking it again changes nothing.

    110101********1234, 138****5678, 0991-***5678, 6222***********0123.
    """
    if len(text) < 7 or not _MANY_DIGITS.search(text):
        return text
    return _NUMBER.sub(_found, _TOLD.sub(_said, text))


def _said(match: re.Match[str]) -> str:
    number = match["number"]
    digits = len(_DIGIT.findall(number))
    if match["phone"] and digits > 13:
        return match[0]
    if match["who"]:
        hidden = _starred(number, 6, 4) if digits >= 15 else _starred(number, 1, 2)
    elif match["phone"]:
        hidden = _starred(number, _prefix(number, digits), 4)
    else:
        hidden = _starred(number, 4 if digits >= 16 else 0, 4)
    return match[0][: match.start("number") - match.start()] + hidden


def _found(match: re.Match[str]) -> str:
    kind, written = str(match.lastgroup), match[0]
    if _OF_A_DOCUMENT.search(match.string, max(0, match.start() - 12), match.start()):
        return written
    number = unicodedata.normalize("NFKC", "".join(_DIGIT.findall(written))).upper()
    if kind == "identity":
        if is_identity_number(number):
            return _starred(written, 6, 4)
        return _starred(written, 4, 4) if _is_card(number) and not is_credit_code(number) else written
    if kind == "old":
        return _starred(written, 6, 3) if _is_old_identity_number(number) else written
    if kind == "card":
        return _starred(written, 4, 4) if _is_card(number) and not is_credit_code(number) else written
    if kind == "mobile":
        return _starred(written, len(number) - 8, 4)
    return _starred(written, _prefix(number, len(number)), 4)


def _prefix(number: str, digits: int) -> int:
    """Digits of a phone number that stay: the area code, or the first three of a mobile phone."""
    if digits < 10:
        return 0
    return 3 if unicodedata.normalize("NFKC", number[:2]) not in [f"0{sign}" for sign in "3456789"] else 4


def _starred(written: str, first: int, last: int) -> str:
    """Only digits become stars, so that the number keeps its form."""
    places = [match.start() for match in _DIGIT.finditer(written)]
    hidden = set(places[first : len(places) - last])
    return "".join("*" if place in hidden else sign for place, sign in enumerate(written))


def is_identity_number(number: str) -> bool:
    """18 characters of GB 11643: a province, a day of birth, a check character.

    Born before 2000 a slip in the last character does not matter. Later days are also what documents are numbered by
    (region, day, serial number), so there the check character must hold.
    """
    if not _PROVINCES.match(number) or not _is_day(number[6:14]):
        return False
    if number[6:8] == "19" and not is_credit_code(number):
        return True
    total = sum(int(sign) * weight for sign, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17]


def _is_old_identity_number(number: str) -> bool:
    """15 digits, given until 1999. Births before 1930 are left out: such a number means a day of the 2000s."""
    return bool(_PROVINCES.match(number)) and number[6:8] >= "30" and _is_day(f"19{number[6:12]}")


def _is_day(text: str) -> bool:
    if not "1900" <= text[:4] <= "2029":
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _is_card(number: str) -> bool:
    """62 is UnionPay's; of other numbers the check digit must hold (ISO/IEC 7812, Luhn)."""
    if not number.isdecimal() or number[0] not in "34569":
        return False
    if number.startswith("62"):
        return True
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(number)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def is_credit_code(text: str) -> bool:
    """18 characters whose check character holds (GB 32100-2015): a slip of the pen joins nobody."""
    if not _CREDIT_CODE.fullmatch(text) or len(set(text)) < 4:
        return False
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:17]))
    return _SIGNS[-total % 31] == text[17]
