"""Running the catalogue over a workspace."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import NoneType
from typing import Any

from auditcheck.checks.analyses import analysis
from auditcheck.checks.analysis import columns_read, tables_read
from auditcheck.checks.catalogue import Check, SubRule
from auditcheck.checks.law import UNIT, Law, UnitRule, citations
from auditcheck.checks.parameters import settle, written
from auditcheck.checks.period import Period
from auditcheck.checks.results import CLASSES, NOT_ENOUGH, CheckResult, Hit, SubResult, Undecided
from auditcheck.engine.session import EngineError
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import Workspace
from auditcheck.i18n import _
from auditcheck.names import dotted_name

SEVERITIES = ("high", "medium", "low", "info")
# practice.md section 3: a blank accuses only where blanks are the exception.
FILL_THAT_MAKES_A_BLANK_AN_EXCEPTION = 0.8
NO_RULE_OF_THE_UNIT = "请在auditcheck.toml的[[rules]]登记作为依据的本单位制度"


@dataclass(frozen=True)
class RunContext:
    """``asof``: 评价截止日; ``params``: check id -> name -> value, as given by the user; ``rules``: the unit's own;
    ``period``: the job's months (default: ``year``); ``unit_params``: what is another way for some bodies."""

    asof: date
    year: int
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    laws: Mapping[str, Law] = field(default_factory=dict)
    rules: Sequence[UnitRule] = ()
    period: Period | None = None
    unit_params: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(
        default_factory=dict
    )  # check -> unit -> name -> value

    @property
    def months(self) -> Period:
        return self.period or Period.of_year(self.year)

    @property
    def bound(self) -> dict[str, Any]:
        """What every SELECT may name: ``$asof``, ``$year``, and the first and last day of the job, ``$from``, ``$to``."""
        return {"asof": self.asof, "year": self.year, "from": self.months.begins, "to": self.months.ends}


def run_check(
    check: Check, workspace: Workspace, context: RunContext, earlier: Mapping[str, CheckResult] | None = None
) -> CheckResult:
    groups = _groups(check, context)
    shown = [{name: written(value) for name, value in group.parameters.items()} for group in groups]
    by_unit = {unit: shown[at] for at, group in enumerate(groups) for unit in group.units}
    stopped: dict[str, str] = {}  # body -> the check before this one that it did not pass
    for needed in check.header.get("after") or []:
        before = (earlier or {}).get(needed)
        if before is None or before.state in ("clean", "not_applicable"):
            continue
        found = {str(hit.row["unit"]): needed for hit in before.hits if hit.row.get("unit")}
        if before.state != "findings" or not _others(check, workspace, found):
            parts = [SubResult(rule, "not_run", reason=_not_passed(needed)) for rule in check.subrules]
            return CheckResult(check, parts, shown[0], blocked_by=needed, by_unit=by_unit)
        stopped |= found
    parts = []
    for rule in check.subrules:
        own = []
        for group, values in zip(groups, shown, strict=True):
            bound = {**group.parameters, **context.bound}
            part = _told(rule, workspace, bound, _without(group.condition, stopped), check, context)
            for hit in part.hits:
                hit.parameters = values
            own.append(part)
        own += [_stopped(rule, workspace, unit, needed) for unit, needed in sorted(stopped.items())]
        parts.append(own[0] if len(own) == 1 else _merged(rule, own))
    result = CheckResult(check, parts, shown[0], by_unit=by_unit)
    if check.is_measure:
        _as_measure(result)
    return result


def _not_passed(needed: str) -> str:
    return f"前置检查{needed}未通过"


def _others(check: Check, workspace: Workspace, units: Iterable[str]) -> bool:
    """Are there rows of other bodies, which the check before this one did not find fault with?"""
    quoted = _quoted(sorted(units))
    ledgers = {rule.driving for rule in check.subrules} & set(workspace.schema.ledgers)
    return bool(quoted) and any(
        workspace.session.query(f"SELECT 1 FROM seen.{name} WHERE unit NOT IN ({quoted}) LIMIT 1") for name in ledgers
    )


def _without(condition: str | None, units: Iterable[str]) -> str | None:
    """``condition`` (SQL) of a group of bodies, less ``units``."""
    quoted = _quoted(sorted(units))
    return " AND ".join(each for each in (condition, quoted and f"unit NOT IN ({quoted})") if each) or None


def _stopped(rule: SubRule, workspace: Workspace, unit: str, needed: str) -> SubResult:
    """Not evaluated: the rows of a body that did not pass the check before."""
    waiting = 0
    if rule.driving in workspace.schema.ledgers:
        sql = f"SELECT count(*) AS n FROM seen.{rule.driving} WHERE unit = $unit"
        waiting = int(workspace.session.query(sql, {"unit": unit})[0]["n"])
    return SubResult(rule, "not_run", reason=_not_passed(needed), population=waiting, not_supplied=waiting)


@dataclass(frozen=True)
class _Group:
    """Bodies for which a check's parameters are the same; ``condition`` (SQL) chooses their rows, None all of them."""

    parameters: Mapping[str, Any]
    condition: str | None = None
    units: tuple[str, ...] = ()


def _groups(check: Check, context: RunContext) -> list[_Group]:
    """First those without values of their own."""
    given = context.params.get(check.id, {})
    common = settle(check.id, check.parameters, given)
    others: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for unit, values in sorted(context.unit_params.get(check.id, {}).items()):
        own = settle(check.id, check.parameters, {**given, **values})
        if own != common:
            others.setdefault(repr(sorted(own.items())), (own, []))[1].append(unit)
    if not others:
        return [_Group(common)]
    if check.is_measure:
        raise ConfigError(_("{check} is one figure of all bodies: its parameters cannot differ").format(check=check.id))
    apart = [unit for _own, units in others.values() for unit in units]
    return [
        _Group(common, f"unit NOT IN ({_quoted(apart)})"),
        *(_Group(own, f"unit IN ({_quoted(units)})", tuple(units)) for own, units in others.values()),
    ]


def _quoted(names: Sequence[str]) -> str:
    return ", ".join("'" + name.replace("'", "''") + "'" for name in names)


def _told(
    rule: SubRule, workspace: Workspace, bound: Mapping[str, Any], units: str | None, check: Check, context: RunContext
) -> SubResult:
    """What a sub-rule says of the bodies of a group; a failure is its state."""
    only_own = bool(rule.basis) and all(entry["law"] == UNIT for entry in rule.basis)
    if only_own and not any(check.id in own.checks for own in context.rules):
        return SubResult(rule, "not_run", reason=NO_RULE_OF_THE_UNIT, waits_for_parameter=True)
    try:
        part = _run_rule(rule, workspace, bound, partial(_lawful, check.id, context), partial(_fit, check), units)
        for hit in part.hits:
            hit.in_period = context.months.holds(hit.row)
        if part.hits:
            columns_read(rule.sql)  # evidence is told by it; a text that it cannot read is an error here, not later
        return part
    except (EngineError, ConfigError) as error:
        return SubResult(rule, "error", reason=str(error))


def _merged(rule: SubRule, parts: Sequence[SubResult]) -> SubResult:
    """One result of a sub-rule that ran for several groups of bodies."""
    states = [part.state for part in parts]
    state = next(each for each in ("error", "findings", "clean", "not_run", "not_applicable") if each in states)
    reasons = dict.fromkeys(part.reason for part in parts if part.reason)
    return SubResult(
        rule,
        state,
        list(dict.fromkeys(name for part in parts for name in part.missing)),
        "；".join(f"部分单位{reason}" if state in ("findings", "clean") else str(reason) for reason in reasons) or None,
        sum(part.population for part in parts),
        sum(part.not_supplied for part in parts),
        [hit for part in parts for hit in part.hits],
        [row for part in parts for row in part.undecided],
        all(part.waits_for_parameter for part in parts),
    )


def _lawful(check_id: str, context: RunContext, hit: Hit) -> bool:
    """A check fires where at least one basis was in force on the day of the transaction."""
    day = hit.row.get("date") or context.asof
    basis = hit.rule.basis
    return not basis or bool(citations(basis, check_id, day, context.laws, context.rules))


def _fit(check: Check, rule: SubRule, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raises ConfigError where a SELECT did not return what a finding is made of (its columns are those of every row)."""
    if not rows:
        return
    needed = [] if check.is_measure else [*check.scope, *check.key, *(["unit"] if rule.absence else [])]
    if not check.is_measure:
        for name in ("message", "message_confirmed"):
            try:
                fields = {field for _t, field, _s, _c in string.Formatter().parse(str(rule.header.get(name, "")))}
            except ValueError as error:
                raise ConfigError(_("{name}: {error}").format(name=name, error=error)) from error
            needed += sorted({field for field in fields if field is not None} - {"lead", "basis"})
    missing = [name for name in dict.fromkeys(needed) if name not in rows[0]]
    if missing:
        raise ConfigError(_("the SELECT does not return {names}").format(names=", ".join(missing)))
    for row in rows:
        if row.get("class") not in (None, *CLASSES) or row.get("severity") not in (None, *SEVERITIES):
            raise ConfigError(
                _("the SELECT returns an unknown class or severity: {values}").format(
                    values=f"{row.get('class')}, {row.get('severity')}"
                )
            )
        if not isinstance(row.get("date"), (date, NoneType)):
            raise ConfigError(_("the SELECT returns a date that is none: {value}").format(value=row["date"]))


def _run_rule(
    rule: SubRule,
    workspace: Workspace,
    bound: Mapping[str, Any],
    lawful: Callable[[Hit], bool],
    fit: Callable[[SubRule, Sequence[Mapping[str, Any]]], None],
    units: str | None,
) -> SubResult:
    """``units``: SQL that chooses the rows of the bodies to judge, in every ledger that the rule reads."""
    with ExitStack() as narrowed:
        if units is not None:
            texts = [text for text in (rule.sql, rule.population, rule.undecided) if text is not None]
            read = {name for text in texts for name in tables_read(text)} | {rule.driving}
            for ledger in sorted(read & set(workspace.schema.ledgers) - {"calendar"}):
                narrowed.enter_context(workspace.session.narrowed(ledger, f"seen.{ledger}", units))
        return _judged(rule, workspace, bound, lawful, fit, units)


def _judged(
    rule: SubRule,
    workspace: Workspace,
    bound: Mapping[str, Any],
    lawful: Callable[[Hit], bool],
    fit: Callable[[SubRule, Sequence[Mapping[str, Any]]], None],
    units: str | None,
) -> SubResult:
    unset = [name for name in rule.needs_params if bound.get(name) is None]
    if unset:
        reason = f"请按本单位制度填写参数{'、'.join(unset)}"
        return SubResult(rule, "not_run", [f"${name}" for name in unset], reason, waits_for_parameter=True)
    empty = [column for column in rule.requires if column.split(".")[0] in workspace.unset_standards]
    if empty:
        tables = dict.fromkeys(column.split(".")[0] for column in empty)
        reason = f"请按本单位（地区）标准填写{'、'.join(map(dotted_name, tables))}"
        return SubResult(rule, "not_run", empty, reason, waits_for_parameter=True)
    if missing := lacks(rule, workspace):
        # Rows of the driving ledger stand there unjudged; not supplied is not evaluated.
        ledger = rule.driving in workspace.schema.ledgers
        waiting = _count(workspace, None, rule.driving, bound).total() if ledger else 0
        return SubResult(rule, "not_run", missing, NOT_ENOUGH, population=waiting, not_supplied=waiting)
    session = workspace.session
    population = _population(rule, workspace, bound, units)
    is_finding = rule.header["kind"] == "finding"  # a measure may be had from other ledgers
    # Rows that cannot be judged are told even where a check does not count them into its population.
    if is_finding and not population.total() and not _undecided(rule, workspace, bound):
        return SubResult(rule, "not_applicable")
    condition = _condition(rule, workspace)
    own = condition if units is None else f"({condition}) AND {units}"
    if condition is None or not session.query(f"SELECT 1 FROM seen.{rule.driving} WHERE NOT ({condition}) LIMIT 1"):
        supplied, rows, undecided = population, session.select(rule.sql, bound), _undecided(rule, workspace, bound)
    else:
        with session.narrowed(rule.driving, f"seen.{rule.driving}", own or ""):
            supplied = _count(workspace, rule.population, rule.driving, bound)
            rows, undecided = session.select(rule.sql, bound), _undecided(rule, workspace, bound)
    if rule.analysis is not None:
        rows = analysis(rule.analysis).run(rows, bound)
    fit(rule, rows)
    hits = [hit for row in rows if lawful(hit := _hit(rule, row))]
    unfounded = len(rows) - len(hits)
    result = SubResult(
        rule,
        "clean",
        reason=f"另有{unfounded}处，发生之日没有可以引用的有效依据，未列入" if unfounded else None,
        population=population.total(),
        not_supplied=(population - supplied).total(),
        hits=hits,
        undecided=undecided,
    )
    if rule.absence:
        _apply_absence(result, workspace, supplied)
    if is_finding and not result.population:
        result.population = len(result.undecided)
    if result.hits:
        result.state = "findings"
    elif result.population == 0:
        result.state = "not_applicable"
    elif result.evaluated <= 0:
        result.state, result.reason = "not_run", NOT_ENOUGH
        result.missing = list(dict.fromkeys(row.missing for row in result.undecided))
    return result


def lacks(rule: SubRule, workspace: Workspace) -> list[str]:
    """What a sub-rule needs that no sheet supplies: ``ledger.column``, or ``a | b`` where either is enough."""
    # That nothing was linked is no sign that a document is missing.
    supplied_by = partial(workspace.is_supplied, by_link=rule.absence is None)
    missing = [column for column in rule.requires if not supplied_by(column)]
    return missing + [" | ".join(group) for group in rule.any_of if not any(map(supplied_by, group))]


def _condition(rule: SubRule, workspace: Workspace) -> str | None:
    """Which rows of the driving ledger come from sheets that supply what the rule needs of it."""
    if rule.driving not in workspace.schema.ledgers:
        return None
    own = [(column,) for column in rule.requires] + [
        group for group in rule.any_of if all(column.startswith(f"{rule.driving}.") for column in group)
    ]
    groups = [[column.split(".")[1] for column in group] for group in own if group[0].startswith(f"{rule.driving}.")]
    return workspace.condition_of_supply(rule.driving, groups)


def _population(rule: SubRule, workspace: Workspace, bound: Mapping[str, Any], units: str | None) -> Counter[str]:
    """As ``_count``; what sub-rules count by the same text over all bodies is counted once."""
    if units is not None:
        return _count(workspace, rule.population, rule.driving, bound)
    asked = (rule.population or rule.driving, repr(sorted(bound.items())))
    if asked not in workspace.counted:
        workspace.counted[asked] = _count(workspace, rule.population, rule.driving, bound)
    return workspace.counted[asked]


def _count(workspace: Workspace, sql: str | None, driving: str, bound: Mapping[str, Any]) -> Counter[str]:
    """The population by body; under no name where the SELECT counts all bodies together (one number)."""
    counts: Counter[str] = Counter()
    for row in workspace.session.select(sql or f"SELECT unit, count(*) AS n FROM {driving} GROUP BY unit", bound):
        number = row.get("n", next(iter(row.values())))
        if not isinstance(number, (int, NoneType)):
            raise ConfigError(_("population is no number: {value}").format(value=number))
        counts[str(row.get("unit", ""))] += number or 0
    return counts


def _undecided(rule: SubRule, workspace: Workspace, bound: Mapping[str, Any]) -> list[Undecided]:
    if rule.undecided is None:
        return []
    rows = workspace.session.select(rule.undecided, bound)
    if rows and not {"missing", "why"} <= set(rows[0]):
        raise ConfigError(_("the SELECT does not return {names}").format(names="missing, why"))
    return [
        Undecided(rule, tuple(i for _role, ids in _evidence(row) for i in ids), str(row["missing"]), str(row["why"]))
        for row in rows
    ]


def _evidence(row: Mapping[str, Any], suffix: str = "_row") -> list[tuple[str, list[int]]]:
    """Columns ``<role>_row`` and ``<role>_rows`` hold row_ids, ``<role>_sheet`` and ``<role>_sheets`` sheet_ids."""
    found = []
    for name, value in row.items():
        if not name.endswith((suffix, f"{suffix}s")) or value is None:
            continue
        ids = [i for i in (value if isinstance(value, list) else [value]) if i is not None]
        if not all(isinstance(i, int) for i in ids):
            raise ConfigError(_("{name} holds no row_id: {value}").format(name=name, value=value))
        if ids:
            found.append((name.removesuffix("s").removesuffix(suffix), sorted(set(ids))))
    return found


def _hit(rule: SubRule, row: dict[str, Any]) -> Hit:
    most = str(rule.header["class"])
    return Hit(
        rule,
        row,
        _evidence(row),
        max(row.get("class") or most, most, key=CLASSES.index),  # a row's own is only ever milder
        row.get("severity") or rule.header["severity"],
        _evidence(row, "_sheet"),
        _evidence(row, "_ref"),
        [(name.removesuffix("_cells"), value) for name, value in row.items() if name.endswith("_cells") and value],
    )


def _apply_absence(result: SubResult, workspace: Workspace, population: Counter[str]) -> None:
    """违规 where a named person or a declaration says so, 疑点 where blanks are the exception, else undecided."""
    absence = result.rule.absence
    assert absence is not None
    share_of, declared = _how_full(result, workspace, population)
    stated = _stated_by_a_person(result.hits, workspace, absence.column)
    kept = []
    for hit, on_paper in zip(result.hits, stated, strict=True):
        unit = str(hit.row["unit"])
        if on_paper or declared:
            kept.append(hit)
        elif share_of(unit) >= FILL_THAT_MAKES_A_BLANK_AN_EXCEPTION:
            hit.class_ = "suspicion" if hit.class_ == "violation" else hit.class_
            kept.append(hit)
        else:
            why = f"该项资料仅有{share_of(unit):.0%}有记录，空缺不足以说明没有"
            missing = absence.column or str(absence.partner)
            result.undecided.append(Undecided(result.rule, _ids(hit), missing, why))
    result.hits = kept


def _how_full(result: SubResult, workspace: Workspace, population: Counter[str]) -> tuple[Callable[[str], float], bool]:
    """(share that is there, by body; declared complete)."""
    absence = result.rule.absence
    assert absence is not None
    if absence.partner:
        missing = Counter(str(hit.row["unit"]) for hit in result.hits)

        def partners(unit: str) -> float:
            """Of the rows of this body that should have a partner, the share that has one."""
            apart = unit in population and len(population) > 1
            should = population[unit] if apart else result.evaluated
            lack = missing[unit] if apart else len(result.hits)
            return max(should - lack, 0) / should if should > 0 else 0.0

        return partners, absence.partner in workspace.complete
    ledger, name = str(absence.column).split(".")
    rows = workspace.session.query(
        'SELECT unit, share FROM fill WHERE ledger = $ledger AND "column" = $name', {"ledger": ledger, "name": name}
    )
    shares = {row["unit"]: float(row["share"]) for row in rows}
    return lambda unit: shares.get(unit, 0.0), bool({ledger, f"{ledger}.{name}"} & workspace.complete)


def _stated_by_a_person(hits: Sequence[Hit], workspace: Workspace, column: str | None) -> list[bool]:
    """For each hit: is there a filled 核查表 among its evidence, or the mark 未见 in the very cell?"""
    sources = workspace.sources({row_id for hit in hits for row_id in _ids(hit)})
    paper = {i for i, source in sources.items() if workspace.schema.ledgers[source["ledger"]].paper}
    if column is not None:
        ledger, name = column.split(".")
        own = [i for i, source in sources.items() if source["ledger"] == ledger]
        paper |= {row["row_id"] for row in workspace.rows(ledger, own) if row.get(f"{name}_mark") == "未见"}
    return [bool(paper.intersection(_ids(hit))) for hit in hits]


def _ids(hit: Hit) -> tuple[int, ...]:
    return tuple(row_id for _role, row_ids in hit.evidence for row_id in row_ids)


def _as_measure(result: CheckResult) -> None:
    """A measure's one row is no finding. A row whose values are all empty says that there is nothing to measure."""
    part = result.parts[0]
    if part.state != "findings":
        return
    hit, part.hits = part.hits[0], []
    values = [v for name, v in hit.row.items() if not name.endswith(("_row", "_rows")) and name != "source"]
    if all(value is None for value in values):
        part.state, part.reason, part.population = "not_run", NOT_ENOUGH, 0
        return
    part.state, part.population = "clean", 1
    result.measure = hit
