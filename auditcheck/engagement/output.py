"""Writing an outcome into its folder: beside, then renamed, so that nothing is ever half-written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from auditcheck.engagement.config import NAME
from auditcheck.engagement.pages import write_pages
from auditcheck.engagement.service import Outcome, Request, configure, inputs_of
from auditcheck.ledgers.formats.database import is_address, shown
from auditcheck.ledgers.reading import find_files
from auditcheck.report import masks
from auditcheck.report.files import evidence_rows, write_evidence_csv, write_json, write_jsonl, write_text
from auditcheck.report.links import NAME as LINKS
from auditcheck.report.links import write_links
from auditcheck.report.rejects import NAME as REJECTS
from auditcheck.report.rejects import write_rejects
from auditcheck.report.workbook import write_findings_workbook


def write_all(request: Request, outcome: Outcome, formats: Sequence[str]) -> list[Path]:
    """findings.json, score.json, load.json, evidence.csv, and what ``formats`` asks for; the paths written."""
    out = request.out
    assert out is not None
    document, load = masks.document(outcome.findings), masks.document(outcome.load)
    score = masks.document(outcome.score) if outcome.score is not None else None
    findings = document["findings"]
    everything = [
        {**finding, "evidence": map(masks.evidence, outcome.evidence.get(finding["fingerprint"], finding["evidence"]))}
        for finding in findings
    ]
    writers: dict[str, Callable[[Path], None]] = {
        "findings.json": lambda path: write_json(path, document),
        "load.json": lambda path: write_json(path, load),
        "evidence.csv": lambda path: write_evidence_csv(path, evidence_rows(everything)),
    }
    if score is not None:
        writers["score.json"] = lambda path: write_json(path, score)
    else:
        (out / "score.json").unlink(missing_ok=True)  # of an earlier run that did score
    if "jsonl" in formats:
        writers["findings.jsonl"] = lambda path: write_jsonl(path, findings)
    if "xlsx" in formats:
        writers["findings.xlsx"] = lambda path: write_findings_workbook(path, document, score, load)
    if not (out / NAME).exists():
        settings = _engagement(request)
        writers[NAME] = lambda path: write_text(path, lambda stream: _put(stream, settings))
    rejected = write_rejected(request, outcome.load)  # first: it looks for the books as the run did
    for name, write in writers.items():
        write(out / name)
    asked = write_links(out / LINKS, masks.document({"links": outcome.links})["links"]) if "xlsx" in formats else []
    pages = write_pages(out, {"html", "sarif"} & set(formats), document, score, load)
    return [*(out / name for name in writers), *rejected, *asked, *pages]


def write_rejected(request: Request, load: Mapping[str, Any]) -> list[Path]:
    """rejects.xlsx, where any row was rejected; ``load``: load.json of this run."""
    assert request.out is not None
    sources = {file.name: file.path for file in find_files(inputs_of(request, configure(request))).files}
    return write_rejects(request.out / REJECTS, load, sources)


def _put(stream: TextIO, text: str) -> None:
    stream.write(text)


def _engagement(request: Request) -> str:
    """The settings of the run as an auditcheck.toml, so that the folder can be worked on without naming them again."""
    config = configure(request)
    text = config.path.read_text(encoding="utf-8-sig") if config.path else '[engagement]\nkind = "audit"\n'
    # The inputs of another folder's engagement are relative to it; here they are named in full.
    text = re.sub(r"(?ms)^\[(?:inputs|reference|law|store)\].*?(?=^\[|\Z)", "", text)
    # JSON's strings are TOML's: a folder's name may hold an apostrophe.
    inputs = inputs_of(request, config)
    # A database's address has no place in a folder, and its password none in a file.
    named = (shown(each.as_posix()) if is_address(each.as_posix()) else str(each.resolve()) for each in inputs)
    paths = ", ".join(json.dumps(name, ensure_ascii=False) for name in named)
    tables = {name: str(path.resolve()) for name, path in config.reference.items()}
    standards = "".join(f"{name} = {json.dumps(path, ensure_ascii=False)}\n" for name, path in tables.items())
    kept = config.laws is not None and config.laws.is_dir()
    folder = json.dumps(str(config.laws.resolve()), ensure_ascii=False) if config.laws and kept else ""
    sections = [
        f"[inputs]\npaths = [{paths}]\n",
        standards and f"[reference]\n{standards}",
        folder and f"[law]\nfolder = {folder}\n",
    ]
    return f"{text.rstrip()}\n\n" + "\n".join(section for section in sections if section)
