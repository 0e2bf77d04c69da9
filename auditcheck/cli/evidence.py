"""``evidence``: documents that people handed over, and packages to hand over."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import Group, common, say, tell_unmasked, unmasked_option
from auditcheck.i18n import _, ngettext

_OUT = click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=_("Folder of the engagement (default: here)."),
)
_SHOWN = 20


@click.group(
    "evidence", cls=Group, help=_("Scans and files: a list with hashes, proof that nothing changed, packages.")
)
def evidence() -> None:
    pass


@evidence.command("add", help=_("Enter every file of a folder into the list of documents; the files stay as they are."))
@click.argument("folder", type=click.Path(path_type=Path))
@_OUT
@click.option("--received", type=click.DateTime(["%Y-%m-%d"]), help=_("The day on which the files were received."))
@click.option("--provider", metavar="NAME", help=_("Who handed them over."))
@click.option(
    "--books",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help=_("Books whose numbers are looked for (default: those of the engagement); repeatable."),
)
@click.option("--year", type=click.IntRange(1990, 2100), help=_("Fiscal year, for numbers that do not name one."))
@common
def add(
    folder: Path,
    out: Path,
    received: datetime | None,
    provider: str | None,
    books: tuple[Path, ...],
    year: int | None,
    **settings: Any,
) -> None:
    from auditcheck.cli.progress import progress_bar
    from auditcheck.engagement import documents
    from auditcheck.engagement.service import Request

    request = Request(books, out, year=year, today=settings["today"])
    with progress_bar(not settings["quiet"]) as progress:
        entered = documents.add(request, folder, received.date() if received else None, provider, progress)
    current = [each for each in entered.manifest["documents"] if not each["superseded_by"]]
    done = entered.done
    click.echo(
        _("{new} documents entered, {known} known, {changed} changed since; {total} in the list").format(
            new=done.new, known=done.known, changed=len(done.changed), total=len(current)
        )
    )
    linked = sum(1 for each in current if each["numbers"])
    click.echo(
        _("{linked} of {total} belong to a voucher, contract or invoice").format(linked=linked, total=len(current))
    )
    click.echo(_("fingerprint of the list: {digest}").format(digest=entered.manifest["digest"]))
    if not entered.known:
        say(_("no books: numbers were taken from names alone; give --books, or add again after a run"))
    for problem, count in sorted(Counter(each["problem"] for each in current if each["problem"]).items()):
        _names(_told(problem, count), [each["name"] for each in current if each["problem"] == problem])
    _names(_("other bytes than when they were entered; both entries are kept:"), done.changed)
    _names(_("not entered:"), [f"{each['name']}：{each['reason']}" for each in done.left_out])
    say(_("written: {files}").format(files=", ".join(path.name for path in entered.paths)))


def _told(problem: str, count: int) -> str:
    words = {
        "empty": ngettext("{count} file is empty", "{count} files are empty", count),
        "encrypted": ngettext("{count} file needs a password", "{count} files need a password", count),
        "broken": ngettext("{count} file is damaged", "{count} files are damaged", count),
        "too_large": ngettext(
            "{count} file is too large to look into", "{count} files are too large to look into", count
        ),
        "no_reader": ngettext(
            "{count} file was not looked into; pip install 'auditcheck[documents]'",
            "{count} files were not looked into; pip install 'auditcheck[documents]'",
            count,
        ),
    }
    return _("{what}: only hash and size are kept").format(what=words[problem].format(count=count))


def _names(title: str, names: list[str]) -> None:
    if not names:
        return
    say(title)
    for name in names[:_SHOWN]:
        say(f"  {name}")
    if len(names) > _SHOWN:
        say(_("  … and {count} more, all in evidence.json").format(count=len(names) - _SHOWN))


@evidence.command("verify", help=_("Hash every document anew: exit code 1 where one changed, is missing or is new."))
@_OUT
@common
@click.pass_context
def verify(context: click.Context, /, out: Path, **settings: Any) -> None:
    from auditcheck.cli.progress import progress_bar
    from auditcheck.engagement import documents

    with progress_bar(not settings["quiet"]) as progress:
        manifest, verdict = documents.verify(out, progress)
    click.echo(_("{count} documents are as they were").format(count=verdict.same))
    for title, names in (
        (_("changed:"), verdict.changed),
        (_("missing:"), verdict.missing),
        (_("not in the list:"), verdict.unlisted),
    ):
        if names:
            click.echo(title)
            for name in names:
                click.echo(f"  {name}")
    click.echo(_("fingerprint of the list: {digest}").format(digest=manifest["digest"]))
    if not verdict.holds:
        context.exit(1)


@evidence.command(
    "pack",
    help=_(
        "Put findings of the last run into a package: rows with the address of each cell, documents, legal basis, hashes."
        " WHAT: a number (合同-002), a fingerprint, a check (CON-002) or all."
    ),
)
@click.argument("what", nargs=-1, required=True)
@click.option(
    "-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help=_("The package (zip) to write.")
)
@click.option(
    "--engagement",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=_("Folder of the engagement (default: here)."),
)
@click.option("--internal", is_flag=True, help=_("Internal leads too, which are not for the unit."))
@unmasked_option
@common
@click.pass_context
def pack(
    context: click.Context, /, what: tuple[str, ...], out: Path, engagement: Path, internal: bool, **settings: Any
) -> None:
    from auditcheck.engagement import privacy
    from auditcheck.engagement.pack import pack as packed

    with privacy.as_set(engagement, settings["unmasked"]) as masked:
        done = packed(engagement, what, out, internal=internal, today=settings["today"])
    if not masked:
        tell_unmasked()
    click.echo(
        _("{findings} findings and {documents} documents packed").format(
            findings=done.findings, documents=done.documents
        )
    )
    click.echo(f"sha256 {done.sha256}")
    _names(_("not put in:"), done.left_out)
    say(_("written: {files}").format(files=out))
    if done.left_out:
        context.exit(1)
