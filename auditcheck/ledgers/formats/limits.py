"""How much is read: limits that keep memory and time bounded, each set otherwise by a variable of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass

from auditcheck.errors import ConfigError
from auditcheck.i18n import _

MEGA = 1_000_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of any worksheet that Excel or LibreOffice wrote


@dataclass(frozen=True)
class Limit:
    variable: str
    default: int

    @property
    def value(self) -> int:
        """Raises ConfigError where the variable is no whole number above zero."""
        text = os.environ.get(self.variable, "").strip()
        if not text:
            return self.default
        if not text.isdecimal() or int(text) == 0:
            raise ConfigError(
                _("{variable} is {value}, expected a whole number above zero").format(
                    variable=self.variable, value=text
                )
            )
        return int(text)


WORKBOOK_MB = Limit("AUDITCHECK_MAX_WORKBOOK_MB", 200)  # a workbook (xlsx, xls, ods, html, xml), on disk
TEXT_MB = Limit("AUDITCHECK_MAX_TEXT_MB", 2_000)  # csv and Parquet, on disk
UNPACKED_MB = Limit("AUDITCHECK_MAX_UNPACKED_MB", 2_000)  # what a workbook unpacks to
CELLS = Limit("AUDITCHECK_MAX_CELLS", 75 * MEGA)  # of a sheet's used rectangle, empty ones too
SECONDS = Limit("AUDITCHECK_MAX_SECONDS", 30)  # for one file that is read in a process of its own
MEMORY_MB = Limit("AUDITCHECK_MAX_MEMORY_MB", 4_000)  # of that process (where the system can limit it)
ENGINE_MB = Limit("AUDITCHECK_MAX_ENGINE_MB", 4_000)  # of the tables that checks read
STATEMENT_SECONDS = Limit("AUDITCHECK_MAX_STATEMENT_SECONDS", 120)  # for one statement of a check

# Deflate reaches 1,032; sheets of one repeated row reach 100. Small parts may be as repetitive as they like.
RATIO = Limit("AUDITCHECK_MAX_RATIO", 250)
RATIO_FROM = 100 * MEGA
