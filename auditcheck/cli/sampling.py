"""``auditcheck sample``: how many, which, and what they say."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import Group, common, printed, say
from auditcheck.cli.sample_list import list_
from auditcheck.errors import ConfigError
from auditcheck.i18n import _

_FEN = Fraction(100)
_KIND = click.option(
    "--kind",
    type=click.Choice(["attribute", "mus"]),
    required=True,
    help=_("attribute: does a control work; mus: are the amounts right (monetary units)."),
)
_DISTRIBUTION = click.option(
    "--distribution",
    type=click.Choice(["binomial", "poisson", "hypergeometric"]),
    help=_("Default: binomial for attribute, poisson for mus."),
)
_CONFIDENCE = click.option("--confidence", default="0.95", show_default=True, help=_("Confidence, 0.95 or 95%."))
_POPULATION = click.option("--population", metavar="N|AMOUNT", help=_("Items, or yuan for mus."))
_BODIES = click.option("--bodies", type=click.IntRange(1), help=_("Two stages: draw so many bodies first."))
_HOMOGENEITY = click.option(
    "--homogeneity", default="0.05", show_default=True, help=_("How alike the vouchers of one body are, 0 to 1.")
)
_OF = click.option(
    "--of",
    "denominators",
    multiple=True,
    metavar="NAME=AMOUNT|34.00%",
    help=_("Also state coverage of this amount, or compare with the share that a report states of it."),
)


@click.group("sample", cls=Group, help=_("Sampling vouchers: how many, which, and what they say about the rest."))
def sample() -> None:
    pass


sample.add_command(list_)


@sample.command("plan", help=_("How many items to examine."))
@_KIND
@_DISTRIBUTION
@_CONFIDENCE
@click.option("--tolerable", required=True, metavar="5%|AMOUNT", help=_("What could be tolerated in the population."))
@click.option("--expected", metavar="2.5%|AMOUNT", help=_("What is expected there."))
@click.option("--expected-errors", type=click.IntRange(0), help=_("Errors expected in the sample, instead."))
@_POPULATION
@click.option(
    "--convention",
    type=click.Choice(["exact", "aicpa", "cn"]),
    default="exact",
    show_default=True,
    help=_("The distribution itself, the AICPA guide's factors, or those of Chinese practice."),
)
@click.option(
    "--books",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help=_("Vouchers of these books are the population (repeatable)."),
)
@click.option(
    "--only", multiple=True, metavar="account=5001", help=_("Only items like this (repeatable): the population.")
)
@click.option("--strata", metavar="month,account,...", help=_("With --books: share the sample among these strata."))
@click.option(
    "--allocation",
    type=click.Choice(["proportional", "amount", "neyman", "equal"]),
    default="proportional",
    show_default=True,
    help=_("How strata share the items."),
)
@click.option("--minimum", type=click.IntRange(0), default=0, help=_("Items from each stratum at least."))
@_BODIES
@_HOMOGENEITY
@printed()
@common
def plan_(kind: str, convention: str, expected: str | None, expected_errors: int | None, **settings: Any) -> None:
    from auditcheck.sampling.plan import Design, plan
    from auditcheck.sampling.quantities import confidence_of

    if expected is not None and expected_errors is not None:
        raise ConfigError(_("--expected and --expected-errors say the same thing: give one"))
    population = _population(settings["population"])
    groups: dict[str, list[int]] = {}
    if settings["books"]:
        population, groups = _population_of_books(kind, settings)
    design = Design(
        kind,
        confidence_of(settings["confidence"]),
        _rate(settings["tolerable"], "--tolerable", population),
        Fraction(0) if expected is None else _rate(expected, "--expected", population),
        expected_errors,
        settings["distribution"] or ("binomial" if kind == "attribute" or convention != "exact" else "poisson"),
        convention,
        population,
    )
    document = plan(design).document()
    _staged(document, groups, settings)
    if settings["format_"] == "json":
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(_("{n} items, {allowed} errors allowed").format(n=document["n"], allowed=document["allowed"]))
    for line in document["derivation"]:
        click.echo(f"  {line}")


def _population_of_books(kind: str, settings: dict[str, Any]) -> tuple[Fraction, dict[str, list[int]]]:
    """(items or yuan, stratum -> amounts in fen) of the vouchers of ``--books``."""
    from auditcheck.cli.sheets import opened
    from auditcheck.engagement.population import frame

    strata = [name.strip() for name in (settings["strata"] or "").split(",") if name.strip()]
    with opened(settings["books"], settings) as (workspace, _config, _year):
        found = frame(workspace, "vouchers", "debit", "voucher", strata, settings["only"]).population
    groups: dict[str, list[int]] = {}
    for name, amount in zip(found.strata, found.amounts, strict=False):
        groups.setdefault(name, []).append(amount or 0)
    total = sum(amount or 0 for amount in found.amounts)
    return Fraction(len(found.amounts)) if kind == "attribute" else total / _FEN, dict(sorted(groups.items()))


def _staged(document: dict[str, Any], groups: dict[str, list[int]], settings: dict[str, Any]) -> None:
    from auditcheck.sampling.quantities import rate_or_amount
    from auditcheck.sampling.stages import stratified, two_stages

    if settings["bodies"]:
        rate = rate_or_amount(settings["homogeneity"], "--homogeneity")[0]
        document["stages"], lines = two_stages(document["n"], settings["bodies"], rate)
        document["derivation"] += lines
    if settings["strata"] and not settings["books"]:
        raise ConfigError(_("--strata needs --books: the strata are those of its vouchers"))
    if groups:
        document["strata"] = stratified(document["n"], groups, settings["allocation"], settings["minimum"])
        document["derivation"] += [
            f"{name}：总体{part['rows']:,}笔、{part['amount']}元，抽{part['n']}笔。"
            for name, part in document["strata"].items()
        ]


@sample.command("select", help=_("Which items to examine, repeatable from the seed."))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--ledger", default="vouchers", show_default=True, help=_("The ledger to draw from."))
@click.option("--amount", default="debit", show_default=True, help=_("Its column of amounts."))
@click.option(
    "--method",
    type=click.Choice(["interval", "cell", "random", "pps", "stratified", "two-stage", "top"]),
    help=_(
        "How to draw: in proportion to money (interval, cell, pps), at random, by strata, bodies first and then their "
        "vouchers (two-stage), or the largest."
    ),
)
@_BODIES
@_HOMOGENEITY
@click.option(
    "--by", type=click.Choice(["row", "voucher"]), help=_("What one item is (default: row; voucher with -o).")
)
@click.option("--n", type=click.IntRange(1), help=_("How many to draw."))
@click.option("--seed", type=click.IntRange(0), help=_("Seed of the random numbers (default: one is drawn and told)."))
@click.option("--start", metavar="YUAN", help=_("First point of the interval method (default: drawn)."))
@click.option(
    "--negatives",
    type=click.Choice(["exclude", "absolute"]),
    default="exclude",
    show_default=True,
    help=_("Amounts below zero: left out of methods by money (and reported), or taken by their size."),
)
@click.option(
    "--strata",
    metavar="month,account,...",
    help=_("What makes the strata: month, account, econ_class, project, unit, or columns."),
)
@click.option(
    "--allocation",
    type=click.Choice(["proportional", "amount", "neyman", "equal"]),
    default="proportional",
    show_default=True,
    help=_("How strata share the items."),
)
@click.option("--minimum", type=click.IntRange(0), default=0, help=_("Items from each stratum at least."))
@click.option(
    "--only", multiple=True, metavar="account=5001", help=_("Only items like this (repeatable): the population.")
)
@click.option("--certain", metavar="AMOUNT", help=_("Examine in full what reaches this amount."))
@click.option(
    "--risk",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Folder of results: examine what its findings lead to."),
)
@click.option("--checks", metavar="ID,ID", help=_("Only findings of these checks count for --risk."))
@click.option("--unclear", metavar="ID,ID", help=_("Examine what these checks cannot decide without the paper."))
@click.option("--pick", multiple=True, metavar="NUMBER=REASON", help=_("A voucher chosen by judgement (repeatable)."))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=_("Write the check sheet, FILE.xlsx.")
)
@click.option(
    "--index", default="C-1", show_default=True, metavar="TEXT", help=_("Working paper index before each number.")
)
@_OF
@click.option("--unit", help=_("The body to which rows without one belong."))
@click.option("--year", type=click.IntRange(1990, 2100), help=_("Fiscal year, for numbers that do not name one."))
@printed()
@common
def select_(paths: tuple[Path, ...], format_: str, output: Path | None, **settings: Any) -> None:
    from auditcheck.cli.sheets import opened
    from auditcheck.engagement import directed, samples, sampling, sheets
    from auditcheck.sampling.quantities import rate_or_amount

    settings["by"] = settings["by"] or ("voucher" if output else "row")
    drawn, certain = _drawn(settings), _fen(settings["certain"], "--certain")
    if drawn is None and certain is None and not any(settings[name] for name in ("risk", "unclear", "pick")):
        raise ConfigError(_("say what to examine: --method and --n, --certain, --risk, --unclear or --pick"))
    if output and (settings["by"] != "voucher" or settings["ledger"] != "vouchers"):
        raise ConfigError(_("the check sheet is for vouchers: --ledger vouchers --by voucher"))
    staged = settings["method"] == "two-stage"
    if staged != bool(settings["bodies"]):
        raise ConfigError(_("--method two-stage and --bodies go together"))
    strata = [name.strip() for name in (settings["strata"] or "unit" * staged).split(",") if name.strip()]
    homogeneity = rate_or_amount(settings["homogeneity"], "--homogeneity")[0]
    with opened(paths, settings) as (workspace, config, year):
        frame = sampling.frame(
            workspace, settings["ledger"], settings["amount"], settings["by"], strata, settings["only"]
        )
        risk: dict[int, str] = {}
        nowhere: list[str] = []
        if settings["risk"]:
            checks = [name.strip() for name in (settings["checks"] or "").split(",") if name.strip()]
            risk, nowhere = directed.risk(workspace, frame, settings["risk"], checks)
        if settings["unclear"]:
            names = [name.strip() for name in settings["unclear"].split(",") if name.strip()]
            more, without = directed.unclear(workspace, frame, config, names, year)
            risk = {i: "；".join(filter(None, (risk.get(i), more.get(i)))) for i in sorted({*risk, *more})}
            nowhere += without
        picks = directed.picks(workspace, frame, settings["pick"], year)
        document = sampling.sample(workspace, frame, drawn, certain, risk, picks, homogeneity)
        document["risk_without_item"] = nowhere
        document["coverage"] |= sampling.against(document, _against(settings))
        if output:
            sheets.write_vouchers(output, workspace, config, document, settings["index"])
            say(_("written to {folder}: {names}").format(folder=output.parent, names=output.name))
            samples.keep(config.path.parent if config.path else None, output.name, document, settings["today"])
    if format_ == "json":
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _show(document)


def _drawn(settings: dict[str, Any]) -> Any:
    """The settings of the draw, with a seed; None where nothing is drawn."""
    from auditcheck.engagement.sampling import seeded
    from auditcheck.sampling.select import Settings

    if (settings["method"] is None) != (settings["n"] is None):
        raise ConfigError(_("--method and --n go together"))
    if settings["method"] is None:
        return None
    return seeded(
        Settings(
            settings["method"],
            settings["n"],
            settings["seed"],
            _fen(settings["start"], "--start"),
            settings["negatives"],
            settings["allocation"],
            settings["minimum"],
            settings["bodies"] or 0,
        )
    )


def _fen(text: str | None, name: str) -> int | None:
    from auditcheck.sampling.quantities import rate_or_amount

    if text is None:
        return None
    return int(rate_or_amount(text + "元" if text[-1:].isdigit() else text, name)[0] * 100)


@sample.command("evaluate", help=_("What the errors found say about the population."))
@click.option(
    "--kind",
    type=click.Choice(["attribute", "mus"]),
    help=_("attribute: does a control work; mus: are the amounts right."),
)
@_DISTRIBUTION
@_CONFIDENCE
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("A filled check sheet of `sample select -o` (repeatable); in place of --kind and --n."),
)
@_OF
@click.option("--n", type=click.IntRange(1), help=_("Items examined."))
@click.option("--errors", type=click.IntRange(0), help=_("How many of them were wrong (attribute)."))
@click.option("--taints", metavar="1,0.2,0.04", help=_("Shares by which wrong items were wrong (mus)."))
@click.option("--bound", type=click.Choice(["stringer"]), default="stringer", show_default=True, help=_("Upper bound."))
@_POPULATION
@click.option("--tolerable", metavar="5%|AMOUNT", help=_("What could be tolerated; gives a conclusion."))
@click.option("--tolerable-amount", metavar="AMOUNT", help=_("Misstatement that could be tolerated (with --sheet)."))
@printed()
@common
def evaluate_(
    kind: str | None, n: int | None, errors: int | None, taints: str | None, sheets: tuple[Path, ...], **settings: Any
) -> None:
    from auditcheck.sampling.evaluate import Result, evaluate
    from auditcheck.sampling.quantities import confidence_of

    if sheets:
        _evaluate_sheets(sheets, settings)
        return
    if kind is None or n is None:
        raise ConfigError(_("say what was examined: --sheet FILE.xlsx, or --kind and --n"))
    if kind == "mus" and taints is None and errors == 0:
        taints = ""
    if (errors is None) == (taints is None) and not (kind == "mus" and errors == 0):
        raise ConfigError(_("say what was found: --errors N, or --taints 1,0.2"))
    try:
        shares = tuple(Fraction(part.strip()) for part in (taints or "").split(",") if part.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise ConfigError(_("{text}: expected {form}").format(text=taints, form="1,0.2,0.04")) from error
    population = _population(settings["population"])
    tolerable = settings["tolerable"]
    result = Result(
        kind,
        settings["distribution"] or ("binomial" if kind == "attribute" else "poisson"),
        confidence_of(settings["confidence"]),
        n,
        errors if taints is None else None,
        shares,
        population,
        None if tolerable is None else _rate(tolerable, "--tolerable", population),
    )
    document = evaluate(result).document()
    if settings["format_"] == "json":
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(_("most likely {point}, at most {upper}").format(point=document["point"], upper=document["upper"]))
    for line in [*document["derivation"], *([document["conclusion"]] if document["conclusion"] else [])]:
        click.echo(f"  {line}")


def _evaluate_sheets(sheets: tuple[Path, ...], settings: dict[str, Any]) -> None:
    from auditcheck.engagement import sample_results, service
    from auditcheck.engagement.service import Request
    from auditcheck.sampling.quantities import confidence_of, rate_or_amount

    tolerable = None if settings["tolerable"] is None else rate_or_amount(settings["tolerable"], "--tolerable")
    if tolerable is not None and not tolerable[1]:
        raise ConfigError(_("--tolerable is a rate here; --tolerable-amount takes the amount"))
    amount = _fen(settings["tolerable_amount"], "--tolerable-amount")
    document = sample_results.evaluate_sheets(
        sheets,
        service.configure(Request(sheets)),
        confidence_of(settings["confidence"]),
        None if tolerable is None else tolerable[0],
        None if amount is None else amount / _FEN,
        _against(settings),
        settings["distribution"],
    )
    if settings["format_"] == "json":
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for note in document["notes"]:
        say(note)
    for point in document["points"]:
        upper = "-" if point["upper"] is None else point["upper"]
        click.echo(
            _("{name}: {errors} of {n} wrong, at most {upper}").format(
                name=point["name"], errors=point["errors"] or 0, n=point["n"], upper=upper
            )
        )
    for estimate in (document["misstatement"] or {}).get("estimates", []):
        click.echo(
            _("{method}: most likely {point} yuan, at most {upper} yuan").format(
                method=estimate["method"], point=estimate["point"], upper=estimate["upper"]
            )
        )
    click.echo(document["paragraph"])


def _against(settings: dict[str, Any]) -> list[Any]:
    from auditcheck.cli.request import pair
    from auditcheck.engagement.coverage import Against
    from auditcheck.sampling.quantities import rate_or_amount

    named = [pair(text, "NAME=AMOUNT") for text in settings["denominators"]]
    return [Against(name, *rate_or_amount(text, "--of")) for name, text in named]


def _population(text: str | None) -> Any:
    from auditcheck.sampling.quantities import rate_or_amount

    return None if text is None else rate_or_amount(text, "--population")[0]


def _rate(text: str, name: str, population: Any) -> Any:
    """A rate as it is; an amount as its share of the population."""
    from auditcheck.sampling.quantities import rate_or_amount

    value, is_rate = rate_or_amount(text, name)
    if is_rate:
        return value
    if not population:
        raise ConfigError(_("{name}: an amount needs --population, the amount of the whole").format(name=name))
    return value / population


def _show(document: dict[str, Any]) -> None:
    population, coverage = document["population"], document["coverage"]
    click.echo(
        _("{n} of {rows} items, {amount} of the amount; seed {seed}").format(
            n=len(document["items"]), rows=population["rows"], amount=coverage["amount"], seed=document["seed"]
        )
    )
    for item in document["items"]:
        values = item["values"]
        name = values.get("voucher_no") or values.get("summary") or values.get("project_name") or ""
        click.echo(
            f"  {item['file']} / {item['sheet']} / {item['row']}  {name}  {item['amount']}  {'；'.join(item['reasons'])}"
        )
    click.echo(coverage["sentence"])


@sample.command(
    "analyse", help=_("What steers a sample: digits, bands, round sums, equal payments, missing numbers, ages.")
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--ledger", default="vouchers", show_default=True, help=_("The ledger to analyse."))
@click.option("--amount", default="debit", show_default=True, help=_("Its column of amounts."))
@click.option(
    "--by", type=click.Choice(["row", "voucher"]), help=_("What one item is (default: voucher for vouchers).")
)
@click.option(
    "--only", multiple=True, metavar="account=5001", help=_("Only items like this (repeatable): the population.")
)
@click.option(
    "--asof", type=click.DateTime(["%Y-%m-%d"]), help=_("Cut-off day for ages (default: that of the engagement).")
)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Folder for analysis.xlsx and analysis.html."),
)
@click.option("--unit", help=_("The body to which rows without one belong."))
@click.option("--year", type=click.IntRange(1990, 2100), help=_("Fiscal year, for numbers that do not name one."))
@printed()
@common
def analyse_(paths: tuple[Path, ...], format_: str, out: Path | None, **settings: Any) -> None:
    from auditcheck.cli.sheets import opened
    from auditcheck.engagement.analytics import analyse
    from auditcheck.engagement.population import frame
    from auditcheck.report.sample_analysis import write_analysis

    by = settings["by"] or ("voucher" if settings["ledger"] == "vouchers" else "row")
    with opened(paths, settings) as (workspace, config, _year):
        asof = settings["asof"].date() if settings["asof"] else config.asof
        found = frame(workspace, settings["ledger"], settings["amount"], by, (), settings["only"])
        document = analyse(workspace, found, asof)
    if out:
        names = write_analysis(out, document)
        say(_("written to {folder}: {names}").format(folder=out, names=", ".join(names)))
    if format_ == "json":
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for test in document["digits"]:
        told = [f"n={test['entries']}", f"MAD {test['mad']}", test["band"], test["note"]]
        click.echo(f"{test['name']}  " + "  ".join(text for text in told if text))
    for band in document["bands"]:
        click.echo(f"{band['name']}  {band['rows']}  {band['amount']}  {band['share_amount']}")
    counts = (len(document["duplicates"]), sum(gap["missing"] for gap in document["gaps"]))
    click.echo(
        _("{duplicates} amounts paid more than once, {gaps} voucher numbers missing").format(
            duplicates=counts[0], gaps=counts[1]
        )
    )
