"""Headers that no list knows and that resemble one: taken for it in doubt, never silently."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from auditcheck.ledgers.identities import AMBIGUOUS
from auditcheck.ledgers.mapping import header_forms
from auditcheck.ledgers.schema import Ledger, load_schema
from auditcheck.ledgers.text import squeezed

LIKE = 0.85
_SHORTEST = 3  # characters of a name that another header may end in
# Slips of the pen and two words for one thing.
_FOLD = str.maketrans({"帐": "账", "订": "定", "記": "记", "証": "证"})
_SAME = (("时间", "日期"), ("代码", "编码"), ("编号", "编码"), ("号码", "号"))
# What such a word stands before is something else: 预计支付日期 is no 支付日期.
_OTHER = re.compile(
    "未|非|不|无|预|拟|计划|应|约定|原|上年|去年|累计|变更|调整|剩余|尚|其中|已退|退|补|下|次|冲|红|税|对方|备用|旧|前|平均|最高|最低|是否"
    "|申请|批准|批复|限|目标|其他|增|减|差"
)


def resembling(
    ledger: Ledger, headers: Sequence[Sequence[str]], taken: Collection[int], used: Collection[str]
) -> dict[int, str]:
    """Header position -> column, for headers that end in a column's name or differ from it by a slip.

    A header that resembles two columns is neither; a column that two headers resemble goes to the nearer one.
    """
    offers: list[tuple[float, int, str]] = []
    for position, names in enumerate(headers):
        if position in taken or not names:
            continue
        form = header_forms(names[0])[-1]
        if squeezed(form) in AMBIGUOUS.get(ledger.name, {}):
            continue
        scores = {
            name: score
            for name, folded in _names(ledger.name)
            if name not in used and (score := _score(_folded(form), folded))
        }
        if not scores:
            continue
        best = max(scores.values())
        nearest = [name for name, score in scores.items() if score == best]
        if len(nearest) == 1:
            offers.append((best, position, nearest[0]))
    found: dict[int, str] = {}
    for _best, position, name in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if name not in found.values():
            found[position] = name
    return found


@lru_cache(maxsize=64)
def _names(ledger: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    columns = load_schema().ledgers[ledger].columns
    return tuple(
        (column.name, tuple({_folded(squeezed(alias)) for alias in (column.zh, *column.aliases)}))
        for column in columns
        if column.name != "unit" and column.required != "D"
    )


def _folded(text: str) -> str:
    text = text.translate(_FOLD)
    for other, word in _SAME:
        text = text.replace(other, word)
    return text


def _score(header: str, aliases: Sequence[str]) -> float:
    """Above 1 for one that contains an alias at its end (the longer the better), a ratio for one that is like it."""
    best = 0.0
    for alias in aliases:
        if header == alias:
            return 10.0
        if len(alias) >= _SHORTEST and header.endswith(alias):
            if not _OTHER.search(header[: -len(alias)]):
                best = max(best, 1 + len(alias) / 100)
        elif len(header) >= 4 and abs(len(header) - len(alias)) <= 1:
            ratio = difflib.SequenceMatcher(None, header, alias).ratio()
            if ratio >= LIKE and not _OTHER.search("".join(set(header) - set(alias)) or "-"):
                best = max(best, ratio)
    return best
