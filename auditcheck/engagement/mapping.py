"""Mapping profiles of a job: which files apply, what was said about them, and keeping answers (docs/mapping.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.books import Books
from auditcheck.ledgers.doubts import all_questions, doubt_of, view_of
from auditcheck.ledgers.profile import SheetProfile
from auditcheck.ledgers.profile_file import merged_text, parse_profiles, read_profiles
from auditcheck.report.files import write_text

if TYPE_CHECKING:
    from auditcheck.engagement.config import Config
    from auditcheck.engagement.service import Request

NAME = "mapping.toml"


def mapping_files(request: Request, config: Config) -> list[Path]:
    """Those named by --mapping, then mapping.toml of the engagement, of the output folder and beside the books."""
    folders = [config.path.parent] if config.path else []
    folders += [request.out] if request.out else []
    folders += [path if path.is_dir() else path.parent for path in request.paths]
    found = {path.resolve(): path for path in request.mapping}
    for folder in folders:
        path = folder / NAME
        if path.is_file():
            found.setdefault(path.resolve(), path)
    return list(found.values())


def profiles_of(request: Request, config: Config) -> list[SheetProfile]:
    """The profiles that apply, those that win first. Raises ConfigError."""
    found = list(request.profiles)
    for path, name in called(mapping_files(request, config)):
        found += [replace(each, source=name) for each in read_profiles(path)]
    return found


def called(files: Sequence[Path]) -> list[tuple[Path, str]]:
    """Each file and its name; of two with one name the folder is told too."""
    names = [path.name for path in files]
    return [
        (path, f"{path.resolve().parent.name}/{path.name}" if names.count(path.name) > 1 else path.name)
        for path in files
    ]


def told(files: Sequence[Path], load_doc: dict[str, Any]) -> list[str]:
    """For each mapping file how many sheets it was applied to."""
    names = [str(sheet.get("profile") or "") for sheet in load_doc["sheets"]]
    lines = []
    for path, name in called(files):
        count = names.count(name)
        message = ngettext("{file}: applied to {count} sheet", "{file}: applied to {count} sheets", count)
        lines.append(message.format(file=path, count=count) if count else _("{file}: fits no sheet").format(file=path))
    return lines


def add_doubts(document: dict[str, Any], books: Books) -> None:
    """Put into load.json how sure each column is: ``doubt`` is similar, twice or null."""
    for sheet, entry in zip(books.sheets, document["sheets"], strict=True):
        view = view_of(sheet)
        asked = {each.heading.letter: each.why for each in all_questions(view) if each.heading}
        if view.ledger:
            asked |= {each.letter: why for each in view.headings if (why := doubt_of(view.ledger, each))}
        for column in entry["columns"]:
            column["doubt"] = asked.get(column["letter"])
        entry["doubts"] = len(all_questions(view))


def default_path(request: Request, config: Config) -> Path:
    """Where answers are kept: the engagement, else -o DIR, else beside the books."""
    if config.path and not request.out:
        return config.path.parent / NAME
    if request.out:
        return request.out / NAME
    first = request.paths[0] if request.paths else Path.cwd()
    return (first if first.is_dir() else first.parent) / NAME


def save(path: Path, profiles: Sequence[tuple[SheetProfile, str]]) -> None:
    """Add profiles (each with a comment) to ``path``; one with the same headers is replaced, the rest stays as it is.

    Raises ConfigError where the file is there and is no mapping.
    """
    old = ""
    if path.exists():
        read_profiles(path)
        old = path.read_text(encoding="utf-8-sig")
    text = merged_text(old, profiles, path)
    parse_profiles(text, path)
    write_file(path, text)


def write_file(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, lambda stream: print(text, end="", file=stream))
    except OSError as error:
        message = _("{file} cannot be written: {reason}").format(file=path, reason=error.strerror or error)
        raise ConfigError(message) from error


def with_answers(request: Request, profiles: Sequence[SheetProfile]) -> Request:
    """The same request with answers of this run laid over every file."""
    return replace(request, profiles=(*profiles, *request.profiles))
