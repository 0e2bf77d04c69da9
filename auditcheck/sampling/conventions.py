"""The factors and formulas that auditors' tables are made with; each result says which was used.

``exact``: the distribution itself. ``aicpa``: confidence factors rounded up to two decimals, and expansion factors for
expected misstatement (AICPA Audit Guide, Audit Sampling). ``cn``: 总体金额×保证系数÷可容忍错报 as Chinese firms' manuals have
it, with the same factors (95% 3.00, 90% 2.31), and expected misstatement taken off with its expansion factor.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.sampling.tails import poisson_factor

CONVENTIONS = ("exact", "aicpa", "cn")
NAMES = {"exact": "精确分布", "aicpa": "AICPA保证系数", "cn": "国内实务保证系数"}
# Risk of incorrect acceptance (per cent) -> expansion factor, AICPA Audit Guide.
_EXPANSION = {1: "1.9", 5: "1.6", 10: "1.5", 15: "1.4", 20: "1.3", 25: "1.25", 30: "1.2", 37: "1.15", 50: "1.0"}


def rounded_factor(errors: int, confidence: Fraction) -> Decimal:
    """The confidence factor as the tables print it: the Poisson mean, rounded up to two decimals."""
    return Decimal(repr(poisson_factor(Fraction(errors), confidence))).quantize(Decimal("0.01"), ROUND_CEILING)


def expansion_factor(confidence: Fraction) -> Decimal:
    """For expected misstatement; the tables know some levels only. Raises ConfigError for others."""
    risk = (1 - confidence) * 100
    if risk.denominator != 1 or int(risk) not in _EXPANSION:
        known = ", ".join(f"{100 - level}%" for level in _EXPANSION)
        raise ConfigError(
            _("no expansion factor is published for this confidence; use --convention exact, or one of {known}").format(
                known=known
            )
        )
    return Decimal(_EXPANSION[int(risk)])
