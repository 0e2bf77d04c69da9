"""The tool's own words: English in the source, Simplified Chinese in ``locale/zh_CN``."""

from __future__ import annotations

import gettext
import locale
import os
from pathlib import Path

_LOCALE = Path(__file__).parent / "locale"
_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def detect() -> str:
    """The reader's language, ``zh`` or ``en``, from the environment or the system."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    system = locale.getlocale()[0] or ""
    return "zh" if system.lower().startswith(("zh", "chinese")) else "en"


def set_language(language: str) -> None:
    """Use ``zh`` or ``en`` for every message from now on."""
    global _current, _language
    _language = language
    names = ["zh_CN"] if language == "zh" else ["en"]
    _current = gettext.translation("auditcheck", _LOCALE, names, fallback=True)
    # click looks its own words ("Usage:", "Missing argument") up in the process's default domain, by this variable.
    gettext.bindtextdomain("auditcheck", str(_LOCALE))
    gettext.textdomain("auditcheck")
    os.environ["LANGUAGE"] = names[0]


def language() -> str:
    """``zh`` or ``en``, as set."""
    return _language


def _(message: str) -> str:
    return _current.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    return _current.ngettext(one, many, count)
