"""What an engagement keeps of the rows that its findings rest on, so that a later change is seen (EVI-009)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from auditcheck.checks.results import CheckResult
from auditcheck.engagement.store import Store
from auditcheck.engagement.stores import is_kept, open_store
from auditcheck.evidence.earlier import TRACKED, facts_of
from auditcheck.evidence.workspace import Workspace


def remembered(out: Path | None) -> list[dict[str, Any]]:
    """What the engagement in ``out`` read at first."""
    if not is_kept(out):
        return []
    with closing(open_store(out)) as store:
        return store.facts()


def remember(store: Store, results: Iterable[CheckResult], workspace: Workspace, day: str) -> None:
    """Keep dates, amounts and seals of rows behind findings of events; what was kept first stays."""
    for result in results:
        if result.check.header.get("repair") == "state":
            continue
        ids = [row_id for part in result.parts for hit in part.hits for _role, rows in hit.evidence for row_id in rows]
        by_ledger: dict[str, list[int]] = {}
        for row_id, source in workspace.sources(ids, TRACKED).items() if ids else ():
            if source["origin"] == "ledger":
                by_ledger.setdefault(source["ledger"], []).append(row_id)
        for ledger, row_ids in by_ledger.items():
            store.add_facts(facts_of(workspace.session, ledger, row_ids, result.check.id, day))
