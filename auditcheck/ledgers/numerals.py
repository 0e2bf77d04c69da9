"""Chinese numerals: 十八, 二〇二三, 贰拾玖万捌仟元整."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ["〇零○Ｏ", "一壹", "二贰两貳", "三叁參", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
    )
    for char in chars
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_PLAIN = "〇零○一二三四五六七八九两十百千"
_FORMAL = re.compile("[壹贰貳叁參肆伍陆柒捌玖拾佰仟]")
_AMOUNT = re.compile(
    r"(?:人民币)?(?:\(?大写\)?:?)?[⊗ⓧ¥]?(?P<yuan>[^元圆角分整正]*)(?P<unit>[元圆])?"
    r"零?(?:(?P<jiao>[^元圆角分整正])角)?零?(?:(?P<fen>[^元圆角分整正])分)?[整正]?"
)


def number(text: str) -> int | None:
    """十八 → 18, 一百二十 → 120, 贰拾玖万捌仟 → 298000, 二〇二三 → 2023; None for anything else."""
    if not text or any(char not in _DIGITS and char not in _TENS and char not in "万亿" for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = 0
    for large, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(large) if large == "亿" else text.partition(large)
        if found:
            part = number(head) if large == "亿" else _below_ten_thousand(head)
            if part is None:
                return None
            total, text = total + part * size, tail
    rest = _below_ten_thousand(text) if text else 0
    return None if rest is None else total + rest


def _below_ten_thousand(text: str) -> int | None:
    """捌仟, 零伍拾, 十八, 零佰零拾: units that fall, each once, a digit before each."""
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _TENS:
            size = _TENS[char]
            if size >= last or (digit is None and (size != 10 or total)):
                return None
            total, digit, last = total + (1 if digit is None else digit) * size, None, size
        elif char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0)


def amount(text: str) -> Decimal | None:
    """An amount in words: 贰拾玖万捌仟元整, 人民币壹佰元零伍分. None where the text is none; 三千 alone is no amount."""
    match = _AMOUNT.fullmatch(text)
    whole = match and _FORMAL.search(text) and text.endswith(("整", "正"))
    if not match or not (match["unit"] or match["jiao"] or match["fen"] or whole):
        return None
    if not (_FORMAL.search(text) or (match["unit"] and re.search(f"[{_PLAIN}]", match["yuan"]))):
        return None
    parts = [(match["yuan"], Decimal(1)), (match["jiao"], Decimal("0.1")), (match["fen"], Decimal("0.01"))]
    total = Decimal(0)
    for words, size in parts:
        if not words:
            continue
        value = number(words)
        if value is None:
            return None
        total += value * size
    return total


def with_figures(text: str) -> str:
    """二〇二三年十月十八日 → 2023年10月18日; everything else stays."""
    text = re.sub("[〇零○一二三四五六七八九]{2,4}(?=年)", lambda match: str(number(match[0])), text)
    return re.sub("(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])", _figure, text)


def _figure(match: re.Match[str]) -> str:
    return str(number(match[0]))
