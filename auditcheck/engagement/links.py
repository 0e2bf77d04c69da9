"""Links that people decide on: what they are asked, and what they answered before."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from auditcheck.engagement.store import Store
from auditcheck.engagement.stores import is_kept, open_store
from auditcheck.evidence.links import Answer
from auditcheck.evidence.links.edges import DOCUMENTS, EDGES
from auditcheck.evidence.workspace import Workspace

MOST = 5000  # questions that one workbook asks


def remembered(out: Path | None) -> list[Answer]:
    """What the engagement in ``out`` keeps of earlier runs."""
    if not is_kept(out):
        return []
    with closing(open_store(out)) as store:
        return [Answer(**row) for row in store.link_answers()]


def remember(store: Store, answers: Iterable[Answer]) -> None:
    """Add what is new; the later answer on a link counts."""
    known = {Answer(**row) for row in store.link_answers()}
    for answer in answers:
        if answer not in known:
            row = asdict(answer)
            del row["where"]
            store.add_link_answer(row)


def to_confirm(workspace: Workspace) -> list[dict[str, Any]]:
    """Candidates first, the largest amounts on top, then what was taken without asking: plain rows for links.xlsx."""
    states = {"automatic", "candidate"} & {
        row["state"] for row in workspace.session.query("SELECT DISTINCT state FROM link_found")
    }
    if not states:
        return []
    parts = []
    for edge in EDGES:
        ends = {"s": DOCUMENTS[edge.source], "t": DOCUMENTS[edge.target]}
        told = {
            alias: f"concat_ws('，', {', '.join(filter(None, (_day(spec.day), _name(spec.party), spec.text, _money(spec.amount))))})"
            for alias, spec in ends.items()
        }
        parts.append(
            f"""
            SELECT f.link, f.unit, f.state, f.confidence, f.amount, f.reasons, '{edge.source}' AS from_ledger,
                   '{edge.target}' AS to_ledger, s.no AS from_no, s.told AS from_text, t.no AS to_no, t.told AS to_text,
                   f.source, f.target
            FROM link_found f
            JOIN (SELECT row_id, {ends["s"].own} AS no, {told["s"]} AS told FROM seen.{edge.source}) s ON s.row_id = f.source
            JOIN (SELECT row_id, {ends["t"].own} AS no, {told["t"]} AS told FROM seen.{edge.target}) t ON t.row_id = f.target
            WHERE f.edge = '{edge.name}' AND f.state IN ('automatic', 'candidate')
            """
        )
    return workspace.session.query(
        f"""
        WITH asked AS (
            SELECT * FROM ({" UNION ALL ".join(parts)})
            ORDER BY state DESC, max(amount) OVER (PARTITION BY from_ledger, source) DESC NULLS LAST, from_ledger, source,
                     confidence DESC, to_no
            LIMIT {MOST})
        SELECT a.* EXCLUDE (source, target), concat_ws(' ', x.file, x.sheet, '第' || x.row || '行') AS from_place,
               concat_ws(' ', y.file, y.sheet, '第' || y.row || '行') AS to_place
        FROM asked a JOIN sources x ON x.row_id = a.source JOIN sources y ON y.row_id = a.target
        ORDER BY a.state DESC, max(a.amount) OVER (PARTITION BY a.from_ledger, a.source) DESC NULLS LAST, a.from_ledger,
                 a.source, a.confidence DESC, a.to_no
        """
    )


def _day(expression: str) -> str:
    return f"CAST({expression} AS VARCHAR)"


def _name(party: str | None) -> str:
    return party.removesuffix("_key") if party else ""


def _money(expression: str) -> str:
    return f"CAST({expression} AS VARCHAR) || '元'"
