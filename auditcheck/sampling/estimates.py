"""Classical variables estimation: ratio and difference, within strata, with a one-sided limit.

Cochran, Sampling Techniques (3rd ed.), 5.3 (stratified mean) and 6.11 (separate and combined ratio; the combined is used:
strata are small). The limit rests on the normal distribution (Student's t): in skewed books with few errors it is too low
(docs/sampling.md has how far), which each result says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.sampling import clusters
from auditcheck.sampling.clusters import Bodies
from auditcheck.sampling.quantities import decimal_of, percent

_FEW = 15  # errors, below which the normal distribution says little (Roberts 1978)
Pairs = Mapping[str, Sequence[tuple[Fraction, Fraction]]]  # stratum -> (book, audited)


@dataclass(frozen=True)
class Estimate:
    """Amounts in 元; overstatement is positive."""

    method: str
    point: Fraction
    error: Fraction | None  # standard error; None where it cannot be known (one item)
    factor: Fraction
    confidence: Fraction
    errors: int
    derivation: tuple[str, ...]

    def document(self, known: Fraction = Fraction(0)) -> dict[str, Any]:
        """``known``: misstatement found in items that were examined in full, added to point and limit."""
        margin = None if self.error is None else self.factor * self.error
        lines = list(self.derivation)
        if margin is not None:
            lines.append(
                f"标准误{decimal_of(self.error or Fraction(0), 2)}元，{percent(self.confidence)}单侧系数"
                f"{decimal_of(self.factor, 4)}，精确度{decimal_of(margin, 2)}元。"
            )
        few = f"样本中差错仅{self.errors}个；" if self.errors < _FEW else ""
        lines.append(f"{few}上限依正态近似，金额悬殊、差错少时偏低，不单独作为支持总体结论的依据。")
        upper = None if margin is None else self.point + known + margin
        return {
            "method": self.method,
            "point": str(decimal_of(self.point + known, 2)),
            "upper": str(decimal_of(self.point + known if upper is None else upper, 2)),
            "precision": None if margin is None else str(decimal_of(margin, 2)),
            "derivation": lines,
        }


def estimate(
    method: str, pairs: Pairs, sizes: Mapping[str, int], book_total: Fraction, confidence: Fraction
) -> Estimate:
    """``ratio`` (of misstatement to book value) or ``difference`` (a mean an item). ``sizes``: items of each stratum.

    Raises ConfigError where a stratum has no audited item, or book values add up to nothing.
    """
    from scipy.stats import t

    empty = [name for name, size in sizes.items() if size and not pairs.get(name)]
    if empty:
        raise ConfigError(_("no audited items in {names}").format(names=", ".join(name or "-" for name in empty)))
    wrong = sum(book != true for rows in pairs.values() for book, true in rows)
    expanded = {name: Fraction(sizes[name], len(rows)) for name, rows in pairs.items() if rows}
    misstated = sum((expanded[n] * sum(b - a for b, a in rows) for n, rows in pairs.items() if rows), Fraction(0))
    slope = Fraction(0)
    if method == "ratio":
        booked = sum((expanded[n] * sum(b for b, _a in rows) for n, rows in pairs.items() if rows), Fraction(0))
        if booked == 0:
            raise ConfigError(_("the sampled items have no book value: no ratio can be made"))
        slope = misstated / booked
        point = slope * book_total
        told = f"比率估计：错报率{percent(slope)}×抽取总体{decimal_of(book_total, 2)}元={decimal_of(point, 2)}元。"
    else:
        point = misstated
        told = f"差额估计：各层平均差额×总体笔数，合计{decimal_of(point, 2)}元。"
    variance = Fraction(0)
    alone = False
    items = sum(len(rows) for rows in pairs.values())
    for name, rows in pairs.items():
        count, size = len(rows), sizes.get(name, 0)
        if not count or count >= size:
            continue
        if count < 2:
            alone = True
            continue
        residuals = [book - true - slope * book for book, true in rows]
        mean = sum(residuals, Fraction(0)) / count
        spread = sum(((each - mean) ** 2 for each in residuals), Fraction(0)) / (count - 1)
        variance += Fraction(size * (size - count), count) * spread
    factor = Fraction(float(t.ppf(float(confidence), max(1, items - len(expanded)))))
    return Estimate(method, point, None if alone else _root(variance), factor, confidence, wrong, (told,))


def of_bodies(
    method: str, pairs: Pairs, bodies: Bodies, rows: int, book_total: Fraction, confidence: Fraction
) -> Estimate:
    """``ratio`` or ``difference`` of a two-stage sample of ``rows`` items; Student's t has one degree less than bodies."""
    from scipy.stats import t

    each = {
        name: [(book - true, book if method == "ratio" else Fraction(1)) for book, true in found]
        for name, found in pairs.items()
    }
    slope, variance = clusters.ratio(each, bodies)
    wrong = sum(book != true for found in pairs.values() for book, true in found)
    whole = book_total if method == "ratio" else Fraction(rows)
    point = slope * whole
    what = (
        f"比率估计：错报率{percent(slope)}×抽取总体{decimal_of(book_total, 2)}元"
        if method == "ratio"
        else (f"差额估计：平均差额{decimal_of(slope, 2)}元×{rows}笔")
    )
    factor = Fraction(float(t.ppf(float(confidence), len(bodies.sizes) - 1)))
    lines = (f"{what}={decimal_of(point, 2)}元；方差按两阶段（单位间、单位内）计算。",)
    # One item of a body says nothing of the spread within it.
    alone = any(len(pairs[name]) < min(2, size) for name, size in bodies.sizes.items())
    return Estimate(method, point, None if alone else _root(variance), factor, confidence, wrong, lines)


def _root(value: Fraction) -> Fraction:
    """To the hundredth of a fen."""
    return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt().quantize(Decimal("0.0001")))
