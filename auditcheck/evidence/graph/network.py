"""Suppliers as a network: who bids together, who wins, what they share, and which of it they share with staff.

Telephone and account numbers are compared by their salted hashes and shown without their middle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from auditcheck.evidence.workspace import Workspace
from auditcheck.ledgers.privacy import hidden

SCHEMA = "auditcheck/network/1"
# What two suppliers may share: column, its word, what it is compared by, and its weight among relations (SUP-001).
_ATTRIBUTES = (
    ("legal_rep", "法定代表人", "regexp_replace(legal_rep, '\\s', '', 'g')", 5),
    ("phone", "电话", "phone_hash", 4),
    ("account", "银行账号", "account_hash", 5),
    ("email", "邮箱", "lower(trim(email))", 3),
    ("address", "地址", "regexp_replace(address, '\\s', '', 'g')", 2),
    ("ip", "上传IP", "trim(ip)", 3),
    ("mac", "机器码", "upper(regexp_replace(mac, '[^0-9A-Za-z]', '', 'g'))", 5),
    ("doc_author", "文件作者", "lower(trim(doc_author))", 3),
)
_WEIGHTS = {name: weight for name, _word, _by, weight in _ATTRIBUTES}
_COMMON = 8  # suppliers with the same value from which it says nothing: a hall, an agent, a default name

_KNOWN = """
    SELECT unit, name_key AS key, name, credit_code, legal_rep, phone, phone_hash, bank_account AS account,
           bank_account_hash AS account_hash, CAST(NULL AS VARCHAR) AS email, address, CAST(NULL AS VARCHAR) AS ip,
           CAST(NULL AS VARCHAR) AS mac, CAST(NULL AS VARCHAR) AS doc_author, row_id FROM suppliers WHERE name_key IS NOT NULL
    UNION ALL BY NAME
    SELECT unit, bidder_key AS key, bidder AS name, credit_code, legal_rep, phone, phone_hash, bond_account AS account,
           bond_account_hash AS account_hash, email, address, ip, mac, doc_author, row_id FROM bids WHERE bidder_key IS NOT NULL
"""


def network_of(workspace: Workspace, unit: str | None = None) -> dict[str, Any]:
    """Suppliers, their meetings, what they share, matches with staff, communities: in the shape of docs/chain.md."""
    suppliers = _suppliers(workspace, unit)
    together = _together(workspace, unit)
    shared = _shared(workspace, unit)
    staff = _staff(workspace, unit)
    concerned = {end for each in (*together, *shared) for end in (each["a"], each["b"])}
    concerned |= {each["supplier"] for each in staff}
    kept = {key: node for key, node in suppliers.items() if key in concerned or node["bids"]}
    groups = _communities(kept, together, shared)
    for number, members in enumerate(groups, 1):
        for key in members:
            kept[key]["community"] = number
    names = {key: node["name"] for key, node in kept.items()}
    return {
        "schema": SCHEMA,
        "unit": unit,
        "suppliers": [kept[key] for key in sorted(kept, key=lambda each: (kept[each]["community"], names[each]))],
        "together": [{**each, "a": names[each["a"]], "b": names[each["b"]]} for each in together],
        "shared": [{**each, "a": names[each["a"]], "b": names[each["b"]]} for each in shared],
        "staff": [{**each, "supplier": names[each["supplier"]]} for each in staff],
    }


def _of(unit: str | None, column: str = "unit") -> str:
    return "true" if unit is None else f"{column} IN (SELECT name FROM units WHERE alias = $unit OR name = $unit)"


def _asked(unit: str | None) -> dict[str, Any]:
    return {} if unit is None else {"unit": unit}


def _suppliers(workspace: Workspace, unit: str | None) -> dict[str, dict[str, Any]]:
    rows = workspace.session.query(
        f"""
        WITH known AS (SELECT key, min(name) AS name FROM ({_KNOWN}) WHERE {_of(unit)} GROUP BY key),
             bid AS (SELECT bidder_key AS key, count(DISTINCT procurement_no_key) AS bids,
                            count(DISTINCT procurement_no_key) FILTER (is_winner) AS wins
                     FROM bids WHERE {_of(unit)} GROUP BY ALL),
             signed AS (SELECT party_b_key AS key, count(*) AS contracts, sum(amount) AS amount
                        FROM contracts WHERE {_of(unit)} GROUP BY ALL)
        SELECT k.key, k.name, coalesce(bids, 0) AS bids, coalesce(wins, 0) AS wins,
               coalesce(contracts, 0) AS contracts, s.amount
        FROM known k LEFT JOIN bid USING (key) LEFT JOIN signed s USING (key) ORDER BY k.key
        """,
        _asked(unit),
    )
    names = ("name", "bids", "wins", "contracts")
    return {
        row["key"]: {
            **{name: row[name] for name in names},
            "amount": None if row["amount"] is None else str(row["amount"]),
            "community": 0,
        }
        for row in rows
    }


def _together(workspace: Workspace, unit: str | None) -> list[dict[str, Any]]:
    """Pairs that bid for the same procurement, how often, and who of the two won."""
    rows = workspace.session.query(
        f"""
        WITH bid AS (SELECT unit, procurement_no_key AS at, bidder_key AS key, min(procurement_no) AS number,
                            coalesce(bool_or(is_winner), false) AS won
                     FROM bids WHERE procurement_no_key IS NOT NULL AND bidder_key IS NOT NULL AND {_of(unit)} GROUP BY ALL)
        SELECT x.key AS a, y.key AS b, count(*) AS times, count(*) FILTER (x.won) AS wins_a, count(*) FILTER (y.won) AS wins_b,
               list(x.number ORDER BY x.number) AS procurements
        FROM bid x JOIN bid y ON y.unit = x.unit AND y.at = x.at AND x.key < y.key GROUP BY x.key, y.key ORDER BY a, b
        """,
        _asked(unit),
    )
    return [dict(row) for row in rows]


def _shared(workspace: Workspace, unit: str | None) -> list[dict[str, Any]]:
    found = []
    for name, word, by, weight in _ATTRIBUTES:
        rows = workspace.session.query(
            f"""
            SELECT {by} AS value, key, min({name}) AS written, list(row_id ORDER BY row_id) AS rows
            FROM ({_KNOWN}) WHERE {by} <> '' AND {_of(unit)} GROUP BY 1, 2
            QUALIFY count(*) OVER (PARTITION BY value) BETWEEN 2 AND {_COMMON} ORDER BY value, key
            """,
            _asked(unit),
        )
        groups: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            groups.setdefault(row["value"], []).append(row)
        for members in groups.values():
            for a, b in combinations(members, 2):
                found.append({
                    "a": a["key"], "b": b["key"], "what": name, "word": word, "weight": weight,
                    "value": _masked(name, a["written"]), "places": _places(workspace, [*a["rows"], *b["rows"]]),
                })  # fmt: skip
    return sorted(found, key=lambda each: (each["a"], each["b"], -each["weight"]))


def _masked(name: str, written: str) -> str:
    """The last four figures of a telephone or account; an address in its wording; never a whole number."""
    if name in ("phone", "account"):
        return f"尾号{written[-4:]}"
    return hidden(written, None)


def _staff(workspace: Workspace, unit: str | None) -> list[dict[str, Any]]:
    """Staff whose number a supplier has; a name alone is no match and is told only beside a number."""
    rows = workspace.session.query(
        f"""
        WITH known AS (SELECT * FROM ({_KNOWN}) WHERE {_of(unit)}),
             met AS (
                SELECT k.key, s.row_id AS staff_row, k.row_id, factor
                FROM known k JOIN staff s ON s.unit = k.unit,
                     LATERAL (VALUES ('电话', k.phone_hash = s.phone_hash), ('银行账号', k.account_hash = s.bank_account_hash),
                              ('法定代表人姓名', regexp_replace(k.legal_rep, '\\s', '', 'g') = regexp_replace(s.name, '\\s', '', 'g')))
                         f(factor, same)
                WHERE same)
        SELECT m.key, m.staff_row, list(DISTINCT factor ORDER BY factor) AS factors, list(DISTINCT m.row_id) AS rows,
               any_value(s.name) AS name, any_value(s.dept) AS dept, any_value(s.post) AS post
        FROM met m JOIN staff s ON s.row_id = m.staff_row GROUP BY m.key, m.staff_row
        HAVING bool_or(factor <> '法定代表人姓名') ORDER BY m.key, m.staff_row
        """,
        _asked(unit),
    )
    return [
        {
            "supplier": row["key"],
            "person": person(row["name"]),
            "dept": row["dept"],
            "post": row["post"],
            "factors": row["factors"],
            "places": _places(workspace, [*row["rows"], row["staff_row"]]),
        }
        for row in rows
    ]


def person(name: str | None) -> str:
    """张某: who it is stands in the roster, at the place that is named."""
    return f"{name[0]}某" if name else "某人"


def _places(workspace: Workspace, rows: Iterable[int]) -> list[dict[str, Any]]:
    sources = workspace.sources(rows)
    found = [{name: each[name] for name in ("file", "sheet", "row")} for each in sources.values()]
    return sorted(found, key=lambda each: (each["file"], each["sheet"], each["row"]))


def _communities(
    suppliers: Mapping[str, Any], together: Iterable[Mapping[str, Any]], shared: Iterable[Mapping[str, Any]]
) -> list[list[str]]:
    """Groups that meet or share more among themselves than with others (greedy modularity; Clauset et al. 2004)."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(sorted(suppliers))
    for each, weight in [*((t, t["times"]) for t in together), *((s, s["weight"]) for s in shared)]:
        before = graph.get_edge_data(each["a"], each["b"], {"weight": 0})["weight"]
        graph.add_edge(each["a"], each["b"], weight=before + weight)
    if not graph.number_of_edges():
        return [[key] for key in sorted(suppliers)]
    groups = networkx.community.greedy_modularity_communities(graph, weight="weight")
    return sorted((sorted(members) for members in groups), key=lambda members: (-len(members), members))
