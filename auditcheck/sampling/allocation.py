"""How a sample is shared out among strata, in whole items."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from auditcheck.errors import ConfigError
from auditcheck.i18n import _

ALLOCATIONS = ("proportional", "amount", "neyman", "equal")


def allocate(
    n: int, strata: Mapping[str, Sequence[int]], how: str = "proportional", minimum: int = 0
) -> dict[str, int]:
    """Items for each stratum (name -> amounts in fen), adding up to ``n`` or to what the strata hold.

    ``proportional`` by items, ``amount`` by money, ``neyman`` by items times standard deviation (Neyman 1934), ``equal``.
    Each stratum gets at least ``minimum`` of its items. Shares by largest remainder; ties go to the earlier name.
    Raises ConfigError where the minimum needs more than n.
    """
    sizes = {name: len(amounts) for name, amounts in strata.items()}
    given = {name: min(minimum, size) for name, size in sizes.items()}
    if sum(given.values()) > n:
        raise ConfigError(
            _("{minimum} items in each of {strata} strata are more than the {n} to be drawn").format(
                minimum=minimum, strata=len(strata), n=n
            )
        )
    return share_out(n, sizes, {name: _weight(amounts, how) for name, amounts in strata.items()}, given)


def share_out(n: int, sizes: Mapping[str, int], weights: dict[str, Fraction], given: dict[str, int]) -> dict[str, int]:
    """``given`` (what each has for certain) filled up to ``n`` items by ``weights``, none beyond its size."""
    left = min(n, sum(sizes.values())) - sum(given.values())
    while left > 0:
        open_ = [name for name in sizes if given[name] < sizes[name]]
        total = sum(weights[name] for name in open_)
        if total == 0:
            weights, total = {name: Fraction(sizes[name]) for name in sizes}, Fraction(sum(sizes[n] for n in open_))
        shares = {name: left * weights[name] / total for name in open_}
        whole = {name: min(math.floor(share), sizes[name] - given[name]) for name, share in shares.items()}
        if not any(whole.values()):
            order = sorted(open_, key=lambda name: -(shares[name] - math.floor(shares[name])))
            whole = dict.fromkeys(order[:left], 1)
        for name, more in whole.items():
            given[name] += more
            left -= more
    return given


def _weight(amounts: Sequence[int], how: str) -> Fraction:
    if how == "equal":
        return Fraction(1)
    if how == "amount":
        return Fraction(sum(abs(amount) for amount in amounts))
    if how == "neyman":
        return len(amounts) * _deviation(amounts)
    return Fraction(len(amounts))


def _deviation(amounts: Sequence[int]) -> Fraction:
    """Standard deviation of the population, to the fen's tenth: a square root of whole numbers, the same everywhere."""
    count = len(amounts)
    squares = count * sum(amount * amount for amount in amounts) - sum(amounts) ** 2
    return Fraction(math.isqrt(squares * 100), 10 * count) if count else Fraction(0)


def deviation(amounts: Sequence[int]) -> Decimal:
    """In 元, two decimals."""
    value = _deviation(amounts)
    return (Decimal(value.numerator) / Decimal(value.denominator) / 100).quantize(Decimal("0.01"))
