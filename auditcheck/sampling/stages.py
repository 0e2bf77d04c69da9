"""Plans with more than one step: strata that share a sample, and vouchers within bodies that were drawn first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.sampling.allocation import allocate, deviation
from auditcheck.sampling.quantities import decimal_of


def stratified(n: int, strata: Mapping[str, Sequence[int]], how: str, minimum: int) -> dict[str, dict[str, Any]]:
    """How ``n`` items are shared among strata (name -> amounts in fen). Raises ConfigError as ``allocate`` does."""
    shares = allocate(n, strata, how, minimum)
    return {
        name: {
            "rows": len(amounts),
            "amount": str(decimal_of(Fraction(sum(amounts), 100), 2)),
            "deviation": str(deviation(amounts)),
            "n": shares[name],
        }
        for name, amounts in strata.items()
    }


def two_stages(n: int, bodies: int, homogeneity: Fraction) -> tuple[dict[str, Any], list[str]]:
    """Vouchers in each of ``bodies`` drawn first, so that together they say as much as ``n`` drawn from all.

    Items of one body are alike (``homogeneity``, the correlation within): m bodies of b items are worth
    m·b/(1+(b-1)·rho) items (Kish 1965, 5.4). Raises ConfigError where so few bodies can never say as much.
    """
    if not 0 <= homogeneity < 1:
        raise ConfigError(
            _("{name}: {value} does not lie between 0 and 1").format(name="--homogeneity", value=homogeneity)
        )
    rest = bodies - n * homogeneity
    if rest <= 0:
        least = math.floor(n * homogeneity) + 1
        raise ConfigError(
            _("{bodies} bodies are too few at this homogeneity; draw at least {least}").format(
                bodies=bodies, least=least
            )
        )
    each = math.ceil(n * (1 - homogeneity) / rest)
    effect = 1 + (each - 1) * homogeneity
    lines = [
        f"两阶段：先抽{bodies}个单位，平均每个单位抽{each}笔，共{bodies * each}笔。",
        f"设计效应=1＋(每单位笔数－1)×单位内相关系数=1＋({each}－1)×{decimal_of(homogeneity, 4)}={decimal_of(effect, 4)}；"
        f"有效样本量={bodies * each}÷{decimal_of(effect, 4)}={decimal_of(bodies * each / effect, 2)}≥{n}。",
    ]
    return {"bodies": bodies, "each": each, "n": bodies * each, "design_effect": str(decimal_of(effect, 4))}, lines
