"""What the entries of a day book are: closing entries, voided ones, reversals. Marked and counted, never dropped."""

from __future__ import annotations

import re
from functools import lru_cache

from auditcheck.i18n import _, ngettext
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
    empty: Texts = [None] * len(summaries)
    codes, names = rows.columns.get("account_code") or empty, rows.columns.get("account_name") or empty
    keys = rows.columns.get("voucher_no_key") or empty
    said = lru_cache(maxsize=None)(lambda text: bool(_CLOSING.search(squeezed(text))))
    words = [text is not None and said(text) for text in summaries]
    if any(words):
        result = [
            bool((code and _RESULT_CODE.match(code)) or (name and _RESULT_NAME.search(name)))
            for code, name in zip(codes, names, strict=True)
        ]
        vouchers = {key for key, of_result in zip(keys, result, strict=True) if of_result and key}
        without_accounts = codes is empty and names is empty
        words = [
            word and (without_accounts or own or key in vouchers)
            for word, own, key in zip(words, result, keys, strict=True)
        ]
    rows.columns["is_closing"] = ["true" if word else "false" for word in words]
    rows.derived["is_closing"] = "summary"


def _voided(rows: Rows, summaries: Texts) -> None:
    flags = rows.columns.get("void_flag")
    if flags is None:
        voided = {text for text in dict.fromkeys(summaries) if text is not None and _VOIDED.fullmatch(text)}
        if not voided:
            return
        flags = rows.columns["void_flag"] = ["true" if text in voided else None for text in summaries]
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
    known = {text: _reversed(text) for text in dict.fromkeys(summaries) if text is not None}
    if not any(known.values()):
        return
    rows.columns["reversal_of"] = [None if text is None else known[text] for text in summaries]
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
