"""Parquet: columns as they are, in the order of the file; dates stay dates, decimals stay exact."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import too_large
from auditcheck.ledgers.formats.limits import CELLS
from auditcheck.ledgers.raw import RawSheet, printable
from auditcheck.ledgers.text import Cell


def read_parquet(name: str, data: bytes) -> list[RawSheet]:
    """One sheet; row n is the n-th record. Raises InputError."""
    import pyarrow as arrow  # late: asking for help must not load it
    import pyarrow.parquet as parquet

    try:
        file = parquet.ParquetFile(io.BytesIO(data), page_checksum_verification=True)
        size = file.metadata.num_rows * file.metadata.num_columns
        if size > CELLS.value or size < 0:
            raise too_large(name, f"{size:,}", f"{CELLS.value:,}", CELLS.variable)
        header: list[Cell] = list(file.schema_arrow.names)
        rows: list[list[Cell]] = [header]
        for batch in file.iter_batches(batch_size=50_000, use_threads=False):
            columns = [[cell_of(value) for value in _readable(column).to_pylist()] for column in batch.columns]
            rows.extend(map(list, zip(*columns, strict=True)))
    except (arrow.ArrowException, OSError, ValueError, OverflowError, MemoryError, UnicodeError) as error:
        raise InputError(_("{file}: the Parquet file is damaged; export it again").format(file=name)) from error
    if not header:
        raise InputError(_("{file}: the file has no column").format(file=name))
    return [RawSheet(printable(PurePosixPath(name).stem), rows, first_row=0)]


def _readable(column: Any) -> Any:
    """Python's moments end at microseconds; finer ones are cut, as no ledger means them."""
    import pyarrow as arrow

    is_finer = arrow.types.is_timestamp(column.type) and column.type.unit == "ns"
    return column.cast(arrow.timestamp("us", column.type.tz), safe=False) if is_finer else column


def cell_of(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, (str, float, int, bool, datetime, date, time, timedelta, Decimal)):
        return value
    if isinstance(value, list):
        return "、".join(str(cell_of(each)) for each in value)
    return str(value)
