"""Templates filled in: the office's own where there is one of the name, else the shipped one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.report.files import replacing
from auditcheck.report.papers.shipped import shipped

# Without these a paper would not say what it is there for.
NEEDED = {"取证单": ("编号", "事实"), "主要问题及改进建议": ("段落",), "自查报告": ("段落",)}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Form:
    """One template, read once and filled in as often as wanted."""

    def __init__(self, name: str, folder: Path | None) -> None:
        own = folder / f"{name}.docx" if folder else None
        self.name = name
        self.own = own if own is not None and own.is_file() else None
        self._checked = False
        self._environment: Any = None
        self._bytes = self.own.read_bytes() if self.own else shipped(name)

    def write(self, path: Path, fields: Mapping[str, Any]) -> None:
        """Raises ConfigError where the office's own template asks for a field that the paper does not have, or leaves
        out what the paper is about; AuditcheckError where the file cannot be written."""
        import jinja2
        from docxtpl import DocxTemplate

        environment = self._environment = self._environment or _environment()
        clean = _clean(fields)
        template = DocxTemplate(BytesIO(self._bytes))
        try:
            template.get_docx()
        except Exception as error:  # zip, XML and python-docx each say in their own way that a file is no docx
            raise ConfigError(self._told(_("is not a readable docx: {error}"), error=error)) from error
        try:
            if not self._checked:
                self._check(template.get_undeclared_template_variables(environment), clean)
                self._checked = True
            template.render(clean, environment)
        except jinja2.UndefinedError as error:
            raise ConfigError(self._told(_("asks for a field that is not there: {error}"), error=error)) from error
        except jinja2.TemplateError as error:
            raise ConfigError(self._told(_("is not well formed: {error}"), error=error)) from error
        with replacing(path) as beside, beside.open("wb") as stream:
            template.save(stream)

    def _check(self, used: set[str], fields: Mapping[str, Any]) -> None:
        for name in sorted(used - set(fields)):
            near = difflib.get_close_matches(name, fields, n=1, cutoff=0.4)
            hint = _("did you mean {names}?").format(names=near[0]) if near else "、".join(fields)
            raise ConfigError(self._told(_("has the field {name}, which is not known; {hint}"), name=name, hint=hint))
        missing = [name for name in NEEDED[self.name] if name not in used]
        if missing:
            raise ConfigError(
                self._told(_("lacks the field {names}; put it where it belongs"), names="、".join(missing))
            )

    def _told(self, text: str, **values: Any) -> str:
        return _("{path}: this template {what}").format(path=self.own or self.name, what=text.format(**values))


def _environment() -> Any:
    """An environment that compiles each part of a template once, however many papers are made of it."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.from_string = cache(environment.from_string)  # type: ignore[assignment, method-assign]
    return environment


def _clean(value: Any) -> Any:
    """Texts without what XML cannot hold."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _clean(one) for key, one in value.items()}
    return value
