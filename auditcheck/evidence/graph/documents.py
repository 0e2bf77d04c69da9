"""What the rows of a document say, each value with the cell that it stood in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from auditcheck import names
from auditcheck.evidence.graph.kinds import BY_LEDGER, KINDS, Ref
from auditcheck.evidence.paper import PAPER_CELLS
from auditcheck.evidence.workspace import Workspace
from auditcheck.ledgers.privacy import hidden

Node = dict[str, Any]
Row = Mapping[str, Any]
_LINES = 12  # lines of a voucher that are told
_HASH = 16  # figures of a file's hash that tell it from all others of an engagement
# What a person notes of a voucher beside the documents that hang on it.
_CHECK = ("index_no", "abnormal", "note", "attachment_pages", "photo_no")
_APPROVAL = ("approval_date", "approver", "meeting_minutes_no")
_POINTS = tuple(f"point_{number}" for number in range(1, 8))


class Reader:
    """Turns rows into nodes: number, day, amount, party, facts, and where each stood."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._sheets = {sheet.sheet_id: sheet for sheet in workspace.books.sheets}
        self._sources: dict[int, dict[str, Any]] = {}

    def nodes(self, rows: Mapping[Ref, Sequence[int]]) -> dict[Ref, Node]:
        found: dict[Ref, Node] = {}
        for ledger in dict.fromkeys(ref.ledger for ref in rows):
            ids = [row for ref, each in rows.items() if ref.ledger == ledger for row in each]
            seen = {row["row_id"]: row for row in self._workspace.rows(ledger, ids)}
            booked = {row["row_id"]: row for row in self._workspace.rows(ledger, ids, as_booked=True)}
            self._learn(seen.values())
            for ref, each in rows.items():
                if ref.ledger == ledger and each:
                    found[ref] = self._node(ref, [seen[row] for row in each], booked)
        self._add_voucher_checks(found)
        self._add_counts(found)
        return found

    def _learn(self, rows: Iterable[Row]) -> None:
        """Look up once where these rows, and those of the 核查表 laid over them, stood."""
        ids = {
            value for row in rows for name, value in row.items() if name.endswith("_row") or name == "row_id" if value
        }
        self._sources |= self._workspace.sources(ids - self._sources.keys())

    def _node(self, ref: Ref, rows: Sequence[Row], booked: Mapping[int, Row]) -> Node:
        kind, row = BY_LEDGER[ref.ledger], rows[0]
        columns = [kind.number, kind.title, *(name for name, _word in kind.dates), kind.amount, kind.party, *kind.facts]
        facts = [
            fact
            for column in dict.fromkeys(filter(None, columns))
            if (fact := self._fact(ref.ledger, row, column, booked.get(row["row_id"]))) is not None
        ]
        days = [
            {"column": name, "word": word, "date": row[name], "to": row[f"{name}_to"]}
            for name, word in kind.dates
            if row[name] is not None
        ]
        node: Node = {
            "id": ref.id,
            "kind": kind.name,
            "ledger": ref.ledger,
            "unit": ref.unit,
            "number": row[kind.number],
            "title": hidden(row[kind.title], None) if kind.title and row[kind.title] else None,
            "date": days[0]["date"] if days else None,
            "days": days,
            "amount": row[kind.amount] if kind.amount else _worth(rows) if ref.ledger == "vouchers" else None,
            "party": row[kind.party] if kind.party else None,
            "facts": facts,
            "rows": [self._where(each["row_id"]) for each in rows],
            "row": row,
            "problems": [],
            "missing": [],
            "findings": [],
        }
        if kind.name in ("payment", "contract"):
            known = [column for column in _APPROVAL if column in row]
            node["approval"] = [f for c in known if (f := self._fact(ref.ledger, row, c, booked.get(row["row_id"])))]
        if ref.ledger == "evidence" and row["doc_type"]:
            node["title"] = " ".join(filter(None, (row["doc_type"], node["title"])))
        if ref.ledger == "vouchers":
            node["lines"] = [_line(each) for each in rows[:_LINES]]
            node["line_count"] = len(rows)
            node["reversal_of"] = next((each["reversal_of"] for each in rows if each["reversal_of"]), None)
        return node

    def _fact(self, ledger: str, row: Row, column: str, booked: Row | None) -> dict[str, Any] | None:
        value, mark = row[column], row.get(f"{column}_mark")
        if (value is None and mark is None) or value is False:
            return None
        origin = row.get(f"{column}_origin", "ledger")
        made = self._sources[row["row_id"]]["origin"] == "paper" and origin == "ledger"
        fact: dict[str, Any] = {
            "column": column,
            "name": names.column_name(column, ledger),
            "value": self._written(ledger, row, column) if value is not None else mark,
            "mark": mark,
            "origin": "paper" if made else origin,
        }
        if origin == "paper":
            sheet, source = PAPER_CELLS[ledger, column]
            fact["cell"] = self._cell(row[f"{column}_row"], source)
            checker = self._workspace.rows(sheet, [row[f"{column}_row"]])[0]
            day = checker.get("check_date") or checker.get("query_date")
            fact["checker"], fact["checked"] = checker["checker"], day
            if booked is not None and booked[column] is not None and booked[column] != value:
                fact["booked"] = self._written(ledger, booked, column)
                fact["booked_cell"] = self._cell(row["row_id"], column)
        else:
            fact["cell"] = self._cell(row["row_id"], column)
        return fact

    def _written(self, ledger: str, row: Row, column: str) -> str:
        value, spec = row[column], self._workspace.schema.ledgers[ledger].by_name[column]
        last = row.get(f"{column}_to")
        if isinstance(value, date) and last is not None and last != value:
            return f"{value.isoformat()}至{last.isoformat()}"
        if isinstance(value, datetime) and value.time() == time():
            return value.date().isoformat()
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return "、".join(map(str, value))
        if column == "sha256":
            return f"{value[:_HASH]}…"
        if isinstance(value, Decimal) and spec.type == "money":
            return f"{value:,.2f}"
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return str(value) if spec.is_identifier else hidden(str(value), spec)

    def _where(self, row_id: int) -> dict[str, Any]:
        source = self._sources[row_id]
        return {name: source[name] for name in ("file", "sheet", "row", "ledger", "origin")}

    def _cell(self, row_id: int, column: str) -> dict[str, Any]:
        source = self._sources[row_id]
        letter = self._sheets[source["sheet_id"]].letter_of(column)
        place = {name: source[name] for name in ("file", "sheet", "row")}
        return {**place, "cell": f"{letter}{source['row']}" if letter else None}

    def _add_voucher_checks(self, found: Mapping[Ref, Node]) -> None:
        vouchers = {(ref.unit, ref.identity): node for ref, node in found.items() if ref.ledger == "vouchers"}
        if not vouchers:
            return
        rows = self._workspace.session.query(
            "SELECT s.*, k.key FROM voucher_checks s JOIN voucher_checks_voucher_no k USING (row_id)"
            " WHERE k.key IN (SELECT unnest($keys::VARCHAR[])) ORDER BY s.row_id",
            {"keys": [identity for _unit, identity in vouchers]},
        )
        self._learn(rows)
        for row in rows:
            node = vouchers.get((row["unit"], row["key"]))
            if node is None:
                continue
            node["rows"].append(self._where(row["row_id"]))
            wrong = [point for point in _POINTS if row[point] == "×" or row.get(f"{point}_mark") == "未见"]
            for column in (*_CHECK, *wrong):
                node["facts"] += filter(None, [self._check_fact(row, column, "voucher_checks")])
            node["check"] = {"abnormal": row["abnormal"], "note": row["note"], "amount": row["amount"]}

    def _add_counts(self, found: Mapping[Ref, Node]) -> None:
        assets = {
            (ref.unit, node["row"]["asset_no_key"]): node for ref, node in found.items() if ref.ledger == "assets"
        }
        if not assets:
            return
        rows = self._workspace.session.query(
            "SELECT s.*, k.key FROM asset_counts s JOIN asset_counts_asset_no k USING (row_id)"
            " WHERE k.key IN (SELECT unnest($keys::VARCHAR[])) ORDER BY s.row_id",
            {"keys": [key for _unit, key in assets if key]},
        )
        self._learn(rows)
        for row in rows:
            if node := assets.get((row["unit"], row["key"])):
                node["rows"].append(self._where(row["row_id"]))
                for column in ("found", "tag", "note"):
                    node["facts"] += filter(None, [self._check_fact(row, column, "asset_counts")])

    def _check_fact(self, row: Row, column: str, ledger: str) -> dict[str, Any] | None:
        fact = self._fact(ledger, row, column, None)
        if fact:
            fact |= {"origin": "paper", "checker": row["checker"], "checked": row["check_date"]}
        return fact


def _worth(rows: Sequence[Row]) -> Decimal | None:
    """What a voucher is worth: its debits, of parallel books (政府会计) only those of the financial side."""
    lines = [row for row in rows if row["debit"] is not None]
    financial = [row for row in lines if str(row["account_code"] or "")[:1] not in ("6", "7", "8")]
    debit = sum((row["debit"] for row in financial), Decimal(0))
    credit = sum((row["credit"] or Decimal(0) for row in financial), Decimal(0))
    if not financial or debit != credit:
        financial = lines
    return sum((row["debit"] for row in financial), Decimal(0)) if lines else None


def _line(row: Row) -> dict[str, Any]:
    names = ("line_no", "summary", "account_code", "account_name", "debit", "credit")
    return {name: hidden(row[name], None) if isinstance(row[name], str) else row[name] for name in names}


def approvals(node: Node) -> Iterable[Node]:
    """Who approved a payment or contract and which minutes it names, as nodes of their own: no ledger has them."""
    row = node["row"]
    for kind, columns in (("approval", ("approval_date", "approver")), ("minutes", ("meeting_minutes_no",))):
        if all(row.get(column) is None for column in columns):
            continue
        facts = [fact for fact in node["approval"] if fact["column"] in columns]
        day = row.get("approval_date") if kind == "approval" else None
        yield {
            "id": f"{kind}:{node['id']}",
            "kind": kind,
            "ledger": node["ledger"],
            "unit": node["unit"],
            "number": row.get("meeting_minutes_no") if kind == "minutes" else None,
            "title": f"{KINDS[node['kind']].zh}审批" if kind == "approval" else None,
            "date": day,
            "days": [{"column": "approval_date", "word": "审批", "date": day, "to": row["approval_date_to"]}]
            if day
            else [],
            "amount": None,
            "party": row.get("approver") if kind == "approval" else None,
            "facts": facts,
            "rows": [],
            "row": {},
            "problems": [],
            "missing": [],
            "findings": [],
        }
