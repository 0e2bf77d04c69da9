"""Finding the links of all ledgers, and what checks see of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditcheck.engine.session import Session
from auditcheck.evidence.links.answers import (
    Answer,
    Answers,
    apply_by_name,
    apply_by_number,
    apply_to_found,
    read_answers,
    unmet,
)
from auditcheck.evidence.links.documents import create_documents, create_targets, create_wants, define
from auditcheck.evidence.links.edges import DOCUMENTS, EDGES, Edge
from auditcheck.evidence.links.identity import name_sources
from auditcheck.evidence.links.pairs import create_pairs
from auditcheck.evidence.links.settle import FOUND, add_through, settle
from auditcheck.evidence.links.sums import add_sums
from auditcheck.evidence.links.wording import create_wording
from auditcheck.evidence.paper import PAPER_CELLS
from auditcheck.ledgers.schema import Schema


@dataclass(frozen=True)
class Links:
    """``columns``: what was fed (``payments.contract_no``); ``answers``: what people said, now or before."""

    columns: frozenset[str] = frozenset()
    answers: tuple[Answer, ...] = ()
    notes: tuple[str, ...] = ()


def create_links(session: Session, schema: Schema, filled: set[str], remembered: Iterable[Answer] = ()) -> Links:
    """Create the relation ``links`` and feed the views by what is automatic or confirmed.

    ``filled``: the ledgers that have rows; ``remembered``: answers of earlier runs.
    """
    answers = read_answers(session, schema, remembered)
    session.define(f"CREATE TABLE link_found ({FOUND})")
    edges = [edge for edge in EDGES if {edge.source, edge.target} <= filled]
    if edges:
        define(session)
        made: set[str] = set()
        for edge in edges:
            for ledger in {edge.source, edge.target} - made:
                create_documents(session, ledger)
                made.add(ledger)
            _find(session, edge, made, answers)
        _forget(session)
    _create_view(session)
    fed = (
        session.query("SELECT DISTINCT edge FROM link_found WHERE state IN ('automatic', 'confirmed')") if edges else []
    )
    columns = frozenset(row["edge"] for row in fed)
    return Links(columns, tuple(answers.given), (*answers.notes, *unmet(answers)))


def _find(session: Session, edge: Edge, made: set[str], answers: Answers) -> None:
    wants = create_wants(session, edge)
    if not wants.rows:
        return
    create_targets(session, edge)
    paired = create_pairs(session, edge, wants)
    if paired or answers.given:
        name_sources(session, edge.source)
    apply_by_name(session, edge, answers)
    apply_by_number(session, edge, answers)
    if paired:
        create_wording(session)
    # Without pairs there may still be one payment for several contracts, or several cards for one voucher.
    if (paired or edge.several or edge.batches) and add_sums(session, edge, paired):
        settle(session, edge)
    add_through(session, edge, made)
    apply_to_found(session, edge, answers)
    if session.query(f"SELECT 1 FROM link_found WHERE edge = '{edge.name}' LIMIT 1"):
        _feed(session, edge)


def _feed(session: Session, edge: Edge) -> None:
    """A number that was recognised in another form gives way to the one that the other ledger has."""
    taken = f"SELECT source, key FROM link_found WHERE edge = '{edge.name}' AND state IN ('automatic', 'confirmed')"
    session.execute_trusted(
        f"""
        DELETE FROM {edge.view} v USING ({taken}) f
        WHERE f.source = v.row_id AND (v.key = f.key OR (
            link_bare(split_part(v.key, '|', 1)) = link_bare(split_part(f.key, '|', 1))
            AND v.key NOT IN (SELECT key FROM {edge.target_view})))
        """
    )
    session.execute_trusted(f"INSERT INTO {edge.view} {taken} ORDER BY source, key")


def _forget(session: Session) -> None:
    names = [f"link_{kind}{ledger}" for ledger in DOCUMENTS for kind in ("", "names_")]
    names += ["link_known", "link_wants", "link_targets", "link_pairs", "link_wording", "link_sums", "link_scored"]
    for name in names:
        session.execute_trusted(f"DROP TABLE IF EXISTS {name}")


def _create_view(session: Session) -> None:
    """``links``: what numbers say (as a view: it costs nothing until somebody asks) and what was found."""
    by_number = [
        f"""
        SELECT '{edge.source}' AS from_ledger, l.row_id AS from_row, '{edge.target}' AS to_ledger, min(k.row_id) AS to_row,
               '{edge.column}' AS kind, any_value({_said(edge)[0]}) AS method, CAST(1 AS DECIMAL(5,4)) AS confidence,
               CAST(NULL AS DECIMAL(18,2)) AS amount, 'given' AS state, any_value({_said(edge)[1]}) AS reasons,
               any_value(CASE WHEN {_said(edge)[0]} = 'paper' THEN 'paper' ELSE o.origin END) AS origin,
               any_value(s.unit) AS unit, l.key, CAST(NULL AS VARCHAR) AS link
        FROM {edge.view} l JOIN seen.{edge.source} s ON s.row_id = l.row_id
        JOIN {edge.target_view} k ON k.key = l.key JOIN seen.{edge.target} t ON t.row_id = k.row_id AND t.unit = s.unit
        JOIN sources o ON o.row_id = l.row_id
        WHERE NOT EXISTS (SELECT 1 FROM link_found f WHERE f.edge = '{edge.name}' AND f.source = l.row_id AND f.key = l.key)
        GROUP BY l.row_id, l.key
        """
        for edge in EDGES
    ]
    found = """
        SELECT split_part(edge, '.', 1), source, split_part(target_of, '.', 1), target, split_part(edge, '.', 2), method,
               confidence, amount, state, reasons,
               CASE WHEN state IN ('confirmed', 'refused') THEN 'person' ELSE 'computed' END, unit, key, link
        FROM (SELECT *, CASE {targets} END AS target_of FROM link_found)
    """.format(targets=" ".join(f"WHEN edge = '{edge.name}' THEN '{edge.target}'" for edge in EDGES))
    session.define(f"CREATE VIEW links AS {' UNION ALL '.join([*by_number, found])}")


def _said(edge: Edge) -> tuple[str, str]:
    """SQL of method and reasons of a link by number: what a person read off the documents is told apart."""
    if (edge.source, edge.column) not in PAPER_CELLS:
        return "'number'", "'编号一致'"
    paper = f"s.{edge.column}_origin = 'paper'"
    return (
        f"CASE WHEN {paper} THEN 'paper' ELSE 'number' END",
        f"CASE WHEN {paper} THEN '核查表载明' ELSE '编号一致' END",
    )
