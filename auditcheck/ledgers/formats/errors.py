"""The sentences of every reader: what is wrong with a file and what to do."""

from __future__ import annotations

from auditcheck.errors import InputError
from auditcheck.i18n import _


class NoLedger(InputError):
    """A file that is read well and holds no table: an error where it was named, skipped where a folder was."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(_("{file}: {reason}").format(file=file, reason=reason))
        self.reason = reason


def save_as(name: str, what: str) -> InputError:
    return InputError(
        _(
            "{file}: {what} is not read; open it in Excel or WPS, save it as .xlsx (另存为 xlsx), and give it again"
        ).format(file=name, what=what)
    )


def corrupt(name: str) -> InputError:
    return InputError(
        _(
            "{file}: the workbook is damaged and cannot be read; open it in Excel or WPS, repair it, and save it again"
        ).format(file=name)
    )


def has_password(name: str) -> InputError:
    return InputError(
        _("{file}: the workbook has a password; open it, save it without one, and give it again").format(file=name)
    )


def no_cell(name: str) -> InputError:
    return InputError(_("{file}: the workbook has no cell with anything in it").format(file=name))


def too_large(name: str, what: str, limit: str, variable: str) -> InputError:
    """``what``: how large it is; ``limit``: what is allowed; ``variable``: of the environment, which sets another limit."""
    return InputError(
        _(
            "{file}: {what}, more than the {limit} that are read; split it or leave out what is no ledger (or set {variable} higher)"
        ).format(file=name, what=what, limit=limit, variable=variable)
    )


def has_entities(name: str) -> InputError:
    return InputError(
        _(
            "{file}: it defines XML entities, as attacks do and no office program does; open it in Excel or WPS and save it again"
        ).format(file=name)
    )
