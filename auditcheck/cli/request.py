"""Options of the command line as the service's request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _


def request_of(paths: tuple[Path, ...], settings: dict[str, Any]) -> Any:
    """The ``Request`` that a command's options ask for; options that it does not have are as the engagement says."""
    from auditcheck.checks.period import Period
    from auditcheck.engagement.service import Request

    params: dict[str, dict[str, str]] = {}
    for text in settings.get("params") or ():
        name, value = pair(text, "ID.NAME=VALUE")
        check_id, dot, parameter = name.partition(".")
        if not dot:
            raise ConfigError(_("{text}: expected {form}").format(text=text, form="ID.NAME=VALUE"))
        params.setdefault(check_id, {})[parameter] = value
    asof = settings.get("asof")
    return Request(
        paths,
        settings.get("out"),
        settings.get("unit"),
        settings.get("year"),
        settings.get("kind"),
        settings.get("rubric"),
        asof.date() if asof else None,
        settings.get("today"),
        names_in(settings.get("select")),
        names_in(settings.get("ignore")),
        params,
        tuple(settings.get("check_folders") or ()),
        settings.get("strict", False),
        tuple(settings.get("mapping") or ()),
        expand=tuple(name for text in settings.get("expand") or () for name in names_in(text)),
        period=Period.parse(settings["period"]) if settings.get("period") else None,
    )


def names_in(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def pair(text: str, form: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise ConfigError(_("{text}: expected {form}").format(text=text, form=form))
    return name, value
