"""What follows from the cells of a row: keys, links, and the columns that are derived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers import assets, entries, payees
from auditcheck.ledgers.keys import (
    Period,
    body_key,
    contract_keys,
    loose,
    plain_keys,
    read_voucher,
    strict,
    voucher_keys,
)
from auditcheck.ledgers.rows import Rows, Texts
from auditcheck.ledgers.schema import Column

__all__ = ["Rows", "derive"]


def derive(rows: Rows, year: int | None) -> None:
    """Fill in keys, links and derived columns; ``year`` is the one that voucher numbers without any belong to."""
    if rows.ledger.name == "vouchers":
        _dates_of_vouchers(rows)
        entries.describe(rows)
    elif rows.ledger.name == "payments":
        payees.derive_types(rows)
    elif rows.ledger.name == "assets":
        assets.derive_values(rows)
    for column in rows.ledger.columns:
        values = rows.columns.get(column.name)
        if column.key is None or values is None:
            continue
        if column.key == "body":
            key_of = lru_cache(maxsize=None)(body_key)
            rows.columns[f"{column.name}_key"] = [None if text is None else key_of(text) for text in values]
        elif column.key == "voucher":
            _voucher_column(rows, column, values, year)
        elif (rows.ledger.name, column.name) == ("evidence", "ref_key"):
            _references(rows, column, values, year)
        else:
            _plain_column(rows, column, values, contract_keys if column.key == "contract" else plain_keys)
    if rows.ledger.name == "vouchers":
        entries.mark_closing(rows)
    if rows.ledger.name == "contracts" and (numbers := rows.columns.get("contract_no")) is not None:
        rows.columns["contract_no_strict"] = [None if text is None else strict(text) for text in numbers]
        rows.columns["contract_no_loose"] = [None if text is None else loose(text) for text in numbers]


def _dates_of_vouchers(rows: Rows) -> None:
    """Year and month of a voucher follow from its date where the ledger does not say them."""
    dates = rows.columns.get("voucher_date")
    ends = rows.columns.get("voucher_date_to")
    if dates is not None and ends is not None:
        # Of a date that is a whole year the month is unknown.
        years = [
            first[:4] if first and last and first[:4] == last[:4] else None
            for first, last in zip(dates, ends, strict=True)
        ]
        months = [
            str(int(first[5:7])) if first and last and first[:7] == last[:7] else None
            for first, last in zip(dates, ends, strict=True)
        ]
        for name, found in (("fiscal_year", years), ("period", months)):
            own = rows.columns.get(name)
            if own is None:
                rows.derived[name] = "voucher_date"
                rows.columns[name] = list(found)
            else:
                rows.columns[name] = [value or other for value, other in zip(own, found, strict=True)]
    numbers = rows.columns.get("voucher_no")
    if numbers is not None and "voucher_seq" not in rows.columns:
        read = {text: read_voucher(text) for text in dict.fromkeys(numbers) if text is not None}
        parsed = [None if text is None else read[text] for text in numbers]
        rows.columns["voucher_seq"] = [None if number is None else str(number.number) for number in parsed]
        rows.derived["voucher_seq"] = "voucher_no"


def _plain_column(rows: Rows, column: Column, values: Texts, keys_of: Callable[[str], list[str]]) -> None:
    known = {text: keys_of(text) for text in dict.fromkeys(values) if text is not None}
    found = [[] if text is None else known[text] for text in values]
    _store(rows, column, values, found)


def _references(rows: Rows, column: Column, values: Texts, year: int | None) -> None:
    """What a piece of evidence belongs to has the key of that kind of document: 凭证, 合同 or 采购, or any other."""
    kinds = rows.columns.get("ref_ledger") or [None] * len(values)
    known: dict[tuple[str, str | None], list[str]] = {}
    for text, kind in dict.fromkeys(zip(values, kinds, strict=True)):
        if text is None:
            continue
        word = kind or ""
        if "凭证" in word or "voucher" in word:
            keys = voucher_keys(text, Period(year)) or []
        elif any(each in word for each in ("合同", "采购", "contract", "procurement")):
            keys = contract_keys(text)
        else:
            keys = plain_keys(text)
        known[text, kind] = keys
    found = [[] if text is None else known[text, kind] for text, kind in zip(values, kinds, strict=True)]
    _store(rows, column, values, found)


def _voucher_column(rows: Rows, column: Column, values: Texts, year: int | None) -> None:
    periods = _periods(rows, column, year)
    kinds = rows.columns.get("voucher_type") if column.name == "voucher_no" else None
    known: dict[tuple[object, ...], list[str] | None] = {}
    found: list[list[str]] = []
    unsure: dict[str, None] = {}
    for position, text in enumerate(values):
        if text is None:
            found.append([])
            continue
        of_year, of_month = periods[position]
        entry = (text, of_year, of_month, kinds[position] if kinds else None)
        if entry not in known:
            known[entry] = voucher_keys(text, Period(of_year, of_month, entry[3] if kinds else None))
        keys = known[entry]
        if keys is None:
            unsure[text] = None
        found.append(keys or [])
    _store(rows, column, values, found)
    if rows.ledger.name == "vouchers" and column.name == "voucher_no":
        _note_other_months(rows, column, values, [month for _year, month in periods])
    if unsure:
        count = sum(1 for text, keys in zip(values, found, strict=True) if text is not None and not keys)
        rows.warnings.append(
            ngettext(
                "{column}: {count} voucher number gives no certain voucher (no month, or several readings), e.g. {examples}",
                "{column}: {count} voucher numbers give no certain voucher (no month, or several readings), e.g. {examples}",
                count,
            ).format(column=column.zh, count=count, examples="；".join(list(unsure)[:3]))
        )


def _note_other_months(rows: Rows, column: Column, values: Texts, months: Sequence[int | None]) -> None:
    """记-08-0106 dated in October: the number's own month counts, but one of the two is a slip."""
    other = [
        position
        for position, (text, month) in enumerate(zip(values, months, strict=True))
        if text and month and (number := read_voucher(text)) and number.month and number.month != month
    ]
    if other:
        rows.warnings.append(
            ngettext(
                "{column}: {count} number names another month than its date (row {row}: {value}); the number's month counts",
                "{column}: {count} numbers name another month than their date (row {row}: {value}); the number's month counts",
                len(other),
            ).format(column=column.zh, count=len(other), row=rows.rows[other[0]], value=values[other[0]])
        )


def _periods(rows: Rows, column: Column, year: int | None) -> list[tuple[int | None, int | None]]:
    """(year, month) that each row knows of its voucher; the month only from a voucher's own date or period.

    A month is never taken from a payment or another date: vouchers are numbered anew each month, and a payment of
    March may be booked in April. An earlier voucher (``reversal_of``) may be of another month altogether.
    """
    count = len(rows.rows)
    empty: Texts = [None] * count
    get = rows.columns.get
    dates, ends = get("voucher_date") or empty, get("voucher_date_to") or empty
    named_years = get("fiscal_year") or empty
    named_months = (get("period") or empty) if rows.ledger.name == "vouchers" else empty
    main = (get(rows.ledger.main_date) if rows.ledger.main_date else None) or empty
    own = column.name == "voucher_no"
    found: list[tuple[int | None, int | None]] = []
    for first, last, named_year, named_month, main_date in zip(
        dates, ends, named_years, named_months, main, strict=True
    ):
        of_year = (first or named_year or main_date or "")[:4] or (str(year) if year else "")
        of_month = None
        if own:
            if first and last and first[:7] == last[:7]:
                of_month = int(first[5:7])
            elif named_month:
                of_month = int(named_month)
        found.append((int(of_year) if of_year else None, of_month))
    return found


def _store(rows: Rows, column: Column, values: Texts, found: Sequence[list[str]]) -> None:
    """``X_key`` where the cell names exactly one document; a link for each that it names."""
    cut = rows.truncated.get(column.name, set())
    rows.columns[f"{column.name}_key"] = [
        keys[0] if len(keys) == 1 and position not in cut else None for position, keys in enumerate(found)
    ]
    rows.links[column.name] = [
        (position, key) for position, keys in enumerate(found) if keys and position not in cut for key in keys
    ]
    short = [position for position in sorted(cut) if values[position] is not None]
    if short:
        rows.warnings.append(
            _(
                "{column}: {count} numbers lost their last digits in Excel (e.g. row {row}) and link nothing; export them as text"
            ).format(column=column.zh, count=len(short), row=rows.rows[short[0]])
        )
