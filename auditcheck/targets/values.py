"""What the value of an indicator says: ``raw`` to kind, operator, number and unit (contracts.md, targets.json)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from auditcheck.targets.dates import When, when
from auditcheck.targets.quantities import NUMBER, Quantity, quantities, tidy, with_digits

KINDS = ("number", "percent", "money", "date", "range", "multi", "expression", "qualitative")
_MONEY = re.compile(r"[百千万亿]*元|[百千万亿]+(?=/|$)")
_RANGE = re.compile(
    rf"(?P<low>{NUMBER})\s*(?P<unit1>%|[^\d\s\-—~～至、，,]*?)\s*(?:-{{1,2}}|—|~|～|至|到)\s*(?P<high>{NUMBER})\s*(?P<unit>[^\d、，,;；。]*)"
)
_EXPRESSION = re.compile(
    rf"(?P<left>{NUMBER})\s*(?P<unit1>[^\d*×xX=＝]*)[*×xX](?P<right>{NUMBER})\s*(?P<unit2>[^\d*×xX=＝]*)[=＝](?P<result>{NUMBER})\s*(?P<unit>[^\d、，,;；。=＝]*)"
)
_DURATION = re.compile(r"\d+\s*(?:个)?(?:小时|分钟|工作日|日内|天|日历天)")


@dataclass(frozen=True)
class Value:
    """``number`` and ``unit`` as written; ``parts`` of a cell with several; ``computed`` of an expression, in its unit.

    ``signs`` are the operators as printed: more than one is a slip, and so are words.
    """

    raw: str
    kind: str
    sign: str | None = None
    number: str | None = None
    unit: str | None = None
    signs: tuple[str, ...] = ()
    parts: tuple[Quantity, ...] = ()
    when: When | None = None
    factors: tuple[Quantity, ...] = field(default=())
    words: str = ""  # what stands before the number: 投诉率, 维护成本

    @property
    def decimal(self) -> Decimal | None:
        return Decimal(self.number) if self.number is not None and self.kind not in ("range", "date") else None


def parse(raw: str, about_money: bool = False) -> Value:
    """``about_money``: the indicator is a cost, so that 140万 is money although 元 is left away."""
    text = tidy(raw)
    if product := _EXPRESSION.search(text):
        factors = tuple(
            Quantity(None, product[number].replace(",", ""), product[unit].strip() or None)
            for number, unit in (("left", "unit1"), ("right", "unit2"))
        )
        result = product["result"].replace(",", "")
        return Value(raw, "expression", None, result, product["unit"].strip() or None, factors=factors)
    moment = None if _DURATION.search(text) and "年" not in text else when(text)
    if moment and not _counts_beside(moment):
        return Value(
            raw, "date", "<=" if moment.deadline and not moment.period else None, moment.text, None, when=moment
        )
    text = with_digits(text)
    found = tuple(quantities(text))
    if span := _RANGE.search(text):
        unit = span["unit"].strip() or span["unit1"] or None
        if len(found) <= 2:
            low, high = (span[name].replace(",", "") for name in ("low", "high"))
            return Value(raw, "range", None, f"{low}-{high}", unit, parts=found)
    if not found:
        return Value(raw, "qualitative", words=text)
    if len(found) > 1:
        return Value(raw, "multi", None, None, None, parts=found, words=_before(text, found[0]))
    one = found[0]
    return Value(
        raw, _kind_of(one, about_money), one.sign, one.number, one.unit, one.signs, found, words=_before(text, one)
    )


def _counts_beside(moment: When) -> bool:
    """2019年发布的标准100项 counts; 2019年12月底前完成 does not."""
    return any(True for _quantity in quantities(moment.rest))


def _kind_of(quantity: Quantity, about_money: bool) -> str:
    unit = quantity.unit or ""
    if unit.startswith(("%", "‰")):
        return "percent"
    if match := _MONEY.match(unit):
        return "money" if about_money or "元" in match[0] else "number"
    return "number"


def _before(text: str, quantity: Quantity) -> str:
    head = text.split(quantity.number)[0]
    for sign in quantity.signs:
        head = head.removesuffix(sign).rstrip()
    return head.strip()
