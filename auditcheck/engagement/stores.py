"""Which store the engagement of a folder has: that of its ``[store]``, else a file in it."""

from __future__ import annotations

from pathlib import Path

from auditcheck.engagement.config import NAME, read_config
from auditcheck.engagement.store import Store
from auditcheck.engagement.store_address import Address
from auditcheck.ledgers.reading import STORE


def is_kept(folder: Path | None) -> bool:
    """Whether there is a store; asking makes none."""
    return folder is not None and ((folder / STORE).is_file() or _shared(folder) is not None)


def open_store(folder: Path | None) -> Store:
    """The store of the engagement in ``folder``, made where there is none; without a folder one in memory.

    Only the settings in the folder itself count: results that are written elsewhere must not end up among the team's.
    """
    if folder is None:
        return Store(None)
    address = _shared(folder)
    return Store(address.filled() if address else folder / STORE)


def _shared(folder: Path) -> Address | None:
    return read_config(folder / NAME).store if (folder / NAME).is_file() else None
