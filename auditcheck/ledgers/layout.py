"""Where on a sheet the header is, and what the lines around it say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from auditcheck.ledgers.bodies import without_code
from auditcheck.ledgers.mapping import best_hits, claims_of
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.text import Cell, plain, squeezed, written

_MOST_LEVELS = 3  # rows of one header
_SEARCHED = 20  # rows in which a header is looked for
_MONEY_UNIT = re.compile(
    r"(?:单位|金额)[:：]?(?:人民币)?(亿元|百万元|万元|千元|百元|元)|^[(\[](亿元|百万元|万元|千元|百元|元)[)\]]$"
)
_BODY_LINE = re.compile(
    r"(?:编制单位|填报单位|填制单位|核算单位|预算单位|单位名称|被审计单位|账套名称|单位)(?:\((?:公章|盖章|章)\))?\s*[:：]\s*(?P<name>.*)"
)
# What may follow the body on one line: 编制单位：某局    2023年度    单位：万元
_BODY_ENDS = re.compile(
    r"\s{2,}|\s+(?=\d{4}年|日期|单位|金额|填报|编制|制表)|(?:单位|金额单位|日期|制表人?|年度)[:：]|[(（]公章[)）]|[(（]盖章[)）]"
)
_ACCOUNT_LINE = re.compile(r"(?:会计科目|科目名称|科目)\s*[:：]\s*(?P<text>.*)")
_ACCOUNT = re.compile(r"[(\[]?(?P<code>\d{4,}(?:[.-]\d+)*)[)\]]?[\s:：]*(?P<name>[^\d\s(\[].*)?")
_YEAR = re.compile(r"(20\d{2})\s*年\s*度?")
# 月份：2023.01-2023.12, 期间 2023-12: what finance systems print above a list of balances.
_PERIOD_LINE = re.compile(r"(?:月份|期间|会计期间|会计月份|查询期间)\s*[:：]?\s*20\d{2}")
_MONTH_OF_YEAR = re.compile(r"(20\d{2})(?=[-./]?(?:0?[1-9]|1[0-2])(?!\d))")
_FISCAL_YEAR = re.compile(r"(20\d{2})\s*年\s*度")


@dataclass
class Header:
    """The header of a sheet. ``row``: index of its lowest row; ``first``: of its highest (two-level headers).

    ``names[c]``: under which names column ``c`` may be looked up; ``texts[c]``: what to show people.
    """

    row: int
    first: int
    texts: list[str]
    names: list[list[str]]

    @property
    def width(self) -> int:
        return len(self.texts)


@dataclass
class Titles:
    """What the lines above the header say; None where they don't."""

    lines: list[str]
    money_unit: str | None
    body: str | None
    year: int | None
    account: tuple[str | None, str | None] | None = None  # (code, name) of the account whose book this is
    money_unit_from: str = "line"  # line, tab or file


def find_header(sheet: RawSheet) -> Header | None:
    """The row (or two rows) among the first 20 whose cells name most columns of one ledger; at least two."""
    candidates = header_candidates(sheet)
    # Of equals the first: one row rather than two, the higher row rather than the lower.
    hits, _order, best = max(
        ((best_hits(header.names), -order, header) for order, header in enumerate(candidates)),
        key=lambda each: each[:2],
        default=(0, 0, None),
    )
    if best is None or hits < 2:
        return None
    return _with_rows_below(sheet, best)


def _with_rows_below(sheet: RawSheet, header: Header) -> Header:
    """A row of nothing but headers right below (数量, 金额 under 借方) belongs to the header, though it names no more; so
    does one into which most headers are merged downwards."""
    levels = header.row - header.first + 1
    while levels < _MOST_LEVELS and header.row + 1 < len(sheet.rows):
        below = [squeezed(written(cell)) for cell in sheet.rows[header.row + 1] if cell not in ("", None)]
        texts = all(isinstance(cell, str) for cell in sheet.rows[header.row + 1] if cell is not None)
        named = below and texts and all(claims_of([text]) for text in below)
        if not named and not (texts and _reaches_below(sheet, header)):
            break
        levels += 1
        header = _stacked(sheet, header.row + 1, levels)
    return header


def _reaches_below(sheet: RawSheet, header: Header) -> bool:
    own = sum(1 for text in header.texts if text)
    merged = {left for top, left, bottom, _right in sheet.merges if header.first <= top <= header.row < bottom}
    return len(merged) >= 2 and 2 * len(merged) >= own


def header_candidates(sheet: RawSheet) -> list[Header]:
    """Each of the first 20 rows, and each two and three of them that follow one another, read as a header."""
    searched = min(_SEARCHED, len(sheet.rows))
    return [_single(sheet, row) for row in range(searched)] + [
        _stacked(sheet, row, levels) for levels in (2, 3) for row in range(levels - 1, searched)
    ]


def header_at(sheet: RawSheet, row: int) -> Header | None:
    """Row ``row`` (from 0) read as a header; None where the sheet ends above it."""
    return _single(sheet, row) if 0 <= row < len(sheet.rows) else None


def _single(sheet: RawSheet, row: int) -> Header:
    texts = [_label(cell) for cell in sheet.rows[row]]
    return Header(row, row, texts, [[text] if text else [] for text in texts])


def _stacked(sheet: RawSheet, row: int, levels: int) -> Header:
    """Header rows read as one: 借方 over 金额 is 借方金额; a header merged downwards is itself."""
    first = row - levels + 1
    rows = [list(map(_label, sheet.rows[level])) for level in range(first, row + 1)]
    for top, left, bottom, right in sheet.merges:
        if first <= top < row and bottom == top:
            upper = rows[top - first]
            for column in range(left, min(right, len(upper) - 1) + 1):
                upper[column] = upper[left]
    if not sheet.merges:
        # A csv knows no merged cells: what stands alone above several headers belongs to each of them.
        for upper, lower in pairwise(rows):
            for column in range(1, len(upper)):
                if lower[column] and lower[column - 1] and not upper[column] and upper[column - 1]:
                    upper[column] = upper[column - 1]
    texts, names = [], []
    for parts in zip(*rows, strict=True):
        path = [part for part, _same in groupby(part for part in parts if part)]
        texts.append("/".join(path))
        names.append(list(dict.fromkeys("".join(path[level:]) for level in range(len(path)))))
    return Header(row, first, texts, names)


def _label(cell: Cell) -> str:
    """Header text; a number or date is never a header."""
    return re.sub(r"\s+", "", written(cell)) if isinstance(cell, str) else ""


def read_titles(sheet: RawSheet, header: Header, file_stem: str) -> Titles:
    """Money unit, body and year out of the lines above the header, the sheet's name and the file's name."""
    lines: list[str] = []
    money_unit = body = account = None
    above = [[cell for cell in row if isinstance(cell, str)] for row in sheet.rows[: header.first]]
    for row in [*above, sheet.page_header]:
        cells = [written(cell) for cell in row if cell.strip()]
        lines += cells
        for index, cell in enumerate(cells):
            following = cells[index + 1] if index + 1 < len(cells) else ""
            label_only = cell.rstrip().endswith((":", "："))
            money = _MONEY_UNIT.search(squeezed(cell + following if label_only else cell))
            if money_unit is None and money:
                money_unit = money[1] or money[2]
            body = body or _body(cell, following)
            account = account or _account(cell, following)
    money_unit_from = "line"
    for source, name in (("tab", sheet.name), ("file", file_stem)):
        if money_unit is None and (
            money := re.search(r"[(\[](?:单位:)?(亿元|百万元|万元|千元|百元|元)[)\]]", squeezed(name))
        ):
            money_unit, money_unit_from = money[1], source
        if account is None and (found := _ACCOUNT.fullmatch(plain(name))) and found["name"]:
            account = found["code"], found["name"]
    year = _year([*lines, sheet.name, file_stem])
    return Titles(lines, money_unit, body, year, account, money_unit_from)


def _account(cell: str, following: str) -> tuple[str | None, str | None] | None:
    """科目：1002 银行存款, 科目名称：[1002]银行存款, 会计科目：银行存款."""
    match = _ACCOUNT_LINE.match(plain(cell))
    if not match:
        return None
    text = re.split(r"\s{2,}|\s+(?=\d{4}年|\d{4}[-.]|期间|单位|日期|币别)", match["text"].strip() or plain(following))[
        0
    ]
    found = _ACCOUNT.fullmatch(text)
    if found:
        return found["code"], found["name"]
    return (None, text) if text and not text[0].isdigit() else None


def _body(cell: str, following: str) -> str | None:
    match = _BODY_LINE.search(plain(cell))
    if not match:
        return None
    name = _BODY_ENDS.split(match["name"].strip(), maxsplit=1)[0].strip(" ,、;:")
    if not name and not _BODY_LINE.search(plain(following)):
        name = following.strip()
    name = without_code(name)
    compact = squeezed(name)
    if len(compact) < 2 or re.fullmatch(r"(人民币)?(亿|百万|万|千|百)?元.*", compact) or re.match(r"\d{4}年", compact):
        return None
    return name


def _year(texts: list[str]) -> int | None:
    """The year that the nearest line names; a line with several years names none."""
    for text in texts:
        forms = (_FISCAL_YEAR, _YEAR, _MONTH_OF_YEAR) if _PERIOD_LINE.search(plain(text)) else (_FISCAL_YEAR, _YEAR)
        for form in forms:
            years = set(form.findall(plain(text)))
            if len(years) == 1:
                return int(years.pop())
            if years:
                return None
    return None
