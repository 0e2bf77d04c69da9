"""Which items to examine. Amounts are whole fen; an item is a position in the population."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, pairwise

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.sampling.allocation import allocate
from auditcheck.sampling.draws import Draws

MONEY_METHODS = ("interval", "cell", "pps")  # an item's chance is its amount
METHODS = (*MONEY_METHODS, "random", "top", "stratified", "two-stage")
NEGATIVES = ("exclude", "absolute")
VERSION = 1  # of the methods: raised when the same inputs would give another sample


@dataclass(frozen=True)
class Population:
    """``amounts`` in fen (None: no amount is written), ``labels`` what the hash knows an item by, ``strata`` its group."""

    amounts: Sequence[int | None]
    labels: Sequence[str]
    strata: Sequence[str] = ()

    def sha256(self) -> str:
        digest = hashlib.sha256()
        for label, amount in zip(self.labels, self.amounts, strict=True):
            digest.update(f"{label}\x1f{'' if amount is None else amount}\x1e".encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Settings:
    """``start`` in fen, from 1 to the interval (interval method); ``n`` items, or selections for money methods."""

    method: str
    n: int
    seed: int | None = None
    start: int | None = None
    negatives: str = "exclude"
    allocation: str = "proportional"
    minimum: int = 0
    bodies: int = 0  # strata that are drawn first (two-stage)


@dataclass
class Selection:
    """``hits``: position -> how often it was hit; ``certain`` those above the interval, hit whatever the start."""

    hits: dict[int, int]
    interval: Fraction | None = None
    start: int | None = None
    certain: list[int] = field(default_factory=list)
    shares: dict[str, tuple[int, int]] = field(default_factory=dict)  # stratum -> (drawn, of how many)
    bodies: dict[str, int] = field(default_factory=dict)  # items of all from which bodies were drawn (two-stage)


def select(population: Population, settings: Settings, within: Sequence[int] | None = None) -> Selection:
    """``within``: the positions that may be drawn (default: all). Raises ConfigError where the method cannot be used."""
    if settings.n < 1:
        raise ConfigError(_("{name}: {value} is not a number of items").format(name="--n", value=settings.n))
    amounts = [
        None if amount is None else abs(amount) if settings.negatives == "absolute" else amount
        for amount in population.amounts
    ]
    within = range(len(amounts)) if within is None else within
    if settings.method in MONEY_METHODS:
        return _by_money(amounts, settings, within)
    if settings.method == "top":
        ranked = sorted((i for i in within if (amounts[i] or 0) > 0), key=lambda i: (-(amounts[i] or 0), i))
        return Selection(dict.fromkeys(sorted(ranked[: settings.n]), 1))
    if settings.method == "two-stage":
        return _two_stages(population.strata, amounts, settings, within)
    if settings.method == "stratified":
        return _stratified(population.strata, amounts, settings, within)
    drawn = _draws(settings).shuffled(within)[: settings.n]
    return Selection(dict.fromkeys(sorted(drawn), 1))


def _draws(settings: Settings) -> Draws:
    if settings.seed is None:
        raise ConfigError(_("{name} is needed: it is written into the paper").format(name="--seed"))
    return Draws(settings.seed, f"{settings.method}/{VERSION}")


def _by_money(amounts: Sequence[int | None], settings: Settings, within: Sequence[int]) -> Selection:
    """Every fen is a sampling unit; an item is hit where a chosen fen lies within it."""
    positions = [i for i in within if (amounts[i] or 0) > 0]
    ends = list(accumulate(amounts[i] or 0 for i in positions))
    if not ends:
        raise ConfigError(_("no amount above zero: nothing can be drawn in proportion to money"))
    total = ends[-1]
    if settings.n > total:
        raise ConfigError(_("{name}: {value} is not a number of items").format(name="--n", value=settings.n))
    start = None
    if settings.method == "interval":
        step = total // settings.n
        start = settings.start if settings.start is not None else _draws(settings).below(step) + 1
        if not 1 <= start <= step:
            raise ConfigError(
                _("{name}: the start must lie within the first interval of {interval} yuan").format(
                    name="--start", interval=f"{step / 100:.2f}"
                )
            )
        points: Iterable[int] = range(start, total + 1, step)
        interval = Fraction(step)
    elif settings.method == "cell":
        draws = _draws(settings)
        edges = [total * i // settings.n for i in range(settings.n + 1)]
        points = [low + 1 + draws.below(high - low) for low, high in pairwise(edges)]
        interval = Fraction(total, settings.n)
    else:
        draws = _draws(settings)
        points = (draws.below(total) + 1 for _number in range(settings.n))
        interval = Fraction(total, settings.n)
    hits = Counter(positions[bisect_left(ends, point)] for point in points)
    above = [i for i in positions if (amounts[i] or 0) > interval]
    return Selection(dict(sorted(hits.items())), interval, start, [i for i in above if i in hits])


def _stratified(
    strata: Sequence[str], amounts: Sequence[int | None], settings: Settings, within: Sequence[int]
) -> Selection:
    return _shared(_groups(strata, within), amounts, settings, _draws(settings), settings.minimum)


def _two_stages(
    strata: Sequence[str], amounts: Sequence[int | None], settings: Settings, within: Sequence[int]
) -> Selection:
    """Bodies at random, each alike; then items at random within each: two of a body at least, or none shows the spread."""
    groups = _groups(strata, within)
    if not 2 <= settings.bodies < len(groups):
        raise ConfigError(
            _(
                "{name}: {value} of {count} bodies cannot be drawn: at least 2, and not all of them "
                "(that is --method stratified)"
            ).format(name="--bodies", value=settings.bodies, count=len(groups))
        )
    purpose = f"two-stage/{VERSION}"
    names = list(groups)
    first = Draws(settings.seed or 0, f"{purpose}/bodies").shuffled(range(len(names)))[: settings.bodies]
    drawn = {names[i]: groups[names[i]] for i in sorted(first)}
    found = _shared(drawn, amounts, settings, _draws(settings), max(2, settings.minimum))
    found.bodies = {name: len(rows) for name, rows in groups.items()}
    return found


def _groups(strata: Sequence[str], within: Sequence[int]) -> dict[str, list[int]]:
    if not strata:
        raise ConfigError(_("{name} is needed: the column that makes the strata").format(name="--strata"))
    groups: dict[str, list[int]] = {}
    for position in within:
        groups.setdefault(strata[position], []).append(position)
    return dict(sorted(groups.items()))


def _shared(
    groups: Mapping[str, list[int]], amounts: Sequence[int | None], settings: Settings, draws: Draws, minimum: int
) -> Selection:
    money: Mapping[str, Sequence[int]] = {name: [amounts[i] or 0 for i in rows] for name, rows in groups.items()}
    shares = allocate(settings.n, money, settings.allocation, minimum)
    hits = [i for name, rows in groups.items() for i in draws.shuffled(rows)[: shares[name]]]
    return Selection(
        dict.fromkeys(sorted(hits), 1), shares={name: (shares[name], len(rows)) for name, rows in groups.items()}
    )
