"""Do the bounds hold what they state? Samples from populations whose errors are known, evaluated as a user's would be.

``python -m tests.sampling.coverage 10000`` prints the table of docs/sampling.md.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from auditcheck.sampling.clusters import Bodies
from auditcheck.sampling.clusters import rate as limit
from auditcheck.sampling.evaluate import Result, evaluate
from auditcheck.sampling.layers import CERTAIN, SAMPLED, combine
from auditcheck.sampling.outcome import Item, Sample, misstatement
from auditcheck.sampling.select import Population, Settings, select

SEED = 20231231
CONFIDENCE = Fraction(95, 100)


@dataclass
class Row:
    """``covered`` of ``draws`` limits were at or above the truth."""

    what: str
    draws: int
    covered: int
    sharpness: float  # mean limit divided by the truth

    @property
    def share(self) -> float:
        return self.covered / self.draws


def attribute_rows(draws: int) -> Iterator[Row]:
    """Deviations at random; binomial and hypergeometric limits."""
    randoms = random.Random(SEED)
    for size, wrong, n in ((2000, 20, 93), (2000, 100, 93), (300, 9, 60), (300, 30, 60)):
        found = {"binomial": 0, "hypergeometric": 0}
        limits = dict.fromkeys(found, 0.0)
        known: dict[tuple[str, int], Fraction] = {}
        for _draw in range(draws):
            errors = sum(position < wrong for position in randoms.sample(range(size), n))
            for distribution in found:
                if (distribution, errors) not in known:
                    known[distribution, errors] = evaluate(
                        Result("attribute", distribution, CONFIDENCE, n, errors, population=Fraction(size))
                    ).upper
                upper = known[distribution, errors]
                found[distribution] += upper >= Fraction(wrong, size)
                limits[distribution] += float(upper)
        for distribution, covered in found.items():
            what = f"attribute, {distribution}, {wrong} of {size} wrong, n={n}"
            yield Row(what, draws, covered, limits[distribution] / draws / (wrong / size))


def books(items: int, rate: float, taints: tuple[float, ...]) -> tuple[list[int], list[int]]:
    """(booked, audited) in fen: skewed amounts, ``rate`` of them overstated by one of ``taints``."""
    randoms = random.Random(f"{SEED}/{items}/{rate}/{taints}")
    booked = [max(1, int(randoms.lognormvariate(8, 1.4) * 100)) for _item in range(items)]
    audited = [fen - int(fen * randoms.choice(taints)) if randoms.random() < rate else fen for fen in booked]
    return booked, audited


def money_rows(draws: int, items: int = 400, n: int = 60) -> Iterator[Row]:
    """Overstatement in monetary-unit samples (Stringer), and by ratio and difference in random ones."""
    for rate, taints in ((0.02, (1.0,)), (0.05, (1.0, 0.5)), (0.1, (0.1, 0.2, 0.4)), (0.4, (0.1, 0.3))):
        booked, audited = books(items, rate, taints)
        truth = sum(booked) - sum(audited)
        population = Population(booked, [str(i) for i in range(items)])
        for method in ("interval", "pps", "cell", "random"):
            sizes: dict[str, list[Fraction]] = {}
            for seed in range(draws):
                document = draw(population, booked, audited, Settings(method, n, seed=seed))
                for estimate in document:
                    sizes.setdefault(estimate["method"], []).append(Fraction(estimate["upper"]) * 100)
            for name, uppers in sizes.items():
                what = f"{method}, {name}, {rate:.0%} wrong by {'/'.join(f'{taint:.0%}' for taint in taints)}, n={n}"
                yield Row(what, draws, sum(upper >= truth for upper in uppers), float(sum(uppers)) / draws / truth)


def staged_rows(draws: int, of: int = 20, drawn: int = 6, n: int = 90) -> Iterator[Row]:
    """Deviations in two-stage samples: bodies of unlike size, their rates spread as the homogeneity says (beta-binomial).

    The last row has more homogeneity than the limit is told: what such a sample cannot see.
    """
    for average, homogeneity, told in ((0.03, 0.05, "1/20"), (0.1, 0.05, "1/20"), (0.1, 0.9, "1/20")):
        randoms = random.Random(f"{SEED}/{average}/{homogeneity}")
        shape = (1 - homogeneity) / homogeneity
        covered, limits = 0, 0.0
        for seed in range(draws):
            # A population of its own each time: what is covered is the homogeneity, not one lay of the errors.
            bodies = [
                [randoms.random() < rate for _item in range(randoms.randint(30, 300))]
                for rate in (randoms.betavariate(average * shape, (1 - average) * shape) for _body in range(of))
            ]
            wrong = list(chain.from_iterable(bodies))
            strata = [f"{number:02}" for number, body in enumerate(bodies) for _item in body]
            population = Population([100] * len(wrong), strata, strata)
            found = select(population, Settings("two-stage", n, seed=seed, bodies=drawn))
            pairs: dict[str, list[tuple[Fraction, Fraction]]] = {}
            for position in found.hits:
                pairs.setdefault(strata[position], []).append((Fraction(wrong[position]), Fraction(1)))
            sizes = {name: rows for name, (_drawn, rows) in found.shares.items()}
            upper = limit(pairs, Bodies(of, sizes, Fraction(told)), len(wrong), CONFIDENCE)[1]
            covered += upper >= Fraction(sum(wrong), len(wrong))
            limits += float(upper)
        what = f"two-stage, {drawn} of {of} bodies, {average:.0%} wrong, homogeneity {homogeneity} (told 0.05), n={n}"
        yield Row(what, draws, covered, limits / draws / average)


def draw(population: Population, booked: list[int], audited: list[int], settings: Settings) -> list[dict[str, str]]:
    """The estimates of one sample, by the way that `sample evaluate --sheet` goes."""
    found = combine(population, settings)
    items = [
        Item(str(i), choice.layer, choice.hits, "", Fraction(booked[i], 100), {}, Fraction(audited[i], 100))
        for i, choice in found.choices.items()
    ]
    certain = sum(booked[i] for i, choice in found.choices.items() if choice.layer == CERTAIN)
    rows = len(booked) - sum(choice.layer != SAMPLED for choice in found.choices.values())
    total = sum(booked)
    selection = found.selection
    sample = Sample(
        settings.method,
        Fraction(total, 100),
        rows,
        Fraction(total - certain, 100),
        largest=Fraction(max(booked), 100),
        interval=selection.interval / 100 if settings.method == "interval" and selection.interval else None,
        hits=sum(choice.hits for choice in found.choices.values() if choice.layer == SAMPLED),
    )
    document = misstatement(items, sample, CONFIDENCE, None)
    assert document is not None
    return list(document["estimates"])


def main(draws: int) -> None:
    print(f"| population and sample ({draws:,} draws, seed {SEED}) | limit at or above the truth | limit / truth |")
    print("|---|---|---|")
    for row in chain(attribute_rows(draws), money_rows(draws), staged_rows(draws)):
        print(f"| {row.what} | {row.share:.2%} | {row.sharpness:.2f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
