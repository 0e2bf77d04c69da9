"""Options of the command line as the service's request."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _


def request_of(paths: tuple[Path, ...], settings: dict[str, Any]) -> Any:
    """The ``Request`` that a command's options ask for; options that it does not have are as the engagement says."""
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
        settings.get("year") or _year_of(settings.get("period")),
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
    )


def _year_of(period: str | None) -> int | None:
    """The fiscal year of ``2023-01..2023-12``. Several years or a part of one are refused, not silently read as one."""
    if period is None:
        return None
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])\.\.(\d{4})-(0[1-9]|1[0-2])", period)
    if not match:
        raise ConfigError(_("{text}: expected {form}").format(text=period, form="2023-01..2023-12"))
    if match[1] != match[3] or (match[2], match[4]) != ("01", "12"):
        raise ConfigError(
            _("--period {period}: a run covers one whole year today; run each year by itself").format(period=period)
        )
    return int(match[1])


def names_in(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def pair(text: str, form: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise ConfigError(_("{text}: expected {form}").format(text=text, form=form))
    return name, value
