"""Quantities in the words of a form: operator, number, unit; as written, never scaled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Longest first: 大于等于 before 大于. ``as_sign`` is how contracts.md names the operator.
_WORDS: dict[str, str] = {
    **dict.fromkeys(("大于等于", "大于或等于", "不低于", "不少于", "不小于", "不得低于", "至少", "≥", "≧", ">=", "=>", "⩾"), ">="),
    **dict.fromkeys(("小于等于", "小于或等于", "不超过", "不高于", "不多于", "不大于", "不得超过", "至多", "≤", "≦", "<=", "=<", "⩽"), "<="),
    **dict.fromkeys(("大于", "高于", "超过", "多于", ">"), ">"),
    **dict.fromkeys(("小于", "低于", "少于", "<"), "<"),
    **dict.fromkeys(("等于", "="), "="),
    **dict.fromkeys(("大约", "约"), "~"),
}  # fmt: skip
_BEHIND = {"以上": ">=", "及以上": ">=", "以内": "<=", "及以内": "<=", "以下": "<=", "及以下": "<=", "左右": "~"}
OPERATORS = dict(sorted(_WORDS.items(), key=lambda item: -len(item[0])))

_OPERATOR = "|".join(map(re.escape, OPERATORS))
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = "零〇一二两三四五六七八九十百千"
# A unit ends where another number, a separator, an operator or a remark begins.
_UNIT = r"[^\d、,;，；。.（(）)<>≤≥=＝*×x\s\-—~～]*"
_QUANTITY = re.compile(
    rf"(?P<op>{_OPERATOR})?\s*(?P<op2>{_OPERATOR})?\s*(?<![A-Za-z\d.])(?P<number>{NUMBER})\s*(?P<unit>{_UNIT})"
)
# Chinese numerals count as numbers only with a measure word behind them: 统一, 万无一失 and 第一 are words.
_MEASURES = "个|次|人|天|日|周|月|年|期|份|项|件|家|套|台|辆|篇|条|场|批|户|种|所|处|名|册|本|亩|公里|小时|万|亿|元"
_SPELLED = re.compile(rf"(?<![{_CHINESE}第统万])([{_CHINESE}]+)(?=\s*(?:{_MEASURES}))")


@dataclass(frozen=True)
class Quantity:
    """``number`` without thousands separators, else as written; ``sign`` in >= <= > < = ~ or None; ``signs`` as printed."""

    sign: str | None
    number: str
    unit: str | None
    signs: tuple[str, ...] = ()

    @property
    def value(self) -> Decimal:
        return Decimal(self.number)


def tidy(text: str) -> str:
    """One spelling of signs: full-width forms, LaTeX left-overs and blanks around signs."""
    import unicodedata

    text = unicodedata.normalize("NFKC", text)
    for old, new in (
        (r"\geqslant", "≥"), (r"\leqslant", "≤"), (r"\geq", "≥"), (r"\leq", "≤"), (r"\ge", "≥"), (r"\le", "≤"),
        (r"\times", "×"), (r"\%", "%"), (r"\$", ""), ("$", ""),
    ):  # fmt: skip
        text = text.replace(old, new)
    return re.sub(r"\s+", " ", text).strip()


def with_digits(text: str) -> str:
    """三十个 -> 30个: Chinese numerals before a measure word as digits."""

    def digits(match: re.Match[str]) -> str:
        import cn2an

        try:
            return str(cn2an.cn2an(match[1].replace("〇", "零"), "normal"))
        except ValueError:
            return match[0]

    return _SPELLED.sub(digits, text)


def quantities(text: str) -> Iterator[Quantity]:
    """Every quantity of a tidy text, from left to right."""
    for match in _QUANTITY.finditer(text):
        unit = match["unit"]
        signs = [sign for sign in (match["op"], match["op2"]) if sign]
        behind = next((word for word in sorted(_BEHIND, key=len, reverse=True) if unit.endswith(word)), None)
        if behind:
            unit = unit.removesuffix(behind)
            signs.append(behind)
        if unit.startswith(("%", "‰")):  # 100%执行
            unit = unit[0]
        sign = OPERATORS.get(signs[0]) or _BEHIND.get(signs[0]) if signs else None
        yield Quantity(sign, match["number"].replace(",", ""), unit or None, tuple(signs))
