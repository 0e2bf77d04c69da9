"""Which ledger a sheet is, and which of its headers is which column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditcheck.ledgers.schema import Ledger, load_schema
from auditcheck.ledgers.text import squeezed

_UNIT_IN_BRACKETS = re.compile(
    r"\((?:单位[:：]?)?(亿元|百万元|万元|千元|百元|元|天|月|年|%|人|张|家|分|人民币|必填|选填)\)"
)
_UNIT_BEHIND = re.compile(r"[/_:]?(?:单位[:：]?)?(万元|亿元|千元|元)$")
_ANY_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|〔.*?〕")
_NUMBERING = re.compile(r"^(?:核对)?[*★]*(?:\d{1,2}[._、])?[*★]*|^核对\d_")
# Columns of any list that say nothing about which one it is.
_NEUTRAL = frozenset(["序号", "行次", "备注", "编号", ""])
# Headers whose meaning depends on their values (see ``units``).
BODY_OR_THING = frozenset(["单位", "单位名称"])


@dataclass(frozen=True)
class Claim:
    """An alias of a column; ``rank`` is its place in the column's list, the canonical name first."""

    ledger: str
    column: str
    rank: int


@dataclass
class Match:
    """A sheet taken for ``ledger``; ``columns`` has the canonical name (or None) of each header position."""

    ledger: Ledger
    confidence: float
    columns: dict[int, str]


@lru_cache(maxsize=1 << 12)  # each ledger asks anew
def header_forms(text: str) -> tuple[str, ...]:
    """The forms under which a header is looked up, the most literal first."""
    name = squeezed(text).replace("：", ":")
    bare = _NUMBERING.sub("", name)
    without_unit = _UNIT_BEHIND.sub("", _UNIT_IN_BRACKETS.sub("", bare)) or bare
    forms = [name, bare, without_unit, _ANY_BRACKETS.sub("", bare)]
    return tuple(form for form in dict.fromkeys(forms) if form)


def unit_in_header(text: str) -> str | None:
    """``万元`` of 合同金额（万元） and of 金额/万元; None where the header names none."""
    name = squeezed(text)
    match = re.search(r"[(\[,、/_:](?:单位[:：]?|金额单位[:：]?|人民币)?(亿元|百万元|万元|千元|百元|元)[)\]]?", name)
    match = match or re.search(r"(亿元|百万元|万元|千元)$", name)
    return match[1] if match else None


@lru_cache(maxsize=1)
def _claims() -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for ledger in load_schema().ledgers.values():
        for column in ledger.columns:
            for rank, alias in enumerate((column.zh, *column.aliases)):
                for form in dict.fromkeys((squeezed(alias), *header_forms(alias)[:1])):
                    found.setdefault(form, []).append(Claim(ledger.name, column.name, rank))
    return found


def claims_of(names: Sequence[str]) -> list[tuple[int, Claim]]:
    """(depth, claim) for a header that may be read under several ``names``; depth 0 is the most literal form."""
    found: list[tuple[int, Claim]] = []
    depth = 0
    for name in names:
        for form in header_forms(name):
            found += [(depth, claim) for claim in _claims().get(form, ())]
            depth += 1
    return found


def columns_for(ledger: Ledger, headers: Sequence[Sequence[str]]) -> dict[int, str]:
    """Header position -> column. Each column is given once, to the header that names it most literally."""
    offers = []
    for position, names in enumerate(headers):
        for depth, claim in claims_of(names):
            if claim.ledger == ledger.name:
                # The unit of a ledger yields to any other column with that name.
                offers.append((claim.column == "unit", depth, claim.rank, position, claim.column))
    taken: dict[int, str] = {}
    for _yields, _depth, _rank, position, column in sorted(offers):
        if position not in taken and column not in taken.values():
            taken[position] = column
    return taken


def recognise(headers: Sequence[Sequence[str]], titles: Sequence[str]) -> Match | None:
    """The ledger that explains the headers best; ``titles``: lines above, sheet name, file name.

    Confidence: how many of the ledger's R columns are there (55%), how many headers it explains (30%), and whether the
    title names it (15%). None below 0.35, or with fewer than two columns.
    """
    best: tuple[float, float, Match] | None = None
    hinted = _hinted(titles)
    named = [position for position, names in enumerate(headers) if names and squeezed(names[0]) not in _NEUTRAL]
    for ledger in load_schema().ledgers.values():
        columns = columns_for(ledger, headers)
        core = [column for column in ledger.columns if column.required == "R"]
        present = [column for column in core if column.name in columns.values()]
        if len(columns) < 2 or not present:
            continue
        explained = sum(position in columns for position in named) / max(1, len(named))
        share = len(present) / len(core)
        confidence = 0.55 * share + 0.30 * explained + (0.15 if ledger.name in hinted else 0.0)
        if confidence < 0.35 or (len(present) < 2 and len(core) > 1 and ledger.name not in hinted):
            continue
        if best is None or (confidence, share) > best[:2]:
            best = confidence, share, Match(ledger, round(confidence, 2), columns)
    return best[2] if best else None


def best_hits(headers: Sequence[Sequence[str]]) -> int:
    """How many columns of one ledger the headers name at most: what makes a row a header row."""
    columns: dict[str, set[str]] = {}
    for names in headers:
        for _depth, claim in claims_of(names):
            columns.setdefault(claim.ledger, set()).add(claim.column)
    return max((len(each) for each in columns.values()), default=0)


def _hinted(titles: Sequence[str]) -> set[str]:
    """Ledgers named by the nearest title; of several hints in it, by the longest."""
    for title in titles:
        text = squeezed(title)
        hits = [
            (len(hint), ledger.name)
            for ledger in load_schema().ledgers.values()
            for hint in ledger.hints
            if hint in text
        ]
        if hits:
            longest = max(hits)[0]
            return {name for length, name in hits if length == longest}
    return set()
