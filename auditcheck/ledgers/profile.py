"""What a person settled about one kind of sheet: which ledger it is and what its headers mean.

A profile is found again by the headers of the sheet (its signature), so that next month's export needs no questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auditcheck.i18n import _
from auditcheck.ledgers.keys import body_key
from auditcheck.ledgers.layout import Header, Titles, header_at, header_candidates
from auditcheck.ledgers.mapping import Match, columns_for, unit_in_header
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.schema import load_schema
from auditcheck.ledgers.text import squeezed

NEAR = 0.9  # of the headers, below which a sheet is not the one that a profile was made for


@dataclass(frozen=True)
class SheetProfile:
    """``columns``: header (see ``header_keys``) -> column, None for a header that is not used; headers that it does not
    name are recognised as ever. ``ledger`` None: the sheet is not used. ``how``: ``profile``, or ``manual`` for answers of
    this very run; ``source``: the file, as people call it."""

    signature: tuple[str, ...]
    ledger: str | None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    unit_of_money: str | None = None
    unit: str | None = None
    header_row: int | None = None
    source: str = ""
    how: str = "profile"


@dataclass(frozen=True)
class Use:
    """A profile that is this sheet's: ``header`` where its headers stand, ``warning`` where not all of them do."""

    profile: SheetProfile
    header: Header
    warning: str | None = None

    @property
    def unit_of_money(self) -> str | None:
        return self.profile.unit_of_money

    def positions(self) -> dict[int, str | None]:
        """Header position -> column, for the headers that the profile names."""
        keys = header_keys(self.header.texts)
        return {i: self.profile.columns[key] for i, key in enumerate(keys) if key and key in self.profile.columns}

    def match(self) -> Match | None:
        """The ledger and columns that the profile gives; what it does not name is found by its header."""
        if self.profile.ledger is None:
            return None
        ledger = load_schema().ledgers[self.profile.ledger]
        settled = self.positions()
        columns = {position: column for position, column in settled.items() if column}
        rest = [[] if i in settled else names for i, names in enumerate(self.header.names)]
        for position, column in columns_for(ledger, rest).items():
            if column not in columns.values():
                columns[position] = column
        return Match(ledger, 1.0 if self.warning is None else NEAR, columns)

    def how(self, position: int) -> str | None:
        """``profile`` or ``manual`` where the profile speaks of the header; None where it does not."""
        return self.profile.how if position in self.positions() else None

    def settle(self, titles: Titles) -> list[str]:
        """Lay the profile's body over what the sheet says; warnings of what it contradicts."""
        warnings = [self.warning] if self.warning else []
        if self.profile.unit and titles.body and body_key(titles.body) != body_key(self.profile.unit):
            # One software prints the same headers for every body that uses it.
            warnings.append(
                _("{mapping} says the body is {unit}, the sheet itself says {said}; the sheet counts").format(
                    mapping=self.profile.source or "--mapping", unit=self.profile.unit, said=titles.body
                )
            )
        elif self.profile.unit:
            titles.body = self.profile.unit
        money = self.unit_of_money
        said = {unit_in_header(text) for text in self.header.texts} - {None} or {titles.money_unit} - {None}
        if money and said and said != {money}:
            warnings.append(
                _("{mapping} says amounts are in {unit}, the sheet itself says {said}; read as {unit}").format(
                    mapping=self.profile.source or "--mapping",
                    unit=money,
                    said="、".join(sorted(str(each) for each in said)),
                )
            )
        return warnings


def header_keys(texts: Iterable[str]) -> list[str]:
    """The names of headers in a profile: without blanks; the second of two equal ones is ``金额#2``, a blank is empty."""
    seen: dict[str, int] = {}
    keys = []
    for text in texts:
        key = squeezed(text)
        if key:
            seen[key] = seen.get(key, 0) + 1
            key = key if seen[key] == 1 else f"{key}#{seen[key]}"
        keys.append(key)
    return keys


def signature_of(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in header_keys(texts) if key)


def likeness(signature: Sequence[str], other: Sequence[str]) -> float:
    """2.0 for the same headers in the same order, 1.0 for another order, below that the share they have in common."""
    if tuple(signature) == tuple(other):
        return 2.0
    both = len(set(signature) & set(other))
    return both / max(len(set(signature) | set(other)), 1)


def find_use(profiles: Sequence[SheetProfile], sheet: RawSheet) -> Use | None:
    """The profile whose signature is a header of this sheet; of several the one that fits best, then the first."""
    best: tuple[float, bool, int, int] | None = None
    found: Use | None = None
    if not profiles:
        return None
    candidates = header_candidates(sheet)
    for order, profile in enumerate(profiles):
        own = [header_at(sheet, profile.header_row - 1)] if profile.header_row else []
        for place, header in enumerate([*own, *candidates]):
            if header is None:
                continue
            signature = signature_of(header.texts)
            like = likeness(profile.signature, signature)
            if like < NEAR:
                continue
            rank = (like, header.row + 1 == profile.header_row, -order, -place)
            if best is None or rank > best:
                best, found = rank, Use(profile, header, None if like >= 1 else _difference(profile, signature))
    return found


def _difference(profile: SheetProfile, signature: Sequence[str]) -> str:
    new = [key for key in signature if key not in profile.signature]
    gone = [key for key in profile.signature if key not in signature]
    return _("the headers are nearly those of {mapping}: new {new}, gone {gone}; see whether it still fits").format(
        mapping=profile.source or "--mapping", new="、".join(new) or "-", gone="、".join(gone) or "-"
    )
