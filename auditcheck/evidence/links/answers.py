"""What people said of links: sheet 关联确认 of the books, and answers that an engagement remembers.

An answer counts when it names a person and a day. It is about a link by its name (关联编号), or about the documents
whose numbers it gives (甲台账, 甲编号, 乙台账, 乙编号): so a link can be given that nothing else shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditcheck.engine.session import Session
from auditcheck.evidence.links.edges import DOCUMENTS, Edge
from auditcheck.evidence.links.identity import name_of
from auditcheck.i18n import _
from auditcheck.ledgers.keys import strict
from auditcheck.ledgers.schema import Schema

_SHORT = {"payments": "付款", "vouchers": "记账", "invoices": "发票", "assets": "固定资产", "acceptances": "验收"}


@dataclass(frozen=True)
class Answer:
    """``accepted``: 是 or 否. ``where``: file, sheet and row; None of a remembered one."""

    link: str
    accepted: bool
    person: str
    day: str
    reason: str = ""
    unit: str = ""
    from_ledger: str = ""
    from_no: str = ""
    to_ledger: str = ""
    to_no: str = ""
    where: str | None = field(default=None, compare=False)

    @property
    def numbers(self) -> tuple[str, ...]:
        return (self.unit, self.from_ledger, self.from_no, self.to_ledger, self.to_no)


@dataclass
class Answers:
    """Those that count, the later one of two on one link; ``notes``: what a person must be told of the others."""

    given: list[Answer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    met: set[Answer] = field(default_factory=set)

    def by_name(self) -> dict[str, Answer]:
        return {answer.link: answer for answer in self.given if answer.link}


def read_answers(session: Session, schema: Schema, remembered: Iterable[Answer]) -> Answers:
    """Remembered ones first: what the books say now outranks them."""
    asked = "SELECT d.*, s.file, s.sheet, s.row FROM ledger.link_decisions d JOIN sources s USING (row_id) ORDER BY d.row_id"
    rows = session.query(asked) if session.has_rows("ledger.link_decisions") else []
    answers = Answers()
    latest: dict[object, Answer] = {}
    for answer in remembered:
        latest[answer.link or answer.numbers] = answer
    for row in rows:
        if row["answer"] is None:
            continue
        where = f"{row['file']} / {row['sheet']} / {row['row']}"
        if not row["person"] or row["date"] is None:
            answers.notes.append(_("{where}: not used: it must name the person and the date").format(where=where))
            continue
        texts = {
            name: str(row[name] or "").strip() for name in ("link", "from_no", "to_no", "reason", "unit", "person")
        }
        ledgers = {name: _ledger(schema, str(row[name] or "")) for name in ("from_ledger", "to_ledger")}
        answer = Answer(accepted=row["answer"], day=row["date"].isoformat(), where=where, **texts, **ledgers)
        if not answer.link and not all(answer.numbers[1:]):
            told = _("{where}: not used: it must name the link (关联编号) or both ledgers and both numbers")
            answers.notes.append(told.format(where=where))
            continue
        latest.pop(answer.link or answer.numbers, None)
        latest[answer.link or answer.numbers] = answer
    answers.given = list(latest.values())
    return answers


def _ledger(schema: Schema, text: str) -> str:
    """支付台账, 支付 or payments -> payments; empty where no ledger that can be linked is called so."""
    text = text.strip()
    for name in DOCUMENTS:
        if text and (text in (name, _SHORT.get(name)) or text in schema.ledgers[name].zh):
            return name
    return ""


def apply_by_name(session: Session, edge: Edge, answers: Answers) -> None:
    """Before anything is judged: what was refused is no rival any more, what was confirmed needs no rivals."""
    named = answers.by_name()
    if not named:
        return
    rows = session.query(
        f"""
        SELECT p.source, p.target, p.key, {name_of(edge)} AS link
        FROM link_pairs p JOIN link_names_{edge.source} n ON n.row_id = p.source
        WHERE {name_of(edge)} IN (SELECT unnest($links::VARCHAR[]))
        """,
        {"links": list(named)},
    )
    _settle(session, edge, answers, [(named[row["link"]], row) for row in rows])


def apply_by_number(session: Session, edge: Edge, answers: Answers) -> None:
    """Answers that name documents, where no link of that name was found."""
    found = []
    for answer in answers.given:
        if answer in answers.met or (answer.from_ledger, answer.to_ledger) != (edge.source, edge.target):
            continue
        sources = _rows(session, edge.source, answer.unit, answer.from_no)
        targets = _rows(session, edge.target, answer.unit, answer.to_no)
        keys = session.query(
            f"SELECT DISTINCT key FROM {edge.target_view} WHERE row_id IN (SELECT unnest($rows::BIGINT[]))",
            {"rows": targets},
        )
        if len(sources) == 1 and len(keys) == 1:
            found.append((answer, {"source": sources[0], "target": targets[0], "key": keys[0]["key"]}))
    _settle(session, edge, answers, found)


def _rows(session: Session, ledger: str, unit: str, number: str) -> list[int]:
    own = DOCUMENTS[ledger].own
    rows = session.query(
        f"SELECT row_id FROM seen.{ledger} WHERE ($unit = '' OR unit = $unit)"
        rf" AND upper(regexp_replace({own}, '[^\pL\pN]', '', 'g')) = $number ORDER BY row_id",
        {"unit": unit, "number": strict(number)},
    )
    return [row["row_id"] for row in rows]


def _settle(session: Session, edge: Edge, answers: Answers, found: Sequence[tuple[Answer, dict[str, Any]]]) -> None:
    for answer, row in found:
        answers.met.add(answer)
        said = f"{'确认' if answer.accepted else '否定'}：{answer.person} {answer.day}" + (
            f"，{answer.reason}" if answer.reason else ""
        )
        session.query(
            f"""
            INSERT INTO link_found
            SELECT '{edge.name}', unit, row_id, $target, $key, 'person', $sure, amount, $state, $said, {name_of(edge, key="$key")}
            FROM link_{edge.source} s JOIN link_names_{edge.source} n USING (row_id) WHERE row_id = $source
            """,
            {
                "target": row["target"],
                "key": row["key"],
                "source": row["source"],
                "sure": 1 if answer.accepted else 0,
                "state": "confirmed" if answer.accepted else "refused",
                "said": said,
            },
        )
    if found:
        session.execute_trusted(
            f"""
            DELETE FROM link_pairs p USING link_found f WHERE f.edge = '{edge.name}' AND f.source = p.source
                AND (f.state = 'confirmed' OR (f.state = 'refused' AND f.key = p.key))
            """
        )
        session.execute_trusted(
            f"DELETE FROM link_wants WHERE row_id IN (SELECT source FROM link_found WHERE edge = '{edge.name}' AND state = 'confirmed')"
        )


def apply_to_found(session: Session, edge: Edge, answers: Answers) -> None:
    """What is only found together with others (one payment for three contracts) is answered once it is found."""
    for answer in answers.given:
        if not answer.link:
            continue
        state = "confirmed" if answer.accepted else "refused"
        rows = session.query(
            f"""
            UPDATE link_found SET state = $state, confidence = $sure, reasons = reasons || '；' || $said
            WHERE edge = '{edge.name}' AND link = $link AND state IN ('automatic', 'candidate') RETURNING source
            """,
            {
                "state": state,
                "sure": 1 if answer.accepted else 0,
                "said": f"{'确认' if answer.accepted else '否定'}：{answer.person} {answer.day}",
                "link": answer.link,
            },
        )
        if rows:
            answers.met.add(answer)
    session.execute_trusted(
        f"""
        DELETE FROM link_found WHERE edge = '{edge.name}' AND state = 'candidate' AND method <> 'sum' AND source IN (
            SELECT source FROM link_found WHERE edge = '{edge.name}' AND state = 'confirmed')
        """
    )


def unmet(answers: Answers) -> list[str]:
    """What a person answered in the books and no link or document of them fits."""
    text = _("{where}: this answer meets no link and no two documents of these books")
    return [text.format(where=each.where) for each in answers.given if each.where and each not in answers.met]
