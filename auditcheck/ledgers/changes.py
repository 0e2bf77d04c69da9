"""What was done to a written cell until it was the canonical value: told in words, nothing is converted here."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from auditcheck.i18n import _
from auditcheck.ledgers import numerals
from auditcheck.ledgers.amounts import SCALES
from auditcheck.ledgers.schema import SEPARATOR, Column
from auditcheck.ledgers.text import Cell, plain, squeezed, with_dashes, written

_OWN_UNIT = re.compile(r"(百万|亿|万|千|百)元?整?$")


def changes(column: Column, cell: Cell, value: str | None, last: str | None, unit_of_money: str | None) -> list[str]:
    """What lies between ``cell`` and ``value``; nothing where the two are the same to the eye.

    ``last``: the last day that a date allows; ``unit_of_money``: the one that header, title or profile gave the column.
    """
    text = written(cell)
    if value is None or text == "":
        return []
    if column.hashed and column.name.endswith("_hash"):
        return [_("hashed with the salt of this engagement")]
    if value == cell:
        return []
    told = _of_characters(cell) if isinstance(cell, str) else []
    if column.type == "money":
        return told + _of_money(cell, value, unit_of_money or "元")
    if column.is_date or column.type == "datetime":
        return told + _of_date(cell, value, last)
    if column.type == "percent":
        return told + _of_number(text, value, "%")
    if column.type in ("decimal", "int"):
        return told + _of_number(text, value, "")
    shown = value.replace(SEPARATOR, "、")
    if column.type == "bool":
        return [*told, _("word → {value}").format(value=_("yes") if value == "true" else _("no"))]
    if column.type == "list" and SEPARATOR in value:
        return [*told, _("several in one cell")]
    return told if squeezed(shown) == squeezed(text) else [*told, _("another word for {value}").format(value=shown)]


def _of_characters(text: str) -> list[str]:
    found = []
    if with_dashes(plain(text)) != with_dashes(text.strip()):
        found.append(_("full-width or invisible characters"))
    if text != text.strip() or re.search(r"\s{2,}|\n", text.strip()):
        found.append(_("blanks"))
    return found


def _of_money(cell: Cell, value: str, unit: str) -> list[str]:
    found = []
    text = with_dashes(squeezed(written(cell)))
    amount = Decimal(value)
    words = numerals.amount(text) is not None and not text[:1].isdigit()
    own = _OWN_UNIT.search(text)
    if words:
        found.append(_("words → figures"))
    if re.search(r"[¥￥$]|人民币|RMB|CNY", text) and not words:
        found.append(_("sign of the currency"))
    if re.search(r"\d,\d{3}", text):
        found.append(_("thousands separators"))
    if amount < 0 and not text.startswith("-"):
        found.append(_("written as negative: {text}").format(text=text) if _says_negative(text) else _("marked as red"))
    scale = SCALES[f"{own[1]}元"] if own and not words else Decimal(1) if words else SCALES[unit]
    if scale != 1:
        found.append(f"{own[1] + '元' if own else unit} × {scale:,}")
    if text.strip("-") and (figures := _figures(text)) is not None and not words:
        exact = abs(figures) * scale
        if exact != abs(amount):
            found.append(_("rounded to two decimals"))
    elif not text.strip("-"):
        found.append(_("a dash for nothing"))
    return found


def _says_negative(text: str) -> bool:
    return bool(re.search(r"^\(.*\)$|-$|^负|红字", text))


def _figures(text: str) -> Decimal | None:
    match = re.search(r"\d[\d,]*(?:\.\d+)?|\.\d+", text)
    return Decimal(match[0].replace(",", "")) if match else None


def _of_date(cell: Cell, value: str, last: str | None) -> list[str]:
    found = []
    text = written(cell)
    if isinstance(cell, (datetime, date)):
        pass  # a date already
    elif isinstance(cell, (int, float)) or re.fullmatch(r"[1-9]\d{4}(\.\d+)?", text):
        found.append(_("serial date") if len(text.partition(".")[0]) <= 5 else _("form of the date"))
    elif not text.startswith(value[:10]):
        found.append(_("form of the date"))
    if last and last != value:
        found.append(_("any day from {first} to {last}").format(first=value, last=last))
    return found


def _of_number(text: str, value: str, sign: str) -> list[str]:
    compact = with_dashes(squeezed(text))
    figures = _figures(compact)
    if figures is None:
        return [_("another word for {value}").format(value=value)]
    number = abs(Decimal(value))
    if figures == number:
        return [_("thousands separators")] if "," in compact else []
    if sign and figures == number * 100:
        return [_("per cent ÷ 100")]
    if number and figures and (number / figures) == 12:
        return [_("years × 12")]
    return [_("read as {value}").format(value=value)]
