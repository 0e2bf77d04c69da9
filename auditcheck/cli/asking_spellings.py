"""Asking on a terminal whether two spellings are one contract or one body; the engagement remembers the answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import say
from auditcheck.engagement import memory
from auditcheck.engagement.config import Config
from auditcheck.evidence.confirmations import Pair
from auditcheck.evidence.workspace import build_workspace
from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.books import Books

_NEAR = """
    SELECT a.unit, min(a.contract_no) AS first, min(b.contract_no) AS second, any_value(a.party_b) AS why
    FROM ledger.contracts a
    JOIN ledger.contracts b ON b.unit = a.unit AND b.contract_no_key > a.contract_no_key
        AND (b.contract_no_strict = a.contract_no_strict OR b.contract_no_loose = a.contract_no_loose)
        AND b.party_b_key = a.party_b_key AND b.amount = a.amount
    GROUP BY a.unit, a.contract_no_key, b.contract_no_key ORDER BY a.unit, first, second
"""
_ANSWERS = {"y": "confirmed", "是": "confirmed", "n": "dismissed", "否": "dismissed"}


def ask_spellings(folder: Path | None, config: Config, books: Books, today: date | None) -> None:
    """Ask about each pair that nobody decided on; without a folder to keep answers in nothing is asked."""
    if folder is None:
        return
    decided = memory.pairs_of(folder)
    known = {pair.subject for pair in decided if pair.state != "open"}
    found: list[Pair] = []
    person = ""
    with closing(build_workspace(books, bodies=config.bodies, identities=decided).session) as session:
        asked = list(_candidates(session.query))
    for subrule, row in asked:
        pair = _pair(subrule, row, "open", "", "", today)
        if pair.subject in known:
            continue
        say(_("{unit}: are {first} and {second} one? ({why})").format(**row))
        state = _answer()
        if state is None:
            break
        if not state:
            continue
        person = person or _line(_("Your name: ")).strip("\0")
        if not person:
            say(_("not kept: an answer needs a name"))
            break
        reason = _line(_("Reason (Enter for none): ")).strip("\0")
        found.append(_pair(subrule, row, state, person, reason, today))
    if found:
        memory.keep(folder, found)
        told = ngettext(
            "{count} answer on spellings kept in {folder}; auditcheck merges lists it",
            "{count} answers on spellings kept in {folder}; auditcheck merges lists them",
            len(found),
        )
        say(told.format(count=len(found), folder=folder))


def _candidates(query: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for row in query(_NEAR):
        yield "B", row
    names = "SELECT unit, name AS first, other AS second, why FROM name_candidates ORDER BY unit, name_key, other_key"
    for row in query(names):
        yield "D", row


def _pair(subrule: str, row: Mapping[str, Any], state: str, person: str, reason: str, today: date | None) -> Pair:
    where = ("load --interactive", "", 0)
    day = today or date.today()
    return Pair(row["first"], row["second"], subrule, state, row["unit"], reason, person, day, where, ())


def _answer() -> str | None:
    """A state; an empty text to leave it open; None to stop."""
    while True:
        text = _line(_("y one, n two, Enter to leave it open, q to stop: ")).lower()
        if text in ("", "q", "\0"):
            return "" if text == "" else None
        if text in _ANSWERS:
            return _ANSWERS[text]


def _line(prompt: str) -> str:
    click.echo(prompt, nl=False, err=True)
    line = sys.stdin.readline()
    return line.strip() if line else "\0"
