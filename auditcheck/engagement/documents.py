"""Documents of an engagement: entered, listed, verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement.service import Progress, Request, asked_years, configure, read_books
from auditcheck.errors import AuditcheckError
from auditcheck.evidence.documents import manifest as manifests
from auditcheck.evidence.documents.numbers import Known, known_numbers
from auditcheck.i18n import _
from auditcheck.report.evidence_list import NAME as LIST
from auditcheck.report.evidence_list import write_list
from auditcheck.report.files import write_json


@dataclass(frozen=True)
class Entered:
    """What was entered; ``known``: how many numbers of the books could be looked for (0: there are no books)."""

    done: manifests.Added
    manifest: dict[str, Any]
    known: int
    paths: tuple[Path, Path]


def add(
    request: Request,
    folder: Path,
    received: date | None,
    provider: str | None,
    progress: Progress | None = None,
) -> Entered:
    """Enter the files below ``folder`` into the manifest of ``request.out``. Raises AuditcheckError.

    ``request.paths``: the books whose numbers are looked for, else those of the engagement.
    """
    out = request.out
    assert out is not None
    if not folder.is_dir():
        raise AuditcheckError(_("{path}: no such folder").format(path=folder))
    config = configure(request)
    books = bool(request.paths) or (config.path is not None and (bool(config.inputs) or config.path.parent != out))
    known = known_numbers(read_books(request, config, progress)) if books else Known()
    year, _period = asked_years(request, config)
    path = out / manifests.NAME
    manifest = manifests.read(path) if path.is_file() else manifests.empty()
    step = _stepping(progress)
    today = request.today or date.today()
    done = manifests.add(
        manifest, folder, known, year=year, received=received, today=today, provider=provider, step=step
    )
    write_list(out / LIST, manifest)  # first: what is open in Excel must not leave the two apart
    write_json(path, manifest)
    return Entered(done, manifest, known.count, (path, out / LIST))


def kept(out: Path) -> dict[str, Any]:
    """The manifest of an engagement. Raises AuditcheckError where none is kept or it was tampered with."""
    path = out / manifests.NAME
    if not path.is_file():
        raise AuditcheckError(
            _("{path}: no documents are kept here; `auditcheck evidence add DIR -o {path}` first").format(path=out)
        )
    return manifests.read(path)


def verify(out: Path, progress: Progress | None = None) -> tuple[dict[str, Any], manifests.Verdict]:
    """(the manifest, what became of its documents). Raises AuditcheckError."""
    manifest = kept(out)
    return manifest, manifests.verify(manifest, _stepping(progress))


def _stepping(progress: Progress | None) -> Callable[[str, int, int], None] | None:
    return (lambda what, number, total: progress("load", what, number, total)) if progress else None
