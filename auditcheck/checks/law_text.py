"""The official text of a law, cut into articles, so that papers can quote it word for word.

Texts are not shipped: a person imports the file that the authority published. What is kept is each article as written, where
it stands (编, 章, 节), the name of the file and its SHA-256.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from auditcheck.checks.law import Law, Text, Version
from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.ledgers import numerals
from auditcheck.ledgers.formats import delimited
from auditcheck.ledgers.formats.zipped import open_archive
from auditcheck.ledgers.text import squeezed

SCHEMA = "auditcheck/law-text/1"
LARGEST = 50_000_000  # bytes
_NUMBER = "[零〇一二三四五六七八九十百千0-9]+"
_ARTICLE = re.compile(rf"^第({_NUMBER})条(之[一二三四五六七八九十]+)?(?=[\s　、:：]|$)[\s　、:：]*(.*)$", re.DOTALL)
_PART = re.compile(rf"^第{_NUMBER}(分编|编|章|节)(?=[\s　]|$|[^条款项])[\s　]*(.{{0,40}})$")
_PARTS = ("编", "分编", "章", "节")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "title",
        "article",
        "section",
        "table",
    ]
)
_SILENT = frozenset(["script", "style", "noscript", "template"])


@dataclass(frozen=True)
class Cut:
    """A text in articles. ``preamble``: the lines before the first; ``gaps``: articles that are not there."""

    preamble: str
    articles: dict[str, dict[str, str]]  # 第四十一条 -> part, text
    gaps: list[str]


def read_lines(path: Path) -> tuple[list[str], str]:
    """(lines of a docx, html or txt, SHA-256 of the file). Raises InputError or ConfigError that names the file."""
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError(_("{path}: larger than any law is ({most} bytes)").format(path=path, most=LARGEST))
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            _("{file}: cannot be opened ({reason})").format(file=path, reason=error.strerror or error)
        ) from error
    mark = hashlib.sha256(data).hexdigest()
    if data.startswith(b"PK"):
        return list(_of_docx(path, data)), mark
    if data.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise ConfigError(_("{path}: save it as .docx or .txt and import that").format(path=path))
    text = delimited.decoded(path.name, data)
    if re.search(r"<(html|body|p|div)\b", text[:100_000], re.IGNORECASE):
        page = _Page()
        page.feed(text)
        text = "".join(page.pieces)
    return [line.strip() for line in text.splitlines() if line.strip()], mark


def _of_docx(path: Path, data: bytes) -> Iterator[str]:
    """Paragraphs, also those in tables. Entities of XML are the only ones read; nothing is fetched."""
    archive = open_archive(path.name, data)
    part = "word/document.xml"
    if part not in archive.parts:
        raise ConfigError(_("{path}: no Word document; save it as .docx or .txt").format(path=path))
    xml = b"".join(archive.pieces(part, overlap=0)).decode("utf-8", "replace")
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        raise ConfigError(_("{path}: no Word document; save it as .docx or .txt").format(path=path))
    for paragraph in re.split(r"</w:p>", xml):
        # What was deleted under track changes stands in w:delText and is no text of the law.
        texts = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:(?:br|tab)\b[^>]*/>)", paragraph)
        text = html.unescape("".join(" " if gap else piece for piece, gap in texts)).strip()
        if text:
            yield text


class _Page(HTMLParser):
    """The text of a page, a line a block."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\r", " ").replace("\n", " "))


def cut(lines: Iterable[str]) -> Cut:
    """Articles by number. A line that begins with an article out of order is a sentence about one and stays where it is."""
    preamble: list[str] = []
    articles: dict[str, dict[str, str]] = {}
    gaps: list[str] = []
    parts: dict[str, str] = {}
    last, current = 0, ""
    for line in lines:
        if match := _PART.match(line):
            rank = _PARTS.index(match[1])
            parts = {name: text for name, text in parts.items() if _PARTS.index(name) < rank}
            parts[match[1]] = re.sub(r"[\s　]+", " ", line).strip()
            continue
        match = _ARTICLE.match(line)
        number = _read(match[1]) if match else None
        if match and number is not None and (number > last or (number == last and match[2])) and number <= last + 30:
            gaps += [f"第{_written(each)}条" for each in range(last + 1, number)]
            last, current = number, f"第{_written(number)}条{match[2] or ''}"
            articles[current] = {"part": " ".join(parts.values()), "text": match[3].strip()}
        elif current:
            articles[current]["text"] = f"{articles[current]['text']}\n{line}".strip()
        else:
            preamble.append(line)
    return Cut("\n".join(preamble), articles, gaps)


def recognise(laws: Mapping[str, Law], preamble: str, named: str | None = None) -> Law:
    """The law that a text is, by the lines before its first article, or as ``named``. Raises ConfigError."""
    if named is not None:
        for law in laws.values():
            if named in (law.id, law.name):
                return law
        raise ConfigError(_("no law is called {name}; there are {names}").format(name=named, names=", ".join(laws)))
    text = squeezed(preamble)
    found = [law for law in laws.values() if squeezed(law.name).removeprefix("中华人民共和国") in text]
    if not found:
        raise ConfigError(_("which law this is does not stand above its first article; say it with --law"))
    # 政府采购法 stands in 政府采购法实施条例, and a regulation names the law that it carries out: the title comes first.
    lines = [squeezed(line) for line in preamble.splitlines()]
    for law in sorted(found, key=lambda law: -len(law.name)):
        if {squeezed(law.name), squeezed(law.name).removeprefix("中华人民共和国")} & set(lines):
            return law
    return max(found, key=lambda law: len(law.name))


def version_of(law: Law, preamble: str, named: str | None = None) -> Version:
    """The version that a text is: the only one, or the one whose number or day its preamble names last. Raises ConfigError."""
    known = ", ".join(version.doc_no for version in law.versions)
    if named is not None:
        for version in law.versions:
            if squeezed(named) == squeezed(version.doc_no):
                return version
        raise ConfigError(
            _("{law} has no version {name}; there are {names}").format(law=law.id, name=named, names=known)
        )
    if len(law.versions) == 1:
        return law.versions[0]
    text = squeezed(preamble)
    places = {text.rfind(squeezed(mark)): version for version in law.versions for mark in _marks(version)}
    if max(places) < 0:
        raise ConfigError(
            _("{law}: which version this is cannot be told; say it with --version: {names}").format(
                law=law.id, names=known
            )
        )
    return places[max(places)]


def _marks(version: Version) -> list[str]:
    """第802号 of 国务院令第802号, 2023年7月20日 of 2023年7月20日修订."""
    return re.findall(r"第\d+号|\d{4}年\d{1,2}月\d{1,2}日", version.doc_no) or [version.doc_no]


def import_text(
    path: Path, laws: Mapping[str, Law], folder: Path, law: str | None = None, version: str | None = None
) -> tuple[Law, Version, Cut, Path]:
    """Cut the file and keep it in ``folder``. Raises ConfigError or InputError; nothing is written then."""
    lines, mark = read_lines(path)
    found = cut(lines)
    if not found.articles:
        raise ConfigError(_("{path}: no article (第一条) begins a line").format(path=path))
    which = recognise(laws, found.preamble, law)
    of = version_of(which, found.preamble, version)
    document = {
        "schema": SCHEMA, "law": which.id, "name": which.name, "doc_no": of.doc_no, "file": path.name, "sha256": mark,
        "preamble": found.preamble, "articles": found.articles,
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{which.id}.{re.sub(r'[^0-9A-Za-z一-鿿]+', '-', of.doc_no).strip('-')}.json"
    beside = target.with_suffix(".tmp")
    beside.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(target)
    return which, of, found, target


def with_texts(laws: Mapping[str, Law], folder: Path | None) -> dict[str, Law]:
    """``laws`` with the imported texts of ``folder``. Raises ConfigError for a file that is none of ours."""
    found = dict(laws)
    for path in sorted(folder.glob("*.json")) if folder is not None and folder.is_dir() else []:
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            law, doc_no = found[data["law"]], str(data["doc_no"])
            articles = {str(number): str(entry["text"]) for number, entry in data["articles"].items()}
            text = Text(str(data["file"]), str(data["sha256"]), articles)
            if data["schema"] != SCHEMA:
                raise ValueError(data["schema"])
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise ConfigError(
                _("{path}: no imported law ({error}); import it again").format(path=path, error=error)
            ) from error
        found[law.id] = replace(law, texts={**law.texts, doc_no: text})
    return found


def _read(number: str) -> int | None:
    return int(number) if number.isdecimal() else numerals.number(number)


def _written(number: int) -> str:
    """41 -> 四十一."""
    from cn2an import an2cn

    text = str(an2cn(number, "low"))
    return text.removeprefix("一") if text.startswith("一十") else text
