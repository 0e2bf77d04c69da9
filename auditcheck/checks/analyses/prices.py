"""Patterns in the quotes of one tender: even steps, one distance from the ceiling, losers close together, one ending.

Quotes are Decimal throughout; of a pattern that chance easily makes (round endings, too few quotes) nothing is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

NEEDS = ("unit", "tender", "test", "quote", "ceiling", "bid_row")
RETURNS = ("pattern", "quotes", "bidders", "bid_rows")
PARAMS = ("cv", "disp", "min_bidders")

ENDING = 3  # figures before the decimal point that all quotes share


def variation(values: Sequence[Decimal]) -> Decimal:
    """Coefficient of variation (population standard deviation / mean); 0 where all values are equal."""
    mean = sum(values, Decimal(0)) / len(values)
    squares = sum(((value - mean) ** 2 for value in values), Decimal(0)) / len(values)
    return squares.sqrt() / mean if squares else Decimal(0)


def steps(quotes: Sequence[Decimal], most: Decimal) -> str | None:
    """等额、等比: the steps between the sorted quotes vary by less than ``most``."""
    ordered = sorted(quotes)
    if ordered[0] == ordered[-1]:
        return "完全相同"
    if variation([after - before for before, after in pairwise(ordered)]) < most:
        return "依次相差的金额几乎相等"
    if ordered[0] > 0 and variation([after / before - 1 for before, after in pairwise(ordered)]) < most:
        return "依次相差的比例几乎相等"
    return None


def near_ceiling(quotes: Sequence[Decimal], ceiling: Decimal, most: Decimal) -> str | None:
    """All quotes are nearly the same share of the ceiling price."""
    if (max(quotes) - min(quotes)) / ceiling > most:
        return None
    return f"均为最高限价的{min(quotes) / ceiling:.1%}至{max(quotes) / ceiling:.1%}"


def losers_together(quotes: Sequence[Decimal], most: Decimal, least: int) -> str | None:
    """All but the lowest lie within ``most`` of their mean; at least ``least`` of them, for two are often close."""
    others = sorted(quotes)[1:]
    if len(others) < least or (others[-1] - others[0]) * len(others) / sum(others) >= most:
        return None
    return f"除最低价外相差不足{most:.1%}"


def ending(quotes: Sequence[Decimal]) -> str | None:
    """All whole-yuan parts end in the same figures, which are not zeros."""
    texts = [format(quote, "f") for quote in quotes]
    ends = {text.partition(".")[0][-ENDING:] for text in texts}
    end = min(ends)
    if len(ends) > 1 or len(end) < ENDING or not end.strip("0") or len(set(texts)) == 1:
        return None
    return f"元以上末{ENDING}位均为{end}"


def run(rows: Sequence[Mapping[str, Any]], params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A finding for each tender whose quotes show the pattern that ``test`` (steps, ceiling, losers, ending) names."""
    tenders: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        tenders[row["unit"], row["tender"]].append(row)
    for bids in tenders.values():
        quotes = [bid["quote"] for bid in bids]
        test = bids[0]["test"]
        if test == "steps":
            pattern = steps(quotes, params["cv"])
        elif test == "ceiling":
            pattern = near_ceiling(quotes, bids[0]["ceiling"], params["disp"])
        elif test == "losers":
            pattern = losers_together(quotes, params["disp"], params["min_bidders"])
        else:
            pattern = ending(quotes)
        if pattern is not None:
            told = "、".join(f"{quote:,.2f}" for quote in sorted(quotes))
            own = {
                name: value
                for name, value in bids[0].items()
                if name not in ("test", "quote", "ceiling", "bid_row", "tender")
            }
            yield {
                **own,
                "pattern": pattern,
                "quotes": told,
                "bidders": len(bids),
                "bid_rows": [bid["bid_row"] for bid in bids],
            }
