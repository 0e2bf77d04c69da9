"""An export must not bury what somebody filled in: a file with words that were not read back yet is not overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from auditcheck.engagement.exchange_columns import Grid, open_grids, rows_of, tables
from auditcheck.engagement.exchange_merge import Merger
from auditcheck.engagement.exchange_opinions import from_form
from auditcheck.engagement.exchange_read import Line, read_filled, record_of
from auditcheck.engagement.stores import open_store
from auditcheck.errors import AuditcheckError, InputError
from auditcheck.i18n import _
from auditcheck.ledgers.text import squeezed
from auditcheck.report import facts
from auditcheck.report.exchange_fields import PAPERS, Field, fields
from auditcheck.report.exchange_opinions import FIELDS as OPINION_FIELDS
from auditcheck.report.exchange_opinions import OPINIONS
from auditcheck.report.exchange_template import ENTRY, EXAMPLE
from auditcheck.report.exchange_template import FIELDS as ENTRY_FIELDS
from auditcheck.report.exchange_values import changed


def refuse_unread(path: Path, out: Path, document: Mapping[str, Any]) -> None:
    """Raises AuditcheckError where the file in the way is one of ours, was filled in, and no import took it."""
    if not path.is_file():
        return
    try:
        if path.suffix.lower() == ".docx":
            filled = bool(from_form(path, document.get("opinions") or [], "?")[0])
        else:
            filled = _is_filled(path, open_grids(path), facts.kind(document)) and not _is_taken(path, out)
    except InputError:
        return  # no workbook or form of ours
    if filled:
        told = _("{path}: somebody filled it in and it was not read back; import it first, or write to another name")
        raise AuditcheckError(told.format(path=path))


def _is_filled(path: Path, grids: Sequence[Grid], kind: str) -> bool:
    if not record_of(grids):
        return False
    for grid, table in tables(grids, {ENTRY: ENTRY_FIELDS}):
        if table.paper == grid.name and any(
            squeezed(str(cells.get("mark") or "")) != EXAMPLE for _number, cells in rows_of(grid, table)
        ):
            return True
    merger = Merger(kind)
    every: dict[str, Sequence[Field]] = {**{paper: fields(paper) for paper in PAPERS}, OPINIONS: OPINION_FIELDS}
    lines = read_filled(path, grids, every, {}, may_be_new=True).lines
    return any(_has_words(line, merger) for line in lines if line.sheet != ENTRY)


def _has_words(line: Line, merger: Merger) -> bool:
    columns = OPINION_FIELDS if line.paper == OPINIONS else fields(line.paper, for_unit=line.for_unit)
    said, unreadable = merger.values_of(line, columns)
    codes = [one.code for one in columns if one.group or one.once]
    if not line.identity:
        return any(said.get(code) for code in codes)
    return bool(unreadable or changed(line.identity, said, line.marks, codes))


def _is_taken(path: Path, out: Path) -> bool:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with closing(open_store(out)) as store:
        return any(entry.detail.get("sha256") == digest for entry in store.entries() if entry.action == "import")
