"""Dictionaries that users extend: ``dictionaries/words.yaml`` and ``regions.csv``; lists grow, maps are updated."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _

_OWN = Path(__file__).parent / "dictionaries"


@dataclass(frozen=True)
class Region:
    """How many administrative units of a level a region has; ``words`` are how a form's unit names them."""

    region: str
    level: str
    words: tuple[str, ...]
    count: int


@dataclass
class Words:
    lists: dict[str, list[str]] = field(default_factory=dict)
    maps: dict[str, dict[str, str]] = field(default_factory=dict)
    types: list[dict[str, Any]] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    def pattern(self, name: str) -> re.Pattern[str]:
        """A list of ``words.yaml`` as one expression; an empty list matches nothing."""
        return re.compile("|".join(sorted(self.lists.get(name, []), key=len, reverse=True)) or r"(?!)")


def load_words(files: Sequence[Path] = ()) -> Words:
    """The built-in dictionaries with the user's laid over. Raises ConfigError naming the file and what is wrong."""
    words = Words()
    for path in (_OWN / "words.yaml", _OWN / "regions.csv", *files):
        if path.suffix.lower() == ".csv":
            _regions(words, path)
        else:
            _yaml(words, path)
    return words


def _yaml(words: Words, path: Path) -> None:
    import yaml

    try:
        data = yaml.safe_load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise ConfigError(_("{file}: no readable dictionary ({reason})").format(file=path, reason=error)) from error
    if not isinstance(data, dict):
        raise ConfigError(_("{file}: a dictionary has sections, each a list or a table of words").format(file=path))
    own = bool(words.lists)
    for name, content in data.items():
        known = name == "types" or name in words.lists or name in words.maps
        if own and not known:
            names = ", ".join([*words.lists, *words.maps, "types"])
            raise ConfigError(
                _("{file}: there is no section “{name}”; sections are: {names}").format(
                    file=path, name=name, names=names
                )
            )
        if name == "types" and isinstance(content, list):
            words.types[:0] = content if own else []
            words.types += [] if own else content
        elif isinstance(content, list) and name not in words.maps:
            words.lists.setdefault(name, []).extend(map(str, content))
        elif isinstance(content, dict) and name not in words.lists:
            words.maps.setdefault(name, {}).update({str(key): str(value) for key, value in content.items()})
        else:
            raise ConfigError(_("{file}: section “{name}” has another form").format(file=path, name=name))


def _regions(words: Words, path: Path) -> None:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [
                Region(row["region"], row["level"], tuple(row["words"].split()), int(row["count"]))
                for row in csv.DictReader(stream)
            ]
    except (OSError, UnicodeError, KeyError, TypeError, ValueError) as error:
        message = _("{file}: expected the columns region, level, words, count (words separated by blanks)")
        raise ConfigError(message.format(file=path)) from error
    words.regions[:0] = rows  # the user's come first
