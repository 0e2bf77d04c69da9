"""Names of suppliers that may be one body written twice: candidates for a person, never joined by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditcheck.engine.session import Session
from auditcheck.evidence.credit_codes import coded_names
from auditcheck.evidence.names import Compared, compared

SUPPLIERS = (
    ("contracts", "party_b"),
    ("payments", "payee"),
    ("invoices", "seller"),
    ("procurements", "award_supplier"),
    ("suppliers", "name"),
)
COLUMNS = [
    ("unit", "VARCHAR"),
    ("name", "VARCHAR"),
    ("name_key", "VARCHAR"),
    ("other", "VARCHAR"),
    ("other_key", "VARCHAR"),
    ("score", "BIGINT"),  # 90 to 100
    ("why", "VARCHAR"),
]
LEAST = 90.0
_SHORTEST = 2  # characters of a core; two more where only one of the names says its place
_RARE = 3  # a slip of two characters leaves one of the three rarest in common
_CROWD = 400  # a block of more names is cut by how they begin and end


@dataclass(frozen=True)
class _Name:
    written: str
    key: str
    codes: frozenset[str]
    parts: Compared


def create_candidates(session: Session) -> None:
    """Create ``name_candidates`` from names that nobody joined. Names with two different credit codes are two."""
    codes: dict[str, set[str]] = {}
    for coded in coded_names(session):
        codes.setdefault(coded.key, set()).add(coded.code)
    every = " UNION ALL ".join(
        f"SELECT unit, {column}_key AS key, arg_min({column}, row_id) AS written, {part} AS part, min(row_id) AS row_id"
        f" FROM ledger.{ledger} WHERE {column}_key IS NOT NULL"
        + (" AND payee_type IS DISTINCT FROM '个人'" if ledger == "payments" else "")
        + " GROUP BY ALL"
        for part, (ledger, column) in enumerate(SUPPLIERS)
        if session.has_rows(f"ledger.{ledger}")
    )
    units: dict[str, dict[str, _Name]] = {}
    for row in session.query(f"{every} ORDER BY part, row_id") if every else []:
        names = units.setdefault(row["unit"], {})
        if row["key"] not in names:
            parts = compared(row["key"])
            names[row["key"]] = _Name(row["written"], row["key"], frozenset(codes.get(row["key"], ())), parts)
    rows = [(unit, *found) for unit, names in units.items() for found in _candidates(list(names.values()))]
    session.create(
        "name_candidates", COLUMNS, {name: [row[number] for row in rows] for number, (name, _) in enumerate(COLUMNS)}
    )


def _candidates(names: Sequence[_Name]) -> Iterator[tuple[str, str, str, str, int, str]]:
    """(name, key, other, other key, score, why), the name that was read first first."""
    usable = [name for name in names if len(name.parts.core) >= _SHORTEST]
    if len(usable) < 2:
        return
    from rapidfuzz import fuzz, process

    found: dict[tuple[int, int], float] = {}
    for block in _blocks(usable):
        cores = [usable[number].parts.core for number in block]
        for place, number in enumerate(block[:-1]):
            for _core, score, index in process.extract(
                cores[place], cores[place + 1 :], scorer=fuzz.ratio, score_cutoff=LEAST, limit=None
            ):
                found[number, block[place + 1 + index]] = score
    for (first, second), score in sorted(found.items()):
        one, other = usable[first], usable[second]
        if _may_be_one(one, other, score):
            why = "去除组织形式、括号和地名后相同" if score == 100 else "去除组织形式、括号和地名后相近"
            yield one.written, one.key, other.written, other.key, int(score), why


def _blocks(names: Sequence[_Name]) -> Iterator[list[int]]:
    """Names with a rare character in common whose numbers and parts do not differ."""
    frequency = Counter(sign for name in names for sign in set(name.parts.core))
    blocks: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for number, name in enumerate(names):
        rarest = sorted(set(name.parts.core), key=lambda sign: (frequency[sign], sign))[:_RARE]
        for sign in rarest:
            blocks.setdefault((sign, name.parts.parts), []).append(number)
    for block in blocks.values():
        if len(block) <= _CROWD:
            yield block
            continue
        for end in (slice(0, 2), slice(-2, None)):
            cut: dict[str, list[int]] = {}
            for number in block:
                cut.setdefault(names[number].parts.core[end], []).append(number)
            yield from cut.values()


def _may_be_one(one: _Name, other: _Name, score: float) -> bool:
    if one.codes and other.codes and not one.codes & other.codes:
        return False
    places, others = one.parts.places, other.parts.places
    if not (places <= others or others <= places):
        return False
    shorter = min(len(one.parts.core), len(other.parts.core))
    if places != others and shorter < _SHORTEST + 2:
        return False
    for name in (one, other):
        if not name.parts.is_trade and (
            len(name.key) <= _SHORTEST + 1 or not (one.parts.is_trade or other.parts.is_trade)
        ):
            return False
    return score == 100 or not _is_another_word(one.parts.core, other.parts.core)


def _is_another_word(core: str, other: str) -> bool:
    """Whether two or more characters in a row stand where others do: a word for a word is no slip of the pen."""
    from rapidfuzz.distance import Indel

    steps = [step for step in Indel.opcodes(core, other) if step.tag != "equal"]
    removed = sum(step.src_end - step.src_start for step in steps)
    added = sum(step.dest_end - step.dest_start for step in steps)
    return min(removed, added) >= 2
