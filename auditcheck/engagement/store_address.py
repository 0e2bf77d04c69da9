"""``[store]`` of auditcheck.toml: where a team keeps its engagement.

::

    [store]
    url = "postgresql+psycopg://auditor@host/database"   # a password: ${NAME} of the environment, PGPASSWORD or pgpass
    schema = "jc2023"                                    # one for each engagement, where a database holds several
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.ledgers.formats.database import filled

_URL = re.compile(r"postgresql(\+psycopg)?://[^\s]+", re.ASCII)
_PASSWORD = re.compile(r"//[^/:@]*:(?!\$\{\w+\}@)[^/@]+@|[?&]password=(?!\$\{\w+\})", re.ASCII)
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)


@dataclass(frozen=True)
class Address:
    """A PostgreSQL database by URL; ``schema``: where its tables stand, made where it is not there (else: its default)."""

    url: str
    schema: str | None = None

    def filled(self) -> Address:
        """With ``${NAME}`` taken from the environment. Raises InputError where it is not set."""
        return Address(filled("auditcheck.toml", self.url), self.schema)


def address_of(path: Path, section: Mapping[str, Any]) -> Address | None:
    """What ``[store]`` says; None where it says nothing. Raises ConfigError that never shows a password."""
    url, schema = section.get("url"), section.get("schema")
    if url is None:
        return None
    if not isinstance(url, str) or not _URL.fullmatch(url):
        raise ConfigError(
            _("{path}: store.url is no address like postgresql+psycopg://person@host/database").format(path=path)
        )
    if _PASSWORD.search(url):
        raise ConfigError(
            _(
                "{path}: store.url holds a password, which no file should; write ${{DB_PASSWORD}} in its place and set"
                " DB_PASSWORD in the environment, or use PGPASSWORD or pgpass"
            ).format(path=path)
        )
    if schema is not None and not (isinstance(schema, str) and _SCHEMA.fullmatch(schema)):
        raise ConfigError(
            _("{path}: store.schema is {schema}, expected small letters, digits and _").format(path=path, schema=schema)
        )
    return Address(url, schema)
