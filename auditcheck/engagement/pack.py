"""Choosing the findings of a package, and what belongs to each."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement.findings import current
from auditcheck.errors import AuditcheckError
from auditcheck.evidence.documents import manifest as manifests
from auditcheck.evidence.documents.catalogue import hashed
from auditcheck.evidence.documents.folder import located
from auditcheck.evidence.documents.linked import documents_of
from auditcheck.findings.evidence import MOST_ROWS
from auditcheck.i18n import _
from auditcheck.report.pack import Attachment, Packed, Part, write_pack

Finding = Mapping[str, Any]
_CHECK = re.compile(r"[A-Z]{3}-\d{3}")


def pack(engagement: Path, what: Sequence[str], target: Path, *, internal: bool, today: date | None = None) -> Packed:
    """Write a package of the findings of the last run that ``what`` names. Raises AuditcheckError.

    ``what``: a number (合同-002), a fingerprint or its beginning, a check (CON-002), or ``all``. ``internal``: leads that
    are not for the unit too.
    """
    document, _judgements = current(engagement, today)
    chosen = _chosen(document["findings"], what, internal)
    path = engagement / manifests.NAME
    documents = manifests.read(path)["documents"] if path.is_file() else []
    rest = _of_file(
        engagement / "evidence.csv", {f["fingerprint"] for f in chosen if f["evidence_total"] > len(f["evidence"])}
    )
    year = int(document["run"]["year"])
    checked: dict[str, Attachment] = {}
    parts = []
    for finding in chosen:
        items: Sequence[Mapping[str, Any]] = rest.get(finding["fingerprint"]) or finding["evidence"]
        if len(items) < min(finding["evidence_total"], MOST_ROWS):
            raise AuditcheckError(
                _("{path}: evidence.csv does not hold all rows of {no}; run again with -o {path}").format(
                    path=engagement, no=finding["no"]
                )
            )
        linked = documents_of(items, finding["scope"].get("unit"), documents, year)
        parts.append(Part(finding, items, [_attachment(each, checked) for each in linked]))
    return write_pack(target, document["run"], parts)


def _chosen(findings: Sequence[Finding], what: Sequence[str], internal: bool) -> list[Finding]:
    found: dict[str, Finding] = {}
    for name in what:
        met = [each for each in findings if _is_named(each, name)]
        if not met and name != "all" and not _CHECK.fullmatch(name.upper()):
            raise AuditcheckError(
                _("{name}: no finding of the last run (a number like 合同-002, a fingerprint, a check, or all)").format(
                    name=name
                )
            )
        shown = [each for each in met if internal or each["visibility"] != "internal"]
        if met and not shown and name != "all":
            raise AuditcheckError(_("{name}: an internal lead; --internal packs it all the same").format(name=name))
        found |= {each["fingerprint"]: each for each in shown}
    if not found:
        raise AuditcheckError(_("no finding to pack"))
    return sorted(found.values(), key=lambda each: (each["no"], each["fingerprint"]))


def _is_named(finding: Finding, name: str) -> bool:
    if name == "all":
        return True
    mark = str(finding["fingerprint"])
    return (
        name in (finding["no"], finding["issue"])
        or finding["check"] == name.upper()
        or (len(name) >= 8 and mark.removeprefix("v1:").startswith(name.removeprefix("v1:")))
    )


def _attachment(document: Mapping[str, Any], checked: dict[str, Attachment]) -> Attachment:
    """A document goes in only with the bytes that were entered."""
    if document["id"] not in checked:
        path = located(Path(document["folder"]), document["name"], document["name_bytes"])
        try:
            trouble = None if hashed(path)[0] == document["sha256"] else "与登记时的哈希不符，未装入"
        except OSError:
            trouble = "文件已不在原处，未装入"
        checked[document["id"]] = Attachment(document, path, trouble)
    return checked[document["id"]]


def _of_file(path: Path, wanted: set[str]) -> dict[str, list[dict[str, Any]]]:
    """All evidence of findings that have more than the document shows, from evidence.csv."""
    found: dict[str, list[dict[str, Any]]] = {}
    if not wanted or not path.is_file():
        return found
    last: tuple[Any, ...] | None = None
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            mark = row["fingerprint"]
            if mark not in wanted:
                continue
            place = (mark, row["role"], row["ledger"], row["file"], row["sheet"], row["row"])
            items = found.setdefault(mark, [])
            if place != last or row["column"] in items[-1]["values"]:
                number = int(row["row"]) if row["row"] else None
                items.append({name: row[name] for name in ("role", "ledger", "file", "sheet", "origin")})
                items[-1] |= {"row": number, "cells": {}, "values": {}}
            last = place
            if row["column"]:
                items[-1]["values"][row["column"]] = row["value"].removeprefix("'")
                if row["cell"]:
                    items[-1]["cells"][row["column"]] = row["cell"]
    return found
