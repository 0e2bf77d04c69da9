"""``auditcheck network``: suppliers and bidders, who meets whom, what they share, matches with staff."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, say
from auditcheck.cli.loading import mapping_option
from auditcheck.cli.request import request_of
from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _

_MOST = 30  # lines of a list in the text


@click.command("network", help=_("Who bids together, who wins, what they share, and whether staff are among them."))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "svg", "html"]),
    help=_("Text or a picture (default: as the name of the file says, else text)."),
)
@click.option(
    "-o", "--out", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=_("Write to a file.")
)
@click.option("--unit", help=_("Only relations of this body."))
@mapping_option
@common
def network(paths: tuple[Path, ...], format_: str | None, file: Path | None, **settings: Any) -> None:
    from auditcheck.cli.progress import progress_bar
    from auditcheck.engagement import service
    from auditcheck.evidence.graph.network import network_of
    from auditcheck.ledgers.reading import STORE
    from auditcheck.report.files import write_text

    found: dict[str, Any] = {}
    request = request_of(paths, {**settings, "unit": None})
    config = service.configure(request)
    if config.path and (config.path.parent / STORE).is_file():
        request = replace(request, out=config.path.parent)  # its salt, and what people said of names
    with progress_bar(not settings["quiet"]) as progress:
        service.look_into(request, progress, lambda workspace: found.update(network_of(workspace, settings["unit"])))
    if not found["suppliers"]:
        raise AuditcheckError(_("none of these books names bidders, suppliers or contracts"))
    suffix = file.suffix.lower().lstrip(".") if file else ""
    text = _drawn(found, format_ or (suffix if suffix in ("json", "svg", "html") else "text"))
    if file is None:
        click.echo(text, nl=False)
        return
    write_text(file, lambda stream: print(text, end="", file=stream))
    say(_("written: {file}").format(file=file))


def _drawn(found: Mapping[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if form == "svg":
        from auditcheck.report.network_svg import svg

        return svg(found)
    if form == "html":
        from auditcheck.report.network_html import html

        return html(found)
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    from auditcheck.report.network_svg import WARNING

    groups: dict[int, list[str]] = {}
    for each in found["suppliers"]:
        told = f"{each['name']}（投{each['bids']}中{each['wins']}，合同{each['contracts']}份）"
        groups.setdefault(each["community"], []).append(told)
    yield f"供应商{len(found['suppliers'])}家"
    for number, members in groups.items():
        if len(members) > 1:
            yield f"  群组{number}：{'、'.join(members)}"
    sections = (
        ("与本单位人员信息相符", [f"{each['supplier']} 与 {each['dept'] or ''}{each['person']}：{'、'.join(each['factors'])}相同"
                                  for each in found["staff"]]),
        ("供应商之间信息相同", [f"{each['a']} 与 {each['b']}：{each['word']} {each['value']}" for each in found["shared"]]),
        ("同场投标", [f"{each['a']}（中{each['wins_a']}）与 {each['b']}（中{each['wins_b']}）：{each['times']}次"
                      for each in sorted(found["together"], key=lambda each: -each["times"])]),
    )  # fmt: skip
    for heading, relations in sections:
        if relations:
            yield f"{heading}（{len(relations)}）"
            yield from (f"  {line}" for line in relations[:_MOST])
            if len(relations) > _MOST:
                yield f"  ……另有{len(relations) - _MOST}项"
    yield f"注：{WARNING}。"
