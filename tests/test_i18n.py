"""The tool speaks Chinese throughout: nothing is left to translate, and no translation loses a value."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from auditcheck import i18n
from tools import messages


def _catalogue(**translations: str) -> Catalog:
    catalogue = Catalog(locale="zh_CN")
    for original, translation in translations.items():
        catalogue.add(original, translation)
    return catalogue


def test_every_message_of_the_sources_is_translated() -> None:
    assert list(messages.problems(messages.read(), messages.extract())) == []


def test_texts_are_looked_up_before_values_are_filled_in() -> None:
    assert list(messages.unmarkable()) == []


@pytest.mark.parametrize(
    ("original", "translation", "complaint"),
    [
        ("{n} rows", "", "not translated"),
        ("{n} rows", "若干行", "placeholders differ"),
        ("{n} rows", "{m} 行", "placeholders differ"),
        ("old words", "旧话", "no longer in the sources"),
    ],
)
def test_a_bad_catalogue_is_found_out(original: str, translation: str, complaint: str) -> None:
    found = messages.problems(_catalogue(**{original: translation}), _catalogue(**{"{n} rows": ""}))
    assert any(each.startswith(complaint) for each in found)


def test_a_message_without_an_entry_is_found_out() -> None:
    assert list(messages.problems(_catalogue(), _catalogue(new=""))) == ["not in the catalogue: 'new'"]


def test_an_update_keeps_translations_and_drops_what_is_gone() -> None:
    catalogue = _catalogue(kept="留", gone="去")
    messages.update(catalogue, _catalogue(kept="", new=""))
    assert {message.id: message.string for message in catalogue if message.id} == {"kept": "留", "new": ""}


def test_the_compiled_catalogue_speaks_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "auditcheck.mo").open("wb") as target:
        write_mo(target, messages.read())
    monkeypatch.setattr(i18n, "_LOCALE", tmp_path)
    i18n.set_language("zh")
    some = next(message for message in messages.read() if message.id and isinstance(message.id, str))
    assert i18n._(str(some.id)) == some.string != some.id


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
    ],
)
def test_the_language_comes_from_the_environment(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n.detect() == language
