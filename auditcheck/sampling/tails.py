"""Tail probabilities of the three distributions of audit sampling, exact where a comparison hangs on them.

``at_most(k, n)`` is P(X <= k). Floats find the neighbourhood of a sample size; whether n or n - 1 is enough is decided in
integers and fractions: a published library asks for 28 items where 32 are needed, because 0.06 x 100 came out above 6.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction


def binomial_at_most(errors: int, n: int, rate: Fraction) -> Fraction:
    """P(X <= errors) in n draws, each an error with probability ``rate``."""
    if errors >= n:
        return Fraction(1)
    top, bottom = rate.numerator, rate.denominator
    clean = bottom - top
    total = sum(math.comb(n, i) * top**i * clean ** (n - i) for i in range(errors + 1))
    return Fraction(total, bottom**n)


def hypergeometric_at_most(errors: int, n: int, population: int, wrong: int) -> Fraction:
    """P(X <= errors) in n draws without replacement from ``population`` items of which ``wrong`` are errors."""
    right = population - wrong
    lowest = max(0, n - right)
    total = sum(math.comb(wrong, i) * math.comb(right, n - i) for i in range(lowest, min(errors, wrong, n) + 1))
    return Fraction(total, math.comb(population, n))


def poisson_at_most(errors: int, mean: Fraction) -> Decimal:
    """P(X <= errors) where ``mean`` errors are expected; to forty digits."""
    with decimal.localcontext() as context:
        context.prec = 50
        expected = Decimal(mean.numerator) / Decimal(mean.denominator)
        term = total = Decimal(1)
        for i in range(1, errors + 1):
            term = term * expected / i
            total += term
        return +(total * (-expected).exp())


def smallest(enough: Callable[[int], bool], guess: int, most: int) -> int | None:
    """The smallest n in 1..most with ``enough(n)``, which stays true once it is; searched outwards from a guess."""
    low, high = 0, max(1, min(guess, most))  # low is not enough; high is to be shown
    step = 1
    while not enough(high):
        if high >= most:
            return None
        low, high, step = high, min(high + step, most), step * 2
    step = 1
    while high - low > 1:
        middle = max(low + 1, high - step) if step else (low + high) // 2
        if enough(middle):
            high, step = middle, step * 2
        else:
            low, step = middle, 0
    return high


def binomial_upper(errors: Fraction, n: int | Fraction, confidence: Fraction) -> float:
    """Clopper-Pearson upper limit of the rate; between whole numbers of errors by the beta distribution."""
    from scipy.special import betaincinv

    if errors >= n:
        return 1.0
    return float(betaincinv(float(errors) + 1, float(n - errors), float(confidence)))


def poisson_factor(errors: Fraction, confidence: Fraction) -> float:
    """The mean at which at most ``errors`` has probability 1 - confidence: 2.9957 for none at 95%."""
    from scipy.special import gammaincinv

    return float(gammaincinv(float(errors) + 1, float(confidence)))


def hypergeometric_upper(errors: int, n: int, population: int, confidence: Fraction) -> int:
    """The largest number of errors in the population that ``errors`` found in n draws does not rule out."""
    risk = 1 - confidence
    most = population - (n - errors)
    low, high = errors, most + 1  # low is possible, high is ruled out
    while high - low > 1:
        middle = (low + high) // 2
        if hypergeometric_at_most(errors, n, population, middle) > risk:
            low = middle
        else:
            high = middle
    return low
