"""What follows from the cells of a row: keys, links, and the columns that are derived."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers import assets, entries, payees
from auditcheck.ledgers.coded import Coded, coded, constant, distinct, encode, linked, mapped
from auditcheck.ledgers.keys import (
    Period,
    body_key,
    contract_keys,
    loose,
    plain_keys,
    strict,
    voucher_keys,
)
from auditcheck.ledgers.rows import Rows, Texts
from auditcheck.ledgers.schema import Column
from auditcheck.ledgers.text import plain
from auditcheck.ledgers.voucher_numbers import Months, VoucherNumbers, one_or_more

__all__ = ["Rows", "derive"]

# 卫合〔2023〕01号, HT-2023-015: before the name, in brackets or after 编号, and behind it only with the letters of a contract
# (合同, 采购, 协议): 打印机 ABC202305 is a model.
_NUMBER_IN_NAME = re.compile(
    r"(?:^|(?<=[\s(:,;、]))(?:(?:编号|合同编号|合同号)[:：]?)?"
    r"([^\s():,;、\d]{0,10}[〔\[(【]\d{4}[〕\])】][^\s():,;、]{0,6}?\d+号"
    r"|(?:(?:^|(?<=[(:]))[A-Za-z]{2,6}|HT|CG|XY)-?(?:19|20)\d{2}-?\d{2,6})(?=$|[\s),;、])"
)


def derive(rows: Rows, year: int | None) -> None:
    """Fill in keys, links and derived columns; ``year`` is the one that voucher numbers without any belong to."""
    if rows.ledger.name == "vouchers":
        _dates_of_vouchers(rows)
        entries.describe(rows)
    elif rows.ledger.name == "payments":
        payees.derive_types(rows)
    elif rows.ledger.name == "assets":
        assets.derive_values(rows)
    elif rows.ledger.name == "contracts":
        _numbers_within_names(rows)
    for column in rows.ledger.columns:
        values = rows.columns.get(column.name)
        if column.key is None or values is None:
            continue
        if column.key == "body":
            rows.columns[f"{column.name}_key"] = mapped(_known(body_key), values)
        elif column.key == "voucher":
            _voucher_column(rows, column, values, year)
        elif (rows.ledger.name, column.name) == ("evidence", "ref_key"):
            _references(rows, column, values, year)
        else:
            _plain_column(rows, column, values, contract_keys if column.key == "contract" else plain_keys)
    if rows.ledger.name == "vouchers":
        entries.mark_closing(rows)
    if rows.ledger.name == "contracts" and (numbers := rows.columns.get("contract_no")) is not None:
        rows.columns["contract_no_strict"] = mapped(_known(strict), numbers)
        rows.columns["contract_no_loose"] = mapped(_known(loose), numbers)


def _numbers_within_names(rows: Rows) -> None:
    """物业服务合同（卫合〔2023〕01号）: where no column has the numbers, those that the names end in."""
    names = rows.columns.get("contract_name")
    if names is None or "contract_no" in rows.columns:
        return
    found = {name: _NUMBER_IN_NAME.findall(plain(name)) for name in distinct(names) if name}
    # What several contracts name is no number of theirs: the approval or the notice that they rest on.
    times = Counter(number for numbers in found.values() for number in set(numbers))
    numbers = mapped(
        lambda name: "、".join(each for each in found[name] if times[each] == 1) or None if name else None, names
    )
    if any(value is not None for value in distinct(numbers)):
        rows.columns["contract_no"] = numbers
        rows.derived["contract_no"] = "contract_name"


def _dates_of_vouchers(rows: Rows) -> None:
    """Year and month of a voucher follow from its date where the ledger does not say them."""
    dates = rows.columns.get("voucher_date")
    ends = rows.columns.get("voucher_date_to")
    if dates is not None and ends is not None:
        for name, of_span in (("fiscal_year", _year), ("period", _month)):
            own = rows.columns.get(name)
            if own is None:
                rows.derived[name] = "voucher_date"
                rows.columns[name] = mapped(of_span, dates, ends).merged()
            elif coded(own).count(None):
                rows.columns[name] = mapped(
                    lambda value, first, last, known=of_span: value or known(first, last), own, dates, ends
                ).merged()
    numbers = rows.columns.get("voucher_no")
    if numbers is not None and "voucher_seq" not in rows.columns:
        rows.columns["voucher_seq"] = VoucherNumbers(numbers).sequence()
        rows.derived["voucher_seq"] = "voucher_no"


def _year(first: str | None, last: str | None) -> str | None:
    return first[:4] if first and last and first[:4] == last[:4] else None


def _month(first: str | None, last: str | None) -> str | None:
    """Of a date that is a whole year the month is unknown."""
    return str(int(first[5:7])) if first and last and first[:7] == last[:7] else None


def _known(function: Callable[[str], str | None]) -> Callable[[str | None], str | None]:
    return lambda text: None if text is None else function(text)


def _plain_column(rows: Rows, column: Column, values: Texts, keys_of: Callable[[str], list[str]]) -> None:
    _store(rows, column, values, mapped(lambda text: None if text is None else one_or_more(keys_of(text)), values))


def _references(rows: Rows, column: Column, values: Texts, year: int | None) -> None:
    """What a piece of evidence belongs to has the key of that kind of document: 凭证, 合同 or 采购, or any other."""

    def keys_of(text: str | None, kind: str | None) -> str | tuple[str, ...] | None:
        word = kind or ""
        if text is None:
            return None
        if "凭证" in word or "voucher" in word:
            return one_or_more(voucher_keys(text, Period(year)) or [])
        if any(each in word for each in ("合同", "采购", "contract", "procurement")):
            return one_or_more(contract_keys(text))
        return one_or_more(plain_keys(text))

    kinds = rows.columns.get("ref_ledger", constant(None, len(values)))
    _store(rows, column, values, mapped(keys_of, values, kinds))


def _voucher_column(rows: Rows, column: Column, values: Texts, year: int | None) -> None:
    periods = _periods(rows, column, year)
    own = column.name == "voucher_no"
    nothing = constant(None, len(values))
    kinds = rows.columns.get("voucher_type", nothing) if own else nothing
    unsure: dict[str, None] = {}

    numbers = VoucherNumbers(values)
    found = numbers.keys(periods, kinds, lambda text: unsure.setdefault(text))
    _store(rows, column, values, found)
    if rows.ledger.name == "vouchers" and own:
        _note_other_months(rows, column, values, periods, numbers)
    if unsure:
        count = found.count(None) - coded(values).count(None)
        rows.warnings.append(
            ngettext(
                "{column}: {count} voucher number gives no certain voucher (no month, or several readings), e.g. {examples}",
                "{column}: {count} voucher numbers give no certain voucher (no month, or several readings), e.g. {examples}",
                count,
            ).format(column=column.zh, count=count, examples="；".join(list(unsure)[:3]))
        )


def _note_other_months(rows: Rows, column: Column, values: Texts, periods: Coded, numbers: VoucherNumbers) -> None:
    """记-08-0106 dated in October: the number's own month counts, but one of the two is a slip."""
    if not any(month for _year, month in periods.values):
        return

    differ = mapped(lambda named, period: bool(named and period[1] and named != period[1]), numbers.months(), periods)
    other = differ.positions_of((True,))
    if other:
        rows.warnings.append(
            ngettext(
                "{column}: {count} number names another month than its date (row {row}: {value}); the number's month counts",
                "{column}: {count} numbers name another month than their date (row {row}: {value}); the number's month counts",
                len(other),
            ).format(column=column.zh, count=len(other), row=rows.rows[other[0]], value=values[other[0]])
        )


def _periods(rows: Rows, column: Column, year: int | None) -> Coded:
    """(year, month) that each row knows of its voucher; the month only from a voucher's own date or period.

    A month is never taken from a payment or another date: vouchers are numbered anew each month, and a payment of
    March may be booked in April. An earlier voucher (``reversal_of``) may be of another month altogether.
    """
    own = column.name == "voucher_no"

    def period_of(
        first: str | None, last: str | None, named_year: str | None, named_month: str | None, main: str | None
    ) -> Months:
        of_year = (first or named_year or main or "")[:4] or (str(year) if year else "")
        of_month = None
        if own:
            if first and last and first[:7] == last[:7]:
                of_month = int(first[5:7])
            elif named_month:
                of_month = int(named_month)
        return int(of_year) if of_year else None, of_month

    names = ["voucher_date", "voucher_date_to", "fiscal_year", "period", rows.ledger.main_date or ""]
    if rows.ledger.name != "vouchers":
        names[3] = ""
    nothing = constant(None, len(rows.rows))
    return mapped(period_of, *(rows.columns.get(name, nothing) for name in names)).merged()


def _store(rows: Rows, column: Column, values: Texts, found: Coded) -> None:
    """``X_key`` where the cell names exactly one document; a link for each that it names."""
    cut = rows.truncated.get(column.name, set())
    if cut:
        found = encode([None if position in cut else keys for position, keys in enumerate(found)])
    several = any(isinstance(keys, tuple) for keys in found.values)
    rows.columns[f"{column.name}_key"] = (
        mapped(lambda keys: None if isinstance(keys, tuple) else keys, found) if several else found
    )
    rows.links[column.name] = linked(found)
    short = [position for position in sorted(cut) if values[position] is not None]
    if short:
        rows.warnings.append(
            _(
                "{column}: {count} numbers lost their last digits in Excel (e.g. row {row}) and link nothing; export them as text"
            ).format(column=column.zh, count=len(short), row=rows.rows[short[0]])
        )
