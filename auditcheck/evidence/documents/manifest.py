"""The manifest: every document with its hash. Entries are added and superseded, never taken away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.errors import AuditcheckError
from auditcheck.evidence.documents.catalogue import Document, describe, hashed
from auditcheck.evidence.documents.folder import entries, located
from auditcheck.evidence.documents.numbers import Known
from auditcheck.i18n import _

SCHEMA = "auditcheck/evidence/1"
NAME = "evidence.json"
Step = Callable[[str, int, int], None]  # file, number, of how many


@dataclass
class Added:
    """What an ``add`` did: counts, and what was left out with reasons."""

    new: int = 0
    known: int = 0
    changed: list[str] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)


def empty() -> dict[str, Any]:
    return {"schema": SCHEMA, "digest": digest([]), "documents": [], "left_out": []}


def read(path: Path) -> dict[str, Any]:
    """Raises AuditcheckError where the file is no manifest, or was changed by hand."""
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        told = manifest["digest"]
        found = digest(manifest["documents"])
        is_ours = manifest["schema"] == SCHEMA
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AuditcheckError(_("{path}: no readable manifest of documents").format(path=path)) from error
    if not is_ours:
        raise AuditcheckError(_("{path}: written by another version of auditcheck").format(path=path))
    if told != found:
        raise AuditcheckError(
            _("{path}: was changed after auditcheck wrote it (its own fingerprint does not fit)").format(path=path)
        )
    return manifest


def digest(documents: list[Document]) -> str:
    """One fingerprint of all entries; written down in a paper, it proves the manifest itself."""
    text = json.dumps(documents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def add(
    manifest: dict[str, Any],
    folder: Path,
    known: Known,
    *,
    year: int | None,
    received: date | None,
    today: date,
    provider: str | None = None,
    step: Step | None = None,
) -> Added:
    """Enter every file below ``folder`` into the manifest, in place; what it holds already keeps its number.

    A file with other bytes than when it was entered gets a new entry, and the old one names it (``superseded_by``).
    """
    home = folder.resolve()
    done = Added()
    documents: list[Document] = manifest["documents"]
    current = {_place(each): each for each in documents if not each["superseded_by"]}
    found = entries(folder)
    manifest["left_out"] = [each for each in manifest["left_out"] if each["folder"] != str(home)]
    for number, entry in enumerate(found, 1):
        if step:
            step(entry.name, number, len(found))
        reason = entry.left_out
        if reason is None:
            try:
                sha256, size, head = hashed(entry.path)
                before = current.get((str(home), entry.raw or entry.name))
                described = describe(entry, known, year, sha256, size, head)
            except OSError as error:
                reason = f"无法打开（{error.strerror or error}）"
        if reason is not None:
            done.left_out.append({"folder": str(home), "name": entry.name, "reason": reason})
            continue
        if before is not None and before["sha256"] == sha256:
            before.update({**described, "received": _day(received) or before["received"]})
            done.known += 1
            continue
        document = {
            "id": f"ZJ-{len(documents) + 1:05d}",
            "folder": str(home),
            **described,
            "received": _day(received),
            "added": today.isoformat(),
            "provider": provider,
            "superseded_by": None,
        }
        if before is not None:
            before["superseded_by"] = document["id"]
            done.changed.append(entry.name)
        else:
            done.new += 1
        documents.append(document)
    manifest["left_out"] += done.left_out
    manifest["digest"] = digest(documents)
    return done


def _place(document: Mapping[str, Any]) -> tuple[str, str]:
    """Where it stands: one name in UTF-8 and in GBK are two files, though a person reads the same."""
    return document["folder"], document["name_bytes"] or document["name"]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass
class Verdict:
    """Names of documents (folder/name) by what became of them; ``unlisted``: files that came since."""

    same: int = 0
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.changed or self.missing or self.unlisted)


def verify(manifest: Mapping[str, Any], step: Step | None = None) -> Verdict:
    """Every document hashed anew and compared, and the folders looked through for files that are not in the list."""
    verdict = Verdict()
    current = [each for each in manifest["documents"] if not each["superseded_by"]]
    listed = {_place(each) for each in current}
    for number, each in enumerate(current, 1):
        if step:
            step(each["name"], number, len(current))
        path = located(Path(each["folder"]), each["name"], each["name_bytes"])
        name = f"{each['id']}  {each['name']}"
        try:
            same = path.stat().st_size == each["size"] and hashed(path)[0] == each["sha256"]
        except OSError:
            verdict.missing.append(name)
            continue
        if same:
            verdict.same += 1
        else:
            verdict.changed.append(name)
    left_out = {(each["folder"], each["name"]) for each in manifest["left_out"]}
    for folder in dict.fromkeys(each["folder"] for each in current):
        if Path(folder).is_dir():
            verdict.unlisted += [
                entry.name
                for entry in entries(Path(folder))
                if entry.left_out is None
                and (folder, entry.raw or entry.name) not in listed
                and (folder, entry.name) not in left_out
            ]
    return verdict
