"""Bring the translations up to date with the sources, or check that they are.

``python -m tools.messages`` rewrites the catalogue and lists what is left to translate; ``--check`` changes nothing and
fails where something is missing, left over, fuzzy, or has other placeholders than the original.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "auditcheck"
CATALOGUE = SOURCES / "locale" / "zh_CN" / "LC_MESSAGES" / "auditcheck.po"
# N_ marks a text that is translated later, where it is shown.
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
# What click says to a user of this tool; auditcheck.i18n points click at our catalogue. A wording that click changes
# merely shows in English again.
CLICK: tuple[str | tuple[str, str], ...] = (
    *("Usage:", "Options", "Commands", "Show this message and exit.", "default: {default}", "Aborted!"),
    *("Error: {message}", "Try '{command} {option}' for help.", "unknown error"),
    *("No such command {name!r}.", "No such option {name!r}.", "Missing command."),
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    *("Invalid value: {message}", "Invalid value for {param_hint}: {message}"),
    *("Missing argument", "Missing option", "Missing parameter", "Choose from:\n\t{choices}"),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    "Option {name!r} does not take a value.",
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."),
    *("{value!r} is not a valid {number_type}.", "{value} is not in the range {range}."),
    *("{name} {filename!r} does not exist.", "{name} {filename!r} is a file.", "{name} {filename!r} is a directory."),
    *("{name} {filename!r} is not readable.", "{name} {filename!r} is not writable.", "file", "directory", "path"),
)
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)[a-z]|%[sdr]")


def extract() -> Catalog:
    """Every text that the sources mark for translation, with the files it stands in."""
    catalogue = Catalog(locale="zh_CN", project="auditcheck", charset="utf-8", fuzzy=False)
    found = extract_from_dir(SOURCES, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("i18n:",))
    for file, _line, text, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        location = f"auditcheck/{Path(file).as_posix()}"
        catalogue.add(text, None, [(location, 0)], auto_comments=comments, context=context)
    for text in CLICK:
        catalogue.add(text, None, [("click", 0)])
    return catalogue


def unmarkable() -> Iterator[str]:
    """Calls whose text is put together before it is looked up: no translation can ever match it."""
    for source in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            texts = node.args[: 2 if node.func.id == "ngettext" else 1] if node.func.id in KEYWORDS else []
            if any(isinstance(text, ast.JoinedStr | ast.BinOp) or _is_formatted(text) for text in texts):
                yield f"{source.relative_to(ROOT).as_posix()}:{node.lineno}: translate first, then fill in the values"


def problems(catalogue: Catalog, current: Catalog) -> Iterator[str]:
    """What is wrong with a translated catalogue, given what the sources hold now."""
    wanted = {_key(message) for message in current if message.id}
    for message in catalogue:
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        if _key(message) not in wanted:
            yield f"no longer in the sources: {text!r}"
        if message.fuzzy:
            yield f"fuzzy: {text!r}"
        translations = _texts(message.string)
        if not translations or not all(translations):
            yield f"not translated: {text!r}"
            continue
        # Of a plural the singular may leave the number out ("one file"); the translation serves all numbers.
        expected = _placeholders(_texts(message.id)[-1])
        for translation in translations:
            if _placeholders(translation) != expected:
                yield f"placeholders differ: {text!r} → {translation!r}"
    for missing in sorted(wanted - {_key(message) for message in catalogue}):
        yield f"not in the catalogue: {missing!r}"


def update(catalogue: Catalog, current: Catalog) -> None:
    """Take over what the sources hold now; what is gone from them is dropped."""
    current.creation_date = catalogue.creation_date
    catalogue.update(current, no_fuzzy_matching=True)
    catalogue.obsolete.clear()


def read() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="zh_CN", project="auditcheck", charset="utf-8", fuzzy=False)
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="zh_CN")


def write(catalogue: Catalog) -> None:
    """Without line numbers, so that only a changed text changes the file."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, include_lineno=False, sort_by_file=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(buffer.getvalue())
    with CATALOGUE.with_suffix(".mo").open(
        "wb"
    ) as compiled:  # for a checkout; a wheel compiles its own (hatch_build.py)
        write_mo(compiled, catalogue)


def _is_formatted(text: ast.expr) -> bool:
    return isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "format"


def _texts(value: str | Iterable[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _key(message: Message) -> str:
    return "\x00".join(_texts(message.id))


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where something is not right")
    only_check: bool = parser.parse_args().check
    catalogue, current = read(), extract()
    if not only_check:
        update(catalogue, current)
        write(catalogue)
    found = [*unmarkable(), *problems(catalogue, current)]
    print("\n".join(found) or f"translations: {len(catalogue)} messages, complete")
    return 1 if found and only_check else 0


if __name__ == "__main__":
    sys.exit(main())
