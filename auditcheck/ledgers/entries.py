"""What the entries of a day book are: closing entries, voided ones, reversals. Marked and counted, never dropped."""

from __future__ import annotations

import re

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.coded import constant, distinct, mapped
from auditcheck.ledgers.daybook import sides
from auditcheck.ledgers.keys import read_voucher
from auditcheck.ledgers.rows import Rows, Texts
from auditcheck.ledgers.text import squeezed

_CLOSING = re.compile(
    r"(?:年末|年终|期末|月末|本年|全年|本期|当期)?.{0,8}结转.{0,14}(?:收支|盈余|损益|结余|收入|费用|支出|成本|分配)"
    r"|(?:年末|年终|期末|月末)(?:结转|转账|结账|转结)|(?:收入|费用|支出|收支|盈余|损益|结余)(?:期末|年末|年终|月末)?结转"
)
_RESULT_CODE = re.compile(r"(?:3001|33|4103|8[1-9])")  # 累计盈余, 本期盈余; 本年利润; 预算结余, never 资金结存 8001
_RESULT_NAME = re.compile("盈余|结余|本年利润|损益")
_VOIDED = re.compile(r"[(\[【]?作废[)\]】]?(?:[:：\s].*)?|[(\[【]作废[)\]】].*")
_REVERSAL = re.compile(r"(?:红字冲销|冲销|红冲|冲红|冲回|冲减)(?P<rest>.*)")
_VOUCHER = re.compile(r"(?:(?:20\d{2})年)?(?:\d{1,2}月)?[一-鿿]{1,4}?(?:字)?第?[-\d]+(?:号|#)?")


def describe(rows: Rows) -> None:
    """Fill in what can be told before the vouchers have keys: sides, ``void_flag``, ``reversal_of``."""
    columns = rows.columns
    direction, amount = columns.get("direction"), columns.get("amount")
    if "debit" not in columns and "credit" not in columns and amount is not None:
        if direction is None:
            rows.warnings.append(_("the amounts have no side: neither 借方/贷方 columns nor a column 方向"))
        else:
            columns["debit"], columns["credit"] = sides(direction, amount)
            rows.derived["debit"] = rows.derived["credit"] = "direction, amount"
    summaries = columns.get("summary")
    if summaries is not None:
        _voided(rows, summaries)
        _reversals(rows, summaries)


def mark_closing(rows: Rows) -> None:
    """年末结转收支: the words say so, and an account of results takes part in the voucher where accounts are given."""
    summaries = rows.columns.get("summary")
    if summaries is None:
        return
    nothing = constant(None, len(summaries))
    codes, names = rows.columns.get("account_code", nothing), rows.columns.get("account_name", nothing)
    keys = rows.columns.get("voucher_no_key", nothing)
    closing = mapped(lambda text: text is not None and bool(_CLOSING.search(squeezed(text))), summaries).merged()
    if True in closing.values and not codes is names is nothing:
        result = mapped(_is_of_result, codes, names).merged()
        vouchers = set(mapped(lambda key, of_result: key if of_result else None, keys, result).values) - {None}
        closing = mapped(lambda word, own, key: word and (own or key in vouchers), closing, result, keys).merged()
    rows.columns["is_closing"] = mapped(lambda word: "true" if word else "false", closing)
    rows.derived["is_closing"] = "summary"


def _is_of_result(code: str | None, name: str | None) -> bool:
    return bool((code and _RESULT_CODE.match(code)) or (name and _RESULT_NAME.search(name)))


def _voided(rows: Rows, summaries: Texts) -> None:
    flags = rows.columns.get("void_flag")
    if flags is None:
        voided = {text for text in distinct(summaries) if text is not None and _VOIDED.fullmatch(text)}
        if not voided:
            return
        flags = rows.columns["void_flag"] = mapped(lambda text: "true" if text in voided else None, summaries)
        rows.derived["void_flag"] = "summary"
    if count := flags.count("true"):
        rows.warnings.append(
            ngettext(
                "{count} line is of a voided voucher; it is loaded and marked",
                "{count} lines are of voided vouchers; they are loaded and marked",
                count,
            ).format(count=count)
        )


def _reversals(rows: Rows, summaries: Texts) -> None:
    """红冲 9月记-12号凭证: the number of the voucher that is reversed, where the summary names exactly one."""
    if "reversal_of" in rows.columns:
        return
    found = mapped(lambda text: None if text is None else _reversed(text), summaries)
    if found.count(None) == len(found):
        return
    rows.columns["reversal_of"] = found
    rows.derived["reversal_of"] = "summary"


def _reversed(text: str) -> str | None:
    match = _REVERSAL.search(squeezed(text))
    if not match:
        return None
    found = [each for each in _VOUCHER.findall(match["rest"]) if _is_number(each)]
    return found[0] if len(found) == 1 else None


def _is_number(text: str) -> bool:
    number = read_voucher(text)
    return number is not None and (number.kind is not None or number.month is not None)
