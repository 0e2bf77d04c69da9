"""What people do with findings: decide, review, comment, answer. Each is one transaction over the log of the engagement."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement import lives, privacy
from auditcheck.engagement.config import NAME, Config, find_config, read_config
from auditcheck.engagement.store import Store
from auditcheck.engagement.stores import is_kept, open_store
from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.findings.choosing import named
from auditcheck.findings.life import Document, Life, applied, fold
from auditcheck.findings.log import Entry
from auditcheck.findings.shape import shaped
from auditcheck.findings.transitions import ADOPTED, MONEY, OPINIONS, amount_text, chosen, decided, permit
from auditcheck.i18n import _
from auditcheck.report import masks
from auditcheck.report.files import write_json
from auditcheck.scoring import load_rubric, score

Kept = tuple[Document, list[dict[str, Any]]]
Detail = dict[str, Any]


def current(out: Path, today: date | None = None) -> Kept:
    """(findings document, judgements): the last run in ``out`` with all that people said since laid over it.

    ``today``: the day on which waivers are looked at. Raises AuditcheckError where no run is kept.
    """
    if not is_kept(out):
        raise no_run(out)
    with closing(open_store(out)) as store:
        return _current(store, out, today)


def kept(out: Path, today: date | None = None) -> Document | None:
    """The findings document as ``current`` gives it; None where no run is kept."""
    if not is_kept(out):
        return None
    with closing(open_store(out)) as store:
        return _current(store, out, today)[0] if store.runs() else None


def _current(store: Store, out: Path, today: date | None) -> Kept:
    last = store.last_run()
    if last is None:
        raise no_run(out)
    levels = settings(out).review_levels
    return applied(last[0], store.entries(), today=today or date.today(), levels=levels), last[1]


def no_run(out: Path) -> AuditcheckError:
    """What to say where nothing is kept."""
    return AuditcheckError(_("{path}: no run is kept here; `auditcheck run PATH -o {path}` first").format(path=out))


def settings(out: Path) -> Config:
    """The settings that hold for a folder: its own, or those of the engagement in which it lies."""
    path = out / NAME if (out / NAME).is_file() else find_config(out)
    return read_config(path) if path else Config()


def refresh(out: Path, today: date | None = None) -> Document:
    """Write findings.json and score.json of the folder anew, from the last run and the log; the findings document.

    Whoever writes last looks whether the log went on meanwhile: with several at once the files end with the newest.
    """
    while True:
        with closing(open_store(out)) as store:
            document, judgements = _current(store, out, today)
            seen = len(store.entries())
        with privacy.as_set(out):
            write_json(out / "findings.json", masks.document(document))
            if (out / "score.json").exists():
                scored = score(load_rubric(str(document["run"]["rubric"])), document, judgements)
                write_json(out / "score.json", masks.document(scored))
        with closing(open_store(out)) as store:
            if len(store.entries()) == seen:
                return document


@dataclass(frozen=True)
class Person:
    """Who says something, and what this person may do."""

    name: str
    role: str


def person(out: Path, name: str, role: str | None = None, usual: str = "auditor") -> Person:
    """Who ``name`` is: by ``[people]`` of auditcheck.toml; where it names nobody, ``role``, else ``usual``.

    Raises ConfigError for nobody, for a name that is not among the people, and for a role that is another's.
    """
    name = name.strip()
    if not name or name == lives.TOOL:
        raise ConfigError(_("name the person who says so: --person NAME"))
    people = settings(out).people
    if not people:
        return Person(name, role or usual)
    if name not in people:
        known = "、".join(difflib.get_close_matches(name, people, n=3, cutoff=0.3) or people)
        raise ConfigError(
            _("{name} is not among [people] of {file}; there are {known}").format(name=name, file=NAME, known=known)
        )
    if role not in (None, people[name]):
        raise ConfigError(
            _("{name} has the role {role} ([people] of {file})").format(name=name, role=people[name], file=NAME)
        )
    return Person(name, people[name])


Make = Callable[[Document, Life], Detail | None]


def _say(out: Path, targets: Sequence[str], who: Person, action: str, make: Make, today: date | None) -> list[Entry]:
    """Append what ``make`` gives for each finding that is meant, all or nothing, and write the files anew."""
    permit(who.role, action)
    if not is_kept(out):
        raise no_run(out)
    written = []
    with closing(open_store(out)) as store, store.transaction():
        document, _judgements = _current(store, out, today)
        known = fold(store.entries())
        for finding in named(document, targets):
            try:
                detail = make(finding, known.get(finding["fingerprint"]) or Life())
            except AuditcheckError as error:
                raise AuditcheckError(f"{finding['no']}: {error}") from error
            if detail is not None:
                now = lives.clock(today)
                written.append(store.append(who.name, who.role, action, finding["fingerprint"], detail, now))
    refresh(out, today)
    return written


def decide(
    out: Path, targets: Sequence[str], to: str, given: Mapping[str, Any], who: Person, today: date | None = None
) -> list[Entry]:
    """Give findings another state. ``given``: what this state must say (findings/transitions.decided).

    Of an issue that is named, what already has the state stays as it is.
    """
    issues = {target for target in targets if target.startswith("i1:")}

    def make(finding: Document, _life: Life) -> Detail | None:
        if finding["state"] == to and finding["issue"] in issues and finding["no"] not in targets:
            return None
        detail = decided(
            finding["state"],
            to,
            given,
            repair=str(finding.get("repair") or "event"),
            person=who.name,
            day=today or date.today(),
        )
        return {**detail, "evidence_hash": finding["evidence_hash"], "run": run_of(out)}

    return _say(out, targets, who, "decide", make, today)


def run_of(out: Path) -> str:
    """The id of the last run in ``out``."""
    with closing(open_store(out)) as store:
        last = store.last_run()
    return str(last[0]["run"]["id"]) if last else ""


def review(
    out: Path,
    targets: Sequence[str],
    who: Person,
    *,
    level: str | None = None,
    agrees: bool = True,
    opinion: str = "",
    today: date | None = None,
) -> list[Entry]:
    """One level of ``[review] levels`` over what was decided; without ``level`` the next one.

    Nobody reviews what they themselves decided, or another level of the same (``[review] same_person`` lets them).
    """
    config = settings(out)
    levels = config.review_levels
    if not levels:
        raise ConfigError(_("{file}: no levels of review are set; write [review] levels = [...]").format(file=NAME))
    if level is not None:
        chosen(level, "level", levels)
    if not agrees and not opinion.strip():
        raise AuditcheckError(_("who does not agree says why: --opinion"))

    def make(finding: Document, life: Life) -> Detail:
        if finding["state"] in ("open", "pending"):
            raise AuditcheckError(_("nothing is decided yet; there is nothing to review"))
        reached = life.reviewed(levels)
        at = levels.index(reached) + 1 if reached else 0
        if at == len(levels) and level is None:
            raise AuditcheckError(_("all levels of review have been reached"))
        asked = level or levels[at]
        if levels.index(asked) > at:
            raise AuditcheckError(_("{before} comes before {level}").format(before=levels[at], level=asked))
        if not config.same_person:
            if who.name in life.confirmers:
                raise AuditcheckError(_("{name} decided this and cannot review it").format(name=who.name))
            if any(one["person"] == who.name and one["level"] != asked for one in life.reviews):
                raise AuditcheckError(_("{name} has reviewed this on another level").format(name=who.name))
        return {"level": asked, "agrees": agrees, "opinion": opinion}

    return _say(out, targets, who, "review", make, today)


def comment(out: Path, targets: Sequence[str], text: str, who: Person, today: date | None = None) -> list[Entry]:
    """A note on findings."""
    if not text.strip():
        raise AuditcheckError(_("the comment is empty"))
    return _say(out, targets, who, "comment", lambda _f, _l: {"text": text}, today)


def release(out: Path, targets: Sequence[str], reason: str, who: Person, today: date | None = None) -> list[Entry]:
    """Let a lead that is for the auditors alone (visibility internal) go to the unit."""
    if not reason.strip():
        raise AuditcheckError(_("say why it may go to the unit: --reason"))

    def make(finding: Document, _life: Life) -> Detail:
        if finding["visibility"] != "internal":
            raise AuditcheckError(_("it is not internal; there is nothing to release"))
        return {"reason": reason}

    return _say(out, targets, who, "release", make, today)


def assign(
    out: Path,
    targets: Sequence[str],
    who: Person,
    *,
    department: str | None = None,
    responsible: str | None = None,
    today: date | None = None,
) -> list[Entry]:
    """Which department of the unit, and who there, a finding is for."""
    said = {name: value for name, value in (("department", department), ("person", responsible)) if value is not None}
    if not said:
        raise AuditcheckError(_("name the department or the person"))
    return _say(out, targets, who, "assign", lambda _f, _l: dict(said), today)


def money(
    out: Path, targets: Sequence[str], kind: str, amount: object, who: Person, today: date | None = None
) -> list[Entry]:
    """How much of which kind: 管理不规范金额, 违规金额 or 损失浪费金额."""
    detail = {"kind": chosen(kind, "kind", MONEY), "amount": amount_text(amount)}
    return _say(out, targets, who, "money", lambda _f, _l: dict(detail), today)


def answer(
    out: Path,
    targets: Sequence[str],
    opinion: str,
    who: Person,
    *,
    reason: str = "",
    evidence: str = "",
    today: date | None = None,
) -> list[Entry]:
    """What the unit says to findings. It may see only what may go to the unit."""
    chosen(opinion, "opinion", OPINIONS)
    if opinion != "无异议" and not reason.strip():
        raise AuditcheckError(_("who objects says why: --reason"))

    def make(finding: Document, _life: Life) -> Detail:
        if finding["visibility"] == "internal":
            raise AuditcheckError(_("it is internal and was not shown to the unit; `findings release` it first"))
        return {"opinion": opinion, "reason": reason, "evidence": evidence}

    return _say(out, targets, who, "answer", make, today)


def adopt(
    out: Path, targets: Sequence[str], adopted: str, who: Person, *, reason: str = "", today: date | None = None
) -> list[Entry]:
    """What the auditors make of the unit's answer."""
    chosen(adopted, "adopted", ADOPTED)
    if adopted != "采纳" and not reason.strip():
        raise AuditcheckError(_("what is not adopted needs a reason: --reason"))

    def make(_finding: Document, life: Life) -> Detail:
        if life.answer is None:
            raise AuditcheckError(_("the unit has not answered to it"))
        return {"adopted": adopted, "reason": reason}

    return _say(out, targets, who, "adopt", make, today)


def add_finding(out: Path, given: Mapping[str, Any], who: Person, today: date | None = None) -> Document:
    """Take in a finding that no check found (``source``: person or import), with a number of its own.

    ``given``: as in findings.json; what it lacks is filled in. The same finding again changes nothing.
    """
    permit(who.role, "finding")
    with closing(open_store(out)) as store, store.transaction():
        finding = shaped(given, store.number)
        known = fold(store.entries(finding["fingerprint"])).get(finding["fingerprint"])
        if known is None or known.finding is None:
            detail = {"finding": finding}
            store.append(who.name, who.role, "finding", finding["fingerprint"], detail, lives.clock(today))
    refresh(out, today)
    return finding
