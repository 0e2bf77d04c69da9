"""What follows from the cells of a row: keys, links, and the columns that are derived."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers import assets, entries, payees
from auditcheck.ledgers.keys import (
    Period,
    VoucherReader,
    body_key,
    contract_keys,
    loose,
    plain_keys,
    strict,
    voucher_keys,
)
from auditcheck.ledgers.rows import Rows, Texts
from auditcheck.ledgers.schema import Column

__all__ = ["Rows", "derive"]

Months = tuple[int | None, int | None]  # year and month that a row knows of its voucher


def derive(rows: Rows, year: int | None) -> None:
    """Fill in keys, links and derived columns; ``year`` is the one that voucher numbers without any belong to."""
    reader = VoucherReader()
    if rows.ledger.name == "vouchers":
        _dates_of_vouchers(rows, reader)
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
            key_of = {text: None if text is None else body_key(text) for text in dict.fromkeys(values)}
            rows.columns[f"{column.name}_key"] = list(map(key_of.__getitem__, values))
        elif column.key == "voucher":
            _voucher_column(rows, column, values, year, reader)
        elif (rows.ledger.name, column.name) == ("evidence", "ref_key"):
            _references(rows, column, values, year)
        else:
            _plain_column(rows, column, values, contract_keys if column.key == "contract" else plain_keys)
    if rows.ledger.name == "vouchers":
        entries.mark_closing(rows)
    if rows.ledger.name == "contracts" and (numbers := rows.columns.get("contract_no")) is not None:
        rows.columns["contract_no_strict"] = [None if text is None else strict(text) for text in numbers]
        rows.columns["contract_no_loose"] = [None if text is None else loose(text) for text in numbers]


def _dates_of_vouchers(rows: Rows, reader: VoucherReader) -> None:
    """Year and month of a voucher follow from its date where the ledger does not say them."""
    dates = rows.columns.get("voucher_date")
    ends = rows.columns.get("voucher_date_to")
    if dates is not None and ends is not None:
        # Of a date that is a whole year the month is unknown.
        spans = list(zip(dates, ends, strict=True))
        distinct = set(spans)
        years = {span: span[0][:4] if span[0] and span[1] and span[0][:4] == span[1][:4] else None for span in distinct}
        months = {
            span: str(int(span[0][5:7])) if span[0] and span[1] and span[0][:7] == span[1][:7] else None
            for span in distinct
        }
        for name, known in (("fiscal_year", years), ("period", months)):
            own = rows.columns.get(name)
            if own is None:
                rows.derived[name] = "voucher_date"
                rows.columns[name] = [known[span] for span in spans]
            elif not all(own):
                rows.columns[name] = [value or known[span] for value, span in zip(own, spans, strict=True)]
    numbers = rows.columns.get("voucher_no")
    if numbers is not None and "voucher_seq" not in rows.columns:
        known_numbers = {text: None if text is None else reader.number(text) for text in dict.fromkeys(numbers)}
        said = {text: None if number is None else str(number) for text, number in known_numbers.items()}
        rows.columns["voucher_seq"] = list(map(said.__getitem__, numbers))
        rows.derived["voucher_seq"] = "voucher_no"


def _plain_column(rows: Rows, column: Column, values: Texts, keys_of: Callable[[str], list[str]]) -> None:
    known = {text: [] if text is None else keys_of(text) for text in dict.fromkeys(values)}
    found = list(map(known.__getitem__, values))
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


def _voucher_column(rows: Rows, column: Column, values: Texts, year: int | None, reader: VoucherReader) -> None:
    periods = _periods(rows, column, year)
    own = column.name == "voucher_no"
    kinds = (rows.columns.get("voucher_type") if own else None) or [None] * len(values)
    entries_of_rows = list(zip(values, periods, kinds, strict=True))
    known: dict[tuple[str | None, Months, str | None], list[str]] = {}
    unsure: dict[str, None] = {}
    for entry in dict.fromkeys(entries_of_rows):
        text, (of_year, of_month), kind = entry
        keys = [] if text is None else reader.keys(text, of_year, of_month, kind)
        if keys is None and text is not None:
            unsure[text] = None
        known[entry] = keys or []
    found = list(map(known.__getitem__, entries_of_rows))
    _store(rows, column, values, found)
    if rows.ledger.name == "vouchers" and own:
        _note_other_months(rows, column, values, [month for _year, month in periods], reader)
    if unsure:
        count = sum(1 for text, keys in zip(values, found, strict=True) if text is not None and not keys)
        rows.warnings.append(
            ngettext(
                "{column}: {count} voucher number gives no certain voucher (no month, or several readings), e.g. {examples}",
                "{column}: {count} voucher numbers give no certain voucher (no month, or several readings), e.g. {examples}",
                count,
            ).format(column=column.zh, count=count, examples="；".join(list(unsure)[:3]))
        )


def _note_other_months(
    rows: Rows, column: Column, values: Texts, months: Sequence[int | None], reader: VoucherReader
) -> None:
    """记-08-0106 dated in October: the number's own month counts, but one of the two is a slip."""
    if not any(months):
        return
    dated = list(zip(values, months, strict=True))
    if not reader.may_differ(set(dated)):
        return
    differing = {
        (text, month)
        for text, month in set(dated)
        if text and month and (named := reader.month(text)) and named != month
    }
    other = [position for position, each in enumerate(dated) if each in differing] if differing else []
    if other:
        rows.warnings.append(
            ngettext(
                "{column}: {count} number names another month than its date (row {row}: {value}); the number's month counts",
                "{column}: {count} numbers name another month than their date (row {row}: {value}); the number's month counts",
                len(other),
            ).format(column=column.zh, count=len(other), row=rows.rows[other[0]], value=values[other[0]])
        )


def _periods(rows: Rows, column: Column, year: int | None) -> list[Months]:
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
    said = list(zip(dates, ends, named_years, named_months, main, strict=True))
    known: dict[tuple[str | None, ...], Months] = {}
    for each in set(said):
        first, last, named_year, named_month, main_date = each
        of_year = (first or named_year or main_date or "")[:4] or (str(year) if year else "")
        of_month = None
        if own:
            if first and last and first[:7] == last[:7]:
                of_month = int(first[5:7])
            elif named_month:
                of_month = int(named_month)
        known[each] = (int(of_year) if of_year else None, of_month)
    return list(map(known.__getitem__, said))


def _store(rows: Rows, column: Column, values: Texts, found: Sequence[list[str]]) -> None:
    """``X_key`` where the cell names exactly one document; a link for each that it names."""
    cut = rows.truncated.get(column.name, set())
    if cut:
        found = [[] if position in cut else keys for position, keys in enumerate(found)]
    rows.columns[f"{column.name}_key"] = [keys[0] if len(keys) == 1 else None for keys in found]
    rows.links[column.name] = [(position, key) for position, keys in enumerate(found) for key in keys]
    short = [position for position in sorted(cut) if values[position] is not None]
    if short:
        rows.warnings.append(
            _(
                "{column}: {count} numbers lost their last digits in Excel (e.g. row {row}) and link nothing; export them as text"
            ).format(column=column.zh, count=len(short), row=rows.rows[short[0]])
        )
