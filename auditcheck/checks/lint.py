"""What a check's two files must have before anyone may sign what it finds."""

from __future__ import annotations

import re
import string
from collections.abc import Generator, Iterable, Mapping, Sequence

from auditcheck.checks.analyses import analysis
from auditcheck.checks.analysis import columns_read, columns_returned, relations, tables_read
from auditcheck.checks.cases import Case, cases_of
from auditcheck.checks.catalogue import Check, SubRule, exists
from auditcheck.checks.law import UNIT, Law
from auditcheck.checks.new import PREFIXES
from auditcheck.engine.statement import parse
from auditcheck.errors import ConfigError
from auditcheck.ledgers.schema import load_schema

PROSE = ("why", "false_positives", "remediation")
ALWAYS_BOUND = {"asof", "year", "from", "to"}
FILLED_BY_THE_TOOL = {"lead", "basis"}


def lint(check: Check, laws: Mapping[str, Law]) -> list[str]:
    """Problems of one check, empty when it is fit for the pack."""
    return [f"{check.id}: {problem}" for problem in _problems(check, laws)]


def _problems(check: Check, laws: Mapping[str, Law]) -> Iterable[str]:
    for name in PROSE:
        if not check.header.get(name):
            yield f"says nothing under {name}"
    for entry in check.header.get("basis") or []:
        if entry["law"] != UNIT and entry["law"] not in laws:
            yield f"cites {entry['law']}, which is not among the laws"
        elif entry["law"] != UNIT and entry.get("article") and entry["article"] not in laws[entry["law"]].articles:
            yield f"cites {entry['law']} {entry['article']}, of which the law's file knows nothing"
    yield from _of_names(check)
    used: set[str] = set()
    for rule in check.subrules:
        used |= yield from _of_rule(check, rule)
    for name in set(check.parameters) - used:
        yield f"parameter {name} is declared and never used"
    for parameter in check.parameters.values():
        if not parameter.doc:
            yield f"parameter {parameter.name} has no doc"
    try:
        cases = cases_of(check)
    except ConfigError as error:
        yield str(error)
        return
    wanted = {"hit"} if check.is_measure else {"hit", "clean", "boundary", "undecided"}
    for kind in sorted(wanted - {case.kind for case in cases}):
        yield f"has no {kind} case"
    yield from _of_cases(check, cases)


def _of_names(check: Check) -> Iterable[str]:
    if not re.fullmatch(r"[A-Z]{3}-\d{3}", check.id):
        yield "its id is not three capitals and three figures"
    if check.path.stem != check.name:
        yield f"stands in {check.path.name}, not in {check.name}.sql"
    prefix = PREFIXES.get(check.path.parent.name)
    if prefix is not None and check.group != prefix:
        yield f"stands in {check.path.parent.name}, where ids begin with {prefix}"
    for rule in check.subrules:
        if rule.key and not re.fullmatch(r"[A-Z]", rule.key):
            yield f"sub-rule {rule.key}: a key is one capital"
        if rule.key and "title" not in (check.header["subrules"][rule.key] or {}):
            yield f"sub-rule {rule.key} has no title"


def _of_cases(check: Check, cases: Sequence[Case]) -> Iterable[str]:
    """A case for each sub-rule, and one in which each column that serves an exclusion is filled."""
    told = {str(finding.get("subrule")) for case in cases for finding in case.data["expect"].get("findings") or []}
    for rule in check.subrules:
        # ``proof``: what no inline case can show, since only a file has it, is tested there.
        if rule.key and not check.is_measure and rule.key not in told and not rule.header.get("proof"):
            yield f"no case has a finding of sub-rule {rule.key}"
    filled = {
        f"{ledger}.{name}"
        for case in cases
        for ledger, rows in (case.data["rows"] or {}).items()
        for row in rows or []
        for name, value in row.items()
        if value not in (None, "")
    }
    ledgers = load_schema().ledgers
    for column in sorted({column for rule in check.subrules for column in rule.optional}):
        ledger, _dot, name = column.partition(".")
        known = ledgers[ledger].by_name.get(name) if ledger in ledgers else None
        if known is not None and known.required != "D" and ledger != "calendar" and column not in filled:
            yield f"no case fills {column}, by which rows are left out"


def _of_rule(check: Check, rule: SubRule) -> Generator[str, None, set[str]]:
    """Problems of one rule; returns the parameters that its texts bind."""
    label = f"sub-rule {rule.key}" if rule.key else "rule"
    used: set[str] = set()
    declared = {*rule.requires, *rule.optional, *(column for group in rule.any_of for column in group)}
    for column in sorted(declared):
        ledger, _dot, name = column.partition(".")
        known = exists(column) if ledger in load_schema().ledgers else name in relations().get(ledger, {})
        if not known:
            yield f"{label} names {column}, which does not exist"
    for text in (rule.sql, rule.population, rule.undecided):
        if text is None:
            continue
        try:
            used |= parse(text).parameters
            read = {name for name in columns_read(text) if not name.endswith(".unit")}
        except ConfigError as error:
            yield f"{label}: {error}"
            return used
        for name in sorted(_columns_named(text)):
            if not exists(name):
                yield f"{label} asks for {name}, which does not exist"
        if text is rule.undecided and {"missing", "why"} - columns_returned(text):
            yield f"{label}: undecided returns no missing or why"
        if text is rule.sql:
            # What serves the sentence alone need not be declared; what decides must be.
            for ledger in sorted({name.split(".")[0] for name in read} - {name.split(".")[0] for name in declared}):
                yield f"{label} reads {ledger}, of which the header says nothing"
            yield from _outer_joins(label, text)
    returned = set(columns_returned(rule.sql))
    if rule.analysis is not None:
        done = analysis(rule.analysis)
        for name in sorted(set(done.needs) - returned):
            yield f"{label} does not return {name}, which analysis {done.name} needs"
        returned |= set(done.returns)
        used |= set(done.params)
    for name in used - set(check.parameters) - ALWAYS_BOUND:
        yield f"{label} binds ${name}, which is not declared"
    if check.is_measure:
        return used
    for name in (*check.scope, *check.key):
        if name not in returned:
            yield f"{label} does not return {name}"
    for template in ("message", "message_confirmed"):
        fields = {field for _, field, _, _ in string.Formatter().parse(str(rule.header.get(template, ""))) if field}
        for name in sorted(fields - returned - FILLED_BY_THE_TOOL):
            yield f"{label}: {template} names {name}, which is not returned"
    if not any(name.endswith(("_row", "_rows", "_sheet", "_sheets", "_cells")) for name in returned):
        yield f"{label} returns no evidence"
    message = str(rule.header["message"])
    if not message.startswith("{lead}") or not message.endswith("需进一步核实。") or "不符合" in message:
        yield f"{label}: a signal begins with {{lead}}, ends 需进一步核实。 and never says 不符合"
    return used


def _columns_named(text: str) -> set[str]:
    """Texts such as ``contracts.sign_date``: what an undecided row says it lacks."""
    from sqlglot import exp

    ledgers = load_schema().ledgers
    written = (literal.this for literal in parse(text).tree.find_all(exp.Literal) if literal.is_string)
    parts = (
        part
        for value in written
        if re.fullmatch(r"[a-z_]+\.[a-z_]+(;[a-z_]+\.[a-z_]+)*", value)
        for part in value.split(";")
    )
    return {part for part in parts if part.split(".")[0] in ledgers}


def _outer_joins(label: str, text: str) -> Iterable[str]:
    """NOT EXISTS says what is meant and means the same on every engine."""
    from sqlglot import exp

    for select in parse(text).tree.find_all(exp.Select):
        left = {join.this.alias_or_name for join in select.args.get("joins") or [] if join.side == "LEFT"}
        where = select.args.get("where")
        if not left or where is None:
            continue
        for test in where.find_all(exp.Is):
            column = test.this
            if (
                isinstance(column, exp.Column)
                and column.table in left
                and isinstance(test.expression, exp.Null)
                and not isinstance(test.parent, exp.Not)
                and column.name == "row_id"
            ):
                yield f"{label}: LEFT JOIN … {column.sql()} IS NULL; say NOT EXISTS"


def tables_of(check: Check) -> frozenset[str]:
    """Relations that any text of a check names."""
    texts = (text for rule in check.subrules for text in (rule.sql, rule.population, rule.undecided) if text)
    return frozenset(name for text in texts for name in tables_read(text))
