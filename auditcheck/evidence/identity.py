"""What is one document or one body though it is written in several ways: what people confirmed, and credit codes.

A confirmation of EVI-006 in 确认记录 that names two spellings makes them one; 不成立 keeps them two. Numbers that are
alike only without punctuation, both with separators, are never one by a mere confirmation. Source: checks.md section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from auditcheck.engine.session import Session
from auditcheck.evidence import spellings
from auditcheck.evidence.confirmations import STANDS, Pair, read_pairs
from auditcheck.evidence.credit_codes import MOST_NAMES, coded_names, same_code
from auditcheck.evidence.groups import Groups
from auditcheck.evidence.merges import MERGES, Key, Link, Where, merges_of
from auditcheck.evidence.rekey import rekey
from auditcheck.evidence.spellings import Spellings, forbidden, written
from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.schema import Schema


@dataclass
class Identity:
    """``applied``: rows of 确认记录 that were carried out and decide on nothing else; ``notes``: what must be told;
    ``said``: what 确认记录 says today, to be remembered."""

    applied: set[Where] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)  # HT2023118 = HT-2023-118
    notes: list[str] = field(default_factory=list)
    said: list[Pair] = field(default_factory=list)


def unify(session: Session, schema: Schema, remembered: Iterable[Pair] = ()) -> Identity:
    """Create the relation ``merges`` and put canonical keys into the ledgers; before paper is laid over.

    ``remembered``: what was said in earlier runs; on the same two spellings today's 确认记录 outranks it.
    """
    today = read_pairs(session)
    decided = {pair.subject for pair in today}
    earlier = [pair for pair in remembered if pair.subject not in decided]
    pairs, identity = [*earlier, *today], Identity(said=today)
    numbers = spellings.numbers(session, schema, [key for pair in pairs for key in pair.keys]) if pairs else {}
    of_contracts = {pair: unit for pair in pairs if (unit := _unit_of(pair, numbers)) is not None}
    of_names = [pair for pair in pairs if pair not in of_contracts and pair.subrule in (None, "D")]
    rows = [("contract", *merge) for merge in _contracts(of_contracts, numbers, identity)]
    rows += [("body", *merge) for merge in _bodies(session, schema, of_names, identity)]
    values = {name: [row[number] for row in rows] for number, (name, _kind) in enumerate(MERGES)}
    values["date"] = [day.isoformat() if isinstance(day, date) else None for day in values["date"]]
    session.create("merges", MERGES, values)
    rekey(session, schema, {str(row[0]) for row in rows})
    if rows:
        text = ngettext(
            "{count} spelling counts as another one, as confirmed or by credit code: {examples}",
            "{count} spellings count as others, as confirmed or by credit code: {examples}",
            len(rows),
        )
        identity.notes.append(text.format(count=len(rows), examples="；".join(identity.merged[:3])))
    identity.notes += _remembered(earlier, rows)
    return identity


def _remembered(earlier: Iterable[Pair], rows: Iterable[tuple[object, ...]]) -> list[str]:
    """Which spellings are one or two only because somebody said so in an earlier run."""
    merged = {row[1] for row in rows} | {row[2] for row in rows}
    told = []
    for pair in earlier:
        if pair.state == "dismissed":
            told.append(f"{pair.first} ≠ {pair.second} ({pair.person} {pair.day or ''})")
        elif pair.state in STANDS and ({*pair.keys, *pair.name_keys} & merged):
            told.append(f"{pair.first} = {pair.second} ({pair.person} {pair.day or ''})")
    if not told:
        return []
    text = ngettext(
        "{count} earlier decision on spellings still holds (auditcheck merges lists and revokes them): {examples}",
        "{count} earlier decisions on spellings still hold (auditcheck merges lists and revokes them): {examples}",
        len(told),
    )
    return [text.format(count=len(told), examples="；".join(told[:3]))]


def _unit_of(pair: Pair, numbers: Spellings) -> str | None:
    """In whose books both are numbers of contracts; of several bodies the one to whose books the row belongs."""
    first, second = pair.keys
    units = {unit for unit, key in numbers if key == first and (unit, second) in numbers}
    if pair.subrule == "D" or (len(units) > 1 and pair.unit not in units):
        return None
    return pair.unit if pair.unit in units else next(iter(units), None)


def _contracts(pairs: Mapping[Pair, str], numbers: Spellings, identity: Identity) -> list[tuple[object, ...]]:
    for pair, unit in pairs.items():
        for key, text in zip(pair.keys, (pair.first, pair.second), strict=True):
            numbers[unit, key].written.add(text)
    ends = {pair: ((unit, pair.keys[0]), (unit, pair.keys[1])) for pair, unit in pairs.items()}
    # Who confirms C says that they are two; who names B and a reason says that they are one all the same.
    two = {frozenset(ends[p]) for p in pairs if p.state == "dismissed" or (p.subrule == "C" and p.state in STANDS)}
    one = {frozenset(ends[p]) for p in pairs if p.state in STANDS and p.subrule == "B" and p.reason}

    def apart(first: Key, second: Key) -> bool:
        both = frozenset((first, second))
        return both in two or (both not in one and forbidden(numbers[first], numbers[second]))

    groups = Groups(apart)
    wanted = {pair: ends[pair] for pair in pairs if pair.state in STANDS and pair.subrule in (None, "B")}
    return merges_of(groups, _joined(groups, wanted, numbers, identity), numbers, identity.merged)


def _bodies(session: Session, schema: Schema, pairs: Iterable[Pair], identity: Identity) -> list[tuple[object, ...]]:
    coded, crowded = same_code(coded_names(session))
    for code in crowded:
        identity.notes.append(
            _("credit code {code} stands beside more than {count} names: they are not taken for one body").format(
                code=code, count=MOST_NAMES
            )
        )
    keys = [key for pair in pairs for key in pair.name_keys] + [each.key for body in coded for each in body]
    known = spellings.names(session, schema, keys) if keys else {}
    ends = {p: (("", p.name_keys[0]), ("", p.name_keys[1])) for p in pairs}
    ends = {pair: both for pair, both in ends.items() if both[0] in known and both[1] in known}
    two = {frozenset(both) for pair, both in ends.items() if pair.state == "dismissed"}
    groups: Groups[Key] = Groups(lambda first, second: frozenset((first, second)) in two)
    links = [
        Link(("", body[0].key), ("", other.key), other.where, f"统一社会信用代码相同（{other.code}）")
        for body in coded
        for other in body[1:]
        if groups.join(("", body[0].key), ("", other.key)) is None
    ]
    wanted = {pair: both for pair, both in ends.items() if pair.state in STANDS}
    return merges_of(groups, [*_joined(groups, wanted, known, identity), *links], known, identity.merged)


def _joined(
    groups: Groups[Key], wanted: Mapping[Pair, tuple[Key, Key]], known: Spellings, identity: Identity
) -> list[Link]:
    links = []
    for pair, (first, second) in wanted.items():
        blocked = groups.join(first, second)
        if blocked is None:
            identity.applied |= set(pair.rows)
            links.append(Link(first, second, pair.where, pair.reason, pair.person, pair.day))
        elif set(blocked) == {first, second} and forbidden(known[first], known[second]):
            text = _(
                "{where}: {first} and {second} are alike only without punctuation and stay two contracts; if they are"
                " one, name sub-rule B and give a reason"
            )
            identity.notes.append(text.format(where=pair.told, first=pair.first, second=pair.second))
        else:
            text = _("{where}: {first} and {second} are not taken for one: {one} and {other} are two")
            one, other = (written(known[key]) for key in blocked)
            identity.notes.append(
                text.format(where=pair.told, first=pair.first, second=pair.second, one=one, other=other)
            )
    return links
