"""Reading a rubric file so that every mistake names the file and the key where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

import yaml

from auditcheck.errors import ConfigError


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML's safe loader, except that ``0.5`` is a Decimal and a key written twice is an error."""


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    text = str(loader.construct_scalar(node))
    try:
        return Decimal(text.replace("_", ""))
    except InvalidOperation as error:
        raise yaml.constructor.ConstructorError(None, None, f"{text!r} is not a number", node.start_mark) from error


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        name = str(key.value)
        if name in seen:
            raise yaml.constructor.ConstructorError(None, None, f"{name!r} is written twice", key.start_mark)
        seen.add(name)
    return dict(loader.construct_mapping(node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


class Section:
    """A mapping of the file, with the path of keys that leads to it. Each key must be asked for before ``done()``."""

    def __init__(self, data: Any, file: str, path: str = "") -> None:
        self.file = file
        self.path = path
        if not isinstance(data, Mapping):
            self.fail("", "expected a mapping of keys to values")
        self._data: dict[str, Any] = {str(key): value for key, value in data.items()}
        self._asked: set[str] = set()

    def fail(self, key: str, problem: str) -> NoReturn:
        """Raise the ConfigError that says where and what."""
        where = ".".join(part for part in (self.path, key) if part)
        raise ConfigError(f"{self.file}: {where}: {problem}" if where else f"{self.file}: {problem}")

    def __contains__(self, key: str) -> bool:
        return self._data.get(key) is not None

    def raw(self, key: str) -> Any:
        self._asked.add(key)
        if self._data.get(key) is None:
            self.fail(key, "missing")
        return self._data[key]

    def text(self, key: str, default: str | None = None) -> str:
        """A text; numbers and dates that YAML recognised are refused only where they cannot be meant."""
        self._asked.add(key)
        if key not in self and default is not None:
            return default
        value = self.raw(key)
        if isinstance(value, bool | list | Mapping):
            self.fail(key, f"expected a text, not {value!r}")
        return str(value).strip()

    def decimal(self, key: str, default: Decimal | None = None) -> Decimal:
        self._asked.add(key)
        if key not in self and default is not None:
            return default
        value = self.raw(key)
        if isinstance(value, bool):
            self.fail(key, f"expected a number, not {value!r}")
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            self.fail(key, f"expected a number, not {value!r}")
        if not found.is_finite():
            self.fail(key, f"expected a finite number, not {value!r}")
        return found

    def ratio(self, key: str) -> Decimal:
        """A share written as per cent: ``90%`` is 0.9."""
        value = self.text(key)
        if not value.endswith("%"):
            self.fail(key, f"expected per cent such as 90%, not {value!r}")
        try:
            found = Decimal(value[:-1])
        except InvalidOperation:
            self.fail(key, f"expected per cent such as 90%, not {value!r}")
        if not found.is_finite():
            self.fail(key, f"expected per cent such as 90%, not {value!r}")
        return found / 100

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            self.fail(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def integer(self, key: str) -> int:
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(key, f"expected a whole number, not {value!r}")
        return value

    def flag(self, key: str) -> bool:
        self._asked.add(key)
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            self.fail(key, f"expected true or false, not {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is not there."""
        self._asked.add(key)
        if key not in self:
            return ()
        value = self.raw(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(key, "expected a list of texts")
        return tuple(value)

    def section(self, key: str) -> Section:
        return Section(self.raw(key), self.file, f"{self.path}.{key}" if self.path else key)

    def sections(self, key: str) -> list[Section]:
        """The mappings of a list, each with its own path; at least one."""
        value = self.raw(key)
        if not isinstance(value, list) or not value:
            self.fail(key, "expected a list with at least one entry")
        base = f"{self.path}.{key}" if self.path else key
        return [Section(item, self.file, f"{base}[{index}]") for index, item in enumerate(value, 1)]

    def items(self) -> Iterator[tuple[str, Any]]:
        for key, value in self._data.items():
            self._asked.add(key)
            yield key, value

    def done(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key must not be silently without effect."""
        unknown = sorted(set(self._data) - self._asked)
        if unknown:
            self.fail(unknown[0], "unknown key")


def parse_yaml(text: str, where: str) -> Any:
    """YAML that stands in a cell; numbers with a point are Decimal. ``ConfigError`` names ``where``."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ConfigError(f"{where}: is not valid YAML: {error}") from error


def read_yaml(path: Path, name: str) -> Section:
    """The file's top mapping. ``ConfigError`` when it cannot be read or is no YAML."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{name}: is not valid YAML: {error}") from error
    return Section(data, name)
