"""Reading in a process of its own, with limits of time and memory.

Measured: among the first 82 xls files with a few bytes altered, one made calamine ask for more memory than there is,
which ends the whole process. xlsx and ods are looked through beforehand (parts.py) and are read where they are.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from auditcheck.errors import InputError
from auditcheck.i18n import _, language, set_language
from auditcheck.ledgers.formats.errors import corrupt, has_password, too_large
from auditcheck.ledgers.formats.limits import CELLS, MEGA, MEMORY_MB, SECONDS
from auditcheck.ledgers.raw import RawSheet

_SECONDS_A_MB = 3
_PROGRAM = "import sys; sys.path[:] = sys.argv[5:]; from auditcheck.ledgers.formats import separate; separate.main()"


def read_separately(kind: str, name: str, data: bytes) -> list[RawSheet]:
    """The sheets of a ``workbook`` or ``parquet`` file, read in another process. Raises InputError."""
    # -I: nothing of the folder that one happens to stand in is imported; what this process imports from, that one does.
    places = [str(Path(__file__).resolve().parents[3]), *(place for place in sys.path if Path(place).is_absolute())]
    command = [sys.executable, "-I", "-c", _PROGRAM, kind, name, language(), str(MEMORY_MB.value), *places]
    seconds = SECONDS.value + _SECONDS_A_MB * len(data) // MEGA
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(data)
        given.seek(0)
        try:
            done = subprocess.run(
                command, stdin=given, stdout=answer, stderr=subprocess.DEVNULL, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            raise InputError(
                _(
                    "{file}: not read within {seconds} seconds; save it as .xlsx and give it again (or set {variable} higher)"
                ).format(file=name, seconds=seconds, variable=SECONDS.variable)
            ) from None
        if done.returncode != 0:
            raise corrupt(name)
        answer.seek(0)
        found: str | list[RawSheet] = pickle.load(answer)
    if isinstance(found, str):
        raise InputError(found)
    return found


def main() -> None:
    """The process: a file on standard input; its sheets, or what is wrong with it, on standard output."""
    kind, name, spoken, memory = sys.argv[1:5]
    set_language(spoken)
    _limit_memory(int(memory) * MEGA)
    found: Any
    try:
        found = _read(kind, name, sys.stdin.buffer.read())
    except InputError as error:
        found = str(error)
    except BaseException:  # a panic of the Rust library is no Exception; all of them mean: damaged
        found = str(corrupt(name))
    pickle.dump(found, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.flush()


def _read(kind: str, name: str, data: bytes) -> list[RawSheet]:
    if kind == "parquet":
        from auditcheck.ledgers.formats.parquet import read_parquet

        return read_parquet(name, data)
    import python_calamine as calamine

    from auditcheck.ledgers.formats.workbook import sheets_of

    sheets = []
    try:
        for sheet in sheets_of(data):
            size = len(sheet.rows) * len(sheet.rows[0])
            if size > CELLS.value:
                what = _("its sheets span {count} cells from the first to the last that is filled")
                raise too_large(name, what.format(count=f"{size:,}"), f"{CELLS.value:,}", CELLS.variable)
            sheets.append(sheet)
    except calamine.PasswordError as error:
        raise has_password(name) from error
    return sheets


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: there the limit of time must do
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
