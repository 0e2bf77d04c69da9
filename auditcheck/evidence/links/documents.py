"""The rows that can be linked, as tables of their own: whose, how much, when, and what for."""

from __future__ import annotations

from dataclasses import dataclass

from auditcheck.engine.session import Session
from auditcheck.evidence.links.edges import DOCUMENTS, Edge

# What every payment says and no business is told apart by.
_GENERIC = "支付|预付|采购|购置|合同|协议|框架|委托单|项目|服务|费用|货款|首付款|进度款|尾款|质保金|余款|等款|付|款|费|年|月|日|等|的|及|第|号"
_WIDE = "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F))
_NARROW = "".join(chr(code) for code in range(0x21, 0x7F)).replace("'", "''")


def define(session: Session) -> None:
    """Macros: ``link_core`` of a text, ``link_bare`` of a number (``HT-2023-031``, ``HT202331`` -> ``HT202331``)."""
    session.execute_trusted(
        "CREATE OR REPLACE TEMP MACRO link_core(x) AS"
        rf" regexp_replace(regexp_replace(x, '[^\p{{Han}}]', '', 'g'), '{_GENERIC}', '', 'g')"
    )
    session.execute_trusted(
        "CREATE OR REPLACE TEMP MACRO link_bare(x) AS regexp_replace(regexp_replace(upper(translate("
        rf"x, '{_WIDE}', '{_NARROW}')), '[^\pL\pN]|[年字第号]', '', 'g'), '((?:19|20)\d\d)0+(\d)', '\1\2')"
    )
    session.execute_trusted(
        "CREATE OR REPLACE TEMP MACRO link_money(x) AS"
        " format('{:,}', CAST(trunc(x) AS BIGINT)) || '.' || right('0' || CAST(CAST(abs(x) * 100 AS BIGINT) % 100 AS VARCHAR), 2)"
    )


def create_documents(session: Session, ledger: str) -> None:
    """``link_<ledger>(row_id, unit, party, amount, day, text, core)`` of the rows with an amount."""
    spec = DOCUMENTS[ledger]
    text = spec.text or "CAST(NULL AS VARCHAR)"
    session.execute_trusted(
        f"""
        CREATE TEMP TABLE link_{ledger} AS
        SELECT row_id, unit, {spec.party or "CAST(NULL AS VARCHAR)"} AS party, {spec.amount} AS amount,
               {spec.day} AS day, {text} AS text, link_core({text}) AS core
        FROM seen.{ledger} WHERE {spec.counts} AND coalesce({spec.amount} > 0, true)
        """
    )


def create_targets(session: Session, edge: Edge) -> None:
    """``link_targets``: documents that can be named, with key, and ``open``: what no known source has used up yet.

    ``twin``: another one of the same body and amount stands beside it. Of a voucher every line is one.
    """
    used = f"""
        SELECT t.row_id, sum(f.amount) AS used, bool_or(o.targets > 1) AS shared, list(DISTINCT f.amount) AS amounts
        FROM link_known o JOIN link_{edge.source} f ON f.row_id = o.source JOIN link_{edge.target} t ON t.row_id = o.target
        GROUP BY t.row_id
    """
    if edge.target == "vouchers":
        # A line whose amount is that of a document that names its voucher has its document.
        opened = "CASE WHEN list_contains(u.amounts, d.amount) THEN 0 ELSE d.amount END"
        twin = "false"
    else:
        opened = "CASE WHEN u.shared THEN NULL ELSE greatest(d.amount - coalesce(u.used, 0), 0) END"
        twin = "count(*) OVER (PARTITION BY d.unit, d.party, d.amount) > 1 AND d.amount IS NOT NULL"
    session.execute_trusted(
        f"""
        CREATE OR REPLACE TEMP TABLE link_targets AS
        SELECT d.*, k.key, {opened} AS open, {twin} AS twin
        FROM link_{edge.target} d
        JOIN (SELECT row_id, min(key) AS key FROM {edge.target_view} GROUP BY row_id HAVING count(*) = 1) k USING (row_id)
        LEFT JOIN ({used}) u USING (row_id)
        """
    )


@dataclass(frozen=True)
class Wants:
    """How many rows lack a link; whether any writes a number that stands in no ledger, or one in its text."""

    rows: int
    written: bool
    told: bool


def create_wants(session: Session, edge: Edge) -> Wants:
    """``link_known(source, target, targets)`` by number, and ``link_wants``: the sources without.

    ``written``: the row names something that stands in no ledger; ``partly``: and something else that does.
    """
    unmet = ""
    if edge.by_number:
        unmet = f"OR d.row_id IN (SELECT row_id FROM {edge.view} WHERE key NOT IN (SELECT key FROM {edge.target_view}))"
    session.execute_trusted(
        f"""
        CREATE OR REPLACE TEMP TABLE link_known AS
        SELECT s.row_id AS source, k.row_id AS target, count(DISTINCT k.key) OVER (PARTITION BY s.row_id) AS targets
        FROM seen.{edge.source} s
        JOIN {edge.view} l ON l.row_id = s.row_id
        JOIN {edge.target_view} k ON k.key = l.key
        JOIN seen.{edge.target} t ON t.row_id = k.row_id AND t.unit = s.unit
        """
    )
    session.execute_trusted(
        f"""
        CREATE OR REPLACE TEMP TABLE link_wants AS
        SELECT d.*, s.{edge.column} IS NOT NULL AS written, d.row_id IN (SELECT source FROM link_known) AS partly
        FROM link_{edge.source} d JOIN seen.{edge.source} s USING (row_id)
        WHERE NOT partly {unmet}
        """
    )
    found = session.query(
        "SELECT count(*) AS n, bool_or(written) AS written, bool_or(regexp_matches(text, '[0-9０-９]{3}')) AS told FROM link_wants"
    )[0]
    return Wants(found["n"], bool(found["written"]), bool(found["told"]))
