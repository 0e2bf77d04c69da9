"""``python -m tests.corpus``: write docs/corpus.md, what the catalogue says of clean and of planted years."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.corpus.gate import (
    Tally,
    all_cases,
    catalogue,
    judge,
    lines_of,
    mismeasured,
    planted_in_the_year,
    told,
    transplanted,
)
from tests.corpus.plants_registers import ALL
from tests.corpus.subordinates import made_year

SEED = 1
HEAD = """\
<!-- Written by python -m tests.corpus; do not edit. -->
# How right the checks are

A generator (`tests/corpus/clean.py`, seeded) makes a whole unit's year in which everything is in order, and fewer but longer
books of two subordinate bodies (`tests/corpus/subordinates.py`), for what shows in many rows only: {ledgers} ledgers,
{rows:,} rows that agree with each other. On it every check must be silent, with all its thresholds set
(`tests/corpus/rules.py`). Then two kinds of plants, each with its truth:

- **cases**: the rows of the checks’ cases, {cases:,} of them (hits, near misses on the limit, exclusions, known false
  positives; all but those of measures, of earlier runs and of rules, which are said of a whole book), under bodies of their
  own, all of one day and calendar together in one year. Among them a check must say exactly what it says of the case alone.
- **plants** (`tests/corpus/plants*.py`): rows of the clean year itself changed by one step, over the limit and exactly on it,
  {plants} in different places of as few books as hold them. A check must find each violation, by its row, and nothing that no
  plant explains. A measure must come to what the changed books come to by hand, and stay where what it does not count changes.

Precision is the share of findings that were planted, recall the share of planted ones that were found. `make soak` repeats this
with other seeds; a part of it runs with every `make test`. What only a file has (cells that cannot be read, a printed total:
EVI-001 A and F) is planted in workbooks by `tests/checks/test_field_parse_and_unit.py`.

In sum: of {wanted:,} findings that the cases want {right:,} were found, {wrong} others; of {violations} planted violations {found}
were found, of {nears} near misses {silent} passed in silence; {other} findings of nothing planted.

{result}

| check | title | cases | findings wanted | found | other | plants | near misses | precision | recall |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
"""


def page() -> Iterator[str]:
    checks, _laws = catalogue()
    rows, cases = made_year(SEED), all_cases()
    results = judge(rows)
    tallies, differing = transplanted(cases, SEED)
    own, wrong = planted_in_the_year(SEED)
    problems = [*told(results), *mismeasured(results, rows).values(), *lines_of(differing), *wrong]
    result = "All of it holds." if not problems else "What does not hold:\n\n" + "\n".join(f"- {p}" for p in problems)
    yield HEAD.format(
        ledgers=len(rows), rows=sum(map(len, rows.values())), cases=len(cases), plants=len(ALL), result=result,
        **_sums(tallies.values(), own.values()),
    )  # fmt: skip
    for check_id, check in sorted(checks.items()):
        yield _line(check_id, check.title, tallies.get(check_id), own.get(check_id))
    without = [check_id for check_id in checks if check_id not in own]
    if without:
        yield f"\nWithout a plant in the year itself yet ({len(without)}): {', '.join(sorted(without))}.\n"


def _sums(cases: Iterable[Tally], plants: Collection[Tally]) -> dict[str, int]:
    cases = list(cases)
    return {
        "wanted": sum(tally.wanted for tally in cases),
        "right": sum(tally.right for tally in cases),
        "wrong": sum(tally.wrong for tally in cases),
        "violations": sum(tally.planted["violation"] for tally in plants),
        "found": sum(tally.right for tally in plants),
        "nears": sum(tally.planted["near"] for tally in plants),
        "silent": sum(tally.silent for tally in plants),
        "other": sum(tally.wrong for tally in plants),
    }


def _line(check_id: str, title: str, cases: Tally | None, plants: Tally | None) -> str:
    wanted, right, wrong = (
        sum(getattr(tally, name) for tally in (cases, plants) if tally) for name in ("wanted", "right", "wrong")
    )
    cells: Sequence[object] = (
        f"[{check_id}](checks/{check_id}.md)", title,
        cases.planted.total() if cases else "", cases.wanted if cases else "", cases.right if cases else "",
        cases.wrong if cases else "", plants.planted["violation"] if plants else "", plants.planted["near"] if plants else "",
        _share(right, right + wrong), _share(right, wanted),
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def main(arguments: Mapping[int, str]) -> None:
    path = Path(arguments.get(1, "docs/corpus.md"))
    path.write_text("".join(page()), encoding="utf-8")


if __name__ == "__main__":
    main(dict(enumerate(sys.argv)))
