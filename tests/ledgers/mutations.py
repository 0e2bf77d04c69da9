"""Valid files with bytes altered, and what must hold however they were altered."""

from __future__ import annotations

import os
import random
import time
import zipfile
from collections import Counter
from pathlib import Path

from auditcheck.ledgers.load import load
from tests.ledgers import files

LONGEST = 30  # seconds of the processor for one file; by the clock several times that, where others use the machine too
_BY_THE_CLOCK = 10
_EXTREMES = [
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\xff\xff\xff\x7f",
    b"\1\0\0\0",
    b"\0\0\1\0",
    b"\x80",
    b"<",
    b'"',
    b"\n",
]


def originals() -> dict[str, bytes]:
    """Each format, and vouchers by the national standard."""
    made = {kind: make() for kind, make in files.MAKERS.items() if kind != "et"}
    return {**made, "gbt24589": files.gbt24589("a", "gb18030")}


def mutate(data: bytes, dice: random.Random) -> bytes:
    """Change, insert, drop, repeat or move bytes; of a zip, half of the time within one of its parts."""
    if data.startswith(b"PK") and dice.random() < 0.6:
        parts = files.parts_of(data)
        name = dice.choice(sorted(parts))
        content = parts[name]
        assert isinstance(content, bytes)
        parts[name] = _scramble(content, dice)
        if dice.random() < 0.1:
            del parts[dice.choice(sorted(parts))]
        return files.zipped(parts, dice.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]))
    return _scramble(data, dice)


def _scramble(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice([1, 1, 2, 5, 20])):
        place = dice.randrange(len(changed) + 1)
        length = dice.choice([1, 1, 2, 4, 16, 200])
        match dice.randrange(7):
            case 0 if place < len(changed):
                changed[place] = dice.randrange(256)
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = dice.randbytes(length)
            case 3:
                extreme = dice.choice(_EXTREMES)
                changed[place : place + len(extreme)] = extreme
            case 4:
                start = dice.randrange(len(changed) + 1)
                changed[place:place] = changed[start : start + length * 4]
            case 5:
                digits = [index for index, byte in enumerate(changed) if 48 <= byte <= 57]
                if digits:
                    changed[dice.choice(digits)] = 48 + dice.randrange(10)
            case _:
                if dice.random() < 0.2:
                    del changed[place:]
    return bytes(changed)


def examine(path: Path) -> str:
    """``loaded`` or ``refused``. Raises AssertionError where the file was neither within its time, or a row got lost."""
    start, busy = time.monotonic(), sum(os.times()[:4])
    books = load([path])
    assert sum(os.times()[:4]) - busy < LONGEST, "too slow"  # of this process and of those that it started
    assert time.monotonic() - start < LONGEST * _BY_THE_CLOCK, "hangs"
    if books.files[0].error:
        assert books.files[0].error.startswith(path.name), f"the message does not name the file: {books.files[0].error}"
        assert not books.sheets and not books.tables
        return "refused"
    for sheet in books.sheets:
        assert sheet.rows_in == sheet.loaded + sheet.rejected + sheet.furniture
    for table in books.tables.values():
        assert all(len(values) == len(table.row_id) for values in table.columns.values())
    return "loaded"


def run(folder: Path, count: int, seed: int) -> dict[str, Counter[str]]:
    """``count`` mutations over all formats; a failure names its seed, and the file stays in ``folder``."""
    found: dict[str, Counter[str]] = {}
    sources = originals()
    for number in range(count):
        kind = sorted(sources)[number % len(sources)]
        path = folder / f"{kind}-{seed}-{number}.bin"
        path.write_bytes(mutate(sources[kind], random.Random(f"{seed}/{number}")))
        try:
            outcome = examine(path)
        except Exception as error:
            raise AssertionError(f"seed {seed}, mutation {number} of {kind}, kept as {path.name}: {error!r}") from error
        path.unlink()
        found.setdefault(kind, Counter())[outcome] += 1
    return found
