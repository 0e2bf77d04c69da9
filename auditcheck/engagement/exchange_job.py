"""What ``findings export`` writes, from the last run of an engagement with all that was said since."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement import exchange_export
from auditcheck.engagement.config import Config
from auditcheck.engagement.elsewhere import choices_of
from auditcheck.engagement.exchange_opinions import WHOLE
from auditcheck.engagement.exchange_unread import refuse_unread
from auditcheck.engagement.findings import current, settings
from auditcheck.i18n import ngettext
from auditcheck.report import facts, masks
from auditcheck.report.exchange_annex5 import Form, write_annex5
from auditcheck.report.exchange_opinions import write_opinions
from auditcheck.report.exchange_template import write_template
from auditcheck.scoring import load_rubric, score

_SPAN = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?(?:\.\.(\d{4})-(\d{2})(?:-\d{2})?)?")


@dataclass(frozen=True)
class ExchangeJob:
    """``document``: the findings with the log laid over them; ``today``: of the export, ISO."""

    out: Path
    document: Mapping[str, Any]
    score: Mapping[str, Any] | None
    config: Config
    today: str

    @staticmethod
    def of(out: Path, today: date | None) -> ExchangeJob:
        """Raises AuditcheckError where no run is kept in ``out``."""
        document, judgements = current(out, today)
        scored = None
        if (out / "score.json").is_file():
            scored = score(load_rubric(str(document["run"]["rubric"])), document, judgements)
        return ExchangeJob(out, document, scored, settings(out), (today or date.today()).isoformat())

    def export(self, path: Path, papers: Collection[str]) -> Path:
        refuse_unread(path, self.out, self.document)
        return exchange_export.export(path, self.document, self.score, papers, today=self.today)

    def by_department(self, folder: Path, papers: Collection[str], signals: bool) -> tuple[list[Path], list[str]]:
        """(the files, what must be told)."""
        for path in sorted(folder.glob("*.xlsx")):
            refuse_unread(path, self.out, self.document)
        files, nobody = exchange_export.by_department(
            folder, self.document, self.score, papers, today=self.today, signals=signals
        )
        if not nobody:
            return files, []
        told = ngettext(
            "{count} finding has no 责任部门 and is in no file: {numbers}",
            "{count} findings have no 责任部门 and are in no file: {numbers}",
            len(nobody),
        )
        shown = "、".join(nobody[:10]) + ("…" if len(nobody) > 10 else "")
        return files, [told.format(count=len(nobody), numbers=shown)]

    def template(self, path: Path) -> Path:
        """The empty template for findings from elsewhere."""
        refuse_unread(path, self.out, self.document)
        rubric = load_rubric(str(self.document["run"]["rubric"]))
        write_template(path, self._unit(), choices_of(rubric), facts.kind(self.document), rubric.name)
        return path

    def opinions(self, path: Path) -> Path:
        """意见采纳情况表 with what was said so far."""
        refuse_unread(path, self.out, self.document)
        shown = masks.document(dict(self.document)) if masks.is_masking() else self.document
        kind = facts.kind(self.document)
        write_opinions(path, shown.get("opinions") or [], self._unit(), self._report(), kind, self.today)
        return path

    def annex5(self, path: Path) -> Path:
        """附件5; the opinion stands in it where the unit gave one for the whole report."""
        refuse_unread(path, self.out, self.document)
        whole = [one for one in self.document.get("opinions") or [] if one["place"] == WHOLE]
        about = self.config.engagement
        form = Form(
            facts.kind(self.document),
            self._report(),
            _months(str(self.document["run"].get("period") or "")),
            _months(str(about.get("fieldwork") or "")),
            str(about.get("firm") or ""),
            self._unit(),
            str(whole[-1]["opinion"]) if whole else "",
        )
        write_annex5(path, form)
        return path

    def _unit(self) -> str:
        units = facts.units(self.document)
        return str(self.document["run"].get("unit") or (units[0] if len(units) == 1 else ""))

    def _report(self) -> str:
        name = str(self.document["run"].get("name") or "")
        return name if self._unit() in name else f"{self._unit()}{name}"


def _months(span: str) -> str:
    """2023-01..2023-12, or days: 2023年1月-12月. What is written otherwise stays as it is."""
    match = _SPAN.fullmatch(span.strip())
    if not match:
        return span
    year, month, last_year, last = match.groups()
    if last is None:
        return f"{year}年{int(month)}月"
    return f"{year}年{int(month)}月-{'' if last_year == year else f'{last_year}年'}{int(last)}月"
