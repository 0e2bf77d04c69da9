"""What SQL cannot say: digits, networks, likeness of texts, patterns of prices.

A check or sub-rule with ``analysis: <name>`` in its header is judged by ``<name>.py`` here: its SELECT returns candidates
(with their ``…_row`` evidence), ``run`` turns them into the rows of findings. They ship with the package only: a file that
a user loads may name one of these and brings no Python of its own.

    NEEDS = ("amount", "payment_row")      # columns that the SELECT must return
    RETURNS = ("digit", "payment_rows")    # columns of the findings that the SELECT does not return
    PARAMS = ("min_n",)                    # parameters that it reads

    def run(rows: Sequence[Mapping[str, Any]], params: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]: ...
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.i18n import _

Row = dict[str, Any]


@dataclass(frozen=True)
class Analysis:
    """A module of this package, as its constants describe it."""

    name: str
    needs: tuple[str, ...]
    returns: tuple[str, ...]
    params: tuple[str, ...]
    _run: Callable[[Sequence[Mapping[str, Any]], Mapping[str, Any]], Iterable[Mapping[str, Any]]]

    def run(self, rows: Sequence[Row], params: Mapping[str, Any]) -> list[Row]:
        """The rows of findings; ``params`` are typed, with ``asof`` and ``year``. Raises ConfigError, whatever goes wrong."""
        missing = [name for name in self.needs if rows and name not in rows[0]]
        if missing:
            raise ConfigError(_("the SELECT does not return {names}").format(names=", ".join(missing)))
        try:
            return [dict(row) for row in self._run(rows, params)]
        except AuditcheckError:
            raise
        except Exception as error:
            raise ConfigError(
                _("analysis {name}: {kind}: {error}").format(name=self.name, kind=type(error).__name__, error=error)
            ) from error


def names() -> list[str]:
    """The shipped analyses."""
    return sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))


def analysis(name: str) -> Analysis:
    """Raises ConfigError for one that is not shipped."""
    if name not in names():
        near = difflib.get_close_matches(str(name), names(), n=1)
        hint = _("did you mean {names}?").format(names=near[0]) if near else ", ".join(names())
        raise ConfigError(_("no analysis is called {name}; {hint}").format(name=name, hint=hint))
    module = import_module(f"{__name__}.{name}")
    return Analysis(name, tuple(module.NEEDS), tuple(module.RETURNS), tuple(module.PARAMS), module.run)
