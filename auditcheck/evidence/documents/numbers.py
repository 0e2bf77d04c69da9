"""Numbers of vouchers, contracts, invoices and procurements in names and texts, checked against those of the books."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from auditcheck.ledgers.books import Books
from auditcheck.ledgers.keys import Period, contract_key, plain_key, read_voucher, strict
from auditcheck.ledgers.schema import load_schema
from auditcheck.ledgers.text import plain

KINDS = ("voucher", "contract", "invoice", "procurement")
_COLUMNS = {
    "voucher": ("vouchers", "voucher_no"),
    "contract": ("contracts", "contract_no"),
    "invoice": ("invoices", "invoice_no"),
    "procurement": ("procurements", "procurement_no"),
}
MOST = 5  # a text that names more documents of one kind is a list of them
_SHORTEST = 6  # a number with fewer characters is looked for in names only
_LONGEST = 40
_BEHIND = 2  # characters that may follow the last figure of a number (18号)
_CHARACTER_RUNS = re.compile(r"[0-9]+|[A-Z]+|[^\W\d_A-Z]")


@dataclass
class Known:
    """The numbers of the books. ``forms``: kind -> strict form -> {key: number as written}; ``units``: (kind, key) -> body."""

    forms: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    vouchers: dict[str, list[str]] = field(default_factory=dict)  # key without its year -> keys
    units: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.units)


def known_numbers(books: Books) -> Known:
    known = Known()
    for kind, (ledger, column) in _COLUMNS.items():
        table = books.tables.get(ledger)
        if table is None or column not in table.columns:
            continue
        keys = table.columns[f"{column}_key"]
        of_kind = known.forms.setdefault(kind, {})
        for key, written, unit in set(zip(keys, table.columns[column], table.columns["unit"], strict=True)):
            if key is None or written is None:
                continue
            # One number of two bodies belongs to neither for certain.
            known.units[kind, key] = unit or "" if known.units.get((kind, key), unit) == unit else ""
            if kind == "voucher":
                keys_of = known.vouchers.setdefault(key[5:], [])
                if key not in keys_of:
                    keys_of.append(key)
            else:
                of_kind.setdefault(strict(written), {})[key] = written
    return known


@dataclass
class Found:
    """``numbers``: kind -> {key: as written}, where from: name | folder | text; ``listed``: kinds of which the text is a list."""

    numbers: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # voucher numbers that the books do not have


def find_numbers(name: str, folders: str, text: str, known: Known, year: int | None) -> Found:
    """``year``: the one that a voucher number without any belongs to."""
    found = Found()
    for where, written in (("name", name), ("folder", folders), ("text", text)):
        for kind in KINDS:
            if found.numbers.get(kind):
                continue  # what the name says is closer than what the text mentions
            if kind == "voucher":
                numbers = _vouchers(written, known, year, where, found)
            else:
                numbers = named_in(written, known.forms.get(kind, {}), kind, 1 if where != "text" else _SHORTEST)
            if len(numbers) > MOST and where == "text":
                found.listed.append(kind)
            elif numbers:
                found.numbers[kind] = {key: (written_, where) for key, written_ in numbers.items()}
    return found


def _voucher_form() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_schema().voucher_types))
    return re.compile(
        rf"(?:(?<!\d)20\d{{2}}[-年._/]?(?:\d{{1,2}}[-月._/]?)?)?(?:(?<!\d)\d{{1,2}}月)?(?:{words})(?:账)?(?:凭证)?(?:字)?"
        r"(?:第)?[-_]?(?:\d{1,4}[-_.]){0,2}\d{1,6}(?!\d)号?"
    )


_VOUCHER = _voucher_form()
_LABELLED = re.compile(r"凭证(?:号|编号|字号)?[:：]?\s*")


def _vouchers(text: str, known: Known, year: int | None, where: str, found: Found) -> dict[str, str]:
    """In a running text only what stands behind 凭证号, or what the books know, is a voucher: 付 and 收 are plain words."""
    form = re.sub(r"\s+", "" if where != "text" else " ", plain(text))
    numbers: dict[str, str] = {}
    for match in _VOUCHER.finditer(form):
        written = match[0].rstrip("号").replace("_", "-").replace(".", "-")
        number = read_voucher(written)
        if number is None or number.month is None:
            continue  # vouchers are numbered anew each month
        key = number.key(Period(year))
        same = known.vouchers.get((number.key(Period(1)) or "")[5:], [])
        if number.year is None and key not in same:
            key = same[0] if len(same) == 1 else key if not known.vouchers else None
        is_known = key is not None and ("voucher", key) in known.units
        labelled = where != "text" or _LABELLED.search(form[max(0, match.start() - 8) : match.start()])
        if is_known or (key and not known.vouchers and labelled):
            assert key is not None
            numbers.setdefault(key, key)
        elif labelled and written not in found.unknown:
            found.unknown.append(written)
    return numbers


def named_in(text: str, forms: dict[str, dict[str, str]], kind: str, shortest: int) -> dict[str, str]:
    """{key: as written} of the numbers that stand in ``text``; ``forms``: strict form -> {key: as written}."""
    numbers: dict[str, str] = {}
    if not forms:
        return numbers
    key_of = plain_key if kind == "invoice" else contract_key
    for candidate in candidates(text):
        form = strict(candidate)
        if len(form) >= shortest and form in forms:
            for key, written in forms[form].items():
                # 合2023-1-12 is not 合2023-11-2.
                if key_of(candidate) == key:
                    numbers.setdefault(key, written)
    longest = sorted(numbers, key=len, reverse=True)
    # HT-2023-03 within HT-2023-031-补1 is the longer one.
    return {key: numbers[key] for key in numbers if not _within(key, longest)}


def _within(key: str, others: Iterable[str]) -> bool:
    form = strict(key.split("|")[0])
    return any(form != other and form in other for other in (strict(each.split("|")[0]) for each in others))


def candidates(text: str) -> Iterator[str]:
    """Pieces of a text that may be a number."""
    for line in _lines(text):
        yield from _candidates(line)


def _lines(text: str) -> Iterator[str]:
    for line in plain(text).upper().splitlines():
        if any(char.isdigit() for char in line):
            yield line


def _candidates(line: str) -> Iterator[str]:
    """Pieces of a line that may be a number: they end with a figure (or up to two characters behind it)."""
    runs = [(match.start(), match.end(), match[0]) for match in _CHARACTER_RUNS.finditer(line)]
    for last, (_start, _end, run) in enumerate(runs):
        if not run[0].isdigit():
            continue
        ends = [runs[last][1]]
        for behind in range(last + 1, min(last + 1 + _BEHIND, len(runs))):
            if runs[behind][2][0].isdigit() or runs[behind][0] != runs[behind - 1][1]:
                break
            ends.append(runs[behind][1])
        for first in range(last, -1, -1):
            begin = runs[first][0]
            if runs[last][1] - begin > _LONGEST:
                break
            for end in ends:
                yield line[begin:end]
