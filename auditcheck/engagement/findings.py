"""What people do with findings: decide, review, comment, answer. Each is one transaction over the log of the engagement."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement.config import NAME, Config, find_config, read_config
from auditcheck.engagement.store import Store
from auditcheck.engagement.stores import is_kept, open_store
from auditcheck.errors import AuditcheckError
from auditcheck.findings.life import Document, applied
from auditcheck.i18n import _

Kept = tuple[Document, list[dict[str, Any]]]


def current(out: Path, today: date | None = None) -> Kept:
    """(findings document, judgements): the last run in ``out`` with all that people said since laid over it.

    ``today``: the day on which waivers are looked at. Raises AuditcheckError where no run is kept.
    """
    if not is_kept(out):
        raise _no_run(out)
    with closing(open_store(out)) as store:
        return _current(store, out, today)


def _current(store: Store, out: Path, today: date | None) -> Kept:
    last = store.last_run()
    if last is None:
        raise _no_run(out)
    levels = settings(out).review_levels
    return applied(last[0], store.entries(), today=today or date.today(), levels=levels), last[1]


def _no_run(out: Path) -> AuditcheckError:
    return AuditcheckError(_("{path}: no run is kept here; `auditcheck run PATH -o {path}` first").format(path=out))


def settings(out: Path) -> Config:
    """The settings that hold for a folder: its own, or those of the engagement in which it lies."""
    path = out / NAME if (out / NAME).is_file() else find_config(out)
    return read_config(path) if path else Config()
