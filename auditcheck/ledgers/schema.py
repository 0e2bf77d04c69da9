"""The canonical ledgers: what they are called, which columns they have, how columns are stored.

Data stand in ``schema.json``; three facts are added here: which columns carry a key, which ledgers are filled 核查表,
and the physical columns that follow from both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

SEPARATOR = "\x1f"  # between the items of a list in canonical text

_SQL = {
    "string": "VARCHAR",
    "enum": "VARCHAR",
    "money": "DECIMAL(18,2)",
    "decimal": "DECIMAL(18,6)",
    "percent": "DECIMAL(18,6)",
    "int": "BIGINT",
    "bool": "BOOLEAN",
    "date": "DATE",
    "date_range": "DATE",
    "datetime": "TIMESTAMP",
    "list": "VARCHAR[]",
}


@dataclass(frozen=True)
class Column:
    """One canonical column. ``required``: R (the ledger is recognised by it), C, O (optional) or D (derived)."""

    name: str
    zh: str
    type: str
    required: str
    aliases: tuple[str, ...]
    enum: tuple[str, ...] = ()
    key: str | None = None  # "contract", "voucher", "plain", "body"
    fillable: bool = False  # a person fills it on a 核查表
    true_words: frozenset[str] = frozenset()
    false_words: frozenset[str] = frozenset()
    inverted: frozenset[str] = frozenset()  # headers that ask the opposite question
    person: bool = False  # names of people
    hashed: bool = False  # compared by a salted hash (privacy.py)
    synonyms: Mapping[str, str | None] = field(default_factory=dict, compare=False, hash=False)  # other words -> enum
    # header -> what 是 and 否 mean under it
    answers: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict, compare=False, hash=False)

    @property
    def is_date(self) -> bool:
        return self.type in ("date", "date_range")

    @property
    def is_identifier(self) -> bool:
        """Whether a cell may name several documents, and gets links."""
        return self.key in ("contract", "voucher", "plain")


@dataclass(frozen=True)
class Ledger:
    """One canonical ledger; ``main_date`` is the column whose year stands in where a voucher number has none."""

    name: str
    zh: str
    grain: str
    primary_key: tuple[str, ...]
    columns: tuple[Column, ...]
    paper: bool
    hints: tuple[str, ...]
    main_date: str | None
    by_name: dict[str, Column] = field(repr=False, compare=False)
    # What a line without a number takes from the line above: the number first, then what belongs to it.
    fills_down: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Raises KeyError for a name that the ledger does not have."""
        return self.by_name[name]

    def physical_columns(self) -> list[tuple[str, str]]:
        """(name, SQL type) in order: each column but ``unit``, followed by what is stored beside it.

        ``X_to``: the last day a date allows; ``X_key``: the key of an identifier or body; ``X_mark``: 未见 or N/A on a
        核查表; ``X_hash``: the salted hash of a phone or account.
        Contracts also have ``contract_no_strict`` and ``contract_no_loose``, the two halves of the key.
        ``row_id``, ``sheet_id`` and ``unit`` stand before them on every ledger.
        """
        found: list[tuple[str, str]] = []
        for column in self.columns:
            if column.name == "unit":
                continue
            found.append((column.name, _SQL[column.type]))
            if column.is_date:
                found.append((f"{column.name}_to", "DATE"))
            if column.key:
                found.append((f"{column.name}_key", "VARCHAR"))
            if (self.name, column.name) == ("contracts", "contract_no"):
                found += [("contract_no_strict", "VARCHAR"), ("contract_no_loose", "VARCHAR")]
            if column.fillable:
                found.append((f"{column.name}_mark", "VARCHAR"))
            if column.hashed and not column.name.endswith("_hash"):
                found.append((f"{column.name}_hash", "VARCHAR"))
        return found


@dataclass(frozen=True)
class Schema:
    """All ledgers by name, and the words of voucher numbers (type words, longest first, and their canonical form)."""

    ledgers: dict[str, Ledger]
    voucher_types: tuple[str, ...]
    voucher_type_of: dict[str, str]


@lru_cache(maxsize=1)
def load_schema() -> Schema:
    """The package's own schema; read once."""
    text = resources.files("auditcheck.ledgers").joinpath("schema.json").read_text("utf-8")
    data = json.loads(text)
    ledgers = {name: _ledger(name, entry) for name, entry in data["ledgers"].items()}
    types = sorted(data["voucher_no"]["type_tokens"], key=len, reverse=True)
    return Schema(ledgers, tuple(types), dict(data["voucher_no"]["type_canonical"]))


def _ledger(name: str, entry: dict[str, Any]) -> Ledger:
    columns = tuple(_column(each) for each in entry["columns"])
    return Ledger(
        name=name,
        zh=entry["zh"],
        grain=entry["grain"],
        primary_key=tuple(entry["primary_key"]),
        columns=columns,
        paper=entry.get("paper", False),
        hints=tuple(entry["hints"]),
        main_date=entry.get("main_date"),
        by_name={column.name: column for column in columns},
        fills_down=tuple(entry.get("fills_down", ())),
    )


def _column(entry: dict[str, Any]) -> Column:
    words = entry.get("words", {})
    return Column(
        name=entry["name"],
        zh=entry["zh"],
        type=entry["type"],
        required=entry["required"],
        aliases=tuple(entry["aliases"]),
        enum=tuple(entry.get("enum", ())),
        key=entry.get("key"),
        fillable=entry.get("fillable", False),
        true_words=frozenset(words.get("true", ())),
        false_words=frozenset(words.get("false", ())),
        inverted=frozenset(words.get("inverted", ())),
        person=entry.get("person", False),
        hashed=entry.get("hashed", False),
        synonyms=dict(entry.get("synonyms", {})),
        answers={header: (yes, no) for header, (yes, no) in entry.get("answers", {}).items()},
    )
