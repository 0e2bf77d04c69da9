"""Reading the rule pack: a check is one SQL file with a YAML header (docs/checks.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from auditcheck.checks import analyses
from auditcheck.checks.parameters import Parameter, read_parameters
from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.ledgers.schema import load_schema

_YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 1_000_000  # bytes
_FILE = re.compile(r"\A\s*/\*(?P<header>.*?)\*/(?P<body>.*)\Z", re.DOTALL)
_LABEL = re.compile(r"^--\s*(shared|subrule|population|undecided)\s*:\s*(\w*)\s*$", re.MULTILINE)
_BEGINS_WITH = re.compile(r"(?:\s|--[^\n]*\n)*WITH\b", re.IGNORECASE)
_NEEDED = (
    "id",
    "name",
    "title",
    "summary",
    "kind",
    "class",
    "severity",
    "status",
    "scope",
    "key",
    "requires",
    "message",
)
# What each entry must be; a text where a list belongs would be read letter by letter.
_SHAPES: dict[str, tuple[type, type]] = {
    **dict.fromkeys(("scope", "key", "requires", "optional", "aliases", "after", "false_positives"), (list, str)),
    **dict.fromkeys(("basis", "feeds"), (list, dict)),
    **dict.fromkeys(("params", "subrules"), (dict, object)),
    **dict.fromkeys(("id", "name", "title", "summary", "message", "message_confirmed", "analysis"), (str, object)),
}
_ALLOWED = {
    "kind": ("finding", "measure"),
    "class": ("violation", "suspicion", "data"),
    "severity": ("high", "medium", "low", "info"),
    "status": ("draft", "stable", "retired"),
    "finding": ("each", "unit", "person", "supplier", "project", "month"),
    "repair": ("event", "state"),
    "visibility": ("unit", "internal"),
}


@dataclass(frozen=True)
class Absence:
    """Accusing because something is missing: an empty ``column``, or no row of the ``partner`` ledger."""

    column: str | None = None
    partner: str | None = None


@dataclass(frozen=True)
class SubRule:
    """One judgement: its SELECT, its denominators, what it needs. ``key`` is None in a file without sub-rules."""

    key: str | None
    title: str
    sql: str
    population: str | None
    undecided: str | None
    requires: tuple[str, ...]
    any_of: tuple[tuple[str, ...], ...]
    optional: tuple[str, ...]
    needs_params: tuple[str, ...]
    absence: Absence | None
    header: Mapping[str, Any]  # the check's header with this sub-rule's entries laid over

    @property
    def driving(self) -> str:
        """The ledger whose rows are judged: that of the first column needed."""
        first = self.requires[0] if self.requires else self.any_of[0][0]
        return first.split(".")[0]

    @property
    def analysis(self) -> str | None:
        """The Python analysis that turns the SELECT's candidates into findings."""
        return self.header.get("analysis")

    @property
    def feeds(self) -> list[dict[str, Any]]:
        return list(self.header.get("feeds") or [])

    @property
    def basis(self) -> list[dict[str, Any]]:
        return list(self.header.get("basis") or [])


@dataclass(frozen=True)
class Check:
    """A check as its file says; attributes of the header are read through ``header``."""

    path: Path
    header: Mapping[str, Any]
    body: str
    parameters: Mapping[str, Parameter]

    @property
    def id(self) -> str:
        return str(self.header["id"])

    @property
    def name(self) -> str:
        return str(self.header["name"])

    @property
    def title(self) -> str:
        return str(self.header["title"])

    @property
    def is_measure(self) -> bool:
        return bool(self.header["kind"] == "measure")

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(self.header["key"])

    @property
    def scope(self) -> tuple[str, ...]:
        return tuple(self.header["scope"])

    @property
    def group(self) -> str:
        return self.id.split("-")[0]

    @cached_property
    def subrules(self) -> tuple[SubRule, ...]:
        return tuple(_cut(self))


def load_catalogue(*folders: Path) -> dict[str, Check]:
    """Every check below the folders, by id. Raises ConfigError that names the file; ids and names are unique.

    A folder may lie within another: no file is read twice.
    """
    checks: dict[str, Check] = {}
    names: dict[str, Path] = {}
    read: set[Path] = set()
    for folder in folders:
        for path in sorted(each for each in folder.rglob("*.sql") if each.is_file()):
            if path.resolve() in read:
                continue
            read.add(path.resolve())
            check = read_check(path)
            for name in (check.id, check.name, *check.header.get("aliases", [])):
                if name in names:
                    raise ConfigError(
                        _("{path}: {name} is already used by {other}").format(path=path, name=name, other=names[name])
                    )
                names[name] = path
            checks[check.id] = check
    return dict(sorted(checks.items()))


def read_check(path: Path) -> Check:
    """One file; it is read again only when it changed. Raises ConfigError."""
    try:
        state = path.stat()
    except OSError as error:
        raise _unopened(path, error) from error
    return _read(path, state.st_mtime_ns, state.st_size)


def _unopened(path: Path, error: OSError) -> ConfigError:
    return ConfigError(_("{file}: cannot be opened ({reason})").format(file=path, reason=error.strerror or error))


@lru_cache(maxsize=1 << 10)
def _read(path: Path, _changed: int, size: int) -> Check:
    try:
        if size > _LARGEST:
            raise ConfigError(_("{path}: larger than any check is ({most} bytes)").format(path=path, most=_LARGEST))
        match = _FILE.match(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(_("{path}: not saved as UTF-8; save it again as UTF-8").format(path=path)) from error
    except OSError as error:
        raise _unopened(path, error) from error
    if not match:
        raise ConfigError(_("{path}: a check begins with its header in a comment /* ... */").format(path=path))
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(match["header"], Loader=_YAML)):
            # A few lines of them stand for more than memory holds.
            raise ConfigError(_("{path}: write out what the header repeats; & and * are not read").format(path=path))
        header = yaml.load(match["header"], Loader=_YAML)
    except yaml.YAMLError as error:
        raise ConfigError(
            _("{path}: the header is not readable as YAML: {error}").format(
                path=path, error=str(error).replace("\n", " ")
            )
        ) from error
    if not isinstance(header, dict):
        raise ConfigError(_("{path}: the header is empty").format(path=path))
    missing = [name for name in _NEEDED if name not in header]
    # A measure has no sentence of its own: the score speaks for it.
    if missing and not (header.get("kind") == "measure" and missing == ["message"]):
        raise ConfigError(_("{path}: the header lacks {names}").format(path=path, names=", ".join(missing)))
    for name, allowed in _ALLOWED.items():
        if name in header and header[name] not in allowed:
            raise ConfigError(
                _("{path}: {name} is {value}, expected one of {allowed}").format(
                    path=path, name=name, value=header[name], allowed=", ".join(allowed)
                )
            )
    _shaped(path, header)
    check = Check(path, header, match["body"], read_parameters(header.get("params") or {}, path))
    for rule in check.subrules:
        if rule.analysis is not None and rule.analysis not in analyses.names():
            raise ConfigError(
                _("{path}: no analysis is called {name}; {hint}").format(
                    path=path, name=rule.analysis, hint=", ".join(analyses.names())
                )
            )
        for column in (*rule.requires, *rule.optional, *(each for group in rule.any_of for each in group)):
            if not exists(column):
                raise ConfigError(_("{path}: there is no column {column}").format(path=path, column=column))
    return check


def _shaped(path: Path, header: Mapping[str, Any]) -> None:
    """Raises ConfigError where an entry of the header, or of a sub-rule, is of another kind than it must be."""
    for name, (outer, inner) in _SHAPES.items():
        value = header.get(name)
        if value is None:
            continue
        items = value if outer is list and isinstance(value, list) else []
        if not isinstance(value, outer) or not all(isinstance(item, inner) for item in items):
            raise ConfigError(_("{path}: {name} has the wrong form: {value}").format(path=path, name=name, value=value))
    if any("law" not in entry for entry in header.get("basis") or []):
        raise ConfigError(
            _("{path}: {name} has the wrong form: {value}").format(path=path, name="basis", value=header["basis"])
        )
    absence = header.get("absence")
    if isinstance(absence, dict) and not (set(absence) <= {"column", "partner"} and len(absence) == 1):
        raise ConfigError(
            _("{path}: {name} has the wrong form: {value}").format(path=path, name="absence", value=absence)
        )
    for entry in (header.get("subrules") or {}).values():
        if isinstance(entry, dict):
            _shaped(path, {name: value for name, value in entry.items() if name != "params"})


def exists(column: str) -> bool:
    """Whether a canonical ledger has ``ledger.column``; of other relations nothing is known here."""
    ledger, _dot, name = column.partition(".")
    ledgers = load_schema().ledgers
    return ledger not in ledgers or name in ledgers[ledger].by_name


def find(checks: Mapping[str, Check], name: str) -> Check:
    """A check by id, name or alias. Raises ConfigError with the nearest names."""
    wanted = name.strip()
    for check in checks.values():
        if wanted.upper() == check.id or wanted in (check.name, *check.header.get("aliases", [])):
            return check
    import difflib

    near = difflib.get_close_matches(wanted.upper(), list(checks), n=3, cutoff=0.5)
    hint = _("did you mean {names}?").format(names=", ".join(near)) if near else _("see `auditcheck checks list`")
    raise ConfigError(_("no check is called {name}; {hint}").format(name=name, hint=hint))


def _cut(check: Check) -> Iterable[SubRule]:
    """Cut the text at its label lines; a text without `subrule` labels is one rule."""
    parts = _LABEL.split(check.body)
    texts: dict[tuple[str, str], str] = {}
    if parts[0].strip():
        texts["subrule", ""] = parts[0]
    shared: dict[str, str] = {}
    for label, key, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        if label == "shared":
            shared[key] = text.strip()
        else:
            texts[label, key] = text
    for label, key in texts:
        own = _with_shared(shared.get(key, "") if key else "", texts[label, key])
        texts[label, key] = _with_shared(shared.get("", ""), own)
    declared = check.header.get("subrules") or {}
    keys = [key for label, key in texts if label == "subrule"]
    if [key for key in keys if key] != list(declared) or (
        "" in keys and len(keys) > 1 and _has_sql(texts["subrule", ""])
    ):
        raise ConfigError(_("{path}: the sub-rules of the header and of the text differ").format(path=check.path))
    if not any(_has_sql(text) for (label, _key), text in texts.items() if label == "subrule"):
        raise ConfigError(_("{path}: there is no SELECT below the header").format(path=check.path))
    for key in keys:
        if not key and declared:
            continue
        header = {**check.header, **(declared.get(key) or {})} if key else dict(check.header)
        absence = header.get("absence")
        if not header["requires"] and not header.get("any_of"):
            raise ConfigError(_("{path}: requires names no column").format(path=check.path))
        yield SubRule(
            key or None,
            str(header["title"]),
            texts["subrule", key].strip(),
            texts.get(("population", key), "").strip() or None,
            texts.get(("undecided", key), "").strip() or None,
            tuple(header["requires"]),
            tuple(tuple(group) if isinstance(group, list) else (group,) for group in header.get("any_of") or []),
            tuple(header.get("optional") or []),
            tuple((declared.get(key) or {}).get("params") or []) if key else tuple(check.header.get("needs") or []),
            None if not absence else Absence(**absence) if isinstance(absence, dict) else Absence(column=absence),
            header,
        )


def _with_shared(shared: str, text: str) -> str:
    """The CTEs that several SELECTs of a file need, before one of them: said once, read by each."""
    if not shared or not _has_sql(text):
        return text
    begin = _BEGINS_WITH.match(text)
    return f"{shared},{text[begin.end() :]}" if begin else f"{shared}\n{text}"


def _has_sql(text: str) -> bool:
    return any(line.strip() and not line.strip().startswith("--") for line in text.splitlines())
