"""Keys of documents and bodies: what is the same number or the same name, whoever typed it.

Source: checks.md section 6. The written form is kept beside the key; where no key is certain there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from auditcheck.ledgers.schema import load_schema
from auditcheck.ledgers.text import plain, squeezed, with_dashes

_STROKES = re.compile(r"[_/\\·•]")
_RUN = re.compile("[至到~]")
_CUTS = re.compile(r"[、;,\n]+|以及|及|和")
_CONTRACT_CUTS = re.compile(r"[、;,\n]+")
_LONGEST_RUN = 500  # vouchers that one cell may span: more is a slip of the pen
_SEAL = re.compile(r"(\((公章|盖章|章|印章|签章|加盖公章)\))+$")
_BRACKETS = str.maketrans("【〔[{〈《】〕]}〉》", "(((((())))))")


def strict(text: str) -> str:
    """Upper case, without blanks and punctuation: ``HT-2023-118`` -> ``HT2023118``."""
    return "".join(filter(str.isalnum, plain(text).upper()))


def loose(text: str) -> str:
    """Letters, digits and characters apart, numbers without leading zeros, without 年字第号: ``HT-2023-118``.

    新市监合〔2023〕18号 and 新市监合字（2023）第018号 are alike in it.
    """
    parts = re.findall(r"[A-Z]+|[0-9]+|[^\W\d_A-Z]+", plain(text).upper())
    kept = (part.lstrip("0") or "0" if part[0] in "0123456789" else re.sub("[年字第号]", "", part) for part in parts)
    return "-".join(part for part in kept if part)


def contract_key(text: str) -> str | None:
    """Equal exactly when both the strict and the loose form are: 合2023-1-12 is not 合2023-11-2."""
    form = strict(text)
    return f"{form}|{loose(text)}" if form else None


def plain_key(text: str) -> str | None:
    """Of invoice, asset and project numbers: upper case, no blanks, no punctuation."""
    return strict(text) or None


def body_key(text: str) -> str | None:
    """Of names of bodies: no blanks, one kind of brackets, without （公章） at the end."""
    name = squeezed(text).translate(_BRACKETS).upper()
    return _SEAL.sub("", name) or None


def contract_keys(text: str) -> list[str]:
    """The keys of all numbers that a cell names, in order."""
    return _each(text, contract_key)


def plain_keys(text: str) -> list[str]:
    return _each(text, plain_key)


def _each(text: str, key_of: Callable[[str], str | None]) -> list[str]:
    keys = (key_of(part) for part in _CONTRACT_CUTS.split(plain(text)))
    return list(dict.fromkeys(key for key in keys if key))


@dataclass(frozen=True)
class Period:
    """What a row knows of the books its voucher number belongs to; None where it does not say."""

    year: int | None = None
    month: int | None = None
    kind: str | None = None  # 凭证字


@dataclass(frozen=True)
class VoucherNumber:
    """The parts that a number itself names."""

    number: int
    kind: str | None = None
    month: int | None = None
    year: int | None = None

    def key(self, period: Period) -> str | None:
        """``2023-10-记-0037``, from the number's own parts before the row's; None without a year or month."""
        year, month = self.year or period.year, self.month or period.month
        if year is None or month is None:
            return None
        return f"{year:04d}-{month:02d}-{self.kind or voucher_kind(period.kind) or '记'}-{self.number:04d}"


@lru_cache(maxsize=1024)
def voucher_kind(text: str | None) -> str | None:
    """记账凭证, 记字, 记 -> 记; a word that is none of ours stays as it is."""
    if not text:
        return None
    word = squeezed(text).upper()
    canonical = load_schema().voucher_type_of
    for tail in ("", "凭证", "字"):
        bare = word.removesuffix(tail)
        if bare in canonical:
            return canonical[bare]
    return word.removesuffix("字").removesuffix("凭证") or None


@lru_cache(maxsize=1)
def _forms() -> list[re.Pattern[str]]:
    kind = "(?P<t>" + "|".join(map(re.escape, load_schema().voucher_types)) + ")"
    year, month = r"(?P<y>20\d{2})", r"(?P<m>0?[1-9]|1[0-2])"
    number = r"(?:第)?(?P<n>\d{1,6})(?:号|#)?"
    return [
        re.compile(form)
        for form in (
            rf"{year}[-年.]?{month}[-月.]?{kind}(?:凭证)?(?:字)?-?{number}",
            rf"{kind}(?:字)?-{month}-{number}",
            rf"{kind}(?:字)?-?{year}-?(?P<m>0[1-9]|1[0-2])-{number}",
            rf"{kind}(?:字)?-{year}-{number}",
            rf"{month}月{kind}?(?:凭证)?(?:字)?-?{number}",
            rf"{kind}(?:凭证)?(?:字)?-?{number}",
            number,
        )
    ]


@lru_cache(maxsize=1 << 17)
def read_voucher(text: str) -> VoucherNumber | None:
    """One number in any of the known forms; None where it has none of them."""
    compact = _STROKES.sub("-", with_dashes(squeezed(text)))
    for form in _forms():
        if match := form.fullmatch(compact):
            parts = match.groupdict()
            year, month = parts.get("y"), parts.get("m")
            return VoucherNumber(
                int(parts["n"]),
                voucher_kind(parts.get("t")),
                int(month) if month else None,
                int(year) if year else None,
            )
    return None


def read_vouchers(text: str) -> list[VoucherNumber] | None:
    """All numbers that a cell names; None where any part of it is uncertain (记-10-0037/0038).

    记-10-0037至0040 is four numbers; in 记-10-0037、0038 the second takes word and month of the first.
    """
    found: list[VoucherNumber] = []
    for part in filter(None, (piece.strip() for piece in _CUTS.split(plain(text)))):
        ends = [_inheriting(end, found) for end in _RUN.split(part)]
        if None in ends or len(ends) > 2:
            return None
        first, last = ends[0], ends[-1]
        assert first is not None and last is not None
        if len(ends) == 2:
            last = _completed(last, first)
            same_books = (first.kind, first.month, first.year) == (last.kind, last.month, last.year)
            if not same_books or not first.number <= last.number < first.number + _LONGEST_RUN:
                return None
        found += [VoucherNumber(n, first.kind, first.month, first.year) for n in range(first.number, last.number + 1)]
    return list(dict.fromkeys(found)) or None


def _inheriting(text: str, before: list[VoucherNumber]) -> VoucherNumber | None:
    number = read_voucher(text)
    return _completed(number, before[-1]) if number and before else number


def _completed(number: VoucherNumber, model: VoucherNumber) -> VoucherNumber:
    if number.kind or number.month or number.year:
        return number
    return VoucherNumber(number.number, model.kind, model.month, model.year)


def voucher_keys(text: str, period: Period) -> list[str] | None:
    """Keys of all vouchers of a cell. None where a part is uncertain or no month or year is known."""
    numbers = read_vouchers(text)
    if not numbers:
        return None
    keys = [number.key(period) for number in numbers]
    return None if None in keys else [key for key in keys if key is not None]


def voucher_stem(before: str, period: Period) -> str | None:
    """The key without its number, where ``before`` and a number name one voucher; None where a closer look is needed."""
    form = plain(before)
    if _CUTS.search(form) or _RUN.search(form):
        return None
    keys = voucher_keys(f"{before}1", period)
    return keys[0].removesuffix("0001") if keys and keys[0].endswith("-0001") else None
