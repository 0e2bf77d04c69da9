"""Rows that are no rows: blanks, repeated headers, totals, carried lines, footers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from auditcheck.ledgers.coded import Coded, columns_of, filled_at_most
from auditcheck.ledgers.layout import Header
from auditcheck.ledgers.schema import Ledger
from auditcheck.ledgers.text import Cell, squeezed, written
from auditcheck.ledgers.values import is_placeholder

GRAND, TOTAL, SUBTOTAL, RUNNING = "grand", "total", "subtotal", "running"

_PERIOD = r"(?:\d{4}年)?(?:\d{1,2}月份?)?(?:本[年月日季页期]|全年|当[月年期前日]|累计)?"
_WORDS = re.compile(r"(?P<before>.*?)(?P<word>小计|合计|总计|共计|累计)(?:\((?:亿|万|千)?元\))?:?")
_EXACT = re.compile(rf"{_PERIOD}(?:发生额)?(?:小计|合计|总计|共计|累计)(?:\((?:亿|万|千)?元\))?:?")
_CARRIED = re.compile(r"承前页|承上页|过次页|转下页|转次页|接上页|接下页|续上页")
_OPENING = re.compile(
    r"(上年结转|期初余额|年初余额|上月结转|上期结转|期初|上年余额|上年结余|年初数|期初数|月初余额|本月期初|承上年|结转下年|结转下期|结转下月)"
)
_FOOTER = re.compile(
    r"(制表|填表|填报|编制|编报|审核|复核|记账|出纳|经办|主管|财务|会计|单位|部门|负责|分管|打印|导出|检查|盘点|监盘|核查|确认|审批|领导)[^:]{0,8}:"
    r"|(注|备注|说明|附注)\s*\d*[:、].*|第\d+页.*|共\d+页.*"
)
_TITLE_CELLS = 4  # at most, on a line above the header
# Every text that is looked for above has one of these, or is not there at all for the eye.
_SUSPECT = re.compile("[计页:：﹕转余初注说承\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|^\\s+$")


@dataclass
class Furniture:
    """Which rows below the header are no rows, and the totals among them: (row index, kind), in order."""

    rows: set[int] = field(default_factory=set)
    totals: list[tuple[int, str]] = field(default_factory=list)


def find_furniture(
    rows: Sequence[Sequence[Cell]],
    header: Header,
    columns: dict[int, str],
    ledger: Ledger,
    cells: Sequence[Coded] | None = None,
) -> Furniture:
    """Look at the rows below ``header``; ``columns``: header position -> canonical column; ``cells``: those rows, by
    position, where they are at hand."""
    if cells is None:
        cells = columns_of(rows[header.row + 1 :], header.width)
    found = Furniture()
    shape = _Shape(header, columns, ledger)
    titles = {words for row in rows[: header.first] if (words := _words(row))}
    again: list[int] = []
    headers: set[int] = set()
    sparse, telling = _candidates(rows, header, cells)
    for index in sorted(sparse | telling):
        row = rows[index]
        empty = row.count("") + row.count(None)
        if empty == len(row):
            found.rows.add(index)
            continue
        if len(row) - empty <= _TITLE_CELLS and _words(row) in titles:
            again.append(index)
            continue
        kind = shape.kind(row, rows) if index in telling else None
        if kind:
            found.rows.add(index)
            if kind == "header":
                headers.add(index)
            if kind in (GRAND, TOTAL, SUBTOTAL, RUNNING):
                found.totals.append((index, kind))
    # Titles come again on each page, above the header there; elsewhere the same words are somebody's row.
    found.rows.update(index for index in again if headers & set(range(index + 1, index + header.first + 2)))
    bare = shape.bare_total(rows, found.rows, cells)
    if bare is not None:
        found.rows.add(bare)
        found.totals.append((bare, TOTAL))
    return found


def _candidates(rows: Sequence[Sequence[Cell]], header: Header, columns: Sequence[Coded]) -> tuple[set[int], set[int]]:
    """Rows that deserve a look: those of hardly any cell, and those that hold a telling text.

    There may be hundreds of thousands of rows: each distinct text of a column is judged once, and no row is touched
    that has none of them.
    """
    start = header.row + 1
    anchor = next(p for p, text in enumerate(header.texts) if text)
    sparse = {start + index for index in filled_at_most(columns, _TITLE_CELLS, ("", None))}
    telling: set[int] = set()
    judged: dict[Cell, bool] = {}
    for position, column in enumerate(columns):
        repeated = {rows[level][position] for level in range(header.first, start)} - {"", None}
        if position != anchor:  # cells may well say what their header says; a header again shows where it begins
            repeated = {text for text in repeated if isinstance(text, str) and _SUSPECT.search(text)}
        suspects = (value for value in column.values if isinstance(value, str) and _SUSPECT.search(value))
        telltale = {text for text in suspects if _tells(text, judged)} | repeated
        if telltale:
            telling.update([start + index for index in column.positions_of(telltale)])
    return sparse, telling


def _tells(text: str, judged: dict[Cell, bool]) -> bool:
    """Whether ``_Shape.kind`` would make anything of a row because of this text."""
    known = judged.get(text)
    if known is None:
        compact = squeezed(text)
        forms = (_WORDS.fullmatch, _CARRIED.fullmatch, _OPENING.fullmatch, _FOOTER.match)
        known = judged[text] = not compact or any(form(compact) for form in forms)
    return known


class _Shape:
    """What the columns of a sheet are for, by position."""

    def __init__(self, header: Header, columns: dict[int, str], ledger: Ledger) -> None:
        self._header = header
        self._ledger = ledger
        kinds = {position: ledger.column(name) for position, name in columns.items()}
        self._identity = [p for p, c in kinds.items() if c.is_identifier]
        self._labels = [
            p
            for p in range(header.width)
            if p not in kinds or kinds[p].type in ("string", "enum", "date", "int", "list")
        ]
        self._accounts = [p for p, c in kinds.items() if c.name in ("account_code", "account_name")]
        self._numbers = [p for p, c in kinds.items() if c.type in ("money", "decimal", "percent")]
        self._money = [p for p, c in kinds.items() if c.type == "money"]
        self._summary = [p for p, c in kinds.items() if c.name == "summary"]

    def kind(self, row: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> str | None:
        filled = {
            p: squeezed(cell) if isinstance(cell, str) else cell for p, cell in enumerate(row) if cell not in ("", None)
        }
        filled = {p: cell for p, cell in filled.items() if cell != ""}
        if not filled:
            return "blank"
        if any(self._repeats(row, rows[index]) for index in range(self._header.first, self._header.row + 1)):
            return "header"
        texts = {p: cell for p, cell in filled.items() if isinstance(cell, str)}
        if any(_CARRIED.fullmatch(text) for text in texts.values()):
            return "carried"
        if total := self._total(filled, texts):
            return total
        if self._is_opening(filled, texts):
            return "opening"
        if len(texts) == len(filled) and _FOOTER.match(next(iter(texts.values()))):
            return "footer"
        return None

    def bare_total(
        self, rows: Sequence[Sequence[Cell]], furniture: Collection[int], columns: Sequence[Coded]
    ) -> int | None:
        """The last row where it has nothing but numbers, and each amount is the sum of those above: a total unlabelled."""
        first = self._header.row + 1
        end = next((i for i in range(len(rows) - 1, first - 1, -1) if i not in furniture), None)
        if end is None or not self._money:
            return None
        last = rows[end]
        if any(cell not in ("", None) and p not in self._numbers for p, cell in enumerate(last)):
            return None
        amounts = {p: _cents(last[p]) for p in self._money if last[p] not in ("", None)}
        if not any(amounts.values()):
            return None
        above = [i - first for i in range(first, end) if i not in furniture]
        if len(above) < 2:
            return None
        for position, amount in amounts.items():
            sums = [(_cents(cell), n) for cell, n in columns[position].take(above).tally() if cell not in ("", None)]
            if amount is None or any(each is None for each, _n in sums):
                return None
            if sum(each * n for each, n in sums if each is not None) != amount:
                return None
        return end

    def _repeats(self, row: Sequence[Cell], header: Sequence[Cell]) -> bool:
        """A header printed again on each page; it may be short of a cell or two."""
        same = sum(
            1
            for a, b in zip(row, header, strict=True)
            if isinstance(a, str) and a.strip() and squeezed(a) == squeezed(str(b))
        )
        filled = sum(1 for cell in row if cell not in ("", None))
        return same >= 2 and same >= filled * 0.8

    def _total(self, filled: Mapping[int, Cell], texts: Mapping[int, str]) -> str | None:
        """A row is a total only when its label says so and it names no document of its own.

        A project may be called 合计量检测费, a supplier 总计咨询公司: such rows carry a number, an account, other text.
        """
        for position in self._labels:
            text = texts.get(position)
            if text is None or not (match := _WORDS.fullmatch(text)):
                continue
            # ￥1,200.00 is a text to look at, and no word of its own.
            others = {
                p
                for p, other in texts.items()
                if p != position and p not in self._numbers and other != text and not _says_nothing(other)
            }
            if _EXACT.fullmatch(text):
                named = [p for p in self._identity if p in filled and p != position and filled[p] != text]
                if named:
                    # A voucher printed with its own total repeats its number there, but has no account.
                    if self._accounts and not any(p in filled for p in self._accounts):
                        return "document"
                    continue
                if len(others) > 2:
                    continue
            elif others or any(p in filled for p in self._identity if p != position):
                continue
            return self._kind_of(match["before"], match["word"])
        return None

    @staticmethod
    def _kind_of(before: str, word: str) -> str:
        if word == "累计" or "累计" in before:
            return RUNNING
        if word == "总计":
            return GRAND
        if word == "小计" or re.search(r"本[月日页季期]|当[月期前日]|\d月", before):
            return SUBTOTAL
        return TOTAL

    def _is_opening(self, filled: Mapping[int, Cell], texts: Mapping[int, str]) -> bool:
        """期初余额 and 上年结转 lines of a day book: no entry of their own, so no voucher number."""
        if self._ledger.name != "vouchers" or any(p in filled for p in self._identity):
            return False
        return any(_OPENING.fullmatch(texts[p]) for p in self._summary if p in texts)


def _words(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(text for cell in row if isinstance(cell, str) and (text := squeezed(cell)))


def _cents(cell: Cell) -> Decimal | None:
    """A plain number as Excel shows it; None for anything else."""
    try:
        return Decimal(squeezed(written(cell)).replace(",", ""))
    except ArithmeticError:
        return None


def _says_nothing(text: str) -> bool:
    return is_placeholder(text) or bool(re.fullmatch(r"(共)?[\d,.%笔张份项条家个()-]+", text))
