"""Would a check's cases notice if its SQL were slightly wrong?

Every comparison is flipped, every predicate dropped, every constant moved, every extreme taken from the other end, one at
a time. A mutant that no case kills means that a case is missing, or that the change makes no difference; the latter are
listed with their reason in ``tools/mutants.yaml``.

    python -m tools.mutants [ID ...]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from sqlglot import exp

from auditcheck import resources
from auditcheck.checks.cases import Case, cases_of, compare, open_case
from auditcheck.checks.catalogue import Check, SubRule, find, load_catalogue
from auditcheck.checks.law import Law, load_laws
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import run_check
from auditcheck.engine.session import Row, Session
from auditcheck.engine.statement import parse
from auditcheck.errors import ConfigError

# Errors that depend on the books; any other means that the mutant is no SQL.
AT_RUN_TIME = ("Conversion Error", "Out of Range Error", "Invalid Input Error")
EQUIVALENT = Path(__file__).with_name("mutants.yaml")
MOST_LISTED = 0.02
TEXTS = ("sql", "undecided", "population")
FLIPPED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LT: exp.LTE, exp.LTE: exp.LT, exp.GT: exp.GTE, exp.GTE: exp.GT, exp.EQ: exp.NEQ, exp.NEQ: exp.EQ,
    exp.NullSafeEQ: exp.NullSafeNEQ, exp.NullSafeNEQ: exp.NullSafeEQ, exp.Min: exp.Max, exp.Max: exp.Min,
    exp.ArgMin: exp.ArgMax, exp.ArgMax: exp.ArgMin,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of one text, or of a CTE in every text that shares it; ``rules`` are those that it changes.

    ``name`` is stable as long as the text is: check, sub-rule, text (and CTE), kind and number.
    """

    name: str
    change: str
    rules: tuple[SubRule, ...]


@dataclass(frozen=True)
class Verdict:
    check: str
    killed: int
    survivors: tuple[Mutant, ...]

    @property
    def total(self) -> int:
        return self.killed + len(self.survivors)


def mutants(check: Check) -> Iterator[Mutant]:
    """Every mutant of every text of a check; what several texts share is changed once, in all of them."""
    trees = {
        (at, text): parse(sql).tree
        for at, rule in enumerate(check.subrules)
        for text in TEXTS
        if (sql := getattr(rule, text)) is not None
    }
    ctes: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for place, tree in trees.items():
        for cte in tree.ctes:
            ctes.setdefault((cte.alias, cte.sql("duckdb")), []).append(place)
    for (alias, _sql), places in ctes.items():
        own = _cte(trees[places[0]], alias)
        yield from _mutants(check, f"{places[0][1]}.{alias}", own, {place: trees[place] for place in places})
    for (at, text), tree in trees.items():
        yield from _mutants(check, text, tree, {(at, text): tree})


def _mutants(
    check: Check, part: str, changed: exp.Expr, trees: Mapping[tuple[int, str], exp.Query]
) -> Iterator[Mutant]:
    """The changes of a text without its CTEs, or of one CTE of ``trees``."""
    first = check.subrules[next(iter(trees))[0]]
    for number, (kind, change, mutated) in enumerate(_changes(changed)):
        rules: dict[int, SubRule] = {}
        for (at, text), tree in trees.items():
            whole = _replaced(tree, mutated) if isinstance(mutated, exp.CTE) else mutated
            rules[at] = replace(rules.get(at, check.subrules[at]), **{text: whole.sql("duckdb")})  # type: ignore[arg-type]
        yield Mutant(f"{check.id}:{first.key or 'A'}:{part}:{kind}:{number}", change, tuple(rules.values()))


def _cte(tree: exp.Query, alias: str) -> exp.CTE:
    return next(cte for cte in tree.ctes if cte.alias == alias)


def _replaced(tree: exp.Query, cte: exp.CTE) -> exp.Query:
    copy = tree.copy()
    _cte(copy, cte.alias).replace(cte.copy())
    return copy


class Books:
    """A case's books, built once, and what the unchanged check says of them."""

    def __init__(self, check: Check, case: Case, laws: dict[str, Law]) -> None:
        self._check, self._case = check, case
        self._workspace, self._context = open_case(check, case, laws)
        _remember(self._workspace.session, {getattr(rule, text) for rule in check.subrules for text in TEXTS})
        self._unchanged = run_check(check, self._workspace, self._context)
        self.fails = bool(compare(self._unchanged, case.data["expect"]))

    @property
    def name(self) -> str:
        return self._case.name

    def differs(self, rules: tuple[SubRule, ...]) -> bool:
        """Does the case notice? Raises Invalid where a changed text is no SQL."""
        changed = run_check(_with(self._check, rules), self._workspace, self._context)
        if any(part.state == "error" and not str(part.reason).startswith(AT_RUN_TIME) for part in changed.parts):
            raise Invalid
        own = {part.rule.key: part for part in changed.parts}
        parts = [own.get(part.rule.key, part) for part in self._unchanged.parts]
        return bool(compare(CheckResult(self._check, parts, {}, changed.measure), self._case.data["expect"]))

    def close(self) -> None:
        self._workspace.session.close()


class Invalid(Exception):
    """A mutant whose SQL does not run, whatever the books: it says nothing about the cases."""


def judge(check: Check, laws: dict[str, Law], known: frozenset[str] = frozenset()) -> Verdict:
    """Run the cases against every mutant. Names in ``known`` are left out."""
    opened = [Books(check, case, laws) for case in cases_of(check)]
    try:
        if broken := [books.name for books in opened if books.fails]:
            raise SystemExit(f"{check.id}: cases fail before any change: {', '.join(broken)}")
        killed, survivors = 0, []
        for mutant in mutants(check):
            if mutant.name in known:
                continue
            try:
                # The case that killed the last mutant stands first: neighbours often die of the same.
                position = next((at for at, books in enumerate(opened) if books.differs(mutant.rules)), None)
            except Invalid:
                continue
            if position is None:
                survivors.append(mutant)
            else:
                killed += 1
                opened.insert(0, opened.pop(position))
        return Verdict(check.id, killed, tuple(survivors))
    finally:
        for books in opened:
            books.close()


def _remember(session: Session, texts: set[str]) -> None:
    """Only a changed text needs to run again: the answers to ``texts`` are kept."""
    answers: dict[tuple[str, bool], list[Row]] = {}
    run, narrowed = session.select, session.narrowed
    within = False

    def select(sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        if sql not in texts:
            return run(sql, parameters)
        if (sql, within) not in answers:
            answers[sql, within] = run(sql, parameters)
        return [dict(row) for row in answers[sql, within]]

    @contextmanager
    def narrow(view: str, source: str, condition: str) -> Iterator[None]:
        nonlocal within
        with narrowed(view, source, condition):
            within = True
            try:
                yield
            finally:
                within = False

    session.select, session.narrowed = select, narrow  # type: ignore[method-assign]


def equivalent() -> dict[str, str]:
    """Mutants that make no difference, by name, with the reason."""
    return yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or {} if EQUIVALENT.is_file() else {}


def _with(check: Check, rules: tuple[SubRule, ...]) -> Check:
    changed = replace(check)
    changed.__dict__["subrules"] = rules  # in place of the cached property
    return changed


def _changes(tree: exp.Expr) -> Iterator[tuple[str, str, exp.Expr]]:
    """(kind, what was changed, the mutated tree) for each possible change; CTEs below the tree are left alone."""
    for number, node in enumerate(_own(tree)):
        for kind, edit in _edits(node):
            copy = tree.copy()
            target = _own(copy)[number]
            before = target.sql("duckdb")
            edit(target)
            yield kind, before[:90], copy


def _own(tree: exp.Expr) -> list[exp.Expr]:
    block = tree.args.get("with_")
    return list(tree.walk(prune=lambda node: node is block))


def _edits(node: exp.Expr) -> Iterator[tuple[str, Callable[[exp.Expr], object]]]:
    if type(node) in FLIPPED and not _joins_keys(node):
        yield "flip", lambda n: n.replace(FLIPPED[type(n)](**n.args))
    if isinstance(node.parent, exp.And) or (isinstance(node.parent, exp.Where) and not isinstance(node, exp.And)):
        yield "drop", lambda n: n.replace(exp.true())
    if isinstance(node, exp.Literal) and not node.is_string and _decides(node) and node.this.isdigit():
        yield "move", lambda n: n.replace(exp.Literal.number(int(n.this) + 1))
    if isinstance(node, exp.Not):
        yield "negate", lambda n: n.replace(n.this)
    if isinstance(node, exp.And):
        yield "or", lambda n: n.replace(exp.Or(this=exp.Paren(this=n.this), expression=exp.Paren(this=n.expression)))


def _joins_keys(node: exp.Expr) -> bool:
    """``a.row_id = b.row_id`` and the like: turning such a join round floods every case and proves nothing."""
    columns = list(node.find_all(exp.Column))
    return (
        isinstance(node, exp.EQ)
        and len(columns) == 2
        and all(c.name.endswith(("row_id", "_row", "key")) for c in columns)
    )


def _decides(node: exp.Expr) -> bool:
    """Constants in conditions; not positions in a LIMIT, a type or a select list (``EXISTS (SELECT 1 ...)``)."""
    return (
        not isinstance(node.parent, exp.Select)
        and node.find_ancestor(exp.Where, exp.Join, exp.If, exp.Having) is not None
        and not node.find_ancestor(exp.DataType)
    )


def main(names: list[str]) -> int:
    checks = load_catalogue(resources.path("checks"))
    try:
        chosen = [find(checks, name).id for name in names] or list(checks)
    except ConfigError as error:
        print(error)
        return 2
    known = [name for name in equivalent() if name.split(":")[0] in chosen]
    total = killed = 0
    failed = False
    with ProcessPoolExecutor() as pool:  # a check each
        for verdict in pool.map(_judge_by_id, chosen):
            total, killed = total + verdict.total, killed + verdict.killed
            print(f"{verdict.check}: {verdict.killed} of {verdict.total} killed", flush=True)
            for mutant in verdict.survivors:
                failed = True
                print(f"  survives: {mutant.name}  {mutant.change}")
    share = len(known) / (total + len(known)) if total else 0
    print(f"{killed} of {total} mutants killed by cases; {len(known)} more are listed ({share:.1%})")
    return int(failed or share > MOST_LISTED)


def _judge_by_id(check_id: str) -> Verdict:
    folder = resources.path("checks")
    return judge(load_catalogue(folder)[check_id], load_laws(folder / "law"), frozenset(equivalent()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
