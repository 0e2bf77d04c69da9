"""Samples out of books: the population of one ledger by row or by voucher, and the sample as a document."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import Workspace
from auditcheck.i18n import _
from auditcheck.ledgers.schema import Ledger
from auditcheck.sampling.quantities import decimal_of
from auditcheck.sampling.select import VERSION, Population, Selection, Settings, select

BY = ("row", "voucher")
_LAST_SEED = 10**9


@dataclass(frozen=True)
class Frame:
    """What is sampled from: one entry an item, each with the row_ids that belong to it."""

    ledger: Ledger
    by: str
    amount: str
    population: Population
    rows: Sequence[Sequence[int]]


def frame(workspace: Workspace, ledger: str, amount: str, by: str = "row", strata: str | None = None) -> Frame:
    """The rows of a ledger (``by`` row), or its vouchers with all their lines (``by`` voucher; amounts added up).

    Items stand in the order of the files; void vouchers and closing entries are no part of it. Raises ConfigError for unknown names.
    """
    schema = _ledger(workspace, ledger)
    _money(schema, amount)
    if by == "voucher" and "voucher_no" not in schema.by_name:
        raise ConfigError(_("{ledger} has no voucher numbers: use --by row").format(ledger=ledger))
    stratum = _stratum(schema, strata)
    # A void voucher was never booked, a closing entry moves what was booked; a row without its number is an item of its own.
    left_out = [f"{name} IS DISTINCT FROM true" for name in ("void_flag", "is_closing") if name in schema.by_name]
    void = f"WHERE {' AND '.join(left_out)}" if left_out else ""
    item = "coalesce(unit || '/' || voucher_no_key, 'row ' || row_id)" if by == "voucher" else "CAST(row_id AS VARCHAR)"
    rows = workspace.session.query(
        f"""
        SELECT list(row_id ORDER BY row_id) AS rows, CAST(sum({amount}) * 100 AS HUGEINT) AS fen,
               string_agg({amount}, ',' ORDER BY row_id) AS amounts, arg_min({stratum}, row_id) AS stratum,
               {"min(coalesce(voucher_no_key, ''))" if by == "voucher" else "''"} AS label
        FROM seen.{ledger} {void} GROUP BY {item} ORDER BY min(row_id)
        """
    )
    population = Population(
        [None if row["fen"] is None else int(row["fen"]) for row in rows],
        [f"{number}/{row['label']}/{row['amounts'] or ''}" for number, row in enumerate(rows)],
        [str(row["stratum"]) for row in rows] if strata else (),
    )
    return Frame(schema, by, amount, population, [row["rows"] for row in rows])


def _ledger(workspace: Workspace, name: str) -> Ledger:
    found = workspace.schema.ledgers.get(name) or next(
        (ledger for ledger in workspace.schema.ledgers.values() if ledger.zh == name), None
    )
    if found is None:
        raise ConfigError(
            _("there is no ledger {name}; there are {names}").format(
                name=name, names=", ".join(workspace.schema.ledgers)
            )
        )
    return found


def _money(ledger: Ledger, name: str) -> None:
    known = [column.name for column in ledger.columns if column.type == "money"]
    if name not in known:
        raise ConfigError(
            _("{ledger} has no amounts in {name}; there are {names}").format(
                ledger=ledger.name, name=name, names=", ".join(known)
            )
        )


def _stratum(ledger: Ledger, name: str | None) -> str:
    """``month`` is the month of the ledger's date; ``account`` the first four digits of the account."""
    if name is None:
        return "NULL"
    if name == "month":
        dates = [column.name for column in ledger.columns if column.type == "date"]
        return f"coalesce(strftime({ledger.main_date or dates[0]}, '%Y-%m'), '无日期')"
    if name == "account" and "account_code" in ledger.by_name:
        return "coalesce(left(account_code, 4), '无科目')"
    if name not in {"unit", *ledger.by_name}:
        raise ConfigError(_("there is no column {column}").format(column=f"{ledger.name}.{name}"))
    return f"coalesce(CAST({name} AS VARCHAR), '（空）')"


def seeded(settings: Settings) -> Settings:
    """With a seed where the method needs one and none was given; it stands in the document."""
    if settings.seed is not None or settings.method == "top" or settings.start is not None:
        return settings
    return replace(settings, seed=secrets.randbelow(_LAST_SEED))


def sample(workspace: Workspace, frame: Frame, settings: Settings) -> dict[str, Any]:
    """The document auditcheck/sample/1 of contracts.md."""
    selection = select(frame.population, settings)
    amounts = frame.population.amounts
    negative = [amount for amount in amounts if amount is not None and amount < 0]
    chosen = sum(amounts[i] or 0 for i in selection.hits)
    total = sum(amount or 0 for amount in amounts)
    return {
        "schema": "auditcheck/sample/1",
        "method": settings.method,
        "method_version": f"{settings.method}/{VERSION}",
        "ledger": frame.ledger.name,
        "by": frame.by,
        "amount": frame.amount,
        "n": settings.n,
        "seed": settings.seed,
        "start": _yuan(selection.start),
        "interval": None if selection.interval is None else str(decimal_of(selection.interval / 100, 2)),
        "population": {"rows": len(amounts), "amount": _yuan(total), "sha256": frame.population.sha256()},
        "negatives": {"rows": len(negative), "amount": _yuan(sum(negative)), "treated": settings.negatives},
        "zeros": sum(amount == 0 for amount in amounts),
        "blanks": sum(amount is None for amount in amounts),
        "certain": [_item(workspace, frame, selection, i) for i in selection.certain],
        "strata": {name: {"drawn": drawn, "rows": rows} for name, (drawn, rows) in selection.shares.items()},
        "items": [_item(workspace, frame, selection, i) for i in selection.hits],
        "coverage": {
            "rows": _share(len(selection.hits), len(amounts)),
            "amount": _share(chosen, total),
        },
    }


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else str(decimal_of(Fraction(fen, 100), 2))


def _share(part: int, whole: int) -> str | None:
    return None if whole <= 0 else f"{decimal_of(Fraction(part * 100, whole), 2)}%"


def _item(workspace: Workspace, frame: Frame, selection: Selection, position: int) -> dict[str, Any]:
    row_ids = frame.rows[position]
    source = workspace.sources(row_ids[:1])[row_ids[0]]
    found = workspace.rows(frame.ledger.name, row_ids)
    names = [column.name for column in frame.ledger.columns]
    document = {
        "ledger": frame.ledger.name,
        "file": source["file"],
        "sheet": source["sheet"],
        "row": source["row"],
        "hits": selection.hits.get(position, 0),
        "amount": _yuan(frame.population.amounts[position]),
        "values": _values(found[0], names),
    }
    if frame.population.strata:
        document["stratum"] = frame.population.strata[position]
    if frame.by == "voucher":
        places = workspace.sources(row_ids)
        document["lines"] = [
            {
                "file": places[i]["file"],
                "sheet": places[i]["sheet"],
                "row": places[i]["row"],
                "values": _values(row, names),
            }
            for i, row in zip(row_ids, found, strict=True)
        ]
    return document


def _values(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: str(row[name]) for name in names if row.get(name) is not None}
