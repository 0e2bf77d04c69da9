"""Errors that a person can act on. Their text is shown as it is; a traceback never is."""

from __future__ import annotations


class AuditcheckError(Exception):
    """The tool, its configuration or its input failed (exit code 2)."""


class InputError(AuditcheckError):
    """A file cannot be read as what it claims to be; the others go on."""


class ConfigError(AuditcheckError):
    """A setting, an option or a rule file is wrong."""
