"""The population of a sample out of books: the rows of one ledger, or vouchers with all their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import Workspace
from auditcheck.i18n import _
from auditcheck.ledgers.schema import Ledger
from auditcheck.sampling.select import Population

BY = ("row", "voucher")
NOTHING = "（空）"
# What strata, restrictions and coverage can be made of besides a ledger's own columns.
_NAMES = {"month": "无日期", "account": "无科目", "project": NOTHING, "econ_class": NOTHING, "unit": NOTHING}
_COLUMNS = {"project": "project_code", "account": "account_code"}
ATTRIBUTES = ("month", "project", "unit")  # always known of an item: coverage is told by them


@dataclass(frozen=True)
class Frame:
    """``rows``: the row_ids of each item; ``attributes``: month, project, unit (and what strata ask for) of each item."""

    ledger: Ledger
    by: str
    amount: str
    population: Population
    rows: Any  # an Arrow column: there may be millions
    attributes: dict[str, Sequence[str]]
    keys: Sequence[str | None]  # unit/voucher key, or None
    budget_only: int = 0  # vouchers that hold parallel budget entries alone
    restricted: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()  # names of what the strata are made of

    def rows_of(self, position: int) -> list[int]:
        return list(self.rows[position].as_py())


def frame(
    workspace: Workspace,
    ledger: str,
    amount: str,
    by: str = "row",
    strata: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Frame:
    """Items in the order of the files; void vouchers and closing entries are no part of it.

    ``by`` voucher adds up the amounts of its lines in the financial set of accounts (1 to 5): 6 to 8 are the parallel
    budget entries of 政府会计制度 and would count the same money twice. ``only``: ``account=5001``, ``month=2023-12``;
    accounts by their beginning; ``!=`` leaves such items out. Raises ConfigError for unknown names.
    """
    schema = _ledger(workspace, ledger)
    _money(schema, amount)
    if by == "voucher" and "voucher_no" not in schema.by_name:
        raise ConfigError(_("{ledger} has no voucher numbers: use --by row").format(ledger=ledger))
    wanted = [_split(text) for text in only]
    names = list(dict.fromkeys([*ATTRIBUTES, *strata, *(name for name, _values, _without in wanted)]))
    expressions = {name: _expression(schema, name) for name in names}
    table = workspace.session.table(_sql(schema, amount, by, expressions))
    attributes = {name: table[f"of_{name}"].to_pylist() for name in names}
    keep = [
        position
        for position in range(table.num_rows)
        if all(_matches(name, attributes[name][position], values) != without for name, values, without in wanted)
    ]
    if wanted:
        if not keep:
            raise ConfigError(_("nothing in {ledger} is {what}").format(ledger=schema.zh, what=", ".join(only)))
        table = table.take(keep)
        attributes = {name: [values[i] for i in keep] for name, values in attributes.items()}
    labels = [
        f"{number}/{label or ''}/{amounts or ''}"
        for number, (label, amounts) in enumerate(
            zip(table["label"].to_pylist(), table["amounts"].to_pylist(), strict=True)
        )
    ]
    joined = ["，".join(parts) for parts in zip(*(attributes[name] for name in strata), strict=True)] if strata else []
    population = Population(table["fen"].to_pylist(), labels, joined)
    return Frame(
        schema,
        by,
        amount,
        population,
        table["rows"],
        attributes,
        table["key"].to_pylist(),
        sum(table["budget_only"].to_pylist()) if by == "voucher" else 0,
        tuple(only),
        tuple(strata),
    )


def _sql(ledger: Ledger, amount: str, by: str, expressions: dict[str, str]) -> str:
    left_out = [f"{name} IS DISTINCT FROM true" for name in ("void_flag", "is_closing") if name in ledger.by_name]
    void = f"WHERE {' AND '.join(left_out)}" if left_out else ""
    whole = by == "voucher"
    # Only books with accounts from 8 on (预算结余, 资金结存) have a parallel set: an enterprise's 6 is profit and loss.
    budget = (
        f"""coalesce(left(account_code, 1) IN ('6', '7', '8'), false)
            AND unit IN (SELECT unit FROM seen.{ledger.name} WHERE account_code LIKE '8%')"""
        if whole and "account_code" in ledger.by_name
        else "false"
    )
    # A row without its number is an item of its own.
    item = "coalesce(unit || '/' || voucher_no_key, 'row ' || row_id)" if whole else "CAST(row_id AS VARCHAR)"
    key = "unit || '/' || voucher_no_key" if "voucher_no" in ledger.by_name else "NULL"
    main = "row(budget, -coalesce(abs(money), 0), row_id)"  # the least is the line that says what a voucher is about
    told = "".join(
        f", coalesce(arg_min(of_{name}, {main}), '{_NAMES.get(name, NOTHING)}') AS of_{name}" for name in expressions
    )
    return f"""
        WITH lines AS (
            SELECT row_id, {amount} AS money, {item} AS item, {key} AS key, {budget} AS budget,
                   {"coalesce(voucher_no_key, '')" if whole else "''"} AS label
                   {"".join(f", {sql} AS of_{name}" for name, sql in expressions.items())}
            FROM seen.{ledger.name} {void})
        SELECT list(row_id ORDER BY row_id) AS rows, CAST(sum(money) FILTER (WHERE NOT budget) * 100 AS BIGINT) AS fen,
               string_agg(money, ',' ORDER BY row_id) AS amounts, min(label) AS label, min(key) AS key,
               CAST(bool_and(budget) AS INTEGER) AS budget_only {told}
        FROM lines GROUP BY item ORDER BY min(row_id)
    """


def _expression(ledger: Ledger, name: str) -> str:
    if name == "month":
        dates = [column.name for column in ledger.columns if column.type == "date"]
        return f"strftime({ledger.main_date or dates[0]}, '%Y-%m')" if dates else "CAST(NULL AS VARCHAR)"
    column = _COLUMNS.get(name, name)
    if column not in {"unit", *ledger.by_name}:
        if name in ATTRIBUTES:
            return "CAST(NULL AS VARCHAR)"
        raise ConfigError(_("there is no column {column}").format(column=f"{ledger.name}.{name}"))
    return f"left({column}, 4)" if name == "account" else f"CAST({column} AS VARCHAR)"


def _split(text: str) -> tuple[str, list[str], bool]:
    """(name, values, whether those are left out instead)."""
    name, sign, values = text.partition("=")
    if not sign or not values:
        raise ConfigError(_("{text}: expected {form}").format(text=text, form="month=2023-12, month!=2023-12"))
    return name.rstrip("! ").strip(), [value.strip() for value in values.split(",")], name.rstrip().endswith("!")


def _matches(name: str, value: str, wanted: Sequence[str]) -> bool:
    written = normalize("NFKC", value)  # brackets of either width
    return any(value.startswith(each) if name == "account" else written == normalize("NFKC", each) for each in wanted)


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
