"""How much of what belongs together is found again: recall and precision over many made years.

``python -m tests.evidence.links.proof --seeds 100`` prints the table of docs/links.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field

from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows
from tests.corpus import LEDGERS, Link, Year, make_year, spoil

EDGES = [
    *("payments.contracts", "payments.vouchers", "payments.invoices", "invoices.contracts", "invoices.vouchers"),
    *("acceptances.contracts", "assets.contracts", "assets.vouchers", "contracts.procurements"),
]


@dataclass
class Outcome:
    """Counts of links by edge: ``lost`` by the spoiling, of these found ``automatic`` or as ``candidate``; wrong ones."""

    lost: Counter[str] = field(default_factory=Counter)
    automatic: Counter[str] = field(default_factory=Counter)
    candidate: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    offered: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[Link, str]] = field(default_factory=list)

    def __iadd__(self, other: Outcome) -> Outcome:
        for name in ("lost", "automatic", "candidate", "wrong", "offered"):
            getattr(self, name).update(getattr(other, name))
        self.examples += other.examples
        return self


def judge(year: Year) -> Outcome:
    """What the tool makes of spoiled books, against the truth that came with them."""
    books = books_from_rows(year.rows)
    position = {
        (ledger, row_id): at for ledger in LEDGERS if ledger in books.tables
        for at, row_id in enumerate(books.tables[ledger].row_id)
    }  # fmt: skip
    first: dict[str, int] = {}
    for at, row in enumerate(year.rows["vouchers"]):
        first.setdefault(row["voucher_no"], at)
    workspace = build_workspace(books)
    rows = workspace.session.query("SELECT * FROM links")
    workspace.session.close()

    def link_of(row: dict[str, object]) -> Link:
        at = position[str(row["to_ledger"]), row["to_row"]]  # type: ignore[index]
        if row["to_ledger"] == "vouchers":
            at = first[year.rows["vouchers"][at]["voucher_no"]]
        return str(row["from_ledger"]), position[str(row["from_ledger"]), row["from_row"]], str(row["to_ledger"]), at  # type: ignore[index]

    given = {link_of(row) for row in rows if row["state"] == "given"}
    outcome = Outcome()
    lost = year.truth - given
    for link in lost:
        outcome.lost[edge(link)] += 1
    for row in rows:
        link = link_of(row)
        if row["state"] == "automatic":
            outcome.automatic[edge(link)] += link in lost
            if link not in year.truth:
                outcome.wrong[edge(link)] += 1
                outcome.examples.append((link, f"{row['method']} {row['confidence']} {row['reasons']}"))
        elif row["state"] == "candidate":
            outcome.offered[edge(link)] += 1
            outcome.candidate[edge(link)] += link in lost
    return outcome


def edge(link: Link) -> str:
    return f"{link[0]}.{link[2]}"


def run(seeds: range, share: float, rewritten: float = 0.5) -> Outcome:
    total = Outcome()
    for seed in seeds:
        total += judge(spoil(make_year(seed), share, seed, rewritten))
    return total


def table(outcome: Outcome) -> str:
    lines = [
        "| from, to | lost | automatic | with candidates | wrong automatic | candidates that are right |",
        "|---|---|---|---|---|---|",
    ]
    every = Outcome()
    for name in EDGES:
        for counts in ("lost", "automatic", "candidate", "wrong", "offered"):
            getattr(every, counts)["all"] += getattr(outcome, counts)[name]
        lines.append(_line(name, outcome))
    return "\n".join([*lines, _line("all", every)])


def _line(name: str, outcome: Outcome) -> str:
    lost, automatic, candidate = outcome.lost[name], outcome.automatic[name], outcome.candidate[name]
    offered = outcome.offered[name]
    return (
        f"| {name.replace('.', ', ')} | {lost:,} | {_share(automatic, lost)} | {_share(automatic + candidate, lost)} |"
        f" {outcome.wrong[name]} | {_share(candidate, offered)} |"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description="Recall and precision of links over made years.")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.seeds)
    for share, rewritten, title in (
        (0.3, 0.5, "30% of the numbers, half left out, half rewritten"),
        (1.0, 0.5, "all numbers, half left out, half rewritten"),
        (1.0, 0.0, "all numbers left out"),
        (1.0, 1.0, "all numbers rewritten"),
    ):
        outcome = run(seeds, share, rewritten)
        print(f"\n{title}, {len(seeds)} years\n\n{table(outcome)}", flush=True)
        for link, why in outcome.examples[:10]:
            print("wrong:", link, why)


if __name__ == "__main__":
    main()
