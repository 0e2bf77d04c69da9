"""Written cells to canonical text, by the type of their column.

Every parser takes one cell and gives a ``Parsed``; columns are parsed value by distinct value, so a parser may be slow
and must not keep state. A cell that says nothing certain raises ``Unreadable`` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from auditcheck.i18n import _
from auditcheck.ledgers.amounts import SCALES, amount_of, decimal_of, number_of
from auditcheck.ledgers.dates import UNKNOWN, Dating, Unreadable, parse_days, parse_moment
from auditcheck.ledgers.schema import SEPARATOR, Column
from auditcheck.ledgers.text import UNCALCULATED, Cell, plain, squeezed, with_dashes, written

__all__ = ["SCALES", "Context", "FormulaError", "Parsed", "is_placeholder", "parser", "shortcut"]

CENT = Decimal("0.01")
MILLIONTH = Decimal("0.000001")
_LARGEST = Decimal(10) ** 16  # DECIMAL(18,2)

# What people write into a cell that has nothing to say.
_NOTHING_TO_SAY = (
    "/ \\ // - -- --- * ? … …… . N/A NA NULL NONE NAN 无 暂无 暂缺 不详 未知 待定 待补 空 未填 未见 不适用 "
    "详见附件 见附件 详见合同 见合同 详见附表 见附表 另附 后附 详见 待签 未签 尚未签订 长期 长期有效 永久 "
    "按实结算 据实结算 按实支付 据实支付 按实际结算 以实际结算为准 以结算为准 按量结算"
)
PLACEHOLDERS = frozenset(_NOTHING_TO_SAY.split())
EXCEL_ERRORS = frozenset(
    ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
_STROKES_ONLY = re.compile(r"[-/\\_*.…\s]*")

TRUE = frozenset(["是", "√", "Y", "YES", "TRUE", "T", "1", "有", "对", "已", "✓", "✔", "☑"])
FALSE = frozenset(["否", "×", "X", "N", "NO", "FALSE", "F", "0", "无", "没有", "不是", "未", "✗", "✘", "☐"])
_MARK_SIGNS = dict.fromkeys("✓✔☑对", "√") | dict.fromkeys("✗✘Xx", "×") | dict.fromkeys(["NA", "n/a", "不适用"], "N/A")
# NFKC leaves these as they are; a digit at the end, so no placeholder and no stroke; no # of an error.
_SAYS_SOMETHING = re.compile("[0-9A-Za-z一-鿿][-0-9A-Za-z一-鿿]*[0-9]")
_PLAIN_AMOUNT = re.compile(r"(-?[1-9][0-9]{0,11}|0)(?:\.([0-9]{1,2}))?")
_SPACED_NAME = re.compile(r"[㐀-鿿](\s*[㐀-鿿]){1,4}")
# 1.2 above 0.8 in one cell are two amounts; a blank between figures is well before three of them only.
_SEVERAL = re.compile(r"[\d.)]\s+[-+(¥]?[\d.]")
_BLANKS_FOR_THOUSANDS = re.compile(r"\D*\d{1,3}(?:[^\S\n]\d{3})+(?:\.\d*)?\D*")
_PERIOD = re.compile(r"(?:19|20)\d{2}(?:年第?|[-./])?(\d{1,2})[月期]?份?")
_LIST_CUTS = re.compile(r"[、;,\n]+")


class FormulaError(Unreadable):
    """Not what someone wrote but what a formula failed to give: it says nothing of what its column is."""


class Parsed(NamedTuple):
    """``text``: canonical; ``last``: last day of a date; ``mark``: 未见 or N/A on paper; ``note``: a word to report."""

    text: str | None
    last: str | None = None
    mark: str | None = None
    note: str | None = None


NOTHING = Parsed(None)


@dataclass(frozen=True)
class Context:
    """What a column's header and values say beyond the cell."""

    scale: Decimal = Decimal(1)  # of money
    divide: bool = False  # percent: 30 means 0.3
    times: int = 1  # int: 12 where the header counts years and the column months
    invert: bool = False  # bool: the header asks the opposite
    dating: Dating = UNKNOWN  # what the books say of their dates
    answers: tuple[str | None, str | None] | None = None  # enum: what 是 and 否 mean under this header


def parser(column: Column, context: Context) -> Callable[[Cell], Parsed]:
    """The function that reads one cell of ``column``. It raises Unreadable."""
    read = _READERS[column.type]

    def parse(value: Cell) -> Parsed:
        if isinstance(value, str) and value.lstrip()[:1] in ("#", "＃") and (text := plain(value).upper()):
            if text == UNCALCULATED:
                raise FormulaError(_("a formula that was never calculated; open the file in Excel or WPS and save it"))
            if text in EXCEL_ERRORS:
                raise FormulaError(_("a formula that failed"))
        if column.fillable and isinstance(value, str) and (mark := _mark(value)):
            # Where the words of the column are √, ×, 未见, N/A themselves, 未见 is also its value.
            return Parsed(mark if mark in column.enum else None, mark=mark)
        return read(value, column, context)

    return parse


def shortcut(column: Column, context: Context, cells: Iterable[Cell]) -> dict[Cell, str | None]:
    """Those of ``cells`` whose reading leaves nothing to look at, all at once: the same that the parser would say.

    Amounts with at most two decimals and nothing else in their cell, and texts of nothing but letters and digits that end in one
    (numbers of documents): in a day book nearly every line has another one, and the parser takes microseconds for each.
    """
    if column.type == "money" and context.scale == 1:
        # What has more decimals, or more digits than a float keeps, does not come back as the same number.
        shown = {cell: f"{cell:.2f}" for cell in cells if type(cell) is float and -1e12 < cell < 1e12}
        found: dict[Cell, str | None] = {
            cell: text if cell else "0.00" for cell, text in shown.items() if float(text) == cell
        }
        for cell in cells:
            if type(cell) is str and (match := _PLAIN_AMOUNT.fullmatch(cell)):
                found[cell] = f"{match[1]}.{match[2] or '':0<2}"
        return found
    if column.type == "string" and not column.person and not column.fillable:
        return {cell: cell for cell in cells if type(cell) is str and _SAYS_SOMETHING.fullmatch(cell)}
    return {}


def is_placeholder(text: str) -> bool:
    plain_form = with_dashes(squeezed(text)).upper()
    return not plain_form or plain_form in PLACEHOLDERS


def _mark(value: str) -> str | None:
    text = squeezed(value).upper()
    if text == "未见":
        return "未见"
    return "N/A" if text in ("N/A", "NA", "不适用") else None


def _absent(value: Cell) -> bool:
    """Empty, or a word that stands for nothing."""
    if value is None or value == "":
        return True
    return isinstance(value, str) and is_placeholder(value)


def _string(value: Cell, column: Column, context: Context) -> Parsed:
    # Identifiers and names keep the written form; their key is made elsewhere.
    text = written(value) if column.key or column.name == "unit" else plain(written(value))
    if not text or _STROKES_ONLY.fullmatch(with_dashes(text)):
        return NOTHING
    if column.is_identifier and is_placeholder(text):
        return NOTHING
    return Parsed(person(text) if column.person else text)


def person(text: str) -> str:
    """张 三 is 张三; names of other scripts keep their blanks."""
    return squeezed(text) if _SPACED_NAME.fullmatch(text) else text


def _enum(value: Cell, column: Column, context: Context) -> Parsed:
    text = plain(written(value))
    if not text:
        return NOTHING
    if "√" in column.enum:
        text = _MARK_SIGNS.get(text, text)
    if text in column.enum:
        return Parsed(text)
    if _absent(text):
        return NOTHING
    if context.answers and (text.upper() in TRUE or text.upper() in FALSE):
        return Parsed(context.answers[0 if text.upper() in TRUE else 1])
    bare = re.sub(r"\(.*?\)|\s", "", text)
    for form in (text, bare):
        if form in column.enum:
            return Parsed(form)
        if form in column.synonyms:
            return Parsed(column.synonyms[form])
    return Parsed(text, note=text)


def _bool(value: Cell, column: Column, context: Context) -> Parsed:
    text = squeezed(written(value))
    if not text:
        return NOTHING
    upper = text.upper()
    if text in column.true_words or (upper in TRUE and text not in column.false_words):
        known = True
    elif text in column.false_words or upper in FALSE:
        known = False
    elif _absent(text):
        return NOTHING
    elif column.name == "sealed" and "章" in text:
        known = "未" not in text and "无" not in text  # a 盖章 column that names the seal says that there is one
    else:
        raise Unreadable(_("neither yes nor no"))
    return Parsed("true" if known != context.invert else "false")


def _figures(value: str) -> str:
    """The text of a number without blanks. Raises Unreadable for several numbers."""
    text = plain(value)
    if _SEVERAL.search(text) and not _BLANKS_FOR_THOUSANDS.fullmatch(text):
        raise Unreadable(_("several numbers in one cell"))
    return with_dashes(squeezed(text))


def _money(value: Cell, column: Column, context: Context) -> Parsed:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        sign = _figures(value)
        if sign and not sign.strip("-"):
            return Parsed("0.00")  # how an accounting format prints nothing
        if _absent(value):
            return NOTHING
        amount = amount_of(sign, context.scale)
    else:
        amount = number_of(value) * context.scale
    if abs(amount) >= _LARGEST:
        raise Unreadable(_("too large for an amount"))
    return Parsed(str(amount.quantize(CENT, ROUND_HALF_UP) + 0))  # + 0: no negative zero


def _decimal(value: Cell, column: Column, context: Context) -> Parsed:
    if _absent(value):
        return NOTHING
    if isinstance(value, str):
        text = _figures(value).removesuffix("分")
        return Parsed(_six(decimal_of(text, _("not a number"))))
    return Parsed(_six(number_of(value)))


def _percent(value: Cell, column: Column, context: Context) -> Parsed:
    if _absent(value):
        return NOTHING
    if isinstance(value, str):
        text = _figures(value)
        if text.endswith("%"):
            return Parsed(_six(decimal_of(text[:-1], _("not a percentage")) / 100))
        number = decimal_of(text, _("not a percentage"))
    else:
        number = number_of(value)
    return Parsed(_six(number / 100 if context.divide else number))


def _six(number: Decimal) -> str:
    return f"{number.quantize(MILLIONTH, ROUND_HALF_UP).normalize() + 0:f}"


def _int(value: Cell, column: Column, context: Context) -> Parsed:
    if _absent(value):
        return NOTHING
    times = context.times
    if isinstance(value, str) and column.name == "period" and (match := _PERIOD.fullmatch(squeezed(value))):
        value = match[1]  # 2023.10, 202310, 2023年第10期
    if isinstance(value, str):
        text = _figures(value)
        match = re.fullmatch(
            r"第?(-?[\d,]+(?:\.0*)?)(年度|个月|工作日|日历天|年|月份|月|日|天|张|份|家|人|个|期|号|次|条)?", text
        )
        if not match:
            raise Unreadable(_("not a whole number"))
        if column.name.endswith("_months"):
            times = {"年": 12, "月": 1, "个月": 1}.get(match[2] or "", times)
        number = decimal_of(match[1], _("not a whole number"))
    else:
        number = number_of(value)
    if number != number.to_integral_value():
        raise Unreadable(_("not a whole number"))
    if abs(number) >= 10**15:
        raise Unreadable(_("too large"))
    return Parsed(str(int(number) * times))


def _date(value: Cell, column: Column, context: Context) -> Parsed:
    if _absent(value) or value == 0 or (isinstance(value, date) and value.year <= 1900):
        return NOTHING  # Excel shows its day zero as 1900-01-00
    first, last = parse_days(value, context.dating)
    return Parsed(first.isoformat(), last=last.isoformat())


def _datetime(value: Cell, column: Column, context: Context) -> Parsed:
    if _absent(value):
        return NOTHING
    return Parsed(parse_moment(value, context.dating).isoformat(sep=" ", timespec="seconds"))


def _list(value: Cell, column: Column, context: Context) -> Parsed:
    text = plain(written(value))
    if _absent(text):
        return NOTHING
    items = [item.strip() for item in _LIST_CUTS.split(text)]
    kept = [item for item in items if item and not is_placeholder(item)]
    if column.person:
        kept = [person(item) for item in kept]
    return Parsed(SEPARATOR.join(kept)) if kept else NOTHING


_READERS: dict[str, Callable[[Cell, Column, Context], Parsed]] = {
    "string": _string,
    "enum": _enum,
    "bool": _bool,
    "money": _money,
    "decimal": _decimal,
    "percent": _percent,
    "int": _int,
    "date": _date,
    "date_range": _date,
    "datetime": _datetime,
    "list": _list,
}
