"""Suppliers that keep meeting at one body's tenders, and whether they take turns at winning.

A fixed group is a k-core of the network whose edges join suppliers that meet often, as a number and as a share of the bids
of each: every member has at least k such partners in the group. Turns are even where each winner comes again after as many
tenders as there are winners.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

NEEDS = ("unit", "tender", "date", "bidder", "bidder_key", "won", "test", "bid_row", "procurement_row")
RETURNS = (
    "subject", "subject_key", "members", "least", "partners", "times", "wins", "sequence", "bid_rows", "procurement_rows",
)  # fmt: skip
PARAMS = ("min_co", "ratio", "min_group", "turns", "evenness", "unevenness")

SHOWN = 12  # winners of a sequence that a finding names


@dataclass
class Tender:
    """Who bid (key -> rows), who won, when it was announced; ``day`` and ``procurement_row`` None where nothing says."""

    key: str
    day: date | None
    procurement_row: int | None
    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    winners: set[str] = field(default_factory=set)


def fixed_groups(bidders: Iterable[Iterable[str]], least: int, share: Decimal, smallest: int) -> list[list[str]]:
    """Groups of at least ``smallest`` suppliers; ``bidders`` are those of each tender.

    Each member meets ``smallest`` - 1 others of its group in at least ``least`` tenders, which are at least ``share`` of all
    that either of the two bid for.
    """
    import networkx

    bids: Counter[str] = Counter()
    met: Counter[tuple[str, str]] = Counter()
    for present in bidders:
        each = sorted(set(present))
        bids.update(each)
        met.update(combinations(each, 2))
    graph = networkx.Graph()
    graph.add_edges_from(
        (a, b) for (a, b), times in met.items() if times >= least and times >= share * max(bids[a], bids[b])
    )
    core = networkx.k_core(graph, smallest - 1)
    return sorted(sorted(members) for members in networkx.connected_components(core))


def evenness(winners: Sequence[str]) -> float:
    """Entropy of the shares of the wins over that of equal shares: 1 where all won equally often, 0 where one won all."""
    counts = Counter(winners).values()
    if len(counts) < 2:
        return 0.0
    entropy = -sum(count / len(winners) * math.log(count / len(winners)) for count in counts)
    return entropy / math.log(len(counts))


def unevenness(winners: Sequence[str]) -> float:
    """How far the steps from one win of a supplier to its next lie from the number of winners (root mean square, as a share).

    0 for ABCABC; 0.5 for AABB. Infinite where nobody won twice: then there are no steps.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, winner in enumerate(winners):
        places[winner].append(place)
    turn = len(places)
    steps = [after - before for each in places.values() for before, after in pairwise(each)]
    if not steps:
        return math.inf
    return math.sqrt(sum((step - turn) ** 2 for step in steps) / len(steps)) / turn


def in_turn(winners: Sequence[str], params: Mapping[str, Any]) -> bool:
    """轮流中标: several winners, at least two rounds, equally often and evenly spaced."""
    return bool(
        len(winners) >= max(params["turns"], 2 * len(set(winners)))
        and evenness(winners) >= params["evenness"]
        and unevenness(winners) <= params["unevenness"]
    )


def run(rows: Sequence[Mapping[str, Any]], params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A finding for each fixed group (``test`` together), or for each whose members take turns at winning (``turns``)."""
    units: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        units[row["unit"]].append(row)
    for unit, bids in units.items():
        names: dict[str, str] = {}
        for bid in bids:
            names.setdefault(bid["bidder_key"], bid["bidder"])
        tenders = _tenders(bids)
        groups = fixed_groups(
            (tender.rows for tender in tenders), params["min_co"], params["ratio"], params["min_group"]
        )
        for members in groups:
            met = [tender for tender in tenders if len(tender.rows.keys() & members) >= params["min_group"]]
            if len(met) < params["min_co"]:
                continue
            tell = _together if bids[0]["test"] == "together" else _turns
            told = tell(members, names, met, params)
            if told is not None:
                yield {"unit": unit, **_group(members, names), **told}


def _tenders(bids: Iterable[Mapping[str, Any]]) -> list[Tender]:
    """In the order of their announcements, then of their numbers."""
    tenders: dict[str, Tender] = {}
    for bid in bids:
        tender = tenders.setdefault(bid["tender"], Tender(bid["tender"], bid["date"], bid["procurement_row"]))
        tender.rows[bid["bidder_key"]].append(bid["bid_row"])
        if bid["won"]:
            tender.winners.add(bid["bidder_key"])
    return sorted(tenders.values(), key=lambda tender: (tender.day or date.min, tender.key))


def _group(members: Sequence[str], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "subject": "、".join(name for key, name in names.items() if key in members),
        "subject_key": "、".join(members),
        "members": len(members),
    }


def _together(
    members: Sequence[str], names: Mapping[str, str], met: Sequence[Tender], params: Mapping[str, Any]
) -> dict[str, Any]:
    wins = Counter(key for tender in met for key in tender.winners & set(members))
    told = [f"{names[key]}{count}次" for key, count in sorted(wins.items(), key=lambda item: (-item[1], item[0]))]
    return {
        "least": params["min_group"],
        "partners": params["min_group"] - 1,
        "times": len(met),
        "wins": "、".join(told) or "均未登记为其中标",
        **_evidence(members, met),
    }


def _turns(
    members: Sequence[str], names: Mapping[str, str], met: Sequence[Tender], params: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Of the tenders whose day is known and which one member alone won."""
    won = [tender for tender in met if tender.day is not None and len(tender.winners & set(members)) == 1]
    winners = [next(iter(tender.winners & set(members))) for tender in won]
    if not in_turn(winners, params):
        return None
    shown = "、".join(names[key] for key in winners[:SHOWN]) + ("等" if len(winners) > SHOWN else "")
    return {"times": len(won), "sequence": shown, **_evidence(members, won)}


def _evidence(members: Sequence[str], tenders: Sequence[Tender]) -> dict[str, Any]:
    """The day of the last of ``tenders``, the bids of the members, the procurements."""
    return {
        "date": max((tender.day for tender in tenders if tender.day), default=None),
        "bid_rows": [row for tender in tenders for key in members for row in tender.rows.get(key, ())],
        "procurement_rows": [tender.procurement_row for tender in tenders if tender.procurement_row is not None],
    }
