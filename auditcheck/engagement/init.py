"""A new engagement: settings to fill in, a page on what to do, folders for the books, and empty templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TextIO

from auditcheck.engagement.config import NAME
from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _
from auditcheck.ledgers.schema import Ledger, load_schema
from auditcheck.report.files import write_text
from auditcheck.report.templates import FORMS, template_name, write_template

README = "说明.txt"
# The settings read these two; the templates stand apart, so that an empty one is never taken for a ledger without rows.
INPUTS = ("台账", "核查表")
LEDGER_TEMPLATES, FORM_TEMPLATES = "台账模板", "核查表模板"


@dataclass
class Created:
    """Names relative to the folder, forward slashes; ``kept`` were there before and are as they were."""

    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def create(folder: Path) -> Created:
    """Make ``folder`` an engagement; what exists is left alone. Raises AuditcheckError where it cannot be written."""
    created = Created()
    for name in INPUTS:
        _make(folder / name)
    for name, write in _files():
        path = folder / name
        if path.exists() or path.is_symlink():
            created.kept.append(name)
            continue
        write(path)
        created.written.append(name)
    return created


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("{file} cannot be written: {reason}").format(file=folder, reason=error.strerror or error)
        raise AuditcheckError(message) from error


def _files() -> Iterator[tuple[str, Callable[[Path], None]]]:
    yield NAME, lambda path: _write(path, _text("settings.toml"))
    # With a BOM and CRLF: it is opened with Notepad, also on old Windows.
    yield README, lambda path: _write(path, _text("readme.txt").replace("\n", "\r\n"), "utf-8-sig")
    for ledger in load_schema().ledgers.values():
        folder = FORM_TEMPLATES if ledger.name in FORMS else LEDGER_TEMPLATES
        yield f"{folder}/{template_name(ledger)}.xlsx", _template(ledger)


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    def write(stream: TextIO) -> None:
        stream.write(text)

    write_text(path, write, encoding)


def _template(ledger: Ledger) -> Callable[[Path], None]:
    return lambda path: write_template(path, ledger)


def _text(name: str) -> str:
    return resources.files("auditcheck.engagement").joinpath("new", name).read_text("utf-8").replace("\r\n", "\n")
