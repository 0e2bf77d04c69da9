"""Which store an engagement's folder has."""

from __future__ import annotations

from pathlib import Path

from auditcheck.engagement.store import Store
from auditcheck.ledgers.reading import STORE


def is_kept(folder: Path | None) -> bool:
    """Whether a store is there; asking makes none."""
    return folder is not None and (folder / STORE).is_file()


def open_store(folder: Path | None) -> Store:
    """The store of the engagement in ``folder``, made where there is none; without a folder one in memory."""
    return Store(folder / STORE if folder else None)
