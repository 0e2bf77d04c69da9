"""What an engagement remembers of spellings that people decided on, and the salt of its hashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement import stores
from auditcheck.engagement.store import Store
from auditcheck.errors import AuditcheckError
from auditcheck.evidence.confirmations import Pair, remembered_pair
from auditcheck.i18n import _


def said_of(folder: Path | None) -> list[dict[str, Any]]:
    """The last word on each pair of spellings, with its ``number``; nothing where the folder keeps no engagement."""
    if not stores.is_kept(folder):
        return []
    with closing(stores.open_store(folder)) as store:
        return store.identities()


def pairs_of(folder: Path | None) -> list[Pair]:
    return [remembered_pair(said) for said in said_of(folder)]


def remember(store: Store, pairs: Iterable[Pair]) -> None:
    """Add what differs from the last word on its pair."""
    known = {(pair := remembered_pair(said)).subject: pair.document() for said in store.identities()}
    for pair in pairs:
        if known.get(pair.subject) != pair.document():
            store.add_identity(pair.subject, pair.document())


def keep(folder: Path, pairs: Iterable[Pair]) -> None:
    """Remember what was decided outside a run."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(stores.open_store(folder)) as store, store.transaction():
        remember(store, pairs)


def revoke(folder: Path, number: int, person: str, today: date) -> Mapping[str, Any]:
    """Leave the pair open again; what was said is returned. Raises AuditcheckError for an unknown number."""
    said = next((each for each in said_of(folder) if each["number"] == number), None)
    if said is None:
        raise AuditcheckError(_("{path}: no decision {number} is kept here").format(path=folder, number=number))
    pair = remembered_pair(said)
    keep(folder, [replace(pair, state="open", person=person or pair.person, day=today)])
    return said


def salt_of(folder: Path | None, *, is_kept: bool) -> str | None:
    """The salt of an engagement's hashes; made where the run is kept, None where there is nothing to keep it in."""
    if folder is None or not (is_kept or stores.is_kept(folder)):
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(stores.open_store(folder)) as store:
            return store.secret("salt")
    except OSError:
        return None  # the run itself will say that it cannot write there
