"""``law``: official texts, to be quoted from word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import Group, common, say
from auditcheck.i18n import _, ngettext


@click.group("law", cls=Group, help=_("Laws: what is cited, and official texts to quote from."))
def law() -> None:
    pass


_OUT = click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=_("Folder of the engagement (default: here)."),
)


@law.command(
    "import",
    help=_("Cut the official text of a law (docx, txt, html) into articles and keep it; papers then quote it."),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--law", "law_", metavar="ID", help=_("Which law it is, where its title does not say so."))
@click.option("--version", "version", metavar="NO", help=_("Which version it is, by its document number."))
@_OUT
@common
def law_import(file: Path, law_: str | None, version: str | None, out: Path, **_settings: Any) -> None:
    from auditcheck import resources
    from auditcheck.checks.law import load_laws
    from auditcheck.checks.law_text import import_text
    from auditcheck.engagement.config import law_folder

    laws = load_laws(resources.path("checks") / "law")
    which, of, found, target = import_text(file, laws, law_folder(out), law_, version)
    count = len(found.articles)
    click.echo(
        ngettext("{law} ({version}): {count} article", "{law} ({version}): {count} articles", count).format(
            law=which.name, version=of.doc_no, count=count
        )
    )
    if found.gaps:
        say(_("not found in the file: {names}").format(names="、".join(found.gaps[:20])))
    say(_("kept in {file}; findings now quote it").format(file=target))


@law.command("list", help=_("Every law that checks cite, its versions, and whether its text was imported."))
@_OUT
@common
def law_list(out: Path, **_settings: Any) -> None:
    from auditcheck import resources
    from auditcheck.checks.law import load_laws
    from auditcheck.checks.law_text import with_texts
    from auditcheck.engagement.config import law_folder

    laws = with_texts(load_laws(resources.path("checks") / "law"), law_folder(out))
    for one in laws.values():
        for version in one.versions:
            text = one.texts.get(version.doc_no)
            begins = version.begins.isoformat() if version.begins else "?"
            ends = version.ends.isoformat() if version.ends else ""
            kept = _("text: {file}").format(file=text.file) if text else ""
            click.echo(f"{one.id:6} {one.name}  {version.doc_no}  {begins}..{ends}  {kept}".rstrip())
