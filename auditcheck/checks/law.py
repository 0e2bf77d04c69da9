"""Law as data: which version of an article was in force on the day of the transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.ledgers.numerals import number as number_of

UNIT = "UNIT"


@dataclass(frozen=True)
class UnitRule:
    """A regulation of the unit's own, from ``[[rules]]`` of auditcheck.toml. ``checks``: the ids it is a basis of."""

    name: str
    checks: tuple[str, ...]
    article: str = ""
    text: str = ""
    doc_no: str = ""
    begins: date | None = None
    ends: date | None = None


@dataclass(frozen=True)
class Version:
    doc_no: str
    begins: date | None
    ends: date | None

    def in_force(self, day: date) -> bool:
        """An unknown beginning counts: the citation is then marked 待核."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Text:
    """The official text of a version, as a person imported it (law_text.py): each article as written."""

    file: str
    sha256: str
    articles: Mapping[str, str]

    def quote(self, article: str) -> str | None:
        """``第三条`` whole, ``第三条第二款`` its second paragraph; None for what is not there."""
        match = re.match(r"(第[^条]+条(?:之[一二三四五六七八九十]+)?)(?:第([^款]+)款)?", article)
        if match is None or match[1] not in self.articles:
            return None
        whole = self.articles[match[1]]
        if match[2] is None:
            return whole
        paragraphs = [line for line in whole.splitlines() if not re.match(r"[（(][^（()）]{1,3}[）)]", line)]
        at = number_of(match[2]) or 0
        return paragraphs[at - 1] if 0 < at <= len(paragraphs) else whole


@dataclass(frozen=True)
class Law:
    id: str
    name: str
    versions: tuple[Version, ...]
    articles: Mapping[str, Mapping[str, Any]]
    article_maps: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)  # doc_no -> newest -> older
    texts: Mapping[str, Text] = field(default_factory=dict)  # doc_no -> imported text

    def cite(self, article: str | None, day: date) -> dict[str, Any] | None:
        """The citation in force on ``day`` (shape of findings.json's ``basis``); None when nothing was in force."""
        for version in self.versions:
            if not version.in_force(day):
                continue
            known = self.articles.get(article or "", {})
            number = self.in_version(article, version)
            if article and number is None:
                return None
            text = self.texts.get(version.doc_no)
            quote = text.quote(number or "") if text else None
            return {
                **(
                    {"quote": quote, "quoted_from": {"file": text.file, "sha256": text.sha256}}
                    if text and quote
                    else {}
                ),
                "law": self.id,
                "name": self.name,
                "doc_no": version.doc_no,
                "article": number or "",
                "gist": str(known.get("gist", "")),
                "from": _iso(version.begins),
                "to": _iso(version.ends),
                "verified": bool(known.get("verified")) and version.begins is not None,
            }
        return None

    def in_version(self, article: str | None, version: Version) -> str | None:
        """The number that an article of the newest version has in ``version``, None where it has no counterpart."""
        return _mapped(article, self.article_maps.get(version.doc_no, {}))


def load_laws(folder: Path) -> dict[str, Law]:
    """``law/*.yaml`` by id. Raises ConfigError that names the file."""
    laws = {}
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        try:
            versions = tuple(Version(str(v["doc_no"]), v.get("from"), v.get("to")) for v in data["versions"])
            maps = {str(m["to_version"]): m["map"] for m in data.get("article_maps") or []}
            law = Law(data["id"], data["name"], versions, data.get("articles") or {}, maps)
        except (KeyError, TypeError) as error:
            raise ConfigError(
                _("{path}: a law needs id, name and versions ({error})").format(path=path, error=error)
            ) from error
        laws[law.id] = law
    return laws


def citations(
    basis: Sequence[Mapping[str, Any]], check_id: str, day: date, laws: Mapping[str, Law], rules: Iterable[UnitRule]
) -> list[dict[str, Any]]:
    """Every basis of a check in force on ``day``; the unit's own rules where the header names UNIT."""
    found: list[dict[str, Any]] = []
    for entry in basis:
        if entry["law"] == UNIT:
            found += [
                {
                    "law": UNIT,
                    "name": rule.name,
                    "doc_no": rule.doc_no,
                    "article": rule.article,
                    "gist": rule.text,
                    "from": _iso(rule.begins),
                    "to": _iso(rule.ends),
                    "verified": True,
                }
                for rule in rules
                if check_id in rule.checks and Version(rule.doc_no, rule.begins, rule.ends).in_force(day)
            ]
            continue
        law = laws.get(entry["law"])
        if law is None:
            raise ConfigError(
                _("{check} cites {law}, which is not among the laws").format(check=check_id, law=entry["law"])
            )
        citation = law.cite(entry.get("article"), day)
        if citation:
            found.append(citation)
    return found


def _mapped(article: str | None, older: Mapping[str, str | None]) -> str | None:
    """The number that an article of the newest version had in an older one; unmapped numbers are the same."""
    if article is None:
        return None
    if article in older:
        return older[article]
    # 第二十五条第二款 follows its article.
    match = re.match(r"(第[^条]+条)(.*)", article)
    if match and match[1] in older:
        mapped = older[match[1]]
        return mapped and mapped + match[2]
    return article


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
