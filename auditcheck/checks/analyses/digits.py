"""Digits of amounts against Benford's law (首位、次位、前两位) and against even spread (末两位).

Digits are read from the decimal text of the amount, never from a float. What deviates is told by the mean absolute deviation
(MAD) and Nigrini's bands (Benford's Law, 2012, table 7.1); chi-square, which at audit sizes rejects nearly everything,
only rules out chance.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NEEDS = ("unit", "fiscal_year", "test", "mad_limit", "limit", "amount", "voucher_row")
RETURNS = ("year", "entries", "mad", "chi_square", "digits", "voucher_rows")
PARAMS = ("alpha",)

BANDS = ("非常符合", "基本符合", "勉强符合", "不符合")
# Upper ends of the first three bands; for the last two digits nobody has published any.
LIMITS: Mapping[str, tuple[str, str, str]] = {
    "first": ("0.006", "0.012", "0.015"),
    "second": ("0.008", "0.010", "0.012"),
    "first_two": ("0.0012", "0.0018", "0.0022"),
}
SHOWN = 3  # digits that a finding names
MOST_ROWS = 200  # of evidence: the largest amounts with these digits


def digits_of(amount: Decimal, test: str) -> str | None:
    """The digits that a test looks at, None where an amount has none of the kind.

    ``first``, ``second``, ``first_two``: significant digits. ``last_two``: the last two before the decimal point, of four or
    more (in shorter ones they still follow Benford's law); 00 is left out, for round sums are a question of their own.
    """
    text = format(amount.copy_abs(), "f")
    if test == "last_two":
        whole = text.partition(".")[0].lstrip("0")
        return whole[-2:] if len(whole) >= 4 and whole[-2:] != "00" else None
    significant = text.replace(".", "").lstrip("0")
    if not significant:
        return None
    first_two = significant[:2].ljust(2, "0")
    return {"first": first_two[0], "second": first_two[1], "first_two": first_two}[test]


def expected(test: str) -> dict[str, float]:
    """The share of each digit or pair of digits; the shares sum to one. Raises KeyError for an unknown test."""
    pairs = {str(number): math.log10(1 + 1 / number) for number in range(10, 100)}
    if test == "first_two":
        return pairs
    if test == "last_two":
        return {f"{number:02d}": 1 / 99 for number in range(1, 100)}
    place = {"first": 0, "second": 1}[test]
    shares: dict[str, float] = defaultdict(float)
    for pair, share in pairs.items():
        shares[pair[place]] += share
    return dict(sorted(shares.items()))


@dataclass(frozen=True)
class Spread:
    """How the digits of ``entries`` amounts are spread; ``counts`` and ``z`` by digit, ``p_value`` of chi-square."""

    test: str
    entries: int
    counts: Mapping[str, int]
    mad: float
    chi_square: float
    p_value: float
    z: Mapping[str, float]

    @property
    def band(self) -> str | None:
        """Nigrini's word for the MAD; None for the last two digits."""
        if self.test not in LIMITS:
            return None
        return BANDS[sum(self.mad > float(limit) for limit in LIMITS[self.test])]

    @property
    def too_frequent(self) -> list[str]:
        """Digits beyond what was to be expected, the most striking first."""
        return sorted((digit for digit, z in self.z.items() if z > 0), key=lambda digit: (-self.z[digit], digit))


def spread(amounts: Iterable[Decimal], test: str) -> Spread:
    """The spread of the digits of the amounts; of none MAD and chi-square are 0 and the p-value 1."""
    from scipy.special import chdtrc  # scipy.stats would take a second to import

    counts = Counter(digits for amount in amounts if (digits := digits_of(amount, test)) is not None)
    shares, entries = expected(test), counts.total()
    if not entries:
        return Spread(test, 0, dict.fromkeys(shares, 0), 0.0, 0.0, 1.0, dict.fromkeys(shares, 0.0))
    z = {
        digit: (counts[digit] - entries * share) / math.sqrt(entries * share * (1 - share))
        for digit, share in shares.items()
    }
    square = math.fsum((counts[digit] - entries * share) ** 2 / (entries * share) for digit, share in shares.items())
    return Spread(
        test,
        entries,
        {digit: counts[digit] for digit in shares},
        math.fsum(abs(counts[digit] / entries - share) for digit, share in shares.items()) / len(shares),
        square,
        float(chdtrc(len(shares) - 1, square)),
        z,
    )


def run(rows: Sequence[Mapping[str, Any]], params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A finding for each unit and year whose MAD is above ``mad_limit`` and not explained by chance (``alpha``)."""
    groups: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["unit"], row["fiscal_year"]].append(row)
    for (unit, year), members in sorted(groups.items(), key=lambda item: (str(item[0][0]), item[0][1])):
        test = members[0]["test"]
        found = spread((row["amount"] for row in members), test)
        if found.mad <= members[0]["mad_limit"] or found.p_value >= params["alpha"]:
            continue
        shown = found.too_frequent[:SHOWN]
        striking = [row for row in members if digits_of(row["amount"], test) in shown]
        striking.sort(key=lambda row: (-row["amount"], row["voucher_row"]))
        shares = expected(test)
        yield {
            "unit": unit,
            "fiscal_year": year,
            "year": f"{year}年",
            "limit": members[0]["limit"],
            "entries": found.entries,
            "mad": f"{found.mad:.4f}",
            "chi_square": f"{found.chi_square:.1f}",
            "digits": "、".join(
                f"{digit}（{found.counts[digit] / found.entries:.1%}，应为{shares[digit]:.1%}）" for digit in shown
            ),
            "voucher_rows": [row["voucher_row"] for row in striking[:MOST_ROWS]],
        }
