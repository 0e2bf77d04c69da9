"""From what people wrote into a row to entries of the log: one statement each, by a named person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from auditcheck.engagement.config import NAME
from auditcheck.engagement.exchange_merge import Edit
from auditcheck.errors import AuditcheckError
from auditcheck.findings.transitions import amount_text, decided, permit
from auditcheck.i18n import _
from auditcheck.report.exchange_fields import DONE, LONG_TERM, MONEY, NOT_YET, UNDER_WAY
from auditcheck.report.exchange_rows import progress_names
from auditcheck.report.masks import masked

_PAPER = {
    "working_paper",
    "record_no",
    "qualification",
    "pages",
    "auditors",
    "prepared",
    "reply_due",
    "signed",
    "refused",
}
_PAPER |= {"transfer"}


@dataclass(frozen=True)
class Change:
    """An entry to append, and the edit that it comes from."""

    subject: str
    action: str
    detail: Mapping[str, Any]
    actor: str
    role: str
    edit: Edit


@dataclass(frozen=True)
class Asker:
    """What a change is measured by: the findings as they stand, who is who, today; ``person`` where a row names nobody."""

    findings: dict[str, Mapping[str, Any]]
    people: Mapping[str, str]
    today: date
    person: str = ""
    run: str = ""
    values: Callable[[str], Mapping[str, str]] = field(default=lambda _identity: {})  # what the columns hold, unmasked

    def changes(self, edits: Iterable[Edit]) -> tuple[list[Change], list[str]]:
        """The entries in order, and the sentences on what cannot be one."""
        made: list[Change] = []
        problems: list[str] = []
        edits = list(edits)
        place = {edit.identity: at for at, edit in reversed(list(enumerate(edits)))}
        # As the files have them; what the unit says stands before what is made of it.
        for edit in sorted(edits, key=lambda edit: (place[edit.identity], edit.group != "answer", edit.group)):
            try:
                change = self._change(edit)
                if not self._is_known(change):
                    made.append(change)
            except AuditcheckError as error:
                no = self.findings[edit.identity].get("no")
                problems.append(_("{where} ({no}): {error}").format(where=edit.line.where, no=no, error=error))
        return made, problems

    def _is_known(self, change: Change) -> bool:
        """A comment is empty in every export: the same from the same person was read in before."""
        comments = (self.findings[change.subject].get("life") or {}).get("comments") or ()
        return change.action == "comment" and any(
            (one["person"], one["text"]) == (change.actor, change.detail["text"]) for one in comments
        )

    def _change(self, edit: Edit) -> Change:
        # A number that the export masked and nobody touched must not lose its digits in the log.
        whole = self.values(edit.identity)
        row = {code: whole[code] if masked(whole.get(code, "")) == said else said for code, said in edit.row.items()}
        edit = replace(edit, row=row)
        group = "paper" if edit.group in _PAPER else edit.group
        detail = getattr(self, f"_{group}")(edit)
        action = {"rectify": "decide"}.get(group, group)
        actor = self._actor(edit)
        usual = "unit" if group == "answer" or (group == "progress" and edit.line.for_unit) else "auditor"
        role = self.role(actor, usual)
        permit(role, action)
        detail = {**detail, "source": {"file": edit.line.file, "sheet": edit.line.sheet, "row": edit.line.row}}
        return Change(edit.identity, action, detail, actor, role, edit)

    def role(self, actor: str, usual: str) -> str:
        """[people] of auditcheck.toml says who is who; the staff of the unit need not stand there."""
        if not self.people or (usual == "unit" and actor not in self.people):
            return usual
        if actor not in self.people:
            raise AuditcheckError(
                _("{name} is not among [people] of {file}; there are {known}").format(
                    name=actor, file=NAME, known="、".join(self.people)
                )
            )
        return self.people[actor]

    def _actor(self, edit: Edit) -> str:
        actor = edit.person or self.person
        if not actor:
            raise AuditcheckError(_("nobody is named; fill in 填写人 (or 认定人, 反馈人), or give --person"))
        return actor

    def _decide(self, edit: Edit) -> Mapping[str, Any]:
        finding, row = self.findings[edit.identity], edit.row
        to = row.get("state", finding["state"])  # a column that was deleted says nothing
        if not to:
            raise AuditcheckError(_("核实状态 was emptied; choose a state, 疑点（待核实） takes a decision back"))
        if to == finding["state"] == "open":
            raise AuditcheckError(_("核实状态 is still 疑点（待核实）; choose what it was found to be"))
        given = {name: row.get(name) for name in ("reason", "ground", "defect", "due", "provider")}
        given |= {name: row.get(name) for name in ("owner", "approver", "document_no", "until")}
        return self._decided(edit, to, {**given, "what": row.get("wanted")})

    def _rectify(self, edit: Edit) -> Mapping[str, Any]:
        row = edit.row
        status = row.get("rectified", "")
        to = {NOT_YET: "confirmed", UNDER_WAY: "rectifying", LONG_TERM: "rectifying", DONE: "rectified"}.get(status)
        if to is None:
            raise AuditcheckError(_("整改状态 was emptied; choose one"))
        told = (row.get(name) for name in ("unfinished", "progress", "measure", "proof"))
        if status == UNDER_WAY and row.get("rectifying") == "持续整改":
            raise AuditcheckError(_("整改类型 is 持续整改; then 整改状态 is 长期整改"))
        given = {"reason": next(filter(None, told), f"整改台账：{status}"), "due": row.get("rectify_due")}
        given["measure"] = "持续整改" if status == LONG_TERM else row.get("rectifying")
        given |= {"proof": row.get("proof"), "amount": row.get("recovered"), "amount_kind": row.get("recovered_as")}
        given |= {"accepted_by": row.get("accepted_by") or self._actor(edit), "date": row.get("accepted")}
        return self._decided(edit, to, given)

    def _decided(self, edit: Edit, to: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        finding = self.findings[edit.identity]
        detail = decided(
            finding["state"],
            to,
            given,
            repair=str(finding.get("repair") or "event"),
            person=self._actor(edit),
            day=self.today,
        )
        self.findings[edit.identity] = {**finding, "state": to}  # the next one about it goes on from here
        return {**detail, "evidence_hash": finding.get("evidence_hash"), "run": self.run}

    def _severity(self, edit: Edit) -> Mapping[str, Any]:
        if not edit.changed["severity"]:
            raise AuditcheckError(_("严重程度 was emptied; choose one"))
        finding = self.findings[edit.identity]
        return {"from": finding["severity"], "to": edit.changed["severity"], "reason": edit.row.get("reason") or ""}

    def _assign(self, edit: Edit) -> Mapping[str, Any]:
        names = {"department": "department", "responsible": "person"}
        return {names[code]: value for code, value in edit.changed.items()}

    def _money(self, edit: Edit) -> Mapping[str, Any]:
        filled = [(kind, edit.row[code]) for code, kind in MONEY.items() if edit.row.get(code)]
        if len(filled) > 1:
            raise AuditcheckError(
                _("only one of {columns} can hold the amount").format(columns="、".join(MONEY.values()))
            )
        kind, amount = filled[0] if filled else (None, None)
        return {"kind": kind, "amount": amount and amount_text(amount)}

    def _answer(self, edit: Edit) -> Mapping[str, Any]:
        if not edit.row.get("answer"):
            raise AuditcheckError(_("单位反馈 is empty; choose 无异议, 有异议 or 部分异议"))
        if edit.row["answer"] != "无异议" and not edit.row.get("answer_reason"):
            raise AuditcheckError(_("who objects says why: fill in 反馈理由"))
        names = {"opinion": "answer", "reason": "answer_reason", "evidence": "answer_evidence"}
        return {name: edit.row.get(code, "") for name, code in names.items()}

    def _adopt(self, edit: Edit) -> Mapping[str, Any]:
        if not edit.row.get("adopted"):
            raise AuditcheckError(_("采纳情况 is empty; choose 采纳, 部分采纳 or 不采纳"))
        if edit.row["adopted"] != "采纳" and not edit.row.get("adopted_reason"):
            raise AuditcheckError(_("what is not adopted needs a reason: fill in 采纳或不采纳的理由"))
        if not edit.row.get("answer"):
            raise AuditcheckError(_("the unit has not answered to it; fill in 单位反馈 first"))
        return {"adopted": edit.row["adopted"], "reason": edit.row.get("adopted_reason", "")}

    def _progress(self, edit: Edit) -> Mapping[str, Any]:
        told = {progress_names()[code]: value for code, value in edit.changed.items()}
        return told | ({"amount": amount_text(told["amount"])} if told.get("amount") else {})

    def _paper(self, edit: Edit) -> Mapping[str, Any]:
        return dict(edit.changed)

    def _comment(self, edit: Edit) -> Mapping[str, Any]:
        return {"text": edit.changed["comment"]}
