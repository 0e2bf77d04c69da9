"""The relation ``merges``: which key counts as which other one, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditcheck.evidence.groups import Groups
from auditcheck.evidence.spellings import Spelling, Spellings, written

Key = tuple[str, str]  # unit (empty for names), key
Where = tuple[str, str, int]  # file, sheet, row
MERGES = [
    ("kind", "VARCHAR"),  # contract | body
    ("key", "VARCHAR"),
    ("canonical", "VARCHAR"),
    ("person", "VARCHAR"),
    ("date", "DATE"),
    ("file", "VARCHAR"),
    ("sheet", "VARCHAR"),
    ("row", "BIGINT"),
    ("unit", "VARCHAR"),  # of contracts: in whose books they are one
    ("why", "VARCHAR"),
]


@dataclass(frozen=True)
class Link:
    """That two spellings are one, and who says so."""

    first: Key
    second: Key
    where: Where
    why: str
    person: str | None = None
    day: date | None = None


def merges_of(groups: Groups[Key], links: list[Link], known: Spellings, told: list[str]) -> list[tuple[object, ...]]:
    """(key, canonical, person, date, file, sheet, row, unit, why) of every key that gives way to another one.

    ``told`` gets what a person reads of it: HT2023118 = HT-2023-118.
    """
    found: list[tuple[object, ...]] = []
    for group in groups:
        ordered: list[Spelling] = sorted((known[key] for key in group), key=lambda each: each.place)
        for each in ordered[1:]:
            link = next(link for link in links if (each.unit, each.key) in (link.first, link.second))
            why = (link.person, link.day, *link.where, each.unit or None, link.why or None)
            told.append(f"{written(each)} = {written(ordered[0])}")
            found.append((each.key, ordered[0].key, *why))
    return found
