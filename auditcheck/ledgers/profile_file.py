"""Mapping profiles as TOML files (docs/mapping.md)."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.ledgers.profile import SheetProfile, header_keys
from auditcheck.ledgers.schema import Ledger, load_schema
from auditcheck.ledgers.values import SCALES

_KEYS = ("signature", "ledger", "unit_of_money", "unit", "header_row", "columns")
_BLOCK = re.compile(r"\s*\[\[\s*sheet\s*\]\]")


def read_profiles(path: Path) -> list[SheetProfile]:
    """Raises ConfigError that names the file and the key."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(_("{path}: not saved as UTF-8; save it again as UTF-8").format(path=path)) from error
    except OSError as error:
        message = _("{path}: cannot be read ({reason})").format(path=path, reason=error.strerror or error)
        raise ConfigError(message) from error
    return parse_profiles(text, path)


def parse_profiles(text: str, path: Path) -> list[SheetProfile]:
    """Profiles out of the text of ``path``."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_("{path}: not readable as TOML: {error}").format(path=path, error=error)) from error
    _known(path, "", data, ("sheet",))
    entries = data.get("sheet", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(_("{path}: {key}: expected {form}").format(path=path, key="sheet", form="[[sheet]]"))
    found: list[SheetProfile] = []
    for number, entry in enumerate(entries, 1):
        profile = _Entry(path, f"sheet[{number}]", entry).profile()
        if profile.signature in [other.signature for other in found]:
            raise ConfigError(
                _("{path}: {key}: another [[sheet]] has the same headers").format(
                    path=path, key=f"sheet[{number}].signature"
                )
            )
        found.append(profile)
    return found


class _Entry:
    """One ``[[sheet]]``; each mistake is a ConfigError with its key."""

    def __init__(self, path: Path, where: str, entry: Mapping[str, Any]) -> None:
        self.path, self.where, self.entry = path, where, entry

    def profile(self) -> SheetProfile:
        _known(self.path, f"{self.where}.", self.entry, _KEYS)
        signature = self.entry.get("signature")
        if not isinstance(signature, list) or not signature or not all(isinstance(each, str) for each in signature):
            raise self._expected("signature", _("a list of headers"))
        keys = tuple(key for key in header_keys(signature) if key)
        name = self._text("ledger")
        if name is None:
            raise self._expected("ledger", _("the name of a ledger, or an empty text for a sheet that is not used"))
        ledger = self._ledger(name) if name else None
        return SheetProfile(
            keys,
            ledger.name if ledger else None,
            self._columns(ledger, keys),
            self._money(),
            self._text("unit") or None,
            self._row(),
            self.path.name,
        )

    def _ledger(self, name: str) -> Ledger:
        ledgers = load_schema().ledgers
        for ledger in ledgers.values():
            if name in (ledger.name, ledger.zh, re.split("[(（/]", ledger.zh)[0]):
                return ledger
        near = _near(name, {**{each: each for each in ledgers}, **{each.zh: each.name for each in ledgers.values()}})
        raise self._fail("ledger", _("there is no ledger {name}; {hint}").format(name=name, hint=near))

    def _columns(self, ledger: Ledger | None, signature: Sequence[str]) -> dict[str, str | None]:
        entry = self.entry.get("columns", {})
        if not isinstance(entry, Mapping):
            raise self._expected("columns", "[sheet.columns]")
        found: dict[str, str | None] = {}
        for header, value in entry.items():
            key = re.sub(r"\s+", "", header_keys([header])[0])
            where = f"columns.{json.dumps(header, ensure_ascii=False)}"
            if key not in signature:
                raise self._fail(
                    where, _("the signature has no such header; {hint}").format(hint=_near(key, signature))
                )
            if not isinstance(value, str):
                raise self._expected(where, _("the name of a column, or an empty text for a header that is not used"))
            column = self._column(ledger, where, value) if value and ledger else None
            if column and column in found.values():
                raise self._fail(where, _("{column} is given to another header too").format(column=value))
            found[key] = column
        return found

    def _column(self, ledger: Ledger, where: str, value: str) -> str:
        """``contracts.sealed``, ``sealed`` or 是否盖章."""
        prefix, dot, name = value.rpartition(".")
        if dot and self._ledger_of(prefix, where) is not ledger:
            raise self._fail(
                where,
                _("{column} is not of the ledger of this sheet, {ledger}").format(column=value, ledger=ledger.name),
            )
        for column in ledger.columns:
            if name in (column.name, column.zh):
                return column.name
        words = {alias: column.name for column in ledger.columns for alias in (column.name, column.zh, *column.aliases)}
        raise self._fail(
            where,
            _("{ledger} has no column {name}; {hint}").format(ledger=ledger.name, name=name, hint=_near(name, words)),
        )

    def _ledger_of(self, prefix: str, where: str) -> Ledger:
        ledgers = load_schema().ledgers
        if prefix not in ledgers:
            near = _near(prefix, ledgers)
            raise self._fail(where, _("there is no ledger {name}; {hint}").format(name=prefix, hint=near))
        return ledgers[prefix]

    def _money(self) -> str | None:
        unit = self._text("unit_of_money") or None
        if unit and unit not in SCALES:
            raise self._expected("unit_of_money", "、".join(SCALES))
        return unit

    def _row(self) -> int | None:
        row = self.entry.get("header_row")
        if row is not None and (not isinstance(row, int) or isinstance(row, bool) or row < 1):
            raise self._expected("header_row", _("a row number, the first is 1"))
        return row

    def _text(self, key: str) -> str | None:
        value = self.entry.get(key)
        if value is not None and not isinstance(value, str):
            raise self._expected(key, _("a text"))
        return value

    def _expected(self, key: str, form: str) -> ConfigError:
        return ConfigError(
            _("{path}: {key}: expected {form}").format(path=self.path, key=f"{self.where}.{key}", form=form)
        )

    def _fail(self, key: str, message: str) -> ConfigError:
        return ConfigError(f"{self.path}: {self.where}.{key}: {message}")


def _known(path: Path, prefix: str, data: Mapping[str, Any], known: Sequence[str]) -> None:
    for name in data:
        if name not in known:
            raise ConfigError(
                _("{path}: unknown setting {name}; {hint}").format(
                    path=path, name=prefix + name, hint=_near(name, known)
                )
            )


def _near(name: str, known: Mapping[str, str] | Iterable[str]) -> str:
    """``did you mean …?`` by likeness, else all that there is (if not too much)."""
    words = known if isinstance(known, Mapping) else {each: each for each in known}
    near = difflib.get_close_matches(name, list(words), n=3, cutoff=0.5)
    if near:
        return _("did you mean {names}?").format(names=", ".join(dict.fromkeys(words[each] for each in near)))
    every = list(dict.fromkeys(words.values()))
    return _("there are {names}").format(names=", ".join(every[:40]))


def profile_text(profile: SheetProfile, comment: str = "") -> str:
    """One ``[[sheet]]`` block; reading it gives the same profile."""
    lines = [f"# {_printable(line)}" for line in comment.splitlines()]
    lines += ["[[sheet]]", *signature_lines(profile.signature), f"ledger = {quoted(profile.ledger or '')}"]
    for key in ("unit_of_money", "unit"):
        if value := getattr(profile, key):
            lines.append(f"{key} = {quoted(value)}")
    if profile.header_row:
        lines.append(f"header_row = {profile.header_row}")
    if profile.columns:
        lines += ["", "[sheet.columns]"]
    for header, column in profile.columns.items():
        value = f"{profile.ledger}.{column}" if profile.ledger and column else ""
        lines.append(f"{quoted(header)} = {quoted(value)}")
    return "\n".join(lines) + "\n"


def signature_lines(signature: Sequence[str]) -> list[str]:
    """As many headers on a line as fit."""
    whole = f"signature = [{', '.join(map(quoted, signature))}]"
    if len(whole) <= 100:
        return [whole]
    lines, line = ["signature = ["], ""
    for key in signature:
        if len(line) + len(key) > 90:
            lines.append(f"    {line.rstrip()}")
            line = ""
        line += f"{quoted(key)}, "
    return [*lines, f"    {line.rstrip()}", "]"]


def merged_text(old: str, profiles: Iterable[tuple[SheetProfile, str]], path: Path) -> str:
    """``old`` with each profile in place of the one with the same headers, else behind; other lines stay as they are."""
    head, *blocks = _blocks(old)
    for profile, comment in profiles:
        text = profile_text(profile, comment)
        for number, block in enumerate(blocks):
            if parse_profiles(block, path)[0].signature == profile.signature:
                blocks[number] = f"{text}\n"
                break
        else:
            blocks.append(text)
    return "\n".join(part.rstrip("\n") + "\n" for part in (head, *blocks) if part.strip())


def _blocks(text: str) -> list[str]:
    """What stands before the first [[sheet]], then each block with the comment right above it."""
    lines = text.splitlines(keepends=True)
    starts = []
    for number, line in enumerate(lines):
        if _BLOCK.match(line):
            while number and lines[number - 1].lstrip().startswith("#"):
                number -= 1
            starts.append(number)
    ends = [*starts, len(lines)][1:]
    first = starts[0] if starts else len(lines)
    return ["".join(lines[:first]), *("".join(lines[a:b]) for a, b in zip(starts, ends, strict=True))]


def quoted(text: str) -> str:
    """A TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
