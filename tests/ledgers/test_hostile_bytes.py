"""Bytes of valid files altered at random: no traceback, no hang, no row unaccounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledgers import mutations

SEED = 20261121


def test_altered_bytes_are_refused_or_loaded(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    found = mutations.run(tmp_path, 250, SEED)
    assert sum(count.total() for count in found.values()) == 250
    assert all(count["refused"] for kind, count in found.items() if kind in ("xlsx", "xlsb", "xls", "ods", "parquet"))


def test_a_cell_beyond_the_last_column_is_damage() -> None:
    """One such cell made four gigabytes of empty ones."""
    assert mutations.examine(Path(__file__).parent / "found" / "column_beyond_the_last.xlsb") == "refused"


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_thousands_of_altered_files_are_refused_or_loaded(tmp_path: Path, part: int) -> None:
    import random

    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    found = mutations.run(tmp_path, 1500, seed)
    for kind, count in sorted(found.items()):
        print(f"part {part} {kind}: {dict(count)}")
