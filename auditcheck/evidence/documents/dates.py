"""Dates in a text and in a name, and which of them is the document's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from auditcheck.ledgers.numerals import with_figures

_DATE = r"(?<!\d)((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)\s*[日号]?"
_FORM = re.compile(_DATE)
_IN_NAME = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_WORDS = {
    "发票": "开票日期",
    "合同": "签订日期|签订时间|签署日期|签约日期|签订日",
    "验收单": "验收日期|验收时间",
    "付款回单": "交易日期|记账日期|支付日期|付款日期|入账日期|交易时间",
    "会议纪要": "会议时间|会议日期|印发日期",
    "审批单": "审批日期|批准日期|申请日期|填报日期",
}
_ANY = "落款日期|签署日期|签订日期|日期|时间"


def dates_in(text: str) -> list[date]:
    """Every whole date of the text, in its order, each once. 二〇二三年十月十八日 counts too."""
    return list(dict.fromkeys(_days(with_figures(text))))


def dates_in_name(name: str) -> list[date]:
    found = [*_days(with_figures(name)), *_each(_IN_NAME, name)]
    return list(dict.fromkeys(found))


def own_date(text: str, name: str, doc_type: str | None) -> tuple[date | None, str | None]:
    """(the day that the document itself bears, how that is known); (None, None) where several could be it.

    In this order: behind a word that says so (开票日期, 验收日期 …; the last of them, as the last party to sign makes the
    day), alone on a line at the end (落款), the only date of the text, the date in the file's name.
    """
    figures = with_figures(text)
    for words, how in ((_WORDS.get(doc_type or ""), "label"), (_ANY, "label")):
        if words and (found := list(_each(re.compile(rf"(?:{words})\s*[:：]?\s*{_DATE}"), figures))):
            return max(found), how
    lines = [line.strip() for line in figures.splitlines() if line.strip()]
    for line in reversed(lines[-5:]):
        if (match := _FORM.fullmatch(line)) and (day := _day(match)):
            return day, "end"
    found = list(dict.fromkeys(_days(figures)))
    if len(found) == 1:
        return found[0], "only"
    named = dates_in_name(name)
    if not found and len(named) == 1:
        return named[0], "name"
    return None, None


def _days(text: str) -> Iterator[date]:
    return _each(_FORM, text)


def _each(form: re.Pattern[str], text: str) -> Iterator[date]:
    for match in form.finditer(text):
        if (day := _day(match)) is not None:
            yield day


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:  # 2023年13月45日 is no date
        return None
