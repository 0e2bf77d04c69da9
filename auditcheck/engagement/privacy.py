"""Whether exports of an engagement hide the numbers of persons: always, save where its settings or a person say no."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditcheck.engagement.config import NAME, find_config, read_config
from auditcheck.report import masks


@contextmanager
def as_set(out: Path | None, unmasked: bool = False) -> Iterator[bool]:
    """Within, exports are masked as ``[privacy] mask`` of ``out`` (else of the working folder) says; ``unmasked``: not at
    all. Gives whether they are masked."""
    start = out if out is not None and out.is_dir() else Path.cwd()
    path = start / NAME if (start / NAME).is_file() else find_config(start)
    with masks.unmasked(unmasked or (path is not None and not read_config(path).mask)):
        yield masks.is_masking()
