"""Reading one SQL text without running it: is it only a SELECT, and what does it need?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB  # found by its name while another thread loads it, it would be half made
from sqlglot.errors import SqlglotError

from auditcheck.errors import ConfigError


@dataclass(frozen=True)
class Statement:
    """A text that parses as one SELECT. ``parameters`` are the names after ``$``."""

    sql: str
    tree: exp.Query
    parameters: frozenset[str]


@lru_cache(maxsize=1024)
def parse(sql: str) -> Statement:
    """Accept a single SELECT (with CTEs, set operations) and nothing else.

    External access off and a locked configuration would still let DROP TABLE through, so the text is refused before.
    Raises ConfigError.
    """
    try:
        trees = [tree for tree in sqlglot.parse(sql, read=DuckDB) if tree is not None]
    except SqlglotError as error:
        raise ConfigError(f"not readable as SQL: {_first_line(error)}") from error
    except RecursionError as error:
        raise ConfigError("not readable as SQL: nested too deeply") from error
    if len(trees) != 1:
        raise ConfigError(f"expected one SELECT, found {len(trees)} statements")
    tree = trees[0]
    if not isinstance(tree, exp.Query):
        raise ConfigError(f"expected a SELECT, found {tree.key.upper()}")
    # CTEs may hold data-modifying statements in some dialects.
    for part in tree.find_all(exp.DDL, exp.DML, exp.Command, exp.Into, exp.Set, exp.Pragma):
        if not isinstance(part, exp.Query):
            raise ConfigError(f"{part.key.upper()} is not allowed in a check")
    names = frozenset(str(p.this) for p in tree.find_all(exp.Parameter)) | frozenset(
        str(p.this) for p in tree.find_all(exp.Placeholder) if p.this
    )
    return Statement(sql, tree, names)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
