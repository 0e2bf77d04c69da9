"""What a sheet says beside its columns: hidden parts, red ink, words beside figures, exemptions in 备注. Told, not judged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers import numerals
from auditcheck.ledgers.layout import Header
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.rows import Texts
from auditcheck.ledgers.text import UNCALCULATED, Cell, letter, plain, squeezed, with_dashes, written
from auditcheck.ledgers.values import FALSE, TRUE

_MOST = 5  # examples
_REMARK = re.compile("备注|说明|附注|情况")
_EXEMPTION = re.compile(
    "应急|紧急采购|抢险|救灾|上级.{0,4}交办|临时交办|不可抗力|涉密|国家新政策|豁免|免于|历史遗留|疫情|特事特办|框架协议"
)
_DOCUMENT = re.compile(r"[〔\[(【]\d{4}[〕\])】]\s*第?\d+\s*号|第?\d+\s*号文|纪要.{0,12}\d")
RED_HEADERS = frozenset(["红字", "红字标志", "是否红字", "红字标识", "红字凭证标志", "是否红冲", "红冲标志"])


def of_appearance(raw: RawSheet) -> list[str]:
    """Hidden rows and columns, formulas without a result."""
    found = []
    if raw.hidden_rows:
        rows = _listed([str(row + raw.first_row) for row in raw.hidden_rows])
        found.append(
            ngettext(
                "{count} row is hidden and was read all the same: {rows}",
                "{count} rows are hidden and were read all the same: {rows}",
                len(raw.hidden_rows),
            ).format(count=len(raw.hidden_rows), rows=rows)
        )
    width = len(raw.rows[0]) if raw.rows else 0
    if columns := [letter(column) for column in raw.hidden_columns if column < width]:
        found.append(_("hidden columns were read all the same: {columns}").format(columns=_listed(columns)))
    if raw.errors:
        cells = _listed([f"{letter(column)}{row + raw.first_row}" for row, column, _text in raw.errors])
        found.append(
            ngettext(
                "{count} formula gives an error or has no result: {cells}",
                "{count} formulas give an error or have no result: {cells}",
                len(raw.errors),
            ).format(count=len(raw.errors), cells=cells)
        )
    if any(text == UNCALCULATED for _row, _column, text in raw.errors):
        found.append(_("the workbook was never calculated; open it in Excel or WPS, save it, and give it again"))
    return found


def of_red_ink(raw: RawSheet, positions: Sequence[int], data: Sequence[int]) -> str | None:
    """Amounts above zero in red: perhaps negative, which only a person can tell."""
    if not raw.red:
        return None
    columns, rows = set(positions), set(data)
    found = sorted((row, column) for row, column in raw.red if row in rows and column in columns)
    found = [(row, column) for row, column in found if _is_positive(raw.rows[row][column])]
    if not found:
        return None
    cells = _listed([f"{letter(column)}{row + raw.first_row}" for row, column in found])
    return ngettext(
        "{count} amount is printed in red and has no minus sign; it was taken as it is written: {cells}",
        "{count} amounts are printed in red and have no minus sign; they were taken as they are written: {cells}",
        len(found),
    ).format(count=len(found), cells=cells)


def _is_positive(cell: Cell) -> bool:
    text = with_dashes(squeezed(written(cell)))
    return any(char in "123456789" for char in text) and not re.search(r"^[-(负]|-$|红字", text)


def red_rows(header: Header, cells: Sequence[Sequence[Cell]]) -> list[int]:
    """Positions of rows that a column 红字 marks."""
    for position, text in enumerate(header.texts):
        if squeezed(text) in RED_HEADERS:
            return [
                i
                for i, cell in enumerate(cells[position])
                if (word := squeezed(written(cell)).upper()) and (word in TRUE or word.startswith("红"))
            ]
    return []


def negative(given: Texts, rows: Sequence[int]) -> Texts:
    """The amounts, those of ``rows`` below zero."""
    texts = list(given)
    for i in rows:
        text = texts[i]
        if text is not None and not text.startswith("-") and Decimal(text):
            texts[i] = f"-{text}"
    return texts


def of_words(
    raw: RawSheet,
    header: Header,
    mapped: Mapping[int, str],
    texts: Mapping[str, Texts],
    cells: Sequence[Sequence[Cell]],
    data: Sequence[int],
) -> list[str]:
    """A column of amounts in words, against the figures beside it (EVI-001)."""
    found = []
    for position, text in enumerate(header.texts):
        if position in mapped or "大写" not in text:
            continue
        target = "amount" if "amount" in texts else next(iter(texts), None)
        if target is None:
            continue
        wrong = []
        for row, cell, figures in zip(data, cells[position], texts[target], strict=True):
            words = numerals.amount(squeezed(written(cell)))
            if words is not None and figures is not None and words != abs(Decimal(figures)):
                wrong.append(row + raw.first_row)
        if wrong:
            found.append(
                ngettext(
                    "{header}: in {count} row words and figures name different amounts (row {rows})",
                    "{header}: in {count} rows words and figures name different amounts (rows {rows})",
                    len(wrong),
                ).format(header=text, count=len(wrong), rows=_listed([str(row) for row in wrong]))
            )
    return found


def of_exemptions(
    raw: RawSheet, header: Header, mapped: Mapping[int, str], cells: Sequence[Sequence[Cell]], data: Sequence[int]
) -> str | None:
    """Remarks that name a reason for an exemption: candidates for a person, never applied."""
    found = []
    for position, text in enumerate(header.texts):
        if position in mapped or not _REMARK.search(text):
            continue
        for i, cell in enumerate(cells[position]):
            if isinstance(cell, str) and _EXEMPTION.search(cell):
                proof = _("names a document") if _DOCUMENT.search(plain(cell)) else _("names no document")
                found.append((data[i] + raw.first_row, written(cell)[:30], proof))
    if not found:
        return None
    found.sort()
    return ngettext(
        "{count} remark may excuse something; none is applied without a person and a document: {examples}",
        "{count} remarks may excuse something; none is applied without a person and a document: {examples}",
        len(found),
    ).format(
        count=len(found),
        examples="；".join(
            _("row {row}: {text} ({proof})").format(row=r, text=t, proof=p) for r, t, p in found[:_MOST]
        ),
    )


def of_namesakes(names: Texts, numbers: Texts) -> str | None:
    """One name, several people: their name alone identifies nobody."""
    people: dict[str, set[str]] = {}
    for name, number in zip(names, numbers, strict=True):
        if name and number:
            people.setdefault(name, set()).add(number)
    same = [name for name, of_name in people.items() if len(of_name) > 1]
    if not same:
        return None
    return _("several people have the same name: {names}; they are told apart by number only").format(
        names=_listed(same)
    )


def of_unposted(
    header: Header, cells: Sequence[Sequence[Cell]], mapped: Mapping[int, str], raw: RawSheet, data: Sequence[int]
) -> str | None:
    """Vouchers that the export itself calls not posted."""
    rows: set[int] = set()
    for position, text in enumerate(header.texts):
        name = squeezed(text)
        asks = name in ("记账标志", "是否记账", "过账标志", "是否过账", "记账状态", "审核标志")
        if not asks and mapped.get(position) != "void_flag":
            continue
        for i, cell in enumerate(cells[position]):
            word = squeezed(written(cell)).upper()
            if word in ("未记账", "未过账", "未审核", "暂存") or (asks and word in FALSE):
                rows.add(data[i] + raw.first_row)
    if not rows:
        return None
    return ngettext(
        "{count} line is of a voucher that is not posted yet (row {rows})",
        "{count} lines are of vouchers that are not posted yet (rows {rows})",
        len(rows),
    ).format(count=len(rows), rows=_listed([str(row) for row in sorted(rows)]))


def _listed(items: Sequence[str]) -> str:
    return "、".join(items[:_MOST]) + (" …" if len(items) > _MOST else "")
