"""Samples that were drawn for a check sheet stay with the engagement: nobody draws until the sample pleases, unseen."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement.lives import clock
from auditcheck.engagement.stores import is_kept, open_store


def keep(folder: Path | None, name: str, document: Mapping[str, Any], today: date | None) -> bool:
    """Keep auditcheck/sample/1 under the name of its sheet; False where the folder keeps no engagement."""
    if folder is None or not is_kept(folder):
        return False
    with closing(open_store(folder)) as store:
        store.add_sample(name, document, clock(today))
    return True


def kept(folder: Path) -> list[dict[str, Any]]:
    """All samples of the engagement in ``folder``, the earliest first: id (the name of the sheet), made, and the document."""
    if not is_kept(folder):
        return []
    with closing(open_store(folder)) as store:
        return store.samples()
