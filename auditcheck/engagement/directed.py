"""Which items a sample must hold: those that findings point to, and those that an auditor names."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

from auditcheck import resources
from auditcheck.engagement.config import Config
from auditcheck.engagement.population import Frame
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import Workspace
from auditcheck.i18n import _
from auditcheck.ledgers.keys import Period, voucher_keys

_CLOSED = ("dismissed", "resolved")
_LISTED = 4  # findings that a reason names


def risk(
    workspace: Workspace, frame: Frame, folder: Path, checks: Sequence[str] = ()
) -> tuple[dict[int, str], list[str]]:
    """(position -> "CON-001 合同-001", findings that lead to no item) of the findings kept in ``folder``.

    A finding leads to the items of the rows it shows, and through the numbers it names, payments, contracts and links
    to their vouchers. ``checks``: ids; empty for all. Dismissed findings lead nowhere. Raises ConfigError.
    """
    path = folder / "findings.json"
    if not path.is_file():
        raise ConfigError(
            _("{path}: there are no findings; `auditcheck run ... -o {folder}` makes them").format(
                path=path, folder=folder
            )
        )
    document = json.loads(path.read_text("utf-8"))
    known = {check["id"] for check in document["checks"]}
    for check in checks:
        if check not in known:
            raise ConfigError(_("{folder}: check {check} was not run there").format(folder=folder, check=check))
    findings = [
        finding
        for finding in document["findings"]
        if (not checks or finding["check"] in checks) and finding.get("state") not in _CLOSED
    ]
    rows = _rows(folder, findings)
    near = (
        vouchers_near(workspace, {row for each in rows.values() for row in _row_ids(workspace, each)}) if rows else {}
    )
    by_row, by_key = _positions(frame)
    reasons: dict[int, dict[str, list[str]]] = {}
    nowhere = []
    for finding in findings:
        found: set[int] = set()
        for row_id in _row_ids(workspace, rows[finding["fingerprint"]]):
            if row_id in by_row:
                found.add(by_row[row_id])
            found |= {by_key[key] for key in near.get(row_id, ()) if key in by_key}
        for position in found:
            reasons.setdefault(position, {}).setdefault(finding["check"], []).append(finding.get("no") or "")
        if not found:
            nowhere.append(f"{finding['check']} {finding.get('no') or ''}".strip())
    return {position: _reason(checks) for position, checks in sorted(reasons.items())}, nowhere


def _reason(checks: Mapping[str, Sequence[str]]) -> str:
    parts = []
    for check, numbers in sorted(checks.items()):
        named = "、".join(number for number in numbers[:_LISTED] if number) + (
            f"等{len(numbers)}项" if len(numbers) > _LISTED else ""
        )
        parts.append(f"{check}（{named}）" if named else check)
    return "、".join(parts)


def picks(workspace: Workspace, frame: Frame, texts: Iterable[str], year: int | None) -> dict[int, str]:
    """``记-05-0066=理由``: position -> reason. Raises ConfigError for an item that is not there, or without a reason.

    Items of other ledgers go by any word of theirs: a number, the name of a project.
    """
    found = {}
    for text in texts:
        number, sign, reason = text.partition("=")
        if not sign or not reason.strip():
            raise ConfigError(
                _("{text}: expected {form}; a pick needs its reason").format(text=text, form="记-05-0066=理由")
            )
        positions = (
            positions_of(frame, number, year)
            if "voucher_no" in frame.ledger.by_name
            else _named(workspace, frame, number)
        )
        for position in positions:
            found[position] = reason.strip()
    return found


def _named(workspace: Workspace, frame: Frame, word: str) -> list[int]:
    """Rows of which one text is ``word``. Raises ConfigError where none is."""
    texts = [column.name for column in frame.ledger.columns if column.type == "string" and column.name != "unit"]
    said = " OR ".join(f"trim({name}) IN ($word, $narrow)" for name in texts)
    rows = workspace.session.query(
        f"SELECT row_id FROM seen.{frame.ledger.name} WHERE {said}",
        {"word": word.strip(), "narrow": normalize("NFKC", word.strip())},
    )
    wanted = {row["row_id"] for row in rows}
    found = [position for position, row_ids in enumerate(frame.rows.to_pylist()) if wanted & set(row_ids)]
    if not found:
        raise ConfigError(
            _("{word}: nothing among the {count} items to be sampled is called so").format(
                word=word, count=len(frame.keys)
            )
        )
    return found


def positions_of(frame: Frame, number: str, year: int | None) -> list[int]:
    """The items with this voucher number, of whatever unit. Raises ConfigError where there is none."""
    years = [year] if year else sorted({int(value[:4]) for value in frame.attributes["month"] if value[:4].isdigit()})
    keys = {key for each in years for key in voucher_keys(number, Period(each)) or ()}
    found = [position for position, key in enumerate(frame.keys) if key and key.split("/", 1)[-1] in keys]
    if not found:
        raise ConfigError(
            _("{number}: there is no such voucher among the {count} to be sampled").format(
                number=number, count=len(frame.keys)
            )
        )
    return found


def _positions(frame: Frame) -> tuple[dict[int, int], dict[str, int]]:
    by_key = {key: position for position, key in reversed(list(enumerate(frame.keys))) if key and frame.by == "voucher"}
    by_row = {row_id: position for position, rows in enumerate(frame.rows.to_pylist()) for row_id in rows}
    return by_row, by_key


def _rows(folder: Path, findings: Sequence[Mapping[str, Any]]) -> dict[str, set[tuple[str, str, int]]]:
    """fingerprint -> places (file, sheet, row) of its evidence: all of it, which evidence.csv has."""
    found: dict[str, set[tuple[str, str, int]]] = {finding["fingerprint"]: set() for finding in findings}
    for finding in findings:
        for item in finding["evidence"]:
            if item.get("row"):
                found[finding["fingerprint"]].add((item["file"], item["sheet"], int(item["row"])))
    listed = folder / "evidence.csv"
    if listed.is_file():
        with listed.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["fingerprint"] in found and (row["row"] or "").isdigit():
                    found[row["fingerprint"]].add((row["file"], row["sheet"], int(row["row"])))
    return found


def _row_ids(workspace: Workspace, places: set[tuple[str, str, int]]) -> list[int]:
    """row_ids of places; files go by their name: a folder may be read from elsewhere."""
    if not places:
        return []
    wanted = sorted(places)
    rows = workspace.session.query(
        """
        SELECT s.row_id FROM sources s
        JOIN (SELECT unnest($files::VARCHAR[]) AS file, unnest($sheets::VARCHAR[]) AS sheet, unnest($rows::BIGINT[]) AS row) w
          ON w.sheet = s.sheet AND w.row = s.row AND regexp_extract(s.file, '[^/]*$') = regexp_extract(w.file, '[^/]*$')
        """,
        {"files": [w[0] for w in wanted], "sheets": [w[1] for w in wanted], "rows": [w[2] for w in wanted]},
    )
    return [row["row_id"] for row in rows]


# Rows of any ledger to the vouchers that belong to them: of their own number, of the payments, invoices and assets
# under the contract, of the payments of an invoice.
NEAR = """
    WITH named AS ({named}),
         contract AS ({contracts}),
         near AS (
            SELECT row_id, unit, key FROM named
            UNION
            SELECT c.row_id, n.unit, n.key FROM contract c
            JOIN contract other ON other.key = c.key AND other.unit = c.unit
            JOIN named n ON n.row_id = other.row_id
            UNION
            SELECT p.row_id, n.unit, n.key FROM ({procurements}) p
            JOIN contract other ON other.key = p.key AND other.unit = p.unit
            JOIN named n ON n.row_id = other.row_id)
    SELECT DISTINCT row_id, unit || '/' || key AS key FROM near
"""


def vouchers_near(workspace: Workspace, row_ids: Iterable[int]) -> dict[int, list[str]]:
    """row_id -> ``unit/voucher key`` of every voucher that belongs to the row."""
    rows = workspace.session.query(
        f"SELECT * FROM ({near_sql(workspace)}) WHERE row_id IN (SELECT unnest($ids::BIGINT[]))", {"ids": list(row_ids)}
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["row_id"], []).append(row["key"])
    return found


def near_sql(workspace: Workspace) -> str:
    """(row_id, key): rows of all ledgers beside the vouchers that belong to them."""
    ledgers = workspace.schema.ledgers

    def keyed(column: str) -> str:
        return " UNION ALL ".join(
            f"SELECT l.row_id, l.unit, k.key FROM seen.{name} l JOIN {name}_{column} k ON k.row_id = l.row_id"
            for name, ledger in ledgers.items()
            if column in ledger.by_name and ledger.by_name[column].key
        )

    procurement = """
        SELECT l.row_id, l.unit, k.key FROM seen.procurements l
        JOIN procurements_procurement_no p ON p.row_id = l.row_id
        JOIN contracts_procurement_no q ON q.key = p.key
        JOIN seen.contracts c ON c.row_id = q.row_id AND c.unit = l.unit
        JOIN contracts_contract_no k ON k.row_id = c.row_id
    """
    return NEAR.format(named=keyed("voucher_no"), contracts=keyed("contract_no"), procurements=procurement)


def unclear(
    workspace: Workspace, frame: Frame, config: Config, checks: Sequence[str], year: int | None
) -> tuple[dict[int, str], list[str]]:
    """(position -> why, what leads to no item) of the rows that these checks cannot decide: only the paper can tell.

    Raises ConfigError for an unknown check.
    """
    from auditcheck.checks.catalogue import find, load_catalogue
    from auditcheck.checks.runner import RunContext, run_check

    known = load_catalogue(resources.path("checks"))
    months = [int(value[:4]) for value in frame.attributes["month"] if value[:4].isdigit()]
    context = RunContext(
        config.asof or date.today(), year or config.year or max(months, default=date.today().year), config.params
    )
    missing: dict[int, dict[str, set[str]]] = {}
    for name in checks:
        parts = run_check(find(known, name), workspace, context).parts
        for row in (row for part in parts for row in part.undecided):
            for row_id in row.row_ids:
                missing.setdefault(row_id, {}).setdefault(name, set()).add(row.why)
    near = vouchers_near(workspace, missing) if missing else {}
    by_row, by_key = _positions(frame)
    found: dict[int, dict[str, set[str]]] = {}
    nowhere: list[str] = []
    for row_id, whys in missing.items():
        positions = {by_key[key] for key in near.get(row_id, ()) if key in by_key}
        positions |= {by_row[row_id]} if row_id in by_row else set()
        for position in positions:
            for name, why in whys.items():
                found.setdefault(position, {}).setdefault(name, set()).update(why)
        if not positions:
            nowhere += list(whys)
    return {
        position: "、".join(f"{name}资料不足（{'；'.join(sorted(why))}）" for name, why in sorted(whys.items()))
        for position, whys in sorted(found.items())
    }, nowhere
